"""A mount of another machine's share: no events, no leases to trust, no ctime of its own. The other end is tests/rig/samba.

Not every kernel has cifs or nfs, and what a test lets hang must surely come to an end: so rclone's SMB client on FUSE stands
for them. Writes go straight through: with its write cache a rename just after a write is lost on the server.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.rig.samba import Share
from tests.rig.servers import RigError, program

CACHE_SECONDS = 0.5
"""How old what the mount shows may be, as with the attribute caches of real clients."""
_PATIENCE_SECONDS = 20.0
_OPTIONS = ("--config=", "--vfs-cache-mode=off", "--poll-interval=0", f"--dir-cache-time={CACHE_SECONDS}s", "--attr-timeout=0s")


@dataclass(slots=True)
class Mount:
    """A share of another machine, mounted at `at`."""

    at: Path
    port: int
    log: Path
    process: "subprocess.Popen[bytes] | None" = None

    def mount(self) -> None:
        """Mount it. Raises RigError."""
        assert self.process is None
        command = [program("rclone"), "mount", ":smb:share", str(self.at), *_OPTIONS]
        command += ["--smb-host=127.0.0.1", f"--smb-port={self.port}", "--smb-user=clerk"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not os.path.ismount(self.at):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.unmount()
                tail = self.log.read_text(errors="replace")[-1500:]
                raise RigError(f"no FUSE mount could be had (it needs /dev/fuse and the right to mount); rclone said:\n{tail}")
            time.sleep(0.02)

    def hang(self) -> None:
        """From now on nothing there is answered, no error given either, and no question even heard."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        threads = Path(f"/proc/{self.process.pid}/task")
        # A thread that still runs may take a question along, and nobody who asks that can be killed any more.
        while any(_state(thread) != "T" for thread in threads.iterdir()):
            time.sleep(0.01)

    def answer_again(self) -> None:
        """End the hang: whatever was asked meanwhile is answered now."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def die(self) -> None:
        """The client is gone, its mount still there: every access is ENOTCONN."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def unmount(self) -> None:
        """Leave the empty mount point, whatever state the mount is in and whoever still uses it. Safe to repeat."""
        if self.process is None:
            return
        # Killed first: a client that hangs would let nobody unmount, and its end fails all that wait for it.
        self.process.kill()
        self.process.wait()
        self.process = None
        if str(self.at) in _mount_points():
            subprocess.run([program("fusermount3"), "-u", "-z", str(self.at)], check=True, timeout=_PATIENCE_SECONDS)


@contextmanager
def mounted(share: Share, at: Path) -> Iterator[Mount]:
    """The share, mounted at this empty folder while in the block. Raises RigError where FUSE cannot be had."""
    if not Path("/dev/fuse").exists():
        raise RigError(
            "there is no /dev/fuse: load the kernel's module (modprobe fuse), or give it to the container (--device /dev/fuse)"
        )
    with tempfile.NamedTemporaryFile(prefix="syncd-rclone-") as log:
        mount = Mount(at, share.port, Path(log.name))
        try:
            mount.mount()
            yield mount
        finally:
            mount.unmount()


def _state(thread: Path) -> str:
    return (thread / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]


def _mount_points() -> set[str]:
    lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    return {
        line.split()[4].encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "surrogateescape") for line in lines
    }
