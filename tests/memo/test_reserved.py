"""What a memo says in whole sentences, in its subject or behind its enclosures that takes the asking back, or asks more."""

import pytest

from syncd.memo import reserved
from syncd.memo.fields import read_memos
from syncd.memo.page import Line, Text
from syncd.model.memo import Memo
from syncd.thai import squeeze
from tests.memo import paper

TAKEN_BACK = [
    "ทั้งนี้ ขอให้ระงับการเผยแพร่ไว้ก่อนจนกว่าคณะกรรมการจะตรวจสอบความถูกต้องของข้อมูลเสร็จสิ้น",
    "เนื่องจากตัวเลขในตารางที่ ๔ ยังคลาดเคลื่อนอยู่หลายแห่งซึ่งเจ้าหน้าที่กำลังเร่งดำเนินการให้ถูกต้อง",
    "อย่างไรก็ตาม เอกสารที่แนบมานี้เป็นเพียงฉบับยกร่างซึ่งยังมิได้ผ่านความเห็นของที่ประชุมผู้บริหาร",
    "ในชั้นนี้ให้ถือเป็นเรื่องเพื่อทราบเท่านั้น ส่วนการนำออกสู่สาธารณะให้เป็นดุลพินิจของคณะกรรมการชุดใหม่",
    "พร้อมนี้ขอเรียนว่าเจ้าของผลงานยังไม่ได้ให้ความยินยอมในการนำผลงานของตนออกสู่บุคคลทั่วไป",
    "หมายเหตุ เอกสารนี้มีชั้นความลับห้ามส่งต่อหรือสำเนาให้แก่ผู้ใดโดยมิได้รับมอบหมาย",
    "โดยให้ปรากฏบนเว็บไซต์เพียงสามวันแล้วนำลงทันที",
    "ให้ใช้ไฟล์ที่จะจัดส่งให้ทางไลน์ในวันพรุ่งนี้แทนไฟล์ที่แนบมาซึ่งยังมีข้อผิดพลาด",
    "บัดนี้ความจำเป็นในการเผยแพร่ได้หมดสิ้นไปแล้วเนื่องจากกระทรวงได้ประกาศใช้ฉบับใหม่แทน",
    "ภายใต้เงื่อนไขว่าจะได้รับหนังสือยืนยันจากสำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน",
    "โดยเผยแพร่ถึงวันที่ ๓๑ สิงหาคม ๒๕๖๓",
    "ให้เผยแพร่หลังเสร็จสิ้นการสอบ",
    "ทั้งนี้ ให้งดเผยแพร่หน้าแรก",
    "ทั้งนี้ เป็นการเสนอเพื่อทราบล่วงหน้าถึงสิ่งที่กลุ่มจะดำเนินการในปีถัดไป",
]
OTHER_DEEDS = [
    "โปรดลงนามในสัญญาจ้าง",
    "โปรดลงนามในคำสั่งแต่งตั้งคณะทำงานที่แนบ",
    "ขออนุมัติเบิกค่าอาหารว่าง ๓,๐๐๐ บาท",
    "ขอใช้ห้องประชุมวันที่ ๓๐ กรกฎาคม",
    "โปรดพิจารณามอบหมายผู้แทนเข้าร่วมประชุม",
    "ขอรับการจัดสรรงบประมาณเพิ่มเติม",
    "ขอได้โปรดแก้ไขตามที่เห็นสมควร",
    "และลงนามในฎีกาเบิกเงิน",
]
NO_PAPERS = [
    "ประกาศ (ยังไม่ให้ลงเว็บ)",
    "แผนปฏิบัติการ ๑ เล่ม ให้เก็บไว้ที่กลุ่ม",
    "แผนปฏิบัติการ จำนวน ๑ ชุด แขวนไว้",
    "แผนปฏิบัติการ ๑ ชุด (ดูแล้วคืน)",
    "ไฟล์เดิมที่ท่านสั่งแก้",
    "หนังสือคัดค้านของนายสมชาย มั่นใจ ลงวันที่ ๑ กรกฎาคม ๒๕๖๓",
    "บันทึกขอถอนเรื่อง ลงวันที่ ๒๐ กรกฎาคม ๒๕๖๓",
    "เอกสารลับเฉพาะผู้บริหาร",
    "ทราบแล้วเก็บ",
    "ดูอย่างเดียว",
    "บ่ให้ลง",
]
PAPERS = [
    "แผนปฏิบัติการประจำปี จำนวน ๑ เล่ม",
    "แบบฟอร์มขอเผยแพร่ข้อมูล จำนวน ๑ แผ่น",
    "หนังสือสำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน ด่วนที่สุด ที่ ศธ ๐๔๐๐๙/ว๑๒๓๔ ลงวันที่ ๑๒ มกราคม ๒๕๖๓",
    "คำสั่งสำนักงานเขตพื้นที่การศึกษาประถมศึกษาชัยภูมิ เขต ๓ ที่ ๒๓/๒๕๖๓ เรื่อง แต่งตั้งคณะทำงาน",
    "รายงาน (ไฟล์ PDF) ๑ ไฟล์",
    "๑. แผนปฏิบัติการประจำปี ๑ เล่ม ๒. ภาพกิจกรรม ๑ ชุด",
]
LIMITS = [
    "ต่อผู้บริหาร", "แก่คณะกรรมการ", "ภายหลังการประชุม", "เป็นการชั่วคราว", "ในปีถัดไป", "ภายในเขตพื้นที่", "หลังเกษียณอายุ", "ครึ่งแรก", "บางหน้า",
    "เป็นเวลา ๗ วัน", "พร้อมขออนุมัติเบิกค่าพิมพ์", "และขออนุมัติจัดพิมพ์", "สู่โรงเรียน", "ไปยังโรงเรียน", "เมื่อ สพฐ. เห็นชอบ", "เฉพาะส่วนที่ ๑", "แก่ครู",
]  # fmt: skip
NARRATIVE = [
    "ตามที่ สพฐ. กำหนดให้สำนักงานเขตพื้นที่การศึกษาเปิดเผยข้อมูลตามแบบ OIT ภายในวันที่ ๓๐ เมษายน ๒๕๖๓ นั้น",
    "เพื่อไม่ให้เกิดความล่าช้าในการดำเนินงาน",
    "ซึ่งเป็นข้อมูลที่เปิดเผยได้ ไม่ขัดต่อกฎหมาย ความสงบเรียบร้อย",
    "ตามพระราชบัญญัติการจัดซื้อจัดจ้าง พ.ศ. ๒๕๖๐ และที่แก้ไขเพิ่มเติม",
    "โครงการแก้ไขปัญหานักเรียนออกกลางคัน และป้องกันปัญหาการทุจริต",
    "เจ้าของข้อมูลได้ให้ความยินยอมในการเผยแพร่แล้ว",
    "ได้มีการทบทวนและปรับปรุงข้อมูลให้เป็นปัจจุบันแล้ว",
    "โดยมีผู้เข้าร่วมอบรมไม่น้อยกว่าร้อยละ ๘๐ และมีหลักเกณฑ์และเงื่อนไขชัดเจน",
    "ทั้งนี้ ตั้งแต่วันที่ ๑ ตุลาคม ๒๕๖๒ มีคณะกรรมการซึ่งแต่งตั้งขึ้นดูแลแต่ละด้าน",
    "ข้อมูลดังกล่าวเป็นปัจจุบันและยังไม่เคยเผยแพร่ทางเว็บไซต์",
    "เนื่องด้วยกลุ่มมีภารกิจจัดส่งหนังสือไปยังโรงเรียนและหน่วยงานของดังกล่าวตามหลักเศรษฐกิจพอเพียง",
    "ทั้งนี้ ข้อมูลบนเว็บไซต์เป็นปัจจุบัน นับแต่วันที่เผยแพร่",
    "มอบผู้ที่เกี่ยวข้องดำเนินการต่อไป ในคราวประชุมครั้งที่ ๒/๒๕๖๓ กลับมารายงานตัวโดยเฉพาะอย่างยิ่งครูโดยวิธีเฉพาะเจาะจง",
]


