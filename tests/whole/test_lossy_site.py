"""A slow and lossy site, as a table: what befalls it → what becomes of the case, what log and unit are told, what mends it.

After every row: one post and one medium for each file, bytes and links right, nothing of ours beside, nothing of others touched.
By default each row runs in hand on the fake site, and those that only a real WordPress can show, on that. With
SYNCD_EVERY_FAULT=1 (`make faults`) every row also runs through the fault proxy on the real WordPress, in hand, as the
real daemon, and as a daemon that is killed in the request that meets the fault.
"""

# ruff: noqa: E501 - a row of a table is one line

import gzip
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from syncd.model.state import STATE_THAI, State
from tests.chaos.ground import ours
from tests.publishers.faults import Fault, Reply, blocked, error, late, lost, page, trickling, truncated, warned
from tests.rig.wordpress import Site
from tests.whole.lossy import TIME_LIMIT, Office, as_daemon, fake_stage, in_hand, real_stage

EVERY = os.environ.get("SYNCD_EVERY_FAULT") == "1"

ALWAYS = 10_000
BY_ITSELF, RETRY = "by itself", "syncd retry"
MEGABYTE = 2**20
BOMB = gzip.compress(bytes(MEGABYTE)) * 1000
"""A gigabyte in a thousand pieces."""
HTML = {"Content-Type": "text/html; charset=UTF-8"}
LOOKS_FIRST = "nothing is sent twice"
NOT_WORDPRESS = "answers in WordPress's place"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    fault: Callable[[], Fault]
    state: State
    """What the case is in while the fault is there."""
    says: str = ""
    """What the log says of it: a part of its cause or of its next step."""
    mends: str = BY_ITSELF
    patient: bool = False
    """It takes longer than a test on the real clock may."""

    @property
    def event(self) -> str:
        return f"case.{self.state.value}"


def posted(path: str, **what: object) -> Callable[[], Fault]:
    return lambda: Fault("POST", path, **what)  # type: ignore[arg-type]


def plain(reply: Reply) -> Reply:
    return reply._replace(headers={"Content-Type": "text/plain"})


def swollen(_: Reply) -> Reply:
    return Reply(500, b"x" * MEGABYTE, HTML, times=100)


def bomb(_: Reply) -> Reply:
    return Reply(200, BOMB, {"Content-Encoding": "gzip", "Content-Type": "application/json"})


DEFERRED, HELD, PUBLISHED = State.DEFERRED, State.HELD, State.PUBLISHED
LOGIN = page(302, Location="https://sso.example.go.th/login?token=s3cret")

# fmt: off
TABLE: dict[str, Row] = {
    # --- it is done, and we do not hear of it
    "an upload outlasts our time limit and succeeds":  Row(posted("media", delay=TIME_LIMIT + 1), DEFERRED, LOOKS_FIRST),
    "a post outlasts our time limit and succeeds":     Row(posted("posts", delay=TIME_LIMIT + 1), DEFERRED, LOOKS_FIRST),
    "the answer to a post is late":                    Row(posted("posts", after=late(TIME_LIMIT + 1)), DEFERRED, LOOKS_FIRST),
    "the answer to an upload is lost":                 Row(posted("media", after=lost), DEFERRED, LOOKS_FIRST),
    "the answer to a post is lost":                    Row(posted("posts", after=lost), DEFERRED, LOOKS_FIRST),
    "the answer to a post trickles":                   Row(posted("posts", after=trickling(0.1)), DEFERRED, LOOKS_FIRST),
    "half the answer to an upload":                    Row(posted("media", after=truncated), DEFERRED, NOT_WORDPRESS),
    "half the answer to a post":                       Row(posted("posts", after=truncated), DEFERRED, NOT_WORDPRESS),
    "a block page instead of the answer":              Row(posted("posts", after=blocked), DEFERRED, NOT_WORDPRESS),
    "502 although it was done":                        Row(posted("media", after=lambda _: page(502)), DEFERRED, "down, overloaded"),
    "504 although it was done":                        Row(posted("posts", after=lambda _: page(504)), DEFERRED, "down, overloaded"),
    "PHP died after it was done":                      Row(posted("posts", after=lambda _: error(500, "internal_server_error")), DEFERRED, "PHP error log"),
    "a list where a post was expected":                Row(posted("posts", after=lambda _: Reply(201, b"[]")), DEFERRED, "caches answers"),
    "a hundred megabytes of error page":               Row(posted("posts", after=swollen), DEFERRED, "PHP error log"),
    "an answer that unpacks to a gigabyte":            Row(posted("media", after=bomb), DEFERRED, NOT_WORDPRESS),
    # --- it is not done
    "the connection is cut in mid-upload":             Row(posted("media", cut_body=True), DEFERRED, LOOKS_FIRST),
    "429 with a wait":                                 Row(posted("media", before=error(429, "too_many_requests", Retry_After="20")), DEFERRED, "fewer requests"),
    "429 by the web server":                           Row(posted("posts", before=page(429, Retry_After="20")), DEFERRED, "fewer requests"),
    "503 with an absurd wait":                         Row(posted("media", before=page(503, Retry_After="9" * 30)), DEFERRED, "down, overloaded", patient=True),
    "503 with a senseless wait":                       Row(posted("media", before=page(503, Retry_After="-5")), DEFERRED, "down, overloaded"),
    "503 for a long time":                             Row(posted("media", before=page(503), times=ALWAYS), DEFERRED, "down, overloaded"),
    "a block page":                                    Row(posted("posts", before=page(200), times=ALWAYS), DEFERRED, NOT_WORDPRESS),
    "a redirect to a login page":                      Row(posted("media", before=LOGIN, times=ALWAYS), DEFERRED, "a redirect to sso.example.go.th"),
    "the password is refused":                         Row(posted("media", before=error(401, "rest_cannot_create"), times=ALWAYS), DEFERRED, "application password"),
    "500 that passes":                                 Row(posted("media", before=error(500, "rest_upload_sideload_error")), DEFERRED, "its type is not allowed there, or the host's disk"),
    "500 that does not pass: its type is refused":     Row(posted("media", before=error(500, "rest_upload_sideload_error"), times=ALWAYS), HELD, "syncd retry", RETRY, patient=True),
    "a firewall refuses the text":                     Row(posted("posts", before=page(403), times=ALWAYS), HELD, "syncd retry", RETRY, patient=True),
    "413 by the web server":                           Row(posted("media", before=page(413), times=ALWAYS), HELD, "larger than the site takes", RETRY),
    "the role was lowered":                            Row(posted("posts", before=error(403, "rest_cannot_create"), times=ALWAYS), HELD, "role Editor", RETRY),
    # --- it is done, and we hear it in spite of everything
    "PHP's warnings before the answer":                Row(posted("posts", after=warned), PUBLISHED),
    "PHP's warnings before the answer to an upload":   Row(posted("media", after=warned), PUBLISHED),
    "a wrong content type":                            Row(posted("posts", after=plain), PUBLISHED),
}
# fmt: on
QUICK = {name: row for name, row in TABLE.items() if not row.patient}
ON_THE_REAL_SITE = (
    "an upload outlasts our time limit and succeeds",
    "the answer to a post is lost",
    "the connection is cut in mid-upload",
)
"""Those of which the real site's part matters most: what it does when its client is gone."""


