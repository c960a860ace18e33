"""Walks an XML part without keeping it: each element's name and attributes, and the text of those that are asked for."""

import zipfile
from collections.abc import Iterator
from xml.parsers import expat

_CHUNK = 1 << 16


class XmlError(Exception):
    """Not well-formed, or with a document type of its own, which no Office part has."""


def elements(
    archive: zipfile.ZipFile, name: str, texts: frozenset[str] = frozenset(), *, may_have_doctype: bool = False
) -> Iterator[tuple[str, dict[str, str], str]]:
    """Every element as (name, attributes, text), names without their namespace; in the order in which elements end.

    Text is gathered for the names in `texts` only. Nothing is fetched and no entity is resolved. Raises XmlError.
    """
    found: list[tuple[str, dict[str, str], str]] = []
    open_elements: list[tuple[str, dict[str, str], list[str] | None]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        prefixed = {key.rpartition(":")[2]: value for key, value in attributes.items() if ":" in key}
        short = prefixed | {key: value for key, value in attributes.items() if ":" not in key}
        open_elements.append((local, short, [] if local in texts else None))

    def end(_: str) -> None:
        local, attributes, gathered = open_elements.pop()
        found.append((local, attributes, "".join(gathered or ())))

    def text(piece: str) -> None:
        if open_elements and (gathered := open_elements[-1][2]) is not None:
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
