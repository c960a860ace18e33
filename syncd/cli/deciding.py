"""What an officer enters with a release: checked here, before it is asked for."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from syncd.decide import NEVER_RELEASED, NO_NUMBER
from syncd.errors import RequestError
from syncd.ledger import Case, VersionRecord
from syncd.model.approval import Word
from syncd.model.decision import Finding, Release, Weight
from syncd.model.document import Concern
from syncd.model.office import Approver
from syncd.model.state import STATE_THAI, State
from syncd.settings import Settings
from syncd.thai import arabic, format_date, parse_date

_HARMFUL = ("scanner_away", "file_unscanned", "file_linked", "photo_looks_like_page")
ONE_BY_ONE = frozenset({*_HARMFUL, *(concern.value for concern in Concern)})
"""Findings that are answered only when each is named: what they concern can never be taken back."""
OPEN_ELSEWHERE = {"undecided_category": "category", "no_title": "title", "several_memos": "memo", "another_memo": "memo"}
"""Findings that are answered by naming something, and the field of the release that names it."""
OLDEST_YEARS = 20
_LABEL = re.compile(r"(?:เลข)?ที่\s*")
_NUMBER = re.compile(r"[\w\u0e31-\u0e4e ./()-]+")
_NUMBERS = "เขียนเช่น ศธ 04040/123"

RETURN_REASONS = (
    "ยังไม่มีลายมือชื่ออนุญาตของผู้อำนวยการในบันทึกข้อความ กรุณาเสนอให้ครบก่อนส่ง",
    "บันทึกข้อความอ่านไม่ชัด กรุณาสแกนใหม่ให้ครบทุกหน้า",
    "ผู้อำนวยการไม่อนุมัติให้เผยแพร่ ตามคำสั่งในบันทึกข้อความ หากมีคำสั่งใหม่ กรุณาใส่บันทึกข้อความฉบับใหม่",
    "ผู้อำนวยการสั่งให้แก้ไข ตามคำสั่งในบันทึกข้อความ กรุณาแก้ไข เสนอใหม่ แล้วใส่ฉบับที่ได้รับอนุมัติแทน",
    "ไฟล์ที่แนบไม่ตรงกับเรื่องในบันทึกข้อความ กรุณาตรวจแล้วส่งใหม่",
    "มีข้อมูลส่วนบุคคลที่ไม่ควรเผยแพร่ กรุณาลบหรือปิดบังแล้วส่งใหม่",
    "วางผิดหมวดข้อมูล กรุณาย้ายไปโฟลเดอร์ของหมวดที่ถูกต้อง",
)


def must_wait(case: Case) -> None:
    """Raises RequestError unless the case waits for an officer."""
    if case.state is not State.HELD:
        raise RequestError(
            f"{case.number} ไม่ได้รอตรวจ สถานะคือ {STATE_THAI[case.state]} ({case.state.value})", hint=f"syncd show {case.number}"
        )


def must_be_held(case: Case) -> None:
    """Raises RequestError unless an officer may release the case."""
    must_wait(case)
    if case.cause:
        raise RequestError(f"{case.number} รออยู่เพราะเว็บไซต์: {case.cause}", hint=f"แก้เหตุแล้วสั่ง syncd retry {case.number}")


def must_be_seen(version: VersionRecord, seen: int | None) -> None:
    """Raises RequestError unless this is the version that the officer says he saw; if he says nothing, only the first can be."""
    if (seen or 1) != version.version_no:
        raise RequestError(
            f"เรื่องนี้เป็นแก้ไขครั้งที่ {version.version_no} แล้ว ให้ดูฉบับนี้ก่อน แล้วระบุ --version {version.version_no}",
            hint="ดูด้วย syncd show หรือ syncd review",
        )


def holds_in(version: VersionRecord) -> tuple[Finding, ...]:
    """What a release of this version must answer."""
    return tuple(finding for finding in version.findings if finding.weight is Weight.HOLD)


def answered(holds: Sequence[Finding], named: Sequence[str], *, all_of_them: bool) -> tuple[str, ...]:
    """The keys of the findings that the officer answers. Raises RequestError when one is open, unknown, or cannot be answered."""
    keys = {finding.key for finding in holds}
    if unknown := [key for key in named if key not in keys]:
        raise RequestError(f"ไม่มีข้อ {', '.join(unknown)} ในเรื่องนี้", hint=_list(holds))
    if never := [finding for finding in holds if finding.rule in NEVER_RELEASED and finding.rule not in OPEN_ELSEWHERE]:
        raise RequestError(f"ให้เผยแพร่ไม่ได้: {never[0].message}", hint="ส่งคืนด้วย syncd return")
    given = {finding.key for finding in holds if all_of_them and finding.rule not in ONE_BY_ONE} | set(named)
    if left := [finding for finding in holds if finding.key not in given]:
        raise RequestError(
            "ยังมีข้อที่ไม่ได้ตอบ ให้ระบุ --finding ทีละข้อ หรือ --all-findings (ข้อมูลส่วนบุคคล ชั้นความลับ ภาพคล้ายเอกสาร"
            " ไฟล์ที่ยังไม่ได้ตรวจไวรัส หรือดึงข้อมูลจากที่อื่น ต้องระบุทีละข้อเสมอ)",
            hint=_list(left),
        )
    return tuple(finding.key for finding in holds)


def words_for(text: str, what: str) -> str:
    """What the officer says in words of his own. Raises RequestError when there are none, as in an example that was pasted."""
    said = " ".join(text.split())
    if not any(sign.isalpha() for sign in said):
        raise RequestError(f"ต้องเขียน{what}เป็นข้อความ", hint="กลุ่ม/หน่วยหรือประชาชนจะได้อ่านข้อความนี้")
    return said


def approver_named(settings: Settings, text: str) -> str:
    """An approver by his number in the settings' list, or by name; a name not on the list is the officer's word."""
    listed = settings.approval.approvers
    plain = arabic(text.strip())
    if plain.isdigit():
        if not 1 <= int(plain) <= len(listed):
            raise RequestError(f"ไม่มีผู้อนุมัติลำดับที่ {plain}", hint=_approvers(listed))
        return listed[int(plain) - 1].name
    if not any(sign.isalpha() for sign in plain):
        raise RequestError("ต้องระบุผู้อนุมัติ เป็นลำดับในรายชื่อ หรือชื่อ", hint=_approvers(listed))
    return " ".join(text.split())


def category_named(settings: Settings, text: str) -> str:
    """A category's code. Raises RequestError when there is no such category."""
    code = arabic(text.strip())
    if settings.taxonomy.by_code(code) is None:
        raise RequestError(f"ไม่มีหมวดข้อมูล {text}", hint="ใช้รหัส เช่น 1.9")
    return code


