"""WeasyPrint's and fpdf2's PDFs: each font has codes of its own, which may say ำ for every า, ุ for ่, or nothing at all."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from syncd.memo import pdf
from syncd.memo.pdf_page import MISPLACED
from syncd.model.approval import Word
from syncd.model.document import Document
from tests.memo import paper
from tests.memo.test_fields import is_certain, last

HERE = Path(__file__).parent
APPROVED, REFUSED = HERE / "printed_by_weasyprint_approved.pdf", HERE / "printed_by_weasyprint_refused.pdf"
CROSSED = HERE / "printed_by_weasyprint_crossed_approved.pdf", HERE / "printed_by_weasyprint_crossed_refused.pdf"
"""ุ and ่, and ู and ้, have each other's code; the director's block is on a page that is too short to show it."""
RAISED = HERE / "printed_by_weasyprint_raised_approved.pdf", HERE / "printed_by_weasyprint_raised_refused.pdf"
"""Noto Sans Thai: marks over others or beside tall letters come last of their line; half an ำ, the font's 59th letter, is ";"."""
SPLIT = HERE / "printed_by_fpdf_approved.pdf", HERE / "printed_by_fpdf_refused.pdf"
"""Sarabun: the upper half of each ำ has its code, the lower one none; as text it is no writing, for tones come late."""
HALF_AM = b"02f8"
"""The code of the upper half of ำ in their fonts."""


def with_half_drawn_late(tmp_path: Path, of: Path) -> Document:
    """The memo with the upper half of each ำ drawn from beyond where the lower one begins, as Angsana has it."""
    path = tmp_path / "memo.pdf"
    with pikepdf.open(of) as document:
        contents = document.pages[0].Contents
        before = contents.read_bytes()
        after = before.replace(HALF_AM, b"> -60 <" + HALF_AM + b"> 60 <")
        assert after != before
        contents.write(after)
        document.save(path)
    return paper.read(path)


def assert_read(document: Document, word: Word) -> None:
    (memo,) = document.memos
    assert memo.doubts == ()
    assert memo.unit == "กลุ่มอำนวยการ สำนักงานเขตพื้นที่การศึกษาประถมศึกษา"
    assert (memo.sure_number, memo.sure_date) == ("ศธ ๐๔๐๓๐/๑๒๓", date(2020, 7, 21))
    assert memo.subject == "ขออนุมัติเผยแพร่รายงานประจำปีบนเว็บไซต์"
    assert memo.addressee == "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา"
    assert last(document).name == "นายสมเกียรติ ศรีอุดมชัย"
    assert last(document).position == "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา"
    assert (last(document).word, last(document).date) == (word, date(2020, 7, 21))
    assert is_certain(document) is (word is Word.APPROVED)


@pytest.mark.parametrize(("of", "word"), [(APPROVED, Word.APPROVED), (REFUSED, Word.REFUSED)])
def test_one_font_with_am_for_every_a_is_read_beside_another_that_is_right(of: Path, word: Word) -> None:
    assert_read(paper.read(of), word)


@pytest.mark.parametrize(("of", "word"), [(APPROVED, Word.APPROVED), (REFUSED, Word.REFUSED)])
def test_half_an_am_without_a_code_counts_where_it_is_written_not_where_it_is_drawn(tmp_path: Path, of: Path, word: Word) -> None:
    assert_read(with_half_drawn_late(tmp_path, of), word)


@pytest.mark.parametrize(("of", "word"), [(CROSSED[0], Word.APPROVED), (CROSSED[1], Word.REFUSED)])
def test_marks_with_each_others_code_are_told_by_where_they_are_drawn(of: Path, word: Word) -> None:
    assert_read(paper.read(of), word)


@pytest.mark.parametrize(("of", "word"), [(RAISED[0], Word.APPROVED), (RAISED[1], Word.REFUSED)])
def test_marks_that_the_text_has_last_are_read_where_they_are_drawn_and_what_has_no_code_as_no_sign(of: Path, word: Word) -> None:
    assert_read(paper.read(of), word)


