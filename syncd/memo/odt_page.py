"""Reads an ODT: the words a person sees, laid out as those of a DOCX are, and what hides among them."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from syncd.memo import odf, seen
from syncd.memo.grid import Block, Cell, Grid, Paragraph, Row, Writing
from syncd.memo.odt_look import Styles, attribute, points, read_styles
from syncd.memo.office import local, parse
from syncd.memo.page import Text
from syncd.memo.source import Source

_CONTAINERS = frozenset({"text", "list", "list-item", "list-header", "index-body", "header", "footer", "section", "note-body"})
_COMPUTED = frozenset(
    {"hidden-text", "hidden-paragraph", "conditional-text", "placeholder", "expression", "database-display", "drop-down"}
    | {"user-field-get", "user-field-input", "text-input", "variable-get", "variable-set", "variable-input", "user-defined"}
    | {"date", "time", "creation-date", "modification-date", "print-date", "title", "subject", "keywords", "description"}
    | {"author-name", "author-initials", "initial-creator", "creator", "file-name", "dde-connection", "execute-macro", "script"}
    | {"bookmark-ref", "reference-ref", "template-name", "sender-firstname", "sender-lastname", "sender-title", "sender-position"}
)
"""Fields whose words are made anew when the file is opened, or are kept elsewhere than in the text."""
_SILENT = frozenset({"annotation", "annotation-end", "tracked-changes", "note-citation", "sequence-decls", "forms"})
_MARKS = ("bookmark", "reference-mark", "soft-page", "toc-mark", "alphabetical-index")
_DRAWN = frozenset({"frame", "custom-shape", "line", "rect", "polyline", "path", "g", "control", "ellipse", "connector"})
_FAR = 200.0
"""Points: what is placed further from its paragraph is not read where it is seen."""


def read_odt(source: Source) -> Writing:
    """The words in reading order: heads and feet, body, notes. Raises what zipfile and lxml raise."""
    with zipfile.ZipFile(source) as archive:
        content = parse(archive, "content.xml")
        styles = parse(archive, "styles.xml") if "styles.xml" in archive.namelist() else etree.Element("none")
    reading = _Reading(read_styles(styles, content))
    grid = Grid()
    for master in (element for element in styles.iter() if local(element) == "master-page"):
        for part in master:
            if local(part).startswith(("header", "footer")):
                grid.lay(list(reading.blocks(part, ())))
    for body in (element for element in content.iter() if local(element) == "body"):
        for text in body:
            grid.lay(list(reading.blocks(text, ())))
    grid.lay(reading.notes)
    text = Text(tuple(grid.lines), tuple(grid.marks), tuple(dict.fromkeys(reading.doubts)))
    return Writing(text, reading.pictures, tuple(odf.words(source)), odf.has_unknown_parts(source))


@dataclass
class _Reading:
    """Reads elements into blocks; gathers doubts on the way."""

    styles: Styles
    doubts: list[str] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)
    pictures: int = 0

    def blocks(self, element: "etree._Element", within: tuple[str, ...]) -> Iterator[Block]:
        """The paragraphs and rows of the element, in order; `within`: the styles around it."""
        for child in element:
            name = local(child)
            if name in {"p", "h"}:
                yield self._paragraph(child, within)
                yield from self.boxes
                self.boxes = []
            elif name == "table":
                yield from self._table(child, within)
            elif name == "tracked-changes":
                self.doubts.append(seen.TRACKED)
            elif name in _DRAWN:
                self._drawing(child, within)
            elif name == "section" and (attribute(child, "display") in {"none", "condition"}):
                self._pass_over(child)
            elif name == "list" and self.styles.list_says(attribute(child, "style-name")):
                self.doubts.append(seen.LISTED)
                yield from self.blocks(child, within)
            elif name in _CONTAINERS or name.endswith(("-index", "-of-content", "bibliography")):
                yield from self.blocks(child, within)
            elif name not in _SILENT:
                self._pass_over(child)

    def _pass_over(self, element: "etree._Element") -> None:
        """Leave out what is not shown, or not understood; a doubt if it says something."""
        if odf.said(element).strip():
            self.doubts.append(seen.HIDDEN)

    def _table(self, table: "etree._Element", within: tuple[str, ...]) -> Iterator[Row]:
        widths: list[float] = []
        for column in (element for element in table.iter() if local(element) == "table-column"):
            chain = self.styles.chain(attribute(column, "style-name"))
            width = next((style.width for style in chain if style.width), 1.0)
            widths += [width] * min(64, int(attribute(column, "number-columns-repeated") or 1))
        for row in (element for element in table.iter() if local(element) == "table-row"):
            if next(above for above in row.iterancestors() if local(above) == "table") is not table:
                continue
            if attribute(row, "visibility") in {"collapse", "filter"}:
                self._pass_over(row)
                continue
            self.doubts += self.styles.doubts(attribute(row, "style-name"))
            yield self._row(row, widths, within)

    def _row(self, row: "etree._Element", widths: list[float], within: tuple[str, ...]) -> Row:
        cells: list[tuple[int, tuple[Block, ...]]] = []
        for cell in row:
            if local(cell) == "covered-table-cell":
                self._pass_over(cell)
            elif local(cell) == "table-cell":
                span = int(attribute(cell, "number-columns-spanned") or 1)
                inner = (*within, attribute(cell, "style-name"))
                cells.append((span, tuple(self.blocks(cell, inner))))
        count = sum(span for span, _ in cells)
        own = widths if len(widths) == count else [1.0] * count
        whole, at, made = sum(own) or 1.0, 0, []
        for span, content in cells:
            made.append(Cell(sum(own[:at]) / whole, sum(own[: at + span]) / whole, content))
            at += span
        return Row(tuple(made))

    def _paragraph(self, paragraph: "etree._Element", within: tuple[str, ...]) -> Paragraph:
        style, before = attribute(paragraph, "style-name"), self.pictures
        text = "".join(self._pieces(paragraph, (*within, style)))
        if text.strip():
            self.doubts += self.styles.doubts(style)
        if any(found.new_page for found in self.styles.chain(style)):
            text = f"\f{text}"
        return Paragraph(text, self.pictures > before)

    def _pieces(self, element: "etree._Element", styles: tuple[str, ...]) -> Iterator[str]:
        yield self._letters(element.text or "", styles)
        for child in element:
            name = local(child)
            if name in {"span", "a", "meta", "meta-field", "ruby", "ruby-base", "ruby-text"}:
                inner = attribute(child, "style-name")
                self.doubts += self.styles.doubts(inner) if odf.said(child).strip() else []
                yield from self._pieces(child, (*styles, inner))
            elif name in {"tab", "line-break", "s"}:
                count = attribute(child, "c")
                yield {"tab": "\t", "line-break": "\n"}.get(name) or " " * min(100, int(count) if count.isdigit() else 1)
            elif name == "note":
                self.notes += [block for body in child if local(body) == "note-body" for block in self.blocks(body, ())]
            else:
                yield from self._other(child, name, styles)
            yield self._letters(child.tail or "", styles)

    def _other(self, element: "etree._Element", name: str, styles: tuple[str, ...]) -> Iterator[str]:
        """What stands in a paragraph and is no plain text."""
        if name == "annotation":
            self.doubts.append(seen.COMMENTED)
        elif name.startswith("change"):
            self.doubts.append(seen.TRACKED)
        elif name in _COMPUTED or name.startswith(("user-", "sender-", "variable-", "database-")):
            self.doubts.append(seen.COMPUTED)
            yield from self._pieces(element, styles)
        elif name in {"page-number", "page-count", "chapter", "sequence"}:
            yield from self._pieces(element, styles)
        elif name not in _SILENT and not name.startswith(_MARKS):
            self._drawing(element, styles)

    def _drawing(self, element: "etree._Element", styles: tuple[str, ...]) -> None:
        """A picture, a shape or a box of text."""
        self.pictures += 1
        anchored = attribute(element, "anchor-type")
        if anchored != "as-char" and (anchored in {"page", "frame"} or abs(points(attribute(element, "y"))) > _FAR):
            self.doubts.append(seen.FLOATING)
        boxes = [inner for inner in element.iter() if local(inner) == "text-box"]
        boxes = boxes or ([element] if odf.said(element).strip() else [])
        outer, found = self.boxes, []
        for box in boxes:
            self.boxes = []
            found += list(self.blocks(box, styles))
            self.doubts.append(seen.FLOATING)
        self.boxes = [*outer, *found]

    def _letters(self, text: str, styles: tuple[str, ...]) -> str:
        text = " ".join(text.split(" ")).replace("\n", " ").replace("\t", " ")
        if text.strip() and self.styles.hides(styles):
            self.doubts.append(seen.HIDDEN)
            return ""
        return text