def file_named(version: VersionRecord, text: str) -> str:
    """A file of the bundle. Raises RequestError when there is none of this name."""
    names = [file["name"] for file in version.files]
    if text not in names:
        raise RequestError(f"ไม่มีไฟล์ {text}", hint=f"ไฟล์ในเรื่องนี้: {', '.join(names)}")
    return text


def number_read(text: str) -> str:
    """The memo's number as read by eye. Raises RequestError when it has not the form of one: without a number it is ไม่มีเลข."""
    number = _LABEL.sub("", " ".join(text.split()))
    if number == NO_NUMBER:
        return number
    if not any(sign.isdigit() for sign in number):
        raise RequestError(f"ต้องระบุเลขที่บันทึก ถ้าไม่มีให้ใส่ {NO_NUMBER}", hint=_NUMBERS)
    if not _NUMBER.fullmatch(number) or parse_date(number) is not None:
        raise RequestError(f"{number} ไม่ใช่รูปแบบของเลขที่บันทึก", hint=_NUMBERS)
    return number


def date_read(text: str, today: date) -> date:
    """The approval's date as read by eye, in any Thai spelling. Raises RequestError when it cannot be."""
    day = parse_date(text)
    if day is None:
        raise RequestError(f"อ่านวันที่ {text} ไม่ได้", hint="เขียนเช่น 7 ม.ค. 2563 หรือ 7/1/2563 (พ.ศ.)")
    if day > today:
        raise RequestError(f"วันที่ {format_date(day)} ยังมาไม่ถึง", hint="ตรวจปี พ.ศ. อีกครั้ง")
    if day.year < today.year - OLDEST_YEARS:
        raise RequestError(f"วันที่ {format_date(day)} เก่าเกินไป", hint="ตรวจปี พ.ศ. อีกครั้ง")
    return day


def approved_on(text: str, today: date, written: date | None) -> date:
    """The approval's date as read by eye. Raises RequestError when it cannot be, or is before the memo was written."""
    day = date_read(text, today)
    if written is not None and day < written:
        raise RequestError(
            f"วันที่อนุมัติ {format_date(day)} อยู่ก่อนวันที่ของบันทึก {format_date(written)}",
            hint="ดูทั้งสองวันที่ในภาพอีกครั้ง ถ้าวันที่ของบันทึกอ่านมาผิด ใส่ --memo-date ถ้าเขียนไว้อย่างนั้นจริง ให้ส่งคืน",
        )
    return day


