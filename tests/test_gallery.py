"""The post that a photo drop becomes."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syncd.gallery import compose_photos
from syncd.model.approval import Evidence
from syncd.model.bundle import Bundle, Details
from syncd.model.claim import Claim, Rendition, SpooledFile
from syncd.model.decision import Publish
from syncd.model.document import Photo
from syncd.model.office import Route
from syncd.model.post import Post
from syncd.publishers.base import with_links
from tests.builders import POLICY, make_bundle, make_document

KEY = "2570-0001-00c0ffee"
PHOTO = Photo(moves=False, looks_like_page=False)
DETAILS = Details("คำบรรยายภาพ.txt", description="ครูร่วมประชุม\nณ ห้องประชุม", captions=(("10.jpg", "ครู <40> คน [x]"),))


def drop(*names: str, details: Details = DETAILS) -> Bundle:
    documents = tuple(replace(make_document(name, kind="jpeg"), photo=PHOTO) for name in names)
    return make_bundle(*documents, make_document("คำบรรยาย.docx", kind="docx"), route=Route.PHOTOS, details=details)


def claim(bundle: Bundle, **same: str) -> Claim:
    """A copy whose renditions have hashes of their own; `same`: photo → the photo whose rendition it shares."""
    renditions = []
    for place, document in enumerate(bundle.documents[:-1]):
        sha256 = same.get(document.name.partition(".")[0], document.name).encode().hex().rjust(64, "0")
        file = SpooledFile(document.name, Path("/spool"), f"shown-{place}", 1000, sha256, "0" * 32)
        renditions.append(Rendition(document.sha256, "png" if document.name.startswith("ผัง") else "jpeg", file))
    return Claim(Path("/spool"), (), "c1", "s1", renditions=tuple(renditions))


def composed(bundle: Bundle, copy: Claim | None = None) -> Post:
    decision = Publish(Evidence.RELEASE, POLICY, None, None)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    copy = copy or claim(bundle)
    return compose_photos(bundle, decision, copy, key=KEY, number="2570-0001", published_at=at, title="ประชุมครู")


def test_what_is_sent_was_made_of_the_photos_and_is_never_the_photos_themselves() -> None:
    bundle = drop("1.jpg", "ผัง.jpg")
    post = composed(bundle)

    assert [file.copy for file in post.attachments] == ["shown-0", "shown-1"]
    assert not {file.sha256 for file in post.attachments} & {document.sha256 for document in bundle.documents}
    assert [(file.filename, file.media_type) for file in post.attachments] == [
        ("2570-0001-01.jpg", "image/jpeg"),
        ("2570-0001-02.png", "image/png"),
    ]


def test_a_photo_of_which_nothing_was_made_is_never_published() -> None:
    bundle = drop("1.jpg", "2.jpg")
    copy = claim(bundle)

    with pytest.raises(ValueError, match=r"2\.jpg"):
        composed(bundle, replace(copy, renditions=copy.renditions[:1]))


def test_every_photo_has_words_for_those_who_do_not_see_it() -> None:
    post = composed(drop("2.jpg", "10.jpg"))

    assert [(file.alt, file.caption) for file in post.attachments] == [
        ("ครู <40> คน [x]", "ครู <40> คน [x]"),
        ("ประชุมครู ภาพที่ 2", ""),
    ]
    assert post.body.count("<figcaption") == 1
    assert "ครู &lt;40&gt; คน &#91;x]</figcaption>" in post.body


def test_the_first_photo_or_the_cover_stands_for_the_post() -> None:
    plain = composed(drop("2.jpg", "1.jpg", details=replace(DETAILS, captions=())))
    covered = composed(drop("2.jpg", "1.jpg", details=replace(DETAILS, captions=(), cover="2.jpg")))

    assert plain.featured == plain.attachments[0].slug
    assert covered.featured == plain.attachments[1].slug == covered.attachments[0].slug


def test_two_photos_that_come_to_the_same_picture_are_shown_once() -> None:
    bundle = drop("1.jpg", "2.jpg")

    assert len(composed(bundle, claim(bundle, **{"2": "1.jpg"})).attachments) == 1


def test_the_page_shows_smaller_pictures_that_lead_to_the_large_ones() -> None:
    post = composed(drop("1.jpg"))
    slug = post.attachments[0].slug
    linked = with_links(post, {slug: "https://o.th/1.jpg"}, {slug: "https://o.th/1-1024.jpg"}, {slug: "7"}).body
    alone = with_links(post, {slug: "https://o.th/1.jpg"}).body

    def picture(address: str, number: int) -> str:
        return f'<a href="https://o.th/1.jpg"><img src="{address}" alt="ประชุมครู ภาพที่ 1" class="wp-image-{number}"/></a>'

    assert picture("https://o.th/1-1024.jpg", 7) in linked
    assert '{"id":7,"sizeSlug":"large","linkDestination":"media"}' in linked
    assert picture("https://o.th/1.jpg", 0) in alone
    assert "syncd-" not in linked.replace("syncd-date", "")
