"""Checks the digital signatures in a PDF: intact, over the whole file, by whom, under which root. Nothing is fetched."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import BinaryIO

from asn1crypto import pem, x509
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import ValueErrorWithMessage
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from syncd import thai
from syncd.memo import words
from syncd.memo.source import Source, opened
from syncd.model.approval import Signature, Soundness

CHANGED = "ไฟล์ถูกแก้ไขหลังลงลายมือชื่อดิจิทัล"
BROKEN = "ลายมือชื่อดิจิทัลเสีย ตรวจแล้วไม่ตรงกับเนื้อหาไฟล์"
GARBLED = "ลายมือชื่อดิจิทัลเสีย หรือเขียนไว้ผิดรูปแบบ"
UNKNOWN_ROOT = "ใบรับรองไม่ได้ออกโดยผู้ออกใบรับรองที่สำนักงานตั้งไว้ให้เชื่อถือ"
EXPIRED = "ใบรับรองหมดอายุแล้ว หรือยังไม่เริ่มใช้ และไม่มีตราประทับเวลาที่เชื่อถือได้"
REVOKED = "ใบรับรองถูกเพิกถอน"
WEAK = "ใช้วิธีเข้ารหัสที่อ่อนเกินไป (เช่น SHA-1 หรือ RSA สั้นกว่า 2048 บิต)"
UNFIT = "ใบรับรองไม่ได้ออกให้ใช้ลงลายมือชื่อ"
TIMESTAMP = "ตราประทับเวลาไม่ได้ออกโดยผู้ที่สำนักงานตั้งไว้ให้เชื่อถือ"
UNCHECKED = "ตรวจลายมือชื่อดิจิทัลไม่ได้"

_THAILAND = timezone(timedelta(hours=7))
_SHOWN = (
    ("common_name", "CN"),
    ("title", "T"),
    ("organizational_unit_name", "OU"),
    ("organization_name", "O"),
    ("locality_name", "L"),
    ("state_or_province_name", "ST"),
    ("country_name", "C"),
)
"""Of a certificate's subject; its serialNumber may be the holder's national ID."""
_HEX = re.compile(rb"<(?:[0-9A-Fa-f]{2})*>")
_NUMBER = re.compile(r"\d{13}")
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
_INDICATED: Mapping[AdESSubIndic | None, str] = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: UNKNOWN_ROOT,
    AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE: UNKNOWN_ROOT,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: EXPIRED,
    AdESIndeterminate.EXPIRED: EXPIRED,
    AdESIndeterminate.NOT_YET_VALID: EXPIRED,
    AdESFailure.NOT_YET_VALID: EXPIRED,
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: UNFIT,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: WEAK,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: WEAK,
    AdESIndeterminate.REVOKED_NO_POE: REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: REVOKED,
    AdESFailure.REVOKED: REVOKED,
}

_FAULTS = (ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, NotImplementedError, OSError, PdfError)
"""What a malformed signature makes the library raise, beside what it promises."""


@dataclass(frozen=True, slots=True)
class _Among:
    """What every signature of a file is held against."""

    roots: list[x509.Certificate]
    fields: frozenset[str]
    """The names of the file's signature fields: others may not have been filled in later."""
    now: datetime


def check(source: Source, roots: Sequence[str], now: datetime) -> tuple[Signature, ...]:
    """Every signature of the PDF, in the order they were put. `roots` are PEM texts; whatever cannot be checked is never sound.

    A file whose structure cannot be read strictly, or in which no signature is found, gives one doubted signature.
    """
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they have to say is in the signatures
    anchors = [certificate for text in roots for certificate in _certificates(text)]
    with opened(source) as file:
        try:
            reader = PdfFileReader(file, strict=True)
            fields = [
                (name, field) for name, value, field in enumerate_sig_fields(reader, filled_status=True) if value is not None
            ]
        except (*_FAULTS, RecursionError):
            fields = []
        among = _Among(anchors, frozenset(name for name, _ in fields), now)
        found = [_check(reader, file, (name, field.get_object()), among) for name, field in fields]
    signatures = tuple(signature for _, signature in sorted(found, key=lambda one: one[0]) if signature is not None)
    return signatures or (Signature(Soundness.DOUBTED, UNCHECKED),)


def _certificates(text: str) -> list[x509.Certificate]:
    return [x509.Certificate.load(der) for kind, _, der in pem.unarmor(text.encode(), multiple=True) if kind == "CERTIFICATE"]


