"""What a memo asks leave for: to publish, or something else. Pure."""

import re

INTERNAL = "บันทึกข้อความขอเผยแพร่เพียงภายใน ไม่ใช่ต่อสาธารณะ"

_PUBLISH = "(?:เผยแพร่|ประชาสัมพันธ์|ลงเว็[บป]ไซต์|ขึ้นเว็[บป]ไซต์|ลงในเว็[บป]ไซต์)"
_DEED = (
    "(?:จัด(?:ซื้อ|จ้าง|หา|ทำ|พิมพ์|ส่ง|ประชุม|อบรม)|"
    "ซื้อ|จ้าง|เช่า|เบิก|ไป|เดินทาง|เข้าร่วม|อบรม|ประชุม|เชิญ|(?:ดำเนิน)?โครงการ|ใช้|ยืม|ลา(?!ย)|แต่งตั้ง|สนับสนุน|งบ)"
)
"""What an approval may be asked for that is not publication, though the word may follow later in the sentence."""
_NEVER = "(?:ไม่|งด|ยกเลิก|เลิก|ระงับ|ชะลอ|ถอน|พัก|เลื่อน(?!ขั้น|เงิน|ระดับ|ตำแหน่ง|วิทยฐานะ))"
_LEAVE = "(?:ความอนุเคราะห์|ความเห็นชอบ|พิจารณา|อนุญาต|อนุมัติ|เห็นชอบ|ให้|ดำเนินการ)"
_BEGS = "(?:ขอ(?!ง|บเขต|บคุณ)|เห็นควร|โปรด|เพื่อ(?:โปรด)?พิจารณา)"
_ASKS = re.compile(f"{_BEGS}{_LEAVE}*+(?!{_DEED}|{_NEVER})(?:นำ|ส่ง|ลง)?.{{0,60}}?{_PUBLISH}")
_ASKS_ELSE = re.compile(
    f"^ขอ{_LEAVE}*+{_DEED}|^(?:ขอ(?:ความเห็นชอบ|อนุญาต|อนุมัติ|เบิก|ซื้อ|จ้าง|ไป|ลา|ยืม|ใช้)|รายงานผล)(?!.{{0,60}}{_PUBLISH})"
)
_UNPUBLISH = re.compile(f"{_NEVER}(?:การ|ให้)?(?:นำ)?{_PUBLISH}|ออกจากเว็[บป]ไซต์")
_ASKS_NOT = re.compile(f"{_BEGS}{_LEAVE}*+{_NEVER}.{{0,60}}?{_PUBLISH}|{_BEGS}{_LEAVE}*+.{{0,60}}?ออกจากเว็[บป]ไซต์")
_WITHIN = re.compile(
    f"{_PUBLISH}(?:ข้อมูล)?(?:เฉพาะ)?ภายใน(?:หน่วยงาน|องค์กร|สำนักงาน|สังกัด|กลุ่ม|โรงเรียน)|{_PUBLISH}(?:(?!เว็[บป]ไซต์).){{0,60}}เท่านั้น"
)
"""Asks to make something known, but not to the public."""


def asks(subject: str, body: str) -> tuple[bool, list[str]]:
    """Whether leave to publish is asked, and doubts about what else the approval may answer. Both are squeezed."""
    if _UNPUBLISH.search(subject) or _ASKS_NOT.search(body):
        return False, ["บันทึกข้อความขอไม่เผยแพร่หรือนำข้อมูลออก"]
    if _WITHIN.search(subject) or _WITHIN.search(body):
        return False, [INTERNAL]
    begs = _ASKS.search(subject) is not None or _ASKS.search(body) is not None
    if begs and _ASKS_ELSE.search(subject):
        return begs, ["บันทึกข้อความขออนุมัติเรื่องอื่นด้วย ไม่ทราบแน่ว่าอนุมัติให้เผยแพร่"]
    return begs, []
