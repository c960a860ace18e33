"""Reads one file of a photo drop: a photo is looked at as a picture, and of a text the words are wanted."""

import zipfile
import zlib
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path, PurePosixPath

from syncd.memo import beside, documents, kinds, photo, scan, screening
from syncd.memo.scan import Seen
from syncd.model.document import Document, Fault, FaultKind

WORDS = frozenset({"text", "docx"})
LONGEST_WORDS = 20_000
"""Characters; no caption is longer."""
TOO_LARGE = "ภาพมีจุดภาพมากเกินกว่าที่ระบบเปิดได้ กรุณาย่อภาพให้ด้านยาวไม่เกิน 6,000 จุด"
UNUSABLE = "เปิดเป็นภาพไม่ได้"

_ON_IT = "ในภาพ"
_ENDINGS = frozenset({"jpg", "jpeg", "jpe", "jfif", "png", "heic", "heif", "gif", "webp", "tif", "tiff", "bmp"})


def read(path: Path, name: str, size: int, sha256: str, *, ocr: Collection[Seen] = ()) -> Document:
    """What `documents.read_document` says of it, and of a photo what it is, of a text its words.

    `ocr`: what was seen on a photo, if it was looked at.
    """
    kind = kinds.examine(path, name, size)
    if kind.name in photo.KINDS:
        return _with_words(_photo(path, Document(name, kind.name, size, sha256, _as_picture(kind.faults, name))), ocr)
    document = documents.read_document(path, name, size, sha256)
    if document.kind not in WORDS or document.faults:
        return document
    return _text(path, document) if document.kind == "text" else _docx(path, document)


def _photo(path: Path, blank: Document) -> Document:
    if blank.faults:
        return blank
    try:
        return replace(blank, photo=photo.look(path, blank.kind))
    except photo.TooLargeError:
        return replace(blank, faults=(Fault(FaultKind.TOO_BIG, TOO_LARGE),))
    except photo.UnusableError:
        return replace(blank, faults=(Fault(FaultKind.DAMAGED, UNUSABLE),))


def _with_words(document: Document, ocr: Collection[Seen]) -> Document:
    """The photo with what can be read on it: much is a page, whatever its colour and light, and little may be a card."""
    if document.photo is None:
        return document
    if not ocr:
        return replace(document, to_ocr=(scan.PHOTO,))
    is_page = any(map(scan.reads_as_page, ocr))
    return replace(
        document,
        photo=replace(document.photo, looks_like_page=document.photo.looks_like_page or is_page),
        spots=screening.spots(((_ON_IT, line.text) for seen in ocr for line in scan.lines(seen)), read_by_ocr=True),
    )


def _as_picture(faults: tuple[Fault, ...], name: str) -> tuple[Fault, ...]:
    """A HEIC that a phone's program named .jpg is a photo all the same: it is made anew."""
    if PurePosixPath(name).suffix[1:].lower() not in _ENDINGS:
        return faults
    return tuple(fault for fault in faults if fault.kind is not FaultKind.WRONG_TYPE)


def _text(path: Path, document: Document) -> Document:
    with path.open("rb") as file:
        text = kinds.decode_text(file.read(4 * LONGEST_WORDS))
    return document if text is None else replace(document, words=text[: LONGEST_WORDS + 1])


def _docx(path: Path, document: Document) -> Document:
    """What is hidden in it, or stands beside it as a comment, would be published with the rest: a person must look."""
    from lxml import etree  # noqa: PLC0415

    from syncd.memo import docx_page  # noqa: PLC0415

    try:
        text = docx_page.read_docx(path).text
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, etree.XMLSyntaxError):
        return document
    words = "\n".join(line.text for line in text.lines)[: LONGEST_WORDS + 1]
    unread = None if document.unread == beside.UNSEEN else document.unread  # its pictures go nowhere
    return replace(document, words=words, to_ocr=(), unread=unread or " และ".join(text.doubts) or None)
