from dataclasses import replace

import pytest

from syncd.bundle import Missing, One, Several, Unknown, assemble, attachments, choose_memo, find_document, is_generic, title
from syncd.model.bundle import Details
from syncd.model.document import Document, Fault, FaultKind
from syncd.model.folder import Sighting
from syncd.model.memo import Memo
from syncd.model.office import Route
from tests.builders import PLANNING, POLICY, make_bundle, make_document, make_memo

PLAN = make_document("แผน.pdf")


def reads_as_memo(name: str) -> Document:
    return make_document(name, make_memo())


def scan(name: str) -> Document:
    return make_document(name, unread="เป็นภาพสแกน", maybe_memo=True)


def test_the_file_the_details_name_is_the_memo() -> None:
    letter = reads_as_memo("หนังสือ.pdf")
    bundle = make_bundle(reads_as_memo("บันทึกข้อความ.pdf"), letter, details=Details(memo="หนังสือ"))

    assert choose_memo(bundle) == One(letter)


@pytest.mark.parametrize("name", ["บันทึกข้อความ.pdf", "1. บันทึก ข้อความ.pdf", "ขออนุญาต.pdf", "MEMO.PDF", "ใบ/บันทึกข้อความ.pdf"])
def test_else_the_only_file_called_so(name: str) -> None:
    memo = reads_as_memo(name)

    assert choose_memo(make_bundle(PLAN, memo, reads_as_memo("คำสั่ง.pdf"))) == One(memo)


def test_else_the_only_file_that_reads_as_one() -> None:
    memo = reads_as_memo("scan.pdf")

    assert choose_memo(make_bundle(PLAN, memo)) == One(memo)


def test_a_file_called_memo_that_reads_as_none_is_none() -> None:
    memo = reads_as_memo("scan.pdf")

    assert choose_memo(make_bundle(make_document("ขออนุญาตใช้รถ.pdf"), memo)) == One(memo)
    assert choose_memo(make_bundle(make_document("บันทึกข้อความ.pdf"), PLAN)) == Missing()


def test_a_scan_called_memo_is_the_memo_though_unread() -> None:
    memo = scan("บันทึกข้อความ.pdf")

    assert choose_memo(make_bundle(memo, scan("ประกาศ.pdf"))) == One(memo)


def test_an_unread_scan_might_be_the_memo() -> None:
    assert choose_memo(make_bundle(scan("1.pdf"), scan("2.pdf"), PLAN)) == Unknown(("1.pdf", "2.pdf"))


def test_a_locked_file_might_be_the_memo() -> None:
    locked = replace(PLAN, faults=(Fault(FaultKind.ENCRYPTED),))

    assert choose_memo(make_bundle(locked)) == Unknown((PLAN.name,))


def test_two_memos_are_several_whether_in_two_files_or_in_one() -> None:
    both = make_document("ก.pdf", make_memo(), make_memo())

    assert choose_memo(make_bundle(reads_as_memo("ก.pdf"), reads_as_memo("ข.pdf"))) == Several(("ก.pdf", "ข.pdf"))
    assert choose_memo(make_bundle(both, PLAN)) == Several(("ก.pdf",))


def test_the_memo_and_its_copies_are_not_published() -> None:
    memo = reads_as_memo("บันทึกข้อความ.pdf")
    copy = replace(memo, name="สำเนา.pdf")

    assert attachments(make_bundle(memo, copy, PLAN), memo.name) == (PLAN,)


def test_the_memo_is_published_when_the_details_say_so() -> None:
    memo = reads_as_memo("บันทึกข้อความ.pdf")

    assert attachments(make_bundle(memo, PLAN, details=Details(publish_memo=True)), memo.name) == (memo, PLAN)


def titled(name: str, memo: Memo | None = None, details: Details | None = None) -> str | None:
    return title(make_bundle(name=name, memo=memo, details=details))


