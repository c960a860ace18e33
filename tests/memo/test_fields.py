"""Memos in all the shapes clerks give them: what is certain, and what must not look it."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from syncd.memo.fields import ASIDE, read_memos
from syncd.memo.page import Line, Text
from syncd.model.approval import Approval, Word
from syncd.model.document import Document
from syncd.model.memo import Memo
from tests.memo import paper


def is_certain(document: Document) -> bool:
    """Whether anything could be published on this document's word alone."""
    return document.unread is None and any(
        approval.word is Word.APPROVED and approval.certain and "สมเกียรติ" in approval.name
        for memo in document.memos
        if not memo.doubts
        for approval in memo.approvals
    )


def last(document: Document) -> Approval:
    return document.memos[0].approvals[-1]


def test_the_usual_memo_reads_with_certainty(tmp_path: Path) -> None:
    document = paper.memo(tmp_path, *paper.director("- อนุมัติ"))
    (memo,) = document.memos
    assert memo.doubts == ()
    assert [approval.word for approval in memo.approvals] == [Word.APPROVED, Word.APPROVED]
    assert (last(document).name, last(document).position) == ("นายสมเกียรติ ศรีอุดมชัย", paper.OFFICE)
    assert last(document).date == date(2020, 7, 21)
    assert is_certain(document)


@pytest.mark.parametrize(
    "decision",
    [
        ["อนุมัติ"],
        ["- อนุมัติ"],
        ["• อนุมัติ"],
        ["....อนุมัติ...."],
        ["(อนุมัติ)"],
        ["อนุมัติ  ๒๑ ก.ค. ๖๓"],
        ["เห็นชอบ"],
        ["อนุญาต"],
        ["- ชอบ"],
        ["อนุมัติให้เผยแพร่"],
        ["อนุมัติตามเสนอ"],
        ["- ทราบ", "- อนุมัติ"],
        ["ทราบ อนุมัติ"],
        ["อนุมัติ มอบกลุ่ม ICT ดำเนินการ"],
        ["ความเห็น : อนุมัติ"],
        ["☑ อนุมัติ  ☐ ไม่อนุมัติ"],
        ["(/) อนุมัติ", "( ) ไม่อนุมัติ"],
        ["(✓) อนุมัติ ( ) ไม่อนุมัติ เนื่องจาก ................"],
        ["[x] อนุมัติ [ ] ไม่อนุมัติ [ ] อื่นๆ ............."],
        ["\uf0fe อนุมัติ \uf0a8 ไม่อนุมัติ"],
    ],
)
def test_clear_words_of_approval_are_read(tmp_path: Path, decision: list[str]) -> None:
    day = "" if "๖๓" in decision[0] else "๒๑ ก.ค. ๖๓"
    document = paper.memo(tmp_path, *paper.director(*decision, day=day))
    assert last(document).word is Word.APPROVED
    assert last(document).date == date(2020, 7, 21)
    assert is_certain(document)


