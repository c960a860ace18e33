"""PDFs that show something else than their text says, carry more than pages, or spell in their own way."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from syncd.memo import pdf
from syncd.model.approval import Word
from syncd.model.document import Document, FaultKind
from tests.memo import paper
from tests.memo.test_fields import is_certain

APPROVED = Path(__file__).parent.parent / "documents" / "20_pua_legacy_glyphs.pdf"


def changed(tmp_path: Path, change: Callable[[pikepdf.Pdf], None]) -> Document:
    path = tmp_path / "memo.pdf"
    with pikepdf.open(APPROVED) as document:
        change(document)
        document.save(path)
    return paper.read(path)


def draw(code: str) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].contents_add(b"q", prepend=True)
        document.pages[0].contents_add(b"Q " + code.encode())

    return change


def before(code: str) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].contents_add(code.encode(), prepend=True)

    return change


def annotate(document: pikepdf.Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([200, 200, 300, 220]), Contents="ไม่อนุมัติ")
    document.pages[0].obj.Annots = Array([document.make_indirect(note)])


def paint_over(document: pikepdf.Pdf) -> None:
    pixels = Stream(document, b"\xff" * 3)
    pixels.Type, pixels.Subtype, pixels.Width, pixels.Height = Name.XObject, Name.Image, 1, 1
    pixels.ColorSpace, pixels.BitsPerComponent = Name.DeviceRGB, 8
    name = document.pages[0].add_resource(pixels, Name.XObject)
    draw(f"q 300 0 0 40 180 225 cm {name} Do Q")(document)


def shade_over(document: pikepdf.Pdf) -> None:
    white = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1]), C1=Array([1]), N=1)
    shade = Dictionary(ShadingType=2, ColorSpace=Name.DeviceGray, Coords=Array([0, 0, 600, 0]), Function=white)
    document.pages[0].Resources["/Shading"] = Dictionary(S0=shade)
    draw("/S0 sh")(document)


def test_the_untouched_memo_is_certain() -> None:
    assert is_certain(paper.read(APPROVED))


@pytest.mark.parametrize(
    "lie",
    [
        before("3 Tr"),
        before("7 Tr"),
        before("1 Tr 1 1 1 RG"),
        before("0.2 0 0 0.2 200 200 cm"),
        before("1 0 0 1 900 0 cm"),
        before("0.9 0.3 -0.3 0.9 0 0 cm"),
        before("0.1 0 0 1 200 0 cm"),
        before("0 0 0 rg 0 0 600 850 re f"),
        draw("1 1 1 rg 100 60 400 220 re f"),
        paint_over,
        shade_over,
        annotate,
    ],
)
def test_a_page_that_shows_something_else_is_never_certain(tmp_path: Path, lie: Callable[[pikepdf.Pdf], None]) -> None:
    document = changed(tmp_path, lie)
    assert not is_certain(document)
    assert document.unread or all(memo.doubts for memo in document.memos)


def test_words_struck_through_or_drawn_over_are_never_certain(tmp_path: Path) -> None:
    strokes = "".join(f"{x} {y} m {x + 60} {y} l S " for x in range(100, 500, 50) for y in range(90, 260, 4))
    assert not is_certain(changed(tmp_path, draw(f"1 w {strokes}")))
    assert not is_certain(changed(tmp_path, draw("1 w 250 200 m 260 240 300 160 320 220 c S")))


def letters(code: str) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        plain = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        name = document.pages[0].add_resource(plain, Name.Font)
        draw(code.format(font=name))(document)

    return change


@pytest.mark.parametrize(("signs", "above"), [("-------", 4), ("_____", 6)])
def test_words_struck_through_by_signs_set_as_text_are_never_certain(tmp_path: Path, signs: str, above: int) -> None:
    up = 842 - 645 + above  # the director's word stands at 645 points from the top
    assert not is_certain(changed(tmp_path, letters(f"BT {{font}} 14 Tf 95 {up} Td ({signs}) Tj ET")))
    assert is_certain(changed(tmp_path, letters(f"BT {{font}} 14 Tf 95 {up - above - 4} Td ({signs}) Tj ET")))


def test_a_sign_stretched_over_words_is_never_certain(tmp_path: Path) -> None:
    assert not is_certain(changed(tmp_path, letters(f"BT {{font}} 14 Tf 800 Tz 97 {842 - 645 + 1} Td (-) Tj ET")))


def test_the_side_of_a_box_strikes_through_words(tmp_path: Path) -> None:
    assert not is_certain(changed(tmp_path, draw(f"1 w 40 {842 - 645 + 4} 520 200 re S")))


@pytest.mark.parametrize(
    "strokes",
    [
        "3 w 50 50 m 550 800 l S 550 50 m 50 800 l S",
        "2 w 100 600 m 120 640 l 140 600 l 160 640 l S",
        "2 w 100 600 m 150 640 200 560 250 600 c S",
        "2 w 350 810 m 380 840 400 790 450 820 c S",
        "2 w 100 40 m 150 70 200 30 250 50 c S",
    ],
)
def test_handwriting_and_strokes_across_count_wherever_they_stand(tmp_path: Path, strokes: str) -> None:
    assert not is_certain(changed(tmp_path, draw(strokes)))


def test_handwriting_on_an_empty_page_behind_counts(tmp_path: Path) -> None:
    def overleaf(document: pikepdf.Pdf) -> None:
        document.add_blank_page(page_size=(595, 842))
        document.pages[-1].Contents = Stream(document, b"3 w 100 500 m 150 600 200 400 250 500 c S")

    assert not is_certain(changed(tmp_path, overleaf))


def test_a_crest_drawn_at_the_top_left_is_no_handwriting(tmp_path: Path) -> None:
    assert is_certain(changed(tmp_path, draw("1 w 80 790 m 90 830 110 770 130 800 c S")))


def test_a_link_that_paints_is_a_doubt(tmp_path: Path) -> None:
    def paint(document: pikepdf.Pdf) -> None:
        link(document)
        face = Stream(document, b"0 0 m 9 9 l S")
        face.Type, face.Subtype, face.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        document.pages[0].obj.Annots[0].AP = Dictionary(N=document.make_indirect(face))

    assert not is_certain(changed(tmp_path, paint))


def test_a_link_as_low_as_a_line_is_a_doubt(tmp_path: Path) -> None:
    """Viewers draw frames around links."""

    def strike(document: pikepdf.Pdf) -> None:
        link(document)
        document.pages[0].obj.Annots[0].Rect = Array([90, 200, 150, 201])

    assert not is_certain(changed(tmp_path, strike))


def test_a_shaded_table_does_no_harm(tmp_path: Path) -> None:
    assert is_certain(changed(tmp_path, before("q 0.9 0.9 0.8 rg 0 0 600 850 re f Q")))


def test_lines_of_a_table_around_the_page_do_no_harm(tmp_path: Path) -> None:
    assert is_certain(changed(tmp_path, draw("0.5 w 50 50 495 740 re S 91 700 m 505 700 l S")))


def launch_in_an_annotation(document: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.Launch, F=pikepdf.String("calc.exe"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 10, 10]), A=action)
    document.pages[0].obj.Annots = Array([link])


def embedded(document: pikepdf.Pdf) -> None:
    stream = document.make_indirect(Stream(document, b"secret"))
    document.Root.AF = Array([Dictionary(Type=Name.Filespec, F="a.txt", EF=Dictionary(F=stream))])


def opens_a_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


@pytest.mark.parametrize("trick", [launch_in_an_annotation, embedded, opens_a_script])
def test_a_pdf_that_does_more_than_show_pages_is_faulted(tmp_path: Path, trick: Callable[[pikepdf.Pdf], None]) -> None:
    assert [fault.kind for fault in changed(tmp_path, trick).faults] == [FaultKind.ACTIVE]


def link(document: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.URI, URI=pikepdf.String("https://example.test"))
    document.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)])
    document.Root.OpenAction = Array([document.pages[0].obj, Name.Fit])


def test_ordinary_links_and_a_first_view_are_no_fault(tmp_path: Path) -> None:
    document = changed(tmp_path, link)
    assert document.faults == ()
    assert is_certain(document)


def test_layers_switched_off_are_a_doubt(tmp_path: Path) -> None:
    def layers(document: pikepdf.Pdf) -> None:
        group = document.make_indirect(Dictionary(Type=Name.OCG, Name="ก"))
        document.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))

    assert not is_certain(changed(tmp_path, layers))


def test_a_password_only_for_changing_still_reads(tmp_path: Path) -> None:
    path = tmp_path / "memo.pdf"
    with pikepdf.open(APPROVED) as document:
        document.save(path, encryption=pikepdf.Encryption(owner="o", user=""))
    assert is_certain(paper.read(path))


@pytest.mark.parametrize(
    ("name", "word", "certain"),
    [
        ("writer_tick_ok.pdf", Word.APPROVED, True),
        ("writer_sign_ok.pdf", Word.APPROVED, True),
        ("writer_two_columns.pdf", Word.APPROVED, True),
        ("writer_tick_no.pdf", Word.REFUSED, True),
        ("writer_sign.pdf", Word.REFUSED, True),
        ("writer_table_no.pdf", Word.REFUSED, True),
        ("writer_cond.pdf", Word.UNCLEAR, False),
    ],
)
def test_boxes_columns_and_conditions_read_the_same_in_a_pdf(name: str, word: Word, certain: bool) -> None:
    """Made with LibreOffice, which draws letters of a second font (the ticks) after the rest of their line."""
    document = paper.read(APPROVED.parent / name)
    approval = next(approval for approval in document.memos[0].approvals if "สมเกียรติ" in approval.name)
    assert (approval.word, approval.certain, approval.date) == (word, certain, date(2020, 7, 21))
    assert document.memos[0].doubts == ()


def test_a_line_tells_where_its_words_stand_though_a_blank_is_drawn_as_a_gap(tmp_path: Path) -> None:
    """In Courier each letter is 0.6 of its size: by these places a line that runs on over two columns is cut in two."""
    path = tmp_path / "plain.pdf"
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        page.Resources = Dictionary(Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier)))
        page.Contents = Stream(document, b"BT /F 10 Tf 100 700 Td (AAAA BBB) Tj 53 0 Td (CC) Tj ET")
        document.save(path)
    with pdf.open_pdf(path) as opened:
        (line,) = pdf.visible_text(opened).lines
    assert line.text == "AAAA BBB CC"
    assert [(round(start), round(end)) for start, end in line.words] == [(100, 124), (130, 148), (153, 165)]
    assert (line.x0, line.x1) == (line.words[0][0], line.words[-1][1])
