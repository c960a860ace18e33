import ctypes
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from syncd.memo.reader import CRASHED
from tests.memo import scanner

UNIT = Path(__file__).parents[1] / "systemd/syncd.service"
ANALYZE = shutil.which("systemd-analyze") or ""

needs_systemd = pytest.mark.skipif(not ANALYZE, reason="no systemd-analyze here")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that exists here: verify looks for it."""
    rendered = tmp_path / "syncd.service"
    rendered.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/syncd/bin/syncd", sys.executable), encoding="utf-8")
    return rendered


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_unit(unit: Path) -> None:
    done = subprocess.run([ANALYZE, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@needs_systemd
def test_the_exposure_is_low(unit: Path) -> None:
    done = subprocess.run(
        [ANALYZE, "security", "--offline=yes", "--no-pager", str(unit)], capture_output=True, text=True, check=True
    )
    overall = re.search(r"Overall exposure level for syncd\.service: ([\d.]+)", done.stdout)
    assert overall, done.stdout
    assert float(overall[1]) <= 1.6


@needs_systemd
def test_every_relaxation_is_explained(unit: Path) -> None:
    done = subprocess.run(
        [ANALYZE, "security", "--offline=yes", "--no-pager", str(unit)], capture_output=True, text=True, check=True
    )
    open_points = {re.split(r"[=/]", line.split()[1])[0] for line in done.stdout.splitlines() if line.startswith("✗")}
    comments = "\n".join(line for line in UNIT.read_text(encoding="utf-8").splitlines() if line.startswith("#"))
    named = {"CapabilityBoundingSet": "CAP_LEASE", "AmbientCapabilities": "CAP_LEASE", "RestrictAddressFamilies": "IPv4"}
    assert {point for point in open_points if named.get(point, point) not in comments} == set()


# --- what the unit forbids, forbidden here ------------------------------------------------------------------------------------

BEHIND = """
import ctypes, os, sys

library = ctypes.CDLL("libseccomp.so.2")
library.seccomp_init.restype = ctypes.c_void_p
filters = ctypes.c_void_p(library.seccomp_init(0x00050001))  # as SystemCallErrorNumber=EPERM

class Condition(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]

never = {"mmap": (6, (0, 2, 4)), "mprotect": (4, (0,)), "pkey_mprotect": (4, (0,))}  # as MemoryDenyWriteExecute=
for name in sys.argv[1].split():
    number = library.seccomp_syscall_resolve_name(name.encode())
    bits, allowed = never.get(name, (0, (None,)))
    for value in allowed if number >= 0 else ():
        condition = None if value is None else ctypes.byref(Condition(2, 7, bits, value))
        assert library.seccomp_rule_add_array(filters, 0x7FFF0000, number, 0 if value is None else 1, condition) == 0, name
assert library.seccomp_load(filters) == 0
os.execv(sys.executable, [sys.executable, "-c", *sys.argv[2:]])
"""
READ = """
import os, sys
from pathlib import Path
from syncd.memo.ocr import Ocr
from syncd.memo.reader import Reader
from syncd.model.claim import SpooledFile

paths = list(map(Path, sys.argv[1:]))
with Reader(ocr=Ocr("/usr/bin/tesseract"), folders=[path.parent for path in paths[1:]]) as reader:
    for path in paths:
        document = reader.read(SpooledFile(path.name, path.parent, path.name, path.stat().st_size, "0" * 64, "0" * 32))
        print(document.kind, document.unread, len(document.memos))
    print(os.getpriority(os.PRIO_PROCESS, reader.pid))
"""


def has_landlock() -> bool:
    return bool(ctypes.CDLL(None).syscall(444, None, 0, 1) > 0)


def allowed_calls() -> set[str]:
    """What is left of the unit's SystemCallFilter= lines, taken one after the other as systemd takes them."""
    listed = subprocess.run([ANALYZE, "syscall-filter", "--no-pager"], capture_output=True, text=True, check=True).stdout
    members: dict[str, list[str]] = {}
    for line in re.sub(r"\x1b\[[0-9;]*m", "", listed).splitlines():
        if line.startswith("@"):
            members[line.strip()] = names = []
        elif line.startswith("    ") and not line.lstrip().startswith("#"):
            names.append(line.strip())

    def calls(names: Iterable[str]) -> set[str]:
        return {call for name in names for call in (calls(members[name]) if name.startswith("@") else {name})}

    allowed: set[str] = set()
    for value in re.findall(r"^SystemCallFilter=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE):
        allowed = allowed - calls(value[1:].split()) if value.startswith("~") else allowed | calls(value.split())
    return allowed


@needs_systemd
def test_documents_and_scans_are_read_behind_the_units_filter(tmp_path: Path) -> None:
    printed = scanner.DOCUMENTS / "04_approved_arabic_typst.pdf"
    scan = scanner.pdf(tmp_path / "scan.pdf", scanner.printed(printed.name))
    done = subprocess.run(
        [sys.executable, "-c", BEHIND, " ".join(allowed_calls()), READ, "/etc/hostname", str(printed), str(scan)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    beyond, *read, niceness = done.stdout.splitlines()
    assert read == ["pdf None 1", "pdf None 1"]
    assert niceness == "10"
    assert beyond == f"unknown {CRASHED} 0" or not has_landlock()
