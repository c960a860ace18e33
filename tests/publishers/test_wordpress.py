"""The publisher against the fake site: the contract, every fault with the retry after it, and what each answer means."""

import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from syncd.errors import PermanentPublishError, PublishError, TemporaryPublishError, UnclearPublishError
from syncd.model.post import Post, Receipt
from syncd.publishers.base import Entry, FoundPost, Journal, Standing, Twin
from syncd.publishers.wordpress import WordPressPublisher
from syncd.publishers.wordpress.answer import Answer
from syncd.publishers.wordpress.answers import error_of
from syncd.publishers.wordpress.client import Client
from tests.publishers.contract import CATEGORIES, KEY, OTHER_KEY, PROCUREMENT, PublisherContract, attachment, pdf, post
from tests.publishers.fake_wordpress import (
    PASSWORD,
    USER,
    FakeWordPress,
    Fault,
    Reply,
    blocked,
    error,
    lost,
    page,
    truncated,
    warned,
)
from tests.publishers.journal_contract import DOUBT_SECONDS, HandClock
from tests.publishers.wordpress_public import WallClock, WordPressPublic

SHORT_SECONDS = 1.0
"""The time limit of those that run into it; all that comes before must be done in less, on a busy machine, too."""


def publisher_for(
    url: str, journal: Journal, clock: HandClock, *, password: str = PASSWORD, timeout: float = 10.0
) -> WordPressPublisher:
    client = Client(url, USER, password, clock=clock, timeout=timeout, pause=lambda seconds: None)
    return WordPressPublisher(client, CATEGORIES, journal, clock)


class TestWordPressPublisher(PublisherContract):
    @pytest.fixture
    def clock(self, site: FakeWordPress) -> HandClock:
        return WallClock(site.now)

    @pytest.fixture
    def publisher(self, site: FakeWordPress, journal: Journal, clock: HandClock) -> WordPressPublisher:
        return publisher_for(site.url, journal, clock)

    @pytest.fixture
    def heir(self, site: FakeWordPress, heirs_journal: Journal, clock: HandClock) -> WordPressPublisher:
        return publisher_for(site.url, heirs_journal, clock)

    @pytest.fixture
    def public(self, site: FakeWordPress) -> WordPressPublic:
        return WordPressPublic(site.url, lambda: [site.url + path for path in site.files])

    @pytest.fixture
    def bad_publisher(self, site: FakeWordPress, journal: Journal, clock: HandClock) -> WordPressPublisher:
        return publisher_for(site.url, journal, clock, password="wrong")


def shown(site: FakeWordPress) -> list[tuple[str, str]]:
    return [(thing.slug, thing.values["status"]) for thing in site.posts.values()]


def stands_once(site: FakeWordPress, wanted: Post) -> bool:
    """Exactly the post and one medium for each of its files, under the slugs that were asked for."""
    media = sorted(thing.slug for thing in site.media.values())
    return shown(site) == [(wanted.key, "publish")] and media == sorted(file.slug for file in wanted.attachments)


# --- how many requests ----------------------------------------------------------------------------------------------


def test_a_fresh_bundle_of_f_files_costs_f_plus_one_requests(
    site: FakeWordPress, publisher: WordPressPublisher, tmp_path: Path
) -> None:
    publisher.publish(post(key=OTHER_KEY))
    site.requests.clear()

    publisher.publish(post(*(attachment(tmp_path, f"{number}.pdf", pdf(str(number))) for number in range(5))))

    assert [request.method for request in site.requests] == ["POST"] * 6


def test_categories_are_looked_up_once_an_hour(site: FakeWordPress, publisher: WordPressPublisher, clock: HandClock) -> None:
    keys = [f"2570-{number:04}-0a1b2c3d" for number in range(4)]
    for key in keys[:3]:
        publisher.publish(post(key=key))
    assert sum(request.method == "GET" for request in site.requests) == 1

    clock.move(3601)
    publisher.publish(post(key=keys[3]))

    assert sum(request.method == "GET" for request in site.requests) == 2


