"""What a memo's body says, and what stands in it and belongs to none of its sentences: it may be somebody's remark. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from syncd import thai
from syncd.memo import called, known, reserved, words
from syncd.memo.page import Line
from syncd.memo.signature_lines import says_nothing, text_of
from syncd.model.approval import Word

_CLOSING = re.compile("จึง(?:กราบ)?เรียน")
_SHORT = 40
"""Letters: what is longer is a sentence of the body."""
_BEGINS = re.compile(
    "(?:[0-9๐-๙]+(?:[.)][0-9๐-๙]*)*|[-–•])?(?:สาระสำคัญ|เรื่องเดิม|ต้นเรื่อง|ความเป็นมา|หลักการ|เหตุผล|วัตถุประสงค์|ข้อ|ระเบียบ|การดำเนินการ|ความเห็น"
    r"|พระราช(?:บัญญัติ|กฤษฎีกา|กำหนด)|รัฐธรรมนูญ|พ\.ร\.บ\.|กฎกระทรวง|มติคณะรัฐมนตรี"
    r"|(?:ประกาศ|คำสั่ง|หนังสือ)(?:กระทรวง|สำนักนายก|สำนักงานคณะกรรมการ|คณะกรรมการ|ก\.ค\.ศ\.)"
    "|ตามที่|ตาม|ด้วย|เนื่อง(?:จาก|ด้วย)|อ้างถึง|สิ่งที่ส่งมาด้วย|สิ่งที่แนบ|เอกสารแนบ|ในการนี้|บัดนี้|เพื่อ|จึง|เห็นควร|เห็นสมควร|ขออนุ|ขอเผยแพร่|ทั้งนี้(?:ได้ตรวจ|ขออนุ))"
)
"""Begins a short line that is a sentence of a memo, or the heading of a part of it."""
_ENDS_TELLING = "นั้น"
"""Ends what is told before the asking: ตามที่ … นั้น."""
_NAMED, _ON = 6, 3
"""Letters of the thing's name that stand in the body at least; and of what follows, by which it goes on there."""
_LIMITS = re.compile("ต่อ|ใน|แก่|ให้|ที่|ทาง|ผ่าน|เมื่อ|ครั้ง|เฉพาะ|แค่|เพียง|หลัง|ก่อน|ถึง|ตั้งแต่|โดย|สำหรับ|เพื่อ|ยกเว้น|ภายใน|แบบ|ฉบับ")
"""May follow a name that the body has, and limit what it names."""
_LIMIT = re.compile(
    "ต่อ(?!สาธารณ|ประชาชน|เนื่อง|ต้าน|เติม|ยอด)|แก่(?!ประชาชน|สาธารณ|ผู้รับบริการ|ผู้มาติดต่อ)|ไปยัง|สู่(?!คุณภาพ|ความ|การ|สังคม|ผล|สาธารณ|ศตวรรษ|มาตรฐาน|อาเซียน|ห้องเรียน)"
    "|ใน(?:ที่ประชุม|กลุ่ม|วันที่|ปีถัด|ปีหน้า|เดือน|งานนิทรรศ|ระบบสารบรรณ|ไลน์)|(?<!ตรวจสอบ)(?<!ควบคุม)(?<!นิเทศ)(?<!ประกันคุณภาพ)ภายใน(?!สถานศึกษา|สำนักงานเขตพื้นที่การศึกษา)"
    "|เป็น(?:การชั่วคราว|การภายใน|เวลา|ระยะ)|หลัง(?!คา|สูตร)|เมื่อ|ครึ่ง|ตั้งแต่|พร้อม(?!ใช้|เพรียง)|สำหรับ(?:ผู้บริหาร|คณะ|เจ้าหน้าที่|กลุ่ม)|ส่วนที่|และ(?:ขอ(?!(?:อนุญาต|อนุมัติ|ความอนุเคราะห์)?เผยแพร่)|แต่งตั้ง|จัดพิมพ์|เบิก|จัดซื้อ|จัดจ้าง)|ที่(?:เคย|จะ|บอร์ด|ป้าย)|ทาง(?:ไลน์|หนังสือ|วิทยุ|เสียง|เพจ)"
)
"""Limits whatever it stands in, where the body does not name it."""
_TO_SOME = re.compile("ให้|แก่|(?:และ|พร้อม(?:ทั้ง)?)ขอ(?!.*เผยแพร่)")
"""Begins what is no name: for whom, or what else is begged."""
_TITLE = re.compile(r"\s*เรื่อง\s*")
_BY_LAW = re.compile("ตาม(?:พระราช|ระเบียบ|ประกาศ|กฎ|มาตรการ|แผน|นโยบาย)")
_ITEM = re.compile("[0-9๐-๙]+[.)]")
_SHOWS_LISTS = frozenset({"pdf", "docx"})
_MARGIN = 0.75
"""The share of the text's width that a line fills which goes on."""
_RAGGED, _SET_LINES, _SPREAD = 6.0, 2, 50.0
"""Lines set to both margins end within so many points of the right one, so many at least, with gaps no wider between words."""
_ENDS = re.compile(
    "(?:และขอ(?:อนุญาต|อนุมัติ|ความอนุเคราะห์)?เผยแพร่|เพื่อเผยแพร่)?"
    "(?:(?:ทาง|บน|ใน|ผ่าน|ขึ้น|ลง)เว็บไซต์(?:(?:ของ)?(?:สำนักงาน(?:เขตพื้นที่การศึกษา)?|หน่วยงาน))?)?$"
)
"""That it is to be published and where, at the end of what a subject names."""


