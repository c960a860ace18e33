"""Makes the lines that OCR read of a memo fit to be taken apart: specks dropped, the form's own words mended. Pure.

Only what every memo prints alike is mended. Decisions, names, numbers and dates stay as they were read.
"""

from collections.abc import Iterable
from dataclasses import replace

from syncd import thai
from syncd.memo.page import Line, rows

_PRINTED = ("บันทึกข้อความ", "ส่วนราชการ", "วันที่", "เรื่อง", "เรียน")
_NUMBER = "ที่"
_LONG = 8
"""Letters without marks: so long a word may have one letter wrong and is still no other."""
_SPECK = 0.5
"""Less certain than this, a sign or two without a letter is dirt."""


def tidied(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines, those of a text layer as they are."""
    kept = [_mended(line) if line.certainty < 1 else line for line in lines if not _is_speck(line)]
    return tuple(line for row in rows(kept) for line in _with_number(row))


def _is_speck(line: Line) -> bool:
    return line.certainty < _SPECK and not any(sign.isalnum() for sign in line.text)


def _mended(line: Line) -> Line:
    for label in _PRINTED:
        if (rest := _after(line.text, label)) is not None:
            return replace(line, text=f"{label} {rest}".strip())
    return line


def _with_number(row: list[Line]) -> list[Line]:
    """The row; where a date stands to the right, what begins it is ที่, though its small marks are lost."""
    first, *others = row
    if first.certainty < 1 and any(line.text.startswith("วันที่") for line in others):
        rest = _after(first.text, _NUMBER)
        return [replace(first, text=f"{_NUMBER} {rest}".strip()) if rest is not None else first, *others]
    return row


def _after(text: str, label: str) -> str | None:
    """What follows the label that the text begins with, its marks and blanks aside; None: it begins otherwise."""
    wanted = _bare(label)
    at, read = 0, ""
    while at < len(text) and (len(read) < len(wanted) or thai.is_mark(text[at])):
        read += _bare(text[at])
        at += 1
    wrong = sum(one != other for one, other in zip(read, wanted, strict=False)) + abs(len(read) - len(wanted))
    return text[at:].strip(" :") if wrong <= (1 if len(wanted) >= _LONG else 0) else None


def _bare(text: str) -> str:
    return "".join(sign for sign in text if not thai.is_mark(sign) and not sign.isspace())