def read(subject: str = paper.HEAD[3], body: tuple[str, ...] = paper.BODY, papers: tuple[str, ...] = ()) -> Memo:
    last = (*paper.PROPOSER, *paper.UNIT_DIRECTOR, *paper.director("อนุมัติ"))
    lines = (*paper.HEAD[:3], subject, paper.HEAD[4], *papers, *body, *last)
    (memo,) = read_memos("memo", Text(tuple(Line(1, 0, 480, 12.0 * at, text) for at, text in enumerate(lines) if text)), "docx")
    return memo


def is_clear(memo: Memo) -> bool:
    return memo.asks_publication and not memo.doubts


@pytest.mark.parametrize("sentence", TAKEN_BACK)
def test_a_sentence_that_takes_back_is_a_doubt_wherever_in_the_body_it_stands(sentence: str) -> None:
    first, asked, closing = paper.BODY
    for body in ((f"{first} {sentence}", asked, closing), (first, sentence, asked, closing), (first, asked, sentence, closing)):
        assert not is_clear(read(body=body))


@pytest.mark.parametrize("deed", OTHER_DEEDS)
def test_another_deed_begged_before_the_asking_may_be_what_was_approved(deed: str) -> None:
    first, asked, closing = paper.BODY
    assert not is_clear(read(body=(f"{first} {deed}", asked, closing)))


