"""What years and quarters a title names, and whether two titles agree."""

import pytest

from syncd.periods import differing, headline, periods

Q, Y, S = "ไตรมาส", "ปี", "ปีการศึกษา"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("รายงานผล ไตรมาส ๑ ปีงบประมาณ พ.ศ. ๒๕๖๓", {Q: {1}, Y: {2563}}),
        ("รายงานผล ไตรมาสที่ 2/2563", {Q: {2}, Y: {2563}}),
        ("รายงานผล ไตรมาส 1-3", {Q: {1, 2, 3}}),
        ("แผนปฏิบัติการประจำปีงบประมาณ 2564", {Y: {2564}}),
        ("แผนพัฒนา ปี พ.ศ. 2563-2565", {Y: {2563, 2564, 2565}}),
        ("จำนวนนักเรียน ปีการศึกษา 2562", {S: {2562}}),
        ("ประกาศ ณ วันที่ 12 มีนาคม พ.ศ. 2563", {}),
        ("เลขที่ 12/2563", {}),
    ],
)
def test_a_title_names_its_periods(text: str, named: dict[str, set[int]]) -> None:
    assert periods(text) == named


def test_two_titles_differ_only_in_what_both_name() -> None:
    assert differing("แผน ปี 2563", "แผน") is None
    assert differing("แผน ปี 2563", "แผน ปีการศึกษา 2562") is None
    assert differing("แผน ปี 2563", "แผน ปี 2562") == Y
    assert differing("แผน ไตรมาส 1 ปี 2563", "แผน ไตรมาส 2 ปี 2563") == Q
    assert differing("แผน ปี 2563", "แผน ปี 2562", "แผนปฏิบัติการ ปี 2563") is None


def test_the_head_of_a_paper_is_kept_only_for_its_periods() -> None:
    assert headline(["", "แผนปฏิบัติการ", "ปีงบประมาณ 2563"]) == "แผนปฏิบัติการ ปีงบประมาณ 2563"
    assert headline(["ประกาศ", "เรื่อง รับสมัคร"]) == ""
    assert headline([*"กขคงจฉ", "ปี 2563"]) == ""
