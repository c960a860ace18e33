"""Memos printed by Chromium (as from Google Docs), which marks a letter with its vowels and tones and draws them apart.

The two were printed by Chromium 150 in Sarabun (OFL); they differ in the director's word alone.
"""

import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name, Operator, Stream, String

from syncd.memo import fields
from syncd.memo.pdf import texts
from syncd.memo.pdf_letters import Letters
from syncd.memo.pdf_spans import drawn, marked, text_of
from syncd.memo.pdf_things import things
from syncd.model.approval import Word
from tests.memo import paper
from tests.memo.test_fields import is_certain

HERE = Path(__file__).parent
DOCUMENTS = HERE.parent / "documents"
APPROVED, REFUSED = HERE / "printed_by_chromium_approved.pdf", HERE / "printed_by_chromium_refused.pdf"
DECISION = -5
"""Which of the page's pieces of text is the director's word."""
BEFORE = 3
"""Runs (ไ, ม, ่) of the refusal that the approval has not."""


@pytest.mark.parametrize(("path", "word"), [(APPROVED, Word.APPROVED), (REFUSED, Word.REFUSED)])
def test_what_a_span_says_is_read_once(path: Path, word: Word) -> None:
    (memo,) = paper.read(path).memos
    assert memo.doubts == ()
    assert memo.addressee == paper.OFFICE
    (director,) = memo.approvals
    assert (director.word, director.name, director.position) == (word, "นายสมเกียรติ ศรีอุดมชัย", paper.OFFICE)
    assert director.certain


def test_the_plain_text_of_a_page_says_it_once_too() -> None:
    with pypdfium2.PdfDocument(APPROVED) as document:
        text = "".join(next(texts(document)).split())
    assert "บันทึกข้อความ" in text
    assert "(นายสมเกียรติศรีอุดมชัย)ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาชัยภูมิเขต๓๒๑ก.ค.๖๓" in text


def test_letters_whose_codes_are_put_right_are_said_once_too() -> None:
    with pypdfium2.PdfDocument(APPROVED) as document:
        page = document[0]
        letters = Letters(page.get_textpage())
        said = text_of(letters, marked(things(page)), letters.chars)
        assert "".join(said.split()) == "".join(next(texts(document)).split())


def test_a_heading_that_the_text_says_in_pieces_may_be_a_memos() -> None:
    """Found by its place or not at all: a memo that is taken for a file to publish goes out."""
    assert fields.may_hold_memo("บัน\nบั\nทึกข้อความ\nส่วส่ นราชการ")
    assert not fields.may_hold_memo("ประกาศรายชื่อผู้ผ่านการคัดเลือก")


def test_numbers_that_a_page_says_are_not_told_again_by_the_letters_drawn_for_them() -> None:
    """Typst marks most letters, and codes them anyhow: a school's number stood in a line that no longer named the school."""
    with pypdfium2.PdfDocument(DOCUMENTS / "04_approved_arabic_typst.pdf") as document:
        said = next(texts(document))
        lines = drawn(document[0], said.replace("345", "999"), marked(things(document[0])))
    assert "04040" in said
    assert re.findall(r"[0-9]{3,}", lines) == ["04040", "345"]


def lying(tmp_path: Path, runs: range, said: str) -> Path:
    """The refusal, these runs of its word marked as saying this; the marks of the others stay."""
    path = tmp_path / "memo.pdf"
    with pikepdf.open(REFUSED) as document:
        page = document.pages[0]
        operations = [(list(it.operands), it.operator) for it in pikepdf.parse_content_stream(page)]
        begin = [n for n, (_, operator) in enumerate(operations) if str(operator) == "BT"][DECISION]
        end = next(n for n in range(begin, len(operations)) if str(operations[n][1]) == "ET")
        made, shown, inner = [], 0, False
        for operands, operator in operations[begin : end + 1]:
            name = str(operator)
            if name in {"BDC", "EMC"}:
                inner = name == "BDC" and shown not in runs
                if inner or (name == "EMC" and shown - 1 not in runs):
                    made.append((operands, operator))
                continue
            if name == "Tj" and shown == runs.start:
                made.append(([Name.Span, Dictionary(ActualText=String(said))], Operator("BDC")))
            made.append((operands, operator))
            if name == "Tj":
                shown += 1
                if shown == runs.stop:
                    made.append(([], Operator("EMC")))
        operations[begin : end + 1] = made
        page.Contents = Stream(document, pikepdf.unparse_content_stream(operations))
        document.save(path)
    return path


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        (range(BEFORE), ""),
        (range(BEFORE), " "),
        (range(BEFORE), "\u200b"),
        (range(BEFORE), "-"),
        (range(BEFORE + 1), "อ"),
        (range(BEFORE + 3), "อนุ"),
        (range(BEFORE + 7), "อนุมัติ"),
        (range(BEFORE + 8), "อนุมัติ"),
    ],
)
def test_runs_hidden_in_a_span_that_says_something_else_are_seen(tmp_path: Path, runs: range, said: str) -> None:
    document = paper.read(lying(tmp_path, runs, said))
    assert not is_certain(document)
    assert document.unread or document.memos


def test_the_refusal_stays_one_when_its_runs_are_marked_as_what_they_are(tmp_path: Path) -> None:
    (memo,) = paper.read(lying(tmp_path, range(1, BEFORE), "ม่")).memos
    assert [block.word for block in memo.approvals] == [Word.REFUSED]


def test_a_paper_size_that_pages_inherit_is_theirs(tmp_path: Path) -> None:
    path = tmp_path / "memo.pdf"
    with pikepdf.open(APPROVED) as document:
        size = document.pages[0].obj.MediaBox
        del document.pages[0].obj["/MediaBox"]
        document.pages[0].obj.Parent.MediaBox = size
        document.save(path)
    assert is_certain(paper.read(path))


