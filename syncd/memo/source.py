"""Where a document's bytes are: in a file of the private copy, or in memory when it lay inside another document."""

import mmap
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

Source = Path | BytesIO
"""What every reader takes: pypdfium2, pikepdf, zipfile and olefile open both."""


def opened(source: Source) -> AbstractContextManager[BinaryIO]:
    """The bytes from their beginning, to be read and sought in."""
    if isinstance(source, Path):
        return source.open("rb")
    source.seek(0)
    return nullcontext(source)


@contextmanager
def mapped(source: Source) -> Iterator[mmap.mmap | bytes]:
    """The bytes to be searched and sliced, without reading a file whole. Not for empty ones."""
    if isinstance(source, Path):
        with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield content
    else:
        yield source.getvalue()
