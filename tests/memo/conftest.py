"""A reader for the whole run, as the daemon has one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.memo.reader import Reader
from syncd.model.claim import SpooledFile


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


def spooled(path: Path, name: str | None = None) -> SpooledFile:
    """The file as the spool would hand it over."""
    return SpooledFile(name or path.name, path.parent, path.name, path.stat().st_size, "0" * 64, "0" * 32)
