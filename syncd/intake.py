"""From looks at the inboxes to bundles that are ready to be read: settle clocks, and which case each folder belongs to."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import structlog
from pydantic import TypeAdapter

from syncd import inbox, mounts, settle, spool, stuck
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.following import PORTION, follow, lies_in, miss, named
from syncd.identity import match
from syncd.inbox import UnitScan
from syncd.ledger import Case
from syncd.model.folder import Sighting
from syncd.model.office import Unit
from syncd.model.state import State
from syncd.numbers_in_use import heed, heed_unit
from syncd.reach import PATIENCE_SECONDS, Asked
from syncd.settings import Settings
from syncd.settle import Seen
from syncd.setup import names_of
from syncd.turns import Turns

log = structlog.get_logger(__name__)

LEASE_RECHECK_SECONDS = 2.0

LOOKS_AT_ONCE = 16
"""Units elsewhere that are looked at side by side: what costs there is the way to and fro."""

SETTLE_TIMES_INCOMPLETE = 45
"""With a shorter settle time the wait for what is missing shrinks alike: 45 times 20 s are the 15 minutes of the default."""

HANGS = f"ไม่ตอบภายใน {PATIENCE_SECONDS:g} วินาที (เครื่องที่แชร์โฟลเดอร์นี้อาจปิด ค้าง หรือเครือข่ายขัดข้อง)"

SEEN = TypeAdapter(Seen)


@dataclass(frozen=True, slots=True)
class Ready:
    """A bundle that has come to rest and may be copied and read."""

    sighting: Sighting
    case: Case
    network: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at all inboxes gave."""

    scans: tuple[UnitScan, ...] = ()
    ready: tuple[Ready, ...] = ()
    """In fair turns: one of each unit, then the next of each."""
    more: bool = False
    """Whether bundles were left for the next look: to be had as soon as what is ready has been taken."""
    wait: float = math.inf
    """Seconds until another bundle may be ready."""
    folders: tuple[str, ...] = ()
    """Folders on local disks that were looked into, as paths: where the doorbell can hear."""
    seconds: float = 0.0
    """How long the look itself took, without waiting for shares that gave no answer."""


