"""What can happen to a request on its way to a site and back, as values: one vocabulary for the fake site and the real one."""

import json
import random
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

BLOCK_PAGE = b"<!DOCTYPE html><html><body>Please prove that you are human.</body></html>"
WARNING = (
    b"<br />\n<b>Warning</b>:  Undefined array key &quot;x&quot; in <b>/www/wp-content/plugins/p.php</b> on line <b>7</b><br />\n"
)


class Reply(NamedTuple):
    """What goes over the wire."""

    status: int
    body: bytes
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed
    """Content-Length and Date are added unless they stand here; one that is empty is left out."""
    pace: float = 0.0
    """Seconds between two bytes of the body; 0: all at once."""
    times: int = 1
    """How often the body is sent, for answers larger than anybody wants."""


@dataclass
class Fault:
    """What happens to the next requests that it fits.

    `before`: instead of doing what was asked, this is answered. `after`: it is done, and this is made of the answer; None cuts
    the connection without one. `wait`, `delay`: the request has arrived whole, and nothing is done until this is set, or for so
    many seconds; the client may be gone by then. `later`: the connection is cut, and this is handed what would do what was asked,
    for the test to call when it likes.
    """

    method: str
    path: str
    """How the route ends: "media", "posts"."""
    before: Reply | None = None
    after: Callable[[Reply], Reply | None] | None = None
    wait: threading.Event | None = None
    delay: float = 0.0
    later: Callable[[Callable[[], object]], None] | None = None
    cut_body: bool = False
    """The connection is cut while the body is still coming."""
    times: int = 1


_choosing = threading.Lock()


def befalling(faults: Iterable[Fault], method: str, route: str) -> Fault | None:
    """The first of the faults that this request meets; it is used up once."""
    with _choosing:
        for fault in faults:
            if fault.times and fault.method == method and route.endswith(fault.path):
                fault.times -= 1
                return fault
    return None


class Storm:
    """Faults at random, the same ones for the same seed and order of requests: answers lost or spoilt, cuts, 503s, delays."""

    def __init__(self, seed: int, rate: float, longest_delay: float = 1.0) -> None:
        """`rate`: the part of all requests that something happens to, 0 to 1."""
        self._random = random.Random(seed)
        self._rate = rate
        self._longest_delay = longest_delay

    def befalling(self, method: str, route: str) -> Fault | None:
        """What happens to this request, if anything."""
        with _choosing:
            if self._random.random() >= self._rate:
                return None
            kind = self._random.choice(("lost", "cut", "unavailable", "late", "truncated", "bad gateway"))
            delay = self._random.uniform(0, self._longest_delay)
        match kind:
            case "lost":
                return Fault(method, route, after=lost)
            case "cut":
                return Fault(method, route, cut_body=True)
            case "unavailable":
                return Fault(method, route, before=page(503))
            case "late":
                return Fault(method, route, delay=delay)
            case "truncated":
                return Fault(method, route, after=truncated)
            case _:
                return Fault(method, route, after=lambda _: page(502))


# --- made of an answer ----------------------------------------------------------------------------------------------


def lost(_: Reply) -> Reply | None:
    """The answer never arrives."""
    return None


def late(seconds: float) -> Callable[[Reply], Reply]:
    """It was done at once, but the answer takes so long."""

    def hold(reply: Reply) -> Reply:
        time.sleep(seconds)  # the site's own pace
        return reply

    return hold


def trickling(seconds: float) -> Callable[[Reply], Reply]:
    """The answer comes byte by byte, one each so many seconds."""
    return lambda reply: reply._replace(pace=seconds)


def truncated(reply: Reply) -> Reply:
    """Half the answer arrives, and looks like all of it."""
    return reply._replace(body=reply.body[: len(reply.body) // 2])


def warned(reply: Reply) -> Reply:
    """PHP shows a warning in front of the answer."""
    return reply._replace(body=WARNING + reply.body, headers={"Content-Type": "text/html; charset=UTF-8"})


def blocked(_: Reply) -> Reply:
    """It was done, but a page is shown instead of the answer."""
    return Reply(200, BLOCK_PAGE, {"Content-Type": "text/html"})


# --- said by something else -----------------------------------------------------------------------------------------


def error(status: int, code: str, **headers: str) -> Reply:
    """An error as WordPress words it."""
    body = json.dumps({"code": code, "message": "ขออภัย", "data": {"status": status}}).encode()
    return Reply(status, body, {"Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}})


def page(status: int, **headers: str) -> Reply:
    """A page by something that stands before WordPress."""
    return Reply(status, BLOCK_PAGE, {"Content-Type": "text/html", **{k.replace("_", "-"): v for k, v in headers.items()}})
