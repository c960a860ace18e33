"""So many requests a minute and no more, however many connections there are."""

import threading
from collections.abc import Callable

from syncd import progress
from syncd.clock import Moment

_PIECE_SECONDS = 10.0


class Pace:
    """Gives each request its turn, evenly spaced, first come first served. Safe to use from several threads."""

    def __init__(self, per_minute: float, clock: Callable[[], Moment], pause: Callable[[float], None]) -> None:
        """`per_minute` 0: no limit."""
        self._apart = 60 / per_minute if per_minute else 0.0
        self._clock = clock
        self._pause = pause
        self._lock = threading.Lock()
        self._next = 0.0
        self._mine = threading.local()

    def take_turn(self) -> None:
        """Wait until this thread may send its next request, unless it has waited for it already."""
        if not self._apart or getattr(self._mine, "turn", False):
            return
        with self._lock:
            now = self._clock().boot
            turn = max(now, self._next)
            self._next = turn + self._apart
        left = turn - now
        while left > 0:  # piece by piece: to wait for one's turn is not to hang
            self._pause(min(left, _PIECE_SECONDS))
            left -= _PIECE_SECONDS
            progress.made()
        self._mine.turn = True

    def use_turn(self) -> None:
        """Wait for a turn if this thread has none, and use it up: the request is about to be sent."""
        self.take_turn()
        self._mine.turn = False
