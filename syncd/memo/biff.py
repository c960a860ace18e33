"""Reads the text of Excel 97–2003 workbooks (.xls): every cell, note, box and head of every sheet, hidden ones too.

Names in comments are those of Microsoft's description of the format, [MS-XLS].
"""

import struct
from collections.abc import Iterator, Mapping

from syncd.memo import number_formats, ole
from syncd.memo.source import Source
from syncd.memo.tables import Heads, row_says

_BOUNDSHEET, _SST, _CONTINUE, _FILEPASS, _BOF, _EOF = 0x85, 0xFC, 0x3C, 0x2F, 0x809, 0x0A
_LABELSST, _LABEL, _NUMBER, _RK, _MULRK, _FORMULA, _STRING, _RSTRING = 0xFD, 0x204, 0x203, 0x27E, 0xBD, 0x06, 0x207, 0xD6
_TXO, _HEADER, _FOOTER, _HLINK = 0x1B6, 0x14, 0x15, 0x1B8
_FORMAT, _XF = 0x41E, 0xE0
_EXCEL_97 = 0x600
_ASIDE = "หมายเหตุหรือกล่องข้อความ"

Cell = tuple[int, int, str]


def read_book(source: Source) -> tuple[list[tuple[str, str]], bool]:
    """Every text with its place, and whether something lies in the file that is not read. Raises what `ole` raises."""
    with ole.open_ole(source) as container:
        if not container.exists("Workbook"):
            raise ole.TooOldError
        records = list(_records(ole.stream(container, "Workbook")))
        words = [*ole.asides(container)]
        encloses = ole.encloses(container)
    if any(kind == _FILEPASS for kind, _ in records):
        raise ole.EncryptedError
    if not records or records[0][0] != _BOF or struct.unpack_from("<H", records[0][1])[0] != _EXCEL_97:
        raise ole.TooOldError
    try:
        words += _book(records)
    except (struct.error, IndexError) as error:
        raise ole.DamagedError("record") from error
    return words, encloses


def joined(content: bytes) -> bytes:
    """What the records of a workbook hold, one behind the other: a picture goes on in the next. Raises ole.DamagedError."""
    return b"".join(data for _, data in _records(content))


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        if kind == 0 and length == 0:
            return  # what fills the last sector
        if at + 4 + length > len(content):
            raise ole.DamagedError("cut short")
        yield kind, content[at + 4 : at + 4 + length]
        at += 4 + length


def _book(records: list[tuple[int, bytes]]) -> Iterator[tuple[str, str]]:
    """The texts of all sheets; each begins with a BOF and ends with an EOF, the book's own part first."""
    shared, titles, formats = list(_shared(records)), [], _formats(records)
    number, depth, cells = -1, 0, list[Cell]()
    for at, (kind, data) in enumerate(records):
        if kind == _BOUNDSHEET:
            titles.append(_text(data, 6, size=1)[0])
        elif kind == _BOF:
            depth += 1
            number += depth == 1
        elif kind == _EOF:
            depth -= 1
            if depth == 0:
                yield from _sheet(titles[number - 1] if 0 < number <= len(titles) else "?", cells)
                cells = []
        elif kind == _TXO:
            yield _ASIDE, _box(records, at)
        elif kind in {_HEADER, _FOOTER} and data:
            yield "หัวหรือท้ายกระดาษ", _text(data, 0)[0]
        elif kind == _HLINK:
            yield _ASIDE, data.decode("utf-16-le", "replace")
        else:
            cells += _cells(records, at, shared, formats)
    for title in titles:
        yield "ชื่อชีต", title


def _sheet(title: str, cells: list[Cell]) -> Iterator[tuple[str, str]]:
    rows: dict[int, dict[int, str]] = {}
    for row, column, text in cells:
        rows.setdefault(row, {})[column] = text
        yield f"ชีต {title} ช่อง {_letters(column)}{row + 1}", text
    heads = Heads()
    for _, found in sorted(rows.items()):
        yield from row_says(f"ชีต {title}", [found.get(column, "") for column in range(max(found) + 1)], heads)


def _formats(records: list[tuple[int, bytes]]) -> dict[int, str]:
    """The formats that part a number's digits, by what cells call them."""
    codes = {struct.unpack_from("<H", data)[0]: _text(data, 2)[0] for kind, data in records if kind == _FORMAT}
    looks = (codes.get(struct.unpack_from("<H", data, 2)[0], "") for kind, data in records if kind == _XF)
    return {number: code for number, code in enumerate(looks) if number_formats.parts_digits(code)}


