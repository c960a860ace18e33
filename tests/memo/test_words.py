"""The words over a name, as heads and directors write them."""

import pytest

from syncd.memo import words
from syncd.memo.page import Line
from syncd.memo.signatures import find
from syncd.model.approval import Word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("คำสั่งผู้อำนวยการสำนักงาน\nอนุมัติ", Word.APPROVED),
        ("คำสั่งของผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา\n- ไม่อนุมัติ", Word.REFUSED),
        ("อนุมัติให้เผยแพร่บนเว็บไซต์ของ\nสำนักงาน", Word.APPROVED),
        ("อนุญาตให้เผยแพร่\nทางเว็บไซต์ได้", Word.APPROVED),
        ("- อนุมัติให้ดำเนินการเผยแพร่ได้", Word.APPROVED),
        ("ไม่อนุญาตให้ดำเนินการเผยแพร่", Word.REFUSED),
        ("อนุมัติให้ดำเนินการแก้ไข", Word.UNCLEAR),
        ("การ", Word.UNCLEAR),  # the end of a post that wraps
        ("อนุมัติให้ดำเนินการได้", Word.APPROVED),
        ("- อนุญาต ดำเนินการได้", Word.APPROVED),
        ("อนุญาตให้ดำเนินการตามเสนอ", Word.APPROVED),
        ("อนุญาต ให้เผยแพร่ต่อไป", Word.APPROVED),
        ("อนุญาต ลงเว็บได้", Word.APPROVED),
        ("อนุมัติการเผยแพร่", Word.APPROVED),
        ("อนุมัติค่ะ", Word.APPROVED),
        ("พิจารณาแล้วเห็นชอบ", Word.APPROVED),
        ("อนุมัติตามที่กลุ่มเสนอ", Word.APPROVED),
        ("อนุญาต แจ้งเจ้าของเรื่อง", Word.APPROVED),
        ("อนุมัติ / มอบกลุ่มส่งเสริมการศึกษาทางไกลฯ", Word.APPROVED),
        ("อนุมัติ/มอบงานประชาสัมพันธ์/ดำเนินการเผยแพร่", Word.APPROVED),
        ("อนุญาต / ดำเนินการเผยแพร่", Word.APPROVED),
        ("อนุมัติ/ดำเนินการ", Word.UNCLEAR),
        ("อนุมัติ/มอบ", Word.UNCLEAR),
        ("อนุมัติ/ทราบ", Word.UNCLEAR),
        ("ทราบ/อนุมัติ", Word.UNCLEAR),
        ("มอบกลุ่มนโยบายและแผน/อนุมัติ", Word.UNCLEAR),
        ("อนุมัติ/มอบกลุ่มกฎหมายตรวจ", Word.UNCLEAR),
        ("อนุมัติ/มอบกลุ่มกฎหมายดำเนินการ/ไม่อนุมัติ", Word.UNCLEAR),
        ("พิจารณาแล้วไม่เห็นชอบ", Word.UNCLEAR),
        ("อนุมัติตามที่กลุ่มเสนอให้ทบทวน", Word.UNCLEAR),
        ("อนุญาตให้ดำเนินการต่อไปเมื่อครบ", Word.UNCLEAR),
        ("อนุมัติให้ดำเนินการได้บางส่วน", Word.UNCLEAR),
        ("อนุญาตให้ดำเนินการเดือนหน้า", Word.UNCLEAR),
        ("ไม่อนุมัติให้ดำเนินการ", Word.UNCLEAR),
        ("ดำเนินการได้ตามเสนอ", Word.NOTED),
        ("เห็นชอบตามเสนอ", Word.APPROVED),
        ("เห็นชอบ\nตามที่เสนอ", Word.APPROVED),
        ("- เห็นชอบ\n- ทราบ", Word.APPROVED),
        ("เพื่อโปรดพิจารณาอนุญาต", Word.NOTED),
        ("โปรดพิจารณาอนุมัติ", Word.NOTED),
        ("เพื่อโปรดทราบและพิจารณาอนุมัติ", Word.NOTED),
        ("เห็นควรเผยแพร่ตามเสนอ", Word.NOTED),
        ("เรียน ผอ.สพป.ชัยภูมิ เขต ๓\n- เพื่อโปรดพิจารณา", Word.NOTED),
        ("เรียน ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา\n- เพื่อโปรดทราบ\n- เห็นควรเผยแพร่ตามเสนอ", Word.NOTED),
        ("เรียน ผอ.สพป.ชัยภูมิ เขต ๓ เพื่อโปรดทราบและพิจารณาอนุมัติ", Word.NOTED),
        ("เพื่อโปรดทราบ", Word.NOTED),
        ("เพื่อโปรดลงนาม", Word.NOTED),
        ("ผ่าน", Word.NOTED),
        ("ถูกต้อง เห็นควรเผยแพร่", Word.NOTED),
        ("เห็นควรพิจารณาอนุญาต", Word.NOTED),
        ("เห็นสมควรให้ดำเนินการตามเสนอ", Word.NOTED),
        ("เผยแพร่ได้", Word.APPROVED),
        ("- ทราบ\n- ให้เผยแพร่บนเว็บไซต์ได้", Word.APPROVED),
        ("- ทราบ\n- ให้เผยแพร่บนเว็บไซต์", Word.NOTED),
        ("เห็นควรเผยแพร่ได้", Word.NOTED),
        ("ไม่เผยแพร่ได้", Word.UNCLEAR),
        ("เผยแพร่ได้เมื่อแก้ไขแล้ว", Word.UNCLEAR),
        ("เผยแพร่ได้ภายใน", Word.UNCLEAR),
        ("เรียน ผอ.สพป.\nเพื่อโปรดพิจารณา\nเผยแพร่ได้", Word.UNCLEAR),
        ("เห็นด้วยตามที่เสนอ", Word.NOTED),
        ("อนุมัติตามข้อเสนอ", Word.APPROVED),
        ("อนุญาตให้เผยแพร่ได้ตามเสนอ", Word.APPROVED),
        ("ความเห็นผู้อำนวยการ สพป.ชัยภูมิ เขต ๓\n- อนุมัติ", Word.APPROVED),
        ("อนุมัติตามข้อเสนอของ สพฐ.", Word.UNCLEAR),
        ("เพื่อโปรดพิจารณาให้ความเห็นชอบ", Word.NOTED),
        ("ผ่าน\nอนุมัติ", Word.UNCLEAR),
        ("เห็นควรให้กลุ่มกฎหมายดู", Word.UNCLEAR),
        ("อนุมัติให้ดำเนินการเผยแพร่", Word.APPROVED),
        ("- อนุญาต\n- แจ้งผู้เกี่ยวข้อง", Word.APPROVED),
        ("- เห็นชอบตามเสนอ\n- ให้เผยแพร่บนเว็บไซต์", Word.APPROVED),
        ("- อนุมัติ\n- แจ้งผู้ร้องเรียน", Word.UNCLEAR),
        ("อนุมัติ ........", Word.UNCLEAR),
        ("คำสั่ง อนุมัติ ........", Word.APPROVED),
        ("ตรวจสอบแล้วถูกต้อง เห็นควรอนุมัติ", Word.NOTED),
        ("ทราบ เห็นควรอนุญาตให้เผยแพร่", Word.NOTED),
        ("ความเห็นของผู้อำนวยการกลุ่ม\nเห็นควรอนุญาต", Word.NOTED),
        ("ความเห็น/คำสั่งของผู้อำนวยการ\nอนุมัติ", Word.APPROVED),
        ("ความเห็น/คำสั่ง ผอ.สพป.ชัยภูมิ เขต ๓\nอนุมัติ", Word.APPROVED),
        ("คำสั่ง ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาขอนแก่น เขต 5\nไม่อนุมัติ", Word.REFUSED),
        ("คำสั่ง ผอ.สพป.ไม่อนุมัติ เขต ๓\nอนุมัติ", Word.UNCLEAR),
        ("คำสั่ง ผอ.สพป.รอก่อน เขต ๓\nอนุมัติ", Word.UNCLEAR),
        ("คำสั่ง ผอ.สพป.เฉพาะโรงเรียนในเขต ๓\nอนุมัติ", Word.UNCLEAR),
        ("คำสั่ง ให้แก่โรงเรียนในเขต ๓\nอนุมัติ", Word.UNCLEAR),
        ("เห็นชอบ/อนุมัติ", Word.APPROVED),
        ("- เห็นชอบ\n- อนุมัติ", Word.APPROVED),
        ("- ทราบ\n- อนุญาตให้เผยแพร่\n- มอบกลุ่ม ICT ดำเนินการ", Word.APPROVED),
        ("อนุมัติ/ลงนามแล้ว", Word.APPROVED),
        ("อนุมัติ มอบกลุ่มส่งเสริมการศึกษาทาง\nไกลฯ ดำเนินการ", Word.APPROVED),
        ("อนุมัติ มอบกลุ่มส่งเสริมการศึกษา\nแก้ไขก่อนดำเนินการ", Word.UNCLEAR),
        ("เห็นชอบ\nทราบ\nอนุมัติ", Word.UNCLEAR),
        ("ทราบ\nอนุมัติ\nดำเนินการ", Word.UNCLEAR),
        ("อนุมัติ\nดำเนินการ", Word.UNCLEAR),
        ("อนุมัติ*", Word.UNCLEAR),
        ("อนุมัติ .*", Word.UNCLEAR),
        ("อนุมัติ ๑)", Word.UNCLEAR),
        ("อนุมัติ†", Word.UNCLEAR),
        ("* อนุมัติ", Word.APPROVED),
        ("อนุมัติ ไม่\nมอบกลุ่มนโยบายและแผนดำเนินการ", Word.UNCLEAR),
        ("ไม่ อนุมัติ\nดำเนินการ", Word.REFUSED),
        ("- ทราบ\n- ไม่อนุมัติ", Word.REFUSED),
        ("เรียน ผอ.สพป. ยังไม่ควรอนุมัติ\nเพื่อโปรดพิจารณา", Word.UNCLEAR),
        ("เรียน ผอ.กลุ่มให้แก้ไขก่อน\nเพื่อโปรดทราบ", Word.UNCLEAR),
        ("เรียน ผอ.สพป.\nเพื่อโปรดพิจารณา\nอนุมัติ", Word.NOTED),
        ("เห็นควรนำเสนอเพื่อพิจารณา\nอนุญาต", Word.NOTED),
        ("ตรวจสอบแล้วไม่ถูกต้อง เห็นควรอนุมัติ", Word.UNCLEAR),
        ("เห็นควรอนุมัติเมื่อแก้ไขแล้ว", Word.UNCLEAR),
        ("ตรวจสอบแล้ว\nอนุมัติ", Word.UNCLEAR),
        ("- เห็นชอบ\n- ไม่อนุมัติ", Word.UNCLEAR),
        ("เห็นชอบ/ไม่เห็นชอบ", Word.UNCLEAR),
        ("อนุมัติ\nไม่อนุมัติ", Word.UNCLEAR),
        ("อนุมัติ\nสำนักงานแก้ไขก่อน", Word.UNCLEAR),
        ("คำสั่งผู้อำนวยการสำนักงานให้อนุมัติเมื่อแก้ไข", Word.UNCLEAR),
        ("เพื่อโปรดพิจารณาไม่อนุมัติ", Word.UNCLEAR),
        ("อนุมัติให้เผยแพร่ในสำนักงาน", Word.UNCLEAR),
        ("อนุมัติให้ประชาสัมพันธ์ในสำนักงานได้", Word.UNCLEAR),
        ("อนุมัติให้เผยแพร่ในเว็บไซต์สำนักงาน", Word.APPROVED),
        ("๑. ทราบ\n๒. อนุญาต", Word.APPROVED),
        ("1) ทราบ\n2) ไม่อนุญาต", Word.REFUSED),
        ("1) อนุญาต\n2) ไม่อนุญาต", Word.UNCLEAR),
        ("๑. อนุญาต\n๒. แก้ไขหน้า ๓", Word.UNCLEAR),
        ("๑. อนุญาต ๓ หน้าแรก", Word.UNCLEAR),
        ("1.5 อนุญาต", Word.UNCLEAR),
        ("เห็นชอบและอนุญาต", Word.APPROVED),
        ("ทราบและอนุญาต", Word.APPROVED),
        ("ทราบและไม่อนุญาต", Word.UNCLEAR),
        ("เห็นชอบและไม่อนุญาต", Word.UNCLEAR),
        ("อนุญาตและแก้ไข", Word.UNCLEAR),
        ("ทราบและรอ", Word.UNCLEAR),
        ("ตรวจแล้ว เห็นควรอนุญาต", Word.NOTED),
        ("ทราบ\n- เห็นควรเสนอ ผอ.สพป. พิจารณา", Word.NOTED),
        ("เห็นควรนำเสนอเพื่อพิจารณาอนุญาต", Word.NOTED),
        ("เสนอเพื่อโปรดพิจารณาสั่งการ", Word.NOTED),
        ("เห็นควรเสนอ ผอ.สพป. พิจารณาไม่อนุญาต", Word.UNCLEAR),
        ("เห็นควรเสนอ ผอ.สพป. พิจารณาใหม่", Word.UNCLEAR),
        ("ตรวจแล้ว อนุญาต", Word.UNCLEAR),
        ("อนุญาต เสนอ ผอ.สพป. พิจารณา", Word.UNCLEAR),
        ("อนุญาตให้ลงเว็บไซต์ของสำนักงานได้", Word.APPROVED),
    ],
)
def test_what_is_written_over_a_name_comes_to(text: str, word: Word) -> None:
    assert words.read(text) is word


