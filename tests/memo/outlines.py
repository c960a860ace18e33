"""Draws words on a page of a PDF as programs do that turn letters into outlines: no text layer knows of them."""

import ctypes
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium

from tests.eval.papers import FONTS


def outlines(text: str, x: float, y: float, size: float = 15.0, *, curves: bool = True) -> str:
    """The commands that draw the text from there on; letters with their marks, one path each."""
    data = FONTS[0].read_bytes()
    buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
    with closing(pypdfium2.PdfDocument.new()) as document:
        font = pdfium.FPDFText_LoadFont(document.raw, buffer, len(data), pdfium.FPDF_FONT_TRUETYPE, True)
        drawn = []
        for letter in text:
            drawn.append(_letter(font, letter, x, y, size, curves=curves))
            wide = ctypes.c_float()
            pdfium.FPDFFont_GetGlyphWidth(font, ord(letter), size, wide)
            x += wide.value
    return "\n".join(filter(None, drawn))


def _letter(font: object, letter: str, x: float, y: float, size: float, *, curves: bool) -> str:
    path = pdfium.FPDFFont_GetGlyphPath(font, ord(letter), size)
    a, b = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[int, float, float]] = []
    for n in range(pdfium.FPDFGlyphPath_CountGlyphSegments(path)):
        segment = pdfium.FPDFGlyphPath_GetGlyphPathSegment(path, n)
        pdfium.FPDFPathSegment_GetPoint(segment, a, b)
        points.append((pdfium.FPDFPathSegment_GetType(segment), x + size * a.value, y + size * b.value))
    commands, bend = [], list[tuple[float, float]]()
    for kind, across, up in points:
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            bend.append((across, up))
            if len(bend) == 3:
                commands += [_curve(bend)] if curves else [f"{across:.3f} {up:.3f} l"]
                bend = []
        else:
            commands.append(f"{across:.3f} {up:.3f} {'m' if kind == pdfium.FPDF_SEGMENT_MOVETO else 'l'}")
    return f"{' '.join(commands)} f" if commands else ""


def _curve(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.3f} {y:.3f}" for x, y in points) + " c"
