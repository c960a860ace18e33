"""`syncd backup`: a copy of what a rebuild cannot find elsewhere, consistent while the daemon works, proven before it counts."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from syncd import app, share
from syncd.clock import Moment
from syncd.errors import LedgerError, RequestError
from syncd.ledger import Ledger
from syncd.ledger.anchor import Anchor
from syncd.ledger.database import file_of, is_sound
from syncd.settings import Settings

MANIFEST = "manifest.json"
_PASSWORD = re.compile(r"(://[^:/@\s]*:)[^@\s]+@")
"""In a URL of a database."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup."""

    path: str
    """Relative to the backup's folder."""
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    office: str
    at: str
    ledger: str | None
    """Name of the ledger's file in it; None: the ledger is a database server's, whose own tools copy it."""
    head: str | None
    """ "SEQ HASH" of the ledger in it."""
    files: tuple[Kept, ...]

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.size for file in self.files)


def backup(settings: Settings, target: Path, moment: Moment) -> Backup:
    """Write a backup to `target`, which must not be there yet; it appears whole, or not at all.

    Holds the ledger, its anchor, the kept memos and the configuration without secrets. Raises RequestError when `target` is
    there, LedgerError when the copy of the ledger does not hold, OSError.
    """
    if target.exists() or target.is_symlink():
        raise RequestError(f"{target} มีอยู่แล้ว", hint="ตั้งชื่อใหม่ เช่นใส่วันที่: การสำรองข้อมูลไม่เขียนทับของเดิม")
    making = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(making, ignore_errors=True)  # what a killed one left
    making.mkdir(mode=0o700)
    try:
        made = _fill(settings, making, moment)
        _make_durable(making)
        making.rename(target)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    share.make_durable(target.parent)
    return made


def _fill(settings: Settings, making: Path, moment: Moment) -> Backup:
    file = file_of(settings.ledger.url)
    head = None
    if file is not None:
        head = _ledger(settings, file, making / file.name, moment)
        (making / "anchor").write_text(f"{head}\n", encoding="ascii")
    _archive(settings.state_dir / "archive", making / "archive")
    _configuration(settings, making / "config")
    files = tuple(_kept(making, path) for path in sorted(making.rglob("*")) if path.is_file())
    made = Backup(settings.office.code, moment.wall.isoformat(timespec="seconds"), file.name if file else None, head, files)
    (making / MANIFEST).write_text(json.dumps(asdict(made), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return made


def _ledger(settings: Settings, file: Path, copy: Path, moment: Moment) -> str:
    """Copy the database as it is at one moment, whoever writes, and hold the copy's chain against the anchor of before."""
    if not file.exists():
        raise LedgerError("there is no ledger to copy", hint="ไม่มีทะเบียนคุมให้สำรอง ถ้าหาย ให้สั่ง syncd ledger rebuild")
    anchor = Anchor(app.anchor_file(settings)).read()
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        raise LedgerError(f"the ledger cannot be copied: {error}", hint="สั่ง syncd audit verify เพื่อดูว่าเสียตรงไหน") from error
    with closing(Ledger.open(f"sqlite:///{copy}", settings.office.code, moment)) as ledger:
        broken = ledger.audit([anchor] if anchor is not None else [])
        if broken is not None or not is_sound(ledger.engine):
            raise LedgerError(
                f"the copy of the ledger does not hold: {broken.what if broken else 'its database is spoilt'}",
                hint="ไม่ได้สำรอง เพราะทะเบียนคุมถูกแก้หรือเสีย เก็บสำเนาเก่าไว้ อย่าลบ แล้วสั่ง syncd audit verify",
            )
        seq, digest = ledger.head()
    return f"{seq} {digest}"


def _archive(source: Path, copy: Path) -> None:
    """The kept memos; what is purged meanwhile is left out, what is being written has another name yet."""
    copy.mkdir(mode=0o700)
    for memo in sorted(source.glob("*/*/*")):
        if memo.name.endswith(".new"):
            continue
        there = copy / memo.relative_to(source)
        there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copyfile(memo, there)
        except FileNotFoundError:
            there.unlink(missing_ok=True)


def _configuration(settings: Settings, copy: Path) -> None:
    """All files that were read. Passwords are never in them; but one may stand in ledger.url, which is masked."""
    home = settings.source.parent
    for file in (settings.source, settings.taxonomy_file, *settings.named_files):
        inside = file.is_relative_to(home)
        there = copy / file.relative_to(home) if inside else copy / "elsewhere" / file.relative_to(file.anchor)
        there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        there.write_text(_PASSWORD.sub(r"\1***@", file.read_text(encoding="utf-8")), encoding="utf-8")


def _kept(making: Path, path: Path) -> Kept:
    with path.open("rb") as file:
        return Kept(str(path.relative_to(making)), path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _make_durable(making: Path) -> None:
    for path in _files_first(making):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            path.chmod(0o700 if path.is_dir() else 0o600)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _files_first(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.rglob("*"), key=lambda path: path.is_dir())
    yield folder
