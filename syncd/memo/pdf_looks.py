"""Whether a letter of a PDF page can be seen by what the page says of it: its ink, its size, what is drawn over it."""

import ctypes
import math
from typing import Any

import pypdfium2.raw as pdfium

from syncd.memo.pdf_letters import Letters
from syncd.memo.pdf_things import Thing, address, covers, is_hollow_at

HIDDEN = "มีข้อความซ่อนอยู่ในหน้ากระดาษ (มองไม่เห็นด้วยตา)"
SLANTED = "มีข้อความวางเอียงหรือลายน้ำบนหน้า"

_TINY = 5.0
"""Points: smaller text is not meant to be read."""
_FAINT = 225
"""Red, green and blue all at least this: as good as white on white."""
_SEEN_THROUGH = 60
"""Of 255: what is painted with less lets its ground through."""
_BRIGHTNESS = (0.3, 0.59, 0.11)
"""The shares of red, green and blue in grey."""
_UNPAINTED = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
_NEAR = 60
"""Letters whose colour differs less than this from their ground in every part are not to be seen."""


class Looks:
    """How the letters of one page look; they are asked for by their number in its text."""

    def __init__(self, letters: Letters, things: list[Thing]) -> None:
        self._letters = letters
        self._order = {address(thing.handle): thing for thing in things}
        self._covers = [thing for thing in things if covers(thing)]
        self._known: dict[int, tuple[str | None, float]] = {}
        self._seen: dict[int, tuple[float, int | None]] = {}

    def of(self, n: int) -> tuple[str | None, float]:
        """Why the letter is not to be seen, or None, and its size; the same for all letters of one text object."""
        key = self._letters.runs[n]
        if key not in self._known:
            size, matrix = self._size(n)
            self._known[key] = (self._why_hidden(self._letters.handles[n], key, size, matrix), size)
        return self._known[key]

    def painted(self, n: int) -> tuple[float, int | None]:
        """The letter's size, and how bright it is painted, of 255; None: it is not, or something lies over it."""
        key = self._letters.runs[n]
        if key not in self._seen:
            self._seen[key] = (self._size(n)[0], self._grey(self._letters.handles[n], key) if key else None)
        return self._seen[key]

    def _size(self, n: int) -> tuple[float, Any]:
        """In points, and the matrix by which the letter is placed, if it has one."""
        matrix = pdfium.FS_MATRIX()
        is_placed = bool(pdfium.FPDFText_GetMatrix(self._letters.raw, n, matrix))
        size = max(1.0, float(pdfium.FPDFText_GetFontSize(self._letters.raw, n)) * math.hypot(matrix.c, matrix.d))
        return size, matrix if is_placed else None

    def _grey(self, handle: Any, key: int) -> int | None:
        own, paint = self._order.get(key), _paint(handle)
        if paint is None or paint[3] < _SEEN_THROUGH:
            return None
        is_under = own is not None and any(self._lies_under(own, cover) and _is_opaque(cover) for cover in self._covers)
        return None if is_under else round(sum(part * share for part, share in zip(paint, _BRIGHTNESS, strict=False)))

    def _why_hidden(self, handle: Any, key: int, size: float, matrix: Any) -> str | None:
        if not key:
            return None
        if pdfium.FPDFTextObj_GetTextRenderMode(handle) in _UNPAINTED:
            return HIDDEN
        paint = _paint(handle)
        if paint is not None and (min(paint[:3]) >= _FAINT or paint[3] < _SEEN_THROUGH):
            return HIDDEN
        if matrix is not None:
            if size < _TINY or math.hypot(matrix.a, matrix.b) < 0.3 * math.hypot(matrix.c, matrix.d):
                return HIDDEN
            if abs(math.atan2(matrix.b, matrix.a)) > 0.05:  # noqa: PLR2004 - radians
                return SLANTED
        own = self._order.get(key)
        if own is not None and any(self._lies_under(own, cover) for cover in self._covers):
            return HIDDEN
        if own is not None and paint is not None and self._is_like_ground(own, paint[:3]):
            return HIDDEN
        return None

    def _is_like_ground(self, own: Thing, color: tuple[int, ...]) -> bool:
        """Whether the letters have the colour of the area last painted under them."""
        x, y = (own.left + own.right) / 2, (own.bottom + own.top) / 2
        under = [
            area
            for area in self._covers
            if area.kind == pdfium.FPDF_PAGEOBJ_PATH
            and area.order < own.order
            and area.left <= x <= area.right
            and area.bottom <= y <= area.top
            and not is_hollow_at(area, x, y)
        ]
        if not under:
            return False
        ground = [ctypes.c_uint() for _ in range(4)]
        pdfium.FPDFPageObj_GetFillColor(under[-1].handle, *ground)
        return max(abs(part.value - own_part) for part, own_part in zip(ground, color, strict=False)) < _NEAR

    @staticmethod
    def _lies_under(own: Thing, cover: Thing) -> bool:
        middle_x, middle_y = (own.left + own.right) / 2, (own.bottom + own.top) / 2
        return cover.order > own.order and cover.left <= middle_x <= cover.right and cover.bottom <= middle_y <= cover.top


def _paint(handle: Any) -> tuple[int, int, int, int] | None:
    """Red, green, blue and how opaque, as the letters are painted; None: not at all, or with a pattern."""
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
    parts = [ctypes.c_uint() for _ in range(4)]
    color_of = pdfium.FPDFPageObj_GetStrokeColor if mode == pdfium.FPDF_TEXTRENDERMODE_STROKE else pdfium.FPDFPageObj_GetFillColor
    if mode in _UNPAINTED or not color_of(handle, *parts):
        return None
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha


def _is_opaque(cover: Thing) -> bool:
    """Whether an area lets nothing through; pictures are looked at themselves."""
    parts = [ctypes.c_uint() for _ in range(4)]
    if cover.kind != pdfium.FPDF_PAGEOBJ_PATH or not pdfium.FPDFPageObj_GetFillColor(cover.handle, *parts):
        return bool(cover.kind == pdfium.FPDF_PAGEOBJ_SHADING)
    return parts[3].value > 255 - _SEEN_THROUGH
