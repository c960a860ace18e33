"""Charts, diagrams and logos beside a document's words: OCR reads their labels, and nobody needs to look at them."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx.shared import Cm
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from syncd.memo import beside, drawings, labels, pasted, scan
from syncd.memo.beside import Look
from syncd.memo.ocr import Ocr
from syncd.memo.reader import Reader
from syncd.memo.scan import Seen
from syncd.model.document import Document
from tests.builders import make_document
from tests.memo import paper, scanner, test_pasted
from tests.memo.conftest import spooled

FONT = "/usr/share/fonts/truetype/tlwg/Laksaman.ttf"
BARS = ("ไตรมาสที่ ๑", "ไตรมาสที่ ๒", "ไตรมาสที่ ๓")


def chart(title: str = "ร้อยละของการเบิกจ่ายงบประมาณ", fill: tuple[int, int, int] = (40, 140, 90)) -> Image.Image:
    """As a spreadsheet draws one."""
    picture = Image.new("RGB", (1200, 760), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 44)
    pen.text((120, 20), title, font=font, fill="black")
    for number, name in enumerate(BARS):
        left = 120 + 360 * number
        pen.rectangle((left, 600 - 130 * (number + 1), left + 240, 660), fill=fill)
        pen.text((left, 680), name, font=font, fill="black")
    return picture


def table() -> Image.Image:
    """A list with a coloured head."""
    picture = Image.new("RGB", (1200, 760), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 40)
    pen.rectangle((0, 0, 1200, 70), fill=(200, 60, 40))
    for number in range(10):
        pen.text((40, 80 + 64 * number), f"ภูผา ใจดี{number}", font=font, fill="black")
        pen.text((700, 80 + 64 * number), "ประถมศึกษา", font=font, fill="black")
    return picture


def organisation(ink: str = "black") -> Image.Image:
    """As a word processor's shapes become a picture."""
    picture = Image.new("RGB", (1200, 500), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 36)
    for left, top, post in (
        (430, 40, "ผู้อำนวยการ"),
        (30, 320, "กลุ่มอำนวยการ"),
        (430, 320, "กลุ่มนโยบายและแผน"),
        (830, 320, "กลุ่มกฎหมายและคดี"),
    ):
        pen.rectangle((left, top, left + 340, top + 100), outline="black", width=2)
        pen.text((left + 170, top + 50), post, font=font, fill=ink, anchor="mm")
        pen.line((left + 170, 230, 600, 230), fill="black", width=2)
    return picture


@pytest.mark.parametrize("quality", [None, 80])
def test_flat_colours_or_none_make_a_drawing(quality: int | None) -> None:
    for picture in (chart(), chart(fill=(120, 120, 120)), organisation()):
        kept = BytesIO()
        picture.save(kept, "PNG" if quality is None else "JPEG", **({} if quality is None else {"quality": quality}))
        assert drawings.is_drawing(Image.open(kept))


def test_a_chart_on_a_coloured_ground_is_a_drawing() -> None:
    """Three grounds share the picture: white around it, grey within, and the bars."""
    picture = Image.new("RGB", (1200, 760), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((150, 80, 1150, 660), fill=(234, 234, 242))
    for number in range(4):
        pen.rectangle((200 + 240 * number, 200, 380 + 240 * number, 660), fill=(68, 114, 196))
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=80)
    assert drawings.is_drawing(Image.open(kept))


@pytest.mark.parametrize(
    "picture",
    [
        test_pasted.writing,
        test_pasted.photo,
        lambda: scanner.noisy(scanner.printed("05_not_approved.pdf", dpi=100)),
        lambda: chart().filter(ImageFilter.GaussianBlur(40)),
    ],
)
def test_scanned_paper_and_photographs_are_none(picture: Callable[[], Image.Image]) -> None:
    assert not drawings.is_drawing(picture())


def seen(*lines: str, certainty: int = 92, page: int = beside.number(0)) -> Seen:
    """What tesseract gives for these lines one under another; a tab begins another column."""
    rows = ["1\t1\t0\t0\t0\t0\t0\t0\t1000\t1000\t-1\t"]
    for number, line in enumerate(lines):
        for column, part in enumerate(line.split("\t")):
            for at, letter in enumerate(part):
                place = f"{40 + 500 * column + 12 * at}\t{30 * number}\t11\t20"
                rows += [] if letter == " " else [f"5\t1\t{number}\t1\t1\t{column * 100 + at}\t{place}\t{certainty}\t{letter}"]
    return Seen(page, 0, 1000, 1000, "\n".join(rows))


