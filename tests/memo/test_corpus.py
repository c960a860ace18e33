"""The office's documents in tests/documents, read as the daemon reads them, against what a person sees on them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from syncd import thai
from syncd.memo.reader import Reader
from syncd.model.approval import Soundness, Word
from syncd.model.document import Concern, FaultKind
from syncd.model.memo import Memo
from tests.memo.conftest import spooled

DOCUMENTS = Path(__file__).parent.parent / "documents"
EXPECTED: dict[str, dict[str, Any]] = json.loads((DOCUMENTS / "expected.json").read_text(encoding="utf-8"))

WORDS = {"approved": Word.APPROVED, "not_approved": Word.REFUSED, "needs_revision": Word.CORRECT, None: Word.NONE}
READABLE = [
    name for name, expected in EXPECTED.items() if "memos" in expected and expected["kind"] == "memo" and "changed" not in name
]
UNREAD = ["25_scan_clean.pdf", "31_scan_handwritten_no.pdf", "42_image_only.docx", "43_hidden_text_lies.pdf"]
SIGNED = ["71_signed_valid.pdf", "73_signed_then_changed.pdf"]
TRUSTED = (DOCUMENTS / "ca.pem").read_text(encoding="ascii")
FAULTS = {
    "73_signed_then_changed.pdf": {FaultKind.SIGNATURE, FaultKind.CONCEALED},
    "37_password.pdf": {FaultKind.ENCRYPTED},
    "39_truncated.pdf": {FaultKind.DAMAGED},
    "40_macro_named_docx.docx": {FaultKind.MACROS, FaultKind.WRONG_TYPE},
    "45_pdf_javascript.pdf": {FaultKind.ACTIVE},
    "53_php_in_jpg.jpg": {FaultKind.FORBIDDEN_TYPE, FaultKind.WRONG_TYPE},
    "57_zip_bomb.docx": {FaultKind.BOMB},
}


def same(read: str | None, printed: str | None) -> bool:
    return thai.arabic(thai.squeeze(read or "")) == thai.arabic(thai.squeeze(printed or ""))


def check_memo(memo: Memo, expected: dict[str, Any]) -> None:
    assert same(memo.unit, expected["unit"])
    assert same(memo.number, None if expected["memo_no"] == "/" else expected["memo_no"])
    assert memo.date == date.fromisoformat(expected["date"])
    assert same(memo.subject, expected["subject"])
    assert same(memo.addressee, expected["to"])
    assert memo.asks_publication is expected["publish_request"]
    assert memo.doubts == ()
    assert len(memo.approvals) == len(expected["approvals"])
    for approval, seen in zip(memo.approvals, expected["approvals"], strict=True):
        assert approval.certain
        assert approval.word is WORDS[seen["decision"]]
        assert same(approval.words, seen["text"])
        assert approval.name == seen["name"]
        assert same(approval.position, seen["position"])
        assert approval.date == (date.fromisoformat(seen["date"]) if seen["date"] else None)


@pytest.mark.parametrize("name", READABLE)
def test_a_memo_with_a_text_layer_reads_as_a_person_sees_it(reader: Reader, name: str) -> None:
    document = reader.read(spooled(DOCUMENTS / name))
    assert document.unread is None
    assert len(document.memos) == len(EXPECTED[name]["memos"])
    for memo, expected in zip(document.memos, EXPECTED[name]["memos"], strict=True):
        check_memo(memo, expected)


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_said_and_may_be_the_memo(reader: Reader, name: str) -> None:
    document = reader.read(spooled(DOCUMENTS / name))
    assert document.unread
    assert document.maybe_memo
    assert document.memos == ()


def test_a_signed_pdf_tells_who_signed_it_and_a_changed_one_is_at_fault(reader: Reader) -> None:
    valid, changed = (reader.read(spooled(DOCUMENTS / name), [TRUSTED]).memos[0].signatures[0] for name in SIGNED)
    assert (valid.soundness, valid.covers_all, valid.word) == (Soundness.SOUND, True, Word.APPROVED)
    assert valid.subject == "CN=นายสมเกียรติ ศรีอุดมชัย, C=TH"
    assert (changed.soundness, changed.covers_all) == (Soundness.BROKEN, False)


def test_without_its_issuer_among_the_trusted_a_signature_proves_nothing(reader: Reader) -> None:
    assert reader.read(spooled(DOCUMENTS / SIGNED[0])).memos[0].signatures[0].soundness is Soundness.DOUBTED


@pytest.mark.parametrize(("name", "kinds"), FAULTS.items())
def test_a_hostile_or_broken_file_is_named_for_what_it_is(reader: Reader, name: str, kinds: set[FaultKind]) -> None:
    assert {fault.kind for fault in reader.read(spooled(DOCUMENTS / name)).faults} == kinds


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - set(FAULTS)))
def test_an_honest_file_has_no_fault_but_is_told_what_it_conceals(reader: Reader, name: str) -> None:
    faults = reader.read(spooled(DOCUMENTS / name)).faults
    assert [fault.kind for fault in faults] == ([FaultKind.CONCEALED] if name == "48_student_list.xlsx" else [])


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "pii" in expected])
def test_every_national_id_is_found_and_none_is_given_back_in_full(reader: Reader, name: str) -> None:
    expected = EXPECTED[name]
    masked = sorted(f"x-xxxx-xxxxx-{number[10:12]}-{number[12]}" for number in expected["pii"]["national_id"])
    found = [spot for spot in reader.read(spooled(DOCUMENTS / name)).spots if spot.concern is Concern.NATIONAL_ID]
    assert sorted(spot.shown for spot in found) == masked
    assert all(spot.place for spot in found)


CONCERNS = {concern.value: concern for concern in Concern} | {"student_list": Concern.PUPILS}


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - set(FAULTS)))
def test_what_is_of_concern_is_found_and_nothing_else(reader: Reader, name: str) -> None:
    expected = {CONCERNS[flag] for flag in EXPECTED[name].get("flags", ()) if flag in CONCERNS}

    assert {spot.concern for spot in reader.read(spooled(DOCUMENTS / name)).spots} == expected


def test_a_letter_is_no_memo(reader: Reader) -> None:
    document = reader.read(spooled(DOCUMENTS / "61_letter_not_memo.pdf"))
    assert document.memos == ()
    assert document.unread is None


def test_a_layer_with_its_marks_swapped_is_read_as_it_is_printed(reader: Reader) -> None:
    """Made with WeasyPrint, which gave ุ the code of ่: what the layer calls ไม่อน่มัติ is a refusal to a person."""
    document = reader.read(spooled(DOCUMENTS / "marks_swapped.pdf"))
    (memo,) = document.memos
    assert memo.doubts == ()
    assert memo.approvals[-1].words == "ไม่อนุมัติ"
    assert (memo.unit, memo.subject) == (
        "กลุ่มนโยบายและแผน สำนักงานเขตพื้นที่การศึกษาประถมศึกษาชัยภูมิ เขต ๓",
        "ขอเผยแพร่แผนปฏิบัติการประจำปี",
    )
