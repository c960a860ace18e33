"""Reads what a PDF said before it was last changed: programs that save in haste write anew only what changed."""

import re
from collections.abc import Iterator
from contextlib import closing

import pypdfium2

from syncd.memo import pdf
from syncd.memo.source import Source, mapped

_LARGEST = 40 << 20
_MOST = 8
"""States that are read, the newest first."""
_END = re.compile(rb"%%EOF\r?\n?")


def places(source: Source, now: set[str]) -> Iterator[tuple[str, str]]:
    """Each page's text in an earlier state with its place; but what also stands among the texts of `now`."""
    with mapped(source) as content:
        if len(content) > _LARGEST or b"/Linearized" in content[:1024] or content.find(b"/Prev") < 0:
            return
        ends = [found.end() for found in _END.finditer(content)][:-1]
        states = [content[:end] for end in reversed(ends[-_MOST:])]
    said = set(now)
    for state in states:
        try:
            with closing(pypdfium2.PdfDocument(state)) as document:
                for number, text in enumerate(pdf.texts(document), start=1):
                    if text not in said:
                        said.add(text)
                        yield f"หน้า {number} ก่อนแก้ไข", text
        except (pypdfium2.PdfiumError, pdf.DamagedError):
            continue  # an end in the middle of something is no state
