"""Recognises memos in a document's text and reads their fields. Pure.

What is not certain never looks certain: a doubt is added, and a doubt holds the bundle.
"""

import re
from dataclasses import replace
from itertools import pairwise

from syncd import thai
from syncd.memo import asking, feet, known, places, scan_lines, signature_lines, signatures, strays, words
from syncd.memo.enclosed import apart, enclosures, is_strange
from syncd.memo.garbled import is_garbled
from syncd.memo.page import Line, Mark, Text, rows
from syncd.memo.signature_blocks import NO_POST
from syncd.model.approval import Word
from syncd.model.memo import FieldPlace, Memo, Source

ASIDE = "มีข้อความคล้ายคำสั่งการหรือข้อสังเกตอยู่นอกตัวบันทึกข้อความ"
PAPERS = "ในสิ่งที่ส่งมาด้วยหรืออ้างถึงมีข้อความที่ไม่ใช่ชื่อเอกสาร"

_HEADINGS_END = "ทึกข้อความ"
_HEADING = re.compile(r"(?:ด่วน(?:ที่สุด|มาก)?|ลับ(?:ที่สุด|มาก)?)?บันทึกข้อความ")
_LABELS = ("ส่วนราชการ", "ที่", "วันที่", "เรื่อง", "เรียน")
_REACH = 14
"""Rows within which a memo's labels follow each other."""

_TOP = 4
"""Rows of a page within which another paper begins."""
_PAPER = 250
"""Letters that other papers have at least: what is fewer may be a remark."""

_BODY = re.compile(
    "สาระสำคัญ|เรื่องเดิม|ต้นเรื่อง|ความเป็นมา|หลักการ|เหตุผล|ข้อเท็จจริง|ข้อกฎหมาย|ตามที่|ด้วย|เนื่องจาก|อ้างถึง|สิ่งที่ส่งมาด้วย|สิ่งที่แนบ|[0-9๐-๙]+[.)]|ในการนี้|จึงเรียน|กลุ่ม|ผ่าน"
)
_THROUGH = re.compile(r"\(ผ่าน|(?<=\s)ผ่าน(?=\s?(?:ผู้อำนวยการ|รอง|ผอ|หัวหน้า))")
_AREA_NUMBER = re.compile("[0-9๐-๙]{1,2}(?![0-9๐-๙.)/])")
_BLANK = re.compile(r"[ ./…_\-–]*")
_NUMBER = re.compile(r"(?:(?:[ก-ฮ]{1,3}|พิเศษ)[. ]*){0,4}(?:[0-9๐-๙ ./()\-–]|ว(?![ก-๎])|พิเศษ)*")
"""Letters of the office before figures, and ว for a circular among them, or พิเศษ."""
_OTHER = re.compile("ประกาศ|คำสั่ง|เรื่อง|ที่[ก-ฮ]{2}[0-9๐-๙]|หนังสือรับรอง|รายงานการประชุม|สิ่งที่ส่งมาด้วย")
_ASKING_ALONE = re.compile("ขอ(?:ความอนุเคราะห์|ความกรุณา|ความเห็นชอบ|อนุญาต|อนุมัติ)?(?:ให้|นำ|ส่ง|เผยแพร่)?")
"""Of a subject: what is asked for comes in the next line."""
_GOES_ON = 35
"""Letters of a line at least that goes on in the next one."""
OF_A_SCAN = ("unit", "number", "date", "subject", "addressee", "approval")
"""None of these is certain where one line of the memo was read by OCR, which is as sure of a wrong digit as of a right one."""
_HEADER_FIELDS = ("ส่วนราชการ", "วันที่", "เรื่อง", "เรียน")
_DATED = re.compile("วันที่|.*?[0-9๐-๙]+[^0-9๐-๙]+[0-9๐-๙]{1,2}[ก-๎]{2,9}(?:คม|ยน|พันธ)")
"""Of a row as OCR read it, without blanks: it is labelled a date, or ends in one behind a number, as those of letters do not."""

_ABBREVIATED = re.compile(r"(?<![ก-๎])[ก-ฮ]{1,2}\.[ก-ฮ]{1,2}$|(?<![ก-๎])โทร$")


def _spaced(word: str) -> str:
    return r"\s*".join(map(re.escape, word))


_LABEL_AT_START = {label: re.compile(rf"^\s*{_spaced(label)}\s*:?\s*") for label in _LABELS}
_DATE_INSIDE = re.compile(rf"(?:^|[\s.…_]){_spaced('วันที่')}\s*:?\s*")


def looks_like_memo(text: str) -> bool:
    """Whether any line of the normalised text is a memo's heading or its first label: worth reading by place."""
    lines = ("".join(line.split()) for line in text.splitlines())
    return any(line.startswith("ส่วนราชการ") or _HEADING.fullmatch(line) for line in lines)


