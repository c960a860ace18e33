"""What a memo asks leave for: to publish, or something else. Pure.

The words of asking must stand directly before those of publishing, or before what is brought to be published: whatever else may
be asked about a publication (its cost, a plan, a correction, advice) is endless, and no leave to publish.
"""

import re
from collections.abc import Iterator

from syncd.memo import known, reserved
from syncd.memo.called import ADJOINS, BEGS, CITED, KINDS, LEAVE, PAPER, PUBLISH, SITE, name_told

INTERNAL = "บันทึกข้อความขอเผยแพร่เพียงภายใน ไม่ใช่ต่อสาธารณะ"
WITHDRAWS = "บันทึกข้อความขอไม่เผยแพร่หรือนำข้อมูลออก"
ELSE = "บันทึกข้อความขออนุมัติเรื่องอื่นด้วย ไม่ทราบแน่ว่าอนุมัติให้เผยแพร่"
CONDITIONAL = "บันทึกข้อความขอเผยแพร่โดยมีเงื่อนไข บางส่วน หรือในภายหลัง"

_PUBLISHING = re.compile(PUBLISH)
_NOT_BROUGHT = (
    "ไม่|งด|คำขอ|ให้(?!กลุ่ม|งาน|ฝ่าย|เจ้าหน้าที่|ผู้ดูแล|นำ|เผยแพร่|ประชาสัมพันธ์|บริการ|dlict|ict)|ก่อน(?!ประถม|วัย)|หารือ|ไป(?:แก้|ตรวจ|ปรับ)|เสนอ(?!ราคา|เผยแพร่)|ออกจาก|กลับ|(?<!การ)ตรวจสอบ(?!ภายใน)"
    "|(?<!สิทธิ)(?<!สิทธิ์)(?<!สมัคร)(?<!ผู้)เข้า(?:ร่วม|รับ|ประกวด)"
)
_THING = f"(?:(?!{_NOT_BROUGHT}|{BEGS}{LEAVE}).){{0,160}}?"
_BRINGS = (
    "(?:นำ|อั[ปพ]โหลด|(?<=อนุเคราะห์)(?=กลุ่ม|งาน|ฝ่าย|เจ้าหน้าที่|ผู้ดูแล)|ลง(?!นาม|เวลา|พื้นที่|ทะเบียน|ลาย)|(?<!ขอให้)(?:จัด)?ส่ง(?!คืน)"
    f"|(?:แจ้ง|มอบ(?:หมาย)?|(?<!ขอ)ให้)(?:ให้)?(?:กลุ่ม|งาน|ฝ่าย|เจ้าหน้าที่|ผู้ดูแล){_THING}(?:นำ|ดำเนินการ))"
)
_DIRECT = re.compile(
    f"{BEGS}(?:{LEAVE}*+(?:{PUBLISH}|{_BRINGS}{_THING}{ADJOINS}(?:{PUBLISH}|{SITE}))|{LEAVE}*?{_BRINGS}{_THING}{ADJOINS}{PUBLISH})"
)
"""Begs leave to publish."""

_NEUTRAL = "(?:ความร่วมมือ|เรียน|แจ้ง|รายงาน|ส่ง(?!คืน|ให้)|นำส่ง|ใช้บันทึก)"
_BEGINS = re.compile(f"{BEGS}{LEAVE}*+")
_REACHES = re.compile(f"(?:(?!{BEGS}).){{0,60}}?{PUBLISH}")

