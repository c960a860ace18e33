"""The words of a decision, matched exactly or not at all. Pure.

A smudge or one more letter turns อนุมัติ into its opposite, so nothing here is fuzzy: what is not one of the known phrases is
UNCLEAR, and a person reads it.
"""

import re
from datetime import date

from syncd import thai
from syncd.model.approval import Word

_APPROVE = "อนุมัติ|อนุญาต|เห็นชอบ|ชอบ"
_SITE = "เว็บ(?:ไซต์(?:(?:ของ)?(?:สำนักงาน(?:เขตพื้นที่การศึกษา)?|หน่วยงาน))?)?"
_WHAT = (
    "(?:ให้|การ)?(?:ดำเนินการ)?(?:นำ(?:ข้อมูล)?(?:ขึ้น|ลง)?)?"
    f"(?:(?:เผยแพร่|ประชาสัมพันธ์)(?:ข้อมูล)?(?:(?:ทาง|บน|ใน|ผ่าน)?{_SITE})?|(?:ลง|ขึ้น)(?:ใน|บน)?{_SITE})(?:ได้)?(?:เลย|ต่อไป)?"
)
OF_A_UNIT = (
    "กลุ่ม|หน่วย|งาน|ฝ่าย|อำนวยการ|นโยบาย|แผน|ส่งเสริม|การ|ศึกษา|ทางไกล|เทคโนโลยี|สารสนเทศ|สื่อสาร|บริหาร|เงิน|สินทรัพย์|บุคคล|พัฒนา|ครู|บุคลากร|ทาง"
    "|นิเทศ|ติดตาม|ประเมินผล|จัด|กฎหมาย|คดี|(?:หน่วย|กลุ่ม|งาน)ตรวจสอบภายใน|ประชาสัมพันธ์|พัสดุ|ธุรการ|สารบรรณ|เว็บไซต์|คอมพิวเตอร์|เจ้าหน้าที่|ผู้รับผิดชอบ|ผู้ดูแล|(?:ผู้)?(?:ที่)?เกี่ยวข้อง"
    "|เจ้าของเรื่อง|และ|ฯ|ict|dlict|ไอซีที|[.,/]"
)
"""Of such words are the names of units; in whatever else an order to somebody may name, a condition may hide."""
_AS_PROPOSED = f"(?:ตาม|ดัง)(?:(?:ที่(?:{OF_A_UNIT})*)?(?:เสนอ|ขอ)(?:มา)?|ข้อเสนอ)"
_CARRIES_OUT = "(?:รับไป|เป็นผู้|เพื่อ|ให้)?ดำเนินการ(?:ได้|ต่อไป|ต่อ|ตามระเบียบ|ให้เรียบร้อย)?"
_APPROVED = re.compile(
    f"(?:(?:ได้)?พิจารณาแล้ว)?(?:(?:{_APPROVE})และ)?(?:{_APPROVE})"
    f"(?:(?:{_WHAT}|{_CARRIES_OUT})(?:{_AS_PROPOSED})?|{_AS_PROPOSED}(?:{_WHAT})?|ได้)?(?:ครับ|ค่ะ)?"
    f"|(?={_WHAT}$).*ได้"
)
_AFFIRMED = re.compile(f"(?:{_APPROVED.pattern})|ลงนามแล้ว")
_REFUSED = re.compile(f"ไม่(?:{_APPROVE})(?:{_WHAT}|{_AS_PROPOSED})?(?:(?:เนื่องจาก|เพราะ|ด้วยเหตุ)(?!.*แต่).*)?")
_CORRECT = re.compile(r"(?:โปรด|ขอ)?(?:ให้)?(?:กลับไป|นำไป)?(?:แก้ไข|ทบทวน|ปรับปรุง|ปรับแก้).*|(?:ส่ง|คืน)(?:คืน)?(?:ให้|เพื่อ)?แก้ไข.*")
_TO_A_UNIT = f"(?:มอบ(?:หมาย)?(?:ให้)?|แจ้ง)(?:{OF_A_UNIT})+?"
_ITS_PART = f"(?:{_CARRIES_OUT}(?:{_AS_PROPOSED}|{_WHAT})?|{_WHAT}|(?:เพื่อ)?ทราบ)"
_ENTRUSTED = f"{_TO_A_UNIT}{_ITS_PART}?"
_NOTED = re.compile(f"(?:เพื่อ)?(?:รับ)?ทราบ(?:แล้ว)?|{_ENTRUSTED}|{_CARRIES_OUT}(?:{_AS_PROPOSED})?|{_WHAT}|ลงนามแล้ว", re.IGNORECASE)
_TO = re.compile(r"เรียน(?:ท่าน)?(?:รอง)?ผ(?:อ\.?|ู้อำนวยการ)[^A-Za-z]{0,60}?(?=$|เพื่อ|โปรด|เห็นควร)")
_ITS_NOUNS = "การ|ความ|ข้อมูล|เอกสาร|เนื้อหา|รายละเอียด|ของ|และ"
"""Of which alone no opinion is made; "การ" is the end of many a wrapped post."""
_OF_THE_PAPER = f"{_ITS_NOUNS}|ถูกต้อง|ครบถ้วน|เรียบร้อย|เหมาะสม|เป็นปัจจุบัน|(?:เป็นไป)?ตามระเบียบ"
_ITS_USE = (
    "ประโยชน์|ของ|แก่|ต่อ|ทาง|ราชการ|ประชาชน|สาธารณชน|ผู้(?:ที่)?(?:สนใจ|เกี่ยวข้อง)|ทราบ|โดยทั่วกัน|เกณฑ์|การประเมิน"
    "|ตัวชี้วัด|คุณธรรม|ความโปร่งใส|และ|ita|oit"
)
_DECIDE = f"(?:ให้ความ)?(?:{_APPROVE})(?:{_WHAT})?"
_DECIDER = r"(?:ท่าน)?ผ(?:อ\.?|ู้อำนวยการ)(?:สพป\.?|เขต|สำนักงาน)?"
_FORWARDED = re.compile(
    f"(?!(?:{_ITS_NOUNS})+$)(?:(?:ได้|ผ่าน)?(?:ตรวจ(?:สอบ|ทาน)?|(?:การ)?กลั่นกรอง|พิจารณา|ดำเนินการ)(?:{_OF_THE_PAPER})*+แล้ว|"
    f"(?:ขอ)?รับรอง(?:ว่า)?|{_OF_THE_PAPER}|"
    "ผ่าน|เห็นด้วย|เห็นพ้อง|(?:เพื่อ)?(?:โปรด)?(?:ทราบ|ลงนาม)|"
    f"{_AS_PROPOSED}|(?:เพื่อ)?โปรด{_DECIDE}|"
    f"(?:เห็นควร|ขอ|นำ|เรียน)*เสนอ(?:{_DECIDER})?(?=เพื่อ|โปรด|พิจารณา|{_APPROVE})(?:{_DECIDE})?|"
    f"(?:เพื่อ)?(?:โปรด)?(?:ทราบและ)?พิจารณา(?:สั่งการ|{_DECIDE})?|"
    f"(?:(?:เห็น|สม)+)?ควร(?:ให้|พิจารณา|ดำเนินการ|{_TO_A_UNIT}{_ITS_PART}(?!พิจารณา)|{_DECIDE}|{_WHAT}|{_AS_PROPOSED}|และ)*+|"
    f"เพื่อ(?:ให้)?(?:เป็น(?:ไปตาม)?)?(?:{_ITS_USE})++)+",
    re.IGNORECASE,
)
"""What a head of unit writes to send a memo on, and to whom; alone over a name it decides nothing."""
_OPTION = re.compile(
    f"(?:ไม่)?(?:{_APPROVE})(?:{_WHAT}|{_AS_PROPOSED})?|(?:ให้)?(?:แก้ไข|ทบทวน|ปรับปรุง)(?:แล้วเสนอใหม่|ก่อนเผยแพร่|เพิ่มเติม)?"
    "|(?:รับ)?ทราบ|มอบ|ดำเนินการ|อื่นๆ?"
)
"""What a form prints beside a box; more than that was written by somebody, who then meant this box too."""
_HOPES = re.compile("อนุมัติ|อนุญาต|เห็นชอบ|(?<!ก่อน)เผยแพร่|ดำเนินการ|ประกาศได้|ลงเว็บ")

