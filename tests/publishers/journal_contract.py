"""What every journal promises; a subclass gives the fixture `journal`, built with `clock` and DOUBT_SECONDS."""

from datetime import UTC, datetime, timedelta

import pytest

from syncd.clock import Moment
from syncd.publishers.base import Journal, Standing

DOUBT_SECONDS = 330.0


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> Moment:
        wall = datetime(2026, 10, 1, 2, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)
        return Moment(wall, self.seconds, "one-boot")

    def move(self, seconds: float) -> None:
        self.seconds += seconds


class JournalContract:
    @pytest.fixture
    def clock(self) -> HandClock:
        return HandClock()

    @pytest.fixture
    def journal(self, clock: HandClock) -> Journal:
        raise NotImplementedError("a subclass gives the journal, with the clock and DOUBT_SECONDS")

    def test_a_key_never_begun_has_no_entries(self, journal: Journal) -> None:
        assert journal.entries("2570-0001-aaaaaaaa") == {}

    def test_what_was_begun_is_doubtful_while_a_late_request_may_land(self, journal: Journal, clock: HandClock) -> None:
        journal.begin("k", "k-1")
        clock.move(30)

        entry = journal.entries("k")["k-1"]

        assert (entry.slug, entry.standing, entry.result) == ("k-1", Standing.DOUBTFUL, {})
        assert entry.wait == pytest.approx(DOUBT_SECONDS - 30)

    def test_what_was_begun_is_settled_when_no_late_request_can_land(self, journal: Journal, clock: HandClock) -> None:
        journal.begin("k", "k-1")
        clock.move(DOUBT_SECONDS + 1)

        entry = journal.entries("k")["k-1"]

        assert (entry.standing, entry.wait) == (Standing.SETTLED, 0)

    def test_beginning_again_after_settling_is_doubtful_anew(self, journal: Journal, clock: HandClock) -> None:
        journal.begin("k", "k-1")
        clock.move(DOUBT_SECONDS + 1)
        journal.begin("k", "k-1")

        entry = journal.entries("k")["k-1"]

        assert entry.standing is Standing.DOUBTFUL
        assert entry.wait == pytest.approx(DOUBT_SECONDS)

    def test_what_is_done_keeps_its_result_however_long_ago(self, journal: Journal, clock: HandClock) -> None:
        journal.begin("k", "k-1")
        journal.done("k", "k-1", {"id": "17", "url": "http://127.0.0.1/ไฟล์.pdf"})
        clock.move(10 * DOUBT_SECONDS)

        entry = journal.entries("k")["k-1"]

        assert (entry.standing, entry.wait) == (Standing.DONE, 0)
        assert entry.result == {"id": "17", "url": "http://127.0.0.1/ไฟล์.pdf"}

    def test_a_result_may_be_recorded_for_what_was_found_without_being_begun(self, journal: Journal) -> None:
        journal.done("k", "k-1", {"id": "17"})

        assert journal.entries("k")["k-1"].standing is Standing.DONE

    def test_what_is_forgotten_is_fresh_again(self, journal: Journal) -> None:
        journal.begin("k", "k-1")
        journal.begin("k", "k-2")
        journal.done("k", "k-2", {"id": "18"})
        journal.forget("k", "k-1")
        journal.forget("k", "k-2")

        assert journal.entries("k") == {}

    def test_what_was_forgotten_and_begun_again_is_doubtful_without_the_old_result(self, journal: Journal) -> None:
        journal.begin("k", "k-1")
        journal.done("k", "k-1", {"id": "17"})
        journal.forget("k", "k-1")
        journal.begin("k", "k-1")

        entry = journal.entries("k")["k-1"]

        assert (entry.standing, entry.result) == (Standing.DOUBTFUL, {})

    def test_forgetting_what_was_never_begun_is_no_error(self, journal: Journal) -> None:
        journal.forget("k", "k-1")

        assert journal.entries("k") == {}

    def test_entries_belong_to_their_key(self, journal: Journal) -> None:
        journal.begin("one", "same-slug")
        journal.done("one", "same-slug", {"id": "1"})
        journal.begin("two", "same-slug")
        journal.begin("two", "other")
        journal.forget("two", "other")

        assert journal.entries("one")["same-slug"].standing is Standing.DONE
        assert set(journal.entries("two")) == {"same-slug"}
        assert journal.entries("two")["same-slug"].standing is Standing.DOUBTFUL

    def test_a_changed_answer_does_not_change_the_journal(self, journal: Journal) -> None:
        journal.done("k", "k-1", {"id": "17"})
        journal.entries("k")["k-1"].result["id"] = "99"

        assert journal.entries("k")["k-1"].result == {"id": "17"}
