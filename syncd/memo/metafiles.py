"""Finds large drawings of Windows' own kinds (EMF, WMF, PICT) in files of Office 97 and RTF: nobody here reads their words."""

import re
import struct
from collections.abc import Iterator
from itertools import pairwise

_RECORD = re.compile(rb"[\x40\x50]\x3d\x1a\xf0|[\x60\x70]\x21\x1b\xf0|[\x20\x30]\x54\x1c\xf0")
"""How the record of a drawing begins: OfficeArtBlipEMF, -WMF and -PICT, each with one mark of 16 bytes or two."""
_TWO_MARKS = 0x10
_UNIT = 360_000
"""Of a record's measures, to the centimetre; of an RTF's there are …"""
_TWIPS = 1440 / 2.54
_PICT = re.compile(rb"(\\(?:nonshppict|shprslt)\b[^{}]{0,500}\{\s*)?\\pict(?![a-z])")
"""A picture in an RTF; with what stands before one that is shown by old programs only, which do not know the better one."""
_KIND = re.compile(rb"\\(?:emfblip|wmetafile|macpict|pmmetafile|dibitmap|wbitmap)")
_GOAL, _SCALE = re.compile(rb"\\pic[wh]goal(\d{1,9})"), re.compile(rb"\\picscale[xy](\d{1,9})")
_OWN = re.compile(rb"VCLMTF|\x01\0\0\0.{36} EMF|\xd7\xcd\xc6\x9a", re.DOTALL)
"""How a file of its own begins: of LibreOffice, an EMF, a WMF."""
_HEAD = 8_000
"""Bytes in which a picture of an RTF says what it is."""


def is_one(content: bytes) -> bool:
    """Whether a file is a drawing."""
    return _OWN.match(content) is not None


def in_stream(stream: bytes, least: float) -> Iterator[int]:
    """Where drawings of so many square centimetres begin in a stream of Office 97."""
    for found in _RECORD.finditer(stream):
        marks = 32 if found[0][0] & _TWO_MARKS else 16
        at = found.end() + 4 + marks + 20  # behind its length, its marks, its bytes unpacked and its bounds
        width, height = struct.unpack("<ii", stream[at : at + 8].ljust(8, b"\0"))
        if width * height >= least * _UNIT**2:
            yield found.start()


def in_rtf(content: bytes, least: float) -> Iterator[int]:
    """Where such drawings begin in an RTF; one of unknown size is large."""
    picts = list(_PICT.finditer(content))
    ends = [*(after.start() for _, after in pairwise(picts)), len(content)]
    for found, end in zip(picts, ends, strict=False):
        head = content[found.start() : min(end, found.start() + _HEAD)]
        if not found[1] and _KIND.search(head) and _area(head) >= least:
            yield found.start()


def _area(head: bytes) -> float:
    goals, scales = (list(map(int, one.findall(head))) for one in (_GOAL, _SCALE))
    if len(goals) != 2:  # noqa: PLR2004 - both
        return float("inf")
    area = goals[0] * goals[1] / _TWIPS**2
    for scale in scales:
        area *= scale / 100
    return area
