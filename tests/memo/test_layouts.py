"""Signature blocks as offices lay them out: whose word is whose, by where it stands."""

import random
from dataclasses import replace

import pytest

from syncd.memo import signature_columns, signature_lines, signatures
from syncd.memo.page import Line
from syncd.model.approval import Word

DIRECTOR, HEAD = "(นายสมเกียรติ ศรีอุดมชัย)", "(นายธีรพงษ์ สุวรรณกุล)"
POST = "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาชัยภูมิ"


def stacked(*texts: tuple[str, float], first: float = 400, step: float = 20) -> list[Line]:
    """Lines one under the other, each with its middle at so many points; "" leaves a line free."""
    return [
        Line(1, middle - 3 * len(text), middle + 3 * len(text), first + step * n, text)
        for n, (text, middle) in enumerate(texts)
        if text
    ]


def found(lines: list[Line]) -> dict[str, tuple[Word, str, bool]]:
    read = signatures.find(lines)
    return {block.name: (block.word, block.position, block.certain) for block in read.approvals}


PROPOSER = [("(นางสาวพิมพ์ชนก ใจซื่อ)", 400), ("นักวิชาการ", 400), ("", 0)]


@pytest.mark.parametrize(("head", "director"), [(300, 400), (400, 300), (250, 330), (330, 250), (200, 420), (420, 200)])
def test_blocks_under_one_another_need_not_stand_in_one_column(head: float, director: float) -> None:
    lines = stacked(
        *PROPOSER, ("เห็นควรอนุญาต", head), (HEAD, head), ("ผู้อำนวยการกลุ่มนโยบายและแผน", head), ("", 0),
        ("อนุมัติ", director), ("ลงชื่อ..............", director), (DIRECTOR, director), (POST, director), ("๒๑ ก.ค. ๖๓", director),
    )  # fmt: skip

    assert found(lines) == {
        "นายธีรพงษ์ สุวรรณกุล": (Word.NOTED, "ผู้อำนวยการกลุ่มนโยบายและแผน", True),
        "นายสมเกียรติ ศรีอุดมชัย": (Word.APPROVED, POST, True),
    }


def test_blocks_set_with_blanks_on_nearly_one_axis_are_one_column() -> None:
    lines = stacked(
        *[(text, 306) for text, _ in PROPOSER],
        ("- อนุมัติ", 401), (HEAD, 408), ("ผู้อำนวยการกลุ่มนโยบายและแผน", 400), ("......./......./.......", 393),
        ("- ไม่อนุมัติ", 401), (DIRECTOR, 402), (POST, 401), ("๒๑ ก.ค. ๖๓", 408),
    )  # fmt: skip

    assert found(lines) == {
        "นายธีรพงษ์ สุวรรณกุล": (Word.APPROVED, "ผู้อำนวยการกลุ่มนโยบายและแผน", True),
        "นายสมเกียรติ ศรีอุดมชัย": (Word.REFUSED, POST, True),
    }


def test_the_boxes_of_one_choice_are_one_line_of_one_block() -> None:
    boxes = [Line(1, 300, 360, 480, "(/) อนุญาต"), Line(1, 380, 460, 480, "( ) ไม่อนุญาต")]
    lines = [
        *stacked(*PROPOSER, ("", 0), ("", 0)),
        *boxes,
        *stacked((DIRECTOR, 380), (POST, 380), ("๒๑ ก.ค. ๖๓", 380), first=500),
    ]

    assert found(lines) == {"นายสมเกียรติ ศรีอุดมชัย": (Word.APPROVED, POST, True)}


def test_blocks_side_by_side_whose_lines_do_not_meet_are_still_columns() -> None:
    """The right block is printed half a line lower: read from top to bottom the refusal would be the other man's."""
    left = stacked(("ไม่อนุมัติ", 170), (DIRECTOR, 170), (POST, 170), ("๒๑ ก.ค. ๖๓", 170), first=480)
    right = stacked(("อนุมัติ", 430), (HEAD, 430), ("ผู้อำนวยการกลุ่ม", 430), ("๒๐ ก.ค. ๖๓", 430), first=490)
    read = signatures.find([*stacked(*PROPOSER), *left, *right])

    words = {block.name: block.word for block in read.approvals if block.certain}
    assert words.get("นายสมเกียรติ ศรีอุดมชัย", Word.REFUSED) is Word.REFUSED
    assert words.get("นายธีรพงษ์ สุวรรณกุล", Word.APPROVED) is Word.APPROVED


