"""The site is asked no more often than the settings allow, whoever asks and for whatever."""

import threading
import time
from pathlib import Path

import pytest

from syncd import clock as real_clock
from syncd.publishers.base import Journal
from syncd.publishers.journal import MemoryJournal
from syncd.publishers.wordpress import WordPressPublisher
from syncd.publishers.wordpress.client import Client
from syncd.publishers.wordpress.pace import Pace
from tests.publishers.contract import CATEGORIES, attachment, pdf, post
from tests.publishers.fake_wordpress import PASSWORD, USER, FakeWordPress
from tests.publishers.faults import Fault, page
from tests.publishers.journal_contract import DOUBT_SECONDS, HandClock

PER_MINUTE = 12
APART = 60 / PER_MINUTE


@pytest.fixture
def client(site: FakeWordPress, clock: HandClock) -> Client:
    return Client(site.url, USER, PASSWORD, clock=clock, max_per_minute=PER_MINUTE, pause=clock.move)


def test_requests_are_spaced_evenly_and_the_first_one_does_not_wait(client: Client, clock: HandClock) -> None:
    begun, sent = clock.seconds, []
    for _ in range(4):
        client.get("/wp/v2/categories", {})
        sent.append(clock.seconds - begun)

    assert sent == [0, APART, 2 * APART, 3 * APART]


def test_after_a_quiet_time_nothing_is_waited_for_and_nothing_saved_up(client: Client, clock: HandClock) -> None:
    client.get("/wp/v2/categories", {})
    clock.move(3600)
    begun = clock.seconds

    client.get("/wp/v2/categories", {})
    client.get("/wp/v2/categories", {})

    assert clock.seconds - begun == APART


def test_every_request_of_a_publication_counts_the_repeated_ones_too(
    site: FakeWordPress, client: Client, journal: Journal, clock: HandClock, tmp_path: Path
) -> None:
    site.faults.append(Fault("GET", "categories", before=page(503)))
    begun = clock.seconds
    wanted = post(*(attachment(tmp_path, f"{number}.pdf", pdf(str(number))) for number in range(3)))

    WordPressPublisher(client, CATEGORIES, journal, clock).publish(wanted)

    assert len(site.requests) == 6
    assert clock.seconds - begun >= 5 * APART


def test_the_wait_for_a_turn_is_over_before_the_intent_is_noted(
    site: FakeWordPress, client: Client, clock: HandClock, tmp_path: Path
) -> None:
    begun: list[float] = []

    class Noted(MemoryJournal):
        def begin(self, key: str, slug: str) -> None:
            begun.append(self.clock().boot)
            super().begin(key, slug)

        def done(self, key: str, slug: str, result: dict[str, str]) -> None:
            assert self.clock().boot == begun[-1], "the request left as soon as it was noted"
            super().done(key, slug, result)

    publisher = WordPressPublisher(client, CATEGORIES, Noted(clock, DOUBT_SECONDS), clock)
    publisher.publish(post(attachment(tmp_path, "1.pdf", pdf("ก")), attachment(tmp_path, "2.pdf", pdf("ข"))))

    assert len(begun) == 3
    assert begun[1] - begun[0] == begun[2] - begun[1] == APART


def test_two_connections_that_never_rest_send_in_turns_evenly_apart(clock: HandClock) -> None:
    pace = Pace(PER_MINUTE, clock, clock.move)
    begun, sent = clock.seconds, []
    free = {"a": begun, "b": begun}
    for _ in range(40):
        name = min(free, key=lambda each: free[each])  # whose last request is over first asks for the next turn
        clock.seconds = free[name]
        pace.use_turn()
        free[name] = clock.seconds
        sent.append((name, clock.seconds - begun))

    assert [at for _, at in sent] == [turn * APART for turn in range(40)]
    assert "".join(name for name, _ in sent[1:]) == "ab" * 19 + "a"


def test_two_connections_keep_the_limit_together() -> None:
    """On the real clock: six thousand a minute are one each hundredth of a second."""
    pace = Pace(6000, real_clock.now, time.sleep)
    lock, sent = threading.Lock(), []

    def work() -> None:
        for _ in range(20):
            pace.use_turn()
            with lock:
                sent.append(time.monotonic())

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(sent) == 40
    assert sent[-1] - sent[0] >= 38 * 0.01


def test_without_a_limit_nobody_waits(site: FakeWordPress, clock: HandClock) -> None:
    client = Client(site.url, USER, PASSWORD, clock=clock, pause=clock.move)
    begun = clock.seconds

    for _ in range(20):
        client.get("/wp/v2/categories", {})

    assert clock.seconds == begun
