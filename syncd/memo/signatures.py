"""Finds the signature blocks of a memo: decision, name, position and date, bound by where they stand on the page. Pure."""

import re
from dataclasses import dataclass
from itertools import pairwise

from syncd import thai
from syncd.memo import feet, places, words
from syncd.memo.page import DRAWN, PICTURE, Line, Mark, rows
from syncd.memo.signature_blocks import Block, read_column
from syncd.memo.signature_columns import apart, columns_of, follows_a_name, leans, one_under_another, over_all
from syncd.memo.signature_lines import SIGN, is_name, is_typed, join_wrapped
from syncd.model.approval import Approval, Word
from syncd.model.memo import FieldPlace

_CREST = 200.0
"""Points from the left and the top of the first page within which a drawing is the crest."""
_ASKING = re.compile("(?:โปรด|เพื่อ|พิจารณา|และ|ขอ)$")
"""Where a sentence that asks for approval may be broken."""
_BASELINE = 3.0
"""Points within which lines stand at one height."""
_NEXT_LINE, _RAGGED = 32.0, 80.0
"""Points to the next line of a sentence at most, and from the end of a full line to the margin."""
UNBOUND = "มีข้อความคล้ายคำสั่งการที่ไม่ทราบว่าเป็นของผู้ใด"
ODD = "ตำแหน่งของช่องลงนามซ้อนกัน ไม่ทราบแน่ว่าคำสั่งการเป็นของผู้ใด"


@dataclass(frozen=True, slots=True)
class Signatures:
    """What stands from the first name down."""

    approvals: tuple[Approval, ...]
    """Without the proposer's own block, which decides nothing."""
    doubts: tuple[str, ...]
    proposed_at: tuple[int, float] | None
    """Place of the first name: what stands above is the memo's body. None: nobody is named."""
    places: tuple[FieldPlace, ...] = ()
    """Where each approval's block stands, in their order."""
    above: tuple[Line, ...] = ()
    """Lines of the blocks that stand higher than the first name, beside the end of the body."""

    def has(self, line: Line) -> bool:
        """Whether the line, above the first name, is one of these or a place to sign, and none of the body."""
        return SIGN.fullmatch(line.text) is not None or _is_taken(line, self.above)


def find(lines: list[Line], marks: tuple[Mark, ...] = ()) -> Signatures:
    """Read every signature block among a memo's lines below its addressee.

    A decision belongs to the name it stands above, in the same column. Whatever looks like a decision and cannot be bound so
    makes all of them uncertain.
    """
    names = [line for row in rows(lines) for line in row if is_name(line)]
    typed = [line for line in lines if line not in names and any(is_typed(line, name) for name in names)]
    lines = feet.without_running(apart([line for line in lines if line not in typed], names))
    if not names:
        orphan = any(words.read(line.text) not in {Word.NONE, Word.UNCLEAR} for line in lines)
        return Signatures((), (UNBOUND,) if orphan else (), None)
    first = names[0].place
    doubts: list[str] = []
    blocks: list[tuple[Line, Block, bool]] = []
    for part, own_names in over_all(lines, names):
        blocks += _blocks(part, own_names, first, doubts)
    blocks.sort(key=lambda item: item[0].place)
    # A decision alone on a line among the body (a text box, a stamp) was meant for somebody: it must not go unread.
    above = tuple(line for _, block, _ in blocks for line in block.lines if line.place < first)
    if any(line.place < first and _orders(line, lines) and not _is_taken(line, above) for line in lines):
        doubts.append(UNBOUND)
    doubts += [mark.why for mark in marks if _disturbs(mark, lines, names)]
    sure = not doubts
    deciding = [(name, block) for name, block, proposes in blocks if not proposes]
    approvals = tuple(_approval(block, sure) for _, block in deciding)
    stand = tuple(places.signature_block(name, block.lines) for name, block in deciding)
    return Signatures(approvals, tuple(dict.fromkeys(doubts)), first, stand, (*above, *typed))


def _blocks(lines: list[Line], names: list[Line], first: tuple[int, float], doubts: list[str]) -> list[tuple[Line, Block, bool]]:
    """The blocks of these names, column by column."""
    columns, clear = columns_of(names)
    if one_under_another(lines, names):
        columns, clear = [names], not follows_a_name(lines, names)
    doubts += [] if clear else [ODD]
    centres = [sum(name.centre for name in column) / len(column) for column in columns]
    borders = [(left + right) / 2 for left, right in pairwise(centres)]
    blocks: list[tuple[Line, Block, bool]] = []
    for number, column in enumerate(columns):
        own = [line for line in lines if sum(line.centre > border for border in borders) == number]
        straddling = [line for line in own if line.place > first and any(line.x0 < b - 30 and line.x1 > b + 30 for b in borders)]
        if any(words.DECIDES.search(line.text) for line in straddling):
            doubts.append(UNBOUND)
        if any(leans(line, number, centres) for line in own if line.place > first or _orders(line, lines)):
            doubts.append(UNBOUND)
        blocks.extend(read_column(own, column, first, doubts))
    return blocks


def _is_taken(line: Line, rows: tuple[Line, ...]) -> bool:
    """Whether the line is one of these rows or a part of one."""
    return any(row.place <= line.place and line.y - row.y < _BASELINE and row.x0 <= line.x0 <= row.x1 for row in rows)


def _orders(line: Line, lines: list[Line]) -> bool:
    """Whether a line among the body decides by itself; its own lines may begin with "มอบหมายให้…" and "ปรับปรุงอาคาร…"."""
    approves = words.read(line.text) is Word.APPROVED and not words.NUMBERED.match(line.text)
    return words.forbids(line.text) or (approves and not _ends_sentence(line, lines))


def _ends_sentence(line: Line, lines: list[Line]) -> bool:
    """Whether the words are the end of what the memo asks for, broken over two lines: "…เพื่อโปรดพิจารณา", "อนุมัติ"."""
    above = [other for other in lines if other.page == line.page and 0 < line.y - other.y < _NEXT_LINE]
    if not above:
        return False
    last = max(above, key=lambda other: other.y)
    reaches_margin = last.x1 > max(other.x1 for other in lines) - _RAGGED
    return reaches_margin and line.x0 <= last.x0 and _ASKING.search(thai.squeeze(last.text)) is not None


def _disturbs(mark: Mark, lines: list[Line], names: list[Line]) -> bool:
    """Whether the mark lies where somebody may have decided: strokes from a signature's height above the first name down,
    pictures anywhere below the addressee, handwriting anywhere but where the crest stands.
    """
    page, y = names[0].place
    if mark.why == DRAWN:
        is_crest = mark.page == lines[0].page and mark.bottom < _CREST and mark.x1 < _CREST
        return not is_crest
    over_body = mark.why == PICTURE and (lines[0].page, lines[0].y) < (mark.page, (mark.top + mark.bottom) / 2)
    return over_body or (page, y - 60) <= (mark.page, mark.bottom)


def _approval(block: Block, sure: bool) -> Approval:
    text = "\n".join(block.decision)
    dates = block.dates
    text, day = words.split_date(text)
    if day is not None:
        dates = [*dates, day]
    word = words.read(text)
    return Approval(
        word=word,
        words=words.bare(text.replace("\n", " ")),
        name=block.name,
        position=join_wrapped(block.position),
        date=dates[0] if len(dates) == 1 else None,
        certain=sure and block.certain and len(dates) <= 1 and dates != [None] and word is not Word.UNCLEAR,
    )
