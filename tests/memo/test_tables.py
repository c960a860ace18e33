"""A number says what it is only under the head of its column: in sheets, in documents, in text with cells."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from syncd.memo.tables import Heads
from syncd.model import Concern, Spot
from tests.memo import paper

HEAD = ("ที่", "ชื่อ-สกุล", "เลขที่บัญชี", "วันเกิด", "โทรศัพท์")
ROW = ("1", "นายสมชาย ใจดี", "3050123456", "5 มี.ค. 2520", "812345678")
WANTED = {Concern.BANK_ACCOUNT, Concern.BIRTH_DATE, Concern.PHONE}


def test_a_head_holds_until_another_stands_in_its_column() -> None:
    heads = Heads()

    assert heads.read([("A", "เลขที่บัญชี"), ("B", "รวม")]) == [("A", "เลขที่บัญชี"), ("B", "รวม")]
    assert heads.read([("A", "3050123456"), ("B", "12")]) == [("A", "เลขที่บัญชี\n3050123456"), ("B", "12")]
    assert heads.read([("A", "โทรศัพท์")]) == [("A", "เลขที่บัญชี\nโทรศัพท์")]
    assert heads.read([("A", "812345678"), ("B", "")]) == [("A", "โทรศัพท์\n812345678"), ("B", "")]


def table(document: Any) -> None:
    written = document.add_table(rows=2, cols=len(HEAD))
    for row, texts in zip(written.rows, (HEAD, ROW), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def sheet(path: Path) -> Path:
    rows = (
        f'<row r="{number}">'
        + "".join(f'<c r="{"ABCDE"[n]}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for n, text in enumerate(texts))
        + "</row>"
        for number, texts in ((1, HEAD), (2, ROW))
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", '<w xmlns:r="r"><sheet name="ก" r:id="1"/></w>')
        archive.writestr("xl/worksheets/sheet1.xml", f"<s>{''.join(rows)}</s>")
    return path


def concerns(spots: tuple[Spot, ...]) -> set[Concern]:
    return {spot.concern for spot in spots}


def test_a_sheets_columns_are_known_by_their_heads(tmp_path: Path) -> None:
    spots = paper.read(sheet(tmp_path / "a.xlsx")).spots

    assert concerns(spots) == WANTED
    assert {spot.place for spot in spots} == {"ชีต sheet1 ช่อง C2", "ชีต sheet1 ช่อง D2", "ชีต sheet1 ช่อง E2"}


def test_a_documents_columns_are_known_by_their_heads(tmp_path: Path) -> None:
    assert concerns(paper.read(paper.write(tmp_path / "a.docx", ["รายชื่อ"], table)).spots) == WANTED


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_texts_columns_are_known_by_their_heads(tmp_path: Path, between: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(between.join(cells) for cells in (HEAD, ROW)), encoding="utf-8")
    spots = paper.read(path).spots

    assert concerns(spots) == WANTED
    assert {spot.place for spot in spots} == {"บรรทัด 2"}


def test_a_number_in_a_table_is_told_once(tmp_path: Path) -> None:
    spots = paper.read(paper.write(tmp_path / "a.docx", ["รายชื่อ"], table)).spots

    assert len(spots) == len(WANTED)
