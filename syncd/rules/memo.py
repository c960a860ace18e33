"""Rules about the memo: whether there is one, what it asks, and whether its own words show the director's approval."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from syncd.approval import Objection, canonical, evidence_of, is_for_director, judge
from syncd.bundle import Missing, One, Several, Unknown, attachments, choose_memo, find_document, read_memo, title
from syncd.model.approval import Word
from syncd.model.bundle import Bundle
from syncd.model.document import Document
from syncd.model.memo import Source
from syncd.model.office import Unit
from syncd.office import Office
from syncd.rules.files import is_packed
from syncd.rules.said import Said
from syncd.thai import BUDDHIST_ERA, arabic, format_date

MEMO_AGE = timedelta(days=365)
"""An older memo is worth a word; the regulation sets no limit."""

_YEAR = re.compile(r"(?<!\d)25\d\d(?!\d)")

_REMEDY = {
    Objection.REFUSED: "จึงเผยแพร่ไม่ได้ หากมีคำสั่งใหม่ กรุณาใส่บันทึกข้อความฉบับใหม่ที่ได้รับอนุมัติแล้ว",
    Objection.TO_BE_CORRECTED: "กรุณาแก้ไขตามคำสั่ง เสนอใหม่ แล้วใส่บันทึกข้อความฉบับที่ได้รับอนุมัติแทนฉบับเดิม",
    Objection.MISSING: "หากยังไม่ได้เสนอ กรุณาเสนอให้ลงนามก่อน แล้วใส่ฉบับที่ลงนามแล้วแทนฉบับเดิม หากลงนามแล้ว เจ้าหน้าที่ ICT จะตรวจให้",
}
_WAIT = "เจ้าหน้าที่ ICT จะตรวจก่อนเผยแพร่"
_OFFICER = "เจ้าหน้าที่ ICT ตรวจ"


def no_memo(bundle: Bundle, _: Office) -> Iterator[Said]:
    """Nothing in the folder is a memo."""
    if isinstance(choose_memo(bundle), Missing) and not is_packed(bundle):
        yield Said("ไม่พบบันทึกข้อความที่ขออนุญาตเผยแพร่ กรุณาใส่บันทึกข้อความที่ผู้อำนวยการอนุมัติแล้วในโฟลเดอร์นี้ โดยตั้งชื่อไฟล์ว่า “บันทึกข้อความ”")


def named_memo_missing(bundle: Bundle, _: Office) -> Iterator[Said]:
    """The details name a memo that is not there."""
    named = bundle.details.memo
    if named is not None and find_document(bundle, named) is None:
        yield Said(
            f"แบบรายละเอียดระบุว่าบันทึกข้อความคือไฟล์ “{named}” แต่ไม่พบไฟล์ชื่อนี้ในโฟลเดอร์ กรุณาแก้ชื่อในแบบรายละเอียด หรือใส่ไฟล์ให้ครบ",
            bundle.details.file,
        )


def only_memo(bundle: Bundle, _: Office) -> Iterator[Said]:
    """A memo and nothing to publish; often memo and enclosure were scanned into one file."""
    match choose_memo(bundle):
        case Missing():
            return
        case One(document):
            alone = not attachments(bundle, document.name)
        case _:
            alone = len(bundle.documents) == 1
    if alone and not bundle.details.publish_memo:
        yield Said(
            "พบแต่บันทึกข้อความ ไม่พบไฟล์ที่จะเผยแพร่ กรุณาใส่ไฟล์ที่จะเผยแพร่เพิ่ม หากสแกนบันทึกข้อความกับเอกสารรวมเป็นไฟล์เดียว"
            " กรุณาแยกเป็นคนละไฟล์ หากต้องการเผยแพร่ตัวบันทึกข้อความด้วย กรุณาเขียนในไฟล์ รายละเอียด.txt ว่า “เผยแพร่บันทึกข้อความ: ใช่”",
            bundle.documents[0].name,
        )


def several_memos(bundle: Bundle, _: Office) -> Iterator[Said]:
    """It is not clear which memo counts."""
    match choose_memo(bundle):
        case Several((name,)):
            yield Said(f"ไฟล์นี้มีบันทึกข้อความมากกว่าหนึ่งฉบับ กรุณาแยกเป็นไฟล์ละฉบับ และใส่เฉพาะฉบับของเรื่องนี้ หรือรอ{_OFFICER}", name)
        case Several(names):
            yield Said(
                f"พบไฟล์ที่อาจเป็นบันทึกข้อความมากกว่าหนึ่งไฟล์ ({_listed(names)}) กรุณาเหลือไว้เพียงไฟล์เดียว"
                f" หรือเขียนในไฟล์ รายละเอียด.txt ว่า “บันทึกข้อความ: ชื่อไฟล์” หรือรอ{_OFFICER}"
            )


def another_memo(bundle: Bundle, _: Office) -> Iterator[Said]:
    """A further memo lies among the files to publish: an office's inner paper, perhaps not meant for the public."""
    choice = choose_memo(bundle)
    if not isinstance(choice, One):
        return
    for document in bundle.documents:
        if document != choice.document and document.memos:
            refused = any(block.word in {Word.REFUSED, Word.CORRECT} for memo in document.memos for block in memo.approvals)
            asks = any(memo.asks_publication for memo in document.memos)
            what = "ที่ไม่ได้รับอนุมัติ" if refused else "ขอเผยแพร่อีกฉบับหนึ่ง" if asks else "ของเรื่องอื่น"
            yield Said(f"ไฟล์นี้เป็นบันทึกข้อความ{what} หากไม่ต้องการเผยแพร่ กรุณานำออกจากโฟลเดอร์ หรือรอ{_OFFICER}", document.name)


