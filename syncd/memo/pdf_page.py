"""Reads the letters of one page of a PDF into lines by place: those that a person can see, and doubts about the others."""

import pypdfium2
import pypdfium2.raw as pdfium

from syncd import thai
from syncd.memo import stamps
from syncd.memo.page import Line
from syncd.memo.pdf_drawn import Drawn
from syncd.memo.pdf_fonts import Codes, Fonts, is_misplaced
from syncd.memo.pdf_ink import Box, Ink
from syncd.memo.pdf_letters import Letters
from syncd.memo.pdf_looks import HIDDEN, SLANTED, Looks
from syncd.memo.pdf_rows import Letter, Row, Rows
from syncd.memo.pdf_spans import Spans, belongs, marked
from syncd.memo.pdf_things import things

ANNOTATED = "มีข้อความหรือเครื่องหมายที่เขียนทับไว้บนหน้า PDF (annotation) ซึ่งระบบอ่านไม่ได้"
MISPLACED = "มีสระหรือวรรณยุกต์ที่พิมพ์ไว้คนละที่กับที่ข้อความของไฟล์บอก"
OVERLAID = "มีเครื่องหมายพิมพ์ทับตัวอักษร"
UNCODED = "มีตัวอักษรที่เห็นบนหน้าแต่ไม่มีในชั้นข้อความ"

_MOST_ALONE = 6
"""Tones by themselves that a page may show: of more, words could be made."""
_SILENT = frozenset("\0\xad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff")
"""Codes that say nothing."""
_UNKNOWN = "\ufffd"
"""Said of a letter without a code whose number in the font is that of a sign."""
_OVER = 0.6
"""Of its size: a letter that begins so much before the end of a sign stands under it."""
_LOWEST_LINK = 6.0
"""Points: the frame of a lower one is a line through words."""
_HARMLESS_ANNOTATIONS = {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP}


def _shown(page: pypdfium2.PdfPage) -> Box:
    """The part of the paper that is shown."""
    return Box(*page.get_bbox())


def _is_low(annotation: object) -> bool:
    place = pdfium.FS_RECTF()
    return not pdfium.FPDFAnnot_GetRect(annotation, place) or abs(place.top - place.bottom) < _LOWEST_LINK


