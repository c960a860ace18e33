"""The daemon on one unit whose folder is a mount of a real smbd that others write to; the other units lie on the local disk.

The mount (tests/rig/fuse.py) gives no event, no lease and no ctime of its own.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syncd import mounts
from syncd.reach import PATIENCE_SECONDS
from tests.bench.papers import bundle
from tests.rig.fuse import CACHE_SECONDS, Mount, mounted
from tests.rig.samba import Share, shared
from tests.whole.daemon import DOCUMENTS, FINANCE, RunningOffice, running_office
from tests.whole.writers import SETTLE_SECONDS, WRITERS, Files

pytestmark = pytest.mark.rig

LOCAL = "กลุ่มนโยบายและแผน"
QUICK_SECONDS = 1.0
"""The settle time of tests without slow writers; two readings so far apart."""
OLD = datetime(2019, 5, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Remote:
    """A running office, one unit of which lies on another machine."""

    office: RunningOffice
    share: Share
    mount: Mount

    def at(self, name: str) -> str:
        """Where a bundle lies, as the clients of the share call it."""
        return f"ส่งเผยแพร่/{self.office.shelf('1.9').name}/{name}"

    def on_server(self, name: str) -> Path:
        return self.share.folder / self.at(name)

    def copy(self, name: str, files: Files, *, old: bool = False) -> None:
        """Copy a whole bundle to the share, as fast as it goes; `old` gives the files old times."""
        self.share.mkdir(self.at(name))
        for file, content in files.items():
            with self.share.writing(self.at(f"{name}/{file}")) as writing:
                writing.write(content)
                if old:
                    writing.set_modified(OLD)

    def drop_locally(self, name: str, serial: int) -> None:
        self.office.drop("1.9", name, bundle(serial, annexes=1, size=30_000), LOCAL)

    def wait_for(self, name: str, state: str) -> None:
        self.office.wait_until(lambda: self.office.states().get(name) == state, f"{name} to be {state}")

    def public(self, number: str) -> list[bytes]:
        """What the site shows of a case, sorted."""
        return sorted(path.read_bytes() for path in self.office.home.glob(f"site/posts/{number}-*/files/*/*"))

    def reader(self) -> int:
        """The process id of the reader of documents."""
        assert self.office.process is not None
        threads = Path(f"/proc/{self.office.process.pid}/task").iterdir()
        children = [child for thread in threads for child in (thread / "children").read_text().split()]
        (found,) = [int(one) for one in children if b"syncd.memo.worker" in Path(f"/proc/{one}/cmdline").read_bytes()]
        return found

    def page(self) -> str:
        return (self.office.root / FINANCE / "สถานะล่าสุด.html").read_text(encoding="utf-8")


@contextmanager
def remote_office(home: Path, **changes: object) -> Iterator[Remote]:
    with ExitStack() as stack:
        settle: dict[str, object] = {"intake__settle_seconds_network": QUICK_SECONDS, "intake__rescan_seconds": 1}
        office = stack.enter_context(running_office(home, None, **{**settle, **changes}))
        point = office.root / FINANCE
        server = point.rename(home / "server")
        point.mkdir()
        share = stack.enter_context(shared(server))
        yield Remote(office, share, stack.enter_context(mounted(share, point)))


@pytest.fixture
def remote(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Remote]:
    with remote_office(tmp_path, **getattr(request, "param", {})) as remote:
        yield remote


def enclosures(files: Mapping[str, bytes]) -> list[bytes]:
    return sorted(content for name, content in files.items() if not name.startswith("บันทึกข้อความ"))


with_a_short_undo_window = pytest.mark.parametrize("remote", [{"publish__wait_minutes": 0.12}], indirect=True)


# --- the mount itself -------------------------------------------------------------------------------------------------


def test_the_mount_counts_as_network_and_its_inodes_stand_still(remote: Remote) -> None:
    """What the settle rule takes for granted: if inode numbers came and went, nothing would ever come to rest."""
    remote.copy("ประกาศ", {"ก.pdf": b"x"})
    file = remote.mount.at / remote.at("ประกาศ/ก.pdf")
    seen = set()
    for _ in range(4):
        time.sleep(CACHE_SECONDS)  # until what the client remembers has been forgotten
        seen.add(file.stat().st_ino)

    assert mounts.is_network(remote.mount.at)
    assert not mounts.is_network(remote.office.root / LOCAL)
    assert len(seen) == 1


# --- never half, never twice ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Remote, dict[str, Files]]]:
    """Every kind of writer at work at the same time, each on a bundle of its own; all of them are through and published."""
    sent: dict[str, Files] = {writer.__name__: bundle(serial, annexes=2, size=60_000) for serial, writer in enumerate(WRITERS)}
    home = tmp_path_factory.mktemp("remote")
    with remote_office(home, intake__settle_seconds_network=SETTLE_SECONDS) as remote, ThreadPoolExecutor(len(WRITERS)) as pool:
        remote.office.start()
        for name in sent:
            remote.share.mkdir(remote.at(name))
        jobs = [pool.submit(writer, remote.share, remote.at(writer.__name__), sent[writer.__name__]) for writer in WRITERS]
        for job in jobs:
            job.result()
        remote.office.wait_until(
            lambda: {name for name, state in remote.office.states().items() if state == "published"} == sent.keys(),
            "every bundle to be published",
        )
        yield remote, sent


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.__name__)
def test_a_slow_copy_seen_through_the_mount_alone_is_taken_once_and_whole(
    copied: tuple[Remote, dict[str, Files]], writer: Callable[[Share, str, Files], None]
) -> None:
    remote, sent = copied
    (case,) = (case for case in remote.office.cases() if case.title == writer.__name__)

    assert remote.public(case.number) == enclosures(sent[writer.__name__])
    assert case.version_no == 1, "nothing else of it was ever judged"


def test_published_folders_are_filed_through_the_mount_whole_with_reply_and_link(copied: tuple[Remote, dict[str, Files]]) -> None:
    remote, sent = copied
    remote.office.wait_until(lambda: all(case.filed_path for case in remote.office.cases()), "every folder to be filed")

    for case in remote.office.cases():
        filed = remote.share.folder / str(case.filed_path).removeprefix(f"{FINANCE}/")
        there = {path.name: path.read_bytes() for path in filed.iterdir()}
        assert {name: there.pop(name) for name in sent[case.title]} == sent[case.title]
        assert sorted(name.partition(" ")[0].removesuffix(".txt") for name in there) == ["_เผยแพร่แล้ว", "เปิดหน้าเว็บ.url"]
        assert not remote.on_server(case.title).exists()
    assert list(remote.share.folder.rglob("*.tmp")) == []


def test_a_rewrite_that_shows_in_no_stamp_is_caught_by_the_second_reading(tmp_path: Path) -> None:
    """Same size, time of change put back, between the two readings: the daemon is suspended meanwhile."""
    between_seconds = 2.5
    files = bundle(0, annexes=1, size=30_000)
    with remote_office(tmp_path, intake__settle_seconds_network=between_seconds) as remote:
        remote.office.start()
        remote.copy("ประกาศ", {**files, "เอกสาร 1.pdf": bytes(len(files["เอกสาร 1.pdf"]))}, old=True)
        remote.office.wait_until(lambda: '"version":"' in remote.office.seen("ประกาศ"), "the first reading")
        assert remote.office.process is not None
        remote.office.process.send_signal(signal.SIGSTOP)
        assert remote.office.states() == {"ประกาศ": "received"}, "the second reading is still to come"

        file = remote.mount.at / remote.at("ประกาศ/เอกสาร 1.pdf")
        before = file.stat()
        with remote.share.writing(remote.at("ประกาศ/เอกสาร 1.pdf"), keep=True) as writing:
            writing.write(files["เอกสาร 1.pdf"])
            writing.set_modified(OLD)
        time.sleep(2 * CACHE_SECONDS)  # until the mount would show a change, if there were one
        assert file.stat() == before, "it shows in nothing"
        remote.office.process.send_signal(signal.SIGCONT)

        remote.wait_for("ประกาศ", "published")
        (case,) = remote.office.cases()
        assert (remote.public(case.number), case.version_no) == (enclosures(files), 1)


def test_a_file_that_another_client_keeps_for_itself_is_waited_for(remote: Remote) -> None:
    files = bundle(0, annexes=1, size=30_000)
    remote.copy("ประกาศ", files)
    with remote.share.writing(remote.at("ประกาศ/เอกสาร 1.pdf"), keep=True, alone=True):
        remote.office.start()
        remote.office.wait_until(lambda: remote.office.log().count("event=bundle.not_yet") >= 2, "two readings to be refused")
        assert remote.office.states() == {"ประกาศ": "received"}

    remote.wait_for("ประกาศ", "published")
    (case,) = remote.office.cases()
    assert (remote.public(case.number), case.version_no) == (enclosures(files), 1)


@with_a_short_undo_window
def test_a_file_that_comes_late_becomes_the_next_version_of_the_same_case(remote: Remote) -> None:
    files = bundle(0, annexes=2, size=30_000)
    late = files.pop("เอกสาร 2.pdf")
    remote.office.start()
    remote.copy("ประกาศ", files)
    remote.wait_for("ประกาศ", "scheduled")

    with remote.share.writing(remote.at("ประกาศ/เอกสาร 2.pdf")) as writing:
        writing.write(late)

    remote.wait_for("ประกาศ", "published")
    (case,) = remote.office.cases()
    assert (case.version_no, remote.public(case.number)) == (2, enclosures({**files, "เอกสาร 2.pdf": late}))


def test_single_passes_publish_too_though_each_is_over_before_the_second_reading_is_due(remote: Remote) -> None:
    files = bundle(0, annexes=1, size=30_000)
    remote.copy("ประกาศ", files)
    for _ in range(3):  # seen; read once; read again
        assert remote.office.syncd("once").returncode == 0
        time.sleep(QUICK_SECONDS)  # the timer between two runs

    (case,) = remote.office.cases()
    assert (case.state, remote.public(case.number)) == ("published", enclosures(files))


# --- what goes the other way ------------------------------------------------------------------------------------------


def test_a_reply_written_through_the_mount_reaches_the_client_and_the_mended_bundle_is_published(
    remote: Remote, tmp_path: Path
) -> None:
    files = bundle(0, annexes=1, size=30_000)
    remote.office.start()
    remote.copy("ประกาศ", {**files, "บันทึกข้อความ.pdf": (DOCUMENTS / "05_not_approved.pdf").read_bytes()})
    remote.office.wait_until(
        lambda: remote.office.reply(remote.on_server("ประกาศ")).startswith("_ส่งคืนแก้ไข"), "the bundle to be returned"
    )
    (case,) = remote.office.cases()
    remote.share.get(remote.at(f"ประกาศ/{remote.office.reply(remote.on_server('ประกาศ'))}"), tmp_path / "reply.txt")
    assert case.number in (tmp_path / "reply.txt").read_text(encoding="utf-8-sig")

    with remote.share.writing(remote.at("ประกาศ/บันทึกข้อความ.pdf")) as writing:
        writing.write(files["บันทึกข้อความ.pdf"])

    remote.wait_for("ประกาศ", "published")
    (mended,) = remote.office.cases()
    assert (mended.number, mended.version_no) == (case.number, 2)


# --- a share that goes, and one that hangs ----------------------------------------------------------------------------


def test_a_mount_that_dies_and_one_that_is_empty_pause_its_unit_loudly_and_nothing_is_lost(remote: Remote) -> None:
    remote.office.change(intake__settle_seconds_network=2.5)  # not published before it dies
    files = bundle(0, annexes=1, size=30_000)
    remote.office.start()
    remote.copy("ประกาศ", files)
    remote.office.wait_until(lambda: remote.office.reply(remote.on_server("ประกาศ")) != "", "the receipt")

    remote.mount.die()
    remote.office.wait_until(lambda: "Transport endpoint is not connected" in remote.office.log(), "the dead mount to be told")
    remote.drop_locally("ของอีกกลุ่ม", 1)
    remote.wait_for("ของอีกกลุ่ม", "published")
    remote.mount.unmount()
    remote.office.wait_until(lambda: ".syncd-unit" in remote.office.log(), "the empty mount point to be told")
    looked = remote.office.looks()
    remote.office.wait_until(lambda: remote.office.looks() > looked, "another look")
    assert remote.office.states()["ประกาศ"] == "received"
    assert list(remote.mount.at.iterdir()) == [], "nothing is written into an empty mount point"

    remote.mount.mount()
    remote.wait_for("ประกาศ", "published")
    remote.office.wait_until(lambda: not remote.on_server("ประกาศ").exists(), "the folder to be filed")
    assert "event=folder.answers_again" in remote.office.log()
    assert [case.version_no for case in remote.office.cases()] == [1, 1]


def test_a_mount_that_hangs_holds_up_no_other_unit_not_even_at_the_start_and_at_the_end(remote: Remote) -> None:
    files = bundle(0, annexes=1, size=30_000)
    remote.mount.hang()
    remote.office.start()
    remote.office.wait_until(lambda: f"{PATIENCE_SECONDS:g} วินาที" in remote.office.log(), "the hang to be told")

    for serial in range(1, 4):
        begun = time.monotonic()
        remote.drop_locally(f"ของอีกกลุ่ม {serial}", serial)
        remote.wait_for(f"ของอีกกลุ่ม {serial}", "published")
        assert time.monotonic() - begun < PATIENCE_SECONDS, "nobody waits for what is known to hang"
    assert remote.office.log().count("event=folder.no_answer") == 1

    # Nothing was under way there when it began to hang. A request that a FUSE client has read and never answers keeps even a
    # killed process, until that client ends: the kernel's rule, for FUSE alone.
    begun = time.monotonic()
    assert remote.office.stop() == 0
    assert time.monotonic() - begun < 10, "systemd would have killed it"

    remote.copy("ประกาศ", files)
    remote.mount.answer_again()
    remote.office.start()
    remote.wait_for("ประกาศ", "published")


def test_a_mount_that_hangs_in_the_middle_of_a_copy_stops_only_that_copy(remote: Remote) -> None:
    files = bundle(0, annexes=1, size=60_000_000)
    remote.copy("ประกาศ", files)
    remote.office.start()
    spool = remote.office.home / "state" / "spool"
    remote.office.wait_until(lambda: any(spool.glob("claim-*/*")), "the copy to begin")
    remote.mount.hang()
    assert any(spool.glob("claim-*/*")), "still under way"

    remote.drop_locally("ของอีกกลุ่ม", 1)
    remote.wait_for("ของอีกกลุ่ม", "published")
    remote.mount.answer_again()

    remote.wait_for("ประกาศ", "published")
    assert "event=folder.answers_again" in remote.office.log()
    case = next(case for case in remote.office.cases() if case.title == "ประกาศ")
    assert (remote.public(case.number), case.version_no) == (enclosures(files), 1)


def test_a_reader_that_must_be_started_anew_while_a_copy_hangs_does_not_hang_with_it(remote: Remote) -> None:
    """A document ends the reader, as hostile ones do: the new process must not have what hangs among its open files."""
    remote.office.start()
    remote.drop_locally("ก่อนหน้า", 2)
    remote.wait_for("ก่อนหน้า", "published")
    reader = remote.reader()
    remote.copy("ประกาศ", bundle(0, annexes=1, size=60_000_000))
    spool = remote.office.home / "state" / "spool"
    remote.office.wait_until(lambda: any(spool.glob("claim-*/*")), "the copy to begin")
    remote.mount.hang()
    os.kill(reader, signal.SIGKILL)

    remote.drop_locally("ของอีกกลุ่ม", 1)
    remote.wait_for("ของอีกกลุ่ม", "published")
    assert remote.reader() != reader
    remote.mount.answer_again()
    remote.wait_for("ประกาศ", "published")
