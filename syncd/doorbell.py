"""Rings when something moves in a watched folder: a hint to look sooner, never what anything rests on."""

import errno
import math
import os
import select
import threading
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from watchdog.observers.inotify_c import CallbackId, InotifyConstants, InotifyEvent, InotifyFD, Mask, WatchDescriptor

_MASK = Mask(
    InotifyConstants.IN_CREATE
    | InotifyConstants.IN_CLOSE_WRITE
    | InotifyConstants.IN_MOVED_TO
    | InotifyConstants.IN_MOVED_FROM
    | InotifyConstants.IN_DELETE
    | InotifyConstants.IN_MOVE_SELF
    | InotifyConstants.IN_ONLYDIR
    | InotifyConstants.IN_DONT_FOLLOW
)
_LIMITS = frozenset({errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.ENOMEM})


class Doorbell:
    """Waits without cost until something moves in one of the watched folders, or somebody rings.

    Uses the layer below watchdog's observers, for local disks only: one thread and one watch per folder for any number of
    folders. (An Observer starts a thread per folder, and its recursive watch livelocks on large trees; a network mount has no
    events.) Where inotify is not to be had it can still be rung and waited for. `watch`, `wait` and `close` belong to one
    thread.
    """

    def __init__(self) -> None:
        self.rang: frozenset[str] = frozenset()
        """The watched folders behind the last `wait` that was rung; empty: unknown, look everywhere."""
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._poll = select.poll()
        self._poll.register(self._bell, select.POLLIN)
        self._lock = threading.Lock()
        self._watches: dict[str, tuple[WatchDescriptor, CallbackId]] = {}
        self._paths: dict[WatchDescriptor, str] = {}
        self._moved: set[str] = set()
        self._everywhere = False
        self._doubted = False
        self._full = False
        self._round = CallbackId(0)
        self._inotify = _started_inotify()

    @property
    def limited(self) -> bool:
        """Whether some folder is not watched for want of inotify: what moves there is found by the next scan only."""
        return self._full or self._inotify is None or not self._inotify.is_alive()

    @property
    def is_dead(self) -> bool:
        """Whether the thread that hears has ended although nobody closed the bell: a start anew mends it."""
        return self._inotify is not None and self._bell >= 0 and not self._inotify.is_alive()

    def watch(self, paths: Collection[str | Path]) -> bool:
        """Watch exactly these folders from now on; False when the system's limits left some unwatched (see `limited`).

        Folders that are missing, unreadable or links are left out: call again when they may have changed, it costs nothing
        for those already watched. Watches follow a folder that is moved along with one above it until that one is watched, too.
        """
        if self._inotify is None:
            return False
        with self._lock:
            wanted = {os.fspath(path) for path in paths}
            self._forget(self._watches.keys() - wanted)
            if self._doubted:
                self._doubted = False
                self._round = CallbackId(self._round + 1)
                missing = wanted
            else:
                missing = wanted - self._watches.keys()
            self._full = not all(self._add(self._inotify, path) for path in missing)
        return not self.limited

    def wait(self, timeout: float) -> bool:
        """Wait until it rings, at most `timeout` seconds (may be infinite). True when it rang, once for all rings since."""
        rung = bool(self._poll.poll(None if math.isinf(timeout) else max(0, math.ceil(timeout * 1000))))
        if rung:
            os.eventfd_read(self._bell)
        with self._lock:
            everywhere, self._everywhere = self._everywhere, False
            self.rang = frozenset() if everywhere else frozenset(self._moved)
            self._moved.clear()
        return rung

    def ring(self) -> None:
        """Ring, from any thread or signal handler: it takes no lock."""
        self._everywhere = True
        self._strike()

    def close(self) -> None:
        """Stop watching; ringing has no effect any more."""
        if self._inotify is not None:
            self._inotify.stop()
            self._inotify.join()
        bell, self._bell = self._bell, -1
        if bell >= 0:
            os.close(bell)

    def on_event(self, event: InotifyEvent) -> None:
        """Called by watchdog, in its thread."""
        with self._lock:
            path = self._paths.get(event.wd)
            if path is None:
                self._everywhere = True
            else:
                self._moved.add(path)
                if event.is_move_self:
                    # The watches went along with the folder; new ones are wanted for whatever now bears its name.
                    self._forget({path, *(it for it in self._watches if it.startswith(f"{path}/"))})
        self._strike()

    def on_watch_deleted(self, wd: WatchDescriptor) -> None:
        """Called by watchdog, in its thread, when a watched folder was deleted or its disk unmounted."""
        with self._lock:
            path = self._paths.pop(wd, None)
            if path is not None:
                self._watches.pop(path, None)
                self._moved.add(path)
        if path is not None:
            self._strike()

    def on_queue_overflow(self) -> None:
        """Called by watchdog, in its thread, when events were lost, deletions of watched folders perhaps among them."""
        self._doubted = True
        self.ring()

    def _add(self, inotify: InotifyFD, path: str) -> bool:
        # watchdog takes EACCES for success.
        if not os.access(path, os.R_OK, effective_ids=True):
            self._forget({path} & self._watches.keys())
            return True
        try:
            wd = inotify.add_callback(os.fsencode(path), _MASK, self, self._round)
        except OSError as error:
            return error.errno not in _LIMITS
        before = self._watches.get(path)
        if before is not None:
            # Only now: removing the last callback would remove the watch, and thousands of those overflow the queue again.
            inotify.remove_callbacks([before])
        self._watches[path] = (wd, self._round)
        self._paths[wd] = path
        return True

    def _forget(self, paths: Collection[str]) -> None:
        known = [self._watches.pop(path) for path in paths]
        for wd, _ in known:
            self._paths.pop(wd, None)
        if known and self._inotify is not None:
            self._inotify.remove_callbacks(known)

    def _strike(self) -> None:
        if self._bell >= 0:
            os.eventfd_write(self._bell, 1)


def _started_inotify() -> InotifyFD | None:
    with suppress(OSError):  # the user's inotify instances are used up
        inotify = InotifyFD()
        inotify.start()
        return inotify
    return None
