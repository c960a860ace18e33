"""The life of a bundle on one page: look, take, judge, record, publish, tell. Read it from top to bottom."""

from collections import deque
from dataclasses import dataclass, field
from functools import partial

import structlog

from syncd import officer, spool
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.copies import empty_spool
from syncd.errors import LedgerError, NotYetError, SyncdError
from syncd.intake import Intake, Look, Ready, incomplete_seconds
from syncd.judging import judge, read_bundle
from syncd.model import Claim, Return, Sighting, State, Weight
from syncd.publishing import Publishing
from syncd.recording import record
from syncd.telling import Telling

log = structlog.get_logger(__name__)

INCOMPLETE = frozenset({"no_memo", "only_memo"})
"""What may simply not have arrived yet: answered only after a while."""
COPY_SECONDS = 2.0
"""A copy that takes longer is not waited for: others come first."""


@dataclass(slots=True)
class Desk:
    """What lies on the desk between two turns."""

    intake: Intake
    publishing: Publishing
    telling: Telling
    ready: deque[Ready] = field(default_factory=deque)
    seen: Look = field(default_factory=Look)


def turn(syncd: Syncd, desk: Desk, moment: Moment, *, look: bool) -> bool:
    """One turn of the work, at most one bundle of it. Returns whether there is more to do at once."""
    if "retry" in officer.carry_out_requests(syncd, moment, busy=desk.publishing.busy):
        desk.publishing.try_site_now(moment)
    if look or (desk.seen.more and not desk.ready):
        desk.seen = desk.intake.look(syncd, moment, busy=desk.publishing.busy)
        desk.ready = deque(desk.seen.ready)
    if desk.ready:
        ready = desk.ready.popleft()
        desk.intake.turns.taken(ready.case.unit)
        take(syncd, desk.intake, ready, moment)
    started = desk.publishing.start_due(syncd, moment)
    untold = desk.telling.tell(syncd, desk.seen, moment, busy=desk.publishing.busy)
    return started or untold or desk.seen.more or bool(desk.ready)


def take(syncd: Syncd, intake: Intake, ready: Ready, moment: Moment) -> None:
    """Take one settled bundle from its folder to its decision. A fault of ours or of the disk never stops the others."""
    with structlog.contextvars.bound_contextvars(case=ready.case.number):
        try:
            claim = copy(syncd, ready.sighting)
        except TimeoutError:
            return  # a large file, or a share that hangs: the copy goes on, and what it gives is taken at a later look
        except NotYetError as error:
            intake.restart(ready.sighting.path, moment)
            log.info("bundle.not_yet", cause=error.message)
            return
        except SyncdError as error:
            intake.restart(ready.sighting.path, moment)
            log.error("spool.unusable", cause=error.message, next_step=error.hint)
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


def copy(syncd: Syncd, sighting: Sighting) -> Claim:
    """The private copy of the bundle. Raises TimeoutError when it takes long, and goes on; and what `claim` raises."""
    syncd.reader.prepare()
    work = partial(spool.claim, syncd.settings.folders.root, sighting, syncd.spool)
    lane = f"{sighting.unit.folder}: copy"  # one of its own: the unit is looked at and told meanwhile
    return syncd.reach.begin(lane, (sighting.path, sighting.signature), work, spool.discard).answer(COPY_SECONDS)


def settle_case(syncd: Syncd, intake: Intake, ready: Ready, claim: Claim, moment: Moment) -> None:
    """Read the private copy, examine it, decide, and write the decision down."""
    sighting, case = ready.sighting, syncd.ledger.case(ready.case.number)
    if case.state is not State.RECEIVED:
        return  # an officer was quicker
    read = read_bundle(syncd, sighting, claim)
    read, decision = judge(syncd, read, claim.version, case, moment)
    returns = {one.rule for one in decision.findings if one.weight is Weight.RETURN} if isinstance(decision, Return) else set()
    waiting = bool(returns) and returns <= INCOMPLETE
    if waiting and intake.postpone(sighting, moment, incomplete_seconds(syncd.settings)):
        return
    record(syncd, case, read, decision, claim, moment)


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
    empty_spool(syncd, case)
