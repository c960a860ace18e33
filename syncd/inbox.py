"""Finds the bundles lying in a unit's inbox: names and stamps alone; nothing is opened but our own replies."""

import errno
import os
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from unicodedata import normalize

from syncd import progress, share
from syncd.contents import LINK, SPECIAL, TOO_MANY, Entries, TooManyEntriesError, contents, entries_of
from syncd.litter import fault_of, is_blocker, is_ignored, is_reply, printable
from syncd.model.folder import Sighting
from syncd.model.office import Category, Route, Unit
from syncd.mounts import is_network

_NO_MARKER = "ไม่ใช่ไฟล์ที่ syncd init --folders สร้างไว้ กรุณานำสิ่งที่ใช้ชื่อนี้ออก แล้วสั่ง syncd init --folders"


@dataclass(frozen=True, slots=True)
class Names:
    """What the office calls its folders."""

    inbox: str
    published: str
    undecided: str
    """Inside the inbox: the category is chosen by ICT."""
    photos: str
    """Inside the inbox: activity photos."""
    marker: str
    """The file without which a unit's folder counts as vanished."""


@dataclass(frozen=True, slots=True)
class Loose:
    """Content files that lie outside any bundle's folder."""

    folder: str
    """The inbox or category folder they lie in, relative to the root."""
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place in an inbox that gives no answer: it must be told, and nothing in it counts as deleted."""

    path: str
    """Relative to the root; printable, so damaged names are escaped."""
    why: str
    """Thai."""


@dataclass(frozen=True, slots=True)
class UnitScan:
    """One look at one unit's inbox."""

    unit: Unit
    problem: str | None = None
    """Thai: why the unit's folder gives no answer at all. The rest is empty then and says nothing."""
    sightings: tuple[Sighting, ...] = ()
    loose: tuple[Loose, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    folders: tuple[str, ...] = ()
    """Every folder looked into, relative to the root: where the doorbell may listen."""
    network: bool = False
    """Whether others than this machine may write there: no events, no lease, and no ctime to trust."""

    def knows(self, path: str) -> bool:
        """Whether this look can tell if `path` (as in Sighting.path) is there; if not, its absence means nothing."""
        return self.problem is None and not any(path == it.path or path.startswith(f"{it.path}/") for it in self.unreadable)


def scan(root: Path, unit: Unit, names: Names, find_category: Callable[[str], Category | None]) -> UnitScan:
    """Look once at everything in the unit's inbox. Raises nothing for what it meets there.

    `find_category` is asked (in NFC) about each folder in the inbox that is not empty. The unit's own folder may be a link
    made by the office; below it no link is followed.
    """
    look = _Look(unit, names, find_category)
    place = unit.folder
    try:
        with share.opened_below(root / unit.folder, "") as home:
            place = f"{unit.folder}/{names.marker}"
            if not stat.S_ISREG(os.stat(names.marker, dir_fd=home, follow_symlinks=False).st_mode):
                return UnitScan(unit, f"{place}: {_NO_MARKER}")
            place = f"{unit.folder}/{names.inbox}"
            with share.opened(names.inbox, home) as inbox:
                look.at_inbox(inbox, place)
        # A share that went away during the look would otherwise read as folders deleted one by one.
        place = f"{unit.folder}/{names.marker}"
        (root / place).lstat()
        network = is_network(root / unit.folder)
    except OSError as error:
        return UnitScan(unit, _problem(root, place, error))
    sightings = tuple(sorted(look.sightings, key=lambda it: it.path))
    return UnitScan(unit, None, sightings, tuple(look.loose), tuple(look.unreadable), tuple(look.folders), network)


def open_bundle(root: Path, sighting: Sighting) -> AbstractContextManager[int]:
    """A descriptor of the bundle's folder, reached without following a link below the unit's folder. Raises OSError."""
    return share.opened_at(root, sighting.path)


@dataclass(slots=True)
class _Look:
    """What one scan has gathered so far."""

    unit: Unit
    names: Names
    find_category: Callable[[str], Category | None]
    sightings: list[Sighting] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)

    def at_inbox(self, inbox: int, path: str) -> None:
        self.folders.append(path)
        try:
            entries = entries_of(inbox)
        except TooManyEntriesError:
            self.unreadable.append(Unreadable(path, TOO_MANY))
        else:
            self._at_each(inbox, path, entries, self._at_shelf)

    def _at_each(self, here: int, path: str, entries: Entries, visit: "Callable[[int, str, str], None]") -> None:
        """Visit the folders among the entries; say what else lies there."""
        files = []
        for entry in entries:
            name = entry.name
            below = f"{path}/{name}"
            try:
                if is_ignored(name):
                    continue
                if fault := fault_of(name):
                    self.unreadable.append(Unreadable(printable(below), fault))
                elif entry.is_symlink():
                    self.unreadable.append(Unreadable(below, LINK))
                elif entry.is_dir(follow_symlinks=False):
                    with share.opened(name, here) as folder:
                        visit(folder, below, name)
                elif not entry.is_file(follow_symlinks=False):
                    self.unreadable.append(Unreadable(below, SPECIAL))
                elif not (is_reply(name) or is_blocker(name)):
                    files.append(name)
            except FileNotFoundError:
                continue  # gone since it was listed
            except TooManyEntriesError:
                self.unreadable.append(Unreadable(below, TOO_MANY))
            except OSError as error:
                self.unreadable.append(Unreadable(below, _why(error)))
        if files:
            self.loose.append(Loose(path, tuple(sorted(files))))

    def _at_shelf(self, folder: int, path: str, name: str) -> None:
        """A folder directly in the inbox: a category's or, naming none, a bundle or a folder of bundles."""
        entries = entries_of(folder)
        if not entries:
            self.folders.append(path)
            return
        name = normalize("NFC", name)
        undecided = name == normalize("NFC", self.names.undecided)
        photos = name == normalize("NFC", self.names.photos)
        category = None if undecided else self.find_category(name)
        if category is None and not undecided and not photos and _holds_files(entries):
            self._at_bundle(folder, path, Sighting(self.unit, path, name, None, "", Route.MEMO))
            return
        self.folders.append(path)
        route = Route.PHOTOS if photos else category.route if category else Route.MEMO

        def visit(bundle: int, below: str, own: str) -> None:
            sighting = Sighting(self.unit, below, normalize("NFC", own), category, name, route, undecided)
            self._at_bundle(bundle, below, sighting)

        self._at_each(folder, path, entries, visit)

    def _at_bundle(self, folder: int, path: str, sighting: Sighting) -> None:
        progress.made()
        found = contents(folder)
        self.folders.extend((path, *(f"{path}/{inner}" for inner in found.folders)))
        if found.stamps or found.blockers or found.refused:
            self.sightings.append(
                replace(
                    sighting,
                    stamps=found.stamps,
                    blockers=found.blockers,
                    refused=found.refused,
                    signature=found.signature,
                    claims=found.claims,
                )
            )


def _holds_files(entries: Entries) -> bool:
    return any(not (is_ignored(entry.name) or is_reply(entry.name) or entry.is_dir(follow_symlinks=False)) for entry in entries)


def _problem(root: Path, place: str, error: OSError) -> str:
    if not root.is_dir():
        return f"ไม่พบโฟลเดอร์หลัก {root}"
    if isinstance(error, FileNotFoundError):
        return f"ไม่พบ {place} (โฟลเดอร์ที่แชร์อาจหลุดการเชื่อมต่อ หรือมีผู้ลบหรือเปลี่ยนชื่อ)"
    return f"{place}: {_why(error)}"


def _why(error: OSError) -> str:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return "ไม่มีสิทธิ์อ่าน"
    if error.errno in {errno.ELOOP, errno.ENOTDIR}:
        return "ไม่ใช่โฟลเดอร์จริง"
    return f"อ่านไม่ได้ในขณะนี้ ({error.strerror})"
