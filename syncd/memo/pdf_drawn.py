"""Where the letters of one PDF page are drawn, and in what shapes."""

from collections.abc import Iterator

from syncd import thai
from syncd.memo.page import Line
from syncd.memo.pdf_ink import Box, Ink
from syncd.memo.pdf_shapes import SIDE, Shape, Shapes, decides, packed

BASELINE = 2.5
"""Points: letters this near stand on one line."""
_HAIR = 0.005
"""Points: places that differ in less are one."""
_SPECK = 0.3
"""Points: what is smaller has no shape."""


class Drawn:
    """The letters and signs of one page, in the order in which its text has them."""

    def __init__(self, number: int, frame: Box, ink: Ink) -> None:
        self._number = number
        self._frame = frame
        self._ink = ink
        self._drawn: list[tuple[str, float, float, Box]] = []
        """Letters and signs with where they begin, their baseline and their place."""

    def keep(self, char: str, x: float, y: float, box: Box) -> None:
        """Remember that a letter begins at x on the baseline y and is drawn within the box."""
        if char == "ำ" and self._drawn:
            self._drawn.pop()  # some producers mark letter and ำ as one, and which of their shapes is whose is not told
        elif self._drawn and _is_slice(self._drawn[-1][3], box):  # of one shape that stands for several letters
            first, start, base, before = self._drawn[-1]
            self._drawn[-1] = first + char, start, base, Box(before.left, box.bottom, box.right, box.top)
        elif not thai.is_mark(char) and min(box.right - box.left, box.top - box.bottom) > _SPECK:
            self._drawn.append((char, x - self._frame.left, self._frame.top - y, box))

    def compare(self, lines: list[Line], shapes: Shapes) -> None:
        """Learn the shapes of letters, and ask about those of the page's lines that decide."""
        for char, x, base, box in self._drawn:
            if shapes.wants(char, self._number, base):
                shapes.known[char].append(self._shape(char, x, base, box))
        shapes.asked += [[self._shape(*drawn) for drawn in self._on(line)] for line in lines if decides(line)]

    def _on(self, line: Line) -> Iterator[tuple[str, float, float, Box]]:
        low, high, left, right = line.y - BASELINE, line.y + BASELINE, line.x0 - 1, line.x1
        return (drawn for drawn in self._drawn if low <= drawn[2] <= high and left <= drawn[1] <= right)

    def _shape(self, char: str, x: float, base: float, box: Box) -> Shape:
        square, threshold = self._ink.square(box, SIDE)
        wide, high = box.right - box.left, box.top - box.bottom
        return Shape(char, self._number, x, base, high, wide / high, packed(square, threshold))


def _is_slice(box: Box, following: Box) -> bool:
    """Whether two letters' places are parts of one: pdfium cuts a shape that stands for several letters into as many."""
    same = (abs(box.bottom - following.bottom), abs(box.top - following.top), abs(box.right - following.left))
    return max(same) < _HAIR
