from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from syncd.cli.taxonomy_file import with_terms
from syncd.settings import load
from tests.cli.conftest import Place, Terminal
from tests.publishers.fake_wordpress import PASSWORD, USER, FakeWordPress

SHIPPED = (Path(__file__).parents[2] / "syncd" / "config" / "taxonomy.yaml").read_text(encoding="utf-8")


# --- the text of taxonomy.yaml ------------------------------------------------------------------------------------------


def test_a_term_is_one_new_line_and_every_comment_stays() -> None:
    text = with_terms(SHIPPED, {"1.9": "จัดซื้อจัดจ้าง", "1.1": 7})

    added = [line for line in text.splitlines() if line not in SHIPPED.splitlines()]
    assert added == ["    site: {term: 7}", '    site: {term: "จัดซื้อจัดจ้าง"}']
    assert [line for line in text.splitlines() if line not in added] == SHIPPED.splitlines()
    terms = {entry["code"]: entry.get("site", {}).get("term") for entry in yaml.safe_load(text)["categories"]}
    assert (terms["1.9"], terms["1.1"], terms["1.10"]) == ("จัดซื้อจัดจ้าง", 7, None)


def test_writing_the_same_term_twice_is_writing_it_once() -> None:
    once = with_terms(SHIPPED, {"1.9": "news"})
    assert with_terms(once, {"1.9": "news"}) == once


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("site: {term: old, also: [x]}  # ก", 'site: {term: "new", also: [x]}  # ก'),
        ("site: {also: [x]}  # ก", 'site: {term: "new", also: [x]}  # ก'),
        ("site: {}", 'site: {term: "new"}'),
        ("site:  # ก", 'site: {term: "new"}  # ก'),
        ("site:\n      term: old  # ก\n      also: [x]", 'site:\n      term: "new"  # ก\n      also: [x]'),
        ("site:\n      # ก\n      also: [x]", 'site:\n      # ก\n      term: "new"\n      also: [x]'),
        ("site:\n      term:\n      also: [x]", 'site:\n      term: "new"\n      also: [x]'),
    ],
)
def test_whatever_stands_under_site_is_kept(before: str, after: str) -> None:
    text = f'categories:\n  - code: "1.1"\n    {before}\n    slug: a  # ข\n\n  # ค\n  - code: "1.2"\n    slug: b\n'

    changed = with_terms(text, {"1.1": "new"})

    assert changed == text.replace(before, after)
    assert yaml.safe_load(changed)["categories"][0]["site"]["term"] == "new"


def test_an_entry_on_one_line_and_a_file_without_a_last_newline_are_fine() -> None:
    text = 'categories:\n  - {code: "1.1", slug: a}\n  - code: "1.2"\n    slug: b'

    assert with_terms(text, {"1.1": "x", "1.2": 3}) == (
        'categories:\n  - {code: "1.1", slug: a, site: {term: "x"}}\n  - code: "1.2"\n    slug: b\n    site: {term: 3}'
    )


# --- on a site ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def wordpress(office: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWordPress]:
    with FakeWordPress() as site:
        settings = {
            "KIND": "wordpress", "URL": site.url, "USERNAME": USER, "PASSWORD": PASSWORD, "ALLOW_HTTP": "true",
        }  # fmt: skip
        for name, value in settings.items():
            monkeypatch.setenv(f"SYNCD_PUBLISHER__{name}", value)
        yield site


def test_map_shows_the_sites_categories_and_what_is_proposed(office: Place, wordpress: FakeWordPress) -> None:
    wordpress.add_category("จัดซื้อจัดจ้าง", "จัดซื้อ")
    wordpress.add_category("ข่าวทั่วไป", "general")

    said = office.syncd("site", "map", "--json").json

    assert {term["slug"] for term in said["site"]} >= {"จัดซื้อ", "general"}
    proposed = next(row for row in said["map"] if row["code"] == "1.9")
    assert (proposed["term"]["slug"], proposed["confidence"]) == ("จัดซื้อ", "name")
    assert "จัดซื้อจัดจ้าง" in office.syncd("site", "map").out


def test_only_what_is_confirmed_is_written_and_the_settings_read_it(office: Place, wordpress: FakeWordPress) -> None:
    wordpress.add_category("จัดซื้อจัดจ้าง", "จัดซื้อ")
    number = wordpress.add_category("คลังความรู้", "knowledge")
    before = (office.config.parent / "taxonomy.yaml").read_text(encoding="utf-8")

    assert office.syncd("site", "map", "--write", typed="n\n" * 18).code == 1
    assert (office.config.parent / "taxonomy.yaml").read_text(encoding="utf-8") == before

    answer = office.syncd("site", "map", "--write", "--yes", "--set", f"1.13={number}")

    assert answer.code == 1  # the others are not matched yet
    taxonomy = load(office.config).taxonomy
    terms = {category.code: category.term for category in taxonomy.categories}
    assert (terms["1.9"], terms["1.13"], terms["1.2"]) == ("จัดซื้อ", "knowledge", None)
    assert office.syncd("site", "map", "--set", "1.13=nosuch").code == 1


def test_prepare_creates_what_is_missing_but_not_what_the_site_has_under_a_like_name(
    office: Place, wordpress: FakeWordPress
) -> None:
    wordpress.add_category("จัดซื้อจัดจ้าง", "จัดซื้อ")

    assert office.syncd("site", "prepare", typed="n\n").code == 1
    answer = office.syncd("site", "prepare", "--yes")

    assert answer.code == 1
    assert "syncd site map --write" in answer.out
    slugs = {term["slug"] for term in office.syncd("site", "map", "--json").json["site"]}
    assert "policy-and-plans" in slugs
    assert "procurement" not in slugs

    assert office.syncd("site", "prepare", "--all", "--yes").code == 0
    assert "เว็บไซต์มีครบทุกหมวดแล้ว" in office.syncd("site", "prepare").out


def test_a_publisher_without_categories_of_its_own_needs_no_map(office: Place, syncd: Terminal) -> None:
    answer = syncd("site", "map")

    assert answer.code == 1
    assert "ไม่ต้องจับคู่" in answer.err


def test_doctor_tells_what_the_site_lacks_with_its_remedy(office: Place, wordpress: FakeWordPress) -> None:
    answer = office.syncd("doctor")

    assert answer.code == 1
    assert "syncd site" in answer.out
    assert PASSWORD not in answer.out + answer.err
