"""Cuts out of a page what may be a rubber stamp: ink in colour, letters far bolder than print, words that lie aslant. Pure.

Whatever is cut out stands upright, without its frame, in black; what it says, OCR tells. Most of it are seals and signatures.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from typing import cast

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

SIDE, SIDE_BESIDE = 1754, 300
"""Pixels of the longer side of a page to be looked at, 150 to an inch of A4, and of a picture beside words."""

_CELL = 6
"""Pixels of a millimetre: of what belongs together no two parts are further than three apart."""
_INKED = 24
"""Of 255: so much of a cell is inked that counts."""
_LONGEST, _SHORTEST, _BROADEST = range(7, 113), 6, 82
"""Millimetres of a stamp's longer side, and of its shorter, a cell of air around it."""
_PALE, _DARK = 24, 60
"""Of 255: colour and darkness, against the paper around, from which on they are ink."""
_BOLD = (2, 3, 4)
"""Pixels: strokes broader than twice as much are no print's; of a page printed in bold, or blurred, the broader ones."""
_FEW, _MOST = 8, 16
"""Parts of a page that are bold, or else it is print; parts that are shown at all."""
_STEEPEST, _SLANTED = 48, 5.0
"""Degrees that a stamp lies aslant at most, and that dark words must to be no print."""
_SOLID, _HOLLOW = 0.75, 0.1
"""How much of its box a word of a stamp inks: more is a picture, less a ring, a rule, a signature."""
_AROUND, _EDGE, _LINE = 0.75, 0.15, 3
"""A part so long and so high, against the whole, is its frame; so near an edge, so many times longer than broad, a line of it."""
SMALL, _HIGH, _MARGIN = 140, 64, 70
"""Pixels: of a stamp whose slant is looked for; of one as it is shown, and between two of them."""
_BRIGHT, _LITTLE, _MUCH = 60, 0.03, 0.5
"""Of 255: plain colour; and how much of a small picture has it, at least and at most, if it is of a stamp."""
_RUN = re.compile(rb"\xff+")