@pytest.mark.parametrize(
    "order",
    [
        "มอบ ICT ลบหน้า ๓",
        "มอบ ICT ปิดชื่อ",
        "มอบ ICT เบลอรูป",
        "มอบ ICT นำออก",
        "มอบ ICT นำลงเดือนหน้า",
        "มอบ ICT ลงวันจันทร์",
        "มอบ ICT ลงใน Intranet",
        "มอบ ICT ดู",
        "มอบ ICT ทำใหม่",
        "มอบ ICT ดำเนินการเดือนหน้า",
        "มอบกลุ่มกฎหมายพิจารณา",
        "มอบกลุ่มกฎหมายให้ความเห็น",
        "มอบกลุ่มแผนเสนอคณะกรรมการ",
        "มอบกลุ่มแผนเพิ่มเติมข้อมูล",
        "มอบรอง ผอ. ชี้ขาด",
        "มอบกลุ่มแผนทำลาย",
        "มอบ ICT ขอความยินยอม",
        "มอบ",
    ],
)
def test_whatever_else_somebody_is_ordered_to_do_leaves_the_approval_unclear(order: str) -> None:
    assert words.read(f"อนุมัติ\n{order}") is Word.UNCLEAR
    assert words.read(f"- {order}\n- อนุมัติ") is Word.UNCLEAR
    assert words.read(f"อนุมัติ {order}") is Word.UNCLEAR


