"""Knows pictures that a program drew or wrote (charts, diagrams, logos, screens) from photographs and scans."""

from PIL import Image

_SIDE = 512
_COLOURS, _FLAT = 16, 0.85
"""So many colours make up this share of what a program drew; of a photograph or a scan, hundreds do."""
_PARTING = 0xF8
"""Of 255: colours that differ in less are one; JPEG blurs them so far."""
_GROUNDS, _GROUND = 3, 0.4
"""The least share of so many commonest colours to the last bit: on scanned paper each pixel is a little different."""


def is_drawing(image: Image.Image) -> bool:
    """Whether a picture consists of flat colours: what is written on it is print, and OCR can read it or knows that it cannot."""
    shrink = max(1.0, max(image.size) / _SIDE)
    size = (max(1, round(image.width / shrink)), max(1, round(image.height / shrink)))
    small = image.convert("RGB").resize(size, Image.Resampling.NEAREST)  # no colour is mixed
    return _share(small, _GROUNDS) >= _GROUND and _share(small.point(lambda it: it & _PARTING), _COLOURS) >= _FLAT


def _share(image: Image.Image, most: int) -> float:
    """The part of the picture that has its commonest colours."""
    pixels = image.width * image.height
    return sum(sorted((count for count, _ in image.getcolors(pixels) or ()), reverse=True)[:most]) / pixels
