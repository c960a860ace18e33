"""Files of a public folder: whole, proven, readable by everybody, and lasting through a power cut."""

import hashlib
import os
from collections.abc import Collection
from pathlib import Path

from syncd import progress
from syncd.model.post import Attachment
from syncd.publishers.base import NOT_AS_CHECKED, spoilt_copy

_CHUNK = 1024 * 1024


def copy_proven(file: Attachment, place: Path) -> None:
    """Copy the private copy piece by piece, and prove that it is what was checked."""
    digest = hashlib.sha256()
    try:
        source = file.path.open("rb")
    except OSError as error:
        raise spoilt_copy(file, f"cannot be read: {error.strerror}") from error
    with source, place.open("wb") as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
            progress.made()
        target.flush()
        os.fsync(target.fileno())
    if digest.hexdigest() != file.sha256:
        place.unlink()
        raise spoilt_copy(file, NOT_AS_CHECKED)
    place.chmod(0o644)


def sha256_of(path: Path) -> str:
    """What the file's bytes hash to. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def holds_same(one: Path, other: Path) -> bool:
    """Whether both files are there and hold the same bytes."""
    both = one.is_file() and other.is_file() and one.stat().st_size == other.stat().st_size
    return both and sha256_of(one) == sha256_of(other)


def make_folder(folder: Path) -> None:
    """Make the folder, for everybody to read whatever the service's umask is."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir()
        folder.chmod(0o755)


def is_there(place: Path, file: Attachment) -> bool:
    """A file comes to its place whole and proven, under an address made of its contents; its size is enough to know it."""
    return place.is_file() and place.stat().st_size == file.size


def remove_but(folder: Path, kept: Collection[str]) -> None:
    """Remove every other file below the folder (`kept` are paths within it), and the folders this leaves empty."""
    for here, _, names in os.walk(folder, topdown=False):
        inside = Path(here).relative_to(folder)
        left = [name for name in names if str(inside / name) not in kept]
        for name in left:
            (folder / inside / name).unlink()
        if here != str(folder) and not any((folder / inside).iterdir()):
            (folder / inside).rmdir()
