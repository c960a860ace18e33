"""Writes a decision down: the case's new state, what was read, and of what is to be published copy and post."""

from collections.abc import Sequence
from typing import Any

import structlog

from syncd import bundle as bundles
from syncd import waiting
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.compose import compose
from syncd.copies import empty_spool, keep
from syncd.decide import would
from syncd.gallery import compose_photos
from syncd.identity import identity_of
from syncd.ledger import Case, VersionRecord
from syncd.model.approval import Evidence
from syncd.model.bundle import Bundle
from syncd.model.claim import Claim
from syncd.model.decision import Decision, Hold, Publish, Return
from syncd.model.office import Route
from syncd.model.post import Post
from syncd.model.state import State
from syncd.placing import due
from syncd.screening import discreet

log = structlog.get_logger(__name__)

LOGGED = 20
"""Findings named in a line of the log; all of them are in the ledger."""


def record(syncd: Syncd, case: Case, read: Bundle, decision: Decision, claim: Claim, moment: Moment) -> Case:
    """Write the decision down; a bundle to be published keeps its private copy and gets its time."""
    version_no = case.version_no if case.version == read.version else case.version_no + 1
    memo_name = bundles.memo_file(read)
    memo = decision.memo if isinstance(decision, Publish) else bundles.read_memo(read)
    memo_document = bundles.find_document(read, memo_name) if memo_name else None
    changes: dict[str, Any] = {
        "version_no": version_no,
        "version": read.version,
        "contents": claim.version,
        "signature": claim.signature,
        "title": discreet(bundles.title(read) or read.name),
        "memo_sha256": (memo_document.sha256 or None) if memo_document else None,
        "memo_identity": identity_of(memo) if memo else None,
        "memo_date": memo.sure_date if memo else None,
        "due_at": None,
        "attempts": 0,
        "cause": "",
    }
    # Which bytes of a photo went public must be told as long as the ledger is.
    shown = {one.of: {"shown": one.file.copy, "shown_sha256": one.file.sha256} for one in claim.renditions}
    match decision:
        case Publish():
            kept = keep(syncd, claim, case.number, version_no)
            wait = 0.0 if decision.evidence is Evidence.RELEASE else syncd.settings.publish.wait_minutes * 60
            waiting.put(kept.folder, _post(syncd, case, read, decision, kept, moment))
            evidence = {
                "evidence": decision.evidence,
                "approval_date": decision.approval_date,
                "category": decision.category.code,
            }
            changes |= {"state": State.SCHEDULED, **evidence, **due(moment, wait)}
        case Return():
            changes |= {"state": State.RETURNED}
        case Hold():
            changes |= {"state": State.HELD}
    reading = VersionRecord(
        version_no,
        read.version,
        moment.wall,
        would(decision),
        decision.findings,
        memo,
        tuple(
            {
                "name": file.name,
                "sha256": file.sha256,
                "size": file.size,
                "spooled": file.copy,
                "memo": file.name == memo_name,
                **shown.get(file.sha256, {}),
            }
            for file in claim.files
        ),
    )
    event = f"case.{changes['state'].value}"
    rules = [f"{one.weight.value}:{one.key}" for one in decision.findings]
    facts = {
        "version_no": version_no,
        "version": read.version,
        "findings": discreet(", ".join(rules)),
        "category": changes.get("category", case.category),
    }
    done = syncd.ledger.advance(case, event, moment, details=facts, record=reading, **changes)
    next_step = {"next_step": f"syncd review {case.number}"} if done.state is State.HELD else {}
    log.info(event, unit=done.unit, category=done.category, version_no=version_no, findings=_shortened(rules), **next_step)
    empty_spool(syncd, done, keep=[version_no] if done.state is State.SCHEDULED else ())
    return done


def _shortened(rules: Sequence[str]) -> str:
    more = [f"… and {len(rules) - LOGGED} more"] if len(rules) > LOGGED else []
    return ", ".join([*rules[:LOGGED], *more])


def _post(syncd: Syncd, case: Case, read: Bundle, decision: Publish, kept: Claim, moment: Moment) -> Post:
    title = bundles.title(read) or read.name
    if read.route is Route.PHOTOS:
        return compose_photos(read, decision, kept, key=case.key, number=case.number, published_at=moment.wall, title=title)
    return compose(
        read,
        decision,
        kept,
        key=case.key,
        number=case.number,
        published_at=moment.wall,
        title=title,
        memo_file=bundles.memo_file(read),
        template=syncd.settings.publish.template,
    )
