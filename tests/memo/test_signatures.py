"""Signature blocks bound by where they stand: lines with places in, who decided what out."""

from dataclasses import replace
from datetime import date

import pytest

from syncd.approval import canonical
from syncd.memo import signature_lines, signatures
from syncd.memo.page import Line
from syncd.model.approval import Approval, Word

OFFICE = "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาชัยภูมิ เขต ๓"
HEAD = ("อนุมัติ", "(นายธีรพงษ์ สุวรรณกุล)", "ผู้อำนวยการกลุ่มนโยบายและแผน", "......./......./.......")
DIRECTOR = ("อนุมัติ", "(นายสมเกียรติ ศรีอุดมชัย)", OFFICE, "๒๑ ก.ค. ๖๓")
PROPOSER = ("(นางสาวพิมพ์ชนก ใจซื่อ)", "นักวิชาการคอมพิวเตอร์ปฏิบัติการ")


def down(*blocks: tuple[float, tuple[str, ...]], start: float = 300.0) -> list[Line]:
    """Blocks one under another, each centred on its own axis, a line left free between them."""
    lines, y = [], start
    for centre, texts in blocks:
        for text in texts:
            width = 4.5 * len(text)
            lines.append(Line(1, centre - width / 2, centre + width / 2, y, text))
            y += 18
        y += 14
    return lines


def certain(lines: list[Line]) -> list[tuple[str, Word, bool]]:
    return [(block.name, block.word, block.certain) for block in signatures.find(lines).approvals]


def director(lines: list[Line]) -> Approval:
    return next(block for block in signatures.find(lines).approvals if "สมเกียรติ" in block.name)


@pytest.mark.parametrize("centres", [(390, 300, 390), (390, 210, 300), (300, 390, 320), (390, 390, 210)])
def test_blocks_one_under_another_are_bound_though_each_is_set_a_little_aside(centres: tuple[float, float, float]) -> None:
    lines = down(*zip(centres, (PROPOSER, HEAD, DIRECTOR), strict=True))
    found = signatures.find(lines)
    assert found.doubts == ()
    assert [(block.name, block.word, block.certain) for block in found.approvals] == [
        ("นายธีรพงษ์ สุวรรณกุล", Word.APPROVED, True),
        ("นายสมเกียรติ ศรีอุดมชัย", Word.APPROVED, True),
    ]
    assert found.approvals[-1].date == date(2020, 7, 21)


def test_a_word_set_under_another_mans_axis_is_not_bound_by_order_alone() -> None:
    """ไม่อนุมัติ of the one and อนุมัติ of the other stand above both names: nobody can tell whose is whose by order."""
    lines = down((390, PROPOSER), (210, ("ไม่อนุมัติ",)), (300, ("อนุมัติ",)), (210, HEAD[1:]), (300, DIRECTOR[1:]))
    assert not any(sure for _, word, sure in certain(lines) if word is Word.APPROVED)


def test_blocks_that_stand_beside_one_another_are_not_taken_for_one_under_another() -> None:
    left = down((230, HEAD), start=400)
    right = down((330, ("ไม่อนุมัติ", *DIRECTOR[1:])), start=400)
    lines = [*down((330, PROPOSER)), *left, *right]
    assert not any(sure for _, _, sure in certain(lines))


def beside(left: tuple[str, ...], right: tuple[str, ...], below: tuple[str, ...], start: float = 300.0) -> list[Line]:
    """Two blocks side by side, their first lines at one height, and a third under the left one."""
    return [*down((200, left), start=start), *down((430, right), start=start), *down((200, below), start=start + 120)]


def test_a_decision_beside_the_proposer_is_read_though_its_name_stands_a_line_lower_than_his() -> None:
    lines = beside(PROPOSER, ("- เห็นชอบ", "..............................", *HEAD[1:]), DIRECTOR)
    assert certain(lines) == [("นายธีรพงษ์ สุวรรณกุล", Word.APPROVED, True), ("นายสมเกียรติ ศรีอุดมชัย", Word.APPROVED, True)]


@pytest.mark.parametrize("words", ["ไม่อนุมัติ", "แก้ไขแล้วเสนอใหม่", "อนุมัติ เมื่อแก้ไขแล้ว", "ชะลอไว้ก่อน"])
def test_what_else_than_approval_stands_beside_the_proposer_is_never_lost(words: str) -> None:
    for own in ((f"- {words}", "...................."), ("- อนุมัติ", words), ("- อนุมัติ", "ทราบ", words)):
        block = director(beside(("....................", *PROPOSER), (*own, *DIRECTOR[1:]), HEAD))
        assert not block.certain or block.word is not Word.APPROVED