@dataclass(slots=True)
class Intake:
    """The settle clocks between looks; the ledger keeps a copy so that a restart or a single pass goes on with them."""

    clocks: dict[str, Seen]
    stored: dict[str, Seen]
    """The clocks as the ledger has them: they also change between two looks, when a folder was read."""
    postponed: dict[str, tuple[str, float]] = field(default_factory=dict)
    """path → (signature, boot seconds): an incomplete bundle is not read again before that, unless it changes."""
    mounted: str = ""
    """What was mounted at the last look."""
    turns: Turns = field(default_factory=Turns)
    """Whose bundle was read last."""
    heeded: frozenset[str] = frozenset()
    """Units whose filed folders were asked which numbers are in use."""
    unread: dict[tuple[str, str], float] = field(default_factory=dict)
    """(path, signature) → boot seconds since when a bundle that is at rest cannot be copied."""
    said: frozenset[tuple[str, str]] = frozenset()
    """What was logged of folders that give no answer, so that it is said once and not at every look."""

    @classmethod
    def resume(cls, syncd: Syncd) -> "Intake":
        """Go on where the last process stopped."""
        stored = {path: SEEN.validate_json(value) for path, value in syncd.ledger.seen().items()}
        return cls(dict(stored), stored)

    def look(self, syncd: Syncd, moment: Moment, busy: Collection[str] = ()) -> Look:
        """Scan every unit, let cases follow their folders, and say what is ready. Cases in `busy` are left alone."""
        settings, ledger = syncd.settings, syncd.ledger
        scans, waited = self._scan(syncd)
        for scan in scans:
            if scan.problem is None and scan.unit.name not in self.heeded and heed_unit(syncd, scan.unit, moment):
                self.heeded |= {scan.unit.name}
        cases = [case for case in (*ledger.open_cases(), *ledger.unfiled()) if case.number not in busy]
        self._say(scans, [case for case in cases if not any(lies_in(case, unit) for unit in settings.units)])
        at_work = {ledger.case(number).path for number in busy}
        ready: dict[str, list[Ready]] = {}
        more = False
        waits = [math.inf]
        folders: list[str] = []
        for scan in scans:
            if scan.problem is not None:
                continue
            mine = match(scan, [named(syncd, case, scan.unit, moment) for case in cases if lies_in(case, scan.unit)])
            if mine.new:
                heed(syncd, {one.claims for one in scan.sightings if one.claims}, moment)
            followed = list(follow(syncd, mine, moment, at_work, busy))
            for sighting in mine.new:  # what is left for the next look has its quiet time counted from now on, too
                self.clocks[sighting.path] = settle.look(self.clocks.get(sighting.path), sighting, moment)
            if not scan.network:
                folders += (f"{settings.folders.root}/{folder}" for folder in scan.folders)
            copying = syncd.reach.late(copy_lane(scan.unit))
            due, wait = self._settle(syncd, followed, moment, copying, network=scan.network)
            if not syncd.reach.has_room(copy_lane(scan.unit)):  # then nothing is handed out but what has come
                due = [one for one in due if copying and copying.is_done and copied(one.sighting) == copying.what]
            ready[scan.unit.name] = due[:PORTION]
            more = more or len(due) > PORTION or len(mine.new) > PORTION
            waits.append(wait)
            miss(syncd, mine.missing, moment)
            self._forget(scan)
        ledger.remember_seen(_changes(self.stored, self.clocks))
        self.stored = dict(self.clocks)
        turns = tuple(self.turns.in_order(ready))
        return Look(
            tuple(_unstamped(scan) for scan in scans),
            turns,
            more,
            min(waits),
            tuple(folders),
            syncd.clock().boot - moment.boot - waited,
        )

    def _scan(self, syncd: Syncd) -> tuple[tuple[UnitScan, ...], float]:
        """A look at every unit, many side by side, and the seconds lost on shares that hang."""
        settings = syncd.settings
        if (mounted := mounts.table()) != self.mounted:  # what was a local folder may be a share now
            syncd.reach.know_near(())
            self.mounted = mounted
        look = partial(inbox.scan, settings.folders.root, names=names_of(settings), find_category=settings.find_category)
        scans, waited = [], 0.0
        for start in range(0, len(settings.units), LOOKS_AT_ONCE):
            units = settings.units[start : start + LOOKS_AT_ONCE]
            asked = [(unit, syncd.reach.begin(unit.folder, "look", partial(look, unit))) for unit in units]
            begun = syncd.clock().boot
            for unit, one in asked:
                try:
                    scans.append(one.answer())
                except TimeoutError:
                    scans.append(UnitScan(unit, f"{unit.folder}: {HANGS}"))
                    waited += syncd.clock().boot - begun
                    begun = syncd.clock().boot
        syncd.reach.know_near([scan.unit.folder for scan in scans if scan.problem is None and not scan.network])
        return tuple(scans), waited

    def knows(self, path: str) -> bool:
        """Whether a folder at this path was there at the last look that could tell."""
        return path in self.clocks

    def read_once(self, sighting: Sighting, version: str, moment: Moment) -> bool:
        """On a network mount: whether this reading confirms the one before it; if not, it is remembered as the first."""
        seen = self.clocks.get(sighting.path)
        if seen is None:
            return False  # the folder went away meanwhile
        if seen.version == version:
            return True
        self.clocks[sighting.path] = settle.read_once(seen, version, moment)
        return False

    def restart(self, path: str, moment: Moment) -> None:
        """The folder changed while it was copied: its quiet time begins anew."""
        if path in self.clocks:
            self.clocks[path] = settle.restart(self.clocks[path], moment)

    def not_copied(self, syncd: Syncd, ready: Ready, why: str, moment: Moment) -> None:
        """A bundle at rest could not be copied: tried again when it has been quiet once more, told when that does not help."""
        path = ready.sighting.path
        since = self.unread.setdefault((path, ready.sighting.signature), moment.boot)
        self.restart(path, moment)
        log.info("bundle.not_yet", cause=why)
        if moment.boot - since >= incomplete_seconds(syncd.settings):
            stuck.tell_unreadable(syncd, syncd.ledger.case(ready.case.number), why, moment)

    def postpone(self, sighting: Sighting, moment: Moment, seconds: float) -> bool:
        """Whether an incomplete bundle is given more time, counted from when it came to rest; it is looked at again then."""
        until = self.clocks[sighting.path].since + seconds
        if moment.boot >= until:
            self.postponed.pop(sighting.path, None)
            return False
        self.postponed[sighting.path] = (sighting.signature, until)
        return True

    def _settle(
        self,
        syncd: Syncd,
        followed: Iterable[tuple[Sighting, Case]],
        moment: Moment,
        copying: Asked[Any] | None,
        *,
        network: bool,
    ) -> tuple[list[Ready], float]:
        """What is due, oldest first; a bundle whose copy was begun before all others, which would take its place."""
        ready: list[Ready] = []
        waits = [math.inf]
        begun = copying.what if copying else None
        for sighting, case in sorted(followed, key=lambda pair: (copied(pair[0]) != begun, pair[1].number)):
            seen = self.clocks[sighting.path] = settle.look(self.clocks.get(sighting.path), sighting, moment)
            if case.state is not State.RECEIVED or case.signature == sighting.signature or len(ready) > PORTION:
                continue
            wait = self._due_in(syncd, seen, sighting, moment, network=network)
            if wait > 0:
                waits.append(wait)
                stuck.tell_of_unrest(syncd, seen, sighting, case, moment)
            else:
                ready.append(Ready(sighting, case, network))
        return ready, min(waits)

    def _due_in(self, syncd: Syncd, seen: Seen, sighting: Sighting, moment: Moment, *, network: bool) -> float:
        """Seconds until the bundle may be read: the quiet time, then the lease check, then an incomplete bundle's patience."""
        intake = syncd.settings.intake
        quiet = intake.settle_seconds_network if network else intake.settle_seconds
        wait = settle.due_in(seen, sighting, moment, quiet)
        signature, until = self.postponed.get(sighting.path, ("", 0.0))
        if signature == sighting.signature:
            wait = max(wait, until - moment.boot)
        if wait > 0 or network:
            return wait
        match spool.is_held_open(syncd.settings.folders.root, sighting):
            case spool.Lease.HELD:
                return LEASE_RECHECK_SECONDS
            case spool.Lease.UNAVAILABLE:
                return settle.due_in(seen, sighting, moment, quiet * settle.NO_LEASE_PATIENCE)
            case spool.Lease.FREE:
                return 0.0

    def _forget(self, scan: UnitScan) -> None:
        present = {sighting.path for sighting in scan.sightings}
        prefix = f"{scan.unit.folder}/"
        for path in [path for path in self.clocks if path.startswith(prefix) and path not in present and scan.knows(path)]:
            del self.clocks[path]
            self.postponed.pop(path, None)
        now = {(path, seen.signature) for path, seen in self.clocks.items()}
        self.unread = {one: since for one, since in self.unread.items() if one in now}

    def _say(self, scans: Iterable[UnitScan], homeless: Iterable[Case]) -> None:
        """Log what gives no answer, once, and once more when it answers again."""
        silent = {(scan.unit.folder, scan.problem) for scan in scans if scan.problem}
        silent |= {(one.path, one.why) for scan in scans for one in scan.unreadable}
        silent |= {(case.path, "มีเรื่องค้างอยู่ แต่ไม่มีกลุ่ม/หน่วยนี้ใน units.yaml แล้ว") for case in homeless}
        for path, why in sorted(silent - self.said):
            log.error(
                "folder.no_answer", path=path, cause=why, next_step="nothing of it counts as deleted; `syncd check` says more"
            )
        for path in sorted({path for path, _ in self.said} - {path for path, _ in silent}):
            log.info("folder.answers_again", path=path)
        self.said = frozenset(silent)


def incomplete_seconds(settings: Settings) -> float:
    """How long what is incomplete may lie before the unit is told: the settings' minutes, or less when settling is quick."""
    return min(settings.intake.incomplete_minutes * 60, SETTLE_TIMES_INCOMPLETE * settings.intake.settle_seconds)


def copy_lane(unit: Unit) -> str:
    """Where a unit's copies are made: a lane of their own, for it is looked at and told meanwhile."""
    return f"{unit.folder}: copy"


def _unstamped(scan: UnitScan) -> UnitScan:
    """What is remembered of a look: a bundle of thousands of files need not be held but while it is taken."""
    return replace(scan, sightings=tuple(replace(one, stamps=()) for one in scan.sightings))


def copied(sighting: Sighting) -> tuple[str, str]:
    """What names a copy: two equal ones are of the same folder, unchanged."""
    return sighting.path, sighting.signature


def _changes(before: dict[str, Seen], after: dict[str, Seen]) -> dict[str, str | None]:
    stored = {path: SEEN.dump_json(seen).decode() for path, seen in after.items() if before.get(path) != seen}
    return {**stored, **dict.fromkeys(before.keys() - after.keys())}
