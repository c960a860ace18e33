"""Tells by its shape whether a letter is the one that the text says: letters of one code look alike, wherever they stand. Pure.

A text layer gives each shape whatever code its maker liked; in the lines that decide, each shape is held against those of the
same code, and of others, elsewhere in the document.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from syncd import thai
from syncd.memo import signature_lines, words
from syncd.memo.page import Line

LIES = "ตัวอักษรในบริเวณที่ลงนามมีรูปร่างไม่ตรงกับข้อความของไฟล์"

SIDE = 16
"""Of the square that a letter is drawn on."""
_SAMPLES = 3
"""Of one code in one font on one page."""
_LIKE = 24
"""Of 256 points: shapes that differ in no more are the same letter's."""
_UNLIKE = 20
"""And a letter of its own code differs in more than this, beyond twice as many."""
_NEARER = 4
"""How many times nearer to another letter's shape is a lie in any case, seen a point aside."""
_ALL = (1 << SIDE * SIDE) - 1
_NOT_LAST, _NOT_FIRST = (int(row * SIDE, 2) for row in ("1" * (SIDE - 1) + "0", "0" + "1" * (SIDE - 1)))
"""Of the points, those that are in no last column, and in no first."""
_FLAT = 0.35
"""How much wider or narrower a shape may be than another of its code, as a share."""
_SMALL = frozenset("-–—·•.…_,*◦'\"“”‘’~=")
"""Signs lower than any letter."""
_LONGEST_ORDER = 50
"""Letters: longer lines are of the body, which decides nothing."""
_ALIKE = "ขชซฃ คดตศฅ ๔๕ าวๅ ใา ถภกณฌญ กค ถล ถฤ บปษ บม ผฝพฟ ทหฑฒน ฎฏฐ ลสธ โไใ 1ไ จอง ธรฐ 0Oo๐ lI1|"
"""Letters that differ in little, and in little more when small."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One letter as it is drawn."""

    char: str
    """With the vowels and tones that are drawn in one with it."""
    page: int
    font: str
    """Its name and size."""
    x: float
    base: float
    """The baseline, as the lines of the page have theirs."""
    height: float
    ratio: float
    """Width to height."""
    bits: int
    """Dark points of a square of 16 by 16 that the letter fills."""

    def differs(self, other: "Shape") -> int:
        """In how many points the shapes differ; all of them when one is much wider."""
        if not 1 - _FLAT < self.ratio / other.ratio < 1 / (1 - _FLAT):
            return SIDE * SIDE
        return (self.bits ^ other.bits).bit_count()

    def differs_aside(self, other: "Shape") -> int:
        """The same with either a point aside: letters begin anywhere between the points of the page's picture."""
        moved = (self.bits << 1 & _NOT_LAST, self.bits >> 1 & _NOT_FIRST, self.bits << SIDE & _ALL, self.bits >> SIDE)
        return min(self.differs(other), *((bits ^ other.bits).bit_count() for bits in moved))


@dataclass(slots=True)
class Shapes:
    """The shapes met in a document."""

    known: dict[str, list[Shape]] = field(default_factory=lambda: defaultdict(list))
    asked: list[list[Shape]] = field(default_factory=list)
    """Of each line that decides: its letters and signs."""

    def wants(self, char: str, page: int, font: str, base: float) -> bool:
        """Whether one more shape of this code would tell more: not many of the page and font are known, none of its line."""
        of_page = [shape for shape in self.known[char] if shape.page == page]
        return (
            char[0].isalnum()
            and sum(shape.font == font for shape in of_page) < _SAMPLES
            and all(abs(shape.base - base) > 3 for shape in of_page)  # noqa: PLR2004 - points
        )

    def lie(self) -> bool:
        """Whether a line that decides is drawn in other letters than its text says."""
        return any(self._lies(line) for line in self.asked)

    def _lies(self, line: list[Shape]) -> bool:
        usual = _usual_height(line) or _usual_height(shape for shapes in self.known.values() for shape in shapes)
        return any(
            shape.height > 0.8 * usual if shape.char in _SMALL else shape.height > 0.5 * usual and self._is_another(shape)
            for shape in line
        )

    def _is_another(self, shape: Shape) -> bool:
        """Whether the shape is that of a letter with another code, and not that of its own."""
        same = [other for char in {shape.char, shape.char[0]} for other in self.known[char]]  # its tone may be drawn by itself
        own = min((shape.differs(other) for other in same if _is_elsewhere(shape, other)), default=SIDE * SIDE)
        if own <= _UNLIKE:  # nearly always: the others need not be looked at
            return False
        own = min((shape.differs_aside(other) for other in same if _is_elsewhere(shape, other)), default=SIDE * SIDE)
        near = min(_LIKE, max((own - _UNLIKE - 1) // 2, own // _NEARER))
        if len(shape.char) > 1 and not any(_is_elsewhere(shape, other) for other in self.known[shape.char]):
            return False  # a letter drawn in one with its vowels and tones is like no letter by itself
        alike = {shape.char[0]}.union(*(set(group) for group in _ALIKE.split() if shape.char[0] in group))
        folded, bits = shape.char.casefold(), shape.bits
        return any(
            shape.differs(other) <= near and _is_elsewhere(shape, other)
            for char, shapes in self.known.items()
            if char[0] not in alike and char.casefold() != folded
            for other in shapes
            if (bits ^ other.bits).bit_count() <= near
        )


def _is_elsewhere(shape: Shape, other: Shape) -> bool:
    return shape.page != other.page or abs(shape.base - other.base) > 3  # noqa: PLR2004 - points


def _usual_height(shapes: Iterable[Shape]) -> float:
    """Of letters without vowels and tones; 0 where there are none."""
    letters = [shape.height for shape in shapes if "\u0e01" <= shape.char <= "\u0e2e"]
    return median(letters) if letters else 0.0


def decides(line: Line) -> bool:
    """Whether what the line says counts for the decision: its words, who signs, and when; or that it has no letters."""
    is_order = len(line.text) <= _LONGEST_ORDER and bool(words.DECIDES.search(line.text))
    return (
        is_order
        or not any(map(str.isalpha, line.text))
        or signature_lines.is_name(line)
        or thai.parse_date(line.text) is not None
    )


def packed(rows: bytes, threshold: float) -> int:
    """The darker ones of these grey values as bits."""
    darker = math.ceil(threshold)
    return int(rows.translate(b"1" * darker + b"0" * (256 - darker)), 2)
