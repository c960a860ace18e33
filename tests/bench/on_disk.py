"""On the folders alone: memory over a file of 2 GB, idling over many folders, and the start over a large archive."""

import hashlib
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench import papers
from tests.bench.figure import Figure, at_most, cpu_seconds, peaks_of
from tests.bench.offices import BenchError, daemon, drop, only_case, shelf_of, wait_for, write_units
from tests.desk import DOCUMENTS
from tests.whole.daemon import FINANCE, running_office

CLIP = "60_clip.mp4"
FOLDERS_PER_INBOX = 20
"""18 categories, "not sure" and photos."""


def memory(home: Path, gigabytes: int) -> Iterator[Figure]:
    """A film of so many GB: held, since nobody can read it, and released by an officer. So it is copied and hashed twice.

    The publisher is `folder`. The film is mostly a hole in the inbox, but not in the copies.
    """
    with running_office(home, None, publisher__max_file_mb=1024 * (gigabytes + 1)) as office, daemon(office) as pid:
        film = home / CLIP
        film.write_bytes((DOCUMENTS / CLIP).read_bytes())
        os.truncate(film, gigabytes << 30)
        sent = sha256_of(film)
        with peaks_of(pid) as peaks:
            folder = shelf_of(office, FINANCE, "1.3") / "ภาพยนตร์ประชาสัมพันธ์"
            drop(folder, papers.bundle(0, annexes=0), film)
            wait_for(lambda: (case := only_case(office)) is not None and case.state.value == "held", pid, office)
            case = only_case(office)
            words = ("--all-findings", "--approver", "1", "--number", "ศธ 04040/000", "--date", "2563-04-21", "--by", "bench")
            said = office.syncd("release", case.number if case else "", *words)
            if said.returncode:
                raise BenchError(said.stderr)
            wait_for(lambda: not folder.exists(), pid, office)
        (public,) = (
            path for path in (home / "site" / "posts").rglob("*") if path.is_file() and path.stat().st_size >= gigabytes << 30
        )
        if sha256_of(public) != sent:
            raise BenchError("the film that was published is not the film that was dropped")
    yield at_most("memory", f"peak RSS over a file of {gigabytes} GB, daemon", peaks.daemon, "MB", 120)
    yield at_most("memory", f"peak RSS over a file of {gigabytes} GB, parser worker", peaks.worker, "MB", 300)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