@pytest.mark.parametrize(
    "order",
    [
        "มอบกลุ่ม ICT ดำเนินการ",
        "มอบ DLICT",
        "มอบกลุ่มส่งเสริมการศึกษาทางไกลเทคโนโลยีสารสนเทศและการสื่อสาร",
        "มอบหมายกลุ่มนิเทศ ติดตามและประเมินผลการจัดการศึกษา ดำเนินการต่อไป",
        "มอบงานประชาสัมพันธ์เผยแพร่ทางเว็บไซต์",
        "มอบกลุ่มบริหารงานการเงินและสินทรัพย์ดำเนินการ",
        "มอบเจ้าหน้าที่ที่เกี่ยวข้องดำเนินการ",
        "มอบผู้เกี่ยวข้องดำเนินการ",
        "มอบหน่วยตรวจสอบภายใน",
    ],
)
def test_an_order_to_a_unit_to_carry_it_out_leaves_the_approval_clear(order: str) -> None:
    assert words.read(f"- อนุมัติ\n- {order}") is Word.APPROVED
    assert words.read(order) is Word.NOTED


def below(*last: str) -> tuple[str, ...]:
    """The doubts of two blocks with these lines at the foot of the page."""
    texts = ("(นางมาลี ศรีสุข)", "นักวิชาการศึกษา", "อนุมัติ", "(นายสมเกียรติ ศรีอุดมชัย)", "ผู้อำนวยการสำนักงาน", "๒๑ ก.ค. ๖๓")
    lines = [Line(1, 300, 450, 300 + 20 * number, text) for number, text in enumerate(texts)]
    return find([*lines, *(Line(1, 72, 250, 700 + 20 * number, text) for number, text in enumerate(last))]).doubts


