"""Cuts RTF into its words, groups and letters, each letter in the code that its font or the file names. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,40})(-?\d{1,10})? ?|((?:\\'[0-9A-Fa-f]{2})+)|\\([^A-Za-z])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)|\\\Z", re.DOTALL
)
_CHARSETS = {0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254"} | {
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"
}  # fmt: skip
"""Codes by the number that a font table gives (\\fcharset)."""


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: a control word with its number, a bracket, or bytes of text."""

    word: str = ""
    """"{" and "}" too; of a control symbol its one sign."""
    number: int | None = None
    text: bytes = b""
    """As it stands, or of letters written as \\'xx."""


def tokens(content: bytes) -> Iterator[Token]:
    """The pieces of the file, in order; ends before what follows the last closing bracket of the whole."""
    at = depth = 0
    while at < len(content):
        found = _TOKEN.match(content, at)
        if found is None:
            return
        at = found.end()
        word, number, escaped, symbol, bracket, text = found.groups()
        if bracket:
            depth += 1 if bracket == b"{" else -1
            yield Token(bracket.decode())
            if depth == 0:
                return
        elif word:
            value = int(number) if number else None
            if word == b"bin" and value:
                at += max(0, value)
            yield Token(word.decode(), value)
        elif escaped:
            yield Token(text=bytes.fromhex(escaped.replace(b"\\'", b"").decode()))
        elif symbol:
            yield Token(symbol.decode("latin-1"))
        elif text:
            yield Token(text=text)


def length(content: bytes) -> int | None:
    """How many bytes the one group of the file takes; None when it never ends."""
    at = depth = 0
    while at < len(content):
        found = _TOKEN.match(content, at)
        if found is None:
            return None
        at = found.end()
        if found[5]:
            depth += 1 if found[5] == b"{" else -1
            if depth == 0:
                return at
        elif found[1] == b"bin" and found[2]:
            at += max(0, int(found[2]))
    return None


THAI, THAI_PAGE = 222, 874
"""The numbers of Thai among the codes of fonts, and among those of files."""
_WRITTEN_IN_THAI = re.compile(rb"[\x00-\x7f\xa1-\xda\xdf-\xfb]*")


def decode(content: bytes, charset: int | None, page: int, *, is_thai: bool) -> str:
    """Bytes of text as letters: in the code of the font if it names one, else in the file's.

    `is_thai`: the file knows Thai, so that what can be Thai is, though its font should say Western: Word says of Thai letters
    only which font they would have if they were not.
    """
    code = _CHARSETS.get(charset, "cp1252") if charset is not None and charset > 1 else f"cp{page}"
    if is_thai and code in {"cp1252", "cp874"} and _WRITTEN_IN_THAI.fullmatch(content):
        code = "cp874"
    try:
        return content.decode(code, "replace")
    except LookupError:
        return content.decode("cp1252", "replace")
