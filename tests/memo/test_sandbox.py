"""What a parser that a document has taken over can do to the machine: nothing."""

import ctypes
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pillow_heif
import pytest

from syncd.memo.ocr import Ocr
from syncd.memo.reader import CRASHED, UNCONFINED, Reader
from tests.memo import scanner
from tests.memo.conftest import spooled

REFUSED = {
    "open a socket": "socket.socket()",
    "open a Unix socket": "socket.socket(socket.AF_UNIX)",
    "make a pair of sockets": "socket.socketpair()",
    "set up io_uring, which opens sockets too": "call(425, 8, bytes(120))",
    "become another program": "os.execv('/bin/true', ['true'])",
    "start another process": "os.fork()",
    "signal its parent": "os.kill(os.getppid(), 0)",
    "signal its whole session": "os.kill(0, 0)",
    "look into its parent's memory": "call(101, 16, os.getppid(), 0, 0)",
    "limit its parent": "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (1, 1))",
    "write a file": "open(here / 'new', 'w')",
    "write over a file": "open(here / 'there', 'r+')",
    "remove a file": "os.unlink(here / 'there')",
    "rename a file": "os.rename(here / 'there', here / 'away')",
    "empty a file": "os.truncate(here / 'there', 0)",
    "give a file other rights": "os.chmod(here / 'there', 0o777)",
    "make a folder": "os.mkdir(here / 'folder')",
    "make a link": "os.symlink('/etc', here / 'link')",
    "mount": "call(165, b'none', b'/mnt', b'tmpfs', 0, 0)",
    "enter another namespace": "call(272, 0x10000000)",
}
TRY = """
import ctypes, os, resource, socket, sys
from pathlib import Path
from syncd.memo import sandbox

def call(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

libc = ctypes.CDLL(None, use_errno=True)
here = Path(sys.argv[1])
sandbox.confine()
try:
    exec(sys.argv[2])
except PermissionError:
    print("refused")
"""
THREE_TRIES = """
import os, socket

for each in (socket.socket, os.fork, lambda: open("new", "w"), lambda: os.listdir("/home")):
    try:
        each()
    except PermissionError:
        print("refused")
"""
NO_FILTERS = """
import ctypes
from syncd.memo import worker

library = ctypes.CDLL("libseccomp.so.2")
library.seccomp_init.restype = ctypes.c_void_p
filters = ctypes.c_void_p(library.seccomp_init(0x7FFF0000))
for call in (b"seccomp", b"prctl"):
    assert library.seccomp_rule_add_array(filters, 0x00050001, library.seccomp_syscall_resolve_name(call), 0, None) == 0
assert library.seccomp_load(filters) == 0
worker.main()
"""
"""A kernel that gives no process a filter; the first one had to be one."""

DRAW = """
import sys
from pathlib import Path
from syncd.memo.reader import Reader
from syncd.model.claim import SpooledFile

path = Path(sys.argv[1])
with Reader() as reader:
    picture = reader.picture(SpooledFile(path.name, path.parent, path.name, path.stat().st_size, "0" * 64, ""), sys.argv[2], 1)
    print("drawn" if picture else "nothing")
"""
_EYES = [f"--{kind}-caps=+dac_override,+dac_read_search" for kind in ("inh", "ambient")]
UNPRIVILEGED = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *_EYES] if os.geteuid() == 0 else []
"""Another user than root, for whom limits of processes count; who may read files wherever the tests lie."""

needs_landlock = pytest.mark.skipif(ctypes.CDLL(None).syscall(444, None, 0, 1) < 1, reason="no Landlock in this kernel")
x86 = pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers of calls are this machine's")


