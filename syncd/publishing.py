"""Puts due cases on the site, two at a time, in fair turns, behind one breaker; and takes away what is not to be public."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import takewhile
from typing import Any, Protocol

import structlog
from pydantic import TypeAdapter

from syncd.app import Syncd
from syncd.clock import BANGKOK, Moment
from syncd.contents import contents_at
from syncd.copies import archive_memo, empty_spool
from syncd.errors import PermanentPublishError, PublishError, TemporaryPublishError
from syncd.ledger import Case, Ledger, VersionRecord
from syncd.ledger.chain import details_of
from syncd.model import PUBLISHED_ON, Post, Receipt, State
from syncd.publishers.base import Sweeper
from syncd.thai import fiscal_year, format_date

log = structlog.get_logger(__name__)

CONNECTIONS = 2
"""Uploads at once: more brings nothing on a small site (facts: measured on two cores)."""
FIRST_RETRY_SECONDS = 15
LONGEST_RETRY_SECONDS = 4 * 3600
SWEEP_SECONDS = 3600.0
SWEPT_BACK = timedelta(days=2)
"""How far back published cases are looked up: twins come from requests that land late, and none lands after days."""
SWEEPING = "sweep"
"""Its place among what is in flight."""
HUNG_SECONDS = 3600.0
"""No upload takes longer: each send and each answer has the publisher's own time limit, and files have a largest size."""
FOLDER_RETRY_SECONDS = 60.0
"""A share that is away when its bundle is due: the next look says what became of it."""
BRAKED_SECONDS = 30.0
"""While the brake holds, whether it still does is looked at so often."""
UNCLEAR_TRIES = 5
"""An answer that may be either is tried this often before a person is asked: WordPress's race for a new month's folder passes at
the next try."""

POST = TypeAdapter(Post)


class Executor(Protocol):
    """What runs the jobs: a thread pool in the daemon, at once in tests and `once`."""

    def submit(self, fn: Callable[..., None], /, *args: Any) -> "Future[None]":
        """Run fn(*args), now or in a thread."""


class AtOnce:
    """Runs each job before submit returns."""

    def submit(self, fn: Callable[..., None], /, *args: Any) -> "Future[None]":
        """Run it here and now."""
        future: Future[None] = Future()
        try:
            fn(*args)
            future.set_result(None)
        except Exception as error:  # noqa: BLE001 -- handed to whoever asks for the result, as a thread pool does
            future.set_exception(error)
        return future


