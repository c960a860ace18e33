"""What commands show: tables and lines for people, JSON for programs."""

import json
import os
import sys
from collections.abc import Iterable
from datetime import datetime

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from syncd.clock import BANGKOK
from syncd.litter import printable
from syncd.model.decision import Weight
from syncd.model.state import STATE_THAI, State
from syncd.thai import SHORT_MONTHS

PLAIN_WIDTH = 100
"""Columns where nobody says how wide the page is: a pipe, a file."""

WEIGHT_THAI = {Weight.RETURN: "ต้องแก้ไข", Weight.HOLD: "รอตรวจ", Weight.NOTE: "หมายเหตุ"}
STATE_SHORT = {**STATE_THAI, State.HELD: "รอ ICT ตรวจ", State.DEFERRED: "เว็บขัดข้อง รอลองใหม่"}
"""As in the replies, but fit for a column."""
_STYLE = {
    State.PUBLISHED: "green",
    State.HELD: "yellow",
    State.RETURNED: "magenta",
    State.DEFERRED: "red",
    State.WITHDRAWN: "dim",
    State.CANCELLED: "dim",
}


def console() -> Console:
    """Standard output. Text is shown as it is: titles are not markup."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else PLAIN_WIDTH
    return Console(markup=False, highlight=False, emoji=False, width=width)


def show_json(value: object) -> None:
    """One JSON value, Thai letters kept."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201 -- the command's answer


def table(*headers: str, grow: str = "") -> Table:
    """A table without frames; the column `grow` takes what room is left, and is cut there."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", expand=bool(grow))
    for header in headers:
        made.add_column(header, no_wrap=True, overflow="ellipsis", ratio=1 if header == grow else None)
    return made


def state_text(state: State) -> Text:
    """A state in Thai, in its colour."""
    return Text(STATE_SHORT[state], style=_STYLE.get(state, ""))


def short(text: str, cells: int) -> str:
    """The text cut to so many columns; a letter keeps its marks."""
    text = clean(text)
    if cell_len(text) <= cells:
        return text
    kept, width = "", 0
    for letter in text:
        width += cell_len(letter)
        if width > cells - 1:
            break
        kept += letter
    return kept.rstrip() + "…"


def clean(text: str) -> str:
    """One line, and nothing that a terminal would obey."""
    return printable(" ".join(text.split()))


def when(at: datetime | None) -> str:
    """ "23 พ.ย. 69 10.45", in Thailand."""
    if at is None:
        return ""
    local = at.astimezone(BANGKOK)
    return f"{local.day} {SHORT_MONTHS[local.month - 1]} {(local.year + 543) % 100:02d} {local:%H.%M}"


def lines(pairs: Iterable[tuple[str, str]]) -> Table:
    """Names and values beside each other; empty values are left out."""
    made = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in pairs:
        if value:
            made.add_row(name, clean(value))
    return made
