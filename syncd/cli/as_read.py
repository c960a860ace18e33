"""What was read of a memo, in rows for an officer: on the terminal, and on the page with its pictures."""

from collections.abc import Sequence

from syncd.cli import screen
from syncd.model.approval import Approval, Signature, Word
from syncd.model.memo import Memo
from syncd.thai import format_date

WORD_THAI = {
    Word.APPROVED: "อนุมัติ",
    Word.REFUSED: "ไม่อนุมัติ",
    Word.CORRECT: "ให้แก้ไข",
    Word.NOTED: "รับทราบ",
    Word.NONE: "ไม่มีคำสั่ง",
    Word.UNCLEAR: "ไม่ชัด",
}


def rows(memo: Memo) -> Sequence[tuple[str, str]]:
    """Names and values; of what is not certain, in words that nobody takes for it."""
    return [
        ("บันทึก", memo.file),
        ("ส่วนราชการ", memo.unit or "(อ่านไม่พบ)"),
        ("ที่", _as_read(memo, "number", memo.number) or "(ว่าง)"),
        ("วันที่", _as_read(memo, "date", format_date(memo.date) if memo.date else None) or "(อ่านไม่พบ)"),
        ("เรื่อง", memo.subject or "(อ่านไม่พบ)"),
        ("เรียน", memo.addressee or "(อ่านไม่พบ)"),
        *(("ลงนาม", _block(one)) for one in memo.approvals),
        *(("ลายมือชื่อดิจิทัล", _signature(one)) for one in memo.signatures),
    ]


def _block(block: Approval) -> str:
    day = f" {format_date(block.date)}" if block.date else ""
    sure = "" if block.certain else " (ไม่แน่ใจ)"
    words = f" “{block.words}”" if block.words and block.word in {Word.UNCLEAR, Word.CORRECT} else ""
    return f"{WORD_THAI[block.word]}{words}: {block.name} {block.position}{day}{sure}"


def _as_read(memo: Memo, field: str, value: str | None) -> str | None:
    if field not in memo.uncertain:
        return value
    return f"อ่านได้ว่า {value} ไม่แน่นอน ดูจากภาพ" if value else "อ่านไม่ได้ ดูจากภาพ"


def _signature(one: Signature) -> str:
    """Who, when, saying what, with which certificate; what is against it."""
    if not one.fingerprint:
        return one.why
    when = f"{screen.when(one.at)} ({'มีตราประทับเวลา' if one.is_timestamped else 'ตามนาฬิกาของผู้ลงนาม'})" if one.at else "ไม่บอกเวลา"
    said = f"เหตุผล “{one.reason}”" if one.reason else "ไม่ได้ให้เหตุผล"
    worth = one.why or ("ครอบคลุมทั้งไฟล์" if one.covers_all else "มีการเพิ่มข้อมูลภายหลัง")
    return f"{one.signer} {when} {said} · {worth} · {one.subject} · SHA-256 {one.fingerprint}"
