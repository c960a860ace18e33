"""Reads the periods that a title names: fiscal years, school years, quarters. Pure."""

import re
from collections.abc import Iterable
from itertools import islice

from syncd.thai import arabic, normalise

QUARTER, FISCAL_YEAR, SCHOOL_YEAR = "ไตรมาส", "ปี", "ปีการศึกษา"
"""What a period counts; a school year is never compared with a fiscal year."""

_QUARTER = re.compile(r"ไตรมาส ?(?:ที่)? ?([1-4])(?!\d)(?: ?[-–,และ]+ ?([1-4])(?!\d))?")
_QUARTERS_YEAR = re.compile(r"ไตรมาส ?(?:ที่)? ?[1-4] ?/ ?(25\d\d)(?!\d)")
_YEARS = re.compile(
    r"(ปี ?การ ?ศึกษา|ปี ?งบ ?ประมาณ|ประจำ ?ปี|ปี) ?(?:งบ ?ประมาณ)? ?(?:พ ?\. ?ศ ?\.?)? ?(25\d\d)(?!\d)"
    r"(?: ?[-–] ?(?:พ\.ศ\. ?)?(25\d\d))?"
)
_FIRST, _LONGEST = 6, 300
"""Lines and letters in which a paper says what it is."""


def periods(text: str) -> dict[str, frozenset[int]]:
    """What the text counts by → the numbers it names; "ไตรมาส ๑ ปีงบประมาณ ๒๕๖๓" gives {"ไตรมาส": {1}, "ปี": {2563}}."""
    plain = arabic(normalise(text))
    found: dict[str, set[int]] = {}
    for match in _QUARTER.finditer(plain):
        found.setdefault(QUARTER, set()).update(_range(match[1], match[2]))
    for match in _QUARTERS_YEAR.finditer(plain):
        found.setdefault(FISCAL_YEAR, set()).add(int(match[1]))
    for match in _YEARS.finditer(plain):
        counted = SCHOOL_YEAR if "ศึกษา" in match[1] else FISCAL_YEAR
        found.setdefault(counted, set()).update(_range(match[2], match[3]))
    return {counted: frozenset(numbers) for counted, numbers in found.items()}


def headline(lines: Iterable[str]) -> str:
    """The first lines in one, if they name a period; else ""."""
    text = " ".join(islice((line.strip() for line in lines if line.strip()), _FIRST))[:_LONGEST]
    return text if periods(text) else ""


def differing(one: str, *others: str) -> str | None:
    """What `one` counts by and names otherwise than all the others that name it at all; None when they agree or are silent."""
    named = [periods(other) for other in others]
    for counted, numbers in periods(one).items():
        said = [it[counted] for it in named if counted in it]
        if said and not any(numbers & these for these in said):
            return counted
    return None


def _range(first: str, last: str | None) -> range:
    return range(int(first), max(int(first), int(last or first)) + 1)
