"""Puts one case on the site or takes it off, and records what became of it: published, deferred, held or removed."""

import random
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any

import structlog

from syncd import waiting
from syncd.app import Syncd
from syncd.clock import BANGKOK, Moment
from syncd.contents import Contents, contents_at
from syncd.copies import archive_memo, empty_spool, spool_folder
from syncd.errors import PermanentPublishError, PublishError, TemporaryPublishError
from syncd.ledger import READ_AGAIN, Case, Ledger
from syncd.ledger.chain import details_of
from syncd.model.post import PUBLISHED_ON, Post, Receipt
from syncd.model.state import State
from syncd.setup import MARKER
from syncd.thai import fiscal_year, format_date

log = structlog.get_logger(__name__)

FIRST_RETRY_SECONDS = 15
LONGEST_RETRY_SECONDS = 4 * 3600
FOLDER_RETRY_SECONDS = 60.0
"""A share that is away when its bundle is due: the next look says what became of it."""
UNCLEAR_TRIES = 5
"""An answer that may be either is tried this often before a person is asked: WordPress's race for a new month's folder passes at
the next try."""


def publish(syncd: Syncd, case: Case) -> bool:
    """Put one case on the site and record what became of it; whether the site was asked at all.

    Raises TemporaryPublishError after recording it.
    """
    ledger = syncd.ledger
    if not _is_kept(syncd, case):
        # The private copy is gone (a wiped disk), or an older syncd made it: the folder still has everything, and is read again.
        ledger.advance(case, "case.reread", syncd.clock(), **READ_AGAIN)
        log.warning("spool.lost", next_step="nothing: the folder is read again")
        return False
    if not _lies_as_read(syncd, case):
        return False
    case = ledger.touch(case, on_site=True)
    try:
        receipt = syncd.publisher.publish(post_of(syncd, case))  # of thousands of files: not held while recording
    except PublishError as error:
        _not_published(syncd, case, error)
        if isinstance(error, TemporaryPublishError):
            raise
    else:
        _published(syncd, case, receipt)
    return True


def _is_kept(syncd: Syncd, case: Case) -> bool:
    """Whether the post waits in the spool with every file of its bundle, the memo, too, and what is shown of photos."""
    copies = spool_folder(syncd, case.number, case.version_no)
    files = syncd.ledger.version(case.number, case.version_no).files
    needed = [name for file in files for name in (file["spooled"], file.get("shown")) if name]
    return waiting.is_there(copies) and all((copies / name).exists() for name in needed)


def _lies_as_read(syncd: Syncd, case: Case) -> bool:
    """Whether the folder is what was judged, asked right before it becomes public: the last look may be a rescan ago.

    If not, the case is read again; a folder that gives no answer is asked again later.
    """
    moment, root = syncd.clock(), syncd.settings.folders.root
    try:
        found = syncd.reach.ask(case.path.partition("/")[0], object(), partial(_lying, root, case.path))
        if found.signature == case.signature:
            return True
    except OSError as error:
        syncd.ledger.touch(case, **due(moment, FOLDER_RETRY_SECONDS))
        log.warning(
            "publishing.no_folder",
            cause=error.strerror,
            retry_in_seconds=FOLDER_RETRY_SECONDS,
            next_step="nothing, if the share comes back; `syncd check` says more",
        )
        return False
    syncd.ledger.advance(case, "case.changed", moment, **READ_AGAIN)
    empty_spool(syncd, case)
    log.info("case.changed", unit=case.unit)
    return False


def _lying(root: Path, path: str) -> Contents:
    """What lies there now. Raises OSError, also where the unit's marker is gone: then the unit is paused, whatever lies there."""
    (root / path.partition("/")[0] / MARKER).lstat()
    return contents_at(root, path)


def _published(syncd: Syncd, case: Case, receipt: Receipt) -> None:
    moment, version = syncd.clock(), syncd.ledger.version(case.number, case.version_no)
    first = case.published_at or moment.wall
    archive_memo(syncd, case, version)
    case = syncd.ledger.advance(
        case,
        "case.published",
        moment,
        details={"url": receipt.url, "version_no": version.version_no, "evidence": case.evidence, "files": len(receipt.files)},
        placed=[(file["sha256"], file["name"]) for file in version.files],
        state=State.PUBLISHED,
        receipt=receipt,
        url=receipt.url,
        published_at=first,
        fiscal_year=fiscal_year(replace(moment, wall=first).local.date()),
        due_at=None,
        attempts=0,
        cause="",
    )
    empty_spool(syncd, case)
    log.info("case.published", unit=case.unit, category=case.category, url=receipt.url, files=len(receipt.files))


