"""`make demo` as a newcomer runs it: a process that starts the real daemon on samples and tells what became of them."""

import fcntl
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import pytest
import requests

from syncd.model.state import STATE_THAI, State

COMMAND = (sys.executable, "-m", "syncd.demo")


def run(home: Path) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "--folder", str(home)]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def finished(home: Path) -> subprocess.CompletedProcess[str]:
    return run(home)


def is_free(home: Path) -> bool:
    """Whether no daemon works on the demo's state any more."""
    with (home / "state" / "writer.lock").open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def replies(home: Path) -> Sequence[str]:
    return sorted(path.name for path in (home / "dropbox_folders").rglob("_*.txt"))


def test_without_a_terminal_it_ends_by_itself_with_every_outcome_as_expected(
    home: Path, finished: subprocess.CompletedProcess[str]
) -> None:
    assert (finished.returncode, finished.stderr) == (0, ""), finished.stdout
    assert replies(home) == sorted(f"_{STATE_THAI[state]}.txt" for state in (State.PUBLISHED, State.RETURNED, State.HELD))
    assert is_free(home)


def test_it_shows_each_case_with_its_reply_and_where_the_site_is(home: Path, finished: subprocess.CompletedProcess[str]) -> None:
    said = finished.stdout
    for state in (State.RECEIVED, State.PUBLISHED, State.RETURNED, State.HELD):
        assert re.search(rf"\d{{4}}-\d{{4}} .* {state.value} ", said)
    for path in (home / "dropbox_folders").rglob("_*.txt"):
        assert str(path) in said
    assert str(home / "site" / "index.html") in said
    assert "ไฟล์นี้ใส่รหัสผ่านไว้" in said


def test_the_site_holds_the_approved_files_and_not_the_memo(home: Path, finished: subprocess.CompletedProcess[str]) -> None:
    files = [path.suffix for path in (home / "site" / "posts").rglob("files/*/*")]
    assert sorted(files) == [".pdf", ".xlsx"]


def test_at_a_terminal_it_serves_the_site_until_ctrl_c_and_no_setting_of_the_callers_office_reaches_it(tmp_path: Path) -> None:
    terminal, its_end = pty.openpty()
    own_office = {"SYNCD_PUBLISHER__KIND": "wordpress", "SYNCD_PUBLISHER__URL": "http://127.0.0.1:9"}
    with subprocess.Popen(
        [*COMMAND, "--folder", str(tmp_path)], stdin=its_end, stdout=subprocess.PIPE, text=True, env=os.environ | own_office
    ) as running:
        assert running.stdout is not None
        said = "".join(takewhile(lambda line: "Ctrl-C" not in line, running.stdout))
        site = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert site, said
        assert "เผยแพร่ล่าสุด" in requests.get(site[0], timeout=10).content.decode()
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
    os.close(its_end)
    os.close(terminal)


def test_a_folder_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    done = run(tmp_path)
    assert done.returncode == 1
    assert str(tmp_path) in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["config"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_half_way_it_ends_quietly_and_leaves_no_daemon(tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        [*COMMAND, "--folder", str(tmp_path)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert any("received" in line for line in running.stdout)
        running.send_signal(number)
        assert (running.wait(60), running.stderr.read()) == (130, "")
    assert is_free(tmp_path)
