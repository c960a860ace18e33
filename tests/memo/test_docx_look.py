"""What Word shows and the text of a DOCX does not tell: no such memo is certain."""

from pathlib import Path
from typing import Any

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor

from syncd.model.approval import Word
from tests.memo import paper
from tests.memo.test_fields import find, is_certain, last

WORD = nsdecls("w")
DRAWN = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def into_run(document: Any, text: str, xml: str) -> None:
    find(document, text).add_run()._r.append(parse_xml(xml))


def hidden_by_the_style_it_is_based_on(document: Any) -> None:
    base = document.styles.add_style("ฐาน", WD_STYLE_TYPE.PARAGRAPH)
    base.font.hidden = True
    style = document.styles.add_style("ลูก", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = base
    find(document, "อนุมัติ").style = style


def struck_by_a_style(document: Any) -> None:
    style = document.styles.add_style("ขีด", WD_STYLE_TYPE.CHARACTER)
    style.font.strike = True
    find(document, "อนุมัติ").runs[0].style = style


def black_on_black(document: Any) -> None:
    run = find(document, "อนุมัติ").runs[0]
    run.font.color.rgb = RGBColor(0, 0, 0)
    run._r.rPr.append(parse_xml(f'<w:shd {WORD} w:val="clear" w:fill="000000"/>'))


def squeezed(document: Any) -> None:
    find(document, "อนุมัติ").runs[0]._r.get_or_add_rPr().append(parse_xml(f'<w:w {WORD} w:val="1"/>'))


def framed_elsewhere(document: Any) -> None:
    find(document, "อนุมัติ")._p.get_or_add_pPr().append(parse_xml(f'<w:framePr {WORD} w:w="100" w:x="20000" w:y="20000"/>'))


def line_drawn_through(document: Any) -> None:
    shape = "<wp:anchor><a:graphic><a:graphicData><wps:wsp/></a:graphicData></a:graphic></wp:anchor>"
    into_run(document, "อนุมัติ", f"<w:drawing {WORD} {DRAWN}>{shape}</w:drawing>")


def old_line_drawn_through(document: Any) -> None:
    into_run(document, "อนุมัติ", f'<w:pict {WORD} {DRAWN}><v:line from="0,8pt" to="90pt,8pt"/></w:pict>')


def box_of_text_moved_down(document: Any) -> None:
    text = "<v:textbox><w:txbxContent><w:p/></w:txbxContent></v:textbox>"
    box = f'<v:shape style="position:absolute;margin-top:500pt">{text}</v:shape>'
    into_run(document, paper.HEAD[0], f"<w:pict {WORD} {DRAWN}>{box}</w:pict>")


def moved_here(document: Any) -> None:
    moved = f'<w:moveTo {WORD} w:id="1" w:author="ก"><w:p><w:r><w:t>ไม่</w:t></w:r></w:p></w:moveTo>'
    find(document, "อนุมัติ")._p.addprevious(parse_xml(moved))


def shown_only_by_older_programs(document: Any) -> None:
    spare = "<mc:AlternateContent><mc:Choice Requires='x'/><mc:Fallback><w:t>ไม่</w:t></mc:Fallback></mc:AlternateContent>"
    find(document, "อนุมัติ")._p.insert(0, parse_xml(f"<w:r {WORD} {DRAWN}>{spare}</w:r>"))


def shown_only_where_the_first_form_says_nothing(document: Any) -> None:
    spare = "<mc:AlternateContent><mc:Choice Requires='w'/><mc:Fallback><w:t>ไม่</w:t></mc:Fallback></mc:AlternateContent>"
    find(document, "อนุมัติ")._p.insert(0, parse_xml(f"<w:r {WORD} {DRAWN}>{spare}</w:r>"))


def computed(document: Any) -> None:
    find(document, "อนุมัติ").add_run()._r.append(parse_xml(f"<w:instrText {WORD}> IF 1 = 1 ไม่อนุมัติ</w:instrText>"))


def chosen_from_a_list(document: Any) -> None:
    find(document, "อนุมัติ").add_run()._r.append(parse_xml(f"<w:instrText {WORD}> FORMDROPDOWN </w:instrText>"))


def only_a_prompt(document: Any) -> None:
    paragraph = find(document, "อนุมัติ")._p
    run = paragraph.r_lst[0]
    box = parse_xml(f"<w:sdt {WORD}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent/></w:sdt>")
    paragraph.replace(run, box)
    box[1].append(run)


def document_put_in(document: Any) -> None:
    find(document, "อนุมัติ")._p.addnext(parse_xml(f"<w:altChunk {WORD}/>"))


@pytest.mark.parametrize(
    "lie",
    [
        hidden_by_the_style_it_is_based_on,
        struck_by_a_style,
        black_on_black,
        squeezed,
        framed_elsewhere,
        line_drawn_through,
        old_line_drawn_through,
        box_of_text_moved_down,
        moved_here,
        shown_only_by_older_programs,
        shown_only_where_the_first_form_says_nothing,
        computed,
        chosen_from_a_list,
        only_a_prompt,
        document_put_in,
    ],
)
def test_a_memo_that_word_shows_otherwise_is_not_certain(tmp_path: Path, lie: Any) -> None:
    assert not is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=lie))


