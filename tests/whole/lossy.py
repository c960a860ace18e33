"""An office before a site that loses, spoils and refuses: one way to run it in hand (no time passes) or as the real daemon."""

import re
import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import requests
from structlog.testing import capture_logs

from syncd.ledger import Case
from syncd.ledger.journal import LedgerJournal
from syncd.model.office import Unit
from syncd.model.state import STATE_THAI, State
from syncd.publishers.memory import MemoryPublisher
from syncd.publishers.wordpress import WordPressPublisher
from syncd.publishers.wordpress.client import Client
from tests.bench.papers import bundle
from tests.chaos.ground import FakeGround, RealGround, Row, ours
from tests.desk import Glance, TestOffice, office
from tests.publishers.fake_wordpress import PASSWORD, USER, FakeWordPress
from tests.publishers.faults import Fault
from tests.publishers.faulty_server import Request
from tests.rig.proxy import FaultProxy
from tests.rig.wordpress import Site
from tests.whole.daemon import RunningOffice, running_office

NAME = "ประกาศผู้ชนะ"
FINANCE = Unit("กลุ่มการเงิน", "กลุ่มการเงิน", categories=("1.9",))
TIME_LIMIT = 2.0
"""Seconds that the office waits for an answer here."""


class Ground(Protocol):
    """A site that can be read to the bottom, as tests/chaos has it."""

    def rows(self) -> list[Row]: ...

    def stray_files(self) -> list[str]: ...


@dataclass
class Stage:
    """A site, what befalls the requests to it, and what stood there before."""

    ground: Ground
    url: str
    user: str
    password: str
    faults: list[Fault]
    requests: list[Request]
    before: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = self.ground.rows()

    def stands_once(self, contents: list[bytes]) -> None:
        """One post and one medium for each contents, the links right, and all else as it was."""
        rows = self.ground.rows()
        posts = [row for row in ours(rows) if row.kind == "post"]
        media = [row for row in ours(rows) if row.kind != "post"]
        assert [(row.status, row.terms, row.slug) for row in posts] == [("publish", ("procurement",), posts[0].key)]
        assert {row.key for row in media} == {posts[0].key}
        wanted = sorted(sha256(each).hexdigest() for each in contents)
        assert sorted(row.sha256 for row in media) == wanted
        links = dict.fromkeys(re.findall(r'href="([^"]+/uploads/[^"]+)"', posts[0].text))
        assert sorted(sha256(requests.get(link, timeout=30).content).hexdigest() for link in links) == wanted
        assert self.ground.stray_files() == []
        others = {row for row in rows if not row.key}
        assert others == {row for row in self.before if not row.key}, others ^ set(self.before)


@contextmanager
def fake_stage() -> Iterator[Stage]:
    with FakeWordPress() as site:
        ground = FakeGround(site)
        site.add_post("news", title="ข่าวของโรงเรียน", content="ของผู้อื่น")
        yield Stage(ground, site.url, USER, PASSWORD, site.faults, site.requests)


@contextmanager
def real_stage(site: Site) -> Iterator[Stage]:
    """The real WordPress behind the proxy."""
    ground = RealGround(site)
    somebodys(site, "ข่าวของโรงเรียน")
    login = site.users["editor"]
    with FaultProxy(site.port) as proxy:
        yield Stage(ground, proxy.url, login.name, login.application_password, proxy.faults, proxy.requests)


def somebodys(site: Site, title: str) -> None:
    """A post and a file of another user."""
    login = site.users["admin"]
    auth = (login.name, login.application_password)
    made = [
        requests.post(f"{site.url}/wp-json/wp/v2/posts", json={"title": title, "status": "publish"}, auth=auth, timeout=30),
        requests.post(
            f"{site.url}/wp-json/wp/v2/media",
            data=f"%PDF-1.4 {title}".encode(),
            headers={"Content-Disposition": 'attachment; filename="news.pdf"'},
            auth=auth,
            timeout=30,
        ),
    ]
    assert [answer.status_code for answer in made] == [201, 201], [answer.text for answer in made]


class Office(Protocol):
    """What the table does with an office, however it is run."""

    stage: Stage

    @property
    def contents(self) -> list[bytes]:
        """What is to be public, file by file."""

    def drop(self) -> None:
        """Put the bundle into the inbox."""

    def comes_to(self, state: State) -> None:
        """Wait until the case is in this state."""

    def retry(self) -> None:
        """What the log's next step names."""

    def case(self) -> Case: ...

    def reply(self) -> str:
        """The name of the reply in the inbox; "" when there is none."""

    def said(self, event: str) -> list[str]:
        """What the log said under this name."""

    def filed(self) -> bool:
        """Whether the folder lies among the published ones, with its reply."""


