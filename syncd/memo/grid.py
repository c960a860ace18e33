"""Lays paragraphs and tables of a word processor's file on a grid, so that columns and signature blocks can be told apart."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from syncd import thai
from syncd.memo.page import PICTURE, Line, Mark, Text

PITCH, WIDTH = 12.0, 480.0
"""Points: a paragraph's height and the page's width."""
_FEW_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; "\n" inside begins a line, "\t" a column, "\f" a page."""

    text: str
    has_picture: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row, between two shares (0 to 1) of the table's width."""

    start: float
    end: float
    content: "tuple[Paragraph | Row, ...]"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells begin at one height."""

    cells: tuple[Cell, ...]


Block = Paragraph | Row


@dataclass(slots=True)
class Grid:
    """Paragraphs one under the other, cells side by side."""

    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    page: int = 1
    y: float = 0.0

    def lay(self, blocks: Iterable[Block], left: float = 0.0, right: float = WIDTH) -> None:
        """Write the blocks below what was written."""
        for block in blocks:
            if isinstance(block, Paragraph):
                top = self.y
                self.write(block.text, left, right)
                if block.has_picture:
                    self.mark(top, left, right)
                continue
            top, lowest = self.y, self.y
            for cell in block.cells:
                self.y = top
                self.lay(cell.content, left + cell.start * (right - left), left + cell.end * (right - left))
                lowest = max(lowest, self.y)
            self.y = lowest

    def write(self, text: str, left: float, right: float) -> None:
        """Write one paragraph; an empty one is a blank line."""
        for line in text.split("\n"):
            self.page += line.count("\f")
            self.y += PITCH
            parts = [thai.normalise(part) for part in line.replace("\f", "").split("\t")]
            wide = sum(1 for part in parts if part) > 1
            step = (right - left) / len(parts)
            for number, part in enumerate(parts):
                if part:
                    start = left + number * step if wide else left
                    self.lines.append(Line(self.page, start, start + step if wide else right, self.y, part))

    def mark(self, top: float, left: float, right: float, why: str = PICTURE) -> None:
        """Mark what was written since `top`: it shows something that is not text."""
        self.marks.append(Mark(self.page, left, right, top, self.y + PITCH, why))


def whole(text: str) -> str:
    """The text with letters that old formats keep in two halves put together."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


@dataclass(frozen=True, slots=True)
class Writing:
    """What a word processor's file holds."""

    text: Text
    """What a person sees."""
    pictures: int = 0
    """In body, headers and footers."""
    words: tuple[tuple[str, str], ...] = ()
    """Every text with its place, whether shown, hidden, deleted, noted or commented: what is screened."""
    encloses: bool = False
    """Whether something lies in it that no reader here opens."""

    @property
    def letters(self) -> int:
        """Letters that can be read."""
        return sum(len(thai.squeeze(line.text)) for line in self.text.lines)

    @property
    def is_picture(self) -> bool:
        """Whether it only carries a picture of a page."""
        return self.pictures > 0 and self.letters < _FEW_LETTERS
