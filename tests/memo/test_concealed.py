"""What is not seen when a file is opened is said, for it becomes public with the file; and looked through like what is seen."""

from pathlib import Path

import pytest

from syncd.memo import concealed
from syncd.model.document import FaultKind
from tests.memo.office_files import OFFICE, P, S, W, book, read, relations, slides, word

ID = "1999900722108"
MASKED = "x-xxxx-xxxxx-10-8"


SAYS = f"<x:p><x:r><x:t>{ID}</x:t></x:r></x:p>"


def drawn(root: str = "x:x") -> str:
    """A part of any kind with one paragraph."""
    return f"<{root} xmlns:x='x'>{SAYS}</{root}>"


def two_sheets(state: str) -> bytes:
    sheets = f'<sheet name="แผน" r:id="rId90"/><sheet name="รายชื่อ" state="{state}" r:id="rId91"/>'
    return book(
        {
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                ("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml")
            ),
            "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{S}"><row r="1"><c r="A1"><v>{ID}</v></c></row></worksheet>',
        }
    )


def sheet(inside: str) -> bytes:
    return book({"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}">{inside}</worksheet>'})


ROW = f'<row r="2" hidden="1"><c r="A2"><v>{ID}</v></c></row>'
COLUMN = f'<cols><col min="1" max="1" hidden="true"/></cols><row r="1"><c r="A1"><v>{ID}</v></c></row>'
REMARK = (
    f'<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="ก"><w:p><w:r><w:t>{ID}</w:t></w:r></w:p></w:comment></w:comments>'
)
DELETED = f'<w:p><w:del w:id="1" w:author="ก"><w:r><w:delText>{ID}</w:delText></w:r></w:del></w:p>'
ADDED = f'<w:p><w:ins w:id="1" w:author="ก"><w:r><w:t>{ID}</w:t></w:r></w:ins></w:p>'
UNSHOWN = f'<p:sld xmlns:p="{P}" xmlns:a="a" show="0"><a:p><a:r><a:t>{ID}</a:t></a:r></a:p></p:sld>'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", two_sheets("hidden"), "รายชื่อ"),
        ("a.xlsx", two_sheets("veryHidden"), "รายชื่อ"),
        ("a.xlsx", sheet(ROW), concealed.ROWS),
        ("a.xlsx", sheet(COLUMN), concealed.ROWS),
        (
            "a.xlsx",
            book({"xl/comments1.xml": f"<x><comment><t>{ID}</t></comment></x>"}),
            concealed.COMMENTS,
        ),
        (
            "a.xlsx",
            book({"xl/threadedComments/threadedComment1.xml": f"<x><threadedComment><text>{ID}</text></threadedComment></x>"}),
            concealed.COMMENTS,
        ),
        ("a.docx", word({"word/comments.xml": REMARK}), concealed.COMMENTS),
        ("a.docx", word(body=DELETED), concealed.CHANGES),
        ("a.docx", word(body=ADDED), concealed.CHANGES),
        ("a.pptx", slides({"ppt/slides/slide2.xml": UNSHOWN}), concealed.SLIDES),
        (
            "a.pptx",
            slides({"ppt/comments/comment1.xml": f"<x><cm><text>{ID}</text></cm></x>"}),
            concealed.COMMENTS,
        ),
    ],
)
def test_what_is_concealed_is_said_and_looked_through(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    document = read(tmp_path, name, content)
    (fault,) = document.faults
    assert fault.kind is FaultKind.CONCEALED
    assert said in fault.detail
    assert [spot.shown for spot in document.spots] == [MASKED]


@pytest.mark.parametrize("content", [two_sheets("visible"), sheet('<cols><col min="1" hidden="0"/></cols><row r="1" ht="20"/>')])
def test_what_is_seen_is_not_said(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, "a.xlsx", content).faults == ()


def pdf(*states: str) -> bytes:
    """A PDF that was saved once for each of these texts; only the last is shown."""
    made = b"%PDF-1.4\n"
    places: dict[int, int] = {}
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    previous = b""
    for said in states:
        page = f"BT /F1 24 Tf 72 700 Td ({said}) Tj ET".encode()
        objects[4] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page)
        for number, body in objects.items():
            places[number] = len(made)
            made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = len(made)
        made += b"xref\n0 1\n0000000000 65535 f \n"
        made += b"".join(b"%d 1\n%010d 00000 n \n" % (number, places[number]) for number in sorted(objects))
        made += b"trailer\n<< /Size 6 /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (previous, table)
        previous = b"/Prev %d" % table
        objects = {}
    return made


def test_what_a_pdf_said_before_it_was_changed_is_looked_through_and_told(tmp_path: Path) -> None:
    document = read(tmp_path, "a.pdf", pdf(f"Card {ID}", "Card x", "Card y"))
    assert [(spot.place, spot.shown) for spot in document.spots] == [("หน้า 1 ก่อนแก้ไข", MASKED)]
    assert [fault.kind for fault in document.faults] == [FaultKind.CONCEALED]


