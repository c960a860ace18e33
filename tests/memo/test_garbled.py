"""Letters that cannot be what is printed, as makers of PDFs leave them in a text layer: never taken as certain."""

import pytest

from syncd.memo.fields import read_memos
from syncd.memo.garbled import is_garbled
from syncd.memo.page import Line, Text

MEMO = (
    "บันทึกข้อความ",
    "ส่วนราชการ กลุ่มนโยบายและแผน สำนักงานเขตพื้นที่การศึกษา โทร 044-056385",
    "ที่ ศธ 04030/ว77 วันที่ 25 เมษายน 2569",
    "เรื่อง ขออนุมัติเผยแพร่แผนปฏิบัติการประจำปี",
    "เรียน ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา",
    "จึงเรียนมาเพื่อโปรดพิจารณาอนุมัติ",
    "(นายสมชาย ใจดี)",
    "นักวิเคราะห์นโยบายและแผน",
    "อนุมัติ",
    "(นายสมเกียรติ ศรีอุดมชัย)",
    "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา",
)
DOUBT = "ตัวอักษรใน {} เป็นไปไม่ได้ในภาษาไทย ข้อความในไฟล์จึงอาจไม่ตรงกับที่พิมพ์"


def doubts(lines: tuple[str, ...], kind: str = "pdf") -> tuple[str, ...]:
    placed = tuple(Line(1, 80.0, 80.0 + 5 * len(text), 60.0 + 20 * n, text) for n, text in enumerate(lines))
    (memo,) = read_memos("memo.pdf", Text(placed, (), ()), kind)
    return memo.doubts


@pytest.mark.parametrize(
    "text",
    [
        "สาÎนักงานเขตพื้นที่การศึกษา",
        "ประจาÎปี",
        "ส˸านักงาน",
        "สำ\x1aนักงาน",
        'สำ"นักงาน',
        "ผู้ผู้อำนวยการ",
        "รายงานผลการใช้ช้จ่ายงบประมาณ",
        "กลุ่่มบริหาร",
        "P่olicy",
        "าิ",
        "อน่มัติ",
    ],
)
def test_letters_that_cannot_stand_there_are_told(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        *MEMO,
        "ประกาศนโยบาย No Gift Policy พ.ศ. ๒๕๖๙ (แบบ สขร.๑) – café",
        "ประจำปี/งบประมาณ “ประจำ” ประจำ, (คำสั่ง) คำ-คำ น้ำใจ กิโลเมตร 5 °C ๑๒ × ๓๐",
        "\uf0fe อนุมัติ \uf0a8 ไม่อนุมัติ",
        "ใหญ่ใหญ่ ต่างๆ ฯลฯ ทฤษฎี ฤๅษี เก็บ เจ๊ปี่ เป็ด สิทธิ์ ญี่ปุ่น พันธุ์ จีนี่",
        "ขออนุมัติติดตั้ง มติติดตาม คดีดีเด่น พื้นที่ที่ประสบภัย ตามที่ที่ประชุมเห็นชอบ หนี้นี้ ได้ด้วยดี ให้ห้องเรียน แต่ต่อมา ใต้ต้นไม้",
        "ขอเผยแพร่ร่างขอบเขตของงาน และเผยแพร่ร่วมกัน แต่ต่างกัน ให้ห้ามเข้า",
        "",
    ],
)
def test_right_writing_is_not_taken_for_garbled(text: str) -> None:
    assert not is_garbled(text)


@pytest.mark.parametrize(
    ("row", "garbled", "name"),
    [
        (1, "ส่วนราชการ กลุ่มนโยบายและแผน สำ\x1aนักงานเขตพื้นที่การศึกษา", "ส่วนราชการ"),
        (2, "ที่ ศธ 04030/วÎ77 วันที่ 25 เมษายน 2569", "ที่"),
        (3, "เรื่อง ขออนุมัติเผยแพร่แผนปฏิบัติการประจาÎปี", "เรื่อง"),
        (4, "เรียน ผู้ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา", "เรียน"),
        (10, 'ผู้อำนวยการสำ"นักงานเขตพื้นที่การศึกษา', "ช่องลงนาม"),
    ],
)
def test_a_field_with_such_letters_holds_the_memo(row: int, garbled: str, name: str) -> None:
    lines = (*MEMO[:row], garbled, *MEMO[row + 1 :])
    assert DOUBT.format(name) not in doubts(MEMO)
    assert DOUBT.format(name) in doubts(lines)
    assert not [doubt for doubt in doubts(lines, "docx") if "เป็นไปไม่ได้" in doubt], "what was typed so is printed so"
