"""Knows what stands at a page's foot and says nothing of the matter: telephones, units' names, mottos, page numbers. Pure."""

import re

from syncd.memo import words
from syncd.memo.page import ON_AXIS, Line

_FOOT = re.compile(
    r"(?:โทร|มือถือ)(?:ศัพท์|สาร|โทร|ต่อ|[ .:\-–,()/0-9๐-๙])*|สำเนา(?:คู่ฉบับ|ถูกต้อง)"
    r"|(?=\w)(?:e-?mail|website|https?://[!-~]*|www\.[!-~]*|[a-z0-9_.+-]+@[a-z0-9.-]+|[ ,;|:])+",
    re.IGNORECASE,
)
"""Whole lines that say nothing of the matter: telephones, addresses."""
_PAGE_NUMBER = re.compile(r"-? ?[0-9๐-๙]{1,3} ?-?|หน้า(?:ที่)? ?[0-9๐-๙]+(?: ?(?:จาก|ของ|/) ?[0-9๐-๙]+)?")
"""At the top or the foot of a page; among other lines it may say which page a decision means."""
_UNIT = re.compile(rf"(?=งาน|กลุ่ม|ฝ่าย|หน่วย)(?:{words.OF_A_UNIT}|ทั่วไป|วิชาการ|โครงการ|งบประมาณ|บัญชี|นิติการ|วินัย|เขตพื้นที่| )+")
"""Of known words alone: among others an order may hide."""
_WHOSE = re.compile(rf"{_UNIT.pattern}? ?(?=โทร[.ศส :0-9๐-๙])")
"""A unit before its telephone."""
_TELEPHONE = re.compile("โทร|มือถือ")
_NEXT_LINE = 40.0
"""Points within which the next line of a foot stands."""
AUDIT = re.compile("(?:หน่วย|กลุ่ม|งาน|วิชาการ) ?ตรวจสอบ ?ภายใน|หน่วยตรวจสอบ$")
"""In names of units and posts, which order nobody to audit anything."""
MOTTO = re.compile("[“\"‘'][^”\"’']{4,60}[”\"’']")


def says_nothing(text: str) -> bool:
    """Whether the whole line is such a one."""
    whose = _WHOSE.match(text)
    if whose is None or may_decide(whose[0]):
        return _FOOT.fullmatch(text) is not None
    return _FOOT.fullmatch(text, whose.end()) is not None


def is_foot(text: str) -> bool:
    """Whether the whole line is such a one, or a motto that orders nothing."""
    return says_nothing(text) or (MOTTO.fullmatch(text) is not None and not may_decide(text))


def names_unit(line: Line, following: Line) -> bool:
    """Whether the line says whose the telephone right under it, or on top of the next page, is, and no more."""
    is_near = line.page + 1 == following.page or (line.page == following.page and following.y - line.y < _NEXT_LINE)
    is_name = _UNIT.fullmatch(line.text) is not None and not may_decide(line.text)
    return is_near and is_name and _TELEPHONE.match(following.text) is not None


def without_running(lines: list[Line]) -> list[Line]:
    """The lines without mottos and units' names that stand at the same place of several pages: a block may go on after them.

    Nor are there page numbers, which stand over or under all else on their page.
    """
    pages: dict[tuple[int, int, str], set[int]] = {}
    spoken: dict[int, list[float]] = {}
    for line in lines:
        pages.setdefault((round(line.x0), round(line.y), line.text), set()).add(line.page)
        if not (_PAGE_NUMBER.fullmatch(line.text) or MOTTO.fullmatch(line.text) or says_nothing(line.text)):
            spoken.setdefault(line.page, []).append(line.y)
    return [
        line
        for line in lines
        if (not _is_page_number(line, spoken.get(line.page, [line.y])) or any(_lacks_number(other, line) for other in lines))
        and (
            len(pages[round(line.x0), round(line.y), line.text]) == 1
            or not (MOTTO.fullmatch(line.text) or _UNIT.fullmatch(line.text))
            or may_decide(line.text)
        )
    ]


def _is_page_number(line: Line, spoken: list[float]) -> bool:
    return _PAGE_NUMBER.fullmatch(line.text) is not None and not min(spoken) < line.y < max(spoken)


def _lacks_number(post: Line, number: Line) -> bool:
    """Whether the number stands right under the middle of a post that ends where the number of the area is to come."""
    is_under = post.page == number.page and 0 < number.y - post.y < _NEXT_LINE and abs(post.centre - number.centre) < ON_AXIS
    return is_under and post.text.endswith("เขต")


def may_decide(text: str) -> bool:
    """Whether there are words in it that may decide, or make a decision conditional."""
    return words.may_qualify(AUDIT.sub("", text))
