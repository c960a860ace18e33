"""Tells the units whatever the ledger knows is still untold: replies, filing, notices, their own status page."""

import errno
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

import structlog

from syncd import filing, reply, share, spool, status_page
from syncd.answering import already_of, answer_of, contact_of, row_of
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.contents import contents
from syncd.errors import SyncdError
from syncd.inbox import UnitScan
from syncd.intake import Look, incomplete_seconds
from syncd.ledger import Case
from syncd.ledger.known import findings_of
from syncd.model.office import Unit
from syncd.model.state import State
from syncd.review import shelf
from syncd.screening import discreet
from syncd.settings import Settings
from syncd.setup import MARKER
from syncd.turns import Turns

log = structlog.get_logger(__name__)

RETRY_SECONDS = 60.0
"""A reply or a move that failed (a file open in Word, a share gone) is tried again after so long."""
OPEN_FILE_SECONDS = 5.0
"""A folder with a file that is still open is not moved; nothing to warn of, so asked again sooner."""
PAGE_SECONDS = status_page.REFRESH.total_seconds() + 5
"""A unit's page is looked at so often even when nothing happened: no sooner than its "last looked" is worth renewing."""
PAGE_LEAST_SECONDS = 5.0
"""While bundles are being published a unit's page is not written more often: it lists up to 200 cases."""
PAGE_CASES = 200
AT_ONCE = 10
"""So many replies, and so many moves, are made in one turn: each waits for the disk, and other work waits meanwhile."""
FLEETING_SECONDS = 60.0
"""That a bundle waits to be published is not said when it is due: the next news follows. Said after so long all the same."""

WRITABLE = "see that the service may write there, that the share is not full, and that nothing else bears our file's name"
SAME_DISK = "the folder of what is published must lie on the same disk as the inbox: a folder is moved, never copied and deleted"


@dataclass(frozen=True, slots=True)
class Astray:
    """What lies in a folder and is no part of any bundle: files outside, and what is not taken at all."""

    folder: str
    files: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    """(name, why in Thai)."""


