"""Reads the certificates of those whom the office trusts to issue others."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syncd.errors import Problem
from syncd.thai import format_date

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----")

SOON = timedelta(days=60)
"""So long before its end a root is worth a word: it takes a letter to get the next."""


@dataclass(frozen=True, slots=True)
class Roots:
    """One PEM file."""

    file: Path
    text: str
    """Its certificates alone, as PEM."""
    until: datetime
    """When the first of them ends."""


def read(file: Path) -> Roots | str:
    """The file's certificates, or what is wrong with it (Thai)."""
    import ssl  # noqa: PLC0415 - for offices that trust somebody

    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return f"เปิดไฟล์ใบรับรอง {file} ไม่ได้ หรือไม่ใช่ไฟล์ PEM (ข้อความที่ขึ้นต้นด้วย -----BEGIN CERTIFICATE-----)"
    if "PRIVATE KEY" in text:
        return f"ไฟล์ {file} มีกุญแจส่วนตัว (PRIVATE KEY) อยู่ด้วย ห้ามเก็บไว้ที่นี่ ให้เหลือเฉพาะใบรับรอง"
    text = "".join(f"{block}\n" for block in _CERTIFICATE.findall(text))  # people write remarks between them
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=text)
        there = context.get_ca_certs()
        ends = [ssl.cert_time_to_seconds(str(one["notAfter"])) for one in there]
    except (ssl.SSLError, ValueError, KeyError):
        return f"ไฟล์ {file} ไม่ใช่ใบรับรองในรูป PEM (ข้อความที่ขึ้นต้นด้วย -----BEGIN CERTIFICATE-----)"
    if not ends or len(ends) != context.cert_store_stats()["x509"]:
        return f"ไฟล์ {file} มีใบรับรองที่ไม่ใช่ของผู้ออกใบรับรอง (CA) ใบรับรองของผู้ลงนามให้ใส่ที่ certificates ของผู้มีอำนาจ"
    return Roots(file, text, datetime.fromtimestamp(min(ends), UTC))


def ending(roots: Iterable[Roots], source: Path, now: datetime) -> Iterator[Problem]:
    """A warning for each file with a certificate that has ended or soon will: signatures under it no longer count."""
    for one in roots:
        if one.until <= now + SOON:
            day = format_date(one.until.date())
            said = f"หมดอายุแล้วเมื่อ {day} ลายมือชื่อภายใต้ใบนี้ใช้ไม่ได้แล้ว" if one.until <= now else f"จะหมดอายุวันที่ {day}"
            yield Problem(str(source), None, "approval.trust", f"ใบรับรองใน {one.file} {said}")
