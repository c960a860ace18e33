"""Dying at any step: every commit, every change on disk and every request is a step, seen by the interpreter's own audit hook."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

_ON_DISK = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.chmod", "os.truncate"})
_WRITING = os.O_WRONLY | os.O_RDWR


class Died(BaseException):
    """The process ended here: nothing in it may take this for an error to handle."""


@dataclass(slots=True)
class Death:
    """Counts steps while armed, and dies before the given one; a dead process takes no further step, whatever it unwinds."""

    at: int | None = None
    """Counted from 1; None: never."""
    only: tuple[str, ...] = ("",)
    """How the names of the steps begin that are counted; a dead process takes none of any kind."""
    steps: list[str] = field(default_factory=list)
    """What was reached, the fatal one last."""

    @property
    def happened(self) -> bool:
        return self.at is not None and len(self.steps) >= self.at

    def step(self, name: str) -> None:
        """About to do something that outlives the process."""
        if self.happened:
            raise Died
        if name.startswith(self.only):
            self.steps.append(name)
        if self.happened:
            raise Died


_armed: dict[int, Death] = {}
"""By thread: what other threads do (a fake site's server) is not ours."""


def step_of(name: str, arguments: tuple[Any, ...]) -> str | None:
    """The step that an audit event of the interpreter tells of; None when it changes nothing that outlives the process."""
    if name in _ON_DISK:
        return f"{name} {_last(arguments[0])}"
    if name == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING and arguments[0] != os.devnull:
        return f"write {_last(arguments[0])}"
    if name == "http.client.send":
        return f"send {bytes(arguments[1][:40]).decode(errors='replace').splitlines()[0]!r}"
    return None


def _hook(name: str, arguments: tuple[Any, ...]) -> None:
    death = _armed.get(threading.get_ident()) if _armed else None
    if death is not None and (step := step_of(name, arguments)):
        death.step(step)


def _last(path: object) -> str:
    return os.fsdecode(path).rpartition("/")[2] if isinstance(path, str | bytes | os.PathLike) else str(path)


sys.addaudithook(_hook)


@contextmanager
def mortal(death: Death, engine: Engine | type[Engine]) -> Iterator[None]:
    """This thread takes its steps under the death while inside; the database's commits are steps, too (of every database, if the
    class is given)."""

    def commit(_connection: object) -> None:
        death.step("commit")

    event.listen(engine, "commit", commit)
    _armed[threading.get_ident()] = death
    try:
        yield
    finally:
        del _armed[threading.get_ident()]
        event.remove(engine, "commit", commit)


def survive(death: Death, engine: Engine | type[Engine], work: Callable[[], None]) -> bool:
    """Work under the death; whether the process lived."""
    try:
        with mortal(death, engine):
            work()
    except Died:
        return False
    return True
