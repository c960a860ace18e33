"""The pages of a DOCX that holds nothing but scanned pages: one picture each, shown whole and as it is."""

import zipfile
from io import BytesIO

from lxml import etree

from syncd.memo import docx_parts
from syncd.memo.source import Source

_LARGEST = 64 << 20
_MOST = 30

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_OTHER = frozenset(
    {"imagedata", "contentPart", "chart", "relIds", "wsp", "cxnSp", "txbxContent", "AlternateContent", "grpSp", "wgp"}
)
"""What may lie over a picture, or be one that is not looked for here."""
_CHANGES = ("rot", "flipH", "flipV")


def pages(source: Source) -> tuple[str, ...]:
    """The parts that hold the pictures, in the order in which they stand; none if any is not shown whole and as it is.

    What Word crops, turns, recolours, groups or covers is not what lies in the file: a person must see it in Word.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            body, targets = docx_parts.body_and_pictures(archive)
            blips = list(body.iter(f"{_A}blip"))
            names = tuple(targets.get(blip.get(_EMBED) or "", "") for blip in blips)
            fits = 0 < len(names) <= _MOST and all(name and archive.getinfo(name).file_size <= _LARGEST for name in names)
    except (zipfile.BadZipFile, KeyError, docx_parts.StrictError, etree.XMLSyntaxError):
        return ()
    return names if fits and not any(map(_is_changed, body.iter(etree.Element))) else ()


def picture(source: Source, page: int) -> BytesIO:
    """The picture of the page (from 1). Raises ValueError when there is none."""
    names = pages(source)
    if not 1 <= page <= len(names):
        raise ValueError(page)
    with zipfile.ZipFile(source) as archive:
        return BytesIO(archive.read(names[page - 1]))


def _is_changed(element: "etree._Element") -> bool:
    name = etree.QName(element).localname
    if name in _OTHER or (name == "srcRect" and any(value not in {"", "0"} for value in element.attrib.values())):
        return True
    if name == "anchor" and element.get("behindDoc") in {"1", "true"}:
        return True
    if name == "xfrm" and any(element.get(change, "0") not in {"0", "false"} for change in _CHANGES):
        return True
    return name == "blip" and any(etree.QName(child).localname != "extLst" for child in element.iterchildren(etree.Element))
