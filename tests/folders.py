"""A unit's folder on a real disk, watched at moments of the test's choosing."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syncd import inbox, settle, spool
from syncd.clock import Moment
from syncd.errors import NotYetError
from syncd.inbox import Names, UnitScan
from syncd.model.claim import Claim
from syncd.model.folder import Sighting
from syncd.model.office import Category, Unit
from syncd.settings import FolderSettings, Settings, load
from syncd.settle import Seen
from syncd.spool import Lease
from tests.builders import PLANNING, PROCUREMENT

NAMES = Names("ส่งเผยแพร่", "เผยแพร่แล้ว", "ไม่แน่ใจหมวด", "ภาพกิจกรรม", ".syncd-unit")
SHELF = "1.09 จัดซื้อจัดจ้าง"
START = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
YEAR = 2570
"""The fiscal year that this lies in."""
NOBODY = 65534


def at(seconds: float, boot_id: str = "boot", wall: datetime | None = None) -> Moment:
    """So many seconds after the test's start."""
    return Moment(wall or START + timedelta(seconds=seconds), 1000.0 + seconds, boot_id)


def two_units(folder: Path) -> Settings:
    """The shipped settings for an office of two units that lies in the folder."""
    shipped = load(Path(__file__).parents[1] / "config/syncd.yaml", {})
    return replace(
        shipped,
        folders=FolderSettings(folder / "shares"),
        state_dir=folder / "state",
        publisher=replace(shipped.publisher, path=folder / "site"),
        units=shipped.units[:2],
    )


def is_quiet(seen: Seen, sighting: Sighting, moment: Moment, quiet_seconds: float) -> bool:
    return settle.due_in(seen, sighting, moment, quiet_seconds) <= 0


def find_category(name: str) -> Category | None:
    return PROCUREMENT if name.startswith(("1.09", "1.9")) else None


@dataclass
class Folder:
    """One office's root with one unit in it."""

    root: Path
    unit: Unit = PLANNING

    def __post_init__(self) -> None:
        self.inbox.mkdir(parents=True)
        (self.home / NAMES.marker).touch()

    @property
    def home(self) -> Path:
        return self.root / self.unit.folder

    @property
    def inbox(self) -> Path:
        return self.home / NAMES.inbox

    def bundle(self, name: str = "ประกาศ", shelf: str = SHELF, **files: bytes) -> Path:
        """A bundle's folder; `memo=b"x"` makes memo.pdf."""
        folder = self.inbox / shelf / name
        folder.mkdir(parents=True, exist_ok=True)
        for stem, content in files.items():
            (folder / f"{stem}.pdf").write_bytes(content)
        return folder

    def scan(self) -> UnitScan:
        return inbox.scan(self.root, self.unit, NAMES, find_category)

    def sighting(self) -> Sighting:
        """The only bundle there."""
        found = self.scan()
        assert found.problem is None
        assert found.unreadable == ()
        (only,) = found.sightings
        return only


@dataclass
class Clerk:
    """Looks at one unit as the daemon does and hands over what has come to rest."""

    folder: Folder
    spool: Path
    network: bool = False
    quiet_seconds: float = 20
    seen: dict[str, Seen] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    """Path → signature of what was handed over."""

    def look(self, moment: Moment) -> list[Claim]:
        found = self.folder.scan()
        there = {sighting.path for sighting in found.sightings}
        self.seen = {path: it for path, it in self.seen.items() if path in there or not found.knows(path)}
        return [done for sighting in found.sightings if (done := self._take(sighting, moment))]

    def _take(self, sighting: Sighting, moment: Moment) -> Claim | None:
        seen = self.seen[sighting.path] = settle.look(self.seen.get(sighting.path), sighting, moment)
        if self.taken.get(sighting.path) == sighting.signature or not is_quiet(seen, sighting, moment, self.quiet_seconds):
            return None
        if not self.network and spool.is_held_open(self.folder.root, sighting) is Lease.HELD:
            return None
        try:
            done = spool.claim(self.folder.root, sighting, self.spool, 0)
        except NotYetError:
            self.seen[sighting.path] = settle.restart(seen, moment)
            return None
        if self.network and seen.version != done.version:
            self.seen[sighting.path] = settle.read_once(seen, done.version, moment)
            spool.discard(done)
            return None
        self.taken[sighting.path] = sighting.signature
        return done


def contents_of(done: Claim) -> dict[str, bytes]:
    """What was copied, by name."""
    return {file.name: file.path.read_bytes() for file in done.files}


def rewrite(path: Path, content: bytes) -> None:
    """Change a file in place and give it back its old time of change, as some copying programs do.

    On kernels with a coarse clock a change within the same tick would not even show in ctime; it is repeated until it does.
    """
    before = path.stat()
    while path.stat().st_ctime_ns == before.st_ctime_ns:
        with path.open("r+b") as file:
            file.write(content)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        time.sleep(0)


@contextmanager
def without_privileges() -> Iterator[None]:
    """Permissions count in here, even where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def closed_to_others(path: Path) -> Iterator[None]:
    """Nobody without privileges may look into the folder."""
    path.chmod(0)
    try:
        yield
    finally:
        with suppress(FileNotFoundError):
            path.chmod(0o755)
