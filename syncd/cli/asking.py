"""What commands ask of the one writer: recorded as requests, waited for, and done here when no daemon is at work."""

import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from typing import Any

from rich.text import Text

from syncd import app, clock, log
from syncd.cli import FINE, PERSON_NEEDED, chosen, screen
from syncd.errors import BusyError, ConfigError, RequestError
from syncd.ledger import Ledger
from syncd.ledger.orders import Request
from syncd.model.state import State
from syncd.settings import Settings

LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 120.0
"""So long a command waits for the daemon, and then for the site."""

UNDER_WAY = frozenset({State.RECEIVED, State.SCHEDULED})


def ask(settings: Settings, kind: str, number: str, details: Mapping[str, Any], actor: str, *, wait: bool = True) -> int:
    """Ask for one thing and tell what came of it. Raises RequestError when it is refused.

    With `wait`, a release is followed until its case is published or held again, a withdrawal until it is off the site.
    """
    log.set_up(None, quiet=True)

    def recorded(ledger: Ledger) -> int:
        return ledger.ask(kind, number, details, actor, clock.now())

    try:
        return _do_it(settings, recorded, wait=wait)
    except BusyError:
        return _let_daemon(settings, recorded, wait=wait)


def as_service(settings: Settings) -> Settings:
    """Go on as the service, with the settings a writer needs while they can still be read: for commands that stay."""
    with suppress(BusyError, ConfigError):  # said when something is asked
        settings = _complete(settings)
    chosen.become_service(settings)
    return settings


def _do_it(settings: Settings, recorded: Callable[[Ledger], int], *, wait: bool) -> int:
    """Be the writer for as long as it takes. Raises BusyError, with nothing recorded, when a daemon is."""
    settings = _complete(settings)
    chosen.become_service(settings)
    with app.writer_lock(settings), app.opened(settings) as syncd:
        return _serve(syncd, recorded(syncd.ledger), wait=wait)


def _serve(syncd: app.Syncd, asked: int, *, wait: bool) -> int:
    """Carry out what is asked, holding the writer lock, and follow it."""
    from syncd import daemon  # noqa: PLC0415 -- slow to import, and needed only by who does the work himself

    log.set_up(syncd.settings.state_dir / "log" / "syncd.log", quiet=True)
    until = time.monotonic() + syncd.settings.intake.settle_seconds + PATIENCE_SECONDS
    while True:
        daemon.finish(syncd)
        if _is_done(syncd.ledger, asked, wait=wait) or time.monotonic() > until:
            return _tell(syncd.ledger, asked)
        time.sleep(LOOK_SECONDS)


def _complete(settings: Settings) -> Settings:
    """The settings that a writer needs. Raises BusyError when a daemon is at work, which has its own; ConfigError."""
    if settings.publisher.password is not None:
        return settings
    if (settings.state_dir / "writer.lock").exists():
        with app.writer_lock(settings):
            pass
    return chosen.settings_of(settings.source, need_site=True)


def _let_daemon(settings: Settings, recorded: Callable[[Ledger], int], *, wait: bool) -> int:
    chosen.become_service(settings)
    with closing(app.open_ledger(settings)) as ledger:
        asked = recorded(ledger)
        ring(settings)
        until = time.monotonic() + PATIENCE_SECONDS
        while not _is_done(ledger, asked, wait=wait) and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
            with suppress(BusyError):  # whoever was at work has ended: it was another command, or the daemon stopped
                settings = _complete(settings)
                with app.writer_lock(settings), app.opened(settings) as syncd:
                    return _serve(syncd, asked, wait=wait)
        return _tell(ledger, asked)


def ring(settings: Settings) -> None:
    """Let the daemon look at once."""
    bell = app.bell_file(settings)
    bell.parent.mkdir(exist_ok=True)
    bell.write_bytes(b"")  # a bare touch changes times alone, which the doorbell does not hear


def pause(settings: Settings, unit: str | None, actor: str, *, resume: bool) -> int:
    """Hold back what is to be published, of one unit or of all; or go on."""
    chosen.become_service(settings)
    name = chosen.unit_named(settings, unit).name if unit else ""
    with closing(app.open_ledger(settings)) as ledger:
        (ledger.resume if resume else ledger.pause)(name, clock.now(), actor)
    ring(settings)
    done = "เผยแพร่ต่อแล้ว" if resume else "หยุดเผยแพร่ชั่วคราวแล้ว ยังรับและตรวจเรื่องตามปกติ"
    screen.console().print(f"{done}: {name or 'ทุกกลุ่ม/หน่วย'}")
    return FINE


def _is_done(ledger: Ledger, asked: int, *, wait: bool) -> bool:
    """Whether the request is answered and, with `wait`, what it began is at its end. Raises RequestError when it was refused."""
    request = ledger.request(asked)
    if request.refused:
        why, _, hint = (request.answer or "refused").partition("\n")
        raise RequestError(why, hint=hint)
    return request.answer is not None and not (wait and _is_under_way(ledger, request))


def _is_under_way(ledger: Ledger, request: Request) -> bool:
    case = ledger.case(request.number)
    match request.kind:
        case "release":
            paused = ledger.paused()
            return case.state in UNDER_WAY and not ({"", case.unit} & paused and case.state is State.SCHEDULED)
        case "withdraw":
            return case.on_site
        case _:
            return False


def _tell(ledger: Ledger, asked: int) -> int:
    out, request = screen.console(), ledger.request(asked)
    kind, number = request.kind, request.number
    if request.answer is None:
        out.print(Text(f"บันทึกคำสั่งแล้ว แต่ syncd ยังไม่ทำ: ดูผลด้วย syncd show {number}", style="yellow"))
        return PERSON_NEEDED
    case = ledger.case(number)
    said = Text(f"{number} ").append_text(screen.state_text(case.state))
    if case.url and case.state is State.PUBLISHED:
        said.append(f"  {case.url}")
    out.print(said)
    if kind == "withdraw" and case.on_site:
        out.print(Text("ยังนำออกจากเว็บไซต์ไม่เสร็จ syncd จะทำต่อเอง", style="yellow"))
        return PERSON_NEEDED
    if kind != "release":
        return FINE
    if case.state is State.SCHEDULED and {"", case.unit} & ledger.paused():
        out.print(Text("หยุดเผยแพร่ชั่วคราวอยู่ จะเผยแพร่เมื่อสั่ง syncd resume", style="yellow"))
        return FINE
    if case.state in UNDER_WAY:
        out.print(f"กำลังดำเนินการ: ดูผลด้วย syncd show {number}")
        return FINE
    if case.state is State.PUBLISHED:
        return FINE
    out.print(Text(f"ยังไม่ได้เผยแพร่: ดูเหตุด้วย syncd show {number}", style="yellow"))
    return PERSON_NEEDED
