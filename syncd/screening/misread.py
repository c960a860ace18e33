"""Finds numbers of concern in text that OCR read, where every digit may be wrong, doubled, lost, or a letter.

Thai digits most of all: ๔ becomes ๕, ๖ becomes ๐, ๒ or ๒๐, ๙ becomes ฒ. So no checksum and no length holds; what is left is the
words before a number, how it is grouped, and about how long it is.
"""

import re
from collections.abc import Iterable, Iterator

from stdnum.th import pin

from syncd import thai
from syncd.model.document import Concern
from syncd.screening import accounts, births, ids, passports, phones
from syncd.screening.found import Found, numbered
from syncd.screening.people import PERSON
from syncd.screening.rows import before

_LETTERS = "oOQDlI|!iZzSBb%@»«ฒญสซดคตลภปอวจงฆๆไ"
"""What OCR writes for digits; taken for one only beside a digit, and not where a word goes on with it ("2345ต่อ")."""
_LOOK_LIKE = str.maketrans("oOQDlIzZSBb", "00001122586")
_MARKS = "ัิ-ฺ็-๎"
_SIGN = rf"(?:(?!ต่อ)[\d{_LETTERS}{_MARKS}])"
_BEGIN, _END = rf"(?![{_MARKS}])", "(?:(?<=\\d)|(?![ก-ฮะ-ฺเ-๎]))"
_GROUP = rf"{_BEGIN}{_SIGN}{{0,8}}\d{_SIGN}*{_END}"
_ALONE = rf"[ฒญสซดคตลภปอวจงฆ][{_MARKS}]?(?=[ .~_-]{{1,3}}\d)"
_NUMBER = rf"({_GROUP}(?:[ .~_-]{{1,3}}(?:{_GROUP}|{_ALONE})){{0,14}})"
_WHOLE = re.compile(_NUMBER)
_GAP = r"[^\d\n]{0,50}?\n?[^\d\n]{0,15}?"


def _faint(words: str) -> str:
    """The pattern, whose words are known without the small marks above and below, too: faint print loses them first."""
    return re.sub(r"(\(\?<[!=][^)]*\)|\[[^]]*\])|([ัิ-ฺ็-๎])", lambda part: part[1] or f"{part[2]}?", words)


