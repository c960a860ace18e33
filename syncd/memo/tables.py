"""Rows of a table read with the heads of their columns, for a number says what it is only under its head."""

from collections.abc import Sequence

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
