"""Finds the signature blocks of a memo: decision, name, position and date, bound by where they stand on the page. Pure."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from syncd import thai
from syncd.memo import places, words
from syncd.memo.page import DRAWN, PICTURE, Line, Mark, rows
from syncd.model.approval import Approval, Word
from syncd.model.memo import FieldPlace

_NAME = re.compile(r"\((?:ลงชื่อ)?[ .…]*([^()0-9๐-๙]{5,60}?)[ .…]*\)")
_BLANK_NAME = re.compile(r"\([ .…_]{6,}\)")
_SIGN = re.compile(r"\(?(?:ลงชื่อ|ลงนาม)?\)?[ .…_]*(?:ผู้(?!ไม่)\S{2,12})?[ .…_]*")
_BLANK_DATE = re.compile(r"(?:วันที่)?[ .…_]*(?:[/.…_]|เดือน|พ\.ศ\.)[ ./…_]*(?:เดือน)?[ .…_]*(?:พ\.ศ\.)?[ .…_/]*")
_DATEISH = re.compile(r"^(?:วันที่ ?)?[0-9๐-๙.…]{1,8} ?(?:[/-]|เดือน|[ก-ฮ][ก-๎.]{0,3}\.|" + "|".join(thai.MONTHS) + ")")
_FOOT = re.compile(
    r"(?:โทร|มือถือ)(?:ศัพท์|สาร|โทร|ต่อ|[ .:\-–,()/0-9๐-๙])*|-? ?[0-9๐-๙]{1,3} ?-?|หน้า(?:ที่)? ?[0-9๐-๙]+"
    r"(?: ?(?:จาก|ของ|/) ?[0-9๐-๙]+)?|สำเนา(?:คู่ฉบับ|ถูกต้อง)|(?:e-?mail|https?|www)[\x20-\x7e]*|\S+@\S+",
    re.IGNORECASE,
)
"""Whole lines that say nothing of the matter: telephones, page numbers, addresses."""
_WHOSE = re.compile(r"(?P<whose>(?:งาน|กลุ่ม|ฝ่าย|หน่วย)[ก-๎ ]{2,60}?) ?(?=โทร[.ศส :0-9๐-๙])")
"""Before a telephone at the foot."""
_SLOGAN = re.compile("[“\"‘'][^”\"’']{4,60}[”\"’']")
_PERSON = re.compile("^(?:นาย|นาง|ดร|ว่าที่|ผศ|รศ|ศ|พ|ร|จ|ส|[ก-ฮเ-ไ])")
_TITLED = re.compile(r"(?:นาย|นาง|ดร\.|ว่าที่|ผศ\.|รศ\.|[ก-ฮ]\.)")
_FULL_NAME = re.compile(r"(?:นางสาว|นาง|นาย|น\.ส\.|ดร\.|ว่าที่(?:ร้อย|ร\.)(?:ตรี|โท|เอก|[ตทอ]\.)) ?[ก-๎]{2,20} [ก-๎]{2,25}")
"""A title, a name and a surname, nothing else."""
_RESERVED_IN_NAME = re.compile(
    "อนุมัติ|อนุญาต|เห็น|แก้ไข|ทบทวน|ทราบ|ชะลอ|ระงับ|ยกเลิก|ไม่|ให้|ก่อน|เผยแพร่|พิจารณา|ดำเนินการ|กลุ่ม|ประกาศ|เมื่อ|เว็บ"
)
_POST_NUMBER = re.compile("[0-9๐-๙]{1,2}")
"""All that the last line of a wrapped post may hold: the number after เขต."""

_CREST = 200.0
"""Points from the left and the top of the first page within which a drawing is the crest."""
_SAME_COLUMN = 0.3
"""Names that share this much of the narrower one's width stand in one column."""
_ASIDE = 45.0
"""Points from the axis of its block within which a decision mostly stands."""
_BREAK = 1.6
"""A gap of more than this many line pitches ends a position."""

UNBOUND = "มีข้อความคล้ายคำสั่งการที่ไม่ทราบว่าเป็นของผู้ใด"
ODD = "ตำแหน่งของช่องลงนามซ้อนกัน ไม่ทราบแน่ว่าคำสั่งการเป็นของผู้ใด"
LATER = "มีข้อความเพิ่มเติมใต้ช่องลงนาม"


@dataclass
class _Block:
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


def is_name(line: Line) -> bool:
    """Whether the line is a name in brackets, or the brackets left for one."""
    if _BLANK_NAME.fullmatch(line.text):
        return True
    found = _NAME.fullmatch(line.text)
    if found is None or not _PERSON.match(found[1]):
        return False
    if _FULL_NAME.fullmatch(found[1]) and not _RESERVED_IN_NAME.search(found[1]):
        return True  # มอบ and ชอบ are also parts of names
    if words.DECIDES.search(found[1]):
        return False
    return _TITLED.match(found[1]) is not None or not words.RESERVES.search(found[1])


