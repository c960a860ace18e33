"""How LibreOffice shows what an ODT holds, by the styles that its parts name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from syncd.memo import seen
from syncd.memo.office import local

_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0}
_RAISED = 100.0
"""Per cent of a letter's height."""


def attribute(element: "etree._Element", name: str) -> str:
    """The attribute of this name, whatever its namespace."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def points(length: str) -> float:
    """A length in points; 0 when it is none."""
    found = re.fullmatch(r"(-?\d*\.?\d+)(pt|in|cm|mm|px|pc)", length)
    return float(found[1]) * _UNITS[found[2]] if found else 0.0


@dataclass(frozen=True, slots=True)
class Style:
    """What matters of one style."""

    parent: str = ""
    doubts: tuple[str, ...] = ()
    hides: bool = False
    letters: bytes | None = None
    ground: bytes | None = None
    new_page: bool = False
    width: float = 0.0
    """Of a column."""


@dataclass(frozen=True, slots=True)
class Styles:
    """All styles by name."""

    known: dict[str, Style]
    lists: frozenset[str] = frozenset()
    """Styles of lists that put something before their paragraphs."""

    def list_says(self, name: str) -> bool:
        """Whether a list of this style puts a box, a tick or a word before its paragraphs."""
        return name in self.lists

    def chain(self, name: str) -> list[Style]:
        """The style and those it is based on."""
        found: list[Style] = []
        while name in self.known and len(found) < 20:  # noqa: PLR2004 - no one bases that many on each other
            found.append(self.known[name])
            name = found[-1].parent
        return found

    def hides(self, names: Iterable[str]) -> bool:
        """Whether letters of these styles, the innermost last, cannot be seen."""
        chains = [self.chain(name) for name in names]
        if any(style.hides for chain in chains for style in chain):
            return True
        inner = [style for chain in reversed(chains) for style in chain]
        letters = next((style.letters for style in inner if style.letters is not None), None)
        ground = next((style.ground for style in inner if style.ground is not None), None)
        return letters is not None and seen.is_faint(letters, ground)

    def doubts(self, name: str) -> list[str]:
        """Why what has this style may say something else than is seen."""
        return [why for style in self.chain(name) for why in style.doubts]


def read_styles(*roots: "etree._Element") -> Styles:
    """The styles of these parts, defaults with the name of their family."""
    known: dict[str, Style] = {}
    lists = set()
    for root in roots:
        for element in root.iter():
            if local(element) in {"style", "default-style"}:
                name = attribute(element, "name") or f"default {attribute(element, 'family')}"
                known[name] = _style(element)
            elif local(element) == "list-style" and any(seen.list_says(text) for text in _bullets(element)):
                lists.add(attribute(element, "name"))
    return Styles(known, frozenset(lists))


def _bullets(style: "etree._Element") -> Iterator[str]:
    for level in style:
        yield attribute(level, "bullet-char")
        yield attribute(level, "num-prefix")
        yield attribute(level, "num-suffix")
        yield "☐" if local(level) == "list-level-style-image" else ""


def _style(element: "etree._Element") -> Style:
    doubts: list[str] = []
    hides = new_page = False
    letters = ground = None
    width = 0.0
    for properties in element:
        name = local(properties)
        if name == "text-properties":
            hides = hides or _hides(properties)
            letters = _color(attribute(properties, "color")) or letters
            ground = _color(attribute(properties, "background-color")) or ground
            doubts += [seen.STRUCK] if _is_struck(properties) else []
        elif name in {"paragraph-properties", "table-cell-properties"}:
            ground = _color(attribute(properties, "background-color")) or ground
            new_page = new_page or attribute(properties, "break-before") == "page"
            doubts += _doubts_of_paragraph(properties)
        elif name == "table-row-properties" and 0 < points(attribute(properties, "row-height")) < seen.LEAST_SIZE:
            doubts.append(seen.HIDDEN)
        elif name == "table-column-properties":
            width = points(attribute(properties, "column-width"))
    parent = attribute(element, "parent-style-name") or (
        f"default {attribute(element, 'family')}" if local(element) == "style" else ""
    )
    return Style(parent, tuple(doubts), hides, letters, ground, new_page, width)


def _hides(properties: "etree._Element") -> bool:
    if attribute(properties, "display") in {"none", "condition"} or attribute(properties, "text-outline") == "hidden":
        return True
    sizes = [points(attribute(properties, name)) for name in ("font-size", "font-size-complex", "font-size-asian")]
    scale = attribute(properties, "text-scale").rstrip("%")
    raised = re.match(r"(-?\d+)%", attribute(properties, "text-position"))
    spacing = points(attribute(properties, "letter-spacing"))
    return (
        any(0 < size < seen.LEAST_SIZE for size in sizes)
        or (scale.isdigit() and int(scale) < seen.LEAST_WIDTH)
        or (raised is not None and abs(float(raised[1])) > _RAISED)
        or spacing < -4  # noqa: PLR2004 - points: letters stand on each other
    )


def _is_struck(properties: "etree._Element") -> bool:
    return any(attribute(properties, f"text-line-through-{part}") not in {"", "none"} for part in ("style", "type"))


def _doubts_of_paragraph(properties: "etree._Element") -> list[str]:
    height = points(attribute(properties, "line-height"))
    per_cent = attribute(properties, "line-height").rstrip("%")
    is_flat = 0 < height < seen.LEAST_SIZE or (per_cent.isdigit() and int(per_cent) < 30)  # noqa: PLR2004 - per cent
    moved = max(abs(points(attribute(properties, name))) for name in ("margin-left", "margin-right", "text-indent"))
    return [*([seen.HIDDEN] if is_flat else []), *([seen.FLOATING] if moved > seen.FARTHEST else [])]


def _color(value: str) -> bytes | None:
    return bytes.fromhex(value[1:]) if re.fullmatch("#[0-9A-Fa-f]{6}", value) else None
