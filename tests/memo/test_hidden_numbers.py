"""National IDs in the corners of files: none goes before the public because nobody looked there."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pikepdf import Array, Dictionary, Name

from tests.memo import paper

ID = "1999900722108"
CARD = "1-9999-00722-10-8"
MASKED = "x-xxxx-xxxxx-10-8"
DOCUMENTS = Path(__file__).parent.parent / "documents"


def cells(*texts: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for cell, text in zip(document.add_table(rows=1, cols=len(texts)).rows[0].cells, texts, strict=True):
            cell.text = text

    return change


def caption(document: Any) -> None:
    properties = (
        f'<wp:docPr xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" id="1" descr="{ID}.jpg"/>'
    )
    document.add_paragraph().add_run()._r.append(parse_xml(f"<w:drawing {nsdecls('w')}>{properties}</w:drawing>"))


def properties(document: Any) -> None:
    document.core_properties.comments = f"ของ {ID}"


@pytest.mark.parametrize("change", [cells(*ID), cells("7", *ID), cells(*CARD.split("-")), caption, properties])
def test_a_word_document_is_searched_beside_its_paragraphs(tmp_path: Path, change: Any) -> None:
    found = paper.read(paper.write(tmp_path / "a.docx", ["แบบฟอร์ม"], change)).spots
    assert [spot.shown for spot in found] == [MASKED]


SIGNS = "".join(f'<w:sym w:font="Symbol" w:char="F0{ord(sign):02X}"/>' for sign in CARD)
OTHERWISE = {
    "as signs": f"<w:r {nsdecls('w')}>{SIGNS}</w:r>",
    "from the right": f"<w:r {nsdecls('w')}><w:t>\u202e{CARD[::-1]}\u202c</w:t></w:r>",
}


@pytest.mark.parametrize("run", OTHERWISE.values(), ids=OTHERWISE)
def test_a_number_is_found_as_it_is_seen(tmp_path: Path, run: str) -> None:
    found = paper.read(
        paper.write(tmp_path / "a.docx", ["แบบ"], lambda document: document.paragraphs[0]._p.append(parse_xml(run)))
    )
    assert [spot.shown for spot in found.spots] == [MASKED]


def picture_words(xml: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        names = 'xmlns:v="urn:schemas-microsoft-com:vml"'
        document.add_paragraph().add_run()._r.append(parse_xml(f"<w:pict {nsdecls('w')} {names}>{xml}</w:pict>"))

    return change


UNSEEN = {
    "the words of a shape": f'<v:shape style="width:9pt;height:9pt"><v:textpath string="{CARD}"/></v:shape>',
    "a shape's caption": f'<v:shape alt="{CARD}" style="width:9pt;height:9pt"/>',
}


@pytest.mark.parametrize("xml", UNSEEN.values(), ids=UNSEEN.keys())
def test_what_a_drawing_says_in_its_attributes_is_searched(tmp_path: Path, xml: str) -> None:
    assert [spot.shown for spot in paper.read(paper.write(tmp_path / "a.docx", ["แบบฟอร์ม"], picture_words(xml))).spots] == [
        MASKED
    ]


SAID_IN_PARTS = {
    "who changed it": ("word/people.xml", f'<p><person author="{CARD}"/></p>'),
    "what a list offers": ("word/settings.xml", f'<s><listItem displayText="{CARD}"/></s>'),
    "what stands before a list's lines": ("word/numbering.xml", f'<n><lvlText val="{CARD}"/></n>'),
    "what a look is called": ("word/styles.xml", f'<s><name val="{CARD}"/></s>'),
    "what a field asks for": ("word/header9.xml", f'<h><instrText>QUOTE "{CARD}"</instrText></h>'),
    "digits as their numbers": ("word/settings.xml", f'<s><x y="&#49;{ID[1:]}"/></s>'),
    "the name of a part": (f"customXml/{ID}.xml", "<a/>"),
}


@pytest.mark.parametrize(("part", "said"), SAID_IN_PARTS.values(), ids=SAID_IN_PARTS.keys())
def test_every_attribute_of_an_office_file_is_searched_for_numbers(tmp_path: Path, part: str, said: str) -> None:
    path = paper.write(tmp_path / "a.docx", ["แบบฟอร์ม"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | {part: said.encode()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert {spot.shown for spot in paper.read(path).spots} == {MASKED}


def test_what_is_written_on_the_outside_of_an_office_file_is_searched(tmp_path: Path) -> None:
    path = paper.write(tmp_path / "a.docx", ["แบบฟอร์ม"])
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = CARD.encode()
    assert [spot.shown for spot in paper.read(path).spots] == [MASKED]


BOOK = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": '<w xmlns:r="r"><sheet name="ก" r:id="1"/></w>',
    "xl/worksheets/sheet1.xml": "<s/>",
}


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/worksheets/sheet1.xml": "<s><row>" + "".join(f"<c><v>{digit}</v></c>" for digit in ID) + "</row></s>"},
        {"xl/worksheets/sheet1.xml": f'<s><row><c><f>"{ID}"</f></c></row></s>'},
        {"xl/worksheets/sheet1.xml": f"<s><dataValidation><formula1>{CARD}</formula1></dataValidation></s>"},
        {"xl/workbook.xml": f'<w><sheet name="{ID}"/></w>'},
        {"docProps/core.xml": f"<c><description>{ID}</description></c>"},
        {"xl/pivotCache/pivotCacheRecords1.xml": f'<r><s v="{ID}"/></r>'},
        {"xl/externalLinks/externalLink1.xml": "<e><v>1.999900722108E+12</v></e>"},
        {"xl/charts/chart1.xml": f"<c><p><t>{CARD[:6]}</t><t>{CARD[6:]}</t></p></c>"},
        {"xl/elsewhere/sheet.xml": f"<s><c><v>{ID}</v></c></s>"},
    ],
)
def test_a_workbook_is_searched_beside_its_cells(tmp_path: Path, parts: dict[str, str]) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (BOOK | parts).items():
            archive.writestr(name, text)
    found = paper.read(path).spots
    assert [spot.shown for spot in found] == [MASKED]


@pytest.mark.parametrize("part", ["word/afchunk.htm", "word/embeddings/b.docx", "word/media/a.mp3", "word/sheet1.bin"])
def test_what_lies_in_a_document_and_is_not_read_is_said(tmp_path: Path, part: str) -> None:
    path = paper.write(tmp_path / "a.docx", ["แผนปฏิบัติการ"])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, "x")
    assert paper.read(path).unread is not None


def titled(document: pikepdf.Pdf) -> None:
    document.docinfo["/Title"] = ID


def described(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as metadata:
        metadata["dc:description"] = CARD


def noted(document: pikepdf.Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), Contents=f"เลข {CARD}")
    document.pages[0].obj.Annots = Array([note])


def filled(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(Fields=Array([Dictionary(FT=Name.Tx, T="a", V=ID)]))


def bookmarked(document: pikepdf.Pdf) -> None:
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(CARD, 0))


def offered(document: pikepdf.Pdf) -> None:
    choice = Dictionary(FT=Name.Ch, T="a", Opt=Array([Array(["1", CARD]), "ก"]))
    document.Root.AcroForm = Dictionary(Fields=Array([choice]))


def filled_long(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(Fields=Array([Dictionary(FT=Name.Tx, T="a", V=document.make_stream(CARD.encode()))]))


def pointed_to(document: pikepdf.Pdf) -> None:
    place = Array([document.pages[0].obj, Name.Fit])
    document.Root.Names = Dictionary(Dests=Dictionary(Names=Array([CARD, place])))


def pointed_to_by_name(document: pikepdf.Pdf) -> None:
    document.Root.Dests = Dictionary({f"/{CARD}": Array([document.pages[0].obj, Name.Fit])})


def described_in_wide_letters(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.Metadata = document.make_stream(f"<x>{CARD}</x>".encode("utf-16"), Type=Name.Metadata, Subtype=Name.XML)


def test_lines_whose_vowels_a_font_codes_wrongly_and_marks_rightly_are_no_other_lines(tmp_path: Path) -> None:
    """Of "ครู" the letters say "คร้", as LibreOffice draws it: no list of teachers is one of pupils for that."""
    path = tmp_path / "a.pdf"
    lines = ("รายชื่อนักเรียนและผู้ดูแล", *(f"{n}. นาย{name} ใจดี ครู" for n, name in enumerate(("มานะ", "ปิติ", "วีระ"), start=1)))
    with pikepdf.new() as document:
        document.add_blank_page()
        write_marked(document, lines)
        document.save(path)

    assert paper.read(path).spots == ()


def write_marked(document: pikepdf.Pdf, lines: tuple[str, ...]) -> None:
    """Lines in a font that has no code of its own for ู, each ครู marked as what it is."""
    letters = sorted(set("".join(lines)))
    codes = "".join(f"<{at + 33:02X}> <{ord('้' if letter == 'ู' else letter):04X}>\n" for at, letter in enumerate(letters))
    mapped = f"/CIDInit /ProcSet findresource begin begincmap {len(letters)} beginbfchar\n{codes}endbfchar endcmap end"
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    font.ToUnicode = document.make_stream(mapped.encode())
    name = document.pages[0].add_resource(document.make_indirect(font), Name.Font)
    said = ""
    for at, line in enumerate(lines):
        shown = "".join(f"{letters.index(letter) + 33:02X}" for letter in line)
        says = line.encode("utf-16-be").hex().upper()
        said += f"/Span <</ActualText <FEFF{says}>>> BDC BT {name} 9 Tf 72 {700 - 14 * at} Td <{shown}> Tj ET EMC\n"
    document.pages[0].contents_add(said.encode())


def drawn_and_marked_as_a_word(document: pikepdf.Pdf) -> None:
    page = document.pages[0]
    plain = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    name = page.add_resource(plain, Name.Font)
    code = f"Q /Span <</ActualText (word)>> BDC BT {name} 9 Tf 72 20 Td ({CARD}) Tj ET EMC"
    page.contents_add(b"q", prepend=True)
    page.contents_add(code.encode())


HIDDEN_IN_PDF = [titled, described, noted, filled, bookmarked, offered, filled_long, pointed_to, pointed_to_by_name]


@pytest.mark.parametrize("change", [*HIDDEN_IN_PDF, described_in_wide_letters, drawn_and_marked_as_a_word])
def test_a_pdf_is_searched_beside_its_pages(tmp_path: Path, change: Callable[[pikepdf.Pdf], None]) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.open(DOCUMENTS / "20_pua_legacy_glyphs.pdf") as document:
        change(document)
        document.save(path)
    assert {spot.shown for spot in paper.read(path).spots} == {MASKED}
