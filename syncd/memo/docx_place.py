"""Where Word puts what a DOCX holds: lines, rows and boxes of no height, and what floats, is indented or moved elsewhere."""

import re
from collections.abc import Iterator

from lxml import etree

from syncd.memo import seen
from syncd.memo.docx_parts import W
from syncd.memo.office import local

_FAR = 200.0
"""Points: what is moved further from its place is not read where it is seen."""
_PART = 30_000
"""Thousandths of a per cent of the page."""
_MARGIN = 72.0
"""Points: what begins further to the left than a margin is wide is cut off."""
_EMU = 12700.0
"""English metric units in a point."""
_TWIPS = 20.0
_LEAST_LINE = 8.0
"""Points that a line in a box needs at least."""
_UNITS = {"in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75}


def number(element: "etree._Element | None", *names: str) -> float:
    """The first of these attributes that is given, of those of the element; 0 when none is, or no number."""
    for name in names:
        value = (element.get(name) or "") if element is not None else ""
        if re.fullmatch(r"-?\d+(?:\.\d+)?%?", value):
            return float(value.rstrip("%"))
    return 0.0


def is_flat(properties: "etree._Element") -> bool:
    """Whether the properties of a paragraph make its lines so low that they are cut off."""
    spacing = properties.find(f"{W}spacing")
    line = number(spacing, f"{W}line")
    if spacing is None or not line:
        return False
    exact = spacing.get(f"{W}lineRule") == "exact"
    return line < _TWIPS * seen.LEAST_SIZE if exact else spacing.get(f"{W}lineRule") != "atLeast" and line < 72  # noqa: PLR2004 - of 240: a line


def is_off_page(properties: "etree._Element") -> bool:
    """Whether the properties of a paragraph indent it further than a page is wide, or out of it to the left."""
    indent = properties.find(f"{W}ind")
    if indent is None:
        return False
    twips = sum(abs(number(indent, f"{W}{name}")) for name in ("left", "start", "right", "end", "firstLine", "hanging"))
    letters = sum(abs(number(indent, f"{W}{name}Chars")) for name in ("left", "start", "right", "end", "firstLine", "hanging"))
    left = min(number(indent, f"{W}{name}") for name in ("left", "start"))
    return left < -_TWIPS * _MARGIN or twips > _TWIPS * seen.FARTHEST * 1.5 or letters > 6000  # noqa: PLR2004 - hundredths: sixty letters


def doubts_of_table(table: "etree._Element") -> Iterator[str]:
    """Why a table may not stand where it is read."""
    place = table.find(f"{W}tblPr/{W}tblpPr")
    if place is not None:
        moved = max(abs(number(place, f"{W}{name}")) for name in ("tblpX", "tblpY", "leftFromText", "topFromText"))
        if moved > _TWIPS * _FAR or place.get(f"{W}tblpYSpec") in {"bottom", "center", "outside"}:
            yield seen.FLOATING


def doubts_of_row(row: "etree._Element") -> Iterator[str]:
    """Why a row of a table, or a cell in it, may not be seen."""
    for properties in row.iterfind(f"{W}trPr"):
        height = properties.find(f"{W}trHeight")
        if height is not None and height.get(f"{W}hRule") == "exact" and number(height, f"{W}val") < _TWIPS * seen.LEAST_SIZE:
            yield seen.HIDDEN
        if properties.find(f"{W}hidden") is not None:
            yield seen.HIDDEN
        if any(properties.find(f"{W}{name}") is not None for name in ("ins", "del")):
            yield seen.TRACKED
    for cell in row.iterfind(f"{W}tc/{W}tcPr"):
        if any(cell.find(f"{W}{name}") is not None for name in ("cellIns", "cellDel", "cellMerge")):
            yield seen.TRACKED


def is_swallowed(cell: "etree._Element") -> bool:
    """Whether the cell is covered by one that it was merged with."""
    merges = (cell.find(f"{W}tcPr/{W}{name}") for name in ("vMerge", "hMerge"))
    return any(merge is not None and merge.get(f"{W}val") != "restart" for merge in merges)


def doubts_of_drawing(drawing: "etree._Element") -> Iterator[str]:
    """Why a drawing, picture or box of text may not be seen, or not where the paragraph stands that holds it."""
    boxes = [element for element in drawing.iter() if local(element) == "txbxContent"]
    for element in drawing.iter():
        name, style = local(element), element.get("style") or ""
        if name in {"docPr", "cNvPr"} and element.get("hidden") in {"1", "true", "on"}:
            yield seen.HIDDEN
        elif (name in {"wgp", "wpc", "group"} and boxes) or (name == "anchor" and _is_anchored_away(element)):
            yield seen.FLOATING
        elif name == "extent" and boxes and _is_too_small(number(element, "cx") / _EMU, number(element, "cy") / _EMU, drawing):
            yield seen.HIDDEN
        elif style:
            yield from _doubts_of_style(style, drawing if boxes else None)


def _is_anchored_away(anchor: "etree._Element") -> bool:
    down = across = 0.0
    for element in anchor.iter():
        name, text = local(element), (element.text or "").strip()
        value = float(text) if re.fullmatch(r"-?\d+", text) else 0.0
        within = local(element.getparent()) if element.getparent() is not None else ""
        if name == "posOffset" and within == "positionV":
            down = value / _EMU
        elif name == "posOffset" and within == "positionH":
            across = value / _EMU
        elif (name == "align" and within == "positionV" and text in {"bottom", "outside", "center"}) or (
            name.startswith("pctPos") and abs(value) > _PART
        ):
            return True
    extent = next((element for element in anchor if local(element) == "extent"), None)
    tall = number(extent, "cy") / _EMU
    is_simple = anchor.get("simplePos") in {"1", "true"}
    return is_simple or max(abs(down), down + tall) > _FAR or abs(across) > seen.FARTHEST


def _is_too_small(width: float, height: float, drawing: "etree._Element") -> bool:
    """Whether a box cannot show its words; 0 is no size at all."""
    if width < 2 * seen.LEAST_SIZE or height < seen.LEAST_SIZE:
        return True
    if any(local(element) == "spAutoFit" for element in drawing.iter()):
        return False
    box = next(element for element in drawing.iter() if local(element) == "txbxContent")
    lines = sum(1 for paragraph in box.iter(f"{W}p") if "".join(text.text or "" for text in paragraph.iter(f"{W}t")).strip())
    return lines * _LEAST_LINE > height


def _doubts_of_style(style: str, drawing: "etree._Element | None") -> Iterator[str]:
    """Doubts from how an old drawing is placed; `drawing` when it holds words."""
    found = {key.strip(): value.strip() for key, _, value in (part.partition(":") for part in style.split(";"))}
    if found.get("visibility") == "hidden" or found.get("display") == "none":
        yield seen.HIDDEN
    if found.get("mso-position-vertical") in {"bottom", "center", "middle", "outside"}:
        yield seen.FLOATING
    if any(abs(_points(found.get(name, ""))) > _FAR for name in ("margin-top", "top")):
        yield seen.FLOATING
    if abs(_points(found.get("margin-left", ""))) > seen.FARTHEST:
        yield seen.FLOATING
    fits = found.get("mso-fit-shape-to-text") == "t" or any(
        "fit-shape-to-text:t" in (element.get("style") or "") for element in (drawing.iter() if drawing is not None else ())
    )
    if drawing is None or fits or not {"width", "height"} <= found.keys():
        return
    if _is_too_small(_points(found["width"]), _points(found["height"]), drawing):
        yield seen.HIDDEN


def _points(length: str) -> float:
    found = re.fullmatch(r"(-?[\d.]+)(pt|in|cm|mm|px)?", length)
    try:
        return float(found[1]) * _UNITS.get(found[2] or "pt", 1.0) if found else 0.0
    except ValueError:
        return 0.0
