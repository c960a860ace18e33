"""Reads what spans of a PDF page are marked as saying (ActualText) once: pdfium says it again with each run of a span.

Programs that mark a letter with its vowels and tones as one span draw them as several runs, and the next letter's stand between.
"""

import ctypes
import re
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from syncd.memo.pdf_drawn import BASELINE
from syncd.memo.pdf_ink import Box
from syncd.memo.pdf_things import Thing, address, things

_ASIDE = 0.3
"""Of the letter's size: how far a vowel or tone may stand out beside its letter, …"""
_AM = 1.0
"""… and how far ำ does."""
_LOOSE = re.compile(r"[\s\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\ue000-\uf8ff]+")
_NUMBER = re.compile(r"\d(?:[^\w\n]{0,3}\d)+")
_TWICE = re.compile("([ก-ฮ][\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]+)[^\n]{0,6}?\\1")


class Spans:
    """The marked spans of one page's text."""

    def __init__(self, textpage: Any, letters: int, things: Iterable[Thing]) -> None:
        self._textpage = textpage
        self._said: dict[int, dict[int, list[int]]] = {}
        """The letters, by their number in the page's text, of each run of each span."""
        says: dict[int, bool] = {}
        runs = ((thing, _mark(thing.handle, says)) for thing in things if thing.kind == pdfium.FPDF_PAGEOBJ_TEXT)
        self._marked = {address(thing.handle): (mark, thing) for thing, mark in runs if mark}
        for n in range(letters if self._marked else 0):
            run = address(pdfium.FPDFText_GetTextObject(textpage, n))
            if run in self._marked:
                self._said.setdefault(self._marked[run][0], {}).setdefault(run, []).append(n)

    def marked(self, n: int) -> int | None:
        """The run with the letter, if it is of a marked span: where such a letter stands in it, nothing tells."""
        run = address(pdfium.FPDFText_GetTextObject(self._textpage, n)) if self._marked else 0
        return run if run in self._marked else None

    def again(self) -> frozenset[int]:
        """The letters that say what the first run of their span said."""
        return frozenset(n for runs in self._said.values() for numbers in list(runs.values())[1:] for n in numbers)

    def beside_letter(self) -> frozenset[int]:
        """The letters that say what the run with the letter itself says; its vowels and tones are drawn from its end on."""
        others = ((run, numbers) for runs in self._said.values() for run, numbers in runs.items() if run != self._begins(runs))
        return frozenset(n for _, numbers in others for n in numbers)

    def others(self) -> dict[int, tuple[Box, list[Box]]]:
        """By the run with the letter itself, where it and the other runs of its span are drawn, if there are any."""
        placed: dict[int, dict[int, Box]] = {}
        for run, (mark, thing) in self._marked.items():
            placed.setdefault(mark, {})[run] = Box(thing.left, thing.bottom, thing.right, thing.top)
        letters = {mark: self._begins(runs) for mark, runs in self._said.items()}
        return {
            run: (placed[mark].pop(run), list(placed[mark].values()))
            for mark, run in letters.items()
            if len(placed.get(mark, {})) > 1 and run in placed[mark]
        }

    def _begins(self, runs: dict[int, list[int]]) -> int:
        return min(runs, key=lambda run: _origin(self._textpage, runs[run][0]))


def belongs(run: Box, letter: Box, size: float, char: str) -> bool:
    """Whether a run of the letter's span stands where its vowels and tones do; elsewhere it says something of its own."""
    after = _AM if char == "ำ" else _ASIDE
    return run.left >= letter.left - _ASIDE * size and run.right <= letter.right + after * size


def text_of(textpage: pypdfium2.PdfTextPage) -> str:
    """The page's text as it is, what spans say but once."""
    text: str = textpage.get_text_range()
    if not _TWICE.search(text):
        return text
    raw, letters = textpage.raw, textpage.count_chars()
    again = Spans(raw, letters, things(textpage.page, only_pictures=True)).again()
    if not again:
        return text
    said, blank, base, was_again = "", "", 0.0, False
    x, y = ctypes.c_double(), ctypes.c_double()
    for n in range(letters):
        char = chr(pdfium.FPDFText_GetUnicode(raw, n))
        if n in again:
            was_again = True
        elif char.isspace():
            blank += char
        else:
            pdfium.FPDFText_GetCharOrigin(raw, n, x, y)
            goes_on = was_again and abs(y.value - base) < BASELINE  # a blank or break only for the run that is left out
            said += char if goes_on else blank + char
            blank, base, was_again = "", y.value, False
    return said


def drawn(page: pypdfium2.PdfPage, said: str) -> str:
    """The lines that the letters of the page make if nothing is marked as saying something else, but for those `said`.

    In the others numbers are left out that are said as well: there stands what they are numbers of.

    The marks are taken off the page as it was opened; "" if it has none.
    """
    letters = (thing.handle for thing in things(page, only_pictures=True) if thing.kind == pdfium.FPDF_PAGEOBJ_TEXT)
    marked = [handle for handle in letters if _mark(handle, {})]
    if not marked:
        return ""
    for handle in marked:
        _unmark(handle)
    known = set(map(_firm, said.splitlines()))
    with closing(page.get_textpage()) as textpage:
        lines = (line for line in textpage.get_text_range().splitlines() if _firm(line) not in known)
        return "\n".join(_NUMBER.sub(lambda number: "" if number[0] in said else number[0], line) for line in lines)


def _firm(line: str) -> str:
    """The line without what fonts have no right code for, which is why letters are marked: vowels and tones over and under."""
    return _LOOSE.sub("", line)


def _unmark(handle: Any) -> None:
    for n in reversed(range(pdfium.FPDFPageObj_CountMarks(handle))):
        pdfium.FPDFPageObj_RemoveMark(handle, pdfium.FPDFPageObj_GetMark(handle, n))


def _mark(handle: Any, says: dict[int, bool]) -> int:
    """Which span the run is of; 0 for none that is marked as saying something. `says` remembers it of each mark of the page."""
    for n in range(pdfium.FPDFPageObj_CountMarks(handle) if handle else 0):
        mark = pdfium.FPDFPageObj_GetMark(handle, n)
        key = address(mark)
        if key not in says:
            says[key] = bool(pdfium.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, ctypes.c_ulong()))
        if says[key]:
            return key
    return 0


def _origin(textpage: Any, n: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, n, x, y)
    return x.value