def test_a_pdf_that_was_added_to_but_not_changed_conceals_nothing(tmp_path: Path) -> None:
    document = read(tmp_path, "a.pdf", pdf("Card y", "Card y"))
    assert (document.faults, document.spots) == ((), ())


def text(tag: str = "w:t") -> str:
    return f'<w:x xmlns:w="{W}"><w:p><w:r><{tag}>{ID}</{tag}></w:r></w:p></w:x>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", word({"word/header3.xml": text()})),
        ("a.docx", word({"word/footer1.xml": text()})),
        ("a.docx", word({"word/footnotes.xml": text()})),
        ("a.docx", word({"word/endnotes.xml": text()})),
        ("a.docx", word({"word/glossary/document.xml": text()})),
        ("a.docx", word({"word/media/image1.svg": f"<svg><text>{ID}</text></svg>"})),
        ("a.xlsx", book({"xl/drawings/vmlDrawing1.vml": f"<xml><textbox><font>{ID}<br></font></textbox></xml>"})),
        ("a.xlsx", book({"xl/drawings/vmlDrawing1.vml": f"<xml><div>{ID[:6]}<b>{ID[6:]}</b></div></xml>"})),
        ("a.docx", word({"docProps/core.xml": f"<c><creator>{ID}</creator></c>"})),
        ("a.docx", word({"docProps/app.xml": f"<c><Company>{ID}</Company></c>"})),
        ("a.docx", word({"docProps/custom.xml": f"<c><property name='ก'><lpwstr>{ID}</lpwstr></property></c>"})),
        ("a.docx", word({"customXml/item1.xml": f"<a><b>{ID}</b></a>"})),
        (
            "a.docx",
            word({"word/charts/chart1.xml": f"<x><strCache><pt><v>{ID}</v></pt></strCache></x>"}),
        ),
        (
            "a.docx",
            word({"word/diagrams/data1.xml": drawn()}),
        ),
        ("a.docx", word(body=f'<w:p><w:drawing><wp:docPr xmlns:wp="wp" id="1" name="ก" descr="{ID}"/></w:drawing></w:p>')),
        (
            "a.docx",
            word(body=f"<w:p><w:pict><w:txbxContent><w:p><w:r><w:t>{ID}</w:t></w:r></w:p></w:txbxContent></w:pict></w:p>"),
        ),
        ("a.docx", word(body=f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{ID}</w:t></w:r></w:p>")),
        ("a.docx", word(body=f'<w:sdt><w:sdtPr><w:alias w:val="{ID}"/></w:sdtPr><w:sdtContent/></w:sdt>')),
        ("a.docx", word({"word/_rels/document.xml.rels": relations(("hyperlink", f"file:///D:/{ID}.docx", "External"))})),
        ("a.docx", word({"word/embeddings/Microsoft_Excel_Sheet1.xlsx": book(sheet=f"<c r='B1'><v>{ID}</v></c>")})),
        ("a.xlsx", book(more=f'<definedNames><definedName name="ก">"{ID}"</definedName></definedNames>')),
        ("a.xlsx", book(more=f'<definedNames><definedName name="ก" comment="{ID}">A1</definedName></definedNames>')),
        ("a.xlsx", sheet(f"<headerFooter><oddHeader>&amp;C{ID}</oddHeader></headerFooter>")),
        (
            "a.xlsx",
            sheet(f'<headerFooter><oddFooter>&amp;L&amp;"TH Sarabun,Bold"&amp;14 {ID}&amp;RP.&amp;P</oddFooter></headerFooter>'),
        ),
        ("a.xlsx", sheet(f'<dataValidations><dataValidation prompt="{ID}"/></dataValidations>')),
        ("a.xlsx", sheet(f"<row><c r='A1' t='str'><f>CONCATENATE(\"{ID}\")</f><v>ก</v></c></row>")),
        ("a.xlsx", book({"xl/pivotCache/pivotCacheDefinition1.xml": f"<p><sharedItems><s v='{ID}'/></sharedItems></p>"})),
        ("a.xlsx", book({"xl/externalLinks/externalLink1.xml": f"<e><sheetData><cell><v>{ID}</v></cell></sheetData></e>"})),
        (
            "a.xlsx",
            book({"xl/drawings/drawing1.xml": drawn()}),
        ),
        ("a.xlsx", book({"xl/tables/table1.xml": f'<table><tableColumn name="{ID}"/></table>'})),
        (
            "a.pptx",
            slides({"ppt/notesSlides/notesSlide1.xml": drawn()}),
        ),
        (
            "a.pptx",
            slides({"ppt/slideMasters/slideMaster1.xml": drawn()}),
        ),
        (
            "a.pptx",
            slides({"ppt/handoutMasters/handoutMaster1.xml": drawn()}),
        ),
    ],
)
def test_every_corner_is_looked_through(tmp_path: Path, name: str, content: bytes) -> None:
    assert MASKED in {spot.shown for spot in read(tmp_path, name, content).spots}
