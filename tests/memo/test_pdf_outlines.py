"""Writing on a page of a PDF that its text layer does not know: it is read by OCR or left to a person, never passed over."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageDraw

from syncd.memo import letter_rows
from syncd.memo.beside import UNSEEN
from syncd.memo.pictures import draw
from tests.eval.papers import FONTS, Part, write_pdf
from tests.memo import paper
from tests.memo.outlines import outlines

pytestmark = pytest.mark.skipif(not FONTS, reason="none of Debian's Thai fonts is installed")

WORDS = ("ประกาศรายชื่อผู้ผ่านการคัดเลือก", "ตามที่ได้ประกาศรับสมัครคัดเลือกลูกจ้างชั่วคราว นั้น", "จึงประกาศให้ทราบโดยทั่วกัน")
CARD = "เลขประจำตัวประชาชน 1-1007-00123-45-4"
Change = Callable[[pikepdf.Pdf], None]


def announcement(tmp_path: Path, *changes: Change) -> Path:
    """A page of text, changed."""
    path = tmp_path / "ประกาศ.pdf"
    write_pdf(path, [Part(text) for text in WORDS], random.Random(1))
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        for change in changes:
            change(document)
        document.save(path)
    return path


def after(code: str) -> Change:
    """More drawn on the page."""

    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].contents_add(b"q", prepend=True)
        document.pages[0].contents_add(b"Q\n" + code.encode())

    return change


def in_a_pattern(document: pikepdf.Pdf) -> None:
    tile = Stream(document, outlines(CARD, 72, 500).encode())
    tile.Type, tile.PatternType, tile.PaintType, tile.TilingType = Name.Pattern, 1, 1, 1
    tile.BBox, tile.XStep, tile.YStep, tile.Resources = Array([0, 0, 595, 842]), 595, 842, Dictionary()
    document.pages[0].Resources["/Pattern"] = Dictionary(PCard=document.make_indirect(tile))
    after("/Pattern cs /PCard scn 60 480 420 60 re f")(document)


def helvetica(code: str) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        plain = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        after(code.format(font=document.pages[0].add_resource(plain, Name.Font)))(document)

    return change


def without_codes(document: pikepdf.Pdf) -> None:
    """The number in letters that are small programs, and nothing tells which letters they are."""
    digits = {letter: document.make_indirect(Stream(document, f"1 0 d0 {outlines(letter, 0, 0, 1)}".encode())) for letter in CARD}
    codes = {letter: number for number, letter in enumerate(digits, start=33)}
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontMatrix=Array([1, 0, 0, 1, 0, 0]),
        FontBBox=Array([0, -0.5, 1, 1]),
        CharProcs=Dictionary({f"/g{codes[letter]}": program for letter, program in digits.items()}),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([33, *(Name(f"/g{code}") for code in codes.values())])),
        FirstChar=33,
        LastChar=32 + len(codes),
        Widths=Array([0.6] * len(codes)),
    )
    name = document.pages[0].add_resource(font, Name.Font)
    said = "".join(f"{codes[letter]:02x}" for letter in CARD)
    after(f"BT {name} 15 Tf 72 500 Td <{said}> Tj ET")(document)


def marked(said: str) -> Change:
    """The number in plain letters that are marked as saying something else."""
    text = ("\ufeff" + said).encode("utf-16-be").hex()
    return helvetica(f"/Span <</ActualText <{text}>>> BDC BT {{font}} 15 Tf 72 500 Td (1-1007-00123-45-4) Tj ET EMC")


WRITTEN_THERE: dict[str, Change] = {
    "in outlines": after(outlines(CARD, 72, 500)),
    "in outlines of straight lines": after(outlines(CARD, 72, 500, curves=False)),
    "in small outlines": after(outlines("1-1007-00123-45-4", 72, 500, 10)),
    "as one path": after(outlines(CARD, 72, 500).replace(" f", "") + " f"),
    "in outlines that are red": after("1 0 0 rg " + outlines("ลับมาก", 260, 500, 24)),
    "white on black": after("0 g 60 480 470 50 re f 1 g " + outlines(CARD, 72, 500)),
    "black on grey": after("0.7 g 60 480 470 50 re f 0 g " + outlines(CARD, 72, 500)),
    "under a line": after(f"{outlines(CARD, 72, 500)} 72 499.8 300 0.8 re f"),
    "as what an area is cut to": after(f"q {outlines(CARD, 72, 500).replace(' f', '')} W n 60 480 500 60 re f Q"),
    "on its side": after(f"q 0 1 -1 0 300 200 cm {outlines(CARD, 0, 0)} Q"),
    "a box to each letter": after(
        "0.5 w " + " ".join(f"{outlines(one, 72 + 20 * n, 500)} {68 + 20 * n} 495 18 18 re S" for n, one in enumerate(CARD[-17:]))
    ),
    "crossed out": after(f"{outlines(CARD, 72, 500)} 60 504 400 0.8 re f"),
    "crossed out in one path": after(outlines(CARD, 72, 500).replace(" f", "") + " 60 504 400 0.8 re f"),
    "hatched": after(
        f"q {outlines(CARD[-17:], 72, 500, 30).replace(' f', '')} W n "
        + " ".join(f"60 {490 + 1.5 * n} 500 0.6 re f" for n in range(40))
        + " Q"
    ),
    "in a pattern": in_a_pattern,
    "in letters without codes": without_codes,
    "in letters marked as a blank": marked(" "),
    "behind words that are not seen": helvetica(
        f"BT {{font}} 15 Tf 3 Tr 72 500 Td (Wide words all over the number, and more) Tj ET {outlines(CARD, 72, 500)}"
    ),
}


@pytest.mark.parametrize("change", WRITTEN_THERE.values(), ids=WRITTEN_THERE)
def test_writing_that_the_text_layer_does_not_know_is_shown_to_ocr_and_left_to_a_person_without_it(
    tmp_path: Path, change: Change
) -> None:
    path = announcement(tmp_path, change)
    document = paper.read(path)
    assert document.unread == UNSEEN
    assert document.to_ocr
    assert not any(draw(path, "pdf", number, 0).blank for number in document.to_ocr)


def dots(y: float) -> str:
    return " ".join(f"{72 + 4 * n} {y} 1 1 re f" for n in range(90))


def star(x: float, y: float) -> str:
    return f"{x} {y} m {x + 4} {y + 9} l {x + 8} {y} l {x - 1} {y + 6} l {x + 9} {y + 6} l f"


def table(rules: str, columns: Mapping[float, tuple[str, ...]], first: float, row: float) -> Change:
    """Words in columns that begin at these places, `row` under one another, and the rules about them."""
    cells = (f"1 0 0 1 {x} {first - row * n} Tm ({word}) Tj " for x, words in columns.items() for n, word in enumerate(words))
    return helvetica(rules + " BT 0 g {font} 12 Tf " + "".join(cells) + "ET")


def frame(left: float, bottom: float, right: float, top: float) -> str:
    """As WeasyPrint draws the border of a cell."""
    inner = f"{left + 0.75} {bottom + 0.75} {right - left - 1.5} {top - bottom - 1.5} re"
    return f"0.2 g {left} {bottom} {right - left} {top - bottom} re {inner} f*"


NUMBERED = {66.0: ("1", "2", "3", "4", "5", "6")}
VILLAGES = ("Nong Waeng Tai", "Non Sung", "Khok Klang Phatthana", "Nong Khu", "Ban Non", "Phon Thong")
BAND = "60 480 400 40 re f"
ORDINARY: dict[str, Change] = {
    "nothing more": lambda _: None,
    "a table's lines": after(
        "0.5 w "
        + " ".join(f"72 {y} m 520 {y} l S {x} 300 m {x} 500 l S" for y in range(300, 501, 20) for x in range(72, 521, 14))
    ),
    "cells framed one by one": table(
        " ".join(
            frame(x, 546.1 - 23.1 * n, x + wide, 567.7 - 23.1 * n) for n in range(6) for x, wide in ((63.8, 13.8), (79.1, 111.4))
        ),
        NUMBERED | {81.4: VILLAGES},
        552.0,
        23.1,
    ),
    "boxes to tick": after("0.7 w " + " ".join(f"{x} 400 9 9 re S" for x in range(72, 400, 14))),
    "dots to write on": after(dots(500) + dots(480)),
    "an ornament again and again": after(" ".join(star(x, 500) for x in range(72, 500, 14))),
    "a crest": after("1 w 80 690 m 90 730 110 670 130 700 c S 85 680 m 120 740 100 650 90 720 c 100 700 l f"),
    "a signature": after("1.5 w 300 400 m 320 440 325 360 340 410 c 350 430 360 390 372 405 c S 330 395 m 420 415 l S"),
    "bars": after("0.2 0.5 0.9 rg " + " ".join(f"{80 + 40 * n} 300 25 {30 + 17 * (n * n % 7)} re f" for n in range(9))),
    "white words on a band": helvetica(
        "0.1 0.4 0.5 rg 60 480 400 40 re f BT 1 g {font} 15 Tf 72 495 Td (Report of the year) Tj ET"
    ),
    "words on yellow": helvetica(f"1 1 0 rg {BAND} BT 0 g {{font}} 15 Tf 72 495 Td (Report of the year) Tj ET"),
}


@pytest.mark.parametrize("change", ORDINARY.values(), ids=ORDINARY)
def test_what_papers_usually_show_beside_their_words_is_no_writing(tmp_path: Path, change: Change) -> None:
    document = paper.read(announcement(tmp_path, change))
    assert (document.unread, document.to_ocr) == (None, ())


def test_pieces_of_rules_under_one_another_are_no_letters_on_their_side() -> None:
    """Letters that are wiped off the rules of a table under them leave such pieces."""
    picture = Image.new("L", (400, 400), 255)
    pen = ImageDraw.Draw(picture)
    for n, (long, faint) in enumerate([(48, 24), (36, 0), (38, 19), (45, 10), (48, 0)]):
        pen.rectangle((200, 60 + 37 * n, 200 + long, 61 + 37 * n), fill=0)
        pen.rectangle((200, 62 + 37 * n, 200 + faint, 62 + 37 * n), fill=0)
    assert letter_rows.find(picture, 2.0) == []


def test_a_memo_with_words_drawn_as_outlines_is_left_to_a_person(tmp_path: Path) -> None:
    """Wherever they stand: here where the crest is."""
    path = announcement(tmp_path, after(outlines("ยังไม่ให้เผยแพร่", 20, 800)))
    assert paper.read(path).unread == UNSEEN
