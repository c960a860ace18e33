"""Finds names of pupils that stand without a title, in a sentence ("นักเรียนที่ได้รับทุน ได้แก่ …") or in English."""

import re
from collections.abc import Iterator
from itertools import takewhile

_TOLD = re.compile(
    r"^(?P<said>[^\n]{0,80}?(?:นักเรียน|ผู้เรียน|เด็ก|เยาวชน|(?<![ก-๙])นร ?\.)[^\n]{0,120}?\n?[^\n]{0,60}?)"
    r"(?:ได้แก่|ประกอบด้วย|มีรายชื่อ|ดังนี้|ดังต่อไปนี้|(?<![ก-๙])คือ|:|[ \n](?= ?(?:\d{1,2} ?[.)]|[-•])))[ :\n]*(?=(?P<names>[^\0]{1,1000}))",
    re.MULTILINE,
)
_OTHERS = re.compile("ครู|คณะ|ทีม|ผู้จัดทำ|ผู้รับผิดชอบ|กรรมการ|วิทยากร|ผู้ประสาน|บุคลากร|โรงเรียนที่|ผู้บริหาร|ผู้อำนวยการ|เจ้าหน้าที่")
"""Before the names: they are not the pupils'."""
_PARTS = re.compile(r"[,;\n]| / |(?: |^)(?=\d{1,2} ?[.)])|[ (]และ|[-•·] ")
_FIRST = re.compile(r"\A\d{1,2} ?[.)] ?")
_NO_NAME = (
    "นาย|นาง|คุณ|ดร|ว่าที่|โรง|บ้าน|กลุ่ม|ระดับ|ชั้น|ห้อง|ทุน|ราย|การ|ความ|ชื่อ|ลำดับ|เลข|ที่|หมาย|รวม|จำนวน|ประกาศ|เรื่อง|ตาม|ภาค|ปี|วัน|สำนัก|หน้า|วิชา|ภาษา|"
    "นักเรียน|ผู้|เด็ก|ครู|กิจกรรม|โครงการ|ด้าน|ทักษะ|มี|ไม่|บริษัท|ร้าน|ห้าง|วัด|ตำบล|อำเภอ|จังหวัด"
)
_SUBJECT = "ศึกษา|ศาสตร์|วิทยา|ดนตรี"
_WORD = rf"(?!{_NO_NAME}|[ก-๎]*(?:{_SUBJECT}))[ก-ฮเ-ไ][ก-๎]{{1,19}}"
_BEHIND = r"(?: ?\([^()]{1,40}\)| (?:\d|[ปม] ?\.|อนุบาล|อายุ|เพศ|โรงเรียน|ร\.ร|ชั้น|ห้อง)[^\n]{0,40})?"
"""What a school writes there of a pupil."""
_NAME = re.compile(rf"(?:น้อง)?({_WORD} +{_WORD}){_BEHIND}[ .]*")
_WORDS = re.compile(rf"{_WORD}(?: +{_WORD})*[ .]*")
_AS_NAMES = re.compile(
    "ณัฐ|ธน|ธีร|ธัญ|กิตติ|ปิย|ปวี|ศักดิ์|พงษ์|พงศ์|ภัทร|กัญ|รัตน|วัฒน|นันท|ชัย|ชญา|วุฒิ|วิชญ์|ศิริ|สิริ|พิมพ์|กานต์|ชนก|ญาณ|ทิพย์|ฤทธิ์|จันทร์|แก้ว|ทอง|บุญ|วงศ์|วงษ์|"
    "ศรี|สุข|คำ|สิงห์|ใจ|นาม|พร|ชล|อร|ดา$|ดี$|มาก$|งาม|กุล|สกุล|สวัสดิ์|สมบ|มณี|เดช|ภูมิ|กร$|เมธ|วรร|อนุ|สุ|พล|ภา$|รุ่ง|เจริญ|เลิศ|นนท์|รัช|เบญ|ประเสริฐ|ไพ|ชาติ|หาญ|กล้า"
)
"""Pieces of which names are made, and other words seldom are."""
FEWEST = 3
_LIKE_NAMES = 2
"""Of so many words at least one looks like a name's."""

