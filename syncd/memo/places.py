"""Where on the page those fields stand that a person should look at. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from syncd.memo.page import Line
from syncd.model.memo import FieldPlace

_ABOVE, _BELOW, _BESIDE = 18.0, 7.0, 6.0
"""Points that letters and their marks take over and under the baseline, and air at the sides."""
_SIGNED = 62.0
"""Points over a name in which its owner signs, and writes what he decides."""


def signature_block(name: Line, lines: Sequence[Line]) -> FieldPlace:
    """The block of this name: its lines, and the room for the hand above it. A block belongs to the page of its name."""
    own = [name, *(line for line in lines if line.page == name.page)]
    top = min(*(line.y - _ABOVE for line in own), name.y - _SIGNED)
    return _box("approval", own, top=top)


def number_and_date(row: Sequence[Line]) -> tuple[FieldPlace, ...]:
    """Of the row that begins with ที่: the number, and the date if it stands in the same row."""
    start = next((line.x0 for line in row[1:] if line.text.startswith("วันที่")), None)
    if start is None and (at := row[0].text.find("วันที่")) > 0:
        start = row[0].x0 + (row[0].x1 - row[0].x0) * at / len(row[0].text)
    whole = _box("number", row)
    if start is None:
        return (whole,)
    number, date = replace(whole, x1=round(start)), replace(whole, field="date", x0=round(start - _BESIDE))
    return number, date


def date_alone(row: Sequence[Line]) -> tuple[FieldPlace, ...]:
    """Of a row that begins with วันที่."""
    return (_box("date", row),)


def _box(field: str, lines: Sequence[Line], *, top: float | None = None) -> FieldPlace:
    highest = min(line.y for line in lines) - _ABOVE if top is None else top
    left, right = min(line.x0 for line in lines) - _BESIDE, max(line.x1 for line in lines) + _BESIDE
    lowest = max(line.y for line in lines) + _BELOW
    return FieldPlace(field, lines[0].page, max(0, round(left)), max(0, round(highest)), round(right), round(lowest))
