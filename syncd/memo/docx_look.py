"""How Word shows the letters of a DOCX: hidden or struck, by themselves or by a style, and what a list puts before them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from syncd.memo import docx_place, seen
from syncd.memo.docx_parts import Parts, W
from syncd.memo.office import local

_OF_SIGNS = ("Wingdings", "Webdings", "Symbol")
SIGNS = {code: 0xF000 + code for code in (*range(0x21, 0x7F), *range(0xA1, 0x100))}
"""The code of each sign, as a symbol of its own has it."""
_DARK = {"black": "000000", "darkBlue": "000080", "darkRed": "800000", "darkGreen": "008000", "darkGray": "808080"}
_RAISED = 100
"""Half points: letters raised or lowered further are not where they are read."""
_CLOSE = -80
"""Twentieths of a point: letters closer together stand on each other."""
_FITTED = 400
"""Twentieths of a point: a width into which no word fits."""
_THEME = {
    "text1": "t1", "dark1": "dk1", "background1": "bg1", "light1": "lt1", "text2": "t2", "dark2": "dk2", "background2": "bg2",
    "light2": "lt2", "hyperlink": "hlink", "followedHyperlink": "folHlink",
}  # fmt: skip
_MAPPED = {"t1": "dark1", "bg1": "light1", "t2": "dark2", "bg2": "light2"}
_MAPS = {"dark1": "dk1", "light1": "lt1", "dark2": "dk2", "light2": "lt2", "hyperlink": "hlink", "followedHyperlink": "folHlink"}
_TINTED = 0x33
"""Of 255: a colour with less of itself left is nearly white."""
_SEEN_THROUGH = 60_000
"""Thousandths of a per cent."""


@dataclass(frozen=True, slots=True)
class Look:
    """The parts of a DOCX beside its text that decide how the text is seen."""

    hidden: frozenset[str] = frozenset()
    """Ids of the styles that hide letters, themselves or by the style they are based on."""
    struck: frozenset[str] = frozenset()
    """Ids of the styles that strike letters through."""
    flat: frozenset[str] = frozenset()
    """Ids of the styles that cut lines off or put them off the page."""
    default: str = ""
    """Id of the style of paragraphs that name none."""
    hides_all: bool = False
    """Whether the defaults of the whole file hide letters."""
    bullets: frozenset[tuple[str, str, str]] = frozenset()
    """(list, level, what it puts before the paragraph), for lists whose mark says something: a box, a tick, a word."""
    colors: dict[str, bytes] = field(default_factory=dict)
    """Colours by the names that letters call them by."""
    numbered: dict[str, "etree._Element"] = field(default_factory=dict)
    """By their ids, the styles that put paragraphs into a list, and which."""

    def paragraph_style(self, paragraph: "etree._Element") -> str:
        """The id of the paragraph's style."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        return (style.get(f"{W}val") or "") if style is not None else self.default


def read_look(parts: Parts) -> Look:
    """The look of a document with these parts."""
    colors = _colors(parts.theme, parts.settings)
    bullets = frozenset(_bullets(parts.numbering)) if parts.numbering is not None else frozenset()
    if parts.styles is None:
        return Look(bullets=bullets, colors=colors)
    hidden, struck, flat = _styles(parts.styles, colors)
    default = parts.styles.find(f"{W}style[@{W}default='1'][@{W}type='paragraph']")
    whole = parts.styles.find(f"{W}docDefaults")
    hides_all = whole is not None and any(is_hidden(found, colors) for found in whole.iter(f"{W}rPr"))
    hides_all = hides_all or (whole is not None and any(docx_place.is_flat(found) for found in whole.iter(f"{W}pPr")))
    ident = (default.get(f"{W}styleId") or "") if default is not None else ""
    if whole is not None and any(map(is_struck, whole.iter(f"{W}rPr"))):
        struck |= {ident, ""}
    return Look(hidden, struck, flat, ident, hides_all, bullets, colors, dict(_numbered(parts.styles)))


