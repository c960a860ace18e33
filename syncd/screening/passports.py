"""Finds passport numbers, where the words say so."""

import re
from collections.abc import Iterator

from syncd.model.document import Concern
from syncd.screening.found import Found, numbered
from syncd.screening.rows import is_row, under

SAYS = r"(?:หนังสือ ?เดิน ?ทาง|พาสปอร์ต|passport|travel ?document|\bpp\.? ?no\b)"
_SAID = re.compile(
    rf"{SAYS}(?:[^\n]{{0,60}}?\n?[^\n]{{0,20}}?)(?<![A-Za-z\d])([A-Z]{{1,2}}(?:[ -]?\d){{6,8}})(?!\d)", re.IGNORECASE
)
_DIGITS = re.compile(rf"{SAYS} ?(?:เลข ?ที่|หมายเลข|no|number)?[ .:#]{{0,3}}(\d{{7,9}})(?!\d)", re.IGNORECASE)
_STRIP = re.compile(r"(?<![A-Z\d])([A-Z\d]{9})[\d<][A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z\d<]{0,16}")
"""The line for machines at a passport's foot."""
_HEAD = re.compile(SAYS, re.IGNORECASE)
_IN_ROW = re.compile(r"(?<![A-Za-z\d/])([A-Z]{1,2}\d{6,8})(?!\d)")


def find(text: str) -> Iterator[Found]:
    """Passport numbers in plain text: after the word, or in the rows under it."""
    found = dict.fromkeys(match[1] for pattern in (_SAID, _DIGITS, _STRIP) for match in pattern.finditer(text))
    for line in filter(is_row, under(text, _HEAD)):
        found |= dict.fromkeys(match[1] for match in _IN_ROW.finditer(line))
    return (numbered(Concern.PASSPORT, number, f"xxxxxx{number[-3:]}") for number in found)
