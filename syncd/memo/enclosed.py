"""Reads the list of enclosures in a memo: สิ่งที่ส่งมาด้วย ๑. … ๒. … Pure."""

import re
from collections.abc import Sequence

from syncd.thai import arabic

_BEGINS = re.compile(
    r"\s*(?:สิ่ง ?ที่ ?(?:ส่ง ?มา|แนบ ?มา)(?: ?ด้วย| ?พร้อม ?นี้)?|สิ่ง ?ที่ ?แนบ|เอกสาร ?(?:ที่ ?)?แนบ(?: ?ท้าย)?|ไฟล์ ?แนบ)"
    r"\s*:?\s*(.*)"
)
_NUMBER = re.compile(r"(?:(?<=\s)|^)(\d{1,2})\s?[.)]\s*(?=\D)")
_COUNT = re.compile(r"\s*(?:จำนวน|อย่างละ)\s*\d+\s*(?:ฉบับ|ชุด|แผ่น|เล่ม|ไฟล์|หน้า|รายการ|แฟ้ม)\s*")
_NOTHING = re.compile(r"[\s.\-–…_]*|-\s*ไม่มี\s*-?|ไม่มี")
_MOST = 30


def enclosures(lines: Sequence[str]) -> tuple[str, ...]:
    """The names of what the memo says it encloses, in order; () when it says nothing, or nothing that is sure to be a list.

    `lines` are the memo's, normalised, top to bottom. A list is numbered from 1 without a gap, or is one name.
    """
    for at, line in enumerate(lines):
        if begins := _BEGINS.fullmatch(arabic(line)):
            return _listed([begins[1], *map(arabic, lines[at + 1 : at + 1 + _MOST])])
    return ()


def _listed(lines: Sequence[str]) -> tuple[str, ...]:
    items: list[str] = []
    for line in lines:
        numbers = list(_NUMBER.finditer(line))
        if not numbers:
            if line is lines[0] and not _NOTHING.fullmatch(line):
                items.append(line)
            if line is not lines[0] or items:
                break
            continue
        if numbers[0].start() > 0 or any(int(it[1]) != len(items) + place for place, it in enumerate(numbers, start=1)):
            break
        ends = [*(it.start() for it in numbers[1:]), len(line)]
        items += [line[it.end() : end] for it, end in zip(numbers, ends, strict=True)]
    return tuple(name for item in items if (name := _COUNT.sub(" ", item).strip(" .…-")))
