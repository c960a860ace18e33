"""Rows of a table read with the heads of their columns, for a number says what it is only under its head."""

import re
from collections.abc import Iterable, Iterator, Sequence

from syncd import screening

_PIECE = re.compile(r"[\d\W_]{1,40}")
_ROW_NUMBER = re.compile(r"\d{1,6}\.?")
"""Or that which a school gives a pupil."""
_WORDS = re.compile(r"(?=.*[^\W\d_])(?!.*\d{3}).*")
"""Of a row: its numbers are found in cells of their own."""
_LONGEST, _LONGEST_IN_CELL = 12, 8
_SHORT_TELEPHONE = re.compile(r"[689]\d{8}(?:\.0)?")
"""A mobile one that was kept as a number; whose it is, the row tells."""
_MOST_CELLS = 20
"""Under or behind one head."""
_BEGINS_TELEPHONE = ("0", "๐")
_NOTHING: frozenset[str] = frozenset()
_ELSE = "xx"
"""Stands for what is no piece of a number."""
"""Digits of what can be no more than a piece of an ID; one of two cells holds fewer, for more are a telephone's or a code's."""


class Heads:
    """Remembers of one table what its columns hold, row by row."""

    def __init__(self) -> None:
        self._heads: dict[str, str] = {}
        self._own: frozenset[str] = _NOTHING
        self._mute: dict[str, str] = {}
        self._pieces: dict[str, str] = {}

    def read(self, row: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """The row's cells, each as (column, text), with what it stands under written above it.

        That is the head of the column and, of a number that goes on from cell to cell, its pieces.
        """
        filled = [text for _, text in row if text and not text.isspace()]
        for column, text in row:
            if _WORDS.fullmatch(text):
                self._mute[column] = text
        if any("แยกประเภท" in text for text in filled):  # accounts of a ledger, none of a bank
            return list(row)
        if any(map(screening.is_label, filled)) and not any(map(str.isdecimal, "".join(filled))):
            self._own = frozenset(column for column, text in row if text.strip())
        return [(column, self._under_head(column, text, goes_on=len(filled) == 1)) for column, text in row]

    def _under_head(self, column: str, text: str, *, goes_on: bool) -> str:
        head, above = self._heads.get(column), self._pieces.pop(column, "")
        if screening.is_label(text):
            self._heads[column] = text
        if head is None or not text:
            return text
        if is_piece(text):
            if above and (screening.speaks_of_id(head) or (goes_on and above.startswith(_BEGINS_TELEPHONE))):
                text = f"{above}-{text}"
            self._pieces[column] = text if is_piece(text) else ""
        return f"{head}\n{text}"

    def together(self, row: Sequence[tuple[str, str]]) -> Iterator[str]:
        """What the row's cells may say together: pieces of an ID, and what stands in several cells under or behind one head."""
        if whole := in_a_row(text for _, text in row):
            yield whole
        for column, text in row:
            if column not in self._heads and _SHORT_TELEPHONE.fullmatch(text.strip()):
                names = " ".join(cell for _, cell in row if _WORDS.fullmatch(cell))
                yield "\n".join([self._mute.get(column, ""), f"{names} {text.strip()}"])
        for at, (column, text) in enumerate(row):
            is_head = screening.is_label(text)
            head = text if is_head else self._heads.get(column, "") if text else ""
            if head:
                cells = list(self._stretch(row[at + is_head :], is_behind=is_head))
                if len(cells) > 1 - is_head and any(map(str.isdecimal, "".join(cells))):
                    yield "\n".join([head, " ".join(cells)])

    def _stretch(self, row: Sequence[tuple[str, str]], *, is_behind: bool) -> Iterator[str]:
        """The cells that belong to one head: behind it up to another, or under it up to the next column that has its own."""
        for at, (column, text) in enumerate(row[:_MOST_CELLS]):
            if (is_behind and screening.is_label(text)) or (not is_behind and at and column in self._own):
                return
            if text.strip():
                yield text.strip()


def in_a_row(cells: Iterable[str]) -> str:
    """What the cells may together say of an ID; nothing if at most one holds a piece of it."""
    pieces = [_piece(cell) for cell in cells]
    return "\t".join(pieces) if sum(map(is_piece, pieces)) > 1 else ""


def is_piece(text: str) -> bool:
    """Whether the text may be a piece of an ID."""
    return _PIECE.fullmatch(text) is not None and 0 < sum(map(str.isdecimal, text)) <= _LONGEST


def _piece(cell: str) -> str:
    """A cell as it may be a piece of an ID or part two of them; letters for anything else, but words that say what follows."""
    cell = cell.strip()
    is_short = is_piece(cell) and sum(map(str.isdecimal, cell)) <= _LONGEST_IN_CELL
    is_of_id = is_short or screening.begun(cell) or not any(map(str.isalnum, cell))
    return cell if is_of_id else _ELSE


_TITLES = {
    "เด็กชาย": "เด็กชาย", "ดช": "เด็กชาย", "เด็กหญิง": "เด็กหญิง", "ดญ": "เด็กหญิง",
    "นาย": "นาย", "นางสาว": "นางสาว", "นส": "นางสาว", "นาง": "นาง",
}  # fmt: skip


def people(cells: Iterable[str]) -> Iterator[str]:
    """What a row says of people: names whose parts stand in cells of their own in one piece, and all its words as one line."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    for title, name, family in zip(filled, filled[1:], [*filled[2:], ""], strict=False):
        if whole := _TITLES.get(title.replace(".", "").replace(" ", "")):
            yield f"{whole}{name} {family}"
    words = [cell for at, cell in enumerate(filled) if _WORDS.fullmatch(cell) or (at == 0 and _ROW_NUMBER.fullmatch(cell))]
    if 1 < len(words) <= _MOST_CELLS and screening.may_list_pupils(line := " ".join(words)):
        yield line


def row_says(place: str, cells: Sequence[str], heads: Heads) -> Iterator[tuple[str, str]]:
    """Of one row: its cells that may together say a number, and those under a head that says what they are."""
    row = [(str(number), text) for number, text in enumerate(cells)]
    yield from ((f"{place} ตาราง", said) for said in heads.together(row))
    yield from ((f"{place} ตาราง", name) for name in people(cells))
    yield from ((f"{place} ตาราง", said) for text, (_, said) in zip(cells, heads.read(row), strict=True) if said != text)
