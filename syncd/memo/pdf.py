"""Reads PDFs with pdfium: the words a person can see and where they stand, and the pages that are only pictures."""

from collections.abc import Iterator
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium

from syncd.memo import pasted, stamps
from syncd.memo.page import Line, Mark, Text
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


def plain_pages(document: pypdfium2.PdfDocument) -> Iterator[tuple[str, bool]]:
    """Of each page: its whole text layer as it is, and whether the page is a picture (or shows what is not text)."""
    for page in _pages(document):
        with closing(page), closing(page.get_textpage()) as textpage:
            text = text_of(textpage)
            width, height = page.get_size()
            drawn = list(things(page, only_pictures=True))
            images = [thing for thing in drawn if thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE]
            covered = sum(image.area for image in images) > _PAGE_IMAGE * width * height
            empty = len(text.strip()) < 10 and (bool(images) or len(drawn) > 20)  # noqa: PLR2004 - outlines or a picture, no words
            yield text, covered or empty


def pasted_pages(document: pypdfium2.PdfDocument, skip: frozenset[int]) -> frozenset[int]:
    """The pages (from 1), but those to `skip`, that show a picture beside their text which may hold writing of its own."""
    found = set()
    for number, page in enumerate(_pages(document), start=1):
        with closing(page):
            if number not in skip and pasted.on_page(document, page):
                found.add(number)
    return frozenset(found)


def laid_over(document: pypdfium2.PdfDocument, scans: frozenset[int]) -> Iterator[tuple[int, str, bool]]:
    """Of each page with stamps, notes or fields laid over it: its number, the words they show, and whether they show a picture
    that may hold writing (on `scans` nobody can tell). They become a part of their pages: read nothing else afterwards.
    """
    for number, page in enumerate(_pages(document), start=1):
        if not stamps.lie_over(page):
            page.close()
            continue
        with closing(page.get_textpage()) as textpage:
            before = set(text_of(textpage).splitlines())
        had_pasted = pasted.on_page(document, page)
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        page.close()
        with closing(document[number - 1]) as now, closing(now.get_textpage()) as textpage:
            more = [line for line in text_of(textpage).splitlines() if line not in before]
            yield number, "\n".join(more), number not in scans and not had_pasted and pasted.on_page(document, now)


def visible_text(
    document: pypdfium2.PdfDocument, *, swapped: frozenset[int] = frozenset(), skip: frozenset[int] = frozenset()
) -> Text:
    """The words that a person sees, by place; what is hidden is left out and makes a doubt.

    Of the pages (from 1), `swapped` say ำ for every า, `skip` are pictures.
    """
    lines: list[Line] = []
    marks: list[Mark] = []
    doubts: list[str] = []
    shapes = Shapes()
    for number, page in enumerate(_pages(document), start=1):
        if number in skip:
            page.close()
            continue
        if boxes := stamps.put_down(page):
            page.close()
            page = document[number - 1]  # noqa: PLW2901 - the same page as it is now
        with closing(page), closing(page.get_textpage()) as textpage:
            reading = PageReading(number, page, textpage, swapped=number in swapped)
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
    for number in range(len(document)):
        try:
            yield document[number]
        except pypdfium2.PdfiumError as error:
            raise DamagedError(f"page {number + 1}") from error
