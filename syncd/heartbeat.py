"""The last good pass, left in state_dir where `status` and monitoring find it: when, and which units gave no answer then."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from syncd.clock import Moment
from syncd.inbox import UnitScan

FILE_NAME = "heartbeat"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Silence:
    """A unit whose folder gave no answer."""

    since: datetime
    """The first pass without an answer, restarts of the daemon notwithstanding; aware."""
    why: str
    """Thai."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """One good pass: every unit was looked at, what was ready was begun, what could be told was told."""

    at: datetime
    """Aware."""
    boot: float
    """Boot seconds of the same moment."""
    silent: Mapping[str, Silence] = field(default_factory=dict)
    """Units (by name) that this pass says nothing about."""


def after(last: Heartbeat | None, scans: Iterable[UnitScan], moment: Moment) -> Heartbeat:
    """The heartbeat of a pass that follows the last one; a silence that goes on keeps its beginning."""
    before = last.silent if last else {}
    silent = {
        scan.unit.name: Silence(before[scan.unit.name].since if scan.unit.name in before else moment.wall, scan.problem)
        for scan in scans
        if scan.problem is not None
    }
    return Heartbeat(moment.wall, moment.boot, silent)


def read(state_dir: Path) -> Heartbeat | None:
    """The last good pass; None when there was none, or when a power cut left nothing that can be read."""
    try:
        raw = json.loads((state_dir / FILE_NAME).read_text(encoding="utf-8"))
        silent = {one["unit"]: Silence(datetime.fromisoformat(one["since"]), str(one["why"])) for one in raw.get("no_answer", ())}
        return Heartbeat(datetime.fromisoformat(raw["at"]), float(raw["boot"]), silent)
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(state_dir: Path, beat: Heartbeat) -> None:
    """Leave it, whole or not at all. A full disk ends no work that needs none of it."""
    raw = {
        "at": beat.at.isoformat(),
        "boot": beat.boot,
        "no_answer": [
            {"unit": unit, "since": silence.since.isoformat(), "why": silence.why} for unit, silence in beat.silent.items()
        ],
    }
    beside = state_dir / f"{FILE_NAME}.new"
    try:
        beside.write_text(f"{json.dumps(raw, ensure_ascii=False)}\n", encoding="utf-8")
        beside.replace(state_dir / FILE_NAME)
    except OSError as error:
        log.error("heartbeat.not_written", cause=error.strerror, next_step="make room on the disk of state_dir")
