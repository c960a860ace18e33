"""Lives a printed sequence again, step by step."""

import ast

from tests.walks.machine import Walk


def replay(walk: Walk, printed: str) -> None:
    """Do what hypothesis printed: its lines `state.act(name=value, …)`; the others are passed over. Fails where that life did."""
    for line in map(str.strip, printed.splitlines()):
        if line.startswith("state.") and line.endswith(")"):
            call = ast.parse(line, mode="eval").body
            assert isinstance(call, ast.Call)
            assert isinstance(call.func, ast.Attribute)
            chosen = {str(one.arg): ast.literal_eval(one.value) for one in call.keywords}
            getattr(walk, call.func.attr)(**chosen)
