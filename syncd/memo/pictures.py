"""Draws a page as a person sees it, for OCR and for people: upright, straight, grey, never larger than is of use."""

import io
import warnings
import zipfile
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from itertools import pairwise
from typing import cast

import pypdfium2
from PIL import Image, ImageFilter, ImageOps

from syncd.memo import inked
from syncd.memo.scan import Picture
from syncd.memo.source import Source

KINDS = frozenset({"jpeg", "png", "gif", "webp", "heic", "tiff", "bmp"})
"""Files that are pictures; each picture in one is a page."""

_WITHOUT_FRAMES = frozenset({"doc", "rtf", "xls", "ppt"})
_DPI = 200
_LONGEST, _LONGEST_OF_PHOTO = 2600, 2100
"""Pixels of a page's longer side: more makes OCR slower and no better, on photographs even worse."""
_A4 = 842.0
"""Points: how long a page is taken to be that does not say it."""
_MOST_PIXELS = 60_000_000
_STEEPEST, _LEAST = 12, 0.3
"""Degrees of slant that are put straight, …"""
_CLEARLY = 1.15
"""… when that makes the lines so much clearer."""
_SMALL = 480
"""Pixels to which a page is shrunk to see how it lies."""
_INK, _SPECKS = 16, 12
"""How much darker (or lighter) than the paper ink is on the small page, and how many such pixels are dust."""

_APART, _GROUND, _UNEVEN = 3, 8, 40
"""Of so many pixels of the small page one is looked at; parts of a side, each with a ground; of 255: how much these differ."""
_STRIPS, _RULE_INK, _RULE = 24, 70, 230
"""Of 255: a line fills so much of one of so many strips of the page; letters fill less of it, however dark."""


def draw(source: Source, kind: str, page: int, turn: int) -> Picture:
    """The page (from 1), turned clockwise by `turn` degrees, a multiple of 90, and put straight.

    A number below 0 is that of a picture beside words.
    """
    image, points = _image(source, kind, page)
    if turn:
        image = image.rotate(-turn, expand=True)
    small = ImageOps.invert(image)
    small.thumbnail((_SMALL, _SMALL), Image.Resampling.BOX)
    slant, lies = _posture(small)
    if abs(slant) >= _LEAST:
        image = image.rotate(slant, resample=Image.Resampling.BICUBIC, fillcolor=255)
    scale = points / max(image.size)
    looks = {"lies": lies, "blank": _is_blank(small), "ruled": _is_ruled(image), "uneven": _is_uneven(small)}
    return Picture(_png(image), image.width * scale, image.height * scale, **looks)


def draw_stamps(source: Source, kind: str, page: int, turn: int) -> Picture:
    """What may be stamps on the page, upright and one under the other; blank where nothing may."""
    image, _ = _image(source, kind, page, "RGB")
    side = inked.SIDE if page > 0 else inked.SIDE_BESIDE
    image = ImageOps.contain(image.rotate(-turn, expand=True) if turn else image, (side, side))
    sheet = inked.sheet(image)
    shown = sheet or Image.new("L", (1, 1), 255)
    return Picture(_png(shown), shown.width, shown.height, blank=sheet is None)


def _png(image: Image.Image) -> bytes:
    drawn = io.BytesIO()
    image.save(drawn, "PNG", compress_level=1)
    return drawn.getvalue()


def count(source: Source) -> int:
    """How many pages a picture file has. Raises OSError for what is no picture."""
    with _opened(source) as image:
        return int(getattr(image, "n_frames", 1))


def _image(source: Source, kind: str, page: int, mode: str = "L") -> tuple[Image.Image, float]:
    """What is to be drawn, in grey ("L") or colours ("RGB"), and its longer side in points."""
    if page < 0 and kind != "zip":
        return _beside_pages(source, page, mode) if kind == "pdf" else _beside_words(source, kind, -page - 1, mode)
    return _SOURCES.get(kind, _photo)(source, page, mode)


def _pdf_page(source: Source, page: int, mode: str) -> tuple[Image.Image, float]:
    """The page and its longer side in points."""
    with closing(pypdfium2.PdfDocument(source)) as document, closing(document[page - 1]) as drawn:
        points = max(drawn.get_size())
        bitmap = drawn.render(scale=min(_DPI / 72, _LONGEST / points), grayscale=mode == "L")
        return bitmap.to_pil().convert(mode), points


def _photo(source: Source, page: int, mode: str) -> tuple[Image.Image, float]:
    with _opened(source) as image:
        image.seek(page - 1)
        image.draft(mode, (_LONGEST_OF_PHOTO, _LONGEST_OF_PHOTO))  # a JPEG is decoded no larger than needed
        if image.width * image.height > _MOST_PIXELS:
            raise ValueError("too many pixels")
        ImageOps.exif_transpose(image, in_place=True)
        plain = _on_white(image)
        plain = plain if plain.mode == mode else plain.convert(mode)  # which would copy it
        plain.thumbnail((_LONGEST_OF_PHOTO, _LONGEST_OF_PHOTO), Image.Resampling.LANCZOS)
    return plain, _A4


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    return ground


