"""Finds the parts of a DOCX that Word shows, by the relationships it follows, whatever the parts are called."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from syncd.memo import seen
from syncd.memo.office import parse

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class StrictError(Exception):
    """Saved as Strict Open XML, whose looks are not read here."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What makes up the pages, and what decides how they look."""

    headers: tuple["etree._Element", ...]
    body: "etree._Element"
    notes: tuple["etree._Element", ...]
    footers: tuple["etree._Element", ...]
    styles: "etree._Element | None"
    numbering: "etree._Element | None"
    theme: "etree._Element | None"
    settings: "etree._Element | None"
    doubts: tuple[str, ...]


def read_parts(archive: zipfile.ZipFile) -> Parts:
    """The parts. Raises StrictError, BadZipFile, KeyError and what lxml raises."""
    names = set(archive.namelist())
    if len({name.casefold() for name in names}) < len(names):
        raise zipfile.BadZipFile("parts of one name")
    bodies = [target for _, kind, target in relations(archive, "") if kind == "officeDocument"]
    if not bodies:
        raise KeyError("no body")
    body = _part(archive, bodies[0])
    if body.tag.startswith(_STRICT):
        raise StrictError
    found = list(relations(archive, bodies[0]))

    def of(*kinds: str) -> list["etree._Element"]:
        return [_part(archive, target) for _, kind, target in found if kind in kinds and target in names]

    styles, numbering, theme, settings = (next(iter(of(kind)), None) for kind in ("styles", "numbering", "theme", "settings"))
    shown = _shown(body, settings)
    headers, footers = (
        tuple(_part(archive, target) for ident, kind, target in found if kind == wanted and ident in shown and target in names)
        for wanted in ("header", "footer")
    )
    others = {name for name in names if re.fullmatch(r"(?:.*/)?document\d*\.xml", name)} - {bodies[0]}
    doubts = [
        *([seen.EMBEDDED] if others or len(bodies) > 1 else []),
        *([seen.COMMENTED] if any(re.search(r"/comments\w*\.xml$", name) for name in names) or of("comments") else []),
    ]
    return Parts(headers, body, tuple(of("footnotes", "endnotes")), footers, styles, numbering, theme, settings, tuple(doubts))


def body_and_pictures(archive: zipfile.ZipFile) -> tuple["etree._Element", dict[str, str]]:
    """The body, and which part holds the picture of each relationship of its. Raises as `read_parts` does."""
    body = read_parts(archive).body
    name = next(target for _, kind, target in relations(archive, "") if kind == "officeDocument")
    return body, {ident: target for ident, kind, target in relations(archive, name) if kind == "image"}


def _part(archive: zipfile.ZipFile, name: str) -> "etree._Element":
    root = parse(archive, name)
    if root.getroottree().docinfo.doctype:
        raise zipfile.BadZipFile("definitions of its own")  # Word opens no such file
    return root


def relations(archive: zipfile.ZipFile, of: str) -> Iterator[tuple[str, str, str]]:
    """The relationships of a part ("" for the whole file): id, the last word of the kind, name of the part it leads to."""
    folder, own = posixpath.split(of)
    name = posixpath.join(folder, "_rels", f"{own}.rels")
    if name not in archive.namelist():
        return
    for relation in _part(archive, name):
        target = relation.get("Target") or ""
        if isinstance(relation.tag, str) and relation.get("TargetMode") != "External":
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield relation.get("Id") or "", (relation.get("Type") or "").rpartition("/")[2], whole


def _shown(body: "etree._Element", settings: "etree._Element | None") -> set[str]:
    """Which headers and footers some page shows, by the ids of their relationships."""
    even = settings is not None and settings.find(f"{W}evenAndOddHeaders") is not None
    shown = set()
    for section in body.iter(f"{W}sectPr"):
        first = section.find(f"{W}titlePg") is not None
        for reference in section.iter(f"{W}headerReference", f"{W}footerReference"):
            kind = reference.get(f"{W}type")
            if (kind != "first" or first) and (kind != "even" or even):
                shown.add(reference.get(_ID) or "")
    return shown
