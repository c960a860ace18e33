"""Reads the text of Office Open XML straight from its parts, streaming, with the place where each piece stands."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO

from lxml import etree

from syncd.memo import corners, disguised, number_formats
from syncd.memo.source import Source
from syncd.memo.tables import Heads, people

_PAGES = re.compile(r"word/(?:glossary/)?(document|header|footer|footnotes|endnotes|comments)\w*\.xml")
_SHEETS = re.compile(r"xl/(?:worksheets/[^/]+|sharedStrings|comments/?[^/]*|threadedComments/[^/]*|drawings/[^/]*)\.xml")
_SLIDES = re.compile(r"ppt/(slides/slide|notesSlides/notesSlide|comments/\w*?)(\d*)\.xml")
_PARTS = {"document": "เนื้อหา", "comments": "ความคิดเห็น", "header": "หัวกระดาษ", "footer": "ท้ายกระดาษ"}


def parse(archive: zipfile.ZipFile, name: str) -> "etree._Element":
    """The part's root; entities and the network stay off."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    with archive.open(name) as part:
        return etree.parse(part, parser).getroot()


def _elements(part: IO[bytes]) -> "Iterator[etree._Element]":
    """Each element when it ends. A remark or an instruction between letters does not part them."""
    events = etree.iterparse(
        part, resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return (element for _, element in events)


def local(element: "etree._Element") -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def all_words(source: Source) -> Iterator[tuple[str, str]]:
    """Every paragraph of a DOCX with its place, whether shown, hidden, deleted, noted or commented."""
    with zipfile.ZipFile(source) as archive:
        for name in archive.namelist():
            if found := _PAGES.fullmatch(name):
                place = _PARTS.get(found[1], found[1])
                for number, text in enumerate(_texts(archive, name, "p", _WORDS), start=1):
                    if text.strip():
                        yield f"{place} ย่อหน้า {number}", text
                yield from _tables(archive, name, place)
        yield from _asides(archive, _PAGES)
        yield from corners.places(archive)


def read_sheets(source: Source) -> Iterator[tuple[str, str]]:
    """Every cell of a workbook with its place ("ชีต คะแนน ช่อง B3"), hidden sheets too, and the words of notes; streaming."""
    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
        shared = [text for part in _shared_parts(archive) for text in _texts(archive, part, "si")]
        formats = _formats(archive) if "xl/styles.xml" in names else {}
        shown: set[int] = set()
        titles = _sheet_titles(archive) if "xl/workbook.xml" in names else {}
        for name in names:
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                yield from _cells(archive, name, titles.get(name, Path(name).stem), shared, shown, formats)
            elif re.fullmatch(r"xl/(?:comments/?|threadedComments/|drawings/)[^/]*\.xml", name):
                for text in _texts(archive, name, "p" if name.startswith("xl/drawings/") else "comment"):
                    yield "หมายเหตุหรือกล่องข้อความ", text
        yield from (("ข้อความที่ไม่มีเซลล์ใดแสดง", text) for at, text in enumerate(shared) if at not in shown)
        yield from _asides(archive, _SHEETS)
        yield from corners.places(archive)


def _shared_parts(archive: zipfile.ZipFile) -> list[str]:
    """The part with the strings that cells share, whatever it is called."""
    types = parse(archive, "[Content_Types].xml") if "[Content_Types].xml" in archive.namelist() else []
    named = [(it.get("PartName") or "").lstrip("/") for it in types if "sharedStrings+" in (it.get("ContentType") or "")]
    return [name for name in dict.fromkeys([*named, "xl/sharedStrings.xml"]) if name in archive.namelist()]


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


_PRINTED = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Z])')
"""How the head and foot of a sheet are to look, among their words."""
_WORDS = frozenset({"t", "delText"})
_GAPS = frozenset({"tab", "br", "cr"})