def _columns(names: list[Line]) -> tuple[list[list[Line]], bool]:
    """The names by column, from left to right, and whether the columns are clear."""
    columns: list[list[Line]] = []
    clear = True
    for name in names:
        shares = []
        for column in columns:
            last = column[-1]
            overlap = min(last.x1, name.x1) - max(last.x0, name.x0)
            shares.append(overlap / max(1.0, min(last.x1 - last.x0, name.x1 - name.x0)))
        best = max(shares, default=0.0)
        clear = clear and (best <= 0 or best >= _SAME_COLUMN)
        if best >= _SAME_COLUMN:
            columns[shares.index(best)].append(name)
        else:
            columns.append([name])
    return sorted(columns, key=lambda column: column[0].centre), clear


def _one_under_another(lines: list[Line], names: list[Line]) -> bool:
    """Whether the blocks follow one another down the page, however far to the left or right each of them stands.

    No line may stand beside another. Between two names first come lines nearer to the axis of the upper one, then those of the
    lower one; below the last name none is nearer to another's.
    """
    below = [[line for line in row if not _SIGN.fullmatch(line.text)] for row in rows(lines) if row[0].place >= names[0].place]
    if any(len(row) > 1 and not all(words.BOX.search(line.text) for line in row) for row in below):
        return False
    for upper, lower in pairwise(names):
        between = [row for row in below if row and upper.place < row[0].place < lower.place]
        upon_lower = [_nearer(row, lower, upper) for row in between]
        if upon_lower != sorted(upon_lower):
            return False
    return all(_nearer(row, names[-1], name) for row in below if row and row[0].place > names[-1].place for name in names[:-1])


def _follows_a_name(lines: list[Line], names: list[Line]) -> bool:
    """Whether a decision stands on the axis of the name above it and off that of the name below: it may be of either."""
    for upper, lower in pairwise(names):
        for row in rows([line for line in lines if upper.place < line.place < lower.place]):
            centre = (row[0].x0 + row[-1].x1) / 2
            decides = words.read(_whole(row)) not in {Word.NONE, Word.UNCLEAR}
            if decides and abs(centre - upper.centre) < _ASIDE / 2 and abs(centre - lower.centre) > _ASIDE:
                return True
    return False


def _leans(line: Line, column: int, centres: list[float]) -> bool:
    """Whether the line decides something and stands so far towards another column that it may be meant for that one."""
    aside = line.centre - centres[column]
    towards = column + 1 < len(centres) if aside > 0 else column > 0
    return towards and abs(aside) > _ASIDE and words.read(line.text) not in {Word.NONE, Word.UNCLEAR}


def _nearer(row: list[Line], name: Line, other: Line) -> bool:
    """Whether the row stands no farther from the axis of `name` than from that of `other`."""
    centre = (row[0].x0 + row[-1].x1) / 2
    return abs(centre - name.centre) <= abs(centre - other.centre) + 1


def find(lines: list[Line], marks: tuple[Mark, ...] = ()) -> Signatures:
    """Read every signature block among a memo's lines below its addressee.

    A decision belongs to the name it stands above, in the same column. Whatever looks like a decision and cannot be bound so
    makes all of them uncertain.
    """
    names = [line for row in rows(lines) for line in row if is_name(line)]
    if not names:
        orphan = any(words.read(line.text) not in {Word.NONE, Word.UNCLEAR} for line in lines)
        return Signatures((), (UNBOUND,) if orphan else (), None)
    columns, clear = _columns(names)
    if _one_under_another(lines, names):
        columns, clear = [names], not _follows_a_name(lines, names)
    first = names[0].place
    doubts = [] if clear else [ODD]
    centres = [sum(name.centre for name in column) / len(column) for column in columns]
    borders = [(left + right) / 2 for left, right in pairwise(centres)]
    blocks: list[tuple[Line, _Block, bool]] = []
    for number, column in enumerate(columns):
        own = [line for line in lines if sum(line.centre > border for border in borders) == number]
        straddling = [line for line in own if line.place > first and any(line.x0 < b - 30 and line.x1 > b + 30 for b in borders)]
        if any(words.DECIDES.search(line.text) for line in straddling):
            doubts.append(UNBOUND)
        if any(_leans(line, number, centres) for line in own if line.place > first or words.read(line.text) is not Word.NOTED):
            doubts.append(UNBOUND)  # above the first name "มอบหมายให้…" is the body's
        blocks.extend(_read_column(own, column, first, doubts))
    blocks.sort(key=lambda item: item[0].place)
    # A decision alone on a line among the body (a text box, a stamp) was meant for somebody: it must not go unread.
    stray = [
        line for line in lines if line.place < first and (words.read(line.text) is Word.APPROVED or words.forbids(line.text))
    ]
    taken = [block for name, block, _ in blocks if name.page == first[0] and name.y - first[1] < 3 and block.decision]  # noqa: PLR2004 - points
    if len(stray) > len(taken):
        doubts.append(UNBOUND)
    doubts += [mark.why for mark in marks if _disturbs(mark, lines, names)]
    sure = not doubts
    deciding = [(name, block) for name, block, proposes in blocks if not proposes]
    approvals = tuple(_approval(block, sure) for _, block in deciding)
    stand = tuple(places.signature_block(name, block.lines) for name, block in deciding)
    return Signatures(approvals, tuple(dict.fromkeys(doubts)), first, stand)


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


