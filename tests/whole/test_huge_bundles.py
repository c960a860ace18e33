"""One unit's huge bundle under the real daemon: memory, the watchdog's food, and what the other unit waits.

A thousand files and four gigabytes by default; `make huge` takes 10,000 files and 10 GB, and prints the figures.
"""

import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from tests.bench.papers import annex
from tests.whole.neighbours import Neighbours, neighbours

HUGE = os.environ.get("SYNCD_HUGE") == "1"
FILES = 10_000 if HUGE else 500
GIGABYTES = 10 if HUGE else 2
PATIENCE_SECONDS = 1200
MEMORY_KB = 120 * 1024
SILENCE_SECONDS = 30.0
"""systemd ends a daemon that gave no sign of life for 180."""


@dataclass(slots=True)
class Manager:
    """Stands for systemd: hears the signs of life."""

    address: str
    heard: list[float] = field(default_factory=list)

    @property
    def longest_silence(self) -> float:
        times = [*self.heard, time.monotonic()]
        return max(after - before for before, after in pairwise(times))


@contextmanager
def manager(name: str) -> Iterator[Manager]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(f"\0{name}")
        it = Manager(f"@{name}")

        def listen() -> None:
            while words := channel.recv(4096):
                if b"WATCHDOG=1" in words:
                    it.heard.append(time.monotonic())

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        yield it
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.connect(f"\0{name}")
            end.send(b"")


def memory_kb(both: Neighbours) -> int:
    assert both.office.process is not None
    status = Path(f"/proc/{both.office.process.pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def many_files(folder: Path) -> None:
    one = annex(2_000, pages=1)
    for number in range(FILES):
        (folder / f"เอกสาร {number}.pdf").write_bytes(one + f"\n%{number}\n".encode())


def many_faulty_files(folder: Path) -> None:
    for number in range(FILES):
        (folder / f"ว่าง {number}.pdf").touch()


def a_sparse_file_that_is_too_big(folder: Path) -> None:
    with (folder / "ใหญ่.pdf").open("wb") as file:
        file.truncate(GIGABYTES << 30)


def a_sparse_file_that_may_be_published(folder: Path) -> None:
    with (folder / "ใหญ่.mp4").open("wb") as file:
        file.write(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")
        file.truncate(GIGABYTES << 30)


@pytest.mark.timeout(PATIENCE_SECONDS)
@pytest.mark.parametrize(
    ("make", "most_mb", "end"),
    [
        (many_files, 64, {"published"}),
        (many_faulty_files, 64, {"returned"}),
        (a_sparse_file_that_is_too_big, 64, {"returned"}),
        (a_sparse_file_that_may_be_published, 20_000, {"published", "held", "returned"}),
    ],
)
def test_a_huge_bundle_keeps_nobody_waiting(tmp_path: Path, make: Callable[[Path], None], most_mb: int, end: set[str]) -> None:
    name = getattr(make, "__name__", "")
    with (
        manager(f"syncd-{os.getpid()}-{name}") as systemd,
        neighbours(tmp_path, "env", f"NOTIFY_SOCKET={systemd.address}", publisher__max_file_mb=most_mb) as both,
    ):
        folder = tmp_path / "making" / name
        folder.mkdir(parents=True)
        for file, content in both.files().items():
            (folder / file).write_bytes(content)
        make(folder)
        began = time.monotonic()
        folder.rename(both.office.shelf("1.9") / name)
        waits = []
        while both.state_of(name) not in end:
            assert time.monotonic() - began < PATIENCE_SECONDS
            sent = both.begin()
            both.served(sent)
            waits.append(time.monotonic() - sent[1])
        took = time.monotonic() - began
        both.is_served()
        both.office.wait_until(lambda: both.told(name) != "", "the unit to be told")

        peak, silence, longest = memory_kb(both), systemd.longest_silence, max(waits, default=0.0)
        sys.stdout.write(
            f"\n{name}: {both.state_of(name)} after {took:.0f} s; {len(waits)} neighbours waited {longest:.1f} s at most;"
            f" longest silence towards systemd {silence:.1f} s; daemon's peak {peak // 1024} MB\n"
        )
        assert peak <= MEMORY_KB
        assert silence < SILENCE_SECONDS
