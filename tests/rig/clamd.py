"""A real ClamAV daemon on this machine, with a database of the tests' own: two signatures, and small limits."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.rig.servers import Server, program

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless file that every scanner knows; in two pieces, so that none finds it here."""
LONGEST = 1 << 18
"""Bytes that this daemon takes of one file."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """A clamd that runs."""

    address: str
    server: Server

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self.server.stop(seconds=0)

    def start(self) -> None:
        """Start it unless it runs."""
        if self.server.pid() is None:
            Path(self.address).unlink(missing_ok=True)
        self.server.start()


@contextmanager
def scanning() -> Iterator[Scanner]:
    """Run one while in the block. Raises RigError where there is none."""
    private = Path(tempfile.mkdtemp(prefix="syncd-clamd-"))
    database = private / "database"
    database.mkdir()
    signatures = {"Test.Eicar": EICAR, "Test.Syncd": b"syncd's own test of a scanner"}
    lines = "".join(f"{name}:0:*:{content.hex()}\n" for name, content in signatures.items())
    (database / "test.ndb").write_text(lines, encoding="ascii")
    configuration, address = private / "clamd.conf", f"{private}/clamd.ctl"
    configuration.write_text(
        f"Foreground yes\nDatabaseDirectory {database}\nLocalSocket {address}\nStreamMaxLength {LONGEST}\n"
        "AlertExceedsMax yes\nMaxScanSize 4M\nMaxRecursion 3\nReadTimeout 20\nMaxThreads 2\nConcurrentDatabaseReload no\n",
        encoding="utf-8",
    )
    command = [program("clamd"), f"--config-file={configuration}"]
    server = Server("clamd", "clamd", command, str(configuration), address, private / "clamd.log")
    try:
        server.start()
        yield Scanner(address, server)
    finally:
        server.stop()
        shutil.rmtree(private)
