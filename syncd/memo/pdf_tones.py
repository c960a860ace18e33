"""Tells by place and shape what the vowels and tones of a PDF's fonts are that have another's code, or none.

WeasyPrint codes each letter of a font by the word in which it first meets it, and of a vowel below with its tone ("กลุ่ม") by the
wrong one of the two; what it meets later has a code already, and then one of them is told nowhere. But it embeds the letters: one
drawn below the line is a vowel, ู if it is broad, and one drawn over it is the tone that it looks like among those of its font. A
ring is the upper half of ำ, which seldom has a code.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cache

import pypdfium2
from PIL import Image

from syncd import thai
from syncd.memo.pdf_fonts import BELOW, TONES, Codes, Figure, Fonts, is_misplaced
from syncd.memo.pdf_ink import Box
from syncd.memo.pdf_letters import Letters
from syncd.memo.pdf_shapes import SIDE, packed

_TOLD = BELOW | TONES
"""Whose place tells whether they are what their code says."""
_OVER = TONES | {"\u0e4c"}
"""What may stand over a vowel below."""
_AM, _UPPER, _LOWER = "ำา", "\u0e4d", "า"
"""And that of which ำ is made."""
_SAMPLES = 3
"""Of one letter: others' ink may lie about some."""
_HIGH = 40
"""Pixels: a letter drawn so high is sharp."""
_LIKE, _UNLIKE = 40, 12
"""Of 256 points: shapes that differ in no more may be one letter's, if another's differs in so many more."""
_SAME = 6
"""Of 256 points: the very letter of a font."""
_BROAD, _SLENDER = 0.25, 0.15
"""How much broader or more slender than another it may be, as a share; and of one that is but a stroke, in width to height."""
_RIM = 6
"""Of 16 points: how far from its edges a ring's stroke lies at most, at its corners."""
_U, _UU = 0.9, 1.1
"""Width to height: in few fonts ุ is broader, or ู more slender."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """One vowel or tone as it is drawn."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter of a font: what is drawn in one shape and has one code."""

    char: str
    figure: Figure
    is_right: bool
    """Whether it is drawn where what its code says is written."""
    signs: list[_Sign]


_Drawing = Callable[[_Sign], int]
"""Gives the dark points of the square on which the page shows a sign."""


def are_miscoded(letters: Letters) -> bool:
    """Whether any of the page's letters has no code, or is a vowel or tone drawn where what its code says is not written."""
    is_misdrawn = any(is_misplaced(char, *letters.place(n)) for n, char in enumerate(letters.chars) if char in _TOLD)
    return is_misdrawn or any(letters.is_uncoded(n) for n in range(letters.count))


def codes(document: pypdfium2.PdfDocument) -> Codes:
    """The letters of the document's fonts that have another's code, as far as it is sure what they are."""
    fonts: dict[str, list[_Letter]] = defaultdict(list)
    for number in range(len(document)):
        with closing(document[number]) as page, closing(page.get_textpage()) as textpage:
            _gather(fonts, number, Letters(textpage), Box(*page.get_bbox()))
    found: dict[tuple[str, str], dict[Figure, str]] = defaultdict(dict)
    with ExitStack() as opened:
        page_of = cache(lambda number: opened.enter_context(closing(document[number])))
        bits: _Drawing = cache(lambda sign: _bits(page_of(sign.page), sign.box))  # once, though it is held against several
        for name, letters in fonts.items():
            tells = {-1: _below, 0: _lower_half, 1: _over}
            told = [(it, tells[it.figure.row](it, letters, bits)) for it in letters if not it.is_right]
            splits_am = any(char == _LOWER for _, char in told)
            for letter, char in told:
                if char is not None and (letter.char != "ำ" or splits_am):
                    found[name, letter.char][letter.figure] = char
    return found


