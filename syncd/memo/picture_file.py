"""Reads a file that is a picture: a photograph or scan of pages, one of each frame; its words are what OCR saw.

It goes out as it is, so what it says beside its pixels is screened, too.
"""

from collections.abc import Collection
from dataclasses import replace

from PIL import Image

from syncd.memo import fields, picture_words, pictures, scan, screening
from syncd.memo.page import Text
from syncd.memo.scan import Seen
from syncd.memo.source import Source
from syncd.model.document import Document, Fault, FaultKind

TAKEN_AT = "ภาพบอกพิกัดสถานที่ที่ถ่าย (GPS)"
_ASIDE = "ข้อมูลประกอบของไฟล์"
PICTURE = "เป็นไฟล์ภาพ ระบบอ่านตัวหนังสือในภาพไม่ได้"


def read(source: Source, blank: Document, ocr: Collection[Seen]) -> Document:
    """The memo that the picture shows, if it does. A picture on which OCR found no words stays unread."""
    try:
        pages = frozenset(range(1, pictures.count(source) + 1))
        beside = screening.spots((_ASIDE, text) for text in picture_words.texts(source))
        place = (Fault(FaultKind.CONCEALED, TAKEN_AT),) if picture_words.has_place(source) else ()
    except (*picture_words.UNSOUND, Image.DecompressionBombWarning, Image.DecompressionBombError):  # no decoder takes it
        return replace(blank, unread=PICTURE, maybe_memo=True)
    by_ocr, read = scan.legible(ocr, pages)
    memos = fields.read_memos(blank.name, Text(by_ocr), blank.kind)
    return replace(
        blank,
        faults=(*blank.faults, *place),
        memos=memos,
        unread=None if read == pages else PICTURE,
        maybe_memo=not (read == pages and memos),
        by_ocr=tuple(sorted({line.page for line in by_ocr})),
        to_ocr=tuple(sorted(pages - {page.page for page in ocr})),
        spots=screening.spots_on(ocr, read) + beside,
    )
