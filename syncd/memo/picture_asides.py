"""What the pictures within a document say beside their pixels to whoever takes them out: where they were taken, by whom."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO

from syncd.memo import picture_words, screening
from syncd.memo.source import Source
from syncd.model.document import Document, Fault, FaultKind

TAKEN_AT = "ภาพข้างในบอกพิกัดสถานที่ที่ถ่าย (GPS)"
_ASIDE = "ข้อมูลประกอบของภาพข้างใน"
_BEGIN = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"RIFF")
"""A JPEG, PNG, TIFF or WebP: those that cameras make, and programs keep as they are."""
_MOST = 64 << 20
"""Bytes of one picture."""
_UNFIT = frozenset({FaultKind.DAMAGED, FaultKind.ENCRYPTED})


def added(document: Document, source: Source) -> Document:
    """The document, and what its pictures say so; nothing of one that cannot be opened."""
    pictures = _PICTURES.get(document.kind)
    if pictures is None or any(fault.kind in _UNFIT for fault in document.faults):
        return document
    said = [_said(picture) for picture in pictures(source, document.kind) if picture.startswith(_BEGIN)]
    place = (Fault(FaultKind.CONCEALED, TAKEN_AT),) if any(has_place for has_place, _ in said) else ()
    spots = screening.spots((_ASIDE, text) for _, texts in said for text in texts)
    return replace(document, faults=(*document.faults, *place), spots=(*document.spots, *spots))


def _said(picture: bytes) -> tuple[bool, tuple[str, ...]]:
    """Whether it says where on earth it was taken, and all else."""
    try:
        return picture_words.has_place(BytesIO(picture)), tuple(picture_words.texts(BytesIO(picture)))
    except picture_words.UNSOUND:  # no decoder takes it
        return False, ()


def _packed(source: Source, _: str) -> Iterator[bytes]:
    with zipfile.ZipFile(source) as archive:
        for member in archive.infolist():
            with archive.open(member) as part:
                if (head := part.read(4)).startswith(_BEGIN) and member.file_size <= _MOST:
                    yield head + part.read()


def _old(source: Source, kind: str) -> Iterator[bytes]:
    from syncd.memo import pasted  # noqa: PLC0415 - lxml

    return pasted.in_streams(pasted.streams(source, kind))


def _pdf(source: Source, _: str) -> Iterator[bytes]:
    import pikepdf  # noqa: PLC0415

    try:
        with pikepdf.open(source) as document:
            for found in document.objects:
                if isinstance(found, pikepdf.Stream) and found.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
                    yield found.read_raw_bytes()
    except (pikepdf.PdfError, RecursionError):
        return


_PICTURES: dict[str, Callable[[Source, str], Iterator[bytes]]] = {
    "pdf": _pdf,
    **dict.fromkeys(("docx", "docm", "xlsx", "xlsm", "pptx", "pptm", "odt", "ods", "odp"), _packed),
    **dict.fromkeys(("doc", "xls", "ppt", "rtf"), _old),
}