@pytest.mark.parametrize(
    ("decision", "word"),
    [
        (["- ไม่อนุมัติ"], Word.REFUSED),
        (["ไม่ อนุมัติ"], Word.REFUSED),
        (["ไม่เห็นชอบ"], Word.REFUSED),
        (["ไม่อนุญาต"], Word.REFUSED),
        (["ไม่อนุมัติ เนื่องจากข้อมูลไม่ครบ"], Word.REFUSED),
        (["☐ อนุมัติ  ☑ ไม่อนุมัติ"], Word.REFUSED),
        (["( ) อนุมัติ", "(/) ไม่อนุมัติ"], Word.REFUSED),
        (["ให้แก้ไขแล้วเสนอใหม่"], Word.CORRECT),
        (["แก้ไขหน้า ๓"], Word.CORRECT),
        (["ทบทวน"], Word.CORRECT),
        (["- ทราบ"], Word.NOTED),
        (["มอบกลุ่มอำนวยการ"], Word.NOTED),
        (["ดำเนินการ"], Word.NOTED),
        (["- ทราบ", "- ดำเนินการ"], Word.NOTED),
        ([".........................."], Word.NONE),
        (["(ลงชื่อ) ................."], Word.NONE),
        ([], Word.NONE),
        (["( ) อนุมัติ ( ) ไม่อนุมัติ"], Word.UNCLEAR),
        (["☐ อนุมัติ ☐ ไม่อนุมัติ"], Word.UNCLEAR),
        (["☑ อนุมัติ ☑ ไม่อนุมัติ"], Word.UNCLEAR),
        (["☑ อนุมัติ ☐ ไม่อนุมัติ", "ให้แก้ไขก่อน"], Word.UNCLEAR),
        (["✗ อนุมัติ ☐ ไม่อนุมัติ"], Word.UNCLEAR),
        (["อนุมัติ / ไม่อนุมัติ"], Word.UNCLEAR),
        (["ทราบ / อนุมัติ / ดำเนินการ"], Word.UNCLEAR),
        (["ทราบ / อนุมัติ"], Word.UNCLEAR),
        (["ทราบ/อนุญาต"], Word.UNCLEAR),
        (["ทราบ - อนุมัติ"], Word.UNCLEAR),
        (["......... อนุมัติ"], Word.UNCLEAR),
        (["[อนุมัติ]"], Word.UNCLEAR),
        (["อนุมัติ", "หน้า ๑"], Word.UNCLEAR),
        (["๑", "อนุมัติ"], Word.UNCLEAR),
        (["(ตัวอย่าง)", "อนุมัติ"], Word.UNCLEAR),
        (["เห็นควรเผยแพร่ / อนุมัติ"], Word.UNCLEAR),
        (["ทราบ / ไม่อนุมัติ"], Word.UNCLEAR),
        (["ทราบ เห็นควรเผยแพร่"], Word.NOTED),
        (["อนุมัติ", "ไม่อนุมัติ"], Word.UNCLEAR),
        (["อนุมัติ เฉพาะหน้า ๑-๓"], Word.UNCLEAR),
        (["อนุมัติ", "เฉพาะหน้า ๑-๓"], Word.UNCLEAR),
        (["เมื่อแก้ไขแล้ว", "อนุมัติ"], Word.UNCLEAR),
        (["อนุมัติ หากแก้ไขหน้า ๒ แล้ว"], Word.UNCLEAR),
        (["อนุมัติ แต่ให้ตัดรายชื่อออก"], Word.UNCLEAR),
        (["อนุมัติในหลักการ"], Word.UNCLEAR),
        (["อนุมัติให้จัดซื้อ"], Word.UNCLEAR),
        (["ยังไม่อนุมัติ"], Word.UNCLEAR),
        (["ยังไม่ได้อนุมัติ"], Word.UNCLEAR),
        (["รออนุมัติ"], Word.UNCLEAR),
        (["ควรอนุมัติ"], Word.NOTED),
        (["มอนุมัติ"], Word.UNCLEAR),
        (["อนุมติ"], Word.UNCLEAR),
        (["เพื่อโปรดพิจารณาอนุมัติ"], Word.NOTED),
        (["แก้ไขแล้วเผยแพร่ได้"], Word.UNCLEAR),
        (["- อนุมัติ", "- อนุมัติ"], Word.UNCLEAR),
    ],
)
def test_everything_else_is_no_certain_approval(tmp_path: Path, decision: list[str], word: Word) -> None:
    document = paper.memo(tmp_path, *paper.director(*decision))
    assert last(document).word is word
    assert not is_certain(document)