_SAYS_ID = re.compile(_faint(ids.SAYS.pattern), re.IGNORECASE)
_AFTER = {
    Concern.NATIONAL_ID: re.compile(rf"(?:{_SAYS_ID.pattern}){_GAP}{_NUMBER}", re.IGNORECASE),
    Concern.BANK_ACCOUNT: re.compile(rf"{_faint(accounts.SAYS)}{_GAP}{_NUMBER}", re.IGNORECASE),
    Concern.PASSPORT: re.compile(rf"{passports.SAYS}[^\n]{{0,50}}?\n?[^\n]{{0,10}}?(?<!\d)(\d{{6,9}})(?!\d)", re.IGNORECASE),
}
_ABOUT = {Concern.NATIONAL_ID: range(10, 19), Concern.BANK_ACCOUNT: range(9, 17), Concern.PASSPORT: range(6, 10)}
"""How long each is, about: a letter in it may have been two digits."""
_BORN = re.compile(rf"(?:{births.SAYS}|ปี ?(?:ที่ ?)?เกิด)[^\n]{{0,25}}?\n?[^\n]{{0,20}}?(?<!\d)(\d{{3,5}})(?!\d)", re.IGNORECASE)
_TOLD = re.compile(rf"{phones.WORD}(?!สาร){_GAP}{_NUMBER}", re.IGNORECASE)
_EXTENSION = re.compile(" ?ต่อ")
_TELEPHONE, _CELL = range(10, 14), range(8, 14)
_IN_ARABIC = {_TELEPHONE: range(10, 11), _CELL: range(10, 11)}
_CELL_SAID = re.compile("มือถือ|เคลื่อนที่|mobile", re.IGNORECASE)
_HOURS = re.compile(r"\d\.\d\d ?- ?\d\d?\.\d\d")
_TEN = re.compile(r"(?<![\d-])(?<!\d[./])(0\d{1,2}[-.]\d{3,4}[-. ]?\d{4}|0[-.]\d{4}[-.]\d{5})(?![\d/-])")
_DASH = " ?- ?"
_CARD = re.compile(
    rf"(?<![0-9A-Za-z_-])({_BEGIN}{_SIGN}{{1,2}}{_DASH}{_SIGN}{{3,6}}{_DASH}{_SIGN}{{3,8}}{_DASH}{_SIGN}{{1,4}}(?:{_DASH}{_SIGN}{{0,2}})?)"
    rf"{_END}(?![0-9A-Za-z_-]|/\d)"
)
_BOOK = re.compile(rf"(?<![\w-])({_SIGN}{{2,5}}{_DASH}{_SIGN}{{1,2}}{_DASH}{_SIGN}{{4,7}}{_DASH}{_SIGN}{{0,2}})(?![\w-]|/\d)")
"""As banks write the numbers of accounts."""
_BOXES = re.compile(r"(?:[\[\]|!][ =_-]?[^\s\[\]|!]{0,2}[ =_-]?){9,}[\[\]|!]?")
_LINES = re.compile(r"[\[\]|!]")
"""One sign in each box of a form: what is left of the lines between them tells more than the signs."""
_BOXED, _FEWEST_LINES, _FEWEST_DIGITS = range(11, 16), 4, 3
_BOXES_SAID = re.compile(r"(?:ประชาชน|บัตร|ป[ชข]{2}\.?)[^\n\[\]|!]{0,10}?([\[|][^\n]{3,80})")
_FEW_BOXES = re.compile(r"(?:[\[\]|!][ =_-]?[^\s\[\]|!]{0,3}[ =_-]?){3,}")
_SAID = re.compile(
    rf"(?:{_SAYS_ID.pattern}|เลข ?ประจำ ?ตัว)(?: ?ประจำ ?ตัว)?(?: ?ประชาชน)?(?: ?เลข)?(?: ?ท[ีื]?่?)?"
    r"(?P<long> ?\(?13 ?หลัก\)?)?[ .:…_-]*(?P<rest>[^\n\t]{5,40})",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"โทร|วัน|อยู่|บ้าน|ออก|พ ?\. ?ศ|ฉบับ|ใบ|ชุด|จำนวน|หลัก|สำเนา|ข้อ|มาตรา|คน|ราย|ห้อง")
"""What may stand behind the words for an ID and is none."""
_SAYS_PERSONS = re.compile(r"ประชา|บัตร|ปชช|\bid", re.IGNORECASE)
_MIXED, _WITHIN = re.compile(r"\d[ก-ฮเ-ไ]|[ก-๎]\d"), re.compile(r"(?<=[ก-๎])\d(?=[ก-๎])")
"""Digits and letters without a blank between, as nobody writes."""
_FEWEST, _FEWEST_OF_ANY, _FEWEST_KINDS = 5, 9, 3
"""Digits left of an ID that is said to be one, and of what may be a pupil's; different ones, for dots are read as 2 or 0."""
_SPACED_CARD = [1, 4, 5, 2, 1]
_CARD_LENGTH, _CARD_IN_ARABIC = range(11, 18), range(12, 15)
_BOOK_LENGTH = range(9, 14)
_OTHERS = re.compile(
    r"สินค้า|บาร์โค้ด|barcode|สัญญา|ค้ำประกัน|โครงการ|งบประมาณ|ไฟฟ้า|ฎีกา|เอกสาร|กิจกรรม|แผน|ครุภัณฑ์|หมายเลขเครื่อง|e-?gp|isbn|serial",
    re.IGNORECASE,
)
_NEARLY, _IN_ONE = range(12, 15), range(13, 14)
_FEW_LETTERS = 2
"""In a number of Arabic digits; what has more of them is cells of a table, with their rules."""
_NEAR = 80
_THAI = re.compile("[ก-๙]")


