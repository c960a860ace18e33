"""The publisher against a real WordPress: the contract, and what only the real one can show."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from syncd.errors import PermanentPublishError, PublishError, UnclearPublishError
from syncd.mark import read_mark
from syncd.publishers.base import Journal, Swept
from syncd.publishers.journal import MemoryJournal
from syncd.publishers.wordpress import WordPressPublisher
from syncd.publishers.wordpress.client import Client
from syncd.publishers.wordpress.terms import Confidence, propose
from tests.publishers.contract import (
    CATEGORIES,
    KEY,
    OTHER_KEY,
    PROCUREMENT,
    UNIT,
    PublisherContract,
    attachment,
    attachment_of,
    pdf,
    post,
)
from tests.publishers.journal_contract import DOUBT_SECONDS, HandClock
from tests.publishers.wordpress_public import WallClock, WordPressPublic
from tests.rig.wordpress import Site

UPLOADS = "wp-content/uploads"


def publisher_for(
    site: Site, journal: Journal, clock: HandClock, *, role: str = "editor", password: str = ""
) -> WordPressPublisher:
    login = site.users[role]
    client = Client(site.url, login.name, password or login.application_password, clock=clock)
    return WordPressPublisher(client, CATEGORIES, journal, clock)


def uploaded(site: Site) -> list[str]:
    root = site.directory / "www"
    return [f"{site.url}/{path.relative_to(root)}" for path in (root / UPLOADS).rglob("*") if path.is_file()]


@pytest.fixture
def site(wordpress: Site) -> Site:
    """The real one, as everywhere but among the publishers' tests."""
    wordpress.reset()
    return wordpress


@pytest.fixture
def prepared(site: Site) -> Site:
    """A site that has CATEGORIES."""
    made = site.php(
        "foreach ("
        + "json_decode('"
        + json.dumps([[c.name, c.slug] for c in CATEGORIES])
        + "')"
        + " as $c) { wp_insert_term($c[0], 'category', ['slug' => $c[1]]); } echo 'made';"
    )
    assert made.endswith("made")
    site.mark()
    return site


class TestWordPressPublisher(PublisherContract):
    @pytest.fixture
    def clock(self) -> HandClock:
        return WallClock()

    @pytest.fixture
    def publisher(self, prepared: Site, journal: Journal, clock: HandClock) -> WordPressPublisher:
        return publisher_for(prepared, journal, clock)

    @pytest.fixture
    def heir(self, prepared: Site, heirs_journal: Journal, clock: HandClock) -> WordPressPublisher:
        return publisher_for(prepared, heirs_journal, clock)

    @pytest.fixture
    def public(self, prepared: Site) -> WordPressPublic:
        return WordPressPublic(prepared.url, lambda: uploaded(prepared))

    @pytest.fixture
    def bad_publisher(self, prepared: Site, journal: Journal, clock: HandClock) -> WordPressPublisher:
        return publisher_for(prepared, journal, clock, password="wrong")


@pytest.fixture
def clock() -> HandClock:
    return WallClock()


@pytest.fixture
def journal(clock: HandClock) -> Journal:
    return MemoryJournal(clock, DOUBT_SECONDS)


@pytest.fixture
def publisher(prepared: Site, journal: Journal, clock: HandClock) -> WordPressPublisher:
    return publisher_for(prepared, journal, clock)


def failing(publisher: WordPressPublisher) -> list[str]:
    return [check.name for check in publisher.check() if not check.ok]


def test_a_fresh_bundle_of_f_files_costs_f_plus_one_requests(
    prepared: Site, publisher: WordPressPublisher, tmp_path: Path
) -> None:
    publisher.publish(post(key=OTHER_KEY))
    prepared.mark()

    publisher.publish(post(*(attachment(tmp_path, f"{number}.pdf", pdf(str(number))) for number in range(4))))

    assert [(request.method, request.status) for request in prepared.requests()] == [("POST", 201)] * 5


def test_the_mark_survives_the_editor_and_is_not_shown_to_the_public(prepared: Site, publisher: WordPressPublisher) -> None:
    unit = replace(UNIT, name='กลุ่ม "ก" & <ข> -- ง')
    receipt = publisher.publish(replace(post(), unit=unit))

    stored = prepared.php(f"echo serialize_blocks(parse_blocks(get_post({receipt.remote_id})->post_content));")

    assert (mark := read_mark(stored))
    assert (mark.key, mark.unit) == (KEY, unit.name)
    assert stored == prepared.php(f"echo get_post({receipt.remote_id})->post_content;")
    status, page = WordPressPublic(prepared.url, list).get(receipt.url)
    assert status == 200
    assert b"syncd" not in page


def test_an_author_without_the_right_to_raw_html_publishes_the_same_post(
    prepared: Site, journal: Journal, clock: HandClock, tmp_path: Path
) -> None:
    author = publisher_for(prepared, journal, clock, role="author")
    receipt = author.publish(post(attachment(tmp_path, "1.pdf", pdf("ก")), title="ก & ข <ค>"))

    assert author.publish(post(text="แก้ไข")).remote_id == receipt.remote_id


def test_a_picture_links_to_the_bytes_that_were_sent(prepared: Site, publisher: WordPressPublisher, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (2700, 300), "white").save(tmp_path / "large.jpg")
    picture = replace(attachment_of(tmp_path / "large.jpg", "large.jpg"), media_type="image/jpeg")

    receipt = publisher.publish(post(picture))

    assert receipt.files[0].url.endswith("/large.jpg")
    assert WordPressPublic(prepared.url, list).get(receipt.files[0].url) == (200, picture.path.read_bytes())
    publisher.withdraw(receipt)
    assert uploaded(prepared) == []