def _styles(styles: "etree._Element", colors: dict[str, bytes]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    based: dict[str, str] = {}
    hidden, struck, flat = set(), set(), set()
    for style in styles.iterfind(f"{W}style"):
        ident = style.get(f"{W}styleId") or ""
        parent, paragraph = style.find(f"{W}basedOn"), style.find(f"{W}pPr")
        based[ident] = (parent.get(f"{W}val") or "") if parent is not None else ""
        is_table = style.get(f"{W}type") == "table"
        for letters in style.iter(f"{W}rPr") if is_table else style.iterfind(f"{W}rPr"):  # of a table, also those of some rows
            around = letters.getparent()
            ground = shade_of(around.find(f"{W}tcPr")) if around is not None else None
            hidden |= {ident} if is_hidden(letters, colors, (ground,) if ground else ()) else set()
            struck |= {ident} if is_struck(letters) else set()
        struck |= {ident} if any(is_crossed(cell) for cell in style.iter(f"{W}tcPr")) else set()
        if paragraph is not None and (docx_place.is_flat(paragraph) or docx_place.is_off_page(paragraph)):
            flat.add(ident)

    def descends(ident: str, from_any: set[str]) -> bool:
        met: set[str] = set()
        while ident and ident not in met:
            if ident in from_any:
                return True
            met.add(ident)
            ident = based.get(ident, "")
        return False

    return tuple(frozenset(name for name in based if descends(name, found)) for found in (hidden, struck, flat))  # type: ignore[return-value]


def _numbered(styles: "etree._Element") -> Iterator[tuple[str, "etree._Element"]]:
    """The styles of paragraphs in a list, by themselves or by the style they are based on, with what says which list."""
    known = {style.get(f"{W}styleId") or "": style for style in styles.iterfind(f"{W}style")}
    for ident in known:
        at, met = ident, set[str]()
        while at in known and at not in met:
            met.add(at)
            if (number := known[at].find(f"{W}pPr/{W}numPr")) is not None:
                yield ident, number
                break
            parent = known[at].find(f"{W}basedOn")
            at = (parent.get(f"{W}val") or "") if parent is not None else ""


def _colors(theme: "etree._Element | None", settings: "etree._Element | None") -> dict[str, bytes]:
    """The colours that letters may call by name."""
    if theme is None:
        return {}
    named = {}
    for scheme in (element for element in theme.iter() if local(element) == "clrScheme"):
        for color in scheme:
            value = next((part.get("val") if local(part) == "srgbClr" else part.get("lastClr") for part in color), None) or ""
            if re.fullmatch("[0-9A-Fa-f]{6}", value):
                named[local(color)] = bytes.fromhex(value)
    mapping = settings.find(f"{W}clrSchemeMapping") if settings is not None else None
    colors = {}
    for name, short in _THEME.items():
        own = (mapping.get(f"{W}{short}") if mapping is not None else None) or _MAPPED.get(short)
        colors[name] = named.get(_MAPS.get(own or "", short), b"")
    return {name: color for name, color in (named | colors).items() if color}


def _bullets(numbering: "etree._Element") -> Iterator[tuple[str, str, str]]:
    lists = list(numbering.iterfind(f"{W}abstractNum"))
    named = {link.get(f"{W}val"): one for one in lists if (link := one.find(f"{W}styleLink")) is not None}
    levels = {
        (abstract.get(f"{W}abstractNumId"), level.get(f"{W}ilvl") or "0"): _said(level)
        for abstract in lists
        for link in [abstract.find(f"{W}numStyleLink")]
        for level in (abstract if link is None else named.get(link.get(f"{W}val"), abstract)).iterfind(f"{W}lvl")
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
    listed = paragraph.find(f"{W}pPr/{W}numPr")
    listed = look.numbered.get(look.paragraph_style(paragraph)) if listed is None else listed
    number = listed.find(f"{W}numId") if listed is not None else None
    if listed is None or number is None or not look.bullets:
        return ""
    level = listed.find(f"{W}ilvl")
    place = (number.get(f"{W}val") or "", (level.get(f"{W}val") or "0") if level is not None else "0")
    return next((f"{text} " for *found, text in look.bullets if tuple(found) == place), "")


def is_on(properties: "etree._Element", name: str) -> bool:
    """Whether a property that is on or off is on."""
    found = properties.find(f"{W}{name}")
    return found is not None and _turns_on(found)


def _turns_on(switch: "etree._Element") -> bool:
    return switch.get(f"{W}val") not in {"0", "false", "off"}


def has_signs(properties: "etree._Element") -> bool:
    """Whether run properties show letters as the signs of a font of symbols: a box for "o", a tick for "R"."""
    fonts = properties.find(f"{W}rFonts")
    return fonts is not None and any((fonts.get(f"{W}{name}") or "").startswith(_OF_SIGNS) for name in ("ascii", "hAnsi"))


def is_crossed(cell: "etree._Element") -> bool:
    """Whether the properties of a cell draw a line from corner to corner."""
    borders = cell.find(f"{W}tcBorders")
    across = (line for line in borders if local(line) in {"tl2br", "tr2bl"}) if borders is not None else ()
    return any(line.get(f"{W}val") not in {"nil", "none"} for line in across)


def is_struck(properties: "etree._Element") -> bool:
    """Whether run properties draw a line through the letters."""
    return is_on(properties, "strike") or is_on(properties, "dstrike")


def is_hidden(properties: "etree._Element", colors: dict[str, bytes], grounds: tuple[bytes, ...] = ()) -> bool:
    """Whether run properties make letters invisible: hidden, as good as their ground, tiny, squeezed or moved off the line."""
    each = ((one, _HIDES.get(local(one))) for one in properties)
    return any(hides is not None and hides(one) for one, hides in each) or _is_faint(properties, colors, grounds)


def _is_faint(properties: "etree._Element", colors: dict[str, bytes], grounds: tuple[bytes, ...]) -> bool:
    color = properties.find(f"{W}color")
    if color is None:  # black, and on dark shading white, but a pen of any colour is laid over it
        marked = _ground(properties) if properties.find(f"{W}highlight") is not None else None
        return marked is not None and seen.is_faint(bytes(3), marked)
    value, theme, tint = (color.get(f"{W}{name}") or "" for name in ("val", "themeColor", "themeTint"))
    if theme.startswith(("background1", "light1")):
        return True
    if re.fullmatch("[0-9A-Fa-f]{1,2}", tint) and int(tint, 16) < _TINTED:
        return True
    if re.fullmatch("[0-9A-Fa-f]{6}", value) and _fades(bytes.fromhex(value), properties, grounds):
        return True
    return theme in colors and _fades(colors[theme], properties, grounds)


def _fades(letters: bytes, properties: "etree._Element", grounds: tuple[bytes, ...]) -> bool:
    own = _ground(properties)
    return any(seen.is_faint(letters, ground) for ground in ((own,) if own else grounds or (None,)))


def _is_unfilled(fill: "etree._Element") -> bool:
    """Whether the letters are filled with nothing, with white, or with what can be seen through."""
    for element in fill.iter():
        name, value = local(element), next((value for key, value in element.attrib.items() if str(key).endswith("val")), "")
        if name == "noFill" or (name == "alpha" and str(value).isdigit() and int(value) >= _SEEN_THROUGH):
            return True
        if name == "schemeClr" and value in {"bg1", "lt1"}:
            return True
        if name == "srgbClr" and re.fullmatch("[0-9A-Fa-f]{6}", str(value)) and seen.is_faint(bytes.fromhex(str(value)), None):
            return True
    return False


_HIDES: Mapping[str, Callable[["etree._Element"], bool]] = {
    **dict.fromkeys(("vanish", "webHidden", "specVanish"), _turns_on),
    **dict.fromkeys(("sz", "szCs"), lambda size: docx_place.number(size, f"{W}val") < 2 * seen.LEAST_SIZE),
    "w": lambda width: docx_place.number(width, f"{W}val") < seen.LEAST_WIDTH,
    "fitText": lambda width: docx_place.number(width, f"{W}val") < _FITTED,
    "position": lambda height: abs(docx_place.number(height, f"{W}val")) > _RAISED,
    "spacing": lambda space: docx_place.number(space, f"{W}val") < _CLOSE,
    "textFill": _is_unfilled,
}
"""Whether a run's property of this name hides its letters by itself."""


def _ground(properties: "etree._Element") -> bytes | None:
    """The colour behind the letters, where the run itself sets one."""
    highlight = properties.find(f"{W}highlight")
    if highlight is not None:
        value = _DARK.get(highlight.get(f"{W}val") or "", "")
        return bytes.fromhex(value) if value else None
    return shade_of(properties)


def shade_of(properties: "etree._Element | None") -> bytes | None:
    """The colour with which letters, a paragraph or a cell are shaded."""
    shade = properties.find(f"{W}shd") if properties is not None else None
    value = (shade.get(f"{W}fill") or "") if shade is not None else ""
    if shade is not None and shade.get(f"{W}val") == "solid":
        value = shade.get(f"{W}color") or ""
    return bytes.fromhex(value) if re.fullmatch("[0-9A-Fa-f]{6}", value) else None
