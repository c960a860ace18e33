"""One request and its whole answer on a kept-alive connection, bounded in time and size whatever the other side does."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

import requests
from requests import exceptions as broken
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from syncd import progress
from syncd.publishers.wordpress.silence import no_answer

_CONNECT_SECONDS = 10.0
_MOST_BYTES = 16 * 2**20
"""No answer of WordPress is larger; what is, is not read to its end."""
_CHUNK = 65536
_ON_ITS_WAY = 256 * 1024
"""Bytes that the system may hold back of an upload: with more, a slow line would be sending long after the last was read."""


@dataclass(frozen=True, slots=True)
class Said:
    """The answer as it came. `body` is None when it was too long to be read."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None


class Connection:
    """One kept-alive connection to one site. For one thread."""

    def __init__(self, headers: Mapping[str, str], timeout: float) -> None:
        """`timeout`: seconds in which something must move: the next block of an upload, or else the whole answer."""
        self._patience = _Patience(timeout)
        self._timeout = (min(_CONNECT_SECONDS, timeout), timeout)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update(headers)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(self._patience.hold))

    def send(self, request: requests.Request) -> Said:
        """Send it once and follow no redirect. Raises TemporaryPublishError as silence.no_answer says."""
        body = request.data
        if not isinstance(body, bytes | None | list):
            request.data = _Moving(body, self._patience.moved)
        try:
            with self._patience.exchange():
                got = self._session.send(
                    self._session.prepare_request(request), timeout=self._timeout, allow_redirects=False, stream=True
                )
                said = Said(got.status_code, got.headers, _bounded(got))
            if self._patience.lost:
                raise broken.ReadTimeout
        except broken.RequestException as error:
            # The chain is cut: requests keeps the Authorization header in it, and some tracebacks show local values.
            raise no_answer(error, request.method) from None
        finally:
            progress.made()
        return said

    def close(self) -> None:
        """Begin the next request on a new connection."""
        self._session.close()
        self._patience.let_go()


def _bounded(got: requests.Response) -> bytes | None:
    body = bytearray()
    for piece in got.iter_content(_CHUNK):
        body += piece
        if len(body) > _MOST_BYTES:
            got.close()
            return None
    return bytes(body)


class _Patience:
    """Cuts a connection when nothing has moved for too long. A socket's own time limit begins anew with every byte."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0
        self._line: socket.socket | None = None
        self._clock: threading.Timer | None = None
        self.lost = False

    @contextmanager
    def exchange(self) -> Iterator[None]:
        """Watch what happens inside."""
        self.lost = False
        self.moved()
        self._wait(self._seconds)
        try:
            yield
        except BaseException:
            self.let_go()
            raise
        finally:
            if self._clock:
                self._clock.cancel()

    def moved(self) -> None:
        """Something did: the time begins anew."""
        self._until = time.monotonic() + self._seconds

    def hold(self, line: socket.socket) -> socket.socket:
        """Watch over this new connection from now on, and return it."""
        line.settimeout(self._seconds)
        self.let_go()
        self._line = line.dup()  # TLS takes the socket itself away
        return line

    def let_go(self) -> None:
        """Watch over no connection: as long as we hold it, it is not closed."""
        line, self._line = self._line, None
        if line:
            line.close()

    def _wait(self, seconds: float) -> None:
        self._clock = threading.Timer(seconds, self._ring)
        self._clock.daemon = True
        self._clock.start()

    def _ring(self) -> None:
        left, line = self._until - time.monotonic(), self._line
        if left > 0:
            self._wait(left)
        elif line:
            self.lost = True
            with suppress(OSError):  # the other side, or we, have ended it at this moment
                line.shutdown(socket.SHUT_RDWR)


class _Moving:
    """A file that is being sent: each block that the connection takes says that it moves on."""

    def __init__(self, file: BinaryIO, moved: Callable[[], None]) -> None:
        self._file = file
        self._moved = moved
        self.len = requests.utils.super_len(file)  # type: ignore[no-untyped-call]

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(_CHUNK), b"")

    def read(self, size: int = -1) -> bytes:
        self._moved()
        progress.made()
        return self._file.read(size)


class _Adapter(HTTPAdapter):
    """requests' own, whose new connections are handed to `hold` before anything is sent."""

    def __init__(self, hold: Callable[[socket.socket], socket.socket]) -> None:
        self._hold = hold
        super().__init__()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        hold = self._hold

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return hold(super()._new_conn())

        class Encrypted(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return hold(super()._new_conn())

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class EncryptedPool(HTTPSConnectionPool):
            ConnectionCls = Encrypted

        options = [*HTTPConnection.default_socket_options, (socket.SOL_SOCKET, socket.SO_SNDBUF, _ON_ITS_WAY)]
        super().init_poolmanager(connections, maxsize, block, socket_options=options, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": EncryptedPool}
