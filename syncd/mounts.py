"""Tells whether a folder lies on a disk of this machine, where the kernel knows of every change, or elsewhere."""

import os
import re
from functools import lru_cache
from pathlib import Path

_LOCAL = frozenset(
    {"ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs", "jfs", "reiserfs", "tmpfs", "ramfs", "overlay"}
    | {"squashfs", "ntfs", "ntfs3", "fuseblk", "exfat", "vfat", "msdos", "hfs", "hfsplus", "udf", "iso9660"}
)
"""File systems whose only writers are programs of this machine; fuseblk is NTFS or exFAT on a local disk."""
_ESCAPE = re.compile(r"\\([0-7]{3})")


def is_network(path: Path) -> bool:
    """Whether others than this machine may change what lies at the path. Raises OSError."""
    return is_network_file_system(file_system_of(path.resolve(), table()))


def table() -> str:
    """What is mounted now, as /proc tells it; read without touching any of it. Raises OSError."""
    return Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")


def is_network_file_system(name: str) -> bool:
    """Whether a file system of this type gives no events, no leases and no ctime to trust.

    What is not known to be local counts as network: the price is a longer wait, never a half-read file.
    """
    return name not in _LOCAL


def file_system_of(path: Path, mountinfo: str) -> str:
    """The type of the file system that an absolute path without links lies on, by the text of /proc/PID/mountinfo (proc(5)).

    Empty when no mount holds the path.
    """
    mounted = _mounted(mountinfo)
    point = os.fspath(path)
    while point not in mounted and point != "/":
        point = point.rpartition("/")[0] or "/"
    return mounted.get(point, "")


@lru_cache(maxsize=1)  # asked for every unit at every look, and the answer hardly ever changes
def _mounted(mountinfo: str) -> dict[str, str]:
    """Mount point → type; of mounts at the same point the last hides the others."""
    mounted = {}
    for line in filter(None, mountinfo.splitlines()):
        before, _, after = line.partition(" - ")
        mounted[_ESCAPE.sub(lambda match: chr(int(match[1], 8)), before.split()[4])] = after.split()[0]
    return mounted
