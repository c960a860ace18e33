"""Reads a DOCX: the words a person sees, laid out so that columns and blocks can be told, and what hides among them."""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from syncd import thai
from syncd.memo.docx_look import Look, W, bullet_of, floats_away, is_hidden, is_struck, read_look
from syncd.memo.office import local, parse
from syncd.memo.page import PICTURE, Line, Mark, Text

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURES = frozenset(
    {
        "blip",
        "imagedata",
        "contentPart",
        "chart",
        "relIds",
        "wsp",
        "cxnSp",
        "line",
        "rect",
        "roundrect",
        "oval",
        "polyline",
        "curve",
        "arc",
        "shape",
    }
)
"""What is seen and has no words: pictures, ink, charts, lines and shapes."""
_NO_TEXT = frozenset({"pPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr"})
_COMPUTED = re.compile(
    r"\s*(?:IF|=|QUOTE|FILLIN|ASK|SET|MERGEFIELD|DOC(?:PROPERTY|VARIABLE)|INCLUDE\w+|DDE\w*|FORMDROPDOWN)\b", re.IGNORECASE
)
"""Fields whose words are made anew by whoever opens the file, or are kept elsewhere than in the text."""
_DELETED = frozenset({"del", "moveFrom"})
_INSERTED = frozenset({"ins", "moveTo"})
_SILENT = frozenset({"pPr", "rPr", "sdtPr", "instrText", "delText", "delInstrText"})
_CHARACTERS: dict[str, Callable[["etree._Element"], str]] = {
    "t": lambda element: element.text or "",
    "tab": lambda _: "\t",
    "br": lambda element: "\n\f" if element.get(f"{W}type") == "page" else "\n",
    "cr": lambda _: "\n",
    "noBreakHyphen": lambda _: "-",
    "sym": lambda element: chr(int(element.get(f"{W}char") or "20", 16)),
}
_PITCH, _WIDTH = 12.0, 480.0

TRACKED = "เอกสารมีการแก้ไขที่ติดตามไว้ (Track Changes) ซึ่งยังไม่ได้ยอมรับหรือปฏิเสธ"
COMMENTED = "เอกสารมีความคิดเห็น (Comment) แนบอยู่"
HIDDEN = "เอกสารมีข้อความซ่อนหรือตัวอักษรที่มองไม่เห็น"
WATERMARK = "เอกสารมีลายน้ำหรืออักษรศิลป์ เช่น คำว่า ร่าง"
STRUCK = "เอกสารมีข้อความที่ถูกขีดฆ่า"
EMBEDDED = "เอกสารมีเอกสารอื่นแทรกอยู่"
FLOATING = "เอกสารมีรูป เส้น หรือกล่องข้อความที่วางลอยห่างจากตำแหน่งเดิม"
COMPUTED = "เอกสารมีฟิลด์ที่เปลี่ยนข้อความได้เอง"
_FEW_LETTERS = 40


@dataclass(frozen=True, slots=True)
class WordFile:
    """What a DOCX holds."""

    text: Text
    pictures: int
    """Pictures in body, headers and footers."""
    letters: int
    """Letters that can be read."""

    @property
    def is_picture(self) -> bool:
        """Whether it only carries a picture of a page."""
        return self.pictures > 0 and self.letters < _FEW_LETTERS


