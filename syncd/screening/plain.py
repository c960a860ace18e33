"""Text as it is searched: digits of every script as Arabic ones, one kind of dash and of blank, nothing invisible."""

import unicodedata

_INVISIBLE = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF), "")
_SAME = _INVISIBLE | dict.fromkeys((0x2, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE63, 0xFF0D, 0xFFFE), "-")
_SAME |= dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x3000), " ")


class _Plain(dict[int, str]):
    """What each letter is read as; told of a letter when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = read = str(unicodedata.digit(char)) if char.isdigit() else char
        return read


_PLAIN = _Plain(_SAME)


def plain(text: str) -> str:
    """The text with what only looks different made alike; its line ends and tabs stay."""
    return text.translate(_PLAIN)


def alike(text: str) -> str:
    """The same, but its digits stay in the script that they are written in."""
    return text.translate(_SAME)
