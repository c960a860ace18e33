"""Reads a DOCX: the words a person sees, laid out so that columns and blocks can be told, and what hides among them."""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from syncd.memo import seen
from syncd.memo.docx_look import Look, W, bullet_of, floats_away, is_hidden, is_struck, read_look
from syncd.memo.grid import WIDTH, Grid, Writing
from syncd.memo.office import local, parse
from syncd.memo.page import Text
from syncd.memo.source import Source

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


def read_docx(source: Source) -> Writing:
    """The words in reading order: header, body with tables and text boxes, notes, footer. Raises what zipfile and lxml raise."""
    with zipfile.ZipFile(source) as archive:
        names = set(archive.namelist())
        styles, numbering = (
            parse(archive, name) if name in names else None for name in ("word/styles.xml", "word/numbering.xml")
        )
        reading = _DocxReading(read_look(styles, numbering))
        grid = reading.grid
        for pattern in (r"word/header\d*\.xml", r"word/document\d*\.xml", r"word/(?:foot|end)notes\.xml", r"word/footer\d*\.xml"):
            for name in sorted(name for name in names if re.fullmatch(pattern, name)):
                before = grid.y
                reading.container(parse(archive, name), 0.0, WIDTH)
                if "footer" in name:
                    grid.marks = [mark for mark in grid.marks if mark.top < before]  # a logo at the foot signs nothing
        if any(re.fullmatch(r"word/comments\w*\.xml", name) for name in names):
            reading.doubts.append(seen.COMMENTED)
    return Writing(Text(tuple(grid.lines), tuple(grid.marks), tuple(dict.fromkeys(reading.doubts))), reading.pictures)


@dataclass
class _DocxReading:
    """Lays paragraphs on a grid, one under the other, table cells side by side."""

    look: Look
    grid: Grid = field(default_factory=Grid)
    doubts: list[str] = field(default_factory=list)
    pictures: int = 0
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
                self.doubts.append(seen.TRACKED)
            elif name in {"altChunk", "object"}:
                self.doubts.append(seen.EMBEDDED)
            elif name not in _NO_TEXT and not _is_spare(child):
                if name in _INSERTED:
                    self.doubts.append(seen.TRACKED)
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
            top, lowest, column = self.grid.y, self.grid.y, 0
            for cell, span in zip(cells, spans, strict=True):
                scale = (right - left) / sum(widths)
                start = left + sum(widths[:column]) * scale
                self.grid.y = top
                self.container(cell, start, start + sum(widths[column : column + span]) * scale)
                lowest = max(lowest, self.grid.y)
                column += span
            self.grid.y = lowest

    def paragraph(self, paragraph: "etree._Element", left: float, right: float) -> None:
        """Read one paragraph; an empty one is a blank line, and a break inside begins a new line."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = style.get(f"{W}val") if style is not None else None
        hidden = name in self.look.hidden
        if name in self.look.struck:
            self.doubts.append(seen.STRUCK)
        if paragraph.find(f"{W}pPr/{W}framePr") is not None:
            self.doubts.append(seen.FLOATING)
        self.boxes = []
        before = self.pictures
        text = "".join(self._pieces(paragraph, hidden=hidden))
        if text.strip():
            text = bullet_of(paragraph, self.look) + text
        boxes, top = self.boxes, self.grid.y
        if paragraph.find(f"{W}pPr/{W}pageBreakBefore") is not None:
            text = f"\f{text}"
        self.grid.write(text, left, right)
        if self.pictures > before:
            self.grid.mark(top, left, right)
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
                self.doubts.append(seen.TRACKED)
            elif not _is_spare(child):
                self._watch(child, name)
                if name not in _SILENT:
                    yield from self._pieces(child, hidden=hidden)

    def _watch(self, element: "etree._Element", name: str) -> None:
        """Doubt what makes the words something else than what is seen, and count what is seen and has no words."""
        if name in _INSERTED:
            self.doubts.append(seen.TRACKED)
        if name == "textpath":
            self.doubts.append(seen.WATERMARK)
        if name in {"drawing", "pict"} and floats_away(element):
            self.doubts.append(seen.FLOATING)
        code = {"instrText": element.text, "fldSimple": element.get(f"{W}instr")}.get(name)
        if seen.is_computed(code or ""):
            self.doubts.append(seen.COMPUTED)
        self.pictures += name in _PICTURES and element.find(f".//{W}txbxContent") is None

    def _run(self, run: "etree._Element", *, hidden: bool) -> Iterator[str]:
        properties = run.find(f"{W}rPr")
        if properties is not None:
            style = properties.find(f"{W}rStyle")
            name = style.get(f"{W}val") if style is not None else None
            hidden = hidden or is_hidden(properties) or name in self.look.hidden
            if is_struck(properties) or name in self.look.struck:
                self.doubts.append(seen.STRUCK)
        pieces = list(self._pieces(run, hidden=hidden))
        if hidden and "".join(pieces).strip():
            self.doubts.append(seen.HIDDEN)
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
