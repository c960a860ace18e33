"""Finds what a PDF would do or carry beside showing pages: scripts, launches, embedded files, signatures, hidden layers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from syncd.memo import screening
from syncd.model import Spot

_SCRIPTS = {
    "/JavaScript": "สคริปต์ (JavaScript)",
    "/Launch": "คำสั่งเปิดโปรแกรม",
    "/ImportData": "คำสั่งนำเข้าข้อมูล",
    "/SubmitForm": "คำสั่งส่งข้อมูล",
}
_KEYS = {"/JS": "สคริปต์ (JavaScript)", "/EF": "ไฟล์ฝังอยู่ใน PDF", "/RichMediaContent": "สื่อที่เล่นได้", "/XFA": "แบบฟอร์ม XFA"}
_DEPTH = 60

_ASIDE = "ข้อมูลประกอบของไฟล์"
"""The place of what a file says beside its pages."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a PDF holds beside its pages."""

    active: tuple[str, ...]
    """Thai, each kind once; empty: nothing acts."""
    is_signed: bool
    """Whether a signature field is filled."""
    hides_layers: bool
    """Whether optional content is switched off: text that is there but not shown."""
    spots: tuple[Spot, ...] = ()
    """What stands in the file's properties, notes, bookmarks and form fields."""


def look(path: Path) -> Findings:
    """Walk every object, direct ones inside others included. Raises pikepdf.PdfError when the file's structure cannot be read."""
    active: dict[str, None] = {}
    texts: dict[str, None] = {}
    is_signed = hides_layers = False
    with pikepdf.open(path) as document:
        for found in _dictionaries(document):
            action = found.get("/S")
            if isinstance(action, pikepdf.Name) and str(action) in _SCRIPTS:
                active[_SCRIPTS[str(action)]] = None
            keys = found.keys()
            texts |= dict.fromkeys(_words(found))
            active |= dict.fromkeys(text for key, text in _KEYS.items() if key in keys)
            is_signed = is_signed or ("/ByteRange" in keys and "/Contents" in keys)
            hides_layers = hides_layers or ("/OFF" in keys and len(found["/OFF"]) > 0) or found.get("/BaseState") == "/OFF"
            hides_layers = hides_layers or found.get("/ViewState") == "/OFF"
    return Findings(tuple(active), is_signed, hides_layers, screening.spots((_ASIDE, text) for text in texts))


def _words(found: pikepdf.Dictionary | pikepdf.Stream) -> Iterator[str]:
    """The texts that a dictionary itself holds, and the file's properties where they are written as XML."""
    for key, value in found.items():
        if isinstance(value, pikepdf.String) and key != "/URI":
            yield str(value)
    if isinstance(found, pikepdf.Stream) and found.get("/Type") == "/Metadata":
        yield found.read_bytes().decode("utf-8", "replace")


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
