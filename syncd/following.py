"""Lets cases follow their folders, look after look: changed, moved, new, missing."""

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from typing import Any

import structlog

from syncd.app import Syncd
from syncd.clock import Moment
from syncd.copies import empty_spool
from syncd.identity import Matches
from syncd.ledger import READ_AGAIN, Case
from syncd.model.folder import Sighting
from syncd.model.office import Unit
from syncd.model.state import State

log = structlog.get_logger(__name__)

MISSING_IS_CANCELLED_AFTER = timedelta(days=1)
"""A folder gone for so long, while its unit's marker is there, was taken back."""

PORTION = 20
"""So many of a unit's bundles are received, and so many taken up for reading, at one look; the next look follows at once."""


def lies_in(case: Case, unit: Unit) -> bool:
    """Whether the case's folder is one of the unit's."""
    return case.path.startswith(f"{unit.folder}/")


def named(syncd: Syncd, case: Case, unit: Unit, moment: Moment) -> Case:
    """The case under its unit's present name: a name corrected in units.yaml must not leave its cases to nobody."""
    if case.unit == unit.name:
        return case
    log.info("case.unit_renamed", case=case.number, before=case.unit, unit=unit.name)
    details = {"before": case.unit, "unit": unit.name}
    return syncd.ledger.advance(case, "case.unit_renamed", moment, details=details, tell=False, unit=unit.name)


def follow(
    syncd: Syncd, found: Matches, moment: Moment, at_work: Collection[str], busy: Collection[str]
) -> Iterator[tuple[Sighting, Case]]:
    """Give every folder its case as it now is: changed, moved, or new."""
    for sighting, case in found.known:
        if not case.is_open:
            continue  # published, and about to be filed: filing compares it once more
        if case.missing_since is not None:
            # Told again: where it was meanwhile, its reply may have become another case's.
            case = syncd.ledger.touch(case, missing_since=None, news=case.news + 1)  # noqa: PLW2901 -- a newer revision of it
        if case.state is not State.RECEIVED and case.signature != sighting.signature:
            case = syncd.ledger.advance(case, "case.changed", moment, **READ_AGAIN)  # noqa: PLW2901
            empty_spool(syncd, case)
            log.info("case.changed", case=case.number, unit=case.unit)
        yield sighting, case
    for sighting, case in found.moved:
        place = {"path": sighting.path, "name": sighting.name, "category": sighting.category.code if sighting.category else None}
        moved: dict[str, Any] = {
            **place,
            **READ_AGAIN,
            "route": sighting.route,
            "missing_since": None,
        }
        empty_spool(syncd, case)
        log.info("case.moved", case=case.number, unit=case.unit, path=sighting.path)
        yield sighting, syncd.ledger.advance(case, "case.moved", moment, details=place, **moved)
    for sighting in found.new[:PORTION]:
        # A folder of a case in work may be renamed meanwhile: it shows whose it is, and is looked at again when that is done.
        if sighting.path not in at_work and sighting.claims not in busy:
            yield sighting, _open_case(syncd, sighting, moment)


def _open_case(syncd: Syncd, sighting: Sighting, moment: Moment) -> Case:
    case = syncd.ledger.open_case(
        moment,
        unit=sighting.unit.name,
        path=sighting.path,
        name=sighting.name,
        category=sighting.category.code if sighting.category else None,
        route=sighting.route,
    )
    log.info("case.received", case=case.number, unit=case.unit, category=case.category, path=case.path)
    return case


def miss(syncd: Syncd, missing: Iterable[Case], moment: Moment) -> None:
    """A folder that is gone is not published; gone for a day, its case is cancelled."""
    for case in missing:
        if case.missing_since is None:
            back = READ_AGAIN if case.state in (State.SCHEDULED, State.DEFERRED) else {}
            syncd.ledger.advance(case, "case.missing", moment, tell=False, missing_since=moment.wall, **back)
            empty_spool(syncd, case)
            log.warning(
                "case.missing",
                case=case.number,
                unit=case.unit,
                path=case.path,
                next_step="nothing, if its unit took it back; gone for a day it is cancelled",
            )
        elif moment.wall - case.missing_since >= MISSING_IS_CANCELLED_AFTER:
            syncd.ledger.advance(case, "case.cancelled", moment, state=State.CANCELLED, due_at=None)
            log.info("case.cancelled", case=case.number, unit=case.unit)
