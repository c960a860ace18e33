"""One way to send a request to a WordPress site: as its REST API wants it, every answer a value."""

import threading
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPSConnection
from typing import BinaryIO
from urllib.parse import urlsplit

import requests
from pydantic_core import to_json
from tenacity import (
    RetryError,
    Retrying,
    retry_if_exception_type,
    retry_if_result,
    stop_after_attempt,
    stop_after_delay,
    wait_exponential,
)

from syncd.clock import Moment
from syncd.errors import TemporaryPublishError
from syncd.publishers.wordpress.answer import Answer, read_json
from syncd.publishers.wordpress.exchange import Connection, Said
from syncd.publishers.wordpress.pace import Pace

Params = Mapping[str, str | int | list[str] | list[int]]

_IDLE_SECONDS = 4.0
"""Web servers drop idle connections, Apache after 5 s; a request that meets such a close has an uncertain answer."""
_REFUSAL_SECONDS = 3.0
_PASSING = frozenset({502, 503, 504})


class Client:
    """Speaks to one site as one user. Safe to use from several threads: each has its own connection.

    `get` is repeated a few times when the site does not answer; nothing else ever is. Raises TemporaryPublishError when no answer
    came; `nothing_done` is then true only if the request cannot have reached the site.
    """

    def __init__(
        self,
        url: str,
        username: str,
        password: str,
        *,
        clock: Callable[[], Moment],
        timeout: float = 60.0,
        max_per_minute: float = 0,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if urlsplit(url).username is not None:
            raise ValueError("the site's address must not hold a user name")
        self.url = url.rstrip("/")
        self.username = username
        self._authorization = "Basic " + b64encode(f"{username}:{password}".encode()).decode("ascii")
        self._clock = clock
        self._timeout = timeout
        self._pause = pause
        self._pace = Pace(max_per_minute, clock, pause)
        self._mine = threading.local()
        self._pretty: bool | None = None
        self._skew = timedelta()

    @property
    def pretty(self) -> bool:
        """Whether the site has pretty permalinks (/wp-json/); true until an answer has shown otherwise."""
        return self._pretty is not False

    @property
    def site_now(self) -> datetime:
        """The site's own time, as its answers tell it."""
        return self._clock().wall + self._skew

    @property
    def skew_seconds(self) -> float:
        """How far the site's clock is ahead of ours (± 1 s)."""
        return self._skew.total_seconds()

    def take_turn(self) -> None:
        """Wait until this thread's next request may be sent at once, where the site takes only so many a minute."""
        self._pace.take_turn()

    def get(self, route: str, params: Params) -> Answer:
        """Ask for `route` ("/wp/v2/posts")."""
        if self._pretty is not None:
            return self._ask(route, params)
        answer = self._ask(route, params)
        if answer.json is None:
            self._pretty = False
            plain = self._ask(route, params)
            self._pretty = False if plain.json is not None else None
            return plain if plain.json is not None else answer
        self._pretty = True
        return answer

    def post(self, route: str, payload: Mapping[str, object], params: Params) -> Answer:
        """Send `payload` as JSON, once."""
        return self._send("POST", route, params, to_json(payload), {"Content-Type": "application/json"})

    def upload(self, body: BinaryIO, headers: Mapping[str, str], params: Params) -> Answer:
        """Send an open file as a new medium, once, streamed."""
        return self._send("POST", "/wp/v2/media", params, body, headers)

    def delete(self, route: str) -> Answer:
        """Remove for good, past the trash."""
        return self._send("DELETE", route, {"force": "true"})

    def page(self, path: str) -> str:
        """The text of a page outside the REST API, as the public gets it; "" when there is none."""
        said = self._exchange(requests.Request("GET", self.url + path), {})
        return said.body.decode("utf-8", "replace") if said.status < 400 and said.body else ""  # noqa: PLR2004 - no error

    def refuses(self, size: int) -> bool:
        """Whether the web server says at once that a request of so many bytes is too large. Sends none of them."""
        self._pace.use_turn()
        parts = urlsplit(self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=_REFUSAL_SECONDS)
        try:
            connection.putrequest("POST", f"{parts.path}/wp-json/wp/v2/media")
            connection.putheader("Content-Length", str(size))
            connection.putheader("Expect", "100-continue")
            connection.endheaders()
            return connection.sock.recv(12).endswith(b"413")
        except OSError:
            return False
        finally:
            connection.close()

    def _ask(self, route: str, params: Params) -> Answer:
        attempts = Retrying(
            retry=retry_if_exception_type(TemporaryPublishError) | retry_if_result(lambda answer: answer.status in _PASSING),
            stop=stop_after_attempt(3) | stop_after_delay(5),
            wait=wait_exponential(0.2),
            sleep=self._pause,
        )
        try:
            return attempts(self._send, "GET", route, params)
        except RetryError as error:
            last: Answer = error.last_attempt.result()
            return last

    def _send(
        self,
        method: str,
        route: str,
        params: Params,
        body: bytes | BinaryIO | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        pretty = self.pretty
        address = f"{self.url}/wp-json{route}" if pretty else f"{self.url}/index.php"
        query = dict(params) if pretty else {"rest_route": route, **params}
        request = requests.Request(method, address, params=query, data=body, headers=dict(headers or {}))
        said = self._exchange(request, {"Authorization": self._authorization})
        answer = Answer(said.status, None if said.body is None else read_json(said.body), said.headers)
        if answer.json is not None and answer.date:  # what speaks in WordPress's place has a clock of its own
            self._skew = answer.date - self._clock().wall
        return answer

    def _exchange(self, request: requests.Request, headers: Mapping[str, str]) -> Said:
        request.headers.update(headers)
        self._pace.use_turn()
        return self._connection().send(request)

    def _connection(self) -> Connection:
        now = self._clock().boot
        connection: Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            headers = {"User-Agent": "syncd", "Accept": "application/json", "Cache-Control": "no-cache"}
            connection = self._mine.connection = Connection(headers, self._timeout)
        elif now - self._mine.used > _IDLE_SECONDS:
            connection.close()
        self._mine.used = now
        return connection
