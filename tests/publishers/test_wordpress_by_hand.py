"""What people and backups do to a site while we are not looking: things vanish, are edited, are copied, and ids go to others."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from syncd.errors import PermanentPublishError, PublishError, TemporaryPublishError
from syncd.model.post import Post, Receipt
from syncd.publishers.base import Journal, Stray
from syncd.publishers.wordpress import WordPressPublisher
from tests.publishers.contract import KEY, OTHER_KEY, attachment, pdf, post
from tests.publishers.fake_wordpress import FakeWordPress
from tests.publishers.faults import Fault, error, lost

SOMEBODY = 2


def half_published(site: FakeWordPress, publisher: WordPressPublisher, wanted: Post) -> None:
    """The files are up, and the post was refused."""
    site.faults.append(Fault("POST", "posts", before=error(429, "too_many_requests")))
    with pytest.raises(TemporaryPublishError):
        publisher.publish(wanted)


def links_work(site: FakeWordPress, receipt: Receipt, wanted: Post) -> bool:
    """Each file's address gives its bytes, and the post shows that address."""
    shown = requests.get(receipt.url, timeout=10).text
    contents = [requests.get(file.url, timeout=10).content for file in receipt.files]
    return contents == [file.path.read_bytes() for file in wanted.attachments] and all(
        file.url in shown for file in receipt.files
    )


def media_slugs(site: FakeWordPress) -> list[str]:
    return sorted(thing.slug for thing in site.media.values())


def remove_medium(site: FakeWordPress, slug: str) -> int:
    (number,) = [number for number, thing in site.media.items() if thing.slug == slug]
    site.files.pop(site.media.pop(number).values["path"]).unlink()
    return number


def somebodys_medium(site: FakeWordPress, number: int) -> None:
    """Somebody's file that got this id."""
    path = site.files[f"/wp-content/uploads/2026/11/somebody-{number}.pdf"] = site._uploads / f"somebody-{number}"
    path.write_bytes(b"%PDF somebody's")
    values = {"title": "ของผู้อื่น", "path": f"/wp-content/uploads/2026/11/somebody-{number}.pdf", "size": 15}
    site.media[number] = site._add(site.media, "somebody", values)
    del site.media[site._last_id]
    site.media[number].id = number


# --- media that are gone when the work is taken up again ------------------------------------------------------------


