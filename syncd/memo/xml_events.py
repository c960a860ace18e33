"""Walks an XML part without keeping it: each element's name and attributes, and the text of those that are asked for."""

import zipfile
from collections.abc import Iterator
from xml.parsers import expat

_CHUNK = 1 << 16


class XmlError(Exception):
    """Not well-formed, or with a document type of its own, which no Office part has."""


def elements(
    archive: zipfile.ZipFile,
    name: str,
    texts: frozenset[str] = frozenset(),
    *,
    dull: frozenset[str] = frozenset(),
    may_have_doctype: bool = False,
) -> Iterator[tuple[str, dict[str, str], str]]:
    """Every element as (name, attributes, text), names without their namespace; in the order in which elements end.

    Text is gathered for the names in `texts` only; `dull` elements are passed over, what is in them is not. Nothing is fetched
    and no entity is resolved. Raises XmlError.
    """
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


def _without_namespaces(attributes: dict[str, str]) -> dict[str, str]:
    """Those without a prefix win: one put beside them must not hide them."""
    short = {key.rpartition(":")[2]: value for key, value in attributes.items() if ":" in key}
    return attributes if not short else short | {key: value for key, value in attributes.items() if ":" not in key}
