"""สถานะล่าสุด.html: a unit's own list of its cases, one file that opens by double click on any machine."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from syncd import share
from syncd.html import template
from syncd.model.decision import Finding
from syncd.model.state import OPEN_STATES, STATE_THAI, State

FILE_NAME = "สถานะล่าสุด.html"
REFRESH = timedelta(minutes=10)
"""How old the time on an otherwise unchanged page may become: the page also shows that syncd is alive."""
_STALE_MINUTES = 30
"""Said on the page: older than this means syncd has stopped. Three refreshes, so that one slow pass alarms nobody."""
_LARGEST_PAGE = 8_000_000
"""Bytes; a file of that name that is larger is not ours and is replaced unread."""


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One case as its unit sees it."""

    number: str
    state: State
    title: str
    category: str
    """As people read it: "1.9 จัดซื้อจัดจ้าง"; "" when not chosen yet."""
    version_no: int
    at: datetime
    """When it came into this state; aware."""
    url: str | None = None
    findings: tuple[Finding, ...] = ()
    """What is still to be mended or looked at."""
    publish_at: datetime | None = None
    next_try: datetime | None = None
    reason: str = ""
    folder: str = ""
    """Where its folder lies, below the unit's folder."""


_TO_DO: Mapping[State, str] = {
    State.RECEIVED: "ไม่ต้องทำอะไร ระบบกำลังตรวจ",
    State.SCHEDULED: "ไม่ต้องทำอะไร ยังเพิ่มหรือเอาไฟล์ออกได้ก่อนถึงเวลา",
    State.RETURNED: "แก้ไขในโฟลเดอร์เดิม แล้วระบบจะตรวจใหม่เอง",
    State.HELD: "รอผลได้เลย ไม่ต้องส่งซ้ำ",
    State.DEFERRED: "ไม่ต้องทำอะไร ไม่ต้องส่งซ้ำ",
    State.PUBLISHED: "",
    State.WITHDRAWN: "ถ้าต้องการเผยแพร่อีก โปรดติดต่อเจ้าหน้าที่ ICT",
    State.CANCELLED: "ถ้ายังต้องการเผยแพร่ โปรดส่งใหม่ทั้งโฟลเดอร์",
}


def render(unit_name: str, rows: Sequence[StatusRow], looked_at: datetime, office_name: str, contact: str = "") -> str:
    """The page. `looked_at` is when syncd last looked into the unit's folder."""
    newest = sorted(rows, key=lambda row: (row.at, row.number), reverse=True)
    return template("status.html").render(
        unit_name=unit_name,
        open_rows=[row for row in newest if row.state in OPEN_STATES],
        returned=sum(row.state is State.RETURNED for row in newest),
        closed_rows=[row for row in newest if row.state not in OPEN_STATES],
        looked_at=looked_at,
        office_name=office_name,
        contact=contact,
        state_thai=STATE_THAI,
        to_do=_TO_DO,
        stale_minutes=_STALE_MINUTES,
    )


def write(unit_folder: Path, html: str) -> bool:
    """Put the page into the unit's folder; whether that was needed. Raises OSError; safe to repeat.

    Not needed when nothing but the time of looking differs and the one on the page is less than REFRESH old.
    """
    with share.opened_below(unit_folder, "") as folder:
        old = (share.read(folder, FILE_NAME, _LARGEST_PAGE) or b"").decode("utf-8", errors="replace")
        if _without_time(old) == _without_time(html) and _is_fresh(_looked_at(old), _looked_at(html)):
            return False
        share.put(folder, FILE_NAME, html.encode())
        return True


def _is_fresh(shown: datetime | None, now: datetime | None) -> bool:
    """A time ahead of ours is not fresh: the clock was set back, and the page would claim to be alive for too long."""
    return shown is not None and now is not None and shown <= now < shown + REFRESH


_LOOKED_AT = re.compile(r'<time id="looked-at" datetime="([^"]*)">[^<]*</time>')


def _without_time(html: str) -> str:
    return _LOOKED_AT.sub("", html)


def _looked_at(html: str) -> datetime | None:
    found = _LOOKED_AT.search(html)
    try:
        return datetime.fromisoformat(found[1]) if found else None
    except ValueError:  # spoilt by hand
        return None
