"""Mishaps that need the real site's own servers, disk and database, or a person at it; each ends as test_lossy_site.py says.

In hand by default, so that hours cost nothing; the last ones are the real daemon.
"""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from syncd.model.state import STATE_THAI, State
from syncd.placing import LONGEST_RETRY_SECONDS
from syncd.publishers.wordpress import WordPressPublisher
from tests.bench.papers import bundle
from tests.chaos.ground import ours
from tests.publishers.faults import Fault, error, page
from tests.rig.proxy import FaultProxy, Tls
from tests.rig.wordpress import Site
from tests.whole.lossy import NAME, InHand, as_daemon, fake_stage, in_hand, real_stage, somebodys

DEFERRED, HELD, PUBLISHED = State.DEFERRED, State.HELD, State.PUBLISHED
ALWAYS = 10_000


def all_if_every(daily: tuple[str, ...], others: tuple[str, ...]) -> list[Any]:
    """Parameters of which only some run every day."""
    return [*daily, *(pytest.param(one, marks=pytest.mark.every_fault) for one in others)]


@pytest.fixture
def office(tmp_path: Path, site: Site) -> Iterator[InHand]:
    with in_hand(tmp_path, real_stage(site)) as held:
        yield held


def told(office: InHand, state: State, says: str) -> None:
    """The unit's reply and ICT's log line."""
    assert office.case().state is state
    assert office.reply().startswith(f"_{STATE_THAI[state]}")
    assert any(says in line for line in office.said(f"case.{state.value}")), office.said(f"case.{state.value}")


def ends_well(office: InHand) -> None:
    office.comes_to(PUBLISHED)
    assert office.filed()
    office.stage.stands_once(office.contents)


def plugin(site: Site, code: str) -> Callable[[], None]:
    """Have the site load this PHP at each request; called, it is gone again."""
    folder = site.www / "wp-content/mu-plugins"
    folder.mkdir(exist_ok=True)
    (folder / "rig.php").write_text(f"<?php {code}", encoding="utf-8")
    return (folder / "rig.php").unlink


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """The folder lies on a disk of a hundred kilobytes."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k,mode=777", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


# --- the site's servers, disk and limits ----------------------------------------------------------------------------


def test_the_site_is_under_maintenance(office: InHand, site: Site) -> None:
    (site.www / ".maintenance").write_text("<?php $upgrading = time();", encoding="ascii")
    office.drop()
    for _ in range(8):
        office.hours_pass(0.5)
    told(office, DEFERRED, "under maintenance")

    (site.www / ".maintenance").unlink()

    ends_well(office)


@pytest.mark.parametrize("role", all_if_every(("database",), ("php-fpm",)))
def test_a_server_of_the_site_is_down_for_hours(role: str, office: InHand, site: Site) -> None:
    site.stop(role)
    office.drop()
    for _ in range(12):
        office.hours_pass(0.5)
    told(office, DEFERRED, "down")

    site.start()

    ends_well(office)


@pytest.mark.every_fault
def test_the_site_refuses_connections(tmp_path: Path, site: Site) -> None:
    with FaultProxy(site.port) as gate, in_hand(tmp_path, real_stage(site)) as office:
        office.connect(url=gate.url)
        gate.refuse()
        office.drop()
        told(office, DEFERRED, "cannot be reached")

        gate.listen()

        ends_well(office)


@pytest.mark.parametrize(
    ("tls", "says"),
    [
        ("expired", "certificate is not valid"),
        pytest.param("self-signed", "certificate is not valid", marks=pytest.mark.every_fault),
        pytest.param("", "encrypted connection", marks=pytest.mark.every_fault),
    ],
)
def test_the_encrypted_connection_is_not_to_be_trusted(tls: Tls, says: str, tmp_path: Path, site: Site) -> None:
    with FaultProxy(site.port, tls=tls) as gate, in_hand(tmp_path, real_stage(site)) as office:
        office.connect(url=f"https://127.0.0.1:{gate.url.rpartition(':')[2]}")
        office.drop()
        told(office, DEFERRED, says)
        assert gate.requests == [], "no password was sent"

        office.connect()

        ends_well(office)


@pytest.mark.every_fault
def test_the_sites_name_is_not_known(office: InHand) -> None:
    office.connect(url="https://www.nowhere.invalid")
    office.drop()
    told(office, DEFERRED, "its name resolves")

    office.connect()

    ends_well(office)


def test_php_is_killed_in_the_middle_of_an_upload(office: InHand, site: Site) -> None:
    """The medium's row is written, what WordPress knows of its file is not."""
    heal = plugin(site, "add_action('add_attachment', function () { touch(WP_CONTENT_DIR . '/uploads/begun'); sleep(30); });")
    begun = site.www / "wp-content/uploads/begun"

    def kill() -> None:
        while not begun.exists():
            time.sleep(0.01)
        site.stop("php-fpm")

    killer = threading.Thread(target=kill)
    killer.start()
    office.drop()
    killer.join()
    begun.unlink()
    told(office, DEFERRED, "")
    heal()

    site.start()

    ends_well(office)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_the_sites_disk_is_full(office: InHand, site: Site) -> None:
    with small_disk(site.www / "wp-content/uploads"):
        office.drop()
        told(office, DEFERRED, "disk is full")

    ends_well(office)


