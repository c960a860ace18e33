"""One office's life: clerks, an officer, a daemon that may die, shares and clocks that fail; and what is known of it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from syncd.ledger import Case, Ledger
from syncd.model.decision import Weight
from syncd.model.office import Unit
from syncd.model.state import State
from syncd.pipeline import turn
from syncd.publishers.memory import MemoryPublisher
from syncd.settings import PublishSettings
from syncd.setup import MARKER
from tests.deaths import Death, survive
from tests.desk import Glance, TestOffice, office
from tests.walks.clerks import Clerks, Files
from tests.walks.sites import Shown, Site
from tests.walks.truth import check_end, check_landed, check_new, check_shown

UNITS = tuple(Unit(name, name, categories=("1.9", "1.2")) for name in ("กลุ่มการเงิน", "กลุ่มแผน"))
SHELVES = ("1.9", "1.2", "")
"""By the code of the category; "" is where ICT is to choose it."""
AS_PUBLISHED = PublishSettings(auto=True, wait_minutes=0)
READ_BY_EYE = {"approver": "นายสมเกียรติ ศรีอุดมชัย", "number": "1", "date": "2020-04-21"}
DECIDED = {
    State.HELD: ("release", "return", "retry"),
    State.SCHEDULED: ("return",),
    State.DEFERRED: ("return", "retry"),
    State.RETURNED: ("retry",),
    State.PUBLISHED: ("withdraw",),
}
"""What an officer may ask of a case in a state; the ledger's own list is not looked at."""
LONG_ENOUGH = (21, 61, 400, 1000, 5 * 3600, 5 * 3600, 26 * 3600)
"""Seconds, one after the other: settling, what is missing, a doubt, the breaker, the longest pause, a folder's last day."""
ROUNDS = 4
"""So often an officer looks again at the end: what he releases may meet what he released a moment ago."""


@dataclass(frozen=True)
class Seen:
    """A case as the officer saw it last."""

    number: str
    version: str
    holds: tuple[str, ...]
    files: Files
    path: str


