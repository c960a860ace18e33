"""Office files made part by part, as programs of others or an attacker would write them."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from syncd.memo import documents
from syncd.model.document import Document, FaultKind

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MS = "http://schemas.microsoft.com/office/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
MAIN = "application/vnd.openxmlformats-officedocument"

Parts = Mapping[str, str | bytes]


def relations(*each: tuple[str, str, str] | tuple[str, str]) -> str:
    """A .rels part of (type, target) or (type, target, mode)."""
    rows = "".join(
        f'<Relationship Id="rId{90 + number}" Type="{one[0] if ":" in one[0] else f"{OFFICE}/{one[0]}"}" Target="{one[1]}"'
        + (f' TargetMode="{one[2]}"/>' if len(one) > 2 else "/>")
        for number, one in enumerate(each)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def types(main: str, kind: str, *more: str) -> str:
    return (
        f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="{main}" ContentType="{MAIN}.{kind}.main+xml"/>'
        f"{''.join(more)}</Types>"
    )


def override(name: str, kind: str) -> str:
    return f'<Override PartName="{name}" ContentType="{kind}"/>'


def packed(parts: Parts) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def word(parts: Parts | None = None, *, body: str = "", more_types: str = "") -> bytes:
    """A DOCX saying ประกาศ."""
    said = "<w:p><w:r><w:t>ประกาศแผนปฏิบัติการ</w:t></w:r></w:p>"
    text = f'<w:document xmlns:w="{W}" xmlns:r="{OFFICE}"><w:body>{said}{body}</w:body></w:document>'
    base = {
        "[Content_Types].xml": types("/word/document.xml", "wordprocessingml.document", more_types),
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": text,
    }
    return packed(base | dict(parts or {}))


def book(parts: Parts | None = None, *, sheet: str = "", more: str = "", more_types: str = "") -> bytes:
    """An XLSX of one sheet."""
    sheets = '<sheets><sheet name="แผน" sheetId="1" r:id="rId90"/></sheets>'
    row = f'<row r="1"><c r="A1"><v>1</v></c>{sheet}</row>'
    base = {
        "[Content_Types].xml": types("/xl/workbook.xml", "spreadsheetml.sheet", more_types),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{OFFICE}">{sheets}{more}</workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData>{row}</sheetData></worksheet>',
    }
    return packed(base | dict(parts or {}))


def slides(parts: Parts | None = None, *, shape: str = "", more_types: str = "") -> bytes:
    """A PPTX of one slide."""
    tree = f"<a:p><a:r><a:t>แผน</a:t></a:r></a:p>{shape}"
    base = {
        "[Content_Types].xml": types("/ppt/presentation.xml", "presentationml.presentation", more_types),
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}"/>',
        "ppt/slides/slide1.xml": f'<p:sld xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{OFFICE}">{tree}</p:sld>',
    }
    return packed(base | dict(parts or {}))


def read(tmp_path: Path, name: str, content: bytes) -> Document:
    """The file read as the worker reads it."""
    path = tmp_path / "spooled"
    path.write_bytes(content)
    return documents.read_document(path, name, len(content), "0" * 64)


def faults(document: Document) -> set[FaultKind]:
    return {fault.kind for fault in document.faults}
