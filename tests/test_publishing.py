"""The publishing desk: it never spins while it has to wait, and no fault makes it try again without a pause."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DatabaseError

from syncd import progress, waiting
from syncd.errors import LedgerError, TemporaryPublishError, UnclearPublishError
from syncd.model.state import State
from syncd.pipeline import turn
from syncd.placing import LONGEST_RETRY_SECONDS, backoff
from syncd.publishers.memory import MemoryPublisher
from tests.desk import APPROVED, TestOffice, office

ANNEX = ("ประกาศ.txt", "ประกาศผู้ชนะการเสนอราคา".encode())


@dataclass
class ByHand:
    """Runs a job when the test says so."""

    jobs: list[Callable[[], None]] = field(default_factory=list)

    def submit(self, fn: Callable[..., None], /, *args: Any) -> "Future[None]":
        future: Future[None] = Future()

        def run() -> None:
            fn(*args)
            future.set_result(None)

        self.jobs.append(run)
        return future


@pytest.fixture
def site() -> MemoryPublisher:
    return MemoryPublisher()


@pytest.fixture
def desk(tmp_path: Path, site: MemoryPublisher) -> Iterator[TestOffice]:
    with office(tmp_path, lambda _: site) as running:
        yield running


def settled(desk: TestOffice) -> None:
    desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
    desk.work()
    desk.hands.move(21)


def test_while_a_bundle_is_being_published_nothing_else_asks_for_a_turn_and_its_end_rings(desk: TestOffice) -> None:
    hand, rung = ByHand(), []
    publishing = desk.desk.publishing
    publishing.executor, publishing.wake = hand, lambda: rung.append(publishing.busy)
    settled(desk)
    assert turn(desk.syncd, desk.desk, desk.hands(), look=True)

    assert publishing.next_due(desk.syncd, desk.hands()) is None
    (job,) = hand.jobs
    job()

    assert rung == [publishing.busy]
    assert all(future.done() for future in publishing.in_flight.values()), "the bell must not ring before the job is done"


def test_a_job_hangs_when_nothing_moved_for_twice_the_sites_time_limit_and_not_for_being_long(desk: TestOffice) -> None:
    hand, publishing = ByHand(), desk.desk.publishing
    publishing.executor = hand
    began, go_on, heard = Event(), Event(), []

    def upload(_step: str) -> None:
        began.set()
        go_on.wait(10)
        progress.made()
        heard.append(publishing.hung(desk.hands(), 60))

    desk.syncd = replace(desk.syncd, publisher=MemoryPublisher(before=upload))
    settled(desk)
    turn(desk.syncd, desk.desk, desk.hands(), look=True)
    (job,) = hand.jobs
    (number,) = publishing.busy
    thread = Thread(target=job)
    thread.start()
    began.wait(10)

    desk.hands.move(120)
    assert publishing.hung(desk.hands(), 60) == frozenset()
    desk.hands.move(1)
    assert publishing.hung(desk.hands(), 60) == {number}
    go_on.set()
    thread.join(10)

    assert heard[0] == frozenset(), "it moved"
    desk.hands.move(3600)
    assert publishing.hung(desk.hands(), 60) == frozenset(), "it is done, and nobody has collected it yet"


def test_a_job_that_no_thread_begins_hangs_too(desk: TestOffice) -> None:
    publishing = desk.desk.publishing
    publishing.executor = ByHand()
    settled(desk)
    turn(desk.syncd, desk.desk, desk.hands(), look=True)

    assert publishing.hung(desk.hands(), 60) == frozenset()
    desk.hands.move(121)
    assert publishing.hung(desk.hands(), 60) == publishing.busy != frozenset()


def test_a_job_that_waits_behind_long_ones_does_not_hang(desk: TestOffice) -> None:
    publishing = desk.desk.publishing
    publishing.in_flight = {name: Future() for name in ("a", "b", "c")}
    publishing.handed = dict.fromkeys("abc", 1000.0)
    publishing.moved = {"a": 4500.0, "b": 4500.0}
    desk.hands.move(3600)

    assert publishing.hung(desk.hands(), 60) == frozenset()
    del publishing.in_flight["b"], publishing.moved["b"]
    assert publishing.hung(desk.hands(), 60) == {"c"}, "its thread has died"


def test_a_full_brake_does_not_make_the_daemon_spin(desk: TestOffice, site: MemoryPublisher) -> None:
    settings = desk.syncd.settings
    braked = replace(settings, publisher=replace(settings.publisher, max_per_hour=1))
    desk.syncd = replace(desk.syncd, settings=braked)
    settled(desk)
    desk.work()
    desk.drop("ประกาศอีกเรื่อง", APPROVED, ("อื่น.txt", b"x"), unit="กลุ่มนโยบายและแผน")
    desk.settle()
    other = next(case for case in desk.cases() if case.state is not State.PUBLISHED)
    findings = [one.key for one in desk.syncd.ledger.versions(other.number)[-1].findings if one.weight.value == "hold"]
    desk.ask("release", other, findings=findings, version=other.version)
    desk.settle()

    assert len(site.posts) == 1
    assert (desk.desk.publishing.next_due(desk.syncd, desk.hands()) or 0) > 0
    desk.hands.move(3601)
    desk.work()
    assert len(site.posts) == 2


def test_a_reply_that_cannot_be_written_and_a_share_that_then_goes_do_not_make_the_daemon_spin(desk: TestOffice) -> None:
    folder = desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
    (folder / "_รับเรื่องแล้ว.txt").mkdir()
    desk.work()
    (desk.root / "กลุ่มการเงิน").rename(desk.root / "away")

    desk.hands.move(3600)
    desk.work()

    assert desk.desk.telling.next_due(desk.hands()) is None


def test_a_ledger_that_takes_nothing_after_a_bundle_was_published_is_tried_again_after_a_pause(tmp_path: Path) -> None:
    full, steps = [False], []

    def fill(step: str) -> None:
        steps.append(step)
        full[0] = len(steps) == 2  # the post

    site = MemoryPublisher(before=fill)
    with office(tmp_path, lambda _: site) as desk:

        @event.listens_for(desk.syncd.ledger.engine, "begin")
        def refuse(conn: Connection) -> None:
            if full[0] and not conn.get_execution_options().get("syncd_reading", False):
                raise DatabaseError("COMMIT", None, OSError("database or disk is full"))

        settled(desk)
        with suppress(LedgerError):
            desk.work()
        assert len(steps) == 2
        assert (desk.desk.publishing.next_due(desk.syncd, desk.hands()) or 0) > 0

        full[0] = False
        desk.hands.move(60)
        desk.work()
        assert desk.only_case().state is State.PUBLISHED
        assert len(site.posts) == 1


def test_what_may_pass_is_tried_a_few_times_also_after_a_long_outage(tmp_path: Path) -> None:
    faults: list[Exception] = [TemporaryPublishError("down", site_down=True) for _ in range(8)]
    faults += [UnclearPublishError("500 rest_upload_sideload_error")]

    def before(_step: str) -> None:
        if faults:
            raise faults.pop(0)

    site = MemoryPublisher(before=before)
    with office(tmp_path, lambda _: site) as desk:
        desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
        desk.settle()
        while faults:
            desk.hands.move(5 * 3600)
            desk.work()

        assert desk.only_case().state is State.PUBLISHED


def test_what_is_already_public_of_a_folder_that_is_taken_back_is_removed_at_once(tmp_path: Path) -> None:
    def fail(step: str) -> None:
        if step.startswith("post"):
            raise TemporaryPublishError("no answer")

    site = MemoryPublisher(before=fail)
    with office(tmp_path, lambda _: site) as desk:
        folder = desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
        desk.settle()
        assert site.files

        folder.rename(tmp_path / "away")
        desk.work()

        assert not site.files
        assert not desk.only_case().on_site


def test_a_bundle_that_is_not_sent_after_all_says_nothing_of_a_site_that_is_down(tmp_path: Path) -> None:
    def fail(_step: str) -> None:
        raise TemporaryPublishError("down", site_down=True)

    with office(tmp_path, lambda _: MemoryPublisher(before=fail)) as desk:
        folder = desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
        desk.settle()
        (folder / ANNEX[0]).write_text("changed since the last look", encoding="utf-8")

        desk.hands.move(3600)
        turn(desk.syncd, desk.desk, desk.hands(), look=False)

        assert desk.only_case().state is State.RECEIVED
        assert desk.desk.publishing.site_down_until is not None


def test_a_memo_whose_private_copy_is_lost_is_copied_again_before_anything_is_published(tmp_path: Path) -> None:
    with office(tmp_path, lambda _: MemoryPublisher(), wait_minutes=1) as desk:
        desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
        desk.settle()
        case = desk.only_case()
        memo = next(file["spooled"] for file in desk.syncd.ledger.versions(case.number)[-1].files if file["memo"])
        (desk.syncd.spool / f"{case.number}-1" / memo).unlink()

        for _ in range(3):
            desk.hands.move(61)
            desk.work()

        assert desk.only_case().state is State.PUBLISHED
        assert len(list(desk.syncd.archive.rglob("*.pdf"))) == 1


def test_a_bundle_that_an_older_syncd_was_about_to_publish_is_read_again_and_published_once(tmp_path: Path) -> None:
    """It kept the post in the ledger, and no file of it waits in the spool."""
    with office(tmp_path, lambda _: MemoryPublisher(), wait_minutes=1) as desk:
        desk.drop("ประกาศผู้ชนะ", APPROVED, ANNEX)
        desk.settle()
        (desk.syncd.spool / f"{desk.only_case().number}-1" / waiting.NAME).unlink()
        with desk.syncd.ledger.writing() as conn:
            conn.exec_driver_sql("ALTER TABLE versions ADD COLUMN post TEXT")
            conn.execute(text("UPDATE versions SET post = '{}'"))

        for _ in range(3):
            desk.hands.move(61)
            desk.work()

        case = desk.only_case()
        assert case.state is State.PUBLISHED
        told = [event.event for event in desk.syncd.ledger.events(case.number)]
        assert told.count("case.reread") == told.count("case.published") == 1


def test_an_outage_of_months_still_gives_a_wait() -> None:
    assert 0.8 * LONGEST_RETRY_SECONDS <= backoff(5000) <= 1.2 * LONGEST_RETRY_SECONDS


def test_a_site_that_always_asks_for_one_second_more_is_not_asked_every_second(desk: TestOffice) -> None:
    """A web server's page for an outage of days may say Retry-After: 1."""
    asked: list[float] = []

    def down(step: str) -> None:
        asked.append(desk.hands.boot)
        raise TemporaryPublishError("down", site_down=True, retry_after=1.0)

    desk.syncd = replace(desk.syncd, publisher=MemoryPublisher(before=down))
    settled(desk)
    desk.work()
    for _ in range(600):
        desk.hands.move(1)
        turn(desk.syncd, desk.desk, desk.hands(), look=False)

    assert 4 <= len(asked) < 10, "as often as if it had asked for nothing"
