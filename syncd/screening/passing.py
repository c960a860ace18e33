"""The office's own numbers, which may be public: how they are written in settings, told as marks."""

import re

from stdnum.th import pin

from syncd.model.document import Concern
from syncd.screening.found import mark
from syncd.screening.plain import plain

MAY_PASS = frozenset({Concern.PHONE, Concern.BANK_ACCOUNT})
"""Concerns of which an office has its own; a person's ID is never one."""

_NUMBER = re.compile(r"\d(?:[ .-]?\d){8,14}")
_ABROAD = re.compile(r"(?:\+|00) ?66 ?-?(?:\(0\))?")
_FIXED = 9


def marks_in(written: str) -> frozenset[str]:
    """The marks of the telephone numbers and accounts in the text, whatever else it says ("0 4480 1234 ต่อ 12")."""
    return frozenset(mark(digits) for digits in _numbers(written))


def is_passable(written: str) -> bool:
    """Whether the text is one telephone number or account, and no person's ID."""
    numbers = _numbers(written)
    return len(numbers) == 1 and (len(numbers[0]) > _FIXED or numbers[0][0] == "0") and not pin.is_valid(numbers[0])


def _numbers(written: str) -> list[str]:
    text = _ABROAD.sub("0", plain(written))
    whole = [re.sub(r"\D", "", match[0]) for match in _NUMBER.finditer(text)]
    # "0 4480 1234-5" is a range of lines; its first nine digits are one of them.
    return [digits[:_FIXED] if re.match(r"0[2-57]\d{8}\Z", digits) else digits for digits in whole]
