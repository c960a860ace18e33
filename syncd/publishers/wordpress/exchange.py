"""One request and its whole answer on a kept-alive connection, bounded in time and size whatever the other side does."""

import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import requests
from requests import exceptions as broken
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from syncd import progress
from syncd.publishers.wordpress.patience import Patience
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
        self._patience = Patience(timeout)
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
