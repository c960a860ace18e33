"""Finds what an Office Open XML file would do or fetch: by relationships, types and contents, not by a part's name alone."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from syncd.memo import commands, concealed
from syncd.memo.links import Lead, is_elsewhere, lead
from syncd.memo.xml_events import XmlError, elements
from syncd.model.document import Fault, FaultKind

_OBJECT = "มีวัตถุหรือโปรแกรมอื่นฝังอยู่ในเอกสาร"
_CONTROL = "มีปุ่มหรือตัวควบคุม (ActiveX)"
_MACRO = "มีชุดคำสั่งมาโคร"
_SHEET = "มีชีตมาโคร (Excel 4.0)"
_PAGE = "มีหน้าเว็บหรือไฟล์อื่นแทรกอยู่ในเอกสาร"
_RIBBON = "มีแถบคำสั่งที่เรียกมาโคร"

_ADDIN = "มีส่วนเสริมจากเว็บ"

_MACROS, _ACTIVE, _LINKED = FaultKind.MACROS, FaultKind.ACTIVE, FaultKind.LINKED

_RELATIONS: Mapping[str, tuple[FaultKind, str]] = {
    "vbaproject": (_MACROS, _MACRO),
    "wordvbadata": (_MACROS, _MACRO),
    "xlmacrosheet": (_MACROS, _SHEET),
    "xlintlmacrosheet": (_MACROS, _SHEET),
    "dialogsheet": (_MACROS, _SHEET),
    "control": (_ACTIVE, _CONTROL),
    "activexcontrolbinary": (_ACTIVE, _CONTROL),
    "oleobject": (_ACTIVE, _OBJECT),
    "afchunk": (_ACTIVE, _PAGE),
    "subdocument": (_ACTIVE, _PAGE),
    "frame": (_ACTIVE, _PAGE),
    "webextension": (_LINKED, _ADDIN),
    "webextensiontaskpanes": (_LINKED, _ADDIN),
    "taskpanes": (_LINKED, _ADDIN),
    "connections": commands.QUERY,
    "querytable": commands.QUERY,
}
"""By the last word of a relationship's type, whatever the part is called."""

_TYPES: tuple[tuple[re.Pattern[str], tuple[FaultKind, str]], ...] = (
    (re.compile(r"macroenabled|vba", re.IGNORECASE), (_MACROS, _MACRO)),
    (re.compile(r"macrosheet|dialogsheet", re.IGNORECASE), (_MACROS, _SHEET)),
    (re.compile(r"activex", re.IGNORECASE), (_ACTIVE, _CONTROL)),
    (
        re.compile(r"oleobject|x-msdownload|x-dosexec|javascript|vbscript|text/html|message/rfc822", re.IGNORECASE),
        (_ACTIVE, _OBJECT),
    ),
)
"""By what the file's table of types says of a part."""

_NAMES: tuple[tuple[re.Pattern[str], tuple[FaultKind, str]], ...] = (
    (re.compile(r"vbaproject[^/]*\.bin$|vbadata\.xml$|/macrosheets/", re.IGNORECASE), (_MACROS, _MACRO)),
    (re.compile(r"/activex/", re.IGNORECASE), (_ACTIVE, _CONTROL)),
    (re.compile(r"/embeddings/.*\.bin$", re.IGNORECASE), (_ACTIVE, _OBJECT)),
    (
        re.compile(
            r"\.(?:exe|dll|com|bat|cmd|ps1|vb[se]|jse?|jar|ms[ix]|scr|lnk|hta|php\d?|html?|mht(?:ml)?|swf|wsf|pif)$",
            re.IGNORECASE,
        ),
        (_ACTIVE, _OBJECT),
    ),
)
"""And a part that nothing names may still be taken out by whoever opens the zip."""

