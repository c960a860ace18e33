"""Reads what spans of a PDF page are marked as saying (ActualText) once: pdfium says it again with each run of a span.

Programs that mark a letter with its vowels and tones as one span draw them as several runs, and the next letter's stand between.
"""

import ctypes
import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from syncd.memo.pdf_ink import Box
from syncd.memo.pdf_letters import Letters
from syncd.memo.pdf_rows import BASELINE
from syncd.memo.pdf_things import Thing, address

_ASIDE = 0.3
"""Of the letter's size: how far a vowel or tone may stand out beside its letter, …"""
_AM = 1.0
"""… and how far ำ does."""
_LOOSE = re.compile(r"[\s\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\ue000-\uf8ff]+")
_NUMBER = re.compile(r"\d(?:[^\w\n]{0,3}\d)+")
_TWICE = re.compile("([ก-ฮ][\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]+)[^\n]{0,6}?\\1")


Marked = Sequence[tuple[Thing, int]]
"""The runs of a page that are marked as saying something, each with its span."""


def marked(things: Iterable[Thing]) -> Marked:
    """Those among the things of a page."""
    says: dict[int, bool] = {}
    runs = ((thing, _mark(thing.handle, says)) for thing in things if thing.kind == pdfium.FPDF_PAGEOBJ_TEXT)
    return [(thing, mark) for thing, mark in runs if mark]


class Spans:
    """The marked spans of one page's text."""

    def __init__(self, letters: Letters, marked: Marked) -> None:
        self._letters = letters
        self._said: dict[int, dict[int, list[int]]] = {}
        """The letters, by their number in the page's text, of each run of each span."""
        self._marked = {address(thing.handle): (mark, thing) for thing, mark in marked}
        for n, run in enumerate(letters.runs if self._marked else ()):
            if run in self._marked:
                self._said.setdefault(self._marked[run][0], {}).setdefault(run, []).append(n)

    def is_marked(self, n: int) -> bool:
        """Whether the letter is of a marked span: where it stands in it, nothing tells."""
        return self._letters.runs[n] in self._marked

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
        return min(runs, key=lambda run: self._letters.origin(runs[run][0])[0])


def belongs(run: Box, letter: Box, size: float, char: str) -> bool:
    """Whether a run of the letter's span stands where its vowels and tones do; elsewhere it says something of its own."""
    after = _AM if char == "ำ" else _ASIDE
    return run.left >= letter.left - _ASIDE * size and run.right <= letter.right + after * size


def text_of(letters: Letters, marked: Marked, chars: Sequence[str] = ()) -> str:
    """The page's text, what spans say but once: as it is, or of these `chars`, one for each letter."""
    text: str = "".join(chars) or letters.textpage.get_text_range()
    if not marked or not _TWICE.search(text):
        return text
    again = Spans(letters, marked).again()
    if not again:
        return text
    said, blank, base, was_again = "", "", 0.0, False
    for n, char in enumerate(chars or letters.chars):
        if n in again:
            was_again = True
        elif char.isspace():
            blank += char
        else:
            _, y = letters.origin(n)
            goes_on = was_again and abs(y - base) < BASELINE  # a blank or break only for the run that is left out
            said += char if goes_on else blank + char
            blank, base, was_again = "", y, False
    return said


def drawn(page: pypdfium2.PdfPage, said: str, marked: Marked) -> str:
    """The lines that the letters of the page make if nothing is marked as saying something else, but for those `said`.

    In the others numbers are left out that are said as well: there stands what they are numbers of.

    The marks are taken off the page as it was opened; "" if it has none.
    """
    if not marked:
        return ""
    for thing, _ in marked:
        _unmark(thing.handle)
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
    for n in range(pdfium.FPDFPageObj_CountMarks(handle)):
        mark = pdfium.FPDFPageObj_GetMark(handle, n)
        key = address(mark)
        if key not in says:
            says[key] = bool(pdfium.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, ctypes.c_ulong()))
        if says[key]:
            return key
    return 0
