"""Small disks in memory that fill up, go away, or become read-only. Only root can mount; CI is."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Disk:
    """A disk in memory, of a size that can be changed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fill(self) -> None:
        """Leave no room for one byte more."""
        found = os.statvfs(self.path)
        self._resize(f"{(found.f_blocks - found.f_bfree) * found.f_frsize}")

    def empty(self) -> None:
        """Room enough, though nothing is taken away."""
        self._resize("2G")

    def read_only(self) -> None:
        """Nothing can be written any more, as after an error of the disk."""
        subprocess.run(["mount", "-o", "remount,ro", self.path], check=True)

    def writable(self) -> None:
        """As it was."""
        subprocess.run(["mount", "-o", "remount,rw", self.path], check=True)

    def _resize(self, size: str) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", self.path], check=True)


@contextmanager
def disk(path: Path, size: str = "2G") -> Iterator[Disk]:
    """Mounted there while in the block."""
    path.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", path], check=True)
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)
