"""Ways to have Word show one thing and the parts of a DOCX say another: no such memo is certain."""

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from syncd.model.document import Document
from tests.memo import paper
from tests.memo.test_docx_look import DRAWN
from tests.memo.test_fields import find, is_certain

W = nsdecls("w")


def decision(document: Any) -> Any:
    return find(document, "อนุมัติ")


def with_paragraph_property(xml: str) -> Callable[[Any], None]:
    return lambda document: decision(document)._p.get_or_add_pPr().append(parse_xml(xml.replace("/>", f" {W}/>", 1)))


def with_letter_property(xml: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        decision(document).runs[0]._r.get_or_add_rPr().append(parse_xml(xml))

    return change


def in_a_table(row: str = "", cell: str = "", table: str = "") -> Callable[[Any], None]:
    """The decision in a table of one cell, with these properties."""

    def change(document: Any) -> None:
        paragraph = decision(document)._p
        made = parse_xml(
            f"<w:tbl {W}><w:tblPr>{table}</w:tblPr><w:tblGrid><w:gridCol w:w='9000'/></w:tblGrid>"
            f"<w:tr><w:trPr>{row}</w:trPr><w:tc><w:tcPr>{cell}</w:tcPr></w:tc></w:tr></w:tbl>"
        )
        paragraph.addprevious(made)
        made.find(".//{*}tc").append(paragraph)

    return change


def black_in_a_black_cell(document: Any) -> None:
    with_letter_property(f'<w:color {W} w:val="000000"/>')(document)
    in_a_table(cell='<w:shd w:val="clear" w:fill="000000"/>')(document)


def in_a_cell_that_another_has_swallowed(document: Any) -> None:
    paragraph = decision(document)._p
    cells = "".join(
        f"<w:tr><w:tc><w:tcPr>{merge}</w:tcPr>{{}}</w:tc></w:tr>" for merge in ('<w:vMerge w:val="restart"/>', "<w:vMerge/>")
    )
    made = parse_xml(f"<w:tbl {W}>{cells.format('<w:p/>', '')}</w:tbl>")
    paragraph.addprevious(made)
    made.findall(".//{*}tc")[1].append(paragraph)


def hidden_by_the_default_style(document: Any) -> None:
    document.styles["Normal"].font.hidden = True


def hidden_by_the_defaults(document: Any) -> None:
    document.styles.element.find(".//{*}rPrDefault/{*}rPr").append(parse_xml(f"<w:vanish {W}/>"))


def hidden_by_the_style_of_a_table(document: Any) -> None:
    style = document.styles.add_style("ตารางซ่อน", WD_STYLE_TYPE.TABLE)
    style.element.append(parse_xml(f"<w:rPr {W}><w:vanish/></w:rPr>"))
    in_a_table(table=f'<w:tblStyle w:val="{style.style_id}"/>')(document)


def struck_by_the_defaults(document: Any) -> None:
    document.styles.element.find(".//{*}rPrDefault/{*}rPr").append(parse_xml(f"<w:strike {W}/>"))


def by_the_style_of_a_table(xml: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        style = document.styles.add_style("ตาราง", WD_STYLE_TYPE.TABLE)
        style.element.append(parse_xml(xml.replace(">", f" {W}>", 1)))
        in_a_table(table=f'<w:tblStyle w:val="{style.style_id}"/>')(document)

    return change


LIST = "<w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/><w:lvlText w:val='ไม่'/></w:lvl>"


def list_that_says_no(document: Any, content: str = LIST) -> Any:
    """The properties that put a paragraph into it."""
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f"<w:abstractNum {W} w:abstractNumId='77'>{content}</w:abstractNum>"))
    numbering.append(parse_xml(f"<w:num {W} w:numId='77'><w:abstractNumId w:val='77'/></w:num>"))
    return parse_xml(f"<w:numPr {W}><w:numId w:val='77'/></w:numPr>")


