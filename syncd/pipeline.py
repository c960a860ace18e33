"""The life of a bundle on one page: look, take, decide, publish, tell. Read it from top to bottom."""

import os
import shutil
from collections import deque
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import structlog

from syncd import bundle as bundles
from syncd import details, officer, spool, telling
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.compose import compose
from syncd.decide import as_told, decide, would
from syncd.errors import LedgerError, NotYetError, SpoolFullError
from syncd.identity import identity_of, version_of
from syncd.intake import Intake, Look, Ready, incomplete_seconds
from syncd.ledger import Case, VersionRecord
from syncd.model import Bundle, Claim, Decision, Details, Evidence, Finding, Hold, Publish, Return, Sighting, State, Weight
from syncd.office import Known, Office
from syncd.publishing import POST, Publishing, due, empty_spool, spool_folder
from syncd.rules import examine
from syncd.thai import fiscal_year

log = structlog.get_logger(__name__)

INCOMPLETE = frozenset({"no_memo", "only_memo"})
"""What may simply not have arrived yet: answered only after a while (design 3)."""


@dataclass(slots=True)
class Desk:
    """What lies on the desk between two turns."""

    intake: Intake
    publishing: Publishing
    telling: telling.Telling
    ready: deque[Ready] = field(default_factory=deque)
    seen: Look = field(default_factory=Look)


def turn(syncd: Syncd, desk: Desk, moment: Moment, *, look: bool) -> bool:
    """One turn of the work, at most one bundle of it. Returns whether there is more to do at once."""
    officer.carry_out_requests(syncd, moment, busy=desk.publishing.busy)
    if look:
        desk.seen = desk.intake.look(syncd, moment, busy=desk.publishing.busy)
        desk.ready = deque(desk.seen.ready)
    if desk.ready:
        take(syncd, desk.intake, desk.ready.popleft(), moment)
    started = desk.publishing.start_due(syncd, moment)
    desk.telling.tell(syncd, desk.seen, moment, busy=desk.publishing.busy)
    return started or bool(desk.ready)


def take(syncd: Syncd, intake: Intake, ready: Ready, moment: Moment) -> None:
    """Take one settled bundle from its folder to its decision. A fault of ours or of the disk never stops the others."""
    with structlog.contextvars.bound_contextvars(case=ready.case.number):
        try:
            claim = spool.claim(syncd.settings.folders.root, ready.sighting, syncd.spool)
        except NotYetError as error:
            intake.restart(ready.sighting.path, moment)
            log.info("bundle.not_yet", cause=error.message)
            return
        except SpoolFullError as error:
            intake.restart(ready.sighting.path, moment)
            log.error("spool.full", cause=error.message, next_step=error.hint)
            return
        try:
            if ready.network and not intake.read_once(ready.sighting, claim.version, moment):
                return
            settle_case(syncd, intake, ready, claim, moment)
        except LedgerError as error:
            log.warning("case.changed_meanwhile", cause=error.message)
        except Exception:  # our own bug must not stop the other bundles: logged, and held for a person
            log.exception("bundle.internal_error", next_step="report it with this log; `syncd retry` reads the folder again")
            _hold_for_bug(syncd, ready, moment)
        finally:
            spool.discard(claim)


def settle_case(syncd: Syncd, intake: Intake, ready: Ready, claim: Claim, moment: Moment) -> None:
    """Read the private copy, examine it, decide, and write the decision down."""
    sighting, case = ready.sighting, syncd.ledger.case(ready.case.number)
    read = read_bundle(syncd, sighting, claim)
    read, decision = judge(syncd, read, claim.version, case, moment)
    waiting = isinstance(decision, Return) and all(one.rule in INCOMPLETE for one in _returns(decision.findings))
    if waiting and intake.postpone(sighting, moment, incomplete_seconds(syncd.settings)):
        return
    record(syncd, case, read, decision, claim, moment)


def read_bundle(syncd: Syncd, sighting: Sighting, claim: Claim) -> Bundle:
    """What the files of the private copy say."""
    form = next((file for file in claim.files if details.is_details(file.name)), None)
    written = details.parse(form.name, _first_bytes(form.path, details.SIZE_LIMIT + 1)) if form is not None else Details()
    documents = tuple(syncd.reader.read(file) for file in claim.files if file is not form)
    return bundles.assemble(sighting, version_of(claim.version, sighting), documents, written)


def judge(syncd: Syncd, read: Bundle, contents: str, case: Case | None, moment: Moment) -> tuple[Bundle, Decision]:
    """Rules, what an officer said of this very version, and the decision; with the bundle as it was judged."""
    office = office_of(syncd, moment)
    release = syncd.ledger.released(case.number, read.version) if case is not None else None
    read = as_told(read, release, office)
    office = replace(office, known=known_of(syncd, read, contents, case, moment))
    findings = examine(read, office)
    if case is not None:
        findings = (*officer.sent_back(syncd.ledger, case, read.version), *findings)
    code = read.category.code if read.category else ""
    return read, decide(read, findings, release, office, auto=syncd.settings.publish.is_auto(code))


