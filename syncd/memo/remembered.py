"""Keeps what OCR saw, by what the file is: read once is read. It is what stands in people's papers: private, and not for long."""

import json
import os
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from syncd.memo.scan import Seen


@dataclass(frozen=True, slots=True)
class Remembered:
    """A folder of what was seen, one file per page. Losing any of it costs a second reading and nothing else."""

    folder: Path
    """Made when first needed."""
    most_bytes: int = 64 << 20
    """Some eight thousand pages; beyond it, what was not used longest goes."""
    most_seconds: float = 30 * 86400.0
    """What was not used for so long goes."""

    def find(self, key: str) -> Seen | None:
        """What was kept under this key, if it is whole."""
        try:
            seen = Seen(**json.loads(zlib.decompress((self.folder / key).read_bytes())))
            os.utime(self.folder / key)
        except (OSError, zlib.error, ValueError, TypeError):
            return None  # never kept, or damaged: it is read again
        return seen

    def keep(self, key: str, seen: Seen) -> None:
        """Keep it, whole or not at all, and let go of what is too old or too much. A disk that is full ends no reading."""
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            beside = self.folder / f"{key}.{os.getpid()}"
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(zlib.compress(json.dumps(asdict(seen)).encode()))
            beside.replace(self.folder / key)
            self.forget((self.folder / key).stat().st_mtime)

    def forget(self, now: float) -> None:
        """Remove what was not used for long at `now` (wall seconds), and, of too much, what was not used longest."""
        try:
            found = [(entry.stat(), entry.path) for entry in os.scandir(self.folder)]
        except FileNotFoundError:
            return
        room = self.most_bytes
        for stat, path in sorted(found, key=lambda one: one[0].st_mtime, reverse=True):
            room -= stat.st_size
            if room < 0 or stat.st_mtime < now - self.most_seconds:
                Path(path).unlink(missing_ok=True)
