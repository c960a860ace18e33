from datetime import date

import pytest

from syncd.details import SIZE_LIMIT, TITLE_LIMIT, is_details, parse
from syncd.model.bundle import Details

FORM = """ชื่อเรื่อง: ประกาศผู้ชนะการเสนอราคา
คำอธิบาย: ซื้อคอมพิวเตอร์ 5 เครื่อง
เวลา 10:30 น.

โทร: 044
วันที่: ๗ มกราคม ๒๕๖๓
บันทึกข้อความ: บันทึก 1.pdf
เผยแพร่บันทึกข้อความ: ใช่
"""
READ = Details(
    file="รายละเอียด.txt",
    title="ประกาศผู้ชนะการเสนอราคา",
    description="ซื้อคอมพิวเตอร์ 5 เครื่อง\nเวลา 10:30 น.\n\nโทร: 044",
    date=date(2020, 1, 7),
    memo="บันทึก 1.pdf",
    publish_memo=True,
)


def form(text: str) -> Details:
    return parse("รายละเอียด.txt", text.encode())


def yaml(text: str) -> Details:
    return parse("bundle.yaml", text.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp874"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_clerks_form_is_read_in_every_encoding_notepad_writes(encoding: str, end: str) -> None:
    assert parse("รายละเอียด.txt", FORM.replace("\n", end).encode(encoding)) == READ


def test_labels_are_read_with_any_colon_and_blanks() -> None:
    assert form("  ชื่อ เรื่อง : ก\nวันที่:7 ม.ค. 63").title == "ก"
    assert form("วันที่:7 ม.ค. 63").date == date(2020, 1, 7)


def test_an_empty_form_says_nothing_and_is_no_fault() -> None:
    assert form("# แบบรายละเอียด\n-----\nชื่อเรื่อง:\nคำอธิบาย:\nวันที่: \nเผยแพร่บันทึกข้อความ:\n") == Details("รายละเอียด.txt")
    assert parse("รายละเอียด.txt", b"") == Details("รายละเอียด.txt")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("หมวด: 1.9", "หมวด: 1.9"),
        ("ประกาศผู้ชนะ", "ประกาศผู้ชนะ"),
        ("คำอธิบาย: ก\nวันท่ี่: 7 ม.ค. 63", "วันท"),
        ("วันที่: เมื่อวาน", "เมื่อวาน"),
        ("วันที่: 31 ก.พ. 2563", "31 ก.พ. 2563"),
        ("เผยแพร่บันทึกข้อความ: คิดดูก่อน", "ใช่ หรือ ไม่"),
        ("ชื่อเรื่อง: ก\nชื่อเรื่อง: ข", "มากกว่าหนึ่งครั้ง"),
        ("ชื่อเรื่อง: " + "ก" * (TITLE_LIMIT + 1), "ยาวเกินไป"),
        ("\x01\x02\x03", "ไม่ใช่ข้อความ"),
        ("ก" * SIZE_LIMIT, "ใหญ่เกินไป"),
    ],
)
def test_what_is_not_understood_is_told(text: str, says: str) -> None:
    problems = form(text).problems

    assert len(problems) == 1
    assert says in problems[0]


def test_one_bad_line_does_not_lose_the_others() -> None:
    details = form("ชื่อเรื่อง: ก\nหมวด: 1.9\nวันที่: 7 ม.ค. 63")

    assert (details.title, details.date, len(details.problems)) == ("ก", date(2020, 1, 7), 1)


def test_a_yaml_form_is_read_as_text_whatever_yaml_would_make_of_it() -> None:
    details = yaml("title: 2563\ndescription: |\n  ก\n  ข\ndate: 2563-01-07\nmemo: no\npublish_memo: yes\n")

    assert details == Details("bundle.yaml", "2563", "ก\nข", date(2020, 1, 7), "no", publish_memo=True)


@pytest.mark.parametrize(
    "text",
    [
        "titel: ก",
        "- ก\n- ข",
        "title: [ก]",
        "title: {a: b}",
        "a: &a [x]\nb: *a",
        "title: !!python/object/apply:os.system [ls]",
        "title: &x ก\nmemo: *x",
        "title: 'ก",
        "\ttitle: ก",
        "[" * 50_000,
        "--- ก\n--- ข",
        "ข้อความ",
    ],
)
def test_a_yaml_form_that_is_not_a_flat_list_of_known_keys_is_told_not_built(text: str) -> None:
    details = yaml(text)

    assert details.problems
    assert details.title is None


@pytest.mark.parametrize("name", ["รายละเอียด.txt", "รายละเอียด.TXT", "รายละเอียด.txt.txt", "bundle.yaml", "Bundle.YML"])
def test_the_form_is_known_by_its_name(name: str) -> None:
    assert is_details(name)


@pytest.mark.parametrize(
    "name", ["รายละเอียด (1).txt", "รายละเอียดโครงการ.txt", "รายละเอียด.docx", "ใบ/รายละเอียด.txt", "readme.txt"]
)
def test_anything_else_is_content(name: str) -> None:
    assert not is_details(name)
