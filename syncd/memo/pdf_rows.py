"""Puts the letters of a PDF page in rows, each mark with the letter that it is drawn over or under. Pure.

Programs that place marks by themselves, as fonts' tables ask, leave them in the text where they like: WeasyPrint those that are
raised at the line's end or before their letter ("ชยภูมิ ั", "ู้ผอำนวยการ").
"""

from collections.abc import Iterator
from dataclasses import dataclass

from syncd import thai
from syncd.memo.pdf_ink import Box

BASELINE = 2.5
"""Points: letters this near stand on one line."""
_ASIDE = 0.1
"""Of its size: how far from its letter the middle of a mark may be that follows it."""
_LOWEST = 0.5
"""Of its size: how far under the line a mark may begin."""
_BEFORE = 0.05
"""Of its size: a mark over no letter stands before the letter that begins where it does."""


@dataclass(slots=True)
class Letter:
    """One letter with the marks and blanks that follow it."""

    x: float
    end: float
    size: float
    text: str

    def add(self, mark: "Letter") -> None:
        """Write the mark, before the blanks."""
        said = self.text.rstrip()
        self.text = said + mark.text + self.text[len(said) :]
        self.end = max(self.end, mark.end)

    def bears(self) -> bool:
        """Whether marks stand over or under it at all."""
        return thai.bears_marks(self.text[0])

    def is_under(self, box: Box, aside: float = 0.0) -> bool:
        """Whether what is drawn in the box stands over or under it, or so far aside."""
        return self.x - aside <= (box.left + box.right) / 2 <= self.end + aside

    def is_near(self, x: float, up: float) -> bool:
        """Whether a mark that begins there, so far over its line, may be its own."""
        return abs(x - self.end) < self.size and abs(up) < self.size


Row = tuple[float, list[Letter]]
"""Letters on one baseline."""


@dataclass(frozen=True, slots=True)
class _Stray:
    """A mark that the text has elsewhere than it is drawn."""

    mark: Letter
    base: float
    box: Box
    before: Letter | None
    """What the text has before it, if that is near."""


class Rows:
    """The rows met so far."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._row: Row | None = None
        self._strays: list[_Stray] = []

    def letters(self) -> list[Letter]:
        """Those of the row that is being written, none before the first."""
        return self._row[1] if self._row is not None else []

    def has(self, base: float) -> bool:
        """Whether letters stand on this line."""
        return any(abs(base - other) <= BASELINE for other, _ in self._rows)

    def add(self, letter: Letter, base: float) -> None:
        """Add a letter that stands on this line."""
        if self._row is None or abs(base - self._row[0]) > BASELINE:
            self._row = self._on(base)
        self._row[1].append(letter)

    def add_mark(self, mark: Letter, base: float, box: Box, *, apart: bool) -> None:
        """Add a mark that is drawn in the box, `apart` or in one with the letter before it, over which it may lean."""
        last = self.letters()[-1] if self._row is not None and self.letters()[-1].is_near(mark.x, base - self._row[0]) else None
        if last is not None and last.bears() and (not apart or last.is_under(box, _ASIDE * mark.size)):
            last.add(mark)
        else:
            self._strays.append(_Stray(mark, base, box, last))

    def whole(self) -> list[Row]:
        """The rows with all marks, once every letter was added."""
        for stray in self._strays:
            letter = next(self._under(stray), stray.before)
            if letter is None:
                stray.mark.x -= _BEFORE * stray.mark.size
                self._on(stray.base)[1].append(stray.mark)
            else:
                letter.add(stray.mark)
        self._strays = []
        return self._rows

    def _under(self, stray: _Stray) -> Iterator[Letter]:
        """The letters that the mark is drawn over or under, of the nearest line first."""
        size = stray.mark.size
        near = [(base, letters) for base, letters in self._rows if -_LOWEST * size < stray.base - base < size]
        for _, letters in sorted(near, key=lambda row: abs(stray.base - row[0])):
            yield from (letter for letter in letters if letter.bears() and letter.is_under(stray.box))

    def _on(self, base: float) -> Row:
        """The row on this line, a new one if there is none."""
        row = next((other for other in reversed(self._rows) if abs(base - other[0]) <= BASELINE), None)
        if row is None:
            row = base, []
            self._rows.append(row)
        return row