def test_a_decision_beside_the_proposer_that_leans_to_another_column_is_a_doubt() -> None:
    lines = [*down((200, PROPOSER), (200, HEAD)), *down((430, (".....", *DIRECTOR[1:]))), Line(1, 320, 360, 282, "อนุมัติ")]
    assert not any(sure for _, word, sure in certain(lines) if word is Word.APPROVED)


DEPUTY = ("เห็นควรอนุญาต", "(นางมยุรี คำภา)", "รอง ผอ.สพป.ชัยภูมิ เขต ๓", "๒๐ ก.ค. ๖๓")


def in_cells(*columns: tuple[str, ...], over: tuple[str, ...] = ("ลงชื่อ", *PROPOSER), below: tuple[str, ...] = ()) -> list[Line]:
    """A table of one row as a word processor's file gives it: every line as wide as its cell, and lines over and under it."""
    wide = 480 / len(columns)
    lines = [Line(1, 0, 480, 100 + 12 * number, text) for number, text in enumerate(over)]
    for column, texts in enumerate(columns):
        lines += [Line(1, wide * column, wide * (column + 1), 200 + 12 * number, text) for number, text in enumerate(texts)]
    return [*lines, *(Line(1, 0, 480, 320 + 12 * number, text) for number, text in enumerate(below))]


def test_three_who_sign_in_cells_under_the_proposer_are_told_apart() -> None:
    lines = in_cells(HEAD[1:3], DEPUTY, DIRECTOR)
    assert signatures.find(lines).doubts == ()
    assert certain(lines)[1:] == [("นางมยุรี คำภา", Word.NOTED, True), ("นายสมเกียรติ ศรีอุดมชัย", Word.APPROVED, True)]


@pytest.mark.parametrize(("number", "is_read"), [("๓", True), ("3", True), ("๒", False), ("- 2 -", False)])
def test_the_number_of_a_post_that_goes_on_overleaf_is_not_that_of_the_page(number: str, *, is_read: bool) -> None:
    lines = down((390, PROPOSER), (390, HEAD), (390, (*DIRECTOR[:2], OFFICE.rpartition(" ")[0])))
    lines += [Line(2, 380, 400, 60, number), Line(2, 350, 430, 80, "๒๑ ก.ค. ๖๓")]
    assert (canonical(director(lines).position) == canonical(OFFICE)) is is_read


def test_a_label_over_a_decision_is_no_part_of_the_post_above_it() -> None:
    lines = down((390, PROPOSER), (390, (*HEAD[:3], "ความเห็น/คำสั่งของผู้อำนวยการ", *DIRECTOR)))
    assert certain(lines)[-1] == ("นายสมเกียรติ ศรีอุดมชัย", Word.APPROVED, True)


@pytest.mark.parametrize("remark", ["ยังไม่ให้เผยแพร่", "ไม่อนุมัติ", "ให้แก้ไขก่อน"])
def test_a_remark_over_or_under_such_cells_is_a_doubt(remark: str) -> None:
    columns = (HEAD[1:3], DEPUTY, DIRECTOR)
    assert signatures.find(in_cells(*columns, over=("ลงชื่อ", *PROPOSER, "", remark))).doubts != ()
    assert signatures.find(in_cells(*columns, below=(remark,))).doubts != ()


def test_the_refusal_in_one_of_such_cells_is_his_who_signs_in_it() -> None:
    lines = in_cells(HEAD, DEPUTY, ("ไม่อนุมัติ", *DIRECTOR[1:]))
    assert director(lines).word is Word.REFUSED


def test_blocks_that_all_begin_at_one_margin_are_bound_by_their_order() -> None:
    """A note longer than the name under it has its middle under that of the name above."""
    ends = (268, 269, 312, 209, 300, 139, 253, 380, 150)
    texts = (*PROPOSER, "ตรวจสอบแล้วถูกต้อง เห็นควรอนุมัติ", *HEAD[1:3], *DIRECTOR)
    lines = [Line(1, 91, end, 300 + 20.0 * n, text) for n, (end, text) in enumerate(zip(ends, texts, strict=True))]
    assert signatures.find(lines).doubts == ()
    assert director(lines).word is Word.APPROVED


def test_a_line_of_the_body_that_begins_with_repairs_is_no_order_to_correct() -> None:
    body = Line(1, 91, 533, 240, "ปรับปรุงอาคารสำนักงาน เสร็จเรียบร้อยแล้ว รายละเอียดตามเอกสารที่แนบมาพร้อมนี้")
    lines = [body, *beside(("ลงชื่อ", *PROPOSER), HEAD, DIRECTOR)]
    assert signatures.find(lines).doubts == ()