@pytest.mark.parametrize(
    "lines",
    [
        ("ร้อยละการเบิกจ่าย", "ไตรมาส๑\tไตรมาส๒", "80"),
        ("ร้อยละการเบิกจ่าย", "910960", "74%"),  # 51% 59% as OCR reads them
        ("สพป.ชัยภูมิเขต๓",),
        ("งบประมาณ 385,500.00", "ได้รับ 1,250,000"),
        ("รอบที่ ๑", "ก่อน-หลัง", "ข้อมูล ณ 30 กันยายน 2563"),
        ("จำนวนนักเรียนจำแนกตามระดับชั้น", "80 94 75", "-@-โรงเรียน", "พึงพอใจ\tไม่พึงพอใจ"),
        ("รอ งผู้อำนวยการ", "งานกิจการนักเรียน\tงานวิชาการ\tงานธุรการ"),
        ("งดให้ งดรับ", "บริการประชาชน", "เลื่อนวิทยฐานะ"),
        tuple(f"ไตรมาส{number}" for number in range(1, 7)),
        tuple(f"โครงการพัฒนา{number}" for number in range(9)),
        tuple(f"บ้าน{name}\t{number},000\t{number}.539.000" for number, name in enumerate(("หนองแวง", "นาเจริญ", "ป่าไม้แดง"), 1)),
        ("ปฏิทินปฏิบัติงาน กรกฎาคม 2566", *(f"{number}\tอบรมครู\tนิเทศติดตาม\tตรวจรับพัสดุ" for number in range(12))),
        ("รอยละของโรงเรียน", "ระบบสารบรรณอิเล็กทรอนิกส์", "เสนอผู้มีอำนาจลงนาง"),
        ("นายภูผา ใจดี", "ผู้อำนวยการ", "นางมะลิ ศรีสุข\tนายวิทยา แก้วมณี", "รองผู้อำนวยการ\tหัวหน้ากลุ่มงาน"),
        ("นายภูผา ใจดี", "ผู้อ้านวยการ", "นางมะลิ ศรีสุข", "นกทรพยาก รบุคคล"),
    ],
)
def test_a_few_words_are_labels(lines: tuple[str, ...]) -> None:
    assert labels.are_labels(seen(*lines))


@pytest.mark.parametrize(
    "lines",
    [
        ("นายภูผา ใจดี",),
        ("ด.ช.ภูผา", "ด.ญ.มะลิ"),
        ("เลขประจำตัวประชาชน",),
        ("ติดต่อ 081 234 5678",),
        ("ผลงาน 1-3699-00123-45-1",),
        ("ลับมาก",),
        ("ไม่อนุมัติ",),
        ("ร่างประกาศ",),
        ("อย่าเพิ่งลงเว็บ",),
        ("รอผู้อำนวยการ",),
        ("ปฏิเสธ",),
        ("เลื่อนออกไป",),
        ("เอกสารปกปิด",),
        ("เงินเดือน สมชาย", "15,000"),
        ("99/1 ม.4 ต.ในเมือง", "สมชาย ใจดี"),
        ("บ้านเลขที่ 99",),
        ("ทะเบียนรถ กข 1234",),
        ("ผู้ป่วย", "สมชาย ใจดี"),
        ("somchai@example.com",),
        ("5 ม.ค. 2553 สมชาย ใจดี", "7 มี.ค. 2554 วิภา ศรีสุข"),
        ("",),
        ("ก",),
        tuple(f"{letter}ลิวัลย์ {number}" for number, letter in enumerate("กขคงจฉชซฌ")),
        ("นายภูผา ใจดี", "นางมะลิ ศรีสุข", "ผู้อำนวยการ"),
        ("นายภูผา ใจดี", "ผู้อำนวยการ โทร. 081 234 5678"),
        tuple(f"ภูผาใจดี\tประถมศึกษา{number}" for number in range(4)),
        ("ร้อยละการเบิกจ่ายงบประมาณ" * 20,),
        ("อรทัย สุขสันต์", "กมลชนก บุญมี", "จิราพร คำภา"),
        tuple(f"{name}สุขสันต์" for name in ("อรทัย", "กมลชนก", "สม", "จิราพร", "พิมพ์ใจ")),
        tuple(f"ภูผาใจดี\tประถมศึกษา\tบ้านโนนคูณ{number}" for number in range(4)),
        tuple(f"ข้อความบรรทัดที่หนึ่งของหนังสือราชการ{letter}" for letter in "กขค"),
        ("ลบ", "ร้อยละการเบิกจ่าย"),
        ("ให้แก้ไขก่อน",),
        ("บันทึกข้อความ",),
    ],
)
def test_what_concerns_people_orders_lists_and_much_text_is_more_than_labels(lines: tuple[str, ...]) -> None:
    assert not labels.are_labels(seen(*lines))


