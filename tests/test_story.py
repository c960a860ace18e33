"""The product in a few stories: what happens to a folder that a clerk drops."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from syncd.model.decision import Weight
from syncd.model.state import State
from syncd.publishers.memory import MemoryPublisher
from syncd.settings import RuleSettings
from syncd.setup import MARKER
from tests.desk import APPROVED, DOCUMENTS, TestOffice, office

REFUSED = "05_not_approved.pdf"
SCAN = "25_scan_clean.pdf"
ANNEX = ("ประกาศ.txt", "ประกาศผู้ชนะการเสนอราคา".encode())


@pytest.fixture
def site() -> MemoryPublisher:
    return MemoryPublisher()


@pytest.fixture
def desk(tmp_path: Path, site: MemoryPublisher) -> Iterator[TestOffice]:
    with office(tmp_path, lambda _: site) as running:
        yield running


def replies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("_"))


def test_an_approved_bundle_becomes_one_post_and_its_folder_is_filed_away(desk: TestOffice, site: MemoryPublisher) -> None:
    folder = desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)

    desk.settle()

    case = desk.only_case()
    assert case.state is State.PUBLISHED
    assert [post.title for post in site.posts.values()] == ["ประกาศผู้ชนะ"]
    assert not folder.exists()
    filed = desk.root / (case.filed_path or "")
    assert filed.parent.relative_to(desk.root) == Path("กลุ่มการเงิน/เผยแพร่แล้ว/2570/ไตรมาส 1")
    assert {path.name for path in filed.iterdir()} == {APPROVED, "ประกาศ.txt", "_เผยแพร่แล้ว.txt", "เปิดหน้าเว็บ.url"}


def test_the_receipt_is_acknowledged_at_once(desk: TestOffice) -> None:
    folder = desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)

    desk.work()

    assert replies(folder) == ["_รับเรื่องแล้ว.txt"]


def test_a_second_pass_does_nothing(desk: TestOffice, site: MemoryPublisher) -> None:
    desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
    desk.settle()
    before = desk.syncd.ledger.head()

    desk.settle()
    desk.restart()
    desk.settle()

    assert desk.syncd.ledger.head() == before
    assert len(site.posts) == 1


def test_a_refused_memo_is_returned_with_the_reason(desk: TestOffice, site: MemoryPublisher) -> None:
    folder = desk.drop("รายชื่อทุน", REFUSED, ANNEX)

    desk.settle()

    assert desk.only_case().state is State.RETURNED
    assert replies(folder) == ["_ส่งคืนแก้ไข.txt"]
    assert "ไม่อนุมัติ" in (folder / "_ส่งคืนแก้ไข.txt").read_text(encoding="utf-8-sig")
    assert not site.posts


def test_a_scan_is_held_and_an_officers_release_publishes_it(desk: TestOffice, site: MemoryPublisher) -> None:
    folder = desk.drop("ข้อมูลเว็บไซต์", ("บันทึกข้อความ.pdf", (Path(__file__).parent / "documents" / SCAN).read_bytes()), ANNEX)
    desk.settle()
    held = desk.only_case()
    assert held.state is State.HELD
    assert replies(folder) == ["_รอเจ้าหน้าที่ ICT ตรวจสอบ.txt"]

    findings = [one.key for one in desk.syncd.ledger.versions(held.number)[-1].findings if one.weight.value == "hold"]
    approver = desk.syncd.settings.approval.approvers[0].name
    desk.ask(
        "release", held, findings=findings, approver=approver, number="ศธ 04040/033", date="2021-01-19", version=held.version
    )

    published = desk.only_case()
    assert published.state is State.PUBLISHED
    assert published.evidence == "release"
    assert len(site.posts) == 1


def test_a_correction_of_a_returned_folder_is_the_next_version_of_the_same_case(desk: TestOffice) -> None:
    folder = desk.drop("ประกาศผู้ชนะ", REFUSED, ANNEX)
    desk.settle()
    returned = desk.only_case()

    (folder / REFUSED).unlink()
    desk.drop("ประกาศผู้ชนะ", APPROVED)
    desk.settle()

    published = desk.only_case()
    assert (published.number, published.version_no, published.state) == (returned.number, 2, State.PUBLISHED)


def test_what_an_officer_returned_stays_returned_when_the_folder_is_only_touched(desk: TestOffice) -> None:
    folder = desk.drop("ข้อมูลเว็บไซต์", ("บันทึกข้อความ.pdf", (Path(__file__).parent / "documents" / SCAN).read_bytes()), ANNEX)
    desk.settle()
    desk.ask("return", desk.only_case(), reason="ขอให้ส่งฉบับที่อ่านชัด")

    (folder / "บันทึกข้อความ.pdf").touch()
    desk.settle()

    case = desk.only_case()
    assert (case.state, case.version_no) == (State.RETURNED, 1)
    assert "ขอให้ส่งฉบับที่อ่านชัด" in (folder / "_ส่งคืนแก้ไข.txt").read_text(encoding="utf-8-sig")


def test_the_undo_window_waits_and_any_change_starts_it_again(tmp_path: Path, site: MemoryPublisher) -> None:
    with office(tmp_path, lambda _: site, wait_minutes=10) as desk:
        folder = desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
        desk.settle()
        assert desk.only_case().state is State.SCHEDULED
        assert replies(folder)[0].startswith("_รอเผยแพร่")

        desk.hands.move(500)
        desk.drop("ประกาศผู้ชนะ", ("เพิ่มเติม.txt", "เอกสารเพิ่มเติม".encode()))
        desk.settle()
        desk.hands.move(500)
        desk.work()
        assert not site.posts

        desk.hands.move(101)
        desk.work()
        assert len(next(iter(site.posts.values())).attachments) == 2


def test_a_folder_taken_back_during_the_undo_window_is_not_published(tmp_path: Path, site: MemoryPublisher) -> None:
    with office(tmp_path, lambda _: site, wait_minutes=10) as desk:
        folder = desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
        desk.settle()
        folder.rename(tmp_path / "away")

        desk.hands.move(3600)
        desk.work()
        assert not site.posts

        desk.hands.move(24 * 3600)
        desk.work()
        assert desk.only_case().state is State.CANCELLED


def test_a_vanished_share_cancels_nothing(desk: TestOffice) -> None:
    desk.drop("รายชื่อทุน", REFUSED, ANNEX)
    desk.settle()
    (desk.root / "กลุ่มการเงิน").rename(desk.root / "away")

    desk.hands.move(3 * 24 * 3600)
    desk.work()

    assert desk.only_case().state is State.RETURNED


def test_nothing_is_published_of_a_share_whose_marker_is_gone_until_it_is_back(tmp_path: Path, site: MemoryPublisher) -> None:
    with office(tmp_path, lambda _: site, wait_minutes=10) as desk:
        desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
        desk.settle()
        marker = desk.root / "กลุ่มการเงิน" / MARKER
        words = marker.read_bytes()
        marker.unlink()
        desk.hands.move(601)
        desk.work()

        assert not site.posts
        assert desk.only_case().state is State.SCHEDULED

        marker.write_bytes(words)
        desk.hands.move(61)
        desk.work()
        assert desk.only_case().state is State.PUBLISHED


def test_a_renamed_folder_keeps_its_case_and_a_copy_gets_a_new_one(desk: TestOffice) -> None:
    folder = desk.drop("รายชื่อทุน", REFUSED, ANNEX)
    desk.settle()
    number = desk.only_case().number

    folder = folder.rename(folder.with_name("รายชื่อทุน แก้ไข"))
    desk.settle()
    assert desk.only_case().number == number
    assert desk.only_case().name == "รายชื่อทุน แก้ไข"

    copy = folder.with_name("สำเนา")
    copy.mkdir()
    for file in folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    desk.settle()
    assert len(desk.cases()) == 2


def test_a_folder_that_was_at_another_unit_and_comes_back_bears_its_own_cases_reply_again(desk: TestOffice) -> None:
    here = desk.drop("รายชื่อทุน", REFUSED, ANNEX)
    there = desk.inbox("กลุ่มนโยบายและแผน", "1.9") / "รายชื่อทุน"
    desk.settle()
    own = desk.only_case()
    here.rename(there)
    desk.settle()

    there.rename(here)
    desk.settle()

    (reply,) = replies(here)
    assert own.number in (here / reply).read_text(encoding="utf-8-sig")


def test_a_withdrawn_case_is_off_the_site_and_its_reply_says_so(desk: TestOffice, site: MemoryPublisher) -> None:
    desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
    desk.settle()

    desk.ask("withdraw", desk.only_case(), reason="มีข้อมูลผิด")

    case = desk.only_case()
    assert case.state is State.WITHDRAWN
    assert not site.posts
    assert replies(desk.root / (case.filed_path or "")) == ["_นำออกจากเว็บไซต์.txt"]


def test_an_incomplete_bundle_is_answered_after_fifteen_minutes_not_at_once(desk: TestOffice) -> None:
    folder = desk.drop("ประกาศผู้ชนะ", ANNEX)
    desk.settle()
    assert replies(folder) == ["_รับเรื่องแล้ว.txt"]

    desk.hands.move(15 * 60)
    desk.work()

    assert replies(folder) == ["_ส่งคืนแก้ไข.txt"]


def test_loose_files_are_answered_after_fifteen_minutes(desk: TestOffice) -> None:
    shelf = desk.inbox("กลุ่มการเงิน", "1.9")
    (shelf / "ประกาศ.pdf").write_bytes(b"%PDF-1.4")
    desk.work()

    desk.hands.move(15 * 60)
    desk.work()
    assert replies(shelf) == ["_คำแนะนำ.txt"]

    (shelf / "ประกาศ.pdf").unlink()
    desk.work()
    assert replies(shelf) == []


def test_a_file_that_comes_while_its_bundle_is_published_becomes_a_new_case_and_is_never_mixed_in(tmp_path: Path) -> None:
    late: list[Path] = []

    def arrive(_step: str) -> None:
        for path in late:
            path.write_text("มาช้า", encoding="utf-8")

    site = MemoryPublisher(before=arrive)
    with office(tmp_path, lambda _: site) as desk:
        folder = desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
        late.append(folder / "มาช้า.txt")
        desk.settle()
        late.clear()
        desk.settle()

        first, second = sorted(desk.cases(), key=lambda case: case.number)
        assert (first.state, first.filed_path) == (State.PUBLISHED, "")
        assert second.state is State.HELD
        assert [len(post.attachments) for post in site.posts.values()] == [1]
        assert (folder / "มาช้า.txt").exists()


def test_a_post_carries_the_day_it_went_out_not_the_day_it_was_checked(tmp_path: Path, site: MemoryPublisher) -> None:
    with office(tmp_path, lambda _: site, wait_minutes=24 * 60) as desk:
        desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
        desk.settle()
        desk.hands.move(24 * 3600)
        desk.work()

    (post,) = site.posts.values()
    assert "24 พฤศจิกายน 2569" in post.body
    assert "23 พฤศจิกายน 2569" not in post.body


def test_a_private_copy_lost_before_publication_is_simply_made_again(tmp_path: Path, site: MemoryPublisher) -> None:
    with office(tmp_path, lambda _: site, wait_minutes=10) as desk:
        desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
        desk.settle()
        for copy in desk.syncd.spool.rglob("*"):
            if copy.is_file():
                copy.unlink()
        desk.hands.move(601)
        desk.settle()
        desk.hands.move(601)
        desk.work()

        assert desk.only_case().state is State.PUBLISHED
        assert len(site.posts) == 1


def test_a_rule_that_the_office_made_stricter_holds_what_would_have_been_published(
    desk: TestOffice, site: MemoryPublisher
) -> None:
    stricter = replace(desk.syncd.settings, rules=RuleSettings({"memo_age": Weight.HOLD}))
    desk.syncd = replace(desk.syncd, settings=stricter)
    desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)

    desk.settle()

    assert desk.only_case().state is State.HELD
    assert not site.posts


def test_the_memo_that_was_checked_is_kept_read_only_until_its_years_are_over(desk: TestOffice) -> None:
    desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
    desk.settle()

    (kept,) = [path for path in desk.syncd.archive.rglob("*") if path.is_file()]
    assert kept.read_bytes() == (DOCUMENTS / APPROVED).read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o400

    desk.hands.move(10 * 365 * 24 * 3600)
    desk.restart()
    assert kept.exists()

    desk.hands.move(366 * 24 * 3600)
    desk.restart()
    assert not kept.exists()
    assert [event.event for event in desk.syncd.ledger.events()][-1] == "archive.purged"
