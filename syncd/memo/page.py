"""What a page shows, as values: runs of text with their places, and what lies on the page beside text."""

from dataclasses import dataclass, field

PICTURE = "มีภาพหรือลายมือเขียนในบริเวณที่ลงนาม"
DRAWN = "มีลายเส้นคล้ายลายมือเขียนหรือเส้นขีดบนหน้า"
"""Reasons of marks, whatever the format."""
ON_AXIS = 3.0
"""Points from the axis of its block within which a centred line stands."""


@dataclass(frozen=True, slots=True)
class Line:
    """One run of text on one baseline: a printed line, or the part of it in one column.

    Units are points for PDF. A DOCX has no places, so its paragraphs are laid on a grid: 12 points a paragraph, columns as wide
    as their share of the table.
    """

    page: int
    """From 1."""
    x0: float
    x1: float
    y: float
    """The baseline, downwards from the top of the page."""
    text: str
    """Normalised."""
    certainty: float = 1.0
    """From 0 to 1: 1 is a text layer's; less is what the OCR engine thinks of the weakest word of the line."""
    words: tuple[tuple[float, float], ...] = field(default=(), compare=False)
    """Where each of its words between blanks begins and ends, where that is known."""

    @property
    def place(self) -> tuple[int, float]:
        """Sorts lines from top to bottom."""
        return (self.page, self.y)

    @property
    def centre(self) -> float:
        """The middle of the line."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the page that a person sees and text does not tell: a picture, a drawing, a line through words."""

    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    why: str
    """Thai: what it is."""


@dataclass(frozen=True, slots=True)
class Text:
    """The readable part of a document."""

    lines: tuple[Line, ...]
    marks: tuple[Mark, ...] = ()
    doubts: tuple[str, ...] = ()
    """Thai sentences: why the text may not be what a person sees."""


def rows(lines: tuple[Line, ...] | list[Line]) -> list[list[Line]]:
    """The lines grouped by baseline, top to bottom, each from left to right."""
    grouped: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.place):
        last = grouped[-1][-1] if grouped else None
        if last is not None and last.page == line.page and line.y - last.y < 3:  # noqa: PLR2004 - points: one baseline
            grouped[-1].append(line)
        else:
            grouped.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in grouped]