def listed(mark: str) -> Any:
    def change(document: Any) -> None:
        lists = document.part.numbering_part.element
        level = f'<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="{mark}"/></w:lvl>'
        lists.insert(0, parse_xml(f'<w:abstractNum {WORD} w:abstractNumId="77">{level}</w:abstractNum>'))
        lists.append(parse_xml(f'<w:num {WORD} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
        number = parse_xml(f'<w:numPr {WORD}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
        find(document, "อนุมัติ")._p.get_or_add_pPr().append(number)

    return change


def test_what_a_list_puts_before_a_word_is_read(tmp_path: Path) -> None:
    assert is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=listed("-")))
    assert is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=listed("\uf0b7")))
    assert is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=listed("%1.")))
    assert not is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=listed("☐")))
    assert last(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=listed("ไม่"))).word is Word.REFUSED


@pytest.mark.parametrize(("ticked", "word"), [("1", Word.APPROVED), ("0", Word.UNCLEAR)])
def test_the_check_box_of_an_old_form_is_read(tmp_path: Path, ticked: str, word: Word) -> None:
    def box(document: Any) -> None:
        made = f'<w:ffData><w:checkBox><w:default w:val="{ticked}"/></w:checkBox></w:ffData>'
        field = f'<w:fldChar w:fldCharType="begin">{made}</w:fldChar>'
        paragraph = find(document, "อนุมัติ")._p
        paragraph.insert(0, parse_xml(f'<w:r {WORD}><w:fldChar w:fldCharType="end"/></w:r>'))
        paragraph.insert(0, parse_xml(f"<w:r {WORD}><w:instrText> FORMCHECKBOX </w:instrText></w:r>"))
        paragraph.insert(0, parse_xml(f"<w:r {WORD}>{field}</w:r>"))

    assert last(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=box)).word is word


@pytest.mark.parametrize(
    ("font", "signs", "word"),
    [
        ("Wingdings 2", "R£", Word.APPROVED),
        ("Wingdings 2", "£R", Word.REFUSED),
        ("Wingdings 2", "££", Word.UNCLEAR),
        ("Wingdings", "þ¨", Word.APPROVED),
        ("Wingdings", "o", Word.UNCLEAR),
        ("Wingdings 2", "*", Word.UNCLEAR),
        ("Wingdings", "-", Word.UNCLEAR),
    ],
)
def test_letters_in_a_font_of_signs_are_the_signs(tmp_path: Path, font: str, signs: str, word: Word) -> None:
    def boxes(document: Any) -> None:
        paragraph = find(document, "อนุมัติ")._p
        paragraph.clear_content()
        for sign, text in zip(signs, (" อนุมัติ ", " ไม่อนุมัติ"), strict=False):
            letters = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t>{sign}</w:t>'
            paragraph.append(parse_xml(f"<w:r {WORD}>{letters}</w:r>"))
            paragraph.append(parse_xml(f'<w:r {WORD}><w:t xml:space="preserve">{text}</w:t></w:r>'))

    assert last(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=boxes)).word is word


@pytest.mark.parametrize("remark", ["ลบชื่อออก", "ลงเดือนหน้า", "เฉพาะหน้า ๑", "NO"])
@pytest.mark.parametrize("place", [0, 2, 6])
def test_a_remark_in_a_box_of_text_is_a_doubt_wherever_it_is_put(tmp_path: Path, remark: str, place: int) -> None:
    def put(document: Any) -> None:
        text = f"<v:textbox><w:txbxContent><w:p><w:r><w:t>{remark}</w:t></w:r></w:p></w:txbxContent></v:textbox>"
        box = f'<w:pict {WORD} {DRAWN}><v:shape style="width:90pt">{text}</v:shape></w:pict>'
        document.paragraphs[place].add_run()._r.append(parse_xml(box))

    assert not is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=put))


@pytest.mark.parametrize(
    "signer", [("(นายณัฐพล ทองดี)", "ผู้อำนวยการกลุ่มนโยบายและแผน"), ("(นายณัฐพล ดีงาม)", "ผู้อำนวยการหน่วยตรวจสอบภายใน")]
)
def test_who_signs_in_a_box_of_text_remarks_nothing_by_his_name_or_post(tmp_path: Path, signer: tuple[str, str]) -> None:
    """งด is a part of the one, and ตรวจ of the other."""

    def put(document: Any) -> None:
        said = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("อนุมัติ", *signer))
        box = f"<v:textbox><w:txbxContent>{said}</w:txbxContent></v:textbox>"
        after = document.paragraphs[len(paper.HEAD) + len(paper.BODY) + 2]
        after.add_run()._r.append(parse_xml(f'<w:pict {WORD} {DRAWN}><v:shape style="width:200pt">{box}</v:shape></w:pict>'))

    lines = (*paper.HEAD, *paper.BODY, *paper.PROPOSER, "", *paper.director("อนุมัติ"))
    document = paper.read(paper.write(tmp_path / "memo.docx", lines, put))
    assert document.memos[0].approvals[0].name == signer[0].strip("()")
    assert is_certain(document)


def test_a_line_under_the_letterhead_and_a_logo_at_the_foot_are_no_signature(tmp_path: Path) -> None:
    line = f'<w:pict {WORD} {DRAWN}><v:line from="0,8pt" to="90pt,8pt"/></w:pict>'

    def decorate(document: Any) -> None:
        into_run(document, paper.HEAD[1], line)
        document.sections[0].footer.paragraphs[0].add_run()._r.append(parse_xml(line))

    assert is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=decorate))
