"""Draws what offices paste into reports: a chart in colour with its labels."""

import random
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import docx
from docx.shared import Cm
from PIL import Image, ImageDraw, ImageFont

from tests.eval.papers import FONTS


def write_report(path: Path, lines: Sequence[str], title: str, rng: random.Random) -> None:
    """A DOCX of these lines, with a chart under them."""
    paper = docx.Document()
    for line in lines:
        paper.add_paragraph(line)
    paper.add_picture(BytesIO(chart(title, rng)), width=Cm(rng.choice((10, 12, 15))))
    paper.save(str(path))


def chart(title: str, rng: random.Random) -> bytes:
    """A PNG of bars, one for each quarter."""
    picture = Image.new("RGB", (1200, 760), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONTS[0]), rng.choice((36, 44)))
    colour = rng.choice(((40, 140, 90), (200, 80, 40), (30, 90, 190)))
    pen.text((100, 20), title, font=font, fill="black")
    for quarter in range(1, 5):
        left, share = 280 * quarter - 180, rng.randint(15, 98)
        pen.rectangle((left, 660 - 5 * share, left + 180, 660), fill=colour)
        pen.text((left + 40, 600 - 5 * share), f"{share}%", font=font, fill="black")
        pen.text((left, 680), f"ไตรมาส {quarter}", font=font, fill="black")
    kept = BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()
