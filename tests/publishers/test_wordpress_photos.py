"""Galleries on WordPress: what goes with each picture, what the page names, and what it costs."""

from dataclasses import replace
from pathlib import Path

import pytest

from syncd.errors import PublishError
from syncd.model.post import FILE_ID, FILE_URL, SHOWN_URL, Attachment, Post
from syncd.publishers.wordpress import WordPressPublisher
from tests.publishers.contract import OTHER_KEY, attachment, post
from tests.publishers.fake_wordpress import FakeWordPress, Fault, error
from tests.publishers.journal_contract import DOUBT_SECONDS, HandClock


def photo(folder: Path, name: str, caption: str = "") -> Attachment:
    made = attachment(folder, name, b"\xff\xd8\xff" + name.encode())
    return replace(made, media_type="image/jpeg", alt=caption or f"ประชุมครู {name}", caption=caption)


def gallery(*photos: Attachment, featured: int = 0, **changes: str) -> Post:
    plain = post(*photos, **changes)
    pictures = (
        f'<!-- wp:image {{"id":{FILE_ID}{it.slug}}} --><a href="{FILE_URL}{it.slug}"><img src="{SHOWN_URL}{it.slug}"'
        f' class="wp-image-{FILE_ID}{it.slug}"/></a><!-- /wp:image -->'
        for it in photos
    )
    return replace(plain, body="".join(pictures), featured=photos[featured].slug)


def content(site: FakeWordPress) -> str:
    (thing,) = site.posts.values()
    return str(thing.values["content"])


def test_a_gallery_costs_no_more_requests_than_files_and_a_post(
    site: FakeWordPress, publisher: WordPressPublisher, tmp_path: Path
) -> None:
    publisher.publish(post(key=OTHER_KEY))
    site.requests.clear()

    publisher.publish(gallery(*(photo(tmp_path, f"{number}.jpg", f"ภาพหมู่ {number}") for number in range(20))))

    assert [request.method for request in site.requests] == ["POST"] * 21
    assert [thing.values["alt_text"] for thing in site.media.values()] == [f"ภาพหมู่ {number}" for number in range(20)]
    assert [thing.values["caption"] for thing in site.media.values()] == [f"ภาพหมู่ {number}" for number in range(20)]


def test_the_page_names_each_picture_by_number_and_shows_the_size_that_pages_have(
    site: FakeWordPress, publisher: WordPressPublisher, tmp_path: Path
) -> None:
    receipt = publisher.publish(gallery(photo(tmp_path, "1.jpg"), photo(tmp_path, "2.jpg"), featured=1))

    for file in receipt.files:
        assert f'{{"id":{file.remote_id}}}' in content(site)
        assert f'class="wp-image-{file.remote_id}"' in content(site)
        assert f'<a href="{file.url}">' in content(site)
        assert f'<img src="{file.url.removesuffix(".jpg")}-1024x683.jpg"' in content(site)
    (thing,) = site.posts.values()
    assert thing.values["featured_media"] == int(receipt.files[1].remote_id)


def test_an_attempt_that_is_taken_up_again_knows_what_it_had_uploaded(
    site: FakeWordPress, publisher: WordPressPublisher, clock: HandClock, tmp_path: Path
) -> None:
    wanted = gallery(photo(tmp_path, "1.jpg"), photo(tmp_path, "2.jpg"))
    site.faults.append(Fault("POST", "posts", error(503, "busy")))
    with pytest.raises(PublishError):
        publisher.publish(wanted)
    clock.move(DOUBT_SECONDS + 1)

    receipt = publisher.publish(wanted)

    assert len(site.media) == 2
    assert all(f'"id":{file.remote_id}' in content(site) and "-1024x683.jpg" in content(site) for file in receipt.files)


def test_a_correction_may_choose_another_picture_to_stand_for_the_post(
    site: FakeWordPress, publisher: WordPressPublisher, tmp_path: Path
) -> None:
    photos = photo(tmp_path, "1.jpg"), photo(tmp_path, "2.jpg")
    publisher.publish(gallery(*photos))
    receipt = publisher.publish(gallery(*photos, featured=1, text="แก้ไข"))

    (thing,) = site.posts.values()
    assert thing.values["featured_media"] == int(receipt.files[1].remote_id)


def test_pictures_made_anew_by_another_program_never_leave_a_page_without_its_pictures(
    site: FakeWordPress, publisher: WordPressPublisher, tmp_path: Path
) -> None:
    """The spool was lost before the publication was recorded, and a newer library makes other bytes of the same photos."""
    first = gallery(photo(tmp_path, "1.jpg"))
    publisher.publish(first)

    receipt = publisher.publish(replace(gallery(photo(tmp_path, "anew.jpg")), version=first.version))

    assert [thing.id for thing in site.media.values()] == [int(receipt.files[0].remote_id)]
    assert f'"id":{receipt.files[0].remote_id}' in content(site)