RAISED, TALL = "02DD", "01EE"
"""The codes of ั and of ไ in the font."""


def raised(tmp_path: Path, glyph: str, *, late: bool = False) -> Path:
    """The approval with the ั of its word drawn by itself, and this glyph coded as มั, as Typst codes a tone that it raises; or
    drawn after its whole line, where Typst leaves it that sets a line to both margins.
    """
    path = tmp_path / "memo.pdf"
    with pikepdf.open(APPROVED) as document:
        page = document.pages[0]
        font = next(iter(page.Resources.Font.values()))
        codes = b"1 beginbfchar <" + glyph.encode() + b"> <0E210E31> endbfchar\nendcmap"
        font.ToUnicode = document.make_indirect(Stream(document, font.ToUnicode.read_bytes().replace(b"endcmap", codes)))
        operations = [(list(it.operands), it.operator) for it in pikepdf.parse_content_stream(page)]
        begin = [n for n, (_, operator) in enumerate(operations) if str(operator) == "BT"][DECISION]
        tone = next(
            n for n in range(begin, len(operations)) if operations[n][0] and operations[n][0][0] == String(bytes.fromhex(RAISED))
        )
        alone: tuple[list[pikepdf.Object], Operator] = ([String(bytes.fromhex(glyph))], Operator("Tj"))
        operations[tone - 1 : tone + 2] = [([], Operator("EMC")), operations[tone - 1], *([] if late else [alone])]
        if late:
            end = next(n for n in range(tone, len(operations)) if str(operations[n][1]) == "ET")
            beyond = sum(float(operands[0]) for operands, operator in operations[tone + 1 : end] if str(operator) == "Td")
            (back,) = pikepdf.parse_content_stream(Stream(document, f"{-beyond:.6f} 0 Td".encode()))
            operations[end:end] = [(list(back.operands), back.operator), alone]
        page.Contents = Stream(document, pikepdf.unparse_content_stream(operations))
        document.save(path)
    return path


def test_a_tone_that_is_coded_as_the_letter_under_it_and_itself_says_it_no_second_time(tmp_path: Path) -> None:
    assert is_certain(paper.read(raised(tmp_path, RAISED)))


def test_a_tone_drawn_after_its_line_is_no_second_word(tmp_path: Path) -> None:
    assert is_certain(paper.read(raised(tmp_path, RAISED, late=True)))


@pytest.mark.parametrize("late", [False, True])
def test_a_letter_that_is_coded_as_the_one_before_is_none_the_less_read(tmp_path: Path, late: bool) -> None:
    assert not is_certain(paper.read(raised(tmp_path, TALL, late=late)))


def left_alone(tmp_path: Path, glyph: str, times: int = 1) -> Path:
    """The approval with this glyph, coded as มั, so many times on a line of its own at the foot of the page."""
    raised(tmp_path, glyph)
    with pikepdf.open(tmp_path / "memo.pdf") as document:
        page = document.pages[0]
        font = next(iter(page.Resources.Font))
        shown = " ".join(f"BT {font} 14 Tf 1 0 0 1 {300 + 12 * n} 40 Tm <{glyph}> Tj ET" for n in range(times))
        page.Contents = Stream(document, b"q " + page.Contents.read_bytes() + f" Q q {shown} Q".encode())
        document.save(tmp_path / "alone.pdf")
    return tmp_path / "alone.pdf"


def test_a_tone_left_alone_of_a_line_that_begins_the_next_page_says_nothing(tmp_path: Path) -> None:
    assert is_certain(paper.read(left_alone(tmp_path, RAISED)))


def test_a_whole_letter_there_or_more_tones_than_a_line_leaves_are_a_doubt(tmp_path: Path) -> None:
    (memo,) = paper.read(left_alone(tmp_path, RAISED, times=9)).memos
    assert memo.doubts
    assert not is_certain(paper.read(left_alone(tmp_path, TALL)))


def painted(tmp_path: Path, before: str = "", after: str = "") -> Path:
    """The approval with this painted under or over its words."""
    path = tmp_path / "memo.pdf"
    with pikepdf.open(APPROVED) as document:
        page = document.pages[0]
        own = page.Contents.read_bytes()
        page.Contents = Stream(document, f"q {before} Q q ".encode() + own + f" Q q {after} Q".encode())
        document.save(path)
    return path


HEADER, BLOCK = "60 680 480 110 re", "300 430 230 120 re"
DOTS = "60 690 400 1 re W n"


def test_an_area_that_is_cut_down_to_a_line_under_the_words_hides_none(tmp_path: Path) -> None:
    assert is_certain(paper.read(painted(tmp_path, before=f"{DOTS} 0 g {HEADER} f")))


def test_a_frame_around_the_words_hides_none(tmp_path: Path) -> None:
    assert is_certain(paper.read(painted(tmp_path, before="0 g 56 420 490 380 re 55 419 492 382 re f*")))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("0 g 56 420 490 380 re 55 419 492 382 re f", ""),
        ("0 g 56 420 490 380 re 55 419 492 382 re 54 418 494 384 re f*", ""),
        (f"0 g {BLOCK} f", ""),
        ("", f"1 g {BLOCK} f"),
        (f"{BLOCK} W n 0 g 0 0 600 840 re f", ""),
        ("", f"{BLOCK} W n 1 g 0 0 600 840 re f"),
    ],
)
def test_an_area_that_is_cut_down_to_the_block_still_hides_it(tmp_path: Path, before: str, after: str) -> None:
    assert not is_certain(paper.read(painted(tmp_path, before, after)))
