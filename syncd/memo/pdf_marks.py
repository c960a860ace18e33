"""What stands on a PDF page beside its letters: pictures, drawings, lines through words, ink that nothing accounts for."""

import re
from collections.abc import Iterator

import pypdfium2.raw as pdfium

from syncd.memo.page import DRAWN, PICTURE, Line, Mark
from syncd.memo.pdf_ink import Box, Ink
from syncd.memo.pdf_things import Thing, accounted_for, is_drawing

INK = "มีรอยหมึกที่ไม่ใช่ตัวอักษรในบริเวณที่ลงนาม"
_SIGNS = re.compile("[-–—_=~/\\\\xX×.·* ]+")
_RAISED = (1.5, 10.0)
"""Points that a baseline of signs stands over that of the letters which they strike through."""
_DOTTED = 3.0
"""Points: a line of dots is no higher; elsewhere than where somebody signs it is there to be written on."""
_BOX = 4.0
"""Points: what is higher is a box."""
_SHARE = 0.3
"""Of the letters' line that a stroke through it covers."""
STRUCK = "มีเส้นขีดทับข้อความในบริเวณที่ลงนาม"


def marks_beside(number: int, frame: Box, things: list[Thing], lines: list[Line], ink: Ink) -> list[Mark]:
    """Wherever they stand on the page of this number, whose `lines` were read and whose letters' ink is accounted for."""
    found = []
    for thing in things:
        if thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.append(_mark(number, frame, thing, PICTURE))
        elif is_drawing(thing):
            found.append(_mark(number, frame, thing, DRAWN))
        elif thing.kind == pdfium.FPDF_PAGEOBJ_PATH and any(
            _strikes(frame, stroke, line) for stroke in _strokes(thing) for line in lines
        ):
            found.append(_mark(number, frame, thing, STRUCK))
    found += _struck_by_signs(lines)
    found += [_mark(number, frame, box, INK if box.top - box.bottom < _DOTTED else DRAWN) for box in _unexplained(things, ink)]
    return found


def _struck_by_signs(lines: list[Line]) -> Iterator[Mark]:
    """Lines struck through by signs: dashes, or a raised underscore, set as text across their letters."""
    for signs in lines:
        if _SIGNS.fullmatch(signs.text):
            for line in lines:
                shared = min(signs.x1, line.x1) - max(signs.x0, line.x0)
                if _RAISED[0] < line.y - signs.y < _RAISED[1] and shared > _SHARE * (line.x1 - line.x0):
                    yield Mark(line.page, signs.x0, signs.x1, signs.y, line.y, STRUCK)


def _unexplained(things: list[Thing], ink: Ink) -> list[Box]:
    """Ink that is no letter, picture or rule, on a page where somebody signs."""
    for box in (box for thing in things for box in accounted_for(thing)):
        ink.explain(Box(*box))
    return list(ink.unexplained())


def _mark(number: int, frame: Box, thing: Thing | Box, why: str) -> Mark:
    left, right = thing.left - frame.left, thing.right - frame.left
    return Mark(number, left, right, frame.top - thing.top, frame.top - thing.bottom, why)


def _strokes(thing: Thing) -> tuple[Thing, ...]:
    """A straight stroke, or the lower and the upper side of a box."""
    if thing.top - thing.bottom < _BOX:
        return (thing,)
    return thing._replace(top=thing.bottom), thing._replace(bottom=thing.top)


def _strikes(frame: Box, thing: Thing, line: Line) -> bool:
    """Whether a straight stroke runs through the letters: above the baseline, below the vowels on top."""
    middle = frame.top - (thing.top + thing.bottom) / 2
    shared = min(thing.right - frame.left, line.x1) - max(thing.left - frame.left, line.x0)
    return line.y - 12 < middle < line.y - 1.5 and shared > _SHARE * (line.x1 - line.x0)