def test_a_type_that_wordpress_refuses_is_tried_a_few_times_and_leaves_no_doubt(
    publisher: WordPressPublisher, journal: Journal, tmp_path: Path
) -> None:
    with pytest.raises(UnclearPublishError, match="rest_upload_sideload_error"):
        publisher.publish(post(attachment(tmp_path, "1.hwp", pdf("ก"))))

    assert journal.entries(KEY) == {}


def test_a_file_over_the_sites_limit_is_refused_for_good(
    prepared: Site, publisher: WordPressPublisher, journal: Journal, tmp_path: Path
) -> None:
    prepared.set_limits(upload_mb=1, body_mb=1)
    large = tmp_path / "large.pdf"
    large.write_bytes(pdf("ใหญ่") + bytes(3 * 2**20))

    with pytest.raises(PermanentPublishError, match="413"):
        publisher.publish(post(attachment_of(large, "large.pdf")))

    assert journal.entries(KEY) == {}


@pytest.mark.parametrize("role", ["nginx", "php-fpm", "database"])
def test_a_server_that_is_down_defers_every_post_and_nothing_is_doubled(
    role: str, prepared: Site, publisher: WordPressPublisher, clock: HandClock, tmp_path: Path
) -> None:
    wanted = post(attachment(tmp_path, "1.pdf", pdf("ก")))
    publisher.publish(post(key=OTHER_KEY))
    prepared.stop(role)
    with pytest.raises(PublishError) as caught:
        publisher.publish(wanted)
    assert not isinstance(caught.value, PermanentPublishError)
    prepared.start()
    clock.move(DOUBT_SECONDS + 1)

    publisher.publish(wanted)

    assert sorted(shown.key for shown in WordPressPublic(prepared.url, list).posts()) == [KEY, OTHER_KEY]
    assert len(uploaded(prepared)) == 1


def test_a_post_trashed_by_hand_is_held(
    prepared: Site, publisher: WordPressPublisher, journal: Journal, clock: HandClock
) -> None:
    receipt = publisher.publish(post())
    prepared.php(f"wp_trash_post({receipt.remote_id});")
    with pytest.raises(PermanentPublishError, match="held"):
        publisher.publish(post(text="แก้ไข"))

    journal.begin(KEY, KEY)  # as after an answer that never came
    with pytest.raises(PermanentPublishError, match="held"):
        publisher.publish(post())

    clock.move(DOUBT_SECONDS + 1)
    publisher.withdraw(receipt)
    assert prepared.php("echo count(get_posts(['post_status' => 'trash']));") == "0"


def test_a_sweep_settles_two_posts_with_the_very_same_slug(prepared: Site, publisher: WordPressPublisher) -> None:
    receipt = publisher.publish(post())
    prepared.php(
        f"$p = (array) get_post({receipt.remote_id}); unset($p['ID']); $n = wp_insert_post(wp_slash($p));"
        f"global $wpdb; $wpdb->update($wpdb->posts, ['post_name' => '{KEY}'], ['ID' => $n]);"
    )

    [twin] = publisher.sweep([KEY, OTHER_KEY]).twins

    assert (twin.slug, twin.kept, len(twin.removed)) == (KEY, receipt.remote_id, 1)
    assert publisher.sweep([KEY, OTHER_KEY]) == Swept((), ())


@pytest.mark.parametrize(
    ("role", "wrong"), [("editor", []), ("admin", ["role"]), ("author", ["role"]), ("contributor", ["role"])]
)
def test_doctor_judges_the_users_role(role: str, wrong: list[str], prepared: Site, journal: Journal, clock: HandClock) -> None:
    assert failing(publisher_for(prepared, journal, clock, role=role)) == wrong


def test_doctor_tells_the_version_and_what_is_wrong(prepared: Site, publisher: WordPressPublisher) -> None:
    prepared.php(
        "update_option('timezone_string', ''); update_option('gmt_offset', 0);"
        "global $wp_rewrite; $wp_rewrite->set_permalink_structure(''); $wp_rewrite->flush_rules();"
        "wp_delete_term(get_term_by('slug', 'procurement', 'category')->term_id, 'category');"
    )

    checks = {check.name: check for check in publisher.check()}

    assert prepared.version in checks["version"].message
    assert [name for name, check in checks.items() if not check.ok] == ["category 1.9", "timezone", "permalinks"]


def test_doctor_finds_that_the_web_server_takes_less_than_the_settings_promise(
    prepared: Site, publisher: WordPressPublisher
) -> None:
    prepared.set_limits(upload_mb=64, body_mb=60)

    assert failing(publisher) == ["size"]


def test_the_sites_own_thai_categories_are_matched_and_only_missing_ones_made(
    site: Site, journal: Journal, clock: HandClock
) -> None:
    site.php("wp_insert_term('ข่าวจัดซื้อ-จัดจ้าง & พัสดุ', 'category'); wp_insert_term('กฎระเบียบ', 'category');")
    terms = publisher_for(site, journal, clock).terms

    proposed = propose(CATEGORIES, terms.current())

    near, exact = proposed["1.9"], proposed["1.1"]
    assert near.term is not None
    assert (near.term.name, near.confidence) == ("ข่าวจัดซื้อ-จัดจ้าง & พัสดุ", Confidence.NEAR)
    assert exact.term is not None
    assert (exact.term.slug, exact.confidence) == ("กฎระเบียบ", Confidence.NAME)
    assert terms.ids(replace(PROCUREMENT, term=near.term.slug)) == [near.term.id]
    made = terms.create(PROCUREMENT)
    assert terms.create(PROCUREMENT) == made
    assert terms.ids(PROCUREMENT) == [made.id]
