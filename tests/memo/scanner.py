"""Scans of the tests' own documents, as an office's machines make them: pictures in a PDF or alone, crooked, turned, noisy."""

from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFont

DOCUMENTS = Path(__file__).parent.parent / "documents"


@cache
def printed(name: str, dpi: int = 200) -> Image.Image:
    """The first page of a document, on paper."""
    with closing(pypdfium2.PdfDocument(DOCUMENTS / name)) as document, closing(document[0]) as page:
        drawn: Image.Image = page.render(scale=dpi / 72, grayscale=True).to_pil()
        return drawn.convert("L")


def crooked(page: Image.Image, degrees: float) -> Image.Image:
    """Laid on the glass so."""
    return page.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)


def noisy(page: Image.Image) -> Image.Image:
    """From an old machine: grey, blurred, and with dust on the glass, the same each time."""
    dust = Image.frombytes("L", page.size, Random(7).randbytes(page.width * page.height))
    return Image.blend(page.resize((page.width * 3 // 4, page.height * 3 // 4)).resize(page.size), dust, 0.15)


def shaded(page: Image.Image) -> Image.Image:
    """Photographed in a dim room, beside a window."""
    light = Image.linear_gradient("L").rotate(90).resize(page.size).point(lambda it: 84 + it * 95 // 255)
    return ImageChops.multiply(page, light)


def written(page: Image.Image, text: str) -> Image.Image:
    """With a line of text at its foot."""
    more = page.copy()
    font = ImageFont.truetype("/usr/share/fonts/truetype/tlwg/Garuda.ttf", 40)
    ImageDraw.Draw(more).text((250, page.height - 200), text, fill=0, font=font)
    return more


def tabled(page: Image.Image, *rows: tuple[str, ...]) -> Image.Image:
    """With a ruled table at its foot."""
    more = page.copy()
    draw, font = ImageDraw.Draw(more), ImageFont.truetype("/usr/share/fonts/truetype/tlwg/Loma.ttf", 32)
    for down, row in enumerate(rows):
        for across, cell in enumerate(row):
            left, top = 180 + 480 * across, page.height - 700 + 62 * down
            draw.rectangle((left, top, left + 480, top + 62), outline=0, width=3)
            draw.text((left + 12, top + 6), cell, fill=0, font=font)
    return more


def pdf(path: Path, *pages: Image.Image) -> Path:
    """A PDF that holds the pictures and no text."""
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=200, quality=80)
    return path


def stamped(
    page: Image.Image, text: str, colour: str, degrees: float, at: tuple[int, int], *, framed: bool = True
) -> Image.Image:
    """With a rubber stamp pressed onto it so far aslant, the place its upper left corner; print shows through."""
    font = ImageFont.truetype("/usr/share/fonts/truetype/tlwg/Loma-Bold.ttf", 84)
    left, top, right, bottom = map(int, font.getbbox(text))
    pressed = Image.new("L", (right - left + 80, bottom - top + 80), 0)
    draw = ImageDraw.Draw(pressed)
    draw.text((40 - left, 40 - top), text, fill=220, font=font)
    if framed:
        draw.rectangle((4, 4, pressed.width - 5, pressed.height - 5), outline=220, width=8)
    pressed = pressed.rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC)
    more = page.convert("RGB")
    ink = Image.new("RGB", more.size, "white")
    ink.paste(Image.new("RGB", pressed.size, colour), at, pressed)
    return ImageChops.multiply(more, ink)
