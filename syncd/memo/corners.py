"""What an Office file says in attributes, formulas and addresses: nobody reads it there, and everybody who opens the file can."""

import html
import re
import zipfile
from collections.abc import Iterator, Mapping

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
_TEXTS = frozenset({"f", "text"})
_DULL = frozenset({"c", "v", "t", "r", "rPr", "rFonts", "sz", "szCs", "b", "bCs", "cs", "lang", "tc", "tcPr", "tcW", "si", "row"})
_PARTS = re.compile(r"(?:word|xl|ppt)/.*\.(?:xml|rels)", re.IGNORECASE)
_WORTH = re.compile(rb"<(?:[\w.-]+:)?(?:f|text|%b)[\s/>]" % "|".join(_ATTRIBUTES).encode())
_DRAWN = re.compile(r"\.(?:vml|svg)$", re.IGNORECASE)
_MARKS = re.compile(r"<(?:style|!--).*?(?:</style>|-->)|</(?:div|p|text|t|tspan)>|<[^>]*>", re.DOTALL)
"""What of a drawing is no text; Excel's own are not always XML."""
_LARGEST = 20 << 20
_SAYS = re.compile(r"\d{3}|[๐-๙]{3}|\"")
"""A formula without words, or so many digits on end, says nothing of concern."""


def _is_worth(piece: bytes) -> bool:
    return _WORTH.search(piece) is not None


def places(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each such text with its place."""
    for member in archive.infolist():
        if _DRAWN.search(member.filename) and member.file_size < _LARGEST:
            yield "กล่องข้อความหรือภาพวาด", html.unescape(_MARKS.sub("", archive.read(member).decode("utf-8", "replace")))
    for name in filter(_PARTS.fullmatch, archive.namelist()):
        try:
            for tag, attributes, text in elements(archive, name, _TEXTS, dull=_DULL, only_if=_is_worth):
                for key in _ATTRIBUTES.get(tag, ()):
                    if said := attributes.get(key):
                        yield _ASIDE, said
                if tag == "text" and text:  # of a threaded comment, or one beside a slide
                    yield "ความคิดเห็น", text
                elif tag == "f" and _SAYS.search(text):
                    yield f"สูตรใน {name.rpartition('/')[2].removesuffix('.xml')}", text
        except XmlError:
            continue  # returned as damaged by who looks for commands