@pytest.mark.parametrize("item", ["๒. อนุญาตให้เผยแพร่ทางเว็บไซต์", "๔. เห็นควรนำข้อมูลเผยแพร่ทางเว็บไซต์", "2) อนุมัติ"])
def test_what_the_body_lists_is_the_decision_of_nobody(item: str) -> None:
    lines = [Line(1, 300, 480, 280, item), *down((390, PROPOSER), (390, HEAD), (390, DIRECTOR))]
    found = signatures.find(lines)
    assert (found.doubts, len(found.approvals)) == ((), 2)
    assert signatures.find([Line(1, 300, 480, 280, "๒. ไม่อนุญาต"), *lines[1:]]).doubts != ()


def test_the_unit_whose_telephone_stands_on_the_next_page_is_no_remark() -> None:
    lines = down((390, PROPOSER), (390, HEAD), (390, DIRECTOR))
    unit = Line(1, 85, 200, lines[-1].y + 30, "กลุ่มนโยบายและแผน")
    assert signatures.find([*lines, unit, Line(2, 85, 180, 56, "โทร. ๐-๔๔๐๕-๖๓๘๕")]).doubts == ()
    assert signatures.find([*lines, unit, Line(2, 85, 180, 56, "ให้ชะลอไว้ก่อน")]).doubts != ()


@pytest.mark.parametrize(("x", "y"), [(100, 0), (700, 0), (390, 300), (100, 300)])
def test_a_date_that_stands_away_from_the_block_is_not_the_day_of_the_approval(x: float, y: float) -> None:
    """As a program prints the day at the foot of a page."""
    lines = down((390, PROPOSER), (390, HEAD), (390, DIRECTOR[:-1]))
    stray = Line(1, x - 40, x + 40, lines[-1].y + 20 + y, "๒๑ ก.ค. ๖๓")
    found = signatures.find([*lines, stray])
    assert found.doubts or not any(block.date for block in found.approvals)


@pytest.mark.parametrize("number", ["๓", "3", "๑๒"])
def test_a_post_whose_number_stands_on_a_line_of_its_own_is_whole(number: str) -> None:
    post = OFFICE.rpartition(" ")[0]
    lines = down((390, PROPOSER), (390, HEAD), (390, ("อนุมัติ", DIRECTOR[1], post, number, "๒๑ ก.ค. ๖๓")))
    assert director(lines).position == f"{post} {number}"
    assert director(lines).certain


@pytest.mark.parametrize(("beside", "gap", "is_read"), [(0, 0, True), (30, 0, False), (0, 60, False)])
def test_the_number_of_a_post_that_ends_the_page_is_no_page_number(beside: float, gap: float, *, is_read: bool) -> None:
    """Unless it stands aside or away from the post, where page numbers stand."""
    post = OFFICE.rpartition(" ")[0]
    lines = down((390, PROPOSER), (390, HEAD), (390, ("อนุมัติ", DIRECTOR[1], post)))
    y = lines[-1].y + 18 + gap
    number = Line(1, 386 + beside, 394 + beside, y, "๓")
    rest = [replace(line, page=2) for line in down((390, ("๒๑ ก.ค. ๖๓",)), start=60)]
    found = signatures.find([*lines, number, *rest])
    assert (canonical(found.approvals[-1].position) == canonical(OFFICE)) is is_read
    assert found.approvals[-1].date == date(2020, 7, 21)


@pytest.mark.parametrize(
    ("foot", "is_read"),
    [("“เรียนดี มีความสุข”", True), ("เรียนดี มีความสุข", True), ("กลุ่มนโยบายและแผน", True), ("“ไม่อนุมัติ”", False), ("ขอเพิ่มเติม", False)],
)
def test_a_block_goes_on_over_the_foot_that_stands_on_every_page(foot: str, *, is_read: bool) -> None:
    post = OFFICE.removesuffix("ชัยภูมิ เขต ๓")
    lines = down((390, PROPOSER), (390, HEAD), (390, ("อนุมัติ", DIRECTOR[1], post)))
    rest = [replace(line, page=2) for line in down((390, ("ชัยภูมิ เขต ๓", "๒๑ ก.ค. ๖๓")), start=60)]
    feet = [Line(page, 72, 200, 800, foot) for page in (1, 2)]
    found = signatures.find([*lines, *rest, *feet])
    sure = [block.date for block in found.approvals if block.certain and canonical(block.position) == canonical(OFFICE)]
    assert (sure == [date(2020, 7, 21)] and found.doubts == ()) is is_read