_BEGINS: tuple[tuple[bytes, tuple[FaultKind, str]], ...] = (
    (b"MZ", (_ACTIVE, _OBJECT)),
    (b"\x7fELF", (_ACTIVE, _OBJECT)),
    (b"L\0\0\0\x01\x14\x02\0", (_ACTIVE, _OBJECT)),
    (b"#!/", (_ACTIVE, _OBJECT)),
)
_SCRIPT = re.compile(rb"<\?php|<script[\s>]|<!doctype html|<html[\s>]|^MIME-Version:", re.IGNORECASE)
_XML = re.compile(r"\.(?:svg|xml|rels)$", re.IGNORECASE)
_LAST = re.compile(r"([^/]*)/?$")
_DULL = frozenset({"c", "v", "t", "r", "rPr", "rFonts", "sz", "szCs", "b", "bCs", "cs", "lang", "tc", "tcPr", "tcW", "si"})
"""Cells and looks, by the hundred thousand."""
_FORMULAS = frozenset({"f", "definedName", "formula", "formula1", "formula2"})
_ELEMENTS: Mapping[str, tuple[FaultKind, str]] = {
    **dict.fromkeys(("ddeLink", "oleLink"), commands.DDE),
    **dict.fromkeys(("webPublishItem", "DataMashup", "dbPr", "webPr", "olapPr"), commands.QUERY),
    "script": commands.RUNS,
    "webVideoPr": commands.PICTURE,
}
"""Whatever they say."""
_PAGES = frozenset({"foreignObject", "iframe", "embed", "object"})
"""In a drawing: parts of a page of the web."""
_IMPORT = re.compile(r"(?:@import|url\s*\()\s*[\"']?\s*(?:https?:|//|file:)", re.IGNORECASE)
_TEXTS = _FORMULAS | {"instrText", "delInstrText", "FmlaMacro", "style"}
_HEAD = 4096
_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Findings:
    """What an Office file holds beside what it shows."""

    faults: tuple[Fault, ...]
    """Each with what it is about, once."""
    packages: tuple[str, ...]
    """Parts that are zips themselves, such as the workbook of a chart: to be looked into like a file."""


_NAMES_OF_PARTS = re.compile(r"\.svg$|comments|^customui/", re.IGNORECASE)
"""Parts that are walked whatever they say."""
_COMMANDS = (
    b"nstrText",
    b"fldSimple",
    b"definedName",
    b"ddeLink",
    b"oleLink",
    b"webPublishItem",
    b"DataMashup",
    b"customUI",
    b"FmlaMacro",
    b"webVideoPr",
    b"dbPr",
    b"webPr",
    b"olapPr",
)
_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?(?:f|formula[12]?|script)[\s/>]")
_ATTRIBUTES = [
    re.compile(rb"%b(?<=[\s:]%b)\s*=" % (name, name))
    for name in (b"action", b"macro", b"fmlaMacro", b"src", b"href", b"state", b"hidden", b"show", b"author")
]
"""One by one, and each beginning with its word: several times faster than one expression with all of them."""


def look(archive: zipfile.ZipFile) -> Findings:
    """Look at every part. Raises XmlError when the table of types is not XML, and what zipfile raises."""
    packages = []
    has_compound = False
    found: dict[tuple[FaultKind, str], None] = {}
    types, defaults = _content_types(archive)
    for member in archive.infolist():
        if member.is_dir():
            continue
        name = member.filename
        kind = types.get(f"/{name.lower()}", defaults.get(name.rpartition(".")[2].lower(), ""))
        found |= dict.fromkeys(what for pattern, what in _TYPES if pattern.search(kind))
        found |= dict.fromkeys(what for pattern, what in _NAMES if pattern.search(name))
        with archive.open(name) as part:
            head = part.read(_HEAD)
        if head.startswith(_ZIP):
            packages.append(name)
        has_compound = has_compound or head.startswith(_COMPOUND)
        try:
            found |= dict.fromkeys(_inside(archive, name, head))
        except XmlError:
            found[FaultKind.DAMAGED, ""] = None
    if has_compound and all(kind is not _MACROS for kind, _ in found):  # what holds macros is one, too
        found[_ACTIVE, _OBJECT] = None
    return Findings(tuple(Fault(kind, text) for kind, text in found), tuple(packages))


def _content_types(archive: zipfile.ZipFile) -> tuple[dict[str, str], dict[str, str]]:
    """What each part is said to be: by its name, and by its ending."""
    types, defaults = {}, {}
    for tag, attributes, _ in elements(archive, "[Content_Types].xml"):
        kind = attributes.get("ContentType", "")
        if tag == "Override":
            types[attributes.get("PartName", "").lower()] = kind
        elif tag == "Default":
            defaults[attributes.get("Extension", "").lower()] = kind
    return types, defaults


def _inside(archive: zipfile.ZipFile, name: str, head: bytes) -> Iterator[tuple[FaultKind, str]]:
    if name.lower().endswith(".rels"):
        yield from _relations(archive, name)
    elif _XML.search(name):
        yield from _words(archive, name)
    elif head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0").startswith(b"<"):  # XML under another name, or what Excel takes for it
        if _SCRIPT.search(head):
            yield _ACTIVE, _OBJECT
        with suppress(XmlError):
            yield from _words(archive, name)
    else:
        yield from (what for begin, what in _BEGINS if head.startswith(begin))
        if _SCRIPT.search(head):
            yield _ACTIVE, _OBJECT


