"""What the files of Office 97 would do or fetch: macros of both kinds, objects, fields, buttons."""

import re
import struct
from collections.abc import Iterator
from functools import partial

import olefile

from syncd.memo import commands, ole
from syncd.memo.links import Lead, lead
from syncd.memo.source import Source
from syncd.model.document import Fault, FaultKind

_MACRO: commands.Act = (FaultKind.MACROS, "มีชุดคำสั่งมาโคร")
_SHEET: commands.Act = (FaultKind.MACROS, "มีชีตมาโคร (Excel 4.0)")
_OBJECT: commands.Act = (FaultKind.ACTIVE, "มีวัตถุหรือโปรแกรมอื่นฝังอยู่ในเอกสาร")
_CONTROL: commands.Act = (FaultKind.ACTIVE, "มีปุ่มหรือตัวควบคุม (ActiveX)")
_PASSWORD: commands.Act = (FaultKind.ENCRYPTED, "")

_STREAMS: tuple[tuple[re.Pattern[str], commands.Act], ...] = (
    (re.compile(r"(?i)(?:.*/)?(?:_VBA_PROJECT(?:_CUR)?|VBA|Macros)(?:/.*)?"), _MACRO),
    (re.compile(r"(?i)(?:.*/)?(?:\x01Ole10Native|Equation Native)"), _OBJECT),
    (re.compile(r"(?i)(?:.*/)?(?:\x03OCXNAME|\x03OCXDATA|OCXNAME|OCXDATA|Ctls)"), _CONTROL),
)
_FIELD = re.compile(rb"\x13([^\x13-\x15]{1,400})")
_FIELD_WIDE = re.compile(rb"\x13\0((?:[^\x13-\x15].){1,400}?)[\x13-\x15]\0", re.DOTALL)


def look(source: Source) -> list[Fault]:
    """Its faults, each once; none when it cannot be opened, which its reader says."""
    found: dict[commands.Act, None] = {}
    try:
        with ole.open_ole(source) as container:
            found |= dict.fromkeys(_acts(container))
    except ole.DamagedError:
        return [Fault(kind, text) for kind, text in found]
    return [Fault(kind, text) for kind, text in found]


def _acts(container: olefile.OleFileIO) -> Iterator[commands.Act]:
    names = ["/".join(name) for name in container.listdir(storages=True)]
    yield from (act for name in names for pattern, act in _STREAMS if pattern.fullmatch(name))
    if container.exists("Current User") and ole.stream(container, "Current User")[12:16] == _LOCKED:
        yield _PASSWORD
    for name, reader in (
        ("Workbook", _workbook),
        ("Book", partial(_workbook, name_at=14)),  # of Excel 95, whose names have no byte for how wide letters are
        ("WordDocument", _writing),
        ("PowerPoint Document", _slides),
    ):
        if container.exists(name):
            yield from reader(ole.stream(container, name))


# --- Excel ----------------------------------------------------------------------------------------------------------------

_SHEET_RECORD, _NAME, _SUPBOOK, _FILEPASS = 0x85, 0x18, 0x1AE, 0x2F
_QUERIES = frozenset({0xDC, 0x1AD})
_MACRO_SHEETS = frozenset({1, 6})
_IS_PROCEDURE, _IS_BUILT_IN = 0x08, 0x20
_RUN_BY_THEMSELVES = frozenset({1, 2, 10, 11})
"""Auto_Open, Auto_Close, Auto_Activate, Auto_Deactivate among the built-in names."""
_DDE_SIGN = "\x03"


def _workbook(content: bytes, name_at: int = 15) -> Iterator[commands.Act]:
    at = 0
    while at + 4 <= len(content):
        record, length = struct.unpack_from("<HH", content, at)
        data = content[at + 4 : at + 4 + length]
        at += 4 + length
        if record == _FILEPASS:
            yield _PASSWORD
            return
        if record == _SHEET_RECORD and length > 7:  # noqa: PLR2004 - place, state, kind, name
            if data[5] in _MACRO_SHEETS:
                yield _SHEET
            if data[4] & 3:
                yield FaultKind.CONCEALED, f"มีชีตที่ซ่อนไว้: {_text(data[6], data[7:])}"
        elif record == _NAME and length > 15:  # noqa: PLR2004 - its head and one letter
            flags = struct.unpack_from("<H", data)[0]
            if flags & _IS_PROCEDURE or (flags & _IS_BUILT_IN and data[name_at] in _RUN_BY_THEMSELVES):
                yield _SHEET
        elif record == _SUPBOOK and length > 5:  # noqa: PLR2004 - more than a mark
            path = _text(struct.unpack_from("<H", data, 2)[0], data[4:])
            if _DDE_SIGN in path and not path.startswith("\x01"):
                yield commands.DDE
            elif path.strip("\0 "):
                yield commands.OTHER_FILE
        elif record in _QUERIES:
            yield commands.QUERY


def _text(length: int, data: bytes) -> str:
    """A string of Excel 97: one byte says whether letters take one byte or two."""
    wide = bool(data[:1]) and bool(data[0] & 1)
    return data[1 : 1 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


# --- Word -----------------------------------------------------------------------------------------------------------------


def _writing(content: bytes) -> Iterator[commands.Act]:
    for found in _FIELD.finditer(content):
        yield from commands.field(found[1].decode("latin-1"))
    for found in _FIELD_WIDE.finditer(content):
        yield from commands.field(found[1].decode("utf-16-le", "replace"))


# --- PowerPoint -----------------------------------------------------------------------------------------------------------

_LOCKED = struct.pack("<L", 0xF3D1C4DF)
_VBA_INFO, _ACTION, _ADDRESS, _SHOW_INFO = 0x0400, 0x0FF3, 0x0FBA, 0x03F9
_BY_MACRO, _BY_PROGRAM, _BY_OBJECT = 1, 2, 5
_DEPTH = 20


def _slides(content: bytes, depth: int = 0) -> Iterator[commands.Act]:
    at = 0
    while at + 8 <= len(content) and depth < _DEPTH:
        version, record, length = struct.unpack_from("<HHL", content, at)
        data = content[at + 8 : at + 8 + length]
        at += 8 + length
        if version & 0xF == 0xF:  # noqa: PLR2004 - it holds records
            yield from _slides(data, depth + 1)
        elif record == _VBA_INFO and length >= 8 and struct.unpack_from("<L", data, 4)[0] & 1:  # noqa: PLR2004 - its second word
            yield _MACRO
        elif record == _ACTION and length > 8:  # noqa: PLR2004 - sound, link, action
            if data[8] == _BY_MACRO:
                yield _MACRO
            elif data[8] in {_BY_PROGRAM, _BY_OBJECT}:
                yield commands.RUNS
        elif record == _SHOW_INFO and length > 10 and data[10] & 4:  # noqa: PLR2004 - where its flags stand
            yield FaultKind.CONCEALED, "มีสไลด์ที่ซ่อนไว้"
        elif record == _ADDRESS and lead(data.decode("utf-16-le", "replace").strip("\0")) is Lead.RUNS:
            yield commands.RUNS
