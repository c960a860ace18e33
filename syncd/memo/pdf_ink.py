"""Compares a page's text with the ink that the page shows: letters without ink, and ink that no letter accounts for."""

from collections.abc import Iterator
from typing import NamedTuple

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


class Box(NamedTuple):
    """A place on the page in points, upwards as PDF counts. A tuple, for it is made for every letter."""

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
        drawn = page.render(scale=self._scale, grayscale=True)
        self._picture: Image.Image = drawn.to_pil()
        self._grey, self._stride = memoryview(drawn.buffer).cast("B"), drawn.stride
        self._explained: list[tuple[Box, float]] = []

    def shows(self, box: Box) -> bool:
        """Whether anything can be told from its ground within the box, or the pixel around it: a stroke may fill its box."""
        left, top, right, bottom = self._pixels(box, 1 / self._scale)
        right, bottom = max(right, left + 1), max(bottom, top + 1)
        if any(self._differs(left, right, (top * part + bottom * (4 - part)) // 4) for part in (2, 1, 3)):
            return True  # most letters' strokes are met so, without looking at all of the box
        darkest, lightest = self._picture.crop((left, top, right, bottom)).getextrema()
        return bool(lightest - darkest >= _CONTRAST)  # type: ignore[operator]

    def _differs(self, left: int, right: int, y: int) -> bool:
        """Whether anything can be told from its ground on one row of the picture."""
        if not (0 <= y < self._picture.height and 0 <= left < right <= self._picture.width):
            return False
        row = self._grey[y * self._stride + left : y * self._stride + right].tobytes()
        return max(row) - min(row) >= _CONTRAST

    def square(self, box: Box, side: int) -> tuple[bytes, float]:
        """What stands in the box drawn on a square of so many points a side, and the grey between its ink and its ground."""
        left, top, right, bottom = self._pixels(box, 0.0)
        part = self._picture.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
        darkest, lightest = part.getextrema()
        return part.resize((side, side), Image.Resampling.BILINEAR).tobytes(), (lightest + darkest) / 2  # type: ignore[operator]

    def explain(self, box: Box, around: float = _AROUND) -> None:
        """Account for the ink in the box."""
        self._explained.append((box, around))

    def unexplained(self) -> Iterator[Box]:
        """Where ink is left that nothing accounts for, band by band."""
        left_over = self._picture.point([255] * _DARK + [0] * (256 - _DARK))
        pen = ImageDraw.Draw(left_over)
        for explained in {self._pixels(box, around) for box, around in self._explained}:
            pen.rectangle(explained, fill=0)
        width, height = left_over.size
        step = max(1, round(_BAND * self._scale))
        for top in range(0, height, step):
            band = left_over.crop((0, top, width, min(height, top + step)))
            place = band.getbbox()
            if place is not None and band.histogram()[255] >= _LEAST * self._scale**2:
                left, upper, right, lower = place
                yield Box(*self._points(left, top + lower), *self._points(right, top + upper))

    def _pixels(self, box: Box, around: float) -> tuple[int, int, int, int]:
        left, bottom, right, top = box
        start, _, _, above = self._frame
        scale = self._scale
        return (
            round((left - around - start) * scale),
            round((above - top - around) * scale),
            round((right + around - start) * scale),
            round((above - bottom + around) * scale),
        )

    def _points(self, x: float, y: float) -> tuple[float, float]:
        return x / self._scale + self._frame.left, self._frame.top - y / self._scale
