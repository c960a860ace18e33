"""One way to send a request to a WordPress site: kept-alive connections, no surprises, every answer a value."""

import json
import re
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPSConnection
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import requests
from requests import exceptions as broken
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
from syncd.publishers.wordpress.silence import no_answer

Params = Mapping[str, str | int | list[str] | list[int]]

_IDLE_SECONDS = 4.0
"""Web servers drop idle connections, Apache after 5 s; a request that meets such a close has an uncertain answer."""
_CONNECT_SECONDS = 10.0
_REFUSAL_SECONDS = 3.0
_PASSING = frozenset({502, 503, 504})
_JSON_START = re.compile(r'(?<=[>\n])(\{"|\[\{"|\[\]$)')


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site said. `json` is None when the body is no JSON, whatever its content type claims."""

    status: int
    json: Any
    headers: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """Whether WordPress itself answered, and did what was asked."""
        return 200 <= self.status < 300 and self.json is not None  # noqa: PLR2004 - the status codes of success

    @property
    def code(self) -> str:
        """WordPress's own name for the error; "" when it is not WordPress that speaks."""
        return str(self.json.get("code", "")) if isinstance(self.json, dict) and not self.ok else ""

    @property
    def retry_after(self) -> float | None:
        """Seconds the site asks to be left alone; None when it does not say."""
        said = self.headers.get("Retry-After", "")
        if said.isdigit():
            return float(said)
        until, now = _http_date(said), _http_date(self.headers.get("Date", ""))
        return max(0.0, (until - now).total_seconds()) if until and now else None


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
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if urlsplit(url).username is not None:
            raise ValueError("the site's address must not hold a user name")
        self.url = url.rstrip("/")
        self.username = username
        self._authorization = "Basic " + b64encode(f"{username}:{password}".encode()).decode("ascii")
        self._clock = clock
        self._timeout = (min(_CONNECT_SECONDS, timeout), timeout)
        self._pause = pause
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
        body = json.dumps(payload, ensure_ascii=False).encode()
        return self._send("POST", route, params, body, {"Content-Type": "application/json"})

    def upload(self, body: BinaryIO, headers: Mapping[str, str], params: Params) -> Answer:
        """Send an open file as a new medium, once, streamed."""
        return self._send("POST", "/wp/v2/media", params, body, headers)

    def delete(self, route: str) -> Answer:
        """Remove for good, past the trash."""
        return self._send("DELETE", route, {"force": "true"})

    def page(self, path: str) -> str:
        """The text of a page outside the REST API, as the public gets it; "" when there is none."""
        got = self._exchange(requests.Request("GET", self.url + path), {})
        return got.text if got.ok else ""

    def refuses(self, size: int) -> bool:
        """Whether the web server says at once that a request of so many bytes is too large. Sends none of them."""
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
        got = self._exchange(request, {"Authorization": self._authorization})
        return Answer(got.status_code, _read(got.content), got.headers)

    def _exchange(self, request: requests.Request, headers: Mapping[str, str]) -> requests.Response:
        request.headers.update(headers)
        session = self._session()
        try:
            got = session.send(session.prepare_request(request), timeout=self._timeout, allow_redirects=False)
        except broken.RequestException as error:
            # The chain is cut: requests keeps the Authorization header in it, and some tracebacks show local values.
            raise no_answer(error, request.method) from None
        if date := _http_date(got.headers.get("Date", "")):
            self._skew = date - self._clock().wall
        return got

    def _session(self) -> requests.Session:
        now = self._clock().boot
        session: requests.Session | None = getattr(self._mine, "session", None)
        if session is None:
            session = self._mine.session = requests.Session()
            session.trust_env = False
            session.headers.update({"User-Agent": "syncd", "Accept": "application/json", "Cache-Control": "no-cache"})
        elif now - self._mine.used > _IDLE_SECONDS:
            session.close()
        self._mine.used = now
        return session


def _read(body: bytes) -> Any:
    """The JSON of an answer; a site that shows PHP's warnings puts them in front of it."""
    text = body.decode("utf-8", "replace").strip().removeprefix("\ufeff")
    with suppress(ValueError):
        return json.loads(text)
    if text.startswith(("{", "[")):
        return None
    behind_warnings = _JSON_START.search(text)
    with suppress(ValueError):
        return json.loads(text[behind_warnings.start() :]) if behind_warnings else None
    return None


def _http_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return None
