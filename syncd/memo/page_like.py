"""Does a photo look like a page of a document? A cheap guess from its brightness alone, made to rather ask once too often."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 512
"""Longest side, in pixels, at which a picture is looked at."""

_DIM, _COLOURED = 95, 70
"""Brightness below which, and saturation above which, nothing is like paper (0–255)."""
_EVEN, _INK = 28, 40
"""How much darker than the paper around it something may be and still be paper; and must be to be writing."""
_CELLS = 24
_MOSTLY, _SOME = 110, 6
"""Of 255: a cell that is mostly paper, with some ink, holds writing."""
_PAGES = ((0.4, 0.1), (0.55, 0.03), (0.8, -1.0))
"""(paper, writing) beyond which it may be a page: a full one, also on a desk; one with a few lines; one that is nearly blank."""


def measures(image: Image) -> tuple[float, float]:
    """(part of the picture that is like paper, part of its cells that hold something like writing)."""
    from PIL import ImageChops, ImageFilter  # noqa: PLC0415
    from PIL.Image import Resampling  # noqa: PLC0415

    grey = image.convert("L")
    colour = image.convert("HSV").getchannel("S")
    # What a page would be without its writing: the brightest nearby, smoothed. Light falls unevenly on a photographed one.
    quarter = (max(1, grey.width // 4), max(1, grey.height // 4))
    paper = grey.resize(quarter).filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.GaussianBlur(4)).resize(grey.size)
    darker = ImageChops.subtract(paper, grey)
    bright = ImageChops.multiply(paper.point(lambda it: 255 * (it > _DIM)), colour.point(lambda it: 255 * (it < _COLOURED)))
    blank = ImageChops.multiply(darker.point(lambda it: 255 * (it < _EVEN)), bright)
    ink = darker.point(lambda it: 255 * (it > _INK))
    grid = [one.resize((_CELLS, _CELLS), resample=Resampling.BOX).tobytes() for one in (blank, ink)]
    written = sum(blank > _MOSTLY and _SOME < ink < _MOSTLY for blank, ink in zip(*grid, strict=True))
    return sum(grid[0]) / (255 * _CELLS**2), written / (_CELLS**2)


def holds_writing(image: Image) -> bool:
    """Whether a picture within a document is paper with writing on it: a table, a card, a piece of a page."""
    paper, written = measures(image)
    return any(paper > least and written > some for least, some in _PAGES if some > 0)


def looks_like_page(image: Image) -> bool:
    """Whether it is mostly bright, colourless and even, with something like writing on it."""
    paper, written = measures(image)
    return any(paper > least and written > some for least, some in _PAGES)
