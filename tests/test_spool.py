import errno
import fcntl
import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from syncd import spool
from syncd.errors import NotYetError, SpoolFullError, SyncdError
from syncd.model.claim import Claim, SpooledFile
from syncd.model.folder import FileStamp, Refused, Sighting
from syncd.model.office import Route, Unit
from syncd.spool import Lease
from tests.folders import Folder, contents_of, rewrite, without_privileges
from tests.rig.samba import Share


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "units")


@pytest.fixture
def room(tmp_path: Path) -> Path:
    (tmp_path / "spool").mkdir()
    return tmp_path / "spool"


def take(folder: Folder, sighting: Sighting, room: Path) -> Claim:
    return spool.claim(folder.root, sighting, room, 0)


# --- the copy ---------------------------------------------------------------------------------------------------------


def test_a_claim_is_a_private_copy_with_hashes(folder: Folder, room: Path) -> None:
    bundle = folder.bundle(memo=b"memo", big=os.urandom(2_500_000), empty=b"")
    (bundle / "ภาคผนวก").mkdir()
    (bundle / "ภาคผนวก/ก.pdf").write_bytes(b"annex")
    sighting = folder.sighting()

    done = take(folder, sighting, room)

    assert done.signature == sighting.signature
    assert contents_of(done) == {
        name: (bundle / name).read_bytes() for name in ("memo.pdf", "big.pdf", "empty.pdf", "ภาคผนวก/ก.pdf")
    }
    for file in done.files:
        content = (bundle / file.name).read_bytes()
        assert file.sha256 == hashlib.sha256(content).hexdigest()
        assert file.md5 == hashlib.md5(content).hexdigest()
        assert file.size == len(content)
        assert file.path.stat().st_mode & 0o777 == 0o400
    assert done.folder.parent == room
    assert done.folder.stat().st_mode & 0o777 == 0o700


def test_what_is_left_out_is_not_copied_but_counts_for_the_version(folder: Folder, room: Path) -> None:
    bundle = folder.bundle(memo=b"memo", big=b"big")
    sighting = folder.sighting()

    done = spool.claim(folder.root, sighting, room, 0, leave={"big.pdf"})

    assert contents_of(done) == {"memo.pdf": b"memo"}
    assert [it.path for it in done.left] == ["big.pdf"]
    (bundle / "big.pdf").write_bytes(b"BIG")
    assert spool.claim(folder.root, folder.sighting(), room, 0, leave={"big.pdf"}).version != done.version


def test_a_sparse_file_takes_no_more_room_in_the_spool_than_in_the_folder(folder: Folder, room: Path) -> None:
    bundle = folder.bundle()
    with (bundle / "sparse.pdf").open("wb") as file:
        file.write(b"start")
        file.seek(20 << 20)
        file.write(b"middle")
        file.truncate((50 << 20) + 7)

    (copy,) = take(folder, folder.sighting(), room).files

    content = (bundle / "sparse.pdf").read_bytes()
    assert copy.path.read_bytes() == content
    assert copy.sha256 == hashlib.sha256(content).hexdigest()
    assert copy.path.stat().st_blocks * 512 < 4 << 20


def test_names_on_the_spools_disk_are_ours_and_names_for_people_are_nfc(folder: Folder, room: Path) -> None:
    (folder.bundle() / "e\u0301 $(x).pdf").write_bytes(b"x")

    (file,) = take(folder, folder.sighting(), room).files

    assert file.name == "é $(x).pdf"
    assert file.path.name == "00001"


def test_equal_contents_have_equal_versions_whatever_their_times_and_order(folder: Folder, room: Path) -> None:
    folder.bundle("ก", a=b"1", b=b"2")
    folder.bundle("ข", b=b"2", a=b"1")
    folder.bundle("ค", a=b"2", b=b"1")
    one, same, other = (take(folder, sighting, room).version for sighting in folder.scan().sightings)

    assert one == same != other


