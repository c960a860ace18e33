"""Rows of a table read with the heads of their columns, for a number says what it is only under its head."""

from collections.abc import Iterable, Iterator, Sequence

from syncd import screening


class Heads:
    """Remembers of one table what its columns hold, row by row."""

    def __init__(self) -> None:
        self._heads: dict[str, str] = {}

    def read(self, row: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """The row's cells, each as (column, text), with the head of the column written above what stands under one."""
        said = [(column, f"{self._heads[column]}\n{text}" if column in self._heads and text else text) for column, text in row]
        self._heads |= {column: text for column, text in row if screening.is_label(text)}
        return said


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


def short(cells: list[str]) -> str:
    """The cells of one row side by side, those left out that could be no piece of a number."""
    return "\t".join(cell if len(cell) <= 5 and cell.isdecimal() else "–" for cell in map(str.strip, cells))  # noqa: PLR2004 - an ID's longest group


def row_says(place: str, cells: Sequence[str], heads: Heads) -> Iterator[tuple[str, str]]:
    """Of one row: its cells that may together say a number, and those under a head that says what they are."""
    yield f"{place} ตาราง", short(list(cells))
    yield from ((f"{place} ตาราง", name) for name in people(cells))
    read = heads.read([(str(number), text) for number, text in enumerate(cells)])
    yield from ((f"{place} ตาราง", said) for text, (_, said) in zip(cells, read, strict=True) if said != text)
