"""Reads in which fonts a PDF page is set: WeasyPrint gives each font codes of its own, and these are not always right.

Some say ำ for every า; some have a vowel below and a tone crossed, where both were first met over and under one letter.
"""

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

import pypdfium2
import pypdfium2.raw as pdfium

from syncd import thai
from syncd.memo.pdf_ink import Box
from syncd.memo.pdf_things import address

Runs = tuple[tuple[str, str], ...]
"""A page's text in order, cut where the font changes: each font's name and what it says."""


Crossed = Mapping[str, Mapping[str, str]]
"""By font the vowels below and tones that have each other's code."""

_BELOW = frozenset("\u0e38\u0e39")
_ABREAST = 4
"""Letters: pdfium may suppose a line's end between the two."""
_ABOVE = 2
"""Points: what stands so much over the line is no part of a letter that stands on it."""
_TONES = frozenset("\u0e48\u0e49\u0e4a\u0e4b")


class Fonts:
    """The fonts of one page's letters, and what their letters are."""

    def __init__(self, textpage: pypdfium2.PdfTextPage, crossed: Crossed) -> None:
        self._textpage = textpage.raw
        self._letters = textpage.count_chars()
        self._names: dict[int, str] = {}
        self._crossed = crossed

    def runs(self, text: str) -> Runs:
        """The page's runs if any of its fonts may say ำ for every า, or has its marks crossed; else its whole `text` as one."""
        if 2 * text.count("ำ") <= text.count("า") and not self._crossed:  # as in all right writing
            return (("", text),)
        return tuple((name, "".join(char for _, char in run)) for name, run in groupby(self._named(), key=itemgetter(0)))

    def char(self, n: int) -> str:
        """The letter, where its font has a vowel below crossed with a tone by the place where it is drawn."""
        char = chr(pdfium.FPDFText_GetUnicode(self._textpage, n))
        other = self._crossed.get(self.of(n), {}).get(char) if self._crossed and char in _BELOW | _TONES else None
        return char if other is None or self.is_below(n) == (char in _BELOW) else other

    def of(self, n: int) -> str:
        """The name of the font that the letter is drawn in; "" for one that pdfium only supposes, such as a blank."""
        run = pdfium.FPDFText_GetTextObject(self._textpage, n)
        key = address(run)
        if key and key not in self._names:
            name = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(run), name, len(name))
            self._names[key] = name.value.decode("utf-8", "replace")
        return self._names.get(key, "")

    def _named(self) -> Iterator[tuple[str, str]]:
        name = ""
        for n in range(self._letters):
            name = self.of(n) or name
            yield name, self.char(n)

    def has_changed_places(self, n: int) -> bool:
        """Whether the letter is a vowel below before its tone, or that tone: drawn the other way round, as LibreOffice does,
        the two still say what is printed.
        """
        is_vowel = self.char(n) in _BELOW
        beside = range(n + 1, min(n + _ABREAST, self._letters)) if is_vowel else range(n - 1, max(n - _ABREAST, -1), -1)
        other = next((char for char in map(self.char, beside) if not char.isspace()), "")
        return other in (_TONES if is_vowel else _BELOW)

    def is_below(self, n: int) -> bool:
        """Whether the letter is drawn below the line."""
        x, base = ctypes.c_double(), ctypes.c_double()
        left, right, bottom, top = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._textpage, n, x, base)
        pdfium.FPDFText_GetCharBox(self._textpage, n, left, right, bottom, top)
        return top.value < base.value + 1


def is_misplaced(char: str, box: Box, base: float) -> bool:
    """Whether the letter is a vowel below that is drawn above the line, or a tone that is drawn below it."""
    return box.bottom > base + _ABOVE if char in _BELOW else char in _TONES and box.top < base + 1


def crossed(textpage: pypdfium2.PdfTextPage, text: str, known: Crossed) -> Crossed:
    """Those known from the pages before, and those of this page, whose text it is."""
    if not thai.has_misfits(text):
        return known
    fonts = Fonts(textpage, {})
    marks: dict[str, list[tuple[int, str, bool]]] = defaultdict(list)
    for n in range(textpage.count_chars()):
        if (char := fonts.char(n)) in _BELOW | _TONES:
            marks[fonts.of(n)].append((n, char, fonts.is_below(n)))
    return {**{name: pairs for name, drawn in marks.items() if (pairs := _pairs(drawn))}, **known}


def _pairs(drawn: Sequence[tuple[int, str, bool]]) -> dict[str, str]:
    """Which of the marks, each with its number in the text and whether it is drawn below, have each other's code.

    A vowel below got its tone's code where the font first met the two of them together: there they follow each other. {}: none
    is drawn where it does not belong, or it is not sure what each of them is.
    """
    pairs: dict[str, str] = {}
    for (n, vowel, is_below), (following, tone, is_low) in pairwise(drawn):
        first_met = vowel in _BELOW and not is_below and vowel not in pairs
        if first_met and tone in _TONES and is_low and following == n + 1 and tone not in pairs:
            pairs |= {vowel: tone, tone: vowel}
        elif first_met:
            return {}
    misplaced = {char for _, char, is_below in drawn if is_below != (char in _BELOW)}
    right = {char for _, char, is_below in drawn if is_below and char in _BELOW}
    return pairs if misplaced == pairs.keys() and not right & pairs.keys() else {}


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
