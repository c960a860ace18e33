"""What a benchmark gives, and what the kernel says of a process."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number."""

    bench: str
    what: str
    value: float
    unit: str
    target: str = ""
    """As people read it; "" when there is none."""
    met: bool | None = None


@dataclass(slots=True)
class Peaks:
    """Most memory that a daemon and its parser workers ever held, in MB (VmHWM)."""

    daemon: float = 0.0
    worker: float = 0.0


def at_most(bench: str, what: str, value: float, unit: str, limit: float) -> Figure:
    """A figure that had better be small."""
    return Figure(bench, what, value, unit, f"≤ {limit:g}", value <= limit)


def at_least(bench: str, what: str, value: float, unit: str, limit: float) -> Figure:
    """A figure that had better be large."""
    return Figure(bench, what, value, unit, f"≥ {limit:g}", value >= limit)


def pin(pid: int, core: int) -> None:
    """Keep a process, all its present threads and whatever they start on one core."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), {core})


def children(pid: int) -> list[int]:
    """The process's children, those of all its threads."""
    lists = (path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    return [int(child) for words in lists for child in words.split()]


def cpu_seconds(pid: int) -> float:
    """Processor time of the process, of its children that have ended, and of those that live."""
    return _ticks(pid, 4) / TICKS + sum(cpu_seconds(child) for child in children(pid))


def own_cpu_seconds(pids: Iterable[int]) -> float:
    """Processor time of exactly these processes."""
    return sum(_ticks(pid, 2) for pid in pids) / TICKS


def peak_mb(pid: int) -> float:
    """The process's VmHWM; 0 when it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


@contextmanager
def peaks_of(daemon: int) -> Iterator[Peaks]:
    """Watch the daemon's memory and its children's while inside; workers come and go, so they are asked five times a second."""
    peaks, over = Peaks(), Event()

    def look() -> None:
        peaks.daemon = max(peaks.daemon, peak_mb(daemon))
        peaks.worker = max([peaks.worker, *(peak_mb(child) for child in children(daemon))])

    def watch() -> None:
        while not over.wait(0.2):
            look()

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield peaks
    finally:
        over.set()
        watcher.join()
        look()


def _ticks(pid: int, fields: int) -> int:
    """utime, stime, and then those of children that have ended."""
    return sum(int(word) for word in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11 : 11 + fields])
