"""IDs are found in the places of a file that no page shows: remarks, names, attributes, addresses, fields to fill in."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from syncd.memo import seen
from syncd.model.document import Concern
from tests.memo.office_files import A, P, S, W, book, packed, read, relations, slides, word
from tests.memo.test_tables import ods

ID = "1999900722108"
LINK = f"https://example.go.th/?n=%E0%B8%81%20{ID}"


def remarked(content: bytes, *, member: bool = False) -> bytes:
    """The zip with a remark, its own or its first member's."""
    made = BytesIO(content)
    with zipfile.ZipFile(made, "a") as archive:
        archive.comment = b"" if member else ID.encode()
        archive.infolist()[0].comment = ID.encode() if member else b""
        archive.writestr("_rels/.more.rels", relations())
    return made.getvalue()


def settings(inside: str) -> bytes:
    return word({"word/settings.xml": f'<w:settings xmlns:w="{W}">{inside}</w:settings>'})


def sheet(inside: str) -> bytes:
    return book({"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData/>{inside}</worksheet>'})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", remarked(packed({"ก.txt": "ประกาศ"}))),
        ("a.zip", remarked(packed({"ก.txt": "ประกาศ"}), member=True)),
        ("a.zip", packed({"ก.txt": "ประกาศ", f"{ID}/": ""})),
        ("a.zip", packed({"ใน.zip": remarked(packed({"ก.txt": "ประกาศ"}))})),
        ("a.docx", remarked(word())),
        ("a.docx", word({f"word/media/{ID}.xml": "<a/>"})),
        ("a.docx", word({"word/_rels/document.xml.rels": relations(("hyperlink", LINK, "External"))})),
        ("a.docx", word(body=f'<w:p><w:ins w:id="1" w:author="{ID}"><w:r><w:t>ก</w:t></w:r></w:ins></w:p>')),
        (
            "a.docx",
            word(
                body=f'<w:sdt><w:sdtPr><w:comboBox><w:listItem w:displayText="ก" w:value="{ID}"/></w:comboBox></w:sdtPr></w:sdt>'
            ),
        ),
        ("a.docx", word(body=f'<w:p><w:r><w:instrText>QUOTE "{ID}"</w:instrText></w:r></w:p>')),
        ("a.docx", word(body=f'<w:p><w:pict><v:shape xmlns:v="v"><v:textpath string="เลข {ID}"/></v:shape></w:pict></w:p>')),
        ("a.docx", settings(f'<w:docVars><w:docVar w:name="a" w:val="{ID}"/></w:docVars>')),
        ("a.docx", word({"customXml/item1.xml": f'<root id="{ID}"/>'})),
        ("a.docx", word({"word/people.xml": f'<p xmlns:w15="x"><w15:person w15:author="{ID}"/></p>'})),
        ("a.xlsx", remarked(book())),
        ("a.xlsx", book({"xl/sharedStrings.xml": f'<sst xmlns="{S}"><si><t>{ID}</t></si></sst>'})),
        ("a.xlsx", book({"xl/comments1.xml": f'<comments xmlns="{S}"><authors><author>{ID}</author></authors></comments>'})),
        ("a.xlsx", sheet(f"<conditionalFormatting><cfRule><formula>A1={ID}</formula></cfRule></conditionalFormatting>")),
        ("a.xlsx", sheet(f'<scenarios><scenario name="{ID}"/></scenarios>')),
        ("a.xlsx", book({"xl/styles.xml": f'<s xmlns="{S}"><numFmt numFmtId="164" formatCode="&quot;{ID}&quot;"/></s>'})),
        (
            "a.pptx",
            slides({"ppt/slideLayouts/slideLayout1.xml": f'<p:l xmlns:p="{P}" xmlns:a="{A}"><a:p><a:t>{ID}</a:t></a:p></p:l>'}),
        ),
        ("a.ods", remarked(ods(""))),
        ("a.ods", ods(f'<table:table-row><table:table-cell table:style-name="{ID}"/></table:table-row>')),
    ],
)
def test_an_id_that_no_page_shows_is_found(tmp_path: Path, name: str, content: bytes) -> None:
    assert {spot.concern for spot in read(tmp_path, name, content).spots} == {Concern.NATIONAL_ID}


@pytest.mark.parametrize(("name", "make"), [("a.docx", word), ("a.xlsx", book), ("a.pptx", slides)])
def test_a_part_that_is_called_a_picture_and_is_none_was_not_read(
    tmp_path: Path, name: str, make: Callable[[dict[str, bytes]], bytes]
) -> None:
    folder = {"a.docx": "word", "a.xlsx": "xl", "a.pptx": "ppt"}[name]

    assert seen.ENCLOSING in (
        read(tmp_path, name, make({f"{folder}/media/image1.png": b"7z\xbc\xaf\x27\x1c" + bytes(99)})).unread or ""
    )


@pytest.mark.parametrize(
    "field",
    [
        pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=LINK)),
        pikepdf.Dictionary(Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Ch, Opt=pikepdf.Array(["ก", ID])),
        pikepdf.Dictionary({"/Subtype": pikepdf.Name.Link, f"/Dest{ID}": 1}),
    ],
)
def test_an_id_in_a_link_or_a_choice_of_a_pdf_is_found(tmp_path: Path, field: pikepdf.Dictionary) -> None:
    assert {spot.concern for spot in read(tmp_path, "a.pdf", with_fields(field)).spots} == {Concern.NATIONAL_ID}


def test_an_id_filled_into_a_pdf_one_digit_to_a_field_is_found(tmp_path: Path) -> None:
    fields = (
        pikepdf.Dictionary(Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T=f"c{at}", V=digit) for at, digit in enumerate(ID)
    )

    assert {spot.concern for spot in read(tmp_path, "a.pdf", with_fields(*fields)).spots} == {Concern.NATIONAL_ID}


def with_fields(*fields: pikepdf.Dictionary) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page()
    page.obj.Annots = pikepdf.Array([document.make_indirect(field) for field in fields])
    made = BytesIO()
    document.save(made)
    return made.getvalue()