def test_what_others_asked_in_a_letter_is_answered_not_asked() -> None:
    first = "ตามที่ สพฐ. ขอให้ทุกเขตรายงานแผนการใช้จ่ายงบประมาณ และขอเชิญประชุม นั้น"
    assert is_clear(read(body=(first, *paper.BODY[1:])))


@pytest.mark.parametrize(
    "body",
    [
        ("ตามนัยหนังสือที่อ้างถึง สพฐ. ขอให้ทุกเขตเปิดเผยและเผยแพร่ข้อมูล นั้น", paper.BODY[1], "จึงเรียนมาเพื่อโปรดพิจารณาให้ความอนุเคราะห์"),
        ("ตามที่ได้จัดทำแบบฟอร์มการขอใช้ห้องประชุมไว้ นั้น", paper.BODY[1], "จึงเรียนมาเพื่อโปรดพิจารณาอนุมัติตามที่เสนอ"),
        ("ด้วยได้จัดทำแบบฟอร์มการขอใช้ห้องประชุม", paper.BODY[1], "จึงเรียนมาเพื่อโปรดอนุเคราะห์เผยแพร่บนเว็บไซต์ต่อไปด้วย จะเป็นพระคุณ"),
        (paper.BODY[0], "ในการนี้ จึงขอความอนุเคราะห์กลุ่มส่งเสริมการศึกษาทางไกล เผยแพร่แผนปฏิบัติการประจำปี บนเว็บไซต์", paper.BODY[2]),
        (*paper.BODY[:2], "จึงเรียนมาเพื่อโปรดพิจารณา และขออนุญาตดำเนินการในส่วนที่เกี่ยวข้องต่อไป"),
    ],
)
def test_the_usual_ways_to_ask_it_are_no_other_deed(body: tuple[str, ...]) -> None:
    assert is_clear(read(body=body))


@pytest.mark.parametrize("free", NO_PAPERS)
@pytest.mark.parametrize("label", ["สิ่งที่ส่งมาด้วย  ", "อ้างถึง  ", "เอกสารแนบ ๑. แผนปฏิบัติการประจำปี ๒. "])
def test_more_than_papers_behind_what_is_enclosed_or_referred_to_is_a_doubt(label: str, free: str) -> None:
    assert not is_clear(read(papers=(label + free,)))


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("label", ["สิ่งที่ส่งมาด้วย  ", "อ้างถึง  "])
def test_names_of_papers_are_none(label: str, name: str) -> None:
    assert is_clear(read(papers=(label + name,)))


