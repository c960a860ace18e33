"""The worker process: what it survives, what it may not do, what it costs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from syncd.memo.reader import CRASHED, TOO_SLOW, Reader
from syncd.model.claim import SpooledFile
from tests.memo.conftest import spooled

MISBEHAVE = """
import os, sys
from pathlib import Path
from syncd.memo import worker

honest = worker.read

def read(request):
    job = Path(request["path"]).read_text()
    if job.startswith("do "):
        exec(job[3:].strip())
    return honest(request)

worker.read = read
worker.main()
"""
SECONDS = 5
"""For a file that never ends; long enough to start a worker and read a small text on a busy machine."""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A worker that also does what a file tells it: the test's stand-in for a parser taken over by a document."""
    path = tmp_path / "worker.py"
    path.write_text(MISBEHAVE, encoding="utf-8")
    return path


@pytest.fixture
def weak(script: Path) -> Reader:
    return Reader(seconds=SECONDS, command=(sys.executable, "-I", str(script)))


def job(tmp_path: Path, text: str) -> SpooledFile:
    path = tmp_path / "job.txt"
    path.write_text(text, encoding="utf-8")
    return spooled(path)


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("do os._exit(3)", CRASHED),
        ("do os.kill(os.getpid(), 11)", CRASHED),
        ("do raise ValueError('bad file')", CRASHED),
        ("do bytearray(400 << 20)", CRASHED),
        ("do [os.dup(0) for _ in range(60)]", CRASHED),
        ("do Path(request['path']).write_text('x')", CRASHED),
        ("do import time; time.sleep(60)", TOO_SLOW),
        ("do os.write(1, b'{}\\n'); worker.sys.stdout.flush(); os._exit(0)", CRASHED),
    ],
)
def test_a_file_that_breaks_the_worker_is_unread_and_the_next_one_is_read(
    tmp_path: Path, weak: Reader, what: str, why: str
) -> None:
    with weak:
        broken = weak.read(job(tmp_path, what))
        assert (broken.unread, broken.maybe_memo) == (why, True)
        after = weak.read(job(tmp_path, "ข้อความธรรมดา"))
        assert (after.kind, after.unread) == ("text", None)


def test_a_worker_that_spins_is_ended_by_the_kernel_when_its_processor_time_is_up(tmp_path: Path, script: Path) -> None:
    script.write_text(
        script.read_text(encoding="utf-8").replace("worker.main()", "sys.argv[1] = '0'; worker.main()"), encoding="utf-8"
    )
    with Reader(seconds=30, command=(sys.executable, "-I", str(script))) as reader:
        assert reader.read(job(tmp_path, "do while True: pass")).unread == CRASHED


def test_answers_that_are_no_document_count_as_a_crash(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "import sys\nfor line in sys.stdin: print('{\"kind\": 1}', flush=True)")
    with Reader(command=command) as reader:
        assert reader.read(job(tmp_path, "x")).unread == CRASHED


def test_the_worker_starts_with_the_first_file_and_again_after_close(tmp_path: Path) -> None:
    pids: list[int | None] = []
    reader = Reader()
    pids.append(reader.pid)
    reader.read(job(tmp_path, "ก"))
    pids.append(reader.pid)
    reader.close()
    assert not Path(f"/proc/{pids[1]}").exists()
    assert reader.read(job(tmp_path, "ก")).unread is None
    pids.append(reader.pid)
    reader.close()
    assert pids[0] is None
    assert None not in pids[1:]
    assert pids[1] != pids[2]


def test_the_worker_is_renewed_after_so_many_files(tmp_path: Path) -> None:
    with Reader(renew_after=2) as reader:
        pids = []
        for _ in range(4):
            reader.read(job(tmp_path, "ก"))
            pids.append(reader.pid)
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_the_worker_sees_nothing_of_its_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCD_PUBLISHER__PASSWORD", "secret")
    with (tmp_path / "ledger").open("w"), Reader() as reader:
        reader.read(job(tmp_path, "ก"))
        assert b"SYNCD" not in Path(f"/proc/{reader.pid}/environ").read_bytes()
        links = [str(link.readlink()) for link in Path(f"/proc/{reader.pid}/fd").iterdir()]
        assert not [link for link in links if "ledger" in link]
        assert os.getsid(reader.pid or 0) == reader.pid


def test_the_limits_are_set_before_any_file_is_opened(tmp_path: Path) -> None:
    with Reader() as reader:
        reader.read(job(tmp_path, "ก"))
        limits = Path(f"/proc/{reader.pid}/limits").read_text(encoding="ascii")
    rows = {line[:26].strip(): line[26:].split()[:2] for line in limits.splitlines()[1:]}
    assert rows["Max file size"] == ["0", "0"]
    assert rows["Max core file size"] == ["0", "0"]
    assert int(rows["Max open files"][1]) <= 32
    assert int(rows["Max data size"][1]) <= 300 << 20


def test_reading_pulls_no_parser_into_the_parent() -> None:
    program = (
        "import sys, syncd.memo.reader; "
        "print([name for name in ('pypdfium2', 'docx', 'pikepdf', 'magic', 'lxml', 'stdnum') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == "[]"
