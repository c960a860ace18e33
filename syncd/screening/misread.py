"""Finds numbers of concern in text that OCR read, where every digit may be wrong, doubled, lost, or a letter.

Thai digits most of all: ๔ becomes ๕, ๖ becomes ๐, ๒ or ๒๐, ๙ becomes ฒ. So no checksum and no length holds; what is left is the
words before a number, how it is grouped, and about how long it is.
"""

import re
from collections.abc import Iterator

from syncd.model.document import Concern
from syncd.screening import accounts, births, ids, passports, phones
from syncd.screening.found import Found, numbered
from syncd.screening.people import PERSON
from syncd.screening.rows import before

_LETTERS = "oOQDlI|!iZzSBb%@»ฒญสซดคตลภป"
"""What OCR writes for digits; taken for one only beside a digit."""
_MARKS = "ัิ-ฺ็-๎"
_GROUP = rf"[\d{_LETTERS}{_MARKS}]{{0,8}}\d[\d{_LETTERS}{_MARKS}]*"
_ALONE = rf"[ฒญสซดคตลภป][{_MARKS}]?(?=[ .~_-]{{1,3}}\d)"
_NUMBER = rf"({_GROUP}(?:[ .~_-]{{1,3}}(?:{_GROUP}|{_ALONE})){{0,14}})"
_WHOLE = re.compile(_NUMBER)
_GAP = r"[^\d\n]{0,50}?\n?[^\d\n]{0,15}?"
_AFTER = {
    Concern.NATIONAL_ID: re.compile(rf"(?:{ids.SAYS.pattern}){_GAP}{_NUMBER}", re.IGNORECASE),
    Concern.BANK_ACCOUNT: re.compile(rf"{accounts.SAYS}{_GAP}{_NUMBER}", re.IGNORECASE),
    Concern.PASSPORT: re.compile(rf"{passports.SAYS}[^\n]{{0,50}}?\n?[^\n]{{0,10}}?(?<!\d)(\d{{6,9}})(?!\d)", re.IGNORECASE),
}
_ABOUT = {Concern.NATIONAL_ID: range(10, 19), Concern.BANK_ACCOUNT: range(9, 17), Concern.PASSPORT: range(6, 10)}
"""How long each is, about: a letter in it may have been two digits."""
_BORN = re.compile(rf"{births.SAYS}[^\n]{{0,25}}?\n?[^\n]{{0,20}}?(?<!\d)(\d{{3,5}})(?!\d)", re.IGNORECASE)
_TOLD = re.compile(rf"{phones.WORD}{_GAP}{_NUMBER}", re.IGNORECASE)
_TELEPHONE, _CELL = range(10, 14), range(8, 14)
_CELL_SAID = re.compile("มือถือ|เคลื่อนที่|mobile", re.IGNORECASE)
_HOURS = re.compile(r"\d\.\d\d ?- ?\d\d?\.\d\d")
_TEN = re.compile(r"(?<![\d-])(?<!\d[./])(0\d{1,2}[-.]\d{3,4}[-. ]?\d{4}|0[-.]\d{4}[-.]\d{5})(?![\d/-])")
_SIGN = rf"[\d{_LETTERS}{_MARKS}]"
_CARD = re.compile(
    rf"(?<![\w-])({_SIGN}{{1,2}} ?- ?{_SIGN}{{3,6}} ?- ?{_SIGN}{{3,8}} ?- ?{_SIGN}{{1,4}}(?: ?- ?{_SIGN}{{0,2}})?)(?![\w-]|/\d)"
)
_SPACED_CARD = [1, 4, 5, 2, 1]
_CARD_LENGTH = range(11, 18)
_OTHERS = re.compile(r"สินค้า|บาร์โค้ด|barcode|สัญญา|ค้ำประกัน|โครงการ|งบประมาณ|ไฟฟ้า|ฎีกา|เอกสาร|กิจกรรม|แผน|e-?gp|isbn", re.IGNORECASE)
_NEARLY = range(12, 15)
_NEAR = 80