@dataclass
class Life:
    """Everybody around one office. Every act ends with a look whether what must always be true still is."""

    desk: TestOffice
    site: Site
    clerks: Clerks
    public: Shown = field(default_factory=Shown)
    """What stood on the site at the last look."""
    landed: set[str] = field(default_factory=set)
    """Keys of posts that came to stand by a request whose sender was gone."""
    ever: set[frozenset[str]] = field(default_factory=set)
    """What ever lay to be published in a folder, not refused."""
    seen: Seen | None = None
    decided: list[tuple[str, int, Seen]] = field(default_factory=list)
    """What the officer asked for: kind, the request's number, what he saw."""
    shares: dict[str, str] = field(default_factory=dict)
    """Unit → what is wrong with its share: away, empty, unmarked."""
    marker: bytes = b""
    death: Death | None = None
    """What ends the daemon's process; None: nothing does."""
    reboots: bool = False
    faults: int = 0
    """How often something was to go wrong on the site."""
    was_manual: bool = False
    """Whether the settings ever wanted an officer to look at everything."""

    # --- what is known of it ----------------------------------------------------------------------------------------

    @property
    def ledger(self) -> Ledger:
        return self.desk.syncd.ledger

    def cases(self) -> list[Case]:
        return sorted(self.desk.cases(), key=lambda case: case.number)

    def shelf(self, unit: int, code: str) -> Path:
        folder = UNITS[unit].folder
        return self.desk.inbox(folder, code) if code else self.desk.root / folder / "ส่งเผยแพร่" / "ไม่แน่ใจหมวด"

    def granted(self, kind: str) -> set[tuple[str, str, Files]]:
        """What the officer released or returned, so far as he was not refused: case, folder, contents."""
        answers = ((kind_, self.ledger.request(number), seen) for kind_, number, seen in self.decided)
        return {
            (seen.number, seen.path, seen.files)
            for kind_, request, seen in answers
            if kind_ == kind and request.answer is not None and not request.refused
        }

    # --- the daemon -------------------------------------------------------------------------------------------------

    def turns(self, count: int) -> None:
        with self.watched():
            for _ in range(count):
                turn(self.desk.syncd, self.desk.desk, self.desk.hands(), look=True)

    def works(self) -> None:
        """Until there is nothing to do at this moment; or it dies on the way, and is started again."""
        with self.watched():
            lived = self.death is None or survive(self.death, self.ledger.engine, self.desk.work)
            if self.death is None:
                self.desk.work()
        if not lived:
            self.death = self.site.death = None
            self.restarts(reboot=self.reboots)

    def passes(self, seconds: float) -> None:
        """The daemon works, time passes, the daemon works."""
        self.works()
        self.wait(seconds)
        self.works()

    @contextmanager
    def mortal(self, at: int, *, reboots: bool) -> Iterator[None]:
        """Inside, the daemon dies before that step of its work; when it does not take so many, nothing happens."""
        self.death = self.site.death = Death(at)
        self.reboots = reboots
        try:
            yield
        finally:
            self.death = self.site.death = None

    def restarts(self, *, reboot: bool) -> None:
        """A new process, perhaps on a machine that was started again."""
        syncd, hands = self.desk.syncd, self.desk.hands
        if reboot:
            hands.boot, hands.boot_id = 10.0, f"{hands.boot_id}+"
        syncd.ledger.close()
        anchor = syncd.settings.state_dir / "anchor"
        ledger = Ledger.open(syncd.settings.ledger.url, syncd.settings.office.code, hands(), anchor)
        self.desk.syncd = replace(syncd, ledger=ledger)
        self._meet_site()
        self.desk.restart()

    def reload(self, publish: PublishSettings) -> None:
        """As on SIGHUP: other settings, a new publisher, and a site that is down is asked at once."""
        self.was_manual |= not publish.auto
        self.desk.syncd = replace(self.desk.syncd, settings=replace(self.desk.syncd.settings, publish=publish))
        self._meet_site()
        self.desk.desk.publishing.try_site_now(self.desk.hands())

    def _meet_site(self) -> None:
        self.desk.syncd = replace(self.desk.syncd, publisher=self.site.publisher(self.desk.syncd))

    def wait(self, seconds: float) -> None:
        """Time passes; what is late lands when its time has come, and the daemon is at work then."""
        while (landing := self.site.next_landing()) is not None and landing <= seconds:
            self._pass(landing)
            seconds -= landing
            self._look(lambda before, now: check_landed(self, before, now))
            self.works()
        self._pass(seconds)

    def _pass(self, seconds: float) -> None:
        self.desk.hands.move(seconds)
        self.site.pass_time(seconds)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """The daemon works: what is the clerks' stays as it is, and what becomes public lies approved in a folder just now."""
        theirs, lying = self.clerks.everything(), self.clerks.bundles()
        self.ever |= {self.clerks.to_publish(one.files) for one in lying if self.clerks.memo_word(one.files) != "refused"}
        yield
        assert self.clerks.everything() == theirs, "the daemon changed what clerks have put there"
        self._look(lambda before, now: check_new(self, before, now, lying))

    def _look(self, check: Callable[[Shown, Shown], None]) -> None:
        before, self.public = self.public, self.site.shown()
        check(before, self.public)
        check_shown(self.public, self.landed)

    # --- the officer ------------------------------------------------------------------------------------------------

    def officer_looks(self, case: Case) -> Seen:
        records = self.ledger.versions(case.number)
        findings = records[-1].findings if records else ()
        holds = tuple(one.key for one in findings if one.weight is Weight.HOLD)
        files = frozenset((file["name"], file["sha256"]) for file in records[-1].files) if records else frozenset()
        self.seen = Seen(case.number, case.version, holds, files, case.path)
        return self.seen

    def officer_asks(self, kind: str, seen: Seen) -> None:
        details: dict[str, object] = {"reason": "ผิด", "version": seen.version}
        if kind == "release":
            details |= {**READ_BY_EYE, "findings": list(seen.holds), "category": "1.9"}
        number = self.ledger.ask(kind, seen.number, details, "สมศรี", self.desk.hands())
        self.decided.append((kind, number, seen))

    # --- the shares -------------------------------------------------------------------------------------------------

    def share_fails(self, unit: int, how: str) -> None:
        """Not mounted, mounted as an empty folder, or without its marker."""
        home = self.desk.root / UNITS[unit].folder
        self.shares[home.name] = how
        if how == "unmarked":
            self.marker = (home / MARKER).read_bytes()
            (home / MARKER).unlink()
            return
        home.rename(self.clerks.away / f"share-{home.name}")
        if how == "empty":
            home.mkdir()

    def share_returns(self, unit: int) -> None:
        home = self.desk.root / UNITS[unit].folder
        how = self.shares.pop(home.name)
        if how == "unmarked":
            (home / MARKER).write_bytes(self.marker)
            return
        if how == "empty":
            home.rmdir()  # fails when something was put there
        (self.clerks.away / f"share-{home.name}").rename(home)

    # --- the end ----------------------------------------------------------------------------------------------------

    def end(self) -> None:
        """Everything works again, and long enough; then an officer looks at what waits for one."""
        self.clerks.close_all()
        for number, unit in enumerate(UNITS):
            if unit.folder in self.shares:
                self.share_returns(number)
        self.site.mend()
        self.ledger.resume("", self.desk.hands(), "สมศรี")
        self.reload(AS_PUBLISHED)
        self._calm()
        check_end(self)
        for _ in range(ROUNDS):
            held = [case for case in self.cases() if case.state is State.HELD]
            for case in held:
                self.officer_asks("retry" if case.cause else "release", self.officer_looks(case))
            if held:
                self._calm()
        check_end(self, held=False)

    def _calm(self) -> None:
        self.works()
        for seconds in LONG_ENOUGH:
            self.wait(seconds)
            self.works()

    def wall_jumps(self, hours: float) -> None:
        """Somebody sets the clock."""
        self.desk.hands.wall += timedelta(hours=hours)


@contextmanager
def life(site: Site) -> Iterator[Life]:
    """A new office on this site."""
    with TemporaryDirectory(dir=_disk()) as folder, ExitStack() as stack:
        away = Path(folder) / "away"
        away.mkdir()
        nobody = MemoryPublisher()
        desk = stack.enter_context(office(Path(folder) / "office", lambda _: nobody, units=UNITS, reader=Glance()))
        lived = Life(desk, site, Clerks(desk.root, away))
        stack.callback(lambda: lived.ledger.close())  # noqa: PLW0108 -- it will be another one by then
        stack.callback(lived.clerks.close_all)
        lived.reload(AS_PUBLISHED)
        yield lived


def _disk() -> str | None:
    """In memory where that can be had: nobody cuts the power here, and fsync takes most of the time on a disk."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
