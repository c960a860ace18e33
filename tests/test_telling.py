"""Who is told what, and where: no reply goes to another case's folder, and a folder keeps to its case."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from syncd.errors import TemporaryPublishError
from syncd.model.claim import SpooledFile
from syncd.model.document import Document
from syncd.model.office import Route, Unit
from syncd.model.state import State
from syncd.pipeline import turn
from syncd.publishers.memory import MemoryPublisher
from tests.desk import Glance, Hands, TestOffice, office

FINANCE = Unit("กลุ่มการเงิน", "กลุ่มการเงิน", categories=("1.9",))
FILES = (("บันทึกข้อความ.pdf", b"memo approved 1/2569"), ("ก.pdf", b"first"))


class Steps:
    """What happens right before a step of the site."""

    def __init__(self) -> None:
        self.now: Callable[[], object] = lambda: None

    def __call__(self, _step: str) -> None:
        self.now()


@pytest.fixture
def steps() -> Steps:
    return Steps()


@pytest.fixture
def desk(tmp_path: Path, steps: Steps) -> Iterator[TestOffice]:
    site = MemoryPublisher(before=steps)
    with office(tmp_path, lambda _: site, units=(FINANCE,), reader=Glance()) as running:
        yield running


class TakesTime(Glance):
    """Reads as quickly as a real one: a tenth of a second goes by with each document."""

    hands = Hands()

    def read(self, file: SpooledFile, roots: Sequence[str] = ()) -> Document:
        self.hands.move(0.1)
        return super().read(file, roots)


def notice(folder: Path) -> str:
    return (folder / "_คำแนะนำ.txt").read_text(encoding="utf-8-sig")


def replies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("_"))


def test_what_is_due_once_it_has_been_read_is_published_in_that_turn_and_its_unit_never_told_to_wait(tmp_path: Path) -> None:
    with office(tmp_path, lambda _: MemoryPublisher(), units=(FINANCE,), reader=(reader := TakesTime())) as desk:
        reader.hands = desk.hands
        folder = desk.drop("ประกาศ", *FILES)
        desk.work()
        desk.hands.move(21)

        turn(desk.syncd, desk.desk, desk.hands(), look=True)

        assert desk.only_case().state is State.PUBLISHED
        assert not folder.exists(), "told and filed"
        assert desk.only_case().told == desk.only_case().news


def test_a_case_withdrawn_before_its_folder_could_be_filed_is_filed_with_that_answer(desk: TestOffice) -> None:
    folder = desk.drop("ประกาศ", *FILES)
    desk.work()
    desk.hands.move(21)
    archive = desk.root / "กลุ่มการเงิน" / "เผยแพร่แล้ว"
    archive.rename(archive.with_name("away"))
    archive.write_text("no folder")
    desk.work()
    published = desk.only_case()
    assert (published.state, published.filed_path) == (State.PUBLISHED, None)

    desk.ask("withdraw", published, reason="ผิด")
    archive.unlink()
    desk.hands.move(61)
    desk.settle()

    case = desk.only_case()
    assert case.state is State.WITHDRAWN
    assert not folder.exists()
    assert replies(desk.root / (case.filed_path or "")) == ["_นำออกจากเว็บไซต์.txt"]


def test_the_answer_to_a_case_whose_folder_became_another_case_does_not_go_there(desk: TestOffice, steps: Steps) -> None:
    folder = desk.drop("ประกาศ", *FILES)
    steps.now = lambda: (folder / "ข.pdf").write_bytes(b"late")
    desk.settle()
    steps.now = lambda: None
    desk.settle()
    first, second = sorted(desk.cases(), key=lambda case: case.number)
    assert (first.state, second.state) == (State.PUBLISHED, State.HELD)

    desk.ask("withdraw", first, reason="ผิด")
    desk.settle()

    (reply,) = replies(folder)
    assert second.number in (folder / reply).read_text(encoding="utf-8-sig")
    first = desk.syncd.ledger.case(first.number)
    assert (first.state, first.news) == (State.WITHDRAWN, first.told)


def test_a_folder_renamed_while_it_is_being_published_is_no_second_case(desk: TestOffice, steps: Steps) -> None:
    folder = desk.drop("ประกาศ", *FILES)
    renamed = folder.with_name("ประกาศ ฉบับจริง")

    def rename_and_fail() -> None:
        if folder.exists():
            folder.rename(renamed)
        desk.desk.intake.look(desk.syncd, desk.hands(), busy=desk.desk.publishing.busy | {desk.only_case().number})
        raise TemporaryPublishError("down", site_down=True)

    desk.work()
    desk.hands.move(21)
    steps.now = rename_and_fail
    desk.work()
    steps.now = lambda: None
    desk.hands.move(3600)
    desk.settle()

    case = desk.only_case()
    assert (case.state, case.name) == (State.PUBLISHED, "ประกาศ ฉบับจริง")


def test_a_unit_whose_name_is_corrected_keeps_its_cases(desk: TestOffice) -> None:
    folder = desk.drop("ประกาศ", FILES[0])
    desk.settle()
    renamed = replace(FINANCE, name="กลุ่มบริหารงานการเงินและสินทรัพย์")
    desk.syncd = replace(desk.syncd, settings=replace(desk.syncd.settings, units=(renamed,)))

    (folder / "ก.pdf").write_bytes(b"first")
    desk.settle()

    case = desk.only_case()
    assert (case.state, case.unit) == (State.PUBLISHED, renamed.name)
    assert case.filed_path


def test_a_case_that_cannot_be_told_for_a_bug_of_ours_keeps_no_other_untold(desk: TestOffice) -> None:
    broken = "กลุ่มการเงิน/ส่งเผยแพร่/1.09 จัดซื้อจัดจ้าง/\0"
    desk.syncd.ledger.open_case(desk.hands(), unit="กลุ่มการเงิน", path=broken, name="", category="1.9", route=Route.REGULATED)

    folder = desk.drop("ประกาศ", *FILES)
    desk.work()

    assert replies(folder) == ["_รับเรื่องแล้ว.txt"]


def test_what_is_not_taken_at_all_is_told_where_it_lies_after_a_while_and_no_longer_when_it_is_gone(desk: TestOffice) -> None:
    shelf = desk.inbox("กลุ่มการเงิน", "1.9")
    (shelf / "ทางลัดไปเรื่อง").symlink_to(desk.root)
    (shelf / "ประกาศ\u202efdp.exe").mkdir()
    (shelf / "ลอย.pdf").write_bytes(b"x")
    os.mkfifo(shelf.parent / "ท่อ")
    desk.work()
    assert replies(shelf) == []

    desk.hands.move(15 * 60)
    desk.work()

    told = notice(shelf)
    assert "“ทางลัดไปเรื่อง”: เป็นทางลัด" in told
    assert "“ประกาศ\\u202efdp.exe”: ชื่อมีอักขระพิเศษ" in told
    assert "- ลอย.pdf" in told
    assert "“ท่อ”: ไม่ใช่ไฟล์ธรรมดา" in notice(shelf.parent)

    for each in ("ทางลัดไปเรื่อง", "ลอย.pdf"):
        (shelf / each).unlink()
    (shelf / "ประกาศ\u202efdp.exe").rmdir()
    desk.work()
    assert replies(shelf) == []


def test_a_published_folder_with_a_file_open_in_word_is_filed_when_it_is_closed_and_is_no_new_case(
    desk: TestOffice, steps: Steps
) -> None:
    folder = desk.drop("ประกาศ", *FILES)
    steps.now = (folder / "~$ก.docx").touch
    desk.settle()
    assert desk.only_case().filed_path is None

    (folder / "~$ก.docx").unlink()
    desk.hands.move(6)
    desk.settle()

    case = desk.only_case()
    assert (case.state, folder.exists()) == (State.PUBLISHED, False)
    assert case.filed_path


def test_a_marker_that_is_no_file_pauses_the_unit(desk: TestOffice) -> None:
    marker = desk.root / "กลุ่มการเงิน" / ".syncd-unit"
    marker.unlink()
    marker.mkdir()
    folder = desk.drop("ประกาศ", *FILES)
    desk.settle()

    assert desk.cases() == ()
    assert replies(folder) == []


def test_a_start_leaves_alone_what_is_not_ours_in_the_spool(desk: TestOffice) -> None:
    """A spool on a disk of its own holds lost+found."""
    (desk.syncd.spool / "lost+found" / "#1").mkdir(parents=True)
    (desk.syncd.spool / "หมายเหตุ.txt").touch()
    (desk.syncd.spool / "2569-0001-1").mkdir()

    desk.restart()

    assert {path.name for path in desk.syncd.spool.iterdir()} == {"lost+found", "หมายเหตุ.txt"}