@pytest.mark.parametrize("shift", [0, 3, 6, 10, 14, 20, 30, 40, 50, 60, 70, 80, 100, -10, -20, -30])
@pytest.mark.parametrize(("left", "right"), [(170, 430), (430, 170), (170, 400), (220, 330), (200, 290), (290, 200)])
def test_however_two_blocks_are_laid_a_refusal_is_nobody_elses_approval(shift: float, left: float, right: float) -> None:
    one = stacked(("ไม่อนุมัติ", left), ("", 0), (DIRECTOR, left), (POST, left), ("๒๑ ก.ค. ๖๓", left), first=480)
    other = stacked(("อนุมัติ", right), ("", 0), (HEAD, right), ("ผู้อำนวยการกลุ่ม", right), ("๒๐ ก.ค. ๖๓", right), first=480 + shift)

    read = signatures.find([*stacked(*PROPOSER), *one, *other])

    wrong = [block for block in read.approvals if "สมเกียรติ" in block.name and block.certain and block.word is Word.APPROVED]
    assert wrong == []


def test_a_word_set_to_the_left_of_the_block_it_stands_above_is_not_the_next_mans() -> None:
    """The head of unit's word stands over where the director, further down and to the left, has written nothing."""
    lines = stacked(
        *PROPOSER, ("อนุมัติ", 150), ("ลงชื่อ..............", 350), (HEAD, 350), ("ผู้อำนวยการกลุ่ม", 350), ("....../....../......", 350),
        (DIRECTOR, 170), (POST, 170), ("๒๑ ก.ค. ๖๓", 170),
    )  # fmt: skip

    assert found(lines) == {
        "นายธีรพงษ์ สุวรรณกุล": (Word.APPROVED, "ผู้อำนวยการกลุ่ม", True),
        "นายสมเกียรติ ศรีอุดมชัย": (Word.NONE, POST, True),
    }


def test_a_word_between_two_blocks_on_the_upper_ones_axis_may_be_of_either() -> None:
    lines = stacked(
        *PROPOSER, (HEAD, 420), ("ผู้อำนวยการกลุ่ม", 420), ("๒๐ ก.ค. ๖๓", 420), ("อนุมัติ", 420), (DIRECTOR, 200), (POST, 200),
        ("๒๑ ก.ค. ๖๓", 200),
    )  # fmt: skip

    assert not any(certain for _, _, certain in found(lines).values())


def test_a_word_between_two_columns_may_be_of_either() -> None:
    head = [Line(1, 100, 200, 520, HEAD), Line(1, 100, 200, 540, "ผู้อำนวยการกลุ่ม")]
    director = [Line(1, 350, 500, 520, DIRECTOR), Line(1, 350, 500, 540, POST), Line(1, 380, 470, 560, "๒๑ ก.ค. ๖๓")]

    read = found([*stacked(*PROPOSER), Line(1, 320, 360, 490, "อนุมัติ"), *head, *director])

    assert not read["นายสมเกียรติ ศรีอุดมชัย"][2]


def test_a_number_wrapped_alone_belongs_to_the_post_above_it() -> None:
    post = [("ผู้อำนวยการสำนักงานเขตพื้นที่", 400), ("การศึกษาประถมศึกษาชัยภูมิ เขต", 400), ("๓", 400), ("๒๑ ก.ค. ๖๓", 400)]

    assert found(stacked(*PROPOSER, ("อนุมัติ", 400), (DIRECTOR, 400), *post)) == {
        "นายสมเกียรติ ศรีอุดมชัย": (Word.APPROVED, "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาชัยภูมิ เขต ๓", True)
    }


@pytest.mark.parametrize("name", ["นางอัญชลี มอบทรัพย์", "นายชอบ ดีเสมอ", "นายมอบ ใจดี"])
def test_a_name_may_hold_a_word_of_decision(name: str) -> None:
    lines = stacked(
        *PROPOSER, ("เห็นควรอนุญาต", 400), (f"({name})", 400), ("ผู้อำนวยการกลุ่มนโยบายและแผน", 400), ("", 0),
        ("อนุมัติ", 400), (DIRECTOR, 400), (POST, 400), ("๒๑ ก.ค. ๖๓", 400),
    )  # fmt: skip

    read = found(lines)

    assert read[name] == (Word.NOTED, "ผู้อำนวยการกลุ่มนโยบายและแผน", True)
    assert read["นายสมเกียรติ ศรีอุดมชัย"] == (Word.APPROVED, POST, True)


