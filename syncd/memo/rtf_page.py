"""Reads RTF, under its own name or as .doc: what a person sees, laid out as a DOCX is, and what hides among it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from syncd.memo import rtf, seen
from syncd.memo.grid import Block, Cell, Grid, Paragraph, Row, Writing, whole
from syncd.memo.ole import DamagedError
from syncd.memo.page import Text
from syncd.memo.source import Source, mapped
from syncd.memo.tables import Heads, row_says

OBJECT = "มีวัตถุอื่นฝังอยู่ในเอกสาร"
TEMPLATE = "เอกสารดึงแม่แบบจากที่อื่น"

_SAID = {
    "line": "\n", "page": "\n\f", "column": "\n", "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ", "~": "\u00a0",
    "_": "-", "-": "", "{": "{", "}": "}", "\\": "\\", "\n": "", "\r": "",
}  # fmt: skip
_HEADS = frozenset({"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"})
_SILENT = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "info", "pict", "objdata", "fldinst", "template"}
    | {"nonshppict", "shprslt", "atnid", "atnauthor", "annotation", "listtext", "pntext", "objclass", "objname", "sn", "sv"}
    | {"xmlopen", "xmlattrname", "xmlattrvalue", "themedata", "datastore", "bkmkstart", "bkmkend", "formfield", "result_"}
)
"""Groups whose words are not seen on the page."""
_WITHIN = frozenset(
    {"shpinst", "shptxt", "shppict", "fldrslt", "field", "shp", "dptxbxtext", "do", "footnote", "ud", "pn", "pgdsc"}
)
"""Groups that \\* may begin and that show words nevertheless."""
_PLAIN: Mapping[str, int] = {
    "hidden": 0,
    "struck": 0,
    "tracked": 0,
    "size": 24,
    "thai size": 24,
    "color": 0,
    "ground": 0,
    "scale": 100,
    "raised": 0,
}
_ON = {"v": "hidden", "webhidden": "hidden", "strike": "struck", "striked": "struck", "deleted": "tracked", "revised": "tracked"}
_NUMBERS = {
    "fs": "size",
    "afs": "thai size",
    "cf": "color",
    "cb": "ground",
    "highlight": "ground",
    "chcbpat": "ground",
    "charscalex": "scale",
}
_FRAMES = frozenset(
    {"absh", "posx", "posy", "posnegx", "posnegy", "posyb", "posyc", "posxr", "tposx", "tposy", "tposnegx", "tposnegy"}
)
_DEEPEST = 2000
_LOWEST = 100
"""Half points: letters raised or lowered further are not where they are read."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an RTF holds."""

    writing: Writing
    active: tuple[str, ...]
    """Thai: what would act or fetch when it is opened."""


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in the group that is read."""

    silent: str = ""
    """The kind of group whose words are not seen, or empty."""
    story: "_Story | None" = None
    looks: Mapping[str, int] = field(default_factory=lambda: _PLAIN)
    font: int | None = None
    skip: int = 1
    """How many letters follow a \\u for readers that do not know it."""
    starred: bool = False

    def looking(self, name: str, value: int) -> "_State":
        """The state with one part of the look changed."""
        return replace(self, looks={**self.looks, name: value})


@dataclass(slots=True)
class _Story:
    """One flow of paragraphs and rows while it is read."""

    place: str
    blocks: list[Block] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=lambda: [[]])
    text: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    table: Heads = field(default_factory=Heads)
    has_picture: bool = False
    in_table: bool = False
    new_page: bool = False
    edges: list[int] = field(default_factory=list)
    left: int = 0

    def end_paragraph(self) -> tuple[str, str] | None:
        """Close the paragraph; what it says, seen or not, with its place."""
        text, raw = whole("".join(self.text)), whole("".join(self.raw))
        paragraph = Paragraph(f"\f{text}" if self.new_page else text, self.has_picture)
        (self.cells[-1] if self.in_table else self.blocks).append(paragraph)
        self.text, self.raw, self.has_picture, self.new_page = [], [], False, False
        if self.in_table:
            self.row.append(raw)
        else:
            self.table = Heads()
        return (self.place, raw) if raw.strip() else None

    def end_row(self) -> list[tuple[str, str]]:
        """Close the row of a table; what its cells say together, and under their heads."""
        cells = self.cells[:-1] if not self.cells[-1] else self.cells
        places = [self.left, *self.edges]
        if len(self.edges) != len(cells) or places != sorted(set(places)):
            places = list(range(len(cells) + 1))
        wide = max(1, places[-1] - places[0])
        shares = [(place - places[0]) / wide for place in places]
        self.blocks.append(Row(tuple(Cell(shares[n], shares[n + 1], tuple(content)) for n, content in enumerate(cells))))
        said, self.cells, self.row = list(row_says(self.place, self.row, self.table)), [[]], []
        return said

    def close(self) -> list[Block]:
        """All blocks, those of a row that never ended too."""
        return self.blocks + [block for cell in self.cells for block in cell]


def read_rtf(source: Source) -> Found:
    """The words in reading order: headers and footers, body, notes. Raises DamagedError."""
    with mapped(source) as found:
        content = bytes(found)
    end = rtf.length(content)
    if end is None:
        raise DamagedError("a group never ends")
    reading = _Reading()
    for token in rtf.tokens(content):
        reading.take(token)
    reading.end_story(reading.body)
    if content[end:].strip(b"\0 \r\n\t\x1a"):
        reading.encloses = True
    return reading.found()


class _Reading:
    """Reads token after token; gathers what is seen, what is said and what is doubted."""

    def __init__(self) -> None:
        self.body = _Story("เนื้อหา")
        self.heads: list[Block] = []
        self.notes: list[Block] = []
        self.words: list[tuple[str, str]] = []
        self.doubts: list[str] = []
        self.active: list[str] = []
        self.pictures = 0
        self.encloses = False
        self.state = _State(story=self.body)
        self.stack: list[_State] = []
        self.page = 1252
        self.fonts: dict[int, int] = {}
        self.colors: list[tuple[int, int, int] | None] = []
        self.color: dict[str, int] = {}
        self.silence: list[str] = []
        self.pending = 0
        """Letters still to be left out after a \\u."""
        self.fresh = False
        """Whether a group has just begun: the next word says what kind it is."""

    @property
    def story(self) -> _Story:
        """What the letters belong to."""
        return self.state.story or self.body

    def found(self) -> Found:
        """All of it."""
        grid = Grid()
        grid.lay(self.heads)
        grid.lay(self.body.close())
        grid.lay(self.notes)
        text = Text(tuple(grid.lines), tuple(grid.marks), tuple(dict.fromkeys(self.doubts)))
        return Found(Writing(text, self.pictures, tuple(self.words), self.encloses), tuple(dict.fromkeys(self.active)))

    def end_story(self, story: _Story) -> None:
        """Close the last paragraph of a story."""
        if (story.text or story.raw or story.has_picture) and (said := story.end_paragraph()):
            self.words.append(said)

    def take(self, token: rtf.Token) -> None:
        """One token."""
        fresh, self.fresh = self.fresh, False
        if token.text:
            self._letters(token)
        elif token.word == "{":
            if len(self.stack) > _DEEPEST:
                raise DamagedError("nested too deep")
            self.stack.append(self.state)
            self.state = replace(self.state, starred=False)
            self.fresh, self.pending = True, 0
        elif token.word == "}":
            self._end_group()
        elif token.word == "*":
            self.state, self.fresh = replace(self.state, starred=True), True
        elif token.word == "u" and token.number is not None:
            self._say(chr(token.number % 0x10000))
            self.pending = self.state.skip
        elif self.pending and token.word not in {"uc"}:
            self.pending -= 1
        elif fresh and self._begins(token.word):
            return
        else:
            self._word(token.word, token.number)

    def _begins(self, word: str) -> bool:
        """Whether the word says what kind of group this is."""
        if self.state.silent and word not in {"pict", "fldinst", "objdata"}:
            return False
        if word in _HEADS or word in {"footnote", "annotation"}:
            place = "หัวหรือท้ายกระดาษ" if word in _HEADS else "ความคิดเห็น" if word == "annotation" else "เชิงอรรถ"
            self.state = replace(self.state, story=_Story(place))
            if word == "annotation":
                self.doubts.append(seen.COMMENTED)
            return True
        if word in {"pict", "shp", "do", "object"}:
            self.pictures += 1
            self.story.has_picture = True
        if word in {"shptxt", "dptxbxtext"}:
            self.doubts.append(seen.FLOATING)
        if word == "object":
            self.encloses = True
            self.active.append(OBJECT)
            self.doubts.append(seen.EMBEDDED)
        if word in _SILENT or (self.state.starred and word not in _WITHIN):
            self.state = replace(self.state, silent=word)
            self.silence = []
            return word not in {"fonttbl", "colortbl", "stylesheet"}
        return False

    def _end_group(self) -> None:
        ended, self.pending = self.state, 0
        self.state = self.stack.pop() if self.stack else _State(story=self.body)
        if ended.story is not self.state.story and ended.story is not None:
            self.end_story(ended.story)
            blocks = ended.story.close()
            if ended.story.place == "หัวหรือท้ายกระดาษ":
                self.heads += blocks
            elif ended.story.place == "เชิงอรรถ":
                self.notes += blocks
        if ended.silent and ended.silent != self.state.silent:
            self._end_silence(ended.silent, "".join(self.silence))

    def _end_silence(self, kind: str, said: str) -> None:
        """A group ended whose words are not seen."""
        self.silence = []
        if kind not in {"pict", "objdata", "colortbl", "themedata", "datastore"} and said.strip():
            self.words.append(("ข้อมูลประกอบของไฟล์", whole(said)))
        if kind == "fldinst" and (seen.is_computed(said) or "FORMCHECKBOX" in said.upper()):
            self.doubts.append(seen.COMPUTED)
        if kind in {"listtext", "pntext"} and seen.list_says(re.sub(r"[0-9๐-๙]+|^[A-Za-zก-ฮ](?=[.)])", "", said)):
            self.doubts.append(seen.LISTED)
        if kind == "template" and re.search(r"://|\\\\", said):
            self.active.append(TEMPLATE)

    def _letters(self, token: rtf.Token) -> None:
        text = token.text
        if self.pending:
            left = text[self.pending :]
            self.pending -= len(text) - len(left)
            text = left
        if text:
            charset = self.fonts.get(self.state.font) if self.state.font is not None else None
            is_thai = self.page == rtf.THAI_PAGE or rtf.THAI in self.fonts.values()
            self._say(rtf.decode(text, charset, self.page, is_thai=is_thai))

    def _say(self, text: str) -> None:
        state, story = self.state, self.story
        if state.silent:
            if state.silent == "colortbl" and ";" in text:
                self._end_color()
            self.silence.append(text)
            return
        story.raw.append(text)
        if not text.strip():
            story.text.append(text)
            return
        self.doubts += [why for name, why in (("struck", seen.STRUCK), ("tracked", seen.TRACKED)) if state.looks[name]]
        if self._is_hidden(state):
            self.doubts.append(seen.HIDDEN)
        else:
            story.text.append(text)

    def _is_hidden(self, state: _State) -> bool:
        small = (
            min(state.looks["size"], state.looks["thai size"]) < 2 * seen.LEAST_SIZE or state.looks["scale"] < seen.LEAST_WIDTH
        )
        if state.looks["hidden"] or small or state.looks["raised"] > _LOWEST:
            return True
        color, ground = self._color(state.looks["color"]), self._color(state.looks["ground"])
        return color is not None and seen.is_faint(color, ground)

    def _color(self, number: int) -> bytes | None:
        found = self.colors[number] if 0 <= number < len(self.colors) else None
        return bytes(found) if found is not None else None

    def _end_color(self) -> None:
        parts = [min(255, self.color.get(name, 0)) for name in ("red", "green", "blue")]
        self.colors.append((parts[0], parts[1], parts[2]) if self.color else None)
        self.color = {}

    def _word(self, word: str, number: int | None) -> None:
        if self.state.silent:
            self._silent_word(word, number)
        elif word in _SAID:
            self._say(_SAID[word])
        elif word in _ENDS:
            _ENDS[word](self)
        elif word in _ON:
            self.state = self.state.looking(_ON[word], number != 0)
        elif word in _NUMBERS and number is not None:
            self.state = self.state.looking(_NUMBERS[word], number)
        elif word in {"up", "dn"}:
            self.state = self.state.looking("raised", abs(number or 0))
        elif word == "plain":
            self.state = replace(self.state, looks=_PLAIN)
        elif word == "f" and number is not None:
            self.state = replace(self.state, font=number)
        elif word == "ansicpg" and number:
            self.page = number
        elif word == "uc":
            self.state = replace(self.state, skip=number or 0)
        else:
            self._paragraph_word(word, number)

    def _paragraph_word(self, word: str, number: int | None) -> None:
        story = self.story
        if word == "pard":
            story.in_table = False
        elif word == "intbl":
            story.in_table = True
        elif word == "itap" and (number or 0) > 1:
            self.doubts.append(seen.NESTED)
        elif word == "pagebb":
            story.new_page = True
        elif word == "trowd":
            story.edges, story.left = [], 0
        elif word == "trleft":
            story.left = number or 0
        elif word == "cellx":
            story.edges.append(number or 0)
        elif word in _FRAMES or (word in {"li", "lin"} and abs(number or 0) > 20 * seen.FARTHEST):
            self.doubts.append(seen.FLOATING)
        elif word in {"sl", "trrh"} and 0 > (number or 0) > -20 * seen.LEAST_SIZE:
            self.doubts.append(seen.HIDDEN)

    def _silent_word(self, word: str, number: int | None) -> None:
        kind = self.state.silent
        if kind == "fonttbl" and word == "f" and number is not None:
            self.state = replace(self.state, font=number)
        elif kind == "fonttbl" and word == "fcharset" and number is not None and self.state.font is not None:
            self.fonts[self.state.font] = number
        elif kind == "colortbl" and word in {"red", "green", "blue"}:
            self.color[word] = number or 0
        elif kind == "stylesheet" and word in {"v", "strike", "striked", "webhidden"} and number != 0:
            self.doubts.append(seen.HIDDEN if word in {"v", "webhidden"} else seen.STRUCK)
        elif word in _SAID:
            self.silence.append(_SAID[word])


def _end_paragraph(reading: _Reading) -> None:
    if said := reading.story.end_paragraph():
        reading.words.append(said)


def _end_cell(reading: _Reading) -> None:
    reading.story.in_table = True
    _end_paragraph(reading)
    reading.story.cells.append([])


def _end_row(reading: _Reading) -> None:
    reading.words += reading.story.end_row()


def _end_nested(reading: _Reading) -> None:
    reading.doubts.append(seen.NESTED)
    _end_paragraph(reading)


_ENDS: dict[str, Callable[[_Reading], None]] = {
    "par": _end_paragraph,
    "sect": _end_paragraph,
    "cell": _end_cell,
    "row": _end_row,
    "nestcell": _end_nested,
    "nestrow": _end_nested,
}
