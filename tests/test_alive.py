"""What is said to the service manager within a turn and after it: silence is the alarm."""

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from syncd import heartbeat, progress
from syncd.alive import Alive
from syncd.doorbell import Doorbell
from syncd.memo.reader import Reader
from syncd.model.claim import SpooledFile
from syncd.notify import Notifier
from syncd.pipeline import turn
from syncd.publishers.memory import MemoryPublisher
from syncd.publishing import SWEEPING
from tests.desk import APPROVED, TestOffice, office
from tests.test_monitor import done, ear
from tests.test_publishing import ByHand


@dataclass
class Told:
    """An office, and all that its service manager hears."""

    desk: TestOffice
    alive: Alive
    ear: socket.socket

    def turn(self) -> list[str]:
        """One turn as the daemon does it; the first lines of what was said."""
        desk = self.desk
        with progress.heard_by(self.alive.within(desk.syncd, desk.desk)):
            turn(desk.syncd, desk.desk, desk.hands(), look=True)
        self.alive.turned(desk.syncd, desk.desk, desk.hands(), began=desk.hands(), looked=True)
        return self.heard()

    def heard(self) -> list[str]:
        said = []
        with suppress(BlockingIOError):
            while True:
                said.append(self.ear.recv(4096).decode().split("\n")[0])
        return said

    def beat_at(self) -> float:
        beat = heartbeat.read(self.desk.syncd.settings.state_dir)
        return beat.boot if beat else 0.0


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    bell = Doorbell()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear, office(tmp_path, lambda _: MemoryPublisher()) as desk:
        ear.bind(str(tmp_path / "notify"))
        ear.setblocking(False)
        yield Told(desk, Alive(Notifier({"NOTIFY_SOCKET": str(tmp_path / "notify")}), bell), ear)
    bell.close()


def test_ready_is_said_after_the_first_look_and_alive_after_every_turn(told: Told) -> None:
    assert told.turn().count("READY=1") == 1
    assert told.turn()[-1] == "WATCHDOG=1"
    assert told.beat_at() == told.desk.hands.boot


def test_a_first_look_that_takes_long_asks_for_time_and_a_copy_after_it_does_not_keep_ready_waiting(told: Told) -> None:
    moved = told.alive.within(told.desk.syncd, told.desk.desk)

    for _ in range(100):
        moved()
    assert 1 <= told.heard().count("EXTEND_TIMEOUT_USEC=60000000") < 50, "not with every byte"

    told.desk.desk.seen = told.desk.desk.intake.look(told.desk.syncd, told.desk.hands())
    told.alive.said_at -= 2
    moved()
    assert told.heard() == ["READY=1"]
    told.alive.said_at -= 2
    moved()
    assert told.heard() == ["WATCHDOG=1"]


def test_a_hung_job_and_a_dead_doorbell_silence_all_and_are_said_once(told: Told) -> None:
    told.turn()
    publishing = told.desk.desk.publishing
    publishing.executor = ByHand()
    told.desk.drop("ประกาศผู้ชนะ", APPROVED, ("ประกาศ.txt", b"x"))
    told.turn()
    told.desk.hands.move(21)
    assert told.turn()[-1] == "WATCHDOG=1"
    assert publishing.busy
    good = told.beat_at()

    told.desk.hands.move(3600)
    with capture_logs() as said:
        assert told.turn() == []
        assert told.turn() == []
    assert [one["event"] for one in said] == ["daemon.hung"]
    assert told.beat_at() == good

    for job in publishing.executor.jobs:
        job()
    assert told.turn()[-1] == "WATCHDOG=1"
    assert told.beat_at() > good


def test_a_copy_and_the_reading_of_each_document_are_progress(told: Told) -> None:
    heard: list[None] = []
    told.desk.drop("ประกาศผู้ชนะ", APPROVED, ("ประกาศ.txt", b"x" * (5 << 20)))
    told.turn()
    told.desk.hands.move(21)

    with progress.heard_by(lambda: heard.append(None)):
        turn(told.desk.syncd, told.desk.desk, told.desk.hands(), look=True)

    assert told.desk.only_case().title
    assert len(heard) >= 5 + 2


def test_a_reading_that_hangs_is_given_up_and_counts_as_progress_then(tmp_path: Path) -> None:
    """A worker stopped by a signal stands for one that loops: it never answers, and is ended at its limit."""
    heard: list[None] = []
    file = tmp_path / "a.txt"
    file.write_bytes(b"x")
    with Reader(seconds=5) as reader, progress.heard_by(lambda: heard.append(None)):
        spooled = SpooledFile("a.txt", file.parent, file.name, 1, "0" * 64, "0" * 32)
        assert reader.read(spooled).unread is None
        assert reader.pid is not None
        os.kill(reader.pid, signal.SIGSTOP)

        assert reader.read(spooled).unread
        assert len(heard) == 2
        assert reader.read(spooled).unread is None, "another worker reads on"


def test_a_silence_is_counted_from_its_first_pass_restarts_notwithstanding(told: Told) -> None:
    (told.desk.root / "กลุ่มการเงิน").rename(told.desk.root / "away")
    began = told.desk.hands().wall
    told.turn()
    told.desk.hands.move(3600)
    told.desk.restart()
    told.turn()

    beat = heartbeat.read(told.desk.syncd.settings.state_dir)
    assert beat is not None
    assert [(name, one.since) for name, one in beat.silent.items()] == [("กลุ่มบริหารงานการเงินและสินทรัพย์", began)]

    (told.desk.root / "away").rename(told.desk.root / "กลุ่มการเงิน")
    told.turn()
    assert (back := heartbeat.read(told.desk.syncd.settings.state_dir)) and not back.silent


def test_the_monitor_hears_of_good_passes_alone(told: Told) -> None:
    with ear() as listening:
        settings = replace(told.desk.syncd.settings, heartbeat=listening.chosen())
        told.desk.syncd = replace(told.desk.syncd, settings=settings)
        publishing = told.desk.desk.publishing
        publishing.in_flight, publishing.handed = {SWEEPING: Future()}, {SWEEPING: 0.0}
        told.turn()
        assert told.alive.monitor.under_way is None

        publishing.in_flight, publishing.handed = {}, {}
        told.turn()
        done(told.alive.monitor)

    assert len(listening.heard) == 1
