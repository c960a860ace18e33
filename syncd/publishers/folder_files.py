"""Files of a public folder: whole, proven, readable by everybody, and lasting through a power cut."""

import hashlib
import os
from pathlib import Path

from syncd import progress
from syncd.errors import PermanentPublishError
from syncd.model import Attachment

_CHUNK = 1024 * 1024


def copy_proven(file: Attachment, place: Path) -> None:
    """Copy the private copy piece by piece, and prove that it is what was checked."""
    digest = hashlib.sha256()
    try:
        source = file.path.open("rb")
    except OSError as error:
        raise PermanentPublishError(f"{file.filename}: the private copy cannot be read: {error.strerror}") from error
    with source, place.open("wb") as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
            progress.made()
        target.flush()
        os.fsync(target.fileno())
    if digest.hexdigest() != file.sha256:
        place.unlink()
        raise PermanentPublishError(f"{file.filename}: the private copy is not what was checked")
    place.chmod(0o644)


def sha256_of(path: Path) -> str:
    """What the file's bytes hash to. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def make_folder(folder: Path) -> None:
    """Make the folder, for everybody to read whatever the service's umask is."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir()
        folder.chmod(0o755)


def is_there(place: Path, file: Attachment) -> bool:
    """A file comes to its place whole and proven, under an address made of its contents; its size is enough to know it."""
    return place.is_file() and place.stat().st_size == file.size


def remove_but(folder: Path, kept: set[Path]) -> None:
    """Remove every other file below the folder, and the folders this leaves empty."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in kept:
            path.unlink()


def sync_folder(folder: Path) -> None:
    """Make renames within the folder last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