@pytest.mark.parametrize(
    "last", ["โทร. ๐-๔๔๑๒-๓๔๕๖", "งานประชาสัมพันธ์ โทร. ๐ ๔๔๑๒ ๓๔๕๖ ต่อ ๑๒", "กลุ่มนโยบายและแผน โทร 044-123456", "- ๑ -"]
)
def test_whose_telephone_it_is_at_the_foot_says_nothing_of_the_matter(last: str) -> None:
    assert below(last) == ()


@pytest.mark.parametrize("path", ["งานสารบรรณ/บันทึก/เผยแพร่ ๒๕๖๙.docx", "กลุ่มนโยบายและแผน ๒๕๖๙.pdf"])
def test_where_the_file_is_kept_says_nothing_of_the_matter(path: str) -> None:
    assert below(path) == ()


@pytest.mark.parametrize(
    "path", ["ห้ามเผยแพร่.docx", "ยังไม่ลงเว็บ/แผน.docx", "อนุมัติเฉพาะ แผน.pdf", "ดูแผน.xlsx", "ไฟล์แผน.docx ใช้ฉบับใหม่"]
)
def test_a_file_whose_name_orders_something_is_still_a_doubt(path: str) -> None:
    assert below(path) != ()


@pytest.mark.parametrize("whose", ["กลุ่มนโยบายและแผน", "หน่วยตรวจสอบภายใน", "งานประชาสัมพันธ์ กลุ่มอำนวยการ"])
def test_a_unit_named_on_the_line_over_its_telephone_says_nothing_either(whose: str) -> None:
    assert below(whose, "โทร. ๐ ๔๔๑๒ ๓๔๕๖ ต่อ ๑๒") == ()
    assert below(whose) != ()