def test_side_by_side_blocks_are_bound_by_their_column(tmp_path: Path) -> None:
    def blocks(document: Any) -> None:
        cells = document.add_table(rows=1, cols=2).rows[0].cells
        left = ("- อนุมัติ", "", "(นางวิไลวรรณ กล้าหาญ)", "ผู้อำนวยการกลุ่มกฎหมายและคดี", "๒๐ ก.ค. ๖๓")
        right = ("- ไม่อนุมัติ", "", paper.NAME, paper.OFFICE, "๒๑ ก.ค. ๖๓")
        for cell, lines in zip(cells, (left, right), strict=True):
            cell.text = "\n".join(lines)

    document = paper.read(paper.write(tmp_path / "m.docx", (*paper.HEAD, *paper.BODY, *paper.PROPOSER), blocks))
    read = [(approval.word, approval.name, approval.date, approval.certain) for approval in document.memos[0].approvals]
    assert read == [
        (Word.APPROVED, "นางวิไลวรรณ กล้าหาญ", date(2020, 7, 20), True),
        (Word.REFUSED, "นายสมเกียรติ ศรีอุดมชัย", date(2020, 7, 21), True),
    ]


def test_one_row_per_block_line_is_bound_by_column_too(tmp_path: Path) -> None:
    def blocks(document: Any) -> None:
        table = document.add_table(rows=0, cols=2)
        for left, right in (
            ("- ไม่อนุมัติ", "- อนุมัติ"),
            ("(นางวิไลวรรณ กล้าหาญ)", paper.NAME),
            ("ผู้อำนวยการกลุ่มกฎหมายและคดี", paper.OFFICE),
            ("๒๐ ก.ค. ๖๓", "๒๑ ก.ค. ๖๓"),
        ):
            cells = table.add_row().cells
            cells[0].text, cells[1].text = left, right

    document = paper.read(paper.write(tmp_path / "m.docx", (*paper.HEAD, *paper.BODY, *paper.PROPOSER), blocks))
    assert [approval.word for approval in document.memos[0].approvals] == [Word.REFUSED, Word.APPROVED]


def test_a_decision_below_the_last_name_leaves_nothing_certain(tmp_path: Path) -> None:
    """In a form where the word stands under the name, binding upwards would give each the decision of the one before."""
    blocks = ("(นายธีรพงษ์ สุวรรณกุล)", "ผู้อำนวยการกลุ่มนโยบายและแผน", "อนุมัติ", paper.NAME, paper.OFFICE, "ไม่อนุมัติ")
    document = paper.read(paper.write(tmp_path / "m.docx", (*paper.HEAD, *paper.BODY, *paper.PROPOSER, *blocks)))
    assert not is_certain(document)
    assert document.memos[0].doubts


@pytest.mark.parametrize("remark", ["หมายเหตุ ให้แก้ไขหน้า ๒ ก่อนเผยแพร่", "ยกเลิกการอนุมัติ", "อนุมัติเฉพาะส่วนแรก"])
def test_a_remark_below_the_last_block_is_a_doubt(tmp_path: Path, remark: str) -> None:
    assert not is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), "", remark))


def test_a_decision_without_a_name_in_brackets_is_not_bound_to_anyone(tmp_path: Path) -> None:
    assert not is_certain(paper.memo(tmp_path, "อนุมัติ", "นายสมเกียรติ ศรีอุดมชัย", paper.OFFICE))


def test_two_dates_in_a_block_or_one_that_does_not_exist_are_uncertain(tmp_path: Path) -> None:
    assert not is_certain(paper.memo(tmp_path, "๒๐ ก.ค. ๖๓", *paper.director("อนุมัติ")))
    assert not is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ", day="๓๑ ก.พ. ๖๓")))


def test_the_word_in_the_body_above_the_proposer_is_no_decision(tmp_path: Path) -> None:
    body = (*paper.BODY[:2], "จึงเรียนมาเพื่อโปรดพิจารณาอนุมัติ")
    lines = (*paper.HEAD, *body, *paper.PROPOSER, *paper.director("......"))
    document = paper.read(paper.write(tmp_path / "m.docx", lines))
    assert [approval.word for approval in document.memos[0].approvals] == [Word.NONE]


def test_a_director_who_is_alone_on_the_memo_is_read(tmp_path: Path) -> None:
    document = paper.read(paper.write(tmp_path / "m.docx", (*paper.HEAD, *paper.BODY, *paper.director("- อนุมัติ"))))
    assert is_certain(document)


