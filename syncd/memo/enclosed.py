"""Reads what a memo encloses and refers to: สิ่งที่ส่งมาด้วย ๑. … ๒. …, อ้างถึง … Pure."""

import re
from collections.abc import Sequence

from syncd.memo import known, reserved, strays
from syncd.memo.page import Line
from syncd.memo.signature_lines import text_of
from syncd.thai import arabic, squeeze

_BEGINS = re.compile(
    r"\s*(?:สิ่ง ?ที่ ?(?:ส่ง ?มา|แนบ ?มา)(?: ?ด้วย| ?พร้อม ?นี้)?|สิ่ง ?ที่ ?แนบ|เอกสาร ?(?:ที่ ?)?แนบ(?: ?ท้าย)?|ไฟล์ ?แนบ)"
    r"\s*:?\s*(.*)"
)
_NUMBER = re.compile(r"(?:(?<=\s)|^)(\d{1,2})\s?[.)]\s*(?=\D)")
_COUNT = re.compile(r"\s*(?:จำนวน|อย่างละ)\s*\d+\s*(?:ฉบับ|ชุด|แผ่น|เล่ม|ไฟล์|หน้า|รายการ|แฟ้ม)\s*")
_COUNTED = re.compile(rf"(?:{_COUNT.pattern})[ .]*$")
_NOTHING = re.compile(r"[\s.\-–…_]*|-\s*ไม่มี\s*-?|ไม่มี")
_MOST = 30
_FULL = 0.75
"""The share of the text's width that a line fills which goes on."""
_TITLE = re.compile(r"\s*เรื่อง\s*")
_REFERS = re.compile(r"\s*อ้าง ?ถึง\s*:?\s*(.*)")
_GOES_ON = re.compile(r"\s*(?:เอกสาร|ไฟล์) ?(?:ที่ ?)?แนบ(?! ?ท้าย)[^\s:]")
"""A line that goes on from the one before in such words."""
_PAPER = re.compile(
    "(?:ร่าง)?(?:หนังสือ|บันทึก|คำสั่ง|ประกาศ|ระเบียบ|พระราช|กฎ|มติ|รายงาน|แบบ|แผน|คู่มือ|สำเนา|เอกสาร|ไฟล์|สรุป|ผล|ข้อมูล|ภาพ|รายชื่อ|รายละเอียด|โครง|แผ่น|ตาราง|งบ|ราคา|มาตร|นโยบาย"
    "|สถิติ|สารสนเทศ|ปฏิทิน|ทำเนียบ|บัญชี|ทะเบียน|แนว|หลักเกณฑ์|ขั้นตอน|ข่าว|สื่อ|นวัตกรรม|บทความ|เจตจำนง|เกียรติบัตร|ประวัติ|ใบ|ชุด|เล่ม|เรื่อง|การ|คำ(?!พูด))"
)
"""What the name of a paper begins with."""


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


def apart(rows: Sequence[list[Line]], *, wraps: bool) -> tuple[list[str], list[list[Line]]]:
    """What the memo refers to and encloses, one paper each, and the rows that say more than that.

    A row with a number goes on with the list where the number does: the memo's own first point (๑. เรื่องเดิม) is none of it.
    Where lines wrap, a name goes on after a full line, unless a sentence begins.
    """
    papers: list[str] = []
    others: list[list[Line]] = []
    right = max((row[-1].x1 for row in rows), default=0.0)
    full: bool | None = None
    listed: int | None = None
    """How far the list is numbered; None if it is not."""
    for row in rows:
        line = arabic(text_of(row))
        begins = None if _GOES_ON.match(line) else _BEGINS.fullmatch(line) or _REFERS.fullmatch(line)
        number = _NUMBER.match(line.strip())
        if begins is not None or (listed is not None and number is not None and int(number[1]) == listed + 1):
            said = begins[1] if begins is not None else line
            numbers = [int(it[1]) for it in _NUMBER.finditer(said.strip())]
            listed = numbers[-1] if numbers else 0 if _NOTHING.fullmatch(_COUNT.sub("", said)) else None
            papers += _NUMBER.split(said)[::2]
        elif full and wraps and number is None and not strays.begins_sentence(line):
            papers[-1] += line
        else:
            others.append(row)
            full = listed = None
            continue
        full = row[-1].x1 > _FULL * right and _COUNTED.search(line) is None
    return [paper for paper in papers if not _NOTHING.fullmatch(paper)], others


def is_strange(paper: str, names: str) -> bool:
    """Whether this is more than a paper's name: each part between blanks must be known, begin like a paper, or be of `names`."""
    parts = [squeeze(part).strip("()") for part in _TITLE.sub(" เรื่อง", _COUNT.sub(" ", paper)).split()]
    unnamed = [part for part in parts if part not in names and _PAPER.match(part) is None]
    return not all(map(known.is_of_a_paper, unnamed)) or reserved.keeps_back(squeeze(paper), names)
