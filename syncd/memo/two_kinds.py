"""Finds files that are two things at once: a picture that is also a program, a PDF with a zip behind it."""

import re
import zipfile

from syncd.memo.source import Source, mapped
from syncd.model.document import Fault, FaultKind

SCRIPT = re.compile(rb"<\?php|<script[\s>]|<!doctype html|<html[\s>]|<svg[\s>]|^#!\s*/", re.IGNORECASE)
"""How a script or page begins."""
_RUN = re.compile(rb"<\?php|<script[\s>]", re.IGNORECASE)
"""What a server or a browser runs wherever it stands in a file."""
_OTHERS = (
    b"MZ",
    b"\x7fELF",
    b"GIF8",
    b"\xff\xd8\xff",
    b"Rar!",
    b"PK\x03\x04",
    b"7z\xbc\xaf\x27\x1c",
    b"\x89PNG",
    b"RIFF",
    b"#!/",
    b"BM",
)
"""How files of other kinds begin."""
_CHANGE = re.compile(rb"\d+ \d+ obj\b")
"""How a change that a program wrote behind a PDF begins; without an end of its own it was cut off."""
_OF_A_PRINTER = re.compile(rb"(?:\x1b%-12345X|@PJL[^\r\n]*|\s)*")
"""What a printer's program writes before a PDF."""
_LEFT = 1024
"""So much behind the end of a PDF is what careless programs leave there."""
_BEHIND = re.compile(
    rb"(?:\xff\xd9|IEND\xaeB`\x82|\0;)[\0\s]{0,64}(?:MZ[\x90\0-\x03]\0|\x7fELF|Rar!\x1a|7z\xbc\xaf|PK\x03\x04|%PDF-|#!/|<html|<!doctype)",
    re.IGNORECASE,
)
"""Another file behind the end of a JPEG, PNG or GIF; what phones put there (a film, a second picture) is none of these."""
_AS_SCRIPT = re.compile(rb"(?:GIF8[79]a|BM|RIFF)(?:/\*|=['\"\d;])|\xff\xd8\xff[\xe0-\xef]/\*", re.DOTALL)
"""Beginnings that a picture seldom has and that a browser takes for a script's."""

_TWO = "เป็นไฟล์สองชนิดในไฟล์เดียว"


def beside_pdf(source: Source, head: bytes) -> list[Fault]:
    """Another kind of file before the PDF, behind it or around it, for whoever opens it as that."""
    start = head[: head.index(b"%PDF-")].lstrip(b"\xef\xbb\xbf\0 \r\n\t")
    with mapped(source) as content:
        behind = [content[end.end() : end.end() + 64].lstrip(b"\0 \r\n\t") for end in re.finditer(rb"%%EOF", content)]
        last = content.rfind(b"%%EOF")
        left = content[last + 5 :].strip(b"\0 \r\n\t") if last >= 0 else b""
    is_two = _OF_A_PRINTER.fullmatch(start) is None or any(it.startswith(_OTHERS) for it in behind)
    if is_two or SCRIPT.search(head[:1024]) or any(map(SCRIPT.search, behind)) or zipfile.is_zipfile(source):
        return [Fault(FaultKind.FORBIDDEN_TYPE, _TWO)]
    if _CHANGE.match(left):
        return [Fault(FaultKind.DAMAGED)]
    if len(left) > _LEFT:
        return [Fault(FaultKind.FORBIDDEN_TYPE, "มีข้อมูลอื่นต่อท้ายเอกสาร")]
    return []


def beside_compound(source: Source) -> list[Fault]:
    """A packed file behind one of Office 97."""
    return [Fault(FaultKind.FORBIDDEN_TYPE, _TWO)] if zipfile.is_zipfile(source) else []


def beside_picture(source: Source, head: bytes) -> list[Fault]:
    """The same of a picture, a sound or a film: scripts anywhere in it, an archive round it, a program behind it."""
    with mapped(source) as content:
        is_two = _AS_SCRIPT.match(head) or _RUN.search(content) or _BEHIND.search(content)
    return [Fault(FaultKind.FORBIDDEN_TYPE, _TWO)] if is_two or zipfile.is_zipfile(source) else []
