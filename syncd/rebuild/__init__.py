"""`syncd ledger rebuild`: the ledger is made right again from the site, the folders, and what is left of the old one."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass

import structlog

from syncd import app, clock
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.errors import LedgerError
from syncd.fingerprint import digests_at
from syncd.ledger import Ledger
from syncd.ledger.chain import details_of
from syncd.ledger.journal import LedgerJournal
from syncd.ledger.recovery import Recovery
from syncd.memo.reader import Reader
from syncd.publishers import make_publisher
from syncd.publishers.base import Journal, Publisher, Recoverer, Sweeper
from syncd.rebuild import begun, plan
from syncd.rebuild.begun import KEPT, Begun, Old
from syncd.rebuild.carry_out import Hand
from syncd.rebuild.plan import LooseEnd
from syncd.rebuild.survey import survey
from syncd.settings import Settings

__all__ = ["LooseEnd", "MakePublisher", "Old", "Report", "rebuild"]

log = structlog.get_logger(__name__)

MakePublisher = Callable[[Settings, Journal, Callable[[], Moment]], Publisher]


@dataclass(frozen=True, slots=True)
class Report:
    """What a rebuild found and did, since it was begun."""

    old: Old
    why: str
    aside: tuple[str, ...]
    """Names of what was put aside, in the folders where it lay."""
    cases: Mapping[str, int]
    """How many cases were recovered, by what became of them: published, reopened, to_remove, absent, withdrawn."""
    numbers: Mapping[int, int]
    """The highest running number in use, by fiscal year."""
    loose_ends: tuple[LooseEnd, ...]
    """What a person must look at."""


def rebuild(
    settings: Settings,
    *,
    actor: str,
    make: MakePublisher = make_publisher,
    now: Callable[[], Moment] = clock.now,
    wait: Callable[[float], None] = time.sleep,
    tell_wait: Callable[[float], None] = lambda _: None,
    reader: Callable[[], Reader] = Reader,
    without_site: bool = False,
) -> Report:
    """Be the one writer, and make the ledger right again. Killed anywhere and run again, it comes to the same end.

    Before the site is looked at, `wait` lets what a dead process sent come to stand; `tell_wait` is told for how long. Raises
    BusyError while a daemon is at work; LedgerError when it cannot be done now, and says why; PublishError.
    """
    with app.writer_lock(settings), ExitStack() as open_things:
        started = begun.begin(settings, now())
        ledger = Ledger.open(settings.ledger.url, settings.office.code, now(), app.anchor_file(settings), even_behind=True)
        open_things.callback(ledger.close)
        journal = LedgerJournal(ledger, settings.publisher.doubt_seconds, now)
        reading = open_things.enter_context(reader())
        syncd = Syncd(settings, ledger, make(settings, journal, now), reading, now)
        since = _say_begun(ledger, started, actor, now())
        recoverer = _recoverer(syncd.publisher, without_site=without_site)
        pen = Recovery(ledger, now(), actor)
        if recoverer is not None and (rest := _doubt(syncd, started, pen, recoverer)) > 0:
            tell_wait(rest)
            wait(rest)
        loose_ends = _make_right(syncd, recoverer, Recovery(ledger, now(), actor), journal)
        report = _report(ledger, started, since, loose_ends)
        ledger.note("ledger.rebuilt", now(), actor=actor, details={**asdict(report), "loose_ends": len(report.loose_ends)})
        ledger.anchor.renew(ledger.head())
        begun.end(settings)
        for loose_end in report.loose_ends:
            log.info("rebuild.look_at", case=loose_end.number, kind=loose_end.kind, what=loose_end.what)  # said by the command
        log.info("ledger.rebuilt", old=report.old.value, why=report.why, **report.cases)
        return report


def _make_right(syncd: Syncd, recoverer: Recoverer | None, pen: Recovery, journal: LedgerJournal) -> list[LooseEnd]:
    """Look, plan, do; numbers first, so that no step draws one that is in use."""
    found = survey(syncd, recoverer, pen.moment)
    pen.number_from(found.numbers)
    root = syncd.settings.folders.root

    def digests(path: str) -> frozenset[str]:
        read = digests_at(root, path)
        return frozenset(read[1].values()) if read else frozenset()

    made = plan.make(found, pen, digests)
    hand = Hand(syncd, pen, journal)
    for step in made.steps:
        hand.take(step)
    twins = [key for key, count in Counter(post.key for post in found.posts).items() if count > 1]
    if twins and isinstance(syncd.publisher, Sweeper):
        syncd.publisher.sweep(twins)
    return made.loose_ends


def _recoverer(publisher: Publisher, *, without_site: bool) -> Recoverer | None:
    """Who says what stands on the site; None when that is not to be asked. Raises LedgerError when it cannot be."""
    if without_site:
        return None
    if not isinstance(publisher, Recoverer):
        raise LedgerError(
            f"the publisher {publisher.name} cannot say what stands on the site",
            hint="เติม --without-site จะได้คืนเฉพาะเลขที่และเรื่องที่ค้างในโฟลเดอร์ สิ่งที่เผยแพร่แล้วอาจถูกเผยแพร่ซ้ำ",
        )
    for check in publisher.check():
        if not check.ok and check.fatal and not check.name.startswith("category"):
            raise LedgerError(f"the site cannot be asked: {check.message}", hint=check.remedy)
    return publisher


def _doubt(syncd: Syncd, started: Begun, pen: Recovery, recoverer: Recoverer) -> float:
    """Seconds in which what a process sent before it died may still come to stand.

    None where nothing lands late, or where a whole ledger knows of no request without its answer.
    """
    if not recoverer.lands_late or (started.old is Old.SOUND and started.head is not None and not pen.has_open_intents()):
        return 0.0
    return syncd.settings.publisher.doubt_seconds - started.waited(syncd.clock())


def _say_begun(ledger: Ledger, started: Begun, actor: str, moment: Moment) -> int:
    """The chain says that it was rebuilt, and from what; once. The seq after which this rebuild's events stand."""
    for event in reversed(ledger.events("")):
        if event.event == "ledger.rebuild_begun" and details_of(event)["at"] == started.at:
            return event.seq
    ledger.note("ledger.rebuild_begun", moment, actor=actor, details={**asdict(started), "aside": list(started.aside or ())})
    return ledger.head()[0]


def _report(ledger: Ledger, started: Begun, since: int, loose_ends: list[LooseEnd]) -> Report:
    cases: dict[str, int] = {}
    said = list(loose_ends)
    for event in ledger.events(after=since):
        if event.event != "case.recovered":
            continue
        details = details_of(event)
        how = str(details["how"])
        cases[how] = cases.get(how, 0) + 1
        if how == "absent":
            said.append(LooseEnd("filed_not_on_site", event.number, str(details["path"])))
        if details.get("number_before"):
            said.append(LooseEnd("number_twice", event.number, str(details["number_before"])))
    if started.old not in KEPT:
        said.append(LooseEnd("pauses_lost", ""))
    return Report(started.old, started.why, started.aside or (), cases, ledger.numbers(), tuple(said))