_NEVER = (
    "(?:ไม่|งด|ยกเลิก|เลิก|ระงับ|ชะลอ|ยับยั้ง|ถอน|ถอด|ปลด|ดึง|ลบ|(?<!เ)ปิด|พัก|ห้าม|จำกัด|หลีกเลี่ยง|ปฏิเสธ|คัดค้าน|สงวน|ยกเว้น"
    "|เลื่อน(?!ขั้น|เงิน|ระดับ|ตำแหน่ง|วิทยฐานะ))"
)
_MODAL = (
    "(?:ควร|สามารถ|ได้รับ|สมควร|เห็นควร|พึง|อาจ|ขอ|ให้|อนุญาต|อนุมัติ|เห็นชอบ|ยินยอม"
    "|ประสงค์|ต้องการ|ต้อง|จะ|การ|นำ(?:ข้อมูล|เอกสาร)?(?:ดังกล่าว)?(?:ไป)?)"
)
_UNPUBLISH = re.compile(f"{_NEVER}{_MODAL}*+{PUBLISH}|ออกจาก(?:หน้า)?เว็[บป]")
_BEGS_NOT = re.compile(f"{BEGS}{LEAVE}*+{_NEVER}.{{0,60}}?{PUBLISH}|{BEGS}{LEAVE}*+.{{0,60}}?ออกจาก(?:หน้า)?เว็[บป]")

_WITHIN = re.compile(
    f"{PUBLISH}(?:ข้อมูล)?(?:เฉพาะ)?ภายใน(?:หน่วยงาน|องค์กร|สำนักงาน|สังกัด|กลุ่ม|โรงเรียน)|{PUBLISH}(?:(?!เว็[บป]ไซต์).){{0,60}}เท่านั้น"
)
"""Asks to make something known, but not to the public."""
_PUBLIC = re.compile("เว็[บป]|สาธารณ|ประชาชน|ทั่วไป|web|www", re.IGNORECASE)
_PEOPLE = (
    "(?:แก่|ให้|ต่อ|ไปยัง|ถึง|ใน|แจ้ง)"
    "(?:กลุ่ม|บุคลากร|ข้าราชการ|เจ้าหน้าที่|ผู้บริหาร|โรงเรียน|สถานศึกษา|ครู|คณะ|ผู้(?:ที่)?เกี่ยวข้อง|หน่วยงาน|ทุก|สมาชิก|ที่ประชุม)"
)
_CHANNEL = (
    "(?:ทาง|ผ่าน|ใน|บน|ด้วย)(?:ระบบ|กลุ่ม|แอป[ก-๎]*|สื่อ)*(?:ไลน์|line|my-?office|วาจา|ชั้นเรียน|ห้อง|ที่ประชุม|วารสาร|นิทรรศการ|ไปรษณีย์|หอกระจาย|ยูทูบ|youtube|ช่อง|สารบรรณ|e-|อินทรา|intra|เสียงตามสาย|สถานี|วิทยุ|หนังสือพิมพ์|โทรทัศน์"
    "|เฟซ|เฟส|facebook|เพจ|บอร์ด|ป้าย|จดหมาย|e-?mail|อีเมล|แผ่นพับ|amss|smart)|หน้าเสาธง|ในงาน(?!วิจัย)"
)
_TO_SOME = re.compile(
    f"(?:ข้อมูล|ข่าว(?:สาร)?|เอกสาร|ดังกล่าว)*{_PEOPLE}|.{{0,40}}?(?:{_PEOPLE}.{{0,30}}?ทราบ|{_CHANNEL})", re.IGNORECASE
)
"""After the words of publishing: it is for some people, or goes another way than the site."""

