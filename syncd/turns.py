"""Whose turn it is: units are served in turns, so that none waits for more than one piece of another's work."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from typing import TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Turns:
    """The turns of one kind of work, remembered between looks: the unit whose last one is longest ago comes first."""

    _last: dict[str, int] = field(default_factory=dict)
    _count: int = 0

    def taken(self, unit: str) -> None:
        """The unit has had its turn."""
        self._count += 1
        self._last[unit] = self._count

    def last(self, unit: str) -> int:
        """Compares with that of another unit: the smaller is the longer ago; 0 when there was none."""
        return self._last.get(unit, 0)

    def in_order(self, work: Mapping[str, Iterable[T]]) -> Iterator[T]:
        """One of each unit, then the next of each, and so on; within a unit as given."""
        lines = [work[unit] for unit in sorted(work, key=self.last)]
        return (one for one in chain.from_iterable(zip_longest(*lines)) if one is not None)