def test_a_version_cannot_be_forged_by_a_name() -> None:
    def file(name: str, sha256: str) -> SpooledFile:
        return SpooledFile(name, Path(), name, 1, sha256, "")

    assert spool.version_of([file("a", "1"), file("b", "2")]) != spool.version_of([file("a\x001", "b\x002")])
    assert spool.version_of([file("b", "2"), file("a", "1")]) == spool.version_of([file("a", "1"), file("b", "2")])


def test_a_bundle_with_refused_things_is_copied_without_them(folder: Folder, room: Path) -> None:
    bundle = folder.bundle(memo=b"m")
    (bundle / "ก.pdf").symlink_to("/etc/passwd")
    sighting = folder.sighting()

    assert sighting.refused == (Refused("ก.pdf", sighting.refused[0].why),)
    assert contents_of(take(folder, sighting, room)) == {"memo.pdf": b"m"}


# --- what changes in the meantime -------------------------------------------------------------------------------------


def _grow(bundle: Path) -> None:
    with (bundle / "b.pdf").open("ab") as file:
        file.write(b"x")


def _replace(bundle: Path) -> None:
    (bundle / "new").write_bytes(b"b")
    (bundle / "new").replace(bundle / "b.pdf")


def _swap_for_a_link(bundle: Path) -> None:
    (bundle / "b.pdf").unlink()
    (bundle / "b.pdf").symlink_to("/etc/passwd")


def _swap_for_a_fifo(bundle: Path) -> None:
    (bundle / "b.pdf").unlink()
    os.mkfifo(bundle / "b.pdf")


def _swap_folder_for_a_link(bundle: Path) -> None:
    bundle.rename(bundle.with_name("away"))
    bundle.symlink_to("away")


def _swap_inner_folder_for_a_link(bundle: Path) -> None:
    (bundle / "ก").rename(bundle.with_name("away"))
    (bundle / "ก").symlink_to(bundle.with_name("away"))


def _replace_folder(bundle: Path) -> None:
    bundle.rename(bundle.with_name("away"))
    shutil.copytree(bundle.with_name("away"), bundle)


@pytest.mark.parametrize(
    "change",
    [
        _grow,
        _replace,
        _swap_for_a_link,
        _swap_for_a_fifo,
        _swap_folder_for_a_link,
        _swap_inner_folder_for_a_link,
        _replace_folder,
        lambda bundle: rewrite(bundle / "b.pdf", b"B"),
        lambda bundle: (bundle / "b.pdf").unlink(),
        lambda bundle: (bundle / "c.pdf").write_bytes(b"c"),
        lambda bundle: (bundle / "~$c.docx").touch(),
        lambda bundle: bundle.rename(bundle.with_name("ข")),
        shutil.rmtree,
    ],
)
def test_a_bundle_that_is_no_longer_what_was_seen_is_not_taken_and_leaves_nothing(
    folder: Folder, room: Path, change: Callable[[Path], object]
) -> None:
    bundle = folder.bundle(a=b"a", b=b"b")
    (bundle / "ก").mkdir()
    (bundle / "ก/d.pdf").write_bytes(b"d")
    sighting = folder.sighting()
    change(bundle)

    with pytest.raises(NotYetError):
        take(folder, sighting, room)
    assert list(room.iterdir()) == []


def test_a_link_put_in_a_files_place_is_not_even_opened(folder: Folder, room: Path) -> None:
    bundle = folder.bundle(memo=b"m", b=b"b")
    sighting = folder.sighting()
    _swap_for_a_link(bundle)

    with pytest.raises(NotYetError) as caught:
        take(folder, sighting, room)

    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.ELOOP


def test_our_own_reply_may_come_in_the_meantime(folder: Folder, room: Path) -> None:
    bundle = folder.bundle(memo=b"m")
    sighting = folder.sighting()
    (bundle / "_รับเรื่องแล้ว.txt").write_bytes(b"x")

    assert contents_of(take(folder, sighting, room)) == {"memo.pdf": b"m"}


