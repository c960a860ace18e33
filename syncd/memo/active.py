"""Finds what a PDF would do or carry beside showing pages: scripts, launches, embedded files, signatures, hidden layers."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import pikepdf

from syncd.memo import pdf_actions, pdf_twofold, screening
from syncd.memo.source import Source
from syncd.memo.tables import in_a_row
from syncd.model.document import Spot

_OFF = (pikepdf.Name.AllOff, pikepdf.Name.AnyOff)
_DARKENS = (pikepdf.Name.Normal, pikepdf.Name.Compatible, pikepdf.Name.Multiply, pikepdf.Name.Darken)
_DEPTH = 60
_LISTS, _LONG_TEXTS = frozenset({"/Opt", "/Names", "/V", "/DV"}), frozenset({"/V", "/DV", "/RV"})
_NUMBER = re.compile(r"\d(?:[^\w\s]{0,3}\d){8}")
"""Long enough to be somebody's, also as the name of a place."""

_ASIDE = "ข้อมูลประกอบของไฟล์"
"""The place of what a file says beside its pages."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a PDF holds beside its pages."""

    active: tuple[str, ...]
    """Thai, each kind once; empty: nothing acts."""
    linked: tuple[str, ...]
    """The same for what is shown or asked for and does not lie in the file."""
    is_signed: bool
    """Whether a signature field is filled."""
    is_rebuilt: bool
    """Whether the file's own table of contents is broken or one of two, so that programs may each show another document."""
    blends: bool
    """Whether anything is mixed with what lies under it so that black may become white: programs do it in their own ways."""
    hides_layers: bool
    """Whether optional content is switched off: text that is there but not shown."""
    spots: tuple[Spot, ...] = ()
    """What stands in the file's properties, notes, bookmarks and form fields."""
    carried: tuple[tuple[str, bytes], ...] = ()
    """The files in it, by name; of a very large one only the beginning."""


def look(source: Source) -> Findings:
    """Walk every object, direct ones inside others included. Raises pikepdf.PdfError when the file's structure cannot be read."""
    active: dict[str, None] = {}
    leads: dict[str, None] = {}
    texts: dict[str, None] = {}
    values: list[str] = []
    carried: list[tuple[str, bytes]] = []
    is_signed = hides_layers = blends = False
    with pikepdf.open(source) as document:
        for found in _dictionaries(document):
            keys = found.keys()
            texts |= dict.fromkeys(_words(found))
            values += _values(found)
            active |= dict.fromkeys(pdf_actions.acts(found))
            leads |= dict.fromkeys(pdf_actions.leads(found))
            carried += pdf_actions.carries(found)
            is_signed = is_signed or _signs(found)
            hides_layers = hides_layers or ("/OFF" in keys and len(found["/OFF"]) > 0) or found.get("/BaseState") == "/OFF"
            hides_layers = hides_layers or found.get("/ViewState") == "/OFF"
            blends = blends or ("/BM" in keys and all(found["/BM"] != mode for mode in _DARKENS))
            hides_layers = (
                hides_layers or any(found.get("/P") == off for off in _OFF) or "/VE" in keys
            )  # shown when others are not
        is_rebuilt = any("reconstruct" in str(warning) for warning in document.get_warnings())
        is_rebuilt = is_rebuilt or pdf_twofold.is_twofold(source, document)
    active |= dict.fromkeys(text for text in leads if text == pdf_actions.RUNS)
    linked = tuple(text for text in leads if text != pdf_actions.RUNS)
    spots = screening.spots((_ASIDE, text) for text in (*texts, in_a_row(values)))
    return Findings(tuple(active), linked, is_signed, is_rebuilt, blends, hides_layers, spots, tuple(carried))


def _signs(found: pikepdf.Dictionary | pikepdf.Stream) -> bool:
    """Whether it is a signature, or a field that holds one, whatever was made of it since."""
    keys = found.keys()
    return (
        ("/ByteRange" in keys and "/Contents" in keys)
        or found.get("/Type") == "/Sig"
        or (found.get("/FT") == "/Sig" and "/V" in keys)
    )


def _words(found: pikepdf.Dictionary | pikepdf.Stream) -> Iterator[str]:
    """The texts that a dictionary itself holds, its names that are numbers, and what is written beside the pages in streams."""
    for key, value in found.items():
        if isinstance(value, pikepdf.String):
            yield unquote(str(value)) if key == "/URI" else str(value)
        elif key in _LISTS and isinstance(value, pikepdf.Array):
            yield from _listed(value, 0)
        elif key in _LONG_TEXTS and isinstance(value, pikepdf.Stream):
            yield _decoded(value.read_bytes())
        if _NUMBER.search(key):
            yield key
    if isinstance(found, pikepdf.Stream) and (found.get("/Type") == "/Metadata" or found.get("/Subtype") == "/XML"):
        yield _decoded(found.read_bytes())


def _listed(texts: pikepdf.Array, depth: int) -> Iterator[str]:
    """What a field offers, and what places and files are called."""
    for text in texts:
        if isinstance(text, pikepdf.String):
            yield str(text)
        elif isinstance(text, pikepdf.Array) and depth < _DEPTH:
            yield from _listed(text, depth + 1)


def _decoded(content: bytes) -> str:
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if wide else "utf-8", "replace")


def _values(found: pikepdf.Dictionary | pikepdf.Stream) -> Iterator[str]:
    """What is filled into a field, be it one digit in each of many."""
    value = found.get("/V")
    if isinstance(value, pikepdf.String):
        yield str(value)


def _dictionaries(document: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary | pikepdf.Stream]:
    yield from _inside(document.trailer, 0)
    for found in document.objects:
        yield from _inside(found, 0)


def _inside(found: object, depth: int) -> Iterator[pikepdf.Dictionary | pikepdf.Stream]:
    """The dictionaries in an object; what is referred to is met by itself."""
    if depth > _DEPTH:
        raise pikepdf.PdfError("nested too deep")
    if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        yield found
        for _, value in found.items():
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
                yield from _inside(value, depth + 1)
    elif isinstance(found, pikepdf.Array):
        for value in found:
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
                yield from _inside(value, depth + 1)