def release_details(
    settings: Settings,
    version: VersionRecord,
    today: date,
    *,
    named: Sequence[str],
    given: Mapping[str, str | None],
    all_of_them: bool = False,
    before: Release | None = None,
    on_memo: bool = True,
) -> dict[str, Any]:
    """The request's details. `given` are approver, number, date, memo_date, category, memo, title and note, as typed.

    `named`, `all_of_them`: the findings answered; `on_memo`: whether a memo's approval is needed; photos of activities have none.
    What the memo itself says with certainty need not be typed, nor what an officer entered `before`. Raises RequestError, which
    tells all that is missing or wrong.
    """
    holds, known = holds_in(version), known_of(version, before)
    said = {name: text for name, text in given.items() if text}
    details: dict[str, Any] = {"version": version.version}
    checks: dict[str, Callable[[str], Any]] = {
        "approver": lambda text: approver_named(settings, text),
        "number": number_read,
        "memo_date": lambda text: date_read(text, today),
        "date": lambda text: approved_on(text, today, details.get("memo_date") or written_on(version, before)),
        "category": lambda text: category_named(settings, text),
        "memo": lambda text: file_named(version, text),
        "title": lambda text: words_for(text, "ชื่อเรื่อง"),
        "note": str,
    }
    wrong: list[RequestError] = []
    try:
        details["findings"] = list(answered(holds, named, all_of_them=all_of_them))
    except RequestError as error:
        wrong.append(error)
    open_fields = {OPEN_ELSEWHERE[finding.rule]: finding.message for finding in holds if finding.rule in OPEN_ELSEWHERE}
    wrong += [RequestError(f"ต้องระบุ --{field}: {why}") for field, why in open_fields.items() if field not in said]
    if on_memo:
        unsaid = [field for field, value in known.items() if not value and field not in said]
        wrong += [RequestError(f"ต้องระบุ --{field} ตามที่เห็นในบันทึกข้อความ") for field in unsaid]
    for field, check in checks.items():
        if field in said:
            try:
                details[field] = check(said[field])
            except RequestError as error:
                wrong.append(error)
    if wrong:
        raise _all_of(wrong)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in details.items()}


def _all_of(wrong: Sequence[RequestError]) -> RequestError:
    """One error that tells all of these, each with its hint."""
    *others, last = wrong
    told = [f"{one.message}\n  {one.hint}" if one.hint else one.message for one in others]
    return RequestError("\n".join((*told, last.message)), hint=last.hint)


def known_of(version: VersionRecord, before: Release | None) -> dict[str, str | None]:
    """Approver, number and date as an officer entered them for this version before, or as the memo says with certainty."""
    memo = version.memo
    sure = memo is not None and not memo.doubts and "approval" not in memo.uncertain
    approved = [one for one in memo.approvals if one.word is Word.APPROVED and one.certain] if memo and sure else []
    block = approved[-1] if approved else None
    day = (before and before.date) or (block and block.date)
    return {
        "approver": (before and before.approver) or (block.name if block else None),
        "number": (before and before.number) or (memo.sure_number if memo and not memo.doubts else None),
        "date": format_date(day) if day else None,
    }


def doubts_about(settings: Settings, version: VersionRecord, details: Mapping[str, Any]) -> list[str]:
    """Thai: what an officer should look at once more before he says yes; none of it forbids."""
    said = []
    name, day = details.get("approver"), details.get("date")
    listed = [approver for approver in settings.approval.approvers if approver.name == name]
    if name and not listed:
        said.append(f"{name} ไม่อยู่ในรายชื่อผู้มีอำนาจอนุญาต (approval.approvers)")
    if listed and day and not any(approver.is_in_office(date.fromisoformat(day)) for approver in listed):
        said.append(f"{name} ไม่ได้ดำรงตำแหน่งในวันที่อนุมัติตามที่ตั้งค่าไว้")
    if version.memo and any(one.word in {Word.REFUSED, Word.CORRECT} for one in version.memo.approvals):
        said.append("ระบบอ่านบันทึกนี้ได้คล้ายคำสั่งไม่อนุมัติหรือให้แก้ไข ดูลายมือให้แน่ใจก่อน")
    return said


def written_on(version: VersionRecord, before: Release | None) -> date | None:
    """The memo's own date: as an officer entered it before, or as it was read with certainty."""
    if before is not None and before.memo_date is not None:
        return before.memo_date
    return version.memo.sure_date if version.memo else None


def _list(findings: Sequence[Finding]) -> str:
    return "\n  ".join(f"{finding.key}  {finding.message}" for finding in findings)


def _approvers(listed: Sequence[Approver]) -> str:
    return "; ".join(f"{place} {approver.name}" for place, approver in enumerate(listed, 1)) or "ใส่ชื่อ เช่น --approver 'นาย…'"