def test_publishing_again_what_stands_asks_the_site_nothing(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    receipt = publisher.publish(wanted)
    site.requests.clear()

    assert publisher.publish(wanted) == receipt
    assert site.requests == []


def test_a_post_is_dated_by_its_first_publication_unless_the_site_would_hide_it(
    site: FakeWordPress, publisher: WordPressPublisher
) -> None:
    ahead = replace(post(), published_at=site.now + timedelta(minutes=3))

    publisher.publish(ahead)

    assert shown(site) == [(KEY, "publish")]


# --- uncertain answers ----------------------------------------------------------------------------------------------

UNCERTAIN: dict[str, Callable[[str], Fault]] = {
    "answer lost": lambda what: Fault("POST", what, after=lost),
    "answer truncated": lambda what: Fault("POST", what, after=truncated),
    "a block page instead of the answer": lambda what: Fault("POST", what, after=blocked),
    "502 although it was done": lambda what: Fault("POST", what, after=lambda _: page(502)),
    "504 although it was done": lambda what: Fault("POST", what, after=lambda _: page(504)),
    "an unknown code although it was done": lambda what: Fault("POST", what, after=lambda _: error(500, "plugin_failed")),
    "PHP died after it was done": lambda what: Fault("POST", what, after=lambda _: error(500, "internal_server_error")),
    "JSON of something else": lambda what: Fault("POST", what, after=lambda _: Reply(200, b'{"ok":true}')),
    "a firewall refused the answer": lambda what: Fault("POST", what, after=lambda _: page(403)),
}


@pytest.mark.parametrize("what", ["media", "posts"])
@pytest.mark.parametrize("fault", UNCERTAIN)
def test_what_was_made_without_our_knowing_is_found_and_not_made_again(
    fault: str, what: str, site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    site.faults.append(UNCERTAIN[fault](what))
    with pytest.raises(PublishError) as caught:
        publisher.publish(wanted)
    assert not isinstance(caught.value, PermanentPublishError)
    assert not caught.value.nothing_done
    site.requests.clear()

    receipt = publisher.publish(wanted)

    assert stands_once(site, wanted)
    assert len(receipt.files) == 2
    assert site.creating == (0 if what == "posts" else 2)


@pytest.mark.parametrize("what", ["media", "posts"])
@pytest.mark.parametrize(
    "fault",
    [
        lambda what: Fault("POST", what, cut_body=True),
        lambda what: Fault("POST", what, before=page(503)),
        lambda what: Fault("POST", what, before=page(200)),
        lambda what: Fault("POST", what, before=page(302, Location="https://sso.example.go.th/login?token=secret")),
    ],
    ids=["connection cut in mid-upload", "503 maintenance", "200 with a block page", "redirect to a login page"],
)
def test_what_may_still_land_is_waited_for_before_it_is_made_again(
    fault: Callable[[str], Fault],
    what: str,
    site: FakeWordPress,
    publisher: WordPressPublisher,
    clock: HandClock,
    wanted: Post,
) -> None:
    site.faults.append(fault(what))
    with pytest.raises(TemporaryPublishError) as first:
        publisher.publish(wanted)
    made = site.creating
    clock.move(30)

    with pytest.raises(TemporaryPublishError) as second:
        publisher.publish(wanted)
    assert second.value.retry_after == DOUBT_SECONDS - 30
    assert site.creating == made

    clock.move(DOUBT_SECONDS)
    publisher.publish(wanted)
    assert stands_once(site, wanted)
    assert "secret" not in first.value.message


@pytest.mark.parametrize("what", ["media", "posts"])
def test_a_request_that_lands_long_after_we_gave_up_is_the_only_one(
    what: str, site: FakeWordPress, journal: Journal, clock: HandClock, wanted: Post
) -> None:
    impatient = publisher_for(site.url, journal, clock, timeout=SHORT_SECONDS)
    late = threading.Event()
    site.faults.append(Fault("POST", what, wait=late))
    with pytest.raises(TemporaryPublishError):
        impatient.publish(wanted)
    with pytest.raises(TemporaryPublishError):
        impatient.publish(wanted)

    late.set()
    site.wait_until(lambda: bool(site.media if what == "media" else site.posts))
    publisher_for(site.url, journal, clock).publish(wanted)

    assert stands_once(site, wanted)


def test_warnings_in_front_of_the_answer_do_not_hide_it(site: FakeWordPress, publisher: WordPressPublisher, wanted: Post) -> None:
    site.faults += [Fault("POST", "media", after=warned, times=2), Fault("POST", "posts", after=warned)]

    publisher.publish(wanted)

    assert stands_once(site, wanted)


CERTAIN = {
    "429": (error(429, "too_many_requests", Retry_After="17"), TemporaryPublishError),
    "429 by the web server": (page(429, Retry_After="17"), TemporaryPublishError),
    "413 by the web server": (page(413), PermanentPublishError),
    "password revoked": (error(401, "rest_cannot_create"), TemporaryPublishError),
    "role too low": (error(403, "rest_cannot_create"), PermanentPublishError),
    "type refused, or disk full": (error(500, "rest_upload_sideload_error"), UnclearPublishError),
    "damaged on its way": (error(412, "rest_upload_hash_mismatch"), UnclearPublishError),
    "REST shut off": (error(403, "rest_disabled"), TemporaryPublishError),
}


@pytest.mark.parametrize("what", ["media", "posts"])
@pytest.mark.parametrize("fault", CERTAIN)
def test_what_was_surely_not_made_is_made_at_once_when_the_fault_is_gone(
    fault: str, what: str, site: FakeWordPress, publisher: WordPressPublisher, journal: Journal, wanted: Post
) -> None:
    reply, kind = CERTAIN[fault]
    site.faults.append(Fault("POST", what, before=reply))
    with pytest.raises(kind):
        publisher.publish(wanted)
    assert all(entry.standing is Standing.DONE for entry in journal.entries(KEY).values())

    publisher.publish(wanted)

    assert stands_once(site, wanted)


def test_a_site_that_refuses_connections_is_down_and_leaves_no_doubt(
    publisher: WordPressPublisher, journal: Journal, clock: HandClock, wanted: Post
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        away = publisher_for(nobody, journal, clock)
        away.terms = publisher.terms

        with pytest.raises(TemporaryPublishError) as caught:
            away.publish(wanted)

    assert caught.value.site_down
    assert caught.value.nothing_done
    assert journal.entries(KEY) == {}


def test_a_firewall_that_shuts_us_out_altogether_concerns_every_post(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    site.faults += [Fault("POST", "media", before=page(403)), Fault("GET", "me", before=page(403))]

    with pytest.raises(TemporaryPublishError) as caught:
        publisher.publish(wanted)

    assert caught.value.site_down


# --- twins ----------------------------------------------------------------------------------------------------------


def test_a_medium_that_comes_back_with_another_slug_gives_way_to_the_older_one(
    site: FakeWordPress, publisher: WordPressPublisher, journal: Journal, wanted: Post
) -> None:
    publisher.publish(wanted)
    for slug in list(journal.entries(KEY)):
        journal.forget(KEY, slug)  # as if another writer had been here

    publisher.publish(wanted)

    assert stands_once(site, wanted)


def test_two_posts_with_one_slug_are_settled_when_the_answer_was_lost(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    site.faults.append(Fault("POST", "posts", after=lost))
    with pytest.raises(TemporaryPublishError):
        publisher.publish(wanted)
    [made] = site.posts.values()
    site.add_post(KEY, **made.values)

    receipt = publisher.publish(wanted)

    assert stands_once(site, wanted)
    assert receipt.remote_id == str(made.id)


def test_a_sweep_settles_what_stands_twice_and_keeps_what_the_ledger_knows(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    receipt = publisher.publish(wanted)
    other = publisher.publish(post(key=OTHER_KEY))
    made = site.posts[int(receipt.remote_id)]
    twin = site.add_post(KEY, **made.values)
    stranger = site.add_post("2570-0001", content="ไม่ใช่ของเรา")
    site.requests.clear()

    swept = publisher.sweep([KEY, OTHER_KEY, "2570-0009-00000000"])

    assert swept.twins == (Twin(KEY, KEY, receipt.remote_id, (str(twin),)),)
    assert sorted(site.posts) == sorted([int(receipt.remote_id), int(other.remote_id), stranger])
    assert sum(request.method == "GET" for request in site.requests) == 2


# --- dying at any step ----------------------------------------------------------------------------------------------


class Died(BaseException):
    """The process is no more."""


class FatalJournal:
    """A journal on disk, and a process that dies before or after one of its calls."""

    def __init__(self, journal: Journal, deadly: int) -> None:
        self._journal = journal
        self._left = deadly

    def _step(self, call: Callable[[], None]) -> None:
        self._age()
        call()
        self._age()

    def _age(self) -> None:
        self._left -= 1
        if self._left == 0:
            raise Died

    def entries(self, key: str) -> dict[str, Entry]:
        return self._journal.entries(key)

    def begin(self, key: str, slug: str) -> None:
        self._step(lambda: self._journal.begin(key, slug))

    def done(self, key: str, slug: str, result: dict[str, str]) -> None:
        self._step(lambda: self._journal.done(key, slug, result))

    def forget(self, key: str, slug: str) -> None:
        self._step(lambda: self._journal.forget(key, slug))


def _story(publisher: WordPressPublisher, versions: tuple[Post, ...]) -> Receipt:
    """First publication, then the correction."""
    for version in versions:
        receipt = publisher.publish(version)
    return receipt


def test_a_death_at_any_step_ends_in_the_same_state(
    site: FakeWordPress, journal: Journal, clock: HandClock, wanted: Post, tmp_path: Path
) -> None:
    corrected = post(wanted.attachments[0], attachment(tmp_path, "2.pdf", pdf("แก้")), text="ฉบับแก้ไข")
    deaths = 0
    for deadly in range(1, 1000):
        try:
            receipt = _story(publisher_for(site.url, FatalJournal(journal, deadly), clock), (wanted, corrected))
        except Died:
            deaths += 1
            clock.move(DOUBT_SECONDS + 1)
            receipt = publisher_for(site.url, journal, clock).publish(corrected)
        assert stands_once(site, corrected)
        assert [thing.values["content"].count("ฉบับแก้ไข") for thing in site.posts.values()] == [1]
        assert set(journal.entries(KEY)) == {KEY, *(file.slug for file in corrected.attachments)}

        with suppress(Died):
            publisher_for(site.url, FatalJournal(journal, deadly), clock).withdraw(receipt)
        publisher_for(site.url, journal, clock).withdraw(receipt)
        assert (site.posts, site.media, journal.entries(KEY)) == ({}, {}, {})
        if deaths < deadly:
            break

    assert deaths == 2 * (3 * 2 + 2 + 3 + 1)  # each begin and done of 3 creations, 1 new file, 1 change, 2 things forgotten


# --- what others did to our posts -----------------------------------------------------------------------------------


def _edit(site: FakeWordPress, number: int) -> None:
    site.posts[number].values["content"] += "<p>แก้ด้วยมือ</p>"


def _unpublish(site: FakeWordPress, number: int) -> None:
    site.posts[number].values["status"] = "draft"


def _replace(site: FakeWordPress, number: int) -> None:
    """A site restored from a backup gives our post's id to somebody else's."""
    site.posts[number].slug = "somebody-elses"
    site.posts[number].values |= {"content": "<p>ของผู้อื่น</p>", "title": "ของผู้อื่น"}


@pytest.mark.parametrize(
    "meddle", [_edit, _unpublish, _replace, FakeWordPress.trash, lambda site, number: site.posts.pop(number)]
)
def test_a_correction_never_overwrites_what_a_person_did(
    meddle: Callable[[FakeWordPress, int], object], site: FakeWordPress, publisher: WordPressPublisher
) -> None:
    receipt = publisher.publish(post())
    meddle(site, int(receipt.remote_id))
    before = [(thing.slug, dict(thing.values)) for thing in site.posts.values()]

    with pytest.raises(PermanentPublishError, match="held"):
        publisher.publish(post(text="ฉบับแก้ไข"))

    assert [(thing.slug, dict(thing.values)) for thing in site.posts.values()] == before


def test_a_file_of_a_correction_that_is_held_never_becomes_public(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    receipt = publisher.publish(post())
    _edit(site, int(receipt.remote_id))

    with pytest.raises(PermanentPublishError, match="held"):
        publisher.publish(wanted)

    assert site.media == {}


def _without_comments(reply: Reply) -> Reply:
    """A plugin strips comments when a post is saved."""
    row = json.loads(reply.body)
    row["content"]["raw"] = "<p>ฉบับแรก</p>"
    return reply._replace(body=json.dumps(row).encode())


def test_a_post_that_came_out_otherwise_is_taken_away_again(
    site: FakeWordPress, publisher: WordPressPublisher, journal: Journal
) -> None:
    site.faults.append(Fault("POST", "posts", after=_without_comments))

    with pytest.raises(PermanentPublishError, match="content"):
        publisher.publish(post())

    assert site.posts == {}
    assert journal.entries(KEY) == {}


def test_an_empty_answer_is_no_proof_that_nothing_is_there(
    site: FakeWordPress, publisher: WordPressPublisher, clock: HandClock
) -> None:
    site.faults.append(Fault("POST", "posts", after=lost))
    with pytest.raises(TemporaryPublishError):
        publisher.publish(post())
    clock.move(DOUBT_SECONDS + 1)
    site.faults.append(Fault("GET", "posts", before=Reply(200, b"{}")))

    with pytest.raises(TemporaryPublishError):
        publisher.publish(post())

    publisher.publish(post())
    assert stands_once(site, post())


def test_a_correction_whose_answer_was_lost_is_recognised(
    site: FakeWordPress, publisher: WordPressPublisher, journal: Journal
) -> None:
    receipt = publisher.publish(post())
    site.faults.append(Fault("POST", receipt.remote_id, after=lost))
    with pytest.raises(TemporaryPublishError):
        publisher.publish(post(text="ฉบับแก้ไข"))
    site.requests.clear()

    assert publisher.publish(post(text="ฉบับแก้ไข")).remote_id == receipt.remote_id
    assert site.creating == 0
    assert set(journal.entries(KEY)) == {KEY}


def test_a_late_correction_never_lands_on_top_of_a_later_one(
    site: FakeWordPress, publisher: WordPressPublisher, clock: HandClock
) -> None:
    receipt = publisher.publish(post())
    site.faults.append(Fault("POST", receipt.remote_id, before=page(504)))
    with pytest.raises(TemporaryPublishError):
        publisher.publish(post(text="ฉบับที่สอง"))

    for text in ("ฉบับที่สาม", "ฉบับแรก"):
        with pytest.raises(TemporaryPublishError) as caught:
            publisher.publish(post(text=text))
        assert caught.value.retry_after == DOUBT_SECONDS

    clock.move(DOUBT_SECONDS + 1)
    publisher.publish(post(text="ฉบับที่สาม"))
    assert "ฉบับที่สาม" in site.posts[int(receipt.remote_id)].values["content"]


def test_withdrawing_never_removes_what_does_not_bear_the_key(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    receipt = publisher.publish(wanted)
    _replace(site, int(receipt.remote_id))

    with pytest.raises(PermanentPublishError):
        publisher.withdraw(receipt)

    assert shown(site) == [("somebody-elses", "publish")]
    assert site.media == {}


def test_withdrawing_waits_for_a_request_that_may_still_land(
    site: FakeWordPress, journal: Journal, clock: HandClock, wanted: Post
) -> None:
    late = threading.Event()
    site.faults.append(Fault("POST", "posts", wait=late))
    impatient = publisher_for(site.url, journal, clock, timeout=SHORT_SECONDS)
    with pytest.raises(TemporaryPublishError):
        impatient.publish(wanted)
    gone = publisher_for(site.url, journal, clock)
    nothing = replace(gone.publish(post(key=OTHER_KEY)), key=KEY, remote_id="", url="")

    with pytest.raises(TemporaryPublishError) as caught:
        gone.withdraw(nothing)
    assert caught.value.retry_after == DOUBT_SECONDS
    late.set()
    site.wait_until(lambda: len(site.posts) == 2)
    clock.move(DOUBT_SECONDS + 1)
    gone.withdraw(nothing)

    assert shown(site) == [(OTHER_KEY, "publish")]
    assert site.media == {}
    assert journal.entries(KEY) == {}


# --- categories -----------------------------------------------------------------------------------------------------


def test_a_missing_category_stops_the_bundle_before_anything_is_public(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    elsewhere = replace(wanted, category=replace(PROCUREMENT, term="ไม่มี"))

    with pytest.raises(PermanentPublishError, match=r"1\.9.*ไม่มี") as caught:
        publisher.publish(elsewhere)

    assert "syncd site map" in caught.value.hint
    assert site.creating == 0


def test_a_category_deleted_behind_our_back_leaves_no_post_in_the_wrong_place(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    publisher.publish(post(key=OTHER_KEY))
    gone = next(number for number, thing in site.categories.items() if thing.slug == PROCUREMENT.slug)
    del site.categories[gone]

    with pytest.raises(UnclearPublishError):
        publisher.publish(wanted)
    assert shown(site) == [(OTHER_KEY, "publish")]
    with pytest.raises(PermanentPublishError):
        publisher.publish(wanted)

    site.add_category(PROCUREMENT.name, PROCUREMENT.slug)
    publisher.publish(wanted)
    assert (KEY, "publish") in shown(site)


def test_a_thai_slug_means_the_same_decoded_and_encoded(site: FakeWordPress, publisher: WordPressPublisher) -> None:
    number = site.add_category("จัดซื้อจัดจ้าง", "%e0%b8%88%e0%b8%b1%e0%b8%94%e0%b8%8b%e0%b8%b7%e0%b9%89%e0%b8%ad")

    publisher.publish(replace(post(), category=replace(PROCUREMENT, term="จัดซื้อ", also=("regulations", 1))))

    [made] = site.posts.values()
    assert made.values["categories"][0] == number
    assert len(made.values["categories"]) == 3


# --- what an answer means -------------------------------------------------------------------------------------------

P, T, U = PermanentPublishError, TemporaryPublishError, UnclearPublishError
MEANINGS = [
    # status, code ("" = a page, not JSON), error, whole site, surely nothing done
    (401, "rest_not_logged_in", T, True, True),
    (401, "rest_cannot_create", T, True, True),
    (401, "", T, True, True),
    (403, "rest_cannot_create", P, False, True),
    (403, "rest_cannot_publish", P, False, True),
    (403, "rest_cannot_access", T, True, True),
    (403, "", U, False, False),
    (404, "rest_no_route", T, True, True),
    (404, "rest_post_invalid_id", P, False, True),
    (404, "", T, True, True),
    (406, "", U, False, False),
    (412, "rest_upload_hash_mismatch", U, False, True),
    (413, "", P, False, True),
    (413, "rest_upload_file_too_big", P, False, True),
    (429, "", T, True, True),
    (429, "slow_down", T, True, True),
    (500, "rest_upload_sideload_error", U, False, True),
    (500, "rest_upload_unknown_error", U, False, True),
    (500, "internal_server_error", U, False, False),
    (500, "never_heard_of", U, False, False),
    (500, "", U, False, False),
    (502, "", T, True, False),
    (503, "", T, True, False),
    (504, "", T, True, False),
    (200, "", T, True, False),
    (302, "", T, True, False),
]


@pytest.mark.parametrize(("status", "code", "kind", "whole_site", "nothing_done"), MEANINGS)
def test_an_answer_means(status: int, code: str, kind: type[PublishError], whole_site: bool, nothing_done: bool) -> None:
    answer = Answer(status, {"code": code, "message": "ขออภัย"} if code else None, {"Content-Type": "text/html"})

    meant = error_of(answer, "upload 1.pdf")

    assert type(meant) is kind
    assert getattr(meant, "site_down", False) is whole_site
    assert meant.nothing_done is nothing_done
    assert meant.hint
    assert "upload 1.pdf" in meant.message
    assert str(status) in meant.message


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": "Mon, 23 Nov 2026 09:05:00 GMT", "Date": "Mon, 23 Nov 2026 09:00:00 GMT"}, 300.0),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_the_site_is_left_alone_as_long_as_it_asks(headers: dict[str, str], seconds: float | None) -> None:
    meant = error_of(Answer(503, None, headers), "upload 1.pdf")

    assert isinstance(meant, TemporaryPublishError)
    assert meant.retry_after == seconds


def test_no_message_ever_holds_the_password(site: FakeWordPress, journal: Journal, clock: HandClock) -> None:
    wrong = publisher_for(site.url, journal, clock, password="hunter2-secret")

    with pytest.raises(PublishError) as caught:
        wrong.publish(post())

    told = f"{caught.value!r} {caught.value.hint} {caught.value.__cause__!r} {wrong.check()} {vars(wrong)}"
    assert "hunter2" not in told
    with pytest.raises(ValueError, match="user name"):
        Client("https://editor:hunter2@site.example", "editor", "x", clock=clock)


# --- doctor ---------------------------------------------------------------------------------------------------------


def failing(publisher: WordPressPublisher) -> dict[str, str]:
    return {check.name: check.remedy for check in publisher.check() if not check.ok}


def test_doctor_knows_a_wrong_password_from_a_site_that_is_away(site: FakeWordPress, journal: Journal, clock: HandClock) -> None:
    assert ".htaccess" in failing(publisher_for(site.url, journal, clock, password="wrong"))["authorised"]
    assert "publisher.url" in failing(publisher_for("http://127.0.0.1:1", journal, clock))["reachable"]


@pytest.mark.parametrize(
    ("reply", "remedy"),
    [
        (page(403), "Wordfence"),
        (page(200), "Wordfence"),
        (error(403, "rest_disabled"), "Wordfence"),
        (page(301, Location="https://www.example.go.th/wp-json/"), "publisher.url"),
        (page(503), "รอ"),
    ],
    ids=["firewall page", "block page", "shut off", "redirect", "maintenance"],
)
def test_doctor_recognises_what_stands_in_the_way_of_rest(
    reply: Reply, remedy: str, site: FakeWordPress, publisher: WordPressPublisher
) -> None:
    site.faults.append(Fault("GET", "/", before=reply, times=9))

    assert remedy in failing(publisher)["rest"]


@pytest.mark.parametrize(("role", "fatal"), [("administrator", False), ("author", False), ("contributor", True)])
def test_doctor_warns_of_a_role_that_is_too_high_or_too_low(
    role: str, fatal: bool, site: FakeWordPress, publisher: WordPressPublisher
) -> None:
    site.role = role

    [check] = [check for check in publisher.check() if check.name == "role"]

    assert (check.ok, check.fatal) == (False, fatal)


def test_doctor_names_each_missing_category_and_the_command(site: FakeWordPress, publisher: WordPressPublisher) -> None:
    del site.categories[next(number for number, thing in site.categories.items() if thing.slug == PROCUREMENT.slug)]

    wrong = failing(publisher)

    assert list(wrong) == ["category 1.9"]
    assert "syncd site prepare" in wrong["category 1.9"]


def test_doctor_sees_a_clock_that_is_off(site: FakeWordPress, publisher: WordPressPublisher) -> None:
    site.now += timedelta(minutes=10)

    assert list(failing(publisher)) == ["clock"]


def test_a_site_without_pretty_permalinks_works_too(site: FakeWordPress, publisher: WordPressPublisher, wanted: Post) -> None:
    site.pretty = False

    publisher.publish(wanted)

    assert stands_once(site, wanted)
    assert list(failing(publisher)) == ["permalinks"]


@pytest.mark.parametrize("reply", [error(500, "wp_die"), error(500, "internal_server_error"), page(500)])
def test_a_site_that_cannot_even_say_who_we_are_is_down_for_every_post(
    reply: Reply, site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    """WordPress answers so when its database is gone: no case may be held for it."""
    site.faults += [Fault(how, "", before=reply, times=99) for how in ("GET", "POST")]

    with pytest.raises(TemporaryPublishError) as caught:
        publisher.publish(wanted)

    assert caught.value.site_down


def test_the_answer_of_a_wordpress_that_is_being_updated_passes(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    site.faults.append(Fault("POST", "media", before=error(503, "wp_die", Retry_After="600")))

    with pytest.raises(TemporaryPublishError) as caught:
        publisher.publish(wanted)

    assert (caught.value.site_down, caught.value.retry_after) == (True, 600)


# --- what of ours is there -------------------------------------------------------------------------------------------


def found_posts(publisher: WordPressPublisher) -> list[FoundPost]:
    return [one for one in publisher.find_ours() if isinstance(one, FoundPost)]


def test_what_people_did_to_our_posts_does_not_hide_them(publisher: WordPressPublisher, site: FakeWordPress) -> None:
    keys = {f"2570-000{n}-0a1b2c3d": n for n in range(1, 5)}
    numbers = {key: int(publisher.publish(post(key=key)).remote_id) for key in keys}
    trashed, draft, renamed, emptied = numbers.values()
    site.trash(trashed)
    site.posts[draft].values["status"] = "draft"
    site.posts[renamed].slug = "ประกาศ"
    site.posts[emptied].values["content"] = "<p>เขียนใหม่หมด</p>"
    site.add_post("2570-0009-not-a-key", content="<p>2570-0001-0a1b2c3d</p>")

    found = {one.key: one for one in found_posts(publisher)}

    assert {key: int(one.remote_id) for key, one in found.items()} == numbers
    assert [one.hidden for one in found.values()] == ["trash", "draft", "", ""]
    assert [one.mark is None for one in found.values()] == [False, False, False, True]


def test_ours_are_found_among_many_pages_of_others(publisher: WordPressPublisher, site: FakeWordPress) -> None:
    for n in range(250):
        site.add_post(f"old-{n}")
    publisher.publish(post())
    for n in range(250):
        site.add_post(f"new-{n}")

    assert [one.key for one in found_posts(publisher)] == [KEY]


def test_a_site_that_does_not_show_all_it_counts_is_not_believed(publisher: WordPressPublisher, site: FakeWordPress) -> None:
    """An account that may not see others' drafts gets fewer than are counted; so does whoever lists during a removal."""
    publisher.publish(post())

    def one_less(reply: Reply) -> Reply:
        return reply._replace(body=b"[]")

    site.faults += [Fault("GET", "posts", after=one_less)]
    assert [one.key for one in found_posts(publisher)] == [KEY], "it is asked again"

    site.faults += [Fault("GET", "posts", after=one_less, times=9)]
    with pytest.raises(TemporaryPublishError, match="counts 1 and shows 0"):
        publisher.find_ours()