def test_acting_positions_stay_with_their_name(tmp_path: Path) -> None:
    block = ("อนุมัติ", "", "(นางวิไลวรรณ กล้าหาญ)", "รองผู้อำนวยการสำนักงานเขตพื้นที่", "รักษาราชการแทน", paper.OFFICE, "๒๑ ก.ค. ๖๓")
    approval = last(paper.memo(tmp_path, *block))
    assert "รักษาราชการแทน" in approval.position
    assert approval.position.endswith(paper.OFFICE)
    assert (approval.word, approval.date) == (Word.APPROVED, date(2020, 7, 21))


@pytest.mark.parametrize("number", ["ที่ /\tวันที่ ๒๐ กรกฎาคม ๒๕๖๓", "ที่ ........\tวันที่ ๒๐ กรกฎาคม ๒๕๖๓", "ที่ -  วันที่ ๒๐ ก.ค. ๖๓"])
def test_a_blank_number_is_none(tmp_path: Path, number: str) -> None:
    lines = (*paper.HEAD[:2], number, *paper.HEAD[3:], *paper.BODY, *paper.PROPOSER, *paper.director("อนุมัติ"))
    (memo,) = paper.read(paper.write(tmp_path / "m.docx", lines)).memos
    assert (memo.number, memo.date, memo.doubts) == (None, date(2020, 7, 20), ())


def test_a_number_with_a_sign_that_no_number_has_is_not_certain(tmp_path: Path) -> None:
    for number, is_sure in (
        ("ศธ ๐๔๐๔๐/ว ๑๒", True),
        ("ศธ 04040.1/12-3", True),
        ("ศธ ๐๔๐๔๐/ ๑๒ ?", False),
        ("ศธ ๐๔๐๔๐/๑๒*", False),
    ):
        lines = (*paper.HEAD[:2], f"ที่ {number}\tวันที่ ๒๐ กรกฎาคม ๒๕๖๓", *paper.HEAD[3:], *paper.BODY, *paper.PROPOSER)
        (memo,) = paper.read(paper.write(tmp_path / "m.docx", (*lines, *paper.director("อนุมัติ")))).memos
        assert memo.sure_number == (number if is_sure else None)


LONG = "ขออนุญาตเผยแพร่แผนปฏิบัติการประจำปีงบประมาณ"


def test_labels_in_a_table_and_broken_lines_are_read(tmp_path: Path) -> None:
    def front(document: Any) -> None:
        table = document.add_table(rows=0, cols=2)
        for label, value in (("ส่วนราชการ", paper.UNIT), ("ที่ ศธ ๐๔๐๔๐/๑๒๓", "วันที่ ๒๐ กรกฎาคม ๒๕๖๓"), ("เรื่อง", LONG)):
            cells = table.add_row().cells
            cells[0].text, cells[1].text = label, value
        for text in ("พ.ศ. ๒๕๖๓", paper.HEAD[4], *paper.BODY, *paper.PROPOSER, *paper.director("อนุมัติ")):
            document.add_paragraph(text)

    (memo,) = paper.read(paper.write(tmp_path / "m.docx", ["บันทึก   ข้อความ"], front)).memos
    assert (memo.number, memo.date, memo.subject) == ("ศธ ๐๔๐๔๐/๑๒๓", date(2020, 7, 20), f"{LONG}พ.ศ. ๒๕๖๓")
    assert memo.doubts == ()