_LATER = (
    "ภายหลัง|เมื่อ(?!วันที่|ปี)|หลัง(?:จาก|วัน|ได้|สิ้น|ครบ|การ|ประกาศ)|ตั้งแต่(?:วันที่)?[0-9๐-๙]|(?<!ภาย)ใน(?:วันที่|เดือน)"
    "|เฉพาะ(?!เจาะจง|กิจ|ทาง)|ยกเว้น|บางส่วน|(?<!ลูกจ้าง)(?<!พนักงาน)(?<!อัตรา)(?<!บุคลากร)(?<!ครู)ชั่วคราว|จนกว่า"
    "|เป็น(?:ระยะ)?เวลา|(?:วัน|เดือน|ปี|ปีงบประมาณ|ครั้ง|คราว|รอบ|สัปดาห์)(?:หน้า|ถัดไป)|รหัสผ่าน"
)
_LIMITED = re.compile(
    f"(?:ข้อมูล|ข่าว(?:สาร)?|เอกสาร|ประกาศ|ดังกล่าว|ทั้งหมด)*(?:{_LATER}|ไม่เกิน|แบบ(?:จำกัด|ไม่)|โดย(?:ปก|ไม่)?ปิด|โดยไม่|เพียง|แค่|ครึ่ง|ฉบับ(?:ย่อ|แก้ไข))|.{{0,30}}?หรือไม่"
)
_LIMITED_ON = re.compile(
    f"(?:(?!จึงเรียน|เพื่อให้|{BEGS}).){{0,60}}?(?:{_LATER}|หรือไม่|(?:หาก|ถ้า)(?:ได้|ผ่าน|แก้|ตรวจ|ครบ|คณะ|ไม่)|ของ(?:สพฐ|กระทรวง|จังหวัด|โรงเรียน))"
)
"""After the words of publishing, in a subject (whose thing may bear such words in its name) and in the body."""
_FIRST = re.compile(
    f"(?:{BEGS}|ควร|ต้อง)(?:(?!{BEGS}).){{0,50}}?(?<!อนุมัติ)(?<!อนุญาต)(?<!เห็นชอบ)(?:ก่อน|แล้วจึง|แล้ว)(?:จะ|การ|นำ(?:ข้อมูล)?|นำไป|ไป)*{PUBLISH}"
    f"|(?:{BEGS}|{BEGS}ให้|ให้|ควร|ต้อง)(?:ดำเนินการ)?(?:ลบ|ปกปิด|ปิดบัง|ตัด|แก้ไข|ปรับ|ตรวจ|รอ(?!บ|ง)|ขอความยินยอม).{{0,50}}?ก่อน|เสนอคณะ.{{0,40}}?{PUBLISH}"
)
"""Something is to be done first."""
_KIND = re.compile(f"(?<!ต่อ)(?<!ให้)(?<!แก่)(?:{KINDS})")
"""Begins what is published; not for whom (ต่อผู้…)."""
_NAMES_PAPER = re.compile(f"{BEGS}{LEAVE}*+(?:(?:และ)?{PUBLISH}|{_BRINGS})+(?:{KINDS}|$)", re.IGNORECASE)
_SOMEHOW = re.compile(
    "แก่|ให้(?!บริการ|ความ)|ต่อ(?!เนื่อง|ไป|ต้าน)|(?<!แนว)ทาง(?!การ|ไกล|วิชา|ราชการ|เลือก)|(?<!ผู้)ผ่าน(?!การ|เกณฑ์)|ในระบบ|ในวัน|ณ(?:ที่|ห้อง|หน้า|ศาลา|หอ)|ด้วย(?!วิธี|ระบบ)"
)
"""Says to whom or how, where the site is not named: it may be another way."""


_NEAR = 120
"""Letters after the words of publishing within which the thing is named, and the site."""
_NAMED_SITE = re.compile("(?:ทาง|บน|ใน|ผ่าน|ไว้ที่|ขึ้น|ลง)(?:หน้า(?:(?:แรก|หลัก)(?:ของ)?)?)?เว็[บป](?:ไซต์|ไซด์|เพจ)?")
_READERS = (
    "(?:ผู้สนใจ|ผู้ปกครอง|ผู้รับบริการ|ผู้(?:ที่)?เกี่ยวข้อง|ประชาชน|สาธารณชน|นักเรียน|ครู|ข้าราชการ"
    "|ผู้มีส่วนได้(?:ส่วน)?เสีย|ผู้สมัคร|ทุก|กลุ่ม|บุคลากร(?:ทางการศึกษา)?|โรงเรียน|สถานศึกษา|หน่วยงาน|ในสังกัด|ทั่วไป|และ)"
)
_GOES_ON = re.compile(
    "จึง|เพื่อ|ตาม|ซึ่ง|และ|พร้อม|ในการนี้|ข้อ(?!มูล)|ภายใน(?:วันที่)?[0-9๐-๙]|(?:ดัง)?(?:รายละเอียด|เอกสาร(?:ที่)?แนบ)|สิ่งที่|หากเห็น|หากพิจารณา|ตรวจสอบแล้ว(?:ถูกต้อง|ครบถ้วน|เห็น)|อันจะ|นั้น"
    "|ในรูปแบบ|ทั้งภาษาไทย|โดย(?:มอบ|ให้กลุ่ม|ด่วน|เร็ว|ทั่วกัน)|(?:จะ|จัก)(?:เป็น|ขอบ)|เป็นไป"
    f"|ให้{_READERS}*(?:ได้)?(?:รับ)?(?:ทราบ|ดาวน์โหลด|ศึกษา|ใช้|นำไป|ถือปฏิบัติ)"
    "|ทั้งนี้(?:ขออนุ|ได้ตรวจ|เพื่อ|ตาม|ข้อมูลดังกล่าวไม่มี|ขอรับรอง|รายละเอียด|มอบ)|หมวด|หัวข้อ|เมนู|แบนเนอร์|(?:และ)?(?:เฟซ|เฟส|facebook|เพจ)|เป็นลายลักษณ์|$",
    re.IGNORECASE,
)
"""How a sentence may go on, or another begin, after the site was named."""


