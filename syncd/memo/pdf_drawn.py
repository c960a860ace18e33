"""Where the letters of one PDF page are drawn, and in what shapes."""

from collections.abc import Iterator
from typing import NamedTuple

from syncd import thai
from syncd.memo.page import Line
from syncd.memo.pdf_ink import Box, Ink
from syncd.memo.pdf_rows import BASELINE
from syncd.memo.pdf_shapes import SIDE, Shape, Shapes, decides, packed

_HAIR = 0.005
"""Points: places that differ in less are one."""
_SPECK = 0.3
"""Points: what is smaller has no shape."""


class _Letter(NamedTuple):
    """A letter or sign, with what is drawn in one with it: where it begins, its baseline and its place."""

    char: str
    font: str
    x: float
    base: float
    box: Box


class Drawn:
    """The letters and signs of one page, in the order in which its text has them."""

    def __init__(self, number: int, frame: Box, ink: Ink) -> None:
        self._number = number
        self._frame = frame
        self._ink = ink
        self._drawn: list[_Letter] = []

    def keep(self, char: str, font: str, x: float, y: float, box: Box) -> None:
        """Remember that a letter begins at x on the baseline y and is drawn within the box."""
        if char == "ำ" and self._drawn:
            self._drawn.pop()  # some producers mark letter and ำ as one, and which of their shapes is whose is not told
        elif self._drawn and _is_slice(self._drawn[-1].box, box):  # of one shape that stands for several letters
            first = self._drawn[-1]
            both = Box(first.box.left, box.bottom, box.right, box.top)
            self._drawn[-1] = first._replace(char=first.char + char, box=both)
        elif not thai.is_mark(char) and min(box.right - box.left, box.top - box.bottom) > _SPECK:
            self._drawn.append(_Letter(char, font, x - self._frame.left, self._frame.top - y, box))

    def compare(self, lines: list[Line], shapes: Shapes) -> None:
        """Learn the shapes of letters, and ask about those of the page's lines that decide."""
        for letter in self._drawn:
            if shapes.wants(letter.char, self._number, letter.font, letter.base):
                shapes.known[letter.char].append(self._shape(letter))
        shapes.asked += [[self._shape(letter) for letter in self._on(line)] for line in lines if decides(line)]

    def _on(self, line: Line) -> Iterator[_Letter]:
        low, high, left, right = line.y - BASELINE, line.y + BASELINE, line.x0 - 1, line.x1
        return (letter for letter in self._drawn if low <= letter.base <= high and left <= letter.x <= right)

    def _shape(self, letter: _Letter) -> Shape:
        box = letter.box
        square, threshold = self._ink.square(box, SIDE)
        wide, high = box.right - box.left, box.top - box.bottom
        bits = packed(square, threshold)
        return Shape(letter.char, self._number, letter.font, letter.x, letter.base, high, wide / high, bits)


def _is_of(letter: _Letter, line: Line) -> bool:
    return abs(letter.base - line.y) <= BASELINE and line.x0 - 1 <= letter.x <= line.x1


def _is_slice(box: Box, following: Box) -> bool:
    """Whether two letters' places are parts of one: pdfium cuts a shape that stands for several letters into as many."""
    same = (abs(box.bottom - following.bottom), abs(box.top - following.top), abs(box.right - following.left))
    return max(same) < _HAIR