def test_a_motto_on_one_page_alone_is_not_left_out_of_a_decision() -> None:
    lines = down((390, PROPOSER), (390, HEAD), (390, ("อนุมัติ", "“แผนเท่านั้น”", *DIRECTOR[1:])))
    assert director(lines).word is Word.UNCLEAR


BODY = "ในการนี้ เห็นควรนำข้อมูลเผยแพร่ทางเว็บไซต์ของสำนักงาน จึงเรียนมาเพื่อโปรดพิจารณา"


def test_the_end_of_what_is_asked_that_stands_on_a_line_of_its_own_is_no_decision() -> None:
    body = [Line(1, 90, 532, 240, BODY), Line(1, 90, 125, 260, "อนุมัติ")]
    assert certain([*body, *down((390, PROPOSER), (390, HEAD), (390, DIRECTOR))])[-1] == (
        "นายสมเกียรติ ศรีอุดมชัย",
        Word.APPROVED,
        True,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Line(1, 90, 532, 240, BODY), Line(1, 90, 140, 260, "ไม่อนุมัติ")),
        (Line(1, 90, 532, 240, BODY), Line(1, 300, 340, 260, "อนุมัติ")),
        (Line(1, 90, 300, 240, "จึงเรียนมาเพื่อโปรดพิจารณา"), Line(1, 90, 125, 260, "อนุมัติ")),
        (Line(1, 90, 532, 200, BODY), Line(1, 90, 125, 260, "อนุมัติ")),
        (Line(1, 90, 532, 240, BODY.replace("เพื่อโปรดพิจารณา", "ให้ทราบ")), Line(1, 90, 125, 260, "อนุมัติ")),
    ],
)
def test_a_word_beside_the_body_that_ends_no_sentence_is_a_doubt(before: Line, after: Line) -> None:
    wide = Line(1, 90, 532, 180, "ตามที่ได้จัดทำแผนปฏิบัติการประจำปีแล้วเสร็จ")
    assert not any(sure for _, _, sure in certain([wide, before, after, *down((390, PROPOSER), (390, HEAD), (390, DIRECTOR))]))


def test_a_post_that_is_broken_after_its_first_word_is_whole() -> None:
    place = OFFICE.removeprefix("ผู้อำนวยการ")
    lines = down((390, PROPOSER), (390, HEAD), (390, ("อนุมัติ", DIRECTOR[1], "ผู้อำนวยการ", place, "๒๑ ก.ค. ๖๓")))
    assert canonical(director(lines).position) == canonical(OFFICE)
    assert director(lines).certain


@pytest.mark.parametrize("unit", ["ปฏิบัติงานหน่วยตรวจสอบภายใน", "รักษาการในตำแหน่งผู้อำนวยการหน่วยตรวจสอบภายใน", "กลุ่มตรวจสอบภายใน"])
def test_a_second_line_of_a_post_in_internal_audit_is_no_order_to_audit(unit: str) -> None:
    lines = down((390, (*PROPOSER, unit)), (390, HEAD), (390, DIRECTOR))
    assert certain(lines) == [("นายธีรพงษ์ สุวรรณกุล", Word.APPROVED, True), ("นายสมเกียรติ ศรีอุดมชัย", Word.APPROVED, True)]


@pytest.mark.parametrize("order", ["ตรวจสอบ", "ให้ตรวจสอบภายใน", "หน่วยตรวจสอบภายในตรวจก่อน", "กลุ่มตรวจสอบให้ครบ"])
def test_an_order_to_audit_is_still_read_as_one(order: str) -> None:
    lines = down((390, (*PROPOSER, order)), (390, HEAD), (390, DIRECTOR))
    assert any(word is Word.UNCLEAR for _, word, _ in certain(lines)) or signatures.find(lines).doubts


@pytest.mark.parametrize("name", ["(นางอัญชลี มอบทรัพย์)", "(นายมอบ สุขใจ)", "(นายชอบ ดีเสมอ)", "(ดร.สมชาย ชอบธรรม)"])
def test_names_that_hold_a_word_of_command_are_names(name: str) -> None:
    lines = down((390, PROPOSER), (390, ("อนุมัติ", name, "ผู้อำนวยการกลุ่มนโยบายและแผน")), (390, DIRECTOR))
    assert [word for _, word, sure in certain(lines) if sure] == [Word.APPROVED, Word.APPROVED]


