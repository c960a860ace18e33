"""The journal in memory keeps the journal's promises."""

import pytest

from syncd.publishers.journal import MemoryJournal
from tests.publishers.journal_contract import DOUBT_SECONDS, HandClock, JournalContract


class TestMemoryJournal(JournalContract):
    @pytest.fixture
    def journal(self, clock: HandClock) -> MemoryJournal:
        return MemoryJournal(clock, DOUBT_SECONDS)
