"""Asks a ClamAV daemon about files, over its socket on this machine: what it found, or why it did not look."""

import re
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_CHUNK = 1 << 18
_ANSWER_BYTES = 4096
_LIMITS = "Heuristics.Limits.Exceeded"
"""How ClamAV says, told to (AlertExceedsMax), that it gave up in the middle of a file."""


class AwayError(Exception):
    """No daemon answers at this address; the message says what happened."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one file's scan; neither field set: looked through, and nothing found."""

    malware: str | None = None
    """The signature's name."""
    unscanned: str | None = None
    """Thai: why it was not looked through to its end."""


@dataclass(frozen=True, slots=True)
class Version:
    """Which ClamAV answers, and how old what it knows is."""

    program: str
    database: str
    """The database's number; "" when it has none that it was given by ClamAV's makers."""
    made: datetime | None
    """When that was made, in the daemon's own time zone."""


class Clamd:
    """One daemon. `address` is a socket's path, or HOST:PORT of this machine."""

    def __init__(self, address: str, *, seconds: float = 60.0, connect_seconds: float = 5.0) -> None:
        """`seconds` without a sign of life are waited for: sending what it does not take, or an answer that does not come."""
        self.address = address
        self._seconds, self._connect_seconds = seconds, connect_seconds
        self.was_away = True
        """Whether a file may have gone unscanned because nobody answered; who has those looked at again sets it to False."""

    def scan(self, path: Path) -> Verdict:
        """Send the file and hear what is in it. Raises AwayError when no daemon answers, before, during or after."""
        if self.was_away and not self.is_there():  # or each of thousands of files would wait for it
            raise AwayError("ยังไม่ตอบ")
        try:
            answer = self._sent(path)
        except AwayError as error:
            self.was_away = True
            if not self.is_there():
                raise
            return Verdict(unscanned=f"โปรแกรมตรวจไวรัสหยุดกลางคัน ({error})")
        if found := re.fullmatch(r"stream: (.+) FOUND", answer):
            return Verdict(unscanned=_TOO_MUCH) if found[1].startswith(_LIMITS) else Verdict(malware=found[1])
        if answer == "stream: OK":
            return Verdict()
        too_long = "size limit exceeded" in answer
        return Verdict(unscanned=_TOO_LARGE if too_long else f"โปรแกรมตรวจไวรัสตอบว่า {answer[:80] or 'ไม่มีคำตอบ'}")

    def is_there(self) -> bool:
        """Whether the daemon answers now."""
        with suppress(AwayError):
            return self._told("PING") == "PONG"
        return False

    def version(self) -> Version:
        """Raises AwayError."""
        program, _, rest = self._told("VERSION").partition("/")
        database, _, made = rest.partition("/")
        try:
            day = datetime.strptime(made.strip(), "%a %b %d %H:%M:%S %Y")  # noqa: DTZ007 - it names no zone
        except ValueError:
            day = None
        return Version(program, database, day)

    def _told(self, command: str) -> str:
        with self._connected(self._connect_seconds) as connection:
            connection.sendall(f"z{command}\0".encode())
            return _answer(connection)

    def _sent(self, path: Path) -> str:
        with path.open("rb") as file, self._connected(self._seconds) as connection:
            try:
                connection.sendall(b"zINSTREAM\0")
                while chunk := file.read(_CHUNK):
                    connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
                connection.sendall(b"\0\0\0\0")
            except (BrokenPipeError, ConnectionResetError):
                pass  # it heard enough: its answer says why, or there is none
            return _answer(connection)

    @contextmanager
    def _connected(self, seconds: float) -> Iterator[socket.socket]:
        host, colon, port = self.address.rpartition(":")
        is_path = self.address.startswith("/")
        try:
            with closing(socket.socket(socket.AF_UNIX if is_path else socket.AF_INET)) as connection:
                connection.settimeout(self._connect_seconds)
                connection.connect(self.address if is_path else (host if colon else "127.0.0.1", int(port)))
                connection.settimeout(seconds)
                yield connection
        except TimeoutError as error:
            raise AwayError(f"ไม่ตอบใน {seconds:g} วินาที") from error
        except OSError as error:
            raise AwayError(error.strerror or str(error)) from error


_TOO_LARGE = "ไฟล์ใหญ่เกินกว่าที่โปรแกรมตรวจไวรัสรับได้ (StreamMaxLength)"
_TOO_MUCH = "ไฟล์มีข้างในมากเกินกว่าที่โปรแกรมตรวจไวรัสจะดูได้หมด"


def _answer(connection: socket.socket) -> str:
    """What the daemon says, without the name of the stream's limit. Raises AwayError when it says nothing."""
    heard = b""
    while not heard.endswith(b"\0") and len(heard) < _ANSWER_BYTES:
        try:
            piece = connection.recv(_ANSWER_BYTES)
        except ConnectionResetError:
            piece = b""
        if not piece:
            break
        heard += piece
    if not heard:
        raise AwayError("ไม่มีคำตอบ")
    return heard.rstrip(b"\0").decode("utf-8", "replace").strip()
