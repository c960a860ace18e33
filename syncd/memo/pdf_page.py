"""Reads one page of a PDF by place: what a person can see on it, and what is drawn, hidden or laid over it."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from syncd import thai
from syncd.memo import signature_lines, stamps
from syncd.memo.page import DRAWN, PICTURE, Line, Mark
from syncd.memo.pdf_ink import Box, Ink
from syncd.memo.pdf_shapes import SIDE, Shape, Shapes, decides, packed

HIDDEN = "มีข้อความซ่อนอยู่ในหน้ากระดาษ (มองไม่เห็นด้วยตา)"
ANNOTATED = "มีข้อความหรือเครื่องหมายที่เขียนทับไว้บนหน้า PDF (annotation) ซึ่งระบบอ่านไม่ได้"
SLANTED = "มีข้อความวางเอียงหรือลายน้ำบนหน้า"
INK = "มีรอยหมึกที่ไม่ใช่ตัวอักษรในบริเวณที่ลงนาม"
UNCODED = "มีตัวอักษรที่เห็นบนหน้าแต่ไม่มีในชั้นข้อความ"
STRUCK = "มีเส้นขีดทับข้อความในบริเวณที่ลงนาม"

_TINY = 5.0
"""Points: smaller text is not meant to be read."""
_FAINT = 225
"""Red, green and blue all at least this: as good as white on white."""
_NEAR = 60
"""Letters whose colour differs less than this from their ground in every part are not to be seen."""
_SLANT = 6.0
"""Points that a stroke must go both along and up to be one across."""
_BASELINE = 2.5
"""Points: letters this near stand on one line."""
_THIN, _LONG = 2.5, 12.0
"""Points: a rule is thinner, and longer (upright: twice as long, for letters are high)."""
_SILENT = frozenset("\0\xad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff")
"""Codes that say nothing."""
_HAIR = 0.005
"""Points: places that differ in less are one."""
_SPECK = 0.3
"""Points: what is smaller has no shape."""
_MANY_OBJECTS = 20_000
_HARMLESS_ANNOTATIONS = {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP}


@dataclass(frozen=True, slots=True)
class Thing:
    """One object of a page, in drawing order."""

    order: int
    kind: int
    left: float
    bottom: float
    right: float
    top: float
    handle: object

    @property
    def area(self) -> float:
        """In square points."""
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)


_NOWHERE = (0.0, 0.0, 0.0, 0.0)


def things(page: pypdfium2.PdfPage, *, only_pictures: bool = False) -> Iterator[Thing]:
    """What is drawn, in order; what stands inside a form is given the form's own place.

    `only_pictures`: the places of other things are not asked for.
    """
    order = 0
    pending: list[tuple[Any, tuple[float, float, float, float] | None]] = [
        (pdfium.FPDFPage_GetObject(page, n), None)
        for n in reversed(range(min(pdfium.FPDFPage_CountObjects(page), _MANY_OBJECTS)))
    ]
    while pending and order < _MANY_OBJECTS:
        handle, outer = pending.pop()
        kind = pdfium.FPDFPageObj_GetType(handle)
        placed = not only_pictures or kind in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM}
        box = outer or (_bounds(handle) if placed else _NOWHERE)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            count = min(pdfium.FPDFFormObj_CountObjects(handle), _MANY_OBJECTS)
            pending += [(pdfium.FPDFFormObj_GetObject(handle, n), box) for n in reversed(range(count))]
            continue
        order += 1
        yield Thing(order, kind, *box, handle)


def _bounds(handle: object) -> tuple[float, float, float, float]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return _NOWHERE
    return (left.value, bottom.value, right.value, top.value)


def _is_slice(box: Box, following: Box) -> bool:
    """Whether two letters' places are parts of one: pdfium cuts a shape that stands for several letters into as many."""
    same = (abs(box.bottom - following.bottom), abs(box.top - following.top), abs(box.right - following.left))
    return max(same) < _HAIR


def _is_rule(thing: Thing) -> bool:
    """Whether the thing is a line of a table or under words: too long and thin to be part of a letter."""
    wide, high = thing.right - thing.left, thing.top - thing.bottom
    is_thin = (high <= _THIN and wide >= _LONG) or (wide <= _THIN and high >= 2 * _LONG)
    return thing.kind == pdfium.FPDF_PAGEOBJ_PATH and is_thin