_EDGE = " \t\n.…·•●▪◦-–—:;_*"
_EMPTY_BOX = "[☐□◻▢○❑❒\uf0a8\uf06f\uf071\uf0a3]|\\([ .…]*\\)|\\[[ .…]*\\]"
_MARKED_BOX = "[☑☒✓✔\uf0fe\uf0fc\uf052\uf0fd]|\\( ?[/✓✔xX√\uf0fc] ?\\)|\\[ ?[/✓✔xX√\uf0fc] ?\\]"
_NUMBER = r"[0-9๐-๙][.)](?![0-9๐-๙])"
_BULLET = re.compile(rf"(?:^|\s)(?:[-–•●▪*]|{_NUMBER})\s*")
NUMBERED = re.compile(_NUMBER)
"""Begins a line of a list. Among the body it is one of the body's."""
BOX = re.compile(f"(?P<marked>{_MARKED_BOX})|(?P<empty>{_EMPTY_BOX})")
"""A box to tick, in print or as brackets."""
_NOTED_MARK = re.compile(r"[ก-๎][ .]*(?:\*+|[†‡§#]|\(?[0-9๐-๙]\)|[¹²³]) *$", re.MULTILINE)
"""Behind a word, of a note that stands elsewhere."""
_CROSSED = re.compile("[✗✘❌]")
_UNTICKED = re.compile(r"[._…]{3,} .*[^._…]|(?![._…]).*[^._…: ] ?[._…]{3,}")
"""A choice of a form, with a blank beside it in which nobody put a mark; a word written over dots has them on both sides."""