def test_the_title_is_the_details_else_the_folders_name_else_the_memos_subject() -> None:
    assert titled("แผน 2563", details=Details(title="แผนปฏิบัติการ")) == "แผนปฏิบัติการ"
    assert titled("แผน 2563") == "แผน 2563"
    assert titled("โฟลเดอร์ใหม่") == "แผนปฏิบัติการประจำปี 2563"
    assert titled("โฟลเดอร์ใหม่", make_memo(subject=None)) is None


@pytest.mark.parametrize("asking", ["ขออนุญาตเผยแพร่", "ขอเผยแพร่", "ขออนุมัติเผยแพร่", "ขออนุญาตนำเผยแพร่ ", "ขอ เผยแพร่ "])
def test_the_subjects_request_is_no_part_of_the_title(asking: str) -> None:
    assert titled("123", make_memo(subject=f"{asking}ประกาศผู้ชนะ")) == "ประกาศผู้ชนะ"


def test_a_subject_read_with_doubt_is_no_title() -> None:
    assert titled("123", make_memo(doubts=("ไม่ชัด",))) is None


@pytest.mark.parametrize(
    "name",
    [
        "New folder", "New folder (2)", "โฟลเดอร์ใหม่ (๓)", "New folder - Copy", "๑๒๓", "2563-04-01", "",
        "สแกน0001", "สแกน_20261005", "Scan", "scan 12", "SCAN_0003", "scan_20200401",
        "IMG_2041", "IMG-20261005-1", "dsc 0001", "ภาพ (2)",
        "document(1)", "New Document 3", "New Document(7) 05-Oct-2026", "CamScanner 10-05-2026 09.30", "Untitled",
        "เอกสาร", "เอกสาร (2)", "ไฟล์แนบ 1", "งาน - Copy",
    ],
)  # fmt: skip
def test_names_of_machines_and_hurried_hands_are_generic(name: str) -> None:
    assert is_generic(name)


@pytest.mark.parametrize(
    "name",
    [
        "ประกาศผู้ชนะการเสนอราคา", "แผน 2563", "สแกนเนอร์ 5 เครื่อง", "ITA 2563", "งานวิจัย", "ภาพรวม", "เอกสารประกวดราคา", "TOR",
        "1. คำสั่ง", "Scanner manual", "ไฟล์ข้อมูล",
    ],
)  # fmt: skip
def test_names_that_say_something_are_not(name: str) -> None:
    assert not is_generic(name)


def test_a_file_is_found_by_the_name_a_person_would_write() -> None:
    bundle = make_bundle(make_document("ใบ/บันทึก.pdf"), PLAN)

    assert [find_document(bundle, name) for name in ("แผน.PDF", "แผน", "ใบ\\บันทึก.pdf", "บันทึก.pdf")] == [
        PLAN,
        PLAN,
        bundle.documents[0],
        bundle.documents[0],
    ]
    assert find_document(bundle, "ไม่มี.pdf") is None


def test_a_name_that_fits_two_files_finds_none() -> None:
    assert find_document(make_bundle(make_document("ก/1.pdf"), make_document("ข/1.pdf")), "1.pdf") is None


def test_a_bundle_keeps_what_the_scan_saw() -> None:
    sighting = Sighting(PLANNING, "กลุ่ม/เรื่อง", "เรื่อง", POLICY, "1.2", Route.MEMO, undecided=False)
    bundle = assemble(sighting, "v9", (PLAN,), Details(title="ก"))

    assert (bundle.unit, bundle.path, bundle.category, bundle.route) == (PLANNING, "กลุ่ม/เรื่อง", POLICY, Route.MEMO)
    assert (bundle.version, bundle.documents, bundle.details.title) == ("v9", (PLAN,), "ก")


def test_a_subject_that_only_ocr_read_is_no_title() -> None:
    sure, scanned = make_memo(), make_memo(uncertain=("subject",))

    assert title(make_bundle(memo=sure, name="New folder")) == "แผนปฏิบัติการประจำปี 2563"
    assert title(make_bundle(memo=scanned, name="New folder")) is None