@pytest.mark.parametrize(
    "remark", ["(นายสมชาย มอบกลุ่มแก้ไข)", "(นายกเทศมนตรี มอบให้ทบทวน)", "(นางอัญชลี ทราบแล้ว)", "(นายสมชาย อนุมัติแล้ว)"]
)
def test_an_order_in_brackets_is_no_name(remark: str) -> None:
    lines = stacked(*PROPOSER, ("อนุมัติ", 400), (remark, 400), (DIRECTOR, 400), (POST, 400), ("๒๑ ก.ค. ๖๓", 400))

    assert not found(lines)["นายสมเกียรติ ศรีอุดมชัย"][2]


SAID = {"": Word.NONE, "ทราบ": Word.NOTED, "อนุมัติ": Word.APPROVED, "ไม่อนุมัติ": Word.REFUSED, "ให้แก้ไข": Word.CORRECT}
AXES = (130, 170, 200, 250, 300, 350, 400, 430)


def printed(dice: random.Random, name: str, post: str, said: str, axis: float, day: str) -> list[tuple[str, float]]:
    """A block as somebody might set it: his word over it or to its left, a line to sign on or room for it, perhaps a date."""
    aside = dice.choice((0, 0, 0, 60, 120, 200))
    sign = dice.choice(("ลงชื่อ..............", "", None))
    lines = [(said, axis - aside)] if said else []
    lines += [(sign, axis)] if sign is not None else []
    return [*lines, (name, axis), (post, axis), *([(day, axis)] if day else [])]


@pytest.mark.parametrize("seed", range(8))
def test_of_blocks_under_one_another_nobody_is_given_anothers_approval(seed: int) -> None:
    dice = random.Random(seed)
    certain = 0
    for _ in range(150):
        said = [dice.choice(tuple(SAID)) for _ in range(2)]
        days = [dice.choice(("๒๑ ก.ค. ๖๓", "....../....../......", "")), "๒๑ ก.ค. ๖๓"]
        people = [(HEAD, "ผู้อำนวยการกลุ่ม"), (DIRECTOR, POST)]
        dice.shuffle(people)
        texts: list[tuple[str, float]] = [(text, dice.choice(AXES)) for text in ("(นางสาวพิมพ์ชนก ใจซื่อ)",)]
        for (name, post), word, day in zip(people, said, days, strict=True):
            texts += [("", 0)] * dice.randint(0, 2) + printed(dice, name, post, word, dice.choice(AXES), day)

        read = signatures.find(stacked(*texts, step=dice.choice((16, 18, 20, 22))))

        truth = {name.strip("()"): SAID[word] for (name, _), word in zip(people, said, strict=True)}
        sure = [block for block in read.approvals if block.certain and block.word is Word.APPROVED and not read.doubts]
        assert [block for block in sure if truth[block.name] is not Word.APPROVED] == []
        certain += len(sure)
    assert certain > 30, "a reader that is never sure proves nothing"


def over_columns(left: str, right: str, y: float, *, middles: tuple[float, float] = (200, 420)) -> Line:
    """What stands in two columns on one baseline with no more than a blank between: a reader of PDF takes it for one line."""
    words, x = [], 0.0
    for text, middle in zip((left, right), middles, strict=True):
        x = middle - 2.5 * len(text)
        for word in text.split(" "):
            words.append((x, x + 5 * len(word)))
            x += 5 * (len(word) + 1)
    return Line(1, words[0][0], words[-1][1], y, f"{left} {right}", words=tuple(words))


LONG_UNIT, REST = "ผู้อำนวยการกลุ่มส่งเสริมการศึกษาทาง", "ไกล เทคโนโลยีสารสนเทศและการสื่อสาร"
LONG_POST, AREA = "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา", "ประถมศึกษาชัยภูมิ เขต ๓"


def beside(middle: Line, proposer: float = 400) -> list[Line]:
    """The unit's director at the left and the office's at the right, the posts of both begun on the line `middle`."""
    left = stacked(("เห็นควรอนุญาต", 200), (HEAD, 200), ("", 0), (REST, 200), ("......./......./.......", 200), first=470)
    right = stacked(("อนุมัติ", 420), (DIRECTOR, 420), ("", 0), (AREA, 420), ("๒๑ ก.ค. ๖๓", 420), first=470)
    return [*stacked(*[(text, proposer) for text, _ in PROPOSER]), *left, middle, *right]