def test_a_heading_in_the_page_header_counts(tmp_path: Path) -> None:
    def front(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "บันทึกข้อความ"

    lines = (*paper.HEAD[1:], *paper.BODY, *paper.PROPOSER, *paper.director("อนุมัติ"))
    assert is_certain(paper.read(paper.write(tmp_path / "m.docx", lines, front)))


def test_letters_with_blanks_between_them_are_read(tmp_path: Path) -> None:
    lines = [" ".join(line) for line in (*paper.HEAD, *paper.BODY, *paper.PROPOSER, *paper.director("- ไม่อนุมัติ"))]
    document = paper.read(paper.write(tmp_path / "m.docx", lines))
    assert not is_certain(document)
    assert len(document.memos) == 1


def test_two_memos_in_one_document_are_two(tmp_path: Path) -> None:
    one = (*paper.HEAD, *paper.BODY, *paper.PROPOSER, *paper.director("อนุมัติ"))
    two = (*paper.HEAD, *paper.BODY, *paper.PROPOSER, *paper.director("ไม่อนุมัติ"))
    memos = paper.read(paper.write(tmp_path / "m.docx", (*one, *two))).memos
    assert [memo.approvals[-1].word for memo in memos] == [Word.APPROVED, Word.REFUSED]


def test_a_letter_that_only_speaks_of_a_memo_is_none(tmp_path: Path) -> None:
    lines = ("ที่ ศธ ๐๔๐๔๐/๑", "เรื่อง ส่งบันทึกข้อความ", "เรียน ผู้อำนวยการโรงเรียน", "ตามบันทึกข้อความที่อ้างถึง อนุมัติแล้ว", paper.NAME)
    assert paper.read(paper.write(tmp_path / "m.docx", lines)).memos == ()


@pytest.mark.parametrize(
    ("subject", "asks"),
    [
        ("ขอเผยแพร่แผนปฏิบัติการ", True),
        ("ขออนุญาตเผยแพร่ข่าว", True),
        ("ขออนุมัตินำข้อมูลขึ้นเว็บไซต์", True),
        ("ขออนุมัติเดินทางไปราชการ", False),
        ("ขอความเห็นชอบแผนจัดซื้อ", False),
    ],
)
def test_asking_for_something_else_is_not_asking_to_publish(tmp_path: Path, subject: str, asks: bool) -> None:
    lines = (*paper.HEAD[:3], f"เรื่อง {subject}", paper.HEAD[4], "จึงเรียนมาเพื่อโปรดพิจารณา", *paper.PROPOSER, *paper.director("อนุมัติ"))
    (memo,) = paper.read(paper.write(tmp_path / "m.docx", lines)).memos
    assert memo.asks_publication is asks


def test_a_memo_that_asks_for_two_things_is_a_doubt(tmp_path: Path) -> None:
    lines = (*paper.HEAD[:3], "เรื่อง ขออนุมัติจัดซื้อครุภัณฑ์", paper.HEAD[4], *paper.BODY, *paper.PROPOSER, *paper.director("อนุมัติ"))
    assert not is_certain(paper.read(paper.write(tmp_path / "m.docx", lines)))


def test_taking_something_off_the_site_is_not_publishing(tmp_path: Path) -> None:
    lines = (*paper.HEAD[:3], "เรื่อง ขอยกเลิกการเผยแพร่ประกาศ", paper.HEAD[4], *paper.BODY, *paper.PROPOSER, *paper.director("อนุมัติ"))
    (memo,) = paper.read(paper.write(tmp_path / "m.docx", lines)).memos
    assert memo.doubts
    assert not memo.asks_publication


def find(document: Any, text: str) -> Any:
    return [paragraph for paragraph in document.paragraphs if paragraph.text == text][-1]


def hide(document: Any) -> None:
    find(document, "อนุมัติ").runs[0].font.hidden = True


def whiten(document: Any) -> None:
    find(document, "อนุมัติ").runs[0].font.color.rgb = RGBColor(255, 255, 255)


def shrink(document: Any) -> None:
    find(document, "อนุมัติ").runs[0].font.size = Pt(3)


def style(document: Any) -> None:
    hidden = document.styles.add_style("ซ่อน", WD_STYLE_TYPE.PARAGRAPH)
    hidden.font.hidden = True
    find(document, "อนุมัติ").style = hidden


def strike(document: Any) -> None:
    find(document, "อนุมัติ").runs[0].font.strike = True


def insert(document: Any) -> None:
    paragraph = find(document, "อนุมัติ")._p
    run = paragraph.r_lst[0]
    tracked = parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="ก"/>')
    tracked.append(deepcopy(run))
    paragraph.replace(run, tracked)


def delete(document: Any) -> None:
    paragraph = find(document, "อนุมัติ")._p
    paragraph.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="ก"><w:r><w:delText>ไม่</w:delText></w:r></w:del>'))


def comment(document: Any) -> None:
    document.add_comment(find(document, "อนุมัติ").runs, text="ยังไม่อนุมัตินะ", author="ก")


@pytest.mark.parametrize("lie", [hide, whiten, shrink, style, strike, insert, delete, comment])
def test_what_the_reader_of_the_page_does_not_see_never_decides(tmp_path: Path, lie: Any) -> None:
    document = paper.memo(tmp_path, *paper.director("อนุมัติ"), change=lie)
    assert not is_certain(document)
    assert document.memos[0].doubts


def test_coloured_and_marked_text_is_still_text(tmp_path: Path) -> None:
    def colour(document: Any) -> None:
        run = find(document, "อนุมัติ").runs[0]
        run.font.color.rgb = RGBColor(0, 0, 200)
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW

    assert is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=colour))


