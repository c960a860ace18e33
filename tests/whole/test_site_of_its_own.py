"""A WordPress that an office has had for years: Thai categories of its own, and an account that may be the wrong one."""

import difflib
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from tests.bench.papers import bundle
from tests.rig.wordpress import Site
from tests.whole.daemon import RunningOffice, running_office

pytestmark = pytest.mark.rig

LONG = "แผนปฏิบัติราชการประจำปี"
"""WordPress cuts its slug off: encoded, it would be longer than 200 characters."""
OWN = {"จัดซื้อจัดจ้าง": 3, LONG: 2, "ข่าวประชาสัมพันธ์": 4}
"""The office's categories, with as many posts. WordPress makes their slugs of the Thai names."""


@pytest.fixture
def office(tmp_path: Path, site: Site) -> Iterator[RunningOffice]:
    with running_office(tmp_path, site) as running:
        yield running


@pytest.fixture
def lived_in(site: Site) -> Site:
    code = """
    foreach (json_decode('%s', true) as $name => $posts) {
        $term = wp_insert_term($name, 'category');
        for ($n = 1; $n <= $posts; $n++) {
            wp_insert_post(['post_title' => "เรื่องเดิม $n", 'post_content' => 'x', 'post_status' => 'publish',
                            'post_category' => [$term['term_id']]]);
        }
    }
    echo 'made';"""
    assert site.php(code % json.dumps(OWN)).endswith("made")
    site.mark()
    return site


def categories_of(site: Site, **asked: str) -> list[dict[str, Any]]:
    answer = requests.get(f"{site.url}/wp-json/wp/v2/categories", params={"per_page": "100", **asked}, timeout=30)
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()
    return found


def creating(site: Site) -> list[str]:
    return [one.path for one in site.requests() if one.method == "POST"]


def taxonomy_of(office: RunningOffice) -> str:
    return office.config.with_name("taxonomy.yaml").read_text(encoding="utf-8")


def test_the_map_proposes_the_office_s_own_categories_and_changes_nothing(office: RunningOffice, lived_in: Site) -> None:
    before = taxonomy_of(office)

    done = office.syncd("site", "map", "--json")

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert {term["name"]: term["count"] for term in said["site"] if term["name"] in OWN} == OWN
    (procurement,) = (row for row in said["map"] if row["code"] == "1.9")
    assert (procurement["confidence"], procurement["term"]["slug"]) == ("name", "จัดซื้อจัดจ้าง")
    assert taxonomy_of(office) == before
    assert creating(lived_in) == []


def test_the_written_map_keeps_every_comment_and_the_next_bundle_lands_in_the_office_s_own_category(
    office: RunningOffice, lived_in: Site
) -> None:
    office.start()
    office.drop("1.9", "ประกาศ", bundle(0, annexes=1, size=30_000))
    office.wait_until(lambda: office.states() == {"ประกาศ": "held"}, "the bundle to be held for want of its category")
    before = taxonomy_of(office)

    (plans,) = (term for term in json.loads(office.syncd("site", "map", "--json").stdout)["site"] if term["name"] == LONG)

    done = office.syncd("site", "map", "--write", "--yes", "--set", f"1.2={plans['id']}")

    assert done.returncode == 1, "the categories that are still nowhere need a person"
    changed = [line for line in difflib.ndiff(before.splitlines(), taxonomy_of(office).splitlines()) if line[0] in "+-"]
    assert [line.split("site:")[1].strip() for line in changed] == [
        f'{{term: "{plans["slug"]}"}}',
        '{term: "จัดซื้อจัดจ้าง"}',
    ], "lines were added, none changed"

    assert office.process is not None
    office.process.send_signal(signal.SIGHUP)
    office.wait_until(lambda: "event=settings.reloaded" in office.log(), "the daemon to read the map")
    assert office.syncd("retry", office.cases()[0].number).returncode == 0
    office.drop("1.2", "แผน", bundle(1, annexes=1, size=30_000), unit="กลุ่มนโยบายและแผน")
    office.wait_until(lambda: office.states() == {"ประกาศ": "published", "แผน": "published"}, "both to be published")

    for title, own in (("ประกาศ", "จัดซื้อจัดจ้าง"), ("แผน", LONG)):
        posts = requests.get(
            f"{lived_in.url}/wp-json/wp/v2/posts", params={"search": title, "per_page": "100"}, timeout=30
        ).json()
        (post,) = (post for post in posts if post["title"]["rendered"] == title)
        assert [term["name"] for term in categories_of(lived_in, post=str(post["id"]))] == [own]
    assert {term["name"]: term["count"] for term in categories_of(lived_in) if term["name"] in OWN} == {
        **OWN, "จัดซื้อจัดจ้าง": 4, LONG: 3,
    }  # fmt: skip


def test_prepare_leaves_alone_what_may_be_the_same_and_creates_the_rest_once(office: RunningOffice, lived_in: Site) -> None:
    assert office.syncd("site", "map", "--write", "--yes").returncode == 1

    first = office.syncd("site", "prepare", "--yes")
    made = len(creating(lived_in))
    lived_in.mark()
    second = office.syncd("site", "prepare", "--yes")

    assert first.returncode == second.returncode
    assert 0 < made < 18
    assert creating(lived_in) == []
    assert sum(term["name"] == "จัดซื้อจัดจ้าง" for term in categories_of(lived_in)) == 1


def test_prepare_makes_an_empty_site_ready_and_a_second_run_nothing(office: RunningOffice, site: Site) -> None:
    before = {term["slug"] for term in categories_of(site)}

    assert office.syncd("site", "prepare", "--all", "--yes").returncode == 0
    wanted = {category["slug"]: category["name"] for category in _categories(office)}
    assert {term["slug"]: term["name"] for term in categories_of(site) if term["slug"] not in before} == wanted
    assert len(creating(site)) == len(wanted) == 18

    site.mark()
    assert office.syncd("site", "prepare", "--all", "--yes").returncode == 0
    assert creating(site) == []


def _categories(office: RunningOffice) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(taxonomy_of(office))["categories"]
    return found


@pytest.mark.parametrize(
    ("role", "code", "role_is_right", "fatal"),
    [("editor", 0, True, True), ("admin", 0, False, False), ("contributor", 1, False, True)],
)
def test_doctor_passes_an_editor_warns_of_an_administrator_and_fails_a_contributor(
    office: RunningOffice, site: Site, role: str, code: int, role_is_right: bool, fatal: bool
) -> None:
    assert office.syncd("site", "prepare", "--all", "--yes").returncode == 0
    login = site.users[role]
    office.change(publisher__username=login.name)
    office.secrets = {"SYNCD_PUBLISHER__PASSWORD": login.application_password}
    before = site.php("echo wp_count_posts()->publish, ' ', wp_count_posts('attachment')->inherit;")

    done = office.syncd("doctor", "--json")

    checks = {check["name"]: check for check in json.loads(done.stdout)}
    assert done.returncode == code, done.stdout
    assert (checks["role"]["ok"], checks["role"]["fatal"]) == (role_is_right, fatal)
    assert [name for name, check in checks.items() if not check["ok"]] == ([] if role_is_right else ["role"])
    assert all(check["remedy"] for check in checks.values() if not check["ok"])
    assert site.php("echo wp_count_posts()->publish, ' ', wp_count_posts('attachment')->inherit;") == before
