"""Tells a monitor elsewhere that the work gets on: a plain GET now and then, whose absence is the alarm (a dead man's switch)."""

import math
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

import structlog

from syncd.settings import HeartbeatSettings, Secret

PATIENCE_SECONDS = 20.0
"""For the connection and for the whole answer, each; the name's resolution has the system's own limit."""
RETRY_SECONDS = 60.0
"""A heartbeat that did not arrive is tried again sooner than the next one is due."""
_STATUS_BYTES = len("HTTP/1.1 200")
"""All that is read of an answer."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Monitor:
    """Sends the heartbeats, one at a time, each in a thread of its own: a monitor that is slow, away or wrong holds nobody up."""

    sent: float = -math.inf
    """Boot seconds of the last heartbeat."""
    failure: str = ""
    """Why the last one did not arrive; said once, and once more when one arrives again."""
    under_way: threading.Thread | None = None

    def good_pass(self, chosen: HeartbeatSettings, boot: float) -> None:
        """A pass was good at this moment of the boot clock: send a heartbeat, unless one is under way or was sent lately."""
        if chosen.url is None or (self.under_way is not None and self.under_way.is_alive()):
            return
        every = chosen.every_minutes * 60
        if boot < self.sent + (min(every, RETRY_SECONDS) if self.failure else every):
            return
        self.sent = boot
        self.under_way = threading.Thread(target=self._send, args=(chosen.url,), name="heartbeat", daemon=True)
        self.under_way.start()

    def _send(self, url: Secret) -> None:
        try:
            status = answered(url.reveal())
            failure = "" if 200 <= status < 300 else f"the monitor answered {status}"  # noqa: PLR2004 - the status codes of success
        except (OSError, HTTPException, ValueError) as error:
            # Neither the error's text nor a traceback: the address, which is a secret, may stand in them.
            failure = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        if failure and failure != self.failure:
            log.warning("monitor.not_told", cause=failure, next_step="check heartbeat.url and that this machine reaches it")
        elif self.failure and not failure:
            log.info("monitor.told_again")
        self.failure = failure


def answered(url: str, now: Callable[[], float] = time.monotonic) -> int:
    """The status that a GET of the address is answered with; nothing else of the answer is read, and no redirect is followed.

    Raises OSError, HTTPException and ValueError.
    """
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    with closing(kind(parts.hostname or "", parts.port, timeout=PATIENCE_SECONDS)) as connection:
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("GET", path, headers={"User-Agent": "syncd", "Connection": "close"})
        until, said = now() + PATIENCE_SECONDS, b""
        while len(said) < _STATUS_BYTES:
            if (left := until - now()) <= 0:
                raise TimeoutError("timed out")
            connection.sock.settimeout(left)
            piece = connection.sock.recv(_STATUS_BYTES - len(said))
            if not piece:
                raise ConnectionResetError(0, "the connection was closed without an answer")
            said += piece
    return int(said.rpartition(b" ")[2])
