"""One turn after another: however huge a unit's bundle, the others are served in between, and nothing of it is lost."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from syncd.model.claim import SpooledFile
from syncd.model.document import Document
from syncd.model.office import Unit
from syncd.model.state import State
from syncd.pipeline import TURN_SECONDS, turn
from syncd.publishers.memory import MemoryPublisher
from syncd.steps import Steps
from tests.desk import Glance, Hands, TestOffice, office

BIG = Unit("กลุ่มการเงิน", "กลุ่มการเงิน")
SMALL = Unit("กลุ่มนโยบายและแผน", "กลุ่มนโยบายและแผน")
FILE_SECONDS = TURN_SECONDS * 0.9
"""So long the reading of each file takes here."""
PAGE_SECONDS = 1.5
"""So long a look at a page that is a picture."""


class Slow(Glance):
    """Takes its time over every file, on the test's clock."""

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self.hands = hands
        self.after: Callable[[], object] = lambda: None
        self.pages = 0
        """How many pages each file has that are pictures."""

    def reading(self, file: SpooledFile, roots: Sequence[str] = (), *, ocr: bool = True) -> Steps[Document]:
        for _ in range(self.pages):
            yield
            self.hands.move(PAGE_SECONDS)
        return (yield from super().reading(file, roots, ocr=ocr))

    def read(self, file: SpooledFile, roots: Sequence[str] = ()) -> Document:
        self.hands.move(FILE_SECONDS)
        self.after()
        return super().read(file)


@pytest.fixture
def slow() -> Slow:
    return Slow(Hands())


@pytest.fixture
def desk(tmp_path: Path, slow: Slow) -> Iterator[TestOffice]:
    with office(tmp_path, lambda _: MemoryPublisher(), units=(BIG, SMALL), hands=slow.hands, reader=slow) as running:
        yield running


def bundle(number: int, files: int) -> list[tuple[str, bytes]]:
    memo = ("บันทึกข้อความ.pdf", f"memo approved {number}/2569".encode())
    return [memo, *((f"{n}.pdf", f"{number}-{n}".encode()) for n in range(files))]


def one_turn(desk: TestOffice, *, look: bool = False) -> None:
    turn(desk.syncd, desk.desk, desk.hands(), look=look)


def state_of(desk: TestOffice, name: str) -> State:
    return next(case.state for case in desk.cases() if case.name == name)


def test_a_bundle_of_many_files_delays_another_units_by_a_turn_and_both_are_published_whole(desk: TestOffice) -> None:
    desk.drop("ใหญ่", *bundle(1, 50), unit=BIG.folder)
    desk.work()
    desk.hands.move(21)
    one_turn(desk, look=True)
    before = desk.hands.boot
    desk.drop("เล็ก", *bundle(2, 1), unit=SMALL.folder)
    one_turn(desk, look=True)
    while state_of(desk, "เล็ก") is not State.PUBLISHED:
        one_turn(desk, look=True)

    alone = 20 + 2 * FILE_SECONDS
    assert desk.hands.boot - before <= alone + 3 * (TURN_SECONDS + FILE_SECONDS)
    assert state_of(desk, "ใหญ่") is State.RECEIVED
    desk.work()
    assert {case.state for case in desk.cases()} == {State.PUBLISHED}
    assert desk.syncd.publisher.posts  # type: ignore[attr-defined]
    assert list(desk.syncd.spool.iterdir()) == []


def test_a_scan_of_many_pages_delays_another_units_bundle_by_a_page_at_a_time(desk: TestOffice, slow: Slow) -> None:
    slow.pages = 30
    desk.drop("ใหญ่", *bundle(1, 1), unit=BIG.folder)
    desk.work()
    desk.hands.move(21)
    one_turn(desk, look=True)
    slow.pages = 0
    before = desk.hands.boot
    desk.drop("เล็ก", *bundle(2, 1), unit=SMALL.folder)
    one_turn(desk, look=True)
    while state_of(desk, "เล็ก") is not State.PUBLISHED:
        one_turn(desk, look=True)

    alone = 20 + 2 * FILE_SECONDS
    assert desk.hands.boot - before <= alone + 3 * PAGE_SECONDS
    assert state_of(desk, "ใหญ่") is State.RECEIVED


def test_a_unit_has_one_bundle_in_hand_however_many_it_sends(desk: TestOffice) -> None:
    for number in range(5):
        desk.drop(f"เรื่อง {number}", *bundle(number, 9), unit=BIG.folder)
    desk.work()
    desk.hands.move(21)
    for _ in range(4):
        one_turn(desk, look=True)

        assert len(desk.desk.taking) == 1
        assert len(list(desk.syncd.spool.iterdir())) == 1


