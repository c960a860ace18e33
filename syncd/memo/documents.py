"""Reads one file into a Document: its kind, its faults, its memos, and what of concern stands in it."""

import csv
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from syncd.memo import beside, commands, kinds, packed, picture_asides, screening, seen
from syncd.memo.scan import Seen
from syncd.memo.source import Source, opened
from syncd.memo.tables import Heads, people
from syncd.model.approval import Soundness
from syncd.model.document import Document, Fault, FaultKind

_PICTURES = frozenset({"jpeg", "png", "gif", "webp", "heic", "tiff", "bmp"})
_UNREAD = {
    "rar": "เป็นไฟล์บีบอัด ระบบยังตรวจไฟล์ข้างในไม่ได้",
    "7z": "เป็นไฟล์บีบอัด ระบบยังตรวจไฟล์ข้างในไม่ได้",
}
_PARTS = ",;\t|"
"""What parts the cells of a line."""

OTHER = "เป็นไฟล์ชนิดที่ระบบยังอ่านเนื้อหาไม่ได้"
OLD = "เป็นไฟล์ของ Office รุ่นก่อน 97 ระบบอ่านไม่ได้ หากบันทึกใหม่เป็นรุ่นปัจจุบัน ระบบจะอ่านได้"
TOO_LONG = "ไฟล์ข้อความยาวมาก ระบบอ่านได้เพียงส่วนต้น"

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
    return replace(document.with_faults(*broken.values()), memos=memos)


def _read_pdf(source: Source, blank: Document, ocr: Collection[Seen], room: packed.Room) -> Document:
    from syncd.memo import pdf_file  # noqa: PLC0415

    return pdf_file.read(source, blank, ocr, room, read_document)


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
        return blank.with_faults(Fault(FaultKind.DAMAGED))


def _read_old_office(source: Source, blank: Document, ocr: Collection[Seen]) -> Document:
    """A workbook or slides of Office 97–2003."""
    from syncd.memo import biff, ole, pasted, slides97  # noqa: PLC0415

    try:
        words, encloses = biff.read_book(source) if blank.kind == "xls" else slides97.read_slides(source)
        whys = [seen.ENCLOSING] if encloses else []
        pictures = pasted.unframed(source, blank.kind)
    except ole.EncryptedError:
        return blank.with_faults(Fault(FaultKind.ENCRYPTED))
    except ole.DamagedError:
        return blank.with_faults(Fault(FaultKind.DAMAGED))
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
        return blank.with_faults(Fault(FaultKind.DAMAGED))


def _read_text(source: Source, blank: Document) -> Document:
    with opened(source) as file:
        text = kinds.decode_text(file.read(_LONGEST_TEXT))
    if text is None:
        return replace(blank, unread=OTHER)
    if commands.is_script(text):
        blank = blank.with_faults(Fault(FaultKind.FORBIDDEN_TYPE, "เป็นโปรแกรมหรือสคริปต์ ซึ่งเว็บไซต์ไม่รับ"))
    if blank.name.lower().endswith(".csv"):
        blank = blank.with_faults(*_commands(text))
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
