"""A text layer behind a page's picture: believed in nothing, and told of where it says otherwise than the picture."""

import pytest

from syncd.memo import layer
from syncd.memo.ocr import Ocr
from syncd.memo.page import Line
from syncd.memo.reader import Reader
from syncd.model.approval import Word
from tests.memo import scanner
from tests.memo.conftest import spooled

SEEN = ("บันทึกข้อความ", "ที่ ศธ ๐๔๐๔๐/๑๐๑", "วันที่ ๑๙ เมษายน ๒๕๖๔", "- ไม่อนุมัติ", "(นายสมเกียรติ ศรีอุดมชัย)")


def difference(*texts: str) -> str | None:
    return layer.difference("\r\n".join(texts), [Line(1, 90, 200, 70 + 20.0 * n, text, 0.9) for n, text in enumerate(SEEN)], 1)


def test_a_layer_that_says_what_the_picture_says_is_no_matter() -> None:
    assert difference(*SEEN) is None


def test_no_layer_is_no_difference() -> None:
    assert difference() is None
    assert difference("", "  ") is None


def test_blanks_between_letters_and_the_kind_of_digits_are_no_difference() -> None:
    spaced = tuple(" ".join(text) for text in SEEN)

    assert difference(*spaced) is None
    assert difference(*(text.translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")) for text in SEEN)) is None


@pytest.mark.parametrize(
    ("place", "said", "told"),
    [
        (3, "- อนุมัติ", "คำสั่ง: ในชั้นข้อความ “อนุมัติ” ในภาพ “ไม่อนุมัติ”"),
        (3, "", "คำสั่ง: ในชั้นข้อความ “ไม่มี” ในภาพ “ไม่อนุมัติ”"),
        (4, "(นายสมชาย ใจดี)", "ชื่อ: ในชั้นข้อความ “นายสมชายใจดี” ในภาพ “นายสมเกียรติศรีอุดมชัย”"),
        (1, "ที่ ศธ ๐๔๐๔๐/๑๐๗", "เลขที่และวันที่: ในชั้นข้อความ “ที่ศธ04040/107” ในภาพ “ที่ศธ04040/101”"),
        (2, "วันที่ ๑๙ เมษายน ๒๕๖๕", "เลขที่และวันที่: ในชั้นข้อความ “วันที่19เมษายน2565” ในภาพ “วันที่19เมษายน2564”"),
    ],
)
def test_a_decision_name_number_or_date_that_differs_is_named(place: int, said: str, told: str) -> None:
    texts = (*SEEN[:place], said, *SEEN[place + 1 :])

    assert difference(*texts) == f"ข้อความที่ซ่อนอยู่หลังภาพหน้า 1 ไม่ตรงกับภาพ ({told})"


def test_what_a_person_sees_counts_and_the_lie_behind_it_is_told() -> None:
    """The picture says ไม่อนุมัติ, the invisible layer อนุมัติ."""
    with Reader(ocr=Ocr("/usr/bin/tesseract")) as reader:
        (memo,) = reader.read(spooled(scanner.DOCUMENTS / "43_hidden_text_lies.pdf")).memos

    assert memo.approvals[-1].word is Word.REFUSED
    assert not memo.approvals[-1].certain
    (doubt,) = memo.doubts
    assert "คำสั่ง: ในชั้นข้อความ “อนุมัติ” ในภาพ “ไม่อนุมัติ”" in doubt
