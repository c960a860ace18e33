"""What a zip is, by what lies in it: an Office file or a packed one; and what is wrong with it, before anything of it is read."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from syncd.memo import odf_active, office_active, zip_shape
from syncd.memo.source import Source
from syncd.memo.xml_events import XmlError
from syncd.model.document import Fault, FaultKind

_RATIO, _EXPANDED, _MEMBER = 100, 1 << 30, 10 << 20
"""A zip that unpacks to over 1 GiB, or a member over 10 MiB that shrinks over a hundredfold (real documents reach 32:1)."""
_MEMBERS = 50_000
_DEPTH = 3
ENCLOSED_BYTES = 20 << 20
"""What lies in a document and is larger is not opened."""
_OFFICE = frozenset({"docx", "docm", "xlsx", "xlsm", "pptx", "pptm"})
_WITHIN = "ในไฟล์ที่ฝังอยู่ข้างใน"

UNSOUND = (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises for a file that is not as it says."""


def examine(source: Source, depth: int = 0) -> tuple[str, list[Fault]]:
    """Its kind ("docx", "odt", "zip" …; with macros by its own word "docm") and its faults."""
    kind = "zip"
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if any(member.flag_bits & 1 for member in members):
                return kind, [Fault(FaultKind.ENCRYPTED)]
            kind = _kind(archive, names)
            if _is_bomb(members):
                return kind, [Fault(FaultKind.BOMB, "ไฟล์บีบอัดที่ขยายแล้วใหญ่ผิดปกติ")]
            faults = zip_shape.faults(source, archive)
            faults += _in_office(archive, depth) if kind in _OFFICE and not faults else []
            faults += odf_active.look(archive) if kind.startswith("od") and not faults else []
    except (*UNSOUND, XmlError):
        return kind, [Fault(FaultKind.DAMAGED)]
    if len(names) < len(members):
        faults.append(Fault(FaultKind.DAMAGED, "มีส่วนประกอบซ้ำกันในไฟล์"))
    return kind, faults


def _is_bomb(members: list[zipfile.ZipInfo]) -> bool:
    total = sum(member.file_size for member in members)
    steep = any(member.file_size > _MEMBER and member.file_size > _RATIO * max(1, member.compress_size) for member in members)
    return steep or total > _EXPANDED or len(members) > _MEMBERS


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    types = b""
    if "[Content_Types].xml" in names and archive.getinfo("[Content_Types].xml").file_size < _MEMBER:
        types = archive.read("[Content_Types].xml")
    for part, kind in (("word/", "doc"), ("xl/", "xls"), ("ppt/", "ppt")):
        if "[Content_Types].xml" in names and any(name.startswith(part) for name in names):
            macros = b"macroEnabled" in types or f"{part}vbaProject.bin" in names
            return kind + ("m" if macros else "x")
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:  # noqa: PLR2004 - a media type is short
        found = re.match(rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)", archive.read("mimetype"))
        if found:
            return {b"text": "odt", b"spreadsheet": "ods", b"presentation": "odp"}[found[1]]
    return "zip"


def _in_office(archive: zipfile.ZipFile, depth: int) -> Iterator[Fault]:
    """The faults of an Office file and of what lies in it: a chart's workbook is ordinary, what is in that may not be."""
    found = office_active.look(archive)
    yield from found.faults
    for name in found.packages:
        if archive.getinfo(name).file_size > ENCLOSED_BYTES:
            continue  # not read either, which is said where it is read
        if depth >= _DEPTH:
            yield Fault(FaultKind.BOMB, "มีไฟล์ซ้อนกันหลายชั้นผิดปกติ")
            return
        kind, faults = examine(BytesIO(archive.read(name)), depth + 1)
        if kind == "zip" and not faults:
            yield Fault(FaultKind.ACTIVE, "มีไฟล์บีบอัดซ่อนอยู่ในเอกสาร")
        yield from (Fault(fault.kind, f"{fault.detail} {_WITHIN}".strip()) for fault in faults)
