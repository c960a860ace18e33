"""Reads a Word 97–2003 .doc: the words a person sees, laid out as those of a DOCX are, and what hides among them."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from syncd.memo import doc_look, ole, seen
from syncd.memo.grid import Block, Cell, Grid, Paragraph, Row, Writing, whole
from syncd.memo.page import Text
from syncd.memo.source import Source
from syncd.memo.tables import Heads, row_says
from syncd.memo.word97 import Paragraph as Coded
from syncd.memo.word97 import Properties, Run, Word97

HASTY = "เอกสารถูกบันทึกแบบเร็ว (fast save) ระบบจึงอ่านลักษณะตัวอักษรได้ไม่ครบ"

_PLACES = {
    "body": "เนื้อหา",
    "headers": "หัวหรือท้ายกระดาษ",
    "boxes": "กล่องข้อความ",
    "footnotes": "เชิงอรรถ",
    "endnotes": "เชิงอรรถ",
    "header boxes": "กล่องข้อความ",
    "comments": "ความคิดเห็น",
    "macros": "เนื้อหา",
}
_SHOWN = ("headers", "body", "boxes", "footnotes", "endnotes", "header boxes")
_IN_TABLE, _ENDS_ROW, _DEPTH, _NEW_PAGE, _EDGES, _IN_LIST, _SYMBOL = 0x2416, 0x2417, 0x6649, 0x2407, 0xD608, 0x460B, 0x6A09
"""sprmPFInTable, sprmPFTtp, sprmPItap, sprmPFPageBreakBefore, sprmTDefTable, sprmPIlfo, sprmCSymbol."""
_CODED = {"\x0b": "\n", "\x0c": "\n\f", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\r": "", "\x07": "", "\x02": "", "\x05": ""}
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f(]")
_PICTURES = "\x01\x08"
"""In line, and where a drawing that floats is tied."""
_BEGINS, _PARTS, _ENDS = "\x13\x14\x15"
"""A field: its code stands between the first two, what is seen between the last two."""


def read_doc(source: Source) -> Writing:
    """The words in reading order: headers and footers, body, boxes, notes. Raises what `ole` raises."""
    with ole.open_ole(source) as container:
        main = ole.stream(container, "WordDocument")
        table = ole.stream(container, "1Table" if len(main) > 11 and main[11] & 2 else "0Table")  # noqa: PLR2004 - a bit of the head
        word = Word97(main, table, ole.stream(container, "Data") if container.exists("Data") else b"")
        words = [*ole.asides(container)]
        encloses = ole.encloses(container) or word.has_more
    reading, grid = _Reading(word), Grid()
    for story in _SHOWN:
        grid.lay(reading.blocks(story))
    for story, place in _PLACES.items():
        words += _all_words(word, story, place)
    doubts = [
        *reading.doubts,
        *([HASTY] if word.is_changed else []),
        *([seen.COMMENTED] if word.lengths["comments"] else []),
        *([seen.FLOATING] if word.lengths["boxes"] or word.lengths["header boxes"] or word.floats_far() else []),
        *([seen.LISTED] if reading.has_list and any(map(seen.list_says, word.lists())) else []),
        *([seen.EMBEDDED] if encloses else []),
    ]
    text = Text(tuple(grid.lines), tuple(grid.marks), tuple(dict.fromkeys(doubts)))
    return Writing(text, reading.pictures, tuple(words), encloses)


def _all_words(word: Word97, story: str, place: str) -> Iterator[tuple[str, str]]:
    """Every paragraph of the story, whether it is seen or not, and each row of a table whose cells may together say a number."""
    row: list[str] = []
    heads, goes_on = Heads(), False
    for number, paragraph in enumerate(word.story(story), start=1):
        text = "".join(run.text for run in paragraph.runs).translate({ord(code): shown for code, shown in _CODED.items()})
        yield f"{place} ย่อหน้า {number}", whole(text)
        is_end, in_table = _is_on(paragraph.properties, _ENDS_ROW), _is_on(paragraph.properties, _IN_TABLE)
        if in_table and not is_end:
            row = [*row[:-1], f"{row[-1]}\n{text}"] if goes_on and row else [*row, text]
        elif not is_end:
            row = []
        goes_on = in_table and not is_end and not paragraph.runs[-1].text.endswith("\x07")  # the cell has another paragraph
        heads = heads if in_table else Heads()
        if is_end:
            yield from row_says(place, row, heads)
            row = []


def _is_on(properties: Properties, code: int) -> bool:
    return bool(properties.get(code, b"\0")[0])


@dataclass
class _Reading:
    """Reads stories into blocks; gathers doubts on the way."""

    word: Word97
    doubts: list[str] = field(default_factory=list)
    pictures: int = 0
    has_list: bool = False
    codes: list[str | None] = field(default_factory=list)
    """Of each field that is open: its code as far as read, None once its words have begun."""

    def blocks(self, story: str) -> list[Block]:
        """The paragraphs and rows of a story."""
        found: list[Block] = []
        cells: list[list[Block]] = [[]]
        for coded in self.word.story(story):
            properties = coded.properties
            if not _is_on(properties, _IN_TABLE):
                found += [block for cell in cells for block in cell]  # a row that never ended
                cells = [[]]
                found.append(self._paragraph(coded))
            elif _is_on(properties, _ENDS_ROW):
                found.append(_row(cells[:-1], properties.get(_EDGES, b"")))
                self.doubts += doc_look.doubts_of(properties)
                cells = [[]]
            else:
                if properties.get(_DEPTH, b"\1\0\0\0") not in {b"\0\0\0\0", b"\1\0\0\0"}:
                    self.doubts.append(seen.NESTED)
                cells[-1].append(self._paragraph(coded))
                if coded.runs[-1].text.endswith("\x07"):
                    cells.append([])
        return found + [block for cell in cells for block in cell]

    def _paragraph(self, coded: Coded) -> Paragraph:
        before = self.pictures
        text = "".join(self._shown(run) for run in coded.runs)
        self.doubts += doc_look.doubts_of(coded.properties)
        self.has_list = self.has_list or coded.properties.get(_IN_LIST, b"\0\0") != b"\0\0"
        if _is_on(coded.properties, _NEW_PAGE):
            text = f"\f{text}"
        return Paragraph(whole(text).removesuffix("\n\f"), self.pictures > before)

    def _shown(self, run: Run) -> str:
        hidden, doubts = doc_look.is_hidden(run.look), doc_look.doubts_of_letters(run.look)
        text = "".join(self._letters(run))
        if not text.strip():
            return text
        self.doubts += doubts
        if hidden:
            self.doubts.append(seen.HIDDEN)
        return "" if hidden else text

    def _letters(self, run: Run) -> Iterator[str]:
        if not self.codes and not _ODD.search(run.text):
            yield run.text
            return
        for char in run.text:
            if char == _BEGINS:
                self.codes.append("")
            elif char == _PARTS and self.codes:
                self._end_code()
            elif char == _ENDS and self.codes:
                self._end_code()
                self.codes.pop()
            elif any(code is not None for code in self.codes):
                self.codes[-1] = (self.codes[-1] or "") + char
            elif char in _PICTURES:
                self.pictures += 1
            elif char == "(" and _SYMBOL in run.look and doc_look.is_special(run.look):
                yield chr(struct.unpack("<HH", run.look[_SYMBOL])[1])
            else:
                yield _CODED.get(char, char)

    def _end_code(self) -> None:
        code, self.codes[-1] = self.codes[-1], None
        if code is not None and (seen.is_computed(code) or "FORMCHECKBOX" in code.upper()):  # the tick is kept elsewhere
            self.doubts.append(seen.COMPUTED)


def _row(cells: list[list[Block]], edges: bytes) -> Row:
    """The cells of one row, at the edges that it gives, or else all of one width."""
    count = edges[0] if edges else 0
    places: tuple[int, ...] = ()
    if count == len(cells) and len(edges) >= 1 + 2 * (count + 1):
        places = struct.unpack_from(f"<{count + 1}h", edges, 1)
    if not places or list(places) != sorted(set(places)):
        places = tuple(range(len(cells) + 1))
    wide = max(1, places[-1] - places[0])
    shares = [(place - places[0]) / wide for place in places]
    merged = [bool(edges[at] & 3) if (at := 3 + 2 * count + 20 * n) < len(edges) else False for n in range(len(cells))]
    row: list[Cell] = []
    for number, content in enumerate(cells):
        if number and merged[number] and merged[number - 1] and not any(_says(block) for block in content):
            row[-1] = Cell(row[-1].start, shares[number + 1], row[-1].content)
        else:
            row.append(Cell(shares[number], shares[number + 1], tuple(content)))
    return Row(tuple(row))


def _says(block: Block) -> bool:
    return isinstance(block, Row) or bool(block.text.strip()) or block.has_picture
