"""Puts due cases on the site, two at a time, in fair turns, behind one breaker; and takes away what is not to be public."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

import structlog

from syncd import progress
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.errors import TemporaryPublishError
from syncd.ledger import Case
from syncd.model.state import State
from syncd.placing import asked_wait, backoff, due, keep_waiting, publish, remove
from syncd.publishers.base import Sweeper
from syncd.sweeping import sweep
from syncd.turns import Turns

log = structlog.get_logger(__name__)

CONNECTIONS = 2
"""Uploads at once: more brought nothing on a WordPress of two cores."""
PLACES = CONNECTIONS + 1
"""Jobs in flight: one waits, so that a connection that becomes free finds it."""
SWEEP_SECONDS = 3600.0
SWEEPING = "sweep"
"""Its place among what is in flight."""
HUNG_TIME_LIMITS = 2.0
"""A job in which nothing moved for so many of the site's time limits hangs: the publisher would have given up by itself."""
RESERVED_PART = 10
"""One part in so many of max_per_hour is kept for units that have not had their even part: no other's flood holds them up."""
BRAKED_SECONDS = 30.0
"""While the brake holds, whether it still does is looked at so often."""


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
    handed: dict[str, float] = field(default_factory=dict)
    """Boot seconds at which each job in flight was handed to the executor."""
    placing: dict[str, str] = field(default_factory=dict)
    """The unit of each case in flight."""
    moved: dict[str, float] = field(default_factory=dict)
    """Boot seconds at which each job that is running last got on."""
    not_before: dict[str, float] = field(default_factory=dict)
    """Boot seconds before which a case is left alone whose failure the ledger did not take."""
    turns: Turns = field(default_factory=Turns)
    site_down_until: float | None = None
    """Boot seconds; while in the future nothing is sent, after it one probe is."""
    site_failures: int = 0
    braked: bool = False
    sweep_at: float | None = None
    """Boot seconds of the next look round the site; None: not planned yet."""
    wake: Callable[[], None] = lambda: None
    """Called from the job's thread when it is done, so that the next one can start at once."""

    @property
    def busy(self) -> frozenset[str]:
        """Cases being worked on: nobody else may touch them."""
        return frozenset(self.in_flight) - {SWEEPING}

    @property
    def running(self) -> frozenset[str]:
        """Cases whose upload or removal is under way at this moment."""
        return frozenset(tuple(self.moved)) & self.busy

    def start_due(self, syncd: Syncd, moment: Moment) -> bool:
        """Collect what is finished and fill the free places. Returns whether a job was started."""
        self._collect(moment)
        self._sweep(syncd, moment)
        self._keep_waiting(syncd, moment)
        started = False
        while len(self.in_flight) < self._places(moment) and (case := self._next(syncd, moment)) is not None:
            self.turns.taken(case.unit)
            job = publish if case.state in (State.SCHEDULED, State.DEFERRED) else remove
            self.not_before.pop(case.number, None)
            self.placing[case.number] = case.unit
            self._begin(syncd, case.number, self._run, job, syncd, case)
            started = True
            self._collect(syncd.clock())
        return started

    def _begin(self, syncd: Syncd, name: str, job: Callable[..., None], *args: Any) -> None:
        """Start a job; when it is done, and is seen to be done, the bell rings."""
        self.handed[name] = syncd.clock().boot
        self.in_flight[name] = future = self.executor.submit(self._watched, syncd, name, job, *args)
        future.add_done_callback(lambda _: self.wake())

    def _watched(self, syncd: Syncd, name: str, job: Callable[..., None], *args: Any) -> None:
        def moved() -> None:
            self.moved[name] = syncd.clock().boot

        moved()
        with progress.heard_by(moved):
            job(*args)

    def try_site_now(self, moment: Moment) -> None:
        """Somebody has mended something: a site known to be down is asked at once, not when its pause of hours is over."""
        if self.site_down_until is not None:
            self.site_down_until = moment.boot

    def hung(self, moment: Moment, time_limit: float) -> frozenset[str]:
        """Jobs that do not get on although nothing keeps them: systemd is to restart us, and a restart finds all as after a kill.

        `time_limit` is the publisher's own for each send and each answer. A job hangs when nothing of it moved for longer than
        that allows, or when it was not even begun though a thread ought to be free: then the thread has died.
        """
        moved = dict(self.moved)
        last = moved if len(moved) >= CONNECTIONS else {**self.handed, **moved}
        late = {name for name, at in last.items() if moment.boot - at > HUNG_TIME_LIMITS * time_limit}
        return frozenset(name for name in late if name in self.in_flight and not self.in_flight[name].done())

    def next_due(self, syncd: Syncd, moment: Moment) -> float | None:
        """Seconds until a job can be started; None when none waits, or when one in flight must be done first: it rings."""
        if len(self.in_flight) >= (1 if self.site_down_until is not None else PLACES):
            return None
        waits = [self._wait(case, moment) for case in self._candidates(syncd)]
        if not waits:
            return None
        site = (self.site_down_until or moment.boot) - moment.boot
        brake = BRAKED_SECONDS if self.braked else 0.0
        return max(0.0, site, brake, min(waits))

    def _sweep(self, syncd: Syncd, moment: Moment) -> None:
        """Look round the site: when an earlier process's doubts are over, then hourly."""
        publisher = syncd.publisher
        if self.sweep_at is None:
            self.sweep_at = moment.boot + syncd.settings.publisher.doubt_seconds
        if moment.boot < self.sweep_at or self.site_down_until is not None or not isinstance(publisher, Sweeper):
            return
        self.sweep_at = moment.boot + SWEEP_SECONDS
        self._begin(syncd, SWEEPING, sweep, syncd, publisher)

    def _keep_waiting(self, syncd: Syncd, moment: Moment) -> None:
        """One case asks for all whether the site is back; the others' units are told, too, why their time passes."""
        if self.site_down_until is None or moment.boot >= self.site_down_until:
            return
        for case in self._candidates(syncd):
            if case.state is State.SCHEDULED and self._wait(case, moment) <= 0:
                keep_waiting(syncd, case, moment, self.site_down_until - moment.boot)

    def _collect(self, moment: Moment) -> None:
        for number, future in list(self.in_flight.items()):
            if future.done():
                del self.in_flight[number]
                self.placing.pop(number, None)
                self.handed.pop(number, None)
                self.moved.pop(number, None)
                if error := future.exception():  # not even its fault could be written down: the ledger's disk is full, say
                    log.error("publishing.internal_error", case=number, exc_info=error, next_step="check the disk of the ledger")
                    self.not_before[number] = moment.boot + backoff(1)

    def _places(self, moment: Moment) -> int:
        if self.site_down_until is None:
            return PLACES
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
        free = self._unbraked(syncd, due, moment) if due else due
        return min(free, key=lambda case: (self.turns.last(case.unit), case.opened_at), default=None)

    def _unbraked(self, syncd: Syncd, due: Sequence[Case], moment: Moment) -> Sequence[Case]:
        """What the brake lets pass: no more than the limit in an hour, the last of it only for units that had little so far."""
        limit = syncd.settings.publisher.max_per_hour
        if not limit:
            return due
        counts = Counter(syncd.ledger.published_since(moment.wall - timedelta(hours=1)))
        counts.update(self.placing.values())
        left, part = limit - counts.total(), max(1, limit // len(syncd.settings.units))
        free = [case for case in due if left > (0 if counts[case.unit] < part else limit // RESERVED_PART)]
        braked = len(free) < len(due)
        if braked and not self.braked:
            log.warning(
                "publishing.braked", max_per_hour=limit, next_step="wait, or raise publisher.max_per_hour if this is meant"
            )
        self.braked = braked
        return free

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
        wait = max(asked_wait(error) or 0.0, backoff(self.site_failures))  # a page for an outage of days may ask for a second
        self.site_down_until = moment.boot + wait
        log.warning("site.down", cause=error.message, next_step=error.hint, retry_in_seconds=round(wait))


def _wait(case: Case, moment: Moment) -> float:
    if case.due_at is None or case.due_boot is None or case.is_due(moment):
        return 0.0
    same_boot = case.due_boot_id == moment.boot_id
    return max(0.0, case.due_boot - moment.boot if same_boot else (case.due_at - moment.wall).total_seconds())