@dataclass(slots=True)
class Publishing:
    """The publishing desk between turns: what is in flight, whose turn it is, whether the site is known to be down."""

    executor: Executor
    in_flight: dict[str, "Future[None]"] = field(default_factory=dict)
    begun: dict[str, float] = field(default_factory=dict)
    """Boot seconds at which each job in flight was begun."""
    not_before: dict[str, float] = field(default_factory=dict)
    """Boot seconds before which a case is left alone whose failure the ledger did not take."""
    last_turn: dict[str, int] = field(default_factory=dict)
    turns: int = 0
    site_down_until: float | None = None
    """Boot seconds; while in the future nothing is sent, after it one probe is."""
    site_failures: int = 0
    braked: bool = False
    sweep_at: float | None = None
    """Boot seconds of the next look for twins; None: not planned yet."""
    wake: Callable[[], None] = lambda: None
    """Called from the job's thread when it is done, so that the next one can start at once."""

    @property
    def busy(self) -> frozenset[str]:
        """Cases being worked on: nobody else may touch them."""
        return frozenset(self.in_flight) - {SWEEPING}

    def start_due(self, syncd: Syncd, moment: Moment) -> bool:
        """Collect what is finished and fill the free places. Returns whether a job was started."""
        self._collect(moment)
        self._sweep(syncd, moment)
        started = False
        while len(self.in_flight) < self._places(moment) and (case := self._next(syncd, moment)) is not None:
            self.turns += 1
            self.last_turn[case.unit] = self.turns
            job = publish if case.state in (State.SCHEDULED, State.DEFERRED) else remove
            self.not_before.pop(case.number, None)
            self.begun[case.number] = moment.boot
            self._begin(case.number, self._run, job, syncd, case)
            started = True
            self._collect(syncd.clock())
        return started

    def _begin(self, name: str, job: Callable[..., None], *args: Any) -> None:
        """Start a job; when it is done, and is seen to be done, the bell rings."""
        self.in_flight[name] = future = self.executor.submit(job, *args)
        future.add_done_callback(lambda _: self.wake())

    def try_site_now(self, moment: Moment) -> None:
        """Somebody has mended something: a site known to be down is asked at once, not when its pause of hours is over."""
        if self.site_down_until is not None:
            self.site_down_until = moment.boot

    def is_hung(self, moment: Moment) -> bool:
        """Whether a job has been in flight beyond all reason: then systemd is to restart us."""
        return any(moment.boot - since > HUNG_SECONDS for since in self.begun.values())

    def next_due(self, syncd: Syncd, moment: Moment) -> float | None:
        """Seconds until a job can be started; None when none waits, or when one in flight must be done first: it rings."""
        if len(self.in_flight) >= (1 if self.site_down_until is not None else CONNECTIONS):
            return None
        waits = [self._wait(case, moment) for case in self._candidates(syncd)]
        if not waits:
            return None
        site = (self.site_down_until or moment.boot) - moment.boot
        brake = BRAKED_SECONDS if self.braked else 0.0
        return max(0.0, site, brake, min(waits))

    def _sweep(self, syncd: Syncd, moment: Moment) -> None:
        """Look for things that stand twice, many keys in one request: when an earlier process's doubts are over, then hourly."""
        publisher = syncd.publisher
        if self.sweep_at is None:
            self.sweep_at = moment.boot + syncd.settings.publisher.doubt_seconds
        if moment.boot < self.sweep_at or self.site_down_until is not None or not isinstance(publisher, Sweeper):
            return
        self.sweep_at = moment.boot + SWEEP_SECONDS
        keys = syncd.ledger.keys_published_since(moment.wall - SWEPT_BACK)
        if keys:
            self._begin(SWEEPING, self._swept, publisher, keys)

    def _swept(self, publisher: Sweeper, keys: Sequence[str]) -> None:
        try:
            for twin in publisher.sweep(keys):
                log.warning("site.twin_settled", key=twin.key, kept=twin.kept, removed=twin.removed)
        except PublishError as error:
            log.warning("site.not_swept", cause=error.message, next_step=error.hint)

    def _collect(self, moment: Moment) -> None:
        for number, future in list(self.in_flight.items()):
            if future.done():
                del self.in_flight[number]
                self.begun.pop(number, None)
                if error := future.exception():  # not even its fault could be written down: the ledger's disk is full, say
                    log.error("publishing.internal_error", case=number, exc_info=error)
                    self.not_before[number] = moment.boot + backoff(1)

    def _places(self, moment: Moment) -> int:
        if self.site_down_until is None:
            return CONNECTIONS
        return 0 if moment.boot < self.site_down_until else 1

    def _candidates(self, syncd: Syncd) -> Sequence[Case]:
        waiting = syncd.ledger.waiting((State.SCHEDULED, State.DEFERRED))
        paused = syncd.ledger.paused() if waiting else frozenset()
        if "" in paused:
            waiting = ()
        found = (*(case for case in waiting if case.unit not in paused), *syncd.ledger.to_remove())
        return [case for case in found if case.number not in self.in_flight]

    def _wait(self, case: Case, moment: Moment) -> float:
        return max(_wait(case, moment), self.not_before.get(case.number, 0.0) - moment.boot)

    def _next(self, syncd: Syncd, moment: Moment) -> Case | None:
        """The oldest due case of the unit whose last turn is longest ago; removals come first and know no brake."""
        due = [case for case in self._candidates(syncd) if self._wait(case, moment) <= 0]
        removals = [case for case in due if case.state not in (State.SCHEDULED, State.DEFERRED)]
        if removals:
            return removals[0]
        if not due or self._brake(syncd, moment):
            return None
        return min(due, key=lambda case: (self.last_turn.get(case.unit, 0), case.opened_at))

    def _brake(self, syncd: Syncd, moment: Moment) -> bool:
        limit = syncd.settings.publisher.max_per_hour
        braked = bool(limit) and syncd.ledger.published_since(moment.wall - timedelta(hours=1)) + len(self.busy) >= limit
        if braked and not self.braked:
            log.warning(
                "publishing.braked", max_per_hour=limit, next_step="wait, or raise publisher.max_per_hour if this is meant"
            )
        self.braked = braked
        return braked

    def _run(self, job: Callable[[Syncd, Case], bool], syncd: Syncd, case: Case) -> None:
        with structlog.contextvars.bound_contextvars(case=case.number):
            try:
                asked = job(syncd, case)
            except TemporaryPublishError as error:
                if error.site_down:
                    self._site_is_down(syncd.clock(), error)
                return
            except Exception:  # our own bug must not stop the others, nor be tried again without a pause
                log.exception("publishing.internal_error", next_step="report it with this log; the case is tried again later")
                case = syncd.ledger.case(case.number)
                syncd.ledger.touch(case, attempts=case.attempts + 1, **due(syncd.clock(), backoff(case.attempts + 1)))
                return
            if asked and self.site_down_until is not None:
                self.site_down_until, self.site_failures = None, 0
                woken = syncd.ledger.wake_deferred(syncd.clock())
                log.info("site.answers_again", woken=woken)

    def _site_is_down(self, moment: Moment, error: TemporaryPublishError) -> None:
        self.site_failures += 1
        wait = _asked(error) or backoff(self.site_failures)
        self.site_down_until = moment.boot + wait
        log.warning("site.down", cause=error.message, next_step=error.hint, retry_in_seconds=round(wait))


