"""What the thing is called that a memo asks to publish. Pure.

Things are called anything: การขอ…, ไม่รับ…, งดการ…. What the memo tells before it asks is its name; what only the asking says
of it, in the subject or in the body, may as well limit it.
"""

import re

PUBLISH = "(?:เผยแพร่|ประชาสัมพันธ์(?!จังหวัด|อำเภอ|สัญจร)|(?:ลง|ขึ้น)(?:ใน|บน|ทาง)?(?:หน้า)?เว็[บป])"
SITE = "(?:(?:บน|ใน|ทาง|ผ่าน|ไว้ที่)(?:หน้า)?เว็[บป]ไซต์(?!ไป|มา|เดิม|ที่))"
BEGS = (
    "(?:(?<!คำ)(?<!ผู้)(?<!เอกสารที่)(?<!ข้อมูลที่)(?<!เรื่องที่)ขอ(?!ง|บเขต|บข่าย|บคุณ|บพระคุณ|นแก่น)"
    "|เห็น(?:สม)?ควร|โปรด|เพื่อ(?:โปรด)?พิจารณา|(?<!วัตถุ)(?<!จุด)(?<!อเนก)(?<!เอนก)ประสงค์(?:จะ)?+(?!ขอ))"
)
LEAVE = "(?:ได้โปรด|(?:ความ)?อนุเคราะห์|ความกรุณา|ความเห็นชอบ|พิจารณา|อนุญาต|อนุมัติ|เห็นชอบ|ให้|ดำเนินการ|ทราบ|และ|[0-9๐-๙]{1,2}[.)])"
ADJOINS = "(?<!ก่อน)(?<!ก่อนจะ)(?<!ก่อนนำ)(?<!ก่อนการ)(?<!ที่)(?<!ผู้)(?<!(?<!ราช)การ)(?<!จึง)(?<!ไม่)"
KINDS = (
    "ข้อมูล|ข่าว|ประกาศ|แผน|ผล|รายงาน|รายชื่อ|คู่มือ|มาตร|สรุป|สถิติ|สถาน|นโยบาย|นวัตกรรม|ระเบียบ|คำสั่ง|คำรับรอง|งบ|เอกสาร|ภาพ|วีดิทัศน์|วิดีโอ|คลิป|โครง|กิจกรรม"
    "|แบบ(?:ฟอร์ม|สำรวจ|ประเมิน|รายงาน|คำ|แจ้ง|ขอ|บันทึก|ยื่น)|แนว|หนังสือ|ราคา|ร่าง|ตัวชี้วัด|ตัวอย่าง|กฎ|ข้อ|การ|องค์|วิจัย|บท|สื่อ|สาร|วารสาร|จดหมาย|ปฏิทิน|กำหนด|ขั้นตอน|หลัก|วิธี"
    "|ทะเบียน|บัญชี|ทำเนียบ|ประวัติ|อัตรา|อำนาจ|ภารกิจ|วิสัยทัศน์|ยุทธศาสตร์|เจตน|จรรยา|ประมวล|พระราช|มติ|บันทึก|ใบ|ผู้|บุคคล|ความ|ระบบ|งาน|oit|ita|ดังกล่าว"
)
CITED = re.compile("ตาม(?!(?:ที่)?เสนอ|ข้อ).{0,400}?นั้น")
"""What others asked or ordered before: the memo answers it."""
_TAKES = f"(?:{PUBLISH}(?:และ{PUBLISH})*|นำ|ส่ง|ลง)"
_ASKED = re.compile(f"^{BEGS}?{LEAVE}*{_TAKES}?")
_ASKS_A_THING = re.compile(f"(?:การ)?{BEGS}{LEAVE}*+{_TAKES}(?={KINDS})", re.IGNORECASE)
_NAME_ENDS = re.compile(
    f'$|{ADJOINS}(?:(?:เพื่อ|และ)?(?:ขออนุ(?:ญาต|มัติ))?{PUBLISH}|{SITE})|ประจำ|ปี|พ\\.ศ|ระยะ|ไตรมาส|ครั้งที่|รอบ|ฉบับที่|[0-9๐-๙(“"]'
)
"""Where the name of a thing may end in a subject: before the words of publishing, the site, and which issue it is."""
_BEGINS_TO_ASK = re.compile(f"(?<!การ){BEGS}{LEAVE}*+{_TAKES}")
_SHORTEST_NAME = 8
"""Letters of a name."""
_NO_NAME = re.compile("ให้(?:กลุ่ม|งาน|ฝ่าย|เจ้าหน้าที่)")
"""Says what some are to do."""
PAPER = "ประกาศ"
"""Stands for the name of a thing: it begins no other deed, and limits nothing."""


def told(body: str) -> str:
    """What the body tells before it asks itself."""
    asked = _BEGINS_TO_ASK.search(CITED.sub(lambda cited: "|" * len(cited[0]), body))
    return body if asked is None else body[: asked.start()]


def without_asking(subject: str) -> str:
    """The thing that the subject asks to publish."""
    asked = subject.removeprefix("การ")
    return _ASKED.sub("", asked, count=1)


def name_told(subject: str, body: str) -> str:
    """The longest name of the subject's thing that the body tells; "" if there is none."""
    asked = _ASKS_A_THING.match(subject)
    if asked is None:
        return ""
    ends = [found.start() for found in _NAME_ENDS.finditer(subject, asked.end() + _SHORTEST_NAME)]
    names = (subject[asked.end() : end] for end in reversed(ends))
    before = told(body)
    return next((name for name in names if _NO_NAME.search(name) is None and name in before), "")
