"""Matching our categories with those a site already has, and making the missing ones."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from syncd.errors import PermanentPublishError
from syncd.model.office import Category
from syncd.publishers.wordpress.client import Client
from syncd.publishers.wordpress.terms import Confidence, SiteTerm, SiteTerms, propose
from tests.publishers.contract import PROCUREMENT, REGULATIONS
from tests.publishers.fake_wordpress import PASSWORD, USER, FakeWordPress, Fault, lost
from tests.publishers.wordpress_public import WallClock


@pytest.fixture
def site() -> Iterator[FakeWordPress]:
    with FakeWordPress() as fake:
        yield fake


@pytest.fixture
def terms(site: FakeWordPress) -> SiteTerms:
    clock = WallClock(site.now)
    return SiteTerms(Client(site.url, USER, PASSWORD, clock=clock, pause=lambda seconds: None), clock)


def term(name: str, slug: str = "some-slug", number: int = 7, count: int = 0) -> SiteTerm:
    return SiteTerm(number, slug, name, count, 0)


@pytest.mark.parametrize(
    ("category", "there", "confidence"),
    [
        (PROCUREMENT, term("อะไรก็ได้", "procurement"), Confidence.SLUG),
        (replace(PROCUREMENT, term=7), term("อะไรก็ได้"), Confidence.SLUG),
        (replace(PROCUREMENT, term="%E0%B8%88%E0%B8%B1%E0%B8%94"), term("อะไรก็ได้", "จัด"), Confidence.SLUG),
        (PROCUREMENT, term("การจัดซื้อ จัดจ้าง"), Confidence.NAME),
        (PROCUREMENT, term("จัดซื้อจัดจ้าง"), Confidence.NAME),
        (PROCUREMENT, term("๑.๙ การจัดซื้อจัดจ้าง"), Confidence.NAME),
        (PROCUREMENT, term("1.09 พัสดุ"), Confidence.NAME),
        (replace(PROCUREMENT, aliases=("งานพัสดุ",)), term("งานพัสดุ"), Confidence.NAME),
        (PROCUREMENT, term("ข่าวจัดซื้อจัดจ้าง"), Confidence.NEAR),
        (PROCUREMENT, term("ข่าวประชาสัมพันธ์"), Confidence.NONE),
        (PROCUREMENT, term("1.19 พัสดุ"), Confidence.NONE),
    ],
)
def test_a_match_is_proposed_with_how_sure_it_is(category: Category, there: SiteTerm, confidence: Confidence) -> None:
    proposal = propose([category], [there])[category.code]

    assert proposal.confidence is confidence
    assert proposal.term == (None if confidence is Confidence.NONE else there)


def test_a_sure_match_is_never_taken_by_a_likely_one() -> None:
    bids = replace(PROCUREMENT, code="1.10", name="จัดซื้อจัดจ้างประจำปี", label="จัดซื้อประจำปี", slug="bids")
    exact, near = term("จัดซื้อจัดจ้าง", number=1), term("ข่าวจัดซื้อจัดจ้าง", number=2)

    proposed = propose([bids, PROCUREMENT], [exact, near])

    assert proposed["1.9"].term == exact
    assert proposed["1.10"].term == near


def test_every_page_of_the_sites_categories_is_read_with_plain_names(site: FakeWordPress, terms: SiteTerms) -> None:
    for number in range(205):
        site.add_category(f"ข่าว & กิจกรรม {number}", f"news-{number}")

    listed = terms.current()

    assert len(listed) == 206
    assert listed[-1].name == "ข่าว & กิจกรรม 204"


def test_a_missing_category_is_made_once(terms: SiteTerms) -> None:
    made = terms.create(PROCUREMENT)

    assert (made.slug, made.name) == (PROCUREMENT.slug, PROCUREMENT.name)
    assert terms.create(PROCUREMENT) == made
    assert terms.ids(PROCUREMENT) == [made.id]


def test_a_category_made_without_our_knowing_is_found(site: FakeWordPress, terms: SiteTerms) -> None:
    site.faults.append(Fault("POST", "categories", after=lost))
    with pytest.raises(Exception, match="no answer"):
        terms.create(PROCUREMENT)

    made = terms.create(PROCUREMENT)

    assert [thing.id for thing in site.categories.values() if thing.slug == PROCUREMENT.slug] == [made.id]


def test_a_category_somebody_makes_at_the_same_moment_is_taken_as_it_is(site: FakeWordPress, terms: SiteTerms) -> None:
    site.faults.append(Fault("GET", "categories", after=lambda reply: reply._replace(body=b"[]")))
    number = site.add_category(REGULATIONS.name, REGULATIONS.slug)

    assert terms.create(REGULATIONS).id == number


def test_a_category_named_by_id_is_never_made(terms: SiteTerms) -> None:
    with pytest.raises(PermanentPublishError, match="4711"):
        terms.create(replace(PROCUREMENT, term=4711))