def test_what_ocr_is_not_sure_of_is_no_label() -> None:
    assert not labels.are_labels(seen("ร้อยละการเบิกจ่าย", certainty=60))


def both(sure: tuple[str, ...], unsure: tuple[str, ...]) -> Seen:
    """Lines of which OCR is sure, and under them others of which it is not."""
    below = seen(*[""] * len(sure), *unsure, certainty=45)
    return replace(seen(*sure), tsv=f"{seen(*sure).tsv}\n{below.tsv}")


TITLE = "ร้อยละการเบิกจ่ายงบประมาณ"


@pytest.mark.parametrize("bits", [(), ("แล", "2:", "ร,หั"), ("(๒", "ซ", "9", "ง8", "ว")])
def test_bits_of_leaves_roads_and_words_aslant_are_no_writing(bits: tuple[str, ...]) -> None:
    assert labels.are_labels(both((TITLE,), bits))
    assert not scan.is_doubtful(both((), bits))


@pytest.mark.parametrize("bits", [("แพแมหห1หัท7แหงหะ",), tuple("กขคงจฉชซ" for _ in range(3)), tuple("กขค" for _ in range(14))])
def test_letters_in_a_row_that_ocr_could_not_read_may_be_anything(bits: tuple[str, ...]) -> None:
    assert not labels.are_labels(both((TITLE,), bits))
    assert scan.is_doubtful(both((), bits))


REPORT = make_document("รายงาน.pdf")
DRAWN, WRITTEN = Look.DRAWN, Look.WRITTEN


@pytest.mark.parametrize(
    ("looks", "ocr", "is_held", "left"),
    [
        ([], (), False, 0),
        ([DRAWN, DRAWN], (), True, 2),
        ([DRAWN, DRAWN], (seen("ร้อยละ"),), True, 1),
        ([DRAWN, DRAWN], (seen("ร้อยละ"), seen("ไตรมาส", page=beside.number(1))), False, 0),
        ([DRAWN, WRITTEN], (seen("ร้อยละ"), seen("ไตรมาส", page=beside.number(1))), False, 0),
        ([WRITTEN], (), True, 1),
        ([WRITTEN], (both((), ("แล", "2:")),), False, 0),
        ([DRAWN], (both((), ("แล", "2:")),), False, 0),
        ([DRAWN], (seen("แล"),), True, 0),
        ([WRITTEN], (both((TITLE,), ("แพแมหห1หัท7แหงหะ",)),), True, 0),
        ([WRITTEN], (seen("นายภูผา ใจดี"),), True, 0),
        ([WRITTEN], (seen(*["ข้อความบรรทัดที่หนึ่งของหนังสือราชการ"] * 6),), True, 0),
        ([Look.UNKNOWN], (seen("ร้อยละ"),), True, 0),
        ([Look.UNKNOWN], (), True, 1),
    ],
)
def test_ocr_must_have_read_all_that_may_be_writing_on_what_looks_written(
    looks: list[Look], ocr: tuple[Seen, ...], is_held: bool, left: int
) -> None:
    document = beside.read(REPORT, beside.numbered(looks), ocr)
    assert (document.unread is not None, len(document.to_ocr)) == (is_held, left)


def in_word(path: Path, picture: Image.Image) -> Path:
    content = BytesIO(test_pasted.png(picture))

    def change(document: Any) -> None:
        document.add_picture(content, width=Cm(12))

    return paper.write(path / "รายงาน.docx", ["รายงานผลการใช้จ่ายงบประมาณ ประจำปี ๒๕๖๓"] * 4, change)


def read(path: Path) -> Document:
    with Reader(ocr=Ocr("/usr/bin/tesseract")) as reader:
        return reader.read(spooled(path))


def test_a_chart_in_a_document_is_read_by_ocr_and_holds_nothing_up(tmp_path: Path) -> None:
    document = read(in_word(tmp_path, chart()))
    assert (document.unread, document.spots, document.by_ocr) == (None, (), ())


@pytest.mark.parametrize("picture", [table(), chart("โทร. 081 234 5678"), chart("นายภูผา ใจดี"), test_pasted.writing()])
def test_what_a_picture_says_beyond_labels_is_left_to_a_person(tmp_path: Path, picture: Image.Image) -> None:
    document = read(in_word(tmp_path, picture))
    assert document.unread == pasted.WRITTEN
    assert document.to_ocr == ()