@pytest.mark.parametrize(("of", "word"), [(SPLIT[0], Word.APPROVED), (SPLIT[1], Word.REFUSED)])
def test_an_am_whose_lower_half_has_no_code_is_told_by_its_two_shapes_and_late_tones_by_their_places(
    of: Path, word: Word
) -> None:
    assert_read(paper.read(of), word)


U, UU, LOW_EK, LOW_THO, EK, THO = "012a", "012b", "01e5", "01e6", "0136", "0137"
"""What the font of the crossed memos draws: ุ, ู, and ่ and ้ over them and over other vowels."""
RIGHT = {U: "\u0e38", UU: "\u0e39", LOW_EK: "\u0e48", LOW_THO: "\u0e49"}
WITH_UU = {**RIGHT, UU: "\u0e39", LOW_THO: "\u0e39"}
"""ู is told and its ้ is not: both say ู."""


def with_codes(tmp_path: Path, of: Path, codes: Mapping[str, str]) -> Document:
    """The memo whose marks are crossed, with other codes in the font of its text."""
    path = tmp_path / "memo.pdf"
    with pikepdf.open(of) as document:
        (font,) = (font for font in document.pages[0].Resources.Font.values() if str(font.BaseFont).endswith("+Laksaman"))
        said = font.ToUnicode.read_bytes()
        for glyph, char in codes.items():
            said, changes = re.subn(
                f"<{glyph}> <[0-9a-f]+>".encode(), f"<{glyph}> <{char.encode('utf-16-be').hex()}>".encode(), said
            )
            assert changes == 1
        font.ToUnicode.write(said)
        document.save(path)
    return paper.read(path)


@pytest.mark.parametrize(("of", "word"), [(CROSSED[0], Word.APPROVED), (CROSSED[1], Word.REFUSED)])
@pytest.mark.parametrize(
    "codes",
    [
        RIGHT,
        WITH_UU,
        {**RIGHT, U: "\u0e48"},
        {**RIGHT, LOW_EK: "\u0e38"},
        {**WITH_UU, U: "\u0e48"},
        {U: "\u0e48", LOW_EK: "\u0e48", UU: "\u0e48", LOW_THO: "\u0e39"},
        {U: "", LOW_EK: "", UU: "", LOW_THO: ""},
        {U: "\uf70a", LOW_EK: "\u0e38", UU: "\u0e39", LOW_THO: "\uf70b", EK: "\uf70a", THO: "\uf70b"},  # in old fonts' codes
        {U: "\u0e49", LOW_EK: "\u0e39", UU: "\u0e49", LOW_THO: "\u0e39"},
    ],
)
def test_marks_with_anothers_code_are_told_by_the_shapes_of_their_font_though_nothing_has_their_own(
    tmp_path: Path, of: Path, word: Word, codes: Mapping[str, str]
) -> None:
    """As WeasyPrint leaves them where it met ู before and ้ not: "ผููอำนวยการ", "กลุุม"."""
    assert_read(with_codes(tmp_path, of, codes), word)


@pytest.mark.parametrize(
    "codes",
    [
        {**WITH_UU, THO: "\u0e48"},  # the tone of its shape says another
        {**WITH_UU, THO: "\u0e4a"},
        {**WITH_UU, THO: "\u0e31"},  # and no tone has its shape
        {**RIGHT, LOW_THO: "\u0e48"},  # it stands where it says
        {UU: "\u0e48", LOW_THO: "\u0e48", THO: "\u0e48"},
        {**RIGHT, U: "\u0e39", UU: "\u0e38"},
        {**RIGHT, U: "\u0e48", UU: "\u0e38"},  # the broad one says that it is the slender one
    ],
)
def test_a_mark_that_no_shape_shows_to_be_what_it_must_approves_nothing(tmp_path: Path, codes: Mapping[str, str]) -> None:
    assert not is_certain(with_codes(tmp_path, CROSSED[0], codes))