def test_a_sentence_that_goes_on_in_such_words_is_the_bodys() -> None:
    first = ("ตามที่ได้จัดทำแผนปฏิบัติการประจำปีแล้วเสร็จ รายละเอียดตาม", "เอกสารแนบมาพร้อมนี้ และเพื่อให้เป็นไปตามพระราชบัญญัติ นั้น")
    assert is_clear(read(body=(*first, *paper.BODY[1:])))


@pytest.mark.parametrize(
    "papers", [("อ้างถึง หนังสือ สพฐ. ที่ ศธ ๐๔๐๐๑/ว๑๒",), ("สิ่งที่ส่งมาด้วย ๑. แผนปฏิบัติการประจำปี ๒. คำสั่ง",), ("สิ่งที่ส่งมาด้วย", "๑. คำสั่ง")]
)
def test_the_points_of_the_memo_itself_are_no_papers(papers: tuple[str, ...]) -> None:
    told = "๑. เรื่องเดิม กลุ่มนโยบายและแผนได้รับมอบหมายให้จัดทำแผนปฏิบัติการประจำปี"
    assert is_clear(read(papers=papers, body=(told, "๒. ข้อเท็จจริง บัดนี้ได้จัดทำแล้วเสร็จ", *paper.BODY[1:])))


@pytest.mark.parametrize(
    ("first", "second", "clear"),
    [
        ("อ้างถึง บันทึกข้อความกลุ่มนโยบายและแผน ที่ ๓๕/๒๕๖๓ ลงวันที่ ๑๔", "มกราคม ๒๕๖๓", True),
        ("สิ่งที่ส่งมาด้วย รายงานผลการพัฒนาครูในโครงการ", "เปิดโลกการเรียนรู้ จำนวน ๑ เล่ม", True),
        ("อ้างถึง บันทึกข้อความกลุ่มนโยบายและแผน ที่ ๓๕/๒๕๖๓ ลงวันที่ ๑๔", "มกราคม ๒๕๖๓ แขวนไว้", False),
    ],
)
def test_a_paper_named_in_two_lines_of_a_pdf_is_read_whole(first: str, second: str, *, clear: bool) -> None:
    head = (*paper.HEAD[:5], first)
    lines = [
        *((text, 400.0) for text in head),
        (second, 150.0),
        *((text, 390.0) for text in (*paper.BODY, *paper.director("อนุมัติ"))),
    ]
    (memo,) = read_memos(
        "memo", Text(tuple(Line(1, 90, x1, 20.0 * at, text) for at, (text, x1) in enumerate(lines) if text)), "pdf"
    )
    assert is_clear(memo) is clear


@pytest.mark.parametrize("opinion", ["เพื่อโปรดลงนาม", "ผ่าน"])
def test_a_heads_opinion_close_under_the_block_above_is_no_part_of_that_post(opinion: str) -> None:
    lines = [*paper.HEAD, *paper.BODY, *paper.PROPOSER[:2], opinion, *paper.UNIT_DIRECTOR[2:], *paper.director("อนุมัติ")]
    (memo,) = read_memos(
        "memo", Text(tuple(Line(1, 0, 480, 12.0 * at, text) for at, text in enumerate(filter(None, lines)))), "docx"
    )
    assert is_clear(memo)
    assert [block.words for block in memo.approvals] == [opinion, "อนุมัติ"]


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_glued_to_a_thing_is_a_doubt_whether_or_not_the_body_names_the_thing(limit: str) -> None:
    unnamed = ("ด้วยกลุ่มได้ดำเนินการเรื่องข้างต้นแล้ว", "เห็นควรนำข้อมูลดังกล่าวเผยแพร่ทางเว็บไซต์", paper.BODY[2])
    assert not is_clear(read(paper.HEAD[3] + limit))
    assert not is_clear(read(f"{paper.HEAD[3]} {limit}"))
    assert not is_clear(read(f"เรื่อง ขออนุมัติเผยแพร่รายงานการเงิน{limit}", unnamed))
    assert is_clear(read("เรื่อง ขออนุมัติเผยแพร่รายงานการเงิน", unnamed))


