"""Tells from what OCR saw on a picture beside a document's words whether that is labels and no more. Pure."""

import re
from collections.abc import Sequence

from syncd.memo import known, scan
from syncd.memo.page import Line, rows
from syncd.memo.scan import Seen

_FEWEST, _MOST = 3, 450
"""Letters: a logo has few, and a picture with more is a text."""
_ROWS, _CELLS, _NAMES, _LONG, _DAYS = 8, 3, 2, 2, 1
"""Rows of words, with several of them, names, whole sentences, whole dates: with more it is a list, a table or a text."""
_SENTENCE = 24
_UNDER, _EDGE = 4, 0.01
"""Rows that may begin at one place, within this part of the picture's width, and end at different ones: a legend has few."""
_DAY = re.compile(r"\d{1,2} ?(?:[/.-] ?\d{1,2} ?[/.-]|[ก-๎][ก-๎. ]{2,9}) ?(?:25|20)\d\d")
_WORDS = re.compile("[ก-๎]{4}")
_NAME = re.compile(r"(?:\d{1,3}[.)]? ?)?[ก-๎]{3,} [ก-๎]{3,}(?: ?\d+)?")
"""First name and surname, as far as that can be seen."""
_AMOUNT = re.compile(r"(?<![\d.,-])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\d.,-])[1-9]\d{0,2}(?:\.\d{3}){1,2}(?![\d-])")
"""OCR takes many a comma for a dot."""
_NUMBER = re.compile(r"\d(?:[.\-–/]?\d){6}|\d(?:[ .\-–/]?\d){8}")
"""Of a person, an account or a telephone, however it is parted."""
_PEOPLE = re.compile(
    r"ด\.? ?[ชซญ]\.|เด็ก(?:ชาย|หญิง)|บัตร|ประจำตัว|วันเกิด|เกิด(?:วัน|เมื่อ)|ที่อยู่|บ้านเลข|\d/\d{1,3} ?[ก-ฮ]|ทะเบียนรถ"
    r"|เงินเดือน|ป่วย|โทร|ชื่อ|(?<!ก)ลับ|บัญชีเลข|เลขที่บัญชี|[\w.]{2}@[\w.]{2}|\b(?:Mr|Mrs|Miss|Ms|ID)\b",
    re.IGNORECASE,
)
"""Words that stand beside what concerns a person."""
_TITLE = re.compile(r"นาย|(?<!ลง)นาง|น\.? ?ส\.")
_POST = re.compile(
    r"วยการ|บุคคล|ราชการ|ชำนาญ|ผอ\.?|รอง|หัวหน้า|นัก(?!เรียน)|เจ้าพนักงาน|เจ้าหน้าที่|พนักงาน|ศึกษานิเทศ|นิติกร|ประธาน|กรรมการ|เลขา|ครู|ลูกจ้าง|ปลัด"
)
"""Who stands with his post is there for everybody to know."""
_ORDER = re.compile(
    r"ไม่ ?(?:อนุ|ให้|ควร|เห็น|เผย|ต้อง|สมควร|รับ|ลง|ประสงค์|ออก)|(?:ให้|ส่ง|กลับ|คืน|ไป) ?แก้ไข|แก้ไขก่อน|ห้าม|งด(?! ?(?:ให้|รับ))|ยกเลิก|ระงับ"
    r"|ชะลอ|ร่าง|^ลบ(?:มาก|ที่สุด)?$|ใช้ภายใน|อย่า|(?<![ก-๎])รอ(?! ?[บงย]| ?$)|(?:ให้|ควร|โปรด) ?รอ"
    r"|ปฏิเสธ|เลื่อน(?!ชั้น|วิทย|ขั้น|ระดับ)|ปกปิด|หยุด|มิให้|บันทึกข้อความ"
)
"""Words of stamps, which say whether a paper may go out."""


def are_labels(seen: Seen, fewest: int = _FEWEST) -> bool:
    """Whether OCR read all that may be writing on it, some letters at least, and nothing about a person or a paper's fate."""
    lines = scan.lines(seen)
    letters = sum(len("".join(line.text.split())) for line in lines)
    if not fewest <= letters <= _MOST or scan.is_doubtful(seen):
        return False
    return not tells([line.text for line in lines]) and not _are_rows(lines, seen.width)


def tells(lines: Sequence[str]) -> bool:
    """Whether lines on a picture are about persons, but those who stand with their posts, or say what may become of a paper."""
    if any(_PEOPLE.search(line) or _ORDER.search(line) or _NUMBER.search(_AMOUNT.sub("", line)) for line in lines):
        return True
    return sum(len(_TITLE.findall(line)) for line in lines) > sum(_POST.search(line) is not None for line in lines)


def _are_rows(lines: tuple[Line, ...], width: float) -> bool:
    """Whether they are a list, a table or a text: labels stand apart, most are short, and few begin under each other.

    Rows of words that offices use are none of persons, however many.
    """
    worded = [found for row in rows(lines) if (found := [line for line in row if _WORDS.search(line.text)])]
    strange = [row for row in worded if not all(known.is_familiar(line.text) for line in row)]
    names = sum(_NAME.fullmatch(line.text) is not None for row in strange for line in row if not _TITLE.search(line.text))
    return (
        len(strange) > _ROWS
        or _is_column([row[0] for row in strange], _EDGE * width)
        or sum(len(row) > 1 for row in strange) > _CELLS
        or names > _NAMES
        or sum(len(row) == 1 and len(row[0].text) > _SENTENCE for row in worded) > _LONG
        or sum(_DAY.search(line.text) is not None for line in lines) > _DAYS
    )


def _is_column(firsts: list[Line], slack: float) -> bool:
    under = ([other.x1 for other in firsts if abs(one.x0 - other.x0) <= slack] for one in firsts)
    return any(len(ends) > _UNDER and max(ends) - min(ends) > 2 * slack for ends in under)
