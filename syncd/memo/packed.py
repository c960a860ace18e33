"""Opens a packed file and has each file in it judged like one of its own; nothing is ever unpacked to a disk."""

import re
import stat
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Protocol

from syncd import litter
from syncd.memo import corners, packed_pages, screening, zips
from syncd.memo.scan import Seen
from syncd.memo.source import Source
from syncd.model.document import WITHIN, Document, Fault, FaultKind, Spot
from syncd.screening import discreet

_MEMBER = 32 << 20
_MOST = 50
_SHOWN = 3
_LITTER = (b"\0\5\x16\7", b"\0\0\0\1Bud1", b"[.ShellClassInfo]", b"\xff\xfe[\0.\0S\0h\0e\0l\0l\0")
"""How what systems leave behind begins, in that order: resource forks, folder views, folder settings."""

_NAMES, _REMARK = "ชื่อไฟล์ในไฟล์บีบอัด", "หมายเหตุของไฟล์บีบอัด"

TOO_DEEP = "เป็นไฟล์บีบอัดซ้อนกันหลายชั้น ระบบจึงไม่เปิด"
TOO_LARGE = "ใหญ่เกินกว่าที่ระบบจะเปิดตรวจในไฟล์บีบอัด"
MEMO = "อ่านได้เป็นบันทึกข้อความ ต้องดูก่อนว่าตั้งใจเผยแพร่"
TOO_MANY = "มีไฟล์ข้างในมากเกินกว่าที่ระบบจะเปิดตรวจ"


class Reader(Protocol):
    """How a member is read: like any file, within the room that is left."""

    def __call__(self, source: Source, name: str, size: int, sha256: str, room: "Room", /, *, ocr: Collection[Seen]) -> Document:
        """The member as a document. `ocr`: what was seen of its pages that are pictures."""


@dataclass(slots=True)
class Room:
    """What may still be opened for the sake of one file, however deep it nests: counted down."""

    members: int = 2_000
    size: int = 256 << 20
    depth: int = 2


@dataclass(slots=True)
class _Gathered:
    faults: dict[Fault, None] = field(default_factory=dict)
    unread: dict[str, None] = field(default_factory=dict)
    spots: list[Spot] = field(default_factory=list)
    by_ocr: list[int] = field(default_factory=list)
    to_ocr: list[int] = field(default_factory=list)


def read(source: Source, blank: Document, room: Room, reader: Reader, ocr: Collection[Seen] = ()) -> Document:
    """The packed file as one document: the faults, places and unread parts of all in it, each with its name.

    Its pages that are pictures, and `ocr`, what was seen of them, have the numbers that `packed_pages` gives.
    """
    if not room.depth:
        return replace(blank, unread=TOO_DEEP)
    room.depth -= 1
    gathered = _Gathered()
    try:
        with zipfile.ZipFile(source) as archive:
            _gather(archive, gathered, room, reader, ocr)
    except zips.UNSOUND:
        gathered.faults[Fault(FaultKind.DAMAGED)] = None
    room.depth += 1
    return _with_gathered(blank, gathered)


def carried(files: Iterable[tuple[str, bytes]], blank: Document, room: Room, reader: Reader) -> Document:
    """The same of the files that a document carries, but for their pages that are pictures, which stay unread."""
    if not room.depth:
        return replace(blank, unread=TOO_DEEP)
    room.depth -= 1
    gathered = _Gathered()
    for name, content in files:
        room.members -= 1
        room.size -= len(content)
        if room.members < 0 or room.size < 0:
            gathered.unread[TOO_MANY] = None
            break
        _add(gathered, name, reader(BytesIO(content), name, len(content), "", room, ocr=()))
    room.depth += 1
    return _with_gathered(blank, gathered)


def _with_gathered(blank: Document, gathered: _Gathered) -> Document:
    return replace(
        blank,
        faults=(*blank.faults, *tuple(gathered.faults)[:_MOST]),
        unread=_in_few_words(tuple(gathered.unread)),
        spots=screening.few(gathered.spots),
        by_ocr=tuple(gathered.by_ocr),
        to_ocr=tuple(gathered.to_ocr),
    )


def _gather(archive: zipfile.ZipFile, gathered: _Gathered, room: Room, reader: Reader, ocr: Collection[Seen]) -> None:
    members = packed_pages.files(archive)
    folders = ((_NAMES, name_of(member)) for member in archive.infolist() if member.is_dir())
    gathered.spots += screening.spots([*folders, *((_REMARK, text) for text in corners.remarks(archive))])
    if not members:
        gathered.faults[Fault(FaultKind.EMPTY, "ไม่มีไฟล์อยู่ข้างใน")] = None
    for at, member in enumerate(members):
        name = name_of(member)
        room.members -= 1
        room.size -= member.file_size
        if room.members < 0 or room.size < 0:
            gathered.unread[TOO_MANY] = None
            return
        if why := _is_unfit(name, member):
            gathered.faults[Fault(FaultKind.FORBIDDEN_TYPE, why, litter.printable(name))] = None
        elif member.file_size > _MEMBER:
            gathered.unread[f"{name}: {TOO_LARGE}"] = None
        else:
            content, short = archive.read(member), name.rpartition("/")[2]
            if not (litter.is_ignored(short) and content.startswith(_LITTER)):
                document = reader(BytesIO(content), short, len(content), "", room, ocr=packed_pages.seen_in(at, ocr))
                gathered.spots += screening.spots([(_NAMES, name)])
                gathered.by_ocr += packed_pages.numbers(at, document.by_ocr)
                gathered.to_ocr += packed_pages.numbers(at, document.to_ocr)
                _add(gathered, name, document)


def _add(gathered: _Gathered, name: str, document: Document) -> None:
    """What the reading of one member gave, under its name."""
    name = discreet(name)
    for fault in document.faults:
        gathered.faults[replace(fault, inside=f"{name}{WITHIN}{fault.inside}" if fault.inside else name)] = None
    if whys := [why for why in (document.unread, MEMO if document.memos else None) if why]:
        gathered.unread[f"{name}: {' และ'.join(whys)}"] = None
    gathered.spots += [replace(spot, place=f"{name}{WITHIN}{spot.place}") for spot in document.spots]


def name_of(member: zipfile.ZipInfo) -> str:
    """The member's name as its maker meant it: Thai Windows writes it in its own code page and does not say so."""
    name = member.filename
    if not member.flag_bits & 0x800 and not name.isascii():
        raw = name.encode("cp437")
        name = next(_decoded(raw), name)
    return name.replace("\\", "/")


def _decoded(raw: bytes) -> Iterator[str]:
    for encoding in ("utf-8", "cp874"):
        try:
            yield raw.decode(encoding)
        except UnicodeDecodeError:
            continue


def _is_unfit(name: str, member: zipfile.ZipInfo) -> str | None:
    """Thai: why a member of this name and kind must not be given to anybody; None when it may."""
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
        return "ชื่อไฟล์ข้างในพาออกไปนอกโฟลเดอร์ที่แตกไฟล์"
    if "\0" in member.orig_filename or litter.fault_of(name) is not None:
        return "ชื่อไฟล์ข้างในมีอักขระที่มองไม่เห็นหรือกลับทิศ"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "เป็นทางลัดไปยังไฟล์อื่น"
    return None


def _in_few_words(unread: tuple[str, ...]) -> str | None:
    more = f" และอีก {len(unread) - _SHOWN} ไฟล์" if len(unread) > _SHOWN else ""
    return "; ".join(unread[:_SHOWN]) + more if unread else None
