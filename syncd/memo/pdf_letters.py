"""The letters of one open page of a PDF, as pdfium numbers them: asked once what they are and which object draws them."""

import ctypes
from functools import cached_property
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from syncd import thai
from syncd.memo.pdf_ink import Box
from syncd.memo.pdf_things import address


class Letters:
    """All that read one page's letters share this; it is good as long as the page's text is open."""

    def __init__(self, textpage: pypdfium2.PdfTextPage) -> None:
        self.textpage = textpage
        self.raw = textpage.raw
        self.count: int = textpage.count_chars()
        self._sides = tuple(ctypes.c_double() for _ in range(4))

    @cached_property
    def chars(self) -> list[str]:
        """What each letter is in the text layer; of old fonts' own codes, the letter meant."""
        return [thai.letter_of(chr(pdfium.FPDFText_GetUnicode(self.raw, n))) for n in range(self.count)]

    @cached_property
    def handles(self) -> list[Any]:
        """The text object that draws each letter; none for one that pdfium only supposes, such as a blank."""
        return [pdfium.FPDFText_GetTextObject(self.raw, n) for n in range(self.count)]

    @cached_property
    def runs(self) -> list[int]:
        """Tells which letters are of one run: the address of its text object, 0 for none."""
        return [address(handle) for handle in self.handles]

    def is_uncoded(self, n: int) -> bool:
        """Whether its font has no code for it: what it is called is its number in the font, be that a blank's."""
        if "\u0e00" <= self.chars[n] <= "\u0e7f" or pdfium.FPDFText_HasUnicodeMapError(self.raw, n) != 1:
            return False
        return not pdfium.FPDFText_IsGenerated(self.raw, n)

    def box(self, n: int) -> Box:
        """Where the letter's ink lies."""
        left, right, bottom, top = self._sides
        pdfium.FPDFText_GetCharBox(self.raw, n, left, right, bottom, top)
        return Box(left.value, bottom.value, right.value, top.value)

    def place(self, n: int) -> tuple[Box, float]:
        """The same, and the line that it stands on."""
        _, base = self.origin(n)
        return self.box(n), base

    def origin(self, n: int) -> tuple[float, float]:
        """Where the letter begins, and its baseline."""
        x, y, _, _ = self._sides
        pdfium.FPDFText_GetCharOrigin(self.raw, n, x, y)
        return x.value, y.value