def _gather(fonts: dict[str, list[_Letter]], number: int, page: Letters, shown: Box) -> None:
    named = Fonts(page, {})
    for n, char in enumerate(page.chars):
        is_uncoded = page.is_uncoded(n)
        if not (is_uncoded or thai.is_mark(char) or char in _AM):
            continue
        box, base = page.place(n)
        if box.left >= shown.right or box.right <= shown.left or box.bottom >= shown.top or box.top <= shown.bottom:
            continue  # nothing is drawn of what lies off the page
        figure, letters = Figure.of(box, base), fonts[named.of(n)]
        known = next((it for it in letters if it.char == char and it.figure.is_like(figure)), None)
        if known is None:
            is_half = char == "ำ" and figure.row > 0
            known = _Letter(char, figure, not (is_uncoded or is_half or is_misplaced(char, box, base)), [])
            letters.append(known)
        if len(known.signs) < _SAMPLES and min(box.right - box.left, box.top - box.bottom) > 0:
            known.signs.append(_Sign(number, box))


def _below(letter: _Letter, letters: Iterable[_Letter], _: _Drawing) -> str | None:
    """Which vowel below it is: of two the broader one is ู."""
    ratio, others = letter.figure.ratio, [it for it in letters if it.figure.row < 0 and not it.figure.is_like(letter.figure)]
    is_u = all(it.figure.ratio > ratio for it in others) and ratio < (1 if others else _U)
    is_uu = all(it.figure.ratio < ratio for it in others) and ratio > (1 if others else _UU)
    char = "\u0e38" if is_u else "\u0e39" if is_uu else None
    return char if all(it.char != char for it in others if it.is_right) else None


def _over(letter: _Letter, letters: Iterable[_Letter], bits: _Drawing) -> str | None:
    """Which tone it is: that of the font's own which it looks like, and no other letter; or half an ำ."""
    own = list(map(bits, letter.signs))
    differ: dict[str, int] = {}
    for other in letters:
        broader = abs(other.figure.ratio - letter.figure.ratio)
        if other.is_right and other.figure.row > 0 and broader < max(_BROAD * letter.figure.ratio, _SLENDER):
            least = min((one ^ another).bit_count() for one in own for another in map(bits, other.signs))
            differ[other.char] = min(least, differ.get(other.char, SIDE * SIDE))
    near, *far = sorted(differ, key=differ.__getitem__) or [""]
    if near in _OVER and differ[near] <= _LIKE and all(differ[char] >= differ[near] + _UNLIKE for char in far):
        return near
    is_ring = 1 - _BROAD < letter.figure.ratio < 1 / (1 - _BROAD) and any(map(_is_ring, own))
    return _UPPER if is_ring and not thai.is_mark(letter.char) else None


def _lower_half(letter: _Letter, letters: Iterable[_Letter], bits: _Drawing) -> str | None:
    """Whether it is the very shape of the font's า: fpdf2 gives ำ's code to its upper half, and none to its lower one."""
    whole = (it for it in letters if it.char == _LOWER and it.is_right and it.figure.is_like(letter.figure))
    own = list(map(bits, letter.signs))
    same = (one ^ another for it in whole for another in map(bits, it.signs) for one in own)
    return _LOWER if any(differ.bit_count() <= _SAME for differ in same) else None


def _is_ring(bits: int) -> bool:
    """Whether what is drawn is hollow and goes all around."""
    dark = [[bool(bits >> (SIDE * row + column) & 1) for column in range(SIDE)] for row in range(SIDE)]
    is_hollow = not any(any(row[6:10]) for row in dark[6:10])
    half, end = SIDE // 2, SIDE - 1
    ways = [
        [(half, n), (half, end - n), (n, half), (end - n, half), (n, n), (n, end - n), (end - n, n), (end - n, end - n)]
        for n in range(_RIM)
    ]
    return is_hollow and all(any(dark[row][column] for row, column in way) for way in zip(*ways, strict=True))


def _bits(page: pypdfium2.PdfPage, box: Box) -> int:
    """The dark points of the square on which the page shows what is drawn there."""
    start, low, end, high = page.get_bbox()
    crop = (max(box.left - start, 0), max(box.bottom - low, 0), max(end - box.right, 0), max(high - box.top, 0))
    seen = page.render(scale=_HIGH / (box.top - box.bottom), crop=crop, grayscale=True).to_pil()
    return packed(seen.resize((SIDE, SIDE), Image.Resampling.BILINEAR).tobytes(), sum(seen.getextrema()) / 2)