@pytest.mark.parametrize("whose", ["กลุ่มนโยบายแก้ไขก่อน", "งานนี้ไม่อนุมัติ", "กลุ่มแผนให้รอ", "หน่วยตรวจสอบก่อน"])
def test_an_order_over_a_telephone_is_still_a_doubt(whose: str) -> None:
    assert below(whose, "โทร. ๐ ๔๔๑๒ ๓๔๕๖") != ()


@pytest.mark.parametrize("last", ["งานประชาสัมพันธ์ แก้ไขก่อน โทร. ๐๔๔", "กลุ่มแผนให้รอก่อน โทร. ๐๔๔", "งานนี้ไม่อนุมัติ โทร. ๐๔๔", "ให้แก้ไข"])
def test_an_order_at_the_foot_is_still_a_doubt_beside_a_telephone(last: str) -> None:
    assert below(last) != ()


@pytest.mark.parametrize(
    "last",
    [
        "E-mail: keep internal",
        "email me, then I decide",
        "www do wait",
        "งานนี้อย่าเพิ่งลง โทร. ๐๔๔",
        "งานเลื่อนออกไป โทร. ๐๔๔",
        "หน่วยงานขอปฏิเสธ โทร. ๐๔๔",
        "งานนี้เอาไว้ที่ผม โทร. ๐๔๔",
        "“อย่าเพิ่งลงเว็บ”",
        "“เรื่องนี้ลับ”",
    ],
)
def test_what_begins_like_the_foot_of_a_page_and_says_more_is_no_foot(last: str) -> None:
    assert below(last) != ()


