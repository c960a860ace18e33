"""National IDs are found however they are written, and other numbers pass."""

import random

import pytest

from syncd.memo.screening import spots
from syncd.model.document import Concern
from syncd.screening import look

ID = "1999900722108"
CARD = "1-9999-00722-10-8"
MASKED = "x-xxxx-xxxxx-10-8"


def ids(text: str, *, read_by_ocr: bool = False) -> list[str]:
    return [found.shown for found in look(text, read_by_ocr=read_by_ocr) if found.concern is Concern.NATIONAL_ID]


@pytest.mark.parametrize(
    "text",
    [
        CARD.replace("-", " - "),
        CARD.replace("-", "\u2011"),
        CARD.replace("-", "\u2014"),
        CARD.replace("-", "\u2212"),
        CARD.replace("-", "\u00a0"),
        CARD.replace("-", "\t"),
        CARD.replace("-", "/"),
        CARD.replace("-", "_"),
        CARD.replace("-", "  "),
        CARD.replace("-", ","),
        CARD.replace("-", '","'),
        "1-9999-00722-\r\n10-8",
        "1-9999-00722\ufffe\r\n10-8",
        "\u200b".join(ID),
        "\t".join(ID),
        "\r\n".join(ID),
        "7," + ",".join(ID),
        ".".join(ID),
        "-".join(ID),
        "/".join(ID),
        "_".join(ID),
        "\u00b7".join(ID),
        " \u2022 ".join(ID),
        "\u2009".join(ID),
        CARD.replace("-", "\u2007"),
        CARD.replace("-", "\uff0e"),
        ":".join(ID),
        f"|{'|'.join(ID)}|",
        "".join(f"[{digit}]" for digit in ID),
        " ".join(f"[ {digit} ]" for digit in ID),
        "|1| - |9|9|9|9| - |0|0|7|2|2| - |1|0| - |8|",
        f"1 นายสมชาย ใจดี {' '.join(ID)} 15050",
        "ก ข\n1 2\n" + "\n".join(ID),
        "1 9999 - 00722 / 10 . 8",
        "l999900722lO8",
        "1-9999-OO722-1O-8",
        "1.999900722108E+12",
        ID.translate(str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")),
        "นายสมชาย,1,999,900,722,108",
        "1,999,900,722,108",
        ID.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")),
        ID.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ],
)
def test_a_number_is_known_however_it_is_parted(text: str) -> None:
    assert ids(text) == [MASKED]


@pytest.mark.parametrize(
    "text",
    [
        "เลขประจำตัวประชาชน 1999900 722108",
        "เลขประจำตัวประชาชน\n1999900\t722108\t15050",
        "เลขประจำตัวประชาชน 1999900\n722108",
        "ที่ ชื่อ-สกุล บัตรประชาชน\n1 นายสมชาย ใจดี 199990072\n2108",
        "เลขบัตร 19999.00722.108",
        "เลขประจำตัวประชาชน\n" + "\n".join(ID),
        "บัตรประชาชน 1=9999=00722=10=8",
    ],
)
def test_a_number_that_is_said_to_be_an_id_is_known_however_it_is_cut(text: str) -> None:
    assert ids(text) == [MASKED]


@pytest.mark.parametrize(
    "text",
    [
        "7440-001-0001-63",  # of an inventory
        "นายสมชาย ใจดี 0 4480 1234 0 4484 1230 ต่อ 12",
        "9 8 7 6 5 4 3 2 1 9 8 7 9 78",  # marks and their sum
        "1 2 3 4 5 6 7 8 9 10 11 12 13",
        "เลขประจำตัวประชาชน ชื่อ-สกุล\n1 2 3 4 5 6 7 8 9 10 11",  # the columns' numbers
    ],
)
def test_other_numbers_in_groups_are_none(text: str) -> None:
    assert ids(text) == []


def test_of_a_table_of_marks_no_row_is_an_id_though_one_in_ten_has_the_checksum() -> None:
    dice = random.Random(13)
    rows = [f"{row} นายสมชาย ใจดี {' '.join(str(dice.randint(0, 9)) for _ in range(13))}" for row in range(1, 40)]

    assert any(ids(row) for row in rows)
    assert spots([("หน้า 1", "\n".join(rows))]) == ()
    assert spots(("แถว", row) for row in rows) == ()


@pytest.mark.parametrize("parts", [("เลขประจำตัวประชาชน", *ID), ("บัตรประชาชน 1999900", "722108"), ("1-9999-00722-", "10-8")])
def test_an_id_that_goes_on_in_the_next_paragraphs_is_found(parts: tuple[str, ...]) -> None:
    assert [spot.shown for spot in spots(("ย่อหน้า", part) for part in parts)] == [MASKED]


@pytest.mark.parametrize("text", ["\t".join(ID + "1" + "2"), "1,999,900,722,108,000", "1 มกราคม 2563 ถึง 31 ธันวาคม 2563"])
def test_rows_of_scores_sums_and_dates_are_none(text: str) -> None:
    assert ids(text) == []


@pytest.mark.parametrize(
    "text",
    [
        ID,
        "1-9999-00722-10-8",
        "1 9999 00722 10 8",
        "๑๙๙๙๙๐๐๗๒๒๑๐๘",
        f"12 {ID}",
        f"1. {ID} นายก",
        f"เลขที่{ID}ครับ",
    ],
)
def test_a_national_id_is_found_in_every_spelling_and_masked(text: str) -> None:
    assert ids(text) == [MASKED]


@pytest.mark.parametrize(
    "text",
    [
        "1999900722109",
        f"9{ID}",
        f"{ID}1",
        "0994000158378",
        "1999900\t722108",
        "199990072210",
        "19999\n00722108",
    ],
)
def test_other_numbers_pass(text: str) -> None:
    assert ids(text) == []
