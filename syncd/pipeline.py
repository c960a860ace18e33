"""The life of a bundle on one page: look, take, judge, record, publish, tell. Read it from top to bottom."""

from collections import deque
from dataclasses import dataclass, field
from functools import partial

import structlog

from syncd import officer, spool
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.copies import empty_spool
from syncd.developing import developing
from syncd.errors import LedgerError, NotYetError, SyncdError
from syncd.intake import Intake, Look, Ready, copied, copy_lane, incomplete_seconds
from syncd.judging import judge, reading, too_big
from syncd.ledger import Case
from syncd.model.bundle import Bundle
from syncd.model.claim import Claim
from syncd.model.decision import Return, Weight
from syncd.model.folder import Sighting
from syncd.model.state import State
from syncd.publishing import Publishing
from syncd.reach import Direct
from syncd.recording import record
from syncd.scanning import look_again
from syncd.steps import Steps
from syncd.telling import Telling

log = structlog.get_logger(__name__)

TURN_SECONDS = 0.5
"""How long one bundle is worked on before the others have their turn; a huge one takes many turns."""

INCOMPLETE = frozenset({"no_memo", "only_memo", "no_photos", "no_paragraph"})
"""What may simply not have arrived yet: answered only after a while."""

COPY_SECONDS = 2.0
"""A copy that takes longer is not waited for: others come first."""


@dataclass(slots=True)
class Taking:
    """A bundle on its way from its folder to its decision, between two turns."""

    ready: Ready
    steps: Steps[None]


@dataclass(slots=True)
class Desk:
    """What lies on the desk between two turns."""

    intake: Intake
    publishing: Publishing
    telling: Telling
    ready: deque[Ready] = field(default_factory=deque)
    taking: deque[Taking] = field(default_factory=deque)
    """At most one of each unit, the next to be worked on first."""
    seen: Look = field(default_factory=Look)

    @property
    def busy(self) -> frozenset[str]:
        """Cases being worked on, whose folders no look may hand out again."""
        return self.publishing.busy | {one.ready.case.number for one in self.taking}

    def let_go(self, reach: Direct) -> None:
        """Stop taking what no longer is as it was: the end of a long copy would only prove that."""
        seen = {it.path: it.signature for scan in self.seen.scans for it in scan.sightings}
        changed = [one for one in self.taking if seen.get(one.ready.sighting.path) != one.ready.sighting.signature]
        for one in changed:
            self.taking.remove(one)
            one.steps.close()
        reach.forget(lambda copy: copy in seen.items())

    def put_back(self) -> None:
        """Drop what is being taken or was handed out: its folder is as it was, and is handed out again."""
        self.ready.clear()
        while self.taking:
            self.taking.pop().steps.close()


def turn(syncd: Syncd, desk: Desk, moment: Moment, *, look: bool) -> bool:
    """One turn of the work, at most one bundle of it or a part of one. Returns whether there is more to do at once."""
    if "retry" in officer.carry_out_requests(syncd, moment, busy=desk.publishing.busy):
        desk.publishing.try_site_now(moment)
    if look:
        look_again(syncd, moment, busy=desk.busy)
    if look or (desk.seen.more and not desk.ready):
        desk.seen = desk.intake.look(syncd, moment, busy=desk.busy)
        desk.ready = deque(desk.seen.ready)
        desk.let_go(syncd.reach)
    go_on(syncd, desk)
    moment = syncd.clock()  # what was read meanwhile may be due by now: told to wait, its unit would be told twice
    started = desk.publishing.start_due(syncd, moment)
    untold = desk.telling.tell(syncd, desk.seen, moment, busy=desk.publishing.busy)
    return started or untold or desk.seen.more or bool(desk.ready or desk.taking)


