"""Looks through what a file says for what must not come before the public unseen, and tells where it stands."""

from collections.abc import Iterable

from syncd import personal
from syncd.model import Concern, Spot

_MOST = 50
"""Spots told of one file; more would not tell an officer more."""


def spots(places: Iterable[tuple[str, str]], *, read_by_ocr: bool = False) -> tuple[Spot, ...]:
    """What stands in these texts, each given with its place in Thai; each once, masked, in order.

    `read_by_ocr`: digits may be misread, so that a number's shape alone is enough.
    """
    found: dict[Spot, None] = {}
    for place, text in places:
        numbers = personal.numbers_like_ids(text) if read_by_ocr else personal.national_ids(text)
        found |= dict.fromkeys(Spot(Concern.NATIONAL_ID, place, masked) for masked in numbers)
        if len(found) >= _MOST:
            break
    return tuple(found)[:_MOST]
