"""One flow of an RTF's paragraphs and rows while it is read: the body, a header, a footnote."""

from dataclasses import dataclass, field

from syncd.memo.grid import Block, Cell, Paragraph, Row, whole
from syncd.memo.tables import Heads, row_says


@dataclass(slots=True)
class Story:
    """One flow of paragraphs and rows while it is read."""

    place: str
    blocks: list[Block] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=lambda: [[]])
    text: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    table: Heads = field(default_factory=Heads)
    has_picture: bool = False
    in_table: bool = False
    new_page: bool = False
    edges: list[int] = field(default_factory=list)
    left: int = 0

    def end_paragraph(self) -> tuple[str, str] | None:
        """Close the paragraph; what it says, seen or not, with its place."""
        text, raw = whole("".join(self.text)), whole("".join(self.raw))
        paragraph = Paragraph(f"\f{text}" if self.new_page else text, self.has_picture)
        (self.cells[-1] if self.in_table else self.blocks).append(paragraph)
        self.text, self.raw, self.has_picture, self.new_page = [], [], False, False
        if self.in_table and len(self.cells[-1]) > 1:  # the cell has another paragraph
            self.row[-1] = f"{self.row[-1]}\n{raw}"
        elif self.in_table:
            self.row.append(raw)
        else:
            self.table = Heads()
        return (self.place, raw) if raw.strip() else None

    def end_row(self) -> list[tuple[str, str]]:
        """Close the row of a table; what its cells say together, and under their heads."""
        cells = self.cells[:-1] if not self.cells[-1] else self.cells
        places = [self.left, *self.edges]
        if len(self.edges) != len(cells) or places != sorted(set(places)):
            places = list(range(len(cells) + 1))
        wide = max(1, places[-1] - places[0])
        shares = [(place - places[0]) / wide for place in places]
        self.blocks.append(Row(tuple(Cell(shares[n], shares[n + 1], tuple(content)) for n, content in enumerate(cells))))
        said, self.cells, self.row = list(row_says(self.place, self.row, self.table)), [[]], []
        return said

    def close(self) -> list[Block]:
        """All blocks, those of a row that never ended too."""
        return self.blocks + [block for cell in self.cells for block in cell]
