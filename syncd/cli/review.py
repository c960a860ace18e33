"""`syncd release`, `return` and `review`: an officer decides what the machine cannot."""

from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

from rich.console import Console
from rich.text import Text

from syncd import app, clock
from syncd.cli import FINE, PERSON_NEEDED, asking, deciding, looking, screen
from syncd.cli.story import read_by_eye, show_findings, show_memo
from syncd.errors import RequestError
from syncd.ledger import Case, VersionRecord
from syncd.memo.reader import Reader
from syncd.model.decision import Release
from syncd.model.office import Route
from syncd.model.state import State
from syncd.settings import Settings
from syncd.thai import arabic

_LAYOUT = dict(zip("พิะหๆัืฟ", "rbtsqyna", strict=True))
"""What a Thai keyboard types where the English one has the letter."""
_BACK = "-"
_MOST_FILES = 10
"""Named on the screen; photos come by the hundred. All are on the case's page or in its folder."""
_KEYS = "[r] ให้เผยแพร่  [b] ส่งคืน  [t] ลองใหม่  [s] ข้าม  [q] เลิก"


def release(
    settings: Settings, number: str, seen: int | None, given: Mapping[str, str | None], findings: list[str], who: str, **how: bool
) -> int:
    """Release a held case, as the officer saw it in version `seen`, by what was typed. `how`: all_findings, wait."""
    case, version, before = _held(settings, number)
    deciding.must_be_seen(version, seen)
    today, on_memo, all_of_them = clock.now().local.date(), case.route is not Route.PHOTOS, how["all_findings"]
    details = deciding.release_details(
        settings, version, today, named=findings, all_of_them=all_of_them, given=given, before=before, on_memo=on_memo
    )
    out = screen.console()
    for doubt in deciding.doubts_about(settings, version, details):
        out.print(Text(f"ข้อสังเกต: {doubt}", style="yellow"))
    return asking.ask(settings, "release", case.number, details, who, wait=how["wait"])


def send_back(settings: Settings, number: str, reason: str, who: str) -> int:
    """Return a case to its unit; the reason is what the clerk reads."""
    reason = deciding.words_for(reason, "เหตุผล")
    with closing(app.open_ledger(settings)) as ledger:
        version = ledger.case(number).version
    return asking.ask(settings, "return", number, {"version": version, "reason": reason}, who)


def review(settings: Settings, who: str, number: str | None) -> int:
    """Walk the held cases, oldest first, or the one of this number, and do what the officer says of each."""
    settings = asking.as_service(settings)
    with closing(app.open_ledger(settings)) as ledger:
        if number is not None:
            deciding.must_wait(ledger.case(number))
        held = [case for case in ledger.open_cases() if case.state is State.HELD]
    out = screen.console()
    looking.clear(settings, {case.number for case in held})
    chosen = [case for case in held if number in (None, case.number)]
    if not chosen:
        out.print("ไม่มีเรื่องรอตรวจ")
        return FINE
    decided = 0
    with looking.make_reader(settings) as reader:
        for place, case in enumerate(chosen, 1):
            out.rule(f"{place}/{len(chosen)}")
            try:
                done = _one(settings, reader, case.number, who, out)
            except EOFError:
                break
            if done is None:
                break
            decided += done
    left = len(held) - decided
    out.print(f"เหลือเรื่องรอตรวจ {left} เรื่อง" if left else "ตรวจครบทุกเรื่องแล้ว")
    return FINE if decided == len(chosen) else PERSON_NEEDED


def _one(settings: Settings, reader: Reader, number: str, who: str, out: Console) -> bool | None:
    """Show one case and ask until it is decided (True), skipped (False), or the officer stops (None)."""
    with closing(app.open_ledger(settings)) as ledger:
        case, versions = ledger.case(number), ledger.versions(number)
        before = ledger.released(number, case.version)
    if case.state is not State.HELD or not versions:
        out.print(f"{number} เปลี่ยนไปแล้ว ข้าม")
        return True
    _show(out, settings, case, versions[-1])
    looking.lay_page(out, settings, reader, case, versions[-1], before)
    while True:
        try:
            match _key(_KEYS):
                case "r":
                    deciding.must_be_held(case)
                    details = _entered(settings, versions[-1], before, out, on_memo=case.route is not Route.PHOTOS)
                    if details is None:
                        continue
                    if asking.ask(settings, "release", number, details, who) == FINE:
                        return True
                    return _one(settings, reader, number, who, out) if _now(settings, number).state is State.HELD else False
                case "b":
                    reason = _reason(out)
                    asking.ask(settings, "return", number, {"version": case.version, "reason": reason}, who)
                    return True
                case "t":
                    asking.ask(settings, "retry", number, {}, who)
                    return True
                case "s":
                    return False
                case "q":
                    return None
        except RequestError as error:
            out.print(Text(error.message, style="red"))
            if error.hint:
                out.print(f"  {error.hint}")
            if _is_another(settings, case):
                return _one(settings, reader, number, who, out)


def _is_another(settings: Settings, seen: Case) -> bool:
    """Whether the case is no longer as it was shown."""
    now = _now(settings, seen.number)
    return (now.version, now.state) != (seen.version, seen.state)


def _now(settings: Settings, number: str) -> Case:
    with closing(app.open_ledger(settings)) as ledger:
        return ledger.case(number)


