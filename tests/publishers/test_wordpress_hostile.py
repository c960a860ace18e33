"""A site that answers, but in ways that no site should: without end, without measure, or with lies about it."""

import gzip
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from syncd.errors import TemporaryPublishError
from syncd.publishers.wordpress.answer import Answer
from syncd.publishers.wordpress.client import Client
from tests.publishers.fake_wordpress import PASSWORD, USER, FakeWordPress
from tests.publishers.faults import Fault, Reply, blocked, page, trickling
from tests.publishers.journal_contract import HandClock

TIMEOUT = 1.0
MEGABYTE = 2**20
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def impatient(site: FakeWordPress, clock: HandClock) -> Client:
    return Client(site.url, USER, PASSWORD, clock=clock, timeout=TIMEOUT, pause=lambda seconds: None)


def post(client: Client) -> Answer:
    return client.post("/wp/v2/posts", {"slug": "a", "status": "draft", "title": "x", "content": "", "excerpt": ""}, {})


@pytest.mark.parametrize("pace", [0.01, 0.1])
def test_an_answer_that_comes_byte_by_byte_is_given_up_like_one_that_does_not_come(
    pace: float, site: FakeWordPress, impatient: Client
) -> None:
    site.faults.append(Fault("POST", "posts", after=trickling(pace)))
    begun = time.monotonic()

    with pytest.raises(TemporaryPublishError, match="no answer") as caught:
        post(impatient)

    assert not caught.value.nothing_done
    assert time.monotonic() - begun < TIMEOUT + 2
    assert post(impatient).ok, "the next request has a connection of its own"


def test_an_upload_may_take_longer_than_the_time_limit_as_long_as_it_moves_on(
    site: FakeWordPress, impatient: Client, tmp_path: Path
) -> None:
    class Slow:
        """A file on a slow line: each block takes a while."""

        def __init__(self, size: int) -> None:
            self.left = size

        def __len__(self) -> int:
            return self.left

        def __iter__(self) -> Iterator[bytes]:
            return iter(lambda: self.read(16384), b"")

        def read(self, size: int) -> bytes:
            time.sleep(TIMEOUT / 8)  # the line's own pace
            piece = min(size, self.left)
            self.left -= piece
            return bytes(piece)

    answer = impatient.upload(
        Slow(12 * 16384),  # type: ignore[arg-type]
        {"Content-Disposition": 'attachment; filename="a.pdf"'},
        {"slug": "a"},
    )

    assert answer.ok


def test_an_error_page_of_a_hundred_megabytes_is_not_held_in_memory(site: FakeWordPress, client: Client) -> None:
    site.faults.append(Fault("POST", "posts", before=Reply(500, b"x" * MEGABYTE, {"Content-Type": "text/html"}, times=100)))
    client.get("/", {})
    tracemalloc.start()

    answer = post(client)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (answer.status, answer.json) == (500, None)
    assert peak < 40 * MEGABYTE
    assert post(client).ok


def test_an_answer_that_unpacks_to_gigabytes_is_not_unpacked(site: FakeWordPress, client: Client) -> None:
    bomb = gzip.compress(bytes(100 * MEGABYTE), 9) * 20
    site.faults.append(Fault("POST", "posts", before=Reply(200, bomb, {"Content-Encoding": "gzip", **JSON})))
    client.get("/", {})
    tracemalloc.start()

    answer = post(client)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (answer.status, answer.json) == (200, None)
    assert peak < 40 * MEGABYTE


def test_a_packed_answer_is_read(site: FakeWordPress, client: Client) -> None:
    site.faults.append(
        Fault("POST", "posts", before=Reply(201, gzip.compress(b'{"id": 7}'), {"Content-Encoding": "gzip", **JSON}))
    )

    assert post(client).json == {"id": 7}


@pytest.mark.parametrize(
    "reply",
    [
        Reply(201, b'{"id": 7}', {**JSON, "Content-Length": "1000"}),
        Reply(201, b"not packed at all", {"Content-Encoding": "gzip", **JSON}),
        Reply(201, b'{"id": 7}', {**JSON, "Content-Length": "", "Transfer-Encoding": "chunked"}),
    ],
    ids=["more was promised", "not packed as it says", "no chunks as it says"],
)
def test_an_answer_that_lies_about_itself_is_none(reply: Reply, site: FakeWordPress, impatient: Client) -> None:
    site.faults.append(Fault("POST", "posts", before=reply))

    with pytest.raises(TemporaryPublishError) as caught:
        post(impatient)

    assert not caught.value.nothing_done
    assert post(impatient).ok


def test_what_an_answer_holds_beyond_its_length_is_no_answer_to_the_next_request(site: FakeWordPress, client: Client) -> None:
    forged = b'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"id": 9}'
    site.faults.append(Fault("POST", "posts", before=Reply(200, b"{}" + forged, {**JSON, "Content-Length": "2"})))
    assert post(client).json == {}

    heard = []
    with suppress(TemporaryPublishError):  # no answer is as good: it is looked up
        heard.append(post(client).json)

    assert {"id": 9} not in heard


def test_json_that_is_nested_without_end_is_none(site: FakeWordPress, client: Client) -> None:
    site.faults.append(Fault("POST", "posts", before=Reply(200, b"[" * 200_000, JSON)))

    assert post(client).json is None


@pytest.mark.parametrize("where", ["https://sso.example.go.th/login", "//127.0.0.1:1/", "/wp-login.php"])
def test_a_redirect_is_not_followed(where: str, site: FakeWordPress, client: Client) -> None:
    client.get("/", {})
    site.requests.clear()
    site.faults.append(Fault("POST", "posts", before=page(307, Location=where)))

    assert post(client).status == 307
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    ("said", "date", "seconds"),
    [
        ("17", "", 17.0),
        ("0", "", 0.0),
        ("-5", "", None),
        ("²", "", None),
        ("soon", "", None),
        ("1e9", "", None),
        ("9" * 400, "", float("inf")),
        ("Mon, 23 Nov 2026 09:02:00 GMT", "Mon, 23 Nov 2026 09:00:00 GMT", 120.0),
        ("Mon, 23 Nov 2026 08:00:00 GMT", "Mon, 23 Nov 2026 09:00:00 GMT", 0.0),
        ("Mon, 23 Nov 2026 09:02:00 GMT", "", None),
        ("Mon, 01 Jan 99999 00:00:00 GMT", "Mon, 23 Nov 2026 09:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", "Mon, 23 Nov 2026 09:00:00 GMT", None),
    ],
)
def test_the_asked_wait_is_read_or_ignored_whatever_stands_there(said: str, date: str, seconds: float | None) -> None:
    assert Answer(503, None, {"Retry-After": said, "Date": date}).retry_after == seconds


@pytest.mark.parametrize("date", ["", "yesterday", "Fri, 31 Dec 9999 23:59:59 -2359", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_date_that_is_missing_or_impossible_stops_nothing(
    date: str, site: FakeWordPress, client: Client, clock: HandClock
) -> None:
    site.faults.append(Fault("POST", "posts", after=lambda reply: reply._replace(headers={**reply.headers, "Date": date})))

    assert post(client).ok
    assert client.site_now <= clock().wall


def test_a_block_page_says_nothing_of_the_sites_clock(site: FakeWordPress, client: Client, clock: HandClock) -> None:
    site.faults.append(
        Fault("POST", "posts", after=lambda reply: blocked(reply)._replace(headers={"Date": "Mon, 23 Nov 2020 09:00:00 GMT"}))
    )
    assert post(client).json is None

    assert abs((client.site_now - clock().wall).total_seconds()) < 2
