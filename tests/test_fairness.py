"""One unit with very many bundles delays another unit's single bundle by at most one: at every step of the way."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from syncd.errors import TemporaryPublishError
from syncd.ledger import Case
from syncd.model.state import State
from syncd.pipeline import turn
from syncd.publishers.memory import MemoryPublisher
from tests.desk import Glance, TestOffice, office

MANY = 45
BUSY, OTHER = "กลุ่มนโยบายและแผน", "กลุ่มการเงิน"
"""The busy unit comes first in units.yaml, so whatever goes by that order alone favours it."""


@pytest.fixture
def down() -> list[bool]:
    """Whether the site is down."""
    return [False]


@pytest.fixture
def site(down: list[bool]) -> MemoryPublisher:
    def answer(_step: str) -> None:
        if down[0]:
            raise TemporaryPublishError("down", site_down=True)

    return MemoryPublisher(before=answer)


@pytest.fixture
def desk(tmp_path: Path, site: MemoryPublisher) -> Iterator[TestOffice]:
    with office(tmp_path, lambda _: site, reader=Glance()) as running:
        names = [unit.folder for unit in running.syncd.settings.units]
        assert names.index(BUSY) < names.index(OTHER)
        yield running


def drop(desk: TestOffice, name: str, unit: str, number: int) -> None:
    files = ("บันทึกข้อความ.pdf", f"memo approved {number}".encode()), ("ประกาศ.pdf", f"{number}".encode())
    desk.drop(name, *files, unit=unit)


def flood(desk: TestOffice) -> None:
    for number in range(MANY):
        drop(desk, f"เรื่อง {number}", BUSY, number)


def single(desk: TestOffice) -> None:
    drop(desk, "เรื่องเดียว", OTHER, 9999)


def the_single(desk: TestOffice) -> Case:
    return next(case for case in desk.cases() if case.name == "เรื่องเดียว")


def busy_ones(desk: TestOffice, *states: State) -> int:
    return sum(case.state in states for case in desk.cases() if case.name != "เรื่องเดียว")


def one_turn(desk: TestOffice) -> None:
    turn(desk.syncd, desk.desk, desk.hands(), look=True)


def told(desk: TestOffice) -> int:
    return len(list(desk.root.rglob("_*.txt")))


def test_a_flood_is_received_and_told_in_portions_and_the_other_unit_is_among_the_first(desk: TestOffice) -> None:
    flood(desk)
    single(desk)

    one_turn(desk)

    assert list(desk.root.rglob("เรื่องเดียว/_*.txt")), "its receipt is not kept waiting"
    assert 0 < told(desk) < MANY
    assert 0 < busy_ones(desk, State.RECEIVED) < MANY
    desk.work()
    assert busy_ones(desk, State.RECEIVED) == told(desk) - 1 == MANY


def test_what_waits_to_be_received_settles_meanwhile(desk: TestOffice, site: MemoryPublisher) -> None:
    flood(desk)
    one_turn(desk)
    desk.hands.move(21)

    desk.work()

    assert len(site.posts) == MANY


def test_the_other_units_bundle_is_read_after_at_most_one_however_often_the_folders_are_looked_at(
    desk: TestOffice, site: MemoryPublisher
) -> None:
    flood(desk)
    desk.work()
    desk.hands.move(10)
    single(desk)
    desk.work()
    desk.hands.move(12)
    for _ in range(5):
        one_turn(desk)
    desk.hands.move(10)
    before = busy_ones(desk, State.PUBLISHED, State.SCHEDULED)
    assert 0 < before < MANY

    turns = 0
    while the_single(desk).state is State.RECEIVED:
        one_turn(desk)
        turns += 1

    assert turns <= 2
    assert busy_ones(desk, State.PUBLISHED, State.SCHEDULED) - before <= 1
    desk.work()
    assert len(site.posts) == MANY + 1


def test_after_an_outage_the_other_unit_is_among_the_first_two(desk: TestOffice, site: MemoryPublisher, down: list[bool]) -> None:
    down[0] = True
    flood(desk)
    desk.settle()
    single(desk)
    desk.settle()
    assert busy_ones(desk, State.DEFERRED, State.SCHEDULED) == MANY
    assert the_single(desk).state in (State.DEFERRED, State.SCHEDULED)

    down[0] = False
    desk.hands.move(5 * 3600)
    desk.work()

    order = [post.title for post in site.posts.values()]
    assert len(order) == MANY + 1
    assert order.index("เรื่องเดียว") <= 2, "the probe, and one more"


def test_the_last_tenth_before_the_brake_is_for_the_units_that_had_little(desk: TestOffice, site: MemoryPublisher) -> None:
    settings = desk.syncd.settings
    limit = 2 * len(settings.units)
    desk.syncd = replace(desk.syncd, settings=replace(settings, publisher=replace(settings.publisher, max_per_hour=limit)))
    flood(desk)
    desk.settle()
    assert len(site.posts) == limit - limit // 10

    for number in range(3):
        drop(desk, f"ของกลุ่มอื่น {number}", OTHER, 9000 + number)
    desk.settle()

    assert len(site.posts) == limit, "never more than the limit"
    assert (desk.desk.publishing.next_due(desk.syncd, desk.hands()) or 0) > 0
