"""How long is waited for something to move on a connection: a socket's own time limit begins anew with every byte."""

import math
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Patience:
    """Cuts a connection when nothing has moved for too long. For one thread."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._line: socket.socket | None = None
        self.until = math.inf
        """Monotonic seconds."""
        self.lost = False
        """Whether the connection was cut in the last exchange."""

    @contextmanager
    def exchange(self) -> Iterator[None]:
        """Watch what happens inside."""
        self.lost = False
        self.moved()
        _watch.begin(self)
        try:
            yield
        except BaseException:
            self.let_go()
            raise
        finally:
            _watch.end(self)

    def moved(self) -> None:
        """Something did: the time begins anew."""
        self.until = time.monotonic() + self._seconds

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

    def cut(self) -> None:
        """The time is over. Called by the watch, in its thread."""
        if line := self._line:
            self.lost = True
            with suppress(OSError):  # the other side, or we, have ended it at this moment
                line.shutdown(socket.SHUT_RDWR)


class _Watch:
    """One thread for all connections, asleep until the first one's time may be over: one for each exchange costs more."""

    def __init__(self) -> None:
        self._bell = threading.Condition()
        self._watched: set[Patience] = set()
        self._wakes_at = math.inf
        self._thread: threading.Thread | None = None

    def begin(self, one: Patience) -> None:
        """Cut it, once, when its time is over."""
        with self._bell:
            self._watched.add(one)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="patience", daemon=True)
                self._thread.start()
            if one.until < self._wakes_at:  # seldom: all have the same time limit, so the first to begin is the first to end
                self._bell.notify()

    def end(self, one: Patience) -> None:
        """Leave it alone from now on."""
        with self._bell:
            self._watched.discard(one)

    def _work(self) -> None:
        with self._bell:
            while True:
                now = time.monotonic()
                for one in [one for one in self._watched if one.until <= now]:
                    self._watched.discard(one)
                    one.cut()
                self._wakes_at = min((one.until for one in self._watched), default=math.inf)
                self._bell.wait(None if math.isinf(self._wakes_at) else self._wakes_at - now)


_watch = _Watch()