@pytest.mark.every_fault
def test_a_type_is_not_allowed_on_the_site(office: InHand, site: Site) -> None:
    heal = plugin(site, "add_filter('upload_mimes', function ($types) { unset($types['pdf']); return $types; });")
    office.drop()
    told(office, DEFERRED, "type is not allowed")
    office.comes_to(HELD)
    told(office, HELD, f"syncd retry {office.case().number}")
    heal()

    office.retry()

    ends_well(office)


@pytest.mark.every_fault
def test_the_limit_for_uploads_was_lowered(office: InHand, site: Site) -> None:
    office.contents[0] = b"%PDF-1.4 large" + bytes(1_500_000)
    site.set_limits(upload_mb=1, body_mb=1)
    office.drop()
    told(office, HELD, "raise the web server's limit")

    site.set_limits(upload_mb=64, body_mb=80)
    office.retry()

    ends_well(office)


@pytest.mark.every_fault
def test_phps_own_limit_does_not_concern_us(office: InHand, site: Site) -> None:
    """A body that is sent as it is passes by upload_max_filesize; only the web server's limit counts."""
    office.contents[0] = b"%PDF-1.4 large" + bytes(1_500_000)
    site.set_limits(upload_mb=1, body_mb=80)
    office.drop()

    ends_well(office)


# --- what an administrator does -------------------------------------------------------------------------------------


def test_the_application_password_is_revoked(office: InHand, site: Site) -> None:
    user = "$user = get_user_by('login', 'editor')->ID;"
    site.php(f"{user} WP_Application_Passwords::delete_all_application_passwords($user);")
    office.drop()
    told(office, DEFERRED, "create a new one for the syncd user")

    new = site.php(f"{user} echo WP_Application_Passwords::create_new_application_password($user, ['name' => 'new'])[0];")
    office.connect(password=new)

    ends_well(office)


@pytest.mark.parametrize(
    "known", [pytest.param(False, marks=pytest.mark.every_fault, id="before we looked"), pytest.param(True, id="after we looked")]
)
def test_our_category_is_deleted(known: bool, office: InHand, site: Site) -> None:
    if known:
        look_at_categories(office)
    site.php("wp_delete_term(get_term_by('slug', 'procurement', 'category')->term_id, 'category');")
    office.drop()
    office.comes_to(HELD)
    told(office, HELD, "syncd site prepare")
    assert [row for row in ours(office.stage.ground.rows()) if row.kind == "post"] == [], "it stands in no wrong category"

    site.php("wp_insert_term('การจัดซื้อจัดจ้าง', 'category', ['slug' => 'procurement']);")
    office.retry()

    ends_well(office)


@pytest.mark.every_fault
def test_our_category_gets_another_slug_before_we_looked(office: InHand, site: Site) -> None:
    rename(site, "procurement", "purchases")
    office.drop()
    told(office, HELD, "syncd site map")

    rename(site, "purchases", "procurement")
    office.retry()

    ends_well(office)