def _relations(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[FaultKind, str]]:
    for tag, attributes, _ in elements(archive, name):
        if tag != "Relationship":
            continue
        last = _LAST.search(attributes.get("Type", ""))
        word = last[1].lower() if last else ""
        target = attributes.get("Target", "")
        outside = attributes.get("TargetMode", "").lower() == "external" or "://" in target or target.startswith("\\\\")
        if word in _RELATIONS:
            yield _RELATIONS[word]
        if outside:
            yield from _outside(word, target)


def _outside(word: str, target: str) -> Iterator[tuple[FaultKind, str]]:
    """What a relationship leads to that is no part of the file."""
    leads = lead(target)
    if word == "hyperlink":
        if leads is Lead.RUNS:
            yield commands.RUNS
        elif leads is Lead.MACHINE:
            yield commands.SHARE
    elif word == "attachedtemplate":
        if is_elsewhere(target):  # one on the writer's own disk is how Word remembers an office's template
            yield commands.FETCHED
    elif word in {"image", "video", "audio", "media"}:
        yield commands.PICTURE
    elif leads is Lead.RUNS:
        yield commands.RUNS
    elif word not in _RELATIONS:
        yield commands.OTHER_FILE


def _may_command(piece: bytes) -> bool:
    """Whether a piece of a part says what commands, fetches or conceals something: styles, by the thousand lines, do not."""
    return (
        any(word in piece for word in _COMMANDS)
        or b"oleobj" in piece.lower()
        or _ELEMENT.search(piece) is not None
        or any(attribute.search(piece) is not None for attribute in _ATTRIBUTES)
    )


def _words(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[FaultKind, str]]:
    """What the elements of a part command: fields, formulas, actions of buttons, objects, scripts of drawings."""
    field: list[str] = []
    only = None if _NAMES_OF_PARTS.search(name) else _may_command
    for tag, attributes, text in elements(
        archive, name, _TEXTS, dull=_DULL, only_if=only, may_have_doctype=name.lower().endswith(".svg")
    ):
        if tag in {"instrText", "delInstrText"}:
            field.append(text)
        elif tag == "fldSimple":
            yield from commands.field(attributes.get("instr", ""))
        elif tag == "p" and field:
            yield from commands.field("".join(field))
            field = []
        elif tag in _FORMULAS:
            yield from commands.formula(text)
            yield from _name(attributes)
        elif tag in _ELEMENTS:
            yield _ELEMENTS[tag]
        elif tag == "FmlaMacro" and text.strip():
            yield _MACROS, _MACRO
        elif tag in {"OLEObject", "oleObject", "oleObj"}:
            if attributes.get("Type") == "Link" or "link" in attributes:
                yield commands.OTHER_FILE
        elif name.lower().endswith(".svg") and (tag in _PAGES or (tag == "style" and _IMPORT.search(text))):
            yield commands.PICTURE
        yield from _attributes(name, tag, attributes)
        yield from ((FaultKind.CONCEALED, what) for what in concealed.told(name, tag, attributes))
    yield from commands.field("".join(field))


def _name(attributes: Mapping[str, str]) -> Iterator[tuple[FaultKind, str]]:
    """What a defined name starts."""
    if any(attributes.get(key) in {"1", "true"} for key in ("xlm", "vbProcedure")):
        yield _MACROS, _SHEET
    if attributes.get("name", "").lower().removeprefix("_xlnm.").startswith(("auto_open", "auto_close", "auto_activate")):
        yield _MACROS, _SHEET


def _attributes(name: str, tag: str, attributes: Mapping[str, str]) -> Iterator[tuple[FaultKind, str]]:
    action = attributes.get("action", "").lower()
    if action.startswith(("ppaction://program", "ppaction://ole")):
        yield commands.RUNS
    elif action.startswith("ppaction://macro"):
        yield _MACROS, _MACRO
    if tag == "customUI" or name.lower().startswith("customui/"):
        if any(re.match(r"on[A-Z]|get[A-Z]|loadImage", key) for key in attributes):
            yield _MACROS, _RIBBON
    elif any(attributes.get(key, "").strip("[0]! ") for key in ("macro", "fmlaMacro")):  # what runs one when clicked
        yield _MACROS, _MACRO
    if name.lower().endswith(".svg"):
        if any(key.lower().startswith("on") for key in attributes):
            yield commands.RUNS
        address = attributes.get("href", "")
        if lead(address) is Lead.RUNS and not address.lower().startswith("data:image/"):
            yield commands.RUNS
        elif is_elsewhere(address) and tag != "a" and not address.lower().startswith("data:"):
            yield commands.PICTURE
    elif tag in {"imagedata", "fill", "stroke"} and is_elsewhere(attributes.get("src", "")):
        yield commands.PICTURE
    elif (leads := lead(attributes.get("href", ""))) is not Lead.PLAIN:
        yield commands.RUNS if leads is Lead.RUNS else commands.SHARE