def memo_may_be_unread(bundle: Bundle, _: Office) -> Iterator[Said]:
    """The memo could not be read, or not all of it, or may be one of the files that could not."""
    match choose_memo(bundle):
        case One(document) if not document.memos or document.unread is not None:
            yield Said(f"ระบบยังอ่านบันทึกข้อความนี้เองไม่ได้{_why(document)}", document.name)
        case Unknown((name,)):
            why = "".join(_why(document) for document in bundle.documents if document.name == name)
            yield Said(f"ไฟล์นี้อาจเป็นบันทึกข้อความ แต่ระบบยังอ่านไม่ได้{why}", name)
        case Unknown(names):
            yield Said(
                f"ยังไม่ทราบว่าไฟล์ใดเป็นบันทึกข้อความ เพราะระบบอ่านไฟล์เหล่านี้ไม่ได้: {_listed(names)}"
                f" หากตั้งชื่อไฟล์บันทึกข้อความว่า “บันทึกข้อความ” จะตรวจได้เร็วขึ้น {_WAIT}"
            )


def objection(kind: Objection) -> Callable[[Bundle, Office], Iterator[Said]]:
    """The rule that reports one kind of objection to the approval."""

    def approval(bundle: Bundle, office: Office) -> Iterator[Said]:
        memo = read_memo(bundle)
        if memo is None:
            return
        sentences = [sentence for said, sentence in judge(memo, office).objections if said is kind]
        if sentences:
            yield Said(" และ".join(sentences) + " " + _REMEDY.get(kind, _WAIT), memo.file)

    return approval


def memo_scanned(bundle: Bundle, _: Office) -> Iterator[Said]:
    """What was read of a picture is for the officer's eyes: a wrong number or date looks as plausible as a right one.

    Nor is it repeated here: its clerk would take it for a fault of his memo.
    """
    memo = read_memo(bundle)
    if memo is None or memo.source is not Source.OCR:
        return
    yield Said(f"บันทึกข้อความเป็นภาพสแกน เลขที่และวันที่ที่อ่านด้วยเครื่องอาจผิด จึงไม่ใช้ {_WAIT}", memo.file)


def evidence_not_accepted(bundle: Bundle, office: Office) -> Iterator[Said]:
    """The words approve, but the office does not take this kind of evidence without a look."""
    memo = read_memo(bundle)
    if memo is None:
        return
    judgement = judge(memo, office)
    if judgement.is_approved and evidence_of(judgement, memo, office) is None:
        yield Said(f"ระบบอ่านพบคำอนุมัติในบันทึกข้อความแล้ว แต่สำนักงานกำหนดให้เจ้าหน้าที่ตรวจลายมือชื่อในเอกสารชนิดนี้ก่อน {_WAIT}", memo.file)


