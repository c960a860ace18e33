"""Whose a memo's digital signatures are, and whether one of them is an approver's over the whole of it. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from syncd.model.approval import Signature, Soundness, Word
from syncd.model.memo import Memo
from syncd.model.office import Approver
from syncd.office import Office
from syncd.thai import format_date, squeeze

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_PARTS = re.compile(r"(?<!\\),\s*(?=(?:CN|T|OU|O|L|ST|C)=)")
_SHOWN = 16
"""Digits of a fingerprint that a sentence shows."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a memo's digital signatures come to."""

    signature: Signature | None = None
    """An approver's, sound, over the whole file; None when there is none."""
    approvers: tuple[Approver, ...] = ()
    """Whose it is: the entries of one person."""
    objections: tuple[str, ...] = ()
    """Thai: why the signatures show nothing, or speak against the memo."""


def certificate_form(text: str) -> str:
    """How an approver's certificate is kept: its SHA-256 in lower-case hex, or its whole subject, parts in order of their names.

    Raises ValueError for anything else. A common name alone is a whole subject only if the certificate itself says no more.
    """
    bare = re.sub(r"^sha-?256|[\s:=]", "", text.strip().lower())
    if _FINGERPRINT.fullmatch(bare):
        return bare
    parts = [" ".join(part.split()) for part in _PARTS.split(text.strip())]
    names = [part.partition("=")[0] for part in parts]
    if "CN" not in names or not all(part.partition("=")[2].strip() for part in parts):
        raise ValueError(text)
    return ", ".join(sorted(parts))


def signed(memo: Memo, office: Office) -> Signed:
    """Look at the memo's signatures. Unsigned memos give neither signature nor objection.

    The approver's own must be sound and cover the whole file, so that nobody added anything after him. Others beside his need
    only be unbroken: they approve nothing, and he signed over them.
    """
    if not memo.signatures:
        return Signed()
    owned = [(one, _holders(one, office)) for one in memo.signatures]
    over_all = [(one, holders) for one, holders in owned if holders and one.covers_all and one.soundness is Soundness.SOUND]
    broken = [one for one in memo.signatures if one.soundness is Soundness.BROKEN]
    if not over_all or broken:
        return Signed(objections=tuple(_objection(one, holders) for one, holders in owned))
    signature, approvers = over_all[-1]
    against = [
        f"“{one.signer}” ลงลายมือชื่อดิจิทัลโดยให้เหตุผลว่า “{one.reason}”"
        for one in memo.signatures
        if one is not signature and one.word in {Word.REFUSED, Word.CORRECT}
    ]
    return Signed(signature, approvers, (*_time(signature, approvers, office), *against))


def day_of(signature: Signature) -> date | None:
    """The day in Thailand on which it was put, proven or as the signer's clock said."""
    return signature.at.date() if signature.at is not None else None


def _holders(signature: Signature, office: Office) -> tuple[Approver, ...]:
    """Whose certificate it is; asked only of what could be read, and worth something only if sound."""
    try:
        names = {signature.fingerprint, certificate_form(signature.subject)}
    except ValueError:
        names = {signature.fingerprint}
    names.discard("")
    return tuple(approver for approver in office.approvers if names & set(approver.certificates))


def _time(signature: Signature, approvers: tuple[Approver, ...], office: Office) -> list[str]:
    """What is wrong with when he signed."""
    day, who = day_of(signature), approvers[0].name
    if day is None:
        return [f"ลายมือชื่อดิจิทัลของ “{who}” ไม่บอกวันที่ลงนาม"]
    if day > office.today:
        return [f"ลายมือชื่อดิจิทัลของ “{who}” ลงวันที่ {format_date(day)} ซึ่งยังมาไม่ถึง"]
    if not any(one.is_in_office(day) for one in approvers):
        return [f"“{who}” ลงลายมือชื่อดิจิทัลวันที่ {format_date(day)} ซึ่งอยู่นอกช่วงเวลาที่มีอำนาจอนุมัติตามรายชื่อของสำนักงาน"]
    return []


def _objection(signature: Signature, holders: tuple[Approver, ...]) -> str:
    who = signature.signer or "ไม่ทราบชื่อ"
    if signature.soundness is not Soundness.SOUND:
        return f"ลายมือชื่อดิจิทัลของ “{who}” ใช้เป็นหลักฐานไม่ได้: {signature.why}"
    if holders:
        return f"มีการเพิ่มข้อมูลในไฟล์หลังจากที่ “{who}” ลงลายมือชื่อดิจิทัล"
    shown = squeeze(signature.fingerprint)[:_SHOWN].upper()
    return f"ลายมือชื่อดิจิทัลของ “{who}” ไม่ใช่ของผู้มีอำนาจอนุมัติตามรายชื่อของสำนักงาน (ใบรับรอง {shown}…)"