def test_a_picture_among_the_signatures_is_a_doubt_and_a_crest_at_the_top_is_not(tmp_path: Path) -> None:
    pixel = tmp_path / "p.png"
    pixel.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
        )
    )

    def sign(document: Any) -> None:
        find(document, paper.NAME).insert_paragraph_before().add_run().add_picture(str(pixel))

    def crest(document: Any) -> None:
        document.paragraphs[0].insert_paragraph_before().add_run().add_picture(str(pixel))

    assert not is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=sign))
    assert is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=crest))


def test_text_boxes_are_read_where_they_are_anchored(tmp_path: Path) -> None:
    def box(document: Any) -> None:
        find(document, paper.NAME)._p.addprevious(
            parse_xml(
                f'<w:p {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox><w:txbxContent>'
                "<w:p><w:r><w:t>ไม่อนุมัติ</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
            )
        )

    document = paper.memo(tmp_path, *paper.director(""), change=box)
    assert last(document).word is Word.REFUSED


def test_a_letter_and_an_announcement_after_the_memo_do_not_speak_for_it(tmp_path: Path) -> None:
    def enclose(document: Any) -> None:
        document.add_page_break()
        for text in ("ที่ ศธ ๐๔๐๔๐/๐๒๓", "เรื่อง ประกาศมาตรการ", "เรียน ผู้อำนวยการโรงเรียน", paper.NAME, paper.OFFICE):
            document.add_paragraph(text)
        document.add_page_break()
        for text in ("ประกาศสำนักงาน", "ให้แก้ไขและไม่อนุมัติ", paper.NAME, paper.OFFICE):
            document.add_paragraph(text)

    document = paper.memo(tmp_path, *paper.director("อนุมัติ"), change=enclose)
    assert len(document.memos[0].approvals) == 2
    assert is_certain(document)


def test_a_memo_that_goes_on_overleaf_is_read_to_its_end(tmp_path: Path) -> None:
    def turn(document: Any) -> None:
        document.add_page_break()
        for text in paper.director("ไม่อนุมัติ"):
            document.add_paragraph(text)

    document = paper.read(
        paper.write(tmp_path / "m.docx", (*paper.HEAD, *paper.BODY, *paper.PROPOSER, *paper.UNIT_DIRECTOR), turn)
    )
    assert last(document).word is Word.REFUSED


def test_a_decision_floating_in_the_body_is_a_doubt(tmp_path: Path) -> None:
    def float_above(document: Any) -> None:
        document.paragraphs[6].insert_paragraph_before("ไม่อนุมัติ")

    assert not is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=float_above))


def test_a_watermark_is_a_doubt(tmp_path: Path) -> None:
    def draft(document: Any) -> None:
        document.sections[0].header.paragraphs[0]._p.append(
            parse_xml(
                f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape>'
                '<v:textpath string="ร่าง"/></v:shape></w:pict></w:r>'
            )
        )

    assert not is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=draft))