DECIDES = re.compile("อนุมัติ|อนุญาต|เห็นชอบ|เห็นควร|แก้ไข|ทบทวน|ทราบ|มอบ|ชะลอ|ระงับ|ยกเลิก|^[ -]*ชอบ")
"""Found in any line that might be, or belong to, a decision."""

_RESERVES = (
    "เมื่อ|หาก|ถ้า|แต่(?!ละ)|เฉพาะ|ยกเว้น|ก่อน|หลัง|ปรับ|ยัง|ไม่|(?<!คว)(?<!กา)รอ(?!ง)|เว้น|งด|ห้าม|ตัด|ถอน|คืน|พัก|เก็บ|เท่านั้น|เพียง|ชะลอ|ระงับ|ยกเลิก|แก้ไข|ทบทวน|ตรวจ"
    "|(?<!ข้อมู)ลบ(?!ล)|บางส่วน|(?<!เ)ปิด(?!ประกาศ)|ปกปิด|บังชื่อ|เอา[ก-๎]{0,20}ออก|เงื่อนไข|(?:วัน|เดือน|ปี|สัปดาห์|อาทิตย์|คราว|ครั้ง)หน้า|พรุ่งนี้|ทีหลัง"
    "|อย่า|จนกว่า|(?<!ู)มิ(?:ให้|ควร|ได้|อาจ|ต้อง|พึง|อนุ|เห็น)|(?<![ก-๎])มิ$|ปฏิเสธ|เลื่อน(?!เงินเดือน|ขั้น|ตำแหน่ง|วิทยฐานะ|ระดับ|ชั้น)"
    "|หยุด|(?<!รับ)ผิด|(?<![กส])ลับ|นำกลับ|(?:มา|เข้า|ขอ)พบ|คุย|หารือ|เป็นการภายใน|(?:เผยแพร่|ใช้)(?:กัน)?ภายใน"
    r"|(?i:\b(?:no|not|don.?t|hold|wait|stop|cancel\w*|void|draft|later|pending|only|except|unless|until|reject\w*|refus\w*|den(?:y|ied)"
    r"|first|before|after|internal\w*|secret|confidential|private|postpone\w*)\b)"
)
_PROVINCE = f"(?:(?!{_RESERVES}|{_APPROVE}|ให้|ทราบ|มอบ|เผย|ลง|ดำเนิน)[ก-๎]){{2,20}}"
_AREA = rf"(?:สพ[ปม]\.?|สำนักงานเขตพื้นที่การศึกษา(?:ประถมศึกษา|มัธยมศึกษา)?)(?: ?{_PROVINCE} ?เขต ?[0-9๐-๙]{{1,2}})?"
_LABEL = re.compile(
    r"^(?:ความเห็น ?/ ?)?(?:คำสั่ง|ความเห็น|ข้อสั่งการ|คำสั่งการ|การสั่งการ|ผลการพิจารณา|การพิจารณา|คำวินิจฉัย)"
    r" ?(?:ของ)?(?:ผู้บังคับบัญชา(?:ชั้นต้น)?|หัวหน้า ?(?:กลุ่ม|หน่วย|งาน)?"
    rf"|ผู้อำนวยการ ?(?:กลุ่ม|{_AREA}|สำนักงาน)?|ผอ\.? ?(?:กลุ่ม|{_AREA})?|ผู้อนุมัติ)?[ :.…]*"
)
HOLDS_BACK = re.compile(f"(?!หาก(?:เห็น|พิจารณา|ท่าน|ไม่ขัดข้อง))(?:.*?(?:{_RESERVES}))")
"""Begins a line that keeps something back."""

