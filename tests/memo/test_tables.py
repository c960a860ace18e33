"""A number says what it is only under the head of its column: in sheets, in documents, in text with cells."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from syncd.memo.tables import Heads
from syncd.model.document import Concern, Spot
from tests.eval.papers import write_xlsx
from tests.memo import paper
from tests.memo.office_files import S, book, packed, read, slides, word

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


FIRST_NAMES = ("มานะ", "ปิติ", "ชูใจ", "วีระ")
"""Of invented pupils."""


def written_in(kind: str, rows: Sequence[tuple[str, ...]], path: Path, *above: str) -> Path:
    if kind == "docx":

        def fill(document: Any) -> None:
            table = document.add_table(rows=len(rows), cols=len(rows[0]))
            for row, texts in zip(table.rows, rows, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text

        return paper.write(path / "a.docx", [*above, ""], fill)
    if kind == "csv":
        (path / "a.csv").write_text("\n".join([*above, *map(",".join, rows)]), encoding="utf-8")
        return path / "a.csv"
    write_xlsx(path / "a.xlsx", "แผ่นงาน", [*((one,) for one in above), *rows])
    return path / "a.xlsx"


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv"])
@pytest.mark.parametrize("title", ["เด็กชาย", "เด็กหญิง", "ด.ช.", "ดญ."])
def test_a_pupils_title_may_stand_in_a_column_of_its_own(tmp_path: Path, kind: str, title: str) -> None:
    rows = [("ที่", "คำนำหน้า", "ชื่อ", "สกุล"), *((str(n), title, name, "ใจดี") for n, name in enumerate(FIRST_NAMES, start=1))]

    assert concerns(paper.read(written_in(kind, rows, tmp_path)).spots) == {Concern.PUPILS}


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv"])
def test_older_pupils_are_known_by_the_heading_over_their_columns(tmp_path: Path, kind: str) -> None:
    rows = [(str(n), "นางสาว", name, "ใจดี") for n, name in enumerate(FIRST_NAMES, start=1)]

    assert concerns(paper.read(written_in(kind, rows, tmp_path, "รายชื่อนักเรียน ชั้น ม.4/1")).spots) == {Concern.PUPILS}
    assert paper.read(written_in(kind, rows, tmp_path, "รายชื่อคณะกรรมการ")).spots == ()


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv"])
def test_a_mobile_number_kept_without_its_0_is_known_by_whose_row_it_stands_in(tmp_path: Path, kind: str) -> None:
    def found(head: str, *names: str) -> set[Concern]:
        rows = [("รายการ", "จำนวนเงิน"), ("ค่าวัสดุ", "12500"), ("ชื่อ-สกุล", head), *((name, "812345678") for name in names)]
        return concerns(paper.read(written_in(kind, rows, tmp_path)).spots)

    assert found("หมายเหตุ", "นายสมชาย ใจดี") == {Concern.PHONE}
    assert found("งบประมาณ", "นายสมชาย ใจดี") == found("เลขที่สัญญา", "นางสุดา แก้วใส") == found("หมายเหตุ", "กระดาษ") == set()


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv"])
def test_the_accounts_of_a_ledger_are_none_of_a_bank(tmp_path: Path, kind: str) -> None:
    rows = [("เลขที่บัญชี", "ชื่อบัญชีแยกประเภท", "ยอด"), ("1101010101", "เงินสดในมือ", "500")]

    assert paper.read(written_in(kind, rows, tmp_path)).spots == ()


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv"])
def test_a_count_of_boys_and_girls_is_no_list_of_pupils(tmp_path: Path, kind: str) -> None:
    rows = [
        ("โรงเรียน", "เด็กชาย", "เด็กหญิง", "รวม"),
        *((f"บ้านหนองบัว {n}", "12", "13", "25") for n in range(4)),
        ("เพศ", "เด็กชาย", "จำนวน", "12"),
        ("เพศ", "ด.ญ.", "ร้อยละ", "52"),
        ("เพศ", "เด็กหญิง", "ทั้งหมด", "25"),
    ]

    assert paper.read(written_in(kind, rows, tmp_path)).spots == ()


ID = "1999900722108"
TABLES: tuple[list[list[str]], ...] = (
    [["1", "นายสมชาย ใจดี", *ID]],
    [["1", "นายสมชาย", "1", "", *"9999", "", *"00722", "", *"10", "", "8"]],
    [["เลขประจำตัวประชาชน", "1", "-", *"9999", "-", *"00722", "-", *"10", "-", "8"]],
    [["เลขประจำตัวประชาชน", ID[:7], ID[7:]]],
    [["1", "นายสมชาย ใจดี", "1-9999-00722", "10-8"]],
    [["ที่", "ชื่อ", "เลขประจำตัวประชาชน", "", "เงินเดือน"], ["1", "นายสมชาย ใจดี", ID[:7], ID[7:], "15050"]],
    [["ชื่อ", "เลขประจำตัวประชาชน"], ["นายสมชาย ใจดี", ID[:7]], ["", ID[7:]]],
    [["เลขประจำตัวประชาชน"], *([digit] for digit in ID)],
)


@pytest.mark.parametrize("rows", TABLES)
@pytest.mark.parametrize("form", ["docx", "xlsx", "csv", "pptx", "ods"])
def test_an_id_cut_into_cells_is_found(tmp_path: Path, rows: list[list[str]], form: str) -> None:
    content = {"docx": in_word, "xlsx": in_book, "csv": in_text, "pptx": in_slide, "ods": in_ods}[form](rows)

    assert Concern.NATIONAL_ID in concerns(read(tmp_path, f"a.{form}", content).spots)


NAME = "นายสมชาย ใจดี"
IN_CELLS: tuple[tuple[Concern, list[list[str]]], ...] = (
    (Concern.PHONE, [["1", NAME, *"0812345678"]]),
    (Concern.PHONE, [["ชื่อ", "เบอร์โทร"], [NAME, "081"], ["", "2345678"]]),
    (Concern.BANK_ACCOUNT, [["ชื่อ", "เลขที่บัญชี", "", "", ""], [NAME, "305", "0", "12345", "6"]]),
    (Concern.BANK_ACCOUNT, [["เลขที่บัญชี", *"3050123456"]]),
    (Concern.BANK_ACCOUNT, [["ที่", "ชื่อ", "ธนาคาร", "เลขที่"], ["1", NAME, "กรุงไทย", "3050123456"]]),
    (Concern.PASSPORT, [["ชื่อ", "เลขหนังสือเดินทาง", ""], [NAME, "AA", "1234567"]]),
    (Concern.PASSPORT, [["หนังสือเดินทาง", *"AA1234567"]]),
    (Concern.BIRTH_DATE, [["ชื่อ", "วันเดือนปีเกิด", "", ""], [NAME, "5", "มีนาคม", "2520"]]),
    (Concern.BIRTH_DATE, [["ชื่อ", "เกิด", "", ""], ["", "วัน", "เดือน", "ปี"], [NAME, "5", "3", "2520"]]),
    (Concern.BIRTH_DATE, [["วันเกิด", *"05032520"]]),
    (Concern.PUPILS, [["ชั้น", "ม.3/2", "ห้อง", "2"], *([str(n), f"นาย{name}", "ใจดี", ""] for n, name in enumerate(FIRST_NAMES))]),
    (Concern.PUPILS, [["ที่", "ชื่อ", "ชั้น"], *([str(n), f"นาย{name} ใจดี", "ม.6"] for n, name in enumerate(FIRST_NAMES))]),
    (Concern.PUPILS, [["รายชื่อนักเรียนเข้าอบรม", "", ""], *([str(n), name, "ใจดี"] for n, name in enumerate(FIRST_NAMES))]),
    (
        Concern.PUPILS,
        [["เลขประจำตัว", "ชื่อ", "สกุล", "ชั้น"], *([f"1234{n}", name, "ใจดี", "ป.4"] for n, name in enumerate(FIRST_NAMES))],
    ),
)
FORMS = ("docx", "xlsx", "csv", "pptx", "ods")


@pytest.mark.parametrize(
    ("concern", "rows", "form"), [(*each, FORMS[(n + k) % len(FORMS)]) for n, each in enumerate(IN_CELLS) for k in (0, 2)]
)
def test_what_is_cut_into_cells_is_read_as_a_reader_sees_the_row(
    tmp_path: Path, concern: Concern, rows: list[list[str]], form: str
) -> None:
    content = {"docx": in_word, "xlsx": in_book, "csv": in_text, "pptx": in_slide, "ods": in_ods}[form](rows)

    assert concerns(read(tmp_path, f"a.{form}", content).spots) == {concern}


def test_a_head_over_several_columns_of_a_document_ends_where_the_next_begins(tmp_path: Path) -> None:
    def cell(text: str, columns: int = 1) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{columns}"/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'

    head = cell("ชื่อ") + cell("เลขที่บัญชี", 4) + cell("จำนวนเงิน")
    row = "".join(map(cell, (NAME, "305", "0", "12345", "6", "99")))
    spots = read(tmp_path, "a.docx", word(body=f"<w:tbl><w:tr>{head}</w:tr><w:tr>{row}</w:tr></w:tbl>")).spots

    assert [(spot.concern, spot.shown) for spot in spots] == [(Concern.BANK_ACCOUNT, "xxx-x-xxx45-6")]


@pytest.mark.parametrize(
    "rows",
    [
        [["ธนาคาร", "เลขที่เช็ค", "จำนวนเงิน"], ["กรุงไทย", "10012345", "1,234,500.00"]],
        [["เลขที่บัญชี"], *([str(1101 + n)] for n in range(9))],
        [["ที่", "ชื่อ", *["ก", "ข", "ค", "ง", "จ", "ฉ", "ช", "ซ", "ฌ", "ญ"], "รวม"], ["1", NAME, *"0812345678", "44"]],
        [["กิจกรรมนักเรียน"], ["1", "ลูกเสือ", "เนตรนารี"], ["2", "ชุมนุม", "วิชาการ"], ["3", "แนะแนว", "อาชีพ"]],
    ],
)
@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_cells_that_make_no_number_and_no_list_together_pass(tmp_path: Path, rows: list[list[str]], form: str) -> None:
    assert read(tmp_path, f"a.{form}", {"docx": in_word, "xlsx": in_book}[form](rows)).spots == ()


def test_a_sum_of_money_in_a_text_with_quoted_cells_is_one_cell(tmp_path: Path) -> None:
    lines = 'ธนาคาร,เลขที่เช็ค,จำนวนเงิน\nกรุงไทย,10012345,"1,234,500.00"'

    assert read(tmp_path, "a.csv", lines.encode()).spots == ()


def test_equal_digits_that_an_ods_keeps_as_one_repeated_cell_are_all_counted(tmp_path: Path) -> None:
    cells = "".join(
        f'<table:table-cell table:number-columns-repeated="{times}"><text:p>{digit}</text:p></table:table-cell>'
        for digit, times in (("1", 1), ("9", 4), ("0", 2), ("7", 1), ("2", 2), ("1", 1), ("0", 1), ("8", 1))
    )

    assert concerns(read(tmp_path, "a.ods", ods(f"<table:table-row>{cells}</table:table-row>")).spots) == {Concern.NATIONAL_ID}


def in_word(rows: list[list[str]]) -> bytes:
    lines = ("".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) for row in rows)
    return word(body=f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>")


def in_book(rows: list[list[str]]) -> bytes:
    lines = "".join(
        f'<row r="{at}">'
        + "".join(f'<c r="{chr(65 + n)}{at}" t="inlineStr"><is><t>{cell}</t></is></c>' for n, cell in enumerate(row))
        + "</row>"
        for at, row in enumerate(rows, start=1)
    )
    return book({"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData>{lines}</sheetData></worksheet>'})


def in_text(rows: list[list[str]]) -> bytes:
    return "\n".join(",".join(row) for row in rows).encode()


def in_slide(rows: list[list[str]]) -> bytes:
    lines = (
        "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{cell}</a:t></a:r></a:p></a:txBody></a:tc>" for cell in row) for row in rows
    )
    return slides(shape=f"<a:tbl>{''.join(f'<a:tr>{line}</a:tr>' for line in lines)}</a:tbl>")


def in_ods(rows: list[list[str]]) -> bytes:
    lines = ("".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row) for row in rows)
    return ods("".join(f"<table:table-row>{line}</table:table-row>" for line in lines))


def ods(rows: str) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0"'
        f' xmlns:text="{space}:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="แผน">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def test_a_number_is_told_once_with_its_cell_and_not_with_its_row_too(tmp_path: Path) -> None:
    strings = f'<sst xmlns="{S}"><si><t>0812345678</t></si><si><t>1999900722108</t></si></sst>'
    row = '<row r="1"><c r="A1"><v>7</v></c><c r="B1" t="s"><v>0</v></c><c r="C1"><v>12</v></c></row>'
    content = book({
        "xl/sharedStrings.xml": strings,
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData>{row}</sheetData></worksheet>',
    })  # fmt: skip

    found = [(spot.concern, spot.place) for spot in read(tmp_path, "a.xlsx", content).spots]
    assert found == [(Concern.PHONE, "ชีต แผน ช่อง B1"), (Concern.NATIONAL_ID, "ข้อความที่ไม่มีเซลล์ใดแสดง")]


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (
            "xl/drawings/drawing1.xml",
            "<d xmlns:a='a'><a:p><a:r><a:t>1-9999-</a:t></a:r><a:r><a:t>00722-10-8</a:t></a:r></a:p></d>",
        ),
        ("xl/comments1.xml", f'<c xmlns="{S}"><comment><text><r><t>1-9999-</t></r><r><t>00722-10-8</t></r></text></comment></c>'),
        ("xl/pivotCache/pivotCacheRecords1.xml", f'<p xmlns="{S}"><r><n v="1.999900722108E12"/></r></p>'),
        ("xl/strings.xml", f'<sst xmlns="{S}"><si><t>1999900722108</t></si></sst>'),
        ("xl/Notes.XML", f'<comments xmlns="{S}"><comment><text><r><t>1999900722108</t></r></text></comment></comments>'),
    ],
)
def test_an_id_in_a_box_a_note_or_a_kept_table_of_a_workbook_is_found(tmp_path: Path, part: str, content: str) -> None:
    assert concerns(read(tmp_path, "a.xlsx", book({part: content})).spots) == {Concern.NATIONAL_ID}
