"""`syncd show` and `syncd log`: the whole story of a case, and the ledger's events."""

import json
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from syncd.answering import category_text
from syncd.cli import FINE, as_read, chosen, looking, offering, screen
from syncd.cli.programs import event_of, story_of
from syncd.cli.reading import read_ledger
from syncd.ledger import Case, VersionRecord
from syncd.ledger.chain import Event
from syncd.model.decision import Finding, Release
from syncd.model.memo import Memo
from syncd.model.office import Route
from syncd.model.post import Receipt
from syncd.model.state import State
from syncd.settings import Settings
from syncd.thai import format_date, format_size

FOLLOW_SECONDS = 1.0
_BY_EYE = {
    "approver": "ผู้อนุมัติ",
    "number": "เลขที่",
    "memo_date": "วันที่ของบันทึก",
    "date": "วันที่อนุมัติ",
    "category": "หมวดข้อมูล",
    "memo": "บันทึกข้อความ",
    "title": "ชื่อเรื่อง",
    "note": "บันทึกเพิ่มเติม",
}
_EVIDENCE = {
    "text": "คำในบันทึก",
    "release": "เจ้าหน้าที่ตรวจ",
    "signature": "ลายมือชื่อดิจิทัล",
    "not_needed": "ภาพกิจกรรม ไม่ต้องมีบันทึก",
}


def show(settings: Settings, number: str, *, as_json: bool) -> int:
    """Everything the ledger knows about one case; of one that waits for an officer, the page with its pictures, too."""
    if not as_json:
        chosen.become_service(settings)
    with read_ledger(settings) as ledger:
        case, versions, events = ledger.case(number), ledger.versions(number), ledger.events(number)
        if as_json:
            screen.show_json(story_of(ledger, case, versions, events))
            return FINE
        out = screen.console()
        _show_case(out, case, ledger.receipt(number), settings.folders.root, category_text(settings, case.category) or "")
        for version in versions:
            show_version(out, version, ledger.released(number, version.version), case.route)
        before = ledger.released(number, case.version)
        out.print("\nเหตุการณ์", style="bold")
        _show_events(out, events, cases=False)
    if case.state is State.HELD and versions:
        with looking.make_reader(settings) as reader:
            looking.lay_page(out, settings, reader, case, versions[-1], before)
        out.print("\nตัดสิน", style="bold")
        for command in offering.commands_for(case, versions[-1], before):
            out.print(Text(f"  {screen.clean(command)}"), soft_wrap=True)
    return FINE


def show_version(out: Console, version: VersionRecord, release: Release | None, route: Route) -> None:
    """One version: what was read, what was found, what an officer said."""
    outcome = {"publish": "ให้เผยแพร่", "hold": "รอตรวจ", "return": "ส่งคืน"}[version.outcome]
    out.print(f"\nแก้ไขครั้งที่ {version.version_no}  อ่านเมื่อ {screen.when(version.read_at)}  ผล: {outcome}", style="bold")
    show_memo(out, version.memo, route)
    show_findings(out, version.findings, answered=release.findings if release is not None else ())
    if release is not None:
        out.print(Text(f"  ตรวจแล้วให้เผยแพร่ โดย {release.officer} {screen.when(release.at)}", style="green"))
        if said := read_by_eye(asdict(release)):
            out.print(Text(f"      อ่านด้วยตา {said}", style="green"))
    for file in version.files:
        mark = " (บันทึกข้อความ)" if file["memo"] else ""
        out.print(f"  ไฟล์ {screen.clean(file['name'])}  {format_size(file['size'])}{mark}")


def read_by_eye(said: Mapping[str, Any]) -> str:
    """What an officer entered himself, in one line; days as days or as a request has them."""
    values = {name: value for name, value in said.items() if name in _BY_EYE and value}
    days = {name: format_date(date.fromisoformat(str(values[name]))) for name in ("memo_date", "date") if name in values}
    return " · ".join(f"{thai} {screen.clean((values | days)[name])}" for name, thai in _BY_EYE.items() if name in values)


def show_memo(out: Console, memo: Memo | None, route: Route = Route.MEMO) -> None:
    """What was read of the memo; photos have none."""
    if route is Route.PHOTOS:
        return
    if memo is None:
        out.print("  อ่านบันทึกข้อความด้วยเครื่องไม่ได้", style="dim")
        return
    out.print(screen.lines((f"  {name}", value) for name, value in as_read.rows(memo)))


def show_findings(out: Console, findings: Iterable[Finding], answered: Collection[str] = ()) -> None:
    """What the rules found, each with the key that a release names it by; which of them an officer answered."""
    for finding in findings:
        where = f"{screen.clean(finding.file)}: " if finding.file else ""
        weight = "ตรวจแล้ว" if finding.key in answered else screen.WEIGHT_THAI[finding.weight]
        out.print(Text(f"  [{weight}] {where}{screen.clean(finding.message)}"))
        out.print(Text(f"      {screen.clean(finding.key)}", style="dim"))


def log(settings: Settings, number: str | None, *, as_json: bool, follow: bool, count: int) -> int:
    """Show the newest events, or a case's, and go on as they come."""
    with read_ledger(settings) as ledger:
        if number is not None:
            ledger.case(number)  # a mistyped number is an error, not silence
        out = screen.console()
        after = max(0, ledger.head()[0] - count) if number is None else 0
        while True:
            events = ledger.events(number, after)
            if as_json:
                for event in events:
                    print(json.dumps(event_of(event), ensure_ascii=False), flush=True)  # noqa: T201 -- the command's answer
            else:
                _show_events(out, events, cases=number is None)
            if not follow:
                return FINE
            after = events[-1].seq if events else after
            time.sleep(FOLLOW_SECONDS)


def _show_events(out: Console, events: Iterable[Event], *, cases: bool) -> None:
    for event in events:
        details: dict[str, Any] = json.loads(event.details)
        case = f"{event.number or '-':<10}" if cases else ""
        out.print(
            Text(f"{screen.when(datetime.fromisoformat(event.at)):<18}{case}{event.event:<22}{event.actor}  {_said(details)}")
        )


def _said(details: dict[str, Any]) -> str:
    """The details in a line; hashes are for programs."""
    parts = []
    for name, value in details.items():
        if value in (None, "", []) or name in ("version", "sha256", "key"):
            continue
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        parts.append(f"{name}={screen.clean(text)}")
    return " ".join(parts)


def _show_case(out: Console, case: Case, receipt: Receipt | None, root: Path, category: str) -> None:
    rows = [
        ("เลขที่", case.number),
        ("เรื่อง", case.title),
        ("สถานะ", screen.STATE_SHORT[case.state]),
        ("กลุ่ม/หน่วย", case.unit),
        ("หมวดข้อมูล", category),
        ("โฟลเดอร์", str(root / (case.filed_path or case.path))),
        ("หน้าเว็บ", case.url),
        ("เหตุ", case.cause),
        ("รับเรื่อง", screen.when(case.opened_at)),
        ("กำหนดเผยแพร่", screen.when(case.due_at)),
        ("เผยแพร่", screen.when(case.published_at)),
        ("หลักฐาน", _EVIDENCE.get(case.evidence or "", "")),
        ("วันที่บันทึก", format_date(case.memo_date) if case.memo_date else ""),
        ("วันที่อนุมัติ", format_date(case.approval_date) if case.approval_date else ""),
    ]
    out.print(screen.lines(rows))
    for file in receipt.files if receipt else ():
        out.print(Text(f"ไฟล์บนเว็บ  {file.url}", style="dim"))
