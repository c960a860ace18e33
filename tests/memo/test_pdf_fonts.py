"""WeasyPrint's PDFs: each font has codes of its own; one may say ำ for every า, or ุ for ่, while another on the page is right."""

from collections.abc import Callable
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


def with_codes(tmp_path: Path, change: Callable[[bytes], bytes]) -> Document:
    """The approval whose marks are crossed, with its fonts' codes changed."""
    path = tmp_path / "memo.pdf"
    with pikepdf.open(CROSSED[0]) as document:
        for font in document.pages[0].Resources.Font.values():
            codes = font.ToUnicode.read_bytes()
            font.ToUnicode.write(change(codes))
        document.save(path)
    return paper.read(path)


def test_a_tone_drawn_below_is_not_taken_for_a_vowel_that_nothing_shows_it_to_be(tmp_path: Path) -> None:
    """One ุ that is drawn above, and its ่ below, are told; two vowels that both say ่ are not."""
    assert is_certain(with_codes(tmp_path, lambda codes: codes))
    assert not is_certain(with_codes(tmp_path, lambda codes: codes.replace(b"<0e39>", b"<0e48>").replace(b"<0e49>", b"<0e48>")))


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
