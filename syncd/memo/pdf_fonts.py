"""Reads in which fonts a PDF page is set: WeasyPrint gives each font codes of its own, and these are not always right.

Some say ำ for every า; some give vowels and tones each other's codes, and what these are `pdf_tones` tells.
"""

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import pypdfium2.raw as pdfium

from syncd import thai
from syncd.memo.pdf_ink import Box
from syncd.memo.pdf_letters import Letters

Runs = tuple[tuple[str, str], ...]
"""A page's text in order, cut where the font changes: each font's name and what it says."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How a letter is drawn, wherever it stands and however large."""

    row: int
    """-1: below the line, 0: on it, 1: over the letters that stand on it."""
    ratio: float
    """Width to height."""

    @classmethod
    def of(cls, box: Box, base: float) -> "Figure":
        """What stands in the box, of a line with this base."""
        row = -1 if box.top < base + 1 else 1 if box.bottom > base + _ABOVE else 0
        return cls(row, (box.right - box.left) / max(box.top - box.bottom, _HAIR))

    def is_like(self, other: "Figure") -> bool:
        """Whether the two may be one letter of a font."""
        return self.row == other.row and abs(self.ratio - other.ratio) < _ALIKE * self.ratio


Codes = Mapping[tuple[str, str], Mapping[Figure, str]]
"""By font and code the letters that have another's code, and what they are."""

BELOW = frozenset("\u0e38\u0e39")
TONES = frozenset("\u0e48\u0e49\u0e4a\u0e4b")
_ABREAST = 4
"""Letters: pdfium may suppose a line's end between the two."""
_ABOVE = 2
"""Points: what stands so much over the line is no part of a letter that stands on it."""
_ALIKE = 0.08
"""A share: fonts and programs round."""
_HAIR = 0.01
"""Points."""


class Fonts:
    """The fonts of one page's letters, and what their letters are."""

    def __init__(self, letters: Letters, codes: Codes) -> None:
        self._letters = letters
        self._names: dict[int, str] = {}
        self._codes = codes

    def runs(self, text: str) -> Runs:
        """The page's runs if any of its fonts may say ำ for every า; else its whole `text` as one."""
        if 2 * text.count("ำ") <= text.count("า"):  # as in all right writing
            return (("", text),)
        return tuple((name, "".join(char for _, char in run)) for name, run in groupby(self._named(), key=itemgetter(0)))

    def chars(self) -> list[str]:
        """The letters of the page, others' codes put right."""
        return list(map(self.char, range(self._letters.count)))

    def char(self, n: int) -> str:
        """The letter, by the shape in which it is drawn where its font has another's code for it, or none."""
        char = self._letters.chars[n]
        others = self._codes.get((self.of(n), char)) if self._codes else None
        if not others:
            return char
        figure = Figure.of(*self._letters.place(n))
        return next((other for known, other in others.items() if known.is_like(figure)), char)

    def of(self, n: int) -> str:
        """The name of the font that the letter is drawn in; "" for one that pdfium only supposes, such as a blank."""
        key = self._letters.runs[n]
        if key and key not in self._names:
            name = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(self._letters.handles[n]), name, len(name))
            self._names[key] = name.value.decode("utf-8", "replace")
        return self._names.get(key, "")

    def _named(self) -> Iterator[tuple[str, str]]:
        name = ""
        for n in range(self._letters.count):
            name = self.of(n) or name
            yield name, self.char(n)

    def has_changed_places(self, n: int) -> bool:
        """Whether the letter is a vowel below before its tone, or that tone: drawn the other way round, as LibreOffice does,
        the two still say what is printed.
        """
        is_vowel = self.char(n) in BELOW
        beside = range(n + 1, min(n + _ABREAST, self._letters.count)) if is_vowel else range(n - 1, max(n - _ABREAST, -1), -1)
        other = next((char for char in map(self.char, beside) if not char.isspace()), "")
        return other in (TONES if is_vowel else BELOW)


def is_misplaced(char: str, box: Box, base: float) -> bool:
    """Whether the letter is a vowel below that is drawn above the line, or a tone that is drawn below it."""
    return box.bottom > base + _ABOVE if char in BELOW else char in TONES and box.top < base + 1


def swapped(pages: Iterable[Runs]) -> frozenset[str]:
    """The fonts of the document that say ำ for every า."""
    said: dict[str, str] = defaultdict(str)
    for page in pages:
        for name, text in page:
            said[name] += text
    return frozenset(name for name, text in said.items() if thai.unswap(text) is not None)


def text_of(page: Runs, swapped: frozenset[str]) -> str:
    """What the page says, with า for each ำ of the swapped fonts."""
    return "".join(thai.swap(text) if name in swapped else text for name, text in page)
