"""Asks shared folders without waiting for ever: a share that hangs, or a copy that takes long, holds up nobody else's work."""

import errno
import math
import os
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")

PATIENCE_SECONDS = 10.0
"""A share that is silent for so long gives no answer for now; a NAS that must first spin its disks up answers sooner."""


@dataclass(slots=True)
class Asked(Generic[Answer]):
    """A question under way."""

    what: object
    """Two equal questions are one: a late answer to the first is an answer to the second."""
    future: "Future[Answer]"
    begun: float = -math.inf
    """Monotonic seconds."""
    keep: "Callable[[Asked[Answer]], None]" = lambda _: None
    """Called when the answer is given up."""
    unwanted: Callable[[Answer], object] = lambda _: None
    """Takes away what a late answer has left that nobody asks for any more."""

    def answer(self, seconds: float = PATIENCE_SECONDS) -> Answer:
        """What the work gave, waited for until so many seconds after it began. Raises TimeoutError, and what the work raised."""
        done = threading.Event()
        self.future.add_done_callback(lambda _: done.set())
        if not done.wait(max(0.0, self.begun + seconds - time.monotonic())):
            self.keep(self)
            raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        return self.future.result()

    def work(self, work: Callable[[], Answer]) -> None:
        """Do the work and let its answer, or what it raised, be known."""
        try:
            self.future.set_result(work())
        except BaseException as error:  # noqa: BLE001 -- raised again where the answer is waited for
            self.future.set_exception(error)


class Direct:
    """Does all work where it is asked for, however long it takes: for single passes, and for tests at times of their own."""

    def begin(
        self,
        lane: str,  # noqa: ARG002 -- only one that waits for nothing needs to know
        what: object,
        work: Callable[[], Answer],
        unwanted: Callable[[Answer], object] = lambda _: None,  # noqa: ARG002 -- an answer is never late here
    ) -> Asked[Answer]:
        """Do the work now."""
        asked: Asked[Answer] = Asked(what, Future())
        asked.work(work)
        return asked

    def ask(self, lane: str, what: object, work: Callable[[], Answer]) -> Answer:
        """What the work gives. Raises TimeoutError when that takes too long, and what the work raises."""
        return self.begin(lane, what, work).answer()

    def know_near(self, lanes: Collection[str]) -> None:
        """Take it that these lanes' folders, and no others, lie on this machine's own disks."""


@dataclass(slots=True)
class Reach(Direct):
    """Does work on what may lie elsewhere in threads. From any thread.

    A thread that waits for a dead server cannot be ended. So all that is asked belongs to a lane, such as a unit's folder:
    while an answer is outstanding there that was given up, any other question of the lane fails at once and begins nothing.
    Whoever asks the same question again gets the answer that came late. Work must be such as may be done late, and twice.
    """

    wake: Callable[[], None]
    """Called, from another thread, when an answer has come that was given up."""
    near: frozenset[str] = frozenset()
    """Lanes on this machine's own disks: such work is done where it is asked for, which costs less."""
    _late: dict[str, Asked[Any]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(
        self, lane: str, what: object, work: Callable[[], Answer], unwanted: Callable[[Answer], object] = lambda _: None
    ) -> Asked[Answer]:
        """Begin the work, or go on waiting where the same question is under way."""
        if lane in self.near:
            return Direct.begin(self, lane, what, work)
        with self._lock:
            late = self._late.get(lane)
            if late is not None and not late.future.done():
                return late if late.what == what else Asked(what, Future())
            self._late.pop(lane, None)
        if late is not None and late.what == what:
            return late
        if late is not None and late.future.exception() is None:
            late.unwanted(late.future.result())

        def keep(given_up: Asked[Any]) -> None:
            with self._lock:
                known = self._late.setdefault(lane, given_up)
            if known is given_up:
                given_up.keep = lambda _: None
                given_up.future.add_done_callback(lambda _: self.wake())

        asked = Asked(what, Future(), time.monotonic(), keep, unwanted)
        threading.Thread(target=asked.work, args=(work,), name=f"reach {lane}", daemon=True).start()
        return asked

    def know_near(self, lanes: Collection[str]) -> None:
        """Take it that these lanes' folders, and no others, lie on this machine's own disks."""
        self.near = frozenset(lanes)
