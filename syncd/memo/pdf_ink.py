"""Compares a page's text with the ink that the page shows: letters without ink, and ink that no letter accounts for."""

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageDraw

_SCALE = 3.0
"""Pixels a point: thin strokes of small letters are then still dark."""
_LONGEST = 3600
_CONTRAST = 48
"""Of 255: less is not to be seen."""
_DARK = 190
"""Of 255: what is lighter may be the shade of a table."""
_AROUND = 1.5
"""Points around a letter in which its ink may lie."""
_BAND = 18.0
"""Points: as high as a line."""
_LEAST = 9.0
"""Square points of ink: less is a speck, a dot of a dotted line, or the rim of a letter."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the page in points, upwards as PDF counts."""

    left: float
    bottom: float
    right: float
    top: float


class Ink:
    """The page as a viewer shows it, in grey."""

    def __init__(self, page: pypdfium2.PdfPage, frame: Box) -> None:
        """`frame`: the part of the paper that is shown."""
        self._frame = frame
        width, height = frame.right - frame.left, frame.top - frame.bottom
        self._scale = min(_SCALE, _LONGEST / max(width, height, 1.0))
        self._picture: Image.Image = page.render(scale=self._scale, grayscale=True).to_pil().convert("L")
        self._explained = self._picture.point(lambda value: 255 if value < _DARK else 0)
        self._pen = ImageDraw.Draw(self._explained)

    def shows(self, box: Box) -> bool:
        """Whether anything can be told from its ground within the box, or the pixel around it: a stroke may fill its box."""
        left, top, right, bottom = self._pixels(box, 1 / self._scale)
        darkest, lightest = self._picture.crop((left, top, max(right, left + 1), max(bottom, top + 1))).getextrema()
        return bool(lightest - darkest >= _CONTRAST)  # type: ignore[operator]

    def square(self, box: Box, side: int) -> tuple[bytes, float]:
        """What stands in the box drawn on a square of so many points a side, and the grey between its ink and its ground."""
        left, top, right, bottom = self._pixels(box, 0.0)
        part = self._picture.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
        darkest, lightest = part.getextrema()
        return part.resize((side, side), Image.Resampling.BILINEAR).tobytes(), (lightest + darkest) / 2  # type: ignore[operator]

    def explain(self, box: Box, around: float = _AROUND) -> None:
        """Account for the ink in the box."""
        self._pen.rectangle(self._pixels(box, around), fill=0)

    def unexplained(self) -> Iterator[Box]:
        """Where ink is left that nothing accounts for, band by band."""
        width, height = self._explained.size
        step = max(1, round(_BAND * self._scale))
        for top in range(0, height, step):
            band = self._explained.crop((0, top, width, min(height, top + step)))
            place = band.getbbox()
            if place is not None and band.histogram()[255] >= _LEAST * self._scale**2:
                left, upper, right, lower = place
                yield Box(*self._points(left, top + lower), *self._points(right, top + upper))

    def _pixels(self, box: Box, around: float) -> tuple[int, int, int, int]:
        return (
            round((box.left - around - self._frame.left) * self._scale),
            round((self._frame.top - box.top - around) * self._scale),
            round((box.right + around - self._frame.left) * self._scale),
            round((self._frame.top - box.bottom + around) * self._scale),
        )

    def _points(self, x: float, y: float) -> tuple[float, float]:
        return x / self._scale + self._frame.left, self._frame.top - y / self._scale
