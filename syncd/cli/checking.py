"""`syncd check`, `doctor` and `audit verify`: whether what syncd stands on is sound."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from rich.text import Text

from syncd import app, clock, share
from syncd.clamd import AwayError
from syncd.cli import CONFIGURATION, FINE, PERSON_NEEDED, chosen, screen
from syncd.errors import ConfigError, Problem, PublishError, RequestError
from syncd.ledger.anchor import Head, parse
from syncd.ledger.journal import LedgerJournal
from syncd.memo import walls
from syncd.memo.reader import Reader
from syncd.model.office import Unit
from syncd.publishers import make_publisher
from syncd.publishers.base import Check
from syncd.settings import Settings, trust
from syncd.setup import MARKER
from syncd.standing import check_folders

SIGNATURES_DAYS = 7
"""What a virus scanner knows is told to be old after that."""

PROBE = ".syncd-doctor.tmp"
"""A file of this name is ignored by every scan; it is written, moved and removed again."""


def check(config: Path, *, folders: bool, as_json: bool) -> int:
    """Say everything that is wrong with the settings and, with `folders`, with the folders."""
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    try:
        settings = chosen.settings_of(config, need_site=True)
        warnings = tuple(trust.ending(settings.approval.trust, settings.source, clock.now().wall))
        if folders:
            chosen.become_service(settings)
            found = check_folders(settings)
            problems, warnings = found.problems, (*warnings, *found.warnings)
    except ConfigError as error:
        problems = error.problems
    if as_json:
        screen.show_json({"problems": [asdict(one) for one in problems], "warnings": [asdict(one) for one in warnings]})
        return CONFIGURATION if problems else FINE
    out = screen.console()
    for problem in problems:
        out.print(Text("ผิด  ", style="bold red").append(str(problem), style="not bold default"))
    for warning in warnings:
        out.print(Text("เตือน  ", style="yellow").append(str(warning), style="default"))
    if not problems:
        out.print(f"ใช้ได้: {config}")
    return CONFIGURATION if problems else FINE


def doctor(settings: Settings, *, as_json: bool) -> int:
    """Look at the site and the folders as the service would use them; 1 when a publication could not work."""
    chosen.become_service(settings)
    with closing(app.open_ledger(settings, even_behind=True)) as ledger:
        publisher = make_publisher(settings, LedgerJournal(ledger, settings.publisher.doubt_seconds, clock.now), clock.now)
        checks = [
            *_site(publisher.check),
            *_reading(settings),
            *_scanner(settings),
            *(_unit(settings, unit) for unit in settings.units),
        ]
    fatal = any(not one.ok and one.fatal for one in checks)
    if as_json:
        screen.show_json([asdict(one) for one in checks])
        return PERSON_NEEDED if fatal else FINE
    table = screen.table("", "ตรวจ", "ผล", grow="ผล")
    table.columns[2].no_wrap, table.columns[2].overflow = False, "fold"
    for one in checks:
        mark = (
            Text("ผ่าน", style="green")
            if one.ok
            else Text("ไม่ผ่าน" if one.fatal else "เตือน", style="red" if one.fatal else "yellow")
        )
        said = Text(one.message)
        if not one.ok and one.remedy:
            said.append(f"\nวิธีแก้: {one.remedy}", style="bold")
        table.add_row(mark, screen.short(one.name, 32), said)
    screen.console().print(table)
    return PERSON_NEEDED if fatal else FINE


def verify(settings: Settings, kept: Sequence[str], *, as_json: bool) -> int:
    """Walk the ledger; 1 and the first thing that does not hold when there is one, or when nothing outside can vouch for its end.

    `kept` are heads from the journal, as `chain.head` logs them: "SEQ HASH". Raises RequestError when one is not.
    """
    heads = [_head(text) for text in kept]
    with closing(app.open_ledger(settings, even_behind=True)) as ledger:
        broken, (events, head), anchor = ledger.audit(heads), ledger.head(), ledger.anchor.read()
    unproven = broken is None and anchor is None and not heads and events > 0
    if as_json:
        screen.show_json(
            {
                "ok": broken is None and not unproven,
                "events": events,
                "head": head,
                "anchor": f"{anchor[0]} {anchor[1]}" if anchor else None,
                "broken": asdict(broken) if broken else None,
            }
        )
    elif broken is not None:
        which = " ".join(part for part in (broken.event, broken.number) if part)
        at = f"{broken.seq} ({which})" if which else f"{broken.seq}"
        screen.console().print(Text(f"ทะเบียนคุมถูกแก้ไขหรือขาดหาย ที่เหตุการณ์ {at}: {broken.what}", style="bold red"))
        screen.console().print("เก็บไฟล์ทะเบียนคุมไว้เป็นหลักฐาน อย่าแก้เอง แจ้งผู้บังคับบัญชา แล้วคืนสำเนาที่ถูกต้องและสั่ง syncd ledger rebuild")
    elif unproven:
        said = f"ทะเบียนคุม {events} เหตุการณ์ต่อกันครบ แต่ไฟล์ anchor หายหรืออ่านไม่ได้ จึงไม่รู้ว่าท้ายทะเบียนถูกตัดหรือไม่"
        remedy = "หาบรรทัด chain.head ล่าสุดใน log แล้วสั่ง syncd audit verify --anchor 'SEQ HASH'"
        screen.console().print(Text(f"{said}\n{remedy}", style="bold yellow"))
    else:
        screen.console().print(f"ทะเบียนคุมครบถ้วน {events} เหตุการณ์  ค่าล่าสุด {head}")
    return FINE if broken is None and not unproven else PERSON_NEEDED


def _head(text: str) -> Head:
    try:
        return parse(text)
    except ValueError as error:
        raise RequestError(
            f"--anchor {text!r} ไม่ใช่ SEQ HASH", hint="คัดลอก seq และ hash จากบรรทัด chain.head ใน journalctl -u syncd"
        ) from error


def _site(look: Callable[[], tuple[Check, ...]]) -> Iterable[Check]:
    try:
        return look()
    except PublishError as error:  # promised not to happen; a publisher of others may
        return (Check("reachable", False, error.message, error.hint),)


def _reading(settings: Settings) -> Iterable[Check]:
    """Whether documents can be opened safely, and scans read."""
    with Reader() as reader:
        why = reader.check()
    if why is None:
        yield Check("documents", True, "เปิดเอกสารในโปรแกรมที่ถูกจำกัดสิทธิ์ (ไม่มีเครือข่าย เขียนไฟล์ไม่ได้)")
    else:
        remedy = "apt install libseccomp2 และใช้เคอร์เนลที่มี seccomp ก่อนหน้านั้นทุกเรื่องรอเจ้าหน้าที่ ICT"
        yield Check("documents", False, why, remedy)
    if walls.are_possible():
        yield Check("walls", True, "โปรแกรมที่เปิดเอกสารมองไม่เห็นไฟล์อื่นในเครื่อง (Landlock)", fatal=False)
    else:
        remedy = "ใช้เคอร์เนล 5.13 ขึ้นไปที่เปิด Landlock (มี landlock ใน /sys/kernel/security/lsm)"
        yield Check("walls", False, "เคอร์เนลนี้ไม่มี Landlock โปรแกรมที่เปิดเอกสารยังอ่านไฟล์อื่นของบริการได้", remedy, fatal=False)
    if settings.ocr.max_pages == 0:
        yield Check("scans", True, "ตั้งไว้ว่าไม่อ่านภาพ (ocr.max_pages: 0) เจ้าหน้าที่ ICT เปิดดูภาพสแกนและเอกสารที่มีภาพเอง")
        return
    ocr = app.make_ocr(settings)
    missing = "tesseract is not installed" if ocr is None else ocr.missing()
    if missing is None:
        yield Check("scans", True, "อ่านตัวหนังสือในภาพสแกนได้ (tesseract)")
    else:
        if settings.ocr.tessdata is None:
            remedy = "apt install tesseract-ocr tesseract-ocr-tha tesseract-ocr-osd"
        else:
            remedy = f"วาง tha.traineddata และ osd.traineddata ใน {settings.ocr.tessdata} หรือเว้น ocr.tessdata ว่าง"
        remedy += " ก่อนหน้านั้นเจ้าหน้าที่ ICT เปิดดูภาพสแกนและเอกสารที่มีภาพเอง"
        yield Check("scans", False, f"อ่านภาพสแกนไม่ได้: {missing}", remedy, fatal=False)


def _scanner(settings: Settings) -> Iterable[Check]:
    """Whether the office's virus scanner answers, and what it knows is of these days."""
    if (clamd := app.scanner_of(settings)) is None:
        return
    try:
        version = clamd.version()
    except AwayError as error:
        remedy = "เปิดบริการ: systemctl start clamav-daemon และตรวจว่า screening.clamd ตรงกับ LocalSocket หรือ TCPSocket ใน clamd.conf"
        yield Check("virus scanner", False, f"{clamd.address}: {error} เรื่องทั้งหมดจะรอตรวจ", remedy)
        return
    age = None if version.made is None else (datetime.now() - version.made).days  # noqa: DTZ005 - the daemon's own time of day
    said = f"{version.program} ฐานข้อมูล {version.database or '?'} อายุ {'?' if age is None else age} วัน"
    if age is None or age > SIGNATURES_DAYS:
        yield Check("virus scanner", False, said, "ปรับฐานข้อมูล: systemctl status clamav-freshclam", fatal=False)
    else:
        yield Check("virus scanner", True, said)


def _unit(settings: Settings, unit: Unit) -> Check:
    """Whether this user may read the unit's inbox, leave a reply in it and move it to the published ones."""
    name, home = f"unit {unit.name}", settings.folders.root / unit.folder
    try:
        (home / MARKER).lstat()
        with (
            share.opened_below(home, settings.folders.inbox) as inbox,
            share.opened_below(home, settings.folders.published) as away,
        ):
            share.names(inbox)
            share.put(inbox, PROBE, b"syncd doctor\n")
            os.rename(PROBE, PROBE, src_dir_fd=inbox, dst_dir_fd=away)
            share.remove(away, PROBE)
    except OSError as error:
        where = error.filename or home
        return Check(
            name, False, f"{where}: {error.strerror}", "ให้ผู้ใช้ของบริการ syncd อ่าน เขียน และย้ายในโฟลเดอร์นี้ได้ แล้วสั่ง syncd check"
        )
    return Check(name, True, "อ่าน ตอบ และย้ายไฟล์ได้")