def test_a_file_removed_by_hand_between_its_upload_and_the_post_is_uploaded_again(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    half_published(site, publisher, wanted)
    remove_medium(site, wanted.attachments[0].slug)

    receipt = publisher.publish(wanted)

    assert links_work(site, receipt, wanted)
    assert media_slugs(site) == sorted(file.slug for file in wanted.attachments)


def test_ids_that_a_restored_site_gave_to_others_are_not_taken_for_ours(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    half_published(site, publisher, wanted)
    for file in wanted.attachments:
        somebodys_medium(site, remove_medium(site, file.slug))

    receipt = publisher.publish(wanted)

    assert links_work(site, receipt, wanted)
    assert media_slugs(site) == sorted(["somebody", "somebody", *(file.slug for file in wanted.attachments)])
    assert len(site.files) == 4


def test_a_resumed_attempt_looks_its_many_files_up_in_one_request(
    site: FakeWordPress, publisher: WordPressPublisher, tmp_path: Path
) -> None:
    many = post(*(attachment(tmp_path, f"{number}.pdf", pdf(str(number))) for number in range(50)))
    half_published(site, publisher, many)
    site.requests.clear()

    publisher.publish(many)

    assert [request.method for request in site.requests] == ["GET", "POST"]


def test_a_correction_finds_that_a_file_it_keeps_was_removed_by_hand(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    publisher.publish(wanted)
    remove_medium(site, wanted.attachments[1].slug)
    corrected = replace(post(*wanted.attachments, text="ฉบับแก้ไข"), version="f" * 64)

    receipt = publisher.publish(corrected)

    assert links_work(site, receipt, corrected)
    assert len(site.media) == 2


# --- copies and slugs that are somebody's ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"status": "draft"},
        {"title": "ประกาศฉบับใหม่ของข้าพเจ้า"},
        {"content": "ข้อความของข้าพเจ้าเอง ไม่มีเครื่องหมายของ syncd", "author": SOMEBODY},
    ],
    ids=["a copy kept as a draft", "a copy with another title", "a text of one's own under our slug"],
)
def test_what_somebody_made_of_our_post_is_left_to_him(
    change: dict[str, object], site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    receipt = publisher.publish(wanted)
    made = site.posts[int(receipt.remote_id)]
    theirs = site.add_post(f"{KEY}-2", **{**made.values, **change})

    assert publisher.sweep([KEY]).twins == ()
    assert theirs in site.posts
    assert publisher.publish(wanted) == receipt


def test_a_draft_copy_does_not_hide_the_post_whose_answer_was_lost(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    site.faults.append(Fault("POST", "posts", after=lost))
    with pytest.raises(TemporaryPublishError):
        publisher.publish(wanted)
    (ours,) = site.posts
    theirs = site.add_post(f"{KEY}-2", **{**site.posts[ours].values, "status": "draft"})

    receipt = publisher.publish(wanted)

    assert receipt.remote_id == str(ours)
    assert sorted(site.posts) == [ours, theirs]


def test_a_page_that_somebody_made_at_our_address_after_ours_was_lost_survives_everything(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    receipt = publisher.publish(wanted)
    del site.posts[int(receipt.remote_id)]
    theirs = site.add_post(KEY, title="ทำใหม่เอง", content="ลงใหม่ด้วยมือหลังกู้เว็บไซต์")

    assert publisher.sweep([KEY]).strays == (Stray(KEY, ("the post is gone",)),)
    with pytest.raises(PermanentPublishError):
        publisher.publish(replace(wanted, version="f" * 64))
    publisher.withdraw(receipt)

    assert list(site.posts) == [theirs]
    assert site.media == {}


def test_an_address_taken_by_somebody_is_said_and_nothing_of_ours_is_left(
    site: FakeWordPress, publisher: WordPressPublisher, journal: Journal, wanted: Post
) -> None:
    theirs = site.add_post(KEY, title="มีอยู่แล้ว", content="ของผู้อื่น")

    with pytest.raises(PermanentPublishError, match="slug"):
        publisher.publish(wanted)

    assert list(site.posts) == [theirs]
    assert KEY not in journal.entries(KEY)


# --- ids that went to others ----------------------------------------------------------------------------------------


def test_a_withdrawal_ends_although_the_posts_id_went_to_somebody_elses(
    site: FakeWordPress, publisher: WordPressPublisher, journal: Journal, wanted: Post
) -> None:
    receipt = publisher.publish(wanted)
    number = int(receipt.remote_id)
    theirs = site.add_post("ข่าว", title="ของผู้อื่น", content="ข่าวของโรงเรียน")
    site.posts[number] = site.posts.pop(theirs)
    site.posts[number].id = number

    publisher.withdraw(receipt)

    assert [thing.slug for thing in site.posts.values()] == ["ข่าว"]
    assert journal.entries(KEY) == {}


def test_a_withdrawal_asks_a_person_about_a_post_of_ours_whose_every_sign_is_gone(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    receipt = publisher.publish(wanted)
    ours = site.posts[int(receipt.remote_id)]
    ours.slug = "renamed"
    ours.values["content"] = "แก้ใหม่หมด"

    with pytest.raises(PermanentPublishError, match="no longer shows"):
        publisher.withdraw(receipt)

    assert list(site.posts) == [ours.id]


# --- what the hourly look tells -------------------------------------------------------------------------------------

STRAYED: dict[str, Callable[[FakeWordPress, int], object]] = {
    "the post is gone": lambda site, ours: site.posts.pop(ours),
    "the post is in the trash": lambda site, ours: site.trash(ours),
    "the post is not public": lambda site, ours: site.posts[ours].values.update(status="private"),
    "the post was edited": lambda site, ours: site.posts[ours].values.update(title="แก้ด้วยมือ"),
    "the post was moved to another category": lambda site, ours: site.posts[ours].values.update(categories=[1]),
    "the post has another address": lambda site, ours: setattr(site.posts[ours], "slug", "other"),
}


@pytest.mark.parametrize("what", STRAYED)
def test_a_look_round_tells_what_is_no_longer_as_written(
    what: str, site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    receipt = publisher.publish(wanted)
    publisher.publish(post(key=OTHER_KEY))
    STRAYED[what](site, int(receipt.remote_id))
    site.requests.clear()

    assert publisher.sweep([KEY, OTHER_KEY]).strays == (Stray(KEY, (what,)),)
    assert {request.method for request in site.requests} == {"GET"}, "it only looks"


def test_a_look_round_names_files_that_are_gone(site: FakeWordPress, publisher: WordPressPublisher, wanted: Post) -> None:
    publisher.publish(wanted)
    remove_medium(site, wanted.attachments[0].slug)

    (stray,) = publisher.sweep([KEY]).strays

    assert stray.what == (f"a file is gone: {wanted.attachments[0].slug}",)


def test_a_look_round_is_silent_about_what_is_still_under_way(
    site: FakeWordPress, publisher: WordPressPublisher, wanted: Post
) -> None:
    publisher.publish(wanted)
    site.faults.append(Fault("POST", "1", after=lost, times=9))
    for thing in site.posts:
        site.faults.append(Fault("POST", str(thing), after=lost))
    with pytest.raises(PublishError):
        publisher.publish(replace(post(*wanted.attachments, text="แก้"), version="f" * 64))

    assert publisher.sweep([KEY]).strays == ()


def test_a_look_round_is_silent_about_what_stands_as_written(publisher: WordPressPublisher, wanted: Post) -> None:
    publisher.publish(wanted)
    publisher.publish(replace(post(*wanted.attachments, text="แก้"), version="f" * 64))

    swept = publisher.sweep([KEY])

    assert (swept.twins, swept.strays) == ((), ())
