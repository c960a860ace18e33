"""What of concern stands in a paper is found however it is written, and ordinary papers pass.

`pytest tests/screening -q` counts both: each paper and each planted text is one test.
"""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from syncd.memo.screening import spots
from syncd.model.document import Concern
from syncd.screening import look
from tests.screening.planted import PLANTED

_, *PARTS = re.split(r"^### (.+)\n", (Path(__file__).parent / "ordinary.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
ORDINARY = dict(zip(PARTS[::2], PARTS[1::2], strict=True))
OCR_DIGITS = str.maketrans("๔๗๘๙", "๕๓๕๕")
"""How tesseract misreads Thai digits, measured on clean scans; ๖ becomes ๐ or ๒."""


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_paper_passes_whether_it_comes_as_pages_or_as_lines(name: str) -> None:
    text = ORDINARY[name]

    assert spots([("หน้า 1", text)]) == ()
    assert spots(("บรรทัด", line) for line in text.splitlines()) == ()


@pytest.mark.parametrize(("concern", "text"), PLANTED)
def test_what_is_of_concern_is_found_and_never_shown_whole(concern: Concern, text: str) -> None:
    found = spots([("หน้า 1", text)])

    assert {spot.concern for spot in found} == {concern}
    assert all(concern is Concern.SECRECY or not re.search(r"\d{5}", re.sub("[^0-9]", "", spot.shown)) for spot in found)


@pytest.mark.parametrize(("concern", "text"), PLANTED)
def test_it_is_found_when_every_line_comes_by_itself(concern: Concern, text: str) -> None:
    """As the paragraphs of a document and the cells of a sheet do."""
    assert {spot.concern for spot in spots(("ย่อหน้า", line) for line in text.splitlines())} == {concern}


@pytest.mark.parametrize("name", ["หนังสือเวียน", "ประกาศผู้ชนะ", "คำสั่งแต่งตั้ง", "ทำเนียบโรงเรียน", "สขร.๑", "โรงเรียนบ้าน"])
def test_an_ordinary_paper_passes_when_it_was_scanned(name: str) -> None:
    assert spots([("หน้า 1", ORDINARY[name].translate(OCR_DIGITS))], read_by_ocr=True) == ()


@pytest.mark.parametrize(
    ("concern", "text"),
    [
        (Concern.NATIONAL_ID, "๑-๙๙๙๙-๐๐๗๒๒-๑๐-๘".translate(OCR_DIGITS)),
        (Concern.NATIONAL_ID, "1-9999-OO722-1O-8"),
        (Concern.NATIONAL_ID, "l-9999-00722-10-B"),
        (Concern.NATIONAL_ID, "19999OO7221O8"),
        (Concern.NATIONAL_ID, "1 9999 00722 10 7"),
        (Concern.NATIONAL_ID, "๑-๕๕๕๕-๐๐ต๒๒-๑๐-ด"),
        (Concern.PHONE, "โทร. ๐๘๑-๒๓๔-๕๖๗๘".translate(OCR_DIGITS)),
        (Concern.PHONE, "๐๘ ๑๒๓๔ ๕๖๗๘ นายสมชาย".translate(OCR_DIGITS)),
        (Concern.BANK_ACCOUNT, "เลขที่บัญชี ๓๐๕-๐-๑๒๓๔๕-๖".translate(OCR_DIGITS)),
        # as tesseract read printed lines
        (Concern.NATIONAL_ID, "นายสมชาย ใจดี ๓๓๐๕๒๕๐๓๐๒๒๕ บาท"),
        (Concern.NATIONAL_ID, "เลขประจําตัวประชาชน ๕-๒๓๑ฒ-ฒ๕๒๒๓-๐5๕"),
        (Concern.NATIONAL_ID, "เลขประจําตัวประชาชน ๑-๑๕สฒ-ฒ๒๒๐๕-๐๓-"),
        (Concern.NATIONAL_ID, "นางวิไลวรรณ บุญมา ๓ ๑๕๐๒๑ ๕๕๓ ๕๒» ๕ ครูชํานาญการ"),
        (Concern.NATIONAL_ID, "นางสาวพิมพ์ชนก ใจซื่อ ๒ ฒ๒๕๕ ๕๕๕๒๓ ญ่ ๓ ครูชํานาญการ"),
        (Concern.NATIONAL_ID, "นางสาวพิมพ์ชนก ใจซื่อ เลขประจําตัวประชาชน ๓-๕๒๕๒-ส๐๕ซ์๕-ซ๐-๑"),
        (Concern.NATIONAL_ID, "นางสาวพิมพ์ชนก ใจชื่อ ๐๐๕๑๒๕๑๒๕๕๕๒๐ บาท"),
        (Concern.PHONE, "นางวิไลวรรณ บุญมา โทร. ๐๒๐-ซ9๒-ส๓๐๑"),
        (Concern.PHONE, "มือถือ ๐๕๓๕๕๐๐๓๒๕๒๐"),
        (Concern.PHONE, "มือถือ ๐๕๕๕๑๒๐๒๒"),
        (Concern.PHONE, "นายสมชาย ใจดี โทร. ๐๐๐-๐๕๓-ญ๕๒"),
        (Concern.PHONE, "ผู้ประสานงาน นางสาวพิมพ์ชนก ใจซื่อ โทรศัพท์ ๐๐ @๐๓๐ ญ่๒๐๐"),
        (Concern.PHONE, "ผู้ประสานงาน นางวิไลวรรณ บุญมา โทรศัพท์ ๐๕ ๕๕๕๕ ๒๒๕"),
        (Concern.BANK_ACCOUNT, "ธนาคารกรุงไทย เลขที่บัญชี ฒ่๒๐-๑-๒๒๑๕๓-๕ ชื่อบัญชี"),
        (Concern.PASSPORT, "หนังสือเดินทางเลขที่ /เ%6999765"),
        (Concern.BIRTH_DATE, "วัน/เดือน/ปีเกิด ๒๐/๐๒๐/๒๕๐๕"),
        (Concern.NATIONAL_ID, "เลขประจําตัวประชาชน ๓-๕๓๕๐-๕๒๓๕ง-๓๑-๑"),
        (Concern.NATIONAL_ID, "เลขประจำตัว1-1002-00345-12-1"),
        (Concern.NATIONAL_ID, "บัตรประชาชน เล ขที่ ๑ ๒๕๕๒ «๒๒๕๐ ๑๑ ซ อ ยู่บ้านเลขที่"),
        (Concern.NATIONAL_ID, "เลขที่บัตร[5|[6[6[8|ไ1[7[4[9[4][6[1][5]"),
        (Concern.NATIONAL_ID, "เลขที่บัตร[๕|๕[๐[๕[๒|ไ๑[«[๒|๕[๕|ไ๓ไ๒|ไจ|"),
        (Concern.NATIONAL_ID, "เลขประจำตัวประชาชน [ปไ5[ปงๆ4ไร[6[2ไข|[1ไป[ๆ"),
        (Concern.NATIONAL_ID, "เลขที่บัตร[31121417|17[813[915|1913|1"),
        # over dots, in boxes, behind a stamp or a stroke: of the number little is left
        (Concern.NATIONAL_ID, "ชื่อ นายปรีชา พลอยงาม เลขประจำตัว .2.9216.70555.689 2000๒"),
        (Concern.NATIONAL_ID, "เลขประจำตัว13 หลัก .๕ ๑๒๐๑.๕๒๑๑๑.โ๒๕.๕2626000350363966565665544"),
        (Concern.NATIONAL_ID, "เลขประจำตัว ๑๓ หลัก ๒ ๕๓๕๓๕๓๕๓๓๐๕๓๑ ออกให้ ณ อำเภอจัตุรัส"),
        (Concern.NATIONAL_ID, "เลขประจำตัว ๑๓ หลัก ๓. ๒ ๕๒๓๑.๒๓๑๑๒๑. ๕๐.๓"),
        (Concern.NATIONAL_ID, "นายปรีชาดีสมบัติเลขที่บัตรประจำตัวประชาชน๓เง้หร่อซ่๐อช่อจช่๐0๕๐๐-----------"),
        (Concern.NATIONAL_ID, "นางสาวเบญจมาศ ศรีสวัสดิ์เลขประจำตัวประชาชน7ใจ๓โนดัตู"),
        (Concern.NATIONAL_ID, "เลขบัตรประชาชน ๓ไตโชไส่เฮไชโตไลไอ ได่"),
        (Concern.NATIONAL_ID, "นายสุรชัย ภูมิเขต เลขบัตรประชาชน ๓ ๕๓สอน๒ตไซดิโฉ"),
        (Concern.NATIONAL_ID, "เลขทีบัตรประจำตัวประชาชน ธิ๒ธธธิพิธิธตพ๒ธ๒พิซะ"),
        (Concern.NATIONAL_ID, "หมายเลขประจำตัวประชาชน (ส29[ย\t3\tย"),
        (Concern.NATIONAL_ID, "นางจันทร์เพ็ญ แก้วมณี เลขประจำตัว ๕ฮ้อ๕๕๕-๓๕"),
        (Concern.NATIONAL_ID, "บัตรประชาชนเลขที่5-3535 0179\tทื"),
        (Concern.NATIONAL_ID, "บัตรประชาชนเลขที่ ๕ (๒ | ๐ |๑ |๒ (๕|๑ |๓|๐ |๑ ๒ ๕๑๕|๓ ๒ ๑"),
        (Concern.NATIONAL_ID, "เลขประจำตัวประชาชน\t[ๆ[ๆ]"),
        (Concern.NATIONAL_ID, "ปชช.[4|[3][1][0|[2147][ๆ01511ๆ[ๆ1ๆ[ๆ|1]-"),
        (Concern.NATIONAL_ID, "ปขช.[3[ๆ 3[ๆ[3 [ต[ย[ต!ข9!ขฮ่-"),
        (Concern.NATIONAL_ID, "เลขที่[2][8!2]12|16][0[19[0![0|2]"),
        (Concern.BIRTH_DATE, "จัน เดือนปีเกิด 18ธันวาคม 2540"),
        (Concern.NATIONAL_ID, "[2[2[4[2[8|7[7[1[4|2[2[1[8|"),
        (Concern.BANK_ACCOUNT, "บัญชีเลขที ๒๕๓-๓-๕๕๑๒๕-"),
        (Concern.BANK_ACCOUNT, "4๕6อนท1 ไฟ่อ. 6์16-5-58050-1"),
        (Concern.PHONE, "นายกิตติศักดิ์ ทองคำ\tอนุบาลเมือง\t๐ออ-๑๓๒๕๕๕"),
        (Concern.PHONE, "นายพงศกร แก้วมณี\tบ้านท่าช้าง\t๐อ๒-อ๑ฒ๕๕๐๓๕"),
        (Concern.SECRECY, "ลับ\tบันทึกข้อความ"),
        (Concern.SECRECY, "เรื่อง รายงานผล\tลับมาก"),
        (Concern.SECRECY, "- สับ -"),
        (Concern.SECRECY, "ลับ ที่ว่าการอำเภอจัตุรัส"),
        (Concern.SECRECY, "ส่วนราชการ กลุ่มอำนวยการ ลับมาก"),
    ],
)
def test_it_is_found_in_what_was_misread_from_a_scan(concern: Concern, text: str) -> None:
    assert concern in {found.concern for found in look(text, read_by_ocr=True)}


@pytest.mark.parametrize(
    "text",
    [
        "กลุ่มอำนวยการ โทร. 0 4481 2345ต่อ 21 โทรสาร 0 4481 2346",
        "กลุ่มอำนวยการ โทร.0 4481 2365ต่อ 21",
        "กลุ่มอำนวยการ โทร. ๐ ๕๕๕๑ ๒๓๕๕ ต่อ ๒๑ โทรสาร ๐ ๕๕๕๑ ๒๓๕๐",
        "ช่องทางให้บริการจันทร์ - ศุกร์08.30-16.30 น. โทร. 044-812345-6",
        "เลขประจำตัวประชาชน [ [ [  | [ ]  [ | [",
        "ลบ\tสม",
        "เลขประจำตัวผู้เสียภาษี0642278626067",
        "เลขประจำตัวผู้เสียภาษีอากร ๐ ๐๕๕๕๐๕๒๓๕๕๒๕",
        "เสนอราคา 207,500.00 บาท รวมภาษีมูลค่าเพิ่ม เลขคุมสัญญา 628097249105",
        "๑๑๐๓๑๓๑๒๒๑๒๕๐\tเงินฝากธนาคาร\t๓,๐๑๑,๒๑๕๑.๑๐\t(๓๐๒ว,ส ว.๑๕)",
        "๑,๓๑๐.๐๐| ๑๓,๕๕๐.๐๐",
        "กลุ่มอำนวยการ โทร. 04481 2345ต่อ21 โทรสาร 04481 2346",
        "กลุ่มอำนวยการ โทร. ๐ ๕๕๕๑ ๒๓๕๕ ต่อ ๒๑ โทรสาร ๐ ๕๕๕๑ ๒๓๕๒๐",
        "รหัสครุภัณฑ์ 7440-001-3614/21 หมายเลขเครื่อง 5343777852309",
        "รหัสครุภัณฑ์7440-001-4944/1 หมายเลขเครื่อง5มู2055142409",
        "|1|โรงเรียนบ้านหนองบัว|12|450|3,500|12,300|15,800|2|1|4|8|",
        "สำเนาบัตรประจำตัวประชาชน ๑ ฉบับ ๒. สำเนาทะเบียนบ้าน ๑ ฉบับ ๓. รูปถ่าย ๒ ใบ",
        "พระราชบัญญัติบัตรประจำตัวประชาชน พ.ศ. ๒๕๒๖ และที่แก้ไขเพิ่มเติม (ฉบับที่ ๓) พ.ศ. ๒๕๕๔",
        "เลขประจำตัวประชาชน (๑๓ หลัก) ........................ โทร. 0 4481 2345",
        "เลขประจำตัวประชาชน 22222222222222222222",
        "ที่ | ชื่อ - สกุล | เลขบัตรประชาชน | ตำแหน่ง | โรงเรียน |",
        "เลขประจำตัว ๑๒๓๔๕ ห้องสอบ ๒",
        "บัตรประชาชน 1ฉบับ",
        "สำเนาบัตรประชาชนจำนวน1ฉบับ2.สำเนาทะเบียนบ้านจำนวน1ฉบับ",
        "เลขประจำตัวประชาชนของบิดา3.เลขประจำตัวประชาชนของมารดา4.อาชีพ",
        "คู่มือสำหรับประชาชน 08.30-16.30 น.",
    ],
)
def test_what_a_scan_of_an_ordinary_paper_says_is_nothing_of_concern(text: str) -> None:
    """As tesseract read printed lines."""
    assert look(text, read_by_ocr=True) == []


def scores(dice: random.Random) -> str:
    return " ".join(str(dice.randint(0, 100)) for _ in range(dice.randint(4, 12)))


def averages(dice: random.Random) -> str:
    return " ".join(f"{dice.uniform(0, 4):.2f}" for _ in range(dice.randint(4, 10)))


def money(dice: random.Random) -> str:
    return " ".join(str(dice.randrange(0, 2_000_000, 50)) for _ in range(dice.randint(3, 6)))


def exact(dice: random.Random) -> str:
    return " ".join(f"{dice.uniform(0, 3_000_000):,.2f}" for _ in range(dice.randint(3, 6)))


def choices(dice: random.Random) -> str:
    return " ".join(str(dice.randint(1, 5)) for _ in range(13))


@pytest.mark.parametrize("cells", [scores, averages, money, exact, choices])
def test_of_tables_of_numbers_at_most_one_in_fifty_is_held(cells: Callable[[random.Random], str]) -> None:
    dice = random.Random(cells.__name__)
    tables = ["\n".join(f"{row} โรงเรียนที่ {row} {cells(dice)}" for row in range(1, 31)) for _ in range(50)]

    assert sum(bool(spots([("หน้า 1", table)])) for table in tables) <= 1


def test_telephones_of_schools_are_nobodys_though_a_head_teachers_name_stands_beside() -> None:
    row = "เพชร\nนายอรุณ แก้วมณี 0 4488 8506"

    assert spots([("หน้า 1", f"ที่ โรงเรียน ผู้อำนวยการ โทรศัพท์โรงเรียน\n5 โรงเรียนชุมชนบ้าน\n{row}")]) == ()
    assert {spot.concern for spot in spots([("หน้า 1", f"ที่ ชื่อ โทรศัพท์\n{row}")])} == {Concern.PHONE}


def test_of_a_table_of_marks_in_ten_columns_no_row_is_a_mobiles_number() -> None:
    dice = random.Random(9)
    rows = [f"{row} นายสมชาย ใจดี {' '.join(str(dice.randint(0, 9)) for _ in range(10))}" for row in range(1, 200)]

    assert any(look(row) for row in rows)
    assert spots([("หน้า 1", "\n".join(rows))]) == () == spots(("แถว", row) for row in rows)


def test_a_word_document_may_be_as_long_as_it_likes() -> None:
    """Patterns that look back over long runs would need hours for these."""
    for text in (" " * 200_000 + "ลับ", "เกิดวันที่ " * 3_000, "เลขที่บัญชี\n" * 3_000, "1-" * 50_000, "1 2 " * 20_000, "\n" * 100_000):
        look(text)


PEOPLE = "1. นายกิตติพงษ์ ใจดี{0}\n2. นางสาวชนิดา พูลผล{0}\n3. นายณัฐวุฒิ แสนสุข{0}"


@pytest.mark.parametrize(
    "text",
    [
        "ชั้นมัธยมศึกษาปีที่ ๖ ห้อง ๑\nเลขที่ ชื่อ-สกุล\n" + PEOPLE.format(""),
        PEOPLE.format(" ชั้น ม.3"),
        PEOPLE.format(" ม.3/2"),
        "ที่ ชื่อ-สกุล ชั้น โรงเรียน\n" + PEOPLE.format(" ม.3 บ้านเพชร"),
    ],
)
def test_names_under_a_class_or_beside_one_are_a_list_of_pupils(text: str) -> None:
    assert {spot.concern for spot in spots([("หน้า 1", text)])} == {Concern.PUPILS}


@pytest.mark.parametrize(
    "text",
    [
        "คำสั่งแต่งตั้งคณะกรรมการดูแลช่วยเหลือนักเรียน\n" + PEOPLE.format(" ครู กรรมการ"),
        "คำสั่งแต่งตั้งคณะกรรมการคัดเลือกนักเรียนทุน\n" + PEOPLE.format(" ผู้อำนวยการโรงเรียน ประธานกรรมการ"),
        "ประกาศรายชื่อผู้มีสิทธิสอบ ตำแหน่งพนักงานราชการ\n" + PEOPLE.format(""),
        "รายชื่อผู้มีสิทธิเข้ารับการสรรหา ตำแหน่งครูพี่เลี้ยงเด็กพิการ\n" + PEOPLE.format(""),
        "บัญชีรายชื่อข้าราชการครูที่ได้รับการย้าย\n" + PEOPLE.format(" โรงเรียนบ้านเพชร"),
        "รายชื่อครูผู้ได้รับรางวัลครูดีเด่น\n" + PEOPLE.format(""),
        "รายชื่อครูประจำชั้น\n" + PEOPLE.format(" ชั้น ม.3/2"),
        "รายชื่อผู้เข้ารับการอบรมพัฒนาครูด้านการวัดผลนักเรียน\n" + PEOPLE.format(""),
        "รายชื่อผู้รับผิดชอบระบบดูแลช่วยเหลือนักเรียน\n" + PEOPLE.format(" โรงเรียนบ้านเพชร"),
        "ตารางสอนชั้น ม.3\n" + PEOPLE.format(" สอนวิชาคณิตศาสตร์"),
        "คณะกรรมการสถานศึกษา\n" + PEOPLE.format(" ผู้แทนผู้ปกครอง กรรมการ"),
        "รายชื่อคณะกรรมการนักเรียนและครูที่ปรึกษา\n" + PEOPLE.format(" ครูที่ปรึกษา"),
        "กิจกรรมพัฒนานักเรียนที่ดำเนินการ ดังนี้\n1. ลูกเสือ เนตรนารี\n2. ชุมนุม วิชาการ\n3. แนะแนว อาชีพ",
        "รายชื่อหมู่บ้านในเขตบริการของนักเรียน\n1. บ้านหนองบัว หมู่ 1\n2. บ้านโนนสูง หมู่ 2\n3. บ้านห้วยยาง หมู่ 3",
    ],
)
def test_a_list_of_adults_is_none_of_pupils(text: str) -> None:
    assert spots([("หน้า 1", text)]) == ()
    assert spots(("บรรทัด", line) for line in text.splitlines()) == ()


@pytest.mark.parametrize(
    "texts",
    [
        ["รายชื่อชั้นมัธยมศึกษาปีที่ 4/1", "1 นายกิตติพงษ์ ใจดี", "2 นางสาวชนิดา พูลผล", "3 นายณัฐวุฒิ แสนสุข"],
        ["รายชื่อชั้น ม.4/1", "ครูที่ปรึกษา นางมาลี ศรีงาม", "1", "นายกิตติพงษ์ ใจดี", "2", "นางสาวชนิดา พูลผล", "3", "นายณัฐวุฒิ แสนสุข"],
        ["รายชื่อนักเรียนที่เข้าอบรม", "1", "กิตติพงษ์ ใจดี", "2", "ชนิดา พูลผล", "3", "ณัฐวุฒิ แสนสุข"],
        ["1 นายกิตติพงษ์ ใจดี ม.4/1", "2 นางสาวชนิดา พูลผล ม.4/1", "3 นายณัฐวุฒิ แสนสุข ม.4/1"],
    ],
)
def test_a_list_of_pupils_is_one_in_paragraphs_and_cells_as_on_a_page(texts: list[str]) -> None:
    assert {spot.concern for spot in spots(("ตาราง", text) for text in texts)} == {Concern.PUPILS}


def test_who_advises_a_class_makes_its_list_none_of_teachers() -> None:
    text = "รายชื่อชั้นมัธยมศึกษาปีที่ 4/1\nครูที่ปรึกษา นางมาลี ศรีงาม\n" + PEOPLE.format("")
    assert {spot.concern for spot in spots([("หน้า 1", text)])} == {Concern.PUPILS}
    teachers = "ครูที่ปรึกษา ชั้น ม.4\n" + PEOPLE.format(" ม.4/1")
    assert spots([("หน้า 1", teachers)]) == () == spots(("แถว", line) for line in teachers.splitlines())
