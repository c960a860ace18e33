"""Numbers the pages of the files in a packed one, so that each can be asked for, however deep it lies; and finds them again."""

import zipfile
from collections.abc import Collection, Iterable
from dataclasses import replace
from io import BytesIO

from syncd.memo.scan import Seen
from syncd.memo.source import Source

_FILES = 1 << 16
"""More than a packed file that is opened at all may hold."""


def files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """What it holds, folders aside, in the order by which it is numbered."""
    return [member for member in archive.infolist() if not member.is_dir()]


def numbers(at: int, pages: Iterable[int]) -> list[int]:
    """The numbers, in the packed file, of these pages of its file number `at` (from 0)."""
    return [page * _FILES + at for page in pages]


def seen_in(at: int, seen: Collection[Seen]) -> tuple[Seen, ...]:
    """What was seen of the pages of that file, by the file's own numbers."""
    parted = ((divmod(one.page, _FILES), one) for one in seen)
    return tuple(replace(one, page=page) for (page, of), one in parted if of == at)


def find(source: Source, number: int) -> tuple[BytesIO, str, int]:
    """The file with the page of this number, its name, and the page's number there. Raises IndexError where there is none."""
    page, at = divmod(number, _FILES)
    with zipfile.ZipFile(source) as archive:
        member = files(archive)[at]
        return BytesIO(archive.read(member)), member.filename, page
