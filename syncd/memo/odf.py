"""Reads the text of OpenDocument files (ODT, ODS, ODP) with the place where each piece stands."""

import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from syncd.memo import corners, disguised
from syncd.memo.office import local, parse
from syncd.memo.source import Source
from syncd.memo.tables import Heads, row_says

_ASIDE = "ข้อมูลประกอบของไฟล์"
_TEXTS = re.compile(r"(?:.*/)?(?:content|styles|meta|settings)\.xml|.*/(?:content|styles)\.xml|.*\.rdf")
_KNOWN = re.compile(
    r"(?:.*/)?(?:mimetype|.*\.(?:xml|rdf|png|jpe?g|gif|svm|wmf|emf|svg|bmp|tiff?|ttf|otf)|layout-cache|thumbnail\.png)|.*/|"
    r"(?:.*/)?(?:Pictures|ObjectReplacements|Thumbnails|Fonts|Configurations2)/.*",
    re.IGNORECASE,
)
_MOST_EQUAL = 16
"""Equal cells or rows one after another that are told apart."""
_TOLD = frozenset({"name", "title", "description", "author", "label", "display-name", "string-value", "formula", "value"})
"""Attributes that people fill, and those in which a cell keeps what it says."""


def words(source: Source) -> Iterator[tuple[str, str]]:
    """Every paragraph, cell, note, change and property, whether shown or hidden."""
    with zipfile.ZipFile(source) as archive:
        for name in archive.namelist():
            if _TEXTS.fullmatch(name):
                yield from _part(parse(archive, name))
        yield from corners.places(archive)


def has_unknown_parts(source: Source) -> bool:
    """Whether something lies in the file that no reader here opens."""
    with zipfile.ZipFile(source) as archive:
        return not all(_KNOWN.fullmatch(name) for name in archive.namelist()) or disguised.has_disguised(archive)


def said(element: "etree._Element") -> str:
    """All text in the element; tabs, blanks and line ends as they are."""
    pieces = [element.text or ""]
    for child in element:
        name = local(child)
        pieces.append({"tab": "\t", "line-break": "\n", "s": " "}.get(name) or said(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _part(root: "etree._Element") -> Iterator[tuple[str, str]]:
    heads: dict[object, Heads] = {}
    for element in root.iter():
        name = local(element)
        if name in {"p", "h"}:
            yield _place(element), said(element)
        elif name == "table-row":
            table = next((above for above in element.iterancestors() if local(above) == "table"), None)
            cells = [text for cell in element if local(cell) in {"table-cell", "covered-table-cell"} for text in _cells(cell)]
            for _ in range(_times(element, "rows")):
                yield from row_says(_place(element), cells, heads.setdefault(table, Heads()))
        elif element.text and name not in {"span", "a"}:
            yield _ASIDE, element.text
        for key, value in element.attrib.items():
            if str(key).rpartition("}")[2] in _TOLD and value:
                yield _place(element), str(value)


def _cells(cell: "etree._Element") -> list[str]:
    """What a cell says, as often as it stands for equal ones beside it; empty ones may go on to the sheet's edge."""
    return [_cell(cell)] * _times(cell, "columns")


def _times(element: "etree._Element", of: str) -> int:
    times = next((str(value) for key, value in element.attrib.items() if str(key).endswith(f"}}number-{of}-repeated")), "1")
    return min(int(times), _MOST_EQUAL) if times.isdecimal() else 1


def _cell(cell: "etree._Element") -> str:
    text = "\n".join(said(paragraph) for paragraph in cell if local(paragraph) == "p")
    return text or next((str(value) for key, value in cell.attrib.items() if str(key).endswith("}value")), "")


def _place(element: "etree._Element") -> str:
    """Where it stands: a sheet, a slide, a note, a page's head or the text."""
    for above in element.iterancestors():
        name = local(above)
        title = next((str(value) for key, value in above.attrib.items() if str(key).endswith("}name")), "")
        if name in {"annotation", "notes", "tracked-changes", "header", "footer"}:
            return {"annotation": "ความคิดเห็น", "notes": "บันทึกย่อของสไลด์", "tracked-changes": "ข้อความที่ลบแล้ว"}.get(
                name, "หัวหรือท้ายกระดาษ"
            )
        if name == "table":
            return f"ชีตหรือตาราง {title}".strip()
        if name == "page":
            return f"สไลด์ {title}".strip()
    return "เนื้อหา"
