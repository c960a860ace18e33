"""Reads word processors' files into Documents: DOCX and the Word of before."""

import zipfile
import zlib
from collections.abc import Collection, Iterable
from dataclasses import replace

from lxml import etree

from syncd import periods, thai
from syncd.memo import (
    beside,
    doc_page,
    docx_page,
    docx_parts,
    docx_pictures,
    fields,
    odt_page,
    office,
    ole,
    pasted,
    rtf_page,
    scan,
    screening,
    seen,
)
from syncd.memo.beside import Look
from syncd.memo.grid import Writing
from syncd.memo.page import Text
from syncd.memo.scan import Seen
from syncd.memo.source import Source
from syncd.model.document import Document, Fault, FaultKind, Spot

SCANNED = "เป็นเอกสาร Word ที่มีภาพของหน้าเอกสาร ระบบยังอ่านตัวหนังสือในภาพไม่ได้"
TOO_OLD = "เป็นไฟล์ Word รุ่นก่อน 97 ระบบอ่านไม่ได้ หากบันทึกใหม่เป็น .docx หรือ PDF ระบบจะอ่านได้"


def read_docx(source: Source, blank: Document, ocr: Collection[Seen] = ()) -> Document:
    """What a DOCX says; of one that only carries pictures of pages, what OCR saw on them."""
    try:
        spots = screening.spots(office.all_words(source))
        encloses = office.has_unknown_parts(source)
        looks = list(pasted.framed(source).values())
        found = docx_page.read_docx(source)
    except docx_parts.StrictError:
        return replace(blank, unread=seen.STRICT, maybe_memo=True, spots=spots)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, etree.XMLSyntaxError):
        return blank.with_faults(Fault(FaultKind.DAMAGED))
    written = _written(blank, replace(found, encloses=encloses), spots)
    if found.is_picture and not found.letters and not encloses:
        return _with_pages(written, source, ocr)
    return _beside(written, looks, ocr)


def _beside(written: Document, looks: Iterable[Look], ocr: Collection[Seen]) -> Document:
    """The document with what its pictures say beside its words."""
    return beside.read(written, beside.numbered(looks), ocr)


def _with_pages(document: Document, source: Source, ocr: Collection[Seen]) -> Document:
    pages = frozenset(range(1, len(docx_pictures.pages(source)) + 1))
    by_ocr, read = scan.legible(ocr, pages)
    memos = fields.read_memos(document.name, Text(by_ocr), document.kind)
    whole = bool(pages) and read == pages
    return replace(
        document,
        memos=memos,
        unread=None if whole else document.unread,
        maybe_memo=not (whole and memos),
        by_ocr=tuple(sorted({line.page for line in by_ocr})),
        to_ocr=tuple(sorted(pages - {page.page for page in ocr})),
        spots=document.spots + screening.spots_on(ocr, read),
    )


def read_doc(source: Source, blank: Document, ocr: Collection[Seen] = ()) -> Document:
    """What a .doc of Word 97 or later says."""
    try:
        found, looks = doc_page.read_doc(source), [look for _, look in pasted.unframed(source, "doc")]
    except ole.EncryptedError:
        return blank.with_faults(Fault(FaultKind.ENCRYPTED))
    except ole.DamagedError:
        return blank.with_faults(Fault(FaultKind.DAMAGED))
    except ole.TooOldError:
        return replace(blank, unread=TOO_OLD, maybe_memo=True)
    return _beside(_written(blank, found, screening.spots(found.words)), looks, ocr)


def read_rtf(source: Source, blank: Document, ocr: Collection[Seen] = ()) -> Document:
    """What an RTF says."""
    try:
        found = rtf_page.read_rtf(source)
    except ole.DamagedError:
        return blank.with_faults(Fault(FaultKind.DAMAGED))
    is_told = any(fault.kind is FaultKind.ACTIVE for fault in blank.faults)
    faults = () if is_told else tuple(Fault(FaultKind.ACTIVE, why) for why in found.active)
    written = _written(replace(blank, faults=blank.faults + faults), found.writing, screening.spots(found.writing.words))
    return _beside(written, [look for _, look in pasted.unframed(source, "rtf")], ocr)


def read_odt(source: Source, blank: Document, ocr: Collection[Seen] = ()) -> Document:
    """What an ODT says."""
    try:
        found = odt_page.read_odt(source)
        looks = list(pasted.framed(source).values())
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, etree.XMLSyntaxError):
        return blank.with_faults(Fault(FaultKind.DAMAGED))
    return _beside(_written(blank, found, screening.spots(found.words)), looks, ocr)


def _written(blank: Document, found: Writing, spots: tuple[Spot, ...]) -> Document:
    plausible = thai.is_plausible("\n".join(line.text for line in found.text.lines))
    memos = fields.read_memos(blank.name, found.text, blank.kind) if plausible else ()
    whys = [SCANNED] if found.is_picture else [] if plausible else [seen.BROKEN]
    maybe_memo = bool(whys)
    whys += [seen.ENCLOSING] if found.encloses else []
    headline = periods.headline(line.text for line in found.text.lines) if plausible else ""
    blank = replace(blank, headline=headline)
    return replace(blank, memos=memos, unread=" และ".join(whys) or None, maybe_memo=maybe_memo, spots=spots)
