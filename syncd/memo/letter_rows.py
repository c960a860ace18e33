"""Finds rows of letters in a picture by their shapes alone, whatever they say and however they were drawn. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageFilter

_LEVELS = (75, 150, 235)
"""Of 255: letters stand out from their ground at one of these, dark on light or light on dark."""
_LOWEST, _HIGHEST = 4.0, 60.0
"""Points: lower letters cannot be read, and higher ones are pictures."""
_WIDEST = 1.8
"""Of its height; a dash is wider."""
LONGEST_RUN = 40.0
"""Points: what is longer in one row of pixels is a line or an area."""
_FULL = 0.93
"""Of the box around it: what fills more is a box itself, unless it is as slender as an l."""
_SLENDER = 0.35
_LEAST_INK = 0.08
_APART = 2.0
"""Of their height: letters further apart are of two words far apart."""
_FEWEST, _DIFFERENT = 6, 3
"""Letters in a row, and broad shapes among them: dots, hatches and ornaments repeat one, and slender ones are pieces of rules."""
_LARGE, _FEWEST_LARGE = 9.0, 4
"""Points: of letters so high, as of stamps, fewer make a row."""
_LEAST_LONG = 3.2
"""Of its letters' height: what is shorter is a piece of a crest."""
_MANY_SPECKS = 100
"""Of which letters may be made: dots and hatches."""
_MOST_RUNS = 150_000
"""Of a page: what has more is a picture, not letters."""

Place = tuple[int, int, int, int]
"""Left, upper, right, lower, in pixels."""


@dataclass(slots=True)
class _Shape:
    left: int
    upper: int
    right: int
    lower: int
    ink: int

    @property
    def height(self) -> int:
        return self.lower - self.upper

    @property
    def width(self) -> int:
        return self.right - self.left


def find(picture: Image.Image, scale: float) -> list[Place]:
    """Where rows of letters stand in a picture in grey that has so many pixels a point; None of them overlap."""
    counts, found = picture.histogram(), list[Place]()
    least = _FEWEST * _LOWEST * scale**2
    known = 0
    for level in _LEVELS:
        inked = sum(counts[:level])
        if inked - known < least:  # as good as the same as before
            continue
        known = inked
        ink = picture.point([255] * level + [0] * (256 - level))
        place = ink.getbbox()
        if place is not None:
            part = ink.crop(place)
            found += (_moved(row, place) for row in _in_ink(part, scale))
    return _apart(found)


def _in_ink(ink: Image.Image, scale: float) -> Iterator[Place]:
    """Around rows of letters, level ones and such as run up or down: of ink, left free in it, or made of dots."""
    dark = _shapes(ink, scale, 0xFF)
    seen = [dark, _shapes(ink, scale, 0)]
    if sum(_is_speck(shape, scale) for shape in dark) > _MANY_SPECKS:
        seen.append(_shapes(ink.filter(ImageFilter.MaxFilter(2 * round(scale) + 1)), scale, 0xFF))
    for shapes in seen:
        yield from map(_around, _rows(shapes, scale))
        yield from (_around(list(map(_turned, row))) for row in _rows(list(map(_turned, shapes)), scale))


def _is_speck(shape: _Shape, scale: float) -> bool:
    return max(shape.width, shape.height) < _LOWEST * scale


def _turned(shape: _Shape) -> _Shape:
    """As it stands on a page that lies on its side."""
    return _Shape(shape.upper, shape.left, shape.lower, shape.right, shape.ink)


def _moved(place: Place, by: Place) -> Place:
    return place[0] + by[0], place[1] + by[1], place[2] + by[0], place[3] + by[1]


