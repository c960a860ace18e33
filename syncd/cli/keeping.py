"""`syncd ledger rebuild` and `syncd backup`: the ledger kept, and made right again."""

import sys
from dataclasses import asdict
from pathlib import Path

from rich.text import Text

from syncd import clock, log
from syncd.backup import backup as write_backup
from syncd.cli import FINE, PERSON_NEEDED, chosen, screen
from syncd.errors import RequestError
from syncd.ledger.database import file_of
from syncd.rebuild import LooseEnd, Old, Report
from syncd.rebuild import rebuild as make_right
from syncd.settings import Settings
from syncd.thai import format_size

_OLD = {
    Old.MISSING: "ไม่พบทะเบียนคุมเดิม เริ่มเล่มใหม่",
    Old.DAMAGED: "ทะเบียนคุมเดิมเสียหาย อ่านไม่ได้ เริ่มเล่มใหม่",
    Old.BROKEN: "ทะเบียนคุมเดิมถูกแก้ไข ห่วงโซ่ไม่ต่อกัน เริ่มเล่มใหม่",
    Old.BEHIND: "ทะเบียนคุมเก่ากว่าที่เคยบันทึก ใช้เล่มเดิมต่อ และเติมสิ่งที่เกิดขึ้นหลังจากนั้น",
    Old.SOUND: "ทะเบียนคุมต่อกันครบ ใช้เล่มเดิม และเทียบกับเว็บไซต์และโฟลเดอร์แล้ว",
}
_CASES = {
    "published": "อยู่บนเว็บไซต์ ได้คืนเป็น เผยแพร่แล้ว",
    "reopened": "ค้างในโฟลเดอร์ส่งเผยแพร่ จะอ่านใหม่ในเลขที่เดิม",
    "to_remove": "มีไฟล์บนเว็บไซต์ที่ไม่ควรอยู่ ระบบจะนำออก",
    "withdrawn": "เคยนำออกจากเว็บไซต์แล้ว",
    "absent": "เก็บไว้ว่าเผยแพร่แล้ว แต่ไม่พบบนเว็บไซต์",
}
_LOOSE_ENDS = {
    "filed_not_on_site": "เก็บใน เผยแพร่แล้ว แต่ไม่พบบนเว็บไซต์: ถ้ายังต้องเผยแพร่ ให้กลุ่มส่งใหม่",
    "not_on_site": "ทะเบียนคุมว่าเผยแพร่แล้ว แต่ไม่พบบนเว็บไซต์: คืนหน้าใน WordPress หรือสั่ง syncd withdraw",
    "number_twice": "เลขที่เดิมถูกใช้สองครั้ง เรื่องนี้ได้เลขที่ใหม่ในทะเบียนคุม (หน้าเว็บและชื่อไฟล์ยังใช้เลขเดิม)",
    "twin": "มีหน้าซ้ำที่อ้างว่าเป็นเรื่องนี้: ดูแล้วลบใน WordPress ถ้าเป็นของซ้ำ",
    "hidden_trash": "หน้านี้อยู่ในถังขยะของ WordPress: คืนหน้า หรือสั่ง syncd withdraw",
    "hidden_draft": "หน้านี้ถูกปรับไม่ให้ประชาชนเห็น: เผยแพร่คืน หรือสั่ง syncd withdraw",
    "mark_lost": "เครื่องหมายของ syncd ในหน้านี้ถูกลบ จึงไม่รู้กลุ่มและไฟล์ครบถ้วน: ตรวจหน้าเว็บ",
    "withdrawn_was_there": "นำออกไปแล้วแต่กลับมาอยู่บนเว็บไซต์ (เว็บไซต์คืนสำเนาเก่า?) ระบบจะนำออกอีกครั้ง",
    "filed_twice": "โฟลเดอร์ใน เผยแพร่แล้ว ใช้เลขที่ของเรื่องอื่น: ถ้าเป็นสำเนา ย้ายออกได้ ถ้าเป็นเรื่องที่หาย ให้กลุ่มส่งใหม่",
    "number_not_ours": "เลขที่นี้อยู่ในโฟลเดอร์แต่เป็นไปไม่ได้ จึงไม่นับ: เปลี่ยนชื่อโฟลเดอร์ หรือปล่อยไว้ก็ได้",
    "unit_unknown": "กลุ่ม/หน่วยของหน้านี้ไม่มีใน units.yaml: นำออกด้วย syncd withdraw ได้ แต่ไม่ขึ้นในหน้าสถานะของกลุ่มใด",
    "pauses_lost": "การหยุดเผยแพร่ชั่วคราว (syncd pause) ที่เคยสั่งหายไป ถ้ายังต้องหยุด สั่งใหม่ก่อนเริ่มบริการ",
}
"""What a person is told of each kind of loose end."""


