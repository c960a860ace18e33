"""The private copies: where they wait to be published, what of them is kept as evidence, and when they go."""

import errno
import os
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import structlog

from syncd import share
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.ledger import Case, VersionRecord
from syncd.model.claim import Claim
from syncd.thai import fiscal_year

log = structlog.get_logger(__name__)

_COPY = re.compile(r"\d{4}-\d{4,}-\d+")


def keep(syncd: Syncd, claim: Claim, number: str, version_no: int) -> Claim:
    """Give the private copy the name under which it waits to be published; durable when this returns."""
    folder = spool_folder(syncd, number, version_no)
    if folder.exists():
        shutil.rmtree(folder)
    claim.folder.rename(folder)
    share.make_durable(syncd.spool)
    files = tuple(replace(file, folder=folder) for file in claim.files)
    renditions = tuple(replace(one, file=replace(one.file, folder=folder)) for one in claim.renditions)
    return replace(claim, folder=folder, files=files, renditions=renditions)


def archive_memo(syncd: Syncd, case: Case, version: VersionRecord) -> None:
    """Keep the memo that was checked: read-only, under its hash, beside the ledger. Safe to repeat."""
    for file in version.files:
        source = spool_folder(syncd, case.number, version.version_no) / file["spooled"]
        kept = syncd.archive / case.number[:4] / case.number / f"{file['sha256']}{Path(file['name']).suffix.lower()}"
        if file["memo"] and source.exists() and not kept.exists():
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = kept.with_name(f"{kept.name}.new")
            beside.unlink(missing_ok=True)
            try:
                os.link(source, beside)
            except OSError as error:
                if error.errno not in {errno.EXDEV, errno.EPERM, errno.EMLINK}:  # the spool lies on a disk of its own
                    raise
                shutil.copyfile(source, beside)
            beside.chmod(0o400)
            beside.rename(kept)
            share.make_durable(kept.parent, kept.parent.parent, syncd.archive)  # before the spool's copy goes


def purge_archive(syncd: Syncd, moment: Moment) -> None:
    """Remove memos kept longer than the office keeps them (retention.memo_years, by fiscal year of the case)."""
    oldest = fiscal_year(moment.local.date()) - syncd.settings.retention.memo_years
    for year in syncd.archive.iterdir():
        if year.name.isdigit() and int(year.name) < oldest:
            shutil.rmtree(year)
            syncd.ledger.note("archive.purged", moment, details={"fiscal_year": int(year.name)})
            log.info("archive.purged", fiscal_year=int(year.name))


def spool_folder(syncd: Syncd, number: str, version_no: int) -> Path:
    """Where the private copy of one version lies."""
    return syncd.spool / f"{number}-{version_no}"


def copies_in(spool: Path) -> Iterator[Path]:
    """The private copies that lie in the spool; a disk of its own holds other things, too (lost+found)."""
    return (folder for folder in spool.iterdir() if _COPY.fullmatch(folder.name))


def empty_spool(syncd: Syncd, case: Case, keep: Collection[int] = ()) -> None:
    """Remove the private copies of a case."""
    for folder in syncd.spool.glob(f"{case.number}-*"):
        if int(folder.name.rpartition("-")[2]) not in keep:
            remove_tree(folder)


def remove_tree(folder: Path) -> None:
    """Remove a spool folder: flat, read-only files in it."""
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