RESERVES = re.compile(f"{_RESERVES}|ให้|เผยแพร่|ประกาศ|เว็[บป]")
"""Found in brackets that hold a remark, not a name."""

QUALIFIES = re.compile(f"{_RESERVES}|ให้|ดำเนินการ|ร่าง|พิจารณา|^[ -]*(?:ขอ)?พบ")
"""Found in lines that make a decision conditional."""


def may_qualify(text: str) -> bool:
    """Whether the line may decide, or make a decision conditional."""
    return bool(DECIDES.search(text) or QUALIFIES.search(text))


_FORBIDS = re.compile("(?:ยัง|โปรด|ให้|ขอ)*(?:ไม่|งด|ห้าม|ชะลอ|ระงับ|รอ|อย่า).{0,12}(?:เผยแพร่|ลงเว็[บป]|ประกาศ)(?:.{0,10})")
_TERSE = re.compile(
    "(?:โปรด|ขอ)?(?:ให้)?(?:ยกเลิก|ทบทวน|ชะลอ|ระงับ|ยับยั้ง|งด|รอ|ส่งคืน|คืนเรื่อง|เสนอใหม่|ไม่เห็นด้วย|ไม่เห็นควร|ไม่สมควร|ไม่)(?:เรื่อง)?(?:ไว้)?(?:ก่อน)?"
)
_SHORT = 30
"""Letters: a line of the body that is no longer may be an order that was put beside the text."""

_DATE_AT_END = re.compile(
    r"(?:วันที่ ?)?([0-9๐-๙]{1,2} ?(?:[/.-] ?[0-9๐-๙]{1,2} ?[/.-]|[ก-๎. ]{3,14}) ?(?:พ\.ศ\. ?)?[0-9๐-๙]{2,4})\s*$"
)


def split_date(text: str) -> tuple[str, date | None]:
    """The text without the date it ends in, and that date."""
    if (found := _DATE_AT_END.search(text)) and (day := thai.parse_date(found[1])):
        return text[: found.start()].strip(), day
    return text, None


def bare(text: str) -> str:
    """The decision's own words: without bullets, dots, brackets around the whole and labels such as ความเห็น."""
    stripped = _LABEL.sub("", text.strip(_EDGE)).strip(_EDGE)
    while len(stripped) > 1 and stripped[0] + stripped[-1] in {"()", "“”", '""', "''"}:
        stripped = stripped[1:-1].strip(_EDGE)
    return stripped


def is_label(text: str) -> bool:
    """Whether the line says whose decision follows ("คำสั่ง:"), alone or with an approval."""
    return _LABEL.match(text.strip(_EDGE)) is not None and read(text) in {Word.NONE, Word.APPROVED}


def read(text: str) -> Word:
    """What the words come to. The text is normalised; its lines are those that stand above one name."""
    if _CROSSED.search(text):
        return Word.UNCLEAR
    if BOX.search(text):
        return _read_boxes(text)
    if any(_UNTICKED.fullmatch(line.strip()) and _LABEL.match(line.strip()) is None for line in text.split("\n")):
        return Word.UNCLEAR
    parts = lines = [own for line in text.split("\n") for part in _listed(line) if (own := bare(part))]
    if not parts:
        return Word.NONE
    if _NOTED_MARK.search(text) or _is_choice(text.split("\n")):
        return Word.UNCLEAR
    squeezed = thai.squeeze(" ".join(parts))
    if _sends_on(squeezed):
        return Word.NOTED  # also "…เพื่อพิจารณา", "อนุญาต" on two lines: broken, or two people's, the name under it approves nothing
    whole = _phrase(squeezed)
    if len(parts) == 1 and whole is Word.UNCLEAR and " " not in parts[0] and "/" not in parts[0]:
        parts = parts[0].split("และ")
    if len(parts) == 1 and whole is Word.UNCLEAR:
        parts = _noted_with_strokes(parts[0]) or parts[0].split(" ", 1)
    if len(parts) == 1 or whole in {Word.APPROVED, Word.REFUSED, Word.CORRECT}:  # a phrase may be broken over two lines
        return whole
    word = _together(parts, is_list=len(lines) > 1)
    if (
        word is Word.UNCLEAR
        and not any(map(_BULLET.match, text.split("\n")))
        and _phrase(parts[0].partition(" ")[0]) is Word.APPROVED
    ):
        return _together(" ".join(parts).split(" ", 1), is_list=False)  # "อนุมัติ มอบ…", broken within the second phrase
    return word


