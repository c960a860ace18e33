"""The pictures beside a document's words, as OCR looks at them: coloured cards, tables and pages are no white paper.

Each has a number below 0, so that it can be asked for like a page that is a picture.
"""

from collections.abc import Collection
from dataclasses import replace

from syncd.memo import scan, screening
from syncd.memo.scan import Seen
from syncd.model.document import Document

WRITTEN = "มีภาพที่อาจเป็นตาราง บัตร หรือหน้าเอกสารอยู่ข้างใน ระบบยังอ่านตัวหนังสือในภาพนั้นไม่ได้"
MOST = 64
"""Pictures of one page that have numbers of their own."""


def number(place: int, page: int = 0) -> int:
    """Of the picture at this place (from 0) of a page; of a file without pages, of the file."""
    return -(page * MOST + place + 1)


def place_of(number: int) -> tuple[int, int]:
    """(page, place) of the picture of this number, in a file with pages; in one without, its place is `-number - 1`."""
    return divmod(-number - 1, MOST)


def read(document: Document, numbers: Collection[int], ocr: Collection[Seen]) -> Document:
    """The document with what OCR saw on the pictures of these numbers; none of them is looked at where there is no OCR.

    Where there is, a picture that it did not come to is left to a person like one that it could read much on.
    """
    looked = {one.page: one for one in ocr if one.page in numbers}
    left = tuple(one for one in numbers if one not in looked)
    is_written = (bool(ocr) and bool(left)) or any(not one.width or scan.reads_as_page(one) for one in looked.values())
    known = document.unread or ""
    why = known if not is_written or WRITTEN in known else f"{known} และ{WRITTEN}" if known else WRITTEN
    spots = ((_where(document.kind, one), line.text) for one in looked.values() for line in scan.lines(one))
    return replace(
        document,
        unread=why or None,
        to_ocr=(*document.to_ocr, *left),
        spots=document.spots + screening.spots(spots, read_by_ocr=True),
    )


def _where(kind: str, seen: Seen) -> str:
    return f"ภาพในหน้า {place_of(seen.page)[0]}" if kind == "pdf" else f"ภาพที่ {-seen.page} ในไฟล์"
