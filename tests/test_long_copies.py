"""A bundle whose copy takes long, beside others of its unit: the copy counts when it comes; nothing spins or stays behind."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from syncd.model.state import State
from syncd.pipeline import turn
from syncd.publishers.memory import MemoryPublisher
from syncd.reach import Answer, Asked, Reach
from tests.desk import Glance, TestOffice, office

LONG = 10.0
"""Waited for only by a failing test."""
MANY = 25
"""More than one look hands out of a unit."""


@dataclass
class SlowLine(Reach):
    """Copies of a bundle called "ใหญ่" take until they are let go, and are given up at once; all else is quick."""

    go: threading.Event = field(default_factory=threading.Event)
    came: threading.Event = field(default_factory=threading.Event)
    copies: int = 0

    def begin(
        self, lane: str, what: object, work: Callable[[], Answer], unwanted: Callable[[Answer], object] | None = None
    ) -> Asked[Answer]:
        if not (lane.endswith(": copy") and isinstance(what, tuple) and what[0].endswith("/ใหญ่")):
            return super().begin(lane, what, work, unwanted)

        def slow() -> Answer:
            self.copies += 1
            assert self.go.wait(LONG)
            return work()

        asked = super().begin(lane, what, slow, unwanted)
        asked.begun = time.monotonic() - LONG
        return asked


@pytest.fixture
def line() -> Iterator[SlowLine]:
    came = threading.Event()
    line = SlowLine(came.set, came=came)
    yield line
    line.go.set()


@pytest.fixture
def desk(tmp_path: Path, line: SlowLine) -> Iterator[TestOffice]:
    with office(tmp_path, lambda _: MemoryPublisher(), reader=Glance()) as running:
        running.syncd = replace(running.syncd, reach=line)
        yield running


def drop(desk: TestOffice, name: str, number: int) -> Path:
    return desk.drop(name, ("บันทึกข้อความ.pdf", f"memo approved {number}".encode()), ("ประกาศ.pdf", f"{number}".encode()))


def work(desk: TestOffice) -> int:
    """Turn as the daemon does until nothing is to be done at this moment; how many turns that took."""
    turns = 1
    while turn(desk.syncd, desk.desk, desk.hands(), look=turns == 1):
        turns += 1
        assert turns < 10 * MANY, "it spins"
    return turns


def settle(desk: TestOffice) -> None:
    work(desk)
    desk.hands.move(desk.syncd.settings.intake.settle_seconds + 1)
    work(desk)


def let_it_come(line: SlowLine) -> None:
    line.came.clear()
    line.go.set()
    assert line.came.wait(LONG)


def states(desk: TestOffice) -> dict[str, State]:
    return {case.name: case.state for case in desk.cases()}


def test_while_a_long_copy_goes_on_nobody_spins_though_the_unit_has_many_others(desk: TestOffice, line: SlowLine) -> None:
    drop(desk, "ใหญ่", 0)
    work(desk)  # it is the first of its unit
    for number in range(1, MANY):
        drop(desk, f"เรื่อง {number}", number)
    settle(desk)
    assert states(desk)["ใหญ่"] is State.RECEIVED

    let_it_come(line)
    work(desk)
    work(desk)
    assert set(states(desk).values()) == {State.PUBLISHED}
    assert line.copies == 1


def test_an_older_bundle_that_is_ready_again_and_again_does_not_throw_away_a_long_copy(desk: TestOffice, line: SlowLine) -> None:
    older = drop(desk, "เก่า", 1)
    work(desk)
    drop(desk, "ใหญ่", 2)
    work(desk)
    (older / "เพิ่ม.pdf").write_bytes(b"more")
    desk.hands.move(desk.syncd.settings.intake.settle_seconds - 1)
    work(desk)  # the older one has changed meanwhile
    desk.hands.move(2)
    work(desk)
    assert line.copies == 1
    desk.hands.move(desk.syncd.settings.intake.settle_seconds)
    let_it_come(line)

    work(desk)
    assert line.copies == 1
    assert set(states(desk).values()) == {State.PUBLISHED}


def test_a_long_copy_that_comes_when_its_bundle_is_gone_leaves_nothing_in_the_spool(desk: TestOffice, line: SlowLine) -> None:
    folder = drop(desk, "ใหญ่", 1)
    settle(desk)
    let_it_come(line)
    assert list(desk.syncd.spool.iterdir())
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()

    work(desk)

    assert not list(desk.syncd.spool.iterdir())