def read_docx(path: Path) -> WordFile:
    """The words in reading order: header, body with tables and text boxes, notes, footer. Raises what zipfile and lxml raise."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        styles, numbering = (
            parse(archive, name) if name in names else None for name in ("word/styles.xml", "word/numbering.xml")
        )
        reading = _DocxReading(read_look(styles, numbering))
        for pattern in (r"word/header\d*\.xml", r"word/document\d*\.xml", r"word/(?:foot|end)notes\.xml", r"word/footer\d*\.xml"):
            for name in sorted(name for name in names if re.fullmatch(pattern, name)):
                before = reading.y
                reading.container(parse(archive, name), 0.0, _WIDTH)
                if "footer" in name:
                    reading.marks = [mark for mark in reading.marks if mark.top < before]  # a logo at the foot signs nothing
        if any(re.fullmatch(r"word/comments\w*\.xml", name) for name in names):
            reading.doubts.append(COMMENTED)
    text = Text(tuple(reading.lines), tuple(reading.marks), tuple(dict.fromkeys(reading.doubts)))
    return WordFile(text, reading.pictures, sum(len(thai.squeeze(line.text)) for line in reading.lines))


@dataclass
class _DocxReading:
    """Lays paragraphs on a grid, one under the other, table cells side by side."""

    look: Look
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    pictures: int = 0
    page: int = 1
    y: float = 0.0
    boxes: list["etree._Element"] = field(default_factory=list)

    def container(self, element: "etree._Element", left: float, right: float) -> None:
        """Read the paragraphs and tables in the element, in order."""
        for child in element:
            name = local(child)
            if name == "p":
                self.paragraph(child, left, right)
            elif name == "tbl":
                self.table(child, left, right)
            elif name in _DELETED:
                self.doubts.append(TRACKED)
            elif name in {"altChunk", "object"}:
                self.doubts.append(EMBEDDED)
            elif name not in _NO_TEXT and not _is_spare(child):
                if name in _INSERTED:
                    self.doubts.append(TRACKED)
                self.container(child, left, right)

    def table(self, table: "etree._Element", left: float, right: float) -> None:
        """Read a table row by row; the cells of a row begin at one height."""
        grid = [float(column.get(f"{W}w") or 0) or 1.0 for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is not table:
                continue
            cells = [cell for cell in row.iter(f"{W}tc") if next(cell.iterancestors(f"{W}tr")) is row]
            spans = [
                int(span.get(f"{W}val") or 1) if (span := cell.find(f"{W}tcPr/{W}gridSpan")) is not None else 1 for cell in cells
            ]
            widths = grid if len(grid) == sum(spans) else [1.0] * sum(spans)
            top, lowest, column = self.y, self.y, 0
            for cell, span in zip(cells, spans, strict=True):
                scale = (right - left) / sum(widths)
                start = left + sum(widths[:column]) * scale
                self.y = top
                self.container(cell, start, start + sum(widths[column : column + span]) * scale)
                lowest = max(lowest, self.y)
                column += span
            self.y = lowest

    def paragraph(self, paragraph: "etree._Element", left: float, right: float) -> None:
        """Read one paragraph; an empty one is a blank line, and a break inside begins a new line."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = style.get(f"{W}val") if style is not None else None
        hidden = name in self.look.hidden
        if name in self.look.struck:
            self.doubts.append(STRUCK)
        if paragraph.find(f"{W}pPr/{W}framePr") is not None:
            self.doubts.append(FLOATING)
        self.boxes = []
        before = self.pictures
        text = "".join(self._pieces(paragraph, hidden=hidden))
        if text.strip():
            text = bullet_of(paragraph, self.look) + text
        boxes, top = self.boxes, self.y
        if paragraph.find(f"{W}pPr/{W}pageBreakBefore") is not None:
            text = f"\f{text}"
        for line in text.split("\n"):
            self.page += line.startswith("\f")
            self.y += _PITCH
            parts = [thai.normalise(part) for part in line.removeprefix("\f").split("\t")]
            wide = sum(1 for part in parts if part) > 1
            step = (right - left) / len(parts)
            for number, part in enumerate(parts):
                if part:
                    start = left + number * step if wide else left
                    self.lines.append(Line(self.page, start, start + step if wide else right, self.y, part))
        if self.pictures > before:
            self.marks.append(Mark(self.page, left, right, top, self.y + _PITCH, PICTURE))
        for box in boxes:
            self.container(box, left, right)

    def _pieces(self, element: "etree._Element", *, hidden: bool) -> Iterator[str]:
        for child in element:
            name = local(child)
            if name in _CHARACTERS:
                yield _CHARACTERS[name](child)
            elif name == "r":
                yield from self._run(child, hidden=hidden)
            elif name == "txbxContent":
                self.boxes.append(child)
            elif name == "checkBox":
                yield "☑" if _is_ticked(child) else "☐"
            elif name == "sdt" and child.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
                continue  # the prompt of a box that nobody filled
            elif name in _DELETED or (name == "pPr" and child.find(f".//{W}del") is not None):
                self.doubts.append(TRACKED)
            elif not _is_spare(child):
                self._watch(child, name)
                if name not in _SILENT:
                    yield from self._pieces(child, hidden=hidden)

    def _watch(self, element: "etree._Element", name: str) -> None:
        """Doubt what makes the words something else than what is seen, and count what is seen and has no words."""
        if name in _INSERTED:
            self.doubts.append(TRACKED)
        if name == "textpath":
            self.doubts.append(WATERMARK)
        if name in {"drawing", "pict"} and floats_away(element):
            self.doubts.append(FLOATING)
        code = {"instrText": element.text, "fldSimple": element.get(f"{W}instr")}.get(name)
        if _COMPUTED.match(code or ""):
            self.doubts.append(COMPUTED)
        self.pictures += name in _PICTURES and element.find(f".//{W}txbxContent") is None

    def _run(self, run: "etree._Element", *, hidden: bool) -> Iterator[str]:
        properties = run.find(f"{W}rPr")
        if properties is not None:
            style = properties.find(f"{W}rStyle")
            name = style.get(f"{W}val") if style is not None else None
            hidden = hidden or is_hidden(properties) or name in self.look.hidden
            if is_struck(properties) or name in self.look.struck:
                self.doubts.append(STRUCK)
        pieces = list(self._pieces(run, hidden=hidden))
        if hidden and "".join(pieces).strip():
            self.doubts.append(HIDDEN)
        else:
            yield from pieces


def _is_spare(element: "etree._Element") -> bool:
    """Whether this is what older programs show instead of the choice before it."""
    choice = element.getprevious()
    return element.tag == _FALLBACK and choice is not None and len(choice) > 0


def _is_ticked(box: "etree._Element") -> bool:
    """Whether a check box of an old Word form is ticked: by hand, or else as it was made."""
    for name in ("checked", "default"):
        if (found := box.find(f"{W}{name}")) is not None:
            return found.get(f"{W}val") not in {"0", "false", "off"}
    return False
