"""What the ICT officer asks for: release, return, retry, withdraw; recorded as requests, carried out by the one writer."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import structlog

from syncd.app import Syncd
from syncd.clock import Moment
from syncd.copies import empty_spool
from syncd.errors import RequestError, SyncdError
from syncd.ledger import READ_AGAIN, Case, Ledger
from syncd.ledger.orders import Request
from syncd.model.decision import Finding, Release, Weight
from syncd.model.state import STATE_THAI, State

log = structlog.get_logger(__name__)

READ_BY_EYE = ("approver", "number", "date", "memo_date", "category", "memo", "title", "note")
"""What a release may carry besides the findings it answers; a second release of the same version adds to the first."""
SENT_BACK = "sent_back"
"""The finding an officer leaves when he returns a version; it stays with that version."""
RECOVERED = "recovered"
"""The finding a rebuilt ledger leaves with a version that was returned before; an officer's release answers it."""


def carry_out_requests(syncd: Syncd, moment: Moment, busy: Collection[str]) -> frozenset[str]:
    """Do what commands asked for since the last turn; the kinds that were done. Cases being published wait for their turn."""
    done: set[str] = set()
    for request in syncd.ledger.requests():
        if request.number in busy:
            continue
        try:
            carry_out(syncd, request, moment)
        except RequestError as error:
            syncd.ledger.answer(request, f"{error.message}\n{error.hint}".strip(), refused=True)
            log.info("request.refused", case=request.number, kind=request.kind, cause=error.message)
        except SyncdError:
            raise
        except Exception:  # our own bug must not stop the daemon again at every start
            log.exception("request.internal_error", case=request.number, kind=request.kind, next_step="report it with this log")
            syncd.ledger.answer(request, "ระบบขัดข้อง ยังไม่ได้ทำตามที่ขอ รายละเอียดอยู่ในบันทึกการทำงาน (log)", refused=True)
        else:
            done.add(request.kind)
            log.info("request.done", case=request.number, kind=request.kind, actor=request.actor)
    return frozenset(done)


def carry_out(syncd: Syncd, request: Request, moment: Moment) -> None:
    """Do one request and answer it, in one step; the answer tells the officer what happens next. Raises RequestError."""
    case = syncd.ledger.case(request.number)
    match request.kind:
        case "release":
            _release(syncd, case, request, moment)
        case "return":
            _return(syncd, case, request, moment)
        case "retry":
            _retry(syncd, case, request, moment)
        case "withdraw":
            _withdraw(syncd, case, request, moment)
        case _:
            raise RequestError(f"unknown request {request.kind}")


def remembered(ledger: Ledger, case: Case, version: str) -> tuple[Finding, ...]:
    """What stays with this very version however often it is read: an officer returned it, or a lost ledger knew it returned."""
    return tuple(finding for finding in ledger.found(case.number, version) if finding.rule in (SENT_BACK, RECOVERED))


def _release(syncd: Syncd, case: Case, request: Request, moment: Moment) -> None:
    _must_be(case, State.HELD)
    asked = request.details
    _must_be_seen(case, asked)
    if asked.get("category") and syncd.settings.taxonomy.by_code(asked["category"]) is None:
        raise RequestError(f"ไม่มีหมวดข้อมูล {asked['category']}")
    before = syncd.ledger.released(case.number, case.version)
    given = {name: asked[name] for name in READ_BY_EYE if asked.get(name)}
    given |= {name: date.fromisoformat(given[name]) for name in ("date", "memo_date") if name in given}
    answered = {*asked["findings"], *(before.findings if before else ())}
    empty = Release(case.version, (), request.actor, moment.wall)
    release = replace(before or empty, findings=tuple(sorted(answered)), officer=request.actor, at=moment.wall, **given)
    answer = f"{case.number} ตรวจแล้ว ให้เผยแพร่: ระบบอ่านโฟลเดอร์อีกครั้งแล้วเผยแพร่"
    syncd.ledger.release(case, release, moment, (request, answer))


def _return(syncd: Syncd, case: Case, request: Request, moment: Moment) -> None:
    _must_be(case, State.HELD, State.SCHEDULED, State.DEFERRED)
    _must_be_seen(case, request.details)
    versions = syncd.ledger.versions(case.number)
    if not versions:
        raise RequestError(f"{case.number} ยังอ่านไม่ได้ จึงยังไม่มีฉบับให้ส่งคืน")
    record = versions[-1]
    said = Finding(SENT_BACK, Weight.RETURN, request.details["reason"])
    kept = tuple(finding for finding in record.findings if finding.rule != SENT_BACK)
    version = replace(record, findings=(said, *kept), outcome="return")
    details = {"reason": request.details["reason"], "version_no": record.version_no}
    answer = f"{case.number} ส่งคืน {case.unit} แล้ว"
    changes: dict[str, Any] = {"state": State.RETURNED, "due_at": None, "cause": "", "officer": request.actor}
    syncd.ledger.advance(
        case, "case.returned", moment, actor=request.actor, details=details, record=version, answers=(request, answer), **changes
    )
    empty_spool(syncd, case)


def _retry(syncd: Syncd, case: Case, request: Request, moment: Moment) -> None:
    _must_be(case, State.HELD, State.DEFERRED, State.RETURNED)
    again = {**READ_AGAIN, "cause": "", "attempts": 0}
    answer = f"{case.number} ระบบอ่านและลองใหม่"
    syncd.ledger.advance(case, "case.retried", moment, actor=request.actor, answers=(request, answer), **again)
    empty_spool(syncd, case)


def _withdraw(syncd: Syncd, case: Case, request: Request, moment: Moment) -> None:
    if case.state is State.WITHDRAWN:
        syncd.ledger.answer(request, f"{case.number} นำออกจากเว็บไซต์ไปแล้ว")
        return
    _must_be(case, State.PUBLISHED)
    reason = request.details["reason"]
    changes: dict[str, Any] = {"state": State.WITHDRAWN, "cause": reason, "due_at": None, "officer": request.actor}
    answer, details = f"{case.number} กำลังนำออกจากเว็บไซต์", {"reason": reason}
    syncd.ledger.advance(
        case, "case.withdrawn", moment, actor=request.actor, details=details, answers=(request, answer), **changes
    )


def _must_be(case: Case, *states: State) -> None:
    if case.state not in states:
        allowed = " หรือ ".join(STATE_THAI[state] for state in states)
        raise RequestError(
            f"{case.number} มีสถานะ {STATE_THAI[case.state]} คำสั่งนี้ใช้เมื่อ {allowed}", hint=f"ดูความเป็นมา: syncd show {case.number}"
        )


def _must_be_seen(case: Case, asked: dict[str, Any]) -> None:
    """An officer decides on what he saw: a version that came meanwhile voids the request."""
    if asked.get("version") not in (None, case.version):
        raise RequestError(f"{case.number} เพิ่งเปลี่ยนไปหลังจากที่ท่านดู", hint=f"ดูใหม่ก่อน: syncd show {case.number}")
