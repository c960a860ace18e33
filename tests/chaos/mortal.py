"""The real daemon in a process that kills itself, for real, at the step it was told: SIGKILL, as if the power went.

`python -m tests.chaos.mortal STEPS AT AFTER ONLY -- ARGUMENTS`: each step's name is written to the file STEPS as it is reached.
Before the step number AT (0: none) of those whose name begins with ONLY the process is killed, or AFTER seconds later, so that
the step's own work is under way. ARGUMENTS are syncd's. Steps are what outlives the process: commits, changes on disk, requests;
all threads are counted together.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from syncd.cli import main as syncd
from tests.deaths import step_of


def arm(steps: int, at: int, after: float, only: str) -> Callable[[str], None]:
    """What is called with each step's name right before it is taken; `steps` is an open file."""
    lock = threading.Lock()
    count = 0

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    later = threading.Timer(after, die)

    def step(name: str) -> None:
        nonlocal count
        with lock:
            if not name.startswith(only):
                return
            count += 1
            os.write(steps, f"{name}\n".encode())
            if count == at and after:
                later.start()
            elif count == at:
                die()

    return step


def main() -> int:
    """Arm the process and be syncd."""
    file, at, after, only, _, *arguments = sys.argv[1:]
    steps = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC)
    step = arm(steps, int(at), float(after), only)

    def heard(name: str, details: tuple[Any, ...]) -> None:
        if found := step_of(name, details):
            step(found)

    sys.addaudithook(heard)
    event.listen(Engine, "commit", lambda _connection: step("commit"))
    return syncd(arguments)


if __name__ == "__main__":
    sys.exit(main())