def rebuild(settings: Settings, actor: str, *, without_site: bool, no_wait: bool, as_json: bool) -> int:
    """Make the ledger right again and say what was found; 1 when a person must look at something."""
    chosen.become_service(settings)
    log.set_up(settings.state_dir / "log" / "syncd.log", quiet=True)

    def tell(seconds: float) -> None:
        said = f"รอ {round(seconds)} วินาที: สิ่งที่ syncd ส่งไปก่อนหยุดอาจยังไปถึงเว็บไซต์ได้ (publisher.doubt_seconds) ถ้าดูก่อน อาจเผยแพร่ซ้ำ"
        print(said, file=sys.stderr, flush=True)  # noqa: T201 -- so that --json stays JSON

    waiting = {"wait": lambda _: None} if no_wait else {"tell_wait": tell}
    report = make_right(settings, actor=actor, without_site=without_site, **waiting)
    if as_json:
        screen.show_json(asdict(report))
    else:
        _show(settings, report)
    return PERSON_NEEDED if report.loose_ends else FINE


def _show(settings: Settings, report: Report) -> None:
    out = screen.console()
    out.print(Text(_OLD[report.old], style="bold"))
    if report.aside:
        file = file_of(settings.ledger.url)
        out.print(f"ของเดิมเก็บไว้ที่ {file.parent if file else settings.state_dir}: {', '.join(report.aside)}")
    for how, count in sorted(report.cases.items()):
        out.print(f"{count} เรื่อง: {_CASES[how]}")
    if not report.cases:
        out.print("ไม่มีเรื่องใดต้องแก้ในทะเบียนคุม")
    for year, running in sorted(report.numbers.items()):
        out.print(f"เลขที่ของปี {year} ต่อจาก {year}-{running:04d}")
    for loose_end in report.loose_ends:
        out.print(Text("ต้องดู  ", style="yellow").append(_said(loose_end), style="default"))
    out.print("ต่อไป: syncd audit verify แล้วเริ่มบริการ (systemctl start syncd)")


def _said(loose_end: LooseEnd) -> str:
    about = " ".join(part for part in (loose_end.number, screen.clean(loose_end.what)) if part)
    return f"{about}: {_LOOSE_ENDS[loose_end.kind]}" if about else _LOOSE_ENDS[loose_end.kind]


def backup(settings: Settings, target: Path, *, as_json: bool) -> int:
    """Write a backup and say what is in it."""
    chosen.become_service(settings)
    try:
        made = write_backup(settings, target.absolute(), clock.now())
    except OSError as error:
        raise RequestError(
            f"เขียนสำเนาไม่ได้: {error.filename or target}: {error.strerror}",
            hint="ผู้ใช้ของบริการต้องเขียนในโฟลเดอร์นั้นได้ และมีที่ว่างพอ",
        ) from error
    if as_json:
        screen.show_json(asdict(made))
        return FINE
    out = screen.console()
    out.print(f"สำรองไว้ที่ {target}: {len(made.files)} ไฟล์ {format_size(made.size)}")
    if made.head is None:
        out.print(Text("ทะเบียนคุมอยู่ในฐานข้อมูลของเซิร์ฟเวอร์ ต้องสำรองด้วย pg_dump เพิ่ม ชุดนี้มีเฉพาะบันทึกข้อความและการตั้งค่า", style="yellow"))
    else:
        out.print(f"ทะเบียนคุมในสำเนาครบถ้วน ถึงเหตุการณ์ {made.head}")
    out.print("รหัสผ่านของเว็บไซต์ไม่อยู่ในสำเนา มีบันทึกข้อความอยู่ในนั้น เก็บให้มิดชิดและไว้เครื่องอื่น")
    return FINE
