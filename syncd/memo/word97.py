"""Takes a Word 97–2003 document apart: the letters of each story, how they look, and their paragraphs.

Names in comments are those of Microsoft's description of the format, [MS-DOC]. Whatever does not add up raises DamagedError.
"""

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from syncd.memo.ole import DamagedError, EncryptedError, TooOldError

STORIES = ("body", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")
"""In the order in which they follow each other."""

_PIECES, _LOOKS, _PARAGRAPHS, _STYLES, _LISTS, _SHAPES = 33, 12, 13, 1, 73, 40
"""Which of the tables that the head points to: Clx, PlcfBteChpx, PlcfBtePapx, Stshf, PlfLst, PlcSpaMom."""
_TABLES = 154
_MOST_LETTERS = 20_000_000
_NO_STYLE = 0x0FFF
_FAR = 200
"""Points."""

Properties = dict[int, bytes]
"""Operands by code ("sprm"); the last one given counts."""


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that look alike."""

    text: str
    look: Properties


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The runs up to and with the mark that ends it, and the mark's properties."""

    runs: tuple[Run, ...]
    properties: Properties
    at: int
    """Where it begins, counted in letters from the beginning of all stories."""


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    offset: int
    is_wide: bool
    changed: bool
    """Whether the piece brings properties of its own, which are not read here: a file saved in haste."""

    @property
    def width(self) -> int:
        return 1 + self.is_wide


@dataclass(frozen=True, slots=True)
class _Style:
    based_on: int = _NO_STYLE
    paragraph: bytes = b""
    letters: bytes = b""


@dataclass
class Word97:
    """One document. Raises EncryptedError, TooOldError and DamagedError on making."""

    main: bytes
    table: bytes
    data: bytes
    lengths: dict[str, int] = field(init=False)
    letters: str = field(init=False)

    def __post_init__(self) -> None:
        magic, version = self._numbers(self.main, "<HH", 0)
        (flags,) = self._numbers(self.main, "<H", 10)
        if flags & 0x100:  # fEncrypted
            raise EncryptedError
        if magic not in {0xA5EC, 0xA5DC} or version < 0xC1:  # noqa: PLR2004 - Word 97
            raise TooOldError
        self.has_more = self._numbers(self.main, "<H", 8) != (0,)
        self.lengths = dict(zip(STORIES, self._numbers(self.main, "<8i", 76), strict=True))
        if min(self.lengths.values()) < 0 or not 0 < sum(self.lengths.values()) < _MOST_LETTERS:
            raise DamagedError("stories")
        self._pieces = self._read_pieces()
        self.is_changed = any(piece.changed for piece in self._pieces)
        self.letters = "".join(self._decode(piece) for piece in self._pieces)
        if len(self.letters) < sum(self.lengths.values()):
            raise DamagedError("pieces")
        self._looks = self._read_pages(_LOOKS, is_look=True)
        self._paragraphs = self._read_pages(_PARAGRAPHS, is_look=False)
        self._styles = self._read_styles()
        self._known_styles: dict[int, tuple[Properties, Properties]] = {}

    @staticmethod
    def _numbers(content: bytes, code: str, at: int) -> tuple[int, ...]:
        try:
            return struct.unpack_from(code, content, at)
        except struct.error as error:
            raise DamagedError("cut short") from error

    def part(self, number: int) -> bytes:
        """One of the tables that the head points to; empty when there is none."""
        start, length = self._numbers(self.main, "<II", _TABLES + 8 * number)
        if start + length > len(self.table):
            raise DamagedError(f"table {number}")
        return self.table[start : start + length]

    def floats_far(self) -> bool:
        """Whether a drawing that floats is seen far below what it is tied to."""
        found = self.part(_SHAPES)
        count = max(0, (len(found) - 4) // 30)  # a place and a Spa of 26 bytes each
        return any(abs(self._numbers(found, "<i", 4 * (count + 1) + 26 * n + 8)[0]) > 20 * _FAR for n in range(count))

    def lists(self) -> Iterator[str]:
        """What the lists put before their paragraphs, numbers given by the codes 0 to 8."""
        start, length = self._numbers(self.main, "<II", _TABLES + 8 * _LISTS)
        if not length:
            return
        (count,) = self._numbers(self.table, "<H", start)
        levels = sum(1 if self._numbers(self.table, "<B", start + 2 + 28 * n + 26)[0] & 1 else 9 for n in range(count))
        at = start + length
        for _ in range(levels):
            letters, paragraphs = self._numbers(self.table, "<BB", at + 24)
            at += 28 + letters + paragraphs
            (length,) = self._numbers(self.table, "<H", at)
            yield self.table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
            at += 2 + 2 * length

    def _read_pieces(self) -> list[_Piece]:
        found, at = self.part(_PIECES), 0
        while found[at : at + 1] == b"\x01":  # Prc: properties that changed pieces point to
            at += 3 + self._numbers(found, "<H", at + 1)[0]
        if found[at : at + 1] != b"\x02":
            raise DamagedError("no pieces")
        (length,) = self._numbers(found, "<I", at + 1)
        count = (length - 4) // 12
        if count < 1 or at + 5 + length > len(found):
            raise DamagedError("pieces")
        places = self._numbers(found, f"<{count + 1}I", at + 5)
        pieces = []
        for number, (start, end) in enumerate(pairwise(places)):
            _, offset, changes = self._numbers(found, "<HIH", at + 5 + 4 * (count + 1) + 8 * number)
            is_wide = not offset & 0x40000000
            offset &= 0x3FFFFFFF
            piece = _Piece(start, end, offset if is_wide else offset // 2, is_wide, changes != 0)
            if not 0 <= start < end <= _MOST_LETTERS or piece.offset + (end - start) * piece.width > len(self.main):
                raise DamagedError("piece")
            pieces.append(piece)
        if pieces[0].start != 0:
            raise DamagedError("pieces")
        return pieces

    def _decode(self, piece: _Piece) -> str:
        content = self.main[piece.offset : piece.offset + (piece.end - piece.start) * piece.width]
        # Unit by unit, so that places can be counted; "compressed" letters are of the Western code page, never Thai.
        return "".join(map(chr, array("H", content))) if piece.is_wide else "".join(map(_western, content))

    def _read_pages(self, number: int, *, is_look: bool) -> tuple[list[int], list[bytes]]:
        """The formatted pages: where each run of bytes begins, and its properties; of a paragraph, its style before them."""
        found = self.part(number)
        count = (len(found) - 4) // 8
        starts: list[int] = []
        properties: list[bytes] = []
        for n in range(max(0, count)):
            place = (self._numbers(found, "<I", 4 * (count + 1) + 4 * n)[0] & 0x3FFFFF) * 512
            page = self.main[place : place + 512]
            if len(page) < 512:  # noqa: PLR2004 - a formatted page
                raise DamagedError("formatted page")
            runs, step = page[511], 1 if is_look else 13
            for run in range(runs):
                starts.append(self._numbers(page, "<I", 4 * run)[0])
                properties.append(_on_page(page, 2 * self._numbers(page, "<B", 4 * (runs + 1) + step * run)[0], is_look=is_look))
        order = sorted(range(len(starts)), key=starts.__getitem__)
        return [starts[n] for n in order], [properties[n] for n in order]

    def _read_styles(self) -> list[_Style]:
        found = self.part(_STYLES)
        if not found:
            return []
        head, count, base = self._numbers(found, "<HHH", 0)
        at, styles = 2 + head, []
        for _ in range(count):
            (length,) = self._numbers(found, "<H", at)
            styles.append(self._read_style(found[at + 2 : at + 2 + length], base) if length else _Style())
            at += 2 + length
        return styles

    def _read_style(self, found: bytes, base: int) -> _Style:
        _, kind, parts = self._numbers(found, "<HHH", 0)
        at = base + 4 + 2 * self._numbers(found, "<H", base)[0]
        contents = []
        for _ in range(parts & 0xF):
            (length,) = self._numbers(found, "<H", at)
            contents.append(found[at + 2 : at + 2 + length])
            at += 2 + length + length % 2
        is_paragraph = kind & 0xF == 1
        letters = contents[1] if is_paragraph and len(contents) > 1 else contents[0] if contents and kind & 0xF == 2 else b""  # noqa: PLR2004 - a style of letters
        return _Style(kind >> 4, contents[0][2:] if is_paragraph and contents else b"", letters)

    def _style(self, number: int, depth: int = 0) -> tuple[Properties, Properties]:
        """The properties of a style, of its paragraphs and of its letters, with those of the styles it is based on."""
        if number >= len(self._styles) or depth > 20:  # noqa: PLR2004 - no one bases that many on each other
            return {}, {}
        if number not in self._known_styles:
            own = self._styles[number]
            paragraphs, letters = self._style(own.based_on, depth + 1)
            self._known_styles[number] = (
                paragraphs | self._properties(own.paragraph),
                _over(letters, self._properties(own.letters)),
            )
        return self._known_styles[number]

    def _properties(self, coded: bytes) -> Properties:
        found: Properties = {}
        at = 0
        while at + 2 <= len(coded):
            (code,) = self._numbers(coded, "<H", at)
            start, length = _operand(coded, at + 2, code)
            if start + length > len(coded):
                break
            found[code] = coded[start : start + length]
            at = start + length
            if code in {0x6645, 0x6646}:  # sprmPHugePapx: the properties lie elsewhere
                (place,) = self._numbers(found[code], "<I", 0)
                (size,) = self._numbers(self.data, "<H", place)
                found |= self._properties(self.data[place + 2 : place + 2 + size])
        return found

    def story(self, name: str) -> Iterator[Paragraph]:
        """The paragraphs of one story."""
        first = sum(self.lengths[before] for before in STORIES[: STORIES.index(name)])
        return self.paragraphs(first, first + self.lengths[name])

    def paragraphs(self, start: int, end: int) -> Iterator[Paragraph]:
        """The paragraphs between two places."""
        at = start
        for place in range(start, end):
            if self.letters[place] in "\r\x07\x0c" or place == end - 1:
                style, coded = self._at(self._paragraphs, place)
                paragraph, letters = self._style(style)
                yield Paragraph(tuple(self._runs(at, place + 1, letters)), paragraph | self._properties(coded), at)
                at = place + 1

    def _at(self, table: tuple[list[int], list[bytes]], place: int) -> tuple[int, bytes]:
        piece = self._piece(place)
        number = bisect_right(table[0], piece.offset + (place - piece.start) * piece.width) - 1
        found = table[1][number] if number >= 0 else b""
        return (struct.unpack_from("<H", found)[0] if len(found) > 1 else 0), found[2:]

    def _piece(self, place: int) -> _Piece:
        return self._pieces[bisect_right(self._pieces, place, key=lambda piece: piece.start) - 1]

    def _runs(self, start: int, end: int, style: Properties) -> Iterator[Run]:
        starts, properties = self._looks
        while start < end:
            piece = self._piece(start)
            offset = piece.offset + (start - piece.start) * piece.width
            number = bisect_right(starts, offset) - 1
            after = starts[number + 1] if number + 1 < len(starts) else len(self.main)
            stop = min(end, piece.end, start + max(1, (after - offset) // piece.width))
            own = self._properties(properties[number]) if number >= 0 else {}
            if 0x4A30 in own:  # sprmCIstd: a style of letters  # noqa: PLR2004
                style_of_letters = self._style(*self._numbers(own[0x4A30], "<H", 0))[1]
                yield Run(self.letters[start:stop], _over(_over(style, style_of_letters), own))
            else:
                yield Run(self.letters[start:stop], _over(style, own))
            start = stop


_WESTERN = {code: bytes([code]).decode("cp1252", "replace") for code in range(256)}


def _western(code: int) -> str:
    return _WESTERN[code]


def _on_page(page: bytes, place: int, *, is_look: bool) -> bytes:
    """Properties on a formatted page, by their place; none at place 0."""
    if not place or place > 509:  # noqa: PLR2004 - a formatted page ends there
        return b""
    length = page[place]
    if is_look:
        return page[place + 1 : place + 1 + length]
    return page[place + 1 : place + 2 * length] if length else page[place + 2 : place + 2 + 2 * page[place + 1]]


def _operand(coded: bytes, at: int, code: int) -> tuple[int, int]:
    """Where the operand of a property begins, and its length."""
    length = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}.get(code >> 13)
    if length is not None:
        return at, length
    if code == 0xD608:  # sprmTDefTable  # noqa: PLR2004
        return at + 2, max(0, int.from_bytes(coded[at : at + 2], "little") - 1)
    return at + 1, coded[at] if at < len(coded) else 0


_TOGGLES = frozenset(range(0x0835, 0x083D)) | {0x2A53}
_AS_STYLE, _NOT_AS_STYLE = 0x80, 0x81


def _over(style: Properties, own: Properties) -> Properties:
    """The properties of letters over those of their style: some say "as the style" or "not as the style"."""
    whole = style | own
    for code in _TOGGLES & own.keys():
        if own[code][0] in {_AS_STYLE, _NOT_AS_STYLE}:
            is_on = bool(style.get(code, b"\0")[0]) != (own[code][0] == _NOT_AS_STYLE)
            whole[code] = bytes([is_on])
    return whole
