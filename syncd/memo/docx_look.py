"""How Word shows what a DOCX holds: what is hidden or struck, what a list puts before a paragraph, what floats elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from syncd.memo import seen

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DARK = {"black": "000000", "darkBlue": "000080", "darkRed": "800000", "darkGreen": "008000", "darkGray": "808080"}
_FAR = 200 * 12700
"""English metric units: what is moved further than 200 points from its place is not read where it is seen."""


@dataclass(frozen=True, slots=True)
class Look:
    """The parts of a DOCX beside its text that decide how the text is seen."""

    hidden: frozenset[str] = frozenset()
    """Ids of the styles that hide letters, themselves or by the style they are based on."""
    struck: frozenset[str] = frozenset()
    """Ids of the styles that strike letters through."""
    bullets: frozenset[tuple[str, str, str]] = frozenset()
    """(list, level, what it puts before the paragraph), for lists whose mark says something: a box, a tick, a word."""


def read_look(styles: "etree._Element | None", numbering: "etree._Element | None") -> Look:
    """The look of a document with these parts."""
    hidden, struck = _styles(styles) if styles is not None else (frozenset(), frozenset())
    return Look(hidden, struck, frozenset(_bullets(numbering)) if numbering is not None else frozenset())


def _styles(styles: "etree._Element") -> tuple[frozenset[str], frozenset[str]]:
    based: dict[str, str] = {}
    hidden, struck = set(), set()
    for style in styles.iterfind(f"{W}style"):
        ident = style.get(f"{W}styleId") or ""
        parent, rpr = style.find(f"{W}basedOn"), style.find(f"{W}rPr")
        based[ident] = (parent.get(f"{W}val") or "") if parent is not None else ""
        if rpr is not None and style.get(f"{W}type") != "table":
            hidden |= {ident} if is_hidden(rpr) else set()
            struck |= {ident} if is_struck(rpr) else set()

    def descends(ident: str, from_any: set[str]) -> bool:
        seen: set[str] = set()
        while ident and ident not in seen:
            if ident in from_any:
                return True
            seen.add(ident)
            ident = based.get(ident, "")
        return False

    return frozenset(name for name in based if descends(name, hidden)), frozenset(
        name for name in based if descends(name, struck)
    )


def _bullets(numbering: "etree._Element") -> Iterator[tuple[str, str, str]]:
    levels = {
        (abstract.get(f"{W}abstractNumId"), level.get(f"{W}ilvl") or "0"): _said(level)
        for abstract in numbering.iterfind(f"{W}abstractNum")
        for level in abstract.iterfind(f"{W}lvl")
    }
    for number in numbering.iterfind(f"{W}num"):
        abstract = number.find(f"{W}abstractNumId")
        wanted = abstract.get(f"{W}val") if abstract is not None else None
        own = {
            override.get(f"{W}ilvl") or "0": _said(level)
            for override in number.iterfind(f"{W}lvlOverride")
            if (level := override.find(f"{W}lvl")) is not None
        }
        inherited = {level_number: text for (ident, level_number), text in levels.items() if ident == wanted}
        for level_number, text in (inherited | own).items():
            if seen.list_says(text):
                yield number.get(f"{W}numId") or "", level_number, text


def _said(level: "etree._Element") -> str:
    text = level.find(f"{W}lvlText")
    said = re.sub(r"%\d|[.()\s]", "", text.get(f"{W}val") or "") if text is not None else ""
    return said or ("☐" if level.find(f"{W}lvlPicBulletId") is not None else "")


def bullet_of(paragraph: "etree._Element", look: Look) -> str:
    """What the list of the paragraph puts before it, if it says something."""
    number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
    if number is None or not look.bullets:
        return ""
    level = paragraph.find(f"{W}pPr/{W}numPr/{W}ilvl")
    place = (number.get(f"{W}val") or "", (level.get(f"{W}val") or "0") if level is not None else "0")
    return next((f"{text} " for *found, text in look.bullets if tuple(found) == place), "")


def _is_on(properties: "etree._Element", name: str) -> bool:
    found = properties.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val") not in {"0", "false", "off"}


def is_struck(properties: "etree._Element") -> bool:
    """Whether run properties draw a line through the letters."""
    return _is_on(properties, "strike") or _is_on(properties, "dstrike")


def is_hidden(properties: "etree._Element") -> bool:
    """Whether run properties make letters invisible: hidden, as good as their ground, under 5 points, squeezed to strokes."""
    if _is_on(properties, "vanish") or _is_on(properties, "webHidden"):
        return True
    color = properties.find(f"{W}color")
    value = (color.get(f"{W}val") or "") if color is not None else ""
    if re.fullmatch("[0-9A-Fa-f]{6}", value) and seen.is_faint(bytes.fromhex(value), _ground(properties)):
        return True
    if color is not None and (color.get(f"{W}themeColor") or "").startswith(("background1", "light1")):
        return True
    values = [_number(properties, name) for name in ("sz", "szCs")]
    width = _number(properties, "w")
    is_small = any(value is not None and value < 2 * seen.LEAST_SIZE for value in values)  # half points
    return is_small or (width is not None and width < seen.LEAST_WIDTH)


def _number(properties: "etree._Element", name: str) -> int | None:
    found = properties.find(f"{W}{name}")
    value = (found.get(f"{W}val") or "").rstrip("%") if found is not None else ""
    return int(value) if value.isdigit() else None


def _ground(properties: "etree._Element") -> bytes | None:
    """The colour behind the letters, where the run itself sets one."""
    shade, highlight = properties.find(f"{W}shd"), properties.find(f"{W}highlight")
    value = (shade.get(f"{W}fill") or "") if shade is not None else ""
    if highlight is not None:
        value = _DARK.get(highlight.get(f"{W}val") or "", "")
    return bytes.fromhex(value) if re.fullmatch("[0-9A-Fa-f]{6}", value) else None


def floats_away(drawing: "etree._Element") -> bool:
    """Whether a drawing or box is seen far from the paragraph that holds it."""
    for element in drawing.iter():
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name == "positionV" and any((part.text or "").strip().lstrip("-").isdigit() for part in element):
            return any(abs(int(part.text or 0)) > _FAR for part in element if (part.text or "").strip().lstrip("-").isdigit())
        if moved := re.search(r"margin-top:(-?[\d.]+)(pt|in|cm|mm)?", element.get("style") or ""):
            scale = {"in": 914400, "cm": 360000, "mm": 36000}.get(moved[2], 12700)
            if abs(float(moved[1])) * scale > _FAR:
                return True
    return False
