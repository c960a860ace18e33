"""Reads PDFs with pdfium: the words a person can see and where they stand, and the pages that are only pictures."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from types import MappingProxyType

import pypdfium2
import pypdfium2.raw as pdfium

from syncd.memo import pdf_fonts, pdf_outlines, pdf_spans, pdf_tones, stamps
from syncd.memo.beside import Look
from syncd.memo.page import Line, Mark, Text
from syncd.memo.pdf_letters import Letters
from syncd.memo.pdf_marks import marks_beside
from syncd.memo.pdf_page import PageReading
from syncd.memo.pdf_shapes import LIES, Shapes
from syncd.memo.pdf_spans import text_of
from syncd.memo.pdf_things import things
from syncd.memo.source import Source

_PAGE_IMAGE = 0.55
"""Pictures over this share of the page make it a scan."""


class DamagedError(Exception):
    """The file cannot be opened as a PDF."""


class EncryptedError(Exception):
    """The file needs a password to be read."""


def open_pdf(source: Source) -> "closing[pypdfium2.PdfDocument]":
    """The document, to be closed. Raises DamagedError, EncryptedError."""
    try:
        return closing(pypdfium2.PdfDocument(source))
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise EncryptedError from error
        raise DamagedError(str(error)) from error


@dataclass(frozen=True, slots=True)
class PlainPage:
    """What one look at a page tells, before anybody asks what can be seen on it."""

    text: str
    """Its whole text layer as it is."""
    drawn: str
    """What its letters say that are marked as saying something else."""
    runs: pdf_fonts.Runs
    """The same, by font."""
    is_miscoded: bool
    """Whether letters have no codes, or vowels and tones others'."""
    is_picture: bool
    """Or shows what is not text."""
    looks: tuple[Look, ...]
    """Of what can be read beside its text, pictures and drawn letters; none if it is all a picture."""
    has_over: bool
    """Whether stamps, notes or fields are laid over it."""


def plain_pages(document: pypdfium2.PdfDocument) -> Iterator[PlainPage]:
    """Look at each page once: opening it is a good part of what reading it costs."""
    for page in _pages(document):
        with closing(page), closing(page.get_textpage()) as textpage:
            letters, drawn = Letters(textpage), list(things(page))
            marked = pdf_spans.marked(drawn)
            text = text_of(letters, marked)
            width, height = page.get_size()
            images = [thing for thing in drawn if thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE]
            covered = sum(image.area for image in images) > _PAGE_IMAGE * width * height
            empty = len(text.strip()) < 10 and (bool(images) or len(drawn) > 20)  # noqa: PLR2004 - outlines or a picture, no words
            is_picture = covered or empty
            looks = () if is_picture else tuple(look for _, look in pdf_outlines.to_read(document, page, letters, drawn))
            runs, is_miscoded = pdf_fonts.Fonts(letters, {}).runs(text), pdf_tones.are_miscoded(letters)
            drawn_text, has_over = pdf_spans.drawn(page, text, marked), stamps.lie_over(page)
            yield PlainPage(text, drawn_text, runs, is_miscoded, is_picture, looks, has_over)


def runs(document: pypdfium2.PdfDocument, codes: pdf_fonts.Codes) -> Iterator[pdf_fonts.Runs]:
    """Of each page what its text layer says by font, with these codes put right."""
    for page in _pages(document):
        with closing(page), closing(page.get_textpage()) as textpage:
            letters = Letters(textpage)
            fonts = pdf_fonts.Fonts(letters, codes)
            yield fonts.runs(text_of(letters, pdf_spans.marked(things(page)), fonts.chars()))


def texts(document: pypdfium2.PdfDocument) -> Iterator[str]:
    """Of each page its whole text layer as it is."""
    for page in _pages(document):
        with closing(page), closing(page.get_textpage()) as textpage:
            yield text_of(Letters(textpage), pdf_spans.marked(things(page)))


def laid_over(document: pypdfium2.PdfDocument, pages: Collection[int], scans: frozenset[int]) -> Iterator[tuple[int, str, bool]]:
    """Of each of the pages (from 1) with stamps, notes or fields laid over it, hidden ones too: its number, the words they show,
    and whether they show a picture that may hold writing (on `scans` nobody can tell). They become a part of their pages: read
    nothing else afterwards.
    """
    for number, page in _some_pages(document, pages):
        if not stamps.lie_over(page):  # no more: what a signature shows was made a part of the page
            page.close()
            continue
        before, had_written = _shown(document, page)
        stamps.reveal(page)
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        page.close()
        with closing(document[number - 1]) as now:
            after, has_written = _shown(document, now)
        more = "\n".join(line for line in after if line not in before)
        yield number, more, has_written and not had_written and number not in scans


def _shown(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> tuple[list[str], bool]:
    """The lines of the page's text, and whether there is more to read beside it."""
    with closing(page.get_textpage()) as textpage:
        letters, drawn = Letters(textpage), list(things(page))
        looks = pdf_outlines.to_read(document, page, letters, drawn)
        return text_of(letters, pdf_spans.marked(drawn)).splitlines(), any(look is not Look.PLAIN for _, look in looks)


def visible_text(
    document: pypdfium2.PdfDocument,
    *,
    swapped: frozenset[str] = frozenset(),
    codes: pdf_fonts.Codes = MappingProxyType({}),
    skip: frozenset[int] = frozenset(),
) -> Text:
    """The words that a person sees, by place; what is hidden is left out and makes a doubt.

    The fonts `swapped` say ำ for every า, `codes` are those of others; of the pages (from 1), `skip` are pictures.
    """
    lines: list[Line] = []
    marks: list[Mark] = []
    doubts: list[str] = []
    shapes = Shapes()
    for number, page in _some_pages(document, [number for number in range(1, len(document) + 1) if number not in skip]):
        if boxes := stamps.put_down(page):
            page.close()
            page = document[number - 1]  # noqa: PLW2901 - the same page as it is now
        with closing(page), closing(page.get_textpage()) as textpage:
            reading = PageReading(number, page, Letters(textpage), swapped=swapped, codes=codes)
            seen = reading.lines()
            beside = marks_beside(number, reading.frame, reading.things, seen, reading.ink)
            own, drawn, is_odd = stamps.without(boxes, seen, beside)
            reading.drawn.compare(own, shapes)
            lines += own
            marks += drawn
            doubts += [*reading.doubts, *([stamps.STAMPED] if is_odd else [])]
    doubts += [LIES] if shapes.lie() else []
    return Text(tuple(lines), tuple(marks), tuple(dict.fromkeys(doubts)))


def _pages(document: pypdfium2.PdfDocument) -> Iterator[pypdfium2.PdfPage]:
    return (page for _, page in _some_pages(document, range(1, len(document) + 1)))


def _some_pages(document: pypdfium2.PdfDocument, numbers: Iterable[int]) -> Iterator[tuple[int, pypdfium2.PdfPage]]:
    for number in numbers:
        try:
            yield number, document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise DamagedError(f"page {number}") from error
