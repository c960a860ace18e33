"""Reads a PDF into a Document: its pages, what lies over and beside them, what it said before, and the files in it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pikepdf
import pypdfium2

from syncd import periods, thai
from syncd.memo import (
    active,
    beside,
    fields,
    layer,
    packed,
    pdf,
    pdf_earlier,
    pdf_fonts,
    pdf_looks,
    pdf_tones,
    scan,
    screening,
    seen,
)
from syncd.memo.beside import Look
from syncd.memo.page import Text
from syncd.memo.scan import Seen
from syncd.memo.source import Source
from syncd.model.document import Document, Fault, FaultKind, Spot
from syncd.model.memo import Memo

EARLIER = "มีข้อความก่อนการแก้ไขครั้งหลังเก็บอยู่ในไฟล์ (สั่งพิมพ์เป็น PDF ใหม่จะหายไป)"
UNCHECKED = "ตรวจโครงสร้างภายในของ PDF ไม่ได้"
REBUILT = "สารบัญภายในของ PDF เสียหาย แต่ละโปรแกรมอาจแสดงเนื้อหาไม่เหมือนกัน หากบันทึกเป็น PDF ใหม่ ระบบจะอ่านได้"
LAYERS = "PDF มีชั้นข้อมูล (layer) ที่ปิดการแสดงผลไว้"
BLENDS = "PDF ผสมสีกับพื้นในแบบที่แต่ละโปรแกรมแสดงไม่เหมือนกัน"

_BESIDE = "ในไฟล์เดียวกันมีหน้าที่เป็นภาพสแกน (หน้า {}) ซึ่งอาจมีคำสั่งหรือลายมือที่ระบบอ่านไม่ออก"
_HEADING = "บันทึกข้อความ"
_FEW = 10
_MUCH_TEXT = 600
"""Letters: of fewer it cannot be told well whether they are writing."""


def read(source: Source, blank: Document, ocr: Collection[Seen], room: packed.Room, read_document: packed.Reader) -> Document:
    """What its pages say and show, what OCR saw on those that are pictures, and what is in it beside them.

    `read_document` reads the files that it carries.
    """
    try:
        with pdf.open_pdf(source) as document:
            pages = dict(enumerate(pdf.plain_pages(document), start=1))
            scans = frozenset(number for number, page in pages.items() if page.is_picture)
            codes = pdf_tones.codes(document) if any(page.is_miscoded for page in pages.values()) else {}
            runs = list(pdf.runs(document, codes)) if codes else [page.runs for page in pages.values()]
            swapped = pdf_fonts.swapped(runs)
            said = {number: pdf_fonts.text_of(page, swapped) for number, page in enumerate(runs, start=1)}
            layers = {number: thai.normalise(said[number]) for number, page in pages.items() if not page.is_picture}
            clean = "\n".join(layers.values())
            is_plausible = thai.is_plausible(clean)
            by_place = None if is_plausible or len(pages) > _FEW else _by_place(document, swapped, codes, scans)
            if by_place is not None:  # the letters are right, but not their order
                layers = {number: "\n".join(line.text for line in by_place.lines if line.page == number) for number in layers}
                is_plausible, clean = True, "\n".join(layers.values())
            broken = _broken(layers)
            if not is_plausible:  # what a person sees is not what the layer says
                broken, clean = frozenset(pages), ""
            scans |= broken
            by_ocr, legible = scan.legible(ocr, scans)
            memos: tuple[Memo, ...] = ()
            hides_memo = False
            looks_like_memo = fields.looks_like_memo(clean) or fields.begins_memo(by_ocr)
            if looks_like_memo or fields.may_hold_memo(clean):
                visible = by_place or pdf.visible_text(document, swapped=swapped, codes=codes, skip=scans)
                visible = replace(visible, lines=(*visible.lines, *by_ocr))
                memos = fields.read_memos(blank.name, visible, "pdf")
                hides_memo = looks_like_memo and not memos and bool(visible.doubts)
            over = list(pdf.laid_over(document, [number for number, page in pages.items() if page.has_over], scans))
    except pdf.EncryptedError:
        return blank.with_faults(Fault(FaultKind.ENCRYPTED))
    except pdf.DamagedError:
        return blank.with_faults(Fault(FaultKind.DAMAGED))
    shows_pictures = any(shows_picture for _, _, shows_picture in over)
    left = scans - legible
    whys = [] if not left else [seen.BROKEN] if left <= broken else [_scan(left, len(pages))]
    if hides_memo:
        whys.append(pdf_looks.HIDDEN)
    earlier = list(pdf_earlier.places(source, {page.text for page in pages.values()}))
    faults, more, doubts, aside, is_signed, files = _look_inside(source)
    faults += [Fault(FaultKind.CONCEALED, EARLIER)] if earlier else []
    whys += more
    behind = {number: page.text for number, page in pages.items() if page.is_picture}
    if by_ocr and len(scans) < len(pages):
        doubts.append(_BESIDE.format(", ".join(str(page) for page in sorted({line.page for line in by_ocr})[:_FEW])))
    doubts += [why for number, text in behind.items() if (why := layer.difference(text, by_ocr, number))]
    document = replace(
        blank.with_faults(*faults),
        pages=len(pages),
        headline=periods.headline(clean.splitlines()) if is_plausible else "",
        memos=tuple(replace(memo, doubts=(*memo.doubts, *doubts)) for memo in memos),
        unread=" และ".join([*whys, *([beside.WRITTEN] if shows_pictures else [])]) or None,
        maybe_memo=bool(whys) or (bool(by_ocr) and not memos),
        is_signed=is_signed,
        by_ocr=tuple(sorted({line.page for line in by_ocr})),
        to_ocr=tuple(sorted(scans - {page.page for page in ocr})),
        spots=screening.spots((f"หน้า {number}", thai.unbroken(text)) for number, text in said.items())
        + screening.spots((f"หน้า {number}", thai.normalise(page.drawn)) for number, page in pages.items())
        + screening.spots((f"ตราหรือข้อความที่วางทับหน้า {number}", thai.normalise(text)) for number, text, _ in over)
        + screening.spots(earlier)
        + screening.spots_on(ocr, legible)
        + aside,
    )
    looks: dict[int, Look] = {}
    for number, page in pages.items():
        looks |= beside.numbered(() if number in scans else page.looks, number)
    return _with_files(beside.read(document, looks, ocr), files, room, read_document)


def _with_files(
    document: Document, files: Sequence[tuple[str, bytes]], room: packed.Room, read_document: packed.Reader
) -> Document:
    """The document with what stands in the files that it carries."""
    if not files:
        return document
    inside = packed.carried(files, replace(document, faults=(), unread=None, spots=()), room, read_document)
    return replace(
        document.with_faults(*inside.faults),
        unread=" และ".join(filter(None, (document.unread, inside.unread))) or None,
        spots=(*document.spots, *inside.spots),
    )


def _by_place(
    document: pypdfium2.PdfDocument, swapped: frozenset[str], codes: pdf_fonts.Codes, scans: frozenset[int]
) -> Text | None:
    """What a memo says by where its letters stand, if that is writing and nothing in it is doubted."""
    visible = pdf.visible_text(document, swapped=swapped, codes=codes, skip=scans)
    said = "\n".join(line.text for line in visible.lines)
    is_writing = _HEADING in thai.squeeze(said) and fields.looks_like_memo(said) and thai.is_plausible(said)
    return visible if is_writing and not visible.doubts else None


def _broken(layers: Mapping[int, str]) -> frozenset[int]:
    """Pages of much text whose layer is no writing, though that of others is: each font may be broken in its own way."""
    return frozenset(number for number, text in layers.items() if len(text) > _MUCH_TEXT and not thai.is_plausible(text))


def _look_inside(
    source: Source,
) -> tuple[list[Fault], list[str], list[str], tuple[Spot, ...], bool, tuple[tuple[str, bytes], ...]]:
    """Faults, reasons why something stays unread, doubts, spots, whether it is signed, files carried: of the inner structure."""
    try:
        found = active.look(source)
    except (pikepdf.PdfError, RecursionError):
        return [], [UNCHECKED], [], (), False, ()
    faults = [Fault(FaultKind.ACTIVE, f"PDF มี{' และ'.join(found.active)}")] if found.active else []
    faults += [Fault(FaultKind.LINKED, f"PDF มี{' และ'.join(found.linked)}")] if found.linked else []
    whys = [REBUILT] if found.is_rebuilt else []
    doubts = [*([LAYERS] if found.hides_layers else []), *([BLENDS] if found.blends else [])]
    return faults, whys, doubts, found.spots, found.is_signed, found.carried


def _scan(scans: frozenset[int], pages: int) -> str:
    if len(scans) == pages:
        return "เป็นภาพสแกน ระบบยังอ่านตัวหนังสือในภาพไม่ได้"
    shown = ", ".join(str(number) for number in sorted(scans)[:10]) + (" …" if len(scans) > 10 else "")  # noqa: PLR2004 - enough to find them
    return f"หน้า {shown} เป็นภาพสแกน ระบบยังอ่านตัวหนังสือในภาพไม่ได้"
