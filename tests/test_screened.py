"""What is of concern is held until an officer has answered each finding, and what tells two stories is remarked on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from syncd.memo.reader import Reader
from syncd.model.decision import Finding, Weight
from syncd.model.office import Piece, Unit
from syncd.model.state import State
from syncd.publishers.memory import MemoryPublisher
from syncd.settings import ScreeningSettings
from syncd.taxonomy import Taxonomy
from tests import desk
from tests.desk import APPROVED, TestOffice

MINE, ANOTHERS, SECRET = "โทร. 081-234-5678", "โทร. 089-876-5432", "ลับมาก"


@pytest.fixture(scope="module")
def shared() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.fixture
def office(tmp_path: Path, shared: Reader) -> Iterator[TestOffice]:
    finance = Unit("กลุ่มบริหารงานการเงินและสินทรัพย์", "กลุ่มการเงิน")
    with desk.office(tmp_path, lambda _: MemoryPublisher(), units=(finance,), reader=shared) as office:
        yield office


def announcement(*words: str) -> tuple[str, bytes]:
    return "ประกาศ.txt", "\r\n".join(("ประกาศผู้ชนะการเสนอราคา", *words)).encode()


def held(office: TestOffice) -> list[str]:
    """The keys of what holds the only case."""
    found = office.syncd.ledger.versions(office.only_case().number)[-1].findings
    return [finding.key for finding in found if finding.weight is Weight.HOLD]


def notes(office: TestOffice, number: str) -> list[Finding]:
    found = office.syncd.ledger.versions(number)[-1].findings
    return [finding for finding in found if finding.weight is Weight.NOTE]


def test_each_concern_in_a_file_is_released_by_itself_and_for_this_version_only(office: TestOffice) -> None:
    folder = office.drop("ประกาศผู้ชนะ", APPROVED, announcement(ANOTHERS, SECRET))
    office.settle()
    phone, secrecy = "phone:ประกาศ.txt", "secrecy:ประกาศ.txt"
    assert held(office) == [phone, secrecy]

    office.ask("release", office.only_case(), findings=[phone])
    assert office.only_case().state is State.HELD

    (folder / "ประกาศ.txt").write_bytes(announcement(ANOTHERS, SECRET, "แก้ไข")[1])
    office.settle()
    office.ask("release", office.only_case(), findings=[secrecy])
    assert office.only_case().state is State.HELD

    office.ask("release", office.only_case(), findings=[phone])
    assert office.only_case().state is State.PUBLISHED


def test_nothing_that_is_kept_or_said_gives_a_number_in_full(office: TestOffice, tmp_path: Path) -> None:
    folder = office.drop(
        "ประกาศผู้ชนะ", APPROVED, announcement(ANOTHERS, "เลขประจำตัวประชาชน 1-9999-00722-10-8", "เลขที่บัญชี 3050123456")
    )
    office.settle()
    (reply,) = folder.glob("_*.txt")
    told = reply.read_text(encoding="utf-8-sig")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "state").glob("ledger.db*"))

    assert "xxx-xxx-5432" in told
    assert "บรรทัด 2" in told
    for number in ("089-876-5432", "0898765432", "1-9999-00722-10-8", "1999900722108", "3050123456"):
        assert number not in told
        assert number.encode() not in kept


def test_a_number_in_a_name_or_title_is_told_to_nobody_in_full(office: TestOffice) -> None:
    number = "1-9999-00722-10-8"
    one = office.drop(f"ผลสอบ {number}", APPROVED, announcement(), (f"ผล {number}.pdf", b"%PDF-1.7\n"))
    titled = ("รายละเอียด.txt", f"ชื่อเรื่อง: ผลสอบ {number}".encode())
    other = office.drop("ผลสอบ", APPROVED, announcement("อีกฉบับ"), titled)
    office.drop(f"ประกาศ {number}", announcement())
    office.settle()

    said = [reply.read_text(encoding="utf-8-sig") for folder in (one, other) for reply in folder.glob("_*.txt")]
    page = next(office.root.glob("*/สถานะล่าสุด.html")).read_text(encoding="utf-8")
    kept = [event.details for event in office.syncd.ledger.events()]
    assert len(said) == 2
    assert all("ผลสอบ x-xxxx-xxxxx-xx-x" in told for told in said)
    assert "ผล x-xxxx-xxxxx-xx-x.pdf" in said[0]
    assert [told for told in (*said, page, *kept) if number in told or "1999900722108" in told] == []


def test_a_number_in_the_name_of_a_file_beside_any_folder_is_told_to_nobody_in_full(office: TestOffice) -> None:
    (office.inbox("กลุ่มการเงิน", "1.9") / "ผลสอบ 1-9999-00722-10-8.pdf").write_bytes(b"%PDF-1.7")
    office.settle()
    office.hands.move(16 * 60)
    office.work()

    (notice,) = office.root.rglob("_คำแนะนำ.txt")
    assert "ผลสอบ x-xxxx-xxxxx-xx-x.pdf" in notice.read_text(encoding="utf-8-sig")


def test_the_offices_own_number_does_not_hold(office: TestOffice) -> None:
    screening = ScreeningSettings(pass_numbers=("08 1234 5678",))
    office.syncd = replace(office.syncd, settings=replace(office.syncd.settings, screening=screening))
    office.drop("ประกาศผู้ชนะ", APPROVED, announcement(MINE))
    office.settle()

    assert office.only_case().state is State.PUBLISHED


def test_a_file_that_stands_in_another_category_and_a_missing_piece_are_remarked_on(office: TestOffice) -> None:
    taxonomy = Taxonomy(
        tuple(
            replace(it, pieces=(Piece("ประกาศผู้ชนะ"), Piece("รายงานผล"))) if it.code == "1.9" else it
            for it in office.syncd.settings.taxonomy.categories
        )
    )
    office.syncd = replace(office.syncd, settings=replace(office.syncd.settings, taxonomy=taxonomy))
    office.drop("ประกาศผู้ชนะ", APPROVED, announcement())
    office.settle()
    first = office.only_case()
    office.drop("ข้อมูลอื่น", ("memo2.pdf", (desk.DOCUMENTS / APPROVED).read_bytes() + b"\n"), announcement(), category="1.15")
    office.settle()
    office.drop("รายงานผลการจัดซื้อ", APPROVED, ("รายงาน.txt", "รายงานผล".encode()), category="1.9")
    office.settle()
    numbers = sorted(case.number for case in office.cases())

    assert any("ยังไม่พบ: รายงานผล" in note.message for note in notes(office, first.number))
    assert any("ในหมวดอื่น (1.9" in note.message for note in notes(office, numbers[1]))
    assert not any(note.rule == "pieces_missing" for note in notes(office, numbers[2]))
