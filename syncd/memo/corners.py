"""What a file made of parts says in attributes, formulas, addresses and names: not read there, and there to be read by all."""

import html
import re
import string
import zipfile
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from syncd.memo.xml_events import XmlError, elements

_ASIDE = "ข้อมูลประกอบของไฟล์"
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "dataValidation": frozenset({"prompt", "promptTitle", "error", "errorTitle"}),
    "definedName": frozenset({"comment", "description", "help"}),
    "hyperlink": frozenset({"tooltip", "display", "location"}),
    "alias": frozenset({"val"}),
    "tag": frozenset({"val"}),
    "docVar": frozenset({"name", "val"}),
    "Relationship": frozenset({"Target"}),
    "scenario": frozenset({"comment"}),
    "inputCells": frozenset({"val"}),
}
_TEXTS = frozenset({"f", "text", "instrText", "delInstrText", "formula", "author"})
_DULL = frozenset({"c", "v", "t", "r", "rPr", "rFonts", "sz", "szCs", "b", "bCs", "cs", "lang", "tc", "tcPr", "tcW", "si", "row"})
_PARTS = re.compile(r".*\.(?:xml|rels|rdf)", re.IGNORECASE)
_NUMBER = re.compile(r"\d(?:[^\w\s]{0,3} ?\d){8}")
"""Long enough to be somebody's, wherever it stands."""
_SIGN = rb"(?:\d|\xe0\xb9[\x90-\x99])"
_ELEMENT = re.compile(
    rb"<(?:[\w.-]+:)?(?:f|text|instrText|delInstrText|formula|author|%b)[\s/>]" % "|".join(_ATTRIBUTES).encode()
)
_ATTRIBUTE = re.compile(rb"=[\"'][^\"'<>]*?(?:&#|%b(?:[^\w\"'<>]{0,4}%b){8})" % (_SIGN, _SIGN))
_WORDS = (string.ascii_letters + "_\"'<>").encode()
"""What parts one number from another."""
_DIGITS = string.digits.encode() + bytes(range(0x90, 0x9A))
"""The last bytes of the Thai ones too."""
_GIST = bytes.maketrans(_WORDS + _DIGITS, b"x" * len(_WORDS) + b"9" * len(_DIGITS))
_NEITHER = bytes(set(range(0x100)) - set(_WORDS + _DIGITS))
_DRAWN = re.compile(r"\.(?:vml|svg)$", re.IGNORECASE)
_MARKS = re.compile(r"<(?:style|!--).*?(?:</style>|-->)|</(?:div|p|text|t|tspan)>|<[^>]*>", re.DOTALL)
"""What of a drawing is no text; Excel's own are not always XML."""
_LARGEST = 20 << 20
_SAYS = re.compile(r"\d{3}|[๐-๙]{3}|\"")
"""A formula without words, or so many digits on end, says nothing of concern."""


def _is_worth(piece: bytes) -> bool:
    """Whether a piece holds what is read here. Attributes are looked through only where there are digits enough on end."""
    may_be_long = b"&#" in piece or b"9" * 9 in piece.translate(_GIST, _NEITHER)
    return _ELEMENT.search(piece) is not None or (may_be_long and _ATTRIBUTE.search(piece) is not None)


def places(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each such text with its place; of attributes of which nothing is known, those with a long number."""
    for written in (*remarks(archive), *archive.namelist()):
        if _NUMBER.search(written):
            yield _ASIDE, written
    for member in archive.infolist():
        if _DRAWN.search(member.filename) and member.file_size < _LARGEST:
            yield "กล่องข้อความหรือภาพวาด", html.unescape(_MARKS.sub("", archive.read(member).decode("utf-8", "replace")))
    for name in filter(_PARTS.fullmatch, archive.namelist()):
        try:
            for tag, attributes, text in elements(archive, name, _TEXTS, dull=_DULL, only_if=_is_worth):
                told = _ATTRIBUTES.get(tag, frozenset())
                yield from ((_ASIDE, unquote(said)) for key, said in attributes.items() if key in told or _NUMBER.search(said))
                if tag == "text" and text:  # of a threaded comment, or one beside a slide
                    yield "ความคิดเห็น", text
                elif tag != "f" and _NUMBER.search(text):
                    yield _ASIDE, text
                elif _SAYS.search(text):
                    yield f"สูตรใน {name.rpartition('/')[2].removesuffix('.xml')}", text
        except XmlError:
            continue  # returned as damaged by who looks for commands


def remarks(archive: zipfile.ZipFile) -> Iterator[str]:
    """What is written beside the files in a zip, for it and for each of them."""
    for remark in (archive.comment, *(member.comment for member in archive.infolist())):
        if remark:
            yield remark.decode("utf-8", "replace")
