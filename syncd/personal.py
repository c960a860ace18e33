"""Finds national ID numbers in text, and never gives one back in full. Pure."""

import re
import unicodedata

from stdnum.th import pin

_BETWEEN = r"(?: ?[.-] ?| )?"
_SHAPES = (
    # Thirteen digits with at most a blank, dot or dash between two; a match may begin at any digit that no digit precedes, so
    # that a row number before an ID ("1 1-2345-…") does not swallow it.
    re.compile(rf"(?<!\d)(?=((?:\d{_BETWEEN}){{12}}\d)(?!\d))"),
    # As it stands on the card, whatever parts it: tabs, slashes, the cells of a table, a line that ends in the middle.
    re.compile(r"(?<!\d)(?=(\d[\W_]{1,4}\d{4}[\W_]{1,4}\d{5}[\W_]{1,4}\d{2}[\W_]{1,4}\d)(?!\d))"),
    # One digit in each of the thirteen boxes of a form, after a row's number or not.
    re.compile(r"(?<![\d,])(?<!\d\s)(?:\d[\s,;|\"]{1,3})?((?:\d[\s,;|\"]{1,3}){12}\d)(?![\s,;|\"]{0,3}\d)"),
    re.compile(r"(?<![\d,])(\d(?:,\d{3}){4})(?![,\d])"),
)
_LENGTH = 13
_INVISIBLE = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF), "")
_SAME = _INVISIBLE | dict.fromkeys((0x2, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE63, 0xFF0D, 0xFFFE), "-")
_SAME |= dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x3000), " ")


def national_ids(text: str) -> list[str]:
    """Checksum-valid national IDs in the text, each once, masked: "x-xxxx-xxxxx-12-3".

    Numbers that begin with 0 are juristic persons (13 digits too, in procurement papers) and pass.
    """
    return [_masked(digits) for digits in _thirteen(text) if pin.is_valid(digits)]


def numbers_like_ids(text: str) -> list[str]:
    """The same by shape alone, for text in which digits may be misread and no checksum holds."""
    return [_masked(digits) for digits in _thirteen(text)]


def _thirteen(text: str) -> list[str]:
    """Numbers of thirteen digits that could be a person's, each once."""
    plain = "".join(map(_digit, text.translate(_SAME)))
    found: dict[str, None] = {}
    for shape in _SHAPES:
        for match in shape.finditer(plain):
            digits = re.sub(r"\D", "", match[1])
            if digits[0] != "0" and len(digits) == _LENGTH:
                found[digits] = None
    return list(found)


def _masked(digits: str) -> str:
    return f"x-xxxx-xxxxx-{digits[10:12]}-{digits[12]}"


def _digit(char: str) -> str:
    """Digits of every script as Arabic ones; other characters as they are."""
    return str(unicodedata.digit(char)) if char.isdecimal() and not char.isascii() else char