@pytest.mark.parametrize(
    "remark",
    ["(นายกไม่อนุมัติ)", "(มอบกลุ่มนโยบายดำเนินการ)", "(นายสมชาย ใจดี ไม่อนุมัติ)", "(นายก มอบให้รองพิจารณาก่อน)", "(มอบ ทราบ)"],
)
def test_remarks_in_brackets_are_no_names(remark: str) -> None:
    assert not signature_lines.is_name(Line(1, 0, 100, 0, remark))


@pytest.mark.parametrize("typed", ["สมเกียรติ", "สมเกียรติ ศรีอุดมชัย", "(ลงชื่อ) สมเกียรติ ศรีอุดมชัย", "ลงชื่อ สมเกียรติ ศรีอุดมชัย"])
def test_a_signature_that_is_typed_over_its_name_is_no_word_of_a_decision(typed: str) -> None:
    said = director(down((300, PROPOSER), (300, (DIRECTOR[0], typed, *DIRECTOR[1:]))))
    assert (said.word, said.certain) == (Word.APPROVED, True)


@pytest.mark.parametrize("typed", ["ทบทวน", "สมเกียรติ ศรีอุดมชัย ให้แก้ไข", "ไม่ สมเกียรติ", "วิชัย ดวงแก้ว"])
def test_what_else_is_typed_over_a_name_belongs_to_the_decision(typed: str) -> None:
    assert director(down((300, PROPOSER), (300, (DIRECTOR[0], typed, *DIRECTOR[1:])))).word is not Word.APPROVED


def test_a_name_that_is_a_word_of_command_does_not_hide_the_command_over_it() -> None:
    block = ("มอบ", "(นายมอบ สุขใจ)", OFFICE, "๒๑ ก.ค. ๖๓")
    assert signatures.find(down((300, PROPOSER), (300, block))).approvals[-1].words == "มอบ"


def test_a_signature_that_is_typed_over_the_first_name_is_none_of_the_body() -> None:
    lines = down((300, ("พิมพ์ชนก", *PROPOSER)), (300, DIRECTOR))
    found = signatures.find(lines)
    assert found.has(lines[0])
    assert found.doubts == ()


@pytest.mark.parametrize("place", ["ลงชื่อ ............ เจ้าของเรื่อง", "ลงชื่อ............ผู้เสนอ", "(ลงชื่อ) ............ผู้อนุมัติ"])
def test_whose_place_to_sign_it_is_says_nothing(place: str) -> None:
    said = director(down((300, PROPOSER), (300, (DIRECTOR[0], place, *DIRECTOR[1:]))))
    assert (said.word, said.certain) == (Word.APPROVED, True)


@pytest.mark.parametrize(
    "name", ["(สิบเอกวิชัย ทองดี)", "(จ่าสิบเอก วิชัย ทองดี)", "(ว่าที่ร้อยตรีหญิง สุดา ทองดี)", "(พันจ่าอากาศเอก วิชัย มอบทรัพย์)"]
)
def test_names_with_a_military_rank_are_names(name: str) -> None:
    assert signature_lines.is_name(Line(1, 0, 200, 300, name))


@pytest.mark.parametrize(
    "post",
    ["ผู้รับผิดชอบงาน ITA", "คณะทำงาน ITA", "เลขานุการคณะทำงาน", "พนักงานขับรถยนต์", "ศึกษานิเทศก์ วิทยฐานะศึกษานิเทศก์ชำนาญการพิเศษ"],
)
def test_what_a_proposer_is_called_is_a_post(post: str) -> None:
    assert signatures.find(down((300, (PROPOSER[0], post)), (300, DIRECTOR))).doubts == ()


@pytest.mark.parametrize("day", ["เมื่อวันที่ ๒๑ กรกฎาคม ๒๕๖๓", "๒๑ ก.ค. ๖๓ เวลา ๑๐.๓๐ น.", "๒๑ ก.ค. ๖๓ ๑๐.๓๐ น."])
def test_the_day_of_an_approval_is_read_with_its_hour(day: str) -> None:
    said = director(down((300, PROPOSER), (300, (*DIRECTOR[:-1], day))))
    assert (said.date, said.certain) == (date(2020, 7, 21), True)


@pytest.mark.parametrize("day", ["๒๑ ก.ค. ๖๓ ไม่ทันเวลา ๑๐.๓๐ น.", "ก่อนวันที่ ๒๑ ก.ค. ๖๓"])
def test_what_else_stands_about_the_day_leaves_the_approval_uncertain(day: str) -> None:
    found = signatures.find(down((300, PROPOSER), (300, (*DIRECTOR[:-1], day))))
    assert found.doubts or not found.approvals[-1].certain
