"""Who hears that the work in hand gets on: a piece of a file copied or sent, a document read, a request answered.

A step that is long and one that hangs look alike from outside. Whoever moves bytes says so here; whoever watches listens.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


def _nobody() -> None:
    """Nobody listens."""


_listener: ContextVar[Callable[[], None]] = ContextVar("progress", default=_nobody)


def made() -> None:
    """Say that something moved. Costs next to nothing; each thread has its own listener."""
    _listener.get()()


@contextmanager
def heard_by(listener: Callable[[], None]) -> Iterator[None]:
    """Call `listener` at each progress of this thread while inside."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)
