"""Finds telephone numbers of persons: mobile ones wherever they stand, others where the words make them private."""

import re
from collections.abc import Iterator

from syncd.model.document import Concern
from syncd.screening.found import Found, numbered
from syncd.screening.people import PERSON
from syncd.screening.rows import before

SEP = r"(?: ?[-._/•·] ?|[ \u2009])"
_GROUPS = (
    r"0[689]\d{8}",
    rf"0[689]\d{SEP}\d{{3}}{SEP}?\d{{4}}",
    rf"0[689]\d{SEP}\d{{4}}{SEP}\d{{3}}",
    rf"0[689]{SEP}\d{{4}}{SEP}?\d{{4}}",
    rf"0{SEP}[689]\d{{3}}{SEP}\d{{4}}{SEP}?\d",
    rf"0{SEP}[689]\d{{3}}{SEP}\d{{5}}",
    rf"0{SEP}[689]\d{{8}}",
    rf"0{SEP}?[689]\d{SEP}\d{{3}}{SEP}\d{{4}}",
    rf"0[689]\d{{4}}{SEP}\d{{4}}",
    rf"\(0[689]\d?\){SEP}?\d{{3,4}}{SEP}?\d{{4}}",
)
_MOBILE = re.compile(rf"(?<!\d)(?:(?<!\d[./])|(?<=\d{{6}}/)|(?<=-\d{{4}}/))({'|'.join(_GROUPS)})(?!\d)")
_ABROAD = re.compile(r"(?:\+|(?<!\d)00) ?66\)?[ -]?(?:\(0\)|0)?[ -]?([689](?:[ -]?\d){8})(?!\d)|(?<!\d)66-?([689]\d{8})(?!\d)")
WORD = r"(?:โทร(?:ศัพท์)?|มือถือ|เบอร์|ติดต่อ|หมายเลข|ไลน์|\b(?:line|tel|phone|mobile|call)\b)"
_TOLD = re.compile(rf"{WORD}[^\d\n]{{0,40}}\n?[^\d\n+]{{0,4}}(0(?:[ ./\n-]{{0,3}}\d){{9}})(?!\d)", re.IGNORECASE)
_SHORTENED = re.compile(rf"{WORD}[^\d\n]{{0,40}}\n?[^\d\n+]{{0,4}}([689]\d{{8}})(?:\.0)?(?!\d)", re.IGNORECASE)
"""As a spreadsheet keeps it: without the leading 0."""
_SHORT = re.compile(r"(?<![\w,./-])([689]\d{8})(?:\.0)?(?![\w,./-])(?! ?บาท)")
_OF_MONEY = re.compile("งบ|เงิน|บาท|ราคา|เบิก|ยอด|เลข|รหัส|สัญญา|โครงการ|หมายเลข")
"""In a head or before a number: it is none of a telephone, if the words do not say that it is."""
_TYPED = re.compile(r"(?<![A-Za-z\d])[0Oo](?:[ .-]{0,3}[\dOoIl]){9}(?![A-Za-z\d])")
_LETTERS = str.maketrans("OoIl", "0011")
_FIXED = re.compile(r"(?<!\d)(?<!\d[./])(0(?:[ .-]{0,3}\d){8})(?!\d)")
_NUMBER = "(?:โทร(?:ศัพท์)?|เบอร์|หมายเลข)"
_PRIVATE = re.compile(
    rf"{_NUMBER}[ .]{{0,2}}(?:ที่)?บ้าน|{_NUMBER}[^\d\n]{{0,12}}(?:ส่วนตัว|ผู้ปกครอง|บิดา|มารดา)|ผู้ปกครอง[^\d\n]{{0,20}}(?:โทร|เบอร์)"
)
_OFFICIAL = re.compile(
    "สำนัก|สพ[ปมฐ]|โรงเรียน|ร\\.ร\\.|กลุ่ม|หน่วย|ศูนย์|เขตพื้นที่|เทศบาล|องค์การ|อบ[ตจ]|กรม|กระทรวง|ธนาคาร|บริษัท|บจก|ห้าง|หจก|ร้าน|"
    "วิทยาลัย|โรงพยาบาล|สถานี|อำเภอ|ฝ่าย|แผนก|ติดต่อ|สอบถาม|ประสาน|สาร|แฟกซ์|fax",
    re.IGNORECASE,
)
_OF_OFFICES = re.compile("(?:โทร(?:ศัพท์)?|เบอร์)[^\n\\d]{0,12}(?:โรงเรียน|สำนัก|หน่วยงาน|ที่ทำงาน)")
"""The head of a column, or what stands before one."""
CALLED = re.compile(rf"{PERSON.pattern}|(?:คุณ|ครู|ผอ\.?|อาจารย์|พี่) ?[ก-ฮเ-ไ]")
_DATED = re.compile(r"0[689]-(?:20[0-3]|25[4-7])\d-\d{4}")
_MOBILE_LENGTH = 10
_NEAR = 80
_LONGEST_HEAD = 70