def publish(syncd: Syncd, case: Case) -> bool:
    """Put one case on the site and record what became of it; whether the site was asked at all.

    Raises TemporaryPublishError after recording it.
    """
    ledger = syncd.ledger
    version = ledger.versions(case.number)[-1]
    post = post_of(syncd, case, version)
    if not all(file.path.exists() for file in post.attachments):
        # The private copy is gone (a wiped disk): the folder still has everything, so it is simply read again.
        ledger.advance(case, "case.reread", syncd.clock(), state=State.RECEIVED, signature="", due_at=None)
        log.warning("spool.lost", next_step="nothing: the folder is read again")
        return False
    if not _lies_as_read(syncd, case):
        return False
    case = ledger.touch(case, on_site=True)
    try:
        receipt = syncd.publisher.publish(post)
    except PublishError as error:
        _not_published(syncd, case, error)
        if isinstance(error, TemporaryPublishError):
            raise
    else:
        _published(syncd, case, version, receipt)
    return True


def _lies_as_read(syncd: Syncd, case: Case) -> bool:
    """Whether the folder is what was judged, asked right before it becomes public: the last look may be a rescan ago.

    If not, the case is read again; a folder that gives no answer is asked again later.
    """
    moment = syncd.clock()
    try:
        if contents_at(syncd.settings.folders.root, case.path).signature == case.signature:
            return True
    except OSError as error:
        syncd.ledger.touch(case, **due(moment, FOLDER_RETRY_SECONDS))
        log.warning("publishing.no_folder", cause=error.strerror, retry_in_seconds=FOLDER_RETRY_SECONDS)
        return False
    syncd.ledger.advance(case, "case.changed", moment, state=State.RECEIVED, signature="", due_at=None)
    empty_spool(syncd, case)
    log.info("case.changed", unit=case.unit)
    return False


def _published(syncd: Syncd, case: Case, version: VersionRecord, receipt: Receipt) -> None:
    moment = syncd.clock()
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
    wait = _asked(error) or backoff(tries or attempts)
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


def _unclear_before(ledger: Ledger, case: Case) -> int:
    """How often in a row, right before now, the site's answer to this case could have meant either."""
    tried = [event for event in ledger.events(case.number) if event.event in ("case.scheduled", "case.deferred")]
    return sum(1 for _ in takewhile(lambda event: details_of(event).get("unclear"), reversed(tried)))


def _asked(error: PublishError) -> float | None:
    """Seconds the site asks to be left alone, within reason: no slip of its settings may silence us for days."""
    asked = error.retry_after if isinstance(error, TemporaryPublishError) else None
    return None if asked is None else min(asked, LONGEST_RETRY_SECONDS)


def remove(syncd: Syncd, case: Case) -> bool:
    """Take off the site whatever stands there of a case that is not to be public; the site was asked.

    Raises TemporaryPublishError when it must be called again.
    """
    receipt = case.receipt or Receipt(syncd.publisher.name, case.key, case.version, "", "", ())
    try:
        syncd.publisher.withdraw(receipt)
    except PublishError as error:
        wait = _asked(error) or backoff(case.attempts + 1)
        syncd.ledger.touch(case, attempts=case.attempts + 1, **due(syncd.clock(), wait))
        log.error("case.not_removed", unit=case.unit, cause=error.message, next_step=error.hint, retry_in_seconds=round(wait))
        if isinstance(error, TemporaryPublishError):
            raise
        return True
    syncd.ledger.advance(case, "case.removed", syncd.clock(), on_site=False, attempts=0, due_at=None)
    log.info("case.removed", unit=case.unit, state=case.state.value)
    return True


def post_of(syncd: Syncd, case: Case, version: VersionRecord) -> Post:
    """The composed post as it waits in the ledger, with its files in the spool."""
    post = POST.validate_python(version.post)
    files = tuple(replace(file, path=syncd.spool / file.path) for file in post.attachments)
    first = case.published_at or syncd.clock().wall
    body = post.body.replace(PUBLISHED_ON, format_date(first.astimezone(BANGKOK).date()))
    return replace(post, body=body, published_at=first, attachments=files)


def due(moment: Moment, wait: float) -> dict[str, Any]:
    """The columns that say "in `wait` seconds"."""
    return {"due_at": moment.wall + timedelta(seconds=wait), "due_boot": moment.boot + wait, "due_boot_id": moment.boot_id}


def backoff(attempts: int) -> float:
    """Seconds to wait after so many failures: doubling up to hours, with jitter so that many do not come back at once."""
    return min(FIRST_RETRY_SECONDS * 2.0 ** (attempts - 1), LONGEST_RETRY_SECONDS) * random.uniform(0.8, 1.2)  # noqa: S311 -- no secret


def _wait(case: Case, moment: Moment) -> float:
    if case.due_at is None or case.due_boot is None or case.is_due(moment):
        return 0.0
    same_boot = case.due_boot_id == moment.boot_id
    return max(0.0, case.due_boot - moment.boot if same_boot else (case.due_at - moment.wall).total_seconds())
