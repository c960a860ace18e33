"""One thing that came to stand on the site more than once: settled. And a look round, many keys at a time."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeVar

import structlog

from syncd.publishers.base import Entry, Journal, Standing, Swept, Twin
from syncd.publishers.wordpress.site import Site, SiteMedium, SitePost, own_slug
from syncd.publishers.wordpress.strays import find_strays

log = structlog.get_logger(__name__)

Thing = TypeVar("Thing", SitePost, SiteMedium)


def settle(site: Site, key: str, things: Sequence[Thing], keep: str = "") -> Thing | None:
    """Keep one of the things, which are all ours: the one with the id `keep`, else the oldest. None if there is none.

    Its twins are removed; what is otherwise like it stays.
    """
    if not things:
        return None
    kept = next((thing for thing in things if str(thing.id) == keep), min(things, key=lambda thing: thing.id))
    for thing in _twins(things, kept):
        log.warning("wordpress.twin_removed", key=key, slug=thing.slug, id=thing.id, kept=kept.id)
        site.remove(thing)
    return kept


def sweep(site: Site, journal: Journal, keys: Iterable[str]) -> Swept:
    """As base.Sweeper says. What the journal recorded is kept even if it is the younger: the post's links point to it."""
    entries = {key: journal.entries(key) for key in keys}
    owners = {slug: key for key, known in entries.items() for slug in known}
    posts = site.posts(entries)
    media = site.media(slug for slug, key in owners.items() if slug.startswith(f"{key}-"))
    standing = [post for post in posts if post.status != "trash"]
    twins = (*_settled(site, standing, owners, entries), *_settled(site, media, owners, entries))
    return Swept(twins, find_strays(site, entries, posts, media))


def _twins(things: Iterable[Thing], kept: Thing) -> list[Thing]:
    return [thing for thing in things if thing is not kept and thing.is_twin_of(kept)]


def _settled(site: Site, things: Sequence[Thing], owners: dict[str, str], entries: dict[str, dict[str, Entry]]) -> Iterable[Twin]:
    def slug_of(thing: Thing) -> str:
        return own_slug(thing.slug)

    for slug, group in groupby(sorted(things, key=slug_of), key=slug_of):
        key = owners.get(slug, "")
        same = list(group)
        same = [thing for thing in same if key and site.is_ours(thing, key)] if len(same) > 1 else []
        if len(same) > 1:
            entry = entries[key][slug]
            kept = settle(site, key, same, entry.result.get("id", "") if entry.standing is Standing.DONE else "")
            removed = tuple(str(thing.id) for thing in _twins(same, kept)) if kept else ()
            if kept and removed:
                yield Twin(key, slug, str(kept.id), removed)
