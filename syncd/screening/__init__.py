"""What must not come before the public unseen, found in text: a module for each concern. Nothing is given back in full."""

import re
from functools import lru_cache

from syncd import thai
from syncd.model.document import Concern
from syncd.screening import accounts, births, ids, misread, passports, phones, pupils, secrecy, singles
from syncd.screening.found import Found
from syncd.screening.passing import MAY_PASS, is_passable, marks_in
from syncd.screening.plain import alike, plain

__all__ = [
    "MAY_PASS",
    "Found",
    "begun",
    "boxes",
    "childrens_names",
    "discreet",
    "is_heading_of_pupils",
    "is_label",
    "is_passable",
    "list_of_pupils",
    "look",
    "mark_on_stamp",
    "marks_in",
    "marks_in_title",
    "may_list_pupils",
    "speaks_of_id",
    "under_heads",
]

list_of_pupils = pupils.listed
is_heading_of_pupils = pupils.is_heading
may_list_pupils = pupils.may_list
mark_on_stamp = secrecy.on_stamp

_LABEL = re.compile(
    r"ประชาชน|บัญชี|บ/?ช ?\.|พร้อมเพย์|เกิด|เดินทาง|โทร|เบอร์|ติดต่อ|มือถือ|ประจำ ?ตัว|รหัส ?นักเรียน|"
    rf"passport|birth|account|phone|mobile|tel\b|id\b|d\.?o\.?b|{accounts.BANK}",
    re.IGNORECASE,
)
_BEGUN = re.compile(rf"(?:{_LABEL.pattern})[^\d\n]{{0,40}}[\d\W_]{{1,40}}\Z", re.IGNORECASE)
_OF_CHILDREN = re.compile(
    r"ด|ราย ?(?:ชื่อ|นาม)|ชั้น|[มป] ?\. ?[1-6๑-๖]|เรียน|เยาวชน|น้อง|นร|student|pupil|learner|child|kids|class|grade|master",
    re.IGNORECASE,
)
_LONGEST_LABEL, _LONGEST_BEGUN = 60, 100
_DIGIT = re.compile(r"\d")
_LONG = re.compile(r"\d(?:[^\w]{0,4}\d){7,}|\d(?:_?\d){7,}")
_BOXES = re.compile(r"(?:\d[\W_]{1,6}){9}\d")
_ENDS_IN_NUMBER = re.compile(r"\d[\W_]{0,5}\Z")
_MOBILE = frozenset({"06", "08", "09"})
_SHORTEST_ID, _SHORTEST_BOXES, _SHORTEST_PHONE, _SHORTEST_ACCOUNT = ids.FEWEST_DIGITS, 6, 9, 10
"""Digits without which there is nothing to look for: most cells of a sheet hold fewer."""


def look(text: str, *, read_by_ocr: bool = False) -> list[Found]:
    """All of concern in one text, each once. `read_by_ocr`: its digits may be misread."""
    numbers, words = plain(text), plain(thai.normalise(text))
    digits = len(_DIGIT.findall(words))
    words = singles.squeezed(words) if digits >= _SHORTEST_BOXES else words
    found: dict[Found, None] = {}
    if len(_DIGIT.findall(numbers)) >= _SHORTEST_ID:
        found |= dict.fromkeys(ids.find(numbers))
    if read_by_ocr:
        known = {one.mark for one in found}  # read as it stands: told once
        found |= dict.fromkeys(one for one in misread.find(alike(thai.normalise(text))) if not one.mark or one.mark not in known)
    if digits + sum(map(words.count, "Oo")) >= _SHORTEST_PHONE:  # as people type a 0
        found |= dict.fromkeys(phones.find(words))
    if "\n" in words and digits >= _SHORTEST_PHONE:
        found |= dict.fromkeys(phones.beside_people(words))
    if digits >= _SHORTEST_ACCOUNT:
        found |= dict.fromkeys(accounts.find(words))
    if digits:
        for detector in (passports, births, pupils):
            found |= dict.fromkeys(detector.find(words))
    found |= dict.fromkeys(secrecy.find(words, read_by_ocr=read_by_ocr))
    return list(found)


def under_heads(text: str) -> list[Found]:
    """What stands in rows under heads that say what it is, each once."""
    words = plain(thai.normalise(text))
    detectors = (passports.find, births.find, accounts.find, phones.beside_people) if _DIGIT.search(words) else ()
    return list(dict.fromkeys(found for detector in detectors for found in detector(words)))


def marks_in_title(text: str) -> list[Found]:
    """Marks of secrecy among the words of a title or a name, each once."""
    return list(dict.fromkeys(secrecy.in_title(plain(thai.normalise(text)))))


def discreet(name: str) -> str:
    """The name of a file or folder as logs may say it: with x for the digits of long numbers, if one is of concern."""
    if len(_DIGIT.findall(plain(name))) < _SHORTEST_PHONE or not any(found.mark for found in look(name)):
        return name
    return _LONG.sub(lambda number: re.sub(r"\d", "x", number[0]), name)


def childrens_names(text: str) -> list[str]:
    """Names of children, as they stand: many of them, wherever in a file, are a list of pupils."""
    return pupils.names(plain(thai.normalise(text))) if _OF_CHILDREN.search(text) else []


def boxes(text: str) -> dict[Concern, dict[str, bool]]:
    """Of numbers written one digit to a box, as long as an ID's or a mobile's: the marks, and whether they are one.

    A test's marks, of which a few are, stand in boxes too.
    """
    if not _BOXES.search(text):
        return {}
    return {Concern.NATIONAL_ID: ids.boxes(plain(text)), Concern.PHONE: singles.mobiles(plain(text))}


def speaks_of_id(text: str) -> bool:
    """Whether the text says that what follows is an ID."""
    return is_label(text) and ids.SAYS.search(text) is not None


def begun(text: str) -> str:
    """What of the text's end may go on as a number in the next line, cell or paragraph; "" if nothing does."""
    if speaks_of_id(text):
        return text
    words = plain(text)
    if part := ids.begun(words):
        return part
    if not _ENDS_IN_NUMBER.search(words) or not any(map(str.isalpha, words)):
        return ""
    digits = _DIGIT.findall(number[0]) if (number := _BEGUN.search(words)) else []
    is_short = len(digits) < _SHORTEST_PHONE or (len(digits) == _SHORTEST_PHONE and "".join(digits[:2]) in _MOBILE)
    return words[-_LONGEST_BEGUN:] if digits and is_short else ""


@lru_cache(maxsize=256)  # a cell is asked about as a head, as what follows one, and as what ends it
def is_label(text: str) -> bool:
    """Whether the text says what the next cell, line or paragraph holds."""
    return len(text) <= _LONGEST_LABEL and _LABEL.search(text) is not None and not re.search(r"\d{4}", text)