@dataclass(slots=True)
class Telling:
    """What is remembered between turns: when to try again, which pages are old, what was seen astray since when."""

    not_before: dict[str, float] = field(default_factory=dict)
    page_written: dict[str, float] = field(default_factory=dict)
    page_stale: set[str] = field(default_factory=set)
    astray_since: dict[Astray, float] = field(default_factory=dict)
    noticed: dict[str, Astray] = field(default_factory=dict)
    turns: Turns = field(default_factory=Turns)

    def tell(self, syncd: Syncd, seen: Look, moment: Moment, busy: Collection[str] = ()) -> bool:
        """Tell some of what is untold, of each unit in its turn; whether there is more that can be told now.

        What cannot be told now stays untold and is tried again.
        """
        answering = {scan.unit.name for scan in seen.scans if scan.problem is None}

        def may(case: Case) -> bool:
            return case.unit in answering and case.number not in busy and self._may(case, moment)

        untold = [case for case in syncd.ledger.untold() if may(case) and _is_news(case, moment)]
        told = [case for case in self._portion(untold) if self._surely(self._reply, syncd, case, moment)]
        self.page_stale.update(case.unit for case in told)
        unfiled = [case for case in syncd.ledger.unfiled() if case.news == case.told and may(case)]
        filed = [case for case in self._portion(unfiled) if self._surely(self._file, syncd, case, moment)]
        self._notices(syncd, seen, moment)
        for scan in seen.scans:
            age = moment.boot - self.page_written.get(scan.unit.name, -PAGE_SECONDS)
            stale = scan.unit.name in self.page_stale and (age >= PAGE_LEAST_SECONDS or not busy)
            if scan.problem is None and (stale or age >= PAGE_SECONDS):
                self._page(syncd, scan.unit, moment)
        return (len(untold) > AT_ONCE and bool(told)) or (len(unfiled) > AT_ONCE and bool(filed))

    def _portion(self, cases: Iterable[Case]) -> Iterator[Case]:
        of_units: dict[str, list[Case]] = {}
        for case in cases:
            of_units.setdefault(case.unit, []).append(case)
        for case in islice(self.turns.in_order(of_units), AT_ONCE):
            self.turns.taken(case.unit)
            yield case

    def next_due(self, moment: Moment) -> float | None:
        """Seconds until a failed reply or move is tried again; None when none is, or the next look decides (a share is gone)."""
        return min((at - moment.boot for at in self.not_before.values() if at > moment.boot), default=None)

    def _may(self, case: Case, moment: Moment) -> bool:
        return moment.boot >= self.not_before.get(case.number, 0.0)

    def _surely(self, tell: Callable[[Syncd, Case, Moment], bool], syncd: Syncd, case: Case, moment: Moment) -> bool:
        """Do it; a bug of ours met over one case must not keep the others untold, nor stop the daemon at every start."""
        try:
            return tell(syncd, case, moment)
        except SyncdError:
            raise
        except Exception:
            self.not_before[case.number] = moment.boot + RETRY_SECONDS
            log.exception(
                "telling.internal_error", case=case.number, next_step="report it with this log; it is tried again later"
            )
            return False

    def _reply(self, syncd: Syncd, case: Case, moment: Moment) -> bool:
        root, path = syncd.settings.folders.root, case.filed_path or case.path
        try:
            if case.filed_path != "":  # if so, what lies at its old place is another case's
                said = answer_of(syncd.settings, case, findings_of(syncd.ledger, case), already_of(syncd.ledger, case))
                syncd.reach.ask(_lane(case.path), (path, said), partial(reply.write, root, path, said))
        except FileNotFoundError:
            if not _is_there(syncd, case):
                return False
            if case.published_at is not None and case.filed_path is None:
                self._file(syncd, case, moment)  # moved, but the move was not written down: then it is told there
                return False
            log.info("reply.no_folder", case=case.number, state=case.state.value)
        except OSError as error:
            self._later(case, moment, "reply.not_written", error)
            return False
        if case.state is not State.HELD:
            _clear_review(syncd, case)
        syncd.ledger.touch(case, told=case.news)
        self.not_before.pop(case.number, None)
        return True

    def _file(self, syncd: Syncd, case: Case, moment: Moment) -> bool:
        """Move a published folder away, if it still is what was published; else it stays and counts as a new bundle.

        Whether that is settled.
        """
        settings = syncd.settings
        unit = next((unit for unit in settings.units if unit.name == case.unit), None)
        if unit is None or case.published_at is None or not _is_there(syncd, case):
            return False
        try:
            move = partial(
                filing.file_away,
                settings.folders.root,
                case.path,
                unit_folder=unit.folder,
                published_folder=settings.folders.published,
                number=case.number,
                name=case.name,
                on=case.published_at.astimezone(moment.local.tzinfo).date(),
                url=case.url if case.state is State.PUBLISHED else None,
                still_same=lambda: is_as_published(settings, case),
            )
            filed = syncd.reach.ask(_lane(case.path), ("file", case.number, case.news), move)
        except BlockingIOError:
            self.not_before[case.number] = moment.boot + OPEN_FILE_SECONDS
            return False
        except OSError as error:
            self._later(case, moment, "filing.not_moved", error)
            return False
        syncd.ledger.advance(
            case, "case.filed", moment, tell=False, details={"path": discreet(filed or "")}, filed_path=filed or ""
        )
        self.not_before.pop(case.number, None)
        log.info("case.filed", case=case.number, unit=case.unit, path=filed or "stays: it was changed after publication")
        return True

    def _notices(self, syncd: Syncd, seen: Look, moment: Moment) -> None:
        """What lies astray is answered after a while, and the answer goes when it does."""
        root, patience = syncd.settings.folders.root, incomplete_seconds(syncd.settings)
        astray = {one for scan in seen.scans for one in astray_in(scan)}
        self.astray_since = {one: self.astray_since.get(one, moment.boot) for one in astray}
        for folder in self.noticed.keys() - {one.folder for one in astray}:
            _quietly(syncd, partial(reply.clear_notice, root, folder), "notice.not_cleared", folder)
            del self.noticed[folder]
        for one, since in self.astray_since.items():
            if moment.boot - since >= patience and self.noticed.get(one.folder) != one:
                contact = contact_of(syncd.settings)
                refused = tuple((discreet(name), why) for name, why in one.refused)
                about = reply.Notice(moment.wall, tuple(map(discreet, one.files)), refused, contact)
                _quietly(syncd, partial(reply.write_notice, root, one.folder, about), "notice.not_written", one.folder)
                self.noticed[one.folder] = one

    def _page(self, syncd: Syncd, unit: Unit, moment: Moment) -> None:
        settings = syncd.settings
        cases = syncd.ledger.recent(PAGE_CASES, unit.name)
        findings = syncd.ledger.findings([case.number for case in cases])
        rows = [row_of(settings, case, findings.get(case.number, ())) for case in cases]
        html = status_page.render(unit.name, rows, moment.wall, settings.office.name, contact_of(settings))
        _quietly(syncd, partial(status_page.write, settings.folders.root / unit.folder, html), "page.not_written", unit.folder)
        self.page_written[unit.name] = moment.boot
        self.page_stale.discard(unit.name)

    def _later(self, case: Case, moment: Moment, event: str, error: OSError) -> None:
        self.not_before[case.number] = moment.boot + RETRY_SECONDS
        log.warning(
            event,
            case=case.number,
            unit=case.unit,
            cause=error.strerror or str(error),
            retry_in_seconds=RETRY_SECONDS,
            next_step=SAME_DISK if error.errno == errno.EXDEV else WRITABLE,
        )