def _sign(element: "etree._Element") -> str:
    """A letter that is told by its code in its font; fonts of signs have theirs from F000 on."""
    code = next((str(value) for key, value in element.attrib.items() if str(key).endswith("}char")), "")
    return chr(int(code, 16) % 0xF000) if re.fullmatch("[0-9A-Fa-f]{1,4}", code) else ""


def _texts(archive: zipfile.ZipFile, name: str, group: str, leaves: frozenset[str] = frozenset({"t"})) -> Iterator[str]:
    """The text of each group (or of each leaf, with no group), freeing what was read."""
    gathered: list[str] = []
    with archive.open(name) as part:
        for element in _elements(part):
            tag = local(element)
            if tag in leaves:
                gathered.append(element.text or "")
            elif tag == "sym":
                gathered.append(_sign(element))
            elif tag in _GAPS:
                gathered.append("\t")
            if tag == group or (not group and tag in leaves):
                yield "".join(gathered)
                gathered = []
                element.clear()


_ASIDE = "ข้อมูลประกอบของไฟล์"
_TOLD = frozenset({"descr", "title", "name", "tooltip", "v", "prompt"})
"""Attributes that people fill: captions of pictures, names of sheets and columns, what a pivot table keeps."""
_LOOKS = re.compile(r"/(?:theme/|styles|fontTable|settings|webSettings|tableStyles|printerSettings)")
_SMALL = 20 << 20