@pytest.mark.every_fault
def test_our_category_gets_another_slug_after_we_looked(office: InHand, site: Site) -> None:
    look_at_categories(office)
    rename(site, "procurement", "purchases")
    office.drop()
    office.comes_to(PUBLISHED)

    assert [row.terms for row in ours(office.stage.ground.rows()) if row.kind == "post"] == [("purchases",)]


def look_at_categories(office: InHand) -> None:
    publisher = office.desk.syncd.publisher
    category = office.desk.syncd.settings.taxonomy.by_code("1.9")
    assert isinstance(publisher, WordPressPublisher)
    assert category is not None
    publisher.terms.ids(category)


def rename(site: Site, slug: str, to: str) -> None:
    site.php(f"wp_update_term(get_term_by('slug', '{slug}', 'category')->term_id, 'category', ['slug' => '{to}']);")


# --- what people and backups do to what stands ----------------------------------------------------------------------

BY_HAND = {
    "the post was edited": "wp_update_post(['ID' => POST, 'post_title' => 'แก้ด้วยมือ']);",
    "the post is in the trash": "wp_trash_post(POST);",
    "the post is gone": "wp_delete_post(POST, true);",
    "the post is not public": "wp_update_post(['ID' => POST, 'post_status' => 'private']);",
    "the post was moved to another category": "wp_set_post_categories(POST, [1]);",
    "a file is gone": "wp_delete_attachment(FILE, true);",
}


@pytest.mark.parametrize("what", all_if_every(tuple(BY_HAND)[:3:2], (*tuple(BY_HAND)[1:2], *tuple(BY_HAND)[3:])))
def test_what_stands_is_changed_by_hand(what: str, office: InHand, site: Site) -> None:
    office.drop()
    ends_well(office)
    receipt = office.desk.syncd.ledger.receipt(office.case().number)
    assert receipt is not None
    site.php(BY_HAND[what].replace("POST", receipt.remote_id).replace("FILE", receipt.files[0].remote_id))
    changed = office.stage.ground.rows()
    site.mark()

    for _ in range(3):
        office.hours_pass(1.1)

    (said,) = office.said("case.strayed")
    assert what in said
    assert f"syncd withdraw {office.case().number}" in said
    assert {request.method for request in site.requests()} == {"GET"}
    assert office.stage.ground.rows() == changed
    assert what in office.case().cause


@pytest.mark.every_fault
def test_a_file_is_removed_by_hand_between_its_upload_and_the_post(office: InHand, site: Site) -> None:
    office.stage.faults.append(Fault("POST", "posts", before=error(429, "too_many_requests")))
    office.drop()
    told(office, DEFERRED, "fewer requests")
    file = next(row for row in ours(office.stage.ground.rows()) if row.kind == "attachment")
    site.php(f"wp_delete_attachment({file.id}, true);")

    ends_well(office)


def test_a_restored_site_has_lost_what_was_published_and_gave_its_ids_to_others(
    office: InHand, site: Site, tmp_path: Path
) -> None:
    yesterday = backed_up(site, tmp_path)
    office.drop()
    ends_well(office)
    receipt = office.desk.syncd.ledger.receipt(office.case().number)
    assert receipt is not None
    site.restore(yesterday)
    for number in range(3):
        somebodys(site, f"ของผู้อื่น {number}")
    others = office.stage.ground.rows()
    assert {int(receipt.remote_id), *(int(file.remote_id) for file in receipt.files)} <= {row.id for row in others}

    office.hours_pass(1.1)
    (said,) = office.said("case.strayed")
    assert "the post is gone" in said
    office.desk.ask("withdraw", office.case(), reason="กู้เว็บไซต์จากสำรอง")
    office.desk.settle()

    assert office.said("case.removed")
    assert office.stage.ground.rows() == others
    assert office.stage.ground.stray_files() == []


def test_a_restored_site_has_lost_the_files_of_a_half_published_case_and_gave_their_ids_to_others(
    office: InHand, site: Site, tmp_path: Path
) -> None:
    yesterday = backed_up(site, tmp_path)
    office.stage.faults.append(Fault("POST", "posts", before=error(429, "too_many_requests")))
    office.drop()
    told(office, DEFERRED, "fewer requests")
    lost = {row.id for row in ours(office.stage.ground.rows())}
    site.restore(yesterday)
    for number in range(2):
        somebodys(site, f"ของผู้อื่น {number}")
    office.stage.before = office.stage.ground.rows()
    assert lost <= {row.id for row in office.stage.before}

    ends_well(office)


