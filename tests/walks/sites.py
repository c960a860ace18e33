"""The sites that a life is lived on: one in memory, one that speaks WordPress, a real WordPress; all fail as they are told."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html import unescape
from typing import Any

import requests

from syncd.app import Syncd
from syncd.errors import PermanentPublishError, PublishError, TemporaryPublishError, UnclearPublishError
from syncd.ledger.journal import LedgerJournal
from syncd.model.post import Post, Receipt
from syncd.publishers.base import Publisher
from syncd.publishers.memory import MemoryPublisher
from syncd.publishers.wordpress import WordPressPublisher
from syncd.publishers.wordpress.client import Client
from tests.deaths import Death
from tests.publishers.fake_wordpress import PASSWORD, USER, FakeWordPress
from tests.publishers.faults import Fault, blocked, error, lost, page, truncated, warned
from tests.rig import wordpress as rig
from tests.rig.proxy import FaultProxy

CATEGORIES = {"procurement": "การจัดซื้อจัดจ้าง", "policy-and-plans": "นโยบายและแผน"}
FAULTS = ("busy", "temporary", "unclear", "permanent", "lost", "blocked", "truncated", "warned", "cut", "late")
REQUESTS = (("POST", "media"), ("POST", "posts"), ("POST", ""), ("GET", ""), ("DELETE", ""))
LATEST = 300
"""Seconds after which a request whose sender has gone lands at the latest: `publisher.doubt_seconds` is a little more."""

_OURS = re.compile(r"(\d{4}-\d{4}-[0-9a-f]{8})(-[0-9a-f]{12})?(?:-\d)?")
"""The key, and what stands behind it where it is a file's; WordPress numbers twins."""
_LINK = re.compile(r'href="(memory:[^"]+|[^"]+/uploads/[^"]+)"')


@dataclass(frozen=True)
class Shown:
    """What stands on a site and bears keys of ours, whoever may see it."""

    posts: Counter[str] = field(default_factory=Counter)
    """By key."""
    files: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By key and sha256."""
    linked: dict[str, frozenset[str]] = field(default_factory=dict)
    """Key → sha256 of every file that the post links to; "" stands for one that nobody can fetch."""


def shown(posts: Iterable[tuple[str, str]], media: Iterable[tuple[str, str, bytes]]) -> Shown:
    """Of (slug, content) and (slug, address, bytes)."""
    seen = Shown()
    by_address = {}
    for slug, address, contents in media:
        by_address[address] = digest = sha256(contents).hexdigest()
        if ours := _OURS.fullmatch(slug):
            seen.files[ours[1], digest] += 1
    for slug, content in posts:
        if ours := _OURS.fullmatch(slug):
            seen.posts[ours[1]] += 1
            seen.linked[ours[1]] = frozenset(by_address.get(unescape(link), "") for link in _LINK.findall(content))
    return seen


class Site:
    """What every one of them can do."""

    death: Death | None = None
    """Steps that the publisher takes are told to it, where nothing else sees them."""

    def publisher(self, syncd: Syncd) -> Publisher:
        """A new process's publisher."""
        raise NotImplementedError

    def goes(self, *, down: bool) -> None:
        """Down it goes, or up again."""
        raise NotImplementedError

    def fault(self, kind: str, on: tuple[str, str], times: int, late: float) -> None:
        """What befalls the next requests of that kind; `late` seconds after it was sent a late one lands."""
        raise NotImplementedError

    def mend(self) -> None:
        """It is up, and no fault is left."""
        raise NotImplementedError

    def pass_time(self, seconds: float) -> None:
        """So much time is about to pass: what is late may land."""

    def next_landing(self) -> float | None:
        """Seconds until a late request lands."""
        return None

    def shown(self) -> Shown:
        """What stands there now."""
        raise NotImplementedError


class InMemory(Site):
    """Knows no requests, so that a fault befalls a whole step; the fastest."""

    def __init__(self) -> None:
        self.memory = Forgetful(self._before)
        self.down = False

    def publisher(self, syncd: Syncd) -> Publisher:
        return self.memory

    def goes(self, *, down: bool) -> None:
        self.down = down

    def fault(self, kind: str, on: tuple[str, str], times: int, late: float) -> None:
        if kind in ("lost", "blocked", "truncated", "late"):
            self.memory.answers_lost += times
            return
        error: dict[str, PublishError] = {
            "busy": TemporaryPublishError("busy", retry_after=90, site_down=True),
            "unclear": UnclearPublishError("unclear"),
            "permanent": PermanentPublishError("permanent"),
        }
        self.memory.faults += [error.get(kind, TemporaryPublishError("temporary"))] * times

    def mend(self) -> None:
        self.down = False
        self.memory.faults.clear()
        self.memory.answers_lost = 0

    def shown(self) -> Shown:
        media = ((url.split("/")[2], url, contents) for url, contents in self.memory.files.items())
        return shown(((key, post.body) for key, post in self.memory.posts.items()), media)

    def _before(self, step: str) -> None:
        if self.death is not None:
            self.death.step(step)
        if self.down:
            raise TemporaryPublishError("down", site_down=True)
        if self.memory.faults:
            raise self.memory.faults.pop()