def _asides(archive: zipfile.ZipFile, read: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """What parts say beside the paragraphs and cells that are `read` by place: properties, captions, charts, what tables keep.

    A workbook that a chart was drawn from is read like one that stands alone.
    """
    for member in archive.infolist():
        name = member.filename
        if name.endswith(".xlsx") and member.file_size < _SMALL:
            yield from ((_ASIDE, text) for _, text in read_sheets(BytesIO(archive.read(name))))
        if not name.lower().endswith((".xml", ".psmdcp")) or _LOOKS.search(name) or name.startswith("xl/worksheets/"):
            continue
        is_read = read.fullmatch(name) is not None
        if not is_read:
            yield from ((_ASIDE, text) for text in _texts(archive, name, "p"))
        with archive.open(name) as part:
            for element in _elements(part):
                for key, value in element.attrib.items():
                    if str(key).rpartition("}")[2] in _TOLD:
                        yield _ASIDE, str(value)
                if not is_read and len(element) == 0 and element.text:
                    yield _ASIDE, _whole(element.text)
                element.clear()


_KNOWN = re.compile(
    r".*\.(?:xml|rels|psmdcp|vml|xlsx|png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|wdp|ico|odttf|ttf|fntdata|sigs)|.*/|(?:.*/)?(?:printerSettings\d*|vba\w+)\.bin",
    re.IGNORECASE,
)


def has_unknown_parts(source: Source) -> bool:
    """Whether something lies in the file that no reader here opens: another document, a page of the net, a sound."""
    with zipfile.ZipFile(source) as archive:
        return any(
            not _KNOWN.fullmatch(it.filename) or _is_too_large(it) for it in archive.infolist()
        ) or disguised.has_disguised(archive)


def _is_too_large(member: zipfile.ZipInfo) -> bool:
    """A workbook in the file that is not looked into."""
    return member.filename.endswith(".xlsx") and member.file_size >= _SMALL


def _tables(archive: zipfile.ZipFile, name: str, place: str) -> Iterator[tuple[str, str]]:
    """Of each row of each table: its cells that may together say a number, and those under a head that says what they are."""
    row: list[tuple[str, str, str]] = []
    heads = Heads()
    paragraphs = column = 0
    with archive.open(name) as part:
        for element in _elements(part):
            tag = local(element)
            paragraphs += tag == "p"
            if tag == "tc":
                text = "".join(leaf.text or "" for leaf in element.iter() if local(leaf) == "t")
                row.append((str(column), f"{place} ย่อหน้า {paragraphs}", text))
                column += _width(element)
            elif tag == "tr":
                columns = [(column, text) for column, _, text in row]
                yield from ((f"{place} ตาราง", said) for said in heads.together(columns))
                yield from ((f"{place} ตาราง", name) for name in people(text for *_, text in row))
                for (_, where, text), (_, said) in zip(row, heads.read(columns), strict=True):
                    if said != text:
                        yield where, said
                row, column = [], 0
            elif tag == "tbl":
                heads = Heads()
            if tag in {"tc", "tr"}:
                element.clear()


def _width(cell: "etree._Element") -> int:
    """How many columns of the table it lies in."""
    said = next((value for it in cell.iter() if local(it) == "gridSpan" for value in it.attrib.values()), "1")
    return int(said) if str(said).isdecimal() else 1


def _formats(archive: zipfile.ZipFile) -> dict[str, str]:
    """The formats that part a number's digits, by what cells call them."""
    root = parse(archive, "xl/styles.xml")
    codes = {it.get("numFmtId"): it.get("formatCode") or "" for it in root.iter() if local(it) == "numFmt"}
    looks = (look for it in root if local(it) == "cellXfs" for look in it)
    named = ((str(number), codes.get(look.get("numFmtId"), "")) for number, look in enumerate(looks))
    return {number: code for number, code in named if number_formats.parts_digits(code)}


def _cells(
    archive: zipfile.ZipFile, name: str, title: str, shared: list[str], shown: set[int], formats: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The cells of a sheet and their rows; the strings of theirs are added to the `shown`."""
    row: list[tuple[str, str]] = []
    heads = Heads()
    with archive.open(name) as part:
        for element in _elements(part):
            tag = local(element)
            if tag == "c":
                row.append((element.get("r") or f"({len(row) + 1})", _cell(element, shared, shown, formats)))
                element.clear()
            elif tag == "row":
                columns = [(place.rstrip("0123456789"), text) for place, text in row]
                for (place, _), (_, text) in zip(row, heads.read(columns), strict=True):
                    if text:
                        yield f"ชีต {title} ช่อง {place}", text
                where = f"ชีต {title} แถว {element.get('r') or '?'}"
                yield from ((where, said) for said in heads.together(columns))
                yield from ((where, name) for name in people(text for _, text in row))
                row = []
                element.clear()
            elif tag in {"headerFooter", "dataValidation"}:
                yield f"ชีต {title}", _PRINTED.sub("\n", "\n".join(element.itertext()))
                element.clear()


def _cell(cell: "etree._Element", shared: list[str], shown: set[int], formats: Mapping[str, str]) -> str:
    parts = {local(child): child.text or "" for child in cell}
    value = parts.get("v", "")
    if cell.get("t") == "s":
        shown |= {int(value)} if value.isdigit() else set()
        return shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
    if cell.get("t") == "inlineStr":
        return "".join(leaf.text or "" for leaf in cell.iter() if local(leaf) == "t")
    whole, code = _whole(value), formats.get(cell.get("s") or "0")
    return number_formats.shown(whole, code) if code else whole


def _whole(value: str) -> str:
    """A long number in full that Excel keeps as 1.999900722108E+12; anything else as it is."""
    return f"{float(value):.0f}" if re.fullmatch(r"\d+\.0+|\d(?:\.\d+)?[Ee]\+?1[0-3]", value) else value


def read_slides(source: Source) -> Iterator[tuple[str, str]]:
    """The paragraphs of every slide, notes page and comment, with their place."""
    with zipfile.ZipFile(source) as archive:
        for name in archive.namelist():
            if found := _SLIDES.fullmatch(name):
                kind = "สไลด์" if found[1].startswith("slides") else "บันทึกย่อของสไลด์"
                for text in _texts(archive, name, "p"):
                    yield f"{kind} {found[2]}", text
                yield from _tables(archive, name, f"{kind} {found[2]}")
        yield from _asides(archive, _SLIDES)
        yield from corners.places(archive)
