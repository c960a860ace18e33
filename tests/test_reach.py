import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from syncd.doorbell import Doorbell
from syncd.intake import LOOKS_AT_ONCE
from syncd.model import Unit
from syncd.publishers.memory import MemoryPublisher
from syncd.reach import Answer, Asked, Direct, Reach
from tests.desk import Glance, office

SHORT = 0.05
"""Patience of tests, in seconds; nothing is waited for longer but by a failing test."""
LONG = 10.0


class Share:
    """Work on a share that hangs until it is let go."""

    def __init__(self) -> None:
        self.answers = threading.Event()
        self.begun = 0

    def work(self) -> str:
        self.begun += 1
        assert self.answers.wait(LONG)
        return f"answer {self.begun}"


@pytest.fixture
def share() -> Iterator[Share]:
    share = Share()
    yield share
    share.answers.set()


@pytest.fixture
def bell() -> Iterator[Doorbell]:
    bell = Doorbell()
    yield bell
    bell.close()


@pytest.fixture
def reach(bell: Doorbell) -> Reach:
    return Reach(bell.ring)


def give_up(reach: Reach, share: Share, what: object = "look", unwanted: Callable[[str], object] = lambda _: None) -> None:
    with pytest.raises(TimeoutError):
        reach.begin("unit", what, share.work, unwanted).answer(SHORT)


def test_an_answer_in_time_is_given_and_so_is_an_error(reach: Reach, tmp_path: Path) -> None:
    assert reach.ask("unit", "look", lambda: 7) == 7
    with pytest.raises(FileNotFoundError):
        reach.ask("unit", "look", (tmp_path / "missing").stat)


def test_every_question_that_was_answered_is_asked_anew(reach: Reach) -> None:
    answers = iter((1, 2))

    assert [reach.ask("unit", "look", lambda: next(answers)) for _ in range(2)] == [1, 2]


def test_while_a_share_hangs_nothing_more_is_asked_of_it_and_nobody_waits(reach: Reach, share: Share) -> None:
    give_up(reach, share)

    begun = time.monotonic()
    give_up(reach, share)
    with pytest.raises(TimeoutError) as caught:
        reach.ask("unit", "reply", share.work)
    assert time.monotonic() - begun < SHORT, "neither was waited for"
    assert caught.value.strerror == "Connection timed out"
    assert share.begun == 1


def test_a_share_that_hangs_holds_up_no_other(reach: Reach, share: Share) -> None:
    give_up(reach, share)

    assert reach.ask("another", "look", lambda: 7) == 7


def test_a_late_answer_rings_and_is_for_whoever_asks_the_same_again(reach: Reach, share: Share, bell: Doorbell) -> None:
    give_up(reach, share)
    assert not bell.wait(0)
    share.answers.set()

    assert bell.wait(LONG)
    assert reach.ask("unit", "look", share.work) == "answer 1"
    assert reach.ask("unit", "look", share.work) == "answer 2"


def test_a_late_answer_nobody_asks_for_any_more_is_cleared_away(reach: Reach, share: Share, bell: Doorbell) -> None:
    cleared: list[str] = []
    give_up(reach, share, "copy of ก", cleared.append)
    share.answers.set()
    assert bell.wait(LONG)

    assert reach.ask("unit", "copy of ข", lambda: 7) == 7
    assert cleared == ["answer 1"]


def test_a_late_error_nobody_asks_for_any_more_is_forgotten(reach: Reach, share: Share, bell: Doorbell) -> None:
    def fail() -> str:
        share.work()
        raise ConnectionError

    with pytest.raises(TimeoutError):
        reach.begin("unit", "look", fail).answer(SHORT)
    share.answers.set()
    assert bell.wait(LONG)

    assert reach.ask("unit", "reply", lambda: 7) == 7


def test_all_that_are_begun_together_are_waited_for_together(reach: Reach, share: Share) -> None:
    begun = time.monotonic()
    asked = [reach.begin(f"unit {number}", "look", share.work) for number in range(20)]
    for each in asked:
        with pytest.raises(TimeoutError):
            each.answer(SHORT)

    assert time.monotonic() - begun < 20 * SHORT


def test_what_is_near_is_asked_without_a_thread(reach: Reach) -> None:
    reach.know_near(["unit"])

    assert reach.ask("unit", "look", threading.get_ident) == threading.get_ident()
    assert reach.ask("another", "look", threading.get_ident) != threading.get_ident()


def test_asked_directly_all_is_done_on_the_spot_and_errors_are_raised(tmp_path: Path) -> None:
    direct = Direct()

    assert direct.ask("unit", "look", threading.get_ident) == threading.get_ident()
    with pytest.raises(FileNotFoundError):
        direct.ask("unit", "look", (tmp_path / "missing").stat)


class Counting(Direct):
    """Counts the questions that are asked and not yet answered: each would be a thread."""

    def __init__(self) -> None:
        self.open = self.most = self.asked = 0

    def begin(
        self, lane: str, what: object, work: Callable[[], Answer], unwanted: Callable[[Answer], object] = lambda _: None
    ) -> Asked[Answer]:
        self.asked += 1
        self.open += 1
        self.most = max(self.most, self.open)
        return Counted(what, super().begin(lane, what, work, unwanted).future, counting=self)


@dataclass
class Counted(Asked[Answer]):
    counting: Counting = field(default_factory=Counting)

    def answer(self, seconds: float = LONG) -> Answer:
        self.counting.open -= 1
        return super().answer(seconds)


def test_a_first_look_at_many_units_asks_few_of_them_at_once(tmp_path: Path) -> None:
    """A thread each for a thousand units is more than systemd gives the service (TasksMax)."""
    units = tuple(Unit(f"หน่วย {n}", f"unit-{n}", categories=("1.9",)) for n in range(50))
    counting = Counting()
    with office(tmp_path, lambda _: MemoryPublisher(), units=units, reader=Glance()) as desk:
        desk.syncd = replace(desk.syncd, reach=counting)
        desk.work()

    assert counting.asked >= len(units)
    assert counting.most <= LOOKS_AT_ONCE
