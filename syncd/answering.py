"""What a unit is told about a case as it now is, in its reply and on its page: from the ledger's words to the unit's."""

from dataclasses import replace

from syncd import reply, status_page
from syncd.ledger import Case, Ledger
from syncd.ledger.known import findings_of
from syncd.model.decision import Finding, Weight
from syncd.model.state import State
from syncd.screening import discreet
from syncd.settings import Settings
from syncd.stuck import LEFT_OPEN, UNREADABLE

SITE_REFUSES = "เว็บไซต์ยังไม่รับเรื่องนี้ เจ้าหน้าที่ ICT ได้รับแจ้งแล้วและจะดำเนินการต่อ ท่านไม่ต้องแก้ไขอะไร"
STILL_OPEN = (
    "มีไฟล์ที่เปิดค้างอยู่ในโปรแกรม หรือคัดลอกไม่เสร็จ มาหลายชั่วโมงแล้ว (พบไฟล์ชั่วคราว “{}”) "
    "กรุณาปิดไฟล์ ถ้าปิดแล้วไฟล์ชั่วคราวนั้นยังอยู่ ลบได้ แล้วระบบจะตรวจเอง"
)
NEVER_RESTS = "ไฟล์ในโฟลเดอร์นี้เปลี่ยนไม่หยุดมาหลายชั่วโมงแล้ว กรุณาปิดโปรแกรมที่ยังเขียนไฟล์ในนี้อยู่ เมื่อไฟล์นิ่งแล้วระบบจะตรวจเอง"
CANNOT_READ = "ระบบอ่านไฟล์ไม่ได้ ({}) กรุณาปิดไฟล์ หรือวางไฟล์ใหม่แทน ถ้ายังไม่ได้ โปรดแจ้งเจ้าหน้าที่ ICT แล้วระบบจะตรวจเอง"
FOLDER_GONE = "ไม่พบโฟลเดอร์ของเรื่องนี้แล้ว ถ้าต้องการเผยแพร่ กรุณาวางโฟลเดอร์ใหม่"


def already_of(ledger: Ledger, case: Case) -> tuple[str, str] | None:
    """Case number and URL of the publication that a returned bundle repeats entirely."""
    if case.state is not State.RETURNED or all(one.rule != "identical" for one in findings_of(ledger, case)):
        return None
    twin = ledger.published_with(case.number, case.contents)
    return (twin.number, twin.url) if twin else None


def answer_of(
    settings: Settings, case: Case, findings: tuple[Finding, ...], already: tuple[str, str] | None = None
) -> reply.Answer:
    """What the unit is told about a case as it now is."""
    return reply.Answer(
        number=case.number,
        state=case.state,
        title=case.title,
        unit=case.unit,
        at=case.updated_at,
        category=category_text(settings, case.category),
        version_no=max(1, case.version_no),
        findings=said_to_unit(case, findings),
        url=case.url or None,
        publish_at=case.due_at if case.state is State.SCHEDULED else None,
        next_try=case.due_at if case.state is State.DEFERRED else None,
        contact=contact_of(settings),
        reason=reason_of(case),
        already=already,
    )


def row_of(settings: Settings, case: Case, findings: tuple[Finding, ...]) -> status_page.StatusRow:
    """One line of the unit's page."""
    return status_page.StatusRow(
        number=case.number,
        state=case.state,
        title=case.title,
        category=category_text(settings, case.category) or "",
        version_no=max(1, case.version_no),
        at=case.updated_at,
        url=case.url or None,
        findings=said_to_unit(case, findings),
        publish_at=case.due_at if case.state is State.SCHEDULED else None,
        next_try=case.due_at if case.state is State.DEFERRED else None,
        reason=reason_of(case),
        folder=discreet((case.filed_path or case.path).partition("/")[2]),
    )


def said_to_unit(case: Case, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that are still true of the case: none of a folder that has just changed, only notes of what is published."""
    if case.state in (State.RECEIVED, State.CANCELLED, State.WITHDRAWN):
        return ()
    whole = case.state in (State.RETURNED, State.HELD)
    return tuple(replace(one, file=one.file and discreet(one.file)) for one in findings if whole or one.weight is Weight.NOTE)


def reason_of(case: Case) -> str:
    """Thai: what the findings do not say. The cause that ICT reads in the log is English and not for the unit."""
    match case.state:
        case State.RECEIVED if case.cause.startswith(UNREADABLE):
            return CANNOT_READ.format(case.cause.removeprefix(UNREADABLE))
        case State.RECEIVED if case.cause.startswith(LEFT_OPEN):
            return STILL_OPEN.format(case.cause.removeprefix(LEFT_OPEN))
        case State.RECEIVED if case.cause:
            return NEVER_RESTS
        case State.HELD if case.cause:
            return SITE_REFUSES
        case State.CANCELLED:
            return FOLDER_GONE
        case State.WITHDRAWN:
            return case.cause
        case _:
            return ""


def category_text(settings: Settings, code: str | None) -> str | None:
    """The category as people read it: "1.9 จัดซื้อจัดจ้าง"."""
    category = settings.taxonomy.by_code(code) if code else None
    return f"{category.code} {category.label}" if category else None


def contact_of(settings: Settings) -> str:
    """Whom a unit may ask."""
    return " ".join(part for part in (settings.contact.name, settings.contact.telephone) if part)
