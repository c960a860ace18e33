"""Reads in which fonts a PDF page is set: WeasyPrint gives each font codes of its own, and some say ำ for every า."""

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from syncd import thai
from syncd.memo.pdf_things import address

Runs = tuple[tuple[str, str], ...]
"""A page's text in order, cut where the font changes: each font's name and what it says."""


class Fonts:
    """The fonts of one page's letters."""

    def __init__(self, textpage: Any) -> None:
        self._textpage = textpage
        self._names: dict[int, str] = {}

    def of(self, n: int) -> str:
        """The name of the font that the letter is drawn in; "" for one that pdfium only supposes, such as a blank."""
        run = pdfium.FPDFText_GetTextObject(self._textpage, n)
        key = address(run)
        if key and key not in self._names:
            name = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(run), name, len(name))
            self._names[key] = name.value.decode("utf-8", "replace")
        return self._names.get(key, "")


def runs(textpage: pypdfium2.PdfTextPage, text: str) -> Runs:
    """The page's runs if any of its fonts may say ำ for every า, else its whole `text` as one."""
    if 2 * text.count("ำ") <= text.count("า"):  # as in all right writing
        return (("", text),)
    return tuple(
        (name, "".join(char for _, char in letters))
        for name, letters in groupby(_letters(textpage), key=lambda letter: letter[0])
    )


def _letters(textpage: pypdfium2.PdfTextPage) -> Iterator[tuple[str, str]]:
    fonts, name = Fonts(textpage.raw), ""
    for n in range(textpage.count_chars()):
        name = fonts.of(n) or name
        yield name, chr(pdfium.FPDFText_GetUnicode(textpage.raw, n))


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