def may_hold_memo(text: str) -> bool:
    """Whether a memo may be in the text in whatever order it says its letters: it is then found by their places alone."""
    return _HEADINGS_END in thai.squeeze(text)


def begins_memo(lines: tuple[Line, ...]) -> bool:
    """Whether a memo begins among these lines."""
    return bool(_starts(_mend_labels(rows(scan_lines.tidied(lines)))))


def read_memos(file: str, text: Text, kind: str) -> tuple[Memo, ...]:
    """Every memo in the text, in order. A letter or announcement gives none."""
    all_rows = _mend_labels(rows(scan_lines.tidied(text.lines)))
    starts = _starts(all_rows)
    bounds = [*starts, len(all_rows)]
    memos = []
    for start, end in pairwise(bounds):
        part = _without_enclosures(all_rows[start:end])
        first, last = part[0][0].place, part[-1][0].place
        goes_on = end == len(all_rows) and len(part) == end - start
        marks = tuple(mark for mark in text.marks if first[0] <= mark.page and (goes_on or mark.page <= last[0]))
        above = [row for row in all_rows[:start] if start == starts[0] and row[0].page == first[0]]
        aside = _aside(above, all_rows[start + len(part) : end])
        memos.append(_read_memo(file, part, marks, (*text.doubts, *aside), kind))
    return tuple(memos)


def _aside(above: list[list[Line]], enclosed: list[list[Line]]) -> list[str]:
    """A doubt if an order stands outside the memo: over its heading, or on what is bound behind it."""
    lines = [_joined(row) for row in (*above, *enclosed)]
    more = [line for row in enclosed if not known.is_heading(line := _joined(row))]
    is_short = bool(more) and len(thai.squeeze("".join(map(_joined, enclosed)))) < _PAPER
    is_remarked = any(map(words.forbids, lines)) or not all(feet.stands_in_margins(line.text) for row in above for line in row)
    return [ASIDE] if is_short or is_remarked else []


def _without_enclosures(part: list[list[Line]]) -> list[list[Line]]:
    """The memo's rows up to the page, after a name was signed, on which a letter, an announcement or an order begins."""
    signed: int | None = None
    for number, row in enumerate(part):
        if signed is not None and row[0].page > signed and row[0].page > part[number - 1][0].page:
            top = [_joined(line) for line in part[number : number + _TOP] if line[0].page == row[0].page]
            if any(_OTHER.match(thai.squeeze(line)) and not words.is_label(line) for line in top):
                return part[:number]
        if any(signature_lines.is_name(line) for line in row):
            signed = row[0].page
    return part


def _starts(all_rows: list[list[Line]]) -> list[int]:
    """Where memos begin: at a heading, or at ส่วนราชการ with its fellow labels where the heading is a picture or missing.

    Of a scan less is enough, for OCR loses some: any label under a heading, or the date's row in place of ส่วนราชการ.
    """
    starts: list[int] = []
    for number, row in enumerate(all_rows):
        heading = any(_HEADING.fullmatch(thai.squeeze(line.text)) for line in row) or _HEADING.fullmatch(
            thai.squeeze(_joined(row))
        )
        is_scan = row[0].certainty < 1
        first = _label(_joined(row)) == "ส่วนราชการ" or (is_scan and _DATED.match(thai.squeeze(_joined(row))))
        labelled = first and {"เรื่อง", "เรียน"} <= _labels(all_rows[number : number + _REACH])
        if heading:
            following = _labels(all_rows[number + 1 : number + _REACH])
            if "ส่วนราชการ" in following or {"เรื่อง", "เรียน"} <= following or (is_scan and following):
                starts.append(number)
        elif labelled and not (starts and number - starts[-1] < _REACH and "เรียน" not in _labels(all_rows[starts[-1] : number])):
            starts.append(number)
    return starts


def _mend_labels(all_rows: list[list[Line]]) -> list[list[Line]]:
    """The rows, with a label that was broken over two lines ("ส่วน", "ราชการ …") in one."""
    mended: list[list[Line]] = []
    for row in all_rows:
        above = thai.squeeze(_joined(mended[-1])) if mended else ""
        whole = above + thai.squeeze(_joined(row))
        if above and any(label.startswith(above) and label != above and whole.startswith(label) for label in _LABELS):
            row = [replace(row[0], text=_joined(mended.pop()) + row[0].text), *row[1:]]  # noqa: PLW2901 - the row as it was meant
        mended.append(row)
    return mended


def _joined(row: list[Line]) -> str:
    return " ".join(line.text for line in row)


