"""A ledger that is lost, spoilt or old is made right again: nothing twice, nothing lost, no number used again."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine

from syncd.app import opened
from syncd.errors import LedgerError
from syncd.litter import is_reply
from syncd.model import STATE_THAI, State, Unit
from syncd.numbers_in_use import refuse_to_begin_anew
from syncd.publishers.base import Publisher
from syncd.publishers.memory import MemoryPublisher
from syncd.publishers.wordpress import WordPressPublisher
from syncd.publishers.wordpress.client import Client
from syncd.rebuild import MakePublisher, Old, Report, rebuild
from syncd.settings import Settings
from tests.deaths import Death, Died, survive
from tests.desk import Glance, Hands, TestOffice, office
from tests.publishers.fake_wordpress import PASSWORD, USER, FakeWordPress

UNITS = (Unit("กลุ่มการเงิน", "กลุ่มการเงิน", categories=("1.9",)), Unit("กลุ่มแผน", "กลุ่มแผน", categories=("1.9",)))
DIRECTOR_READ = {"approver": "นายสมเกียรติ ศรีอุดมชัย", "number": "1", "date": "2020-04-21"}


class Site:
    """A place to publish to, as anybody sees it."""

    def make(self, settings: Settings, journal: object, now: object) -> Publisher:
        """The publisher, as `make_publisher` would make it."""
        raise NotImplementedError

    def posts(self) -> Counter[str]:
        """Titles of the posts that the public sees."""
        raise NotImplementedError

    def files(self) -> Counter[str]:
        """sha256 of each file that can be fetched."""
        raise NotImplementedError


class InMemory(Site):
    def __init__(self) -> None:
        self.memory = MemoryPublisher(before=self._before)
        self.death: Death | None = None
        self.fails_at: str | None = None

    def _before(self, step: str) -> None:
        if self.death is not None:
            self.death.step(step)
        if self.fails_at and step.startswith(self.fails_at):
            raise Died

    def make(self, settings: Settings, journal: object, now: object) -> Publisher:
        return self.memory

    def posts(self) -> Counter[str]:
        return Counter(post.title for post in self.memory.posts.values())

    def files(self) -> Counter[str]:
        return Counter(sha256(each).hexdigest() for each in self.memory.files.values())


class OnWordPress(Site):
    def __init__(self, fake: FakeWordPress) -> None:
        self.fake = fake
        for shelf in (fake.posts, fake.media, fake.files, fake.requests, fake.faults):
            shelf.clear()

    def make(self, settings: Settings, journal: object, now: object) -> Publisher:
        client = Client(self.fake.url, USER, PASSWORD, clock=now, pause=lambda _: None)  # type: ignore[arg-type]
        return WordPressPublisher(client, settings.taxonomy.categories, journal, now)  # type: ignore[arg-type]

    def posts(self) -> Counter[str]:
        return Counter(one.values["title"] for one in self.fake.posts.values() if one.values["status"] == "publish")

    def files(self) -> Counter[str]:
        media = [self.fake.files[thing.values["path"]] for thing in self.fake.media.values()]
        return Counter(sha256(path.read_bytes()).hexdigest() for path in media)


@dataclass
class Scene:
    """One office over days, with the disasters in between."""

    folder: Path
    site: Site
    hands: Hands = field(default_factory=Hands)
    settings: Settings | None = None
    waited: list[float] = field(default_factory=list)

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @contextmanager
    def desk(self) -> Iterator[TestOffice]:
        """The office at work; left, it is as after a stop."""
        from syncd.ledger.journal import LedgerJournal

        nobody = MemoryPublisher()
        with office(self.folder, lambda _: nobody, units=UNITS, hands=self.hands, reader=Glance()) as desk:
            self.settings = desk.syncd.settings
            journal = LedgerJournal(desk.syncd.ledger, 330, self.hands)
            desk.syncd = replace(desk.syncd, publisher=self.site.make(desk.syncd.settings, journal, self.hands))
            desk.restart()
            yield desk

    def rebuild(self, **how: object) -> Report:
        assert self.settings is not None

        def wait(seconds: float) -> None:
            self.waited.append(seconds)
            self.hands.move(seconds)

        make: MakePublisher = self.site.make
        return rebuild(self.settings, actor="สมศรี", make=make, now=self.hands, wait=wait, reader=Glance, **how)  # type: ignore[arg-type]


def drop(desk: TestOffice, name: str, memo: str, unit: Unit = UNITS[0], files: int = 2) -> Path:
    contents = [(f"{n}.pdf", f"file {n} of {name}".encode()) for n in range(files)]
    return desk.drop(name, ("บันทึกข้อความ.pdf", f"memo {memo} {name}/2569".encode()), *contents, unit=unit.folder)


def quiet(desk: TestOffice) -> None:
    for seconds in (0, 21, 400, 3600):
        desk.hands.move(seconds)
        desk.work()


def files_of(name: str, files: int = 2) -> list[str]:
    return [sha256(f"file {n} of {name}".encode()).hexdigest() for n in range(files)]


def live(scene: Scene) -> dict[str, str]:
    """Five cases: two published, one held, one returned, one withdrawn. Title → number."""
    with scene.desk() as desk:
        drop(desk, "ประกาศ ก", "approved")
        quiet(desk)
        drop(desk, "ประกาศ ข", "approved", UNITS[1])
        drop(desk, "รอตรวจ", "unclear")
        drop(desk, "ส่งคืน", "refused")
        drop(desk, "นำออก", "approved")
        quiet(desk)
        cases = {case.title: case for case in desk.cases()}
        desk.ask("withdraw", cases["นำออก"], reason="ผิด")
        quiet(desk)
        return {case.title: case.number for case in desk.cases()}


LIVED = {
    "ประกาศ ก": State.PUBLISHED,
    "ประกาศ ข": State.PUBLISHED,
    "รอตรวจ": State.HELD,
    "ส่งคืน": State.RETURNED,
    "นำออก": State.WITHDRAWN,
}


def check_lived(scene: Scene, desk: TestOffice, numbers: dict[str, str], more: tuple[str, ...] = ()) -> None:
    """All is as it was before the disaster."""
    published = [title for title, state in LIVED.items() if state is State.PUBLISHED] + list(more)
    assert scene.site.posts() == Counter(published)
    assert scene.site.files() == Counter(one for title in published for one in files_of(title))
    cases = {case.title: case for case in desk.cases() if case.title in LIVED}
    assert {title: case.state for title, case in cases.items()} == LIVED
    assert {title: case.number for title, case in cases.items()} == {title: numbers[title] for title in LIVED}
    assert all(case.news == case.told for case in desk.cases())
    for title, case in cases.items():
        place = desk.root / (case.filed_path or case.path)
        (said,) = [path.name for path in place.iterdir() if is_reply(path.name)]
        assert said == f"_{STATE_THAI[LIVED[title]]}.txt"
        assert case.number in (place / said).read_text(encoding="utf-8-sig")
    counts = Counter(case.state.value for case in desk.cases())
    assert {state: count for state, count in desk.syncd.ledger.counts().items() if count} == counts
    assert desk.syncd.ledger.audit() is None


def works_on(scene: Scene, desk: TestOffice) -> None:
    """A held one is released, a recovered one withdrawn, a new one gets a number never given."""
    cases = {case.title: case for case in desk.cases()}
    before = {case.number for case in desk.cases()}
    held = cases["รอตรวจ"]
    holds = [one.key for one in desk.syncd.ledger.versions(held.number)[-1].findings if one.weight.value == "hold"]
    desk.ask("release", held, findings=holds, version=held.version, **DIRECTOR_READ)
    desk.ask("withdraw", cases["ประกาศ ก"], reason="ผิด")
    drop(desk, "เรื่องใหม่", "approved")
    quiet(desk)
    after = {case.title: case for case in desk.cases()}
    assert after["รอตรวจ"].state is State.PUBLISHED
    assert after["ประกาศ ก"].state is State.WITHDRAWN
    assert after["เรื่องใหม่"].number not in before
    assert scene.site.posts() == Counter(["ประกาศ ข", "รอตรวจ", "เรื่องใหม่"])
    assert scene.site.files() == Counter(one for title in ("ประกาศ ข", "รอตรวจ", "เรื่องใหม่") for one in files_of(title))
    assert desk.syncd.ledger.audit() is None


# --- the disasters ----------------------------------------------------------------------------------------------------------


def lose_ledger(scene: Scene) -> None:
    for path in scene.state.glob("ledger.db*"):
        path.unlink()


def lose_ledger_and_anchor(scene: Scene) -> None:
    lose_ledger(scene)
    (scene.state / "anchor").unlink()


def lose_everything(scene: Scene) -> None:
    shutil.rmtree(scene.state)


def spoil(scene: Scene) -> None:
    (scene.state / "ledger.db").write_bytes(b"this is no database" * 1000)


def tear(scene: Scene) -> None:
    """The middle of the file is overwritten: the pages of the chain cannot be read."""
    path = scene.state / "ledger.db"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * (size - 8192))


def break_chain(scene: Scene) -> None:
    with closing(sqlite3.connect(scene.state / "ledger.db")) as database, database:
        database.execute("UPDATE events SET actor = 'x' WHERE seq = 3")


DISASTERS: dict[str, tuple[Callable[[Scene], None], Old]] = {
    "ledger lost": (lose_ledger, Old.MISSING),
    "ledger and anchor lost": (lose_ledger_and_anchor, Old.MISSING),
    "state_dir lost": (lose_everything, Old.MISSING),
    "no database any more": (spoil, Old.DAMAGED),
    "torn": (tear, Old.DAMAGED),
    "chain broken": (break_chain, Old.BROKEN),
}


@pytest.fixture(scope="module")
def wordpress() -> Iterator[FakeWordPress]:
    with FakeWordPress() as fake:
        fake.add_category("การจัดซื้อจัดจ้าง", "procurement")
        yield fake


@pytest.fixture(params=["memory", "wordpress"])
def scene(request: pytest.FixtureRequest, tmp_path: Path, wordpress: FakeWordPress) -> Scene:
    return Scene(tmp_path, InMemory() if request.param == "memory" else OnWordPress(wordpress))


@pytest.mark.parametrize("disaster", DISASTERS)
def test_a_ledger_made_anew_knows_every_case_again_and_publishes_nothing_twice(scene: Scene, disaster: str) -> None:
    numbers = live(scene)
    harm, old = DISASTERS[disaster]
    harm(scene)

    report = scene.rebuild()

    assert report.old is old
    assert report.cases == {"published": 2, "reopened": 2, "withdrawn": 1}
    with scene.desk() as desk:
        quiet(desk)
        check_lived(scene, desk, numbers)
        works_on(scene, desk)


# --- an old copy ------------------------------------------------------------------------------------------------------------


def keep_copy(scene: Scene) -> Path:
    copy = scene.folder / "copy"
    copy.mkdir()
    for name in ("ledger.db", "anchor"):
        shutil.copy(scene.state / name, copy / name)
    return copy


def restore(scene: Scene, copy: Path, anchor: str) -> None:
    """`anchor`: "newest" stays, "copied" comes with the ledger, "none" is left."""
    lose_ledger(scene)
    shutil.copy(copy / "ledger.db", scene.state / "ledger.db")
    if anchor == "copied":
        shutil.copy(copy / "anchor", scene.state / "anchor")
    if anchor == "none":
        (scene.state / "anchor").unlink()


@pytest.mark.parametrize(("anchor", "old"), [("newest", Old.BEHIND), ("copied", Old.SOUND), ("none", Old.SOUND)])
def test_last_weeks_copy_is_gone_on_with_and_learns_what_happened_since(scene: Scene, anchor: str, old: Old) -> None:
    with scene.desk() as desk:
        drop(desk, "ประกาศ ก", "approved")
        held = drop(desk, "รอตรวจ", "unclear")
        later = drop(desk, "แก้ทีหลัง", "refused")
        quiet(desk)
        first = desk.cases()
    copy = keep_copy(scene)
    with scene.desk() as desk:
        (later / "บันทึกข้อความ.pdf").write_bytes(b"memo approved again/2569")
        drop(desk, "ประกาศ ข", "approved", UNITS[1])
        drop(desk, "ส่งคืน", "refused")
        drop(desk, "นำออก", "approved")
        quiet(desk)
        numbers = {case.title: case.number for case in desk.cases()}
        desk.ask("withdraw", next(case for case in desk.cases() if case.title == "นำออก"), reason="ผิด")
        quiet(desk)
        head = desk.syncd.ledger.head()
    restore(scene, copy, anchor)
    if anchor == "newest":
        with pytest.raises(LedgerError, match="behind its anchor"), scene.desk():
            pass

    report = scene.rebuild()

    assert (report.old, report.aside) == (old, ())
    with scene.desk() as desk:
        assert {case.number for case in first} <= {case.number for case in desk.cases()}
        kept = desk.syncd.ledger.case(numbers["ประกาศ ก"])
        assert kept.memo_date is not None, "what only the old ledger knew is not lost"
        assert kept.evidence == "text"
        quiet(desk)
        check_lived(scene, desk, numbers, more=("แก้ทีหลัง",))
        told = [event for event in desk.syncd.ledger.events("") if event.event == "ledger.rebuild_begun"]
        assert (str(head[0]) in told[0].details) == (anchor == "newest")
        assert held.exists()
        desk.ask("withdraw", next(case for case in desk.cases() if case.title == "แก้ทีหลัง"), reason="ผิด")
        quiet(desk)
        works_on(scene, desk)


def test_rebuilding_a_whole_ledger_changes_no_case(scene: Scene) -> None:
    live(scene)
    with scene.desk() as desk:
        before = desk.cases()

    report = scene.rebuild()

    assert (report.old, report.cases, report.concerns) == (Old.SOUND, {}, ())
    assert scene.waited == []
    with scene.desk() as desk:
        assert desk.cases() == before
        assert desk.syncd.ledger.audit() is None


# --- cut off --------------------------------------------------------------------------------------------------------------


def publish_half(scene: Scene, name: str, until: str) -> Path:
    """A bundle whose publication dies before a step: "upload", "post"."""
    assert isinstance(scene.site, InMemory)
    with scene.desk() as desk:
        folder = drop(desk, name, "approved")
        scene.site.fails_at = until
        with pytest.raises(Died):
            quiet(desk)
        scene.site.fails_at = None
    return folder


@pytest.mark.parametrize("reply_is_there", [True, False])
def test_files_whose_post_never_came_are_used_by_their_case_or_taken_off(tmp_path: Path, reply_is_there: bool) -> None:
    scene = Scene(tmp_path, InMemory())
    folder = publish_half(scene, "ครึ่งทาง", "post")
    assert sum(scene.site.files().values()) == 2
    if not reply_is_there:
        for path in folder.glob("_*"):
            path.unlink()
    lose_everything(scene)

    report = scene.rebuild()

    assert report.cases == {"reopened" if reply_is_there else "to_remove": 1}
    with scene.desk() as desk:
        quiet(desk)
        assert scene.site.posts() == Counter(["ครึ่งทาง"])
        assert scene.site.files() == Counter(files_of("ครึ่งทาง"))
        states = {case.number: case.state for case in desk.cases()}
        assert states == (
            {"2570-0001": State.PUBLISHED} if reply_is_there else {"2570-0001": State.CANCELLED, "2570-0002": State.PUBLISHED}
        )
        assert not any(case.on_site for case in desk.cases() if case.state is State.CANCELLED)


def test_what_was_published_and_not_yet_filed_is_filed_and_a_changed_one_waits_for_an_officer(scene: Scene) -> None:
    with scene.desk() as desk:
        same, changed = drop(desk, "เหมือนเดิม", "approved"), drop(desk, "แก้แล้ว", "approved")
        quiet(desk)
        for case in desk.cases():
            filed = desk.root / (case.filed_path or "")
            (filed / "เปิดหน้าเว็บ.url").unlink()
            filed.rename(same if case.title == "เหมือนเดิม" else changed)
    (changed / "0.pdf").write_bytes(b"another")
    lose_everything(scene)

    scene.rebuild()

    with scene.desk() as desk:
        quiet(desk)
        cases = {(case.title, case.state) for case in desk.cases()}
        assert cases == {("เหมือนเดิม", State.PUBLISHED), ("แก้แล้ว", State.PUBLISHED), ("แก้แล้ว", State.HELD)}
        assert scene.site.posts() == Counter(["เหมือนเดิม", "แก้แล้ว"])
        assert not same.exists()
        assert changed.exists()


def test_a_rebuild_that_dies_before_any_step_and_is_run_again_comes_to_the_same_end(tmp_path: Path) -> None:
    template = tmp_path / "template"
    scene = Scene(template, InMemory())
    live(scene)
    publish_half(scene, "ครึ่งทาง", "post")
    lose_ledger(scene)
    assert scene.settings is not None

    def copy_of(at: int, site: InMemory) -> Scene:
        folder = tmp_path / str(at)
        shutil.copytree(template, folder, symlinks=True)
        copied = Scene(folder, site, replace(scene.hands))
        copied.settings = replace(
            scene.settings,  # type: ignore[type-var]  # it is there
            state_dir=folder / "state",
            folders=replace(scene.settings.folders, root=folder / "root"),  # type: ignore[union-attr]
            ledger=replace(scene.settings.ledger, url=f"sqlite:///{folder / 'state' / 'ledger.db'}"),  # type: ignore[union-attr]
        )
        return copied

    def end_of(at: int, death: Death) -> list[tuple[object, ...]]:
        assert isinstance(scene.site, InMemory)
        site = InMemory()
        site.memory.posts, site.memory.files = dict(scene.site.memory.posts), dict(scene.site.memory.files)
        mine = copy_of(at, site)

        def work() -> None:
            mine.rebuild()

        if not survive(death, Engine, work):
            with pytest.raises(LedgerError):
                open_as_daemon(mine)
            mine.rebuild()
        with mine.desk() as desk:
            ends = [(case.number, case.key[:9], case.state, case.title, case.on_site) for case in desk.cases()]
            assert desk.syncd.ledger.audit() is None
            counts = Counter(case.state.value for case in desk.cases())
            assert {state: count for state, count in desk.syncd.ledger.counts().items() if count} == counts
        shutil.rmtree(tmp_path / str(at))
        return sorted(ends, key=str)

    calm = Death()
    wanted = end_of(0, calm)
    assert len(calm.steps) > 20
    assert len(wanted) == 6
    for at in range(1, len(calm.steps) + 1):
        assert end_of(at, Death(at)) == wanted, calm.steps[at - 1]


def open_as_daemon(scene: Scene) -> None:
    """As `syncd run` opens its ledger, and refuses to begin a new one where cases have been."""
    assert scene.settings is not None
    with opened(scene.settings, scene.hands) as syncd:
        refuse_to_begin_anew(syncd)