@pytest.mark.parametrize("glyph", ["0132", "0113", "011f"])
def test_letters_without_codes_are_no_marks_and_no_approval(tmp_path: Path, glyph: str) -> None:
    """ไ, ม and อ: what is left of ไม่อนุมัติ is neither word."""
    for of in CROSSED:
        document = with_codes(tmp_path, of, {**RIGHT, glyph: ""})
        assert not is_certain(document)
        assert all(memo.doubts for memo in document.memos)


@pytest.mark.parametrize(("code", "other"), [(b"<0e38>", b"<0e48>"), (b"<0e48>", b"<0e38>"), (b"<0e49>", b"<0e39>")])
def test_marks_drawn_where_their_code_cannot_be_are_doubted(tmp_path: Path, code: bytes, other: bytes) -> None:
    """However few they are: one ุ that says ่ makes a field wrong, and the layer no less plausible."""
    path = tmp_path / "memo.pdf"
    with pikepdf.open(APPROVED) as document:
        for font in document.pages[0].Resources.Font.values():
            font.ToUnicode.write(font.ToUnicode.read_bytes().replace(code, other))
        document.save(path)
    with pdf.open_pdf(APPROVED) as right, pdf.open_pdf(path) as wrong:
        assert MISPLACED not in pdf.visible_text(right).doubts
        assert MISPLACED in pdf.visible_text(wrong).doubts


NAMED = "0009 00ee0107 00f7 00ed 010a00f8 00f3 00dc 00fe 016401f0 00ff 010d00fc 00f8 00f8 00e8 00d6 010d00fa 000a".replace(
    " ", ""
)
"""The codes of "(นายธีรพงษ์ สุวรรณกุล)"."""
RENAMED, MARK, BRACKET = (
    "0009 00ee0107 00f7 00ff 010d00fc 00f8 00f8 00e8 00d6 010d00fa 01f0 00ed 010a00f8 00f3 00dc 00fe 000a",
    "0164",
    190,
)
"""Those of "(นายสุวรรณกุล ธีรพงษ)", of ์, and how wide the bracket is in thousandths of their size."""


def with_mark_drawn_last(tmp_path: Path, back: int) -> Document:
    """An approved memo whose unit director is "(นายสุวรรณกุล ธีรพงษ)" with the ์ drawn behind the bracket, so far back."""
    path = tmp_path / "memo.pdf"
    with pikepdf.open(HERE.parent / "documents" / "66_subject_two_lines.pdf") as document:
        page = document.pages[0]
        operations = [(list(it.operands), it.operator) for it in pikepdf.parse_content_stream(page)]
        for operands, operator in operations:
            pieces = list(operands[0]) if str(operator) == "TJ" else []
            if "".join(bytes(it).hex() for it in pieces if isinstance(it, pikepdf.String)) == NAMED:
                operands[0] = pikepdf.Array([pikepdf.String(bytes.fromhex(RENAMED)), back, pikepdf.String(bytes.fromhex(MARK))])
        page.Contents = document.make_stream(pikepdf.unparse_content_stream(operations))
        document.save(path)
    return paper.read(path)


def test_a_mark_drawn_behind_a_bracket_belongs_to_the_letter_that_it_stands_over(tmp_path: Path) -> None:
    """Writer and WeasyPrint draw the upper of two marks behind what follows: "(นางศิริพร ศรีสวัสดิ)์"."""
    document = with_mark_drawn_last(tmp_path, BRACKET)
    assert document.memos[0].approvals[0].name == "นายสุวรรณกุล ธีรพงษ์"
    assert is_certain(document)


def test_a_mark_drawn_over_a_bracket_is_no_letters(tmp_path: Path) -> None:
    assert not is_certain(with_mark_drawn_last(tmp_path, 0))
