"""Whether a PDF is one document to programs that trust its table of contents and another to those that search the file.

A viewer that finds the table broken, or does not care for it, takes of each object the last one in the file. In an honest file,
also one that was changed and added to, that is the one its table names.
"""

from hashlib import sha256
from io import BytesIO

import pikepdf

from syncd.memo.source import Source, opened

LARGEST = 40 << 20
"""Bytes of a file that is searched; the worker has room for two of it."""

Objects = dict[tuple[int, int], bytes]


def is_twofold(source: Source, document: pikepdf.Pdf) -> bool:
    """Whether what can be seen of the open document differs from what a search of the file gives."""
    with opened(source) as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        return False
    try:
        with pikepdf.open(BytesIO(content.replace(b"startxref", b"startxxxx"))) as searched:
            return _reached(document) != _reached(searched)
    except pikepdf.PdfError:
        return False  # there is nothing to be had without the table: all must believe it


def _reached(document: pikepdf.Pdf) -> Objects:
    """A mark of each object that can be reached from the document's root."""
    found: Objects = {}
    left: list[pikepdf.Object] = [document.Root]
    while left:
        each = left.pop()
        if each.is_indirect:
            if each.objgen in found:
                continue
            found[each.objgen] = _mark(each)
        if isinstance(each, pikepdf.Array):
            left += [value for value in each if isinstance(value, pikepdf.Object)]
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            left += [value for _, value in each.items() if isinstance(value, pikepdf.Object)]
    return found


def _mark(each: pikepdf.Object) -> bytes:
    if isinstance(each, pikepdf.Stream):
        return sha256(each.stream_dict.unparse() + each.read_raw_bytes()).digest()
    return sha256(each.unparse()).digest()
