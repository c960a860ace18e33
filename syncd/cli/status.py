"""`syncd status`: how many cases are in which state, the open and the newest ones, and whether the daemon is at work."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.text import Text

from syncd import heartbeat
from syncd.app import is_at_work
from syncd.cli import FINE, chosen, screen
from syncd.cli.agreement import Agreement, agreement
from syncd.cli.programs import pass_of, row_of
from syncd.cli.reading import read_ledger
from syncd.heartbeat import Heartbeat
from syncd.ledger import Case, Ledger
from syncd.model.state import State
from syncd.settings import Settings

NEWEST = 200
"""So many closed cases are listed beside the open ones."""
LATE_LOOKS = 4
"""A daemon that has not looked for so many rescans (and a minute) is not at work."""
_UNIT_CELLS, _STATE_CELLS = 18, 16


def status(settings: Settings, *, as_json: bool, unit: str | None) -> int:
    """Show the office's cases, or one unit's."""
    name = chosen.unit_named(settings, unit).name if unit else None
    beat = heartbeat.read(settings.state_dir)
    with read_ledger(settings) as ledger:
        cases, counts = ledger.recent(NEWEST, name), ledger.counts(name)
        if as_json:
            screen.show_json({"counts": counts, "bundles": [row_of(case) for case in cases], "last_pass": pass_of(beat, name)})
        else:
            asked = agreement(ledger) if settings.publish.auto is not True else None
            said = [_last_pass(settings, beat, datetime.now(UTC)), *_silences(beat, name), *notes(ledger, asked)]
            _show(settings, cases, counts, said)
    return FINE


def notes(ledger: Ledger, asked: Agreement | None) -> list[Text]:
    """What an officer should know besides the cases; warnings are yellow."""
    said: list[Text] = []
    for unit in sorted(ledger.paused()):
        said.append(Text(f"หยุดเผยแพร่ชั่วคราว: {unit or 'ทุกกลุ่ม/หน่วย'} (syncd resume เพื่อทำต่อ)", style="yellow"))
    if asked is not None and asked.decided:
        said.append(Text(f"เรื่องที่ syncd จะเผยแพร่เอง {asked.decided} เรื่องล่าสุด เจ้าหน้าที่เห็นตรงกัน {asked.agreed} เรื่อง"))
    return said


def _last_pass(settings: Settings, beat: Heartbeat | None, now: datetime) -> Text:
    if beat is None:
        return Text("syncd ยังไม่เคยตรวจโฟลเดอร์ (syncd run หรือ systemctl start syncd)", style="yellow")
    said = f"ตรวจโฟลเดอร์ครบรอบล่าสุด {screen.when(beat.at)}"
    if (now - beat.at).total_seconds() <= LATE_LOOKS * settings.intake.rescan_seconds + 60:
        return Text(said)
    doing = "syncd ทำงานอยู่ แต่ยังไม่ครบรอบ (journalctl -u syncd)" if is_at_work(settings) else "syncd ไม่ได้ทำงานอยู่"
    return Text(f"{said}: {doing}", style="yellow")


def _silences(beat: Heartbeat | None, unit: str | None) -> Iterator[Text]:
    for name, silence in sorted(beat.silent.items() if beat else ()):
        if unit in (None, name):
            yield Text(f"ไม่ได้ตรวจ {name} ตั้งแต่ {screen.when(silence.since)}: {silence.why}", style="yellow")


def _show(settings: Settings, cases: Sequence[Case], counts: dict[str, int], said: list[Text]) -> None:
    out = screen.console()
    for note in said:
        out.print(note)
    out.print(Text("   ").join(Text(f"{screen.STATE_SHORT[State(state)]} {count}") for state, count in counts.items() if count))
    if not cases:
        out.print("ยังไม่มีเรื่อง")
        return
    table = screen.table("เลขที่", "สถานะ", "กลุ่ม/หน่วย", "หมวด", "เรื่อง", "ล่าสุด", grow="เรื่อง")
    folders = {unit.name: unit.folder for unit in settings.units}
    room = out.width - 9 - _STATE_CELLS - _UNIT_CELLS - 4 - 17 - 10
    for case in cases:
        state = screen.state_text(case.state)
        state.plain = screen.short(state.plain, _STATE_CELLS)
        table.add_row(
            case.number,
            state,
            screen.short(folders.get(case.unit, case.unit), _UNIT_CELLS),
            case.category or "",
            screen.short(case.title, max(room, 12)),
            screen.when(case.updated_at),
        )
    out.print(table)
    if strayed := [case.number for case in cases if case.state is State.PUBLISHED and case.cause]:
        out.print(Text(f"บนเว็บไซต์ไม่ตรงกับที่เผยแพร่ไว้ ดูด้วย syncd show: {', '.join(strayed)}", style="yellow"))
    if counts[State.HELD]:
        out.print(Text(f"รอเจ้าหน้าที่ {counts[State.HELD]} เรื่อง: syncd review", style="yellow"))
