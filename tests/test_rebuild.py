"""A ledger that is lost, spoilt or old is made right again: nothing twice, nothing lost, no number used again."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine

from syncd.app import opened, writer_lock
from syncd.errors import BusyError, LedgerError, TemporaryPublishError
from syncd.litter import is_reply
from syncd.model.office import Unit
from syncd.model.post import Post, Receipt
from syncd.model.state import STATE_THAI, State
from syncd.numbers_in_use import refuse_to_begin_anew
from syncd.publishers.base import Check, Publisher
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


def on_both(cases: Collection[str], on_wordpress: Collection[str]) -> list[tuple[str, str]]:
    """All on the site in memory, which is quick, and these on the fake WordPress, too."""
    return [*(("memory", case) for case in cases), *(("wordpress", case) for case in on_wordpress)]


@pytest.fixture
def scene_on(tmp_path: Path, wordpress: FakeWordPress) -> Callable[[str], Scene]:
    return lambda site: Scene(tmp_path, InMemory() if site == "memory" else OnWordPress(wordpress))


@pytest.fixture(params=["memory", "wordpress"])
def scene(request: pytest.FixtureRequest, tmp_path: Path, wordpress: FakeWordPress) -> Scene:
    return Scene(tmp_path, InMemory() if request.param == "memory" else OnWordPress(wordpress))


@pytest.mark.parametrize(("site", "disaster"), on_both(DISASTERS, ["ledger lost", "state_dir lost"]))
def test_a_ledger_made_anew_knows_every_case_again_and_publishes_nothing_twice(
    scene_on: Callable[[str], Scene], site: str, disaster: str
) -> None:
    scene = scene_on(site)
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


@pytest.mark.parametrize(("site", "anchor"), on_both(["newest", "copied", "none"], ["newest"]))
def test_last_weeks_copy_is_gone_on_with_and_learns_what_happened_since(
    scene_on: Callable[[str], Scene], site: str, anchor: str
) -> None:
    scene, old = scene_on(site), Old.BEHIND if anchor == "newest" else Old.SOUND
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
        assert (head[1] in told[0].details) == (anchor == "newest")
        assert held.exists()
        desk.ask("withdraw", next(case for case in desk.cases() if case.title == "แก้ทีหลัง"), reason="ผิด")
        quiet(desk)
        works_on(scene, desk)


def test_rebuilding_a_whole_ledger_changes_no_case(scene: Scene) -> None:
    live(scene)
    with scene.desk() as desk:
        before = desk.cases()

    report = scene.rebuild()

    assert (report.old, report.cases, report.loose_ends) == (Old.SOUND, {}, ())
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
    commits = {at for at, step in enumerate(calm.steps, 1) if step == "commit"}
    for at in sorted(commits | set(range(1, len(calm.steps) + 1, 2))):
        assert end_of(at, Death(at)) == wanted, calm.steps[at - 1]


def open_as_daemon(scene: Scene) -> None:
    """As `syncd run` opens its ledger, and refuses to begin a new one where cases have been."""
    assert scene.settings is not None
    with opened(scene.settings, scene.hands) as syncd:
        refuse_to_begin_anew(syncd)


# --- hints, forgeries and what people did -------------------------------------------------------------------------------------


def test_an_empty_ledger_where_cases_have_been_is_not_begun_anew(tmp_path: Path) -> None:
    scene = Scene(tmp_path, InMemory())
    with scene.desk() as desk:
        drop(desk, "รอตรวจ", "unclear")
        quiet(desk)
    lose_everything(scene)
    assert scene.settings is not None

    with pytest.raises(LedgerError, match="2570-0001"), opened(scene.settings, scene.hands) as syncd:
        refuse_to_begin_anew(syncd)
    shutil.rmtree(tmp_path / "root" / UNITS[0].folder / "ส่งเผยแพร่" / "1.09 จัดซื้อจัดจ้าง" / "รอตรวจ")
    with opened(scene.settings, scene.hands) as syncd:
        refuse_to_begin_anew(syncd)  # an office that has just begun


def test_a_number_of_which_only_a_private_copy_is_left_is_not_drawn_again(tmp_path: Path) -> None:
    """The copy itself waits for nothing that the restored ledger knows, and goes."""
    scene = Scene(tmp_path, InMemory())
    with scene.desk() as desk:
        drop(desk, "ประกาศ ก", "approved")
        quiet(desk)
        copy = desk.syncd.spool / "2570-0007-1"
    copy.mkdir()

    with scene.desk() as desk:
        drop(desk, "ประกาศ ข", "approved")
        quiet(desk)

        assert "2570-0008" in {case.number for case in desk.cases()}
    assert not copy.exists()


def test_a_ledger_restored_with_its_anchor_draws_no_number_again_even_without_a_rebuild(tmp_path: Path) -> None:
    """Nothing inside shows that it is old; the filed folders and the replies do."""
    scene = Scene(tmp_path, InMemory())
    with scene.desk() as desk:
        drop(desk, "ประกาศ ก", "approved")
        quiet(desk)
    copy = keep_copy(scene)
    with scene.desk() as desk:
        drop(desk, "ประกาศ ข", "approved")
        quiet(desk)
        drop(desk, "รอตรวจ", "unclear")
        quiet(desk)
    restore(scene, copy, "copied")

    with scene.desk() as desk:
        drop(desk, "เรื่องใหม่", "approved", UNITS[1])
        quiet(desk)

        numbers = {case.title: case.number for case in desk.cases()}
        assert {numbers["รอตรวจ"], numbers["เรื่องใหม่"]} == {"2570-0004", "2570-0005"}
        assert {event.event for event in desk.syncd.ledger.events("")} == {"ledger.numbers_raised"}


@pytest.mark.parametrize("name", ["2570-0050 ปลอม", "2570-99999999 ปลอม", "9999-0001 ปลอม", "2570-0000 ปลอม", "2459-0001"])
def test_a_forged_folder_name_stops_nothing_and_makes_nothing_public(tmp_path: Path, name: str) -> None:
    scene = Scene(tmp_path, InMemory())
    with scene.desk() as desk:
        drop(desk, "ประกาศ ก", "approved")
        quiet(desk)
        forged = desk.root / UNITS[0].folder / "เผยแพร่แล้ว" / "2570" / "ไตรมาส 1" / name
        forged.mkdir(parents=True)
    lose_everything(scene)

    scene.rebuild()

    with scene.desk() as desk:
        drop(desk, "เรื่องใหม่", "approved")
        quiet(desk)
        numbers = {case.title: case.number for case in desk.cases()}
        assert numbers["ประกาศ ก"] == "2570-0001"
        assert int(numbers["เรื่องใหม่"].partition("-")[2]) < 100
        assert scene.site.posts() == Counter(["ประกาศ ก", "เรื่องใหม่"])
        assert desk.syncd.ledger.audit() is None


def test_replies_that_claim_the_same_number_or_anothers_give_nobody_anothers_case(tmp_path: Path) -> None:
    scene = Scene(tmp_path, InMemory())
    with scene.desk() as desk:
        first = drop(desk, "ประกาศ ก", "approved")
        quiet(desk)
        held = drop(desk, "รอตรวจ", "unclear")
        quiet(desk)
        (reply,) = held.glob("_*.txt")
        copied = drop(desk, "ประกาศสำเนา", "unclear", UNITS[1])
        shutil.copy(reply, copied)
        liar = drop(desk, "อ้างเลขที่", "refused", UNITS[1])
        text = reply.read_text(encoding="utf-8-sig").replace("2570-0002", "2570-0001")
        (liar / reply.name).write_text(text, encoding="utf-8-sig")
        assert not first.exists()
    lose_everything(scene)

    report = scene.rebuild()

    assert report.cases == {"published": 1, "reopened": 1}
    with scene.desk() as desk:
        quiet(desk)
        cases = {case.title: case for case in desk.cases()}
        assert (cases["ประกาศ ก"].number, cases["ประกาศ ก"].state) == ("2570-0001", State.PUBLISHED)
        assert {cases["รอตรวจ"].number, cases["ประกาศสำเนา"].number} == {"2570-0002", "2570-0004"} or cases[
            "รอตรวจ"
        ].number == "2570-0002"
        assert len({case.number for case in desk.cases()}) == 4
        assert cases["อ้างเลขที่"].state is State.RETURNED
        assert scene.site.posts() == Counter(["ประกาศ ก"])


def test_what_an_officer_returned_is_not_published_by_the_machine_after_a_rebuild(tmp_path: Path) -> None:
    """Why he returned it is lost with the ledger: rules alone would find nothing against it."""
    scene = Scene(tmp_path, InMemory())
    with scene.desk() as desk:
        desk.syncd = replace(
            desk.syncd, settings=replace(desk.syncd.settings, publish=replace(desk.syncd.settings.publish, auto=False))
        )
        folder = drop(desk, "มีข้อมูลส่วนบุคคล", "approved")
        quiet(desk)
        desk.ask("return", desk.only_case(), reason="มีข้อมูลส่วนบุคคล")
        quiet(desk)
    lose_everything(scene)

    scene.rebuild()

    with scene.desk() as desk:
        quiet(desk)
        case = desk.only_case()
        assert (case.number, case.state) == ("2570-0001", State.HELD)
        assert [one.rule for one in desk.syncd.ledger.versions(case.number)[-1].findings if one.weight.value == "hold"] == [
            "recovered"
        ]
        assert scene.site.posts() == Counter()
        (folder / "0.pdf").write_bytes(b"mended")
        quiet(desk)
        assert desk.only_case().state is State.PUBLISHED, "what was mended is another version"


def test_a_number_given_twice_loses_neither_post_and_is_told(scene: Scene) -> None:
    """Somebody deleted the ledger and began anew, before this was refused."""
    with scene.desk() as desk:
        drop(desk, "ประกาศ ก", "approved")
        quiet(desk)
    first = scene.folder / "aside"
    (scene.folder / "root").rename(first)
    lose_everything(scene)
    with scene.desk() as desk:
        drop(desk, "ประกาศ ข", "approved", UNITS[1])
        quiet(desk)
        assert desk.only_case().number == "2570-0001"
    place = f"{UNITS[0].folder}/เผยแพร่แล้ว/2570/ไตรมาส 1"
    shutil.copytree(first / place, scene.folder / "root" / place, dirs_exist_ok=True)
    lose_everything(scene)

    report = scene.rebuild()

    assert [loose_end.kind for loose_end in report.loose_ends if loose_end.number] == ["number_twice"]
    with scene.desk() as desk:
        quiet(desk)
        assert scene.site.posts() == Counter(["ประกาศ ก", "ประกาศ ข"])
        cases = {case.title: case for case in desk.cases()}
        assert cases["ประกาศ ก"].number == "2570-0001", "the older keeps it"
        assert cases["ประกาศ ข"].number == "2570-0002"
        assert "ประกาศ ข" in (cases["ประกาศ ข"].filed_path or "")
        desk.ask("withdraw", cases["ประกาศ ข"], reason="ผิด")
        quiet(desk)
        assert scene.site.posts() == Counter(["ประกาศ ก"])
        assert scene.site.files() == Counter(files_of("ประกาศ ก"))


def test_filed_as_published_and_not_on_the_site_is_told_and_not_called_published(tmp_path: Path) -> None:
    scene = Scene(tmp_path, InMemory())
    with scene.desk() as desk:
        drop(desk, "ประกาศ ก", "approved")
        quiet(desk)
        key = desk.only_case().key
    assert isinstance(scene.site, InMemory)
    kept = dict(scene.site.memory.posts)
    scene.site.memory.posts.clear()
    lose_everything(scene)

    report = scene.rebuild()

    assert [(one.kind, one.number) for one in report.loose_ends if one.number] == [("filed_not_on_site", "2570-0001")]
    with scene.desk() as desk:
        quiet(desk)
        case = desk.only_case()
        assert (case.number, case.state) == ("2570-0001", State.WITHDRAWN)
        assert scene.site.files() == Counter(), "files that no post names are taken off"
        assert list((desk.root / (case.filed_path or "-")).glob("_นำออกจากเว็บไซต์*"))
    scene.site.memory.posts |= kept
    assert scene.rebuild().cases == {"to_remove": 1}, f"{key} came back: it is the same case"


def test_a_post_trashed_by_hand_is_not_published_again_and_is_told(tmp_path: Path, wordpress: FakeWordPress) -> None:
    site = OnWordPress(wordpress)
    scene = Scene(tmp_path, site)
    with scene.desk() as desk:
        drop(desk, "ประกาศ ก", "approved")
        drop(desk, "ประกาศ ข", "approved")
        quiet(desk)
    first, second = sorted(wordpress.posts)
    wordpress.trash(first)
    wordpress.posts[second].values["content"] = "<p>เขียนใหม่</p>"
    lose_ledger(scene)

    report = scene.rebuild()

    assert {one.kind for one in report.loose_ends if one.number} == {"hidden_trash", "mark_lost"}
    assert len(scene.waited) == 1
    assert 300 < scene.waited[0] <= 330, "what the dead process sent may still land"
    with scene.desk() as desk:
        quiet(desk)
        assert {case.state for case in desk.cases()} == {State.PUBLISHED}
        assert len(wordpress.posts) == 2
        for case in desk.cases():
            desk.ask("withdraw", case, reason="ผิด")
        quiet(desk)
        assert (wordpress.posts, wordpress.media) == ({}, {})


def test_twins_that_landed_late_are_settled(tmp_path: Path, wordpress: FakeWordPress) -> None:
    site = OnWordPress(wordpress)
    scene = Scene(tmp_path, site)
    with scene.desk() as desk:
        drop(desk, "ประกาศ ก", "approved")
        quiet(desk)
        key = desk.only_case().key
    (post,) = wordpress.posts.values()
    wordpress.add_post(f"{key}-2", **post.values)
    lose_ledger(scene)

    scene.rebuild()

    assert [thing.slug for thing in wordpress.posts.values()] == [key]


# --- what stops it ------------------------------------------------------------------------------------------------------------


def test_nothing_is_rebuilt_while_a_daemon_works_a_share_is_away_or_the_site_cannot_be_asked(tmp_path: Path) -> None:
    site = InMemory()
    scene = Scene(tmp_path, site)
    live(scene)
    lose_ledger(scene)
    assert scene.settings is not None
    with writer_lock(scene.settings), pytest.raises(BusyError):
        scene.rebuild()
    assert not (scene.state / "rebuild.json").exists()
    marker = tmp_path / "root" / UNITS[1].folder / ".syncd-unit"
    marker.rename(tmp_path / "marker")
    with pytest.raises(LedgerError, match="gives no answer"):
        scene.rebuild()
    (tmp_path / "marker").rename(marker)

    def down(step: str) -> None:
        raise TemporaryPublishError("down", site_down=True)

    site.memory._before, before = down, site.memory._before
    with pytest.raises(LedgerError, match="cannot be asked"):
        scene.rebuild()
    with pytest.raises(LedgerError, match="rebuild"), opened(scene.settings, scene.hands):
        pass
    site.memory._before = before

    assert scene.rebuild().cases == {"published": 2, "reopened": 2, "withdrawn": 1}


class Mute:
    """A publisher from elsewhere that cannot say what stands on its site."""

    name = "mute"

    def check(self) -> tuple[Check, ...]:
        return ()

    def publish(self, post: Post) -> Receipt:
        raise AssertionError

    def withdraw(self, receipt: Receipt) -> None:
        raise AssertionError


def test_a_publisher_that_cannot_say_what_stands_there_is_not_guessed_for(tmp_path: Path) -> None:
    scene = Scene(tmp_path, InMemory())
    numbers = live(scene)
    lose_ledger(scene)
    scene.site.make = lambda *_: Mute()  # type: ignore[method-assign]

    with pytest.raises(LedgerError, match="cannot say"):
        scene.rebuild()
    report = scene.rebuild(without_site=True)

    assert report.cases == {"reopened": 2}
    assert report.numbers == {2570: max(int(number.partition("-")[2]) for number in numbers.values())}
