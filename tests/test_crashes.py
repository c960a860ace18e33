"""The process dies before each single step of a story, once per step; a new one on the same disk ends in the same state."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from syncd.errors import TemporaryPublishError
from syncd.ledger import tables as t
from syncd.ledger.journal import LedgerJournal
from syncd.ledger.orders import Request
from syncd.model.office import Unit
from syncd.model.state import OPEN_STATES, STATE_THAI, State
from syncd.publishers.base import Publisher
from syncd.publishers.memory import MemoryPublisher
from syncd.publishers.wordpress import WordPressPublisher
from syncd.publishers.wordpress.client import Client
from tests.deaths import Death, survive
from tests.desk import Glance, Hands, TestOffice, office
from tests.publishers.fake_wordpress import PASSWORD, USER, FakeWordPress, Fault, page

FINANCE = Unit("กลุ่มการเงิน", "กลุ่มการเงิน", categories=("1.9",))
APPROVED, REFUSED, UNCLEAR = b"memo approved 1/2569", b"memo refused 1/2569", b"memo unclear 1/2569"
FILES = {"ก.pdf": b"first file", "ข.pdf": b"second file"}
NAME = "ประกาศผู้ชนะ"


class Site:
    """What the public sees, whatever publisher put it there."""

    down = False

    def publisher(self, desk: TestOffice) -> Publisher:
        raise NotImplementedError

    def shown(self) -> tuple[int, Counter[str]]:
        """How many posts, and how often each contents can be fetched."""
        raise NotImplementedError


class InMemory(Site):
    def __init__(self) -> None:
        self.memory = MemoryPublisher(before=self._before)
        self.death: Death | None = None

    def _before(self, step: str) -> None:
        if self.death is not None:
            self.death.step(step)
        if self.down:
            raise TemporaryPublishError("down", site_down=True)

    def publisher(self, desk: TestOffice) -> Publisher:
        return self.memory

    def shown(self) -> tuple[int, Counter[str]]:
        return len(self.memory.posts), Counter(sha256(each).hexdigest() for each in self.memory.files.values())


class OnWordPress(Site):
    def __init__(self, fake: FakeWordPress) -> None:
        self.fake = fake
        for shelf in (fake.posts, fake.media, fake.files, fake.requests, fake.faults):
            shelf.clear()

    def publisher(self, desk: TestOffice) -> Publisher:
        self.fake.faults[:] = [Fault(how, "", before=page(503), times=99) for how in ("GET", "POST") if self.down]
        client = Client(self.fake.url, USER, PASSWORD, clock=desk.hands, pause=lambda _: None)
        journal = LedgerJournal(desk.syncd.ledger, 330, desk.hands)
        return WordPressPublisher(client, desk.syncd.settings.taxonomy.categories, journal, desk.hands)

    def shown(self) -> tuple[int, Counter[str]]:
        media = [self.fake.files[thing.values["path"]] for thing in self.fake.media.values()]
        return len(self.fake.posts), Counter(sha256(path.read_bytes()).hexdigest() for path in media)


# --- stories: what people do, and how it ends ----------------------------------------------------------------------------


def drop(memo: bytes) -> Callable[[TestOffice, Site], None]:
    def act(desk: TestOffice, _: Site) -> None:
        folder = desk.drop(NAME, ("บันทึกข้อความ.pdf", memo), *FILES.items(), unit=FINANCE.folder)
        assert folder.exists()

    return act


def ask(kind: str, **details: object) -> Callable[[TestOffice, Site], None]:
    def act(desk: TestOffice, _: Site) -> None:
        case = desk.only_case()
        if kind == "release":
            versions = desk.syncd.ledger.versions(case.number)
            details["findings"] = [one.key for one in versions[-1].findings if one.weight.value == "hold"]
            details["version"] = case.version
        desk.syncd.ledger.ask(kind, case.number, details, "สมศรี", desk.hands())

    return act


def site_goes(down: bool) -> Callable[[TestOffice, Site], None]:
    def act(desk: TestOffice, site: Site) -> None:
        site.down = down
        desk.syncd = replace(desk.syncd, publisher=site.publisher(desk))

    return act


@dataclass(frozen=True)
class Story:
    acts: Sequence[Callable[[TestOffice, Site], None]]
    ends: State = State.PUBLISHED
    versions: int = 1
    calm: int = 0
    """Acts at the beginning in which nobody dies, because another story has them."""


DIRECTOR_READ = {"approver": "นายสมเกียรติ ศรีอุดมชัย", "number": "1", "date": "2020-04-21"}
STORIES = {
    "publish": Story([drop(APPROVED)]),
    "correction": Story([drop(REFUSED), drop(APPROVED)], versions=2, calm=1),
    "release": Story([drop(UNCLEAR), ask("release", **DIRECTOR_READ)]),
    "withdraw": Story([drop(APPROVED), ask("withdraw", reason="ผิด")], State.WITHDRAWN, calm=1),
    "outage": Story([site_goes(True), drop(APPROVED), site_goes(False)], calm=1),
    "returned while the site is down": Story(
        [site_goes(True), drop(APPROVED), ask("return", reason="ผิด"), site_goes(False)], State.RETURNED, calm=2
    ),
}


@dataclass
class Run:
    """One story told once, with a death in it."""

    folder: Path
    site: Site
    death: Death
    hands: Hands = field(default_factory=Hands)
    again: Death = field(default_factory=Death)
    """A second death, in the process that finishes what the first one left."""

    def tell(self, story: Story) -> None:
        with self._desk() as desk:
            for act in story.acts[: story.calm]:
                act(desk, self.site)
                quiet(desk)
            left = list(story.acts[story.calm :])
            while left and self._lives(desk, left.pop(0), self.death):
                pass
            if not self.death.happened:
                self.check(desk, story)
                return
        with self._desk() as desk:
            dead = not survive(self.again, desk.syncd.ledger.engine, lambda: quiet(desk))
            if not dead:
                self._finish(desk, left, story)
                return
        with self._desk() as desk:
            self._finish(desk, left, story)

    def _finish(self, desk: TestOffice, left: list[Callable[[TestOffice, Site], None]], story: Story) -> None:
        quiet(desk)
        for act in left:
            act(desk, self.site)
            quiet(desk)
        self.check(desk, story)

    def _lives(self, desk: TestOffice, act: Callable[[TestOffice, Site], None], death: Death) -> bool:
        act(desk, self.site)
        if isinstance(self.site, InMemory):
            self.site.death = death
        lived = survive(death, desk.syncd.ledger.engine, lambda: quiet(desk))
        if isinstance(self.site, InMemory):
            self.site.death = None
        return lived

    @contextmanager
    def _desk(self) -> Iterator[TestOffice]:
        nobody = MemoryPublisher()
        with office(self.folder, lambda _: nobody, units=(FINANCE,), hands=self.hands, reader=Glance()) as desk:
            desk.syncd = replace(desk.syncd, publisher=self.site.publisher(desk))
            yield desk

    def check(self, desk: TestOffice, story: Story) -> None:
        """What must be true however often the process died."""
        case, ledger = desk.only_case(), desk.syncd.ledger
        assert case.state is story.ends
        assert case.version_no == story.versions
        assert case.news == case.told
        once = {sha256(each).hexdigest(): 1 for each in FILES.values()}
        assert self.site.shown() == ((1, once) if case.state is State.PUBLISHED else (0, {}))
        assert case.on_site == (case.state is State.PUBLISHED)
        assert ledger.audit() is None
        assert {state: count for state, count in ledger.counts().items() if count} == {case.state.value: 1}
        assert list(desk.syncd.spool.iterdir()) == []
        assert not ledger.requests()
        assert not [answer for answer in self.answers(desk) if answer.refused]
        place = desk.root / (case.filed_path or case.path)
        assert case.is_open or case.filed_path
        kept = {path.name: path.read_bytes() for path in place.iterdir() if path.suffix == ".pdf"}
        assert {name: kept[name] for name in FILES} == FILES
        (reply,) = [path for path in place.iterdir() if path.name.startswith("_")]
        assert reply.name == f"_{STATE_THAI[case.state]}.txt"
        assert case.number in reply.read_text(encoding="utf-8-sig")
        memos = list(desk.syncd.archive.rglob("*.pdf"))
        assert len(memos) == (case.state not in OPEN_STATES)

    def answers(self, desk: TestOffice) -> list[Request]:
        """What the officer was answered."""
        orders = desk.syncd.ledger
        with orders.reading() as conn:
            numbers = conn.execute(select(t.requests.c.id)).scalars().all()
        return [orders.request(number) for number in numbers]


def quiet(desk: TestOffice) -> None:
    """Long enough for everything that waits by itself: settling, a doubt, the site's breaker."""
    for seconds in (0, 21, 400, 3600):
        desk.hands.move(seconds)
        desk.work()