def test_a_file_rewritten_again_and_again_is_never_taken_torn(folder: Folder, room: Path) -> None:
    """The writer keeps the size and puts the time of change back; each of its states is one repeated byte."""
    bundle = folder.bundle(memo=bytes(1 << 22))
    stop = threading.Event()

    def write() -> None:
        byte = 0
        while not stop.is_set():
            byte = (byte + 1) % 256
            rewrite(bundle / "memo.pdf", bytes([byte]) * (1 << 22))

    writer = threading.Thread(target=write)
    writer.start()
    taken: list[bytes] = []
    try:
        for _ in range(40):
            try:
                done = take(folder, folder.sighting(), room)
            except NotYetError:
                continue
            taken += contents_of(done).values()
            spool.discard(done)
    finally:
        stop.set()
        writer.join()

    assert [len(set(content)) for content in taken] == [1] * len(taken)
    assert len(take(folder, folder.sighting(), room).files) == 1


def test_a_file_another_program_keeps_for_itself_is_named(folder: Folder, room: Path) -> None:
    """As smbd does for a Windows client, by a write lease."""
    bundle = folder.bundle(memo=b"m")
    sighting = folder.sighting()
    with (bundle / "memo.pdf").open("rb") as holder:
        fcntl.fcntl(holder, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(holder, fcntl.F_SETLEASE, fcntl.F_WRLCK)

        with pytest.raises(NotYetError, match=r"memo\.pdf: มีผู้เปิดใช้อยู่"):
            take(folder, sighting, room)

    assert take(folder, sighting, room).files


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    shadow = Path("/etc/shadow").stat()
    stamp = FileStamp("shadow", shadow.st_ino, shadow.st_size, shadow.st_mtime_ns, shadow.st_ctime_ns)
    sighting = Sighting(Unit("", ""), "etc", "etc", None, "", Route.MEMO, stamps=(stamp,))
    tmp_path.chmod(0o777)

    with without_privileges(), _private_spool() as room, pytest.raises(NotYetError, match="shadow: ไม่มีสิทธิ์อ่าน"):
        spool.claim(Path("/"), sighting, room, 0)


@contextmanager
def _private_spool() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


# --- room -------------------------------------------------------------------------------------------------------------


def test_no_copy_is_begun_that_would_eat_into_the_reserve(folder: Folder, room: Path) -> None:
    folder.bundle(memo=b"m")

    with pytest.raises(SpoolFullError) as caught:
        spool.claim(folder.root, folder.sighting(), room, reserve_bytes=1 << 62)

    assert str(room) in caught.value.hint
    assert list(room.iterdir()) == []


def test_a_disk_that_fills_up_during_the_copy_leaves_nothing(folder: Folder, room: Path) -> None:
    folder.bundle(memo=b"m", zbig=bytes(100_000))
    sighting = folder.sighting()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))  # stands in for the full disk: write() fails half-way
    try:
        with pytest.raises(SpoolFullError):
            take(folder, sighting, room)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert list(room.iterdir()) == []
    assert len(take(folder, sighting, room).files) == 2


def test_a_missing_spool_is_the_operators_fault_and_not_the_bundles(folder: Folder, room: Path) -> None:
    folder.bundle(memo=b"m")
    room.rmdir()

    with pytest.raises(SyncdError) as caught:
        take(folder, folder.sighting(), room)

    assert not isinstance(caught.value, NotYetError | SpoolFullError)


def test_the_spool_may_lie_on_another_disk_behind_a_link(folder: Folder, room: Path, tmp_path: Path) -> None:
    folder.bundle(memo=b"memo")
    link = tmp_path / "moved"
    link.symlink_to(room)

    claim = take(folder, folder.sighting(), link)

    assert [file.path.read_bytes() for file in claim.files] == [b"memo"]


def test_a_claim_can_be_discarded_twice(folder: Folder, room: Path) -> None:
    folder.bundle(memo=b"m")
    done = take(folder, folder.sighting(), room)

    spool.discard(done)
    spool.discard(done)

    assert list(room.iterdir()) == []


