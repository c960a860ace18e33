"""Makes the private copy of a bundle, the only bytes that are checked and published, and proves it equal to the folder."""

import errno
import fcntl
import hashlib
import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from unicodedata import normalize

from syncd import progress, share
from syncd.contents import contents
from syncd.errors import NotYetError, SpoolFullError, SyncdError
from syncd.fingerprint import contents_hash
from syncd.inbox import open_bundle
from syncd.model.claim import Claim, SpooledFile
from syncd.model.folder import FileStamp, Sighting

RESERVE_BYTES = 1_000_000_000
"""Room that a copy leaves free on the spool's disk."""
_CHUNK_BYTES = 1 << 20
_ZEROS = bytes(_CHUNK_BYTES)
_PREFIX = "claim-"
_CHANGED = "เปลี่ยนไประหว่างอ่าน (กำลังคัดลอก แก้ไข ย้าย หรือลบ)"
_IN_USE = frozenset({errno.EBUSY, errno.ETXTBSY, errno.EAGAIN})
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Lease(StrEnum):
    """Whether any file of a bundle is open for writing."""

    FREE = "free"
    HELD = "held"
    UNAVAILABLE = "unavailable"
    """The kernel does not tell: not the file's owner and no CAP_LEASE, or a file system without leases."""


def claim(root: Path, sighting: Sighting, spool: Path, reserve_bytes: int = RESERVE_BYTES, leave: Collection[str] = ()) -> Claim:
    """Copy the bundle's files into a fresh folder under `spool`, prove the copy, and make it survive a power cut.

    What was copied is what the folder held at one moment: each file was the same before and after its reading, and the whole
    folder shows the sighting's signature once all are copied. The files in `leave`, by their stamps' paths, are not copied.
    Raises NotYetError when that cannot be had now, SpoolFullError when there is no room, SyncdError when the spool cannot be
    written; nothing is left behind then.
    """
    wanted = [stamp for stamp in sighting.stamps if stamp.path not in leave]
    left = tuple(stamp for stamp in sighting.stamps if stamp.path in leave)
    _check_room(wanted, spool, reserve_bytes)
    with spool_errors():
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=spool))
    try:
        with _source_errors(sighting.name), open_bundle(root, sighting) as bundle:
            files = tuple(_copy(bundle, stamp, folder, f"{number:05d}") for number, stamp in enumerate(wanted, 1))
        _check_unchanged(root, sighting)
        with spool_errors():
            share.make_durable(folder, spool)
    except BaseException:
        shutil.rmtree(folder)
        raise
    return Claim(folder, files, version_of(files, left), sighting.signature, left)


def version_of(files: Iterable[SpooledFile], left: Iterable[FileStamp] = ()) -> str:
    """What the files are, whatever their times and order; one that was not copied counts by its stamp."""
    stamps = ((it.path, f"{it.inode} {it.size} {it.mtime_ns} {it.ctime_ns}") for it in left)
    return contents_hash([*((it.name, it.sha256) for it in files), *stamps])


def is_held_open(root: Path, sighting: Sighting) -> Lease:
    """Whether somebody has a file of the bundle open for writing, as the kernel's read lease tells.

    Means nothing on network mounts, where the lease is always granted: do not ask there. A file that cannot be opened for
    another reason than being in use is left to `claim` to report.
    """
    try:
        with open_bundle(root, sighting) as folder:
            return lease_of(folder, sighting.stamps)
    except OSError:
        return Lease.HELD


def lease_of(folder: int, stamps: Iterable[FileStamp]) -> Lease:
    """The same of these files in the folder of this descriptor."""
    answers = {_lease(folder, stamp.path) for stamp in stamps}
    return next((it for it in (Lease.HELD, Lease.UNAVAILABLE) if it in answers), Lease.FREE)


def discard(done: Claim) -> None:
    """Remove a private copy; one already gone is no error."""
    with suppress(FileNotFoundError):
        shutil.rmtree(done.folder)


def sweep(spool: Path, keep: set[Path]) -> None:
    """Remove the copies that an earlier process left behind, all but those in `keep`."""
    for left in spool.glob(f"{_PREFIX}*"):
        if left not in keep:
            shutil.rmtree(left)


