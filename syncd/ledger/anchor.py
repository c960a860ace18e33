"""The anchor: a copy of the chain's head outside the ledger, so that a cut-off end or an old copy of the ledger shows."""

import threading
from pathlib import Path

import structlog

from syncd.ledger.chain import GENESIS

log = structlog.get_logger(__name__)

Head = tuple[int, str]
"""(seq, hash) of an event."""


class Anchor:
    """One file of one line, "SEQ HASH". Safe to use from several threads; without a path it keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = threading.Lock()

    def read(self) -> Head | None:
        """What is kept; None when there is none, or a power cut left none that can be read: the next event writes it anew."""
        try:
            return parse(self.path.read_text(encoding="ascii")) if self.path is not None else (0, GENESIS)
        except FileNotFoundError:
            return None
        except ValueError:
            log.error("anchor.unreadable", path=str(self.path), next_step="`syncd audit verify`, and compare with the journal")
            return None

    def follow(self, head: Head) -> None:
        """Keep the head, unless a later one is kept. A disk that does not take it stops nobody."""
        if self.path is None:
            return
        with self._lock:
            held = self.read()
            if held is None or held[0] < head[0]:
                try:
                    self._write(self.path, head)
                except OSError as error:
                    log.error("anchor.not_written", cause=error.strerror, next_step="make room on the disk of state_dir")

    def renew(self, head: Head) -> None:
        """Keep the head whatever was kept before: a rebuild has put it on record. Raises OSError."""
        if self.path is not None:
            with self._lock:
                self._write(self.path, head)

    def _write(self, path: Path, head: Head) -> None:
        beside = path.with_name(path.name + ".new")
        beside.write_text(f"{head[0]} {head[1]}\n", encoding="ascii")
        beside.replace(path)


def parse(text: str) -> Head:
    """A head as it is written in the anchor and in the journal: "SEQ HASH". Raises ValueError."""
    seq, digest = text.split()
    if len(digest) != len(GENESIS):
        raise ValueError("no sha256")
    return int(seq), digest
