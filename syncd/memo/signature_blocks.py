"""Reads one column of signatures downwards into blocks: decision, name, position, date. Pure."""

import math
import re
from dataclasses import dataclass, field, replace
from datetime import date

from syncd import thai
from syncd.memo import feet, known, words
from syncd.memo.page import Line, rows
from syncd.memo.signature_lines import BLANK_NAME, SIGN, kind_of, name_in, text_of
from syncd.model.approval import Word

_POST_NUMBER = re.compile("[0-9๐-๙]{1,2}")
"""All that the last line of a wrapped post may hold: the number after เขต."""
_BREAK = 1.6
"""A gap of more than this many line pitches ends a position."""
_BASELINE = 3.0
"""Points within which lines stand at one height."""
_BESIDE = 45.0
"""Points: a name so much lower than the first, in another column, is that of a block beside the first one's."""
_NEAR, _FAR = 20.0, 120.0
"""Points beside and below a block within which its date stands."""
LATER = "มีข้อความเพิ่มเติมใต้ช่องลงนาม"
NO_POST = "ใต้ชื่อผู้ลงนามมีข้อความที่ไม่ใช่ตำแหน่งซึ่งรู้จัก"


@dataclass
class Block:
    """One name with what was decided above it and what stands under it."""

    name: str
    decision: list[str] = field(default_factory=list)
    position: list[str] = field(default_factory=list)
    dates: list[date | None] = field(default_factory=list)
    certain: bool = True
    lines: list[Line] = field(default_factory=list)
    """All that was read into it: where it stands."""

    @property
    def lacks_number(self) -> bool:
        """Whether its post, as far as it was read, ends where the number of the area is to come."""
        return bool(self.position) and self.position[-1].endswith("เขต")


def read_column(
    own: list[Line], column: list[Line], first: tuple[int, float], doubts: list[str]
) -> list[tuple[Line, Block, bool]]:
    """The blocks of one column, top to bottom; a block that only proposes is marked."""
    lower = column[0].y - first[1] if column[0].page == first[0] else math.inf
    top = (first[0], first[1] - _BASELINE)
    reading = _Column(pending=_exact_decision_above(own, column[0], top) if lower < _BESIDE else [])
    proposes = abs(lower) < _BASELINE and not reading.pending
    for row in rows([line for line in own if line.place > top]):
        name = next((line for line in row if line in column), None)
        if name is None:
            reading.take(row)
        else:
            reading.begin(name, [line for line in row if line is not name])
    if reading.pending:
        doubts.append(LATER)
    if not all(known.is_post("".join(block.position)) for _, block in reading.blocks):
        doubts.append(NO_POST)
    return [(name, block, proposes and number == 0) for number, (name, block) in enumerate(reading.blocks)]


@dataclass
class _Column:
    """Reads a column downwards: what follows a name is its position and date, what then follows belongs to the next name."""

    pending: list[Line]
    """Lines of the decision above the next name."""
    dates: list[date | None] = field(default_factory=list)
    """Dates above the next name."""
    blocks: list[tuple[Line, Block]] = field(default_factory=list)
    pitch: float = 0.0
    ended: bool = False
    """Whether the last block's own date was read."""
    undated: bool = False
    """Whether the next decision began before the last block had its date: a date then may be of either."""
    last: Line | None = None
    dated: list[Line] = field(default_factory=list)
    """Where the dates above the next name stand."""
    broken: tuple[list[date | None], str] | None = None
    """A date that does not read by itself, and where it was put: its year may stand on the next line."""

    def begin(self, name: Line, beside: list[Line]) -> None:
        """A name: the block of the decision above it."""
        decision = [line.text for line in self.pending]
        shown = "" if BLANK_NAME.fullmatch(name.text) else name_in(name.text)
        block = Block(shown, decision, dates=self.dates, lines=[*self.pending, *self.dated])
        block.certain = all(SIGN.fullmatch(line.text) for line in beside) and not (self.dates and self.undated)
        self.blocks.append((name, block))
        self.pending, self.dates, self.dated, self.pitch, self.ended, self.last = [], [], [], 0.0, False, name
        self.undated = False

    def take(self, row: list[Line]) -> None:
        """A line without a name."""
        text = text_of(row)
        gap = row[0].y - self.last.y if self.last is not None and row[0].page == self.last.page else 0.0
        self.last = row[0]
        if self.broken is not None and (whole := thai.parse_date(self.broken[1] + text)):
            self.broken[0][-1] = whole
            self.broken = None
            return
        kind = kind_of(text)
        if kind == "blank" and self.pending and feet.names_unit(self.pending[-1], row[0]):
            self.pending.pop()
        if (
            _POST_NUMBER.fullmatch(text)
            and not self.pending
            and self.blocks
            and self.blocks[-1][1].lacks_number
            and not self.ended
        ):
            kind = "text"
        if kind in {"blank", "undated"}:
            self.ended = self.ended or kind == "undated"
            return
        block = self.blocks[-1][1] if self.blocks and not self.pending else None
        if kind == "date" and block is not None and not self.ended and self._is_astray(row, gap):
            self.pending.append(replace(row[0], x1=row[-1].x1, text=text))
        elif kind == "date":
            above = block is None or self.ended
            dates, lines = (self.dates, self.dated) if block is None or above else (block.dates, block.lines)
            dates.append(thai.parse_date(text))
            lines += row
            self.broken = (dates, text) if dates[-1] is None else None
            self.ended = True
        elif block is not None and not self.ended and not _opens_decision(text, block) and gap <= _BREAK * (self.pitch or gap):
            block.position.append(text)
            block.lines += row
            self.pitch = self.pitch or gap
        else:
            self.undated = self.undated or (bool(self.blocks) and not self.ended)
            self.pending.append(replace(row[0], x1=row[-1].x1, text=text))

    def _is_astray(self, row: list[Line], gap: float) -> bool:
        """Whether a date stands so far below the last block, or beside it, that it may be the date of something else."""
        name, block = self.blocks[-1]
        lines = [name, *block.lines]
        beside = row[-1].x1 < min(line.x0 for line in lines) - _NEAR or row[0].x0 > max(line.x1 for line in lines) + _NEAR
        return beside or gap > _FAR


def _opens_decision(text: str, block: Block) -> bool:
    text = feet.AUDIT.sub("", text)
    if (
        words.is_label(text)
        or words.DECIDES.search(text)
        or words.forbids(text)
        or words.read(text) not in {Word.NONE, Word.UNCLEAR}
        or re.match(r"[-–•●▪☐☑☒□✓✔(\[\uf000-\uf0ff]|เรียน", text)
    ):
        return True
    return bool(block.position) and words.QUALIFIES.search(text) is not None


def _exact_decision_above(own: list[Line], name: Line, top: tuple[int, float]) -> list[Line]:
    """The decision of a name above the first row, where body text ends: only a known phrase alone on its line counts."""
    above = [row for row in rows([line for line in own if line.place <= top]) if not SIGN.fullmatch(text_of(row))]
    text = text_of(above[-1]) if above else ""
    if not above or above[-1][0].page != name.page or words.NUMBERED.match(text):
        return []
    decided = words.read(text) not in {Word.NONE, Word.UNCLEAR}
    line = replace(above[-1][0], x1=above[-1][-1].x1, text=text)
    aligned = abs(line.centre - name.centre) < max(40.0, (name.x1 - name.x0) / 2)
    return [line] if decided and (aligned or text[0] in "-–•☑☒(") else []
