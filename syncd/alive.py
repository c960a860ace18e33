"""Says that the daemon is alive: to the service manager, in the heartbeat file, to a monitor; only while work really gets on."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from syncd import heartbeat
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.doorbell import Doorbell
from syncd.monitor import Monitor
from syncd.notify import Notifier
from syncd.pipeline import Desk

SAY_SECONDS = 1.0
"""Within one turn the watchdog is not fed more often, however fast things move."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Alive:
    """What was said so far. Silence is the message: systemd restarts what it has not heard of for WatchdogSec."""

    notifier: Notifier
    bell: Doorbell
    monitor: Monitor = field(default_factory=Monitor)
    ready_said: bool = False
    said_at: float = -math.inf
    stuck: frozenset[str] = frozenset()

    def within(self, syncd: Syncd, desk: Desk) -> Callable[[], None]:
        """Listens to the progress of a turn: a copy of hours is no hang."""

        def moved() -> None:
            if time.monotonic() - self.said_at >= SAY_SECONDS:
                self._say(syncd, desk, syncd.clock())

        return moved

    def turned(self, syncd: Syncd, desk: Desk, moment: Moment, *, began: Moment, looked: bool) -> None:
        """A turn is done that began at `began`; with a look at all folders, and nothing hanging, it was a good pass."""
        if not self._say(syncd, desk, moment) or not looked:
            return
        state_dir = syncd.settings.state_dir
        heartbeat.write(state_dir, heartbeat.after(heartbeat.read(state_dir), desk.seen.scans, began))
        self.monitor.good_pass(syncd.settings.heartbeat, moment.boot)

    def _say(self, syncd: Syncd, desk: Desk, moment: Moment) -> bool:
        """Feed the watchdog unless something hangs; whether nothing does."""
        self.said_at = time.monotonic()
        stuck = desk.publishing.hung(moment, syncd.settings.publisher.timeout_seconds)
        if self.bell.is_dead:
            stuck |= {"doorbell"}
        if stuck - self.stuck:
            log.error("daemon.hung", at=sorted(stuck), next_step="nothing: systemd starts the service again, and work goes on")
        self.stuck = stuck
        if stuck:
            return False
        if not desk.seen.scans:
            self.notifier.starting()
        elif self.ready_said:
            self.notifier.alive(status_line(desk))
        else:
            self.notifier.ready(status_line(desk))
            self.ready_said = True
        return True


def status_line(desk: Desk) -> str:
    """One line for `systemctl status`."""
    silent = sum(1 for scan in desk.seen.scans if scan.problem)
    words = [f"{len(desk.seen.scans) - silent} units"]
    if silent:
        words.append(f"{silent} WITHOUT ANSWER")
    if desk.publishing.site_down_until is not None:
        words.append("SITE DOWN")
    unread = len(desk.ready) + len(desk.taking)
    return ", ".join([*words, f"{unread} to read", f"{len(desk.publishing.in_flight)} being published"])
