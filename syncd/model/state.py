"""What became of a case, in one word."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """What became of a case. The last six are the glossary's; the first two are on the way."""

    RECEIVED = "received"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    RETURNED = "returned"
    HELD = "held"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


OPEN_STATES = frozenset({State.RECEIVED, State.SCHEDULED, State.RETURNED, State.HELD, State.DEFERRED})


STATE_THAI: Mapping[State, str] = {
    State.RECEIVED: "รับเรื่องแล้ว",
    State.SCHEDULED: "รอเผยแพร่",
    State.PUBLISHED: "เผยแพร่แล้ว",
    State.RETURNED: "ส่งคืนแก้ไข",
    State.HELD: "รอเจ้าหน้าที่ ICT ตรวจสอบ",
    State.DEFERRED: "เว็บไซต์ขัดข้อง ระบบจะลองใหม่เอง",
    State.WITHDRAWN: "นำออกจากเว็บไซต์",
    State.CANCELLED: "ยกเลิก",
}
