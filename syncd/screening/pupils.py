"""Finds lists of pupils: children's names one after another, or the numbers a school gives them."""

import re
from collections.abc import Iterator

from syncd.model import Concern
from syncd.screening.found import Found, numbered
from syncd.screening.people import PERSON, PUPIL

ENOUGH = 3
"""Names of different children that make a list; fewer are a prize or a greeting."""

_NOT_NAMES = re.compile(
    "^(?:และ|หรือ|อายุ|ที่|จำนวน|ไม่|ใน|ของ|ชั้น|รวม|ทั้ง|คน|แต่|เป็น|ได้|ซึ่ง|ตาม|กับ|ระดับ|ประเภท|รุ่น|คู่|เดี่ยว|ทีม|ให้|มี|อยู่|กลุ่ม)"
)
_NUMBER = re.compile(
    r"(?:(?:เลข|รหัส) ?ประจำ ?ตัว ?นักเรียน|(?:รหัส|เลข) ?นักเรียน|student ?(?:id|no))"
    r"[^\d\n]{0,25}\n?[^\d\n]{0,6}(?<!\d)(\d{4,10})(?!\d)(?! ?หลัก)",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^.{0,12}รายชื่อ ?(?:นักเรียน|ผู้เรียน|เด็กนักเรียน|ผู้เข้าสอบ|ผู้มีสิทธิ์?(?:เข้า)?(?:สอบ|เรียน)).*$", re.MULTILINE)
_STAFF = re.compile("ผู้อำนวยการ|ครู|ประธาน|กรรมการ|ศึกษานิเทศก์|ผอ|ตำแหน่ง|หัวหน้า|เจ้าหน้าที่|นัก(?!เรียน)")
_ROWS = 60


def is_heading(text: str) -> bool:
    """Whether plain text is the heading of a list of pupils, whose names may follow in texts of their own."""
    return _HEADING.search(text) is not None


def names(text: str) -> list[str]:
    """Children's names in plain text, as they stand."""
    found = [match for match in PUPIL.finditer(text) if not _NOT_NAMES.match(match[1])]
    return [match[1] for match in found] + [
        name[1]
        for heading in _HEADING.finditer(text)
        for line in text[heading.end() :].split("\n")[1 : _ROWS + 1]
        for name in PERSON.finditer(line)
        if not _STAFF.search(line)
    ]


def find(text: str) -> Iterator[Found]:
    """Pupils' numbers in plain text."""
    for number in dict.fromkeys(match[1] for match in _NUMBER.finditer(text)):
        yield numbered(Concern.PUPILS, number, f"เลขประจำตัวนักเรียน xx{number[-2:]}")


def listed(names: list[str]) -> Found | None:
    """The list that these names make, if they are enough for one."""
    different = dict.fromkeys(names)
    if len(different) < ENOUGH:
        return None
    return Found(Concern.PUPILS, f"ชื่อเด็ก {len(different)} คน เช่น {next(iter(different))[:1]}…")