def _is_choice(lines: list[str]) -> bool:
    """Whether bare words under one another are what a form prints to choose from, and nobody chose."""
    printed = [line.strip() for line in lines if line.strip()]
    return (
        len(printed) > 1
        and all(_OPTION.fullmatch(thai.squeeze(line)) for line in printed)
        and not all(_AFFIRMED.fullmatch(thai.squeeze(line)) for line in printed)
        and not any(_REFUSED.fullmatch(thai.squeeze(line)) for line in printed)
    )


def _noted_with_strokes(line: str) -> list[str]:
    """The parts of a note such as "อนุมัติ / มอบกลุ่มแผนเผยแพร่".

    "ทราบ / อนุมัติ" is a choice that nobody made: each part must approve, or after an approval order what no form prints.
    """
    parts = line.split("/")
    first, *more = map(thai.squeeze, parts)
    approves = _AFFIRMED.fullmatch(first) is not None
    orders = (part for part in more if not _AFFIRMED.fullmatch(part))
    return parts if approves and all(_phrase(part) is Word.NOTED and not _OPTION.fullmatch(part) for part in orders) else []


def _together(parts: list[str], *, is_list: bool) -> Word:
    """What several phrases come to, each by itself known."""
    said = [thai.squeeze(part).removeprefix("และ") for part in parts]
    read_parts = [_phrase(part) for part in said]
    if all(word is Word.NOTED or _sends_on(part) for word, part in zip(read_parts, said, strict=True)):
        return Word.NOTED  # "ทราบ เห็นควรเผยแพร่"
    approving = [part for part, word in zip(said, read_parts, strict=True) if word is Word.APPROVED]
    if approving and set(read_parts) <= {Word.APPROVED, Word.NOTED} and len(set(approving)) == len(approving):
        return Word.APPROVED  # the same word twice is two people's
    if is_list and set(read_parts) == {Word.REFUSED, Word.NOTED}:
        return Word.REFUSED
    return Word.UNCLEAR


def _listed(line: str) -> list[str]:
    """What the line lists, if it begins with a bullet."""
    return _BULLET.split(line) if _BULLET.match(line) else [line]


def _sends_on(squeezed: str) -> bool:
    """Whether the words only hand the memo to who decides."""
    squeezed = re.sub(
        f"^เห็นชอบ(?:{_AS_PROPOSED})?+(?=.*(?:โปรด|พิจารณา|ควร|เสนอผ))", "", squeezed
    )  # his own, and on to who decides
    to = _TO.match(squeezed)
    if to is None:
        return _FORWARDED.fullmatch(squeezed) is not None
    if DECIDES.search(to[0]) or QUALIFIES.search(to[0]):
        return False
    return to.end() == len(squeezed) or _FORWARDED.fullmatch(squeezed, to.end()) is not None


def forbids(text: str) -> bool:
    """Whether a whole line, wherever it stands, says that this is not to be published as it is."""
    word, squeezed = read(text), thai.squeeze(bare(text))
    if len(squeezed) > _SHORT:
        return word is Word.REFUSED
    return (
        word is Word.REFUSED
        or (word is Word.CORRECT and squeezed.startswith("ให้"))
        or any(pattern.fullmatch(squeezed) for pattern in (_FORBIDS, _TERSE))
    )


def _phrase(squeezed: str) -> Word:
    if _APPROVED.fullmatch(squeezed):
        return Word.APPROVED
    if _REFUSED.fullmatch(squeezed):
        return Word.REFUSED
    if _CORRECT.fullmatch(squeezed):
        return Word.UNCLEAR if _HOPES.search(squeezed) else Word.CORRECT
    if _NOTED.fullmatch(squeezed) and not re.search("อนุมัติ|อนุญาต|เห็นชอบ", squeezed):
        return Word.NOTED
    return Word.UNCLEAR


def _read_boxes(text: str) -> Word:
    """A printed choice counts only if exactly one box is marked and nothing else is written."""
    boxes = list(BOX.finditer(text))
    if bare(text[: boxes[0].start()]):
        return Word.UNCLEAR
    ends = [box.start() for box in boxes[1:]] + [len(text)]
    chosen = []
    for box, end in zip(boxes, ends, strict=True):
        option = thai.squeeze(text[box.end() : end]).strip(_EDGE)
        option = re.sub(r"(?:เนื่องจาก|เพราะ|ระบุ)?[.…_]*$", "", option)
        if box["marked"]:
            chosen.append(_phrase(option))
        elif not _OPTION.fullmatch(option):
            return Word.UNCLEAR
    return chosen[0] if len(chosen) == 1 else Word.UNCLEAR
