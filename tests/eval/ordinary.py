"""Makes ordinary memos and office files of invented people, with what a person sees on them: a corpus like any other."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from syncd.thai import BUDDHIST_ERA, format_date
from tests.eval import office_words as words
from tests.eval.drawn import write_report
from tests.eval.papers import FONTS, Part, write_docx, write_pdf, write_xlsx
from tests.eval.printed import write_printed

_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_SHORT_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")


@dataclass(frozen=True, slots=True)
class _Block:
    name: str
    posts: tuple[str, ...]
    words: str
    decision: str | None
    day: date | None
    day_text: str


def write(folder: Path, count: int, seed: int, *, browser: bool = False) -> None:
    """`count` memos and `count` files to publish, with expected.json. The same seed makes the same ones.

    PDFs are left out where no Thai font is installed. `browser`: every fifth paper is printed by Chromium, a second each.
    """
    rng = random.Random(seed)
    expected: dict[str, dict[str, Any]] = {}
    for number in range(count):
        name = f"memo_{number:03}"
        parts, entry = _memo(rng)
        expected[_set(folder, name, parts, rng, browser=browser)] = entry
    for number in range(count):
        name, entry = f"file_{number:03}", {"kind": "attachment", "outcome": "publish", "flags": []}
        if number % 3 == 2:
            title, head, row = rng.choice(words.TABLES)
            rows = [head, *([cell.format(**_filled(rng), i=i) for cell in row] for i in range(1, rng.randint(5, 60)))]
            write_xlsx(folder / f"{name}.xlsx", title, rows)
            expected[f"{name}.xlsx"] = entry
            continue
        if number % 12 == 7 and FONTS:
            report = [line.format(**_filled(rng)) for line in rng.choice(words.ANNOUNCEMENTS)]
            write_report(folder / f"{name}.docx", report, rng.choice(words.CHARTS), rng)
            expected[f"{name}.docx"] = entry
            continue
        lines = rng.choice(words.ANNOUNCEMENTS)
        digits = rng.choice((_THAI, _ARABIC))
        parts = []
        for spot, line in enumerate(lines):
            centred = spot == 0 or line.startswith("(")
            x = 0.5 if centred else 0.1 if spot > 1 else 0.0
            parts.append(Part(line.format(**_filled(rng)).translate(digits), x, centred=centred, gap=0.3))
        expected[_set(folder, name, parts, rng, browser=browser)] = entry
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1), encoding="utf-8")


def _set(folder: Path, name: str, parts: list[Part], rng: random.Random, *, browser: bool) -> str:
    setter: Callable[[Path, list[Part], random.Random], None] = write_docx
    if browser and rng.random() < 0.2:
        setter, name = write_printed, f"{name}.pdf"
    elif FONTS and rng.random() < 0.6:
        setter, name = write_pdf, f"{name}.pdf"
        parts = [
            replace(part, text=part.text.replace("☑", "(/)").replace("☐", "( )")) for part in parts
        ]  # no such letter in the fonts
    else:
        name = f"{name}.docx"
    setter(folder / name, parts, rng)
    return name


def _filled(rng: random.Random) -> dict[str, str]:
    """What stands in the braces of the sample texts."""
    person = rng.choice(words.PEOPLE)
    return {
        "office": words.OFFICE,
        "director": words.DIRECTOR,
        "unit": rng.choice(words.UNITS),
        "person": person,
        "person_bare": person.split(" ")[1],
        "post": rng.choice(words.POSTS),
        "day": f"{rng.randint(1, 28)} เมษายน 2563",
        "n": str(rng.randint(2, 98)),
        "q": str(rng.randint(1, 4)),
        "hundred": str(rng.randint(120, 980)),
        "thousand": f"{rng.randint(10, 40)},{rng.randint(100, 999)}",
        "five": f"{rng.randint(0, 99999):05}",
        "percent": f"{rng.randint(60, 99)}.{rng.randint(10, 99)}",
        "money": f"{rng.randint(10, 999)},{rng.randint(0, 999):03}.{rng.choice(('00', '50', '25'))}",
        "office_phone": f"0-44{rng.randint(10, 99)}-{rng.randint(1000, 9999)}",
        "juristic": f"0{rng.randint(100, 999)}5{rng.randint(40, 66)}{rng.randint(0, 999999):06}",
    }


def _memo(rng: random.Random) -> tuple[list[Part], dict[str, Any]]:
    """One memo: how it is printed, and what a person sees. Five of six are approved."""
    digits = rng.choice((_THAI, _THAI, _ARABIC))
    unit = rng.choice(words.UNITS)
    thing = rng.choice(words.THINGS).translate(digits)
    day = date(2020, 1, 6) + timedelta(days=rng.randint(0, 150))
    number = rng.choice(
        (f"ศธ 04040/{rng.randint(1, 2400)}", f"ศธ 04040/ว {rng.randint(1, 90)}", f"{rng.randint(1, 300)}/2563", "")
    )
    subject = rng.choice(words.ASKS).format(thing)
    office = words.OFFICE.translate(digits)
    to = f"ผู้อำนวยการ{office}"
    body = [line.format(unit=unit, thing=thing).translate(digits) for line in rng.choice(words.BODIES)]
    proposer = rng.choice(words.PEOPLE)
    below = _unit_director(rng, unit, proposer)
    director = _director(rng, day, digits, office)
    printed_day = format_date(day).replace("พ.ศ. ", "").translate(digits)
    whose = f"{unit} {office}" + (f" โทร. {_filled(rng)['office_phone'].translate(digits)}" if rng.random() < 0.15 else "")
    head = [Part("บันทึกข้อความ", 0.5, centred=True), Part(f"ส่วนราชการ  {whose}", gap=0.5)]
    shown = number.translate(digits) or rng.choice(("/", "........", "ศธ ๐๔๐๔๐/"))
    head += (
        [Part(f"ที่  {shown}"), Part(f"วันที่  {printed_day}")] if rng.random() < 0.3 else [Part(f"ที่  {shown}    วันที่  {printed_day}")]
    )
    head += [Part(f"เรื่อง  {subject}"), Part(f"เรียน  {to}")]
    if rng.random() < 0.2:
        head.append(Part(rng.choice(words.ENCLOSED).format(unit=unit, thing=thing).translate(digits)))
    parts = head + [Part(line, 0.12, gap=0.3 if spot == 0 else 0.0) for spot, line in enumerate(body)]
    parts += [
        Part(line, 0.7, centred=True, gap=1 if spot == 0 else 0)
        for spot, line in enumerate((f"({proposer})", rng.choice(words.POSTS)))
    ]
    blocks = [below, director]
    if rng.random() < 0.3:
        parts += [Part("", gap=0)]
        parts += [
            Part(line, side=side) for block, side in zip(blocks, ("left", "right"), strict=True) for line in _lines(block, rng)
        ]
    else:
        column = rng.choice((0.5, 0.7, 0.7))
        for block in blocks:
            x = column if rng.random() < 0.8 else rng.choice((0.3, 0.5, 0.7))
            parts += [Part(line, x, centred=True, gap=0.6 if spot == 0 else 0) for spot, line in enumerate(_lines(block, rng))]
    if rng.random() < 0.15:
        foot = rng.choice(words.FEET).translate(digits).split("\n")
        parts += [Part(line, gap=0 if spot else 2) for spot, line in enumerate(foot)]
    outcome = "publish" if director.decision == "approved" else "hold"
    entry = {
        "kind": "memo",
        "outcome": outcome,
        "flags": [],
        "memos": [
            {
                "unit": whose,
                "memo_no": number.translate(digits) or None if number else ("ศธ ๐๔๐๔๐/" if shown.startswith("ศธ") else None),
                "date": day.isoformat(),
                "subject": subject,
                "to": to,
                "publish_request": True,
                "overall": director.decision or "undecided",
                "approvals": [
                    {"name": block.name, "decision": block.decision, "date": block.day.isoformat() if block.day else None}
                    for block in blocks
                ],
            }
        ],
    }
    return parts, entry


def _unit_director(rng: random.Random, unit: str, proposer: str) -> _Block:
    name = rng.choice([name for name in words.PEOPLE if name != proposer])
    said = rng.choice(words.UNIT_WORDS)
    return _Block(
        name,
        (f"ผู้อำนวยการ{unit}",),
        said,
        "approved" if said in {"อนุมัติ", "เห็นชอบ"} else None,
        None,
        rng.choice(("", "......./......./.......")),
    )


def _director(rng: random.Random, day: date, digits: dict[int, int], office: str) -> _Block:
    draw = rng.random()
    if draw < 0.84:
        decision, said = "approved", rng.choice(words.APPROVED)
    elif draw < 0.90:
        decision, said = "not_approved", rng.choice(words.REFUSED)
    elif draw < 0.94:
        decision, said = "needs_revision", rng.choice(words.CORRECT)
    else:
        decision, said = "", rng.choice(words.UNDECIDED)
    signed = day + timedelta(days=rng.randint(0, 5))
    year = signed.year + BUDDHIST_ERA
    shown = rng.choice(
        (
            f"{signed.day} {_SHORT_MONTHS[signed.month - 1]} {year % 100}",
            f"{signed.day} {_SHORT_MONTHS[signed.month - 1]} {year}",
            f"{signed.day}/{signed.month}/{year}",
            format_date(signed).replace("พ.ศ. ", ""),
            f"วันที่ {format_date(signed)}",
        )
    ).translate(digits)
    if rng.random() < 0.2:
        posts: tuple[str, ...] = (f"รองผู้อำนวยการ{office}", "รักษาราชการแทน", f"ผู้อำนวยการ{office}")
        return _Block(words.DEPUTY, posts, said, decision or None, signed, shown)
    post = (f"ผู้อำนวยการ{office}",) if rng.random() < 0.8 else ("ผู้อำนวยการ", office)
    return _Block(words.DIRECTOR, post, said, decision or None, signed, shown)


def _lines(block: _Block, rng: random.Random) -> list[str]:
    dots = rng.choice(("", "(ลงชื่อ)..................................", "ลงชื่อ.............................."))
    label = rng.choice(words.LABELS) if rng.random() < 0.1 else ""
    return [line for line in (label, *block.words.split("\n"), dots, f"({block.name})", *block.posts, block.day_text) if line]
