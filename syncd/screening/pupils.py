"""Finds lists of pupils: children's names one after another, or the numbers a school gives them."""

import re
from collections.abc import Iterator

from syncd.model.document import Concern
from syncd.screening.found import Found, numbered
from syncd.screening.people import PERSON, PUPIL
from syncd.screening.rows import under
from syncd.screening.untitled import ENGLISH_HEAD, ENGLISH_ROW, in_sentence, of_classes

ENOUGH = 3
"""Names of different children that make a list; fewer are a prize or a greeting."""

_NOT_NAMES = re.compile(
    "และ|หรือ|อายุ|ที่|จำนวน|จำแนก|ร้อยละ|มากกว่า|น้อยกว่า|ซึ่ง|กับ|ระดับ|ประเภท|กลุ่ม|เด็ก|ในชั้น|ของ|ให้|แต่|ตาม|ไม่|ได้|กำพร้า|พิการ|ด้อยโอกาส"
)
_NO_NAMES = frozenset({"คน", "รวม", "มี", "เป็น", "ทั้ง", "ทั้งหมด", "อยู่", "ชั้น", "ทีม", "คู่", "รุ่น", "เล็ก", "โต", "ไทย", "ใน", "เดี่ยว"})
_NUMBER = re.compile(
    r"(?:(?:เลข|รหัส) ?ประจำ ?ตัว ?นักเรียน|(?:รหัส|เลข) ?นักเรียน|student ?(?:id|no))"
    r"[^\d\n]{0,25}\n?[^\d\n]{0,6}(?<!\d)(\d{4,10})(?!\d)(?! ?หลัก)",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^.{0,12}รายชื่อ ?(?:นักเรียน|ผู้เรียน|เด็ก)|รายชื่อ ?(?:คณะ ?)?กรรมการ(?:สภา)? ?นักเรียน|"
    r"(?:^|\s)ชื่อ(?: ?[-–]? ?(?:นาม ?)?สกุล)? ?(?:ของ)?(?:นักเรียน|ผู้เรียน|เด็ก)(?:\s|$)|"
    r"^(?!.*(?:ครู|บุคลากร|ข้าราชการ|ลูกจ้าง|พนักงาน|ตำแหน่ง|กรรมการ|คณะ|ผู้รับผิดชอบ|ผู้ประสาน|วิทยากร|อบรม|หน้าที่|รวบรวม|จัดทำ|โรงเรียนที่))"
    r".{0,20}(?:ราย ?(?:ชื่อ|นาม)(?! ?(?:โรง|สถาน)).{0,50}?(?:นักเรียน|ผู้เรียน|เด็ก|ผู้ปกครอง|เข้าเรียน|ทุนการศึกษา)|"
    r"นักเรียน(?:ที่|ผู้|ซึ่ง).{0,60}(?:ดังนี้|ดังต่อไปนี้|ติด ?0))|"
    rf"{ENGLISH_HEAD.pattern}",
    re.MULTILINE,
)
_CLASS = re.compile(r"^ ?(?:(?:บัญชี ?)?ราย ?ชื่อ ?)?(?:ระดับ ?)?(?:ชั้น|ห้อง) ?(?:มัธยมศึกษา|ประถมศึกษา|อนุบาล|[มป] ?\.|อ ?\.).{0,25}$")
_OF_CLASS = re.compile(r"ชั้น ?(?:มัธยมศึกษา|ประถมศึกษา|อนุบาล|[มปอ] ?\.)|[มป] ?\. ?[1-6] ?/ ?\d")
_COLUMN = re.compile(r"^.*ชื่อ.*\sชั้น(?:\s|$)", re.MULTILINE)
_IN_COLUMN = re.compile(r"(?:[มป] ?\.|อนุบาล|มัธยมศึกษาปีที่|ประถมศึกษาปีที่) ?[1-6]")
_TEACHERS = re.compile("ครู|ที่ปรึกษา|สอน|กรรมการ(?!การศึกษา)|ผู้สอบ|คุมสอบ")
"""Anywhere in a text: its classes are those that somebody teaches."""
_ADVISER = re.compile(rf"^ ?(?:ครู|อาจารย์) ?(?:ที่ปรึกษา|ประจำ ?ชั้น)[ :.]{{0,3}}{PERSON.pattern}.*$", re.MULTILINE)
"""Of the class whose list it is."""
_ROW = re.compile(rf" ?(?:(?:เลข)?ที่ ?)?(?:\d{{1,3}}[. )]*)?{PERSON.pattern}")
_NO_NAME = "(?!โรง|บ้าน|กลุ่ม|ระดับ|ชั้น|ห้อง|ทุน|ราย|การ|ชื่อ|ลำดับ|เลข|ที่|หมาย|รวม|จำนวน|ประกาศ|เรื่อง|ตาม|ภาค|ปี|วัน|สำนัก|หน้า|ณ )"
_UNTITLED = re.compile(
    rf" ?(?:\d{{1,6}}[. )]+ ?)?(?:น้อง)?{_NO_NAME}([ก-ฮเ-ไ][ก-๎]+) +{_NO_NAME}[ก-ฮเ-ไ][ก-๎]{{1,20}}"
    r"(?: +(?:\d|[ปม] ?\.|อนุบาล|อายุ|เพศ|ชาย|หญิง|โรงเรียน|ร\.ร|ชั้น|ห้อง).*)? ?$|"
    rf" ?\d{{1,3}}[. )]+ ?น้อง([ก-ฮเ-ไ][ก-๎]+)"
)
"""A row of a number, if any, a name and a family name, with no more behind it than what a school writes there of a pupil."""
_LISTS = re.compile("ชื่อ|ราย ?นาม")
_COLUMNS = re.compile(r"เลข ?ประจำ ?ตัว(?! ?(?:ผู้|สอบ|ประชาชน|ข้าราชการ|พนักงาน|ครู)).*ชื่อ.*\s(?:ชั้น|ห้อง)(?:\s|$)")
_CODED = re.compile(r" ?(?:\d{1,3}[. )]+ ?)?\d{4,6} +([ก-ฮเ-ไ][ก-๎]+) +[ก-ฮเ-ไ][ก-๎]+")
_NUMBERS = re.compile(r"(?:เลข|รหัส) ?ประจำ ?ตัว ?นักเรียน|(?:รหัส|เลข) ?นักเรียน")
_NUMBERED = re.compile(r" ?\d{1,3}[. )]+ ?(\d{4,6})(?= [ก-ฮเ-ไ])")
_STAFF = re.compile("ผู้อำนวยการ|ครู|ประธาน(?!นักเรียน)|กรรมการ|ศึกษานิเทศก์|ผอ|ตำแหน่ง|หัวหน้า|เจ้าหน้าที่|นัก(?!เรียน)")
_PART_OF_LIST = re.compile(
    rf".*ชื่อ.*\s(?:ชั้น|ห้อง)(?:\s|$)|{_CLASS.pattern}|{_ROW.pattern}|{_CODED.pattern}|{_UNTITLED.pattern}|{ENGLISH_ROW.pattern}"
)