_REPORTS_AND = re.compile(f"(?:รายงาน|แจ้ง|ส่ง)(?:(?!{BEGS}|{_NEVER}).)+และ")
"""Begins a subject that tells of the thing first, and asks then."""
_USUAL = re.compile(
    f"{BEGS}{LEAVE}*+(?:{_NEUTRAL}|เสนอเพื่อ(?:โปรด)?พิจารณา|ดังนี้|ต่อไป|ประการใด|ตาม(?:ที่)?เสนอ|สั่งการ|จึง|หาก|โปรด|แสดงความนับถือ|[0-9๐-๙]|$)|โปรดเกล้า"
)
"""Begs no other deed: to report, to pass on, to leave it to whom it is for."""
_SIGNS = re.compile("(?:และ|พร้อม(?:ทั้ง)?|เพื่อ|ให้)ลงนามใน")
_WISHES = re.compile("ประสงค์(?:จะ)?")
_PIECE = 6
"""Letters of a paper's name, of the thing or of what is enclosed, that is to be signed."""
_SENDS = re.compile("จึงเสนอ(?!(?:เพื่อ)?(?:(?:โปรด)?พิจารณา|ขอ)|มา)")


def asks(subject: str, body: str) -> tuple[bool, list[str]]:
    """Whether leave to publish is asked, and doubts about what else the approval may answer. Both are squeezed.

    A thing may be called anything (การขอ…, ไม่รับ…, งดการ…): what the body tells it is called is read as no more than a paper.
    """
    name = name_told(subject, body)
    called = subject
    if name:
        subject, body = subject.replace(name, PAPER), body.replace(name, PAPER)
    if _UNPUBLISH.search(subject) or _BEGS_NOT.search(body) or _UNPUBLISH.search(_without_facts(body)):
        return False, [WITHDRAWS]
    if _WITHIN.search(subject) or _WITHIN.search(body):
        return False, [INTERNAL]
    doubts = [*_limits(subject, _LIMITED), *_limits(body, _LIMITED_ON)]
    if not all(_ends_well(body, found.end(), f"{called}|{subject}") for found in _DIRECT.finditer(body)):
        doubts.append(CONDITIONAL)
    if not _PUBLIC.search(subject + body) and any(_TO_SOME.match(body, found.end()) for found in _PUBLISHING.finditer(body)):
        doubts.append(INTERNAL)
    if any(_FIRST.search(text) for text in (subject, body)) or reserved.keeps_back(body, called):
        doubts.append(CONDITIONAL)
    begs = any(_is_for_public(found, text, subject + body) for text in (subject, body) for found in _DIRECT.finditer(text))
    begins_else = subject.startswith(("ขอ", "หารือ")) and _DIRECT.match(subject) is None
    begins_else = begins_else or not all(_may_begin(subject[: found.start()]) for found in _DIRECT.finditer(subject))
    if begs and (begins_else or _asks_else(subject) or _asks_else(CITED.sub("|", body)) or _proposes_else(body, called)):
        doubts.append(ELSE)
    return begs, list(dict.fromkeys(doubts))