@pytest.mark.parametrize("step", range(1, 6))
def test_a_folder_that_changes_while_it_is_being_read_is_never_judged_by_what_it_was(
    desk: TestOffice, slow: Slow, step: int
) -> None:
    folder = desk.drop("ใหญ่", *bundle(1, 5), unit=BIG.folder)
    left = [step]

    def swap() -> None:
        left[0] -= 1
        if left[0] == 0:
            (folder / "บันทึกข้อความ.pdf").write_bytes(b"memo refused 1/2569")

    slow.after = swap
    desk.settle()
    desk.settle()

    (case,) = desk.cases()
    assert case.state is State.RETURNED
    assert desk.syncd.publisher.posts == {}  # type: ignore[attr-defined]


def test_a_folder_taken_away_while_it_is_being_read_is_missed_and_not_published(desk: TestOffice) -> None:
    folder = desk.drop("ใหญ่", *bundle(1, 5), unit=BIG.folder)
    desk.work()
    desk.hands.move(21)
    one_turn(desk, look=True)
    folder.rename(desk.root / "away")
    desk.work()

    (case,) = desk.cases()
    assert case.state is State.RECEIVED
    assert case.missing_since is not None
    assert list(desk.syncd.spool.iterdir()) == []


def test_what_is_in_hand_when_the_settings_are_read_again_is_taken_by_the_new_ones(desk: TestOffice) -> None:
    desk.drop("ใหญ่", *bundle(1, 5), unit=BIG.folder)
    desk.work()
    desk.hands.move(21)
    one_turn(desk, look=True)
    assert desk.desk.taking

    desk.desk.put_back()
    desk.syncd = replace(desk.syncd, settings=replace(desk.syncd.settings, units=(replace(BIG, categories=("1.15",)), SMALL)))
    assert list(desk.syncd.spool.iterdir()) == []
    desk.work()

    assert desk.only_case().state is State.HELD


def test_what_was_handed_out_but_not_begun_when_the_settings_are_read_again_is_taken_by_the_new_ones(desk: TestOffice) -> None:
    for number in range(2):
        desk.drop(f"เรื่อง {number}", *bundle(number, 5), unit=BIG.folder)
    desk.work()
    desk.hands.move(21)
    one_turn(desk, look=True)
    assert desk.desk.ready

    desk.desk.put_back()
    desk.syncd = replace(desk.syncd, settings=replace(desk.syncd.settings, units=(replace(BIG, categories=("1.15",)), SMALL)))
    while turn(desk.syncd, desk.desk, desk.hands(), look=False):  # the next look may be seconds away
        pass
    desk.work()

    assert {case.state for case in desk.cases()} == {State.HELD}


def test_a_file_over_the_sites_limit_is_told_by_its_size_without_a_copy_and_all_else_with_it(desk: TestOffice) -> None:
    folder = desk.drop("ใหญ่", *bundle(1, 1), ("ว่าง.pdf", b""), unit=BIG.folder)
    (folder / "วิดีโอ.mp4").touch()
    (folder / "รายละเอียด.txt").touch()
    (folder / "ทางลัด").symlink_to("/")
    for name, size in (("วิดีโอ.mp4", 10 << 30), ("รายละเอียด.txt", 2 << 30)):
        with (folder / name).open("r+b") as file:
            file.truncate(size)
    before = len(list(desk.syncd.spool.iterdir()))
    desk.work()
    desk.hands.move(61)
    desk.work()

    (case,) = desk.cases()
    (version,) = desk.syncd.ledger.versions(case.number)
    assert case.state is State.RETURNED
    assert {one.key for one in version.findings if one.weight.value == "return"} == {
        "file_not_taken:ทางลัด", "file_too_big:วิดีโอ.mp4", "details_problems:รายละเอียด.txt",
    }  # fmt: skip
    (said,) = (one.message for one in version.findings if one.rule == "file_too_big")
    assert "10.0 GB" in said
    assert "64.0 MB" in said
    assert {file["name"] for file in version.files} == {"0.pdf", "บันทึกข้อความ.pdf", "ว่าง.pdf"}
    assert len(list(desk.syncd.spool.iterdir())) == before


def test_a_memo_larger_than_the_site_takes_is_read_all_the_same(desk: TestOffice) -> None:
    site = replace(desk.syncd.settings.publisher, max_file_mb=0.001)
    desk.syncd = replace(desk.syncd, settings=replace(desk.syncd.settings, publisher=site))
    memo = ("บันทึกข้อความ.pdf", b"memo approved 1/2569 " + bytes(5000))
    desk.drop("ประกาศ", memo, ("ก.pdf", b"x"), unit=BIG.folder)
    desk.settle()

    assert desk.only_case().state is State.PUBLISHED
