"""Which case a folder belongs to: pure, over one scan and the ledger's cases."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from syncd.approval import canonical
from syncd.inbox import UnitScan
from syncd.ledger import Case
from syncd.model.folder import Sighting
from syncd.model.memo import Memo


@dataclass(frozen=True, slots=True)
class Matches:
    """What one scan of one unit means for its cases."""

    known: tuple[tuple[Sighting, Case], ...] = ()
    """Folders whose case is still at its path."""
    moved: tuple[tuple[Sighting, Case], ...] = ()
    """Renamed or moved folders: our reply in them names an open case whose own folder is gone."""
    new: tuple[Sighting, ...] = ()
    """Folders without a case, copies among them."""
    missing: tuple[Case, ...] = ()
    """Open cases whose folder is not there."""


def match(scan: UnitScan, cases: Collection[Case]) -> Matches:
    """Give every folder of the unit its case; `cases` are the unit's own.

    A reply's number is a hint only: the case must be open and its old folder gone. Where the scan could not look, nothing is
    missing.
    """
    by_path = {case.path: case for case in cases}
    gone = {case.number: case for case in cases if case.is_open and scan.knows(case.path)}
    for sighting in scan.sightings:
        if case := by_path.get(sighting.path):
            gone.pop(case.number, None)
    known, moved, new = [], [], []
    for sighting in scan.sightings:
        if case := by_path.get(sighting.path):
            known.append((sighting, case))
        elif follows := gone.pop(sighting.claims or "", None):
            moved.append((sighting, follows))
        else:
            new.append(sighting)
    return Matches(tuple(known), tuple(moved), tuple(new), tuple(gone.values()))


def identity_of(memo: Memo) -> str | None:
    """Hash of a memo's unit, number and date, spellings aside: tells the same memo sent twice, though saved again.

    Where it has no number, as many have none, its subject stands for it. None when one of them is not certain.
    """
    kept = ("unit", "number", "date") if memo.number else ("unit", "number", "date", "subject")
    told = memo.number or memo.subject
    if not memo.unit or not told or memo.date is None or set(kept) & set(memo.uncertain):
        return None
    parts = [canonical(memo.unit), canonical(told), memo.date.isoformat()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def version_of(contents: str, sighting: Sighting) -> str:
    """What a decision and a release bind to: the contents and where they were put (category and name may become the title)."""
    placement = "\0".join([contents, sighting.unit.name, sighting.category_folder, sighting.name])
    return hashlib.sha256(placement.encode()).hexdigest()