class PageReading:
    """Reads one page; gathers its doubts on the way. Its ink is accounted for by the letters that were read."""

    def __init__(self, number: int, page: pypdfium2.PdfPage, letters: Letters, *, swapped: frozenset[str], codes: Codes) -> None:
        self.number = number
        self.page = page
        self._letters = letters
        self.doubts: list[str] = []
        self.frame = _shown(page)
        self.things = list(things(page))
        self.ink = Ink(page, self.frame)
        self.drawn = Drawn(number, self.frame, self.ink)
        self._fonts = Fonts(letters, codes)
        self._alone: list[int] = []
        self._swapped = swapped
        self._looks = Looks(letters, self.things)
        self._spans = Spans(letters, marked(self.things))
        self._beside = self._spans.others()
        if page.get_rotation():
            self.doubts.append(SLANTED)
        if any(self._annotation(n) not in _HARMLESS_ANNOTATIONS for n in range(pdfium.FPDFPage_GetAnnotCount(page))):
            self.doubts.append(ANNOTATED)

    def _annotation(self, number: int) -> int:
        annotation = pdfium.FPDFPage_GetAnnot(self.page, number)
        try:
            kind = int(pdfium.FPDFAnnot_GetSubtype(annotation))
            if stamps.is_signature(annotation):
                return int(pdfium.FPDF_ANNOT_POPUP)  # shows nothing, or was made a part of the page
            if kind == pdfium.FPDF_ANNOT_LINK and (pdfium.FPDFAnnot_HasKey(annotation, b"AP") or _is_low(annotation)):
                return int(pdfium.FPDF_ANNOT_UNKNOWN)
            return kind
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)

    def lines(self) -> list[Line]:
        """The visible lines. Letters are put in order by where they stand: producers draw some fonts' letters later."""
        found = []
        for base, letters in self._rows():
            letters.sort(key=lambda letter: letter.x)
            text, words, end, signed = "", list[tuple[float, float]](), 0.0, 0.0
            for letter in letters:
                if text and letter.x - end > letter.size:  # wider than three blanks: another column
                    found.append(self._line(text, words, base))
                    text, words = "", []
                if text and signed - letter.x > _OVER * letter.size:
                    self._doubt(OVERLAID)
                if text and letter.x - end > 0.16 * letter.size and not text.endswith(" "):
                    text += " "  # a gap that the producer drew without a blank
                begins = not text or text.endswith(" ")
                text += letter.text
                end = max(end, letter.end)
                signed = signed if letter.text[0].isalnum() else max(signed, letter.end)
                if begins:
                    words.append((letter.x, letter.end))
                words[-1] = (words[-1][0], end)
            found.append(self._line(text, words, base))
        return [line for line in found if line.text]

    def _rows(self) -> list[Row]:
        """Visible letters with the marks and blanks that follow them, by baseline."""
        rows, runs, before = Rows(), self._letters.runs, 0
        box = pdfium.FS_RECTF()
        again = self._spans.beside_letter()
        for n in range(self._letters.count):
            if n in again:
                continue
            char = self._char(n)
            if char.isspace() or char in _SILENT:
                self._look_for_letter(n)
            if char in "\r\n\ufffe" or (char.isspace() and not rows.letters()):
                continue
            if char.isspace():
                rows.letters()[-1].text += "" if self._is_supposed(n, again) else " "
                continue
            toned = (it for it in reversed(rows.letters()) if len(it.text) > 1 and it.text[0] == char)
            if (last := next((end for it in toned if (end := self._repeats(n, it)) is not None), None)) is not None:
                again |= frozenset(range(n, last + 1))
                continue
            why, size = self._looks.of(n)
            if why is not None:
                self._doubt(why)
                continue
            x, y = self._letters.origin(n)
            if (last := self._lone_tone(n, size, y, rows)) is not None:
                again |= frozenset(range(n, last + 1))
                continue
            pdfium.FPDFText_GetLooseCharBox(self._letters.raw, n, box)
            tight = self._letters.box(n)
            self._look_for_ink(char, tight, Box(box.left, box.bottom, box.right, box.top))
            self.drawn.keep(char, f"{self._fonts.of(n)} {size:.0f}", x, y, tight)
            right = self._end(n, char, size, tight, box.right)
            if not (self.frame.left <= x <= self.frame.right and self.frame.bottom <= y <= self.frame.top):
                self._doubt(HIDDEN)
                continue
            self._look_for_place(n, char, tight, y)
            letter = Letter(x, max(x, right), size, char)
            is_half = self._is_half(n, char)
            if is_half or thai.is_mark(char):
                rows.add_mark(letter, y, tight, apart=not is_half and runs[n] != before)
            else:
                rows.add(letter, y)
            before = runs[n]
        return rows.whole()

    def _char(self, n: int) -> str:
        char = self._fonts.char(n)
        if char.isascii():
            return _UNKNOWN if self._letters.is_uncoded(n) else char
        return "า" if char == "ำ" and self._swapped and self._fonts.of(n) in self._swapped else char

    def _is_half(self, n: int, char: str) -> bool:
        """Whether the letter is the upper half of ำ without a code of its own: some fonts draw it beyond the lower one."""
        if char.isascii() or "\u0e00" <= char <= "\u0e7f" or not 0 < n < self._letters.count - 1:
            return False
        return thai.is_half_am(self._char(n - 1) + char + self._char(n + 1))

    def _repeats(self, n: int, letter: Letter) -> int | None:
        """The last letter of those from this one on that are but a tone over a letter before, coded as that letter with it.

        None: they are letters of their own. Typst draws a raised tone by itself, and its font's table gives the whole for it.
        """
        end = n + len(letter.text)
        boxes = [self._letters.box(m) for m in range(n, end)] if "".join(self._letters.chars[n:end]) == letter.text else []
        if not boxes or len(set(self._letters.runs[n:end])) > 1:
            return None
        box = Box(boxes[0].left, boxes[0].bottom, max(one.right for one in boxes), boxes[0].top)
        is_small = (
            box.top - box.bottom < 0.36 * letter.size and box.right - box.left < 0.5 * letter.size
        )  # as no word can be read
        if not is_small or not letter.x <= (box.left + box.right) / 2 <= letter.end + 0.2 * letter.size:
            return None
        self.ink.explain(box)
        return end - 1

    def _lone_tone(self, n: int, size: float, base: float, rows: Rows) -> int | None:
        """The last letter of a run that is but a tone on a line where nothing else stands, coded as its letter with it.

        So Chromium leaves on a page the tones of the line that begins the next one. None: it is a letter.
        """
        last, runs = n, self._letters.runs
        while last + 1 < len(runs) and runs[last + 1] == runs[n] and thai.is_mark(self._char(last + 1)):
            last += 1
        if last == n or len(self._alone) == _MOST_ALONE or rows.has(base):
            return None
        boxes = [self._letters.box(m) for m in range(n, last + 1)]
        box = Box(boxes[0].left, min(it.bottom for it in boxes), boxes[-1].right, max(it.top for it in boxes))
        if box.bottom < base + 0.4 * size or box.top - box.bottom > 0.6 * size or box.right - box.left > 0.5 * size:
            return None
        self._alone.append(n)
        self.ink.explain(box)
        return last

    def _is_supposed(self, n: int, again: frozenset[int]) -> bool:
        """Whether pdfium supposes the blank only beside a mark, or runs of a span that are passed over: a real gap is seen by its
        place.
        """
        if not pdfium.FPDFText_IsGenerated(self._letters.raw, n):
            return False
        is_beside = bool({n - 1, n + 1} & again) or (bool(self._beside) and self._letters.runs[n - 1] in self._beside)
        return is_beside or any(map(thai.is_mark, self._letters.chars[max(n - 1, 0) : n + 2]))

    def _end(self, n: int, char: str, size: float, tight: Box, right: float) -> float:
        """Where the letter ends with the other runs of its span, whose ink is accounted for with its own."""
        letter, beside = self._beside.get(self._letters.runs[n], (tight, []))
        for run in beside:
            if belongs(run, letter, size, char):
                self.ink.explain(run)
                right = max(right, run.right)
        return right

    def _look_for_ink(self, char: str, tight: Box, loose: Box) -> None:
        """Whether the letter is on the page as a viewer shows it, not only in what the page says."""
        if char.isalnum() and not self.ink.shows(tight):
            self._doubt(HIDDEN)
        self.ink.explain(tight)
        self.ink.explain(loose, 0.0)

    def _look_for_place(self, n: int, char: str, tight: Box, base: float) -> None:
        """Whether a vowel or tone stands where it does in writing; in a marked span nothing tells."""
        if is_misplaced(char, tight, base) and not self._spans.is_marked(n) and not self._fonts.has_changed_places(n):
            self._doubt(MISPLACED)

    def _look_for_letter(self, n: int) -> None:
        """Whether what the text says is a blank, or nothing, shows something on the page."""
        box = self._letters.box(n)
        has_place = min(box.right - box.left, box.top - box.bottom) > 1 and not pdfium.FPDFText_IsGenerated(self._letters.raw, n)
        if has_place and self.ink.shows(box):
            self._doubt(UNCODED)

    def _line(self, text: str, words: list[tuple[float, float]], base: float) -> Line:
        left, right = (words[0][0], words[-1][1]) if words else (0.0, 0.0)
        text = thai.normalise(text)
        stand = tuple((start - self.frame.left, end - self.frame.left) for start, end in words)
        known = stand if len(stand) == len(text.split(" ")) else ()
        return Line(self.number, left - self.frame.left, right - self.frame.left, self.frame.top - base, text, words=known)

    def _doubt(self, why: str) -> None:
        if why not in self.doubts:
            self.doubts.append(why)
