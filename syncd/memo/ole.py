"""Opens OLE files, the containers of Word, Excel and PowerPoint 97: their streams and what is told beside the document."""

import re
from collections.abc import Iterator
from contextlib import closing

import olefile

from syncd.memo.source import Source

_ASIDE = "ข้อมูลประกอบของไฟล์"
_KNOWN = re.compile(
    r"(?i:WordDocument|[01]Table|Data|Workbook|Book|PowerPoint Document|Pictures|Current User|"
    r"\x01CompObj|\x01Ole|\x03ObjInfo|\x05(?:Document)?SummaryInformation|MsoDataStore/.*|(?:Macros|_VBA_PROJECT_CUR)/.*)"
)
"""Streams that a reader opens, and those that say nothing."""


class DamagedError(Exception):
    """The file cannot be opened as what it says it is."""


class EncryptedError(Exception):
    """The file needs a password to be read."""


class TooOldError(Exception):
    """Made by a program older than Office 97."""


def open_ole(source: Source) -> "closing[olefile.OleFileIO]":
    """The container, to be closed. Raises DamagedError."""
    try:
        return closing(olefile.OleFileIO(source, raise_defects=olefile.DEFECT_INCORRECT))
    except (OSError, ValueError, IndexError, AttributeError, TypeError) as error:  # what olefile meets in damaged ones
        raise DamagedError(str(error)) from error


def opens(source: Source) -> bool:
    """Whether the container is whole enough to be opened."""
    try:
        with open_ole(source):
            return True
    except DamagedError:
        return False


def stream(container: olefile.OleFileIO, name: str) -> bytes:
    """A whole stream. Raises DamagedError when there is none or it is cut short."""
    try:
        with container.openstream(name) as opened:
            return bytes(opened.read())
    except (OSError, ValueError, IndexError) as error:
        raise DamagedError(name) from error


def encloses(container: olefile.OleFileIO) -> bool:
    """Whether something lies in the file that no reader here opens: an object of another program."""
    return not all(_KNOWN.fullmatch("/".join(name)) for name in container.listdir())


def asides(container: olefile.OleFileIO) -> Iterator[tuple[str, str]]:
    """What the file's properties say (title, author, remarks), in either code that they are written in."""
    for name in ("\x05SummaryInformation", "\x05DocumentSummaryInformation"):
        if container.exists(name):
            content = stream(container, name)
            for text in (
                content.decode("cp874", "replace"),
                content.decode("utf-16-le", "replace"),
                content.decode("utf-8", "replace"),
            ):
                yield from ((_ASIDE, run) for run in re.findall(r"[\x20-\x7e\u0e01-\u0e5b]{4,}", text))


def pictures(source: Source) -> Iterator[tuple[str, bytes]]:
    """The streams in which programs of Office 97 keep pictures, with their names. Raises DamagedError."""
    with open_ole(source) as container:
        for name in ("Pictures", "Workbook", "Data", "WordDocument"):
            if container.exists(name):
                yield name, stream(container, name)
