"""Talks with a process that cannot be trusted to listen, to answer, or to end its answer."""

import os
import select
import time
from collections.abc import Callable

_CHUNK = 1 << 16


class TooLongError(Exception):
    """The process says more than it has a right to."""


def ask(to: int, said: bytes, back: int, is_whole: Callable[[bytearray], bool] | None, *, seconds: float, longest: int) -> bytes:
    """Write `said` to the pipe `to`, and read from `back` until the answer is whole; without `is_whole`, until its end.

    Raises TimeoutError, BrokenPipeError when the process ended before, TooLongError, and what `is_whole` raises.
    """
    deadline = time.monotonic() + seconds
    poll = select.poll()
    poll.register(back, select.POLLIN)
    unsaid, received = memoryview(said), bytearray()
    if unsaid:
        os.set_blocking(to, False)
        poll.register(to, select.POLLOUT)
    while True:
        left = deadline - time.monotonic()
        ready = dict(poll.poll(left * 1000)) if left > 0 else {}
        if not ready:
            raise TimeoutError
        if to in ready:
            unsaid = unsaid[os.write(to, unsaid[:_CHUNK]) :]
            if not unsaid:
                poll.unregister(to)
        if back in ready:
            chunk = os.read(back, _CHUNK)
            received += chunk
            if len(received) > longest:
                raise TooLongError
            if not chunk and is_whole is not None:
                raise BrokenPipeError
            if not chunk or (is_whole is not None and is_whole(received)):
                return bytes(received)
