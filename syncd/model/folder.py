"""A bundle's folder as a scan sees it: names and stamps, nothing opened."""

from dataclasses import dataclass

from syncd.model.office import Category, Route, Unit


@dataclass(frozen=True, slots=True, order=True)
class FileStamp:
    """What stat() says of one content file; a change of any part restarts the settle clock."""

    path: str
    """Relative to the bundle's folder, "/" between parts, as the disk spells it."""
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A thing in a folder that is never opened: symlink, special file, unreadable name, nested too deep."""

    path: str
    why: str
    """Thai, for the unit."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A bundle's folder as the last scan saw it: names and stamps, nothing opened."""

    unit: Unit
    path: str
    """Relative to the root of the office's folders, "/" between parts, as the disk spells it. Identifies the folder."""
    name: str
    """The folder's own name in NFC, for people."""
    category: Category | None
    """None: the folder it lies in names none (see `category_folder`), or `undecided`."""
    category_folder: str
    """The name of the folder it lies in; "" when it lies in the inbox itself."""
    route: Route
    undecided: bool = False
    """True in ไม่แน่ใจหมวด: the category is chosen by ICT at release."""
    stamps: tuple[FileStamp, ...] = ()
    blockers: tuple[str, ...] = ()
    """Temporary files of Office, browsers or sync tools: while there is one the bundle waits."""
    refused: tuple[Refused, ...] = ()
    signature: str = ""
    """Hash over stamps, blockers and refused; equal signatures mean nothing was touched."""
    claims: str | None = None
    """The case number that our reply lying in the folder names: a hint that the ledger must confirm."""