def find(written: str) -> Iterator[Found]:
    """What may be a number of concern in text read by OCR: plain, but for its digits, which are as OCR gave them.

    A number in Arabic digits is nearly right, and held to its length; one in Thai digits, or with Thai letters, is not.
    """
    text = thai.arabic(written)
    yield from _after_words(text)
    yield from _telephones(text, written)
    yield from _boxed(text)
    yield from _unread(text)
    for match in _CARD.finditer(text):
        long = _CARD_LENGTH if _is_thai(written, match) else _CARD_IN_ARABIC
        if _may_be(match[1], long) and _is_mostly_digits(match[1]) and not _begins_as_juristic(match[1]):
            yield _found(Concern.NATIONAL_ID, match[1])
    for match in _BOOK.finditer(text):
        if _may_be(match[1], _BOOK_LENGTH) and _is_mostly_digits(match[1]):
            yield _found(Concern.BANK_ACCOUNT, match[1])
    for match in _WHOLE.finditer(text):
        if _is_like_id(text, match, is_thai=_is_thai(written, match)):
            yield _found(Concern.NATIONAL_ID, match[1])


def _is_thai(written: str, match: re.Match[str]) -> bool:
    return _THAI.search(written, match.start(1), match.end(1)) is not None


def _after_words(text: str) -> Iterator[Found]:
    for concern, pattern in _AFTER.items():
        for match in pattern.finditer(text):
            if _may_be(match[1], _ABOUT[concern]) and not _is_juristic(concern, match[1]):
                yield _found(concern, match[1])
    for match in _BORN.finditer(text):
        if not births.is_of_something_else(text, match):
            yield Found(Concern.BIRTH_DATE, "วันเกิด xx/xx/xxxx")


def _boxed(text: str) -> Iterator[Found]:
    alone = (match[0] for match in _BOXES.finditer(text))
    said = (match[1] for match in _BOXES_SAID.finditer(text))
    if any(map(_is_in_boxes, alone)) or any(map(_is_left_of_boxes, said)):
        yield Found(Concern.NATIONAL_ID, "เลขในช่องทีละหลัก")


def _is_left_of_boxes(row: str) -> bool:
    if len(_LINES.findall(row)) >= _FEWEST_LINES and sum(map(str.isdigit, row)) >= _FEWEST_DIGITS:
        return True
    few = _FEW_BOXES.match(row)
    return few is not None and len(re.findall(r"[^\s\[\]|!=_.-]", few[0])) > 1


def _is_in_boxes(row: str) -> bool:
    boxes = [box for box in _LINES.split(row) if box.strip(" =_-")]
    digits = sum(map(str.isdigit, row))
    is_drawn = row.count("[") + row.count("]") >= _FEWEST_LINES
    return (len(boxes) in _BOXED and 3 * _digits_in(boxes) >= len(boxes)) or (is_drawn and digits in _BOXED)


def _unread(text: str) -> Iterator[Found]:
    """What is said to be an ID and came out as something else: behind a stamp, over dots, in a strange hand."""
    for match in _SAID.finditer(text):
        number = _GOES_ON.split(match["rest"])[0]
        if _is_what_was_read(number, is_sure=bool(match["long"] or _SAYS_PERSONS.search(match[0]))):
            yield Found(Concern.NATIONAL_ID, "เลขที่อ่านได้ไม่ชัด")


def _is_what_was_read(number: str, *, is_sure: bool) -> bool:
    """Whether it may be what OCR made of an ID; `is_sure`: nothing else is called so, a pupil's number neither."""
    if _THAI.match(number):
        return is_sure and len(_WITHIN.findall(number)) >= _FEW_LETTERS
    digits = re.findall(r"\d", number)
    if is_sure and _MIXED.match(number):
        return True
    if len(digits) >= (_FEW_LETTERS if is_sure else _FEWEST) and _MIXED.search(number):
        return True
    is_long = len(digits) >= (_FEWEST if is_sure else _FEWEST_OF_ANY) and len(set(digits)) >= _FEWEST_KINDS
    return is_long and not _begins_as_juristic(number)


