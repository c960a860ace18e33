"""Whether a zip says the same of itself everywhere, so that programs that read it from either end see one thing."""

import mmap
import struct
import zipfile

from syncd.memo.source import Source, mapped
from syncd.model.document import Fault, FaultKind

_LOCAL = struct.Struct("<4s5H3L2H")
_END = b"PK\x05\x06"
_END_BYTES = 22
_DESCRIPTOR = 24
"""What may stand behind a member's bytes: their sizes once more."""
_ENCRYPTED, _SIZES_BEHIND, _UTF8 = 1, 8, 0x800
_LONG = 0xFFFFFFFF

TWO_TALES = "ส่วนหัวของไฟล์ข้างในไม่ตรงกัน แต่ละโปรแกรมอาจแสดงเนื้อหาไม่เหมือนกัน"
MORE = "มีข้อมูลอื่นแทรกหรือต่อท้ายในไฟล์"


def faults(source: Source, archive: zipfile.ZipFile) -> list[Fault]:
    """Members that overlap, differ from their own headers or are missing from the table; bytes that belong to none."""
    members = sorted(archive.infolist(), key=lambda member: member.header_offset)
    with mapped(source) as content:
        end, is_sound = 0, True
        for member in members:
            start = member.header_offset
            if start < end:
                return [Fault(FaultKind.BOMB, "ไฟล์ข้างในซ้อนทับกัน")]
            if start > end + (_DESCRIPTOR if end else 0):
                return [Fault(FaultKind.FORBIDDEN_TYPE, MORE)]
            data = _data_of(content, member)
            if data is None:
                return [Fault(FaultKind.DAMAGED, TWO_TALES)]
            end = data + member.compress_size
        if archive.start_dir < end:
            return [Fault(FaultKind.BOMB, "ไฟล์ข้างในซ้อนทับกัน")]
        is_sound = archive.start_dir <= end + _DESCRIPTOR and _ends(content)
    return [] if is_sound else [Fault(FaultKind.FORBIDDEN_TYPE, MORE)]


def _data_of(content: mmap.mmap | bytes, member: zipfile.ZipInfo) -> int | None:
    """Where the member's bytes begin; None when its own header says something else than the table."""
    at = member.header_offset
    head = content[at : at + _LOCAL.size]
    if len(head) < _LOCAL.size:
        return None
    magic, _, flags, method, _, _, crc, packed, unpacked, name_bytes, extra_bytes = _LOCAL.unpack(head)
    name = content[at + _LOCAL.size : at + _LOCAL.size + name_bytes]
    said = member.orig_filename.encode("utf-8" if member.flag_bits & _UTF8 else "cp437", "replace")
    same = magic == b"PK\x03\x04" and method == member.compress_type and name == said
    same = same and (flags ^ member.flag_bits) & _ENCRYPTED == 0
    if not flags & _SIZES_BEHIND:
        same = same and packed in {member.compress_size, _LONG} and unpacked in {member.file_size, _LONG} and crc == member.CRC
    return at + _LOCAL.size + name_bytes + extra_bytes if same else None


def _ends(content: mmap.mmap | bytes) -> bool:
    """Whether nothing stands behind the end that the zip itself names."""
    at = content.rfind(_END)
    said = at + _END_BYTES + int.from_bytes(content[at + 20 : at + 22], "little")
    return said <= len(content) and not content[said:].strip(b"\0 \r\n\t")
