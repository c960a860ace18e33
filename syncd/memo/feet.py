"""Knows what stands at a page's foot and says nothing of the matter: telephones, units' names, mottos, page numbers. Pure."""

import re

from syncd.memo import known, words
from syncd.memo.page import ON_AXIS, Line
from syncd.thai import arabic

_FOOT = re.compile(
    r"(?:โทร|มือถือ)(?:ศัพท์|สาร|โทร|ต่อ|[ .:\-–,()/0-9๐-๙])*|สำเนา(?:คู่ฉบับ|ถูกต้อง)"
    r"|(?=\w)(?:e-?mail|website|https?://[!-~]*|www\.[!-~]*|[a-z0-9_.+-]+@[a-z0-9.-]+|[ ,;|:])+",
    re.IGNORECASE,
)
"""Whole lines that say nothing of the matter: telephones, addresses."""
_PAGE_NUMBER = re.compile(r"-? ?[0-9๐-๙]{1,3} ?-?|หน้า(?:ที่)? ?[0-9๐-๙]+(?: ?(?:จาก|ของ|/) ?[0-9๐-๙]+)?")
"""At the top or the foot of a page; among other lines it may say which page a decision means."""
_TELEPHONE = re.compile("โทร|มือถือ")
_PATH = re.compile(r"(.+)\.(?:docx?|odt|rtf|pdf)", re.IGNORECASE)
"""Where the office keeps the file, as programs print it at the foot."""
_NEXT_LINE = 40.0
"""Points within which the next line of a foot stands."""
AUDIT = re.compile("(?:หน่วย|กลุ่ม|งาน|วิชาการ) ?ตรวจสอบ ?ภายใน|หน่วยตรวจสอบ$")
"""In names of units and posts, which order nobody to audit anything."""
_MOTTO = re.compile("[“\"‘'][^”\"’']{4,60}[”\"’']")


def says_nothing(text: str) -> bool:
    """Whether the whole line is such a one, with or without the unit that the telephone is of, or where the file is kept."""
    whose = without_telephone(text)
    return _FOOT.fullmatch(text) is not None or (whose != text and known.is_unit(whose)) or _is_path(text)


def _is_path(text: str) -> bool:
    path = _PATH.fullmatch(text)
    return path is not None and known.is_post(path[1])


def without_telephone(text: str) -> str:
    """The line without the telephone or address that ends it."""
    found = _TELEPHONE.search(text)
    return text[: found.start()] if found is not None and _FOOT.fullmatch(text, found.start()) else text


def is_motto(text: str) -> bool:
    """Whether it is a motto in quotation marks that praises virtues."""
    return _MOTTO.fullmatch(text) is not None and known.is_motto(text)


def stands_in_margins(text: str) -> bool:
    """Whether the line may stand about a memo: of a receipt, a unit, a foot."""
    return is_foot(text) or _PAGE_NUMBER.fullmatch(text) is not None or known.is_receipt(text)


def is_foot(text: str) -> bool:
    """Whether the whole line is such a one, or a motto that orders nothing."""
    return says_nothing(text) or is_motto(text)


def names_unit(line: Line, following: Line) -> bool:
    """Whether the line says whose the telephone right under it, or on top of the next page, is, and no more."""
    is_near = line.page + 1 == following.page or (line.page == following.page and following.y - line.y < _NEXT_LINE)
    return is_near and known.is_unit(line.text) and _TELEPHONE.match(following.text) is not None


def without_running(lines: list[Line]) -> list[Line]:
    """The lines without mottos and units' names that stand at the same place of several pages: a block may go on after them.

    Nor are there page numbers, which stand over or under all else on their page.
    """
    pages: dict[tuple[int, int, str], set[int]] = {}
    spoken: dict[int, list[float]] = {}
    for line in lines:
        pages.setdefault((round(line.x0), round(line.y), line.text), set()).add(line.page)
        if not (_PAGE_NUMBER.fullmatch(line.text) or is_foot(line.text)):
            spoken.setdefault(line.page, []).append(line.y)
    return [
        line
        for line in lines
        if (not _is_page_number(line, spoken.get(line.page, [line.y])) or any(_lacks_number(other, line) for other in lines))
        and (len(pages[round(line.x0), round(line.y), line.text]) == 1 or not _may_run(line.text))
    ]


def _may_run(text: str) -> bool:
    return known.is_motto(text) or known.is_unit(text) or _is_path(text)


def _is_page_number(line: Line, spoken: list[float]) -> bool:
    return _PAGE_NUMBER.fullmatch(line.text) is not None and not min(spoken) < line.y < max(spoken)


def _lacks_number(post: Line, number: Line) -> bool:
    """Whether the number stands right under the middle of a post that ends where the number of the area is to come.

    On the next page it does too, unless it is that page's own.
    """
    is_next = post.page == number.page and 0 < number.y - post.y < _NEXT_LINE
    goes_on = post.page + 1 == number.page and arabic(number.text).strip("- ") != str(number.page)
    return (is_next or goes_on) and abs(post.centre - number.centre) < ON_AXIS and post.text.endswith("เขต")


def may_decide(text: str) -> bool:
    """Whether there are words in it that may decide, or make a decision conditional."""
    return words.may_qualify(AUDIT.sub("", text))
