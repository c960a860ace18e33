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


@pytest.mark.parametrize("change", [titled, described, noted, filled, bookmarked])
def test_a_pdf_is_searched_beside_its_pages(tmp_path: Path, change: Callable[[pikepdf.Pdf], None]) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.open(DOCUMENTS / "20_pua_legacy_glyphs.pdf") as document:
        change(document)
        document.save(path)
    assert {spot.shown for spot in paper.read(path).spots} == {MASKED}
