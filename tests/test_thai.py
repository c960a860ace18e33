"""Thai writing: repairs, dates, fiscal years, sizes."""

from datetime import UTC, date, datetime

import pytest

from syncd import thai


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        ("ส\uf70bวน", "ส้วน"),
        ("ที\uf70a", "ที่"),
        ("ป\uf702", "ปี"),
        ("\uf70f\uf700", "ญฐ"),
        ("ท\uf88bี", "ที่"),
        ("ส\u0e4d\u0e32นักงาน", "สำนักงาน"),
        ("น\u0e49\u0e4d\u0e32ใจ", "น้ำใจ"),
        ("น\u0e4d\u0e49\u0e32ใจ", "น้ำใจ"),
        ("น\u0e33\u0e49ใจ", "น้ำใจ"),
        ("ส านักงาน จ านวน ๓", "สำนักงาน จำนวน ๓"),
        ("สĞานักงาน", "สำนักงาน"),
        ("ส˸านักงาน", "สำนักงาน"),
        ("ท\u0e48\u0e35", "ที่"),
        ("เเผน", "แผน"),
        ("ที ่ ปรึกษา", "ที่ ปรึกษา"),
        ("เขต\u00a0๓", "เขต ๓"),
        ("บัน\u200bทึก", "บันทึก"),
        ("บ ั น ท ึ ก ข ้ อ ค ว า ม", "บันทึกข้อความ"),
        ("ต า ม ท ี ่ ก า ร", "ตามที่การ"),
        ("สำนักงาน", "สำนักงาน"),
        ("( น าย ส ม เกี ย ร ติ ศ รี อุ ด มชัย )", "( นายสมเกียรติศรีอุดมชัย )"),
        ("ส า ร ะส า คัญ", "สาระสาคัญ"),
        ("โรงเรียน ก ข ส านักงาน", "โรงเรียน ก ข สำนักงาน"),
        ("พ.ศ. ๒๕๖๓ ที่ ๑ ๒ ๓ ๔", "พ.ศ. ๒๕๖๓ ที่ ๑ ๒ ๓ ๔"),
    ],
)
def test_broken_text_is_repaired(broken: str, right: str) -> None:
    assert thai.normalise(broken) == right


def test_lines_that_a_change_of_font_broke_within_a_word_are_whole_again() -> None:
    """As LibreOffice's slides come out of a PDF whose font lacks the stop."""
    assert thai.unbroken("กลุ\r\n่\r\nมแผน 20 มี\r\n.\r\nค. 2523\r\nวัน\r\n/เดือน\r\n/ปี เกิด") == "กลุ่มแผน 20 มี.ค. 2523\r\nวัน/เดือน/ปี เกิด"
    assert thai.unbroken("ก\nข\n1\nราคา\n2.50") == "ก\nข\n1\nราคา\n2.50"


def test_normalising_twice_changes_nothing_more() -> None:
    once = thai.normalise("ที่ ศธ ๐๔๐๔๐/๓๔๕   ส านักงาน\nน\u0e4d\u0e49\u0e32")
    assert thai.normalise(once) == once


def test_squeezed_text_is_blind_to_spaces() -> None:
    assert thai.squeeze("บันทึก ข้อ\tความ\n") == "บันทึกข้อความ"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("๗ มกราคม ๒๕๖๓", date(2020, 1, 7)),
        ("7 มกราคม 2563", date(2020, 1, 7)),
        ("วันที่ ๗ เดือน มกราคม พ.ศ. ๒๕๖๓", date(2020, 1, 7)),
        ("วันอังคารที่ 7 มกราคม 2563", date(2020, 1, 7)),
        ("๗ ม.ค. ๖๓", date(2020, 1, 7)),
        ("๗ มค ๖๓", date(2020, 1, 7)),
        ("21 เม.ย. 2563", date(2020, 4, 21)),
        ("๑๒ พ.ค.๖๓", date(2020, 5, 12)),
        ("๑๒พ.ย.๖๓", date(2020, 11, 12)),
        ("๒๙ ก.พ. ๖๓", date(2020, 2, 29)),
        ("7/1/2563", date(2020, 1, 7)),
        ("๐๗/๐๑/๖๓", date(2020, 1, 7)),
        ("7-1-2563", date(2020, 1, 7)),
        ("7 . 1 . 2563", date(2020, 1, 7)),
        ("2563-01-07", date(2020, 1, 7)),
        ("2020-01-07", date(2020, 1, 7)),
        ("7 มกราคม ค.ศ. 2020", date(2020, 1, 7)),
        ("( ๗ ม.ค. ๒๕๖๓ )", date(2020, 1, 7)),
        ("ลงวันที่ ๗ มกราคม ๒๕๖๓", date(2020, 1, 7)),
        ("...๗.../...ม.ค..../...๒๕๖๓...", date(2020, 1, 7)),
        ("วันที่..๗..เดือน..มกราคม..พ.ศ...๒๕๖๓..", date(2020, 1, 7)),
    ],
)
def test_dates_are_read_in_every_usual_spelling(text: str, day: date) -> None:
    assert thai.parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "๓๑ ก.พ. ๖๓",
        "๒๙ ก.พ. ๒๕๖๔",
        "๐ มกราคม ๒๕๖๓",
        "๓๒ มกราคม ๒๕๖๓",
        "7/13/2563",
        "7 มกราคม 2020",
        "1/7/2020",
        "7/1/20",
        "๗ มกราคม ๓๐๐๐",
        "๗ มกราคม ๑๕๖๓",
        "๗ มกราคม ๒๕๖",
        "๗ มการาคม ๒๕๖๓",
        "......./......./.......",
        "๗ ม.ค. ๖๓ และ ๘ ม.ค. ๖๓",
        "ภายใน ๗ ม.ค. ๖๓",
        "(๗ ม.ค. ๖๓",
        "..๑..๒/๑/๖๓",
        "๗ ม.ค. ๒๕..๖๓",
    ],
)
def test_what_is_no_sure_date_is_refused(text: str) -> None:
    assert thai.parse_date(text) is None


