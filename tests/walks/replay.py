"""Lives a printed sequence again, step by step; and finds the few steps of it that matter."""

import ast
from collections.abc import Callable, Sequence

from tests.walks.machine import Walk

Place = tuple[str, str, int]
"""What a life failed with, and where: kind, file, line."""


def steps_of(printed: str) -> list[str]:
    """The lines `state.act(name=value, …)` of what hypothesis printed."""
    return [line for line in map(str.strip, printed.splitlines()) if line.startswith("state.") and line.endswith(")")]


def replay(walk: Walk, steps: Sequence[str]) -> None:
    """Do them. Fails where that life did."""
    for step in steps:
        call = ast.parse(step, mode="eval").body
        assert isinstance(call, ast.Call)
        assert isinstance(call.func, ast.Attribute)
        chosen = {str(one.arg): ast.literal_eval(one.value) for one in call.keywords}
        getattr(walk, call.func.attr)(**chosen)


def shortened(begin: Callable[[], Walk], steps: Sequence[str]) -> list[str]:
    """Those that are needed to fail in the same place: halves, quarters and at last single steps are left out in turn.

    Hypothesis, which shrinks too, gives no step up here: it spends its five minutes on making each simple.
    """
    left, place = list(steps), place_of(begin, steps)
    size = len(left) // 2 if place else 0
    while size:
        at = 0
        while at < len(left):
            fewer = left[:at] + left[at + size :]
            if place_of(begin, fewer) == place:
                left = fewer
            else:
                at += size
        size //= 2
    return left


def place_of(begin: Callable[[], Walk], steps: Sequence[str]) -> Place | None:
    """Where a life of these steps goes wrong; None when it does not."""
    walk = begin()
    try:
        replay(walk, steps)
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is what is looked for
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        return (type(error).__name__, trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else None
    finally:
        walk.leave()
    return None
