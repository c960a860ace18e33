"""Numbers written one digit to a box, a cell or a line, put together as a reader sees them."""

import re
from collections.abc import Iterator

from syncd.screening.found import mark

_SAME_LINE, _NEW_LINE = r"(?:[^\w\n]|_){1,6}", r" ?\n ?"
_RUNS = tuple(
    re.compile(rf"(?<![\w.,])(?:[A-Z]{gap}){{0,2}}\d(?:{gap}\d){{5,}}(?!\w)", re.IGNORECASE) for gap in (_SAME_LINE, _NEW_LINE)
)
_GAP = re.compile(r"[\W_]+")
_SUM = re.compile(r"(?:[^\w\n]|_){1,6}\d{2,3}(?!\d)")
"""Behind marks of a test, and behind no number of a person."""
_DAY, _SHORTEST, _MOBILE = 8, 10, 10
_PASSPORT = range(6, 9)


def squeezed(plain: str) -> str:
    """Plain text in which single digits that make a number together stand without what parts them."""
    for runs in _RUNS:
        plain = runs.sub(lambda run: _number(run) or run[0], plain)
    return plain


def mobiles(plain: str) -> dict[str, bool]:
    """The marks of what is written as ten single digits, and whether it begins as a mobile telephone's number."""
    numbers = (number for runs in _RUNS for number in _numbers(runs, plain) if len(number) == _MOBILE)
    return {mark(number): re.match("0[689]", number) is not None for number in numbers}


def _numbers(runs: re.Pattern[str], plain: str) -> Iterator[str]:
    return (number for run in runs.finditer(plain) if (number := _number(run)))


def _number(run: re.Match[str]) -> str:
    """What the run says in one piece; "" if it is none: one thing parts all its digits, or boxes with a dash between some."""
    gaps = _GAP.findall(run[0])
    least = min(gaps, key=len)
    if any(least not in gap for gap in gaps) or _SUM.match(run.string, run.end()):
        return ""
    number = _GAP.sub("", run[0])
    digits = sum(map(str.isdecimal, number))
    if number[0].isalpha():
        return number if digits in _PASSPORT else ""
    return number if digits == _DAY or digits >= _SHORTEST else ""
