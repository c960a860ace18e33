import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from syncd.doorbell import Doorbell
from syncd.intake import LOOKS_AT_ONCE
from syncd.model.office import Unit
from syncd.publishers.memory import MemoryPublisher
from syncd.reach import MOST_LATE, PATIENCE_SECONDS, Answer, Asked, Direct, Reach
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


def give_up(reach: Reach, share: Share, what: object = "look", unwanted: Callable[[str], object] | None = None) -> None:
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
    patience = 20 * SHORT
    with pytest.raises(TimeoutError):
        reach.begin("unit", "look", share.work).answer(patience)

    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        reach.begin("unit", "look", share.work).answer(patience)
    with pytest.raises(TimeoutError) as caught:
        reach.ask("unit", "reply", share.work)
    assert time.monotonic() - begun < patience, "neither was waited for"
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
            each.answer(10 * SHORT)

    assert time.monotonic() - begun < 20 * 10 * SHORT


def test_to_ask_a_share_that_hangs_for_days_piles_nothing_up(reach: Reach, share: Share) -> None:
    give_up(reach, share)
    tracemalloc.start()
    try:
        for _ in range(2000):
            give_up(reach, share)
        kept, _most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert kept < 100_000


def test_a_lane_is_free_again_only_when_all_that_was_given_up_there_has_come(reach: Reach) -> None:
    """The thread that publishes and the one that tells ask of one unit. No older reply may come after a newer one."""
    check, reply = Share(), Share()
    both = [reach.begin("unit", name, share.work) for name, share in (("check", check), ("reply", reply))]
    for one in both:
        with pytest.raises(TimeoutError):
            one.answer(SHORT)
    check.answers.set()
    assert reach.ask("unit", "check", check.work) == "answer 1"

    with pytest.raises(TimeoutError):
        reach.ask("unit", "newer reply", lambda: "written")
    reply.answers.set()
    assert reach.begin("unit", "reply", reply.work).answer(LONG) == "answer 1"
    assert reach.ask("unit", "newer reply", lambda: "written") == "written"


def test_very_many_shares_that_hang_take_no_more_threads_than_the_service_may_have(reach: Reach, share: Share) -> None:
    """The server of a thousand units' shares goes down: when no thread can be started any more, the daemon ends."""
    before = threading.active_count()
    for number in range(3 * MOST_LATE):
        with pytest.raises(TimeoutError):
            reach.begin(f"unit {number}", "look", share.work).answer(0)

    assert threading.active_count() - before <= MOST_LATE
    share.answers.set()
    assert reach.begin("unit 0", "look", share.work).answer(LONG)
    assert reach.begin("another", "look", lambda: 7).answer(LONG) == 7


def test_copies_that_take_long_and_shares_that_hang_leave_room_to_each_other(reach: Reach, share: Share) -> None:
    for number in range(MOST_LATE + 1):
        with pytest.raises(TimeoutError):
            reach.begin(f"unit {number}: copy", "copy", share.work, str).answer(0)
    assert share.begun <= MOST_LATE

    assert reach.ask("unit 0", "look", lambda: 7) == 7
    give_up(reach, share)
    assert share.begun <= MOST_LATE + 1


def test_after_one_share_has_hung_the_next_ones_are_waited_for_less(reach: Reach, share: Share) -> None:
    """Mostly one server has them all: ten seconds for each would keep everybody waiting, and let the watchdog end us."""
    give_up(reach, share)

    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        reach.ask("another", "look", share.work)
    assert time.monotonic() - begun < PATIENCE_SECONDS / 2


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
        self, lane: str, what: object, work: Callable[[], Answer], unwanted: Callable[[Answer], object] | None = None
    ) -> Asked[Answer]:
        self.asked += 1
        self.open += 1
        self.most = max(self.most, self.open)
        return Counted(what, super().begin(lane, what, work, unwanted).future, counting=self)


@dataclass
class Counted(Asked[Answer]):
    counting: Counting = field(default_factory=Counting)

    def answer(self, seconds: float | None = None) -> Answer:
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