@x86
@pytest.mark.parametrize("what", REFUSED)
def test_a_confined_process_cannot(tmp_path: Path, what: str) -> None:
    (tmp_path / "there").write_text("kept", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(tmp_path), REFUSED[what]], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout == "refused\n"
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert (tmp_path / "there").read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("kind", ["heic", "tiff"])
def test_pictures_are_drawn_for_a_user_without_rights_too_whose_decoders_start_threads(tmp_path: Path, kind: str) -> None:
    pillow_heif.register_heif_opener()
    scanner.printed("04_approved_arabic_typst.pdf", 72).convert("RGB").save(tmp_path / f"a.{kind}")
    tmp_path.chmod(0o755)
    drawn = subprocess.run(
        [*UNPRIVILEGED, sys.executable, "-c", DRAW, str(tmp_path / f"a.{kind}"), kind],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert drawn.stdout.startswith("drawn")


def test_the_worker_is_confined_before_it_opens_anything(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("ก", encoding="utf-8")
    with Reader() as reader:
        assert reader.read(spooled(tmp_path / "a.txt")).unread is None
        status = dict(
            line.split(":\t", 1) for line in Path(f"/proc/{reader.pid}/status").read_text(encoding="ascii").splitlines()
        )
    assert status["Seccomp"] == "2"
    assert status["NoNewPrivs"] == "1"


def test_where_nothing_can_be_confined_nothing_is_opened_and_the_reason_is_told(tmp_path: Path) -> None:
    script = tmp_path / "worker.py"
    script.write_text(NO_FILTERS, encoding="utf-8")
    (tmp_path / "a.txt").write_text("ก", encoding="utf-8")
    with Reader(command=(sys.executable, "-I", str(script))) as reader:
        document = reader.read(spooled(tmp_path / "a.txt"))
    assert document.unread == UNCONFINED
    assert document.maybe_memo


@needs_landlock
def test_the_worker_sees_nothing_of_anybodys_but_the_folders_in_which_documents_lie(tmp_path: Path) -> None:
    for folder in ("spool", "ledger"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("ก", encoding="utf-8")
    with Reader(folders=[tmp_path / "spool"]) as reader:
        assert reader.read(spooled(tmp_path / "spool" / "a.txt")).unread is None
        assert reader.read(spooled(tmp_path / "ledger" / "a.txt")).unread == CRASHED
        (tmp_path / "spool" / "link.txt").symlink_to(tmp_path / "ledger" / "a.txt")
        assert reader.read(spooled(tmp_path / "spool" / "link.txt")).unread == CRASHED


@needs_landlock
def test_documents_of_every_kind_and_scans_are_read_behind_the_walls(tmp_path: Path) -> None:
    names = ("04_approved_arabic_typst.pdf", "01_approved_seedlike.docx", "48_student_list.xlsx", "23_legacy.doc")
    for name in names:
        shutil.copy(scanner.DOCUMENTS / name, tmp_path / name)
    scanner.pdf(tmp_path / "scan.pdf", scanner.printed(names[0]))
    with Reader(ocr=Ocr("/usr/bin/tesseract"), folders=[tmp_path]) as walled, Reader() as free:
        for name in names:
            assert walled.read(spooled(tmp_path / name)) == free.read(spooled(tmp_path / name))
        assert walled.read(spooled(tmp_path / "scan.pdf")).memos


def test_ocr_ends_with_the_daemon_however_that_ends() -> None:
    start = (
        "import subprocess, sys, time\n"
        "ocr = subprocess.Popen([sys.executable, '-I', '-m', 'syncd.memo.ocr_process', '60', '300', '', '/bin/cat'],"
        " stdin=subprocess.PIPE, start_new_session=True)\n"
        "while b'cat' not in open(f'/proc/{ocr.pid}/cmdline', 'rb').read()[:20]: time.sleep(0.01)\n"
        "print(ocr.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        ocr = Path(f"/proc/{int(daemon.stdout.readline())}")
        assert ocr.exists()
        daemon.kill()
        daemon.wait()
    deadline = time.monotonic() + 30  # only a failing test waits so long
    while not _has_ended(ocr):
        assert time.monotonic() < deadline
        time.sleep(0.01)  # the kernel's own pace


def _has_ended(process: Path) -> bool:
    """Whether it is no more, or only waits for whoever inherited it to notice."""
    try:
        return "zombie" in (process / "status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_ocr_cannot_use_the_network_write_or_start_programs_either(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-m", "syncd.memo.ocr_process", "10", "300", "", sys.executable, "-c", THREE_TRIES],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        timeout=30,
    )
    assert done.stdout.split() == ["refused"] * 4
    assert list(tmp_path.iterdir()) == []
