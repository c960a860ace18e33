"""The lines under a line that heads them: how the text of a table comes out of a page."""

import re
from collections.abc import Iterator

_FAR = 40
"""Lines under a head that may belong to it."""
_LONGEST = 300


def under(text: str, head: re.Pattern[str]) -> Iterator[str]:
    """Each line that stands under a short one in which `head` is found and no number, in their order."""
    reach = 0
    for line in text.split("\n"):
        if len(line) <= _LONGEST and head.search(line) and not re.search(r"\d{4}", line):
            reach = _FAR
        elif reach:
            reach -= 1
            yield line[:_LONGEST]


def before(text: str, at: int, most: int) -> str:
    """What stands before the place in its line, at most so many letters of it."""
    return text[max(0, at - most) : at].rpartition("\n")[2]
