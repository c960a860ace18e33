"""Tells from the words of a field, a formula or a line of values what they make a program do. Pure."""

import re
from collections.abc import Iterator

from syncd.memo.links import Lead, is_elsewhere, lead
from syncd.model.document import FaultKind

Act = tuple[FaultKind, str]
"""A kind of fault and, in Thai, what it is about."""

DDE: Act = (FaultKind.ACTIVE, "มีคำสั่งเรียกโปรแกรมอื่น (DDE)")
RUNS: Act = (FaultKind.ACTIVE, "มีลิงก์หรือปุ่มที่เปิดโปรแกรมหรือสคริปต์")
FETCHED: Act = (FaultKind.ACTIVE, "เปิดแล้วจะดึงไฟล์จากเครื่องอื่นมาทำงาน")
SHARE: Act = (FaultKind.LINKED, "มีลิงก์ไปยังไฟล์ในเครื่องอื่นของเครือข่าย")
OTHER_FILE: Act = (FaultKind.LINKED, "มีลิงก์ไปยังสมุดงานหรือข้อมูลภายนอก (ตัดลิงก์ได้ที่เมนู ข้อมูล > แก้ไขการเชื่อมโยง)")
PICTURE: Act = (FaultKind.LINKED, "มีภาพหรือสื่อที่ไม่ได้อยู่ในไฟล์ แต่ดึงมาจากที่อื่นเมื่อเปิด")
QUERY: Act = (FaultKind.LINKED, "มีการเชื่อมต่อฐานข้อมูลหรือเว็บ")

_FIELD_DDE = re.compile(r"(?<![\w/.:-])DDE(?:AUTO)?(?:\s|$)", re.IGNORECASE)
_FIELD_CODES = re.compile(r"\bQUOTE(?:\s+\"?\d{2,3}\"?){3}", re.IGNORECASE)
_FIELD_ADDRESS = re.compile(
    r"\b(INCLUDETEXT|INCLUDEPICTURE|LINK|RD|IMPORT|DATABASE|HYPERLINK)\s+(?:(?:[^\s\"“]+\s+)?[\"“]([^\"”]*)[\"”]|([^\s\"“]+))",
    re.IGNORECASE,
)
_NOT_KEPT = re.compile(r"[^\n]*\\d\b", re.IGNORECASE)
"""Of a picture: Word is to fetch it each time; one without this was fetched once and lies in the file."""
_FORMULA_DDE = re.compile(
    r"(?:^|[=(,+\-&*/ ])'?[A-Za-z][\w.]*'?\s*\|\s*'?[^|!]*!|\b(?:CALL|REGISTER(?:\.ID)?|EXEC|FOPEN|RUN|DDE)\s*\(", re.IGNORECASE
)
_FORMULA_FETCH = re.compile(
    r"(?:\b|_)(?:WEBSERVICE|IMAGE|RTD|IMPORT(?:XML|HTML|DATA|FEED|RANGE)|STOCKHISTORY|SQL\.REQUEST|XLWS\.PY)\s*\(", re.IGNORECASE
)
_FORMULA_FILE = re.compile(r"'?(?:[a-z]+:)?[/\\]{2}[^']*\[[^\]]+\]|\['?(?:[a-z]+:)?[/\\]{2}[^\]]*\]", re.IGNORECASE)
_FORMULA_LINK = re.compile(r"HYPERLINK\s*\(\s*\"([^\"]*)\"", re.IGNORECASE)
_CELL = re.compile(r"(?:^|[,;\t])\s*\"?\s*[=+\-@]([^,;\t]*)")
_CELL_LINK = re.compile(r"^HYPERLINK\s*\(", re.IGNORECASE)

_SCRIPT = re.compile(
    r"<\?php|<script[\s>]"
    r"|\b(?:CreateObject|ActiveXObject)\s*\(\s*[\"'](?:WScript|Shell|MSXML|ADODB|Scripting)\."
    r"|\bnew\s+ActiveXObject\s*\(|\bGetObject\s*\(\s*[\"']winmgmts|^\s*On Error Resume Next\b"
    r"|\b(?:certutil|bitsadmin|regsvr32|rundll32|mshta|wscript|cscript)(?:\.exe)?\s+[/\-\"\w][^\n]{0,80}(?:https?:|\.(?:exe|dll|js|vbs|hta|sct)\b)"
    r"|\bpowershell(?:\.exe)?\s+-(?:e|nop|w|ex|c|f)|\bIEX\s*\(|\bNew-Object\s+(?:System\.)?Net\.WebClient"
    r"|\A\s*(?:<[a-z!?][^<>]*>|ID;P|WEB\s+1\s)|^MIME-Version:\s*1|^import (?:os|sys|socket|subprocess|ctypes)\b"
    r"|^\s*(?:@echo\s+off|Windows Registry Editor|\[InternetShortcut\]|%!PS|#!\s*/)",
    re.IGNORECASE | re.MULTILINE,
)
"""Words that begin, or make, a script of Windows, of a web server or of a printer."""


def field(instruction: str) -> Iterator[Act]:
    """Of a field of Word or RTF, by its whole instruction."""
    if _FIELD_DDE.search(instruction) or _FIELD_CODES.search(instruction):
        yield DDE
    for found in _FIELD_ADDRESS.finditer(instruction):
        word, address = found[1].upper(), (found[2] or found[3] or "").replace("\\\\", "\\")
        leads = lead(address)
        if leads is Lead.RUNS:
            yield RUNS
        elif word in {"INCLUDETEXT", "IMPORT", "LINK", "RD", "DATABASE"}:
            yield FETCHED if is_elsewhere(address) else OTHER_FILE
        elif leads is Lead.MACHINE:
            yield SHARE
        elif word == "INCLUDEPICTURE" and _NOT_KEPT.match(instruction, found.end()):
            yield PICTURE


def formula(text: str) -> Iterator[Act]:
    """Of a formula of a workbook."""
    if _FORMULA_DDE.search(text):
        yield DDE
    if _FORMULA_FETCH.search(text):
        yield QUERY
    if _FORMULA_FILE.search(text):
        yield OTHER_FILE
    for link in _FORMULA_LINK.finditer(text):
        leads = lead(link[1])
        if leads is not Lead.PLAIN:
            yield RUNS if leads is Lead.RUNS else SHARE


def line(text: str) -> Iterator[Act]:
    """Of a line of values parted by commas, semicolons or tabs, which Excel takes for formulas where they begin so."""
    for cell in _CELL.finditer(text):
        said = cell[1].strip()
        yield from formula(said)
        if _CELL_LINK.match(said):
            yield QUERY


def is_script(text: str) -> bool:
    """Whether a plain text is a program's, whatever it is called."""
    return _SCRIPT.search(text) is not None
