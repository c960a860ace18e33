"""Rows of a table read with the heads of their columns, for a number says what it is only under its head."""

import re
from collections.abc import Iterable, Iterator, Sequence

from syncd import screening

_PIECE = re.compile(r"[\d\W_]{1,40}")
_LONGEST, _LONGEST_IN_CELL = 12, 8
"""Digits of what can be no more than a piece of an ID; one of two cells holds fewer, for more are a telephone's or a code's."""


class Heads:
    """Remembers of one table what its columns hold, row by row."""

    def __init__(self) -> None:
        self._heads: dict[str, str] = {}
        self._pieces: dict[str, str] = {}

    def read(self, row: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """The row's cells, each as (column, text), with what it stands under written above it.

        That is the head of the column and, of a number that goes on from cell to cell, its pieces.
        """
        return [(column, self._under_head(column, text)) for column, text in row]

    def _under_head(self, column: str, text: str) -> str:
        head, above = self._heads.get(column), self._pieces.pop(column, "")
        if screening.is_label(text):
            self._heads[column] = text
        if head is None or not text:
            return text
        if screening.speaks_of_id(head) and is_piece(text):
            text = f"{above}\n{text}" if above else text
            self._pieces[column] = text if is_piece(text) else ""
        return f"{head}\n{text}"

    def together(self, row: Sequence[tuple[str, str]]) -> str:
        """What the row's cells may together say of an ID; those from the head on that speaks of IDs once more under it."""
        at = next((n for n, (column, _) in enumerate(row) if screening.speaks_of_id(self._heads.get(column, ""))), None)
        whole = in_a_row(text for _, text in row)
        return (
            whole
            if at is None or not whole
            else "\n".join([whole, self._heads[row[at][0]], in_a_row(text for _, text in row[at:])])
        )


def in_a_row(cells: Iterable[str]) -> str:
    """What the cells may together say of an ID; nothing if at most one holds a piece of it."""
    pieces = [_piece(cell) for cell in cells]
    return "\t".join(pieces) if sum(map(is_piece, pieces)) > 1 else ""


def is_piece(text: str) -> bool:
    """Whether the text may be a piece of an ID."""
    return _PIECE.fullmatch(text) is not None and 0 < sum(map(str.isdecimal, text)) <= _LONGEST


def _piece(cell: str) -> str:
    """A cell as it may be a piece of an ID or part two of them; a letter for anything else, but words that say what follows."""
    cell = cell.strip()
    is_short = is_piece(cell) and sum(map(str.isdecimal, cell)) <= _LONGEST_IN_CELL
    is_of_id = is_short or screening.begun_id(cell) or not any(map(str.isalnum, cell))
    return cell if is_of_id else "x"


_TITLES = {
    "เด็กชาย": "เด็กชาย", "ดช": "เด็กชาย", "เด็กหญิง": "เด็กหญิง", "ดญ": "เด็กหญิง",
    "นาย": "นาย", "นางสาว": "นางสาว", "นส": "นางสาว", "นาง": "นาง",
}  # fmt: skip


def people(cells: Iterable[str]) -> Iterator[str]:
    """The names in one row whose title, name and family name stand in cells of their own, each in one piece."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    for title, name, family in zip(filled, filled[1:], [*filled[2:], ""], strict=False):
        if whole := _TITLES.get(title.replace(".", "").replace(" ", "")):
            yield f"{whole}{name} {family}"


def row_says(place: str, cells: Sequence[str], heads: Heads) -> Iterator[tuple[str, str]]:
    """Of one row: its cells that may together say a number, and those under a head that says what they are."""
    row = [(str(number), text) for number, text in enumerate(cells)]
    yield f"{place} ตาราง", heads.together(row)
    yield from ((f"{place} ตาราง", name) for name in people(cells))
    yield from ((f"{place} ตาราง", said) for text, (_, said) in zip(cells, heads.read(row), strict=True) if said != text)
