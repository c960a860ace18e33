"""One row per rule: a bundle, an office, and what must be said about it."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pytest

from syncd.memo.screening import spots
from syncd.model.approval import Signature, Soundness, Word
from syncd.model.bundle import Bundle, Details
from syncd.model.decision import Weight
from syncd.model.document import Concern, Document, Fault, FaultKind, Photo
from syncd.model.folder import Refused
from syncd.model.memo import Source
from syncd.model.office import Every, Piece, Route, Unit
from syncd.office import Known, Office
from syncd.rules import ROUTE_RULES, RULES, examine
from syncd.screening import marks_in
from tests.builders import (
    DIRECTOR,
    FINANCE,
    OFFICE_NAME,
    POLICY,
    PROCUREMENT,
    UNIT_DIRECTOR,
    make_approval,
    make_bundle,
    make_document,
    make_memo,
    make_office,
    make_spot,
)

PLAN = make_document()
MEMO = make_document("บันทึกข้อความ.pdf", make_memo())


class Row(NamedTuple):
    rule: str
    weight: Weight
    bundle: Bundle
    office: Office = make_office()
    file: str | None = None
    says: str = ""


SCANNED = make_memo(source=Source.OCR, uncertain=("approval", "date", "number", "subject", "unit"))


def scan(name: str) -> Bundle:
    return make_bundle(make_document(name, unread="เป็นภาพสแกน", maybe_memo=True), PLAN)


def with_fault(kind: FaultKind) -> Bundle:
    return make_bundle(MEMO, replace(PLAN, faults=(Fault(kind),)))


def deciding(*approvals: object) -> Bundle:
    return make_bundle(memo=make_memo(UNIT_DIRECTOR, *approvals))  # type: ignore[arg-type]


PLAIN = Photo(moves=False, looks_like_page=False)
SAID = Details("คำบรรยายภาพ.txt", description="คณะครูร่วมประชุม")


def drop(*others: Document, photo: Photo = PLAIN, details: Details = SAID, name: str = "ประชุมครู", **changes: object) -> Bundle:
    """A photo, what is given besides, and the paragraph."""
    return make_bundle(
        replace(make_document("1.jpg", kind="jpeg"), photo=photo, **changes),  # type: ignore[arg-type]  # of Document's own
        *others,
        route=Route.PHOTOS,
        category_folder="ภาพกิจกรรม",
        details=details,
        name=name,
    )


def told(description: str) -> Bundle:
    return drop(details=replace(SAID, description=description))


def seen(kind: str, name: str, **changes: object) -> Document:
    return make_document(name, kind=kind, **changes)


LOOKED_AT = replace(make_office(), photos_need_release=False)
BUYING = replace(PROCUREMENT, keywords=("เสนอราคา", "สขร.1"))
DUE = replace(POLICY, pieces=(Piece("แผนปฏิบัติการ"), Piece("รายงานผล", Every.QUARTER)))

R, H, N = Weight.RETURN, Weight.HOLD, Weight.NOTE
LIGHTER = {FaultKind.CONCEALED: N, FaultKind.LINKED: H, FaultKind.UNSCANNED: H, FaultKind.SCANNER_AWAY: H}
"""What an officer may let pass; every other fault goes back to the unit."""
NAMED = {FaultKind.SCANNER_AWAY: "scanner_away"}
MEMO_NAME, PLAN_NAME = MEMO.name, PLAN.name

TABLE = (
    # the memo
    Row("no_memo", R, make_bundle(PLAN, make_document("ประกาศ.pdf"))),
    Row("no_memo", R, make_bundle(make_document("บันทึกข้อความ.pdf"), PLAN)),
    Row("named_memo_missing", R, make_bundle(details=Details("รายละเอียด.txt", memo="ก.pdf")), file="รายละเอียด.txt", says="ก.pdf"),
    Row("only_memo", R, make_bundle(MEMO), file=MEMO_NAME, says="แยก"),
    Row("only_memo", R, make_bundle(make_document("สแกน.pdf", unread="เป็นภาพสแกน", maybe_memo=True)), file="สแกน.pdf"),
    Row("only_memo", R, make_bundle(MEMO, replace(PLAN, sha256=MEMO.sha256)), file=MEMO_NAME),
    Row("several_memos", H, make_bundle(MEMO, make_document("บันทึกข้อความ 2.pdf", make_memo())), says="บันทึกข้อความ 2.pdf"),
    Row("several_memos", H, make_bundle(make_document("ก.pdf", make_memo()), make_document("ข.pdf", make_memo()))),
    Row("several_memos", H, make_bundle(make_document(MEMO_NAME, make_memo(), make_memo()), PLAN), file=MEMO_NAME),
    Row("another_memo", H, make_bundle(MEMO, make_document("แนบ.pdf", make_memo())), file="แนบ.pdf"),
    Row(
        "another_memo",
        H,
        make_bundle(MEMO, make_document("แนบ.pdf", make_memo(make_approval(Word.REFUSED), asks_publication=False))),
        file="แนบ.pdf",
        says="ไม่ได้รับอนุมัติ",
    ),
    Row(
        "another_memo",
        H,
        make_bundle(MEMO, make_document("จัดซื้อ.pdf", make_memo(subject="ขออนุมัติจัดซื้อ", asks_publication=False))),
        file="จัดซื้อ.pdf",
        says="เรื่องอื่น",
    ),
    Row("memo_may_be_unread", H, scan("บันทึกข้อความ.pdf"), file=MEMO_NAME, says="เป็นภาพสแกน"),
    Row("memo_may_be_unread", H, scan("สแกน0001.pdf"), file="สแกน0001.pdf"),
    Row("memo_may_be_unread", H, make_bundle(replace(MEMO, unread="มีหน้าที่เป็นภาพ"), PLAN), file=MEMO_NAME, says="มีหน้าที่เป็นภาพ"),
    Row("memo_scanned", H, make_bundle(memo=SCANNED), file=MEMO_NAME, says="อ่านด้วยเครื่องอาจผิด"),
    Row("approval_uncertain", H, make_bundle(memo=SCANNED), file=MEMO_NAME, says="คำสั่งในภาพสแกนต้องดูด้วยตา"),
    Row("refused", R, deciding(make_approval(Word.REFUSED, words="ไม่อนุมัติ")), file=MEMO_NAME, says="ไม่อนุมัติ"),
    Row("to_be_corrected", R, deciding(make_approval(Word.CORRECT, words="ให้แก้ไข")), file=MEMO_NAME, says="ให้แก้ไข"),
    Row("approval_missing", H, deciding(make_approval(Word.NONE, words="", day=None)), file=MEMO_NAME),
    Row("approval_missing", H, deciding(), file=MEMO_NAME),
    Row("approval_uncertain", H, deciding(make_approval(certain=False)), file=MEMO_NAME),
    Row("approval_uncertain", H, deciding(make_approval(Word.NOTED, words="ทราบ")), file=MEMO_NAME, says="ทราบ"),
    Row("approval_uncertain", H, deciding(make_approval(day=None)), file=MEMO_NAME, says="วันที่"),
    Row("approver_unknown", H, deciding(make_approval(name="นายใครก็ไม่รู้ ไม่มีชื่อ")), file=MEMO_NAME),
    Row(
        "approver_out_of_dates",
        H,
        make_bundle(),
        make_office(approvers=(replace(DIRECTOR, until=date(2020, 4, 1)),)),
        file=MEMO_NAME,
    ),
    Row(
        "signature_uncertain",
        H,
        make_bundle(memo=make_memo(signatures=(Signature(Soundness.DOUBTED, "ใบรับรองหมดอายุ", "สมเกียรติ"),))),
        file=MEMO_NAME,
        says="หมดอายุ",
    ),
    Row("impossible_dates", H, deciding(make_approval(day=date(2020, 4, 19))), file=MEMO_NAME, says="ก่อนวันที่"),
    Row("impossible_dates", H, make_bundle(), make_office(today=date(2020, 4, 20)), file=MEMO_NAME, says="ยังมาไม่ถึง"),
    Row("evidence_not_accepted", H, make_bundle(), make_office(accept=()), file=MEMO_NAME),
    Row("evidence_not_accepted", H, make_bundle(memo=make_memo(format="docx")), file=MEMO_NAME),
    Row("asks_something_else", H, make_bundle(memo=make_memo(asks_publication=False)), file=MEMO_NAME),
    Row("memo_date_missing", H, make_bundle(memo=make_memo(date=None)), file=MEMO_NAME),
    Row("memo_doubts", H, make_bundle(memo=make_memo(doubts=("ตัวอักษรซ้อนกัน",))), file=MEMO_NAME, says="ซ้อนกัน"),
    Row("memo_addressed_elsewhere", H, make_bundle(memo=make_memo(addressee="ผู้อำนวยการโรงเรียนบ้านหนองบัว")), says="หนองบัว"),
    Row("memo_addressed_elsewhere", H, make_bundle(memo=make_memo(addressee=f"{DIRECTOR.position}1"))),
    Row("memo_addressed_elsewhere", H, make_bundle(memo=make_memo(addressee=f"รอง{DIRECTOR.position}"))),
    Row("memo_unit_not_allowed", H, make_bundle(memo=make_memo(unit=f"{FINANCE.name} {OFFICE_NAME}"))),
    Row("memo_unit_differs", N, make_bundle(memo=make_memo(unit="กลุ่มกฎหมายและคดี")), says="กลุ่มกฎหมายและคดี"),
    Row("unit_director_missing", N, make_bundle(memo=make_memo(make_approval())), file=MEMO_NAME),
    Row("memo_number_blank", N, make_bundle(memo=make_memo(number=None)), file=MEMO_NAME),
    Row("memo_age", N, make_bundle(), make_office(today=date(2021, 6, 1)), file=MEMO_NAME),
    Row("year_mismatch", N, make_bundle(name="แผนปฏิบัติการ ปี ๒๕๖๐"), file=MEMO_NAME, says="๒๕๖๐"),
    # the files
    Row("file_not_taken", R, make_bundle(refused=(Refused("ลัด", "เป็นทางลัด"),)), file="ลัด", says="เป็นทางลัด"),
    *(Row(NAMED.get(kind, f"file_{kind}"), LIGHTER.get(kind, R), with_fault(kind), file=PLAN_NAME) for kind in FaultKind),
    Row("only_archives", R, make_bundle(make_document("ทั้งหมด.zip", kind="zip")), file="ทั้งหมด.zip", says="แตกไฟล์"),
    Row("too_big", R, make_bundle(), make_office(max_file_bytes=150_000), file=PLAN_NAME, says="195 KB"),
    Row("second_details", R, make_bundle(MEMO, PLAN, make_document("bundle.yaml", kind="text")), file="bundle.yaml"),
    Row("second_details", R, make_bundle(MEMO, PLAN, make_document("รายละเอียด (1).txt", kind="text")), file="รายละเอียด (1).txt"),
    Row("details_problems", R, make_bundle(details=Details("รายละเอียด.txt", problems=("ก",))), file="รายละเอียด.txt"),
    Row("conflict_copies", N, make_bundle(MEMO, make_document("แผน (conflicted copy).pdf")), file="แผน (conflicted copy).pdf"),
    Row("conflict_copies", N, make_bundle(MEMO, make_document("แผน - สำเนา.pdf")), file="แผน - สำเนา.pdf"),
    Row("file_unread", H, make_bundle(MEMO, replace(PLAN, unread="เป็นภาพสแกน")), file=PLAN_NAME, says="เป็นภาพสแกน"),
    Row("file_by_ocr", H, make_bundle(MEMO, replace(PLAN, by_ocr=(2,), pages=3)), file=PLAN_NAME, says="หน้า 2"),
    Row("file_by_ocr", H, make_bundle(MEMO, replace(PLAN, kind="zip", by_ocr=(65536,))), file=PLAN_NAME, says="อยู่ข้างใน"),
    Row(
        "national_id",
        H,
        make_bundle(MEMO, replace(PLAN, spots=(make_spot(place="หน้า 2"),))),
        file=PLAN_NAME,
        says="หน้า 2: x-xxxx-xxxxx-12-3",
    ),
    Row("national_id", H, make_bundle(name="ประวัติ 1-9999-00722-10-8"), says="ชื่อเรื่อง: x-xxxx-xxxxx-10-8"),
    Row(
        "national_id",
        H,
        make_bundle(details=Details("รายละเอียด.txt", title="ประวัติ ๑๙๙๙๙๐๐๗๒๒๑๐๘")),
        says="ชื่อเรื่อง: x-xxxx-xxxxx-10-8",
    ),
    Row(
        "national_id",
        H,
        make_bundle(details=Details("รายละเอียด.txt", description="1999900722108")),
        says="คำอธิบาย: x-xxxx-xxxxx-10-8",
    ),
    Row("national_id", H, make_bundle(MEMO, make_document("1999900722108.pdf")), says="ชื่อไฟล์: x-xxxx-xxxxx-10-8"),
    *(
        Row(concern.value, H, make_bundle(MEMO, replace(PLAN, spots=(make_spot(concern),))), file=PLAN_NAME, says="หน้า 1: x-")
        for concern in Concern
    ),
    Row("secrecy", H, make_bundle(replace(MEMO, spots=(make_spot(Concern.SECRECY, shown="ลับมาก"),)), PLAN), file=MEMO_NAME),
    # the place
    Row("unknown_category", R, make_bundle(category=None, category_folder="จัดซื้อ"), says="1.09 จัดซื้อจัดจ้าง"),
    Row("unknown_category", R, make_bundle(category=None, category_folder=""), says="นอกโฟลเดอร์หมวด"),
    Row("category_not_valid", R, make_bundle(category=replace(POLICY, until=2562)), says="2563"),
    Row("category_not_yours", H, make_bundle(unit=FINANCE)),
    Row("undecided_category", H, make_bundle(category=None, undecided=True)),
    Row("no_title", H, make_bundle(name="New folder (2)", memo=make_memo(subject=None)), says="New folder (2)"),
    Row(
        "identical", R, make_bundle(), make_office(known=Known(identical=("2563-0007", "https://o.th/7"))), says="https://o.th/7"
    ),
    Row(
        "same_name_published",
        H,
        make_bundle(),
        make_office(known=Known(same_name="2563-0007", same_files={PLAN.sha256: "2563-0007"})),
        says="2563-0007",
    ),
    Row("same_name_published", H, make_bundle(), make_office(known=Known(same_name="2563-0007", same_memo=("2563-0007",)))),
    Row("same_memo_elsewhere", H, make_bundle(), make_office(known=Known(same_memo=("2563-0008",))), says="2563-0008"),
    Row("same_file_elsewhere", N, make_bundle(), make_office(known=Known(same_files={PLAN.sha256: "2563-0009"})), file=PLAN_NAME),
    # the story
    Row(
        "period_mismatch",
        N,
        make_bundle(name="รายงานผล ไตรมาส ๑ ปี ๒๕๖๓", memo=make_memo(subject="ขอเผยแพร่รายงานผล ไตรมาสที่ 2 ปีงบประมาณ 2563")),
        file=MEMO_NAME,
        says="ไตรมาสในชื่อเรื่อง",
    ),
    Row(
        "period_mismatch",
        N,
        make_bundle(MEMO, make_document("แผน ปีงบประมาณ 2562.pdf")),
        file="แผน ปีงบประมาณ 2562.pdf",
        says="ปี พ.ศ.ในไฟล์นี้",
    ),
    Row(
        "period_mismatch",
        N,
        make_bundle(MEMO, replace(PLAN, headline="แผนปฏิบัติการ ประจำปีงบประมาณ พ.ศ. ๒๕๖๒")),
        file=PLAN_NAME,
        says="2563",
    ),
    Row(
        "same_file_twice",
        N,
        make_bundle(MEMO, PLAN, replace(PLAN, name="แผน สำเนา 2.pdf")),
        file=PLAN_NAME,
        says="แผน สำเนา 2.pdf",
    ),
    Row(
        "category_suggested",
        N,
        make_bundle(name="ประกาศผู้ชนะการเสนอราคา"),
        make_office(categories=(POLICY, BUYING)),
        says="“เสนอราคา” ซึ่งมักอยู่ในหมวด 1.09",
    ),
    Row(
        "category_suggested",
        N,
        make_bundle(name="ประกาศ สขร.๑", category=None, undecided=True),
        make_office(categories=(POLICY, BUYING)),
        says="สขร.1",
    ),
    Row(
        "enclosures_missing",
        N,
        make_bundle(memo=make_memo(enclosures=("แผนปฏิบัติการ", "รายงานผล"))),
        file=MEMO_NAME,
        says="2 รายการ (1) แผนปฏิบัติการ, 2) รายงานผล)",
    ),
    Row("pieces_missing", N, make_bundle(category=DUE), says="ไตรมาส 3 ปีงบประมาณ 2563 ยังไม่พบ: รายงานผล"),
    Row(
        "pieces_missing",
        N,
        make_bundle(category=DUE),
        make_office(known=Known(published=(("รายงานผล ไตรมาส 2", date(2020, 3, 31)),))),
        says="รายงานผล",
    ),
    # photos
    Row("photos_only", R, drop(seen("pdf", "คำสั่ง.pdf")), LOOKED_AT, file="คำสั่ง.pdf", says="1.02 นโยบายและแผน"),
    Row("photos_only", R, drop(seen("mp4", "คลิป.mp4")), LOOKED_AT, file="คลิป.mp4", says="ไม่รับวิดีโอ"),
    Row("photos_only", R, drop(seen("text", "ข่าว.txt")), LOOKED_AT, file="ข่าว.txt", says="คำบรรยายภาพ.txt"),
    Row("no_photos", R, replace(drop(), documents=()), LOOKED_AT),
    Row("no_paragraph", R, drop(details=Details()), LOOKED_AT, says="คำบรรยายภาพ.txt"),
    Row("photos_title", R, drop(name="IMG (2)"), LOOKED_AT, says="IMG (2)"),
    Row("photo_moves", R, drop(photo=Photo(moves=True, looks_like_page=False)), LOOKED_AT, file="1.jpg"),
    Row("memo_among_photos", R, drop(seen("docx", "ก.docx", memos=(make_memo(),), words="")), LOOKED_AT, file="ก.docx"),
    Row("photo_looks_like_page", H, drop(photo=Photo(moves=False, looks_like_page=True)), LOOKED_AT, file="1.jpg"),
    Row(
        "words_of_paper", H, told("คำสั่งสำนักงานเขตพื้นที่การศึกษา\nที่ 123/2569\nเรื่อง แต่งตั้งกรรมการ\nสั่ง ณ วันที่ 20 พฤศจิกายน 2569"), LOOKED_AT
    ),
    Row("words_of_paper", H, told("ประกาศสำนักงานเขต\nประกาศ ณ วันที่ 1 ตุลาคม พ.ศ. 2569"), LOOKED_AT),
    Row("words_of_paper", H, told("ที่ ศธ ๐๔๐๔๐/๑๒๓\nเรียน ผู้อำนวยการโรงเรียน"), LOOKED_AT, says="หนังสือ"),
    Row("words_of_paper", H, told("เรื่อง ขอเชิญประชุม\n  เรียน ผู้อำนวยการโรงเรียน"), LOOKED_AT),
    Row("words_of_paper", H, told("จึงเรียนมาเพื่อทราบ\nขอแสดงความนับถือ"), LOOKED_AT),
    Row("photos_release", H, drop()),
    Row("file_unread", H, drop(unread="ระบบอ่านไม่สำเร็จ"), LOOKED_AT, file="1.jpg"),
    Row("file_unread", H, drop(seen("docx", "คำบรรยาย.docx", words="ก", unread="มีข้อความซ่อน")), LOOKED_AT, file="คำบรรยาย.docx"),
    Row("national_id", H, drop(details=replace(SAID, captions=(("1.jpg", "1999900722108"),))), LOOKED_AT, says="คำบรรยายภาพ: x-"),
    Row("category_not_yours", H, replace(drop(), unit=FINANCE), LOOKED_AT),
)


@pytest.mark.parametrize(
    "description",
    [
        "ผู้อำนวยการประชุมชี้แจงเรื่อง แผนปฏิบัติการ ตามคำสั่ง ที่ 12/2569 ณ วันที่ 1 ตุลาคม 2569",
        "นักเรียนเรียน รู้เรื่อง ป่าไม้\nเรื่อง เล่าจากครู",
        "มอบประกาศนียบัตร และประกาศผลการแข่งขัน ณ หอประชุม",
    ],
)
def test_what_tells_of_an_event_is_no_paper(description: str) -> None:
    assert examine(told(description), LOOKED_AT) == ()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.rule)
def test_each_rule_says_what_is_wrong(row: Row) -> None:
    found = [finding for finding in examine(row.bundle, row.office) if finding.rule == row.rule]

    assert [(finding.weight, finding.file) for finding in found] == [(row.weight, row.file)]
    assert row.says in found[0].message


def test_every_rule_has_a_row() -> None:
    assert {row.rule for row in TABLE} == set(RULES)


def test_a_faultless_bundle_is_not_found_fault_with() -> None:
    assert examine(make_bundle(), make_office()) == ()


def test_all_findings_are_given_at_once_the_gravest_first() -> None:
    bundle = make_bundle(
        make_document("บันทึกข้อความ.pdf", make_memo(number=None, asks_publication=False)),
        replace(PLAN, faults=(Fault(FaultKind.MACROS),), spots=(make_spot(),)),
    )
    found = examine(bundle, make_office())

    assert [finding.rule for finding in found] == ["file_macros", "asks_something_else", "national_id", "memo_number_blank"]


def test_a_setting_makes_a_rule_stricter_but_never_laxer() -> None:
    bundle = make_bundle(memo=make_memo(number=None, asks_publication=False))
    found = examine(bundle, make_office(), {"memo_number_blank": Weight.HOLD, "asks_something_else": Weight.NOTE})

    assert {finding.rule: finding.weight for finding in found} == {"memo_number_blank": H, "asks_something_else": H}


def test_the_memos_own_contents_are_not_screened_because_it_is_not_published() -> None:
    memo = replace(MEMO, spots=(make_spot(),), size=10**9)

    assert examine(make_bundle(memo, PLAN), make_office(max_file_bytes=10**6)) == ()


@pytest.mark.parametrize(
    "said", ["ลับมาก รายชื่อผู้รับการประเมิน", "(ลับ) แผนเผชิญเหตุ", "แผนเผชิญเหตุ_ลับที่สุด", "1.ลับ-รายงาน", "เอกสารลับ ที่ 2"]
)
def test_a_mark_of_secrecy_before_or_behind_the_words_of_a_title_or_a_file_is_one(said: str) -> None:
    titled = make_bundle(MEMO, PLAN, details=Details("รายละเอียด.txt", title=said))
    named = make_bundle(MEMO, make_document(f"{said}.pdf"))

    for bundle in (titled, named):
        assert "secrecy" in {finding.rule for finding in examine(bundle, make_office())}


@pytest.mark.parametrize("said", ["ค่ายเปิดโลกลับสมอง", "คู่มือรักษาความลับของทางราชการ", "ลับคมความคิด", "แนวทางชั้นความลับ พ.ศ. 2544"])
def test_words_of_secrecy_within_a_title_are_none(said: str) -> None:
    bundle = make_bundle(MEMO, make_document(f"{said}.pdf"), details=Details("รายละเอียด.txt", title=said))

    assert "secrecy" not in {finding.rule for finding in examine(bundle, make_office())}


def test_a_memo_that_is_to_be_published_is_screened_like_any_file() -> None:
    memo = replace(MEMO, spots=(make_spot(),))
    found = examine(make_bundle(memo, details=Details(publish_memo=True)), make_office())

    assert [finding.key for finding in found] == ["national_id:บันทึกข้อความ.pdf"]


def test_a_file_published_under_another_name_alone_is_no_correction() -> None:
    known = Known(same_name="2563-0007", same_files={PLAN.sha256: "2563-0001"})

    assert [finding.rule for finding in examine(make_bundle(), make_office(known=known))] == ["same_file_elsewhere"]


@pytest.mark.parametrize(
    ("bundle", "office"),
    [
        (make_bundle(name="แผน ปี 2563 - 2565", memo=make_memo(subject="ขอเผยแพร่แผน ปีงบประมาณ 2564")), make_office()),
        (make_bundle(MEMO, make_document("สถิติ ปีการศึกษา 2562.pdf")), make_office()),
        (make_bundle(MEMO, make_document("ประกาศ 12-03-2562.pdf")), make_office()),
        (make_bundle(MEMO, PLAN, make_document("เปรียบเทียบ ปี 2562 กับ ปี 2563.pdf")), make_office()),
        (make_bundle(memo=make_memo(enclosures=("แผนปฏิบัติการ",))), make_office()),
        (make_bundle(name="แผนการจัดซื้อจัดจ้าง ราคากลาง", category=BUYING), make_office(categories=(POLICY, BUYING))),
        (
            make_bundle(name="นโยบายการเสนอราคา", category=replace(POLICY, keywords=("นโยบาย",))),
            make_office(categories=(BUYING,)),
        ),
        (make_bundle(category=DUE), make_office(known=Known(published=(("รายงานผล เดือนเมษายน", date(2020, 4, 29)),)))),
        (make_bundle(MEMO, PLAN, make_document("รายงานผล.pdf"), category=DUE), make_office()),
    ],
)
def test_what_tells_one_story_is_not_remarked_on(bundle: Bundle, office: Office) -> None:
    assert [finding.rule for finding in examine(bundle, office)] == []


def test_a_file_that_stands_in_another_category_is_said_so() -> None:
    known = Known(same_files={PLAN.sha256: "2563-0009"}, categories={"2563-0009": "1.9"})
    (found,) = examine(make_bundle(), make_office(known=known))

    assert "ในหมวดอื่น (1.9 จัดซื้อจัดจ้าง)" in found.message


def test_the_offices_own_number_passes_and_anothers_does_not() -> None:
    office = make_office(passing=marks_in("08 1234 5678"))
    (own,) = spots([("หน้า 1", "โทร. 081-234-5678")])
    (other,) = spots([("หน้า 1", "โทร. 081-234-5679")])

    assert examine(make_bundle(MEMO, replace(PLAN, spots=(own,))), office) == ()
    assert [it.rule for it in examine(make_bundle(MEMO, replace(PLAN, spots=(own, other))), office)] == ["phone"]
    assert examine(make_bundle(name="แผน โทร. 0812345678"), office) == ()


def test_an_office_may_take_ocr_for_enough_but_not_what_it_could_not_read() -> None:
    office = replace(make_office(), ocr_is_enough=True)

    assert examine(make_bundle(MEMO, replace(PLAN, by_ocr=(1,))), office) == ()
    unread = replace(PLAN, by_ocr=(1,), unread="หน้า 2 เป็นภาพสแกน")
    assert [it.rule for it in examine(make_bundle(MEMO, unread), office)] == ["file_unread"]


def test_no_setting_lets_a_persons_id_pass() -> None:
    (spot,) = spots([("หน้า 1", "1-9999-00722-10-8")])
    office = make_office(passing=frozenset({spot.mark}))

    assert [it.rule for it in examine(make_bundle(MEMO, replace(PLAN, spots=(spot,))), office)] == ["national_id"]


def test_the_words_beside_the_files_are_one_finding_for_each_concern() -> None:
    details = Details("รายละเอียด.txt", title="นายก 1-9999-00722-10-8 โทร. 081-234-5678", description="เลข 1-9999-00722-10-8")
    found = [it for it in examine(make_bundle(details=details), make_office()) if it.rule in {"national_id", "phone"}]

    assert [it.key for it in found] == ["national_id", "phone"]
    assert "ชื่อเรื่อง: x-xxxx-xxxxx-10-8, คำอธิบาย: x-xxxx-xxxxx-10-8" in found[0].message


def test_photos_are_not_asked_for_a_memo() -> None:
    assert [finding.rule for finding in examine(drop(), make_office())] == ["photos_release"]
    assert examine(drop(size=10**9), replace(make_office(max_file_bytes=10**6), photos_need_release=False)) == ()


@pytest.mark.parametrize(
    "printed",
    [
        f"กลุ่มนโยบายและแผน {OFFICE_NAME}",
        "กลุ่มนโยบาย และแผน โทร. ๐ ๔๔๐๕ ๖๓๘๕",
        "กลุ่มแผน",
        f"{OFFICE_NAME.replace('3', '๓')}",
        f"{OFFICE_NAME} กลุ่มนโยบายและแผน",
        "สพป.ชัยภูมิ เขต ๓ กลุ่มนโยบายและแผน งานงบประมาณ",
    ],
)
def test_a_unit_is_known_by_any_of_its_names(printed: str) -> None:
    assert examine(make_bundle(memo=make_memo(unit=printed)), make_office()) == ()


def test_of_two_units_whose_names_begin_alike_the_longer_one_is_meant() -> None:
    law, cases = Unit("กลุ่มกฎหมาย", "กลุ่มกฎหมาย"), Unit("กลุ่มกฎหมายและคดี", "กลุ่มกฎหมายและคดี")
    bundle = make_bundle(memo=make_memo(unit="กลุ่มกฎหมายและคดี"), unit=law)
    found = examine(bundle, make_office(units=(law, cases)))

    assert [finding.rule for finding in found] == ["memo_unit_differs"]


def test_what_lies_concealed_in_a_memo_that_stays_with_the_office_is_nobodys_to_find() -> None:
    hiding = replace(MEMO, faults=(Fault(FaultKind.CONCEALED, "มีความคิดเห็น (Comment)"),))

    assert [it.file for it in examine(make_bundle(hiding, PLAN), make_office())] == []

    shown = make_bundle(hiding, PLAN, details=Details(publish_memo=True))
    assert [(it.rule, it.file) for it in examine(shown, make_office())] == [("file_concealed", MEMO_NAME)]


def test_a_unit_that_ocr_garbled_is_told_by_its_name() -> None:
    garbled = replace(SCANNED, unit="กลุ่มกฎหมายและคดี ส านักงานฯ@๑")

    found = examine(make_bundle(memo=garbled), make_office(units=(Unit("กลุ่มกฎหมายและคดี", "กลุ่มกฎหมาย"),)))

    (said,) = [it.message for it in found if it.rule == "memo_unit_differs"]

    assert "“กลุ่มกฎหมายและคดี”" in said


def test_the_only_file_that_may_be_the_memo_is_told_of_once() -> None:
    assert [finding.rule for finding in examine(scan("สแกน.pdf"), make_office())] == ["memo_may_be_unread"]


def test_a_date_that_a_scan_seems_to_bear_is_no_ground_for_anything() -> None:
    """Tesseract reads ๒๕๖๔ as ๒๕๐๕: a plausible date, half a century wrong."""
    wrong = replace(SCANNED, date=date(1962, 1, 15), number=None, unit="กลุ่มกฎหมบาย")
    late = replace(SCANNED, date=date(2062, 1, 15))

    for memo in (wrong, late):
        found = examine(make_bundle(memo=memo, name="แผนปฏิบัติการ ปี ๒๕๖๓"), make_office())
        assert [finding.rule for finding in found] == ["memo_scanned", "approval_uncertain"]


def test_the_years_of_a_title_may_be_one_off_the_memos() -> None:
    assert examine(make_bundle(name="รายงานประจำปี 2562", memo=make_memo(subject="ขอเผยแพร่รายงานประจำปี")), make_office()) == ()


def test_every_message_is_polite_thai_and_names_no_technique() -> None:
    messages = [finding.message for row in TABLE for finding in examine(row.bundle, row.office)]

    assert not [message for message in messages if any(word in message for word in ("OCR", "sha256", "None", "parse", "pypdf"))]
    assert not [message for message in messages if message != message.strip() or "  " in message]


def test_routes_name_their_rules_as_data() -> None:
    assert ROUTE_RULES[Route.MEMO] == ROUTE_RULES[Route.REGULATED]
    assert not {rule.name for rule in ROUTE_RULES[Route.PHOTOS]} & {"no_memo", "unknown_category"}
