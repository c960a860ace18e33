"""What stands about a memo, among its signatures or in its body, in words that no list of orders knows."""

import pytest

from syncd.memo.fields import read_memos
from syncd.memo.page import Line, Text
from syncd.model.approval import Word
from syncd.model.memo import Memo
from tests.memo import paper

MEMO = (*paper.HEAD, *paper.BODY, *paper.PROPOSER, *paper.UNIT_DIRECTOR, *paper.director("อนุมัติ"))
REMARKS = [
    "ขอดูตัวจริง", "ค่อยขึ้นตอนสิ้นเดือน", "แขวนไว้", "แปะบอร์ดพอ", "ขีดชื่อเด็กทิ้ง", "ตัวเลขคลาดเคลื่อน", "มติเปลี่ยน", "เป็นโมฆะ",
    "superseded", "see me", "✗", "???", "ชลอ", "บ่ให้ลง", "ฟ้าวลง บ่ดี", "เสนอ ก.ต.ป.น.", "ลงไลน์กลุ่มพอ", "สิ้นสุด ๓๐ ก.ย. ๖๓",
    "ขัดระเบียบ", "ผอ.สั่งใหม่", "ใช้บันทึกที่ ๑๒๔ แทน", "ตีกลับ", "เทอมหน้า",
]  # fmt: skip
PLACES = {
    "over the heading": 0,
    "under the heading": 1,
    "under the unit": 2,
    "under the number": 3,
    "under the subject": 4,
    "under the addressee": 6,
    "in the body": 7,
    "under the closing": 8,
    "under the proposer's name": 9,
    "under the proposer's post": 10,
    "under a head's name": 14,
    "under a head's post": 15,
    "under the director's date": len(MEMO),
}


def read(*lines: str, kind: str = "docx") -> Memo:
    """A memo of these lines, one under the other, as a DOCX gives them; what "\t" divides stands side by side."""
    laid = []
    for number, line in enumerate(lines):
        parts = line.split("\t")
        laid += [
            Line(1, 480 / len(parts) * at, 480 / len(parts) * (at + 1), 12.0 * number, part) for at, part in enumerate(parts)
        ]
    (memo,) = read_memos("memo", Text(tuple(line for line in laid if line.text)), kind)
    return memo


def is_certain(memo: Memo) -> bool:
    said = memo.approvals[-1]
    disturbed = any(block.word in {Word.REFUSED, Word.CORRECT, Word.UNCLEAR} or not block.certain for block in memo.approvals)
    return not memo.doubts and memo.asks_publication and said.word is Word.APPROVED and not disturbed


def test_the_memo_itself_is_certain() -> None:
    assert is_certain(read(*MEMO))


def test_a_short_line_that_says_what_the_subject_does_is_the_bodys_own() -> None:
    thing = "รายงานการประเมินความเสี่ยง"
    assert is_certain(read(*MEMO[:3], f"เรื่อง ขอเผยแพร่{thing}", *MEMO[4:7], thing, *MEMO[7:]))
    assert not is_certain(read(*MEMO[:3], f"เรื่อง ขอเผยแพร่{thing}", *MEMO[4:7], f"{thing}ไปแขวน", *MEMO[7:]))


def test_the_end_of_what_a_memo_tells_may_be_a_short_line() -> None:
    assert is_certain(read(*MEMO[:5], "ดำเนินการจัดทำเสร็จสิ้น นั้น", *MEMO[5:]))
    assert not is_certain(read(*MEMO[:5], "ดำเนินการจัดทำเสร็จสิ้น", *MEMO[5:]))


@pytest.mark.parametrize(
    "law",
    [
        "รัฐธรรมนูญแห่งราชอาณาจักรไทย มาตรา ๕๙", "พ.ร.บ. ข้อมูลข่าวสารฯ พ.ศ. ๒๕๔๐", "พระราชกฤษฎีกาว่าด้วยหลักเกณฑ์ที่ดี", "กฎกระทรวง ฉบับที่ ๒",
        "มติคณะรัฐมนตรี ๒๘ ธ.ค. ๒๕๔๗", "ประกาศกระทรวงศึกษาธิการ", "ประกาศคณะกรรมการข้อมูลข่าวสาร", "หนังสือกระทรวงการคลัง ว ๑๒๘",
    ],
)  # fmt: skip
def test_the_law_that_a_memo_goes_by_may_be_a_short_line(law: str) -> None:
    at = PLACES["in the body"]
    assert is_certain(read(*MEMO[:at], "ข้อกฎหมายและระเบียบ", law, *MEMO[at:]))


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_in_no_known_words_is_a_doubt_wherever_it_stands(remark: str) -> None:
    published = [where for where, at in PLACES.items() if is_certain(read(*MEMO[:at], remark, *MEMO[at:]))]
    assert published == []


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_behind_what_a_line_is_for_is_a_doubt(remark: str) -> None:
    published = [
        MEMO[at]
        for at in (0, 1, 2, 4, 6, 7, 9, 11, 14, 15, 17, 19, 20, 21)
        if MEMO[at] and is_certain(read(*MEMO[:at], f"{MEMO[at]} {remark}", *MEMO[at + 1 :]))
    ]
    assert published == []


