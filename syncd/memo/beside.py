"""The pictures beside a document's words, as they look and as OCR looks at them.

White paper with writing is seen by its brightness; coloured cards, tables and pages only OCR knows, and a chart from a list.
Each picture has a number below 0, so that it can be asked for like a page that is a picture.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from enum import Enum, auto
from itertools import chain

from syncd.memo import labels, scan, screening
from syncd.memo.scan import Seen
from syncd.model.document import Document

WRITTEN = "มีภาพที่อาจเป็นตาราง บัตร หรือหน้าเอกสารอยู่ข้างใน ระบบยังอ่านตัวหนังสือในภาพนั้นไม่ได้"
UNSEEN = "มีภาพที่ยังไม่ได้อ่านตัวหนังสือ เพราะยังไม่มีโปรแกรมอ่าน (tesseract-ocr) หรือภาพเกินที่ตั้งให้อ่านต่อไฟล์ (ocr.max_pages)"
_STAMP = 2
"""Letters of the shortest word of a stamp."""
MOST = 64
"""Pictures of one page that have numbers of their own."""


class Look(Enum):
    """What a picture looks like."""

    PLAIN = auto()
    """Nothing that looks like writing on paper, or too small to be told by its brightness."""
    DRAWN = auto()
    """By a program: a chart, a diagram, a logo, a screen; OCR reads its print well."""
    WRITTEN = auto()
    """Paper, scanned or photographed; or a bright scene that looks like it."""
    UNKNOWN = auto()
    """It cannot be opened, or is one of too many: whatever OCR says, nobody knows."""
    STAMP = auto()
    """Small, in colour or oblong: a logo, a signature, a rubber stamp, a number that was cut out."""
    NOTHING = auto()
    """As small and without either, as crests are: nobody looks at it."""


def number(place: int, page: int = 0) -> int:
    """Of the picture at this place (from 0) of a page; of a file without pages, of the file."""
    return -(page * MOST + place + 1)


def place_of(number: int) -> tuple[int, int]:
    """(page, place) of the picture of this number, in a file with pages; in one without, its place is `-number - 1`."""
    return divmod(-number - 1, MOST)


def numbered(looks: Iterable[Look], page: int = 0) -> dict[int, Look]:
    """The looks of the pictures of a page, or of a file without pages, by their numbers."""
    return {number(place, page): look for place, look in enumerate(looks) if look is not Look.NOTHING}


def read(document: Document, looks: Mapping[int, Look], ocr: Collection[Seen]) -> Document:
    """The document with what OCR saw on these pictures, and with why a person must look at one of them.

    What no OCR looked at, for there is none or it did not come to it, is never taken for clean; but of many small ones some may
    be left, and those of a memo, which is not published.
    """
    seen = {one.page: one for one in ocr if one.page in looks}
    in_memo = bool(document.memos)
    much = {at for at, one in seen.items() if _says_much(looks[at], one, in_memo=in_memo)}
    written = much | {at for at, look in looks.items() if look is Look.UNKNOWN or (look is Look.WRITTEN and at not in seen)}
    asked = [WRITTEN] if written else []
    unseen = looks.keys() - seen.keys() - written
    may_be_left = in_memo or bool(seen)
    asked += [UNSEEN] if any(looks[at] is not Look.STAMP or not may_be_left for at in unseen) else []
    known = document.unread or ""
    whys = [*([known] if known else []), *(why for why in asked if why not in known)]
    words = ((_where(document.kind, one), text) for one in seen.values() for text in (_level(one), one.turned) if text)
    marks = ((_where(document.kind, one), mark) for one in seen.values() for mark in screening.marks_on_stamps(one))
    return replace(
        document,
        unread=" และ".join(whys) or None,
        to_ocr=(*document.to_ocr, *sorted(looks.keys() - seen.keys(), key=lambda at: (looks[at] is Look.STAMP, -at))),
        spots=document.spots + screening.spots(chain(words, marks), read_by_ocr=True),
    )


def _says_much(look: Look, seen: Seen, *, in_memo: bool) -> bool:
    """Whether OCR failed on a picture, or reads more on it than labels; in a memo, where it may be an order, anything.

    On what a program drew it must have read labels. Of what looks like paper it must have read all that may be writing.
    Of a photograph only what it reads with certainty counts: of leaves and faces it makes letters, too.
    """
    if look is Look.STAMP:
        return False
    if not seen.width:
        return True
    if in_memo and (look is not Look.PLAIN or scan.sure_lines(seen)):
        return True
    if labels.tells(seen.turned.splitlines()):
        return True
    if look is Look.DRAWN:
        return not labels.are_labels(seen)
    told = labels.tells(scan.sure_lines(seen, _STAMP)) or (scan.reads_as_page(seen) and not labels.are_labels(seen))
    return told or (look is Look.WRITTEN and not labels.are_labels(seen, fewest=0))


def _level(seen: Seen) -> str:
    return "\n".join(line.text for line in scan.lines(seen))


def _where(kind: str, seen: Seen) -> str:
    return f"ภาพในหน้า {place_of(seen.page)[0]}" if kind == "pdf" else f"ภาพที่ {-seen.page} ในไฟล์"
