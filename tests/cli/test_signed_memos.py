"""How a digital signature is shown: who, when, what, with which certificate, and what it is worth."""

import io
from datetime import datetime, timedelta, timezone
from typing import Any

from rich.console import Console

from syncd.cli.programs import memo_of
from syncd.cli.story import show_memo
from syncd.model.approval import Signature, Soundness, Word
from tests.builders import make_memo

SOUND = Signature(
    Soundness.SOUND,
    signer="สมเกียรติ ศรีอุดมชัย",
    subject="CN=สมเกียรติ ศรีอุดมชัย, O=สพป.ชัยภูมิ เขต 3, C=TH",
    fingerprint="ab" * 32,
    covers_all=True,
    at=datetime(2026, 11, 23, 9, 32, tzinfo=timezone(timedelta(hours=7))),
    reason="อนุมัติ",
    word=Word.APPROVED,
)
CHANGED = Signature(Soundness.BROKEN, "ไฟล์ถูกแก้ไขหลังลงลายมือชื่อดิจิทัล", signer="ธีรพงษ์", fingerprint="cd" * 32)


def shown(*signatures: Signature) -> str:
    out = io.StringIO()
    show_memo(Console(file=out, width=300), make_memo(signatures=signatures))
    return out.getvalue()


def test_a_person_sees_who_signed_when_and_with_which_certificate() -> None:
    said = shown(SOUND)

    assert "สมเกียรติ ศรีอุดมชัย 23 พ.ย. 69 09.32 (ตามนาฬิกาของผู้ลงนาม)" in said
    assert "เหตุผล “อนุมัติ”" in said
    assert "ครอบคลุมทั้งไฟล์" in said
    assert "O=สพป.ชัยภูมิ เขต 3" in said
    assert "ab" * 32 in said


def test_a_person_sees_what_is_wrong_with_a_signature() -> None:
    assert "แก้ไขหลังลงลายมือชื่อ" in shown(CHANGED)
    assert "ลายมือชื่อดิจิทัล" not in shown()


def test_programs_get_every_signature() -> None:
    told: Any = memo_of(make_memo(signatures=(SOUND, CHANGED)))["signatures"]
    first, second = told

    assert (first["soundness"], first["at"], first["sha256"]) == ("sound", "2026-11-23T09:32:00+07:00", "ab" * 32)
    assert (second["soundness"], second["why"]) == ("broken", "ไฟล์ถูกแก้ไขหลังลงลายมือชื่อดิจิทัล")