_STUDENTS = r"(?:students?|pupils?|learners?|children|kids)"
ENGLISH_HEAD = re.compile(
    r"(?i:^(?!.*(?:number|total|teacher|staff|school|activit|committee))[^\n]{0,30}?"
    rf"\b(?:list of (?:\w+ ){{0,3}}{_STUDENTS}\b|{_STUDENTS}(?:'s?|s')? (?:name|list|roster)|class (?:list|roster)|"
    rf"{_STUDENTS}\b[^\n:]{{0,60}}:))",
    re.MULTILINE,
)
_NO_ENGLISH_NAME = (
    "Ban|School|Wat|The|And|Of|In|Thai|English|Science|Mathematics|Social|Reading|Writing|Critical|Creative|Computer|Physical|"
    "Scout|Sports?|Class|Grade|Student|Students|Name|List|Total|Number|Health|Art|Music|Dance|Day|Week|Camp|Club|Project|Skills?|Test|Plan|Teacher|Degree|Trainer"
)
_ENGLISH_WORD = rf"(?!(?i:{_NO_ENGLISH_NAME})\b)[A-Z](?:[a-z]{{1,19}}|[A-Z]{{1,19}})\b"
_ENGLISH_NAME = rf"(?:(?:Master|Miss|Mstr|Mr|Ms)\b\.? ?)?({_ENGLISH_WORD} {_ENGLISH_WORD})(?! (?!(?:Grade|Class)\b)[A-Z][A-Za-z])"
ENGLISH_ROW = re.compile(
    rf" ?(?:[-•*] ?)?(?:\d{{1,6}}[. )]+ ?)*{_ENGLISH_NAME}(?: +(?:[PMGK]\.? ?\d|Grade|Class|Boy|Girl|Male|Female|\d).*|[ .]*)$"
)
_OF_CLASS = re.compile(
    rf"^ ?(?:\d{{1,6}}[. )]+ ?)?(?:({_WORD} +{_WORD}) +(?:[ปม] ?\. ?[1-6]|อนุบาล|(?:ประถม|มัธยม)ศึกษาปีที่)|"
    rf"{_ENGLISH_NAME}(?: +(?:[MF]|(?:Fem|M)ale|Boy|Girl))? +(?:Grade|Class|[PM]\.) ?\d)",
    re.MULTILINE,
)
"""A row of a name and a class."""
_ENGLISH_TOLD = re.compile(
    rf"(?i:\b{_STUDENTS}\b)[^\n:]{{0,80}}?(?::|\b(?:are|namely|including)\b|(?=[ \n][A-Z][a-z]+ [A-Z][a-z]+,))"
    r"[ \n]*(?=([^\0]{1,1000}))"
)
_ENGLISH_CHILD = re.compile(rf"\b(?:Master|Miss)\.? ({_ENGLISH_WORD} {_ENGLISH_WORD})")
_ENGLISH_PARTS = re.compile(r",|;|\band\b|\s(?=\d{1,2}[.)])")


def in_sentence(text: str) -> Iterator[str]:
    """Names told in plain text one after another, behind what says that they are pupils'."""
    for told in _TOLD.finditer(text):
        if not _OTHERS.search(told["said"]):
            yield from _names(told["names"])
    if "Master" in text:
        yield from _enough([child[1] for child in _ENGLISH_CHILD.finditer(text)])
    for told in _ENGLISH_TOLD.finditer(text):
        rows = (ENGLISH_ROW.match(" ".join(part.split())) for part in _ENGLISH_PARTS.split(told[1]))
        yield from _enough([row[1] for row in takewhile(bool, rows) if row])


def of_classes(text: str) -> list[str]:
    """Names in rows of plain text that have a class behind them."""
    rows = list(_OF_CLASS.finditer(text))
    return _like_names([row[1] for row in rows if row[1]]) + _enough([row[2] for row in rows if row[2]])


def _names(text: str) -> Iterator[str]:
    parts, whole = _parts(text), _parts(text.replace("\n", " "))
    names = max(list(_run(parts)), list(_run(whole)), key=len)
    if len(names) >= FEWEST:
        yield from _like_names([name[1] for name in names])
    elif parts and _WORDS.fullmatch(parts[0]):  # parted by nothing but blanks
        words = [word for part in takewhile(_WORDS.fullmatch, parts) for word in part.rstrip(" .").split()]
        pairs = list(zip(words[::2], words[1::2], strict=False))  # a name and a family name
        is_even = len(words) % 2 == 0
        yield from _enough(
            list(map(" ".join, pairs)) if is_even and all(any(map(_AS_NAMES.search, pair)) for pair in pairs) else []
        )


def _parts(text: str) -> list[str]:
    return [stripped for part in _PARTS.split(text) if (stripped := _FIRST.sub("", part.strip(), count=1))]


def _run(parts: list[str]) -> Iterator[re.Match[str]]:
    """The names among the first parts, up to two others: one may be what the end of a line cut."""
    others = 0
    for part in parts:
        if name := _NAME.fullmatch(part):
            others = 0
            yield name
        elif (others := others + 1) > 1:
            return


def _like_names(names: list[str]) -> list[str]:
    like = sum(_AS_NAMES.search(word) is not None for name in names for word in name.split())
    return _enough(names) if like * _LIKE_NAMES >= len(names) else []


def _enough(names: list[str]) -> list[str]:
    return names if len(names) >= FEWEST else []
