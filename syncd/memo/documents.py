"""Reads one file into a Document: its kind, its faults, its memos, and what of concern stands in it."""

import csv
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from syncd import periods, thai
from syncd.memo import beside, commands, kinds, packed, picture_asides, scan, screening, seen
from syncd.memo.beside import Look
from syncd.memo.scan import Seen
from syncd.memo.source import Source, opened
from syncd.memo.tables import Heads, people
from syncd.model.approval import Soundness
from syncd.model.document import Document, Fault, FaultKind, Spot
from syncd.model.memo import Memo

_PICTURES = frozenset({"jpeg", "png", "gif", "webp", "heic", "tiff", "bmp"})
_UNREAD = {
    "rar": "เป็นไฟล์บีบอัด ระบบยังตรวจไฟล์ข้างในไม่ได้",
    "7z": "เป็นไฟล์บีบอัด ระบบยังตรวจไฟล์ข้างในไม่ได้",
}
_PARTS = ",;\t|"
"""What parts the cells of a line."""

OTHER = "เป็นไฟล์ชนิดที่ระบบยังอ่านเนื้อหาไม่ได้"
EARLIER = "มีข้อความก่อนการแก้ไขครั้งหลังเก็บอยู่ในไฟล์ (สั่งพิมพ์เป็น PDF ใหม่จะหายไป)"
UNCHECKED = "ตรวจโครงสร้างภายในของ PDF ไม่ได้"
REBUILT = "สารบัญภายในของ PDF เสียหาย แต่ละโปรแกรมอาจแสดงเนื้อหาไม่เหมือนกัน หากบันทึกเป็น PDF ใหม่ ระบบจะอ่านได้"
LAYERS = "PDF มีชั้นข้อมูล (layer) ที่ปิดการแสดงผลไว้"
OLD = "เป็นไฟล์ของ Office รุ่นก่อน 97 ระบบอ่านไม่ได้ หากบันทึกใหม่เป็นรุ่นปัจจุบัน ระบบจะอ่านได้"
BLENDS = "PDF ผสมสีกับพื้นในแบบที่แต่ละโปรแกรมแสดงไม่เหมือนกัน"
TOO_LONG = "ไฟล์ข้อความยาวมาก ระบบอ่านได้เพียงส่วนต้น"

_BESIDE = "ในไฟล์เดียวกันมีหน้าที่เป็นภาพสแกน (หน้า {}) ซึ่งอาจมีคำสั่งหรือลายมือที่ระบบอ่านไม่ออก"
_FEW = 10
_MUCH_TEXT = 600
"""Letters: of fewer it cannot be told well whether they are writing."""
_LONGEST_TEXT = 20 << 20


def read_document(
    source: Source,
    name: str,
    size: int,
    sha256: str,
    room: packed.Room | None = None,
    *,
    roots: Sequence[str] = (),
    ocr: Collection[Seen] = (),
) -> Document:
    """Read the file as far as today's readers go; what cannot be read is said in `unread`.

    `room`: it lies in a packed one. `roots` are the certificates (PEM) of those who may have issued the signers' certificates.
    `ocr`: what was seen of its pages that are pictures.

    Raises only what a reader never should on a sound file (a crash of the worker: the caller makes it `unread`).
    """
    kind = kinds.examine(source, name, size)
    blank = Document(name=name, kind=kind.name, size=size, sha256=sha256, faults=kind.faults)
    if not kind.is_readable:
        return blank
    if kind.name == "zip":
        return packed.read(source, blank, room or packed.Room(), read_document, ocr)
    readers: dict[str, Callable[[Source, Document], Document]] = {
        "pdf": partial(_read_pdf, ocr=ocr, room=room or packed.Room()),
        "docx": partial(_read_docx, ocr=ocr),
        "docm": partial(_read_docx, ocr=ocr),
        "doc": partial(_read_writing, ocr=ocr),
        "rtf": partial(_read_writing, ocr=ocr),
        "odt": partial(_read_odt, ocr=ocr),
        "ods": partial(_read_open_document, ocr=ocr),
        "odp": partial(_read_open_document, ocr=ocr),
        "xls": partial(_read_old_office, ocr=ocr),
        "ppt": partial(_read_old_office, ocr=ocr),
        "xlsx": partial(_read_sheets, ocr=ocr),
        "xlsm": partial(_read_sheets, ocr=ocr),
        "pptx": partial(_read_slides, ocr=ocr),
        "pptm": partial(_read_slides, ocr=ocr),
        "text": _read_text,
        **dict.fromkeys(_PICTURES, partial(_read_picture, ocr=ocr)),
    }
    if (reader := readers.get(kind.name)) is not None:
        return picture_asides.added(_with_signatures(reader(source, blank), source, roots), source)
    return replace(blank, unread=_UNREAD.get(kind.name, OTHER))