def go_on(syncd: Syncd, desk: Desk) -> None:
    """Begin with the next bundle whose unit has none in hand, else go on with one in hand, for a turn's time."""
    in_hand = {one.ready.sighting.unit.name for one in desk.taking}
    if ready := next((one for one in desk.ready if one.sighting.unit.name not in in_hand), None):
        desk.ready.remove(ready)
        desk.intake.turns.taken(ready.case.unit)
        desk.taking.appendleft(Taking(ready, take(syncd, desk.intake, ready)))
    if not desk.taking:
        return
    one = desk.taking.popleft()
    end = syncd.clock().boot + TURN_SECONDS
    with structlog.contextvars.bound_contextvars(case=one.ready.case.number):
        for _ in one.steps:
            if syncd.clock().boot >= end:
                desk.taking.append(one)
                return
    unit = one.ready.sighting.unit
    lane = copy_lane(unit)
    if syncd.reach.late(lane) or not syncd.reach.has_room(lane):  # nothing more of this unit can be begun before the next look
        desk.ready = deque(it for it in desk.ready if it.sighting.unit.name != unit.name)


def take(syncd: Syncd, intake: Intake, ready: Ready) -> Steps[None]:
    """Take one settled bundle from its folder to its decision. A fault of ours or of the disk never stops the others."""
    sighting = ready.sighting
    try:
        claim = copy(syncd, sighting)
    except TimeoutError:
        return  # a large file, or a share that hangs: the copy goes on, and what it gives is taken at a later look
    except NotYetError as error:
        intake.not_copied(syncd, ready, error.message, syncd.clock())
        return
    except SyncdError as error:
        intake.restart(sighting.path, syncd.clock())
        log.error("spool.unusable", cause=error.message, next_step=error.hint)
        return
    try:
        if ready.network and not intake.read_once(sighting, claim.version, syncd.clock()):
            return
        read = yield from reading(syncd, sighting, claim)
        yield from settle_case(syncd, intake, ready, claim, read)
    except LedgerError as error:
        log.warning("case.changed_meanwhile", cause=error.message)
    except SyncdError as error:  # no room for the post beside its copies
        intake.restart(sighting.path, syncd.clock())
        log.error("spool.unusable", cause=error.message, next_step=error.hint)
    except Exception:  # our own bug must not stop the other bundles: logged, and held for a person
        log.exception("bundle.internal_error", next_step="report it with this log; `syncd retry` reads the folder again")
        _hold_for_bug(syncd, ready, syncd.clock())
    finally:
        spool.discard(claim)


def copy(syncd: Syncd, sighting: Sighting) -> Claim:
    """The private copy of the bundle. Raises TimeoutError when it takes long, and goes on; and what `claim` raises."""
    root, leave = syncd.settings.folders.root, too_big(syncd.settings, sighting)
    work = partial(spool.claim, root, sighting, syncd.spool, leave=leave)
    return syncd.reach.begin(copy_lane(sighting.unit), copied(sighting), work, spool.discard).answer(COPY_SECONDS)


def settle_case(syncd: Syncd, intake: Intake, ready: Ready, claim: Claim, read: Bundle) -> Steps[None]:
    """Examine what was read, decide, make what is to be shown, and write the decision down."""
    sighting, moment = ready.sighting, syncd.clock()
    if (case := _waiting(syncd, intake, ready)) is None:
        return
    read, decision = judge(syncd, read, claim.version, case, moment)
    returns = {one.rule for one in decision.findings if one.weight is Weight.RETURN} if isinstance(decision, Return) else set()
    waiting = bool(returns) and returns <= INCOMPLETE
    if waiting and intake.postpone(sighting, moment, incomplete_seconds(syncd.settings)):
        return
    claim, decision = yield from developing(syncd, read, decision, claim)
    if (case := _waiting(syncd, intake, ready)) is not None:
        record(syncd, case, read, decision, claim, syncd.clock())


def _waiting(syncd: Syncd, intake: Intake, ready: Ready) -> Case | None:
    """The case as it is, if it still waits for a decision: no officer was quicker, and the folder is not gone."""
    case = syncd.ledger.case(ready.case.number)
    return case if case.state is State.RECEIVED and intake.knows(ready.sighting.path) else None


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
