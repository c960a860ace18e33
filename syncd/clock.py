"""Time as a value: only the entry points read the clock, everything else is handed a Moment."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of the clock."""

    wall: datetime
    """Aware UTC time, for people and records. It may jump."""
    boot: float
    """Seconds since the machine booted, sleep included (CLOCK_BOOTTIME). It never jumps, so every wait is measured on it."""
    boot_id: str
    """Which boot `boot` counts from; readings of different boots cannot be compared."""

    @property
    def local(self) -> datetime:
        """The wall time in Thailand."""
        return self.wall.astimezone(BANGKOK)


def now() -> Moment:
    """Read the machine's clocks."""
    return Moment(datetime.now(UTC), time.clock_gettime(time.CLOCK_BOOTTIME), _boot_id())


@cache
def _boot_id() -> str:
    """No process outlives its boot."""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
