"""Long work cut into steps, so that a huge bundle keeps nobody waiting: a generator that yields between them."""

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")
Steps = Generator[None, None, Result]
"""Work that may be left between any two steps for a while, or for good by `close()`."""


def finish(work: Steps[Result]) -> Result:
    """Take all steps at once; the result."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            result: Result = done.value
            return result
