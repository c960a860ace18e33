"""An HTTP server on loopback that answers as it is told, and lets a test's faults happen to what it is asked and answers."""

import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol
from urllib.parse import parse_qs, urlsplit

from tests.publishers.faults import Fault, Reply

CHUNK = 65536


class Request(NamedTuple):
    """One request that reached the site."""

    method: str
    path: str
    """Without the query; of a REST request the route, "/wp/v2/posts"."""


class Body(Protocol):
    """What a request carries, to be read once."""

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    method: str
    target: str
    """As sent, with the query."""
    headers: Any
    body: Body
    length: int
    """What was promised; a body that was cut holds less."""
    cut: bool = False

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def route(self) -> str | None:
        """What of the REST API is asked, whichever way permalinks are; None for other pages."""
        plain = self.query.get("rest_route")
        if plain:
            return plain[0]
        return self.path.removeprefix("/wp-json") if self.path.startswith("/wp-json") else None


class FaultyServer(ThreadingHTTPServer):
    """Each connection has its thread and is kept alive. Faults happen to REST requests alone."""

    daemon_threads = True
    block_on_close = False

    def __init__(
        self,
        answer: Callable[[Asked], Reply | Path | None],
        befalling: Callable[[str, str], Fault | None],
        *,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`answer` None: the connection is cut."""
        self.answer = answer
        self.befalling = befalling
        self.now = now
        self.asked: list[Request] = []
        """Every REST request that came in, also those that something befell."""
        self._tls = tls
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def url(self) -> str:
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.server_port}"

    def get_request(self) -> tuple[Any, Any]:
        """A connection; the handshake is left to its own thread."""
        connection, address = super().get_request()
        if self._tls:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is no error here."""


class _Wire:
    """The body of one request on its connection, and no byte more."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left = self._left - len(piece) if piece else 0
        return piece


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: FaultyServer

    def handle_expect_100(self) -> bool:
        super().handle_expect_100()
        self.wfile.flush()
        return True

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        wire = _Wire(self.rfile, length)  # type: ignore[arg-type]
        asked = Asked(self.command, self.path, self.headers, wire, length)
        fault = None
        if asked.route is not None:
            self.server.asked.append(Request(self.command, asked.route))
            fault = self.server.befalling(self.command, asked.route)
        reply = self._befallen(asked, fault) if fault else self.server.answer(asked)
        while wire.read(CHUNK):
            continue
        if reply is None:
            self._hang_up()
        else:
            self._show(reply)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815 - http.server's names

    def _befallen(self, asked: Asked, fault: Fault) -> Reply | Path | None:
        if fault.cut_body:
            half = BytesIO(asked.body.read(asked.length // 2))
            self.server.answer(replace(asked, body=half, cut=True))
            self._hang_up()
            return None
        if fault.later:
            fault.later(partial(self.server.answer, _arrived(asked)))
            self._hang_up()
            return None
        if fault.wait or fault.delay:
            asked = _arrived(asked)
            if fault.wait:
                fault.wait.wait(60)
            time.sleep(fault.delay)  # the site's own pace
        reply = fault.before or self.server.answer(asked)
        return fault.after(reply) if fault.after and isinstance(reply, Reply) else reply

    def _show(self, reply: Reply | Path) -> None:
        if isinstance(reply, Path):
            reply = Reply(200, reply.read_bytes())
        self.send_response_only(reply.status)
        date = self.server.now().strftime("%a, %d %b %Y %H:%M:%S GMT")
        usual = {"Date": date, "Content-Length": str(len(reply.body) * reply.times)}
        for name, value in {**usual, **reply.headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.flush()
        if self.command == "HEAD":
            return
        pieces: Sequence[bytes] = [reply.body] * reply.times
        if reply.pace:
            pieces = [bytes([byte]) for piece in pieces for byte in piece]
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()
            time.sleep(reply.pace)  # the site's own pace
        if int(reply.headers.get("Content-Length") or len(reply.body) * reply.times) != len(reply.body) * reply.times:
            self._hang_up()  # the rest that was promised never comes

    def _hang_up(self) -> None:
        self.close_connection = True
        try:
            self.connection.shutdown(2)
        except OSError:
            return  # the client has gone first

    def log_message(self, *_: Any) -> None:
        """Tests are quiet."""


def _arrived(asked: Asked) -> Asked:
    """The same request with its whole body here, whatever becomes of its sender."""
    return replace(asked, body=BytesIO(asked.body.read()))
