"""The publisher against a real WordPress: the contract, and what only the real one can show."""

import json

import pytest

from syncd.publishers.base import Journal
from syncd.publishers.wordpress import WordPressPublisher
from syncd.publishers.wordpress.client import Client
from tests.publishers.contract import CATEGORIES, PublisherContract
from tests.publishers.journal_contract import HandClock
from tests.publishers.wordpress_public import WallClock, WordPressPublic
from tests.rig.wordpress import Site

UPLOADS = "wp-content/uploads"


def publisher_for(
    site: Site, journal: Journal, clock: HandClock, *, role: str = "editor", password: str = ""
) -> WordPressPublisher:
    login = site.users[role]
    client = Client(site.url, login.name, password or login.application_password, clock=clock)
    return WordPressPublisher(client, CATEGORIES, journal, clock)


def uploaded(site: Site) -> list[str]:
    root = site.directory / "www"
    return [f"{site.url}/{path.relative_to(root)}" for path in (root / UPLOADS).rglob("*") if path.is_file()]


@pytest.fixture
def prepared(site: Site) -> Site:
    """A site that has CATEGORIES."""
    made = site.php(
        "foreach ("
        + "json_decode('"
        + json.dumps([[c.name, c.slug] for c in CATEGORIES])
        + "')"
        + " as $c) { wp_insert_term($c[0], 'category', ['slug' => $c[1]]); } echo 'made';"
    )
    assert made.endswith("made")
    site.mark()
    return site


class TestWordPressPublisher(PublisherContract):
    @pytest.fixture
    def clock(self) -> HandClock:
        return WallClock()

    @pytest.fixture
    def publisher(self, prepared: Site, journal: Journal, clock: HandClock) -> WordPressPublisher:
        return publisher_for(prepared, journal, clock)

    @pytest.fixture
    def public(self, prepared: Site) -> WordPressPublic:
        return WordPressPublic(prepared.url, lambda: uploaded(prepared))

    @pytest.fixture
    def bad_publisher(self, prepared: Site, journal: Journal, clock: HandClock) -> WordPressPublisher:
        return publisher_for(prepared, journal, clock, password="wrong")