def _read_column(
    own: list[Line], column: list[Line], first: tuple[int, float], doubts: list[str]
) -> list[tuple[Line, _Block, bool]]:
    """The blocks of one column, top to bottom; a block that only proposes is marked."""
    on_first_row = column[0].page == first[0] and abs(column[0].y - first[1]) < 3  # noqa: PLR2004 - points: one baseline
    reading = _Column(pending=_exact_decision_above(own, column[0]) if on_first_row else [])
    proposes = on_first_row and not reading.pending
    for row in rows([line for line in own if line.place > first or line in column]):
        name = next((line for line in row if line in column), None)
        if name is None:
            reading.take(row)
        else:
            reading.begin(name, [line for line in row if line is not name])
    if any(_adds(line, column[-1]) for line in reading.pending):
        doubts.append(LATER)
    return [(name, block, proposes and number == 0) for number, (name, block) in enumerate(reading.blocks)]


@dataclass
class _Column:
    """Reads a column downwards: what follows a name is its position and date, what then follows belongs to the next name."""

    pending: list[Line]
    """Lines of the decision above the next name."""
    dates: list[date | None] = field(default_factory=list)
    """Dates above the next name."""
    blocks: list[tuple[Line, _Block]] = field(default_factory=list)
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
        shown = "" if _BLANK_NAME.fullmatch(name.text) else name_in(name.text)
        block = _Block(shown, decision, dates=self.dates, lines=[*self.pending, *self.dated])
        block.certain = all(_SIGN.fullmatch(line.text) for line in beside) and not (self.dates and self.undated)
        self.blocks.append((name, block))
        self.pending, self.dates, self.dated, self.pitch, self.ended, self.last = [], [], [], 0.0, False, name
        self.undated = False

    def take(self, row: list[Line]) -> None:
        """A line without a name."""
        text = _whole(row)
        gap = row[0].y - self.last.y if self.last is not None and row[0].page == self.last.page else 0.0
        self.last = row[0]
        if self.broken is not None and (whole := thai.parse_date(self.broken[1] + text)):
            self.broken[0][-1] = whole
            self.broken = None
            return
        kind = _kind(text)
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
        if kind == "date":
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


def _whole(row: list[Line]) -> str:
    return " ".join(line.text for line in row)


def _kind(text: str) -> str:
    if _SIGN.fullmatch(text) or _is_foot(text):
        return "blank"
    if _BLANK_DATE.fullmatch(text):
        return "undated"
    return "date" if thai.parse_date(text) or _DATEISH.match(text) else "text"


def _is_foot(text: str) -> bool:
    whose = _WHOSE.match(text)
    if whose is None or words.DECIDES.search(whose[0]) or words.QUALIFIES.search(whose[0]):
        return _FOOT.fullmatch(text) is not None
    return _FOOT.fullmatch(text, whose.end()) is not None


def _opens_decision(text: str, block: _Block) -> bool:
    if words.DECIDES.search(text) or words.forbids(text) or re.match(r"^[-–•●▪☐☑☒□✓✔(\[\uf000-\uf0ff]", text):
        return True
    return bool(block.position) and words.QUALIFIES.search(text) is not None


def _adds(line: Line, name: Line) -> bool:
    """Whether a line below the last block may add to what was decided: whatever stands on that page, orders on later ones."""
    says = words.DECIDES.search(line.text) or words.QUALIFIES.search(line.text)
    return bool(says) or (line.page == name.page and not _SLOGAN.fullmatch(line.text))


def _exact_decision_above(own: list[Line], name: Line) -> list[Line]:
    """The decision above a name of the first row, where body text ends: only a known phrase alone on its line counts."""
    above = [row for row in rows([line for line in own if line.place < name.place]) if not _SIGN.fullmatch(_whole(row))]
    if not above or above[-1][0].page != name.page:
        return []
    text = _whole(above[-1])
    decided = words.read(text) not in {Word.NONE, Word.UNCLEAR}
    line = replace(above[-1][0], x1=above[-1][-1].x1, text=text)
    aligned = abs(line.centre - name.centre) < max(40.0, (name.x1 - name.x0) / 2)
    return [line] if decided and (aligned or text[0] in "-–•☑☒(") else []


def name_in(text: str) -> str:
    """The name that stands alone in brackets; "" where none does."""
    found = _NAME.fullmatch(text)
    return " ".join(found[1].split()) if found else ""


def join_wrapped(parts: list[str]) -> str:
    """Lines of one wrapped phrase as one: Thai breaks between words without a blank, but not before a number or เขต."""
    joined = ""
    for part in parts:
        apart = joined and re.match(r"[0-9๐-๙(A-Za-z]|เขต", part)
        joined += (" " if apart else "") + part
    return joined


def _approval(block: _Block, sure: bool) -> Approval:
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
