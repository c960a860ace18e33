"""Draws the pages of a held case: its files are copied out of the folder, and only what was judged is shown."""

import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import normalize

from syncd import share
from syncd.ledger import Case, VersionRecord
from syncd.memo.reader import Reader
from syncd.model.claim import SpooledFile
from syncd.review.page import Sheet
from syncd.settings import Settings
from syncd.steps import finish

_CHUNK = 1 << 20
_MOST_FILES = 3
_MOST_PAGES = 5
"""Of one file. A memo is a page or two; more only makes the page slow to open."""
_MAY_BE_MEMO = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".heic", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".docx", ".doc"})

CHANGED = "ไฟล์เปลี่ยนไปหลังจากที่ระบบอ่าน ระบบจะอ่านใหม่เอง"
GONE = "ไม่พบไฟล์ในโฟลเดอร์แล้ว"
NO_PICTURE = "ทำภาพจากไฟล์ชนิดนี้ไม่ได้ เปิดไฟล์ดูในโฟลเดอร์"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What there is to look at, and what could not be shown."""

    sheets: tuple[Sheet, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    """Of a memo without pages, such as Word's: the file's name, and the words as they were read."""
    notes: tuple[str, ...] = ()
    """Thai."""


def draw(settings: Settings, reader: Reader, case: Case, version: VersionRecord) -> Drawn:
    """The memo's pages, or of each file that might be it. Never raises for what lies in the folder, or no longer does."""
    sheets: list[Sheet] = []
    words: list[tuple[str, str]] = []
    notes: list[str] = []
    with private_folder(settings) as private:
        for file in _worth_drawing(version):
            copied = copy_judged(settings, case, file, private)
            if isinstance(copied, str):
                notes.append(copied)
                continue
            drawn = list(_pages(reader, copied, _marked(version, copied.name)))
            sheets += drawn
            if not drawn:
                notes.append(f"{copied.name}: {NO_PICTURE}")
                read = (
                    reader.read_in_drop(copied).words if file["memo"] else None
                )  # of any other file it may be a list of persons
                words += [(copied.name, read)] if read else []
    return Drawn(tuple(sheets), tuple(words), tuple(notes))


def folder_of_copies(settings: Settings) -> Path:
    """Where the copies lie that are made to be looked at: all of the disk that their reader needs to see."""
    return settings.state_dir / "looked-at"


@contextmanager
def private_folder(settings: Settings) -> Iterator[Path]:
    """A folder for such copies, gone afterwards with all that is in it; and so is what a killed command left. Raises OSError."""
    folder = folder_of_copies(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as held:
        with _locked(folder):
            for left in folder.iterdir():
                with suppress(BlockingIOError), _locked(left, fcntl.LOCK_NB):
                    shutil.rmtree(left)
            private = Path(held.enter_context(TemporaryDirectory(dir=folder)))
            held.enter_context(_locked(private))
        yield private


@contextmanager
def _locked(folder: Path, how: int = 0) -> Iterator[None]:
    """Nobody else's while inside; a killed process lets go. Raises BlockingIOError with LOCK_NB when another has it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | how)
        yield
    finally:
        os.close(descriptor)


def copy_judged(settings: Settings, case: Case, file: Mapping[str, object], into: Path) -> SpooledFile | str:
    """A private copy of the file as it was judged; or why there is none (Thai)."""
    name, copy = str(file["name"]), into / str(file["spooled"])
    try:
        sha256 = _copy(settings.folders.root, case.filed_path or case.path, name, copy)
    except OSError:
        return f"{name}: {GONE}"
    if sha256 != file["sha256"]:
        return f"{name}: {CHANGED}"
    return SpooledFile(name, copy.parent, copy.name, copy.stat().st_size, sha256, "")


def _worth_drawing(version: VersionRecord) -> list[dict[str, object]]:
    memos = [file for file in version.files if file["memo"]]
    return memos or [file for file in version.files if Path(str(file["name"])).suffix.lower() in _MAY_BE_MEMO][:_MOST_FILES]


def _marked(version: VersionRecord, name: str) -> frozenset[int]:
    memo = version.memo
    return frozenset(place.page for place in memo.marks) if memo is not None and memo.file == name else frozenset()


def _pages(reader: Reader, file: SpooledFile, marked: frozenset[int]) -> Iterator[Sheet]:
    """From the first marked page to the one after the last, on which a date may stand alone; else the first ones."""
    document = finish(reader.reading(file, ocr=False))
    last = document.pages or max((*marked, *(page for page in document.to_ocr if page > 0)), default=1)
    first, until = (min(marked), max(marked) + 1) if marked else (1, last)
    for page in range(first, min(until, last, first + _MOST_PAGES - 1) + 1):
        picture = reader.picture(file, document.kind, page)
        if picture is not None:
            yield Sheet(file.name, page, picture.png, picture.width, picture.height)


def _copy(root: Path, path: str, name: str, target: Path) -> str:
    """Copy the bundle's file of this name (as NFC); its sha256. Raises OSError."""
    inside, _, wanted = name.rpartition("/")
    digest = hashlib.sha256()
    with share.opened_at(root, path) as bundle, _inner(bundle, inside) as folder:
        found = next((one for one in share.names(folder) if normalize("NFC", one) == wanted), wanted)
        with share.opened_file(folder, found) as file:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise FileNotFoundError(found)
            with target.open("xb") as copy:
                while chunk := os.read(file, _CHUNK):
                    digest.update(chunk)
                    copy.write(chunk)
    return digest.hexdigest()


def _inner(bundle: int, inside: str) -> AbstractContextManager[int]:
    """The folder in the bundle that the file lies in."""
    if not inside:
        return nullcontext(bundle)
    named = next((one for one in share.names(bundle) if normalize("NFC", one) == inside), inside)
    return share.opened(named, bundle)