def _check(
    reader: PdfFileReader, file: BinaryIO, field: tuple[str, DictionaryObject], among: _Among
) -> tuple[int, Signature | None]:
    """(the revision that the signature was put in, the signature); none for a document timestamp, which approves nothing."""
    try:
        embedded = EmbeddedPdfSignature(reader, field[1], field[0])
        if embedded.sig_object_type == "/DocTimeStamp":
            return embedded.signed_revision, None
        known = _described(embedded)
        garbled = not _gap_is_the_signature(embedded, file)
    except _FAULTS:
        return 0, Signature(Soundness.BROKEN, GARBLED)
    if garbled:
        return embedded.signed_revision, replace(known, soundness=Soundness.BROKEN, why=GARBLED)
    return embedded.signed_revision, _validated(embedded, known, among)


def _described(embedded: EmbeddedPdfSignature) -> Signature:
    """Who signed, and what he said; not yet whether it holds."""
    certificate = embedded.signer_cert
    subject = certificate.subject.native
    reason = thai.normalise(str(embedded.sig_object.get("/Reason", "") or "")).strip()
    shown = [(short, one) for name, short in _SHOWN for one in _texts(subject.get(name))]
    return Signature(
        Soundness.DOUBTED,
        signer=_masked(", ".join(_texts(subject.get("common_name")))),
        subject=_masked(", ".join(f"{short}={one}" for short, one in shown)),
        fingerprint=certificate.sha256.hex(),
        reason=_masked(reason),
        word=words.read(reason),
    )


def _texts(value: object) -> list[str]:
    """The values of one part of a name; their commas marked, so that none can pass for a further part."""
    values = [] if value is None else value if isinstance(value, list) else [value]
    return [str(one).replace("\\", "\\\\").replace(",", "\\,") for one in values]


def _masked(text: str) -> str:
    return _NUMBER.sub("x" * 13, " ".join(text.split()))


def _gap_is_the_signature(embedded: EmbeddedPdfSignature, file: BinaryIO) -> bool:
    """Whether what the signature leaves out is its own hex string and nothing else.

    The library compares lengths only; a shorter spelling of the same string would leave room for objects nobody signed.
    """
    start, before, behind, _ = (int(number) for number in embedded.byte_range)
    file.seek(start + before)
    gap = file.read(max(0, behind - before - start))
    return _HEX.fullmatch(gap) is not None and bytes.fromhex(gap[1:-1].decode("ascii")) == embedded.pkcs7_content


def _validated(embedded: EmbeddedPdfSignature, known: Signature, among: _Among) -> Signature:
    try:
        status = _validate(embedded, among.roots, among.now)
        at, proven = status.signer_reported_dt, status.timestamp_validity
        is_timestamped = proven is not None and bool(proven.valid and proven.intact and proven.trusted)
        if proven is not None and is_timestamped:
            at = proven.timestamp
            if _INDICATED.get(status.trust_problem_indic) == EXPIRED:
                status = _validate(embedded, among.roots, at)
    except SignatureValidationError as error:
        return replace(known, why=_INDICATED.get(error.ades_subindication, UNCHECKED))
    except (ValueErrorWithMessage, *_FAULTS):
        return replace(known, why=UNCHECKED)
    soundness, why = _soundness(status, among.fields)
    return replace(
        known,
        soundness=soundness,
        why=why,
        covers_all=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        at=at.astimezone(_THAILAND) if at is not None else None,
        is_timestamped=is_timestamped,
    )


def _validate(embedded: EmbeddedPdfSignature, roots: list[x509.Certificate], moment: datetime) -> PdfSignatureStatus:
    """The library's judgement. It is a coroutine that never waits, as nothing is fetched; an event loop would want sockets."""
    context = ValidationContext(trust_roots=roots, moment=moment, allow_fetching=False)
    judging = async_validate_pdf_signature(embedded, context, key_usage_settings=_USAGE)
    try:
        judging.send(None)
    except StopIteration as done:
        status: PdfSignatureStatus = done.value
        return status
    raise SignatureValidationError("waits for something")


def _soundness(status: PdfSignatureStatus, fields: frozenset[str]) -> tuple[Soundness, str]:
    """What the library's judgement comes to."""
    if not status.intact or not status.valid:
        return Soundness.BROKEN, BROKEN
    changes = status.diff_result
    untouched = (
        isinstance(changes, DiffResult)
        and changes.modification_level <= ModificationLevel.FORM_FILLING
        and changes.changed_form_fields <= fields
        and status.docmdp_ok
        and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    )
    if not untouched:
        return Soundness.BROKEN, CHANGED
    if not status.trusted:
        return Soundness.DOUBTED, _INDICATED.get(status.trust_problem_indic, UNKNOWN_ROOT)
    if status.timestamp_validity is not None and not status.timestamp_validity.trusted:
        return Soundness.DOUBTED, TIMESTAMP
    return (Soundness.SOUND, "") if status.bottom_line else (Soundness.DOUBTED, UNCHECKED)
