"""Approvals that something else on the paper takes back: none of them is certain."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from syncd.model.approval import Word
from syncd.model.document import Document
from tests.memo import paper
from tests.memo.test_fields import is_certain


def approved(tmp_path: Path, *below: str, above: tuple[str, ...] = (), body: tuple[str, ...] = paper.BODY) -> Document:
    lines = (*above, *paper.HEAD, *body, *paper.PROPOSER, *paper.UNIT_DIRECTOR, *paper.director("อนุมัติ"), *below)
    return paper.read(paper.write(tmp_path / "memo.docx", lines))


@pytest.mark.parametrize(
    "decision",
    [
        ["อนุมัติ", "หน้า ๑ - ๓ เท่านั้น"],
        ["อนุมัติ", "สำเนาบัตรประชาชนให้ตัดออก"],
        ["อนุมัติ", "เอกสารแนบ ๒ ให้ตัดออกก่อนเผยแพร่"],
        ["อนุมัติ", "โทร. แจ้งกลุ่มแล้วให้ระงับ"],
        ["อนุมัติ", "มอบกลุ่มกฎหมายตรวจสอบก่อนเผยแพร่"],
        ["- ทราบ", "- อนุมัติ", "- มอบงานพัสดุแก้ไขหน้า ๒"],
        ["อนุมัติ", "(ลงชื่อ)...........ผู้ไม่อนุมัติ"],
        ["(/) อนุมัติ", "( ) ไม่อนุมัติ เนื่องจากข้อมูลไม่ครบถ้วน"],
        ["(/) อนุมัติ", "( ) แก้ไขหน้า ๓ แล้วเสนอใหม่"],
    ],
)
def test_a_condition_however_it_begins_leaves_the_word_uncertain(tmp_path: Path, decision: list[str]) -> None:
    assert not is_certain(paper.memo(tmp_path, *paper.director(*decision)))


def test_an_order_to_carry_it_out_is_no_condition(tmp_path: Path) -> None:
    assert is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ", "มอบกลุ่ม ICT ดำเนินการ")))
    assert is_certain(paper.memo(tmp_path, *paper.director("(/) อนุมัติ", "( ) ไม่อนุมัติ", "( ) แก้ไขแล้วเสนอใหม่")))


@pytest.mark.parametrize(
    "remark",
    [
        "ห้ามเผยแพร่",
        "ตัดรายชื่อหน้า ๓ ออก",
        "คืนเรื่อง",
        "เผยแพร่หลังปิดภาคเรียน",
        "หน้า ๒ ไม่ให้เผยแพร่",
        "ขอคุยด้วย",
        "Not yet",
        "(งดเผยแพร่)",
        "(เฉพาะหน้าแรก)",
    ],
)
def test_whatever_is_written_below_the_last_block_is_a_doubt(tmp_path: Path, remark: str) -> None:
    assert not is_certain(approved(tmp_path, "", remark))


@pytest.mark.parametrize("foot", ["โทร. ๐ ๔๔๘๑ ๑๑๑๑ ต่อ ๑๒", "หน้า ๑", "- 2 -", "“เรียนดี มีความสุข”", "e-mail: plan@example.go.th"])
def test_an_ordinary_foot_of_the_page_is_none(tmp_path: Path, foot: str) -> None:
    assert is_certain(approved(tmp_path, "", foot))


@pytest.mark.parametrize("top", ["ไม่อนุมัติ", "ให้แก้ไขแล้วเสนอใหม่", "ร่าง", "(ตัวอย่าง)", "ยกเลิก", "ยังไม่ให้เผยแพร่"])
def test_an_order_over_the_heading_is_a_doubt(tmp_path: Path, top: str) -> None:
    assert not is_certain(approved(tmp_path, above=(top,)))


CONDITIONS = [
    "เฉพาะหน้า ๑ เท่านั้น", "ให้กฎหมายดูก่อน", "หน้า ๓ ไม่ให้ลง", "เผยแพร่ได้หลัง ๑ ส.ค.", "รอผลอุทธรณ์ก่อน", "ขอดูฉบับจริงก่อน",
    "ปิดชื่อเด็กก่อนลง", "ไม่ให้ขึ้นเว็บ", "ลบรายชื่อ", "ลงเดือนหน้า", "เอาชื่อเด็กออก", "มีเงื่อนไข",
    "Hold", "DRAFT", "VOID", "ลงเฉพาะกลุ่มไลน์ผู้บริหาร", "ตรวจทานอีกครั้ง", "พบ ผอ.",
]  # fmt: skip


@pytest.mark.parametrize("top", CONDITIONS)
def test_a_condition_over_the_heading_is_a_doubt(tmp_path: Path, top: str) -> None:
    def header(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = top

    assert not is_certain(approved(tmp_path, above=(top,)))
    assert not is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=header))


@pytest.mark.parametrize("remark", CONDITIONS)
def test_a_condition_among_the_labels_or_overleaf_is_a_doubt(tmp_path: Path, remark: str) -> None:
    def overleaf(document: Any) -> None:
        document.add_page_break()
        document.add_paragraph(remark)

    lines = (paper.HEAD[0], remark, *paper.HEAD[1:], *paper.BODY, *paper.PROPOSER, *paper.director("อนุมัติ"))
    assert not is_certain(paper.read(paper.write(tmp_path / "memo.docx", lines)))
    assert not is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=overleaf))


@pytest.mark.parametrize(
    "top",
    [
        "รับที่ ๑๒๓ วันที่ ๒๐ ก.ค. ๖๓",
        "สำเนาคู่ฉบับ",
        "ด่วนที่สุด",
        "หน่วยตรวจสอบภายใน",
        "กลุ่มนิเทศ ติดตาม และประเมินผลการจัดการศึกษา",
        "เลขรับ ๑๒ เวลา ๐๙.๓๐ น.",
    ],
)
def test_a_receipt_over_the_heading_is_none(tmp_path: Path, top: str) -> None:
    assert is_certain(approved(tmp_path, above=(top,)))


@pytest.mark.parametrize("order", ["ยังไม่ให้เผยแพร่", "งดเผยแพร่", "ให้แก้ไขก่อน", "ไม่อนุมัติ เพราะยังไม่ครบ"])
def test_an_order_put_beside_the_body_is_a_doubt(tmp_path: Path, order: str) -> None:
    assert not is_certain(approved(tmp_path, body=(paper.BODY[0], order, *paper.BODY[1:])))


@pytest.mark.parametrize(
    ("last", "sure"),
    [
        ("ข้อมูลไม่ถูกต้อง", False),
        ("รอเอกสาร", False),
        ("เห็นควรแก้ไข", False),
        ("ลบหน้า ๓", False),
        ("๑. เพื่อโปรดทราบ", True),
        ("๒. พิจารณาอนุญาตให้เผยแพร่ทางเว็บไซต์", True),
        ("หากเห็นชอบโปรดอนุญาต", True),
        ("ขอแสดงความนับถือ", True),
    ],
)
def test_what_is_kept_back_between_the_closing_and_the_first_name_is_a_doubt(tmp_path: Path, last: str, *, sure: bool) -> None:
    assert is_certain(approved(tmp_path, body=(*paper.BODY, last))) is sure


@pytest.mark.parametrize("label", ["คำสั่ง อนุมัติ", "คำสั่ง"])
def test_a_decision_after_its_label_overleaf_is_no_enclosure(tmp_path: Path, label: str) -> None:
    def overleaf(document: Any) -> None:
        document.add_page_break()
        for text in (label, *([] if " " in label else ["อนุมัติ"]), paper.NAME, paper.OFFICE, "๒๒ ก.ค. ๖๓"):
            document.add_paragraph(text)

    lines = (*paper.HEAD, *paper.BODY, *paper.PROPOSER, *paper.UNIT_DIRECTOR)
    (memo,) = paper.read(paper.write(tmp_path / "memo.docx", lines, overleaf)).memos
    assert [(block.word, block.certain) for block in memo.approvals] == [(Word.APPROVED, True)] * 2


@pytest.mark.parametrize("first", ["คำสั่ง ไม่อนุมัติ", "เรื่อง ขอเผยแพร่แผน (ต่อ)"])
def test_a_refusal_overleaf_is_a_doubt_even_below_the_heading_of_an_enclosure(tmp_path: Path, first: str) -> None:
    def overleaf(document: Any) -> None:
        document.add_page_break()
        for text in (first, "ไม่อนุมัติ", paper.NAME, paper.OFFICE, "๒๒ ก.ค. ๖๓"):
            document.add_paragraph(text)

    assert not is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=overleaf))


def test_a_dated_word_below_a_name_is_not_taken_for_the_next_ones(tmp_path: Path) -> None:
    blocks = ("(นายธีรพงษ์ สุวรรณกุล)", "ผู้อำนวยการกลุ่มนโยบายและแผน", "อนุมัติ", "๒๑ ก.ค. ๖๓", "")
    lines = (*paper.HEAD, *paper.BODY, *paper.PROPOSER, *blocks, paper.NAME, paper.OFFICE, "......./......./.......")
    assert not is_certain(paper.read(paper.write(tmp_path / "memo.docx", lines)))


def asking(tmp_path: Path, subject: str, *body: str) -> bool:
    lines = (*paper.HEAD[:3], f"เรื่อง {subject}", paper.HEAD[4], *body, *paper.PROPOSER, *paper.director("อนุมัติ"))
    (memo,) = paper.read(paper.write(tmp_path / "memo.docx", lines)).memos
    return memo.asks_publication and not memo.doubts


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("แผนปฏิบัติการประจำปี", "เห็นควรไม่เผยแพร่ทางเว็บไซต์"),
        ("แผนปฏิบัติการประจำปี", "เห็นควรให้งดเผยแพร่ข้อมูลทางเว็บไซต์"),
        ("แผนปฏิบัติการประจำปี", "เห็นควรนำแผนฉบับเดิมออกจากเว็บไซต์"),
        ("แผนปฏิบัติการประจำปี", "ผลงานของกลุ่มซึ่งเผยแพร่แล้ว จึงเรียนมาเพื่อโปรดทราบ"),
        ("ขออนุญาตไปราชการอบรมการประชาสัมพันธ์", "จึงเรียนมาเพื่อโปรดพิจารณา"),
        ("การอบรมออนไลน์", "โปรดพิจารณาอนุญาตให้เข้าร่วมอบรมการเผยแพร่ข้อมูล"),
        ("การจัดซื้อเครื่องพิมพ์", "จึงเรียนมาเพื่อโปรดพิจารณาอนุมัติจัดซื้อเครื่องพิมพ์สำหรับงานเผยแพร่"),
        ("ขอเชิญประชุม", "ขอเชิญประชุมคณะทำงานเผยแพร่ข้อมูล"),
        ("ขออนุมัติจัดจ้างทำป้ายประชาสัมพันธ์", "เห็นควรนำข้อมูลเผยแพร่ทางเว็บไซต์"),
        ("ขออนุมัติโครงการอบรมเผยแพร่ข้อมูลข่าวสารทางเว็บไซต์", "จึงเรียนมาเพื่อโปรดพิจารณาอนุมัติ"),
        ("ขออนุมัติดำเนินโครงการเผยแพร่ข้อมูลทางเว็บไซต์", "จึงเรียนมาเพื่อโปรดพิจารณาอนุมัติ"),
        ("ขอเลื่อนการเผยแพร่ประกาศ", "เห็นควรเลื่อนการเผยแพร่ประกาศทางเว็บไซต์ออกไป"),
        ("ขออนุญาตเผยแพร่ภายในหน่วยงาน", "เห็นควรเผยแพร่ทางระบบ My Office"),
        ("ขออนุญาตเผยแพร่คู่มือ", "เห็นควรเผยแพร่ให้โรงเรียนในสังกัดทราบเท่านั้น"),
    ],
)
def test_an_approval_of_another_deed_is_none_of_publication(tmp_path: Path, subject: str, body: str) -> None:
    assert not asking(tmp_path, subject, body)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("ขอเผยแพร่ประกาศผู้ชนะการเสนอราคาจัดซื้อครุภัณฑ์", "จึงเรียนมาเพื่อโปรดพิจารณา"),
        ("ขออนุญาตนำประกาศประกวดราคาจ้างก่อสร้างเผยแพร่ทางเว็บไซต์", "จึงเรียนมาเพื่อโปรดพิจารณา"),
        ("ขอความอนุเคราะห์ประชาสัมพันธ์ข่าว", "จึงเรียนมาเพื่อโปรดพิจารณา"),
        ("ขออนุญาตเผยแพร่ประกาศเลื่อนเงินเดือน", "จึงเรียนมาเพื่อโปรดพิจารณา"),
        ("ขออนุญาตเผยแพร่โครงการอบรมครู", "เห็นควรเผยแพร่ทางเว็บไซต์ของสำนักงานภายในวันที่ ๓๐ กรกฎาคม"),
        ("ขออนุญาตเผยแพร่รายงาน", "เห็นควรเผยแพร่ภายใน ๗ วัน"),
        ("ขออนุญาตเผยแพร่รายงานทางเว็บไซต์", "สิ่งที่ส่งมาด้วย เอกสารที่ขอเผยแพร่ จำนวน ๑ ชุด"),
        ("ขออนุญาตนำประกาศรายชื่อผู้มีสิทธิเข้ารับการคัดเลือกเป็นพนักงานราชการเผยแพร่ทางเว็บไซต์", "จึงเรียนมาเพื่อโปรดพิจารณา"),
        ("แผนปฏิบัติการ", "ขอใช้บันทึกข้อความนี้แจ้งทุกกลุ่ม เห็นควรนำข้อมูลเผยแพร่ทางเว็บไซต์"),
        ("แผนปฏิบัติการ", "ซึ่งยังไม่ได้เผยแพร่ จึงเรียนมาเพื่อโปรดพิจารณาอนุญาตให้นำลงเว็บไซต์"),
    ],
)
def test_asking_to_publish_is_known_by_its_usual_words(tmp_path: Path, subject: str, body: str) -> None:
    assert asking(tmp_path, subject, body)


@pytest.mark.parametrize(
    "word",
    [
        "เห็นควรอนุมัติ",
        "เพื่อโปรดพิจารณา",
        "เรียน ผอ.สพป. เพื่อโปรดพิจารณา",
        "เห็นควรเผยแพร่",
        "ทราบ เห็นควรเผยแพร่",
        "ทราบ เพื่อโปรดพิจารณา",
    ],
)
def test_a_head_of_unit_who_sends_the_memo_on_does_not_disturb_and_does_not_approve(tmp_path: Path, word: str) -> None:
    lines = (*paper.HEAD, *paper.BODY, *paper.PROPOSER, word, *paper.UNIT_DIRECTOR[1:])
    (memo,) = paper.read(paper.write(tmp_path / "memo.docx", (*lines, *paper.director("อนุมัติ")))).memos
    assert [approval.word for approval in memo.approvals] == [Word.NOTED, Word.APPROVED]
    assert memo.doubts == ()
    (memo,) = paper.read(paper.write(tmp_path / "memo.docx", (*lines, *paper.director(word)))).memos
    assert memo.approvals[-1].word is Word.NOTED
    (memo,) = paper.read(paper.write(tmp_path / "memo.docx", (*lines, *paper.director(word, "อนุมัติ")))).memos
    assert memo.approvals[-1].word in {Word.NOTED, Word.UNCLEAR}


def test_a_letterhead_and_a_date_of_dots_and_strokes_are_read(tmp_path: Path) -> None:
    head = (*paper.HEAD[:2], "ที่....ศธ ๐๔๐๔๐/๑๒๓........วันที่....๒๐ กรกฎาคม ๒๕๖๓......", *paper.HEAD[3:])
    lines = (*head, *paper.BODY, *paper.PROPOSER, *paper.director("อนุมัติ", day="๒๑ / ก.ค. / ๒๕๖๓"))
    document = paper.read(paper.write(tmp_path / "memo.docx", lines))
    assert is_certain(document)
    assert (document.memos[0].number, document.memos[0].approvals[-1].date) == ("ศธ ๐๔๐๔๐/๑๒๓", date(2020, 7, 21))


@pytest.mark.parametrize("order", ["ไม่อนุมัติ", "ชะลอไว้ก่อน", "ให้ทบทวน", "ส่งคืน", "งดเผยแพร่"])
@pytest.mark.parametrize("place", [*range(10), 14])
def test_an_order_is_seen_wherever_it_is_put(tmp_path: Path, order: str, place: int) -> None:
    lines = [*paper.HEAD, *paper.BODY, *paper.PROPOSER, *paper.UNIT_DIRECTOR, *paper.director("อนุมัติ")]
    lines.insert(place, order)
    assert not is_certain_and_undisturbed(paper.read(paper.write(tmp_path / "memo.docx", lines)))


def is_certain_and_undisturbed(document: Document) -> bool:
    """Whether it is certain and no other name bears a word against it."""
    against = {Word.REFUSED, Word.CORRECT, Word.UNCLEAR}
    return is_certain(document) and not any(block.word in against for memo in document.memos for block in memo.approvals)