@pytest.mark.parametrize("remark", REMARKS)
@pytest.mark.parametrize(
    "foot", ["“{}”", "โทร. ๐ ๔๔๑๒ ๓๔๕๖ {}", "กลุ่มนโยบายและแผน {} โทร. ๐ ๔๔๑๒ ๓๔๕๖", "{} e-mail: plan@example.go.th"]
)
def test_a_remark_in_the_dress_of_a_foot_is_a_doubt(remark: str, foot: str) -> None:
    assert not is_certain(read(*MEMO, "", foot.format(remark)))


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_beside_the_body_or_the_number_is_a_doubt(remark: str) -> None:
    for at in (2, 5, 6, 7):
        assert not is_certain(read(*MEMO[:at], f"{MEMO[at]}\t{remark}", *MEMO[at + 1 :]))


@pytest.mark.parametrize("remark", REMARKS)
@pytest.mark.parametrize("overleaf", [(), ("รายงานการประชุม ครั้งที่ ๑",), ("ประกาศสำนักงานเขตพื้นที่การศึกษา", "เรื่อง แผนปฏิบัติการ")])
def test_a_remark_overleaf_is_a_doubt_also_below_what_looks_like_a_heading(remark: str, overleaf: tuple[str, ...]) -> None:
    lines = [Line(1, 0, 480, 12.0 * number, text) for number, text in enumerate(MEMO) if text]
    lines += [Line(2, 0, 480, 12.0 * number, text) for number, text in enumerate((*overleaf, remark))]
    (memo,) = read_memos("memo", Text(tuple(lines)), "docx")
    assert not is_certain(memo)


@pytest.mark.parametrize(
    "line",
    [
        "เจ้าพนักงานธุรการชำนาญงาน", "นักวิเคราะห์นโยบายและแผนชำนาญการพิเศษ", "นิติกรปฏิบัติการ", "ศึกษานิเทศก์ชำนาญการพิเศษ", "พนักงานราชการ",
        "เจ้าหน้าที่บันทึกข้อมูล", "ครู คศ.๒ ช่วยราชการ สพป.ชัยภูมิ เขต ๓", "ลูกจ้างชั่วคราว", "นักวิชาการเงินและบัญชีปฏิบัติการ", "หัวหน้างานพัสดุ",
        "เจ้าพนักงานโสตทัศนศึกษาอาวุโส", "นักจัดการงานทั่วไปชำนาญการ",
    ],
)  # fmt: skip
def test_the_posts_of_an_area_office_are_known(line: str) -> None:
    assert is_certain(read(*MEMO[:9], line, *MEMO[10:]))


@pytest.mark.parametrize(
    "last",
    [
        "จึงเรียนมาเพื่อโปรดพิจารณาอนุญาตให้เผยแพร่แผนปฏิบัติการประจำปี ทางเว็บไซต์ www.chaiyaphum3.go.th",
        "จึงเรียนมาเพื่อโปรดทราบและพิจารณา หากเห็นชอบโปรดลงนามอนุมัติ จะเป็นพระคุณ",
        "จึงเรียนมาเพื่อโปรดพิจารณาสั่งการต่อไป",
    ],
)
def test_the_usual_closings_are_known(last: str) -> None:
    assert is_certain(read(*MEMO[:7], last, *MEMO[8:]))


@pytest.mark.parametrize(
    ("tail", "sure"),
    [
        (" เกษียนใหม่", False), (" (ร่าง)", False), (" (ทดลอง)", False), (" (ภายใน)", False), (" - ยกเลิก", False), ("แก่ครู", False),
        ("ครั้งต่อไป", False), ("เมื่อ สพฐ. เห็นชอบ", False), ("ที่บอร์ด", False), ("ต่อผู้บริหาร", False), (" superseded", False),
        (" พ.ศ. ๒๕๖๓", True), (" ไตรมาสที่ ๒", True), (" (ITA)", True), ("ต่อสาธารณะ", True), ("ทางเว็บไซต์ของสำนักงาน", True),
        (" (แบบ สขร.๑)", True),
    ],
)  # fmt: skip
def test_a_subject_ends_as_names_of_things_do_or_as_the_body_has_it(tail: str, *, sure: bool) -> None:
    assert is_certain(read(*MEMO[:3], MEMO[3] + tail, *MEMO[4:])) is sure


def test_a_word_within_the_name_of_a_thing_limits_nothing() -> None:
    thing = "มาตรฐานการให้บริการประชาชน"
    lines = [line.replace("แผนปฏิบัติการประจำปี", thing) for line in MEMO]
    assert is_certain(read(*lines[:3], f"เรื่อง การเผยแพร่{thing}ต่อสาธารณะ", *lines[4:]))
    assert not is_certain(read(*lines[:3], f"เรื่อง การเผยแพร่{thing}ให้ครู", *lines[4:]))