def _with_fault(document: Document, *faults: Fault) -> Document:
    return replace(document, faults=(*document.faults, *faults))


def _read_picture(source: Source, blank: Document, ocr: Collection[Seen]) -> Document:
    from syncd.memo import picture_file  # noqa: PLC0415

    return picture_file.read(source, blank, ocr)


def _with_signatures(document: Document, source: Source, roots: Sequence[str]) -> Document:
    """The document with what its digital signatures say: a broken one is a fault of the file, all are told of its memos."""
    if not document.is_signed:
        return document
    from syncd.memo import signed  # noqa: PLC0415 - 35 MB and half a second, for signed files alone

    signatures = signed.check(source, roots, datetime.now(UTC))
    broken = {one.why: Fault(FaultKind.SIGNATURE, one.why) for one in signatures if one.soundness is Soundness.BROKEN}
    memos = tuple(replace(memo, signatures=signatures) for memo in document.memos)
    return replace(_with_fault(document, *broken.values()), memos=memos)


def _read_pdf(source: Source, blank: Document, ocr: Collection[Seen], room: packed.Room) -> Document:
    from syncd.memo import fields, layer, pdf, pdf_earlier, pdf_fonts, pdf_looks, pdf_tones  # noqa: PLC0415

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
            broken = _broken(layers)
            if not is_plausible:  # what a person sees is not what the layer says
                broken, clean = frozenset(pages), ""
            scans |= broken
            by_ocr, read = scan.legible(ocr, scans)
            memos: tuple[Memo, ...] = ()
            hides_memo = False
            if fields.looks_like_memo(clean) or fields.begins_memo(by_ocr):
                visible = pdf.visible_text(document, swapped=swapped, codes=codes, skip=scans)
                visible = replace(visible, lines=(*visible.lines, *by_ocr))
                memos = fields.read_memos(blank.name, visible, "pdf")
                hides_memo = not memos and bool(visible.doubts)
            over = list(pdf.laid_over(document, [number for number, page in pages.items() if page.has_over], scans))
    except pdf.EncryptedError:
        return _with_fault(blank, Fault(FaultKind.ENCRYPTED))
    except pdf.DamagedError:
        return _with_fault(blank, Fault(FaultKind.DAMAGED))
    shows_pictures = any(shows_picture for _, _, shows_picture in over)
    left = scans - read
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
        _with_fault(blank, *faults),
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
        + screening.spots_on(ocr, read)
        + aside,
    )
    looks: dict[int, Look] = {}
    for number, page in pages.items():
        looks |= beside.numbered(() if number in scans else page.looks, number)
    return _with_files(beside.read(document, looks, ocr), files, room)


def _with_files(document: Document, files: Sequence[tuple[str, bytes]], room: packed.Room) -> Document:
    """The document with what stands in the files that it carries."""
    if not files:
        return document
    inside = packed.carried(files, replace(document, faults=(), unread=None, spots=()), room, read_document)
    return replace(
        _with_fault(document, *inside.faults),
        unread=" และ".join(filter(None, (document.unread, inside.unread))) or None,
        spots=(*document.spots, *inside.spots),
    )


def _broken(layers: Mapping[int, str]) -> frozenset[int]:
    """Pages of much text whose layer is no writing, though that of others is: each font may be broken in its own way."""
    return frozenset(number for number, text in layers.items() if len(text) > _MUCH_TEXT and not thai.is_plausible(text))


def _look_inside(
    source: Source,
) -> tuple[list[Fault], list[str], list[str], tuple[Spot, ...], bool, tuple[tuple[str, bytes], ...]]:
    """Faults, reasons why something stays unread, doubts, spots, whether it is signed, files carried: of the inner structure."""
    import pikepdf  # noqa: PLC0415

    from syncd.memo import active  # noqa: PLC0415

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


def _read_docx(source: Source, blank: Document, ocr: Collection[Seen]) -> Document:
    from syncd.memo import writings  # noqa: PLC0415

    return writings.read_docx(source, blank, ocr)


def _read_writing(source: Source, blank: Document, ocr: Collection[Seen]) -> Document:
    from syncd.memo import writings  # noqa: PLC0415

    return {"doc": writings.read_doc, "rtf": writings.read_rtf}[blank.kind](source, blank, ocr)


def _read_odt(source: Source, blank: Document, ocr: Collection[Seen]) -> Document:
    from syncd.memo import writings  # noqa: PLC0415

    return writings.read_odt(source, blank, ocr)


