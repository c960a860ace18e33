"""What a bundle's folder holds, hashed where it lies: nothing is copied."""

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize

from syncd import share
from syncd.contents import Contents, contents

_CHUNK_BYTES = 1 << 20


def contents_hash(files: Iterable[tuple[str, str]]) -> str:
    """sha256 over the sorted (name, sha256) list: equal for equal contents, whatever their times and order."""
    digest = hashlib.sha256()
    for name, sha256 in sorted(files):
        digest.update(f"{name}\0{sha256}\n".encode())
    return digest.hexdigest()


def digests_at(root: Path, path: str) -> tuple[Contents, Mapping[str, str]] | None:
    """What lies at root/path, a bundle's path as in Sighting.path, and the sha256 of each file by its name in NFC.

    None when it cannot be read, or changes while it is.
    """
    with suppress(OSError), share.opened_at(root, path) as folder:
        before = contents(folder)
        digests = {normalize("NFC", stamp.path): _sha256(folder, stamp.path) for stamp in before.stamps}
        return (before, digests) if contents(folder).signature == before.signature else None
    return None


def _sha256(bundle: int, path: str) -> str:
    digest = hashlib.sha256()
    with share.opened_file(bundle, path) as file:
        if stat.S_ISREG(os.fstat(file).st_mode):
            while chunk := os.read(file, _CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()
