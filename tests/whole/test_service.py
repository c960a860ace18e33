"""The daemon as systemd runs it: what it says to the service manager, and what signals do to it."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.bench.papers import bundle
from tests.publishers.fake_wordpress import FakeWordPress, Fault
from tests.whole.daemon import RunningOffice, running_office

FILES = bundle(0, annexes=1, size=30_000)


class Manager:
    """systemd's end of the notify socket."""

    def __init__(self, path: Path) -> None:
        self.address = str(path)
        self.said: list[str] = []
        """Every message so far, each of some lines."""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.address)
        self._socket.setblocking(False)

    def hear(self) -> list[str]:
        with suppress(BlockingIOError):
            while True:
                self.said.append(self._socket.recv(4096).decode())
        return self.said

    def wait_for(self, office: RunningOffice, word: str, after: int = 0) -> int:
        """The place of the first message with this line after so many messages."""

        def places() -> list[int]:
            return [place for place, words in enumerate(self.hear()) if place >= after and word in words.split("\n")]

        office.wait_until(lambda: bool(places()), f"{word} to be said")
        return places()[0]

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    manager = Manager(tmp_path / "notify")
    yield manager
    manager.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RunningOffice]:
    with running_office(tmp_path) as running:
        yield running


@contextmanager
def slow_site(home: Path, **changes: object) -> Iterator[tuple[FakeWordPress, RunningOffice, threading.Event]]:
    """An office whose site keeps the first upload waiting until the event is set."""
    release = threading.Event()
    with FakeWordPress() as site, running_office(home, site, **changes) as office:
        site.add_category("การจัดซื้อจัดจ้าง", "procurement")
        site.faults.append(Fault("POST", "media", wait=release))
        try:
            yield site, office, release
        finally:
            release.set()


def wait_for_upload(office: RunningOffice, site: FakeWordPress) -> None:
    office.wait_until(lambda: any(one.method == "POST" for one in list(site.requests)), "the upload to be under way")


# --- what is said -----------------------------------------------------------------------------------------------------


def test_ready_is_said_after_the_first_look_and_the_watchdog_is_fed_until_the_end_is_told(
    office: RunningOffice, manager: Manager
) -> None:
    office.change(intake__settle_seconds=300)  # that no more than the first look is done
    office.drop("1.9", "ประกาศ", FILES)
    office.start(NOTIFY_SOCKET=manager.address)

    ready = manager.wait_for(office, "READY=1")
    assert office.looks() > 0, "the first look was done"
    assert office.states() == {"ประกาศ": "received"}
    assert "STATUS=10 units" in manager.said[ready]
    manager.wait_for(office, "WATCHDOG=1", after=manager.wait_for(office, "WATCHDOG=1", after=ready) + 1)

    assert office.stop() == 0
    assert manager.hear()[-1] == "STOPPING=1"
    assert sum("READY=1" in words for words in manager.said) == 1


def test_a_unit_without_an_answer_is_said_in_the_service_s_status(office: RunningOffice, manager: Manager) -> None:
    (office.root / "กลุ่มการเงิน" / ".syncd-unit").unlink()
    office.start(NOTIFY_SOCKET=manager.address)

    assert "1 WITHOUT ANSWER" in manager.said[manager.wait_for(office, "READY=1")]


def test_work_goes_on_while_the_service_manager_is_away(office: RunningOffice, manager: Manager) -> None:
    office.start(NOTIFY_SOCKET=manager.address)
    manager.wait_for(office, "READY=1")

    Path(manager.address).unlink()

    office.drop("1.9", "ประกาศ", FILES)
    office.wait_until(lambda: office.states() == {"ประกาศ": "published"}, "the bundle to be published")
    assert office.stop() == 0


