"""A held case on one page: the signature blocks first and large, then number and date, what is missing, how to decide. Pure.

One file without scripts that opens by double click on any machine, and asks nothing of any network.
"""

import base64
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from syncd.html import template
from syncd.ledger import Case, VersionRecord
from syncd.model.approval import Approval
from syncd.model.decision import Weight
from syncd.model.memo import FieldPlace, Memo
from syncd.model.office import Approver
from syncd.thai import format_date

_PAGE = float("inf")
_ROOM = {"approval": (_PAGE, 40, _PAGE, 40), "number": (8, 8, 24, 8), "date": (8, 8, 24, 8)}
"""Points around a place that are shown with it: left, above, right, below. The hand does not keep to the form: a decision may be
written anywhere beside the block, and what is cut off of it may be its ไม่; its day stands below, where OCR sees no writing."""
_CLOSE_UP = 2.0
"""Pixels to the point, at most: so the director's block, the number and the date stand on one screen of a small notebook."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a file as a picture."""

    file: str
    page: int
    """From 1."""
    png: bytes
    width: float
    height: float
    """In points, as FieldPlace has them."""


@dataclass(frozen=True, slots=True)
class _Crop:
    """A part of a sheet, as CSS wants it."""

    sheet: int
    """Its place among the sheets, from 1."""
    said: str
    ratio: str
    most: int
    zoom: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """A marked place on a whole sheet; parts of a hundred."""

    left: float
    top: float
    width: float
    height: float


def render(
    case: Case,
    version: VersionRecord,
    sheets: Sequence[Sheet],
    approvers: Sequence[Approver],
    commands: Sequence[str],
    notes: Iterable[str] = (),
    *,
    read: Iterable[tuple[str, str]] = (),
    words: Iterable[tuple[str, str]] = (),
    folder: Path | None = None,
) -> str:
    """The page. `commands`: what decides the case, the first of them asks; `notes`: Thai, what could not be shown and why.

    `read`: names and values of what was read of the memo; `words`: files without pages, and what stands in them; `folder`: where
    all of them lie.
    """
    memo = version.memo
    marks = memo.marks if memo is not None else ()
    holds = [finding for finding in version.findings if finding.weight is Weight.HOLD]
    return template("review.html.j2").render(
        case=case,
        version_no=version.version_no,
        images=[base64.b64encode(sheet.png).decode("ascii") for sheet in sheets],
        blocks=_blocks(memo, sheets, {_letters(approver.name) for approver in approvers}),
        fields=_fields(memo, sheets),
        unsure=memo is None or bool(memo.uncertain),
        read=list(read),
        words=list(words),
        holds=[(finding.file if not finding.names_file else None, finding.message) for finding in holds],
        others=[finding.message for finding in version.findings if finding.weight is not Weight.HOLD],
        commands=list(commands),
        approvers=[f"{place} {approver.name} {approver.position}" for place, approver in enumerate(approvers, 1)],
        pages=[
            (number, sheet, _frames(sheet, marks) if memo is not None and sheet.file == memo.file else [])
            for number, sheet in enumerate(sheets, 1)
        ],
        files=[file["name"] for file in version.files],
        notes=list(notes),
        folder=folder,
    )


def _blocks(memo: Memo | None, sheets: Sequence[Sheet], may_approve: Collection[str]) -> list[_Crop]:
    """The signature blocks: first of who may approve, the last one first. Unknown: where they mostly are."""
    own = [place for place in (memo.marks if memo is not None else ()) if place.field == "approval"]
    read = zip(own, memo.approvals if memo is not None else (), strict=False)
    blocks = sorted(read, key=lambda block: any(name in _letters(block[1].name) for name in may_approve))
    file = memo.file if memo is not None else ""
    crops = [crop for place, block in blocks[::-1] if (crop := _cut(place, _as_read(block), sheets, file))]
    if crops or not sheets:
        return crops
    last = max((sheet for sheet in sheets if sheet.file == sheets[0].file), key=lambda sheet: sheet.page)
    lower = FieldPlace("approval", last.page, 0, round(last.height * 0.45), round(last.width), round(last.height))
    found = _cut(lower, "ไม่พบช่องลงนามที่อ่านออก: ส่วนล่างของหน้าสุดท้าย", sheets, last.file)
    return [found] if found else []


def _letters(name: str) -> str:
    """The name without blanks, which OCR loses and finds."""
    return "".join(name.split())


def _fields(memo: Memo | None, sheets: Sequence[Sheet]) -> list[_Crop]:
    """The number and the date of the memo, in one strip where they stand in one row."""
    if memo is None:
        return []
    said = {
        "number": _read(memo, "number", "เลขที่", memo.number),
        "date": _read(memo, "date", "วันที่", format_date(memo.date) if memo.date else None),
    }
    own = sorted((place for place in memo.marks if place.field in said), key=lambda place: (place.page, place.top, place.x0))
    crops = []
    for _, group in groupby(own, key=lambda place: (place.page, place.top)):
        row = list(group)
        whole = replace(row[0], x0=min(place.x0 for place in row), x1=max(place.x1 for place in row))
        crops.append(_cut(whole, " · ".join(said[place.field] for place in row), sheets, memo.file))
    return [crop for crop in crops if crop]


def _cut(place: FieldPlace, said: str, sheets: Sequence[Sheet], file: str) -> _Crop | None:
    number = next((n for n, sheet in enumerate(sheets, 1) if (sheet.file, sheet.page) == (file, place.page)), None)
    if number is None:
        return None
    sheet = sheets[number - 1]
    left, above, right, below = _ROOM[place.field]
    x0, x1 = max(0.0, place.x0 - left), min(sheet.width, place.x1 + right)
    y0, y1 = max(0.0, place.top - above), min(sheet.height, place.bottom + below)
    width, height = max(1.0, x1 - x0), max(1.0, y1 - y0)
    return _Crop(
        number,
        said,
        f"{width:.1f} / {height:.1f}",
        round(width * _CLOSE_UP),
        round(100 * sheet.width / width, 2),
        round(100 * x0 / max(0.1, sheet.width - width), 2),
        round(100 * y0 / max(0.1, sheet.height - height), 2),
    )


def _frames(sheet: Sheet, marks: Iterable[FieldPlace]) -> list[_Frame]:
    return [
        _Frame(
            round(100 * place.x0 / sheet.width, 2),
            round(100 * place.top / sheet.height, 2),
            round(100 * (place.x1 - place.x0) / sheet.width, 2),
            round(100 * (place.bottom - place.top) / sheet.height, 2),
        )
        for place in marks
        if place.page == sheet.page
    ]


def _as_read(block: Approval) -> str:
    words = f"“{block.words}”" if block.words else "ไม่พบคำสั่ง"
    who = " ".join(part for part in (block.name, block.position) if part) or "(ไม่พบชื่อ)"
    return f"อ่านด้วยเครื่องได้: {words} – {who}"


def _read(memo: Memo, field: str, name: str, value: str | None) -> str:
    if field not in memo.uncertain:
        return f"{name} {value or '(ว่าง)'}"
    return f"{name} อ่านได้ว่า {value} ไม่แน่นอน" if value else f"{name} อ่านไม่ได้"