def _entered(
    settings: Settings, version: VersionRecord, before: Release | None, out: Console, *, on_memo: bool
) -> dict[str, Any] | None:
    """What a release needs, asked for one by one; None when the officer thinks better of it."""
    holds = deciding.holds_in(version)
    for finding in holds:
        if finding.rule in deciding.ONE_BY_ONE:
            out.print(Text(finding.message, style="bold red"))
            if _asked("เผยแพร่ข้อมูลนี้ได้จริงหรือไม่ ถ้าได้พิมพ์ yes เต็มคำ: ") != "yes":
                return None
    out.print(f"ตอบ {_BACK} เพื่อเลิกตอบ", style="dim")
    given: dict[str, str | None] = {}
    open_fields = {field: finding for finding in holds if (field := deciding.OPEN_ELSEWHERE.get(finding.rule))}
    if "category" in open_fields:
        for category in settings.taxonomy.categories:
            out.print(f"  {category.code} {category.label}")
        given["category"] = _checked("หมวดข้อมูล (รหัส)", None, lambda text: deciding.category_named(settings, text), out)
    if "memo" in open_fields:
        names = [file["name"] for file in version.files]
        given["memo"] = _picked("ไฟล์ใดเป็นบันทึกข้อความ", names, out)
    if "title" in open_fields:
        given["title"] = _checked("ชื่อเรื่องที่ประชาชนจะเห็น", None, lambda text: deciding.words_for(text, "ชื่อเรื่อง"), out)
    today = clock.now().local.date()
    if on_memo:
        given |= _read_by_eye(settings, version, before, out)
    keys = [finding.key for finding in holds]
    details = deciding.release_details(settings, version, today, named=keys, given=given, before=before, on_memo=on_memo)
    for doubt in deciding.doubts_about(settings, version, details):
        out.print(Text(f"ข้อสังเกต: {doubt}", style="yellow"))
    if said := read_by_eye(details):
        out.print(Text(f"จะบันทึกว่า {said}", style="bold"))
    return details if _key("ให้เผยแพร่ [y] ใช่ [n] ไม่") == "y" else None


def _read_by_eye(settings: Settings, version: VersionRecord, before: Release | None, out: Console) -> dict[str, str | None]:
    """What stands in the memo: who approved, its number, when."""
    known, today = deciding.known_of(version, before), clock.now().local.date()
    given: dict[str, str | None] = {}
    for place, approver in enumerate(settings.approval.approvers, 1):
        out.print(f"  {place} {approver.name}  {approver.position}")
    given["approver"] = _checked(
        "ผู้อนุมัติ (ลำดับ หรือชื่อ)", known["approver"], lambda text: deciding.approver_named(settings, text), out
    )
    given["number"] = _checked("เลขที่บันทึก (ไม่มีให้ใส่ ไม่มีเลข)", known["number"], deciding.number_read, out)
    written = deciding.written_on(version, before)
    if version.memo and "date" in version.memo.uncertain and written is None:
        given["memo_date"] = _checked("วันที่ของบันทึก (ไม่ทราบ กด Enter)", "", lambda text: deciding.date_read(text, today), out)
    if told := given.get("memo_date"):
        written = deciding.date_read(told, today)
    given["date"] = _checked("วันที่อนุมัติ", known["date"], lambda text: deciding.approved_on(text, today, written), out)
    return given


def _held(settings: Settings, number: str) -> tuple[Case, VersionRecord, Release | None]:
    """The case, its present version, and what an officer said of this version before."""
    with closing(app.open_ledger(settings)) as ledger:
        case = ledger.case(number)
        deciding.must_be_held(case)
        return case, ledger.versions(number)[-1], ledger.released(number, case.version)


def _show(out: Console, settings: Settings, case: Case, version: VersionRecord) -> None:
    rows = [
        ("เลขที่", f"{case.number}  แก้ไขครั้งที่ {version.version_no}"),
        ("เรื่อง", case.title),
        ("กลุ่ม/หน่วย", case.unit),
        ("หมวดข้อมูล", case.category or "(ยังไม่เลือก)"),
        ("โฟลเดอร์", str(settings.folders.root / case.path)),
        ("เว็บไซต์", case.cause),
    ]
    out.print(screen.lines(rows))
    show_memo(out, version.memo, case.route)
    for file in sorted(version.files, key=lambda file: not file["memo"])[:_MOST_FILES]:
        out.print(f"  ไฟล์ {screen.clean(file['name'])}{' (บันทึกข้อความ)' if file['memo'] else ''}")
    if (left := len(version.files) - _MOST_FILES) > 0:
        out.print(f"  และอีก {left} ไฟล์")
    show_findings(out, version.findings)


def _reason(out: Console) -> str:
    """A ready-made reason, or the officer's own words."""
    return _picked("เหตุที่ส่งคืน (ลำดับ หรือพิมพ์เอง)", list(deciding.RETURN_REASONS), out, own=True)


def _picked(question: str, choices: list[str], out: Console, *, own: bool = False) -> str:
    for number, choice in enumerate(choices, 1):
        out.print(f"  {number} {screen.clean(choice)}")
    while True:
        said = _asked(f"{question}: ")
        place = arabic(said)
        if place.isdigit() and 1 <= int(place) <= len(choices):
            return choices[int(place) - 1]
        if own and any(sign.isalpha() for sign in said):
            return said


def _checked(question: str, usual: str | None, check: Callable[[str], object], out: Console) -> str | None:
    """Ask until the answer holds; an empty one takes what the memo says, if it says it."""
    while True:
        said = _asked(f"{question}{f' [{usual}]' if usual else ''}: ")
        if not said and usual is not None:
            return None
        try:
            check(said)
        except RequestError as error:
            out.print(Text(f"  {error.message}\n    {error.hint}", style="red"))
        else:
            return said


def _key(question: str) -> str:
    said = _asked(f"{question}: ")[:1].casefold()
    return _LAYOUT.get(said, said)


def _asked(question: str) -> str:
    said = input(question).strip()
    if said == _BACK:
        raise RequestError("ยังไม่ได้ตัดสินเรื่องนี้")
    return said