def _shapes(ink: Image.Image, scale: float, of: int) -> list[_Shape]:
    """The connected areas of this value. Of the ground (0), what lies within ink in each row."""
    longest = round(LONGEST_RUN * scale)
    pattern = re.compile(rb"\xff+" if of else rb"(?<=\xff)\x00+(?=\xff)")
    width, data = ink.width, ink.tobytes()
    parent, whole = list[int](), list[_Shape]()

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    above: list[tuple[int, int, int]] = []
    for y in range(ink.height):
        here: list[tuple[int, int, int]] = []
        at = 0
        for run in pattern.finditer(data, y * width, (y + 1) * width):
            left, right = run.start() - y * width, run.end() - y * width
            if right - left > longest:  # what it cuts through goes on under it
                here += [one for one in above if one[0] < right and left < one[1]]
                continue
            number = len(parent)
            parent.append(number)
            whole.append(_Shape(left, y, right, y + 1, right - left))
            here.append((left, right, number))
            while at < len(above) and above[at][1] < left:
                at += 1
            for other_left, _, other in above[at:]:
                if other_left > right:
                    break
                parent[root(other)] = root(number)
        if len(parent) > _MOST_RUNS:
            return []
        above = here
    joined: dict[int, _Shape] = {}
    for number, one in enumerate(whole):
        into = joined.setdefault(root(number), _Shape(one.left, one.upper, one.right, one.lower, 0))
        into.left, into.right = min(into.left, one.left), max(into.right, one.right)
        into.upper, into.lower = min(into.upper, one.upper), max(into.lower, one.lower)
        into.ink += one.ink
    return list(joined.values())


def _may_be_letter(shape: _Shape, scale: float) -> bool:
    if not _LOWEST * scale <= shape.height <= _HIGHEST * scale or shape.width > _WIDEST * shape.height:
        return False
    share = shape.ink / (shape.width * shape.height)
    return share > _LEAST_INK and (share < _FULL or shape.width < _SLENDER * shape.height)


def _rows(shapes: list[_Shape], scale: float) -> Iterator[list[_Shape]]:
    """Those that stand beside each other, near enough and of about one height."""
    open_rows: list[list[_Shape]] = []
    for shape in sorted((shape for shape in shapes if _may_be_letter(shape, scale)), key=lambda it: it.left):
        following = next((row for row in open_rows if _follows(row[-1], shape)), None)
        if following is None:
            open_rows.append([shape])
        else:
            following.append(shape)
    return (row for row in open_rows if _are_letters(row, scale))


def _are_letters(row: list[_Shape], scale: float) -> bool:
    high = sorted(shape.height for shape in row)[len(row) // 2]
    fewest = _FEWEST_LARGE if high > _LARGE * scale else _FEWEST
    long = max(shape.right for shape in row) - row[0].left >= _LEAST_LONG * high
    broad = [shape for shape in row if shape.width >= _SLENDER * shape.height]
    return len(row) >= fewest and long and len({_kind(shape) for shape in broad}) >= _DIFFERENT


def _follows(last: _Shape, shape: _Shape) -> bool:
    high, low = max(last.height, shape.height), min(last.height, shape.height)
    middle = abs((last.upper + last.lower) - (shape.upper + shape.lower)) / 2
    return low > 0.45 * high and middle < 0.5 * high and shape.left - last.right < _APART * high


def _kind(shape: _Shape) -> tuple[int, int]:
    """The same for shapes that look like one another's copies."""
    return round(10 * shape.width / shape.height), round(8 * shape.ink / (shape.width * shape.height))


def _around(row: Sequence[_Shape]) -> Place:
    """The row with as much air around it as its letters' marks take."""
    air = max(shape.height for shape in row)
    left, right = min(shape.left for shape in row), max(shape.right for shape in row)
    return left - air, min(shape.upper for shape in row) - air, right + air, max(shape.lower for shape in row) + air


def _apart(places: list[Place]) -> list[Place]:
    """The places, those that overlap put together."""
    left = list(dict.fromkeys(places))
    while True:
        for one, other in _pairs(left):
            if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]:
                left.remove(one)
                left.remove(other)
                left.append((min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])))
                break
        else:
            return sorted(left, key=lambda it: (it[1], it[0]))


def _pairs(places: list[Place]) -> Iterator[tuple[Place, Place]]:
    return ((one, other) for n, one in enumerate(places) for other in places[n + 1 :])
