"""What is drawn on a page of a PDF: its objects in drawing order, and what each of them can be."""

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

_THIN, _LONG = 2.5, 12.0
"""Points: a rule is thinner, and longer (upright: twice as long, for letters are high)."""
_SLANT = 6.0
"""Points that a stroke must go both along and up to be one across."""
_MANY_OBJECTS = 20_000
_MANY_CORNERS = 60
"""Of a clip path: where there are more, it is not asked how far it cuts."""
_CLIPPED = frozenset({pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING})


class Thing(NamedTuple):
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


def things(page: pypdfium2.PdfPage) -> Iterator[Thing]:
    """What is drawn, in order; what stands inside a form is given the form's own place."""
    order = 0
    pending: list[tuple[Any, tuple[float, float, float, float] | None]] = [
        (pdfium.FPDFPage_GetObject(page, n), None)
        for n in reversed(range(min(pdfium.FPDFPage_CountObjects(page), _MANY_OBJECTS)))
    ]
    while pending and order < _MANY_OBJECTS:
        handle, outer = pending.pop()
        kind = pdfium.FPDFPageObj_GetType(handle)
        box = outer or _bounds(handle)
        if kind in _CLIPPED:
            box = _within_clip(handle, box)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            count = min(pdfium.FPDFFormObj_CountObjects(handle), _MANY_OBJECTS)
            pending += [(pdfium.FPDFFormObj_GetObject(handle, n), box) for n in reversed(range(count))]
            continue
        order += 1
        yield Thing(order, kind, *box, handle)


def _bounds(handle: object) -> tuple[float, float, float, float]:
    left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    if not pdfium.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return (0.0, 0.0, 0.0, 0.0)
    return (left.value, bottom.value, right.value, top.value)


def _within_clip(handle: Any, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The part of the place that clip paths leave at most: dots under words are drawn as a large area cut down to them."""
    left, bottom, right, top = box
    clip = pdfium.FPDFPageObj_GetClipPath(handle)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(0, pdfium.FPDFClipPath_CountPaths(clip)) if clip else 0):
        count = pdfium.FPDFClipPath_CountPathSegments(clip, path)
        if not 0 < count <= _MANY_CORNERS:
            continue
        points = []
        for n in range(count):
            pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, path, n), x, y)
            points.append((x.value, y.value))
        left, right = max(left, min(x for x, _ in points)), min(right, max(x for x, _ in points))
        bottom, top = max(bottom, min(y for _, y in points)), min(top, max(y for _, y in points))
    return (left, bottom, max(left, right), max(bottom, top))


def address(handle: Any) -> int:
    """Tells whether two handles are of one object."""
    return ctypes.addressof(handle.contents) if handle else 0


def is_rule(thing: Thing) -> bool:
    """Whether the thing is a line of a table or under words: too long and thin to be part of a letter."""
    wide, high = thing.right - thing.left, thing.top - thing.bottom
    is_thin = (high <= _THIN and wide >= _LONG) or (wide <= _THIN and high >= 2 * _LONG)
    return thing.kind == pdfium.FPDF_PAGEOBJ_PATH and is_thin


def accounted_for(thing: Thing) -> Iterator[tuple[float, float, float, float]]:
    """The places (left, bottom, right, top) whose ink a picture, a rule or the rim of an area accounts for."""
    left, bottom, right, top = thing[2:6]
    if thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE or is_rule(thing):
        yield left, bottom, right, top
    elif thing.kind == pdfium.FPDF_PAGEOBJ_PATH and min(right - left, top - bottom) > _LONG:
        yield from ((x, bottom, x, top) for x in (left, right))
        yield from ((left, y, right, y) for y in (bottom, top))


def covers(thing: Thing) -> bool:
    """Whether the thing can hide text drawn before it."""
    if thing.kind in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING}:
        return True
    if thing.kind != pdfium.FPDF_PAGEOBJ_PATH or thing.area < 50:  # noqa: PLR2004 - square points: a line hides nothing
        return False
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(thing.handle, mode, stroke)) and mode.value != 0


def is_hollow_at(thing: Thing, x: float, y: float) -> bool:
    """Whether the thing is a frame of upright rectangles, painted between them alone, and the place lies where it is not."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if thing.kind != pdfium.FPDF_PAGEOBJ_PATH or not pdfium.FPDFPath_GetDrawMode(thing.handle, mode, stroke):
        return False
    corners = pdfium.FPDFPath_CountSegments(thing.handle)
    if mode.value != pdfium.FPDF_FILLMODE_ALTERNATE or not 0 < corners <= _MANY_CORNERS:
        return False
    rectangles = [_rectangle(points) for points in _subpaths(thing.handle, corners)]
    inside = sum(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in rectangles if box)
    return all(rectangles) and inside > 0 and inside % 2 == 0


def _subpaths(handle: Any, corners: int) -> list[list[tuple[float, float]]]:
    """The corners of each piece of a path, on the page."""
    at, x, y = pdfium.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPageObj_GetMatrix(handle, at)
    pieces: list[list[tuple[float, float]]] = []
    for n in range(corners):
        segment = pdfium.FPDFPath_GetPathSegment(handle, n)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if not pieces or pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            pieces.append([])
        pieces[-1].append((at.a * x.value + at.c * y.value + at.e, at.b * x.value + at.d * y.value + at.f))
    return pieces


def _rectangle(points: list[tuple[float, float]]) -> tuple[float, float, float, float] | None:
    """The upright rectangle that these corners make, if they do."""
    xs, ys = {round(x, 2) for x, _ in points}, {round(y, 2) for _, y in points}
    is_one = len(points) in {4, 5} and len(xs) == 2 == len(ys)  # noqa: PLR2004 - sides
    return (min(xs), min(ys), max(xs), max(ys)) if is_one else None


def is_drawing(thing: Thing) -> bool:
    """Handwriting stored as curves, and strokes across; tables and underlines are straight."""
    if thing.kind not in {pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING}:
        return False
    segments = [
        pdfium.FPDFPath_GetPathSegment(thing.handle, n) for n in range(min(pdfium.FPDFPath_CountSegments(thing.handle), 200))
    ]
    kinds = [pdfium.FPDFPathSegment_GetType(segment) for segment in segments]
    many = kinds.count(pdfium.FPDF_SEGMENT_BEZIERTO) > 0 or len(kinds) > 12  # noqa: PLR2004 - more corners than a box has
    return many or (
        len(kinds) > 1 and min(thing.right - thing.left, thing.top - thing.bottom) > _SLANT and _goes_across(segments, kinds)
    )


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
