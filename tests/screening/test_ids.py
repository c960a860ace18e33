"""National IDs are found however they are written, and other numbers pass."""

import pytest

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
        "1,999,900,722,108",
        ID.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")),
        ID.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ],
)
def test_a_number_is_known_however_it_is_parted(text: str) -> None:
    assert ids(text) == [MASKED]


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