def _not_published(syncd: Syncd, case: Case, error: PublishError) -> None:
    """Deferred when it passes by itself, held when a person must mend it; what may be either is deferred a few times first."""
    moment, attempts = syncd.clock(), case.attempts + 1
    fields = {"cause": error.message, "hint": error.hint, "attempts": attempts}
    unclear = not isinstance(error, PermanentPublishError | TemporaryPublishError)
    tries = 1 + _unclear_before(syncd.ledger, case) if unclear else 0
    held = isinstance(error, PermanentPublishError) or tries >= UNCLEAR_TRIES
    if held:
        syncd.ledger.advance(
            case, "case.held", moment, details=fields, state=State.HELD, cause=error.message, attempts=0, due_at=None
        )
        empty_spool(syncd, case)
        log.error("case.held", unit=case.unit, **fields, next_step=f"mend the cause, then `syncd retry {case.number}`")
        return
    wait = asked_wait(error) or backoff(tries or attempts)
    syncd.ledger.advance(
        case,
        "case.deferred",
        moment,
        details={**fields, "unclear": unclear},
        tell=case.state is not State.DEFERRED,
        state=State.DEFERRED,
        cause=error.message,
        attempts=attempts,
        **due(moment, wait),
    )
    log.warning("case.deferred", unit=case.unit, **fields, retry_in_seconds=round(wait))


def keep_waiting(syncd: Syncd, case: Case, moment: Moment, wait: float) -> None:
    """Defer a case whose time has come while the site is known to be down: it is not even tried."""
    cause = "the site is down"
    changes = {"state": State.DEFERRED, "cause": cause, **due(moment, wait)}
    syncd.ledger.advance(case, "case.deferred", moment, details={"cause": cause}, **changes)
    log.info("case.deferred", case=case.number, unit=case.unit, cause=cause, retry_in_seconds=round(wait))


def _unclear_before(ledger: Ledger, case: Case) -> int:
    """How often in a row, right before now, the site's answer to this case could have meant either."""
    tried = [event for event in ledger.events(case.number) if event.event in ("case.scheduled", "case.deferred")]
    return sum(1 for _ in takewhile(lambda event: details_of(event).get("unclear"), reversed(tried)))


def asked_wait(error: PublishError) -> float | None:
    """Seconds the site asks to be left alone, within reason: no slip of its settings may silence us for days."""
    asked = error.retry_after if isinstance(error, TemporaryPublishError) else None
    return None if asked is None else min(asked, LONGEST_RETRY_SECONDS)


def remove(syncd: Syncd, case: Case) -> bool:
    """Take off the site whatever stands there of a case that is not to be public; the site was asked.

    Raises TemporaryPublishError when it must be called again.
    """
    receipt = syncd.ledger.receipt(case.number) or Receipt(syncd.publisher.name, case.key, case.version, "", "", ())
    try:
        syncd.publisher.withdraw(receipt)
    except PublishError as error:
        wait = asked_wait(error) or backoff(case.attempts + 1)
        syncd.ledger.touch(case, attempts=case.attempts + 1, **due(syncd.clock(), wait))
        log.error("case.not_removed", unit=case.unit, cause=error.message, next_step=error.hint, retry_in_seconds=round(wait))
        if isinstance(error, TemporaryPublishError):
            raise
        return True
    syncd.ledger.advance(case, "case.removed", syncd.clock(), on_site=False, attempts=0, due_at=None)
    log.info("case.removed", unit=case.unit, state=case.state.value)
    return True


def post_of(syncd: Syncd, case: Case) -> Post:
    """The composed post as it waits in the spool, with the day on which it goes out."""
    post = waiting.get(spool_folder(syncd, case.number, case.version_no))
    first = case.published_at or syncd.clock().wall
    body = post.body.replace(PUBLISHED_ON, format_date(first.astimezone(BANGKOK).date()))
    return replace(post, body=body, published_at=first)


def due(moment: Moment, wait: float) -> dict[str, Any]:
    """The columns that say "in `wait` seconds"."""
    return {"due_at": moment.wall + timedelta(seconds=wait), "due_boot": moment.boot + wait, "due_boot_id": moment.boot_id}


def backoff(attempts: int) -> float:
    """Seconds to wait after so many failures: doubling up to hours, with jitter so that many do not come back at once."""
    doubled = FIRST_RETRY_SECONDS * 2.0 ** min(attempts - 1, 30)  # a float has an end, an outage of months may not
    return min(doubled, LONGEST_RETRY_SECONDS) * random.uniform(0.8, 1.2)  # noqa: S311 -- no secret