def test_sighup_takes_changed_settings_up_and_refuses_wrong_ones(office: RunningOffice, manager: Manager) -> None:
    office.start(NOTIFY_SOCKET=manager.address)
    ready = manager.wait_for(office, "READY=1")
    assert office.process is not None

    office.change(publish__wait_minutes=30)
    office.process.send_signal(signal.SIGHUP)
    place = manager.wait_for(office, "RELOADING=1", after=ready)
    assert "MONOTONIC_USEC=" in manager.said[place]
    ready = manager.wait_for(office, "READY=1", after=place)
    office.drop("1.9", "ประกาศ", FILES)
    office.wait_until(lambda: office.states() == {"ประกาศ": "scheduled"}, "the new wait to hold the bundle back")

    office.change(publish__wait_minutes="ten")
    office.process.send_signal(signal.SIGHUP)
    manager.wait_for(office, "READY=1", after=manager.wait_for(office, "RELOADING=1", after=ready))
    office.wait_until(lambda: "event=settings.refused" in office.log(), "the wrong setting to be refused")
    assert "publish.wait_minutes" in office.log()
    office.change(publish__wait_minutes=30)
    office.drop("1.9", "ประกาศ 2", bundle(1, annexes=1, size=30_000))
    office.wait_until(lambda: office.states().get("ประกาศ 2") == "scheduled", "the old settings to stay in force")
    assert office.stop() == 0


def test_a_setting_that_cannot_change_while_running_is_refused_with_what_to_do(office: RunningOffice) -> None:
    office.start()
    office.wait_until(lambda: office.looks() > 0, "the first look")
    assert office.process is not None

    office.change(office__code="another")
    office.process.send_signal(signal.SIGHUP)

    office.wait_until(lambda: "restart the service" in office.log(), "the change to be refused")


# --- in the middle of an upload ---------------------------------------------------------------------------------------


def test_sigterm_in_the_middle_of_a_slow_upload_ends_within_ten_seconds_and_a_restart_finishes_it_once(tmp_path: Path) -> None:
    with slow_site(tmp_path) as (site, office, release):
        office.start()
        office.drop("1.9", "ประกาศ", FILES)
        wait_for_upload(office, site)

        begun = time.monotonic()
        office.stop()
        assert time.monotonic() - begun < 10, "systemd would have killed it"

        release.set()
        site.wait_until(lambda: len(site.media) == 1)  # the request lands late, its sender gone
        office.start()
        office.wait_until(lambda: office.states() == {"ประกาศ": "published"}, "the restart to finish it")
        assert (len(site.posts), len(site.media)) == (1, 1)


def test_a_machine_suspended_past_every_timeout_in_mid_upload_publishes_once(tmp_path: Path) -> None:
    timeout_seconds = 2
    with slow_site(tmp_path, publisher__timeout_seconds=timeout_seconds) as (site, office, release):
        office.start()
        office.drop("1.9", "ประกาศ", FILES)
        wait_for_upload(office, site)
        assert office.process is not None

        os.kill(office.process.pid, signal.SIGSTOP)
        release.set()
        site.wait_until(lambda: len(site.media) == 1)
        time.sleep(timeout_seconds + 3 + 0.5)  # the suspension itself: longer than the client waits and the doubt lasts
        os.kill(office.process.pid, signal.SIGCONT)

        office.wait_until(lambda: office.states() == {"ประกาศ": "published"}, "the upload to be finished")
        assert (len(site.posts), len(site.media)) == (1, 1)


@pytest.mark.parametrize("moment", ["media", "posts"])
def test_an_answer_that_outlasts_the_client_leads_to_one_post_and_one_file(tmp_path: Path, moment: str) -> None:
    """The site does the work after the client gave up waiting: found again, never sent twice."""
    with slow_site(tmp_path, publisher__timeout_seconds=1) as (site, office, release):
        site.faults[0].path = moment
        office.start()
        office.drop("1.9", "ประกาศ", FILES)
        office.wait_until(lambda: office.states() == {"ประกาศ": "deferred"}, "the client to give up")

        release.set()

        office.syncd("retry", office.cases()[0].number)
        office.wait_until(lambda: office.states() == {"ประกาศ": "published"}, "the case to be published")
        assert (len(site.posts), len(site.media)) == (1, 1)