_Runs = tuple[tuple[int, int, int], ...]
"""A part of a black and white picture, row by row: (row, start, end)."""
_Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Area:
    """Inked cells that belong together, and the box around them in pixels."""

    runs: _Runs
    box: _Box

    def has_size_of_stamp(self) -> bool:
        left, top, right, bottom = (side // _CELL for side in self.box)
        short, long = sorted((right - left, bottom - top))
        return long in _LONGEST and _SHORTEST <= short <= _BROADEST


def sheet(page: Image.Image) -> Image.Image | None:
    """What may be stamps on a page in colours (its longer side has SIDE pixels), one under the other; None: nothing may."""
    words = [_high(word) for word in islice(_words(page), _MOST)]
    if not words:
        return None
    height = sum(word.height + _MARGIN for word in words) + _MARGIN
    shown = Image.new("L", (max(word.width for word in words) + 2 * _MARGIN, height), 255)
    top = _MARGIN
    for word in words:
        shown.paste(0, (_MARGIN, top), word)
        top += word.height + _MARGIN
    return shown


def may_be_stamp(picture: Image.Image) -> bool:
    """Whether a picture may be that of a stamp: ink in colour, and not the ground."""
    small = picture.convert("RGB")
    small.thumbnail((SMALL, SMALL))
    brightest, darkest = _extremes(small)
    return _LITTLE <= _share(_from(ImageChops.subtract(brightest, darkest), _BRIGHT)) <= _MUCH


def _extremes(page: Image.Image) -> tuple[Image.Image, Image.Image]:
    """How strong the strongest of the three colours is at each place, and the weakest."""
    red, green, blue = page.split()
    lightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return lightest, ImageChops.darker(ImageChops.darker(red, green), blue)


def _words(page: Image.Image) -> Iterator[Image.Image]:
    page_in_colours = page.filter(ImageFilter.BoxBlur(1))
    red, _, blue = page_in_colours.split()
    colour = ImageChops.subtract(*_extremes(page_in_colours))
    colour = ImageChops.subtract(colour, _paper(colour, ImageFilter.MedianFilter(5)))  # a photo's paper is yellow, or blue
    is_warm = ImageChops.subtract(red, blue).point(lambda more: 255 if more else 0)
    for ink in (ImageChops.darker(colour, is_warm), ImageChops.darker(colour, ImageOps.invert(is_warm))):
        for area in _areas(_from(ink, _PALE)):
            # Print that the stamp lies over has cut its letters: they are closed again.
            yield from _upright(_shrunk(_grown(_letters(ink, area), 1), 1), 0)
    grey = page.convert("L")
    dark = ImageChops.subtract(_paper(grey, ImageFilter.MaxFilter(5)), grey)
    inked = _from(dark, _DARK)
    for area in _bold(inked):
        yield from _upright(_letters(ImageChops.darker(dark, inked), area), 0)
    for area in _areas(inked):
        yield from _upright(_letters(dark, area), _SLANTED)


def _paper(channel: Image.Image, kind: ImageFilter.Filter) -> Image.Image:
    """What the paper has of it, all over the page."""
    small = channel.resize((channel.width // 24 or 1, channel.height // 24 or 1), Image.Resampling.BOX)
    return small.filter(kind).filter(ImageFilter.BoxBlur(2)).resize(channel.size, Image.Resampling.BILINEAR)


def _from(strength: Image.Image, least: int) -> Image.Image:
    return strength.point(lambda value: 255 if value > least else 0)


def _grown(mask: Image.Image, pixels: int) -> Image.Image:
    return _from(mask.filter(ImageFilter.BoxBlur(pixels)), 0)


def _shrunk(mask: Image.Image, pixels: int) -> Image.Image:
    return _from(mask.filter(ImageFilter.BoxBlur(pixels)), 254)


def _bold(inked: Image.Image) -> list[_Area]:
    """What is left of the ink when strokes of print are taken off; nothing where all of it is as bold."""
    for stroke in _BOLD:
        found = _areas(ImageChops.darker(inked, _grown(_shrunk(inked, stroke), stroke + 2)))
        if len(found) <= _FEW:
            return found
    return []


def _areas(inked: Image.Image) -> list[_Area]:
    """Of what is inked, the parts that have the size of a stamp."""
    cells = _from(inked.resize((inked.width // _CELL or 1, inked.height // _CELL or 1), Image.Resampling.BOX), _INKED)
    areas = [_Area(runs, cast("_Box", tuple(side * _CELL for side in _box(runs)))) for runs in _connected(_grown(cells, 1))]
    return [area for area in areas if area.has_size_of_stamp()]


def _connected(mask: Image.Image) -> list[_Runs]:
    """The parts of a black and white picture, corners joined."""
    data, wide = mask.tobytes(), mask.width
    part_of: list[int] = []
    runs: list[tuple[int, int, int]] = []

    def root(run: int) -> int:
        while part_of[run] != run:
            part_of[run] = run = part_of[part_of[run]]
        return run

    above: range = range(0)
    for row in range(mask.height):
        first = len(runs)
        for found in _RUN.finditer(data[row * wide : (row + 1) * wide]):
            part_of.append(len(runs))
            runs.append((row, found.start(), found.end()))
            for other in above:
                if runs[other][1] <= found.end() and found.start() <= runs[other][2]:
                    part_of[root(other)] = root(len(runs) - 1)
        above = range(first, len(runs))
    parts: dict[int, list[tuple[int, int, int]]] = {}
    for number, run in enumerate(runs):
        parts.setdefault(root(number), []).append(run)
    return [tuple(part) for part in parts.values()]


def _box(runs: _Runs) -> _Box:
    return min(run[1] for run in runs), runs[0][0], max(run[2] for run in runs), runs[-1][0] + 1


def _letters(strength: Image.Image, area: _Area) -> Image.Image:
    """The ink of one area, white on black, from half the strength that the strongest of it has."""
    left, top, right, bottom = area.box
    own = Image.new("L", (right - left, bottom - top))
    draw = ImageDraw.Draw(own)
    for row, start, end in area.runs:
        draw.rectangle((start * _CELL - left, row * _CELL - top, end * _CELL - left - 1, (row + 1) * _CELL - top - 1), fill=255)
    ink = ImageChops.darker(strength.crop(area.box), own)
    counts = ink.histogram()
    strong, rest = 255, sum(counts[_PALE + 1 :]) // 10
    while strong > _PALE and (rest := rest - counts[strong]) >= 0:
        strong -= 1
    return _from(ink, max(_PALE, strong * 9 // 20))


def _upright(letters: Image.Image, least: float) -> Iterator[Image.Image]:
    """The word turned level and taken out of its frame, if it may be one and lies so far aslant."""
    slant = _slant(letters)
    if abs(slant) < least:
        return
    level = letters.rotate(slant, expand=True, resample=Image.Resampling.BICUBIC)
    word = _unframed(_from(level, 110))
    wide, high = word.size
    if min(wide, high) > 2 * _CELL and 0.8 * high <= wide <= 8 * high and _HOLLOW <= _share(word) <= _SOLID:
        yield word


def _slant(letters: Image.Image) -> float:
    """By how many degrees it must be turned, anticlockwise, for its lines to be level."""
    small = letters.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.BOX)
    side = round((small.width**2 + small.height**2) ** 0.5) + 4
    square = Image.new("L", (side, side))
    square.paste(small, ((side - small.width) // 2, (side - small.height) // 2))

    def clearness(degrees: float) -> float:
        sums = _along(square.rotate(degrees, resample=Image.Resampling.BILINEAR), rows=True)
        return sum((one - other) ** 2 for one, other in pairwise(sums))

    coarse = max(range(-_STEEPEST, _STEEPEST + 1, 3), key=clearness)
    return max((coarse + step / 2 for step in range(-4, 5)), key=clearness)


def _unframed(word: Image.Image) -> Image.Image:
    """Without what is a frame's around it, whole or worn to pieces, one within the other."""
    while box := word.getbbox():
        word = word.crop(box)
        within = word.copy()
        draw = ImageDraw.Draw(within)
        for row, start, end in chain(*(part for part in _connected(word) if _is_of_frame(_box(part), word.size))):
            draw.line((start, row, end - 1, row), fill=0)
        left, top, right, bottom = within.getbbox() or (0, 0, 0, 0)
        if (right - left, bottom - top) == word.size or right - left < word.width / 3 or bottom - top < word.height / 3:
            break  # nothing was taken off, or too much of it: letters that have run together go around as a frame does
        word = within
    return word


def _is_of_frame(part: _Box, size: tuple[int, int]) -> bool:
    """Whether a part goes around the rest, or is a line along its edge."""
    left, top, right, bottom = part
    wide, high = right - left, bottom - top
    if wide >= _AROUND * size[0] and high >= _AROUND * size[1]:
        return True
    at_side = right <= _EDGE * size[0] or left >= (1 - _EDGE) * size[0]
    at_end = bottom <= _EDGE * size[1] or top >= (1 - _EDGE) * size[1]
    return (at_side and high >= _LINE * wide) or (at_end and wide >= _LINE * high)


def _along(word: Image.Image, *, rows: bool) -> list[float]:
    """How much of each row, or column, is inked."""
    size = (1, word.height) if rows else (word.width, 1)
    sums = cast("tuple[float, ...]", word.convert("F").resize(size, Image.Resampling.BOX).get_flattened_data())
    return [share / 255 for share in sums]


def _share(word: Image.Image) -> float:
    return sum(_along(word, rows=True)) / word.height


def _high(word: Image.Image) -> Image.Image:
    return word.resize((max(8, word.width * _HIGH // word.height), _HIGH), Image.Resampling.BICUBIC)
