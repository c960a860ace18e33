"""What must not come before the public unseen, found in text: a module for each concern. Nothing is given back in full."""

import re

from syncd import thai
from syncd.screening import accounts, births, ids, misread, passports, phones, pupils, secrecy
from syncd.screening.found import Found
from syncd.screening.passing import MAY_PASS, is_passable, marks_in
from syncd.screening.plain import alike, plain

__all__ = [
    "MAY_PASS",
    "Found",
    "begun_id",
    "boxes",
    "childrens_names",
    "discreet",
    "is_heading_of_pupils",
    "is_label",
    "is_passable",
    "list_of_pupils",
    "look",
    "marks_in",
    "marks_in_title",
    "speaks_of_id",
]

list_of_pupils = pupils.listed
is_heading_of_pupils = pupils.is_heading

_LABEL = re.compile(
    r"ประชาชน|บัญชี|พร้อมเพย์|เกิด|เดินทาง|โทร|เบอร์|มือถือ|ประจำ ?ตัว|รหัส ?นักเรียน|"
    r"passport|birth|account|phone|mobile|tel\b|id\b|d\.?o\.?b",
    re.IGNORECASE,
)
_LONGEST_LABEL = 60
_DIGIT = re.compile(r"\d")
_LONG = re.compile(r"\d(?:[^\w]{0,4}\d){7,}|\d(?:_?\d){7,}")
_BOXES = re.compile(r"(?:\d[\W_]{1,6}){12}\d")
_SHORTEST_ID, _SHORTEST_PHONE, _FEWEST_READ = ids.FEWEST_DIGITS, 9, 3
"""Digits without which there is nothing to look for: most cells of a sheet hold fewer."""


def look(text: str, *, read_by_ocr: bool = False) -> list[Found]:
    """All of concern in one text, each once. `read_by_ocr`: its digits may be misread."""
    numbers, words = plain(text), plain(thai.normalise(text))
    digits = len(_DIGIT.findall(words))
    found: dict[Found, None] = {}
    if len(_DIGIT.findall(numbers)) >= _SHORTEST_ID:
        found |= dict.fromkeys(ids.find(numbers))
    if read_by_ocr and digits >= _FEWEST_READ:
        found |= dict.fromkeys(misread.find(alike(thai.normalise(text))))
    if digits >= _SHORTEST_PHONE:
        found |= dict.fromkeys(phones.find(words))
        found |= dict.fromkeys(accounts.find(words))
    if digits:
        for detector in (passports, births, pupils):
            found |= dict.fromkeys(detector.find(words))
    found |= dict.fromkeys(secrecy.find(words, read_by_ocr=read_by_ocr))
    return list(found)


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
    return pupils.names(plain(thai.normalise(text))) if re.search("ด|ราย ?(?:ชื่อ|นาม)|ชั้น|[มป] ?\\. ?[1-6๑-๖]|นักเรียน", text) else []


def boxes(text: str) -> dict[str, bool]:
    """The marks of numbers written one digit to a box, and whether they have an ID's checksum; a table's scores have not."""
    return ids.boxes(plain(text)) if _BOXES.search(text) else {}


def speaks_of_id(text: str) -> bool:
    """Whether the text says that what follows is an ID."""
    return is_label(text) and ids.SAYS.search(text) is not None


def begun_id(text: str) -> str:
    """What of the text's end may go on as an ID in the next line, cell or paragraph; "" if nothing does."""
    return text if speaks_of_id(text) else ids.begun(plain(text))


def is_label(text: str) -> bool:
    """Whether the text says what the next cell, line or paragraph holds."""
    return len(text) <= _LONGEST_LABEL and _LABEL.search(text) is not None and not re.search(r"\d{4}", text)