def _label(text: str) -> str | None:
    """The label a row begins with. "ที่" must not be the beginning of another word ("ที่ปรึกษา", "ที่ประชุม")."""
    for label in ("ส่วนราชการ", "วันที่", "เรื่อง", "เรียน", "ที่"):
        if found := _LABEL_AT_START[label].match(text):
            rest = text[found.end() :]
            if (
                label == "ที่"
                and re.match("[ก-ฮเ-ไ]{3}", thai.squeeze(rest))
                and "/" not in rest
                and "วันที่" not in thai.squeeze(rest)
            ):
                continue
            return label
    return None


def _labels(some: list[list[Line]]) -> set[str]:
    return {label for row in some if (label := _label(_joined(row)))}


def _read_memo(file: str, part: list[list[Line]], marks: tuple[Mark, ...], doubts: tuple[str, ...], kind: str) -> Memo:
    values, below, loose = _header(part)
    head = [line.text for row in part[: len(part) - len(below)] for line in row]
    found = signatures.find([line for row in below for line in row], marks)
    rows_above = [row for row in below if found.proposed_at is None or row[0].place < found.proposed_at]
    above = [rest for row in rows_above if (rest := [line for line in row if not found.has(line)])]
    papers, above = apart(above, wraps=kind == "pdf")
    subject = values.get("เรื่อง")
    number = _number(values.get("ที่"))
    day = thai.parse_date(values.get("วันที่", ""))
    body = strays.spoken(above)
    asks, more = asking.asks(thai.squeeze(subject or ""), body)
    missing = [label for label in _HEADER_FIELDS if not values.get(label) or (label == "วันที่" and day is None)]
    heading = _HEADING.fullmatch(thai.squeeze(_joined(part[0]))) or any(
        _HEADING.fullmatch(thai.squeeze(line.text)) for line in part[0]
    )
    is_scan = any(line.certainty < 1 for row in part for line in row)
    signed = [" ".join((approval.words, approval.name, approval.position)) for approval in found.approvals]
    codes = (
        {**values, "ช่องลงนาม": " ".join(signed)} if kind == "pdf" and not is_scan else {}
    )  # elsewhere what was typed is printed
    garbled = [label for label, value in codes.items() if is_garbled(value)]
    own = [
        *doubts,
        *(doubt for doubt in found.doubts if not is_scan or doubt != NO_POST),
        *more,
        *(
            [] if is_scan else _remarks(values, above, papers, body, kind)
        ),  # OCR spells known words in unknown ways, and a person looks
        *([ASIDE] if any(words.forbids(text) or _approves(text, before) for before, text in pairwise(["", *head])) else []),
        *([] if all(map(feet.stands_in_margins, loose)) else [ASIDE]),
        *([] if heading else ["ไม่พบคำว่า “บันทึกข้อความ” ที่หัวเอกสาร"]),
        *([f"อ่าน {', '.join(missing)} ในบันทึกข้อความไม่ได้"] if missing else []),
        *([f"ตัวอักษรใน {', '.join(garbled)} เป็นไปไม่ได้ในภาษาไทย ข้อความในไฟล์จึงอาจไม่ตรงกับที่พิมพ์"] if garbled else []),
        *(["บันทึกข้อความมีช่องที่ไม่ชัดเจนว่าเป็นเลขที่หนังสือ"] if number is not None and not _is_number(number) else []),
    ]
    approvals = tuple(replace(approval, certain=False) for approval in found.approvals) if is_scan else found.approvals
    return Memo(
        file=file,
        unit=values.get("ส่วนราชการ") or None,
        number=number,
        date=day,
        subject=subject or None,
        addressee=values.get("เรียน") or None,
        asks_publication=asks,
        approvals=approvals,
        source=Source.OCR if is_scan else Source.TEXT,
        doubts=tuple(dict.fromkeys(own)),
        format=kind,
        enclosures=enclosures([_joined(row) for row in part]),
        uncertain=OF_A_SCAN if is_scan else () if number is None or _is_number(number) else ("number",),
        marks=(*_header_marks(part[: len(part) - len(below)]), *found.places) if kind == "pdf" or is_scan else (),
    )


def _approves(text: str, before: str) -> bool:
    """Whether a line of the head approves; not if it ends what the line before it asks."""
    return words.read(text) is Word.APPROVED and not before.endswith("ขอ")


def _remarks(values: dict[str, str], above: list[list[Line]], papers: list[str], body: str, kind: str) -> list[str]:
    """Doubts about words in the head and the body that may be somebody's remark."""
    subject = values.get("เรื่อง", "")
    named = {label: _THROUGH.sub("", feet.without_telephone(values.get(label, ""))) for label in ("ส่วนราชการ", "เรียน")}
    odd = [label for label, value in named.items() if not known.is_post(value)]
    return [
        *([ASIDE] if strays.has_stray(above, subject, kind) else []),
        *([PAPERS] if any(is_strange(paper, thai.squeeze(subject) + "|" + body) for paper in papers) else []),
        *(["ท้ายชื่อเรื่องมีข้อความที่ไม่มีในเนื้อความ"] if subject and strays.ends_strangely(subject, body) else []),
        *([f"ใน {', '.join(odd)} มีคำที่ไม่ใช่ชื่อหน่วยงานหรือตำแหน่งซึ่งรู้จัก"] if odd else []),
    ]