def asks_something_else(bundle: Bundle, _: Office) -> Iterator[Said]:
    """An approval counts only for what was asked."""
    memo = read_memo(bundle)
    if memo is not None and not memo.asks_publication:
        yield Said(
            f"บันทึกข้อความนี้ไม่ได้เขียนว่าขอเผยแพร่ คำอนุมัติจึงอาจเป็นของเรื่องอื่น หากใส่ผิดฉบับ กรุณาใส่ฉบับที่ขอเผยแพร่แทน หากถูกต้องแล้ว {_WAIT}",
            memo.file,
        )


def impossible_dates(bundle: Bundle, office: Office) -> Iterator[Said]:
    """Approved before it was written, or in the future."""
    memo = read_memo(bundle)
    if memo is None:
        return
    block = judge(memo, office).block
    approved = block.date if block is not None and "approval" not in memo.uncertain else None
    written = memo.sure_date
    wrong: list[str] = []
    if written is not None and written > office.today:
        wrong.append(f"บันทึกข้อความลงวันที่ {format_date(written)} ซึ่งยังมาไม่ถึง")
    if approved is not None and approved > office.today:
        wrong.append(f"วันที่อนุมัติ {format_date(approved)} ยังมาไม่ถึง")
    if approved is not None and written is not None and approved < written:
        wrong.append(f"วันที่อนุมัติ {format_date(approved)} อยู่ก่อนวันที่ของบันทึกข้อความ {format_date(written)}")
    if wrong:
        yield Said(f"{' และ'.join(wrong)} กรุณาตรวจวันที่ในบันทึกข้อความ หากถูกต้องแล้ว {_WAIT}", memo.file)


def memo_date_missing(bundle: Bundle, _: Office) -> Iterator[Said]:
    """Without the memo's date the approval cannot be placed in time. Where the reader has doubts, it says so itself."""
    memo = read_memo(bundle)
    if memo is not None and memo.date is None and "date" not in memo.uncertain and not memo.doubts:
        yield Said(f"ไม่พบวันที่ของบันทึกข้อความ หรืออ่านได้ไม่แน่ชัด {_WAIT}", memo.file)


def memo_doubts(bundle: Bundle, _: Office) -> Iterator[Said]:
    """What the reader itself was not sure of."""
    memo = read_memo(bundle)
    if memo is not None and memo.doubts:
        yield Said(f"อ่านบันทึกข้อความได้ไม่แน่ชัด: {' · '.join(memo.doubts)} · {_WAIT}", memo.file)


def memo_addressed_elsewhere(bundle: Bundle, office: Office) -> Iterator[Said]:
    """The memo asks somebody else's leave."""
    memo = read_memo(bundle)
    if (
        memo is not None
        and memo.addressee is not None
        and memo.source is Source.TEXT
        and not is_for_director(memo.addressee, office)
    ):
        yield Said(f"บันทึกข้อความนี้เรียน “{memo.addressee}” ไม่ใช่ผู้อำนวยการของสำนักงาน {_WAIT}")


def memo_unit_differs(bundle: Bundle, office: Office) -> Iterator[Said]:
    """Somebody else's memo in this unit's folder; often only another spelling."""
    printed, unit = _memo_unit(bundle, office)
    sure = unit is not None or not _is_scan(bundle)  # a name that a scan garbled is no other unit's
    if printed is not None and unit != bundle.unit and sure and _may_publish(unit, bundle):
        printed = unit.name if unit is not None and _is_scan(bundle) else printed
        yield Said(
            f"ส่วนราชการในบันทึกข้อความ (“{printed}”) ไม่ตรงกับเจ้าของโฟลเดอร์ (“{bundle.unit.name}”) หากใส่ผิดโฟลเดอร์ กรุณาแจ้งเจ้าหน้าที่ ICT"
        )


