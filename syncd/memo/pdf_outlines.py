"""Finds writing on a PDF page that its text layer does not know: drawn as outlines, by patterns, in letters without codes."""

import unicodedata
from collections import Counter
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageDraw

from syncd.memo import beside, letter_rows, pasted
from syncd.memo.beside import Look
from syncd.memo.pdf_ink import Box
from syncd.memo.pdf_letters import Letters
from syncd.memo.pdf_looks import Looks
from syncd.memo.pdf_things import Thing, accounted_for, things

_SCALE, _LONGEST = 2.0, 2400
"""Pixels a point: letters of the least size that can be read are then still apart. And of the longer side at most."""
_SILENT = frozenset("\0\xad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff")
_AROUND = 1.5
"""Points around a letter or a rule in which its ink may lie."""
_BELOW, _ABOVE, _BESIDE = 0.35, 1.0, 0.12
"""Of its size: how far from its base a letter's vowels and tones stand, whatever is told of them."""
_WHITE = 255
_CONTRAST = 30
"""Of 255: letters that differ less from their ground are not to be seen."""
_CREST = 75.0
"""Points."""
_LEVEL = 2.5
"""Points: lower things are lines."""
_WIDEST = 2.5
"""Of its size, and of its height: a wider letter may be a whole line drawn as one."""


class _Paper:
    """A page as a viewer shows it, from which what is accounted for is wiped."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        left, bottom, right, top = page.get_bbox()
        self.scale = min(_SCALE, _LONGEST / max(right - left, top - bottom, 1.0))
        drawn = page.render(scale=self.scale, grayscale=True, may_draw_forms=False, draw_annots=False)
        self._grey, self._stride = memoryview(drawn.buffer).cast("B"), drawn.stride
        self._corner = (left, top)
        self.left_over: Image.Image = drawn.to_pil().copy()
        self._pen = ImageDraw.Draw(self.left_over)

    def ground(self, pixels: letter_rows.Place, grey: int) -> int:
        """What stands there in this grey is painted on: of its corners the most different."""
        left, top, right, bottom = pixels
        width, height = self.left_over.size
        left, right = max(left, 0), min(right, width - 1)
        top, bottom = max(top, 0), min(bottom, height - 1)
        if left > right or top > bottom:  # off the page
            return _WHITE
        seen, upper, lower = self._grey, top * self._stride, bottom * self._stride
        corners = (seen[upper + left], seen[upper + right], seen[lower + left], seen[lower + right])
        return int(max(corners, key=lambda corner: abs(corner - grey)))

    def beside(self, pixels: letter_rows.Place) -> int:
        """What most of it is that runs along its two longer sides: at its corners other lines may cross."""
        width, height = self.left_over.size
        left, top, right, bottom = (max(pixels[0], 0), max(pixels[1], 0), min(pixels[2], width - 1), min(pixels[3], height - 1))
        if left > right or top > bottom:  # off the page
            return _WHITE
        upper, lower = top * self._stride, bottom * self._stride
        if right - left > bottom - top:
            along = bytes(self._grey[upper + left : upper + right + 1]) + bytes(self._grey[lower + left : lower + right + 1])
        else:
            along = bytes(self._grey[upper + left : lower + left + 1 : self._stride])
            along += bytes(self._grey[upper + right : lower + right + 1 : self._stride])
        return Counter(along).most_common(1)[0][0]

    def wipe(self, pixels: letter_rows.Place, ground: int) -> None:
        """Leave only the ground there."""
        self._pen.rectangle(pixels, fill=ground)

    def place(self, pixels: letter_rows.Place) -> Box:
        """Where on the page these pixels are."""
        left, upper, right, lower = (value / self.scale for value in pixels)
        return Box(left + self._corner[0], self._corner[1] - lower, right + self._corner[0], self._corner[1] - upper)

    def pixels(self, box: Box, around: float = _AROUND) -> letter_rows.Place:
        """Where in the picture this is, with so many points around it."""
        left, top = self._corner
        return (
            round((box.left - around - left) * self.scale),
            round((top - box.top - around) * self.scale),
            round((box.right + around - left) * self.scale),
            round((top - box.bottom + around) * self.scale),
        )


def to_read(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, letters: Letters, drawn: list[Thing]
) -> list[tuple[pasted.Box, Look]]:
    """What can be read on the page beside its text, the pictures first, and what it looks like. `drawn`: all that is on it.

    Of more than have numbers the last numbered one stands for all that follow, of which nobody knows.
    """
    pictures = pasted.on_page(document, page, [thing for thing in drawn if thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE])
    found = [*pictures, *((box, _look(box)) for box in _areas(page, letters, drawn))]
    return found if len(found) <= beside.MOST else [*found[: beside.MOST - 1], (found[beside.MOST - 1][0], Look.UNKNOWN)]


def _look(box: pasted.Box) -> Look:
    """Small pieces may be of a crest: they count for what OCR reads on them alone."""
    left, bottom, right, top = box
    return Look.DRAWN if max(right - left, top - bottom) >= _CREST else Look.PLAIN


def place(page: pypdfium2.PdfPage, number: int) -> pasted.Box:
    """Where the one at this place (from 0) of the same list stands."""
    drawn = list(things(page))
    pictures = pasted.boxes_on([thing for thing in drawn if thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE])
    if number < len(pictures):
        return pictures[number]
    with closing(page.get_textpage()) as textpage:
        return _areas(page, Letters(textpage), drawn)[number - len(pictures)]


def _areas(page: pypdfium2.PdfPage, letters: Letters, drawn: list[Thing]) -> list[pasted.Box]:
    """Where there is writing that neither the text layer nor a picture accounts for."""
    paper = _Paper(page)
    for box in (Box(*box) for thing in drawn for box in accounted_for(thing)):
        if box.top - box.bottom > _LEVEL or box.right - box.left < letter_rows.LONGEST_RUN:  # else letters would be cut by it
            pixels = paper.pixels(box)
            paper.wipe(pixels, paper.beside(pixels))
    _wipe_letters(paper, letters, Looks(letters, drawn))
    return [paper.place(row) for row in letter_rows.find(paper.left_over, paper.scale)]


def _wipe_letters(paper: _Paper, letters: Letters, looks: Looks) -> None:
    """Wipe every letter that is seen and says what it is."""
    for n, char in enumerate(letters.chars):
        if char.isspace() or char in _SILENT or pdfium.FPDFText_HasUnicodeMapError(letters.raw, n) == 1:
            continue
        box = letters.box(n)
        size, grey = looks.painted(n)
        wide, high = box.right - box.left, box.top - box.bottom
        if grey is None or max(wide, high) > _WIDEST * size or wide > max(_WIDEST * high, size):
            continue
        pixels = paper.pixels(box)
        ground = paper.ground(pixels, grey)
        if abs(ground - grey) < _CONTRAST:
            continue
        paper.wipe(pixels, ground)
        if unicodedata.category(char)[0] in "LMC" and min(wide, high) > 1:
            _, base = letters.origin(n)
            around = Box(box.left, base - _BELOW * size, box.right, base + _ABOVE * size)
            paper.wipe(paper.pixels(around, _BESIDE * size), ground)
