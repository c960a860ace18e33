"""What one line of a signature block is: a name, a place to sign, a date, the foot of the page. Pure."""

import re

from syncd import thai
from syncd.memo import feet, words
from syncd.memo.page import Line

_NAME = re.compile(r"\((?:ลงชื่อ)?[ .…]*([^()0-9๐-๙]{5,60}?)[ .…]*\)")
BLANK_NAME = re.compile(r"\([ .…_]{6,}\)")
SIGN = re.compile(r"\(?(?:ลงชื่อ|ลงนาม)?\)?[ .…_]*(?:รายงาน|เจ้าของเรื่อง|ผู้(?!ไม่|อำนวย)\S{0,12})?[ .…_]*")
_SIGNED = re.compile(r"\(?(?:ลงชื่อ|ลงนาม)\)?[ .…_]*")
_UNDER = 40.0
"""Points to the name under a typed signature, at most."""
_BLANK_DATE = re.compile(r"(?:วันที่)?[ .…_]*(?:[/.…_]|เดือน|พ\.ศ\.)[ ./…_]*(?:เดือน)?[ .…_]*(?:พ\.ศ\.)?[ .…_/]*")
_DATEISH = re.compile(r"^(?:วันที่ ?)?[0-9๐-๙.…]{1,8} ?(?:[/-]|เดือน|[ก-ฮ][ก-๎.]{0,3}\.|" + "|".join(thai.MONTHS) + ")")
_OF_A_DATE = re.compile(
    "(?:[0-9๐-๙ .,:;/()…_–-]|วันที่|เดือน|เวลา|น\\.|พ\\.ศ\\.|ค\\.ศ\\.|"
    + "|".join(map(re.escape, (*thai.MONTHS, *thai.SHORT_MONTHS, *(short.replace(".", "") for short in thai.SHORT_MONTHS))))
    + ")+"
)
_PERSON = re.compile("^(?:นาย|นาง|ดร|ว่าที่|ผศ|รศ|ศ|พ|ร|จ|ส|[ก-ฮเ-ไ])")
_RANK = "(?:ว่าที่)?(?:พล|พัน|ร้อย|สิบ|จ่า|จ่าสิบ|พันจ่า|ดาบ|เรือ|นาวา)(?:ตำรวจ|อากาศ)?(?:ตรี|โท|เอก)(?:หญิง)?"
_TITLED = re.compile(rf"(?:นาย|นาง|ดร\.|ว่าที่|ผศ\.|รศ\.|[ก-ฮ]\.|{_RANK})")
_FULL_NAME = re.compile(f"(?:{_RANK}|" r"นางสาว|นาง|นาย|น\.ส\.|ดร\.|ว่าที่(?:ร้อย|ร\.)(?:ตรี|โท|เอก|[ตทอ]\.)) ?[ก-๎]{2,20} [ก-๎]{2,25}")
"""A title, a name and a surname, nothing else."""
_RESERVED_IN_NAME = re.compile(
    "อนุมัติ|อนุญาต|เห็น|แก้ไข|ทบทวน|ทราบ|ชะลอ|ระงับ|ยกเลิก|ไม่|ให้|ก่อน|เผยแพร่|พิจารณา|ดำเนินการ|กลุ่ม|ประกาศ|เมื่อ|เว็บ"
)


def is_name(line: Line) -> bool:
    """Whether the line is a name in brackets, or the brackets left for one."""
    if BLANK_NAME.fullmatch(line.text):
        return True
    found = _NAME.fullmatch(line.text)
    if found is None or not _PERSON.match(found[1]):
        return False
    if _FULL_NAME.fullmatch(found[1]) and not _RESERVED_IN_NAME.search(found[1]):
        return True  # มอบ and ชอบ are also parts of names
    if words.DECIDES.search(found[1]):
        return False
    return _TITLED.match(found[1]) is not None or (" " in found[1].strip() and not words.RESERVES.search(found[1]))


def is_typed(line: Line, name: Line) -> bool:
    """Whether the line over the name is its signature as programs print it: the name or a part of it, and no word of command."""
    over = line.page == name.page and 0 < name.y - line.y < _UNDER and abs(line.centre - name.centre) < (name.x1 - name.x0) / 2
    signature = thai.squeeze(_SIGNED.sub("", line.text, count=1))
    return over and len(signature) > 1 and signature in thai.squeeze(name_in(name.text)) and not words.may_qualify(signature)


def text_of(row: list[Line]) -> str:
    """All that stands on one baseline."""
    return " ".join(line.text for line in row)


def kind_of(text: str) -> str:
    """ "blank" says nothing, "undated" is the place for a date, "date" a date, and "text" all else."""
    if SIGN.fullmatch(text) or feet.is_foot(text):
        return "blank"
    if _BLANK_DATE.fullmatch(text):
        return "undated"
    return "date" if thai.parse_date(text) or _DATEISH.match(text) else "text"


def says_nothing(text: str) -> bool:
    """Whether it is a place to sign or for a date, or a date and nothing else."""
    kind = kind_of(text)
    return kind in {"blank", "undated"} or (kind == "date" and _OF_A_DATE.fullmatch(text) is not None)


def name_in(text: str) -> str:
    """The name that stands alone in brackets; "" where none does."""
    found = _NAME.fullmatch(text)
    return " ".join(found[1].split()) if found else ""


def join_wrapped(parts: list[str]) -> str:
    """Lines of one wrapped phrase as one: Thai breaks between words without a blank, but not before a number or เขต."""
    joined = ""
    for part in parts:
        apart = joined and re.match(r"[0-9๐-๙(A-Za-z]|เขต", part)
        joined += (" " if apart else "") + part
    return joined
