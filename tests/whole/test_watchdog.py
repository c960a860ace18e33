"""The watchdog is fed while work gets on and only then: the real daemon, hung in the ways it can be, and started anew."""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.publishers.fake_wordpress import FakeWordPress, Fault, page
from tests.whole.daemon import RunningOffice, running_office
from tests.whole.test_service import FILES, Manager, manager, wait_for_upload

__all__ = ["manager"]

LOOK_SECONDS = 0.5
"""An idle daemon speaks at each look."""
SILENCE_SECONDS = 2.5
TIME_LIMIT_SECONDS = 2.0


@contextmanager
def soon_heard(home: Path, site: FakeWordPress | None = None, **changes: object) -> Iterator[RunningOffice]:
    """An office whose daemon looks often and whose site has little time."""
    quick = {"intake__rescan_seconds": LOOK_SECONDS, "publisher__timeout_seconds": TIME_LIMIT_SECONDS}
    with running_office(home, site, **quick, **changes) as office:
        yield office


def pings(manager: Manager) -> int:
    return sum(words.startswith("WATCHDOG=1") for words in manager.hear())


def wait_for_pings(office: RunningOffice, manager: Manager, more: int = 2) -> None:
    """The daemon goes on saying that it is alive."""
    before = pings(manager)
    office.wait_until(lambda: pings(manager) >= before + more, "the watchdog to be fed")


def is_silent(manager: Manager) -> bool:
    """Nothing at all is said for a while in which an idle daemon would speak many times."""
    before = pings(manager)
    time.sleep(SILENCE_SECONDS)  # the silence itself
    return pings(manager) == before


def wait_for_silence(office: RunningOffice, manager: Manager) -> None:
    office.wait_until(lambda: is_silent(manager), "the daemon to fall silent")


def test_an_upload_that_the_site_never_answers_is_given_up_and_the_daemon_stays_alive(tmp_path: Path, manager: Manager) -> None:
    never = threading.Event()
    with FakeWordPress() as site, soon_heard(tmp_path, site) as office:
        site.add_category("การจัดซื้อจัดจ้าง", "procurement")
        site.faults.append(Fault("POST", "media", wait=never))
        office.start(NOTIFY_SOCKET=manager.address)
        office.drop("1.9", "ประกาศ", FILES)
        wait_for_upload(office, site)

        office.wait_until(lambda: office.states() == {"ประกาศ": "deferred"}, "the upload to be given up")
        wait_for_pings(office, manager, 4)
        assert "event=daemon.hung" not in office.log()
        never.set()


def test_the_watchdog_is_fed_through_an_outage_and_while_nothing_is_to_do(tmp_path: Path, manager: Manager) -> None:
    with FakeWordPress() as site, soon_heard(tmp_path, site) as office:
        site.add_category("การจัดซื้อจัดจ้าง", "procurement")
        site.faults += [Fault(method, "", before=page(503), times=1000) for method in ("GET", "POST")]
        office.start(NOTIFY_SOCKET=manager.address)
        wait_for_pings(office, manager, 4)

        office.drop("1.9", "ประกาศ", FILES)
        office.wait_until(lambda: office.states() == {"ประกาศ": "deferred"}, "the outage to be met")
        wait_for_pings(office, manager, 6)
        office.wait_until(lambda: "SITE DOWN" in manager.hear()[-1], "the outage to be said")


def test_a_publication_that_hangs_for_good_silences_the_daemon_and_after_systemds_kill_all_ends_right(
    tmp_path: Path, manager: Manager
) -> None:
    """A pipe lies where the site keeps a post's data: reading it waits for ever, as on a disk that no longer answers."""
    with soon_heard(tmp_path) as office:
        trap = tmp_path / "site" / "posts" / "2569-9999-00000000" / "post.json"
        trap.parent.mkdir(parents=True)
        os.mkfifo(trap)
        office.start(NOTIFY_SOCKET=manager.address)
        wait_for_pings(office, manager)
        folder = office.drop("1.9", "ประกาศ", FILES)

        # Heard all the while: what nobody takes from its socket would in the end hold the daemon up.
        office.wait_until(lambda: bool(manager.hear()) and "event=daemon.hung" in office.log(), "the hang to be noticed")
        wait_for_silence(office, manager)
        looked = office.looks()
        office.drop("1.9", "ประกาศอีกเรื่อง", {"ประกาศ.txt": b"x"})
        office.wait_until(lambda: len(office.cases()) == 2, "other work to go on")
        assert office.looks() == looked, "`status` must not take it for a good pass"

        assert office.stop(signal.SIGABRT) == -signal.SIGABRT  # what systemd does after WatchdogSec
        trap.unlink()
        trap.parent.rmdir()
        office.start(NOTIFY_SOCKET=manager.address)
        office.wait_until(lambda: not folder.exists(), "the bundle to be published and filed")
        assert office.states()["ประกาศ"] == "published"
        assert len(list((tmp_path / "site" / "posts").iterdir())) == 1
        wait_for_pings(office, manager)


def test_a_ledger_that_another_process_locks_silences_the_daemon_until_it_is_released(tmp_path: Path, manager: Manager) -> None:
    with soon_heard(tmp_path) as office:
        office.start(NOTIFY_SOCKET=manager.address)
        wait_for_pings(office, manager)
        other = sqlite3.connect(tmp_path / "state" / "ledger.sqlite3", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        folder = office.drop("1.9", "ประกาศ", FILES)

        wait_for_silence(office, manager)
        assert office.reply(folder) == ""

        other.execute("ROLLBACK")
        other.close()
        wait_for_pings(office, manager)
        office.wait_until(lambda: office.states() == {"ประกาศ": "published"}, "the work to go on")
