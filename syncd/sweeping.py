"""The look round the site: what stands twice is settled there; what is no longer as it was written is noted and told, once."""

from collections.abc import Mapping
from datetime import timedelta

import structlog

from syncd.app import Syncd
from syncd.errors import LedgerError, PublishError
from syncd.ledger import Case
from syncd.model.state import State
from syncd.publishers.base import Stray, Sweeper

log = structlog.get_logger(__name__)

SWEPT_BACK = timedelta(days=2)
"""How far back published cases are looked up: twins come from requests that land late, and none lands after days."""
SEARCHED_BACK = timedelta(days=90)
"""How far back when something is gone: a restored backup takes everything since its day with it."""


def sweep(syncd: Syncd, publisher: Sweeper) -> None:
    """Look up what was published lately, many cases in one request. Nothing is published or removed because of what strayed."""
    now = syncd.clock().wall
    try:
        keys = syncd.ledger.keys_published_since(now - SWEPT_BACK)
        if _look(syncd, publisher, keys):
            older = syncd.ledger.keys_published_since(now - SEARCHED_BACK)
            _look(syncd, publisher, {key: number for key, number in older.items() if key not in keys})
    except PublishError as error:
        log.warning("site.not_swept", cause=error.message, next_step=error.hint)


def _look(syncd: Syncd, publisher: Sweeper, keys: Mapping[str, str]) -> bool:
    """Look up these keys, given with their cases' numbers; whether something was gone."""
    if not keys:
        return False
    swept = publisher.sweep(keys)
    for twin in swept.twins:
        log.warning("site.twin_settled", key=twin.key, kept=twin.kept, removed=twin.removed)
    strays = {stray.key: stray for stray in swept.strays}
    for key, number in keys.items():
        try:
            _note(syncd, syncd.ledger.case(number), strays.get(key))
        except LedgerError as error:  # an officer's request came in between: what he decided goes first
            log.info("case.not_noted", case=number, cause=error.message, next_step="nothing: the next look tells")
    return any(stray.is_gone for stray in swept.strays)


def _note(syncd: Syncd, case: Case, stray: Stray | None) -> None:
    """A published case's cause says how it strayed, so that each change is told once."""
    said = "; ".join(stray.what) if stray else ""
    if case.state is not State.PUBLISHED or case.cause == said:
        return
    event = "case.strayed" if stray else "case.as_written"
    syncd.ledger.advance(case, event, syncd.clock(), details={"what": said or case.cause}, tell=False, cause=said)
    if stray:
        log.warning(event, case=case.number, unit=case.unit, what=said, url=case.url, next_step=_next_step(case, stray))
    else:
        log.info(event, case=case.number, unit=case.unit)


def _next_step(case: Case, stray: Stray) -> str:
    if stray.is_gone:
        return (
            "restore it on the site; or, if that cannot be: "
            f"`syncd withdraw {case.number} --reason …`, move its folder back to the unit's inbox, and release the new case"
        )
    return f"put it right in WordPress, or leave it if it is meant; `syncd withdraw {case.number} --reason …` takes it off"
