"""Walks an XML part without keeping it: each element's name and attributes, and the text of those that are asked for."""

import re
import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

_CHUNK = 1 << 16
_SEARCHED, _OVERLAP = 1 << 20, 256
_BEGINS_OTHERWISE = re.compile(
    rb"(?!(?:\xef\xbb\xbf)?\s*<)|.{0,4096}?encoding\s*=\s*[\"'](?!utf-8|us-ascii|iso-8859|windows-)", re.IGNORECASE | re.DOTALL
)


class XmlError(Exception):
    """Not well-formed, or with a document type of its own, which no Office part has."""


def elements(
    archive: zipfile.ZipFile,
    name: str,
    texts: frozenset[str] = frozenset(),
    *,
    dull: frozenset[str] = frozenset(),
    only_if: Callable[[bytes], bool] | None = None,
    may_have_doctype: bool = False,
) -> Iterator[tuple[str, dict[str, str], str]]:
    """Every element as (name, attributes, text), names without their namespace; in the order in which elements end.

    Text is gathered for the names in `texts` only; `dull` elements are passed over, what is in them is not. A part in plain
    letters is passed over whole when `only_if` is true of no piece of it (they overlap). Nothing is fetched, no entity resolved.
    Raises XmlError.
    """
    if only_if is not None and not _has(archive, name, only_if):
        return
    found: list[tuple[str, dict[str, str], str]] = []
    attributes_of: list[dict[str, str]] = []
    text_of: list[list[str] | None] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        attributes_of.append({} if local in dull else _without_namespaces(attributes))
        text_of.append([] if local in texts else None)

    def end(tag: str) -> None:
        local = tag.rpartition(":")[2]
        attributes, gathered = attributes_of.pop(), text_of.pop()
        if local not in dull:
            found.append((local, attributes, "".join(gathered or ())))

    def text(piece: str) -> None:
        if text_of and (gathered := text_of[-1]) is not None:
            gathered.append(piece)

    def doctype(*_: object) -> None:
        if not may_have_doctype:
            raise XmlError("document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = doctype
    parser.buffer_text = True
    if texts:
        parser.CharacterDataHandler = text
    try:
        with archive.open(name) as part:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk, False)
                yield from found
                found.clear()
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise XmlError(str(error)) from error
    yield from found


def _has(archive: zipfile.ZipFile, name: str, wanted: Callable[[bytes], bool]) -> bool:
    """Whether a piece is wanted, or holds what makes the search no good: another code than ASCII's, a document type."""
    left = b""
    with archive.open(name) as part:
        while chunk := part.read(_SEARCHED):
            if not left and _BEGINS_OTHERWISE.match(chunk):
                return True
            piece = left + chunk
            if wanted(piece) or b"\0" in piece or b"<!" in piece:
                return True
            left = piece[-_OVERLAP:]
    return False


def _without_namespaces(attributes: dict[str, str]) -> dict[str, str]:
    """Those without a prefix win: one put beside them must not hide them."""
    short = {key.rpartition(":")[2]: value for key, value in attributes.items() if ":" in key}
    return attributes if not short else short | {key: value for key, value in attributes.items() if ":" not in key}