def _check_room(wanted: Iterable[FileStamp], spool: Path, reserve_bytes: int) -> None:
    with spool_errors():
        disk = os.statvfs(spool)
    needed = sum(stamp.size for stamp in wanted)
    free = disk.f_bavail * disk.f_frsize
    if needed + reserve_bytes > free:
        raise SpoolFullError(
            f"พื้นที่สำหรับสำเนาไม่พอ: ต้องใช้ {_mb(needed)} MB และเหลือสำรอง {_mb(reserve_bytes)} MB แต่ว่างเพียง {_mb(free)} MB",
            hint=f"เพิ่มพื้นที่ว่างในดิสก์ของ {spool} ระบบจะลองใหม่เอง",
        )


def _copy(bundle: int, stamp: FileStamp, folder: Path, name: str) -> SpooledFile:
    """Copy and hash one file in a single reading; it must match its stamp before, after, and by its number of bytes."""
    sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    buffer = memoryview(bytearray(min(_CHUNK_BYTES, stamp.size + 1)))
    copied = 0
    with _source_errors(stamp.path), share.opened_file(bundle, stamp.path) as source:
        _check_same(source, stamp)
        with spool_errors():
            copy = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o400)
        with os.fdopen(copy, "wb", buffering=0) as out:
            while copied <= stamp.size and (count := os.readv(source, [buffer])):
                chunk = buffer[:count]
                sha256.update(chunk)
                md5.update(chunk)
                copied += count
                _write(out.fileno(), chunk)
                progress.made()
            with spool_errors():
                os.ftruncate(copy, copied)  # a hole at the end is written by nobody else
                os.fsync(copy)
        _check_same(source, stamp)
    if copied != stamp.size:
        raise NotYetError(f"{stamp.path}: {_CHANGED}")
    return SpooledFile(normalize("NFC", stamp.path), folder, name, copied, sha256.hexdigest(), md5.hexdigest())


def _write(copy: int, chunk: memoryview) -> None:
    with spool_errors():
        if len(chunk) == _CHUNK_BYTES and not chunk[0] and bytes(chunk) == _ZEROS:
            os.lseek(copy, _CHUNK_BYTES, os.SEEK_CUR)  # a sparse file stays one
            return
        while chunk:
            chunk = chunk[os.write(copy, chunk) :]


def _check_same(file: int, stamp: FileStamp) -> None:
    now = os.fstat(file)
    if not stat.S_ISREG(now.st_mode) or stamp != FileStamp(stamp.path, now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns):
        raise NotYetError(f"{stamp.path}: {_CHANGED}")


def _check_unchanged(root: Path, sighting: Sighting) -> None:
    with _source_errors(sighting.name), open_bundle(root, sighting) as folder:
        if contents(folder).signature != sighting.signature:
            raise NotYetError(f"{sighting.name}: {_CHANGED}")


def _lease(bundle: int, path: str) -> Lease:
    try:
        with share.opened_file(bundle, path) as file:
            return _leased(file)
    except OSError as error:
        return Lease.HELD if error.errno in _IN_USE else Lease.FREE


def _leased(file: int) -> Lease:
    try:
        # A writer who opens the file during the lease has the kernel signal us; SIGIO, its default, would end the process.
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return Lease.HELD if error.errno == errno.EAGAIN else Lease.UNAVAILABLE
    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return Lease.FREE


@contextmanager
def _source_errors(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotYetError(f"{name}: {_cause(error)}") from error


@contextmanager
def spool_errors() -> Iterator[None]:
    """Errors of the spool's own disk as SpoolFullError or SyncdError."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise SpoolFullError("พื้นที่สำหรับสำเนาเต็ม", hint="เพิ่มพื้นที่ว่างในดิสก์ที่เก็บสำเนา ระบบจะลองใหม่เอง") from error
        raise SyncdError(f"เขียนสำเนาไม่ได้: {error.strerror}", hint="ตรวจโฟลเดอร์ที่เก็บสำเนาและสิทธิ์ของบริการ syncd") from error


def _cause(error: OSError) -> str:
    if error.errno in _IN_USE:
        return "มีผู้เปิดใช้อยู่"
    if error.errno in {errno.EACCES, errno.EPERM}:
        return "ไม่มีสิทธิ์อ่าน หรือมีผู้เปิดใช้อยู่"
    if error.errno in {errno.ENOENT, errno.ELOOP, errno.ENOTDIR, errno.ENXIO}:
        return _CHANGED
    return f"อ่านไม่ได้ในขณะนี้ ({error.strerror})"


def _mb(count: int) -> str:
    return f"{count / 1e6:,.0f}"
