"""Case numbers and keys as texts: 2570-0001, and with its 8 random digits what names a case's things on the site."""

import re
from collections.abc import Collection, Mapping

_NUMBER = r"[0-9]{4}-[0-9]{4,9}"
NUMBER = re.compile(rf"(?<![0-9-]){_NUMBER}(?![0-9-])")
"""A number standing by itself in a text."""
KEY = re.compile(rf"({_NUMBER})-[0-9a-f]{{8}}")
MEDIUM = re.compile(rf"({KEY.pattern})-[0-9a-f]{{12}}")

LEAST_FISCAL_YEAR = 2560
"""No office wrote a number of syncd's before."""
HIGHEST_HINT = 99_999
"""What anybody may write (a folder's name, a reply) counts up to here, or a thousand beyond what is certain: no office has so
many cases in a year, and nobody is to drive the numbers up by a name."""
_BEYOND = 1_000


def number_of(key: str) -> str:
    """The case number in a key."""
    return key[: key.rindex("-")]


def parts(number: str) -> tuple[int, int]:
    """Fiscal year and running number."""
    year, running = number.split("-")
    return int(year), int(running)


def highest(certain: Collection[str], hints: Collection[str], this_year: int) -> dict[int, int]:
    """Fiscal year → the highest running number in use, as far as it is to be believed.

    `certain` are numbers that only syncd can have written, `hints` those that anybody can.
    """
    found: dict[int, int] = {}
    for year, running in map(parts, certain):
        found[year] = max(running, found.get(year, 0))
    limits = {year: max(HIGHEST_HINT, running + _BEYOND) for year, running in found.items()}
    for year, running in map(parts, hints):
        if LEAST_FISCAL_YEAR <= year <= this_year and 0 < running <= limits.get(year, HIGHEST_HINT):
            found[year] = max(running, found.get(year, 0))
    return found


def is_believable(number: str, known: Mapping[int, int]) -> bool:
    """Whether a case may be opened under this number, by what `highest` found."""
    year, running = parts(number)
    return 0 < running <= known.get(year, 0)