def find(text: str) -> Iterator[Found]:
    """What may be a number of concern in plain text read by OCR."""
    yield from _after_words(text)
    yield from _telephones(text)
    for match in _CARD.finditer(text):
        is_long = _may_be(match[1], _CARD_LENGTH) and sum(map(str.isdigit, match[1])) > _CARD_LENGTH.start // 2
        if is_long and not _begins_as_juristic(match[1]):
            yield _found(Concern.NATIONAL_ID, match[1])
    for match in _WHOLE.finditer(text):
        if _is_like_id(match[1], text[max(0, match.start() - _NEAR) : match.start()]):
            yield _found(Concern.NATIONAL_ID, match[1])


def _after_words(text: str) -> Iterator[Found]:
    for concern, pattern in _AFTER.items():
        for match in pattern.finditer(text):
            if _may_be(match[1], _ABOUT[concern]) and not _is_juristic(concern, match[1]):
                yield _found(concern, match[1])
    for match in _BORN.finditer(text):
        if not births.is_of_something_else(text, match):
            yield Found(Concern.BIRTH_DATE, "วันเกิด xx/xx/xxxx")


def _telephones(text: str) -> Iterator[Found]:
    for match in _TOLD.finditer(text):
        long = _CELL if _CELL_SAID.search(match[0]) else _TELEPHONE
        if _is_mobile(match[1], long) and not _OTHERS.search(match[0]):
            yield _found(Concern.PHONE, match[1])
    for match in _TEN.finditer(text):
        if _is_mobile(match[1], _TELEPHONE):
            yield _found(Concern.PHONE, match[1])
    for match in _WHOLE.finditer(text):
        said, after = before(text, match.start(), _NEAR), text[match.end() : match.end() + _NEAR].lstrip(" (")
        if _is_mobile(match[1], _TELEPHONE) and (PERSON.search(said) or phones.CALLED.match(after)):
            yield _found(Concern.PHONE, match[1])


def _is_like_id(number: str, said: str) -> bool:
    if _begins_as_juristic(number):
        return False
    groups = number.split()
    if len(groups) == 1:
        in_one = re.search("[.~_-]", number) is None
        is_marks = set(re.sub(r"\D", "", number)[1:]) <= set("12345") and not PERSON.search(
            said
        )  # of a questionnaire, run together
        return in_one and _may_be(number, _NEARLY) and not is_marks and _OTHERS.search(said) is None
    if [len(group) for group in groups] == _SPACED_CARD:
        return True
    spaced = len(groups) in {4, 5, 6} and len(groups[0]) == 1 and len(groups[1]) in range(3, 7)
    return spaced and _may_be(number, _CARD_LENGTH) and PERSON.search(said.rpartition("\n")[2]) is not None


def _is_mobile(number: str, long: range) -> bool:
    """Whether it is grouped as mobile numbers are, or in one; the numbers of offices are "0 4480 1234" and one digit shorter."""
    groups = re.split(r"[ .~_-]+", number)
    if _HOURS.search(number):
        return False
    if len(groups[0]) == 2 and groups[0] != "02" and len(groups) > 2:  # noqa: PLR2004 - 08 1234 5678; only Bangkok's office numbers begin so
        long = _CELL
    if groups[0][:1] not in {"0", "o", "O"} or not _may_be(number, long):
        return False
    return len(groups[0]) > 1 or len(groups[-1]) > 4  # noqa: PLR2004 - of 0 4480 1234, or 0 4480 1234-5 for several lines


def _is_juristic(concern: Concern, number: str) -> bool:
    return concern is Concern.NATIONAL_ID and _begins_as_juristic(number)


def _begins_as_juristic(number: str) -> bool:
    """A juristic person's number begins with 0 and a province's; 00 is a 6 or an 8 misread."""
    return re.match(r"[0oO][^\w]*[^0oO\W]", number) is not None


def _may_be(number: str, long: range) -> bool:
    """Whether it may have so many digits: a letter in it was one of them, or two."""
    digits, letters = sum(map(str.isdigit, number)), sum(char in _LETTERS for char in number)
    return digits + letters < long.stop and digits + 2 * letters >= long.start


def _found(concern: Concern, number: str) -> Found:
    digits = re.sub(r"\D", "", number)
    return numbered(concern, digits, f"xxx…{digits[-3:]}")
