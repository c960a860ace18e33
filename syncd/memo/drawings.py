"""Knows pictures that a program drew (charts, diagrams, logos) from photographs, scans, and typed tables and lists."""

from PIL import Image, ImageChops, ImageFilter

_SIDE = 512
_COLOURS, _FLAT = 16, 0.85
"""So many colours make up this share of a drawing; of a photograph, hundreds do."""
_PARTING = 0xF8
"""Of 255: colours that differ in less are one."""
_SATURATED, _LIT = 60, 40
_STROKE = 5
"""Pixels: what is thinner is a line or a letter, in ink of any colour."""
_COLOURED = 0.01
"""The least share of areas in colour: a list, a form or a note has none."""


def is_drawing(image: Image.Image) -> bool:
    """Whether a picture consists of flat colours, and of areas of them."""
    shrink = max(1.0, max(image.size) / _SIDE)
    size = (max(1, round(image.width / shrink)), max(1, round(image.height / shrink)))
    small = image.convert("RGB").resize(size, Image.Resampling.NEAREST)  # no colour is mixed
    colours = sorted(
        (count for count, _ in small.point(lambda it: it & _PARTING).getcolors(size[0] * size[1]) or ()), reverse=True
    )
    if sum(colours[:_COLOURS]) < _FLAT * size[0] * size[1]:
        return False
    _, saturation, value = small.convert("HSV").split()
    coloured = ImageChops.multiply(
        saturation.point(lambda it: 255 * (it > _SATURATED)), value.point(lambda it: 255 * (it > _LIT))
    )
    areas = coloured.filter(ImageFilter.MinFilter(_STROKE)).histogram()[255]
    return areas >= _COLOURED * size[0] * size[1]
