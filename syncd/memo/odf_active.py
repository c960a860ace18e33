"""What a file of LibreOffice would do or fetch: macros, event listeners, links to elsewhere; and whether it needs a password."""

import re
import zipfile
from collections.abc import Iterator, Mapping

from syncd.memo import commands
from syncd.memo.links import Lead, is_elsewhere, lead
from syncd.memo.xml_events import elements
from syncd.model.document import Fault, FaultKind

_MACRO: commands.Act = (FaultKind.MACROS, "มีชุดคำสั่งมาโคร")
_OBJECT: commands.Act = (FaultKind.ACTIVE, "มีวัตถุหรือโปรแกรมอื่นฝังอยู่ในเอกสาร")
_PAGE: commands.Act = (FaultKind.ACTIVE, "มีหน้าเว็บหรือไฟล์อื่นแทรกอยู่ในเอกสาร")
_CHANGES: commands.Act = (FaultKind.CONCEALED, "มีการแก้ไขที่ติดตามไว้ (Track Changes) รวมข้อความที่ลบแล้ว")
_COMMENTS: commands.Act = (FaultKind.CONCEALED, "มีความคิดเห็น (Comment)")
_HIDDEN: commands.Act = (FaultKind.CONCEALED, "มีชีต แถว คอลัมน์ หรือสไลด์ที่ซ่อนไว้")
_PASSWORD: commands.Act = (FaultKind.ENCRYPTED, "")

_NAMES = re.compile(r"^(?:Basic|Scripts)/(?!.*/$).*(?<!script-lc\.xml)(?<!script-lb\.xml)$")
_SCRIPTS = re.compile(r"(?:vnd\.sun\.star\.(?:script|cmd)|macro|slot|service):|\.uno:", re.IGNORECASE)
_LISTENERS = frozenset({"event-listener", "script"})
_INSIDE = frozenset({"object-ole", "plugin", "applet", "floating-frame"})
_FROM_ELSEWHERE = frozenset(
    {
        "database-source-sql",
        "database-source-table",
        "database-source-query",
        "dde-source",
        "dde-connection-decl",
        "section-source",
        "cell-range-source",
        "table-source",
    }
)


def look(archive: zipfile.ZipFile) -> list[Fault]:
    """Its faults, each once. Raises XmlError for a part that is not XML, and what zipfile raises."""
    found: dict[commands.Act, None] = {}
    for member in archive.infolist():
        name = member.filename
        if _NAMES.match(name):
            found[_MACRO] = None
        if name.endswith(".xml") and member.file_size:  # LibreOffice writes empty ones
            for tag, attributes, _ in elements(archive, name, may_have_doctype=True):
                found |= dict.fromkeys(_acts(tag, attributes))
        elif name.startswith(("ObjectReplacements/", "Pictures/", "Thumbnails/")) or name.endswith("/"):
            continue
        elif name.lower().endswith((".exe", ".dll", ".class", ".jar", ".py", ".js", ".bat", ".vbs")):
            found[_OBJECT] = None
    return [Fault(kind, text) for kind, text in found]


def _acts(tag: str, attributes: Mapping[str, str]) -> Iterator[commands.Act]:
    address = attributes.get("href", "")
    if tag == "encryption-data":
        yield _PASSWORD
    elif tag in _LISTENERS and (attributes.get("event-name") or attributes.get("language")):
        yield _MACRO
    elif tag in _INSIDE:
        yield _OBJECT if tag == "object-ole" else _PAGE
    elif tag in _FROM_ELSEWHERE or (tag == "form" and is_elsewhere(address)):
        yield commands.DDE if tag.startswith("dde") else commands.FETCHED if is_elsewhere(address) else commands.OTHER_FILE
    elif tag in {"image", "fill-image", "background-image"} and is_elsewhere(address):
        yield commands.PICTURE
    elif tag == "object" and address and not address.startswith(("./", "#")) and not re.match(r"Object[ %]", address):
        yield commands.OTHER_FILE
    elif tag in {"insertion", "deletion"}:
        yield _CHANGES
    elif tag == "annotation":
        yield _COMMENTS
    if _SCRIPTS.match(address):
        yield _MACRO
    elif tag != "template" and address and lead(address) is Lead.RUNS:
        yield commands.RUNS
    elif tag == "a" and lead(address) is Lead.MACHINE:
        yield commands.SHARE
    is_sheet_hidden = tag == "table-properties" and attributes.get("display") == "false"
    if is_sheet_hidden or attributes.get("visibility") in {"collapse", "filter"}:
        yield _HIDDEN
    yield from commands.formula(attributes.get("formula", "").partition(":")[2])
