"""On the folders alone: idling over many folders, and the start over a large archive."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench.figure import Figure, at_most, cpu_seconds
from tests.bench.offices import daemon, write_units
from tests.whole.daemon import running_office

FOLDERS_PER_INBOX = 20
"""18 categories, "not sure" and photos."""


def idle(home: Path, seconds: float) -> Iterator[Figure]:
    """Two daemons at once with nothing to do, over 2,000 and 30,000 category folders, looking every 30 s."""
    limits = {2_000: 0.3, 30_000: 2.0}
    with ExitStack() as stack:
        pids = {}
        for folders in limits:
            place = home / str(folders)
            place.mkdir()
            units = str(write_units(place, folders // FOLDERS_PER_INBOX))
            office = stack.enter_context(running_office(place, None, intake__rescan_seconds=30, units=units))
            pids[folders] = stack.enter_context(daemon(office))
        time.sleep(10)  # the first turn goes on after the first look: the units' pages
        began, before = time.monotonic(), {folders: cpu_seconds(pid) for folders, pid in pids.items()}
        time.sleep(seconds)
        took = time.monotonic() - began
        shares = {folders: (cpu_seconds(pid) - before[folders]) / took * 100 for folders, pid in pids.items()}
    for folders, limit in limits.items():
        yield at_most("idle", f"CPU of one core, {folders:,} inbox folders", shares[folders], "%", limit)


def start(home: Path, files: int, times: int = 3) -> Iterator[Figure]:
    """From the start of the process to the end of its first look, with nothing filed and with so many files filed."""
    with running_office(home, None) as office:

        def started() -> float:
            took = []
            for _ in range(times):
                (office.home / "state" / "heartbeat").unlink(missing_ok=True)
                began = time.monotonic()
                with daemon(office):
                    took.append(time.monotonic() - began)
            return statistics.median(took)

        empty = started()
        published = [unit / "เผยแพร่แล้ว" for unit in office.root.iterdir() if (unit / "เผยแพร่แล้ว").is_dir()]
        _fill(published, files)
        full = started()
    yield Figure("start", "process start to first look, nothing filed", empty, "s")
    yield at_most("start", f"the same, {files:,} files filed", full, "s", 2)


def _fill(archives: list[Path], files: int) -> None:
    """Ten files in a case, the cases over all units, ten years and their quarters."""
    for number in range(files // 10):
        archive, year, quarter = archives[number % len(archives)], 2561 + number // 7 % 10, number // 3 % 4 + 1
        case = archive / str(year) / f"ไตรมาส {quarter}" / f"{year}-{number:06d} ประกาศ"
        case.mkdir(parents=True)
        for file in range(10):
            (case / f"เอกสาร {file}.pdf").touch()
