"""Reads RTF, under its own name or as .doc: what a person sees, laid out as a DOCX is, and what hides among it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from syncd.memo import rtf, rtf_look, seen
from syncd.memo.grid import Block, Grid, Writing, whole
from syncd.memo.ole import DamagedError
from syncd.memo.page import Text
from syncd.memo.rtf_story import Story
from syncd.memo.source import Source, mapped

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
_FRAMES = frozenset(
    {"absh", "posx", "posy", "posnegx", "posnegy", "posyb", "posyc", "posxr", "tposx", "tposy", "tposnegx", "tposnegy"}
)
_DEEPEST = 2000


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
    story: Story | None = None
    looks: Mapping[str, int] = field(default_factory=lambda: rtf_look.PLAIN)
    font: int | None = None
    skip: int = 1
    """How many letters follow a \\u for readers that do not know it."""
    starred: bool = False


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
        self.body = Story("เนื้อหา")
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
        self.colors = rtf_look.Colors()
        self.silence: list[str] = []
        self.pending = 0
        """Letters still to be left out after a \\u."""
        self.fresh = False
        """Whether a group has just begun: the next word says what kind it is."""

    @property
    def story(self) -> Story:
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

    def end_story(self, story: Story) -> None:
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
            self.state = replace(self.state, story=Story(place))
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
                self.colors.end()
            self.silence.append(text)
            return
        story.raw.append(text)
        if not text.strip():
            story.text.append(text)
            return
        self.doubts += [why for name, why in (("struck", seen.STRUCK), ("tracked", seen.TRACKED)) if state.looks[name]]
        if rtf_look.is_hidden(state.looks, self.colors):
            self.doubts.append(seen.HIDDEN)
        else:
            story.text.append(text)

    def _word(self, word: str, number: int | None) -> None:
        if self.state.silent:
            self._silent_word(word, number)
        elif word in _SAID:
            self._say(_SAID[word])
        elif word in _ENDS:
            _ENDS[word](self)
        elif (looks := rtf_look.after(self.state.looks, word, number)) is not None:
            self.state = replace(self.state, looks=looks)
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
            self.colors.part(word, number or 0)
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
