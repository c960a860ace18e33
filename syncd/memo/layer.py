"""What a text layer behind a page's picture says otherwise than the picture, which is what a person sees. Pure.

Scanners and earlier OCR put such layers there; so can anybody who wants a machine to read what stands nowhere.
"""

from collections import Counter
from collections.abc import Iterable

from syncd import thai
from syncd.memo import signature_lines, words
from syncd.memo.page import Line
from syncd.model.approval import Word

_DECIDES = {Word.APPROVED: "อนุมัติ", Word.REFUSED: "ไม่อนุมัติ", Word.CORRECT: "ให้แก้ไข"}
_NUMBERED = ("ที่", "วันที่")


def difference(layer: str, seen: Iterable[Line], page: int) -> str | None:
    """Thai: the decisions, names, numbers and dates that the layer has and the picture has not, or the other way round.

    `layer` is the page's text as it is, `seen` what OCR reads. None: either says nothing, or the layer nothing else.
    """
    lines = [line for line in thai.normalise(layer).splitlines() if line.strip()]
    shown = [line.text for line in seen if line.page == page]
    if not lines or not shown:
        return None
    there, here = _said(lines), _said(shown)
    parts = [
        f"{name}: ในชั้นข้อความ “{_listed(there[name] - here[name])}” ในภาพ “{_listed(here[name] - there[name])}”"
        for name in there
        if there[name] != here[name]
    ]
    return f"ข้อความที่ซ่อนอยู่หลังภาพหน้า {page} ไม่ตรงกับภาพ ({' · '.join(parts)})" if parts else None


def _said(lines: Iterable[str]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {"คำสั่ง": Counter(), "ชื่อ": Counter(), "เลขที่และวันที่": Counter()}
    for line in lines:
        squeezed = thai.squeeze(line)
        if decided := _DECIDES.get(words.read(squeezed)):
            found["คำสั่ง"][decided] += 1
        elif name := signature_lines.name_in(line):
            found["ชื่อ"][thai.squeeze(name)] += 1
        elif squeezed.startswith(_NUMBERED) and any(sign.isdigit() for sign in squeezed):
            found["เลขที่และวันที่"][thai.arabic(squeezed)] += 1
    return found


def _listed(said: Counter[str]) -> str:
    return ", ".join(said.elements()) or "ไม่มี"
