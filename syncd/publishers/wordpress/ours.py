"""Everything on the site that bears a key of ours, for a ledger that has to be made anew."""

from collections.abc import Iterable, Iterator, Mapping
from html import unescape

from syncd.model.office import Category
from syncd.numbering import KEY, MEDIUM
from syncd.publishers.base import FoundMedium, FoundPost
from syncd.publishers.wordpress.site import Site, SiteMedium, SitePost, own_slug
from syncd.publishers.wordpress.terms import SiteTerm, find, wanted_term

_SHOWN = frozenset({"publish", "future"})


def find_ours(site: Site, terms: Iterable[SiteTerm], categories: Iterable[Category]) -> Iterator[FoundPost | FoundMedium]:
    """As base.Recoverer says."""
    codes = _codes(tuple(terms), categories)
    for post in site.every_post(lambda post: _key_of(post) is not None):
        yield _found(post, codes)
    for medium in site.every_medium(lambda medium: MEDIUM.fullmatch(own_slug(medium.slug)) is not None):
        yield _found_medium(medium)


def _codes(terms: tuple[SiteTerm, ...], categories: Iterable[Category]) -> Mapping[int, str]:
    """The site's id of a category's own term → the category's code; of two that share one, the first."""
    known: dict[int, str] = {}
    for category in categories:
        if term := find(wanted_term(category), terms):
            known.setdefault(term.id, category.code)
    return known


def _key_of(post: SitePost) -> str | None:
    """The slug says it, else the mark: a person may have changed either."""
    slug = own_slug(post.slug)
    if KEY.fullmatch(slug):
        return slug
    return post.mark.key if post.mark is not None and KEY.fullmatch(post.mark.key) else None


def _found(post: SitePost, codes: Mapping[int, str]) -> FoundPost:
    term = next((term for term in post.categories if term in codes), None)
    result = {
        "id": str(post.id),
        "url": post.url,
        "version": post.mark.version if post.mark else "",
        "written": post.written,
        "category": str(term if term is not None else next(iter(post.categories), 0)),
    }
    return FoundPost(
        key=_key_of(post) or "",
        remote_id=str(post.id),
        url=post.url,
        title=unescape(post.title),
        category=codes[term] if term is not None else None,
        published_at=post.date,
        mark=post.mark,
        hidden="" if post.status in _SHOWN else post.status,
        result=result,
    )


def _found_medium(medium: SiteMedium) -> FoundMedium:
    slug, number = own_slug(medium.slug), str(medium.id)
    return FoundMedium(slug.rpartition("-")[0], slug, number, medium.url, {"id": number, "url": medium.url})