def record(syncd: Syncd, case: Case, read: Bundle, decision: Decision, claim: Claim, moment: Moment) -> Case:
    """Write the decision down; a bundle to be published keeps its private copy and gets its time."""
    version_no = case.version_no if case.version == read.version else case.version_no + 1
    memo_name = bundles.memo_file(read)
    memo = decision.memo if isinstance(decision, Publish) else bundles.read_memo(read)
    memo_document = bundles.find_document(read, memo_name) if memo_name else None
    post: dict[str, Any] | None = None
    changes: dict[str, Any] = {
        "version_no": version_no,
        "version": read.version,
        "contents": claim.version,
        "signature": claim.signature,
        "title": bundles.title(read) or read.name,
        "memo_sha256": memo_document.sha256 if memo_document else None,
        "memo_identity": identity_of(memo) if memo else None,
        "memo_date": memo.date if memo else None,
        "due_at": None,
        "attempts": 0,
        "cause": "",
    }
    match decision:
        case Publish():
            kept = _keep(syncd, claim, case.number, version_no)
            wait = 0.0 if decision.evidence is Evidence.RELEASE else syncd.settings.publish.wait_minutes * 60
            title = bundles.title(read) or read.name
            composed = compose(
                read, decision, kept, key=case.key, number=case.number, published_at=moment.wall, title=title, memo_file=memo_name
            )
            post = POST.dump_python(composed, mode="json")
            for attachment in post["attachments"]:
                attachment["path"] = os.path.relpath(attachment["path"], syncd.spool)
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
                "spooled": file.path.name,
                "memo": file.name == memo_name,
            }
            for file in claim.files
        ),
        post,
    )
    event = f"case.{changes['state'].value}"
    rules = ", ".join(f"{one.weight.value}:{one.key}" for one in decision.findings)
    facts = {
        "version_no": version_no,
        "version": read.version,
        "findings": rules,
        "category": changes.get("category", case.category),
    }
    done = syncd.ledger.advance(case, event, moment, details=facts, record=reading, **changes)
    log.info(event, unit=done.unit, category=done.category, version_no=version_no, findings=rules)
    empty_spool(syncd, done, keep=[version_no] if post else ())
    return done


def office_of(syncd: Syncd, moment: Moment) -> Office:
    """What the rules may look at besides the bundle."""
    settings = syncd.settings
    return Office(
        name=settings.office.name,
        today=moment.local.date(),
        approvers=settings.approval.approvers,
        taxonomy=settings.taxonomy,
        units=settings.units,
        accept=frozenset(settings.approval.accept),
        text_from=frozenset(settings.approval.text_from),
        max_file_bytes=int(settings.publisher.max_file_mb * 1024 * 1024),
    )


def known_of(syncd: Syncd, read: Bundle, contents: str, case: Case | None, moment: Moment) -> Known:
    """What the ledger knows about a bundle: the same memo, file, name or whole bundle under another case."""
    number = case.number if case is not None else ""
    choice = bundles.memo_file(read)
    memo_document = bundles.find_document(read, choice) if choice else None
    memo = bundles.read_memo(read)
    identity = identity_of(memo) if memo else None
    same_name, identical = syncd.ledger.published_as(
        number,
        unit=read.unit.name,
        name=read.name,
        category=read.category.code if read.category else None,
        year=fiscal_year(moment.local.date()),
        contents=contents,
    )
    return Known(
        same_memo=syncd.ledger.same_memo(number, memo_document.sha256 if memo_document else None, identity),
        same_files=syncd.ledger.same_files(number, [document.sha256 for document in read.documents]),
        same_name=same_name,
        identical=(identical.number, identical.url) if identical else None,
    )


def _keep(syncd: Syncd, claim: Claim, number: str, version_no: int) -> Claim:
    """Give the private copy the name under which it waits to be published; durable when this returns."""
    folder = spool_folder(syncd, number, version_no)
    if folder.exists():
        shutil.rmtree(folder)
    claim.folder.rename(folder)
    descriptor = os.open(syncd.spool, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return replace(claim, folder=folder, files=tuple(replace(file, path=folder / file.path.name) for file in claim.files))


def _first_bytes(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        return file.read(limit)


def _returns(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.weight is Weight.RETURN]


def _hold_for_bug(syncd: Syncd, ready: Ready, moment: Moment) -> None:
    case = syncd.ledger.case(ready.case.number)
    syncd.ledger.advance(
        case,
        "case.held",
        moment,
        state=State.HELD,
        cause="internal error: see the log",
        signature=ready.sighting.signature,
        due_at=None,
    )
