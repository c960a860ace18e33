"""What makes the words in a word processor's file something else than what a person sees; the same for every format. Pure."""

import re

TRACKED = "เอกสารมีการแก้ไขที่ติดตามไว้ (Track Changes) ซึ่งยังไม่ได้ยอมรับหรือปฏิเสธ"
COMMENTED = "เอกสารมีความคิดเห็น (Comment) แนบอยู่"
HIDDEN = "เอกสารมีข้อความซ่อนหรือตัวอักษรที่มองไม่เห็น"
WATERMARK = "เอกสารมีลายน้ำหรืออักษรศิลป์ เช่น คำว่า ร่าง"
STRUCK = "เอกสารมีข้อความที่ถูกขีดฆ่า"
EMBEDDED = "เอกสารมีเอกสารอื่นแทรกอยู่"
FLOATING = "เอกสารมีรูป เส้น หรือกล่องข้อความที่วางลอยห่างจากตำแหน่งเดิม"
COMPUTED = "เอกสารมีฟิลด์ที่เปลี่ยนข้อความได้เอง"
LISTED = "เอกสารมีรายการที่ใช้ข้อความหรือสัญลักษณ์นำหน้าย่อหน้า"
BROKEN = "ตัวหนังสือในไฟล์เสียหาย อ่านแล้วไม่เป็นคำ (มักเกิดจากแบบอักษรรุ่นเก่า)"
ENCLOSING = "มีไฟล์อื่นฝังอยู่ข้างใน ระบบยังตรวจไฟล์นั้นไม่ได้"
STRICT = "เอกสารบันทึกแบบ Strict Open XML ระบบอ่านไม่ได้ครบ หากบันทึกเป็น .docx แบบปกติหรือ PDF ระบบจะอ่านได้"
NESTED = "เอกสารมีตารางซ้อนในตาราง"

_FAINT = 225
"""Red, green and blue all at least this: as good as white on white."""
_NEAR = 60
"""Letters whose colour differs less than this from their ground in every part are not to be seen."""
LEAST_SIZE = 5.0
"""Points: smaller letters are not meant to be read, nor lines and rows less high."""
LEAST_WIDTH = 30
"""Per cent: letters squeezed further are strokes."""
FARTHEST = 450.0
"""Points: what is indented or raised further stands off the page."""

_HARMLESS = re.compile(
    r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|NOTEREF|HYPERLINK|TOC|TC|XE|INDEX|SEQ|FORMTEXT|FORMCHECKBOX|CITATION|BIBLIOGRAPHY)\b",
    re.IGNORECASE,
)
_TYPED = re.compile(r"\s*(?:HYPERLINK|FORMTEXT|TOC|INDEX|CITATION|BIBLIOGRAPHY)\b", re.IGNORECASE)
"""Of those the fields whose words stay as they are until somebody asks for others."""
_PLAIN_BULLETS = frozenset("-–—•●▪◦·o*\uf0b7\uf0a7\uf0d8\uf076\uf02d")


def is_computed(code: str, said: str = "") -> bool:
    """Whether a field with this code may show other words than what is kept for it: made anew on opening, or from its code.

    Of those that count pages and the like, words are no number that Word would show.
    """
    if _HARMLESS.match(code) is None:
        return True
    letters = re.sub("[^ก-๎A-Za-z]", "", said)
    return len(letters) > 1 and _TYPED.match(code) is None and re.fullmatch("[ivxlcdm]+", letters, re.IGNORECASE) is None


def is_faint(letters: bytes, ground: bytes | None) -> bool:
    """Whether letters of this colour (red, green, blue) cannot be told from white paper, or from the ground set behind them."""
    return min(letters) >= _FAINT or (
        ground is not None and max(abs(a - b) for a, b in zip(letters, ground, strict=True)) < _NEAR
    )


def list_says(text: str) -> str:
    """What a list puts before its paragraphs, if that says something: a box, a tick, a word. `text` without the numbers."""
    said = re.sub(r"[.()\s\0-\x08]", "", text)
    return "" if said in _PLAIN_BULLETS else said