def _header_marks(head: list[list[Line]]) -> tuple[FieldPlace, ...]:
    """Where number and date stand, each once."""
    marks: dict[str, FieldPlace] = {}
    for row in head:
        label = _label(_joined(row))
        found = places.number_and_date(row) if label == "ที่" else places.date_alone(row) if label == "วันที่" else ()
        for mark in found:
            marks.setdefault(mark.field, mark)
    return tuple(marks.values())


def _header(part: list[list[Line]]) -> tuple[dict[str, str], list[list[Line]], list[str]]:
    """The values by label, wrapped lines joined; the rows below the addressee; and lines that belong to no label."""
    values: dict[str, list[str]] = {}
    is_heading = _HEADING.fullmatch(thai.squeeze(_joined(part[0]))) or _label(_joined(part[0]))
    loose = [] if is_heading else [line.text for line in part[0]]  # what stands beside the heading
    current: str | None = None
    right = max((line.x1 for row in part for line in row), default=0.0)
    dated_from = right
    for number, row in enumerate(part):
        text = _joined(row)
        label = _label(text)
        if label is not None and label not in values and (current != "เรียน"):
            rest = _LABEL_AT_START[label].sub("", text, count=1)
            if label == "ที่" and (inside := _DATE_INSIDE.search(rest)):
                values["วันที่"] = [rest[inside.end() :]]
                dated_from = next((line.x0 for line in row if _label(line.text) == "วันที่"), right)
                rest = rest[: inside.start()]
            values[label] = [rest]
            current = label
        elif current == "เรียน":
            ends = len(thai.squeeze(text)) <= 14 or known.is_post(_THROUGH.sub("", text))  # noqa: PLR2004 - such as "เขต ๓"
            wraps = part[number - 1][-1].x1 > 0.75 * right and ends and not _BODY.match(text)
            if not (wraps or _ends_addressee("".join(values["เรียน"]), text)):
                return _join(values), part[number:], loose
            values["เรียน"].append(text)
        elif current in {"ส่วนราชการ", "เรื่อง"} and _goes_on(current, values[current], part[number - 1], text):
            values[current].append(text)
        elif current == "ที่":  # set a little lower than its label
            for line in row:
                under = "วันที่" if "วันที่" in values and line.x0 >= dated_from else "ที่"
                if _BLANK.fullmatch("".join(values[under])):
                    values[under] = [line.text]
                else:
                    loose.append(line.text)
        elif number > 0:
            loose += [line.text for line in row]
    return _join(values), part[_last_label(part) + 1 :] if "เรียน" not in values else [], loose


def _goes_on(label: str, value: list[str], before: list[Line], text: str) -> bool:
    """Whether a value goes on in the next line: the one before was long, or but a label set higher, or says half of it."""
    is_unit = label == "ส่วนราชการ" and known.is_unit(feet.without_telephone(text))
    asks_for = label == "เรื่อง" and _ASKING_ALONE.fullmatch(thai.squeeze("".join(value))) is not None
    return is_unit or asks_for or len(thai.squeeze(_joined(before))) > _GOES_ON or not "".join(value).strip()


def _ends_addressee(addressee: str, text: str) -> bool:
    """Whether the line ends what was begun on the one before: the number after เขต, or through whom it goes, in brackets."""
    in_brackets = addressee.count("(") > addressee.count(")") or _THROUGH.match(text) is not None
    return in_brackets or (addressee.endswith("เขต") and _AREA_NUMBER.match(text) is not None)


def _last_label(part: list[list[Line]]) -> int:
    return max((number for number, row in enumerate(part[:_REACH]) if _label(_joined(row))), default=0)


def _join(values: dict[str, list[str]]) -> dict[str, str]:
    return {
        label: signature_lines.join_wrapped([_without_leaders(part) for part in parts]).strip() for label, parts in values.items()
    }


def _without_leaders(part: str) -> str:
    """The part without the dots that fill its line; the dot of an abbreviation ("พ.ศ.") stays."""
    bare = part.strip(" .…_")
    return f"{bare}." if _ABBREVIATED.search(bare) and f"{bare}." in part else bare


def _is_number(text: str) -> bool:
    """Whether it is made as numbers of memos are."""
    return (_NUMBER.fullmatch(text) is not None or known.is_unit(text)) and re.search("[0-9๐-๙]", text) is not None


def _number(text: str | None) -> str | None:
    """As printed; blanks, dots, "/" and "-" alone are no number."""
    if text is None or _BLANK.fullmatch(text):
        return None
    return text