@pytest.mark.parametrize("name", ["แบบฟอร์มการขอมีบัตรประจำตัวเจ้าหน้าที่ของรัฐ", "แผนงานปฏิบัติราชการ"])
@pytest.mark.parametrize("limit", [*LIMITS, "เฉพาะหน้า ๑", "และขออนุมัติเบิกค่าพิมพ์"])
def test_a_limit_glued_to_a_name_that_the_body_tells_is_a_doubt_in_the_subject_and_in_the_asking(name: str, limit: str) -> None:
    told = f"ด้วยกลุ่มได้จัดทำ{name}แล้วเสร็จ"
    for subject, asked in (("", ""), (limit, ""), ("", limit), (limit, limit)):
        memo = read(f"เรื่อง ขออนุญาตเผยแพร่{name}{subject}", (told, f"จึงขออนุญาตเผยแพร่{name}{asked}", paper.BODY[2]))
        assert is_clear(memo) is (not subject and not asked)


@pytest.mark.parametrize("date", ["๒๑ กรกฎาคม ๒๕๖๓", "21 ก.ค. 63", "วันที่ ๒๑/๗/๖๓", "๖ เดือน"])
@pytest.mark.parametrize("order", ["ผู้อำนวยการให้ระงับการเผยแพร่", "ยกเลิก", "ขอเบิกค่าวัสดุ"])
def test_what_follows_a_date_is_read_as_any_line_is(date: str, order: str) -> None:
    first, asked, closing = paper.BODY
    for body in ((first, f"{date} {order}", asked, closing), (first, asked, closing, f"{date} {order}")):
        assert not is_clear(read(body=body))


def test_a_line_that_begins_with_a_span_of_time_may_ask() -> None:
    asked = ("เห็นควรนำข้อมูลรอบ", "๖ เดือน เผยแพร่ทางเว็บไซต์")
    lines = (*paper.HEAD, paper.BODY[0], *asked, paper.BODY[2], *paper.PROPOSER, *paper.director("อนุมัติ"))
    shown = tuple(Line(1, 90, 480, 12.0 * at, text) for at, text in enumerate(lines) if text)
    (memo,) = read_memos("memo", Text(shown), "pdf")
    assert is_clear(memo)


@pytest.mark.parametrize("told", NARRATIVE)
def test_what_memos_tell_before_they_ask_keeps_nothing_back(told: str) -> None:
    assert not reserved.keeps_back(squeeze(told))


def test_the_name_of_a_thing_may_bear_such_words() -> None:
    thing = "ประกาศยกเลิกการประกวดราคาบางส่วน"
    body = tuple(line.replace("แผนปฏิบัติการประจำปี", thing) for line in paper.BODY)
    assert is_clear(read(f"เรื่อง ขออนุญาตเผยแพร่{thing}", body, (f"สิ่งที่ส่งมาด้วย {thing} จำนวน ๑ ฉบับ",)))
    assert not is_clear(read(f"เรื่อง ขออนุญาตเผยแพร่{thing}", (*body[:1], "ประกาศนี้ยกเลิกแล้ว", *body[1:])))


def test_a_title_after_the_word_paper_is_the_thing_itself() -> None:
    body = (paper.BODY[0], "เห็นควรนำข้อมูลดังกล่าวเผยแพร่ทางเว็บไซต์", paper.BODY[2])
    assert is_clear(read("เรื่อง ขออนุญาตเผยแพร่เอกสาร เรื่อง คู่มือการปฏิบัติงาน", body))
