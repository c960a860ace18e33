"""Shows this process no more of the disk than it has to read (Landlock), where the kernel can do so.

Who has taken over the reader of documents can then not read the ledger, a password or another's papers, and tell them in what it
answers. Asked of the kernel by number: the numbers are the same on all machines.
"""

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PR_SET_NO_NEW_PRIVS = 38
_BENEATH = 1
_ASK_VERSION = 1
_EVERY_ACCESS = (1 << 13) - 1
"""What the first version of Landlock knows: reading, writing, listing, running, making, removing."""
_RUN, _READ, _LIST = 1 << 0, 1 << 2, 1 << 3

_PROGRAMS = (sys.prefix, sys.base_prefix, Path(__file__).parents[1], "/usr", "/lib", "/lib64", "/bin")
_SYSTEM = ("/etc/ld.so.cache", "/etc/magic", "/etc/localtime", "/etc/fonts", "/etc/alternatives", "/dev/null", "/dev/urandom")
_MACHINE = ("/sys/devices/system/cpu", "/proc/cpuinfo", "/proc/meminfo", "/proc/self/maps")
READABLE = tuple(Path(place) for place in (*_PROGRAMS, *_SYSTEM, *_MACHINE))
"""Programs and what they look up; nothing of anybody's."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("handled", ctypes.c_uint64),)


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def are_possible() -> bool:
    """Whether this kernel has them."""
    return int(ctypes.CDLL(None).syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)) >= 1


def shut(readable: Iterable[Path]) -> bool:
    """Leave nothing to be opened but what is READABLE and what lies at or below these; False: this kernel cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(_Ruleset(_EVERY_ACCESS)), ctypes.sizeof(_Ruleset), 0)
    if ruleset < 0:
        return False
    try:
        for path in (*READABLE, *readable):
            _allow(libc, ruleset, path)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return int(libc.syscall(_RESTRICT_SELF, ruleset, 0)) == 0
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # it is not there: nothing to be read
    try:
        rights = _RUN | _READ | (_LIST if path.is_dir() else 0)
        libc.syscall(_ADD_RULE, ruleset, _BENEATH, ctypes.byref(_PathBeneath(rights, place)), 0)
    finally:
        os.close(place)
