"""The walks that every run of the suite takes; `python -m tests.walks` takes thousands. See tests/walks/__main__.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from syncd.model.post import Receipt
from syncd.model.state import State
from tests.rig import wordpress as rig
from tests.walks.machine import OnFake, OnMemory, Walk, on_real_walk
from tests.walks.profiles import SUITE
from tests.walks.replay import replay, shortened, steps_of
from tests.walks.sites import Forgetful, InMemory, Shown, Site


def test_whatever_happens_nothing_is_lost_doubled_or_published_unapproved() -> None:
    run_state_machine_as_test(OnMemory, settings=settings(SUITE, max_examples=30))


def test_nor_is_it_on_wordpress_whose_answers_are_lost_late_or_wrong() -> None:
    run_state_machine_as_test(OnFake, settings=settings(SUITE, max_examples=20))


def test_nor_is_it_on_a_real_wordpress(wordpress: rig.Site) -> None:
    run_state_machine_as_test(on_real_walk(wordpress), settings=settings(SUITE, max_examples=4, stateful_step_count=10))


# --- the walk itself ------------------------------------------------------------------------------------------------

PRINTED = """
Failing test case: <state machine>
state = OnMemory()
state.first(number=10, papers=[10, 11], word='approved')
state.wait(seconds=60, then=21)
state.officer_decides(kind=0, then=21, which=0)
state.teardown()
"""
"""As hypothesis prints it: published, then withdrawn."""


class Keeping(Forgetful):
    def withdraw(self, receipt: Receipt) -> None:
        return


class Hoarding(InMemory):
    """Its publisher says that it took away what it was to take away, and did not."""

    def __init__(self) -> None:
        super().__init__()
        self.memory = Keeping(self._before)


class Doubling(InMemory):
    """Everything stands twice."""

    def shown(self) -> Shown:
        seen = super().shown()
        return replace(seen, posts=seen.posts + seen.posts)


@contextmanager
def hoarding() -> Iterator[Site]:
    yield Hoarding()


@contextmanager
def doubling() -> Iterator[Site]:
    yield Doubling()


def test_a_printed_sequence_is_lived_again() -> None:
    walk = OnMemory()

    replay(walk, steps_of(PRINTED)[:-1])

    assert [case.state for case in walk.life.cases()] == [State.WITHDRAWN]
    walk.teardown()


def test_a_life_that_ends_wrong_is_told() -> None:
    with pytest.raises(AssertionError, match="public is not what is published"):
        replay(Walk(hoarding()), steps_of(PRINTED))


def test_a_life_that_goes_wrong_is_told_at_that_step() -> None:
    walk = Walk(doubling())

    with pytest.raises(AssertionError, match="stands twice"):
        replay(walk, steps_of(PRINTED)[:2])
    walk.leave()


def test_of_a_life_that_goes_wrong_only_the_steps_that_matter_are_left() -> None:
    first, wait, decides, end = steps_of(PRINTED)
    idle = "state.clock_is_set(hours=0, then=0)"

    left = shortened(lambda: Walk(hoarding()), [first, idle, wait, idle, decides, idle, end])

    assert left == [first, wait, decides, end]