def in_a_list_by_its_style(document: Any) -> None:
    base = document.styles.add_style("รายการ", WD_STYLE_TYPE.PARAGRAPH)
    base.element.get_or_add_pPr().append(list_that_says_no(document))
    style = document.styles.add_style("ลูก", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = base
    decision(document).style = style


def in_a_list_by_a_link(document: Any) -> None:
    listed = list_that_says_no(document, "<w:numStyleLink w:val='ลิงก์'/>")
    linked = f"<w:abstractNum {W} w:abstractNumId='78'><w:styleLink w:val='ลิงก์'/>{LIST}</w:abstractNum>"
    document.part.numbering_part.element.insert(1, parse_xml(linked))
    decision(document)._p.get_or_add_pPr().append(listed)


def after_a_prompt_that_says(words: str) -> Callable[[Any], None]:
    box = f"<w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>{words}</w:t></w:r></w:sdtContent>"
    return lambda document: decision(document)._p.insert(0, parse_xml(f"<w:sdt {W}>{box}</w:sdt>"))


def flat_by_a_style(document: Any) -> None:
    style = document.styles.add_style("แบน", WD_STYLE_TYPE.PARAGRAPH)
    style.paragraph_format.line_spacing = Pt(1)
    decision(document).style = style


def run_on_from_the_line_before(document: Any) -> None:
    before = decision(document).insert_paragraph_before("ยัง")
    before._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {W}><w:vanish/></w:rPr>"))


def field(*parts: str) -> Callable[[Any], None]:
    """A field whose code comes in these parts and which shows "อนุมัติ"."""

    def change(document: Any) -> None:
        paragraph = decision(document)
        paragraph.runs[0].text = ""
        codes = "".join(f"<w:r><w:instrText xml:space='preserve'>{part}</w:instrText></w:r>" for part in parts)
        ends = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
        whole = parse_xml(f"<w:p {W}>{ends[0]}{codes}{ends[1]}<w:r><w:t>อนุมัติ</w:t></w:r>{ends[2]}</w:p>")
        for run in list(whole):
            paragraph._p.append(run)

    return change


def words_where_a_code_belongs(document: Any) -> None:
    paragraph = decision(document)
    run = paragraph.runs[0]._r
    run.addprevious(parse_xml(f'<w:r {W}><w:fldChar w:fldCharType="begin"/></w:r>'))
    paragraph._p.append(parse_xml(f'<w:r {W}><w:fldChar w:fldCharType="end"/></w:r>'))


def bound_to_other_words(document: Any) -> None:
    paragraph = decision(document)._p
    run = paragraph.r_lst[0]
    box = parse_xml(f"<w:sdt {W}><w:sdtPr><w:dataBinding w:xpath='/a' w:storeItemID='x'/></w:sdtPr><w:sdtContent/></w:sdt>")
    paragraph.replace(run, box)
    box[1].append(run)


def in_an_element_that_word_passes_over(document: Any) -> None:
    paragraph = decision(document)._p
    made = parse_xml('<x:hide xmlns:x="urn:nobody-knows"/>')
    paragraph.addprevious(made)
    made.append(paragraph)


def letters_of_another_language(document: Any) -> None:
    paragraph = decision(document)._p
    for run in paragraph.r_lst:
        paragraph.remove(run)
    paragraph.append(parse_xml(f'<w:r {W}><x:t xmlns:x="urn:nobody-knows">อนุมัติ</x:t></w:r>'))


CHOICE = (
    "<mc:AlternateContent><mc:Choice Requires='{}'><w:t>อนุมัติ</w:t></mc:Choice>"
    "<mc:Fallback><w:t>{}</w:t></mc:Fallback></mc:AlternateContent>"
)


def choice(requires: str, instead: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        paragraph = decision(document)
        paragraph.runs[0].text = ""
        paragraph._p.append(parse_xml(f"<w:r {W} {DRAWN} xmlns:x='urn:x'>{CHOICE.format(requires, instead)}</w:r>"))

    return change


def box(
    anchor: str = "", extent: str = 'cx="2000000" cy="400000"', properties: str = "", words: str = "อนุมัติ", beside: str = ""
) -> Callable[[Any], None]:
    """The decision in a text box; or these words in one beside another paragraph."""

    def change(document: Any) -> None:
        paragraph = find(document, beside) if beside else decision(document)
        if not beside:
            paragraph.runs[0].text = ""
        said = "".join(f"<w:p><w:r><w:t>{word}</w:t></w:r></w:p>" for word in words.split("|"))
        shape = f"<wps:wsp><wps:txbx><w:txbxContent>{said}</w:txbxContent></wps:txbx></wps:wsp>"
        graphic = f"<a:graphic><a:graphicData>{shape}</a:graphicData></a:graphic>"
        drawing = f'<wp:anchor {anchor}><wp:extent {extent}/><wp:docPr id="9" name="a" {properties}/>{graphic}</wp:anchor>'
        paragraph.add_run()._r.append(parse_xml(f"<w:drawing {W} {DRAWN}>{drawing}</w:drawing>"))

    return change


def old_box(style: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        paragraph = decision(document)
        paragraph.runs[0].text = ""
        said = "<v:textbox><w:txbxContent><w:p><w:r><w:t>อนุมัติ</w:t></w:r></w:p></w:txbxContent></v:textbox>"
        paragraph.add_run()._r.append(parse_xml(f'<w:pict {W} {DRAWN}><v:shape style="{style}">{said}</v:shape></w:pict>'))

    return change


def tall_picture_from_the_top(document: Any) -> None:
    drawing = '<wp:anchor><wp:positionV><wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="6000000" cy="9000000"/>'
    graphic = "<a:graphic><a:graphicData><wps:wsp/></a:graphicData></a:graphic></wp:anchor>"
    find(document, paper.HEAD[0]).add_run()._r.append(parse_xml(f"<w:drawing {W} {DRAWN}>{drawing}{graphic}</w:drawing>"))


FILL = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'

LIES: dict[str, Callable[[Any], None]] = {
    "a line one point high": with_paragraph_property('<w:spacing w:line="20" w:lineRule="exact"/>'),
    "a line one point high by its style": flat_by_a_style,
    "indented off the page": with_paragraph_property('<w:ind w:left="30000"/>'),
    "indented off the page to the left": with_paragraph_property('<w:ind w:start="-30000"/>'),
    "out of the page to the left": with_paragraph_property('<w:ind w:left="-9000"/>'),
    "raised off the page": with_letter_property(f'<w:position {W} w:val="2000"/>'),
    "letters on top of each other": with_letter_property(f'<w:spacing {W} w:val="-400"/>'),
    "a row one point high": in_a_table(row='<w:trHeight w:val="20" w:hRule="exact"/>'),
    "a hidden row": in_a_table(row="<w:hidden/>"),
    "a deleted row": in_a_table(row='<w:del w:id="1" w:author="a"/>'),
    "a deleted cell": in_a_table(cell='<w:cellDel w:id="1" w:author="a"/>'),
    "a table elsewhere": in_a_table(table='<w:tblpPr w:tblpY="20000"/>'),
    "a cell with a line from corner to corner": in_a_table(cell='<w:tcBorders><w:tl2br w:val="single" w:sz="24"/></w:tcBorders>'),
    "a swallowed cell": in_a_cell_that_another_has_swallowed,
    "black under a black pen": with_letter_property(f'<w:highlight {W} w:val="black"/>'),
    "black in a black cell": black_in_a_black_cell,
    "the default style": hidden_by_the_default_style,
    "the defaults": hidden_by_the_defaults,
    "the style of a table": hidden_by_the_style_of_a_table,
    "struck through by the defaults": struck_by_the_defaults,
    "struck through by the style of a table": by_the_style_of_a_table("<w:rPr><w:strike/></w:rPr>"),
    "struck through in the first row of a table": by_the_style_of_a_table(
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:strike/></w:rPr></w:tblStylePr>'
    ),
    "white in the first row of a table": by_the_style_of_a_table(
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:tblStylePr>'
    ),
    "a list by its style": in_a_list_by_its_style,
    "a list by a link": in_a_list_by_a_link,
    "a prompt that says no": after_a_prompt_that_says("ไม่"),
    "a hidden end of line": run_on_from_the_line_before,
    "no fill": with_letter_property(f"<w14:textFill {FILL}><w14:noFill/></w14:textFill>"),
    "a fill to be seen through": with_letter_property(
        f'<w14:textFill {FILL}><w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr>'
        "</w14:solidFill></w14:textFill>"
    ),
    "a colour tinted to white": with_letter_property(f'<w:color {W} w:val="000000" w:themeColor="text1" w:themeTint="08"/>'),
    "a field that shows its code": field(" MACROBUTTON x ไม่อนุมัติ "),
    "a field that moves what follows": field(" ADVANCE \\d 500 "),
    "a field that refers": field(" REF ไม่ "),
    "a field that counts pages": field(" PAGE "),
    "a field that counts": field(" SEQ ก "),
    "a field in parts": field(" DOC", "PROPERTY x "),
    "words where a code belongs": words_where_a_code_belongs,
    "bound to other words": bound_to_other_words,
    "passed over": in_an_element_that_word_passes_over,
    "letters of another language": letters_of_another_language,
    "a choice for nobody": choice("x", "ทราบ"),
    "a choice that others see otherwise": choice("wps", "ไม่อนุมัติ"),
    "a hidden box": box(properties='hidden="1"'),
    "a box of no height": box(extent='cx="2000000" cy="1000"'),
    "a box that ends before its words": box(words="อนุมัติ" + "|x" * 9, extent='cx="2000000" cy="130000"'),
    "a box that may take the decision back": box(words="ไม่อนุมัติ ณ ขณะนี้", beside=paper.BODY[0]),
    "an old box that is not shown": old_box("width:90pt;height:30pt;visibility:hidden"),
    "an old box of no width": old_box("width:0;height:30pt"),
    "a picture over everything": tall_picture_from_the_top,
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_memo_that_word_shows_otherwise_than_it_says_is_not_certain(tmp_path: Path, lie: Callable[[Any], None]) -> None:
    assert not is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=lie))


HARMLESS: dict[str, Callable[[Any], None]] = {
    "exact line spacing as of forms": with_paragraph_property('<w:spacing w:line="400" w:lineRule="exact"/>'),
    "an indent": with_paragraph_property('<w:ind w:left="4320"/>'),
    "letters a little apart": with_letter_property(f'<w:spacing {W} w:val="-6"/>'),
    "a row of some height": in_a_table(row='<w:trHeight w:val="400" w:hRule="exact"/>'),
    "a grey cell": in_a_table(cell='<w:shd w:val="clear" w:fill="D9D9D9"/>'),
    "a black theme colour": with_letter_property(f'<w:color {W} w:val="000000" w:themeColor="text1"/>'),
    "a field that somebody filled in": field(" FORMTEXT "),
    "a prompt": after_a_prompt_that_says("คลิกที่นี่เพื่อใส่ข้อความ"),
    "a field in a harmless form": field(" HYPERLINK ", '"https://example.org" '),
    "the same choice for all": choice("wps", "อนุมัติ"),
    "a box": box(),
    "an old box": old_box("width:90pt;height:30pt"),
}


@pytest.mark.parametrize("look", HARMLESS.values(), ids=HARMLESS)
def test_what_memos_usually_do_leaves_them_certain(tmp_path: Path, look: Callable[[Any], None]) -> None:
    assert is_certain(paper.memo(tmp_path, *paper.director("อนุมัติ"), change=look))


def repacked(tmp_path: Path, change: Callable[[dict[str, str]], Mapping[str, str]], *decision: str) -> Document:
    """The usual memo, its parts changed."""
    path = paper.write(
        tmp_path / "memo.docx", (*paper.HEAD, *paper.BODY, *paper.PROPOSER, *paper.UNIT_DIRECTOR, *paper.director(*decision))
    )
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = {name: content.decode() for name, content in parts.items() if name.endswith((".xml", ".rels"))}
    changed = change(text)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **{name: said.encode() for name, said in changed.items()}}.items():
            archive.writestr(name, content)
    return paper.read(path)


ROOT_RELATIONS, RELATIONS = "_rels/.rels", "word/_rels/document.xml.rels"
BODY = "word/document.xml"


def another_body_is_shown(parts: dict[str, str]) -> Mapping[str, str]:
    refused = parts[BODY].replace(">อนุมัติ<", ">ไม่อนุมัติ<")
    return {ROOT_RELATIONS: parts[ROOT_RELATIONS].replace(BODY, "word/real.xml"), "word/real.xml": refused}


def other_styles_are_used(parts: dict[str, str]) -> Mapping[str, str]:
    hidden = re.sub(
        r'(w:default="1" w:styleId="Normal">.*?)(</w:style>)',
        r"\1<w:rPr><w:vanish/></w:rPr>\2",
        parts["word/styles.xml"],
        flags=re.DOTALL,
    )
    return {RELATIONS: parts[RELATIONS].replace("styles.xml", "looks.xml"), "word/looks.xml": hidden}


def a_second_body_beside_it(parts: dict[str, str]) -> Mapping[str, str]:
    return {"word/document2.xml": parts[BODY].replace("บันทึกข้อความ", "")}


def names_that_differ_in_case_alone(parts: dict[str, str]) -> Mapping[str, str]:
    return {"Word/Document.xml": parts[BODY].replace(">อนุมัติ<", ">ไม่อนุมัติ<")}


def strict(parts: dict[str, str]) -> Mapping[str, str]:
    return {
        BODY: parts[BODY].replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"
        )
    }