def _digits_in(parts: Iterable[str]) -> int:
    return sum(any(sign.isdigit() for sign in part) for part in parts)


def _telephones(text: str, written: str) -> Iterator[Found]:
    for match in _TOLD.finditer(text):
        long = _CELL if _CELL_SAID.search(match[0]) else _TELEPHONE
        if _is_mobile(written, match, long) and not _OTHERS.search(match[0]):
            yield _found(Concern.PHONE, match[1])
    for match in _TEN.finditer(text):
        if _is_mobile(written, match, _TELEPHONE):
            yield _found(Concern.PHONE, match[1])
    for match in _WHOLE.finditer(text):
        said, after = before(text, match.start(), _NEAR), text[match.end() : match.end() + _NEAR].lstrip(" (")
        if (PERSON.search(said) or phones.CALLED.match(after)) and _is_mobile(written, match, _TELEPHONE):
            yield _found(Concern.PHONE, match[1])


def _is_like_id(text: str, match: re.Match[str], *, is_thai: bool) -> bool:
    number, said = match[1], text[max(0, match.start() - _NEAR) : match.start()]
    if _begins_as_juristic(number):
        return False
    groups = number.split()
    if len(groups) == 1:
        in_one = re.search("[.~_-]", number) is None
        if not in_one or not _may_be(number, _NEARLY if is_thai else _IN_ONE) or _OTHERS.search(said):
            return False
        if not is_thai and sum(char in _LETTERS for char in number) > _FEW_LETTERS and not _is_valid(number):
            return False
        # Of a questionnaire, run together, are marks from 1 to 5; longer by a misread digit than it was, a code of ten or eleven.
        is_marks = set(re.sub(r"\D", "", number)[1:]) <= set("12345")
        return PERSON.search(said) is not None or (not is_marks and (not is_thai or _SAYS_ID.search(text) is not None))
    if [len(group) for group in groups] == _SPACED_CARD:
        return True
    spaced = len(groups) in {4, 5, 6} and len(groups[0]) == 1 and len(groups[1]) in range(3, 7)
    return spaced and _may_be(number, _CARD_LENGTH) and PERSON.search(said.rpartition("\n")[2]) is not None


def _is_mobile(written: str, match: re.Match[str], long: range) -> bool:
    """Whether it is grouped as mobile numbers are, or in one; the numbers of offices are "0 4480 1234 ต่อ 12" and shorter."""
    number = match[1]
    groups = re.split(r"[ .~_-]+", number)
    if _HOURS.search(number) or _EXTENSION.match(written, match.end(1)):
        return False
    if not _is_thai(written, match):
        return re.match(r"[0oO][^\w]*[^0-57\W]", number) is not None and _may_be(number, _IN_ARABIC[long])
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


def _is_valid(number: str) -> bool:
    """Whether it is an ID by its checksum, its letters taken for the digits that they look like."""
    return pin.is_valid(number.translate(_LOOK_LIKE))


def _is_mostly_digits(number: str) -> bool:
    digits, signs = sum(map(str.isdigit, number)), sum(char in _LETTERS for char in number)
    return digits > signs


def _may_be(number: str, long: range) -> bool:
    """Whether it may have so many digits: a letter in it was one of them, or two."""
    digits, letters = sum(map(str.isdigit, number)), sum(char in _LETTERS for char in number)
    return digits + letters < long.stop and digits + 2 * letters >= long.start


def _found(concern: Concern, number: str) -> Found:
    digits = re.sub(r"\D", "", number)
    return numbered(concern, digits, f"xxx…{digits[-3:]}")
