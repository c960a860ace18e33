"""The daemon: turn after turn until told to stop, woken by the doorbell, by time, and by commands."""

import ctypes
import logging
import math
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from types import FrameType

import structlog

from syncd import app, heartbeat, log, progress, settings, spool
from syncd.alive import Alive
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.copies import copies_in, purge_archive, remove_tree
from syncd.doorbell import Doorbell
from syncd.errors import ConfigError, LedgerError, SyncdError
from syncd.intake import Intake
from syncd.ledger.journal import LedgerJournal
from syncd.model.state import State
from syncd.notify import Notifier
from syncd.numbers_in_use import heed_kept, refuse_to_begin_anew
from syncd.pipeline import Desk, turn
from syncd.publishers import make_publisher
from syncd.publishing import CONNECTIONS, AtOnce, Executor, Publishing
from syncd.reach import Reach
from syncd.scanning import wait_for_none
from syncd.settings import Settings
from syncd.telling import Telling

events = structlog.get_logger(__name__)

STOP_SECONDS = 8.0
"""How long the steps in hand are waited for on SIGTERM; systemd kills after 10, and a kill is safe at any moment."""
LEAST_LOOK_SECONDS = 0.5
"""Between two looks while the bell keeps ringing (a large copy under way)."""
LOOK_SHARE = 20
"""Looks take at most one part in so many of the time, however often the bell rings."""
RETRY_TURN_SECONDS = 5.0
HEAD_SECONDS = 24 * 3600.0
"""The chain's head goes to the journal so often, and at start and stop: whoever can write state_dir cannot rewrite that."""
LONGEST_SLEEP_SECONDS = 10.0
"""The watchdog is fed at least so often."""
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""glibc's names for mallopt's options."""
_LARGE_BYTES = 128 * 1024
"""Where glibc's own threshold begins; it would move up with what was freed."""


