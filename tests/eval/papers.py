"""Sets paragraphs as a DOCX, a PDF (by pdfium, in a Thai font of the system) or an XLSX, in several layouts."""

import ctypes
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
import pypdfium2
import pypdfium2.raw as pdfium
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from PIL import ImageFont

FONTS = tuple(
    path
    for name in ("Laksaman", "Garuda", "Norasi", "Kinnari", "Loma", "Umpush", "Waree")
    for path in [Path("/usr/share/fonts/truetype/tlwg") / f"{name}.ttf"]
    if path.is_file()
)
"""Debian's fonts-thai-tlwg, as far as they are installed."""


@dataclass(frozen=True, slots=True)
class Part:
    """One printed line."""

    text: str
    x: float = 0.0
    """Where it begins, as a share of the text's width; or its middle, if `centred`."""
    centred: bool = False
    side: str = ""
    """`left` or `right`: beside its neighbours of the other side, in two columns."""
    gap: float = 0.0
    """Lines left free above it."""


def write_docx(path: Path, parts: Sequence[Part], rng: random.Random) -> None:
    """As Word would: a paragraph each; two columns are a table without borders."""
    paper = docx.Document()
    paper.styles["Normal"].font.size = Pt(rng.choice((14, 15, 16)))
    for in_columns, group in groupby(parts, key=lambda part: bool(part.side)):
        run = list(group)
        if in_columns:
            cells = paper.add_table(rows=1, cols=2).rows[0].cells
            for cell, side in zip(cells, ("left", "right"), strict=True):
                for part in run:
                    if part.side == side:
                        _add(cell, part)
            continue
        for part in run:
            _add(paper, part)
    paper.save(str(path))


def _add(where: Any, part: Part) -> None:
    for _ in range(round(part.gap)):
        where.add_paragraph("")
    paragraph = where.add_paragraph(part.text)
    if part.centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


_WIDTH, _HEIGHT, _MARGIN = 595.0, 842.0, 72.0


def write_pdf(path: Path, parts: Sequence[Part], rng: random.Random) -> None:
    """Text with its codes in the file, placed by line; long paragraphs wrap where a word ends."""
    font_file = rng.choice(FONTS)
    size = rng.choice((13.0, 14.0, 15.0))
    measure = ImageFont.truetype(str(font_file), 100)
    with closing(pypdfium2.PdfDocument.new()) as document:
        data = font_file.read_bytes()
        buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
        font = pdfium.FPDFText_LoadFont(document.raw, buffer, len(data), pdfium.FPDF_FONT_TRUETYPE, True)
        page, y = document.new_page(_WIDTH, _HEIGHT), _HEIGHT - _MARGIN
        for x, down, text in _laid(parts, lambda text: measure.getlength(text) * size / 100, size * 1.5):
            if y + down < _MARGIN:
                page.gen_content()
                page, y = document.new_page(_WIDTH, _HEIGHT), _HEIGHT - _MARGIN
            y += down
            thing = pdfium.FPDFPageObj_CreateTextObj(document.raw, font, size)
            codes = (text + "\0").encode("utf-16-le")
            pdfium.FPDFText_SetText(thing, ctypes.cast(ctypes.create_string_buffer(codes), ctypes.POINTER(ctypes.c_ushort)))
            pdfium.FPDFPageObj_Transform(thing, 1, 0, 0, 1, x, y)
            pdfium.FPDFPage_InsertObject(page.raw, thing)
        page.gen_content()
        document.save(path)


def _laid(parts: Sequence[Part], length: Callable[[str], float], line: float) -> Iterator[tuple[float, float, str]]:
    """(x, how far up from the line before: negative is down, text)."""
    whole = _WIDTH - 2 * _MARGIN
    for in_columns, group in groupby(parts, key=lambda part: bool(part.side)):
        run = list(group)
        if in_columns:
            sides = [
                [text for part in run if part.side == side for text in _wrapped(part.text, length, whole * 0.46)]
                for side in ("left", "right")
            ]
            for number in range(max(map(len, sides))):
                down = -line
                for middle, side in zip((0.25, 0.75), sides, strict=True):
                    if number < len(side):
                        yield _MARGIN + middle * whole - length(side[number]) / 2, down, side[number]
                        down = 0.0
            continue
        for part in run:
            down = -line * (1 + part.gap)
            room = whole * (2 * min(part.x, 1 - part.x) if part.centred else 1)
            hang = part.x * whole if not part.centred else 0.0
            for number, text in enumerate(_wrapped(part.text, length, room, first=room - hang)):
                indent = part.x * whole - length(text) / 2 if part.centred else hang if number == 0 else 0.0
                yield _MARGIN + indent, down, text
                down = -line


_BREAKS = re.compile(
    "(?<=[ ])|(?=สำนักงาน|เขตพื้นที่|การศึกษา|ประถมศึกษา|ชัยภูมิ|และ|เพื่อ|ของ|ทาง|บน|เผยแพร่|ประจำ|ปีงบ|ข้อมูล|โดย|ซึ่ง|จึง|ดังกล่าว|ระเบียบ|ผลการ)"
    "|(?=เทคโนโลยี|สารสนเทศ|รายงาน|จัดซื้อ|จัดจ้าง)"
)
"""Where a line may end, as in Word: between words, of which the commonest are enough here."""


def _wrapped(text: str, length: Callable[[str], float], width: float, *, first: float = 0.0) -> list[str]:
    lines: list[str] = []
    current, room = "", first or width
    for word in _BREAKS.split(text):
        if current and length((current + word).rstrip()) > room:
            lines.append(current.rstrip())
            current, room = word, width
        else:
            current += word
    return [*lines, current.rstrip() or " "]


_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_FORMATS = "http://schemas.openxmlformats.org"
_BOOK = (
    f'{_XML}<workbook xmlns="{_FORMATS}/spreadsheetml/2006/main" xmlns:r="{_FORMATS}/officeDocument/2006/relationships">'
    '<sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_OF_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    f'{_XML}<Types xmlns="{_FORMATS}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_OF_SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_OF_SHEETS}.worksheet+xml"/></Types>'
)
_RELATION = (
    f'{_XML}<Relationships xmlns="{_FORMATS}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_FORMATS}/officeDocument/2006/relationships/{{}}" Target="{{}}"/></Relationships>'
)


def write_xlsx(path: Path, name: str, rows: Sequence[Sequence[str]]) -> None:
    """One sheet, numbers as numbers, as a program exports it."""
    cells = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    sheet = (
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", _TYPES)
        book.writestr("_rels/.rels", _RELATION.format("officeDocument", "xl/workbook.xml"))
        book.writestr("xl/workbook.xml", _BOOK.format(escape(name)))
        book.writestr("xl/_rels/workbook.xml.rels", _RELATION.format("worksheet", "worksheets/sheet1.xml"))
        book.writestr("xl/worksheets/sheet1.xml", sheet)


def _cell(text: str) -> str:
    if text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit():
        return f"<c><v>{text}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'
