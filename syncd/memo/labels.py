"""Tells from what OCR saw of a drawing beside a document's words whether that is labels and no more. Pure."""

import re

from syncd.memo import scan
from syncd.memo.page import rows
from syncd.memo.scan import Seen

_FEWEST, _MOST = 4, 300
"""Letters: a logo has few, and a picture with more is a text."""
_CERTAINTY = 0.75
_ROWS, _PAIRS, _DAYS = 8, 3, 1
"""Rows of words, with words and something beside them, and with a whole date: with more it is a list, or a table."""
_DAY = re.compile(r"\d{1,2} ?(?:[/.-] ?\d{1,2} ?[/.-]|[ก-๎][ก-๎. ]{2,9}) ?(?:25|20)\d\d")
_WORDS = re.compile("[ก-๎]{4}")
_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NUMBER = re.compile(r"\d(?:[ .\-–/]?\d){5}")
"""Of a person, an account or a telephone, however it is parted."""
_PEOPLE = re.compile(
    r"นาย|นาง|น\.? ?ส\.|ด\.? ?[ชซญ]\.|เด็ก|นักเรียน|บัตร|ประชาชน|เกิด|ที่อยู่|บ้านเลข|\d/\d{1,3} ?[ก-ฮ]|ทะเบียนรถ|เงินเดือน|ป่วย|โทร|ชื่อ|ลับ|@"
    r"|\b(?:Mr|Mrs|Miss|Ms|ID)\b",
    re.IGNORECASE,
)
"""Words that stand beside what concerns a person."""
_ORDER = re.compile("อนุ[มญ]|ไม่|ห้าม|งด|ยกเลิก|ระงับ|ชะลอ|แก้ไข|ร่าง|เผยแพร่|ใช้ภายใน|อย่า|รอ(?!บ|ง)|ปฏิเสธ|เลื่อน|ปกปิด|หยุด|มิให้")
"""Words of stamps, which say whether a paper may go out."""


def are_labels(seen: Seen) -> bool:
    """Whether OCR surely read a few words on it, none of which is about a person or says what may become of a paper."""
    lines = [line.text for line in scan.lines(seen)]
    letters = sum(len("".join(line.split())) for line in lines)
    if not _FEWEST <= letters <= _MOST or scan.certainty(seen) < _CERTAINTY:
        return False
    if any(_PEOPLE.search(line) or _ORDER.search(line) or _NUMBER.search(_AMOUNT.sub("", line)) for line in lines):
        return False
    if sum(_DAY.search(line) is not None for line in lines) > _DAYS:
        return False
    written = [row for row in rows(scan.lines(seen)) if any(_WORDS.search(line.text) for line in row)]
    return len(written) <= _ROWS and sum(len(row) == 2 for row in written) <= _PAIRS  # noqa: PLR2004 - a word and its value
