"""Rubber stamps on scans: cut out by their ink, turned upright and read by themselves; only those of secrecy are told."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx.shared import Cm
from PIL import Image, ImageOps

from syncd.memo import pictures, screening
from syncd.memo.ocr import Ocr
from syncd.memo.reader import Reader
from syncd.memo.scan import Seen
from syncd.model.document import Concern
from syncd.screening import mark_on_stamp
from tests.memo import paper, scanner
from tests.memo.conftest import spooled

OCR = Ocr("/usr/bin/tesseract")
LETTER = scanner.printed("61_letter_not_memo.pdf")
RED, BLUE, VIOLET, BLACK = "#c81420", "#1e28aa", "#6e2896", "#0a0a0a"
OVER, BESIDE = (500, 700), (300, 1900)


def marks(folder: Path, page: Image.Image) -> list[str]:
    """The marks of secrecy that are read on the stamps of a scanned page."""
    file = folder / "scan.png"
    page.save(file)
    sheet = pictures.draw_stamps(file, "png", 1, 0)
    seen = Seen(1, 0, sheet.width, sheet.height, "")
    spots = screening.spots_on([seen if sheet.blank else OCR.see_stamps(sheet, seen)], [1])
    return sorted({spot.shown.strip("“”") for spot in spots if spot.place == "ตราประทับในหน้า 1"})


@pytest.mark.parametrize(
    ("text", "colour", "degrees", "at", "framed"),
    [
        ("ลับ", RED, 18, OVER, True),
        ("ลับที่สุด", RED, -31, OVER, False),
        ("ลับที่สุด", VIOLET, 0, OVER, True),
        ("ลับ", BLUE, -25, OVER, True),
        ("ลับมาก", BLACK, 20, BESIDE, True),
        ("ลับที่สุด", BLACK, -2, OVER, False),
    ],
)
def test_a_stamp_of_secrecy_is_read_aslant_in_any_ink_over_print(
    tmp_path: Path, text: str, colour: str, degrees: float, at: tuple[int, int], *, framed: bool
) -> None:
    assert marks(tmp_path, scanner.stamped(LETTER, text, colour, degrees, at, framed=framed)) == [text]


def test_stamps_of_other_matters_are_none_of_secrecy(tmp_path: Path) -> None:
    page = scanner.stamped(LETTER, "ด่วนที่สุด", RED, 14, (200, 200))
    page = scanner.stamped(page, "รับแล้ว", BLUE, -9, (900, 1500))
    page = scanner.stamped(page, "ต้นฉบับ", VIOLET, 5, (300, 1500))
    page = scanner.stamped(page, "กลับ", BLACK, 21, BESIDE)
    assert marks(tmp_path, page) == []


def test_of_a_page_without_stamps_nothing_is_asked_of_ocr(tmp_path: Path) -> None:
    LETTER.save(tmp_path / "scan.png")
    assert pictures.draw_stamps(tmp_path / "scan.png", "png", 1, 0).blank


def test_a_stamp_of_secrecy_on_a_scan_is_told_with_its_page(tmp_path: Path) -> None:
    page = scanner.stamped(LETTER, "ลับมาก", RED, 24, OVER)
    with Reader(ocr=OCR) as reader:
        document = reader.read(spooled(scanner.pdf(tmp_path / "scan.pdf", page.rotate(180))))
    assert {(spot.concern, spot.place) for spot in document.spots} == {(Concern.SECRECY, "ตราประทับในหน้า 1")}


def pressed(text: str) -> BytesIO:
    """A picture of a stamp, as one pastes it into a text."""
    blank = Image.new("L", (700, 420), "white")
    content = BytesIO()
    stamp = scanner.stamped(blank, text, RED, 9, (30, 30))
    stamp.crop(ImageOps.invert(stamp.convert("L")).getbbox()).save(content, "PNG")
    content.seek(0)
    return content


def test_a_small_picture_of_a_stamp_beside_words_is_read_too(tmp_path: Path) -> None:
    def add(paper: Any) -> None:
        for text in ("ลับที่สุด", "ด่วนที่สุด"):
            paper.add_picture(pressed(text), width=Cm(3))

    with Reader(ocr=OCR) as reader:
        document = reader.read(spooled(paper.write(tmp_path / "a.docx", paper.BODY * 3, add)))
    assert [(spot.concern, spot.shown) for spot in document.spots] == [(Concern.SECRECY, "“ลับที่สุด”")]
    assert (document.unread, document.to_ocr) == (None, ())


@pytest.mark.parametrize(
    ("read", "mark"),
    [
        ("ลับ", "ลับ"),
        ("| สับ .", "ลับ"),
        ("ลบ", "ลับ"),
        ("เลับ", "ลับ"),
        ("ลับบาก", "ลับมาก"),
        ("(ลับทีสุด", "ลับที่สุด"),
        ("บที่สุด", "ลับที่สุด"),
        ("ด่วนที่สุด", ""),
        ("วนที่สุด", ""),
        ("ด่วนมาก", ""),
        ("รับ", ""),
        ("กลับ", ""),
        ("ฉบับ", ""),
        ("ลับแล้วส่งคืน", ""),
        ("มาก", ""),
        ("", ""),
    ],
)
def test_a_worn_stamp_is_known_by_its_letters_and_other_words_are_not(read: str, mark: str) -> None:
    assert mark_on_stamp(read) == mark