@dataclass
class InHand:
    """In this process, on a clock that is moved by hand: hours cost nothing."""

    desk: TestOffice
    stage: Stage
    log: list[Any]
    contents: list[bytes] = field(default_factory=lambda: [b"%PDF-1.4 first" + bytes(300_000), b"%PDF-1.4 second"])

    def connect(self, *, url: str = "", password: str = "") -> None:
        """Publish to the stage's site, or to this address, with this password."""
        client = Client(
            url or self.stage.url,
            self.stage.user,
            password or self.stage.password,
            clock=self.desk.hands,
            timeout=TIME_LIMIT,
            pause=lambda _: None,
        )
        journal = LedgerJournal(self.desk.syncd.ledger, 330, self.desk.hands)
        categories = self.desk.syncd.settings.taxonomy.categories
        publisher = WordPressPublisher(client, categories, journal, self.desk.hands)
        self.desk.syncd = replace(self.desk.syncd, publisher=publisher)

    def drop(self) -> None:
        files = [(f"{number}.pdf", data) for number, data in enumerate(self.contents)]
        self.desk.drop(NAME, ("บันทึกข้อความ.pdf", b"memo approved 1/2569"), *files)
        self.desk.settle()

    def comes_to(self, state: State) -> None:
        for turn in range(14):
            if self.case().state is state:
                return
            self.desk.hands.move(340 * (turn + 1))  # ten hours in all
            self.desk.work()
        raise AssertionError(f"{self.case()}\n{self.log}")

    def hours_pass(self, hours: float) -> None:
        self.desk.hands.move(hours * 3600)
        self.desk.work()

    def retry(self) -> None:
        self.desk.ask("retry", self.case())
        self.desk.settle()

    def case(self) -> Case:
        return self.desk.only_case()

    def reply(self) -> str:
        return next((path.name for path in (self.desk.inbox("กลุ่มการเงิน", "1.9") / NAME).glob("_*.txt")), "")

    def said(self, event: str) -> list[str]:
        return [str(one) for one in self.log if one["event"] == event]

    def filed(self) -> bool:
        where = self.case().filed_path
        return bool(where and list((self.desk.root / where).glob(f"_{STATE_THAI[State.PUBLISHED]}*.txt")))


@contextmanager
def in_hand(home: Path, on: AbstractContextManager[Stage]) -> Iterator[InHand]:
    with ExitStack() as open_, capture_logs() as log:
        stage = open_.enter_context(on)
        desk = open_.enter_context(office(home, lambda _: MemoryPublisher(), units=(FINANCE,), reader=Glance()))
        held = InHand(desk, stage, log)
        held.connect()
        yield held


@dataclass
class Daemon:
    """The real process, as an office runs it."""

    running: RunningOffice
    stage: Stage
    papers: dict[str, bytes] = field(default_factory=lambda: bundle(0, annexes=2, size=40_000))
    folder: Path = Path()
    logs: list[str] = field(default_factory=list)

    @property
    def contents(self) -> list[bytes]:
        return [data for name, data in self.papers.items() if name.startswith("เอกสาร")]

    def drop(self) -> None:
        self.folder = self.running.drop("1.9", NAME, self.papers)

    def comes_to(self, state: State) -> None:
        self.running.wait_until(lambda: self.running.states() == {NAME: state.value}, f"the case to be {state.value}")
        if state is State.PUBLISHED:
            self.running.wait_until(self.filed, "the folder to be filed")
        else:
            self.running.wait_until(lambda: self.reply().startswith(f"_{STATE_THAI[state]}"), "the unit to be told")

    def is_killed_at(self, method: str, path: str) -> None:
        """SIGKILL as soon as such a request is under way, then a new start."""
        wanted = [one for one in self.stage.requests if (one.method, one.path[-len(path) :]) == (method, path)]
        self.running.wait_until(lambda: self._asked(method, path) > len(wanted), "the request to be under way")
        self.logs.append(self.running.log())
        self.running.stop(signal.SIGKILL)
        self.running.start()

    def _asked(self, method: str, path: str) -> int:
        return sum(one.method == method and one.path.endswith(path) for one in list(self.stage.requests))

    def retry(self) -> None:
        assert self.running.syncd("retry", self.case().number).returncode == 0

    def case(self) -> Case:
        (case,) = self.running.cases()
        return case

    def reply(self) -> str:
        return self.running.reply(self.folder)

    def said(self, event: str) -> list[str]:
        lines = "\n".join([*self.logs, self.running.log()]).splitlines()
        return [line for line in lines if f"event={event} " in line]

    def filed(self) -> bool:
        where = self.case().filed_path
        return bool(where and list((self.running.root / where).glob(f"_{STATE_THAI[State.PUBLISHED]}*.txt")))


@contextmanager
def as_daemon(home: Path, on: AbstractContextManager[Stage], site: Site) -> Iterator[Daemon]:
    """The daemon is started."""
    with ExitStack() as open_:
        stage = open_.enter_context(on)
        settings = {"url": stage.url, "doubt_seconds": 10, "timeout_seconds": TIME_LIMIT}
        running = open_.enter_context(running_office(home, site, **{f"publisher__{key}": each for key, each in settings.items()}))
        running.start()
        yield Daemon(running, stage)
