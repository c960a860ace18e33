"""Reads a DOCX: the words a person sees, laid out so that columns and blocks can be told, and what hides among them."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from syncd.memo import docx_place, docx_shown, feet, seen, words
from syncd.memo.docx_look import SIGNS, Look, bullet_of, has_signs, is_crossed, is_hidden, is_on, is_struck, read_look, shade_of
from syncd.memo.docx_parts import W, read_parts
from syncd.memo.docx_shown import Fields
from syncd.memo.grid import WIDTH, Grid, Writing
from syncd.memo.office import local
from syncd.memo.page import Text
from syncd.memo.signature_lines import is_name
from syncd.memo.source import Source
from syncd.model.approval import Word

_PICTURES = frozenset(
    {"blip", "imagedata", "contentPart", "chart", "relIds", "wsp", "cxnSp"}
    | {"line", "rect", "roundrect", "oval", "polyline", "curve", "arc", "shape"}
)
"""What is seen and has no words: pictures, ink, charts, lines and shapes."""
_NO_TEXT = frozenset({"pPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr"})
_DELETED = frozenset({"del", "moveFrom"})
_INSERTED = frozenset({"ins", "moveTo"})
_SILENT = frozenset({"pPr", "rPr", "sdtPr", "delText", "delInstrText"})
_WORDS = frozenset({W, "{http://schemas.openxmlformats.org/officeDocument/2006/math}"})
"""Whose letters are letters."""
_CHARACTERS: dict[str, Callable[["etree._Element"], str]] = {
    "t": lambda element: element.text or "",
    "tab": lambda _: "\t",
    "ptab": lambda _: "\t",
    "br": lambda element: "\n\f" if element.get(f"{W}type") == "page" else "\n",
    "cr": lambda _: "\n",
    "noBreakHyphen": lambda _: "-",
    "sym": lambda element: chr(int(element.get(f"{W}char") or "20", 16)),
}


def read_docx(source: Source) -> Writing:
    """The words in reading order: header, body with tables and text boxes, notes, footer.

    Raises StrictError and what zipfile and lxml raise.
    """
    with zipfile.ZipFile(source) as archive:
        parts = read_parts(archive)
    reading = _DocxReading(read_look(parts), doubts=list(parts.doubts))
    grid = reading.grid
    for part in (*parts.headers, parts.body, *parts.notes):
        reading.container(part, 0.0, WIDTH)
    foot = grid.y
    for part in parts.footers:
        reading.container(part, 0.0, WIDTH)
    marks = tuple(mark for mark in grid.marks if mark.top < foot)  # a logo at the foot signs nothing
    return Writing(Text(tuple(grid.lines), marks, tuple(dict.fromkeys(reading.doubts + reading.fields.doubts))), reading.pictures)


@dataclass
class _DocxReading:
    """Lays paragraphs on a grid, one under the other, table cells side by side."""

    look: Look
    grid: Grid = field(default_factory=Grid)
    doubts: list[str] = field(default_factory=list)
    pictures: int = 0
    boxes: list["etree._Element"] = field(default_factory=list)
    grounds: tuple[bytes, ...] = ()
    """Colours behind the paragraph that is read."""
    is_covered: bool = False
    """Whether the table that is read hides its letters."""
    fields: Fields = field(default_factory=Fields)

    def container(self, element: "etree._Element", left: float, right: float) -> None:
        """Read the paragraphs and tables in the element, in order."""
        for child in element:
            name = local(child)
            if not docx_shown.is_understood(child):
                self._pass_over(child)
            elif name == "p":
                self.paragraph(child, left, right)
            elif name == "tbl":
                self.table(child, left, right)
            elif name in _DELETED:
                self.doubts.append(seen.TRACKED)
            elif name in {"altChunk", "object", "subDoc"}:
                self.doubts.append(seen.EMBEDDED)
            elif name == "AlternateContent":
                self.container(self._chosen(child), left, right)
            elif name not in _NO_TEXT:
                if name in _INSERTED:
                    self.doubts.append(seen.TRACKED)
                self._watch_box(child, name)
                self.container(child, left, right)

    def table(self, table: "etree._Element", left: float, right: float) -> None:
        """Read a table row by row; the cells of a row begin at one height."""
        self.doubts += docx_place.doubts_of_table(table)
        style = table.find(f"{W}tblPr/{W}tblStyle")
        outer = self.grounds, self.is_covered
        name = (style.get(f"{W}val") or "") if style is not None else ""
        self.is_covered = self.is_covered or name in self.look.hidden
        self.doubts += [seen.STRUCK] if name in self.look.struck else []
        own = shade_of(table.find(f"{W}tblPr"))
        grid = [float(column.get(f"{W}w") or 0) or 1.0 for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is not table:
                continue
            self.doubts += docx_place.doubts_of_row(row)
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
                ground = shade_of(cell.find(f"{W}tcPr")) or own
                self.grounds = (ground,) if ground else outer[0]
                if docx_place.is_swallowed(cell):
                    self._pass_over(cell)
                else:
                    properties = cell.find(f"{W}tcPr")
                    if properties is not None and is_crossed(properties) and docx_shown.says(cell):
                        self.doubts.append(seen.STRUCK)
                    self.container(cell, start, start + sum(widths[column : column + span]) * scale)
                lowest = max(lowest, self.grid.y)
                column += span
            self.grid.y = lowest
        self.grounds, self.is_covered = outer

    def _pass_over(self, element: "etree._Element") -> None:
        """Leave out what Word does not show; a doubt if it says something."""
        if docx_shown.says(element):
            self.doubts.append(seen.HIDDEN)

    def _chosen(self, choices: "etree._Element") -> "etree._Element":
        """Which of the forms of one thing Word shows; a doubt if programs that show another show other words."""
        chosen, differs = docx_shown.chosen(choices)
        self.doubts += [seen.HIDDEN] if differs else []
        return chosen

    def paragraph(self, paragraph: "etree._Element", left: float, right: float) -> None:
        """Read one paragraph; an empty one is a blank line, and a break inside begins a new line."""
        name, properties = self.look.paragraph_style(paragraph), paragraph.find(f"{W}pPr")
        hidden = name in self.look.hidden or self.look.hides_all or self.is_covered
        if name in self.look.struck:
            self.doubts.append(seen.STRUCK)
        outer = self.grounds
        ground = shade_of(properties)
        self.grounds = (ground,) if ground else outer
        self.boxes = []
        before = self.pictures
        text = "".join(self._pieces(paragraph, hidden=hidden))
        if text.strip():
            text = bullet_of(paragraph, self.look) + text
            self._watch_place(properties, name)
        boxes, top = self.boxes, self.grid.y
        if paragraph.find(f"{W}pPr/{W}pageBreakBefore") is not None:
            text = f"\f{text}"
        self.grid.write(text, left, right)
        if self.pictures > before:
            self.grid.mark(top, left, right)
        self.grounds = outer
        for box in boxes:
            before = len(self.grid.lines)
            self.container(box, left, right)
            said = [line.text for line in self.grid.lines[before:] if not is_name(line)]
            if any(feet.may_decide(text) and words.read(text) is Word.UNCLEAR for text in said):
                self.doubts.append(seen.FLOATING)  # it stands beside what it belongs to, which is not told here

    def _watch_place(self, properties: "etree._Element | None", style: str) -> None:
        """Doubt what is not seen where the paragraph stands."""
        if style in self.look.flat:
            self.doubts.append(seen.HIDDEN)
        if properties is None:
            return
        if properties.find(f"{W}framePr") is not None or docx_place.is_off_page(properties):
            self.doubts.append(seen.FLOATING)
        end = properties.find(f"{W}rPr")
        if docx_place.is_flat(properties) or (end is not None and any(is_on(end, name) for name in ("vanish", "specVanish"))):
            self.doubts.append(seen.HIDDEN)

    def _pieces(self, element: "etree._Element", *, hidden: bool) -> Iterator[str]:
        for child in element:
            name = local(child)
            if not docx_shown.is_understood(child):
                self._pass_over(child)
            elif name in _CHARACTERS and child.tag.removesuffix(name) in _WORDS:
                yield self._letters(_CHARACTERS[name](child))
            elif name == "r":
                yield from self._run(child, hidden=hidden)
            elif name == "txbxContent":
                self.boxes.append(child)
            elif name == "checkBox":
                yield "☑" if _is_ticked(child) else "☐"
            elif name in {"fldChar", "instrText"}:
                self.fields.take(child)
                yield from self._pieces(child, hidden=hidden)
            elif name in _DELETED or _is_tracked(child, name):
                self.doubts.append(seen.TRACKED)
            elif name == "sdt" and child.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
                self.doubts += [] if docx_shown.prompts(child) else [seen.HIDDEN]
            else:
                self._watch(child, name)
                if name not in _SILENT:
                    within = self._chosen(child) if name == "AlternateContent" else child
                    yield from self._pieces(within, hidden=hidden)

    def _letters(self, text: str) -> str:
        """The text unless it stands where the code of a field belongs."""
        if self.fields.shows(text):
            return text
        self.doubts += [seen.HIDDEN] if text.strip() else []
        return ""

    def _watch(self, element: "etree._Element", name: str) -> None:
        """Doubt what makes the words something else than what is seen, and count what is seen and has no words."""
        if name in _INSERTED:
            self.doubts.append(seen.TRACKED)
        if name == "textpath":
            self.doubts.append(seen.WATERMARK)
        if name in {"drawing", "pict"}:
            self.doubts += docx_place.doubts_of_drawing(element)
        if name == "fldSimple" and seen.is_computed(
            element.get(f"{W}instr") or "", "".join(text.text or "" for text in element.iter(f"{W}t"))
        ):
            self.doubts.append(seen.COMPUTED)
        if name in {"object", "subDoc"}:
            self.doubts.append(seen.EMBEDDED)
        self._watch_box(element, name)
        self.pictures += (name in _PICTURES or name == "t") and element.find(f".//{W}txbxContent") is None

    def _watch_box(self, element: "etree._Element", name: str) -> None:
        """Doubt a box whose words Word takes from elsewhere."""
        if name == "sdt" and any(local(found) == "dataBinding" for found in element.iterfind(f"{W}sdtPr/*")):
            self.doubts.append(seen.COMPUTED)

    def _run(self, run: "etree._Element", *, hidden: bool) -> Iterator[str]:
        properties = run.find(f"{W}rPr")
        if properties is not None:
            style = properties.find(f"{W}rStyle")
            name = style.get(f"{W}val") if style is not None else None
            hidden = hidden or is_hidden(properties, self.look.colors, self.grounds) or name in self.look.hidden
            if is_struck(properties) or name in self.look.struck:
                self.doubts.append(seen.STRUCK)
        pieces = list(self._pieces(run, hidden=hidden))
        if properties is not None and has_signs(properties):
            pieces = [piece.translate(SIGNS) for piece in pieces]
        if hidden and "".join(pieces).strip():
            self.doubts.append(seen.HIDDEN)
        else:
            yield from pieces


def _is_tracked(element: "etree._Element", name: str) -> bool:
    """Whether the end of a paragraph was put in or taken away."""
    return name == "pPr" and any(element.find(f"{W}rPr/{W}{mark}") is not None for mark in ("del", "ins"))


def _is_ticked(box: "etree._Element") -> bool:
    """Whether a check box of an old Word form is ticked: by hand, or else as it was made."""
    for name in ("checked", "default"):
        if (found := box.find(f"{W}{name}")) is not None:
            return found.get(f"{W}val") not in {"0", "false", "off"}
    return False
