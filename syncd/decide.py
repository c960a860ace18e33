"""From findings to a decision: publish, return to the unit, or hold for an officer. Pure."""

from dataclasses import replace
from datetime import date
from typing import Literal

from syncd.approval import Objection, evidence_of, judge
from syncd.bundle import memo_file, read_memo
from syncd.model.approval import Approval, Evidence, Word
from syncd.model.bundle import Bundle
from syncd.model.decision import Decision, Finding, Hold, Publish, Release, Return, Weight
from syncd.model.document import Document
from syncd.model.memo import Memo, Source
from syncd.model.office import Route
from syncd.office import Office
from syncd.thai import format_date

NO_NUMBER = "ไม่มีเลข"
"""What an officer enters for a memo without a number."""

NEVER_RELEASED = frozenset({"no_title"})
"""Holds that looking does not answer: what is lacking must be there, or be entered with the release."""


def decide(bundle: Bundle, findings: tuple[Finding, ...], release: Release | None, office: Office, *, auto: bool) -> Decision:
    """What becomes of the bundle.

    A release counts only for its own version, and only for the findings it names; it never answers a `return`. Whatever is
    published on a memo carries who approved and when: from the memo's words, or as the officer read them.
    """
    if any(finding.weight is Weight.RETURN for finding in findings):
        return Return(findings)
    if release is not None and release.version != bundle.version:
        release = None
    bundle = as_told(bundle, release, office)
    answered = frozenset(release.findings) if release is not None else frozenset()
    open_holds = [
        finding
        for finding in findings
        if finding.weight is Weight.HOLD and (finding.key not in answered or finding.rule in NEVER_RELEASED)
    ]
    if open_holds:
        return Hold(findings)
    publish = _as_released(bundle, findings, release, office) if release is not None else _as_read(bundle, findings, office)
    if isinstance(publish, Finding):
        return Hold((publish, *findings))
    if release is None and not auto:
        return Hold((_auto_off(publish), *findings))
    return publish


def would(decision: Decision) -> Literal["publish", "return", "hold"]:
    """The decision in one word, for programs."""
    match decision:
        case Publish():
            return "publish"
        case Return():
            return "return"
        case Hold():
            return "hold"


def as_told(bundle: Bundle, release: Release | None, office: Office) -> Bundle:
    """The bundle with what the officer said of it: which file is the memo, which category, what title. Do this before `examine`.

    So the rules look at the memo and the category that will count, and the release must answer what they say of them.
    """
    if release is None or release.version != bundle.version:
        return bundle
    details = bundle.details
    told = replace(details, memo=release.memo or details.memo, title=release.title or details.title)
    bundle = replace(bundle, details=told)
    if bundle.undecided and release.category is not None:
        bundle = replace(bundle, category=office.taxonomy.by_code(release.category))
    return bundle


def _as_read(bundle: Bundle, findings: tuple[Finding, ...], office: Office) -> Publish | Finding:
    """On the memo's own words. They are judged once more here: nothing but them stands between the bundle and the public."""
    if bundle.route is Route.PHOTOS:
        return _without_memo(Evidence.NOT_NEEDED, bundle, findings)
    document, memo = _memo_document(bundle), read_memo(bundle)
    whole = document is not None and document.unread is None
    judgement = judge(memo, office) if memo is not None and not memo.doubts and whole else None
    if memo is None or judgement is None or not judgement.is_approved or judgement.block is None:
        evidence = None
    else:
        evidence = evidence_of(judgement, memo, office)
    if bundle.category is None or evidence is None or judgement is None or judgement.block is None:
        return _hold("approval_missing", "ยังไม่มีหลักฐานว่าผู้อำนวยการอนุมัติให้เผยแพร่ เจ้าหน้าที่ ICT จะตรวจก่อนเผยแพร่")
    return Publish(evidence, bundle.category, memo, judgement.block.date, findings)


