"""Prints papers as a browser does: HTML by headless Chromium, with dotted lines under the head as offices have them."""

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from tests.eval.papers import Part

BROWSER = shutil.which("chromium")
"""None: nothing can be printed so on this machine."""
_FONTS = ("Laksaman", "Norasi", "Garuda", "Loma", "Waree")
_HEAD = ("ส่วนราชการ", "ที่ ", "วันที่", "เรื่อง")
_STYLE = (
    "@page{{size:A4;margin:18mm 20mm 18mm 30mm}}body{{font:{size}pt '{font}'}}p{{margin:0}}"
    "td{{width:50%;text-align:center;vertical-align:top}}"
)


def write_printed(path: Path, parts: Sequence[Part], rng: random.Random) -> None:
    """One PDF."""
    style = _STYLE.format(size=rng.choice((13, 14, 15)), font=rng.choice(_FONTS))
    page = f"<!doctype html><html lang=th><meta charset=utf-8><style>{style}</style><body>{''.join(_laid(parts))}"
    with tempfile.TemporaryDirectory(prefix="syncd-print-") as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, encoding="utf-8")
        subprocess.run(
            (str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}",
             f"--print-to-pdf={path}", source.as_uri()),
            check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": folder},
        )  # fmt: skip


def _laid(parts: Sequence[Part]) -> Sequence[str]:
    laid = []
    for in_columns, group in groupby(parts, key=lambda part: bool(part.side)):
        run = list(group)
        if in_columns:
            sides = ("<br>".join(escape(part.text) for part in run if part.side == side) for side in ("left", "right"))
            laid.append(f"<table width=100%><tr>{''.join(f'<td>{side}</td>' for side in sides)}</table>")
            continue
        laid += [f'<p style="{_style(part)}">{escape(part.text) or "&nbsp;"}</p>' for part in run]
    return laid


def _style(part: Part) -> str:
    under = "border-bottom:1px dotted;" if part.text.startswith(_HEAD) else ""
    if not part.centred:
        return f"{under}margin-top:{part.gap}em;text-indent:{part.x * 100:.0f}%"
    aside = round((part.x - 0.5) * 200)
    margin = f"margin-left:{aside}%" if aside > 0 else f"margin-right:{-aside}%"
    return f"text-align:center;margin-top:{part.gap}em;{margin}"
