"""The heartbeat to a monitor elsewhere: now and then, after good passes only, and never in the way of the work."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from structlog.testing import capture_logs

from syncd.monitor import Monitor
from syncd.settings import HeartbeatSettings, Secret

SILENT_SECONDS = 10.0
"""So long a monitor says nothing unless it is let go."""


class Ear:
    """The monitor's end: remembers what was asked, and answers with these bytes; None: accepts and says nothing."""

    def __init__(self, answer: bytes | None) -> None:
        self.answer = answer
        self.heard: list[bytes] = []
        self.url = ""
        self.over = threading.Event()

    def chosen(self, minutes: float = 5) -> HeartbeatSettings:
        return HeartbeatSettings(Secret(f"{self.url}/ping/t0ken?x=1"), None, minutes)


@contextmanager
def ear(answer: bytes | None = b"HTTP/1.1 200 OK\r\n\r\n") -> Iterator[Ear]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        listening = Ear(answer)
        listening.url = f"http://127.0.0.1:{server.getsockname()[1]}"

        def listen() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        listening.heard.append(connection.recv(65536))
                        if listening.answer is None:
                            listening.over.wait(SILENT_SECONDS)
                        else:
                            connection.sendall(listening.answer)

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield listening
        listening.over.set()
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def done(monitor: Monitor) -> None:
    assert monitor.under_way is not None
    monitor.under_way.join(10)


def test_a_good_pass_is_told_by_one_plain_get_at_most_every_so_many_minutes() -> None:
    monitor = Monitor()
    with ear() as listening:
        for boot in (1000, 1010, 1299, 1300, 1301):
            monitor.good_pass(listening.chosen(), boot)
            done(monitor)

    assert len(listening.heard) == 2
    first, *headers = listening.heard[0].decode().split("\r\n")
    assert first == "GET /ping/t0ken?x=1 HTTP/1.1"
    assert sorted(header.split(":")[0] for header in headers if header) == ["Accept-Encoding", "Connection", "Host", "User-Agent"]


def test_a_shorter_interval_counts_as_soon_as_the_settings_are_read_again() -> None:
    monitor = Monitor()
    with ear() as listening:
        for boot, minutes in ((1000, 60), (1299, 5), (1300, 5)):
            monitor.good_pass(listening.chosen(minutes), boot)
            done(monitor)

    assert len(listening.heard) == 2


def test_without_an_address_nobody_is_told() -> None:
    monitor = Monitor()
    monitor.good_pass(HeartbeatSettings(), 1000)
    assert monitor.under_way is None


def test_a_monitor_that_says_nothing_holds_nobody_up_and_is_not_asked_twice_at_once() -> None:
    monitor = Monitor()
    with ear(None) as listening:
        began = time.monotonic()
        for boot in range(1000, 5000, 300):
            monitor.good_pass(listening.chosen(), boot)
        assert time.monotonic() - began < SILENT_SECONDS / 2
        listening.over.set()
        done(monitor)

    assert len(listening.heard) == 1


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (b"HTTP/1.1 404 Not Found\r\n\r\n", "the monitor answered 404"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", "the monitor answered 302"),
        (b"", "the connection was closed without an answer"),
        (b"SSH-2.0-OpenSSH", "ValueError"),
    ],
)
def test_a_failure_is_said_once_with_what_to_do_and_once_when_it_is_over(answer: bytes, cause: str) -> None:
    monitor = Monitor()
    with capture_logs() as said, ear(answer) as listening:
        for boot in (1000, 1070, 1140):
            monitor.good_pass(listening.chosen(), boot)
            done(monitor)
        listening.answer = b"HTTP/1.1 204 No Content\r\n\r\n"
        monitor.good_pass(listening.chosen(), 1210)
        done(monitor)

    assert len(listening.heard) == 4, "a failed one is tried again after a minute"
    assert [(one["event"], one.get("cause")) for one in said] == [("monitor.not_told", cause), ("monitor.told_again", None)]
    assert said[0]["next_step"]


def test_the_address_stands_in_no_log() -> None:
    monitor = Monitor()
    with capture_logs() as said:
        for boot, url in (
            (1000, "http://127.0.0.1:9/t0ken"),
            (9000, "http://t0ken.invalid/"),
            (18000, "http://127.0.0.1:9/\x01t0ken"),
        ):
            monitor.good_pass(HeartbeatSettings(Secret(url)), boot)
            done(monitor)

    assert len(said) == 3
    assert "t0ken" not in str(said)
