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
        ("เพื่อโปรดพิจารณาอนุญาต", Word.NOTED),
        ("โปรดพิจารณาอนุมัติ", Word.NOTED),
        ("เพื่อโปรดทราบและพิจารณาอนุมัติ", Word.NOTED),
        ("เห็นควรเผยแพร่ตามเสนอ", Word.NOTED),
        ("อนุมัติ\nไม่อนุมัติ", Word.UNCLEAR),
        ("อนุมัติ\nสำนักงานแก้ไขก่อน", Word.UNCLEAR),
        ("คำสั่งผู้อำนวยการสำนักงานให้อนุมัติเมื่อแก้ไข", Word.UNCLEAR),
        ("เพื่อโปรดพิจารณาไม่อนุมัติ", Word.UNCLEAR),
    ],
)
def test_what_is_written_over_a_name_comes_to(text: str, word: Word) -> None:
    assert words.read(text) is word


def below(last: str) -> tuple[str, ...]:
    """The doubts of two blocks with this line at the foot of the page."""
    texts = ("(นางมาลี ศรีสุข)", "นักวิชาการศึกษา", "อนุมัติ", "(นายสมเกียรติ ศรีอุดมชัย)", "ผู้อำนวยการสำนักงาน", "๒๑ ก.ค. ๖๓")
    lines = [Line(1, 300, 450, 300 + 20 * number, text) for number, text in enumerate(texts)]
    return find([*lines, Line(1, 72, 250, 700, last)]).doubts


@pytest.mark.parametrize(
    "last", ["โทร. ๐-๔๔๑๒-๓๔๕๖", "งานประชาสัมพันธ์ โทร. ๐ ๔๔๑๒ ๓๔๕๖ ต่อ ๑๒", "กลุ่มนโยบายและแผน โทร 044-123456", "- ๑ -"]
)
def test_whose_telephone_it_is_at_the_foot_says_nothing_of_the_matter(last: str) -> None:
    assert below(last) == ()


@pytest.mark.parametrize("last", ["งานประชาสัมพันธ์ แก้ไขก่อน โทร. ๐๔๔", "กลุ่มแผนให้รอก่อน โทร. ๐๔๔", "งานนี้ไม่อนุมัติ โทร. ๐๔๔", "ให้แก้ไข"])
def test_an_order_at_the_foot_is_still_a_doubt_beside_a_telephone(last: str) -> None:
    assert below(last) != ()
