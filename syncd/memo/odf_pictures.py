"""Finds the pictures that a file of LibreOffice shows, in frames, as fills and within its charts."""

import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from syncd.memo import metafiles
from syncd.memo.office import local, parse

_HREF = "{http://www.w3.org/1999/xlink}href"
_FILLS = frozenset({"fill-image", "background-image"})
"""What fills a shape, a page or a slide, however large that is."""
_CONTENT = re.compile(r"(?:.*/)?(?:content|styles)\.xml")
_LENGTH = re.compile(r"([\d.]+)(cm|mm|in|pt)")
_TO_CM = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72}


def shown(archive: zipfile.ZipFile, names: set[str], least: float) -> Iterator[str]:
    """The parts with the pictures that are shown at least so large (square centimetres), or nobody knows how large.

    Raises what zipfile and lxml raise.
    """
    for name in sorted(filter(_CONTENT.fullmatch, names)):
        for element in parse(archive, name).iter(etree.Element):
            if local(element) in _FILLS or (local(element) == "image" and _area_of_frame(element.getparent()) >= least):
                part = _part_of(element, name)
                if part in names and not _is_drawn_again(archive, names, name, element, part):
                    yield part


def _part_of(element: "etree._Element", name: str) -> str:
    """The part that an element of this part of a file of LibreOffice names."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), element.get(_HREF) or ""))


def _is_drawn_again(archive: zipfile.ZipFile, names: set[str], name: str, image: "etree._Element", part: str) -> bool:
    """Whether a drawing is how a table or a chart before it was drawn last: their own words are read, and always drawn anew."""
    before = list(image.itersiblings(preceding=True))
    return (
        bool(before)
        and all(local(one) == "table" or _is_chart(archive, names, f"{_part_of(one, name)}/content.xml") for one in before)
        and metafiles.is_one(archive.read(part))
    )


def _is_chart(archive: zipfile.ZipFile, names: set[str], part: str) -> bool:
    return part in names and parse(archive, part).find("{*}body/{*}chart") is not None


def _area_of_frame(frame: "etree._Element | None") -> float:
    said = {} if frame is None else frame.attrib
    sides = [_LENGTH.fullmatch(str(value)) for key, value in said.items() if str(key).endswith(("}width", "}height"))]
    lengths = [float(side[1]) * _TO_CM[side[2]] for side in sides if side]
    return lengths[0] * lengths[1] if len(lengths) == 2 else float("inf")  # noqa: PLR2004 - both
