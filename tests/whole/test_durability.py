"""In which order the daemon really makes things last, as the kernel saw it: a trace of the system calls of one publication.

A power cut keeps what was synced, and nothing else. So before each creating request the private copies, their folder and the
intent must have been synced; before a private copy goes, the kept memo must last; nothing is told before the ledger has it.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.bench.papers import bundle
from tests.publishers.fake_wordpress import FakeWordPress
from tests.rig.servers import RigError
from tests.whole.daemon import RunningOffice, running_office

pytestmark = pytest.mark.rig

CALLS = "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,sendto,sendmsg"
WAL = "ledger.sqlite3-wal"
"""Where a commit is until SQLite has moved it on, for which it syncs by itself; the -shm beside it is made anew after a cut."""
_LINE = re.compile(r"(?P<thread>\d+) +(?:<\.\.\. (?P<resumed>\w+) resumed>|(?P<call>\w+)\()(?P<rest>.*)")
_FILE = re.compile(r"^(\d+)<([^>]*)>")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(slots=True)
class Disk:
    """What would survive a power cut, by what was called so far."""

    state: str
    unsynced: dict[tuple[str, str], str] = field(default_factory=dict)
    """(thread, file) → how it was last written."""
    loose: dict[str, str] = field(default_factory=dict)
    """folder → the entry that was last made in it or renamed into it."""

    def dirty(self, thread: str, *parts: str) -> list[str]:
        """What was written below these parts of the state and not synced; of the WAL, which all threads write, its own only."""
        places = tuple(f"{self.state}/{part}" for part in parts)
        files = [path for (who, path) in self.unsynced if path.startswith(places) and (who == thread or not path.endswith(WAL))]
        return [*files, *(f"{folder}: {name}" for folder, name in self.loose.items() if folder.startswith(places))]


@dataclass(frozen=True, slots=True)
class Moment:
    """A call that nothing unsafe may come before."""

    what: str
    dirty: tuple[str, ...]


def moments(trace: Path, state: Path) -> Iterator[Moment]:
    """Each creating request, each removal of a private copy and each reply put in place, with what was not safe then."""
    disk = Disk(str(state))
    begun: dict[str, tuple[str, str]] = {}
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        if (found := _LINE.match(line)) is None:
            continue
        thread, call, rest = found["thread"], found["call"], found["rest"]
        if found["resumed"]:
            call, rest = begun.pop(thread, ("", ""))
            if call in ("fsync", "fdatasync"):
                _synced(disk, rest)
            continue
        if rest.endswith("<unfinished ...>"):
            begun[thread] = (call, rest)
            if call in ("fsync", "fdatasync"):
                continue  # lasts only when it has come back
        yield from _seen(disk, thread, call, rest)


def _seen(disk: Disk, thread: str, call: str, rest: str) -> Iterator[Moment]:
    names = _TEXT.findall(rest)
    match call:
        case "write" | "pwrite64":
            if file := _FILE.match(rest):
                disk.unsynced[thread, file[2]] = call
        case "fsync" | "fdatasync":
            _synced(disk, rest)
        case "rename" | "renameat" | "renameat2" | "link" | "linkat":
            target = _place(rest, names[-1])
            if "/spool/" in target or "/archive/" in target:
                disk.loose[target.rpartition("/")[0]] = target.rpartition("/")[2]
            if names[-1].startswith("_") and names[-1].endswith(".txt"):
                yield Moment("reply", tuple(disk.dirty(thread, WAL)))
        case "unlink" | "unlinkat":
            if "/spool/" in _place(rest, names[-1]) and not names[-1].startswith("claim-"):
                yield Moment("unlink", tuple(disk.dirty(thread, "archive", WAL)))
        case "sendto" | "sendmsg":
            if names and names[0].startswith("POST "):
                yield Moment("request", tuple(disk.dirty(thread, "spool", WAL)))


def _synced(disk: Disk, rest: str) -> None:
    if file := _FILE.match(rest):
        for known in [known for known in disk.unsynced if known[1] == file[2]]:
            del disk.unsynced[known]
        disk.loose.pop(file[2], None)


def _place(rest: str, name: str) -> str:
    folders = re.findall(r"\d+<([^>]*)>", rest)
    return name if name.startswith("/") or not folders else f"{folders[-1]}/{name}"


@contextmanager
def traced(office: RunningOffice) -> Iterator[Path]:
    """The office's daemon at work under strace."""
    if (strace := shutil.which("strace")) is None:
        raise RigError("strace is missing; install what the rig needs with: make rig")
    trace = office.home / "trace"
    # -D: the daemon stays our child and gets our signals, the tracer is its grandchild.
    office.start(strace, "-D", "--follow-forks", "--decode-fds=path", "--string-limit=64", f"--trace={CALLS}", "-o", str(trace))
    yield trace


WRITTEN = """1 openat(3</s/spool>, "claim-x/00001", O_WRONLY|O_CREAT) = 7</s/spool/claim-x/00001>
1 write(7</s/spool/claim-x/00001>, "data", 4) = 4
"""
SENT = '2 sendto(9<socket:[1]>, "POST /wp-json/wp/v2/media?slug=", 400, 0, NULL, 0) = 400\n'
COMMITTED = '2 pwrite64(8</s/ledger.sqlite3-wal>, "x", 1, 0) = 1\n'
RENAMED = '1 rename("/s/spool/claim-x", "/s/spool/2570-0001-1") = 0\n'
MISTAKES = {
    "a private copy that was not synced": (WRITTEN.replace("1 write", "2 write") + SENT, ["/s/spool/claim-x/00001"]),
    "an intent that was not synced": (COMMITTED + SENT, ["/s/ledger.sqlite3-wal"]),
    "a folder that was not synced after a renaming": (RENAMED + SENT, ["/s/spool: 2570-0001-1"]),
    "a sync that has not come back": (
        COMMITTED + "2 fdatasync(8</s/ledger.sqlite3-wal> <unfinished ...>\n" + SENT,
        [f"/s/{WAL}"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_trace_shows(mistake: str, tmp_path: Path) -> None:
    trace, dirty = MISTAKES[mistake]
    (tmp_path / "trace").write_text(trace, encoding="utf-8")

    assert [list(moment.dirty) for moment in moments(tmp_path / "trace", Path("/s"))] == [dirty]


def test_what_must_last_lasts_before_the_next_thing_rests_on_it(tmp_path: Path) -> None:
    with FakeWordPress() as site, running_office(tmp_path, site) as office:
        site.add_category("การจัดซื้อจัดจ้าง", "procurement")
        with traced(office) as trace:
            office.drop("1.9", "ประกาศ", bundle(0, annexes=2, size=30_000))
            office.wait_until(lambda: bool(office.cases()) and bool(office.cases()[0].filed_path), "the bundle to be published")
            pid = office.process.pid if office.process else 0
            office.stop()
            office.wait_until(
                lambda: re.search(rf"^{pid} +\+\+\+ exited", trace.read_text(), re.MULTILINE) is not None, "the trace"
            )
        seen = list(moments(trace, office.home / "state"))

    kinds = [moment.what for moment in seen]
    assert kinds.count("request") >= 3, "two files and a post"
    assert "reply" in kinds
    assert "unlink" in kinds
    assert [moment for moment in seen if moment.dirty] == []