def has_stray(rows: Sequence[list[Line]], subject: str, kind: str) -> bool:
    """Whether a short line among these rows of the body is none of its own, or what follows the closing asks nothing known.

    A line that says what the subject does is its own. By the file's kind: in a PDF a line may be the end of the one before
    it, and of some kinds the marks of lists are not read.
    """
    wraps, named = kind == "pdf", thai.squeeze(subject)
    end = next((number for number, row in enumerate(rows) if _CLOSING.search(thai.squeeze(text_of(row)))), len(rows))
    right = max((row[-1].x1 for row in rows), default=0.0)
    is_set = wraps and sum(row[-1].x1 > right - _RAGGED for row in rows) >= _SET_LINES
    for before, row in pairwise([[], *rows[:end]]):
        goes_on = wraps and bool(before) and before[-1].x1 > _MARGIN * right and row[0].x0 <= before[0].x0
        is_spread = is_set and row[-1].x1 > right - _RAGGED and all(b.x0 - a.x1 < _SPREAD for a, b in pairwise(row))
        pieces = [text_of(row)] if is_spread else [line.text for line in row]
        own = pieces[1:] if goes_on else pieces
        if kind in _SHOWS_LISTS and any(_is_stray(piece) and thai.squeeze(piece) not in named for piece in own):
            return True
    closing = "".join(line.text for row in rows[end:] for line in row if not _says_nothing(line.text))
    asked = _CLOSING.search(thai.squeeze(closing))
    return asked is not None and not known.is_asking(thai.squeeze(closing)[asked.start() :], subject)


def ends_strangely(subject: str, body: str) -> bool:
    """Whether the subject says more than the thing that the body names: to whom, how, or what stands after a blank.

    What names end in (a period, the site, a foreign word) is no more. A name with words that limit must be told before it is
    asked for: the same limit may well be asked in both places.
    """
    parts = _TITLE.sub("เรื่อง", subject).split()
    asked, *more = (_ENDS.sub("", thai.squeeze(part).strip("()")) for part in parts)
    thing = called.without_asking(asked)
    named = [end for end in range(_NAMED, len(thing)) if thing[end - _NAMED : end] in body]
    whole, told = "|".join((thing, *more)), called.told(body)
    limits = [thing[end:] for end in named if _LIMITS.match(thing, end) and thing[end - _NAMED : end + _ON] not in body]
    return (
        reserved.is_found(_LIMIT, whole, told)
        or reserved.keeps_back(whole, told)
        or not all(
            part in body or _BY_LAW.match(part) or (known.is_named(part, body) and not _TO_SOME.match(part))
            for part in (*more, *limits)
        )
    )


def begins_sentence(text: str) -> bool:
    """Whether it begins as the sentences of a memo do, or the heading of a part of it."""
    return _BEGINS.match(thai.squeeze(text)) is not None


def spoken(rows: Sequence[list[Line]]) -> str:
    """All that the rows say, without places to sign, dates and labels of decisions, squeezed."""
    return thai.squeeze(
        "".join(line.text for row in rows for line in row if not says_nothing(line.text) and words.bare(line.text))
    )


def _is_stray(text: str) -> bool:
    squeezed = thai.squeeze(text)
    if len(squeezed) > _SHORT or _says_nothing(text) or known.is_asking(text):
        return False
    return (
        _BEGINS.match(squeezed) is None
        and not squeezed.endswith(_ENDS_TELLING)
        and (_ITEM.match(squeezed) is None or words.HOLDS_BACK.match(text) is not None)
    )


def _says_nothing(text: str) -> bool:
    """Whether it is a place to sign, a date, or a decision that is bound to a name, or not, by those who know."""
    return says_nothing(text) or not words.bare(text) or words.read(text) not in {Word.NONE, Word.UNCLEAR}