def find(text: str) -> Iterator[Found]:
    """Telephone numbers of concern in plain text."""
    found: dict[str, None] = {}
    text = _TYPED.sub(lambda number: number[0].translate(_LETTERS), text)
    for match in _MOBILE.finditer(text):
        digits = _digits(match[1])
        blanks_alone = " " in match[1] and "-" not in match[1]
        if len(digits) == _MOBILE_LENGTH and (not blanks_alone or _is_apart(text, match)) and not _is_code(text, match):
            found[digits] = None
    found |= dict.fromkeys("0" + _digits(match[1] or match[2]) for match in _ABROAD.finditer(text))
    found |= dict.fromkeys("0" + match[1] for match in _SHORTENED.finditer(text))
    found |= dict.fromkeys(_digits(match[1]) for match in _TOLD.finditer(text) if _digits(match[1])[1] in "689")
    found |= dict.fromkeys(_digits(match[1]) for match in _FIXED.finditer(text) if _is_private(text, match))
    return map(_masked, found)


def beside_people(text: str) -> Iterator[Found]:
    """Mobile numbers without their 0 in lines in which a person is named, under a head that says nothing else of them."""
    head = ""
    for line in text.split("\n"):
        person = CALLED.search(line)
        if person is None:
            head = line if len(line) <= _LONGEST_HEAD else ""
        elif not _OF_MONEY.search(head):
            for match in _SHORT.finditer(line, person.end()):
                if not _OF_MONEY.search(line, person.end(), match.start()):
                    yield _masked("0" + match[1])


def _masked(digits: str) -> Found:
    return numbered(Concern.PHONE, digits, f"xxx-xxx-{digits[-4:]}")


def _is_apart(text: str, match: re.Match[str]) -> bool:
    """Whether what only blanks part stands for itself: years and sums of a table do so, too."""
    if len(text) < _NEAR and match[0] == text.strip():
        return True
    said, after = before(text, match.start(), _NEAR), text[match.end() : match.end() + _NEAR]
    beside = re.search(r"[ก-๙A-Za-z.:)][\s:.(]*\Z", said) is not None and re.match(r" ?\d", after) is None
    return beside or CALLED.match(after.lstrip(" (")) is not None


def _is_code(text: str, match: re.Match[str]) -> bool:
    """Whether a year stands in its middle, as in a paper's code ("06-2021-0015"), and nothing says that it is a telephone's."""
    around = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
    return (
        _DATED.fullmatch(match[1]) is not None
        and re.search(WORD, around, re.IGNORECASE) is None
        and PERSON.search(around) is None
    )


def _is_private(text: str, match: re.Match[str]) -> bool:
    if not re.search(r"\d{3}", match[1]):
        return False  # scores in columns
    said = before(text, match.start(), _NEAR)
    above = before(text, match.start() - len(said) - 1, _NEAR) if not said.strip() else ""
    if _PRIVATE.search(said + above):
        return True
    after = text[match.end() : match.end() + 12]
    if PERSON.search(said) is None or _OFFICIAL.search(said) or _OF_OFFICES.search(text):
        return False
    return re.match(r" ?(?:ต่อ|กด|-)", after) is None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
