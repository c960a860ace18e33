"""Finds passport numbers, where the words say so."""

import re
from collections.abc import Iterator

from syncd.model.document import Concern
from syncd.screening.found import Found, numbered
from syncd.screening.rows import is_row, under

SAYS = "(?:หนังสือ ?เดิน ?ทาง|พาสปอร์ต|passport)"
_SAID = re.compile(rf"{SAYS}(?:[^\n]{{0,60}}?\n?[^\n]{{0,20}}?)(?<![A-Za-z\d])([A-Z]{{1,2}}[ -]?\d{{6,8}})(?!\d)", re.IGNORECASE)
_HEAD = re.compile(SAYS, re.IGNORECASE)
_IN_ROW = re.compile(r"(?<![A-Za-z\d/])([A-Z]{1,2}\d{6,8})(?!\d)")


def find(text: str) -> Iterator[Found]:
    """Passport numbers in plain text: after the word, or in the rows under it."""
    found = dict.fromkeys(match[1] for match in _SAID.finditer(text))
    for line in filter(is_row, under(text, _HEAD)):
        found |= dict.fromkeys(match[1] for match in _IN_ROW.finditer(line))
    return (numbered(Concern.PASSPORT, number, f"xxxxxx{number[-3:]}") for number in found)