def printed(*lines: str, width: int = 5) -> Memo:
    """The memo of one PDF page with these lines one under another, each letter so many points wide."""
    text = Text(tuple(Line(1, 72, 72 + width * len(line), 72 + 20 * number, line) for number, line in enumerate(lines)))
    (memo,) = read_memos("memo.pdf", text, "pdf")
    return memo


def test_a_subject_that_wraps_after_an_abbreviation_keeps_its_dot() -> None:
    lines = [
        "บันทึกข้อความ",
        f"ส่วนราชการ {paper.UNIT} โทร.",
        "๐-๔๔๑๑-๘๓๔๒",
        "ที่ ศธ ๐๔๐๔๐/๑๒๓    วันที่ ๒๐ กรกฎาคม ๒๕๖๓",
        "เรื่อง ขอเผยแพร่แผนปฏิบัติการประจำปีงบประมาณ พ.ศ.",
        "๒๕๖๓ ........................",
        f"เรียน {paper.OFFICE}",
    ]
    memo = printed(*lines)

    assert memo.subject == "ขอเผยแพร่แผนปฏิบัติการประจำปีงบประมาณ พ.ศ. ๒๕๖๓"
    assert memo.unit == f"{paper.UNIT} โทร. ๐-๔๔๑๑-๘๓๔๒"


def test_a_subject_that_breaks_behind_the_asking_goes_on_in_the_next_line() -> None:
    lines = [
        "บันทึกข้อความ",
        f"ส่วนราชการ {paper.UNIT}",
        "ที่ ศธ ๐๔๐๔๐/๑๒๓    วันที่ ๒๐ กรกฎาคม ๒๕๖๓",
        "เรื่อง ขอความอนุเคราะห์",
        "เผยแพร่แผนปฏิบัติการประจำปี",
        f"เรียน {paper.OFFICE}",
    ]
    memo = printed(*lines)

    assert memo.subject == "ขอความอนุเคราะห์เผยแพร่แผนปฏิบัติการประจำปี"


def test_a_subject_whose_last_line_reads_as_an_approval_is_no_remark() -> None:
    lines = [
        "บันทึกข้อความ",
        f"ส่วนราชการ {paper.UNIT}",
        "ที่ ศธ ๐๔๐๔๐/๑๒๓    วันที่ ๒๐ กรกฎาคม ๒๕๖๓",
        "เรื่อง รายงานการจัดทำสรุปผลการจัดซื้อจัดจ้างรายเดือน เดือนมีนาคม ๒๕๖๓ และขอ",
        "อนุญาตเผยแพร่",
        f"เรียน {paper.OFFICE}",
    ]

    assert ASIDE not in printed(*lines).doubts
    assert ASIDE in printed(*lines[:3], lines[3].removesuffix("และขอ"), *lines[4:]).doubts


def test_an_addressee_that_wraps_within_the_name_of_the_office_is_whole() -> None:
    begins, end = paper.OFFICE.removesuffix(" เขต ๓"), "เขต ๓ (ผ่านรองผู้อำนวยการกลุ่ม)"
    lines = [*paper.HEAD[:4], f"เรียน {begins}", end, "ด้วยได้จัดทำแผนแล้ว"]
    memo = printed(*lines, width=7)

    assert memo.addressee == f"{begins} {end}"


@pytest.mark.parametrize(
    ("end", "is_his"), [("๓ (ผ่านรองผู้อำนวยการกลุ่ม)", True), ("(ผ่านรองผู้อำนวยการกลุ่ม)", True), ("๑. เรื่องเดิม ได้จัดทำแผนแล้ว", False)]
)
def test_an_addressee_that_wraps_before_a_number_or_through_whom_it_goes_is_whole(end: str, *, is_his: bool) -> None:
    begins = paper.OFFICE.removesuffix(" ๓")
    lines = [*paper.HEAD[:4], f"เรียน {begins}", end, *paper.BODY]
    memo = printed(*lines)

    assert memo.addressee == (f"{begins} {end}" if is_his else begins)