def is_heading(text: str) -> bool:
    """Whether plain text is the heading of a list of pupils, whose names may follow in texts of their own."""
    return _HEADING.search(text) is not None


def names(text: str) -> list[str]:
    """Children's names in plain text, as they stand."""
    rows = [line for line in under(text, _HEADING, says_all=True) if not _STAFF.search(line)]
    titled = [name[1] for name in PUPIL.finditer(text) if not _is_no_name(text, name)]
    titled += [name[1] for line in rows for name in PERSON.finditer(line) if "(" not in line[: name.start()]]
    listed = rows if _LISTS.search(text) else []
    untitled = [name[1] or name[2] for name in map(_UNTITLED.match, listed) if name]
    untitled += [name[1] for name in map(_CODED.match, under(text, _COLUMNS, says_all=True)) if name]
    english = [name[1] for name in map(ENGLISH_ROW.match, under(text, ENGLISH_HEAD, says_all=True)) if name]
    return [*titled, *untitled, *english, *in_sentence(text), *_of_classes(text)]


def may_list(line: str) -> bool:
    """Whether a row of cells, written as one line, may be one of a list of pupils, or head it."""
    return _PART_OF_LIST.match(line) is not None or is_heading(line)


def _of_classes(text: str) -> Iterator[str]:
    """Names in rows under a class's own line, or each with a class behind it, on a page where nobody is said to teach."""
    if _TEACHERS.search(_ADVISER.sub("", text)) or text.count("\n") < ENOUGH - 1:
        return
    yield from of_classes(text)
    under_class = set(under(text, _CLASS, says_all=True))
    beside = _IN_COLUMN if _COLUMN.search(text) else _OF_CLASS
    for line in text.split("\n"):
        row = _ROW.match(line)
        if row and not _STAFF.search(line) and (line in under_class or beside.search(line, row.end())):
            yield row[1]


def _is_no_name(text: str, match: re.Match[str]) -> bool:
    """Whether the words are about boys and girls, not one's name: a name stands with a family name, or ends the line or cell."""
    ends = match[2] is not None or re.match(r"[ \t]*(?:$|[,\n|‖/(])", text[match.end() : match.end() + 4]) is not None
    return not ends or any(word and (_NOT_NAMES.match(word) or word in _NO_NAMES) for word in match.groups())


def find(text: str) -> Iterator[Found]:
    """Pupils' numbers in plain text."""
    for number in dict.fromkeys(match[1] for match in _NUMBER.finditer(text)):
        yield numbered(Concern.PUPILS, number, f"เลขประจำตัวนักเรียน xx{number[-2:]}")
    for row in filter(None, map(_NUMBERED.match, under(text, _NUMBERS))):
        yield numbered(Concern.PUPILS, row[1], f"เลขประจำตัวนักเรียน xx{row[1][-2:]}")


def listed(names: list[str]) -> Found | None:
    """The list that these names make, if they are enough for one."""
    different = dict.fromkeys(names)
    if len(different) < ENOUGH:
        return None
    return Found(Concern.PUPILS, f"ชื่อเด็ก {len(different)} คน เช่น {next(iter(different))[:1]}…")
