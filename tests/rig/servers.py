"""Server processes of a rig: started detached, found again by their own configuration file, stopped without ever guessing."""

import os
import random
import select
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PORTS = (20_000, 30_000)
"""Below those that Linux gives to outgoing connections: a server that was stopped must find its port free when it comes back."""


class RigError(Exception):
    """The rig cannot do what was asked; the message says what to do about it."""


@dataclass(frozen=True, slots=True)
class Server:
    """One server of a rig."""

    role: str
    program: str
    """What its process is called (/proc/PID/comm)."""
    command: Sequence[str]
    mark: str
    """A part of its command line that names this rig's own directory, so that no other server has it."""
    address: str | int
    """Unix socket's path, or port on 127.0.0.1: accepts connections when the server is ready."""
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    def pid(self) -> int | None:
        """The running server's main process, or None. Looks at what runs, not at what an earlier run wrote down."""
        found = [pid for pid in _processes() if self._is(pid)]
        return min((pid for pid in found if _parent(pid) not in found), default=None)

    def pids(self) -> list[int]:
        """The main process and all its descendants; empty when it is not running."""
        main = self.pid()
        if main is None:
            return []
        family = [main]
        children = {pid: _parent(pid) for pid in _processes()}
        for pid in family:
            family.extend(child for child, parent in children.items() if parent == pid)
        return family

    def start(self, *, seconds: float = 60.0) -> None:
        """Start it unless it runs, and return when it accepts connections."""
        if self.pid() is not None and self._accepts():
            return
        with self.log.open("ab") as log:
            # setsid --fork: the server outlives us and is nobody's child to wait for.
            subprocess.run(["setsid", "--fork", *self.command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True)
        deadline = time.monotonic() + seconds
        seen = False
        while not (self.pid() is not None and self._accepts()):
            alive = self.pid() is not None
            if time.monotonic() > deadline or (seen and not alive):
                tail = self.log.read_text(errors="replace")[-1500:]
                raise RigError(f"{self.role} did not start; the end of {self.log}:\n{tail}")
            seen = seen or alive
            time.sleep(0.03)

    def stop(self, *, seconds: float = 20.0) -> None:
        """Stop it, by force after `seconds`; return when it is gone."""
        for number, wait in ((self.stop_signal, seconds), (signal.SIGKILL, 10.0)):
            pid = self.pid()
            if pid is None:
                return
            handle = os.pidfd_open(pid)
            try:
                if self._is(pid):  # still the same one, now that the handle pins it
                    signal.pidfd_send_signal(handle, number)
                    select.select([handle], [], [], wait)
            finally:
                os.close(handle)

    def _is(self, pid: int) -> bool:
        try:
            process = Path(f"/proc/{pid}")
            comm = process.joinpath("comm").read_text().strip()
            return comm == self.program and self.mark.encode() in process.joinpath("cmdline").read_bytes()
        except OSError:
            return False

    def _accepts(self) -> bool:
        family = socket.AF_UNIX if isinstance(self.address, str) else socket.AF_INET
        with socket.socket(family) as probe:
            probe.settimeout(2)
            return probe.connect_ex(self.address if isinstance(self.address, str) else ("127.0.0.1", self.address)) == 0


def program(name: str) -> str:
    """Where Debian put this server's program; php-fpm carries PHP's version in its name. Raises RigError."""
    found = sorted(path for place in ("/usr/sbin", "/usr/bin", "/usr/local/sbin") for path in Path(place).glob(f"{name}*"))
    exact = [path for path in found if path.name.removeprefix(name).replace(".", "").isdigit() or path.name == name]
    if not exact:
        raise RigError(f"the rig's package with {name} is missing; install what it needs with: make rig")
    return str(exact[-1])


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now, nor is given by the system to whoever connects to somebody meanwhile."""
    chance = random.SystemRandom()  # not the one that tests give a seed
    while not is_free(port := chance.randrange(*_PORTS)):
        continue
    return port


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