@pytest.fixture(scope="module")
def wordpress() -> Iterator[FakeWordPress]:
    with FakeWordPress() as fake:
        fake.add_category("การจัดซื้อจัดจ้าง", "procurement")
        yield fake


def die_everywhere(folder: Path, make_site: Callable[[], Site], story: Story, only: tuple[str, ...] = ("",)) -> None:
    calm = Run(folder / "0", make_site(), Death(None, only))
    calm.tell(story)
    steps = calm.death.steps
    wrong = {}
    for at in range(1, len(steps) + 1):
        seconds = [None] if at % 8 else [None, random.Random(at).randint(1, len(steps))]
        for again in seconds:
            try:
                Run(folder / f"{at}-{again}", make_site(), Death(at, only), again=Death(again, only)).tell(story)
            except AssertionError as error:
                wrong[f"{at} of {len(steps)}: {steps[at - 1]}, then {again}"] = str(error)[:400]
    assert not wrong


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_a_death_before_any_step_changes_nothing_in_the_end(tmp_path: Path, story: Story) -> None:
    die_everywhere(tmp_path, InMemory, story)


@pytest.mark.parametrize("name", ["publish", "withdraw"])
def test_a_death_before_any_commit_or_request_leaves_wordpress_as_it_should_be(
    tmp_path: Path, name: str, wordpress: FakeWordPress
) -> None:
    die_everywhere(tmp_path, lambda: OnWordPress(wordpress), STORIES[name], only=("commit", "send"))
