"""Tells of a bundle that has not come to be read for long, once: to its unit and to ICT, for somebody must look."""

import structlog

from syncd import settle
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.ledger import Case
from syncd.model.folder import Sighting
from syncd.settle import Seen

log = structlog.get_logger(__name__)

STUCK_HOURS = 4.0
"""So long may a bundle be blocked or restless."""

UNREADABLE = "cannot be read: "
"""How the cause of such a case begins; the rest is Thai, for the unit."""
LEFT_OPEN = "left open: "
"""The same of a case that temporary files block; the rest is their names."""


def tell_of_unrest(syncd: Syncd, seen: Seen, sighting: Sighting, case: Case, moment: Moment) -> None:
    """Tell of a bundle that does not settle, if that has been so for hours."""
    if settle.has_stale_blocker(seen, sighting, moment, STUCK_HOURS):
        cause = f"{LEFT_OPEN}{', '.join(sighting.blockers)}"
    elif settle.never_settles(seen, moment, STUCK_HOURS):
        cause = f"still changing after {STUCK_HOURS:g} hours"
    else:
        return
    _tell(syncd, case, cause, moment, next_step="close the files, or remove what a crash left")


def tell_unreadable(syncd: Syncd, case: Case, why: str, moment: Moment) -> None:
    """Tell of a bundle at rest that cannot be copied."""
    _tell(syncd, case, f"{UNREADABLE}{why}", moment, next_step="give the service the right to read it; the unit is told")


def _tell(syncd: Syncd, case: Case, cause: str, moment: Moment, *, next_step: str) -> None:
    if not case.cause:
        syncd.ledger.advance(case, "case.stuck", moment, details={"cause": cause}, cause=cause)
        log.warning("case.stuck", case=case.number, unit=case.unit, cause=cause, next_step=next_step)
