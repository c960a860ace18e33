"""What visible digital signatures show on a page: read as a person sees it, and told apart from the memo's own words."""

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from syncd import thai
from syncd.memo import words
from syncd.memo.page import Line, Mark
from syncd.model.approval import Word

STAMPED = "ช่องลายมือชื่อดิจิทัลบนหน้ากระดาษมีภาพหรือข้อความที่ต้องดูด้วยตา"

_NOTHING = 2
"""Bytes of an appearance that is none."""
_HIDING = pdfium.FPDF_ANNOT_FLAG_INVISIBLE | pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_SMALLEST = 1.0
"""Points: a narrower field shows nothing."""
_SAYS = re.compile(
    r"(?:digitally signed(?: by)?|signed by|signer|name|ลงลายมือชื่อดิจิทัล(?:โดย)?|ลงนามดิจิทัล(?:โดย)?|ผู้ลงนาม|ชื่อ)\s*:?\s*"
    r"(?P<name>[^0-9:]*)"
    r"|(?:date|time|timestamp|signing time|วันที่|เวลา)\s*:?\s*[0-9๐-๙ .:/+\-'tz]*(?:น\.|utc|gmt)?"
    r"|(?:reason|เหตุผล)\s*:?\s*(?P<reason>.*)",
    re.IGNORECASE,
)
"""What signing programs print by themselves, whole lines; a name must say nothing of the matter, a reason must approve."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a signature field stands on its page, as lines and marks are placed."""

    x0: float
    x1: float
    top: float
    bottom: float

    def holds(self, x0: float, x1: float, y: float) -> bool:
        """Whether the middle lies in it."""
        return self.x0 <= (x0 + x1) / 2 <= self.x1 and self.top - 2 <= y <= self.bottom + 2

    def meets(self, mark: Mark) -> bool:
        """Whether a mark touches it."""
        return mark.x0 < self.x1 and mark.x1 > self.x0 and mark.top < self.bottom and mark.bottom > self.top


def is_signature(annotation: object) -> bool:
    """Whether the annotation is the field of a digital signature."""
    if pdfium.FPDFAnnot_GetSubtype(annotation) != pdfium.FPDF_ANNOT_WIDGET:
        return False
    text = (ctypes.c_ushort * 8)()
    pdfium.FPDFAnnot_GetStringValue(annotation, b"FT", text, ctypes.sizeof(text))
    return bytes(text).decode("utf-16-le").rstrip("\0") == "Sig"


def lie_over(page: pypdfium2.PdfPage) -> bool:
    """Whether anything with a look of its own is laid over the page: a stamp, a note, a field."""
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        try:
            is_popup = pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_POPUP
            if not is_popup and pdfium.FPDFAnnot_GetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > _NOTHING:
                return True
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return False


def reveal(page: pypdfium2.PdfPage) -> None:
    """Have everything that is laid over the page shown: who opens the file can do so, too."""
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        try:
            pdfium.FPDFAnnot_SetFlags(annotation, pdfium.FPDFAnnot_GetFlags(annotation) & ~_HIDING)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def put_down(page: pypdfium2.PdfPage) -> tuple[Box, ...]:
    """Make what the page's signature fields show a part of the page, and say where. A page changed so must be opened again.

    Nothing is put down where other annotations lie on the page: they are a doubt, and must stay one.
    """
    boxes = []
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        try:
            if is_signature(annotation):
                boxes += _box(annotation, page)
            elif pdfium.FPDFAnnot_GetSubtype(annotation) not in {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP}:
                return ()
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    if boxes:
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    return tuple(boxes)


def _box(annotation: object, page: pypdfium2.PdfPage) -> list[Box]:
    left, _, _, top = page.get_bbox()
    there = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, there) or min(there.right - there.left, there.top - there.bottom) < _SMALLEST:
        return []
    return [Box(there.left - left, there.right - left, top - there.top, top - there.bottom)]


def without(boxes: Sequence[Box], lines: list[Line], marks: list[Mark]) -> tuple[list[Line], list[Mark], bool]:
    """(the page's own lines, its own marks, whether what the fields show needs a person's eye)."""
    if not boxes:
        return lines, marks, False
    shown = [line for line in lines if any(box.holds(line.x0, line.x1, line.y) for box in boxes)]
    drawn = [mark for mark in marks if any(box.meets(mark) for box in boxes)]
    own = [line for line in lines if line not in shown]
    odd = bool(drawn) or not all(_is_usual(line.text) for line in shown)
    return own, [mark for mark in marks if mark not in drawn], odd


def _is_usual(text: str) -> bool:
    found = _SAYS.fullmatch(text.strip())
    if found is None:
        return False
    if found["reason"] is not None:
        return words.read(thai.normalise(found["reason"])) in {Word.APPROVED, Word.NONE}
    return not (found["name"] and (words.DECIDES.search(found["name"]) or words.RESERVES.search(found["name"])))
