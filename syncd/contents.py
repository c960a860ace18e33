"""Looks at what lies in one bundle's folder, from outside: names and stamps; nothing is opened but our own replies."""

import hashlib
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from unicodedata import normalize

from syncd import share
from syncd.litter import fault_of, is_blocker, is_ignored, is_reply, printable
from syncd.model.folder import FileStamp, Refused

ENTRY_LIMIT = 20_000
"""A folder with more entries than this is not looked into but told: a bundle of that size is a mistake."""

TOO_MANY = "มีไฟล์มากกว่า 20,000 รายการ กรุณาแบ่งเป็นหลายเรื่อง"
LINK = "เป็นทางลัด (symbolic link) ไม่ใช่ไฟล์จริง กรุณาลบออกแล้ววางไฟล์จริงแทน"
SPECIAL = "ไม่ใช่ไฟล์ธรรมดา กรุณานำออกจากโฟลเดอร์"
TOO_DEEP = "โฟลเดอร์ซ้อนกันลึกเกินไป กรุณาย้ายไฟล์ขึ้นมาไว้ในโฟลเดอร์ของเรื่อง"
SAME_NAME = "ชื่อซ้ำกับอีกไฟล์หนึ่งในโฟลเดอร์เดียวกัน กรุณาเปลี่ยนชื่อ"

_REPLY_BYTES = 4096
_CASE_NUMBER = re.compile(r"เลขที่คำขอเผยแพร่.*?([0-9]{4}-[0-9]{4,})")

Entries = list[os.DirEntry[str]]


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in one bundle's folder, seen from outside."""

    stamps: tuple[FileStamp, ...] = ()
    blockers: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    claims: str | None = None
    folders: tuple[str, ...] = ()

    @property
    def signature(self) -> str:
        """Equal for two looks between which nothing was touched. Our replies and what is ignored are no part of it."""
        digest = hashlib.sha256()
        for it in self.stamps:
            digest.update(f"{it.path}\0{it.inode}\0{it.size}\0{it.mtime_ns}\0{it.ctime_ns}\n".encode())
        digest.update("\n".join(("", *self.blockers, "", *(it.path for it in self.refused))).encode())
        return digest.hexdigest()


class TooManyEntriesError(Exception):
    """A folder holds more than ENTRY_LIMIT entries."""


def contents(folder: int) -> Contents:
    """What lies in the bundle's folder of this descriptor, and in its folders one level down.

    Raises OSError when any part cannot be listed: half an answer would read as a deletion.
    """
    pile = _Pile()
    try:
        pile.gather(folder, "")
    except TooManyEntriesError:
        return Contents(refused=(Refused(".", TOO_MANY),))
    stamps, twins = _without_twins(sorted(pile.stamps))
    return Contents(
        stamps=stamps,
        blockers=tuple(sorted(pile.blockers)),
        refused=tuple(sorted([*pile.refused, *twins], key=lambda it: it.path)),
        claims=_claims(folder, pile.replies),
        folders=tuple(pile.folders),
    )


def contents_at(root: Path, path: str) -> Contents:
    """What lies at root/path now, a bundle's path as in Sighting.path. Raises OSError."""
    with share.opened_at(root, path) as folder:
        return contents(folder)


def entries_of(folder: int, limit: int = ENTRY_LIMIT) -> Entries:
    """What lies in the folder, in no order. Raises TooManyEntriesError past the limit, OSError."""
    with os.scandir(folder) as found:
        entries = list(islice(found, limit + 1))
    if len(entries) > limit:
        raise TooManyEntriesError
    return entries


@dataclass(slots=True)
class _Pile:
    """What one look into a bundle has gathered so far."""

    stamps: list[FileStamp] = field(default_factory=list)
    blockers: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    room: int = ENTRY_LIMIT

    def gather(self, here: int, prefix: str) -> None:
        entries = entries_of(here, self.room)
        self.room -= len(entries)
        for entry in entries:
            name, path = entry.name, prefix + entry.name
            if is_ignored(name):
                continue
            if fault := fault_of(name):
                self.refused.append(Refused(printable(path), fault))
            elif is_blocker(name):
                self.blockers.append(path)
            elif entry.is_symlink():
                self.refused.append(Refused(path, LINK))
            elif entry.is_dir(follow_symlinks=False):
                self._gather_below(here, prefix, name)
            elif not entry.is_file(follow_symlinks=False):
                self.refused.append(Refused(path, SPECIAL))
            elif is_reply(name):
                self.replies.append(path)
            else:
                self._stamp(entry, path)

    def _gather_below(self, here: int, prefix: str, name: str) -> None:
        if prefix:
            self.refused.append(Refused(prefix + name, TOO_DEEP))
            return
        with suppress(FileNotFoundError), share.opened(name, here) as inner:
            self.folders.append(name)
            self.gather(inner, f"{name}/")

    def _stamp(self, entry: os.DirEntry[str], path: str) -> None:
        with suppress(FileNotFoundError):
            found = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(found.st_mode):
                self.stamps.append(FileStamp(path, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns))
            else:
                self.refused.append(Refused(path, SPECIAL))


def _without_twins(stamps: list[FileStamp]) -> tuple[tuple[FileStamp, ...], list[Refused]]:
    """Of names that differ in their Unicode spelling only, the first is kept: a site and a reader cannot tell them apart."""
    kept: dict[str, FileStamp] = {}
    twins = [it for it in stamps if kept.setdefault(normalize("NFC", it.path), it) is not it]
    return tuple(kept.values()), [Refused(it.path, SAME_NAME) for it in twins]


def claims_of(folder: int) -> str | None:
    """The case number that our reply in the folder of this descriptor names. Raises OSError."""
    return _claims(folder, [name for name in share.names(folder) if is_reply(normalize("NFC", name))])


def _claims(folder: int, replies: list[str]) -> str | None:
    for name in sorted(it for it in replies if "/" not in it):
        with suppress(OSError):  # a hint only: a reply that cannot be read is as good as none
            start = share.read(folder, name, _REPLY_BYTES) or b""
            if found := _CASE_NUMBER.search(normalize("NFC", start.decode("utf-8", "replace"))):
                return found[1]
    return None
