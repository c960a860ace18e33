"""How certificates are named, and what is lacking in a signature that is otherwise sound."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from syncd.model.approval import Signature, Soundness, Word
from syncd.signing import certificate_form, signed
from tests.builders import DIRECTOR, TODAY, make_memo, make_office

THAILAND = timezone(timedelta(hours=7))
FINGERPRINT = "ab" * 32
SOUND = Signature(
    Soundness.SOUND,
    signer="สมเกียรติ",
    subject="CN=สมเกียรติ, O=สพป.ชัยภูมิ เขต 3, C=TH",
    fingerprint=FINGERPRINT,
    covers_all=True,
    at=datetime(2020, 4, 21, 9, tzinfo=THAILAND),
    reason="อนุมัติ",
    word=Word.APPROVED,
)
OFFICE = make_office(today=TODAY, approvers=(replace(DIRECTOR, certificates=(FINGERPRINT,)),))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (FINGERPRINT, FINGERPRINT),
        (":".join(["AB"] * 32), FINGERPRINT),
        (f"SHA256:{FINGERPRINT}", FINGERPRINT),
        (f"SHA-256={' '.join(['AB'] * 32)}", FINGERPRINT),
        ("O=สพป. ก, CN=นาย ข, C=TH", "C=TH, CN=นาย ข, O=สพป. ก"),
        ("CN=นาย  ข", "CN=นาย ข"),
    ],
)
def test_a_certificate_is_named_by_fingerprint_or_whole_subject(written: str, kept: str) -> None:
    assert certificate_form(written) == kept


@pytest.mark.parametrize("written", [" ", "นาย ข", "ab" * 31, "O=สพป. ก", "CN=", "CN=ข, O="])
def test_anything_else_names_no_certificate(written: str) -> None:
    with pytest.raises(ValueError, match=re.escape(written)):
        certificate_form(written)


def test_a_comma_in_a_name_makes_no_further_part_of_it() -> None:
    """Else who has himself certified as "X, O=the office" would pass for X of the office."""
    forged = replace(SOUND, fingerprint="cd" * 32, subject="CN=สมเกียรติ\\, O=สพป.ชัยภูมิ เขต 3\\, C=TH")
    office = make_office(approvers=(replace(DIRECTOR, certificates=(certificate_form(SOUND.subject),)),))

    assert signed(make_memo(signatures=(SOUND,)), office).signature == SOUND
    assert signed(make_memo(signatures=(replace(SOUND, fingerprint="cd" * 32),)), office).signature is not None
    assert signed(make_memo(signatures=(forged,)), office).signature is None


def test_an_unsigned_memo_has_nothing_for_or_against_it() -> None:
    found = signed(make_memo(), OFFICE)

    assert (found.signature, found.objections) == (None, ())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"at": None}, "ไม่บอกวันที่"),
        ({"at": datetime(2020, 5, 2, tzinfo=THAILAND)}, "ยังมาไม่ถึง"),
        ({"covers_all": False}, "เพิ่มข้อมูล"),
        ({"soundness": Soundness.DOUBTED, "why": "หมดอายุ"}, "หมดอายุ"),
        ({"soundness": Soundness.BROKEN, "why": "แก้ไข"}, "แก้ไข"),
        ({"fingerprint": "cd" * 32}, "ไม่ใช่ของผู้มีอำนาจ"),
    ],
)
def test_what_is_lacking_is_an_objection(change: dict[str, object], says: str) -> None:
    memo = make_memo(signatures=(replace(SOUND, **change),))  # type: ignore[arg-type]  # Signature's own fields

    (objection,) = signed(memo, OFFICE).objections

    assert says in objection


def test_one_broken_signature_spoils_the_others() -> None:
    broken = Signature(Soundness.BROKEN, "เสีย")

    assert signed(make_memo(signatures=(broken, SOUND)), OFFICE).signature is None
