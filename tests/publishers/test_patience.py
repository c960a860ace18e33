"""No site, however slow or endless its answers, keeps a request longer than its time limit."""

import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from syncd import progress
from syncd.clock import now
from syncd.errors import TemporaryPublishError
from syncd.publishers.wordpress.client import Client

LIMIT_SECONDS = 1.0
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def answering(say: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does this with each connection; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):  # the test is over, or the client has gone
                while True:
                    connection, _ = server.accept()
                    threading.Thread(target=speak, args=(connection,), daemon=True).start()

        def speak(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                say(connection)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


def client(url: str, limit: float = LIMIT_SECONDS) -> Client:
    return Client(url, "syncd", "secret", clock=now, timeout=limit, pause=lambda _: None)


def trickle(connection: socket.socket, words: bytes) -> None:
    """Each byte comes well within the time limit, the last one never."""
    for letter in words:
        connection.sendall(bytes([letter]))
        time.sleep(0.05)  # the trickle's own pace
    while True:
        connection.sendall(b" ")
        time.sleep(0.05)


@pytest.mark.parametrize(
    "words",
    [b"HTTP/1.1 200 OK\r\nX-Slow: ", HEAD + b"Content-Length: 1000000\r\n\r\n{"],
    ids=["head", "body"],
)
def test_an_answer_that_never_ends_is_given_up_at_the_time_limit(words: bytes) -> None:
    with answering(lambda connection: trickle(connection, words)) as url:
        began = time.monotonic()
        with pytest.raises(TemporaryPublishError):
            client(url).post("/wp/v2/posts", {}, {})
        assert time.monotonic() - began < 2 * LIMIT_SECONDS


def test_a_short_time_limit_is_kept_also_while_another_connection_has_a_long_one() -> None:
    asked, over = threading.Event(), threading.Event()

    def keep_waiting(connection: socket.socket) -> None:
        asked.set()
        over.wait(60)

    def wait_long(url: str) -> None:
        with suppress(TemporaryPublishError):
            client(url, limit=60).delete("/wp/v2/posts/1")

    with answering(keep_waiting) as slow, answering(lambda connection: trickle(connection, HEAD)) as url:
        patient = threading.Thread(target=wait_long, args=(slow,))
        patient.start()
        assert asked.wait(10)

        began = time.monotonic()
        with pytest.raises(TemporaryPublishError):
            client(url).post("/wp/v2/posts", {}, {})
        assert time.monotonic() - began < 2 * LIMIT_SECONDS

        over.set()
        patient.join(10)


def test_a_site_that_stops_reading_an_upload_is_given_up_at_the_time_limit() -> None:
    def take_little(connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        while connection.recv(1):
            time.sleep(0.05)  # a byte at a time

    with answering(take_little) as url:
        began = time.monotonic()
        with pytest.raises(TemporaryPublishError):
            client(url).upload(io.BytesIO(b" " * (20 << 20)), {}, {})
        assert time.monotonic() - began < 4 * LIMIT_SECONDS


def test_an_answer_that_comes_in_time_is_read_whole_and_its_connection_used_again() -> None:
    connections = []

    def answer(connection: socket.socket) -> None:
        connections.append(connection)
        with connection.makefile("rb") as asked:
            while asked.readline() != b"":
                while asked.readline() not in (b"\r\n", b""):
                    continue
                connection.sendall(HEAD + b"Content-Length: 12\r\n\r\n")
                connection.sendall(b'{"id":')
                time.sleep(0.1)  # an answer in two pieces
                connection.sendall(b"    1}")

    with answering(answer) as url:
        site = client(url)
        assert [site.get("/wp/v2/posts", {}).json for _ in range(3)] == [{"id": 1}] * 3
        assert len(connections) == 1


def test_each_piece_of_an_upload_and_its_end_are_progress() -> None:
    def answer(connection: socket.socket) -> None:
        connection.recv(1 << 20)
        connection.sendall(HEAD + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")
        while connection.recv(1 << 20):
            continue

    heard: list[None] = []
    with answering(answer) as url, progress.heard_by(lambda: heard.append(None)):
        client(url).upload(io.BytesIO(b" " * 100_000), {}, {})

    assert len(heard) >= 100_000 // 65536 + 2


class Unreadable(io.BytesIO):
    """A private copy on a disk that fails in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise OSError("the disk does not answer")
        return super().read(size)


def test_an_upload_that_we_cannot_finish_leaves_no_connection_open() -> None:
    """Else the site would wait for the rest, and in a real one a worker with it."""
    ended = threading.Event()

    def listen_only(connection: socket.socket) -> None:
        while connection.recv(1 << 20):
            continue
        ended.set()

    with answering(listen_only) as url:
        site = client(url)
        with pytest.raises(TemporaryPublishError):
            site.upload(Unreadable(b" " * 200_000), {}, {})
        assert ended.wait(LIMIT_SECONDS)