def _shown(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """The part of the paper that is shown."""
    crop, paper = page.get_cropbox(), page.get_mediabox()
    return (max(crop[0], paper[0]), max(crop[1], paper[1]), min(crop[2], paper[2]), min(crop[3], paper[3]))


def _address(handle: Any) -> int:
    return ctypes.addressof(handle.contents) if handle else 0


@dataclass(slots=True)
class _Letter:
    x: float
    end: float
    size: float
    text: str


def _belongs(letter: _Letter, across: float, up: float) -> bool:
    """Whether a mark so far from the letter stands over or under it."""
    return abs(across) < letter.size and abs(up) < letter.size


class PageReading:
    """Reads one page; gathers its doubts on the way."""

    def __init__(
        self, number: int, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, *, swapped: bool, shapes: Shapes
    ) -> None:
        self.swapped = swapped
        self.shapes = shapes
        self.drawn: list[tuple[str, float, float, Box]] = []
        """Letters and signs with where they begin, their baseline and their place."""
        self.number = number
        self.page = page
        self.textpage = textpage.raw
        self.letters = textpage.count_chars()
        self.doubts: list[str] = []
        self.left, self.bottom, self.right, self.top = _shown(page)
        self.ink = Ink(page, Box(self.left, self.bottom, self.right, self.top))
        self.things = list(things(page))
        self.order = {_address(thing.handle): thing for thing in self.things}
        self.covers = [thing for thing in self.things if self._covers(thing)]
        self.seen: dict[int, tuple[bool, float]] = {}
        if page.get_rotation():
            self.doubts.append(SLANTED)
        if any(self._annotation(n) not in _HARMLESS_ANNOTATIONS for n in range(pdfium.FPDFPage_GetAnnotCount(page))):
            self.doubts.append(ANNOTATED)

    def _annotation(self, number: int) -> int:
        annotation = pdfium.FPDFPage_GetAnnot(self.page, number)
        try:
            kind = int(pdfium.FPDFAnnot_GetSubtype(annotation))
            if stamps.is_signature(annotation):
                return int(pdfium.FPDF_ANNOT_POPUP)  # shows nothing, or was made a part of the page
            is_drawn = kind == pdfium.FPDF_ANNOT_LINK and pdfium.FPDFAnnot_HasKey(annotation, b"AP")
            return pdfium.FPDF_ANNOT_UNKNOWN if is_drawn else kind
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)

    def _covers(self, thing: Thing) -> bool:
        """Whether the thing can hide text drawn before it."""
        if thing.kind in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING}:
            return True
        if thing.kind != pdfium.FPDF_PAGEOBJ_PATH or thing.area < 50:  # noqa: PLR2004 - square points: a line hides nothing
            return False
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        return bool(pdfium.FPDFPath_GetDrawMode(thing.handle, mode, stroke)) and mode.value != 0

    def lines(self) -> list[Line]:
        """The visible lines. Letters are put in order by where they stand: producers draw some fonts' letters later."""
        found = []
        for base, letters in self._rows():
            letters.sort(key=lambda letter: letter.x)
            text, start, end = "", 0.0, 0.0
            for letter in letters:
                if text and letter.x - end > letter.size:  # wider than three blanks: another column
                    found.append(self._line(text, start, end, base))
                    text = ""
                if not text:
                    start = letter.x
                elif letter.x - end > 0.16 * letter.size and not text.endswith(" "):
                    text += " "  # a gap that the producer drew without a blank
                text += letter.text
                end = max(end, letter.end) if text else letter.end
            found.append(self._line(text, start, end, base))
        return [line for line in found if line.text]

    def _rows(self) -> list[tuple[float, list[_Letter]]]:
        """Visible letters with the marks and blanks that follow them, by baseline."""
        found: list[tuple[float, list[_Letter]]] = []
        x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
        row: tuple[float, list[_Letter]] | None = None
        for n in range(self.letters):
            char = chr(pdfium.FPDFText_GetUnicode(self.textpage, n))
            if char.isspace() or char in _SILENT:
                self._look_for_letter(n)
            if char in "\r\n\ufffe" or (char.isspace() and row is None):
                continue
            if char.isspace() and row is not None:
                row[1][-1].text += " "
                continue
            is_visible, size = self._looks(n)
            if not is_visible:
                continue
            pdfium.FPDFText_GetCharOrigin(self.textpage, n, x, y)
            pdfium.FPDFText_GetLooseCharBox(self.textpage, n, box)
            self._look_for_ink(n, char, box)
            self._keep(n, char, x.value, y.value)
            if not (self.left <= x.value <= self.right and self.bottom <= y.value <= self.top):
                self._doubt(HIDDEN)
                continue
            is_mark = thai.is_mark(char)
            if is_mark and row is not None and _belongs(row[1][-1], x.value - row[1][-1].end, y.value - row[0]):
                row[1][-1].text += char
                row[1][-1].end = max(row[1][-1].end, box.right)
                continue
            if row is None or abs(y.value - row[0]) > _BASELINE:
                row = next((other for other in reversed(found) if abs(y.value - other[0]) <= _BASELINE), (y.value, []))
            if not row[1]:
                found.append(row)
            row[1].append(_Letter(x.value - (0.05 * size if is_mark else 0), max(x.value, box.right), size, char))
        return found

    def _look_for_ink(self, n: int, char: str, loose: Any) -> None:
        """Whether the letter is on the page as a viewer shows it, not only in what the page says."""
        tight = self._box(n)
        if char.isalnum() and not self.ink.shows(tight):
            self._doubt(HIDDEN)
        self.ink.explain(tight)
        self.ink.explain(Box(loose.left, loose.bottom, loose.right, loose.top), 0.0)

    def _keep(self, n: int, char: str, x: float, y: float) -> None:
        """Remember where a letter is drawn."""
        box = self._box(n)
        if char == "ำ" and self.drawn:
            self.drawn.pop()  # some producers mark letter and ำ as one, and which of their shapes is whose is not told
        elif self.drawn and _is_slice(self.drawn[-1][3], box):  # of one shape that stands for several letters
            first, start, base, before = self.drawn[-1]
            self.drawn[-1] = first, start, base, Box(before.left, box.bottom, box.right, box.top)
        elif not thai.is_mark(char) and min(box.right - box.left, box.top - box.bottom) > _SPECK:
            self.drawn.append((char, x - self.left, self.top - y, box))

    def _shape(self, char: str, x: float, base: float, box: Box) -> Shape:
        square, threshold = self.ink.square(box, SIDE)
        wide, high = box.right - box.left, box.top - box.bottom
        return Shape(char, self.number, x, base, high, wide / high, packed(square, threshold))

    def look_at_shapes(self, lines: list[Line]) -> None:
        """Learn the shapes of letters, and ask about those of the page's lines that decide."""
        for char, x, base, box in self.drawn:
            if self.shapes.wants(char, self.number, base):
                self.shapes.known[char].append(self._shape(char, x, base, box))
        for line in lines:
            if line.page == self.number and decides(line):
                self.shapes.asked.append(
                    [
                        self._shape(char, x, base, box)
                        for char, x, base, box in self.drawn
                        if abs(base - line.y) <= _BASELINE and line.x0 - 1 <= x <= line.x1
                    ]
                )

    def _look_for_letter(self, n: int) -> None:
        """Whether what the text says is a blank, or nothing, shows something on the page."""
        box = self._box(n)
        has_place = min(box.right - box.left, box.top - box.bottom) > 1 and not pdfium.FPDFText_IsGenerated(self.textpage, n)
        if has_place and self.ink.shows(box):
            self._doubt(UNCODED)

    def _box(self, n: int) -> Box:
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(self.textpage, n, left, right, bottom, top)
        return Box(left.value, bottom.value, right.value, top.value)

    def _line(self, text: str, start: float, end: float, base: float) -> Line:
        if self.swapped:
            text = thai.swap(text)
        return Line(self.number, start - self.left, end - self.left, self.top - base, thai.normalise(text))

    def _doubt(self, why: str) -> None:
        if why not in self.doubts:
            self.doubts.append(why)

    def _looks(self, n: int) -> tuple[bool, float]:
        """Whether the letter is to be seen, and its size; the same for all letters of one text object."""
        handle = pdfium.FPDFText_GetTextObject(self.textpage, n)
        key = _address(handle)
        if key not in self.seen:
            why = self._hidden(n, handle, key)
            if why is not None:
                self._doubt(why)
            self.seen[key] = (why is None, self._size(n))
        return self.seen[key]

    def _size(self, n: int) -> float:
        """The letter's size in points, as printed."""
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self.textpage, n, matrix)
        return max(1.0, float(pdfium.FPDFText_GetFontSize(self.textpage, n)) * math.hypot(matrix.c, matrix.d))

    def _hidden(self, n: int, handle: object, key: int) -> str | None:
        if not key:
            return None
        if pdfium.FPDFTextObj_GetTextRenderMode(handle) in {
            pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
            pdfium.FPDF_TEXTRENDERMODE_CLIP,
        }:
            return HIDDEN
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        is_outline = pdfium.FPDFTextObj_GetTextRenderMode(handle) == pdfium.FPDF_TEXTRENDERMODE_STROKE
        color_of = pdfium.FPDFPageObj_GetStrokeColor if is_outline else pdfium.FPDFPageObj_GetFillColor
        filled = color_of(handle, red, green, blue, alpha)
        if filled and (min(red.value, green.value, blue.value) >= _FAINT or alpha.value < 60):  # noqa: PLR2004 - of 255
            return HIDDEN
        matrix = pdfium.FS_MATRIX()
        if pdfium.FPDFText_GetMatrix(self.textpage, n, matrix):
            if self._size(n) < _TINY or math.hypot(matrix.a, matrix.b) < 0.3 * math.hypot(matrix.c, matrix.d):
                return HIDDEN
            if abs(math.atan2(matrix.b, matrix.a)) > 0.05:  # noqa: PLR2004 - radians
                return SLANTED
        own = self.order.get(key)
        if own is not None and any(self._lies_under(own, cover) for cover in self.covers):
            return HIDDEN
        if own is not None and filled and self._is_like_ground(own, (red.value, green.value, blue.value)):
            return HIDDEN
        return None

    def _is_like_ground(self, own: Thing, color: tuple[int, int, int]) -> bool:
        """Whether the letters have the colour of the area last painted under them."""
        x, y = (own.left + own.right) / 2, (own.bottom + own.top) / 2
        under = [
            area
            for area in self.covers
            if area.kind == pdfium.FPDF_PAGEOBJ_PATH
            and area.order < own.order
            and area.left <= x <= area.right
            and area.bottom <= y <= area.top
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

    def marks(self, lines: list[Line]) -> list[Mark]:
        """Pictures, drawings and lines through words, wherever they stand on the page."""
        found = []
        own = [line for line in lines if line.page == self.number]
        for thing in self.things:
            if thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                found.append(self._mark(thing, PICTURE))
            elif self._is_drawing(thing):
                found.append(self._mark(thing, DRAWN))
            elif thing.kind == pdfium.FPDF_PAGEOBJ_PATH and any(self._strikes(thing, line) for line in own):
                found.append(self._mark(thing, STRUCK))
        return found + self._ink_beside(own)

    def _ink_beside(self, own: list[Line]) -> list[Mark]:
        """Ink that is no letter, picture or rule, on a page where somebody signs."""
        if not any(signature_lines.is_name(line) for line in own):
            return []
        for thing in self.things:
            if thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE or _is_rule(thing):
                self.ink.explain(Box(thing.left, thing.bottom, thing.right, thing.top))
            elif thing.kind == pdfium.FPDF_PAGEOBJ_PATH and min(thing.right - thing.left, thing.top - thing.bottom) > _LONG:
                for x in (thing.left, thing.right):
                    self.ink.explain(Box(x, thing.bottom, x, thing.top))
                for y in (thing.bottom, thing.top):
                    self.ink.explain(Box(thing.left, y, thing.right, y))
        return [
            Mark(self.number, box.left - self.left, box.right - self.left, self.top - box.top, self.top - box.bottom, INK)
            for box in self.ink.unexplained()
        ]

    def _mark(self, thing: Thing, why: str) -> Mark:
        return Mark(
            self.number, thing.left - self.left, thing.right - self.left, self.top - thing.top, self.top - thing.bottom, why
        )

    def _is_drawing(self, thing: Thing) -> bool:
        """Handwriting stored as curves, and strokes across; tables and underlines are straight."""
        if thing.kind not in {pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING}:
            return False
        segments = [
            pdfium.FPDFPath_GetPathSegment(thing.handle, n) for n in range(min(pdfium.FPDFPath_CountSegments(thing.handle), 200))
        ]
        kinds = [pdfium.FPDFPathSegment_GetType(segment) for segment in segments]
        many = kinds.count(pdfium.FPDF_SEGMENT_BEZIERTO) > 0 or len(kinds) > 12  # noqa: PLR2004 - more corners than a box has
        return many or (
            len(kinds) > 1
            and min(thing.right - thing.left, thing.top - thing.bottom) > _SLANT
            and self._goes_across(segments, kinds)
        )

    @staticmethod
    def _goes_across(segments: list[Any], kinds: list[int]) -> bool:
        """Whether a straight piece is neither level nor upright, measured against the whole (the points have their own scale)."""
        x, y = ctypes.c_float(), ctypes.c_float()
        points = []
        for segment in segments:
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            points.append((x.value, y.value))
        wide = max(x for x, _ in points) - min(x for x, _ in points)
        high = max(y for _, y in points) - min(y for _, y in points)
        return any(
            kind == pdfium.FPDF_SEGMENT_LINETO and abs(to[0] - at[0]) > 0.1 * wide and abs(to[1] - at[1]) > 0.1 * high
            for at, to, kind in zip(points, points[1:], kinds[1:], strict=False)
        )

    def _strikes(self, thing: Thing, line: Line) -> bool:
        """Whether a straight stroke runs through the letters: above the baseline, below the vowels on top."""
        middle = self.top - (thing.top + thing.bottom) / 2
        shared = min(thing.right - self.left, line.x1) - max(thing.left - self.left, line.x0)
        if thing.top - thing.bottom > 4 and thing.right - thing.left > 3 * (line.x1 - line.x0):  # noqa: PLR2004 - a box around, not a stroke
            return False
        return line.y - 12 < middle < line.y - 1.5 and shared > 0.3 * (line.x1 - line.x0) and thing.top - thing.bottom < 15  # noqa: PLR2004 - points