def test_dates_and_times_are_written_for_people_in_thailand() -> None:
    moment = datetime(2020, 1, 6, 18, 5, tzinfo=UTC)
    assert thai.format_date(date(2020, 1, 7)) == "7 มกราคม 2563"
    assert thai.format_moment(moment) == "7 ม.ค. 2563 เวลา 01.05 น."
    assert thai.format_time(moment) == "01.05 น."


@pytest.mark.parametrize(
    ("day", "year", "quarter"),
    [
        (date(2019, 9, 30), 2562, 4),
        (date(2019, 10, 1), 2563, 1),
        (date(2019, 12, 31), 2563, 1),
        (date(2020, 1, 1), 2563, 2),
        (date(2020, 4, 1), 2563, 3),
        (date(2020, 7, 1), 2563, 4),
    ],
)
def test_the_fiscal_year_runs_from_october_and_is_named_by_its_end(day: date, year: int, quarter: int) -> None:
    assert (thai.fiscal_year(day), thai.quarter(day)) == (year, quarter)


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 ไบต์"), (900, "900 ไบต์"), (2048, "2 KB"), (1258291, "1.2 MB"), (3 * 1024**3, "3.0 GB")],
)
def test_sizes_are_written_as_windows_counts_them(size: int, text: str) -> None:
    assert thai.format_size(size) == text


def test_thai_digits_become_arabic_and_nothing_else_changes() -> None:
    assert thai.arabic("ศธ ๐๔๐๔๐/๑๒๓ เขต 3") == "ศธ 04040/123 เขต 3"


def test_a_layer_that_says_am_for_every_a_is_put_right() -> None:
    layer = "สĞำนักงำนเขตพื้นที่กำรศึกษำ ผู้อĞำนวยกำร ประกำศ"
    assert thai.unswap(layer) == "สำนักงานเขตพื้นที่การศึกษา ผู้อำนวยการ ประกาศ"
    assert thai.unswap("สำนักงานเขตพื้นที่การศึกษา") is None
    assert thai.unswap("สำนักงำนเขตพื้นที่กำรศึกษำ ประกำศ กำร") is None, "which ำ are right cannot be told"


@pytest.mark.parametrize(
    ("text", "plausible"),
    [
        ("บันทึกข้อความ ส่วนราชการ สำนักงานเขตพื้นที่การศึกษา", True),
        ("Annual report 2563 – café", True),
        ("", True),
        ("ส านักงานเขตพื้นที่การศึกษา จ านวน", True),
        ("กำรศึกษำ กำร มำตรำ สำธำรณะ", False),
        ("โรงเรียนบ้านหนองบัว 0-4482-1001 โทรศัพท์ โทรสาร " * 12, True),
        ("ลำดับ รายชื่อ นายสมชาย ใจดี " * 15, True),
        ("จัดซื้อวัสดุสำนักงาน บริษัท เจริญ จำกัด รวม " * 15, True),
        ("จัดซื้อวัสดุสำนักงำน รำคำ บริษัท เจริญ จำกัด รวม " * 15, False),
        ("เดือน ตุลาคม ยอดรวม ๑,๒๓๔,๕๖๗.๐๐ " + "๑,๒๓๔,๕๖๗.๐๐ ๙๘๗,๖๕๔.๐๐ " * 30, True),
        ("".join(chr(ord(letter) + 1) for letter in "โรงเรียนบ้านหนองบัวโทรศัพท์โทรสารรายชื่อจำนวน" * 12), False),
        ("กล่่มนโยบาย อน่มัติ", False),
        ("ÊÓ¹Ñ¡§Ò¹à¢μ¾×é¹·Õè¡ÒÃÈÖ¡ÉÒ", False),
        ("\ue001\ue002\ue003 การ", False),
    ],
)
def test_a_text_layer_that_cannot_be_thai_is_told(text: str, plausible: bool) -> None:
    assert thai.is_plausible(thai.normalise(text)) is plausible
