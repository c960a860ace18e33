"""Reads a DOCX: the words a person sees, laid out so that columns and blocks can be told, and what hides among them."""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from syncd import thai
from syncd.memo.office import local, parse
from syncd.memo.page import PICTURE, Line, Mark, Text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURES = frozenset({"blip", "imagedata"})
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
        hidden_styles = _hidden_styles(parse(archive, "word/styles.xml")) if "word/styles.xml" in names else frozenset()
        reading = _DocxReading(hidden_styles)
        for pattern in (r"word/header\d*\.xml", r"word/document\.xml", r"word/(?:foot|end)notes\.xml", r"word/footer\d*\.xml"):
            for name in sorted(name for name in names if re.fullmatch(pattern, name)):
                reading.container(parse(archive, name), 0.0, _WIDTH)
        if any(re.fullmatch(r"word/comments\w*\.xml", name) for name in names):
            reading.doubts.append(COMMENTED)
    text = Text(tuple(reading.lines), tuple(reading.marks), tuple(dict.fromkeys(reading.doubts)))
    return WordFile(text, reading.pictures, sum(len(thai.squeeze(line.text)) for line in reading.lines))


def _hidden_styles(styles: "etree._Element") -> frozenset[str]:
    return frozenset(
        style.get(f"{W}styleId") or ""
        for style in styles.iterfind(f"{W}style")
        if style.get(f"{W}type") != "table" and (rpr := style.find(f"{W}rPr")) is not None and _is_hidden(rpr)
    )


def _is_on(properties: "etree._Element", name: str) -> bool:
    found = properties.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val") not in {"0", "false", "off"}


def _is_hidden(properties: "etree._Element") -> bool:
    """Whether run properties make letters invisible: hidden, as good as white, or under 5 points."""
    if _is_on(properties, "vanish") or _is_on(properties, "webHidden"):
        return True
    color = properties.find(f"{W}color")
    value = (color.get(f"{W}val") or "") if color is not None else ""
    if re.fullmatch("[0-9A-Fa-f]{6}", value) and min(bytes.fromhex(value)) >= 225:  # noqa: PLR2004 - of 255
        return True
    if color is not None and (color.get(f"{W}themeColor") or "").startswith(("background1", "light1")):
        return True
    sizes = [properties.find(f"{W}{name}") for name in ("sz", "szCs")]
    values = [size.get(f"{W}val") or "" for size in sizes if size is not None]
    return any(value.isdigit() and int(value) < 10 for value in values)  # noqa: PLR2004 - half points


@dataclass
class _DocxReading:
    """Lays paragraphs on a grid, one under the other, table cells side by side."""

    hidden_styles: frozenset[str]
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
            elif name in {"body", "sdt", "sdtContent", "customXml", "ins", "footnote", "endnote", "smartTag"}:
                if name == "ins":
                    self.doubts.append(TRACKED)
                self.container(child, left, right)
            elif name in {"del", "moveFrom", "altChunk", "object"}:
                self.doubts.append(TRACKED)

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
        hidden = style is not None and style.get(f"{W}val") in self.hidden_styles
        self.boxes = []
        before = self.pictures
        text = "".join(self._pieces(paragraph, hidden=hidden))
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
            elif name in _DELETED or (name == "pPr" and child.find(f".//{W}del") is not None):
                self.doubts.append(TRACKED)
            elif name not in _SILENT and child.tag != _FALLBACK:
                if name in _INSERTED:
                    self.doubts.append(TRACKED)
                if name == "textpath":
                    self.doubts.append(WATERMARK)
                self.pictures += name in _PICTURES
                yield from self._pieces(child, hidden=hidden)

    def _run(self, run: "etree._Element", *, hidden: bool) -> Iterator[str]:
        properties = run.find(f"{W}rPr")
        if properties is not None:
            style = properties.find(f"{W}rStyle")
            hidden = hidden or _is_hidden(properties) or (style is not None and style.get(f"{W}val") in self.hidden_styles)
            if _is_on(properties, "strike") or _is_on(properties, "dstrike"):
                self.doubts.append(STRUCK)
        pieces = list(self._pieces(run, hidden=hidden))
        if hidden and "".join(pieces).strip():
            self.doubts.append(HIDDEN)
        else:
            yield from pieces