def astray_in(scan: UnitScan) -> Iterator[Astray]:
    """What one look at a unit found astray, folder by folder."""
    loose = {one.folder: one.files for one in scan.loose}
    refused: dict[str, list[tuple[str, str]]] = {}
    for one in scan.unreadable:
        folder, _, name = one.path.rpartition("/")
        refused.setdefault(folder, []).append((name, one.why))
    for folder in sorted(loose.keys() | refused.keys()):
        yield Astray(folder, loose.get(folder, ()), tuple(sorted(refused.get(folder, ()))))


def is_as_published(settings: Settings, case: Case) -> bool:
    """Whether the case's folder still is what was published, and nobody can change it unseen on its way elsewhere.

    Raises BlockingIOError while a file of it is open for writing or in Word, OSError.
    """
    with share.opened_at(settings.folders.root, case.path) as folder:
        found = contents(folder)
        if found.blockers or spool.lease_of(folder, found.stamps) is spool.Lease.HELD:
            raise BlockingIOError(errno.EWOULDBLOCK, os.strerror(errno.EWOULDBLOCK))
        return found.signature == case.signature


def _is_news(case: Case, moment: Moment) -> bool:
    """Whether what is untold is worth telling at this moment, and true."""
    if case.state is State.WITHDRAWN and case.on_site:
        return False  # said only when it is true
    return not (case.state is State.SCHEDULED and _is_fleeting(case, moment))


def _is_fleeting(case: Case, moment: Moment) -> bool:
    """Whether a scheduled case has just become due."""
    return case.is_due(moment) and case.due_at is not None and (moment.wall - case.due_at).total_seconds() < FLEETING_SECONDS


def _is_there(syncd: Syncd, case: Case) -> bool:
    """Whether the unit's share still answers: its marker is there. A vanished share tells nothing about what lies in it."""
    if all(unit.name != case.unit for unit in syncd.settings.units):
        return False
    unit_folder = _lane(case.path)
    try:
        return syncd.reach.ask(unit_folder, object(), (syncd.settings.folders.root / unit_folder / MARKER).is_file)
    except OSError:
        return False


def _lane(path: str) -> str:
    """The folder of the unit that a path lies in: what is asked there is asked as of one share."""
    return path.partition("/")[0]


def _clear_review(syncd: Syncd, case: Case) -> None:
    """What an officer looked at goes when the case no longer waits for him."""
    remove = partial(shelf.remove, syncd.settings, case.number)
    if syncd.settings.review.folder is None:
        remove()
    else:
        _quietly(syncd, remove, "review.not_removed", "review")


def _quietly(syncd: Syncd, write: Callable[[], object], event: str, path: str) -> None:
    """Courtesy files may fail: said in the log, and written anew at the next occasion."""
    try:
        syncd.reach.ask(_lane(path), object(), write)
    except OSError as error:
        log.warning(event, path=path, cause=error.strerror or str(error), next_step=WRITABLE)
