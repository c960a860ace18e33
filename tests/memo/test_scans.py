"""What OCR read of a memo: good for an officer's eyes, and never taken as certain."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from syncd.memo import documents, fields, wire
from syncd.memo.page import Line, Text
from syncd.memo.reader import Reader
from syncd.memo.scan import Seen
from syncd.model.approval import Word
from syncd.model.document import Document
from syncd.model.memo import Memo, Source
from tests.memo import paper, scanner
from tests.memo.conftest import spooled

DOCUMENTS = Path(__file__).parent.parent / "documents"
HEAD = ("บันทึกข้อความ", "ส่วนราชการ กลุ่มนโยบายและแผน", "ที่ ศธ ๐๕๐๕๐/๐๕๐", "เรื่อง ขอเผยแพร่แผนปฏิบัติการ", f"เรียน {paper.OFFICE}")
"""As tesseract gives it: of the memo's number every second digit is wrong."""
DATE = "วันที่ ๑๕ เมษายน ๒๕๐๕"
BLOCKS = (*paper.BODY, "(นางสาวพิมพ์ชนก ใจซื่อ)", "นักวิชาการ", *paper.director("- อนุมัติ", day="๒๐ เม.ย. ๖๔"))


def lines(texts: tuple[str, ...], *, certainty: float = 0.93, first: float = 70) -> list[Line]:
    return [Line(1, 90, 90 + 6.0 * len(text), first + 20 * n, text, certainty) for n, text in enumerate(texts) if text]


def scan(head: tuple[str, ...] = HEAD, blocks: tuple[str, ...] = BLOCKS, *more: Line) -> Memo:
    beside = Line(1, 300, 420, 110, DATE, 0.93)
    read = (*lines(head), beside, *lines(blocks, first=180), *more)
    (memo,) = fields.read_memos("สแกน.pdf", Text(read), "pdf")
    return memo


def test_a_scans_fields_are_read_for_the_officer_and_none_is_certain() -> None:
    memo = scan()

    assert memo.source is Source.OCR
    assert (memo.unit, memo.subject, memo.addressee) == ("กลุ่มนโยบายและแผน", "ขอเผยแพร่แผนปฏิบัติการ", paper.OFFICE)
    assert memo.asks_publication
    assert (memo.number, memo.date) == ("ศธ ๐๕๐๕๐/๐๕๐", date(1962, 4, 15))
    assert {"number", "date", "approval", "subject"} <= set(memo.uncertain)
    assert (memo.sure_number, memo.sure_date) == (None, None)
    (block,) = memo.approvals
    assert (block.word, block.name, block.position) == (Word.APPROVED, "นายสมเกียรติ ศรีอุดมชัย", paper.OFFICE)
    assert not block.certain


@pytest.mark.parametrize("which", range(4))
def test_one_line_of_ocr_makes_the_memo_a_scan(which: int) -> None:
    texts = [*lines(HEAD, certainty=1), *lines(BLOCKS, certainty=1, first=180)]
    place = (0, 2, 6, len(texts) - 1)[which]
    texts[place] = replace(texts[place], certainty=0.999)

    (memo,) = fields.read_memos("ครึ่งเดียว.pdf", Text(tuple(texts)), "pdf")

    assert memo.source is Source.OCR
    assert not any(block.certain for block in memo.approvals)


def test_a_memo_without_ocr_is_as_certain_as_ever() -> None:
    texts = (*lines(HEAD, certainty=1), Line(1, 300, 420, 110, DATE), *lines(BLOCKS, certainty=1, first=180))

    (memo,) = fields.read_memos("ข้อความ.pdf", Text(texts), "pdf")

    assert (memo.source, memo.uncertain) == (Source.TEXT, ())
    assert memo.sure_date == date(1962, 4, 15)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("บันทึกข้อความ", "บันทึกข้ อ ความ"),
        ("บันทึกข้อความ", "บันทึกขัอความ"),
        ("บันทึกข้อความ", "บันทึกข้อดวาม"),
        ("ส่วนราชการ กลุ่มนโยบายและแผน", "สวนราชการ กลุ่มนโยบายและแผน"),
        ("ส่วนราชการ กลุ่มนโยบายและแผน", "ส่วนราซการกลุ่มนโยบายและแผน"),
        ("เรื่อง ขอเผยแพร่แผนปฏิบัติการ", "เรือง ขอเผยแพร่แผนปฏิบัติการ"),
        ("ที่ ศธ ๐๕๐๕๐/๐๕๐", "ทึ ศธ ๐๕๐๕๐/๐๕๐"),
        ("ที่ ศธ ๐๕๐๕๐/๐๕๐", "ท ศธ ๐๕๐๕๐/๐๕๐"),
    ],
)
def test_what_every_memo_prints_alike_is_known_again_with_marks_lost(printed: str, read: str) -> None:
    head = tuple(read if text == printed else text for text in HEAD)

    memo = scan(head)

    assert (memo.unit, memo.subject, memo.number) == (scan().unit, scan().subject, scan().number)