def befall(office: Office, row: Row) -> None:
    fault = row.fault()
    office.stage.faults.append(fault)
    office.drop()
    office.comes_to(row.state)
    if row.state is not PUBLISHED:
        assert office.reply().startswith(f"_{STATE_THAI[row.state]}")
        assert any(row.says in line for line in office.said(row.event)), office.said(row.event)
        assert not any("s3cret" in line for line in office.said(row.event))
    if fault.delay:
        lands(office, "attachment" if fault.path == "media" else "post")
    mend(office, row)


def lands(office: Office, kind: str) -> None:
    """Wait until the late request is through: a clock that is moved by hand must not outrun it."""
    end = time.monotonic() + 60
    while not any(row.kind == kind for row in ours(office.stage.ground.rows())):
        assert time.monotonic() < end
        time.sleep(0.1)  # the site's own pace


def mend(office: Office, row: Row) -> None:
    office.stage.faults.clear()
    if row.mends == RETRY and office.case().state is State.HELD:
        office.retry()
    office.comes_to(PUBLISHED)
    assert office.filed()
    office.stage.stands_once(office.contents)


@pytest.mark.parametrize("name", TABLE)
def test_a_fault_of_the_site_loses_and_doubles_nothing(name: str, tmp_path: Path) -> None:
    with in_hand(tmp_path, fake_stage()) as office:
        befall(office, TABLE[name])


@pytest.mark.parametrize("name", TABLE if EVERY else ON_THE_REAL_SITE)
def test_a_fault_of_the_real_site_loses_and_doubles_nothing(name: str, tmp_path: Path, site: Site) -> None:
    with in_hand(tmp_path, real_stage(site)) as office:
        befall(office, TABLE[name])


@pytest.mark.every_fault
@pytest.mark.parametrize("name", QUICK)
def test_the_daemon_lives_through_a_fault_of_the_real_site(name: str, tmp_path: Path, site: Site) -> None:
    with as_daemon(tmp_path, real_stage(site), site) as office:
        befall(office, TABLE[name])


@pytest.mark.parametrize("name", QUICK if EVERY else ("a post outlasts our time limit and succeeds",))
def test_a_daemon_killed_in_a_fault_of_the_real_site_loses_and_doubles_nothing(name: str, tmp_path: Path, site: Site) -> None:
    row = TABLE[name]
    fault = row.fault()
    with as_daemon(tmp_path, real_stage(site), site) as office:
        office.stage.faults.append(fault)
        office.drop()
        office.is_killed_at(fault.method, fault.path)
        if fault.times == ALWAYS - 1:
            office.comes_to(row.state)
        mend(office, row)
