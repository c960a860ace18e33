"""A whole office in a temporary folder: real folders, real ledger, real reader; the clock and the site are the test's."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from syncd import daemon, settings
from syncd.app import Syncd, prepare_state_dir
from syncd.clock import Moment
from syncd.ledger import Case, Ledger
from syncd.memo.reader import Reader
from syncd.model.approval import Evidence, Word
from syncd.model.claim import SpooledFile
from syncd.model.document import Document
from syncd.model.memo import Memo
from syncd.model.office import Unit
from syncd.pipeline import Desk, turn
from syncd.publishers.base import Publisher
from syncd.publishing import AtOnce
from syncd.settings import ApprovalSettings, IntakeSettings, PublishSettings, Settings
from syncd.setup import make_folders
from syncd.steps import Steps
from tests.builders import DIRECTOR, UNIT_DIRECTOR, make_approval, make_document, make_memo
from tests.folders import YEAR

DOCUMENTS = Path(__file__).parent / "documents"
CONFIG = Path(__file__).parents[1] / "config" / "syncd.yaml"
APPROVED = "04_approved_arabic_typst.pdf"
"""A memo of the finance unit that the director approved, every word readable."""


@dataclass(slots=True)
class Hands:
    """A clock that stands still until it is moved."""

    wall: datetime = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    boot: float = 1000.0
    boot_id: str = "boot-1"

    def __call__(self) -> Moment:
        return Moment(self.wall, self.boot, self.boot_id)

    def move(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.boot += seconds


@dataclass(slots=True)
class TestOffice:
    """One office at work, turn by turn."""

    __test__ = False

    syncd: Syncd
    hands: Hands
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    @property
    def root(self) -> Path:
        return self.syncd.settings.folders.root

    def restart(self) -> None:
        """As after a crash: nothing is remembered but what is on disk."""
        self.desk = daemon.new_desk(self.syncd, AtOnce())

    def inbox(self, unit: str, category: str) -> Path:
        """A category's folder as init made it."""
        shelf = self.syncd.settings.taxonomy.by_code(category)
        name = (
            category if shelf is None else f"{shelf.code.partition('.')[0]}.{int(shelf.code.partition('.')[2]):02d} {shelf.label}"
        )
        return self.root / unit / self.syncd.settings.folders.inbox / name

    def drop(self, name: str, *files: str | tuple[str, bytes], unit: str = "กลุ่มการเงิน", category: str = "1.9") -> Path:
        """Copy documents (by name) or bytes into a bundle's folder."""
        folder = self.inbox(unit, category) / name
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            if isinstance(file, str):
                shutil.copy(DOCUMENTS / file, folder / file)
            else:
                (folder / file[0]).write_bytes(file[1])
        return folder

    def work(self) -> None:
        """Turn until there is nothing to do at this moment."""
        while turn(self.syncd, self.desk, self.hands(), look=True):
            pass
        turn(self.syncd, self.desk, self.hands(), look=True)

    def settle(self) -> None:
        """Let a quiet time pass and work."""
        self.work()
        self.hands.move(self.syncd.settings.intake.settle_seconds + 1)
        self.work()

    def cases(self) -> tuple[Case, ...]:
        return self.syncd.ledger.recent(1000)

    def only_case(self) -> Case:
        (case,) = self.cases()
        return case

    def ask(self, kind: str, case: Case, actor: str = "สมศรี", **details: object) -> str:
        """Ask as a command would, and work; the answer."""
        request = self.syncd.ledger.ask(kind, case.number, details, actor, self.hands())
        self.work()
        return self.syncd.ledger.request(request).answer or ""


class Glance(Reader):
    """Reads at once, for stories that are not about documents: a memo is a file that begins "memo", a word and a number."""

    def reading(self, file: SpooledFile, roots: Sequence[str] = (), *, ocr: bool = True) -> Steps[Document]:
        yield from ()
        return self.read(file, roots)

    def read(self, file: SpooledFile, roots: Sequence[str] = ()) -> Document:
        start = file.path.read_bytes()[:100].decode(errors="replace").split()
        memos: tuple[Memo, ...] = ()
        if start[:1] == ["memo"]:
            approval = make_approval(Word(start[1]))
            memos = (make_memo(UNIT_DIRECTOR, approval, unit=None, number=start[2], file=file.name),)
        return make_document(file.name, *memos, size=file.size, sha256=file.sha256)


@cache
def _shipped() -> Settings:
    return settings.load(CONFIG, {})


@cache
def _shared_reader() -> Reader:
    """One worker for all offices that bring none of their own: to start one takes longer than a test. It ends with us."""
    return Reader()


@cache
def _empty_ledger() -> bytes:
    """A new ledger's file, made once: the migrations have tests of their own."""
    with TemporaryDirectory() as folder:
        database = Path(folder) / "ledger.db"
        Ledger.open(f"sqlite:///{database}", "nobody", Hands()()).close()
        return database.read_bytes()


@contextmanager
def office(
    folder: Path,
    publisher: Callable[[Settings], Publisher],
    *,
    wait_minutes: float = 0,
    units: tuple[Unit, ...] = (),
    hands: Hands | None = None,
    reader: Reader | None = None,
) -> Iterator[TestOffice]:
    """An office with the shipped units (or these) and categories that takes the director's typed word.

    Entered again on the same folder it is the same office after a restart of the machine.
    """
    hands = hands or Hands()
    shipped = _shipped()
    chosen = replace(
        shipped,
        units=units or shipped.units,
        state_dir=folder / "state",
        folders=replace(shipped.folders, root=folder / "root"),
        ledger=replace(shipped.ledger, url=f"sqlite:///{folder / 'state' / 'ledger.db'}"),
        intake=IntakeSettings(),
        publish=PublishSettings(auto=True, wait_minutes=wait_minutes),
        approval=ApprovalSettings((Evidence.TEXT,), ("pdf", "docx"), (DIRECTOR,)),
    )
    prepare_state_dir(chosen)
    make_folders(chosen, YEAR)
    if not (database := chosen.state_dir / "ledger.db").exists():
        database.write_bytes(_empty_ledger())
    ledger = Ledger.open(chosen.ledger.url, chosen.office.code, hands(), chosen.state_dir / "anchor")
    try:
        with reader or nullcontext(_shared_reader()) as reading:
            yield TestOffice(Syncd(chosen, ledger, publisher(chosen), reading, hands), hands)
    finally:
        ledger.close()
