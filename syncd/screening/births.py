"""Finds days of birth."""

import re
from collections.abc import Iterator

from syncd.model.document import Concern
from syncd.screening.found import Found
from syncd.screening.people import PERSON
from syncd.screening.rows import before, is_row, under
from syncd.thai import MONTHS, SHORT_MONTHS

_SHORT = (r" ?\.? ?".join(name.replace(".", "")) + r" ?\.?" for name in SHORT_MONTHS)
_ENGLISH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?"
_MONTH = rf"(?:(?:st|nd|rd|th)?(?: of)?(?: ?[/.-] ?[0-3]?\d ?[/.-]| ?(?:เดือน)? ?(?:{'|'.join([*MONTHS, *_SHORT, _ENGLISH])})))"
_YEAR = r" ?(?:พุทธ ?ศักราช|คริสต์ ?ศักราช|พ ?\. ?ศ ?\.?|ค ?\. ?ศ ?\.?)? ?(?P<year>\d{4}|\d{2})(?!\d)"
_DAY = (
    rf"(?:(?<!\d)[0-3]?\d{_MONTH}{_YEAR}|(?<!\d)(?P<iso>(?:19|20|24|25)\d\d)-\d\d-\d\d|"
    rf"{_ENGLISH} ?[0-3]?\d,? ?(?P<last>\d{{4}})(?!\d)|"
    r"(?<!\d)(?:[0-3]?\d [01]?\d |[0-3]\d[01]\d)(?P<bare>(?:19|20|24|25)\d\d)(?!\d)|"
    r"(?<!\d)(?P<first>(?:19|20|24|25)\d\d)[01]\d[0-3]\d(?!\d))"
)
_DAY_BESIDE = re.compile(_DAY, re.IGNORECASE)
SAYS = (
    r"(?:(?<![ก-๙])เกิด(?=[ \n]\d|\n|\Z)|เกิด ?(?:เมื่อ|ณ)? ?(?:วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)?)? ?ที่|เกิด ?เมื่อ|"
    r"(?<![ก-๙])ชาตะ|วัน ?(?:ที่ ?)?เกิด(?! ?เหตุ)|"
    r"วัน ?[/,-]? ?เดือน ?[/,-]? ?ปี ?(?:พ\.ศ\. ?)?\(?(?:ที่ ?)?เกิด|ว ?[./]? ?ด ?[./]? ?ป ?\.? ?(?:ที่ ?)?เกิด|"
    r"date ?of ?birth|birth ?da(?:te|y)|\bd\.?o\.?b\b\.?|\bborn\b)"
)
_SAID = re.compile(
    rf"{SAYS}(?P<gap>[^\d\n]{{0,40}}\n?[^\d\n]{{0,10}})(?:{_DAY}|(?P<serial>[1-4]\d{{4}})(?:\.\d+)?\s*\Z)", re.IGNORECASE
)
_HEAD = re.compile(SAYS, re.IGNORECASE)
_NO_BIRTH = re.compile(r"(?:เหตุ|เพลิง|ไหม้|คล้าย|ปัญหา|ซึ่ง|ผู้ที่|เด็กที่|นักเรียนที่|ให้|การ|อาจ|จะ|ได้|ไม่|อุบัติ|ข้อผิดพลาด) ?\Z")


def is_of_something_else(text: str, match: re.Match[str]) -> bool:
    """Floods, faults and occasions come about on a day, too: "น้ำท่วมเกิดเมื่อ …"."""
    said = before(text, match.start(), 80)
    happens = match[0].startswith("เกิด")
    return _NO_BIRTH.search(said) is not None or (happens and re.search(r"[ก-๙]\Z", said) is not None and not PERSON.search(said))


def find(text: str) -> Iterator[Found]:
    """Days of birth in plain text: after the word, or beside names in the rows under it."""
    years: dict[str, None] = {}
    for match in _SAID.finditer(text):
        if is_of_something_else(text, match):
            continue
        if match["serial"] is None or match["gap"].strip(" :\n") == "":
            years[_year(match)] = None
    for line in filter(is_row, under(text, _HEAD)):
        if day := _DAY_BESIDE.search(line):
            years[_year(day)] = None
    return (Found(Concern.BIRTH_DATE, f"วันเกิด xx/xx/{year}" if year else "วันเกิด xx/xx/xxxx") for year in years)


def _year(day: re.Match[str]) -> str:
    return next((said for part in ("year", "iso", "last", "bare", "first") if (said := day[part])), "")
