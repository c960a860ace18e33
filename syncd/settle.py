"""Tells from looks at different times whether a bundle's folder has come to rest; pure, so that any pass can go on with it."""

import math
from dataclasses import dataclass, replace
from datetime import datetime

from syncd.clock import Moment
from syncd.model.folder import Sighting

EMPTY_FILE_PATIENCE = 3
"""A file of no bytes is mostly a placeholder that is still to be filled: such a bundle waits this many times as long."""
NO_LEASE_PATIENCE = 1.5
"""Without the check for open files only a longer quiet tells a stalled copy from a finished one (measured: 30 s for 20 s)."""
REST_SECONDS = 600.0
"""A bundle that lay untouched for so long and then changes starts to be unsettled anew."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of a bundle's folder between looks. Survives restarts in the ledger."""

    path: str
    signature: str
    since: float
    """Boot seconds from which on the signature has been the same."""
    boot_id: str
    first_boot: float
    """Boot seconds at which the present unrest began; negative when that was before this boot."""
    wall_first: datetime
    """The same moment for people."""
    version: str | None = None
    """On network mounts: what the first reading gave, to be confirmed by a second."""
    hashed: float | None = None
    """Boot seconds of that reading."""


def look(seen: Seen | None, sighting: Sighting, moment: Moment) -> Seen:
    """Take in one more look. Any change, and any restart of the machine, starts the quiet time anew."""
    if seen is None:
        return Seen(sighting.path, sighting.signature, moment.boot, moment.boot_id, moment.boot, moment.wall)
    if seen.boot_id != moment.boot_id:
        # Readings of two boots cannot be compared. Only the age, which nothing but alarms rest on, is carried over by the wall.
        age = max(0.0, (moment.wall - seen.wall_first).total_seconds())
        return Seen(
            sighting.path, sighting.signature, moment.boot, moment.boot_id, moment.boot - age, min(seen.wall_first, moment.wall)
        )
    if seen.signature == sighting.signature:
        return seen
    rested = moment.boot - seen.since >= REST_SECONDS
    return replace(
        restart(seen, moment),
        signature=sighting.signature,
        first_boot=moment.boot if rested else seen.first_boot,
        wall_first=moment.wall if rested else seen.wall_first,
    )


def restart(seen: Seen, moment: Moment) -> Seen:
    """Start the quiet time anew: the folder changed under a reading, or two readings of it differ."""
    return replace(seen, since=moment.boot, version=None, hashed=None)


def read_once(seen: Seen, version: str, moment: Moment) -> Seen:
    """Remember what a reading of the folder gave; on network mounts the second, a quiet time later, must give the same."""
    return replace(seen, version=version, hashed=moment.boot)


def due_in(seen: Seen, sighting: Sighting, moment: Moment, quiet_seconds: float) -> float:
    """Seconds until the folder will count as quiet if nothing more happens; infinite while something blocks it.

    It is quiet when it has been untouched for `quiet_seconds`, counted from its last change or its last reading.
    """
    if sighting.blockers:
        return math.inf
    wait = quiet_seconds * (EMPTY_FILE_PATIENCE if any(it.size == 0 for it in sighting.stamps) else 1)
    if seen.boot_id != moment.boot_id or seen.signature != sighting.signature:
        return wait
    start = seen.since if seen.hashed is None else max(seen.since, seen.hashed)
    return max(0.0, start + wait - moment.boot)


def has_stale_blocker(seen: Seen, sighting: Sighting, moment: Moment, hours: float) -> bool:
    """Whether a temporary file blocks the bundle though nothing has moved for so long: left by a crash, a person must look."""
    return bool(sighting.blockers) and seen.boot_id == moment.boot_id and moment.boot - seen.since >= hours * 3600


def never_settles(seen: Seen, moment: Moment, hours: float) -> bool:
    """Whether the bundle has been unsettled for so long; to be asked only of one that is not quiet."""
    return seen.boot_id == moment.boot_id and moment.boot - seen.first_boot >= hours * 3600
