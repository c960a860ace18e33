"""A memo's list of enclosures is read when it is sure to be one."""

from pathlib import Path

import pytest

from syncd.memo.enclosed import enclosures
from tests.memo import paper


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (
            ["เรียน ผอ.", "สิ่งที่ส่งมาด้วย ๑. แผนปฏิบัติการ จำนวน ๑ ชุด", "๒. รายงานผล จำนวน ๒ ฉบับ", "ด้วยกลุ่ม"],
            ("แผนปฏิบัติการ", "รายงานผล"),
        ),
        (["สิ่งที่ส่งมาด้วย ประกาศผู้ชนะ จำนวน ๑ ฉบับ", "ตามที่"], ("ประกาศผู้ชนะ",)),
        (["เอกสารแนบ", "1) ก", "2) ข", "3) ค", "จึงเรียนมา"], ("ก", "ข", "ค")),
        (["สิ่งที่แนบมาด้วย 1. ก จำนวน 1 ชุด 2. ข จำนวน 1 ชุด"], ("ก", "ข")),
        (["สิ่งที่ส่งมาด้วย : -", "ตามที่"], ()),
        (["สิ่งที่ส่งมาด้วย ไม่มี"], ()),
        (["สิ่งที่ส่งมาด้วย ๑. ก", "๓. ค"], ("ก",)),
        (["ตามที่ได้ส่งเอกสาร ๑. ก", "๒. ข"], ()),
        (["สิ่งที่ส่งมาด้วย", "ด้วยกลุ่มนโยบายและแผน"], ()),
    ],
)
def test_a_list_is_read_by_its_numbers(lines: list[str], names: tuple[str, ...]) -> None:
    assert enclosures(lines) == names


def test_a_memo_tells_what_it_encloses(tmp_path: Path) -> None:
    listed = ("สิ่งที่ส่งมาด้วย\t๑. แผนปฏิบัติการ จำนวน ๑ ชุด", "\t๒. รายงานผลการดำเนินงาน จำนวน ๑ ฉบับ")
    lines = (*paper.HEAD, *listed, *paper.BODY, *paper.PROPOSER, *paper.UNIT_DIRECTOR, *paper.director("- อนุมัติ"))
    (memo,) = paper.read(paper.write(tmp_path / "memo.docx", lines)).memos

    assert memo.enclosures == ("แผนปฏิบัติการ", "รายงานผลการดำเนินงาน")
    assert memo.doubts == ()