@pytest.mark.parametrize("proposer", [400, 310])
@pytest.mark.parametrize(("unit", "post"), [(LONG_UNIT, LONG_POST), ("ผู้อำนวยการกลุ่ม ส่งเสริมการ", "ผู้อำนวยการ สำนักงานเขต")])
def test_posts_of_two_columns_with_but_a_blank_between_are_each_its_own_mans(unit: str, post: str, proposer: float) -> None:
    lines = beside(over_columns(unit, post, 510), proposer)

    assert found(lines) == {
        "นายธีรพงษ์ สุวรรณกุล": (Word.NOTED, unit + REST, True),
        "นายสมเกียรติ ศรีอุดมชัย": (Word.APPROVED, post + AREA, True),
    }


def test_a_number_at_the_end_of_a_page_is_the_posts_above_it_though_that_runs_on_from_another_column() -> None:
    left = stacked((HEAD, 200), ("", 0), ("", 0), ("การสื่อสาร", 200), first=490)
    right = stacked(("อนุมัติ", 420), (DIRECTOR, 420), ("", 0), ("", 0), ("๓", 420), first=470)
    posts = [over_columns(LONG_UNIT, LONG_POST, 510), over_columns("ไกล เทคโนโลยีและ", "ประถมศึกษาชัยภูมิ เขต", 530)]
    lines = [*stacked(*PROPOSER), *left, *posts, *right, Line(2, 390, 450, 90, "๒๑ ก.ค. ๖๓")]

    assert found(lines)["นายสมเกียรติ ศรีอุดมชัย"] == (Word.APPROVED, LONG_POST + "ประถมศึกษาชัยภูมิ เขต ๓", True)


def is_cut(line: Line) -> bool:
    lines = beside(line)
    return signature_columns.apart(lines, [other for other in lines if signature_lines.is_name(other)]) != lines


def test_a_line_over_two_columns_is_cut_only_if_it_is_set_under_both_names() -> None:
    assert is_cut(over_columns(LONG_UNIT, LONG_POST, 510))
    assert not any(is_cut(over_columns(LONG_UNIT, LONG_POST, 510, middles=off)) for off in ((190, 420), (200, 430), (205, 425)))
    assert not is_cut(replace(over_columns(LONG_UNIT, LONG_POST, 510), words=()))
    assert not is_cut(over_columns(LONG_UNIT, LONG_POST, 480))  # beside the names, not under them


@pytest.mark.parametrize("said", ["อนุมัติ", "ไม่อนุมัติ", "ให้แก้ไขก่อน", "เฉพาะกลุ่มแผน", "ไม่"])
def test_a_line_over_two_columns_that_may_decide_is_not_cut(said: str) -> None:
    assert not is_cut(over_columns(said, LONG_POST, 510))
    assert not is_cut(over_columns(LONG_UNIT, said, 510))


@pytest.mark.parametrize(
    ("foot", "is_read"),
    [
        ("“ซื่อสัตย์ มุ่งผลสัมฤทธิ์ของงาน”", True),
        ("“สุจริต โปร่งใส สพป.ชัยภูมิ เขต ๓”", True),
        ("“ไม่อนุมัติ”", False),
        ("“เฉพาะ สพป.ชัยภูมิ เขต ๓”", False),
        ("ไว้คราวหลัง", False),
    ],
)
def test_a_motto_at_the_foot_is_beside_no_block(foot: str, *, is_read: bool) -> None:
    """The right blocks are the proposer's and the director's; the unit's director stands at the left, as the motto does."""
    lines = stacked(
        *PROPOSER, ("เพื่อโปรดทราบ", 200), (HEAD, 200), ("ผู้อำนวยการกลุ่ม", 200), ("", 0), ("อนุมัติ", 345), (DIRECTOR, 400), (POST, 400),
        ("๒๑ ก.ค. ๖๓", 400), ("", 0), (foot, 190),
    )  # fmt: skip

    word, _, certain = found(lines)["นายสมเกียรติ ศรีอุดมชัย"]
    assert (word is Word.APPROVED and certain) is is_read