def memo_unit_not_allowed(bundle: Bundle, office: Office) -> Iterator[Said]:
    """The unit that the memo comes from may not publish in this category."""
    _, unit = _memo_unit(bundle, office)
    category = bundle.category
    if unit is not None and category is not None and unit != bundle.unit and not _may_publish(unit, bundle):
        yield Said(f"บันทึกข้อความเป็นของ “{unit.name}” ซึ่งไม่ได้ใช้หมวด {category.code} {category.label} {_WAIT}")


def unit_director_missing(bundle: Bundle, office: Office) -> Iterator[Said]:
    """The measure wants the memo to go through the unit's director."""
    memo = read_memo(bundle)
    if memo is not None and "approval" not in memo.uncertain and not judge(memo, office).unit_director:
        yield Said("ไม่พบความเห็นของผู้อำนวยการกลุ่ม/หน่วยในบันทึกข้อความ ครั้งต่อไปกรุณาเสนอผ่านผู้อำนวยการกลุ่ม/หน่วยก่อน", memo.file)


def memo_number_blank(bundle: Bundle, _: Office) -> Iterator[Said]:
    """Common, and no obstacle: the measure's own memo has none."""
    memo = read_memo(bundle)
    if memo is not None and memo.number is None and "number" not in memo.uncertain:
        yield Said("บันทึกข้อความไม่มีเลขที่หนังสือ ครั้งต่อไปกรุณาออกเลขก่อนส่งเผยแพร่", memo.file)


def memo_age(bundle: Bundle, office: Office) -> Iterator[Said]:
    """Old news, or an old memo used again."""
    memo = read_memo(bundle)
    written = memo.sure_date if memo is not None else None
    if memo is not None and written is not None and office.today - written > MEMO_AGE:
        yield Said(f"บันทึกข้อความลงวันที่ {format_date(written)} เกินหนึ่งปีแล้ว กรุณาตรวจว่าเป็นฉบับของเรื่องนี้", memo.file)


def year_mismatch(bundle: Bundle, _: Office) -> Iterator[Said]:
    """The title's year is not near the memo's."""
    memo, shown = read_memo(bundle), title(bundle)
    if memo is None or memo.sure_date is None or shown is None:
        return
    written = memo.sure_date.year + BUDDHIST_ERA
    years = [int(year) for year in _YEAR.findall(arabic(shown))]
    if years and all(abs(year - written) > 1 for year in years):
        yield Said(f"ปี พ.ศ. ในชื่อเรื่อง (“{shown}”) ไม่ตรงกับปีของบันทึกข้อความ ({written}) กรุณาตรวจว่าใส่บันทึกข้อความถูกฉบับ", memo.file)


def _memo_unit(bundle: Bundle, office: Office) -> tuple[str | None, Unit | None]:
    """(the unit's name as printed on the memo, the unit that it means); (None, None) where the memo names no unit."""
    memo = read_memo(bundle)
    if memo is None or memo.unit is None:
        return None, None
    printed = canonical(memo.unit).replace(canonical(office.name), "")
    if not printed:
        return None, None
    # The longest name that stands at the beginning, for "กลุ่มกฎหมาย" begins "กลุ่มกฎหมายและคดี" too; the folder's own unit first.
    best: tuple[int, bool] = (0, False)
    found: Unit | None = None
    for unit in office.units:
        for name in map(canonical, (unit.name, unit.folder, *unit.aliases)):
            rank = (len(name), unit == bundle.unit)
            if printed.startswith(name) and rank > best:
                best, found = rank, unit
    return memo.unit, found


def _is_scan(bundle: Bundle) -> bool:
    memo = read_memo(bundle)
    return memo is not None and memo.source is Source.OCR


def _may_publish(unit: Unit | None, bundle: Bundle) -> bool:
    return unit is None or bundle.category is None or not unit.categories or bundle.category.code in unit.categories


def _why(document: Document) -> str:
    """What stands in the way, and what happens next; a file with a fault must be mended first, as its own finding says."""
    if document.faults:
        return " กรุณาแก้ไขไฟล์นี้ก่อน"
    return f": {document.unread} · {_WAIT}" if document.unread else f" {_WAIT}"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"“{name}”" for name in names)
