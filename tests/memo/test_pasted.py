"""Pictures that a document holds beside its words: a list pasted as a picture is seen by everybody and read by no reader."""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx.shared import Cm
from PIL import Image

from syncd.memo import beside, pasted
from syncd.memo.beside import UNSEEN
from syncd.model.document import Document
from tests.memo import office_files, ole_file, paper, scanner, test_odf, test_old_office
from tests.memo.office_files import OFFICE, A, P, relations
from tests.memo.test_doc import streams

XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
SAYS = "ประกาศรายชื่อผู้ได้รับทุนการศึกษา ประจำปีการศึกษา ๒๕๖๓"


def writing() -> Image.Image:
    """A piece of a printed page, as a scanner sees it."""
    page = scanner.noisy(scanner.printed("05_not_approved.pdf", dpi=100))
    return page.crop((0, 0, page.width, page.height // 2)).convert("RGB")


def photo() -> Image.Image:
    """Sky over a field, and a house."""
    shade = Image.linear_gradient("L").resize((900, 600))
    sky = Image.merge(
        "RGB", (shade.point(lambda it: it // 3), shade.point(lambda it: 90 + it // 3), shade.point(lambda it: 255 - it))
    )
    sky.paste((150, 60, 40), (300, 250, 600, 480))
    sky.paste((40, 110, 30), (0, 480, 900, 600))
    return sky


def png(picture: Image.Image) -> bytes:
    made = BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def in_word(path: Path, content: bytes, width: float) -> Document:
    return paper.read(paper.write(path / "a.docx", [SAYS], lambda it: it.add_picture(BytesIO(content), width=Cm(width))))


def test_the_small_picture_of_its_first_page_is_looked_at_where_it_can_be_read(tmp_path: Path) -> None:
    """Programs make it 256 or 512 pixels long; what is larger was put there, or may show what the page once said."""

    def thumbnailed(width: int) -> Document:
        path = paper.write(tmp_path / "a.docx", [SAYS])
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        small = writing().resize((width, width // 2))
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in (parts | {"docProps/thumbnail.jpeg": png(small)}).items():
                archive.writestr(name, content)
        return paper.read(path)

    def small_of_libreoffice(width: int) -> Document:
        with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
            archive.writestr("content.xml", "<document-content><body><text><p>ประกาศ</p></text></body></document-content>")
            archive.writestr("Thumbnails/thumbnail.png", png(writing().resize((width, width // 2))))
        return paper.read(tmp_path / "a.odt")

    assert thumbnailed(800).unread == pasted.WRITTEN
    assert thumbnailed(256).unread is None
    assert small_of_libreoffice(800).unread == pasted.WRITTEN
    assert small_of_libreoffice(512).unread is None


def in_header(path: Path, content: bytes, width: float) -> Document:
    def change(document: Any) -> None:
        run = document.sections[0].header.paragraphs[0].add_run()
        run.add_picture(BytesIO(content), width=Cm(width))

    return paper.read(paper.write(path / "a.docx", [SAYS], change))


def shown(width: float) -> str:
    side = int(width * 360_000)
    return f'<a:blip r:embed="rId90"/><a:xfrm><a:ext cx="{side}" cy="{side // 2}"/></a:xfrm>'


def in_sheet(path: Path, content: bytes, width: float) -> Document:
    drawing = f'<x:wsDr xmlns:x="{XDR}" xmlns:a="{A}" xmlns:r="{OFFICE}"><x:pic>{shown(width)}</x:pic></x:wsDr>'
    parts: dict[str, str | bytes] = {
        "xl/drawings/drawing1.xml": drawing,
        "xl/drawings/_rels/drawing1.xml.rels": relations(("image", "../media/image1.png")),
        "xl/media/image1.png": content,
    }
    return office_files.read(path, "a.xlsx", office_files.book(parts))


def on_slide(path: Path, content: bytes, width: float) -> Document:
    slide = f'<p:sld xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{OFFICE}"><p:pic>{shown(width)}</p:pic></p:sld>'
    parts: dict[str, str | bytes] = {
        "ppt/slides/slide7.xml": slide,
        "ppt/slides/_rels/slide7.xml.rels": relations(("image", "../media/image1.png")),
        "ppt/media/image1.png": content,
    }
    return office_files.read(path, "a.pptx", office_files.slides(parts))


def in_pdf(path: Path, content: bytes, width: float) -> Document:
    picture = Image.open(BytesIO(content)).convert("L")
    wide = width * 72 / 2.54
    high = wide * picture.height / picture.width
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        image = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=picture.width, Height=picture.height,
            ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
        )  # fmt: skip
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F=font), XObject=pikepdf.Dictionary(I=document.make_stream(picture.tobytes(), image))
        )
        text = f"BT /F 14 Tf 72 780 Td (Announcement of scholarships) Tj ET q {wide} 0 0 {high} 50 60 cm /I Do Q"
        page.Contents = document.make_stream(text.encode())
        document.save(path / "a.pdf")
    return paper.read(path / "a.pdf")


Put = Callable[[Path, bytes, float], Document]
EVERYWHERE = pytest.mark.parametrize("put", [in_word, in_header, in_sheet, on_slide, in_pdf])


@EVERYWHERE
def test_a_picture_that_may_hold_writing_is_left_to_a_person(tmp_path: Path, put: Put) -> None:
    document = put(tmp_path, png(writing()), 15.0)

    assert document.unread == pasted.WRITTEN
    assert not document.maybe_memo


@EVERYWHERE
def test_a_photo_and_a_small_oblong_picture_wait_for_ocr_alone_and_a_crest_holds_nothing_to_speak_of(
    tmp_path: Path, put: Put
) -> None:
    assert put(tmp_path, png(photo()), 15.0).unread == UNSEEN
    assert put(tmp_path, png(writing()), 3.0).unread == UNSEEN
    assert put(tmp_path, png(writing().resize((400, 400))), 2.0).unread is None


EMF = struct.pack("<II8i4sIIIHHIII2i2i", 1, 108, 0, 0, 900, 450, 0, 0, 9000, 4500, b" EMF", 1 << 16, 128, 2, 1, 0, 0, 0, 0,
                  900, 450, 90, 45) + struct.pack("<5I", 14, 20, 0, 16, 20)  # fmt: skip
"""A drawing of Windows' own kind, whose words nobody reads here."""


def test_a_drawing_that_cannot_be_looked_at_is_left_to_a_person_if_it_is_as_large_as_a_card(tmp_path: Path) -> None:
    assert in_sheet(tmp_path, b"\x01\0\0\0" + b"\0" * 200, 15.0).unread == pasted.WRITTEN
    assert in_sheet(tmp_path, EMF, 15.0).unread == pasted.WRITTEN
    equation = in_sheet(tmp_path, EMF, 6.0)
    assert (equation.unread, equation.to_ocr) == (None, ()), "OCR would fail on it"


def open_document(tmp_path: Path, content: bytes, size: str, kind: str = "ods") -> Document:
    frame = (
        f'<draw:frame {size}><draw:image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="Pictures/1.png"/></draw:frame>'
    )
    sheet = f'<table:table table:name="ก"><table:shapes xmlns:svg="urn:x-svg">{frame}</table:shapes></table:table>'
    return test_odf.made(tmp_path, kind, sheet, {"Pictures/1.png": content})


def in_text(tmp_path: Path, content: bytes) -> Document:
    image = '<draw:image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="Pictures/1.png"/>'
    frame = f'<draw:frame xmlns:svg="urn:x-svg" {LARGE}>{image}</draw:frame>'
    body = f"<text:p>{SAYS}</text:p><text:p>{frame}</text:p>"
    return test_odf.made(tmp_path, "odt", body, {"Pictures/1.png": content})


LARGE, SMALL = 'svg:width="16cm" svg:height="100mm"', 'svg:width="0.9in" svg:height="60pt"'


def test_a_picture_pasted_into_a_file_of_libreoffice_is_left_to_a_person(tmp_path: Path) -> None:
    assert open_document(tmp_path, png(writing()), LARGE).unread == pasted.WRITTEN
    assert open_document(tmp_path, png(writing()), "").unread == pasted.WRITTEN, "of unknown size"
    assert open_document(tmp_path, png(photo()), LARGE).unread == UNSEEN
    assert open_document(tmp_path, png(writing()), SMALL).unread == UNSEEN
    assert in_text(tmp_path, png(writing())).unread == pasted.WRITTEN
    assert in_text(tmp_path, png(photo())).unread == UNSEEN


def test_a_picture_in_old_slides_or_an_old_workbook_is_left_to_a_person(tmp_path: Path) -> None:
    for number, (picture, unread) in enumerate([(png(writing()), pasted.WRITTEN), (png(photo()), UNSEEN)]):
        slides = {"PowerPoint Document": struct.pack("<HHI", 0xF, 0x03E8, 0), "Pictures": bytes(25) + picture}
        assert paper.read(ole_file.write(tmp_path / f"{number}.ppt", slides)).unread == unread
    whole = bytes(25) + png(photo())
    half = len(whole) // 2
    cut = test_old_office.record(0xEB, whole[:half])
    assert test_old_office.book(tmp_path, cut).unread == pasted.WRITTEN, "without its rest it cannot be opened"
    pieces = cut + test_old_office.record(0x3C, whole[half:])
    assert test_old_office.book(tmp_path, pieces).unread == UNSEEN, "in pieces, as programs keep it"


@pytest.mark.parametrize(
    ("kind", "form"),
    [(b"\x80\x7a\x1f\xf0", "DIB"), (b"\x90\x7a\x1f\xf0", "DIB"), (b"\x40\x6e\x29\xf0", "TIFF"), (b"\x50\x6e\x29\xf0", "TIFF")],
)
def test_a_picture_of_the_older_kinds_in_an_old_office_file_is_looked_at(tmp_path: Path, kind: bytes, form: str) -> None:
    for number, (picture, unread) in enumerate([(writing(), pasted.WRITTEN), (photo(), UNSEEN)]):
        made = BytesIO()
        picture.save(made, form)
        head = kind + bytes(4 + 16 * (2 if kind[0] & 0x10 else 1) + 1)
        slides = {"PowerPoint Document": struct.pack("<HHI", 0xF, 0x03E8, 0), "Pictures": bytes(25) + head + made.getvalue()}
        assert paper.read(ole_file.write(tmp_path / f"{number}.ppt", slides)).unread == unread


@pytest.mark.parametrize(("picture", "unread"), [(writing(), pasted.WRITTEN), (photo(), UNSEEN)])
def test_a_picture_that_a_program_printed_in_strips_is_looked_at_as_one(
    tmp_path: Path, picture: Image.Image, unread: str
) -> None:
    picture = picture.convert("L").resize((800, 400))
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font), XObject=pikepdf.Dictionary())
        drawn = "BT /F 14 Tf 72 780 Td (Announcement of scholarships) Tj ET "
        for number in range(10):
            strip = document.make_stream(picture.crop((0, number * 40, 800, number * 40 + 40)).tobytes())
            strip.Type, strip.Subtype, strip.Width, strip.Height = pikepdf.Name.XObject, pikepdf.Name.Image, 800, 40
            strip.ColorSpace, strip.BitsPerComponent = pikepdf.Name.DeviceGray, 8
            page.Resources.XObject[f"/I{number}"] = strip
            drawn += f"q 400 0 0 20 80 {500 - 20 * number} cm /I{number} Do Q "
        page.Contents = document.make_stream(drawn.encode())
        document.save(tmp_path / "a.pdf")
    assert paper.read(tmp_path / "a.pdf").unread == unread


def drawn_in_old_word(path: Path, kind: bytes, width: float, height: float) -> Document:
    marks = 16 * (2 if kind[0] & 0x10 else 1)
    measures = bytes(4 + marks + 4 + 16) + struct.pack("<ii", int(width * 360_000), int(height * 360_000))
    found = streams(paper.saved(path, "doc", "plain"))
    return paper.read(ole_file.write(path / "with.doc", found | {"Data": bytes(68) + kind + measures + bytes(90)}))


@pytest.mark.parametrize("kind", [b"\x40\x3d\x1a\xf0", b"\x50\x3d\x1a\xf0", b"\x60\x21\x1b\xf0", b"\x70\x21\x1b\xf0"])
def test_a_drawing_in_an_old_office_file_is_left_to_a_person_if_it_is_as_large_as_a_card(tmp_path: Path, kind: bytes) -> None:
    assert drawn_in_old_word(tmp_path, kind, 15, 10).unread == pasted.WRITTEN
    equation = drawn_in_old_word(tmp_path, kind, 5, 2)
    assert (equation.unread, equation.to_ocr) == (None, ())


def test_a_drawing_in_an_rtf_is_left_to_a_person_if_it_is_large_and_no_copy_of_a_picture(tmp_path: Path) -> None:
    def text(width: int, kind: str, group: str = "{%s}") -> Document:
        drawing = f"{{\\pict\\picscalex100\\picwgoal{width * 567}\\pichgoal{width * 400}{kind}\n{EMF.hex()}}}"
        path = tmp_path / "a.rtf"
        path.write_text(f"{{\\rtf1\\ansi {'Plan of the year. ' * 40}\\par{group % drawing}}}", encoding="ascii")
        return paper.read(path)

    assert text(15, "\\emfblip").unread == pasted.WRITTEN
    assert text(15, "\\wmetafile8", "{\\*\\shppict %s}").unread == pasted.WRITTEN
    assert text(15, "\\dibitmap0").unread == pasted.WRITTEN
    assert text(3, "\\wmetafile8").unread is None
    assert text(15, "\\wmetafile8", "{\\nonshppict %s}").unread is None, "for programs that do not know the picture's kind"


def behind_slides(path: Path, part: str, content: bytes, shape: str) -> Document:
    folder, _, name = part.partition("/")
    shown = shape % '<a:blip r:embed="rId90"/>'
    empty = '<p:grpSpPr><a:xfrm><a:ext cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
    parts: dict[str, str | bytes] = {
        f"ppt/{part}.xml": f'<p:sldMaster xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{OFFICE}">'
        f"<p:cSld>{shown}<p:spTree>{empty}</p:spTree></p:cSld></p:sldMaster>",
        f"ppt/{folder}/_rels/{name}.xml.rels": relations(("image", "../media/image1.png")),
        "ppt/media/image1.png": content,
    }
    return office_files.read(path, "a.pptx", office_files.slides(parts))


@pytest.mark.parametrize("part", ["slideMasters/slideMaster1", "slideLayouts/slideLayout1", "slides/slide7"])
def test_a_picture_behind_slides_is_looked_at_as_one_on_them(tmp_path: Path, part: str) -> None:
    size = f'<a:ext cx="{15 * 360_000}" cy="{10 * 360_000}"/>'
    for shape in (f"<p:pic>%s{size}</p:pic>", "<p:bg><p:bgPr><a:blipFill>%s</a:blipFill></p:bgPr></p:bg>"):
        assert behind_slides(tmp_path, part, png(writing()), shape).unread == pasted.WRITTEN
        assert behind_slides(tmp_path, part, png(photo()), shape).unread == UNSEEN


def test_a_picture_that_stands_where_the_layout_says_is_of_unknown_size(tmp_path: Path) -> None:
    """A program leaves its measures out; those of the slide's group, which are 0, are not its own."""
    slide = (
        f'<p:sld xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{OFFICE}"><p:spTree><p:grpSpPr><a:xfrm><a:ext cx="0" cy="0"/></a:xfrm>'
        '</p:grpSpPr><p:pic><p:blipFill><a:blip r:embed="rId90"/></p:blipFill><p:spPr/></p:pic></p:spTree></p:sld>'
    )
    parts: dict[str, str | bytes] = {
        "ppt/slides/slide7.xml": slide,
        "ppt/slides/_rels/slide7.xml.rels": relations(("image", "../media/image1.png")),
        "ppt/media/image1.png": png(writing()),
    }
    assert office_files.read(tmp_path, "a.pptx", office_files.slides(parts)).unread == pasted.WRITTEN


CHART = (
    f"<office:document-content {test_odf.NAMES}><office:body><office:chart>%s</office:chart></office:body>"
    "</office:document-content>"
)
LINK = 'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href'


def with_chart(tmp_path: Path, preview: bytes, chart: str = CHART, more: dict[str, bytes] | None = None) -> Document:
    """As LibreOffice keeps one: the chart itself, and how it was drawn last."""
    images = f'<draw:object {LINK}="./Object 1"/><draw:image {LINK}="./ObjectReplacements/Object 1"/>'
    frame = f'<draw:frame xmlns:svg="urn:x-svg" {LARGE}>{images}</draw:frame>'
    parts = {"ObjectReplacements/Object 1": preview, "Object 1/content.xml": (chart % "").encode()}
    return test_odf.made(tmp_path, "odt", f"<text:p>{SAYS}</text:p><text:p>{frame}</text:p>", parts | (more or {}))


def test_how_a_chart_of_libreoffice_was_drawn_last_is_left_aside_where_its_own_words_are_read(tmp_path: Path) -> None:
    drawn = b"VCLMTF\1\0" + bytes(200)
    for preview in (drawn, EMF):
        chart = with_chart(tmp_path, preview)
        assert (chart.unread, chart.to_ocr) == (None, ())
    assert with_chart(tmp_path, png(writing())).unread == pasted.WRITTEN, "a picture that says anything"
    assert with_chart(tmp_path, b"\0" * 200).unread == pasted.WRITTEN, "nobody knows what"
    assert with_chart(tmp_path, drawn, CHART.replace("office:chart", "office:text")).unread == pasted.WRITTEN, "no chart"


def test_how_a_table_on_a_slide_of_libreoffice_was_drawn_last_is_left_aside(tmp_path: Path) -> None:
    def slide(preview: bytes) -> Document:
        table = f"<table:table><table:table-row><table:table-cell><text:p>{SAYS}</text:p></table:table-cell></table:table-row>"
        shown = f'{table}</table:table><draw:image {LINK}="Pictures/TablePreview1.svm"/>'
        frame = f'<draw:frame xmlns:svg="urn:x-svg" {LARGE}>{shown}</draw:frame>'
        return test_odf.made(tmp_path, "odp", f"<draw:page>{frame}</draw:page>", {"Pictures/TablePreview1.svm": preview})

    assert slide(b"VCLMTF\1\0" + bytes(200)).unread is None
    assert slide(png(writing())).unread == pasted.WRITTEN


def test_a_picture_within_a_chart_of_libreoffice_is_looked_at(tmp_path: Path) -> None:
    inner = CHART % f'<draw:frame xmlns:svg="urn:x-svg" {LARGE}><draw:image {LINK}="Pictures/1.png"/></draw:frame>'
    for picture, unread in ((writing(), pasted.WRITTEN), (photo(), UNSEEN)):
        more = {"Object 1/content.xml": inner.encode(), "Object 1/Pictures/1.png": png(picture)}
        assert with_chart(tmp_path, b"VCLMTF\1\0" + bytes(200), more=more).unread == unread


def test_a_picture_that_fills_a_shape_or_a_slide_of_libreoffice_is_looked_at(tmp_path: Path) -> None:
    for picture, unread in ((writing(), pasted.WRITTEN), (photo(), UNSEEN)):
        fill = f'<draw:fill-image draw:name="a" {LINK}="Pictures/1.png"/>'
        styles = f"<office:document-styles {test_odf.NAMES}><office:styles>{fill}</office:styles></office:document-styles>"
        more = {"styles.xml": styles.encode(), "Pictures/1.png": png(picture)}
        assert test_odf.made(tmp_path, "odp", f"<text:p>{SAYS}</text:p>", more).unread == unread


def test_a_page_of_more_pictures_than_are_numbered_is_left_to_a_person(tmp_path: Path) -> None:
    """Of a large page: on a smaller one so many cover it, and it is a scan."""
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(2384, 3370))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font), XObject=pikepdf.Dictionary())
        blank, list_ = Image.new("L", (8, 8), 255), writing().convert("L")
        for name, picture in (("/B", blank), ("/L", list_)):
            image = document.make_stream(picture.tobytes())
            image.Type, image.Subtype, image.Width, image.Height = (
                pikepdf.Name.XObject, pikepdf.Name.Image, picture.width, picture.height,
            )  # fmt: skip
            image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceGray, 8
            page.Resources.XObject[name] = image
        text = "BT /F 14 Tf 72 780 Td (Announcement of scholarships) Tj ET "
        blanks = "q 200 0 0 150 600 60 cm /B Do Q " * beside.MOST
        page.Contents = document.make_stream(f"{text}{blanks}q 400 0 0 280 60 60 cm /L Do Q".encode())
        document.save(tmp_path / "a.pdf")
    assert paper.read(tmp_path / "a.pdf").unread == f"{pasted.WRITTEN} และ{UNSEEN}"
