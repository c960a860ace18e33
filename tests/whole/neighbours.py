"""A unit that makes trouble beside one that sends good bundles: whatever the first does, the second's are published in time."""

import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from syncd import settings
from syncd.app import open_ledger
from syncd.ledger import Case, Ledger
from tests.bench.papers import bundle
from tests.whole.daemon import RunningOffice, running_office

PLANNING = "กลุ่มนโยบายและแผน"
SETTLE_SECONDS = 0.3
IN_TIME_SECONDS = 15.0
"""Alone, a small bundle takes 1 s from its folder to the site on two idle cores, and up to 5 s on two that much else is using."""


@dataclass(slots=True)
class Neighbours:
    """A running office with two units: FINANCE makes the trouble, PLANNING sends what is good."""

    office: RunningOffice
    ledger: Ledger
    """For looking, opened once: a look must not cost the daemon its processor."""
    undo_seconds: float = 0.0
    """For so long every bundle waits between its check and its publication."""
    serial: int = 0

    def cases(self) -> list[Case]:
        """Every case, oldest first."""
        return sorted(self.ledger.recent(1000), key=lambda case: case.number)

    def files(self) -> dict[str, bytes]:
        """A good bundle that is like no other."""
        self.serial += 1
        return bundle(self.serial, annexes=1, size=20_000)

    def drop(self, name: str, files: Mapping[str, bytes] | None = None) -> Path:
        """A bundle of the unit that makes trouble."""
        return self.office.drop("1.9", name, files or self.files())

    def drop_copy(self, name: str, files: Mapping[str, bytes] | None = None) -> Path:
        """The same, copied onto a unit's folder that lies on another disk."""
        folder = self.office.shelf("1.9") / name
        folder.mkdir()
        for file, content in (files or self.files()).items():
            (folder / file).write_bytes(content)
        return folder

    def begin(self) -> tuple[str, float]:
        """Send a good bundle of the neighbour's; to be given to `served`."""
        name = f"เรื่องดีที่ {self.serial + 1}"
        began = time.monotonic()
        self.office.drop("1.9", name, self.files(), unit=PLANNING)
        return name, began

    def served(self, sent: tuple[str, float]) -> None:
        """Wait for it to be published: in time, and with every byte."""
        name, began = sent
        self.wait_for(name, "published")
        assert time.monotonic() - began < self.undo_seconds + IN_TIME_SECONDS
        assert len(self.public(name)) == 1

    def is_served(self) -> None:
        """A good bundle sent now is published in time."""
        self.served(self.begin())

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """The daemon does nothing meanwhile, however long that takes."""
        assert self.office.process is not None
        self.office.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.office.process.send_signal(signal.SIGCONT)

    def state_of(self, name: str) -> str:
        """What has become of the newest case of this folder; "" before it has one."""
        return next((case.state.value for case in reversed(self.cases()) if case.name == name), "")

    def wait_for(self, name: str, state: str) -> None:
        """Wait until that has become of it."""
        self.office.wait_until(lambda: self.state_of(name) == state, f"{name} to be {state}")

    def wait_for_event(self, event: str) -> str:
        """Wait until the log tells of it; the first line that does."""
        self.office.wait_until(lambda: bool(self.lines(event)), f"{event} to be said")
        return self.lines(event)[0]

    def lines(self, event: str) -> list[str]:
        """The lines of the log that tell of it."""
        return [line for line in self.office.log().splitlines() if f"event={event}" in line.split()]

    def told(self, name: str) -> str:
        """What its reply says, once the unit knows what became of it."""
        self.office.wait_until(lambda: self._newest_is_told(name), f"{name} to be told")
        case = next(case for case in reversed(self.cases()) if case.name == name)
        with suppress(FileNotFoundError):  # at this moment replaced by a newer one, or moved away with its folder
            replies = (self.office.root / (case.filed_path or case.path)).glob("_*.txt")
            texts = [path.read_text(encoding="utf-8-sig", errors="replace") for path in replies if path.is_file()]
            return "\n".join(text for text in texts if case.number in text)
        return ""

    def wait_for_words(self, name: str, *words: str) -> None:
        """Wait until its reply says all this."""
        self.office.wait_until(lambda: all(each in self.told(name) for each in words), f"{name} to be told {words}")

    def public(self, name: str) -> list[bytes]:
        """Every file of the folder's cases that the public can fetch."""
        numbers = [case.number for case in self.cases() if case.name == name]
        found = (path for number in numbers for path in self.office.home.glob(f"site/posts/{number}-*/files/*/*"))
        return [path.read_bytes() for path in found]

    def _newest_is_told(self, name: str) -> bool:
        return next(case.told == case.news for case in reversed(self.cases()) if case.name == name)


@contextmanager
def neighbours(home: Path, *through: str, **changes: object) -> Iterator[Neighbours]:
    """The office at work, after its first look. `through` is a command that starts the daemon."""
    wanted: dict[str, object] = {"intake__settle_seconds": SETTLE_SECONDS, "publisher__max_per_hour": 0, **changes}
    with running_office(home, **wanted) as office:  # type: ignore[arg-type]  # the site is the folder publisher's
        office.start(*through)
        office.wait_until(lambda: office.looks() > 0, "the first look")
        ledger = open_ledger(settings.load(office.config, office.secrets))
        try:
            undo = settings.load(office.config, office.secrets).publish.wait_minutes * 60
            yield Neighbours(office, ledger, undo)
        finally:
            ledger.close()
