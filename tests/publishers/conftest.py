"""What tests of the publishers ask for: a fake site that has CATEGORIES, and our publisher to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.model.post import Post
from syncd.publishers.base import Journal
from syncd.publishers.journal import MemoryJournal
from syncd.publishers.wordpress import WordPressPublisher
from syncd.publishers.wordpress.client import Client
from tests.publishers.contract import CATEGORIES, attachment, pdf, post
from tests.publishers.fake_wordpress import PASSWORD, USER, FakeWordPress
from tests.publishers.journal_contract import DOUBT_SECONDS, HandClock
from tests.publishers.wordpress_public import WallClock


@pytest.fixture
def site() -> Iterator[FakeWordPress]:
    with FakeWordPress() as fake:
        for category in CATEGORIES:
            fake.add_category(category.name, category.slug)
        yield fake


@pytest.fixture
def clock(site: FakeWordPress) -> HandClock:
    return WallClock(site.now)


@pytest.fixture
def journal(clock: HandClock) -> Journal:
    return MemoryJournal(clock, DOUBT_SECONDS)


@pytest.fixture
def client(site: FakeWordPress, clock: HandClock) -> Client:
    return Client(site.url, USER, PASSWORD, clock=clock, timeout=10.0, pause=lambda seconds: None)


@pytest.fixture
def publisher(client: Client, journal: Journal, clock: HandClock) -> WordPressPublisher:
    return WordPressPublisher(client, CATEGORIES, journal, clock)


@pytest.fixture
def wanted(tmp_path: Path) -> Post:
    """A post with two files."""
    return post(attachment(tmp_path, "1.pdf", pdf("ก")), attachment(tmp_path, "2.pdf", pdf("ข")))