@pytest.mark.parametrize(
    ("left", "right", "is_clear"),
    [
        ("ลงชื่อ..............ผู้เสนอ", "☑ อนุมัติ ☐ ไม่อนุมัติ", True),
        ("ลงชื่อ", "อนุญาต มอบผู้เกี่ยวข้องดำเนินการ", True),
        ("ห้ามลงก่อนได้รับแจ้ง", "อนุมัติ", False),
        ("ลงชื่อ", "ไม่อนุมัติ", False),
    ],
)
def test_a_decision_beside_the_place_where_the_proposer_signs_is_none_of_the_body(
    left: str, right: str, *, is_clear: bool
) -> None:
    texts = [*paper.HEAD, *paper.BODY]
    lines = [Line(1, 72, 72 + 5 * len(text), 72 + 20 * number, text) for number, text in enumerate(texts)]
    for block, middle in (((left, *paper.PROPOSER[:2]), 160), ((right, paper.NAME, paper.OFFICE, "๒๑ ก.ค. ๖๓"), 420)):
        lines += [Line(1, middle - 2 * len(text), middle + 2 * len(text), 300 + 20 * n, text) for n, text in enumerate(block)]

    (memo,) = read_memos("memo.pdf", Text(tuple(lines)), "pdf")

    assert (memo.doubts == () and memo.approvals[-1].word is Word.APPROVED and memo.approvals[-1].certain) is is_clear


@pytest.mark.parametrize(
    ("lower", "number", "day"),
    [("number", "ศธ ๐๔๐๔๐/๗๒๒", date(2020, 7, 20)), ("date", "ศธ ๐๔๐๔๐/๗๒๒", date(2020, 7, 20))],
)
def test_a_number_or_date_set_a_little_lower_than_its_label_is_not_lost(lower: str, number: str, day: date) -> None:
    """Cells of a table whose letters differ in size, as an office program lays them."""
    down = {lower: 5.4}
    head = [
        Line(1, 270, 340, 80, "บันทึกข้อความ"),
        Line(1, 60, 500, 110, "ส่วนราชการ กลุ่มนโยบายและแผน"),
        Line(1, 60, 70, 140, "ที่"),
        Line(1, 300, 325, 140, "วันที่"),
        Line(1, 180, 260, 140 + down.get("number", 0), "ศธ ๐๔๐๔๐/๗๒๒"),
        Line(1, 420, 520, 140 + down.get("date", 0), "๒๐ กรกฎาคม ๒๕๖๓"),
        Line(1, 60, 400, 170, "เรื่อง ขอเผยแพร่แผนปฏิบัติการ"),
        Line(1, 60, 400, 200, "เรียน ผู้อำนวยการสำนักงาน"),
        Line(1, 60, 400, 230, "ด้วยกลุ่มได้จัดทำแผนแล้ว จึงขอเผยแพร่ทางเว็บไซต์"),
    ]
    (memo,) = read_memos("a.pdf", Text(tuple(head)), "pdf")
    assert (memo.number, memo.date, memo.subject) == (number, day, "ขอเผยแพร่แผนปฏิบัติการ")


@pytest.mark.parametrize(
    ("through", "is_known"),
    [("ผ่าน ผู้อำนวยการกลุ่มนโยบายและแผน", True), ("ผ่านรองผู้อำนวยการ", True), ("ผ่าน ผู้อำนวยการกลุ่มให้แก้ไข", False), ("ผ่านการแก้ไข", False)],
)
def test_through_whom_a_memo_goes_is_of_its_addressee_without_brackets_too(
    tmp_path: Path, through: str, *, is_known: bool
) -> None:
    head = (*paper.HEAD[:-1], f"{paper.HEAD[-1]} {through}")
    lines = (*head, *paper.BODY, *paper.PROPOSER, *paper.director("อนุมัติ"))
    (memo,) = paper.read(paper.write(tmp_path / "memo.docx", lines)).memos
    assert (memo.doubts == ()) is is_known
