"""How a number in a cell is shown where its format parts the digits: 0##-###-#### makes a telephone's number of it. Pure."""

import re

_TOKENS = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(General)|([0#?])|(.)', re.DOTALL)
_OTHERWISE = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|General|[^"\\\[.,Ee%/@dmyhs])*', re.IGNORECASE)
"""Formats of no dates, fractions, thousands or powers of ten."""
_PARTS = re.compile(r'[-() "\\]|^0[0#]{8}')
_SHORTEST = 5
"""Digits; of fewer no format makes anybody's number."""


def parts_digits(code: str) -> bool:
    """Whether the format writes more beside a number than its digits."""
    section = _longest(code)
    return _OTHERWISE.fullmatch(section) is not None and _PARTS.search(section) is not None


def shown(number: str, code: str) -> str:
    """The whole number as the format shows it; any other text as it is."""
    if not number.isdecimal() or len(number) < _SHORTEST:
        return number
    digits = list(number)
    pieces: list[str] = []
    tokens = list(_TOKENS.finditer(_longest(code)))
    first = next((at for at, token in enumerate(tokens) if token[3] or token[4]), None)
    for at, token in reversed(list(enumerate(tokens))):
        if at == first:
            pieces.append("".join(digits) or ("0" if token[4] == "0" else ""))
        elif token[4]:
            pieces.append(digits.pop() if digits else "0" if token[4] == "0" else "")
        else:
            pieces.append(token[1] or token[2] or token[5] or "")
    return "".join(reversed(pieces))


def _longest(code: str) -> str:
    """Of the formats for large and small numbers, the one for large ones."""
    return max(code.split(";"), key=lambda section: len(re.findall("[0#?]", section)))
