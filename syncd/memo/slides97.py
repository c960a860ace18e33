"""Reads the text of PowerPoint 97–2003 files (.ppt): every slide, note, hidden slide and what was typed over.

Names in comments are those of Microsoft's description of the format, [MS-PPT].
"""

import struct
from collections.abc import Iterator

from syncd.memo import ole
from syncd.memo.source import Source
from syncd.memo.tables import in_a_row

_CHARS, _BYTES, _CSTRING, _OBJECT, _CRYPT = 0x0FA0, 0x0FA8, 0x0FBA, 0x1011, 0x2F14
"""TextCharsAtom, TextBytesAtom, CString, ExOleObjStg, CryptSession10Container."""
_SLIDE, _NOTES = 0x03EE, 0x03F0
_ENCRYPTED = 0xF3D1C4DF
_CONTAINER = 0xF
_DEPTH = 60


def read_slides(source: Source) -> tuple[list[tuple[str, str]], bool]:
    """Every text with its place, and whether something lies in the file that is not read. Raises what `ole` raises."""
    with ole.open_ole(source) as container:
        content = ole.stream(container, "PowerPoint Document")
        user = ole.stream(container, "Current User") if container.exists("Current User") else b""
        words = [*ole.asides(container)]
        encloses = ole.encloses(container)
    if len(user) >= 16 and struct.unpack_from("<I", user, 12)[0] == _ENCRYPTED:  # noqa: PLR2004 - headerToken
        raise ole.EncryptedError
    found = list(_texts(content, 0, len(content), "สไลด์", 0))
    if any(kind == _CRYPT for kind, _, _ in found):
        raise ole.EncryptedError
    texts = [(place, text) for kind, place, text in found if kind in {_CHARS, _BYTES, _CSTRING}]
    words += [*texts, ("สไลด์", in_a_row(text for _, text in texts))]  # the cells of a table are boxes one after another
    return words, encloses or any(kind == _OBJECT for kind, _, _ in found)


def _texts(content: bytes, at: int, end: int, place: str, depth: int) -> Iterator[tuple[int, str, str]]:
    """(kind, place, words) of the atoms between two places, those in containers included."""
    if depth > _DEPTH:
        raise ole.DamagedError("nested too deep")
    while at + 8 <= end:
        version, kind, length = struct.unpack_from("<HHI", content, at)
        at += 8
        if at + length > end:
            raise ole.DamagedError("cut short")
        if version & 0xF == _CONTAINER:
            inner = {_SLIDE: "สไลด์", _NOTES: "บันทึกย่อของสไลด์"}.get(kind, place)
            yield from _texts(content, at, at + length, inner, depth + 1)
        elif kind in {_CHARS, _CSTRING}:
            yield kind, place, content[at : at + length].decode("utf-16-le", "replace")
        elif kind == _BYTES:
            yield kind, place, content[at : at + length].decode("latin-1")
        if kind in {_OBJECT, _CRYPT}:
            yield kind, place, ""
        at += length