@pytest.mark.parametrize("shift", [-12, 0, 12])
@pytest.mark.parametrize(("word", "is_read_as"), [("อนุมัติ", Word.APPROVED), ("ไม่อนุมัติ", Word.REFUSED)])
def test_a_proposer_in_the_middle_above_two_columns_makes_neither_unclear(shift: float, word: str, is_read_as: Word) -> None:
    """His name shares a little of the width of both: Writer's memos of two columns have him so."""
    sides = (182, 416 + shift)
    lines = stacked(("(นางสาวพิมพ์ชนก ใจซื่อ)", 305), ("นิติกรปฏิบัติการ", 305))
    for middle, texts in zip(sides, (("- อนุมัติ", HEAD, "ผู้อำนวยการกลุ่ม"), (f"- {word}", DIRECTOR, "ผู้อำนวยการสำนักงาน")), strict=True):
        lines += stacked(*[(text, middle) for text in texts], first=460, step=40)

    assert found(lines) == {
        "นายธีรพงษ์ สุวรรณกุล": (Word.APPROVED, "ผู้อำนวยการกลุ่ม", True),
        "นายสมเกียรติ ศรีอุดมชัย": (is_read_as, "ผู้อำนวยการสำนักงาน", True),
    }


@pytest.mark.parametrize(
    ("words", "sure"),
    [
        (("", "- อนุมัติ", "- อนุมัติ"), True),
        (("", "เห็นควรอนุมัติ", "- อนุมัติ"), True),
        (("- อนุมัติ", "- อนุมัติ", "- อนุมัติ"), False),
    ],
)
def test_three_who_sign_side_by_side_each_have_the_word_over_their_name(words: tuple[str, ...], *, sure: bool) -> None:
    """As in the cells of one row: all words stand higher than the first name. The proposer decides nothing."""
    lines = []
    names = ("(นางสาวพิมพ์ชนก ใจซื่อ)", HEAD, DIRECTOR)
    for middle, word, name, post in zip((130, 300, 470), words, names, ("นิติกร", "ผู้อำนวยการกลุ่ม", "ผู้อำนวยการสำนักงาน"), strict=True):
        lines += stacked(*[(text, middle) for text in (word, name, post)])

    word, _, certain = found(lines)["นายสมเกียรติ ศรีอุดมชัย"]
    assert (word, certain) == (Word.APPROVED, True) or not sure
    assert ("นางสาวพิมพ์ชนก ใจซื่อ" in found(lines)) is not sure


@pytest.mark.parametrize(
    "post",
    [
        "พนักงานพิมพ์ดีด ชั้น ๓", "พนักงานธุรการ ส ๔", "พนักงานรักษาความปลอดภัย", "พนักงานบริการเอกสารทั่วไป", "เจ้าหน้าที่บันทึกข้อมูล", "พี่เลี้ยงเด็กพิการ",
        "นักจิตวิทยาโรงเรียนประจำเขตพื้นที่การศึกษา", "ช่างไม้ ชั้น ๒", "นักการภารโรง", "ครูวิทยากรอิสลามศึกษา", "เจ้าพนักงานพัสดุปฏิบัติงาน",
        "นักวิชาการสาธารณสุขชำนาญการพิเศษ", "เจ้าพนักงานเวชสถิติปฏิบัติงาน", "นักวิชาการวัฒนธรรมปฏิบัติการ",
        "เจ้าหน้าที่บริหารงานทั่วไป", "วิทยาจารย์ชำนาญการ", "ลูกจ้างชั่วคราวรายเดือน",
    ],
)  # fmt: skip
def test_whoever_works_in_an_office_may_propose(post: str) -> None:
    lines = stacked(
        ("(นางสาวพิมพ์ชนก ใจซื่อ)", 400), (post, 400), ("", 0), ("อนุมัติ", 400), (DIRECTOR, 400), (POST, 400), ("๒๑ ก.ค. ๖๓", 400)
    )
    assert signatures.find(lines).doubts == ()


@pytest.mark.parametrize("remark", ["แขวนไว้", "เจ้าหน้าที่แขวนไว้", "นักวิชาการแขวนไว้", "แขวนไว้ชำนาญการ", "นักวิชาการไม่ให้ลงปฏิบัติการ"])
def test_what_is_no_post_under_the_name_of_who_proposes_is_doubted(remark: str) -> None:
    lines = stacked(
        ("(นางสาวพิมพ์ชนก ใจซื่อ)", 400), (remark, 400), ("", 0), ("อนุมัติ", 400), (DIRECTOR, 400), (POST, 400), ("๒๑ ก.ค. ๖๓", 400)
    )
    assert signatures.find(lines).doubts != ()