@dataclass(slots=True)
class Signals:
    """What signals asked for; handlers only set a flag and ring."""

    bell: Doorbell
    leave: Callable[[], None]
    """Ends the process when the step in hand does not end by itself after STOP_SECONDS."""
    stop: threading.Event = field(default_factory=threading.Event)
    reload: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        """Take SIGTERM, SIGINT and SIGHUP from now on. Only in the main thread."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGHUP, self._reload)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if not self.stop.is_set():
            last_resort = threading.Timer(STOP_SECONDS, self.leave)
            last_resort.daemon = True
            last_resort.start()
        self.stop.set()
        self.bell.ring()

    def _reload(self, _number: int, _frame: FrameType | None) -> None:
        self.reload.set()
        self.bell.ring()


def run(chosen: Settings) -> int:
    """Be the daemon until SIGTERM. Raises LedgerError and BusyError before the first look only."""
    log.set_up(chosen.state_dir / "log" / "syncd.log")
    stay_small()
    bell = Doorbell()
    notifier = Notifier()
    with app.writer_lock(chosen), app.opened(chosen) as opened, ThreadPoolExecutor(CONNECTIONS, "publish") as pool:
        syncd = replace(opened, reach=Reach(bell.ring))
        refuse_to_begin_anew(syncd)
        desk = new_desk(syncd, pool)
        desk.publishing.wake = bell.ring
        signals = Signals(bell, partial(leave, syncd, desk))
        signals.listen()
        events.info("daemon.started", office=chosen.office.code, publisher=chosen.publisher.kind, units=len(chosen.units))
        tell_head(syncd)
        work(syncd, desk, bell, signals, Alive(notifier, bell))
        notifier.stopping()
        pool.shutdown(cancel_futures=True)
        tell_head(syncd)
        events.info("daemon.stopped", in_flight=sorted(desk.publishing.running))
    bell.close()
    return 0


def stay_small() -> None:
    """Have the C library give memory back: by default each thread keeps a heap of its own, and what was once large stays."""
    with suppress(OSError, AttributeError):  # another C library than glibc has other ways, or none
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        mallopt(_M_TRIM_THRESHOLD, _LARGE_BYTES)


def leave(syncd: Syncd, desk: Desk) -> None:
    """End here and now, in the middle of an upload or a reading: the next start finds all as after a kill, which is safe."""
    tell_head(syncd)
    events.info("daemon.stopped", in_flight=sorted(desk.publishing.running))
    if (worker := syncd.reader.pid) is not None:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    logging.shutdown()
    os._exit(0)


def work(syncd: Syncd, desk: Desk, bell: Doorbell, signals: Signals, alive: Alive) -> None:
    """Turn after turn until the signal to stop."""
    look_at = earliest_look = 0.0
    rung, deaf = True, False
    head_told = syncd.clock().boot
    while not signals.stop.is_set():
        if signals.reload.is_set():
            signals.reload.clear()
            desk.put_back()
            syncd = reloaded(syncd, alive.notifier)
            desk.publishing.try_site_now(syncd.clock())
            wait_for_none(syncd, syncd.clock())
            rung = True
        moment, before = syncd.clock(), desk.seen
        look = moment.boot >= look_at or (rung and moment.boot >= earliest_look)
        try:
            with progress.heard_by(alive.within(syncd, desk)):
                more = turn(syncd, desk, moment, look=look)
        except (SyncdError, OSError) as error:
            # The outside world (a full disk, a database that is down): said, and tried again; systemd's watchdog is not fed.
            hint = error.hint if isinstance(error, SyncdError) else "check the disk of state_dir and the units' folders"
            events.error("turn.failed", cause=str(error), next_step=hint)
            signals.stop.wait(RETRY_TURN_SECONDS)
            continue
        now = syncd.clock()
        looked = desk.seen is not before
        if looked:
            rung = False
            earliest_look = now.boot + max(LEAST_LOOK_SECONDS, desk.seen.seconds * LOOK_SHARE)
            look_at = moment.boot + min(syncd.settings.intake.rescan_seconds, desk.seen.wait)  # counted from the look itself
            heard = bell.watch(watched(syncd, desk))
            if not heard and not deaf:
                events.warning(
                    "doorbell.limited", next_step="the rescan finds what is not heard; raise fs.inotify.max_user_watches"
                )
            deaf = not heard
        if now.boot - head_told >= HEAD_SECONDS:
            tell_head(syncd)
            syncd.reader.forget(now.wall.timestamp())
            head_told = now.boot
        alive.turned(syncd, desk, now, began=moment, looked=looked)
        pause = (
            0.0 if more else min(look_at - now.boot, earliest_look - now.boot if rung else math.inf, next_due(syncd, desk, now))
        )
        rung = bell.wait(min(max(pause, 0.0), LONGEST_SLEEP_SECONDS)) or rung


def next_due(syncd: Syncd, desk: Desk, moment: Moment) -> float:
    """Seconds until something waits to be done, whoever rings."""
    waits = [desk.publishing.next_due(syncd, moment), desk.telling.next_due(moment)]
    return min(each for each in (*waits, math.inf) if each is not None)


def once(chosen: Settings) -> int:
    """One full pass: look, take what has settled, publish what is due, tell. Raises BusyError when a daemon is at work.

    Returns 1 when something needs a person, else 0.
    """
    log.set_up(chosen.state_dir / "log" / "syncd.log")
    with app.writer_lock(chosen), app.opened(chosen) as syncd:
        refuse_to_begin_anew(syncd)
        finish(syncd)
        counts = syncd.ledger.counts()
        return int(bool(counts[State.HELD] or counts[State.DEFERRED]))


def finish(syncd: Syncd) -> None:
    """Turn until there is nothing to do at this moment; for `once`, for commands without a daemon, and for tests."""
    desk = new_desk(syncd, AtOnce())
    look = True
    while turn(syncd, desk, syncd.clock(), look=look):
        look = False
    moment = syncd.clock()
    turn(syncd, desk, moment, look=True)
    state_dir = syncd.settings.state_dir
    heartbeat.write(state_dir, heartbeat.after(heartbeat.read(state_dir), desk.seen.scans, moment))


def new_desk(syncd: Syncd, executor: Executor) -> Desk:
    """A desk as it is after a start: what an earlier process left half-done in the spool is cleared away,
    and memos past their time."""
    heed_kept(syncd, syncd.clock())  # before any of it goes
    waiting = {case.number for case in syncd.ledger.waiting((State.SCHEDULED, State.DEFERRED))}
    spool.sweep(syncd.spool, keep=set())
    for folder in copies_in(syncd.spool):
        if folder.name.rpartition("-")[0] not in waiting:
            remove_tree(folder)
    purge_archive(syncd, syncd.clock())
    wait_for_none(syncd, syncd.clock())
    return Desk(Intake.resume(syncd), Publishing(executor), Telling())


def reloaded(syncd: Syncd, notifier: Notifier) -> Syncd:
    """The same office with its settings read again; invalid ones are refused and the old ones stay."""
    notifier.reloading(time.clock_gettime(time.CLOCK_MONOTONIC))
    try:
        chosen = settings.load(syncd.settings.source)
        fixed = ("office", "ledger", "state_dir")
        changed = [name for name in fixed if getattr(chosen, name) != getattr(syncd.settings, name)]
        if changed:
            events.error(
                "settings.refused", cause=f"{', '.join(changed)} cannot change while running", next_step="restart the service"
            )
            return syncd
        journal = LedgerJournal(syncd.ledger, chosen.publisher.doubt_seconds, syncd.clock)
        fresh = replace(
            syncd, settings=chosen, publisher=make_publisher(chosen, journal, syncd.clock), scanner=app.scanner_of(chosen)
        )
    except ConfigError as error:
        events.error(
            "settings.refused", problems=[str(problem) for problem in error.problems], next_step="mend them, then reload again"
        )
        return syncd
    finally:
        notifier.ready("settings read")
    syncd.reader.ocr = app.make_ocr(chosen)
    events.info("settings.reloaded")
    return fresh


def watched(syncd: Syncd, desk: Desk) -> list[str]:
    """The folders the bell listens to: inboxes on local disks, and where commands ring."""
    bell = app.bell_file(syncd.settings).parent
    bell.mkdir(exist_ok=True)
    return [str(bell), *desk.seen.folders]


def tell_head(syncd: Syncd) -> None:
    """Leave the chain's head in the journal, for `syncd audit verify --anchor`; a missing anchor is said."""
    try:
        seq, digest = syncd.ledger.head()
    except LedgerError as error:  # keeps nobody from working on, or from leaving
        events.error("chain.head_unknown", cause=error.message, next_step=error.hint)
        return
    events.info("chain.head", seq=seq, hash=digest)
    if seq and syncd.ledger.anchor.read() is None:
        events.error(
            "anchor.missing",
            path=str(syncd.ledger.anchor.path),
            next_step="`syncd audit verify --anchor` with an older chain.head",
        )