def test_a_sweep_removes_what_an_earlier_process_left_and_nothing_else(folder: Folder, room: Path) -> None:
    folder.bundle(memo=b"m")
    keep, left = (take(folder, folder.sighting(), room) for _ in range(2))
    (room / "archive").mkdir()

    spool.sweep(room, {keep.folder})

    assert set(room.iterdir()) == {keep.folder, room / "archive"}
    assert not left.folder.exists()


# --- who has it open --------------------------------------------------------------------------------------------------


def test_only_a_file_open_for_writing_is_held(folder: Folder) -> None:
    bundle = folder.bundle(memo=b"m", a=b"a")
    sighting = folder.sighting()

    assert spool.is_held_open(folder.root, sighting) is Lease.FREE
    with (bundle / "memo.pdf").open("rb"):
        assert spool.is_held_open(folder.root, sighting) is Lease.FREE
    with (bundle / "a.pdf").open("ab"):
        assert spool.is_held_open(folder.root, sighting) is Lease.HELD
    assert spool.is_held_open(folder.root, sighting) is Lease.FREE


def test_a_bundle_that_is_gone_counts_as_held(folder: Folder) -> None:
    bundle = folder.bundle(memo=b"m")
    sighting = folder.sighting()
    shutil.rmtree(bundle)

    assert spool.is_held_open(folder.root, sighting) is Lease.HELD


def test_the_check_is_unavailable_for_files_of_others() -> None:
    """A lease needs the file's owner or CAP_LEASE."""
    stamp = FileStamp("passwd", 0, 0, 0, 0)
    sighting = Sighting(Unit("", ""), "etc", "etc", None, "", Route.MEMO, stamps=(stamp,))

    with without_privileges():
        assert spool.is_held_open(Path("/"), sighting) is Lease.UNAVAILABLE
        missing = replace(sighting, stamps=(replace(stamp, path="not-there"), stamp))
        assert spool.is_held_open(Path("/"), missing) is Lease.UNAVAILABLE


CHECK_AGAIN_AND_AGAIN = """
import os, sys, threading
from pathlib import Path
from syncd import spool
from syncd.model.claim import Claim
from syncd.model.folder import FileStamp, Sighting
from syncd.model.office import Route, Unit

path = Path(sys.argv[1])
stamps = (FileStamp(path.name, 0, 0, 0, 0),)
sighting = Sighting(Unit("", ""), path.parent.name, "", None, "", Route.MEMO, stamps=stamps)
stop = threading.Event()

def write():
    while not stop.is_set():
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        except BlockingIOError:
            pass

writers = [threading.Thread(target=write) for _ in range(2)]
for writer in writers:
    writer.start()
answers = set()
for number in range(300_000):
    answers.add(spool.is_held_open(path.parent.parent, sighting))
    if number > 3000 and len(answers) == 2:  # on a busy machine the writers may have it every time for long
        break
stop.set()
assert answers == {spool.Lease.FREE, spool.Lease.HELD}, answers
"""


def test_a_writer_that_comes_during_the_check_does_not_kill_us(folder: Folder) -> None:
    """The kernel tells a lease's holder by a signal whose default is to end the process."""
    memo = folder.bundle(memo=b"m") / "memo.pdf"

    done = subprocess.run([sys.executable, "-c", CHECK_AGAIN_AND_AGAIN, memo], check=False)

    assert done.returncode == 0


def test_a_file_a_windows_client_is_writing_is_held_until_it_is_closed(
    folder: Folder, room: Path, samba: Callable[[Path], Share]
) -> None:
    bundle = folder.bundle()
    share = samba(bundle)
    with share.writing("memo.pdf", size=4) as file:
        file.write(b"me")
        assert spool.is_held_open(folder.root, folder.sighting()) is Lease.HELD
        file.write(b"mo")
    sighting = folder.sighting()

    assert spool.is_held_open(folder.root, sighting) is Lease.FREE
    assert contents_of(take(folder, sighting, room)) == {"memo.pdf": b"memo"}
