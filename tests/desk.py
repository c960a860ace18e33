"""A whole office in a temporary folder: real folders, real ledger, real reader; the clock and the site are the test's."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syncd import daemon, settings
from syncd.app import Syncd, prepare_state_dir
from syncd.clock import Moment
from syncd.ledger import Case, Ledger
from syncd.memo.reader import Reader
from syncd.model import Evidence
from syncd.pipeline import Desk, turn
from syncd.publishers.base import Publisher
from syncd.publishing import AtOnce
from syncd.settings import ApprovalSettings, IntakeSettings, PublishSettings, Settings
from syncd.setup import make_folders
from tests.builders import DIRECTOR

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


@contextmanager
def office(folder: Path, publisher: Callable[[Settings], Publisher], *, wait_minutes: float = 0) -> Iterator[TestOffice]:
    """An office with the shipped units and categories that takes the director's typed word."""
    hands = Hands()
    shipped = settings.load(CONFIG, {})
    chosen = replace(
        shipped,
        state_dir=folder / "state",
        folders=replace(shipped.folders, root=folder / "root"),
        ledger=replace(shipped.ledger, url=f"sqlite:///{folder / 'state' / 'ledger.db'}"),
        intake=IntakeSettings(),
        publish=PublishSettings(auto=True, wait_minutes=wait_minutes),
        approval=ApprovalSettings((Evidence.TEXT,), ("pdf", "docx"), (DIRECTOR,)),
    )
    prepare_state_dir(chosen)
    make_folders(chosen)
    ledger = Ledger.open(chosen.ledger.url, chosen.office.code, hands(), chosen.state_dir / "anchor")
    with Reader() as reader:
        yield TestOffice(Syncd(chosen, ledger, publisher(chosen), reader, hands), hands)
    ledger.close()
