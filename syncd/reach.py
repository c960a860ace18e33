"""Asks shared folders without waiting for ever: a share that hangs, or a copy that takes long, holds up nobody else's work."""

import errno
import math
import os
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")

PATIENCE_SECONDS = 10.0
"""A share that is silent for so long gives no answer for now; a NAS that must first spin its disks up answers sooner."""

BRIEF_SECONDS = 1.0
"""So long is waited for a share while another has hung lately: mostly it is one server that has them all."""
LATELY_SECONDS = 60.0
MOST_LATE = 40
"""So many questions, and so many copies, may be under way that were given up: a thread each, of which TasksMax allows few."""


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
    unwanted: Callable[[Answer], object] | None = None
    """Takes away what a late answer has left that nobody asks for any more."""
    patience: float = PATIENCE_SECONDS

    @property
    def is_done(self) -> bool:
        """Whether the answer has come."""
        return self.future.done()

    def clear(self) -> None:
        """Take away what the answer, which has come, has left."""
        if self.unwanted is not None and self.future.exception() is None:
            self.unwanted(self.future.result())

    def answer(self, seconds: float | None = None) -> Answer:
        """What the work gave, waited for until so many seconds after it began. Raises TimeoutError, and what the work raised."""
        until = self.begun + (self.patience if seconds is None else seconds)
        if not wait([self.future], max(0.0, until - time.monotonic())).done:
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
        unwanted: Callable[[Answer], object] | None = None,  # noqa: ARG002 -- an answer is never late here
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

    def late(self, lane: str) -> Asked[Any] | None:  # noqa: ARG002 -- nothing is late here
        """The question of this lane whose answer was given up and not asked for again, whether or not it has come since."""
        return None

    def has_room(self, lane: str) -> bool:  # noqa: ARG002 -- nothing is late here
        """Whether a copy can be begun in this lane now; if not, the bell rings when that may have changed."""
        return True

    def forget(self, is_wanted: Callable[[Any], bool]) -> None:
        """Take away what answers have left that came late and are not wanted any more, by what was asked."""


@dataclass(slots=True)
class Reach(Direct):
    """Does work on what may lie elsewhere in threads. From any thread.

    A thread that waits for a dead server cannot be ended. So all that is asked belongs to a lane, such as a unit's folder:
    while an answer is outstanding there that was given up, any other question of the lane fails at once and begins nothing.
    Whoever asks the same question again gets the answer that came late. Work must be such as may be done late, and twice.

    However many lanes hang, no more than MOST_LATE are waited for; until one of those answers, further ones fail at once, too.
    """

    wake: Callable[[], None]
    """Called, from another thread, when an answer has come that was given up."""
    near: frozenset[str] = frozenset()
    """Lanes on this machine's own disks: such work is done where it is asked for, which costs less."""
    _late: dict[str, list[Asked[Any]]] = field(default_factory=dict)
    """What was given up and not asked for again; of a lane in which two threads asked there may be two."""
    _hung_at: float = -math.inf
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(
        self, lane: str, what: object, work: Callable[[], Answer], unwanted: Callable[[Answer], object] | None = None
    ) -> Asked[Answer]:
        """Begin the work, or go on waiting where the same question is under way. `unwanted` is given where an answer leaves
        something behind, as a copy does."""
        if lane in self.near:
            return Direct.begin(self, lane, what, work)
        with self._lock:
            late = self._late.get(lane, [])
            if same := next((one for one in late if one.what == what), None):
                if same.is_done:
                    late.remove(same)
                return same
            if not all(one.is_done for one in late) or self._is_full(copies=unwanted is not None):
                return Asked(what, Future())
            self._late.pop(lane, None)
        for one in late:
            one.clear()
        patience = BRIEF_SECONDS if time.monotonic() - self._hung_at < LATELY_SECONDS else PATIENCE_SECONDS
        asked: Asked[Answer] = Asked(what, Future(), time.monotonic(), partial(self._give_up, lane), unwanted, patience)
        threading.Thread(target=asked.work, args=(work,), name=f"reach {lane}", daemon=True).start()
        return asked

    def know_near(self, lanes: Collection[str]) -> None:
        """Take it that these lanes' folders, and no others, lie on this machine's own disks."""
        self.near = frozenset(lanes)

    def late(self, lane: str) -> Asked[Any] | None:
        """A question of this lane whose answer was given up and not asked for again, whether or not it has come since."""
        with self._lock:
            return next(iter(self._late.get(lane, ())), None)

    def has_room(self, lane: str) -> bool:
        """Whether a copy can be begun in this lane now; if not, the bell rings when that may have changed."""
        with self._lock:
            return all(one.is_done for one in self._late.get(lane, ())) and not self._is_full(copies=True)

    def forget(self, is_wanted: Callable[[Any], bool]) -> None:
        """Take away what answers have left that came late and are not wanted any more, by what was asked."""
        with self._lock:
            left = [one for late in self._late.values() for one in late if one.unwanted is not None and one.is_done]
            unwanted = [one for one in left if not is_wanted(one.what)]
            for late in self._late.values():
                late[:] = [one for one in late if all(one is not other for other in unwanted)]
        for one in unwanted:
            one.clear()

    def _give_up(self, lane: str, asked: Asked[Any]) -> None:
        asked.keep = lambda _: None
        with self._lock:
            self._late.setdefault(lane, []).append(asked)
            if asked.unwanted is None:  # a copy may take long without anything hanging
                self._hung_at = time.monotonic()
        asked.future.add_done_callback(lambda _: self.wake())

    def _is_full(self, *, copies: bool) -> bool:
        going = [one for late in self._late.values() for one in late if not one.is_done]
        return sum((one.unwanted is not None) == copies for one in going) >= MOST_LATE