class Forgetful(MemoryPublisher):
    """Does what it is asked, and may fail to say so."""

    answers_lost = 0

    def __init__(self, before: Any) -> None:
        super().__init__(before)
        self.faults: list[PublishError] = []

    def publish(self, post: Post) -> Receipt:
        receipt = super().publish(post)
        if self.answers_lost:
            self.answers_lost -= 1
            raise TemporaryPublishError("lost")
        return receipt


_DOWN = [Fault(method, "", before=page(503), times=sys.maxsize) for method in ("GET", "POST", "DELETE")]


class OnWordPress(Site):
    """The publisher for WordPress, and a server that brings the faults."""

    def __init__(self, server: FakeWordPress | FaultProxy, user: str, password: str) -> None:
        self.server = server
        self.user, self.password = user, password
        self.landing: list[tuple[float, Callable[[], object]]] = []
        """Seconds until it lands, and how."""

    def publisher(self, syncd: Syncd) -> Publisher:
        client = Client(self.server.url, self.user, self.password, clock=syncd.clock, pause=lambda _: None)
        journal = LedgerJournal(syncd.ledger, syncd.settings.publisher.doubt_seconds, syncd.clock)
        return WordPressPublisher(client, syncd.settings.taxonomy.categories, journal, syncd.clock)

    def goes(self, *, down: bool) -> None:
        self.server.faults[:] = [one for one in self.server.faults if one not in _DOWN]
        self.server.faults[:0] = _DOWN if down else []

    def fault(self, kind: str, on: tuple[str, str], times: int, late: float) -> None:
        made = {
            "busy": Fault(*on, before=error(429, "too_many_requests", Retry_After="90")),
            "temporary": Fault(*on, before=page(503)),
            "unclear": Fault(*on, before=error(500, "internal_server_error")),
            "permanent": Fault(*on, before=error(403, "rest_cannot_create")),
            "lost": Fault(*on, after=lost),
            "blocked": Fault(*on, after=blocked),
            "truncated": Fault(*on, after=truncated),
            "warned": Fault(*on, after=warned),
            "cut": Fault(*on, cut_body=True),
            "late": Fault(*on, later=lambda land: self.landing.append((late, land))),
        }[kind]
        self.server.faults.append(replace(made, times=times))

    def mend(self) -> None:
        self.server.faults.clear()

    def next_landing(self) -> float | None:
        return min((seconds for seconds, _ in self.landing), default=None)

    def pass_time(self, seconds: float) -> None:
        due = [land for left, land in self.landing if left <= seconds]
        self.landing = [(left - seconds, land) for left, land in self.landing if left > seconds]
        for land in due:
            land()


class OnFake(OnWordPress):
    """A site that speaks as WordPress does."""

    def __init__(self, fake: FakeWordPress) -> None:
        super().__init__(fake, USER, PASSWORD)
        self.fake = fake

    def shown(self) -> Shown:
        media = [(one.slug, one.values["path"]) for one in self.fake.media.values()]
        posts = ((one.slug, one.values["content"]) for one in self.fake.posts.values())
        return shown(posts, ((slug, self.fake.url + path, self.fake.files[path].read_bytes()) for slug, path in media))


class OnReal(OnWordPress):
    """A real WordPress, behind a proxy that brings the faults."""

    def __init__(self, site: rig.Site, proxy: FaultProxy) -> None:
        editor = site.users["editor"]
        super().__init__(proxy, editor.name, editor.application_password)
        self.site = site

    def shown(self) -> Shown:
        posts = self._all("posts", status="publish,future,draft,pending,private,trash")
        media = [(one["slug"], one["source_url"], self._bytes(one["source_url"])) for one in self._all("media")]
        return shown(((one["slug"], one["content"]["raw"]) for one in posts), media)

    def _all(self, kind: str, **query: str) -> list[Any]:
        admin = self.site.users["admin"]
        got = requests.get(
            f"{self.site.url}/wp-json/wp/v2/{kind}",
            {"context": "edit", "per_page": "100", **query},
            auth=(admin.name, admin.application_password),
            timeout=30,
        )
        got.raise_for_status()
        assert int(got.headers["X-WP-TotalPages"]) <= 1, "more than one look can count"
        rows: list[Any] = got.json()
        return rows

    def _bytes(self, address: str) -> bytes:
        got = requests.get(address, timeout=30)
        got.raise_for_status()
        return got.content


# --- how to have one ------------------------------------------------------------------------------------------------


@contextmanager
def in_memory() -> Iterator[Site]:
    yield InMemory()


@contextmanager
def on_fake() -> Iterator[Site]:
    with FakeWordPress() as server:
        for slug, name in CATEGORIES.items():
            server.add_category(name, slug)
        yield OnFake(server)


@contextmanager
def on_real(site: rig.Site) -> Iterator[Site]:
    site.reset()
    for slug, name in CATEGORIES.items():
        assert site.php(f"echo is_array(wp_insert_term('{name}', 'category', ['slug' => '{slug}']));") == "1"
    with FaultProxy(site.port) as proxy:
        yield OnReal(site, proxy)