@pytest.mark.parametrize(
    "head",
    [
        ("บนทกขอความ", "ส่วนัริโซ็การ กลุ่มอำนวยการ", "ที่ศธ04052/706", "เรือง ขออนุญาตเผยแพร่คู่มือ", "ธียผู้จกุนายการสำนักงานเขต"),
        ("บนทกขอความ", "ส่ว | ์าร กลุ่มนโยบาย", "ที่ศธ04083", "เรือง ขออนุญาตเผยแพร่แผน", "เรียนผู้อำนวยการสำนักงานเขต"),
        ("กลุ่มบริหารงานบุคคล", "ท ๒๓/๑๕ซนนวินที่ ๒๓ เมษายน ๒๕๒๐๒", "เรื่อง ขออนุญาตเผยแพร่คู่มือ", "เรียน ผู้อำนวยการ"),
        ("ด9: กลุ่มนิเทศ", "ศจ์06031/1355.วันที่26สิงหาคม2568", "เรือง ขออนุญาตเผยแพร่แบบ", "เรียน ผู้อำนวยการ"),
        ("น่วยตรวจสอบภายใน", "๐/๑๒๕๑", "วันที ๑๐ พฤศจิกายน ๒๕๐๐", "เรื่อง ขออนุญาตเผยแพร่รายงาน", "เรียนผู้อำนวยการสำนักงานเขต"),
    ],
)
def test_a_scanned_memo_is_known_by_what_is_left_of_its_head(tmp_path: Path, head: tuple[str, ...]) -> None:
    texts = (*head, *paper.BODY, "(นางสาวพิมพ์ชนก ใจซื่อ)", "นักวิชาการ", *paper.director("- อนุมัติ"))

    assert len(fields.read_memos("สแกน.pdf", Text(tuple(lines(texts))), "pdf")) == 1
    assert len(scanned(tmp_path, texts).memos) == 1, "in a PDF, too"


@pytest.mark.parametrize(
    "head",
    [
        ("ที่ ศธ 04041/ว 123", "สำนักงานเขตพื้นที่การศึกษา", "26 สิงหาคม 2568", "เรื่อง ขอเชิญประชุม", "เรียน ผู้อำนวยการโรงเรียน"),
        ("ประกาศสำนักงานเขตพื้นที่การศึกษา", "เรื่อง ผู้ชนะการเสนอราคา", "ประกาศ ณ วันที่ 26 สิงหาคม 2568"),
        ("ระเบียบว่าด้วยบันทึกข้อความ", "เรื่อง การใช้บันทึกข้อความ", "บันทึกข้อความใช้ติดต่อภายใน"),
    ],
)
def test_a_scanned_letter_or_announcement_is_no_memo(tmp_path: Path, head: tuple[str, ...]) -> None:
    assert scanned(tmp_path, (*head, *paper.BODY)).memos == ()


def scanned(folder: Path, texts: tuple[str, ...]) -> Document:
    """A scan in a PDF, on which OCR reads these lines."""
    path = scanner.pdf(folder / "scan.pdf", Image.new("L", (200, 290), "white"))
    rows = ["1\t1\t0\t0\t0\t0\t0\t0\t595\t842\t-1\t"]
    for number, text in enumerate(filter(None, texts)):
        for place, letter in enumerate(text.replace(" ", "")):
            rows.append(f"5\t1\t1\t1\t{number}\t1\t{60 + 6 * place}\t{70 + 20 * number}\t6\t14\t93\t{letter}")
    seen = Seen(1, 0, 595, 842, "\n".join(rows))
    return documents.read_document(path, path.name, path.stat().st_size, "0" * 64, ocr=[seen])


def test_a_decisions_words_are_never_mended() -> None:
    for words in ("มอนุมัติ", "ไมอนุมัติ", "อนุมติ", "อบุมัติ", "อ นุ มต"):
        (block,) = scan(HEAD, (*BLOCKS[:5], "", *paper.director(words))).approvals
        assert block.word is Word.UNCLEAR


def test_dirt_is_no_part_of_a_post() -> None:
    speck = Line(1, 540, 541, 180 + 20 * 8, "-", 0.1)

    assert scan(HEAD, BLOCKS, speck).approvals == scan().approvals


def test_the_places_of_number_date_and_signature_are_told() -> None:
    number, day, block = scan().marks

    assert (number.field, day.field, block.field) == ("number", "date", "approval")
    assert number.x1 <= 300 <= day.x1
    assert number.top < 110 < number.bottom
    name = next(line for line in lines(BLOCKS, first=180) if "สมเกียรติ" in line.text)
    assert block.top < name.y - 40
    assert name.y + 40 < block.bottom < name.y + 60


def test_a_number_and_date_in_one_line_are_told_apart() -> None:
    whole = "ที่ ศธ ๐๔๐๔๐/๑๒๓ วันที่ ๒๐ กรกฎาคม ๒๕๖๓"
    (memo,) = fields.read_memos("ก.pdf", Text(tuple(lines((*HEAD[:2], whole, *HEAD[3:], *BLOCKS)))), "pdf")

    number, day, *_ = memo.marks
    assert (number.field, day.field) == ("number", "date")
    assert number.x0 < number.x1 <= day.x0 + 10 < day.x1


def test_the_places_in_a_pdf_hold_what_was_read_there(reader: Reader) -> None:
    path = DOCUMENTS / "04_approved_arabic_typst.pdf"
    (memo,) = reader.read(spooled(path)).memos
    assert memo.number is not None

    shown: dict[str, list[str]] = {}
    pdf = pypdfium2.PdfDocument(path)
    for mark in memo.marks:
        page = pdf[mark.page - 1]
        text = page.get_textpage()
        height = page.get_height()
        shown.setdefault(mark.field, []).append(
            text.get_text_bounded(mark.x0, height - mark.bottom, mark.x1, height - mark.top).replace(" ", "")
        )

    assert memo.number.replace(" ", "") in shown["number"][0]
    assert "2563" in shown["date"][0]
    assert len(shown["approval"]) == len(memo.approvals)
    for text, block in zip(shown["approval"], memo.approvals, strict=True):
        assert block.name.split()[-1] in text


def test_what_is_uncertain_and_where_it_stands_comes_through_the_worker() -> None:
    document = Document("สแกน.pdf", "pdf", 1, "0" * 64, memos=(scan(),))

    assert wire.load(wire.dump(document)) == document
