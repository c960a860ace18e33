"""A number in a cell is read as a person sees it, in the format that parts its digits."""

from pathlib import Path

import pytest

from syncd.memo.number_formats import parts_digits, shown
from syncd.model.document import Concern
from tests.memo.office_files import S, book, read, word


@pytest.mark.parametrize(
    ("number", "code", "seen"),
    [
        ("812345678", "0##-###-####", "081-234-5678"),
        ("812345678", "[<=9999999]###-####;(0##) ###-####", "(081) 234-5678"),
        ("812345678", "\\0General", "0812345678"),
        ("812345678", "0000000000", "0812345678"),
        ("1999900722108", "0-0000-00000-00-0", "1-9999-00722-10-8"),
        ("722108", '"1999900"000000', "1999900722108"),
    ],
)
def test_a_format_parts_the_digits_of_a_number(number: str, code: str, seen: str) -> None:
    assert parts_digits(code)
    assert shown(number, code) == seen


@pytest.mark.parametrize("code", ["#,##0.00", "d/m/yyyy", "0.00%", "0.00E+00", "General", "@", "0", "[h]:mm"])
def test_formats_of_sums_dates_and_shares_leave_a_number_as_it_is(code: str) -> None:
    assert not parts_digits(code)


@pytest.mark.parametrize(
    ("code", "value", "concern"),
    [
        ("0##-###-####", "812345678", Concern.PHONE),
        ("000-0-00000-0", "3050123456", Concern.BANK_ACCOUNT),
        ("&quot;1999900&quot;000000", "722108", Concern.NATIONAL_ID),
    ],
)
def test_a_cell_of_a_workbook_is_read_as_its_format_shows_it(tmp_path: Path, code: str, value: str, concern: Concern) -> None:
    styles = (
        f'<styleSheet xmlns="{S}"><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
    )
    content = book({"xl/styles.xml": styles}, sheet=f'<c r="B1" s="1"><v>{value}</v></c>')

    assert {spot.concern for spot in read(tmp_path, "a.xlsx", content).spots} == {concern}


@pytest.mark.parametrize("between", ["<!-- -->", "<?a b?>"])
def test_a_remark_or_an_instruction_in_a_part_parts_no_number(tmp_path: Path, between: str) -> None:
    said = f"1999900{between}722108"
    text = word(body=f"<w:p><w:r><w:t>{said}</w:t></w:r></w:p>")
    cells = book(sheet=f'<c r="B1" t="inlineStr"><is><t>{said}</t></is></c>')

    assert {spot.concern for spot in read(tmp_path, "a.docx", text).spots} == {Concern.NATIONAL_ID}
    assert {spot.concern for spot in read(tmp_path, "a.xlsx", cells).spots} == {Concern.NATIONAL_ID}
