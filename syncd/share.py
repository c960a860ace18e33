"""Small files of ours in an office's shared folders: there whole or not at all, and never written through a link."""

import errno
import itertools
import os
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: neither a FIFO put in a file's place nor another program's lease may hold us.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@contextmanager
def opened(folder: Path | str, at: int | None = None) -> Iterator[int]:
    """A descriptor of the folder, whose path begins `at` another. Raises OSError when it is missing, no folder, or a link."""
    descriptor = os.open(folder, _FOLDER, dir_fd=at)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def opened_file(folder: int, path: str) -> Iterator[int]:
    """A descriptor for reading what lies at this path in the folder, whatever it is. Raises OSError, also for a link."""
    inside, _, name = path.rpartition("/")
    with opened(inside, folder) if inside else nullcontext(folder) as here:
        descriptor = os.open(name, _FILE, dir_fd=here)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def opened_below(unit_folder: Path, relative: str, *, make: bool = False) -> Iterator[int]:
    """A descriptor of unit_folder/relative. The unit's folder may be a link made by the office; no step below it may.

    `make` makes the steps that are missing, for the same people as the folder they are made in. Raises OSError.
    """
    descriptor = os.open(unit_folder, _FOLDER & ~os.O_NOFOLLOW)
    try:
        for name in relative.split("/") if relative else ():
            if make and make_folder(descriptor, name):
                sync(descriptor)
            step = os.open(name, _FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = step
        yield descriptor
    finally:
        os.close(descriptor)


def opened_at(root: Path, path: str) -> AbstractContextManager[int]:
    """The same of root/path, where a path begins with its unit's folder, as a case's and a sighting's do."""
    unit, _, inside = path.partition("/")
    return opened_below(root / unit, inside)


def read(folder: int, name: str, limit: int) -> bytes | None:
    """The first `limit` bytes of a plain file in the folder; None when there is no such plain file."""
    try:
        with opened_file(folder, name) as file:
            return os.read(file, limit) if stat.S_ISREG(os.fstat(file).st_mode) else None
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENXIO}:
            return None
        raise


def put(folder: int, name: str, content: bytes) -> None:
    """Make `name` hold exactly `content`, in one step that survives a power cut. Does nothing when it already does.

    Raises OSError. Safe to repeat after any failure.
    """
    if read(folder, name, len(content) + 1) == content:
        return
    temporary = _temporary_name(folder)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=folder)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        _open_like(folder, descriptor, 0o666)
        os.fsync(descriptor)
    os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    sync(folder)


def _temporary_name(folder: int) -> str:
    """Always the same, so that what a cut-off run leaves is taken away by the next one; unless a folder is called so."""
    for number in itertools.count():
        name = f".syncd-new{number or ''}.tmp"
        try:
            remove(folder, name)
        except IsADirectoryError:
            continue
        return name
    raise AssertionError("itertools.count() has no end")


def names(folder: int) -> list[str]:
    """What lies in the folder, as the disk spells it."""
    return os.listdir(folder)


def remove(folder: int, name: str) -> None:
    """Remove a file of ours, if it is still there."""
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)


def sync(folder: int) -> None:
    """Make the folder's entries survive a power cut, where its file system can promise that."""
    try:
        os.fsync(folder)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EBADF}:  # network and FUSE mounts
            raise


def make_durable(*folders: Path) -> None:
    """Make what lies in these folders of our own survive a power cut. The office may have made one a link. Raises OSError."""
    for folder in folders:
        with opened_below(folder, "") as descriptor:
            sync(descriptor)


def make_folder(parent: int, name: str) -> bool:
    """Make the folder in the parent, for the same people, unless there is one; whether it was made. `sync` makes it last."""
    try:
        os.mkdir(name, 0o700, dir_fd=parent)
    except FileExistsError:
        return False
    descriptor = os.open(name, _FOLDER, dir_fd=parent)
    try:
        _open_like(parent, descriptor, 0o7777)
    finally:
        os.close(descriptor)
    return True


def _open_like(folder: int, descriptor: int, mask: int) -> None:
    """Whoever may use the folder may use what we put into it, whatever the service's umask."""
    with suppress(PermissionError):  # a share without Unix modes: the server's own rights hold
        os.fchmod(descriptor, os.fstat(folder).st_mode & mask)