@pytest.mark.parametrize(
    "last", ["E-mail: plan@example.go.th", "e-mail : a.b@example.go.th, www.example.go.th", "https://www.example.go.th/plan"]
)
def test_addresses_at_the_foot_say_nothing_of_the_matter(last: str) -> None:
    assert below(last) == ()


@pytest.mark.parametrize(
    "remark",
    [
        "อย่าเพิ่งนำลงเว็บไซต์จนกว่าจะได้รับแจ้งจากผู้อำนวยการ",
        "เลื่อนการเผยแพร่ออกไปเดือนถัดไปตามที่ผู้อำนวยการได้แจ้ง",
        "เผยแพร่ภายในสำนักงานเป็นการภายในระหว่างบุคลากร",
        "ขอมิให้เผยแพร่ต่อสาธารณะ",
        "รายชื่อผิดหลายแห่ง",
        "ข้อมูลนี้ลับ",
        "ขอคุยกับผู้จัดทำเรื่องตัวเลข",
        "หยุดเรื่องนี้",
        "ให้ผู้จัดทำมาพบ",
        "keep internal",
    ],
)
def test_what_puts_off_or_takes_back_is_read_wherever_it_stands(remark: str) -> None:
    assert words.may_qualify(remark)
    assert words.HOLDS_BACK.match(remark)
    assert words.read(f"เรียน ผอ.สพป. {remark} เพื่อโปรดทราบ") is Word.UNCLEAR


@pytest.mark.parametrize(
    "harmless",
    ["ผู้รับผิดชอบโครงการ", "กลุ่มงานเลื่อนเงินเดือน", "ชัยภูมิ เขต ๓", "วันที่ ๑ มิ.ย. ๖๓", "งานสลับเปลี่ยน", "นักวิชาการศึกษาภูมิศาสตร์"],
)
def test_words_that_only_look_like_those_that_put_off_say_nothing(harmless: str) -> None:
    assert not words.may_qualify(harmless)


@pytest.mark.parametrize("text", ["๑. เห็นควรอนุญาตให้เผยแพร่ข้อมูลบนเว็บไซต์", "ทราบ เห็นควรอนุมัติ", "การอบรมเสร็จแล้ว"])
def test_letters_of_two_words_that_together_look_like_one_that_puts_off_hold_nothing_back(text: str) -> None:
    assert not words.HOLDS_BACK.match(text)


@pytest.mark.parametrize("text", ["ควรรอผลก่อน", "ให้ลบข้อมูลหน้า ๒", "เผยแพร่ข้อมูลบางส่วน", "รอการอนุญาต"])
def test_such_words_themselves_still_hold_back(text: str) -> None:
    assert words.HOLDS_BACK.match(text)


def test_an_order_to_correct_before_publishing_is_one_and_no_leave() -> None:
    assert words.read("ให้แก้ไขก่อนเผยแพร่") is Word.CORRECT
    assert words.read("ให้แก้ไขแล้วเผยแพร่ได้") is Word.UNCLEAR


@pytest.mark.parametrize("text", ["อนุมัติ มอบตรวจสอบภายใน", "อนุมัติ มอบงาน ICT ตรวจสอบภายในและเผยแพร่"])
def test_an_order_to_look_it_over_within_the_office_names_no_unit_of_audit(text: str) -> None:
    assert words.read(text) is Word.UNCLEAR


