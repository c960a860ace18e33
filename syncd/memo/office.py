"""Reads the text of Office Open XML straight from its parts, streaming, with the place where each piece stands."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

_PARTS = {"document": "เนื้อหา", "comments": "ความคิดเห็น", "header": "หัวกระดาษ", "footer": "ท้ายกระดาษ"}


def parse(archive: zipfile.ZipFile, name: str) -> "etree._Element":
    """The part's root; entities and the network stay off."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    with archive.open(name) as part:
        return etree.parse(part, parser).getroot()


def local(element: "etree._Element") -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def all_words(path: Path) -> Iterator[tuple[str, str]]:
    """Every paragraph of a DOCX with its place, whether shown, hidden, deleted, noted or commented."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if found := re.fullmatch(r"word/(?:glossary/)?(document|header|footer|footnotes|endnotes|comments)\w*\.xml", name):
                place = _PARTS.get(found[1], found[1])
                for number, text in enumerate(_texts(archive, name, "p", _WORDS), start=1):
                    if text.strip():
                        yield f"{place} ย่อหน้า {number}", text


def read_sheets(path: Path) -> Iterator[tuple[str, str]]:
    """Every cell of a workbook with its place ("ชีต คะแนน ช่อง B3"), hidden sheets too, and the words of notes; streaming."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        shared = list(_texts(archive, "xl/sharedStrings.xml", "si")) if "xl/sharedStrings.xml" in names else []
        titles = _sheet_titles(archive) if "xl/workbook.xml" in names else {}
        for name in names:
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                yield from _cells(archive, name, titles.get(name, Path(name).stem), shared)
            elif re.fullmatch(r"xl/(?:comments|threadedComments/|drawings/)[^/]*\.xml", name):
                for text in _texts(archive, name, ""):
                    yield "หมายเหตุหรือกล่องข้อความ", text


def _sheet_titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet titles by part name."""
    relations = {}
    if "xl/_rels/workbook.xml.rels" in archive.namelist():
        relations = {item.get("Id"): item.get("Target") or "" for item in parse(archive, "xl/_rels/workbook.xml.rels")}
    titles = {}
    for element in parse(archive, "xl/workbook.xml").iter():
        if local(element) == "sheet":
            ident = next((value for key, value in element.attrib.items() if str(key).endswith("}id")), "")
            target = relations.get(ident, "").lstrip("/")
            titles[target if target.startswith("xl/") else f"xl/{target}"] = str(element.get("name") or "")
    return titles


_WORDS = frozenset({"t", "delText"})
_GAPS = frozenset({"tab", "br", "cr"})


def _texts(archive: zipfile.ZipFile, name: str, group: str, leaves: frozenset[str] = frozenset({"t"})) -> Iterator[str]:
    """The text of each group (or of each leaf, with no group), freeing what was read."""
    gathered: list[str] = []
    with archive.open(name) as part:
        for _, element in etree.iterparse(part, resolve_entities=False, no_network=True, huge_tree=False):
            tag = local(element)
            if tag in leaves:
                gathered.append(element.text or "")
            elif tag in _GAPS:
                gathered.append("\t")
            if tag == group or (not group and tag in leaves):
                yield "".join(gathered)
                gathered = []
                element.clear()


def _cells(archive: zipfile.ZipFile, name: str, title: str, shared: list[str]) -> Iterator[tuple[str, str]]:
    with archive.open(name) as part:
        for _, element in etree.iterparse(part, resolve_entities=False, no_network=True, huge_tree=False):
            tag = local(element)
            if tag == "c":
                text = _cell(element, shared)
                if text:
                    yield f"ชีต {title} ช่อง {element.get('r') or '?'}", text
                element.clear()
            elif tag in {"row", "headerFooter"}:
                if tag == "headerFooter":
                    yield f"ชีต {title} หัวกระดาษ", "\n".join(element.itertext())
                element.clear()


def _cell(cell: "etree._Element", shared: list[str]) -> str:
    value = next((child.text or "" for child in cell if local(child) == "v"), "")
    if cell.get("t") == "s":
        return shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
    if cell.get("t") == "inlineStr":
        return "".join(leaf.text or "" for leaf in cell.iter() if local(leaf) == "t")
    if re.fullmatch(r"\d+\.0+|\d(?:\.\d+)?[Ee]\+?1[0-3]", value):
        return f"{float(value):.0f}"  # a long number as Excel keeps it: 1.999900722108E+12
    return value


def read_slides(path: Path) -> Iterator[tuple[str, str]]:
    """The paragraphs of every slide, notes page and comment, with their place."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if found := re.fullmatch(r"ppt/(slides/slide|notesSlides/notesSlide|comments/\w*?)(\d*)\.xml", name):
                kind = "สไลด์" if found[1].startswith("slides") else "บันทึกย่อของสไลด์"
                for text in _texts(archive, name, "p"):
                    yield f"{kind} {found[2]}", text
