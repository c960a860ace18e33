"""Text as it is searched: digits of every script as Arabic ones, one kind of dash and of blank, nothing invisible."""

import unicodedata

_INVISIBLE = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF), "")
_SAME = _INVISIBLE | dict.fromkeys((0x2, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE63, 0xFF0D, 0xFFFE), "-")
_SAME |= dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x3000), " ")


def plain(text: str) -> str:
    """The text with what only looks different made alike; its line ends and tabs stay."""
    text = alike(text)
    return text if text.isascii() else "".join(map(_digit, text))


def alike(text: str) -> str:
    """The same, but its digits stay in the script that they are written in."""
    return text.translate(_SAME)


def _digit(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char
