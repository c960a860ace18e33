"""The lines under a line that heads them: how the text of a table comes out of a page."""

import re
from collections.abc import Iterator

from syncd.screening.people import PERSON

_FAR = 40
"""Lines under a head that may belong to it."""
_LONGEST = 300
_BEGINS_ROW = re.compile(r" ?(?:\d{1,3}[. )]|[A-Z][A-Za-z]+\.? [A-Z][A-Za-z]+ )")


def under(text: str, head: re.Pattern[str], *, says_all: bool = False) -> Iterator[str]:
    """Each line that stands under a short one in which `head` is found, in their order.

    A head that holds a long number is none, but says what it is about itself; unless it `says_all` without.
    """
    reach = 0
    for line in text.split("\n"):
        if len(line) <= _LONGEST and head.search(line) and (says_all or not re.search(r"\d{4}", line)):
            reach = _FAR
        elif reach:
            reach -= 1
            yield line[:_LONGEST]


def is_row(line: str) -> bool:
    """Whether a line may be a row about a person: one is named in it, or it begins with its number or an English name."""
    return PERSON.search(line) is not None or _BEGINS_ROW.match(line) is not None


def before(text: str, at: int, most: int) -> str:
    """What stands before the place in its line, at most so many letters of it."""
    return text[max(0, at - most) : at].rpartition("\n")[2]