def backed_up(site: Site, tmp_path: Path) -> Path:
    backup = tmp_path / "backup"
    backup.mkdir()
    site.back_up(backup)
    return backup


# --- for hours ------------------------------------------------------------------------------------------------------


def test_the_site_is_down_for_a_day(tmp_path: Path) -> None:
    with in_hand(tmp_path, fake_stage()) as office:
        stage, desk = office.stage, office.desk
        stage.faults += [Fault(how, "", before=page(503), times=ALWAYS) for how in ("GET", "POST")]
        for number in range(3):
            memo = ("บันทึกข้อความ.pdf", f"memo approved {number}/2569".encode())
            desk.drop(f"{NAME} {number}", memo, (f"{number}.pdf", f"%PDF-1.4 {number}".encode()))
        desk.settle()
        replies = [path.name for path in desk.inbox("กลุ่มการเงิน", "1.9").glob("*/_*.txt")]
        assert [name.startswith(f"_{STATE_THAI[DEFERRED]}") for name in replies] == [True] * 3, (
            "one asks for all, and all are told"
        )
        stage.requests.clear()
        for _ in range(24 * 12):
            office.hours_pass(1 / 12)
        assert {case.state for case in desk.cases()} == {DEFERRED}
        waits = [one["retry_in_seconds"] for one in office.log if one["event"] == "site.down"]
        assert all(later > earlier for earlier, later in pairwise(waits[:6])), "longer each time"
        assert max(waits) <= LONGEST_RETRY_SECONDS * 1.2
        assert len(stage.requests) < 100, "three short tries for each look"

        stage.faults.clear()
        office.hours_pass(LONGEST_RETRY_SECONDS * 1.2 / 3600)

        assert {case.state for case in desk.cases()} == {PUBLISHED}
        assert sorted(row.title for row in ours(stage.ground.rows()) if row.kind == "post") == [f"{NAME} {n}" for n in range(3)]
        assert len(office.said("site.answers_again")) == 1


# --- as the daemon --------------------------------------------------------------------------------------------------


def test_a_daemon_finds_after_its_start_that_the_site_was_restored(tmp_path: Path, site: Site) -> None:
    with as_daemon(tmp_path, real_stage(site), site) as office:
        yesterday = backed_up(site, tmp_path)
        office.drop()
        office.comes_to(PUBLISHED)
        office.running.stop(signal.SIGKILL)
        site.restore(yesterday)
        office.running.start()

        office.running.wait_until(lambda: bool(office.said("case.strayed")), "the loss to be noticed")

        assert "the post is gone" in office.said("case.strayed")[0]
        number = office.case().number
        assert number in office.running.syncd("status").stdout
        assert json.loads(office.running.syncd("show", number, "--json").stdout)["cause"].startswith("the post is gone")


@pytest.mark.every_fault
def test_a_daemon_asks_no_more_often_than_the_site_allows_and_stops_at_once(tmp_path: Path, site: Site) -> None:
    with as_daemon(tmp_path, real_stage(site), site) as office:
        office.running.stop()
        office.running.change(publisher__max_requests_per_minute=30)
        office.running.start()
        begun = time.monotonic()
        office.drop()
        office.running.drop("1.9", "เรื่องที่สอง", bundle(1, annexes=2, size=40_000))
        office.running.wait_until(lambda: len(office.stage.requests) >= 5, "some requests")
        assert time.monotonic() - begun >= 4 * 2.0

        begun = time.monotonic()
        assert office.running.stop() == 0
        assert time.monotonic() - begun < 10, "systemd would have killed it"

        office.running.start()
        office.running.wait_until(
            lambda: set(office.running.states().values()) == {PUBLISHED.value}, "both to be published in spite of it"
        )
        assert sum(row.kind == "post" for row in ours(office.stage.ground.rows())) == 2