def _may_begin(before: str) -> bool:
    """Whether a subject may say so before it asks."""
    return before in {"", "การ"} or _REPORTS_AND.fullmatch(before) is not None


def _ends_well(body: str, end: int, subject: str) -> bool:
    """Whether what follows the site, or the words of publishing a known thing, only goes on as such sentences do."""
    tail = known.WEB_ADDRESS.sub("", body[end:]).removeprefix("ไซต์")
    site = _NAMED_SITE.search(tail, 0, _NEAR)
    rest = tail[site.end() if site else 0 :]
    ends = known.asking_ends(rest, subject)
    return any(_GOES_ON.match(rest, place) for place in ends) or (site is None and _KIND.match(rest, max(ends)) is not None)


def _proposes_else(body: str, subject: str) -> bool:
    """Whether the memo begs anything but to publish, in whatever words: all that it asks itself must be known."""
    own = CITED.sub("|", body)
    begged = (found for found in _BEGINS.finditer(own) if not _names(own, found.start(), subject))
    usual = (_begs_at(own, found) or _USUAL.match(own, found.start()) or _only_asks(own, found.end()) for found in begged)
    signed = (own[found.end() : found.end() + _PIECE] for found in _SIGNS.finditer(own))
    is_else = any(piece not in subject and piece not in "เอกสารที่แนบ" for piece in signed)
    return not all(usual) or is_else or _SENDS.search(own) is not None


def _names(own: str, start: int, subject: str) -> bool:
    """Whether the words that seem to ask belong to the name of the thing, or tell of an asking (การขอใช้…, ยื่นขอ…)."""
    before = own[:start]
    wished = _WISHES.match(own, start)
    is_of_the_thing = wished is not None and own[wished.end() : wished.end() + _PIECE] in subject
    return (
        is_of_the_thing
        or before.endswith(("การ", "ยื่น", "ฟอร์ม", "สนใจ", "ผู้ประสงค์"))
        or (start >= _PIECE and own[start - _PIECE : start + _PIECE] in subject)
    )


def _begs_at(body: str, found: re.Match[str]) -> bool:
    """Whether the words of asking that begin or end here are those of publishing."""
    return any(_DIRECT.match(body, place) for place in range(found.start(), found.end() + 1))


def _only_asks(body: str, start: int) -> bool:
    """Whether known words of asking follow, up to where a sentence goes on or ends."""
    rest = body[start : start + _NEAR]
    ends = known.asking_ends(rest, "") if rest.startswith(("มอบ", "แจ้ง")) else known.asks_only(rest)
    return any(_GOES_ON.match(body, start + place) or _BEGINS.match(body, start + place) for place in ends)


def _is_for_public(found: re.Match[str], text: str, whole: str) -> bool:
    """Whether it is the site, or the public, before whom it is to come; where neither is named, a paper without a word of how."""
    if _PUBLIC.search(whole):
        return True
    names_paper = _NAMES_PAPER.match(text, found.start())
    return names_paper is not None and not _SOMEHOW.search(
        text[names_paper.end() : names_paper.end() + 80].partition("จึงเรียน")[0]
    )


def _without_facts(body: str) -> str:
    """The body without what only says that something has not come before the public so far."""
    return re.sub(f"(?:ยัง)?ไม่(?:ได้|เคย)(?:มีการ)?(?:นำ)?{PUBLISH}", "", body)


def _limits(text: str, limited: re.Pattern[str]) -> Iterator[str]:
    for found in _DIRECT.finditer(text):
        tail = text[found.end() : found.end() + 100]
        if _TO_SOME.match(tail) and not _PUBLIC.search(found[0][-10:] + tail[:80]):
            yield INTERNAL
        if limited.match(tail):
            yield CONDITIONAL


def _asks_else(text: str) -> bool:
    """Whether words of asking reach those of publishing by another deed."""
    for found in _BEGINS.finditer(text):
        if _DIRECT.match(text, found.start()) is None and not re.match(_NEUTRAL, text[found.end() :]):
            reached = _REACHES.match(text, found.end())
            if reached is not None:
                return True
    return False