def _opened(source: Source) -> Image.Image:
    import pillow_heif  # noqa: PLC0415 - 20 MB that only pictures need

    pillow_heif.register_heif_opener(thumbnails=False)
    pillow_heif.options.DECODE_THREADS = 1
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    return Image.open(source)


def _docx_page(source: Source, page: int, mode: str) -> tuple[Image.Image, float]:
    from syncd.memo import docx_pictures  # noqa: PLC0415 - lxml, which most pictures do without

    return _photo(docx_pictures.picture(source, page), 1, mode)


def _packed_page(source: Source, page: int, mode: str) -> tuple[Image.Image, float]:
    from syncd.memo import kinds, packed_pages  # noqa: PLC0415 - for the few that lie in a packed file

    content, name, inside = packed_pages.find(source, page)
    kind = kinds.examine(content, name, content.getbuffer().nbytes).name
    return _image(content, kind, inside, mode)


def _beside_words(source: Source, kind: str, place: int, mode: str) -> tuple[Image.Image, float]:
    """A picture in an Office file."""
    from syncd.memo import pasted  # noqa: PLC0415 - lxml, which most pictures do without

    if kind in _WITHOUT_FRAMES:
        return _photo(BytesIO(pasted.unframed(source, kind)[place][0]), 1, mode)
    with zipfile.ZipFile(source) as archive:
        return _photo(BytesIO(archive.read(list(pasted.framed(source))[place])), 1, mode)


def _beside_pages(source: Source, number: int, mode: str) -> tuple[Image.Image, float]:
    """A picture, or drawn letters, on a page of a PDF as the page shows them."""
    from syncd.memo import beside, pasted, pdf_outlines  # noqa: PLC0415

    page, place = beside.place_of(number)
    with closing(pypdfium2.PdfDocument(source)) as document, closing(document[page - 1]) as drawn:
        box = pdf_outlines.place(drawn, place)
        pixels = min(_LONGEST_OF_PHOTO, round(max(box[2] - box[0], box[3] - box[1]) * _DPI / 72))
        return pasted.rendered(drawn, box, pixels).convert(mode), _A4


_SOURCES: dict[str, Callable[[Source, int, str], tuple[Image.Image, float]]] = {
    "pdf": _pdf_page,
    "zip": _packed_page,
    "docx": _docx_page,
    "docm": _docx_page,
}


def _posture(small: Image.Image) -> tuple[float, bool]:
    """By how many degrees the page must be turned for its lines to be level, anticlockwise, and whether it lies on its side.

    The lines of a level page make the sums of its rows of pixels go up and down the most, and those of its columns the least.
    """

    def sharpness(degrees: float) -> float:
        turned = small.rotate(degrees, resample=Image.Resampling.BILINEAR)
        return _unevenness(turned.convert("F").resize((1, turned.height), Image.Resampling.BOX))

    coarse = max((float(step) for step in range(-_STEEPEST, _STEEPEST + 1)), key=sharpness)
    fine = max((coarse + step * 0.25 for step in range(-4, 5)), key=sharpness)
    slant = fine if sharpness(fine) > _CLEARLY * sharpness(0.0) else 0.0
    upright = small.convert("F").resize((small.width, 1), Image.Resampling.BOX)
    return slant, _unevenness(upright) > 2 * max(sharpness(0.0), sharpness(fine))


def _is_blank(small: Image.Image) -> bool:
    """Whether the page is empty paper, as the back of a sheet: no ink but a speck or two, the edges aside."""
    counts = _inner(small).histogram()
    paper = max(range(len(counts)), key=counts.__getitem__)
    return sum(counts[paper + _INK :]) + sum(counts[: max(0, paper - _INK)]) <= _SPECKS


def _inner(small: Image.Image) -> Image.Image:
    """The page without its edges."""
    across, down = small.width // 50, small.height // 50
    return small.crop((across, down, small.width - across, small.height - down))


def _is_uneven(small: Image.Image) -> bool:
    """Whether the ground behind the writing (the page is a negative) is not everywhere about as bright."""
    sparse = _inner(small).resize((small.width // _APART or 1, small.height // _APART or 1), Image.Resampling.NEAREST)
    ground = sparse.filter(ImageFilter.MinFilter(3)).resize((_GROUND, _GROUND), Image.Resampling.BOX)
    darkest, brightest = cast("tuple[int, int]", ground.getextrema())
    return brightest - darkest > _UNEVEN


def _is_ruled(image: Image.Image) -> bool:
    """Whether there is a straight line, level or upright, as long as a part in so many of the page."""
    ink = ImageOps.invert(image).point(lambda dark: 255 if dark > _RULE_INK else 0)
    strips = (ink.resize((_STRIPS, ink.height), Image.Resampling.BOX), ink.resize((ink.width, _STRIPS), Image.Resampling.BOX))
    return any(cast("tuple[int, int]", strip.getextrema())[1] >= _RULE for strip in strips)


def _unevenness(sums: Image.Image) -> float:
    values = cast("tuple[float, ...]", sums.get_flattened_data())
    return sum((one - other) ** 2 for one, other in pairwise(values))
