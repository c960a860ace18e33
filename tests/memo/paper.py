"""Writes memos as a clerk's Word would, for tests of how they are read."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx

from syncd.memo import documents
from syncd.model.document import Document

UNIT = "กลุ่มนโยบายและแผน สำนักงานเขตพื้นที่การศึกษาประถมศึกษาชัยภูมิ เขต ๓"
OFFICE = "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาชัยภูมิ เขต ๓"
HEAD = (
    "บันทึกข้อความ",
    f"ส่วนราชการ {UNIT}",
    "ที่ ศธ ๐๔๐๔๐/๑๒๓\tวันที่ ๒๐ กรกฎาคม ๒๕๖๓",
    "เรื่อง ขอเผยแพร่แผนปฏิบัติการประจำปี",
    f"เรียน {OFFICE}",
)
BODY = ("ตามที่ได้จัดทำแผนปฏิบัติการประจำปีแล้วเสร็จ นั้น", "เห็นควรนำข้อมูลเผยแพร่ทางเว็บไซต์", "จึงเรียนมาเพื่อโปรดพิจารณา")
PROPOSER = ("(นางสาวพิมพ์ชนก ใจซื่อ)", "นักวิชาการคอมพิวเตอร์ปฏิบัติการ", "")
UNIT_DIRECTOR = ("- อนุมัติ", "", "(นายธีรพงษ์ สุวรรณกุล)", "ผู้อำนวยการกลุ่มนโยบายและแผน", "......./......./.......", "")
NAME = "(นายสมเกียรติ ศรีอุดมชัย)"
_DOCUMENTS = Path(__file__).parent.parent / "documents"
SAVED = {"doc": _DOCUMENTS / "word97.zip", "rtf": _DOCUMENTS / "rtf.zip", "odt": _DOCUMENTS / "odt.zip"}


def director(*decision: str, day: str = "๒๑ ก.ค. ๖๓") -> tuple[str, ...]:
    """The office director's block."""
    return (*decision, "", NAME, OFFICE, day)


def write(path: Path, paragraphs: Sequence[str], change: Callable[[Any], None] = lambda _: None) -> Path:
    """A DOCX of these paragraphs, changed before it is saved."""
    paper = docx.Document()
    for paragraph in paragraphs:
        paper.add_paragraph(paragraph)
    change(paper)
    paper.save(str(path))
    return path


def samples(kind: str) -> list[str]:
    """What LibreOffice saved as this kind, by name."""
    with zipfile.ZipFile(SAVED[kind]) as archive:
        return sorted(name.removesuffix(f".{kind}") for name in archive.namelist())


def saved(folder: Path, kind: str, name: str, named: str = "") -> Path:
    """One of them, under its own name or another."""
    path = folder / (named or f"{name}.{kind}")
    with zipfile.ZipFile(SAVED[kind]) as archive:
        path.write_bytes(archive.read(f"{name}.{kind}"))
    return path


def read(path: Path) -> Document:
    """The document, read in this process."""
    return documents.read_document(path, path.name, path.stat().st_size, "0" * 64)


def memo(tmp_path: Path, *last: str, change: Callable[[Any], None] = lambda _: None) -> Document:
    """A usual memo, read, whose last block is `last`."""
    return read(write(tmp_path / "memo.docx", (*HEAD, *BODY, *PROPOSER, *UNIT_DIRECTOR, *last), change))