def _read_open_document(source: Source, blank: Document, ocr: Collection[Seen]) -> Document:
    """A spreadsheet or slides of LibreOffice."""
    from lxml import etree  # noqa: PLC0415

    from syncd.memo import odf, pasted  # noqa: PLC0415

    try:
        whys = [seen.ENCLOSING] if odf.has_unknown_parts(source) else []
        document = replace(blank, spots=screening.spots(odf.words(source)), unread=" และ".join(whys) or None)
        return beside.read(document, beside.numbered(pasted.framed(source).values()), ocr)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, etree.XMLSyntaxError):
        return _with_fault(blank, Fault(FaultKind.DAMAGED))


def _read_old_office(source: Source, blank: Document, ocr: Collection[Seen]) -> Document:
    """A workbook or slides of Office 97–2003."""
    from syncd.memo import biff, ole, pasted, slides97  # noqa: PLC0415

    try:
        words, encloses = biff.read_book(source) if blank.kind == "xls" else slides97.read_slides(source)
        whys = [seen.ENCLOSING] if encloses else []
        pictures = pasted.unframed(source, blank.kind)
    except ole.EncryptedError:
        return _with_fault(blank, Fault(FaultKind.ENCRYPTED))
    except ole.DamagedError:
        return _with_fault(blank, Fault(FaultKind.DAMAGED))
    except ole.TooOldError:
        return replace(blank, unread=OLD)
    document = replace(blank, spots=screening.spots(words), unread=" และ".join(whys) or None)
    return beside.read(document, beside.numbered(look for _, look in pictures), ocr)


def _read_sheets(source: Source, blank: Document, ocr: Collection[Seen]) -> Document:
    from syncd.memo import office  # noqa: PLC0415

    return _read_places(source, blank, office.read_sheets(source), ocr)


def _read_slides(source: Source, blank: Document, ocr: Collection[Seen]) -> Document:
    from syncd.memo import office  # noqa: PLC0415

    return _read_places(source, blank, office.read_slides(source), ocr)


def _read_places(source: Source, blank: Document, places: Iterator[tuple[str, str]], ocr: Collection[Seen]) -> Document:
    from lxml import etree  # noqa: PLC0415

    from syncd.memo import office, pasted  # noqa: PLC0415

    try:
        whys = [seen.ENCLOSING] if office.has_unknown_parts(source) else []
        document = replace(blank, spots=screening.spots(places), unread=" และ".join(whys) or None)
        return beside.read(document, beside.numbered(pasted.framed(source).values()), ocr)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, etree.XMLSyntaxError):
        return _with_fault(blank, Fault(FaultKind.DAMAGED))


def _read_text(source: Source, blank: Document) -> Document:
    with opened(source) as file:
        text = kinds.decode_text(file.read(_LONGEST_TEXT))
    if text is None:
        return replace(blank, unread=OTHER)
    if commands.is_script(text):
        blank = _with_fault(blank, Fault(FaultKind.FORBIDDEN_TYPE, "เป็นโปรแกรมหรือสคริปต์ ซึ่งเว็บไซต์ไม่รับ"))
    if blank.name.lower().endswith(".csv"):
        blank = _with_fault(blank, *_commands(text))
    return replace(blank, spots=screening.spots(_by_line(text)), unread=TOO_LONG if blank.size > _LONGEST_TEXT else None)


def _by_line(text: str) -> Iterator[tuple[str, str]]:
    """Every line with its number; of a line that parts cells, also what stands under the heads of earlier ones."""
    heads = Heads()
    for number, line in enumerate(text.splitlines(), start=1):
        place = f"บรรทัด {number}"
        yield place, line
        cells = [(str(column), cell.strip()) for column, cell in enumerate(_cells(line))]
        if len(cells) > 1:
            yield from ((place, said) for (_, said), (_, cell) in zip(heads.read(cells), cells, strict=True) if said != cell)
            yield from ((place, name) for name in people(cell for _, cell in cells))
            yield from ((place, said) for said in heads.together(cells))


def _cells(line: str) -> list[str]:
    parts = max(_PARTS, key=line.count)
    try:
        return next(csv.reader([line], delimiter=parts), [])
    except csv.Error:  # a cell longer than any is
        return line.split(parts)


def _commands(text: str) -> list[Fault]:
    """What Excel, which opens such a file, would take for commands."""
    if text.startswith("ID;P"):
        return [Fault(FaultKind.FORBIDDEN_TYPE, "เป็นไฟล์ SYLK ซึ่งสั่ง Excel ได้ ไม่ใช่ CSV")]
    return [Fault(*act) for act in dict.fromkeys(act for line in text.splitlines() for act in commands.line(line))]