@pytest.mark.parametrize("area", ["อย่าเพิ่ง", "เลื่อน", "หยุด"])
def test_an_area_in_a_label_that_no_province_is_called_by_is_a_remark(area: str) -> None:
    assert words.read(f"ความเห็นผู้อำนวยการสพป.{area} เขต 3 อนุมัติ") is Word.UNCLEAR


@pytest.mark.parametrize(
    "opinion",
    [
        "ได้ตรวจสอบความถูกต้องของข้อมูลแล้ว เห็นควรอนุญาตให้เผยแพร่",
        "เรียนเสนอเพื่อโปรดพิจารณา",
        "เห็นควรเผยแพร่ เพื่อเป็นประโยชน์แก่ผู้ที่สนใจ",
        "เห็นควรเผยแพร่เพื่อให้เป็นไปตามเกณฑ์การประเมิน ITA",
        "ข้อมูลถูกต้อง ครบถ้วน เห็นควรเผยแพร่",
        "ความเห็นของหัวหน้ากลุ่ม\nเห็นควรอนุญาต",
        "ความเห็นผู้บังคับบัญชาชั้นต้น\nเห็นควรพิจารณาอนุญาตให้เผยแพร่",
        "ผ่านการกลั่นกรองแล้ว เห็นควรอนุญาต",
        "ควรอนุญาตตามเสนอ",
        "เพื่อโปรดอนุมัติ",
        "เห็นพ้องตามเสนอ เพื่อโปรดพิจารณา",
        "เพื่อโปรดพิจารณา เห็นควรมอบงาน ICT ดำเนินการเผยแพร่",
        "เห็นชอบ เห็นควรเสนอผู้อำนวยการอนุญาต",
        "เห็นชอบ เสนอเพื่อพิจารณา",
        "ขอเสนอเพื่อโปรดพิจารณา",
        "ขอรับรองว่าข้อมูลถูกต้อง เห็นควรอนุญาต",
        "เห็นควรแจ้งผู้ดูแลเว็บไซต์เผยแพร่",
        "ดำเนินการถูกต้องตามระเบียบแล้ว เห็นควรอนุญาต",
    ],
)
def test_what_a_head_writes_to_send_a_memo_on_says_nothing_against_it(opinion: str) -> None:
    assert words.read(opinion) is Word.NOTED


@pytest.mark.parametrize(
    "opinion",
    [
        "เห็นควรมอบกลุ่มกฎหมายพิจารณา",
        "เห็นควรมอบกลุ่มกฎหมาย เพื่อโปรดพิจารณา",
        "เห็นควรมอบกลุ่มกฎหมายดำเนินการพิจารณา",
        "เห็นควรเสนอคณะกรรมการพิจารณา",
        "เห็นควรแจ้งกลุ่มแผนเพิ่มเติมข้อมูล",
        "ตรวจสอบความถูกต้องของข้อมูล",
        "ข้อมูลไม่ครบถ้วน เห็นควรเผยแพร่",
        "ดำเนินการให้ถูกต้องตามระเบียบ",
        "เห็นควรเผยแพร่เพื่อประโยชน์เฉพาะหน่วยงาน",
        "เห็นชอบ เห็นควรไม่อนุญาต",
        "ควรให้กลุ่มกฎหมายดู",
        "เห็นควรเผยแพร่เพื่อให้ผู้บริหารแก้ไข",
        "ข้อมูลยังไม่ถูกต้อง",
        "ควรผ่านการตรวจสอบของกลุ่มกฎหมาย",
        "ความเห็นของหัวหน้ากลุ่ม\nให้แก้ไขเอกสาร",
    ],
)
def test_what_a_head_holds_against_it_is_no_mere_sending_on(opinion: str) -> None:
    assert words.read(opinion) not in {Word.NOTED, Word.APPROVED}
