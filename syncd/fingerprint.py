"""What a bundle's folder holds, hashed where it lies: nothing is copied."""

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from pathlib import Path
from unicodedata import normalize

from syncd import share
from syncd.contents import Contents, contents, opened_inside

_CHUNK_BYTES = 1 << 20
# O_NONBLOCK: neither a FIFO put in the file's place nor another program's lease may hold us.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def contents_hash(files: Iterable[tuple[str, str]]) -> str:
    """sha256 over the sorted (name, sha256) list: equal for equal contents, whatever their times and order."""
    digest = hashlib.sha256()
    for name, sha256 in sorted(files):
        digest.update(f"{name}\0{sha256}\n".encode())
    return digest.hexdigest()


def digests_at(root: Path, path: str) -> tuple[Contents, Mapping[str, str]] | None:
    """What lies at root/path, a bundle's path as in Sighting.path, and the sha256 of each file by its name in NFC.

    None when it changes while it is read. Raises OSError.
    """
    with share.opened_at(root, path) as folder:
        before = contents(folder)
        digests = {normalize("NFC", stamp.path): _sha256(folder, stamp.path) for stamp in before.stamps}
        return (before, digests) if contents(folder).signature == before.signature else None


def _sha256(bundle: int, path: str) -> str:
    folder, _, name = path.rpartition("/")
    digest = hashlib.sha256()
    with opened_inside(bundle, folder) if folder else nullcontext(bundle) as here:
        file = os.open(name, _READ, dir_fd=here)
        try:
            if stat.S_ISREG(os.fstat(file).st_mode):
                while chunk := os.read(file, _CHUNK_BYTES):
                    digest.update(chunk)
        finally:
            os.close(file)
    return digest.hexdigest()