def _as_released(bundle: Bundle, findings: tuple[Finding, ...], release: Release, office: Office) -> Publish | Finding:
    """On an officer's word."""
    if bundle.route is Route.PHOTOS:
        return _without_memo(Evidence.RELEASE, bundle, findings)
    if bundle.category is None:
        return _hold("release_incomplete", "ยังไม่ได้เลือกหมวดข้อมูล")
    document = _memo_document(bundle)
    if document is None:
        return _hold("release_incomplete", "ยังไม่ได้ระบุว่าไฟล์ใดเป็นบันทึกข้อความ")
    memo, approver, approved = _read_by_eye(document, release, office)
    if any(_is_refused(read, office) for read in document.memos):
        return _hold("release_refused", "บันทึกข้อความมีคำสั่งไม่อนุมัติหรือให้แก้ไข การตรวจของเจ้าหน้าที่ใช้แทนไม่ได้")
    if not approver or approved is None:
        return _hold("release_incomplete", "ยังไม่ได้ระบุชื่อผู้อนุมัติและวันที่อนุมัติตามที่เห็นในบันทึกข้อความ")
    if approved > office.today:
        return _hold("release_incomplete", f"วันที่อนุมัติ {format_date(approved)} ยังมาไม่ถึง กรุณาตรวจวันที่ที่กรอก")
    return Publish(Evidence.RELEASE, bundle.category, memo, approved, findings)


def _without_memo(evidence: Evidence, bundle: Bundle, findings: tuple[Finding, ...]) -> Publish | Finding:
    """Photos of activities."""
    if bundle.category is None:
        return _hold("release_incomplete", "ยังไม่ได้กำหนดหมวดข้อมูลของภาพกิจกรรม (photos.category)")
    return Publish(evidence, bundle.category, None, None, findings)


def _memo_document(bundle: Bundle) -> Document | None:
    name = memo_file(bundle)
    return next((document for document in bundle.documents if document.name == name), None)


def _read_by_eye(document: Document, release: Release, office: Office) -> tuple[Memo, str | None, date | None]:
    """(the memo, who approved, when): what the officer entered goes before what was read."""
    number = None if release.number == NO_NUMBER else release.number
    if not document.memos:
        block = Approval(Word.APPROVED, "", release.approver or "", "", release.date)
        memo = Memo(
            document.name, None, number, release.memo_date, None, None,
            asks_publication=True, approvals=(block,), source=Source.PERSON, format=document.kind,
        )  # fmt: skip
        return memo, release.approver, release.date
    memo = document.memos[0]
    certain = None if memo.doubts or "approval" in memo.uncertain else judge(memo, office).block
    approver = release.approver or (certain.name if certain is not None else None)
    approved = release.date or (certain.date if certain is not None else None)
    if release.number is not None:
        memo = _with(memo, "number", replace(memo, number=number))
    if release.memo_date is not None:
        memo = _with(memo, "date", replace(memo, date=release.memo_date))
    return memo, approver, approved


def _with(memo: Memo, field: str, told: Memo) -> Memo:
    """The memo as told by a person in this field; what he did not tell stays as uncertain as it was."""
    doubtful = {*memo.uncertain, *(("number", "date") if memo.doubts and memo.source is not Source.PERSON else ())}
    return replace(told, source=Source.PERSON, uncertain=tuple(sorted(doubtful - {field})))


def _is_refused(memo: Memo, office: Office) -> bool:
    return any(kind in {Objection.REFUSED, Objection.TO_BE_CORRECTED} for kind, _ in judge(memo, office).objections)


def _auto_off(publish: Publish) -> Finding:
    category = publish.category
    return _hold(
        "auto_off",
        f"ระบบตรวจแล้วไม่พบข้อขัดข้อง และจะเผยแพร่ในหมวด {category.code} {category.label} เมื่อเจ้าหน้าที่ ICT เห็นชอบ"
        " (สำนักงานกำหนดให้เจ้าหน้าที่ดูก่อนเผยแพร่)",
    )


def _hold(rule: str, message: str) -> Finding:
    return Finding(rule, Weight.HOLD, message)
