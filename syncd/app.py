"""The composition root: settings and environment become the collaborators that everything else is handed."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from syncd import clock
from syncd.clamd import Clamd
from syncd.clock import Moment
from syncd.errors import BusyError, LedgerError
from syncd.ledger import Ledger, only_writer
from syncd.ledger.journal import LedgerJournal
from syncd.memo.ocr import Ocr
from syncd.memo.reader import Reader
from syncd.memo.remembered import Remembered
from syncd.publishers import make_publisher
from syncd.publishers.base import Publisher
from syncd.reach import Direct
from syncd.settings import Settings


@dataclass(frozen=True, slots=True)
class Syncd:
    """What one office's work is done with. Values and edges only; it holds no state of its own."""

    settings: Settings
    ledger: Ledger
    publisher: Publisher
    reader: Reader
    clock: Callable[[], Moment]
    scanner: Clamd | None = None
    """The office's virus scanner; None: it has none."""
    reach: Direct = field(default_factory=Direct)
    """By what the units' folders are asked; the daemon puts one here that does not wait for ever."""

    @property
    def spool(self) -> Path:
        """Where private copies lie while they are checked and published."""
        return self.settings.state_dir / "spool"

    @property
    def archive(self) -> Path:
        """Where checked memos are kept, read-only."""
        return self.settings.state_dir / "archive"


@contextmanager
def opened(settings: Settings, now: Callable[[], Moment] = clock.now) -> Iterator[Syncd]:
    """Open ledger, publisher and reader for one office; closes them again. Raises LedgerError."""
    prepare_state_dir(settings)
    ledger = open_ledger(settings, now)
    journal = LedgerJournal(ledger, settings.publisher.doubt_seconds, now)
    folders = (settings.state_dir / "spool", settings.state_dir / "archive")
    reader = Reader(ocr=make_ocr(settings), folders=folders)
    reader.forget(now().wall.timestamp())
    try:
        yield Syncd(settings, ledger, make_publisher(settings, journal, now), reader, now, scanner_of(settings))
    finally:
        reader.close()
        ledger.close()


def make_ocr(settings: Settings) -> Ocr | None:
    """What reads scans, as the settings have it; None: nothing does."""
    program = shutil.which("tesseract", path="/usr/local/bin:/usr/bin:/bin")
    if program is None or settings.ocr.max_pages == 0:
        return None
    remembered = Remembered(settings.state_dir / "ocr")
    return Ocr(program, tessdata=settings.ocr.tessdata, max_pages=settings.ocr.max_pages, remembered=remembered)


def scanner_of(settings: Settings) -> Clamd | None:
    """The virus scanner that the settings name."""
    return Clamd(settings.screening.clamd) if settings.screening.clamd else None


def open_ledger(settings: Settings, now: Callable[[], Moment] = clock.now, *, even_behind: bool = False) -> Ledger:
    """The office's ledger alone; for commands that only read, `even_behind` its anchor or half rebuilt. Raises LedgerError."""
    if not even_behind and rebuild_begun(settings).exists():
        raise LedgerError(
            "a rebuild of the ledger was begun and not finished",
            hint="การสร้างทะเบียนคุมใหม่ยังไม่เสร็จ ให้สั่ง syncd ledger rebuild อีกครั้ง",
        )
    return Ledger.open(settings.ledger.url, settings.office.code, now(), anchor_file(settings), even_behind=even_behind)


def rebuild_begun(settings: Settings) -> Path:
    """Lies there while a rebuild of the ledger is under way: nobody works on half a ledger."""
    return settings.state_dir / "rebuild.json"


def anchor_file(settings: Settings) -> Path:
    """Where the chain's head is kept outside the ledger."""
    return settings.state_dir / "anchor"


def prepare_state_dir(settings: Settings) -> None:
    """Make the private folders: nobody but the service may look into them."""
    for folder in (settings.state_dir, settings.state_dir / "spool", settings.state_dir / "archive"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def writer_lock(settings: Settings) -> Iterator[None]:
    """Be the one writer to the site while inside. Raises BusyError when another process is."""
    prepare_state_dir(settings)
    descriptor = os.open(settings.state_dir / "writer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(
                "another syncd is at work on this state_dir",
                hint="บริการกำลังทำงานอยู่ (systemctl status syncd) ถ้าต้องทำคำสั่งนี้ ให้หยุดก่อน: systemctl stop syncd",
            ) from error
        with only_writer(settings.ledger.url, settings.office.code):
            yield
    finally:
        os.close(descriptor)


def is_at_work(settings: Settings) -> bool:
    """Whether some process is the one writer at this moment."""
    try:
        descriptor = os.open(settings.state_dir / "writer.lock", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def bell_file(settings: Settings) -> Path:
    """Commands touch it after recording a request, so that the daemon looks at once."""
    return settings.state_dir / "bell" / "rung"