def letters_from_a_definition(parts: dict[str, str]) -> Mapping[str, str]:
    defined = "<!DOCTYPE w [<!ENTITY no 'ไม่'>]>"
    body = re.sub(r"(<\?xml.*?\?>)", rf"\1{defined}", parts[BODY], count=1)
    return {BODY: body.replace(">อนุมัติ<", ">&no;อนุมัติ<")}


@pytest.mark.parametrize(
    "lie",
    [
        another_body_is_shown,
        other_styles_are_used,
        a_second_body_beside_it,
        names_that_differ_in_case_alone,
        strict,
        letters_from_a_definition,
    ],
)
def test_a_file_whose_parts_are_not_those_that_word_shows_is_not_certain(
    tmp_path: Path, lie: Callable[[dict[str, str]], Mapping[str, str]]
) -> None:
    assert is_certain(repacked(tmp_path, lambda _: {}, "อนุมัติ"))
    assert not is_certain(repacked(tmp_path, lie, "อนุมัติ"))


def test_a_body_under_another_name_is_read(tmp_path: Path) -> None:
    """Office on the web writes word/document2.xml."""

    def renamed(parts: dict[str, str]) -> Mapping[str, str]:
        return {
            ROOT_RELATIONS: parts[ROOT_RELATIONS].replace(BODY, "word/document2.xml"),
            "word/document2.xml": parts[BODY],
            "word/_rels/document2.xml.rels": parts[RELATIONS],
            BODY: "<gone/>",
        }

    path = tmp_path / "memo.docx"
    assert repacked(tmp_path, renamed, "อนุมัติ").kind == "docx"
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist() if name not in {BODY, RELATIONS}}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)
    assert is_certain(paper.read(path))


def test_a_memo_in_a_header_that_no_page_shows_is_not_read(tmp_path: Path) -> None:
    def moved(parts: dict[str, str]) -> Mapping[str, str]:
        memo = "".join(re.findall("<w:p>.*?</w:p>|<w:p .*?</w:p>", parts[BODY], re.DOTALL))
        header = re.sub(r"(<w:document[^>]*)>.*", rf"\1>{memo}</w:document>", parts[BODY], flags=re.DOTALL)
        body = parts[BODY].replace("บันทึกข้อความ", "ประกาศ").replace("อนุมัติ", "ประกาศ").replace("ส่วนราชการ", "เรื่อง")
        return {"word/header9.xml": header.replace("w:document", "w:hdr"), BODY: body}

    assert not is_certain(repacked(tmp_path, moved, "อนุมัติ"))
