"""Bundles as offices send them: an approved memo with its own number, and annexes that can be read."""

import os
from io import BytesIO
from itertools import islice, product

import pikepdf

from tests.desk import APPROVED, DOCUMENTS

LETTER = "61_letter_not_memo.pdf"
_DIGITS = (rb"\000\(", rb"\000?", rb"\000,", rb"\000&", rb"\000\)", rb"\000+", rb"\000-")
"""How the approved memo's font, which holds no others, spells 0 to 6."""
_NUMBER = rb"\000(\000*\000&\000)\000+"
"""How the memo ends its number, 04040/345, from the last 0."""


def memo(serial: int) -> bytes:
    """The approved memo under a number of its own, up to 2,401 of them: two memos of one number are held as the same."""
    first, *number = next(islice(product(_DIGITS, repeat=4), serial, None))
    with pikepdf.open(DOCUMENTS / APPROVED) as paper:
        before, found, after = paper.pages[0].Contents.read_bytes().partition(_NUMBER)
        if not found:
            raise LookupError(f"{APPROVED} does not spell its number as it did")
        paper.pages[0].Contents = paper.make_stream(before + first + rb"\000*" + b"".join(number) + after)
        return _saved(paper)


def annex(size: int = 200_000, pages: int = 3) -> bytes:
    """A letter of some pages, filled up to about `size` bytes with what nobody reads; no two are alike."""
    with pikepdf.open(DOCUMENTS / LETTER) as paper:
        for _ in range(pages - 1):
            paper.pages.append(paper.pages[0])
        paper.Root.Padding = paper.make_stream(os.urandom(max(16, size - (DOCUMENTS / LETTER).stat().st_size)))
        return _saved(paper)


def bundle(serial: int, annexes: int = 3, size: int = 200_000) -> dict[str, bytes]:
    """File name → contents."""
    return {"บันทึกข้อความ.pdf": memo(serial)} | {f"เอกสาร {n}.pdf": annex(size) for n in range(1, annexes + 1)}


def _saved(paper: pikepdf.Pdf) -> bytes:
    buffer = BytesIO()
    paper.save(buffer)
    return buffer.getvalue()