def _cells(records: list[tuple[int, bytes]], at: int, shared: list[str], formats: Mapping[int, str]) -> Iterator[Cell]:
    kind, data = records[at]
    if kind not in {_LABELSST, _LABEL, _RSTRING, _NUMBER, _RK, _MULRK, _FORMULA}:
        return
    row, column = struct.unpack_from("<HH", data)
    if kind == _LABELSST:
        (place,) = struct.unpack_from("<I", data, 6)
        yield row, column, shared[place] if place < len(shared) else ""
    elif kind in {_LABEL, _RSTRING}:
        yield row, column, _text(data, 6)[0]
    elif kind == _NUMBER:
        yield row, column, _shown(struct.unpack_from("<d", data, 6)[0], _look(data, 4, formats))
    elif kind == _RK:
        yield row, column, _shown(_rk(struct.unpack_from("<I", data, 6)[0]), _look(data, 4, formats))
    elif kind == _MULRK:
        for n in range((len(data) - 6) // 6):
            value = _rk(struct.unpack_from("<I", data, 6 + 6 * n)[0])
            yield row, column + n, _shown(value, _look(data, 4 + 6 * n, formats))
    elif data[12:14] != b"\xff\xff":
        yield row, column, _shown(struct.unpack_from("<d", data, 6)[0], _look(data, 4, formats))
    else:
        said = next((found for following, found in records[at + 1 : at + 4] if following == _STRING), None)
        yield row, column, _text(said, 0)[0] if said else ""


def _look(data: bytes, at: int, formats: Mapping[int, str]) -> str:
    return formats.get(struct.unpack_from("<H", data, at)[0], "")


def _shown(value: float, code: str) -> str:
    is_whole = value == int(value) and abs(value) < 1e15  # noqa: PLR2004 - digits a number keeps
    return number_formats.shown(f"{value:.0f}", code) if is_whole and code else f"{value:.0f}" if is_whole else repr(value)


def _rk(coded: int) -> float:
    """A number kept in thirty bits."""
    if coded & 2:
        value = float(struct.unpack("<i", struct.pack("<I", coded))[0] >> 2)
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (coded & 0xFFFFFFFC) << 32))[0])
    return value / 100 if coded & 1 else value


def _text(data: bytes, at: int, *, size: int = 2) -> tuple[str, int]:
    """A string with its length before it, and where it ends."""
    count = int.from_bytes(data[at : at + size], "little")
    flags, at = data[at + size], at + size + 1
    runs = extra = 0
    if flags & 8:
        (runs,), at = struct.unpack_from("<H", data, at), at + 2
    if flags & 4:
        (extra,), at = struct.unpack_from("<I", data, at), at + 4
    width = 1 + (flags & 1)
    text = data[at : at + count * width].decode("utf-16-le" if flags & 1 else "latin-1", "replace")
    return text, at + count * width + 4 * runs + extra


def _shared(records: list[tuple[int, bytes]]) -> Iterator[str]:
    """The strings that cells share. Where a record ends within a string, the next says anew how wide its letters are."""
    at = next((number for number, (kind, _) in enumerate(records) if kind == _SST), None)
    if at is None:
        return
    parts = [records[at][1]]
    for kind, data in records[at + 1 :]:
        if kind != _CONTINUE:
            break
        parts.append(data)
    reading = _Parts(parts)
    _, count = struct.unpack("<II", reading.take(8))
    for _ in range(count):
        yield reading.string()


class _Parts:
    """Reads across the records that one table of strings is cut into."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self._part = self._at = 0

    def take(self, length: int) -> bytes:
        """The next bytes."""
        found = b""
        while len(found) < length:
            piece = self._parts[self._part][self._at : self._at + length - len(found)]
            found, self._at = found + piece, self._at + len(piece)
            if len(found) < length:
                self._part, self._at = self._part + 1, 0
        return found

    def string(self) -> str:
        """The next string."""
        count, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", self.take(4))[0] if flags & 4 else 0
        text = ""
        while len(text) < count:
            width = 1 + (flags & 1)
            left = (len(self._parts[self._part]) - self._at) // width
            if left == 0:
                self._part, self._at = self._part + 1, 0
                flags = self.take(1)[0]
                continue
            piece = self.take(width * min(left, count - len(text)))
            text += "".join(map(chr, memoryview(piece).cast("H"))) if flags & 1 else piece.decode("latin-1")
        self.take(4 * runs + extra)
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _box(records: list[tuple[int, bytes]], at: int) -> str:
    """The words of a box or note: they stand in the record that continues it."""
    (count,) = struct.unpack_from("<H", records[at][1], 10)
    following = records[at + 1] if at + 1 < len(records) else (0, b"")
    if not count or following[0] != _CONTINUE or not following[1]:
        return ""
    is_wide = following[1][0] & 1
    return following[1][1:].decode("utf-16-le" if is_wide else "latin-1", "replace")[:count]


def _letters(column: int) -> str:
    """The name of a column: A … IV."""
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)  # noqa: PLR2004 - letters
