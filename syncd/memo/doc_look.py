"""How Word shows what a .doc holds: letters unseen, struck or tracked, and paragraphs that stand elsewhere. Pure."""

import struct

from syncd.memo import seen
from syncd.memo.word97 import Properties

_VANISHES = (0x083C, 0x0811, 0x0818)
"""sprmCFVanish, sprmCFWebHidden, sprmCFSpecVanish."""
_STRIKES = (0x0837, 0x2A53)
"""sprmCFStrike, sprmCFDStrike."""
_TRACKS = (0x0800, 0x0801)
"""sprmCFRMarkDel, sprmCFRMarkIns."""
_SIZES = (0x4A43, 0x4A61)
"""sprmCHps, sprmCHpsBi: half points."""
_SPECIAL, _WIDTH, _RAISED, _COLOR, _OLD_COLOR = 0x0855, 0x4852, 0x4845, 0x6870, 0x2A42
"""sprmCFSpec, sprmCCharScale, sprmCHpsPos, sprmCCv, sprmCIco."""
_SHADE, _OLD_SHADE, _HIGHLIGHT = 0xCA71, 0x4866, 0x2A0C
"""sprmCShd, sprmCShd80, sprmCHighlight."""
_LINE, _ROW_HEIGHT, _INDENTS, _FRAMES = 0x6412, 0x9407, (0x840F, 0x845E), (0x8418, 0x8419)
"""sprmPDyaLine, sprmTDyaRowHeight, sprmPDxaLeft80 and sprmPDxaLeft, sprmPDxaAbs and sprmPDyaAbs: twentieths of a point."""

_HIGHEST = 50
"""Points: letters raised or lowered further are not where they are read."""
_PALETTE = (
    *("000000", "000000", "0000ff", "00ffff", "00ff00", "ff00ff", "ff0000", "ffff00", "ffffff"),
    *("000080", "008080", "008000", "800080", "800000", "808000", "808080", "c0c0c0"),
)
"""The old colours by number ("ico"); 0 is automatic."""


def _is_on(look: Properties, codes: tuple[int, ...]) -> bool:
    return any(look.get(code, b"\0")[0] == 1 for code in codes)


def is_special(look: Properties) -> bool:
    """Whether the letter stands for something else: a symbol, a picture."""
    return _is_on(look, (_SPECIAL,))


def is_hidden(look: Properties) -> bool:
    """Whether letters of this look cannot be seen: hidden, as good as their ground, tiny, squeezed, raised off the page."""
    if _is_on(look, _VANISHES):
        return True
    if any(_number(look, code, "<H") < 2 * seen.LEAST_SIZE for code in _SIZES if code in look):
        return True
    if _WIDTH in look and _number(look, _WIDTH, "<H") < seen.LEAST_WIDTH:
        return True
    if abs(_number(look, _RAISED, "<h")) > 2 * _HIGHEST:
        return True
    color = _color(look)
    return color is not None and seen.is_faint(color, _ground(look))


def doubts_of_letters(look: Properties) -> list[str]:
    """Why letters of this look may say something else than what is seen."""
    return [*([seen.STRUCK] if _is_on(look, _STRIKES) else []), *([seen.TRACKED] if _is_on(look, _TRACKS) else [])]


def doubts_of(properties: Properties) -> list[str]:
    """Why a paragraph or row may not be seen, or not where it stands."""
    is_flat = 0 > _number(properties, _LINE, "<h") > -20 * seen.LEAST_SIZE
    is_flat = is_flat or 0 > _number(properties, _ROW_HEIGHT, "<h") > -20 * seen.LEAST_SIZE
    moved = any(abs(_number(properties, code, "<h")) > 20 * seen.FARTHEST for code in _INDENTS)
    moved = moved or any(_number(properties, code, "<h") for code in _FRAMES)
    return [*([seen.HIDDEN] if is_flat else []), *([seen.FLOATING] if moved else [])]


def _number(look: Properties, code: int, kind: str) -> int:
    """The number that the property begins with; 0 when it is not given."""
    found = look.get(code, b"\0\0")[:2]
    return int(struct.unpack(kind, found)[0]) if len(found) == 2 else 0  # noqa: PLR2004 - two bytes


def _color(look: Properties) -> bytes | None:
    """The letters' colour; None when it is left to Word, which then makes it readable."""
    if _COLOR in look:
        return look[_COLOR][:3] if look[_COLOR][3:4] != b"\xff" else None
    return _of_palette(look.get(_OLD_COLOR, b"\0")[0])


def _of_palette(number: int) -> bytes | None:
    return bytes.fromhex(_PALETTE[number]) if 0 < number < len(_PALETTE) else None


def _ground(look: Properties) -> bytes | None:
    """The colour that the letters themselves set behind them."""
    if highlight := _of_palette(look.get(_HIGHLIGHT, b"\0")[0]):
        return highlight
    shade = look.get(_SHADE, b"")
    if len(shade) >= 10:  # noqa: PLR2004 - two colours and a pattern
        front, back, pattern = shade[:4], shade[4:8], shade[8]
        color = front if pattern == 1 else back
        return color[:3] if color[3] != 0xFF else None  # noqa: PLR2004 - automatic
    return _of_palette(_number(look, _OLD_SHADE, "<H") >> 5 & 0x1F)
