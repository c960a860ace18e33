"""One thing that came to stand on the site more than once: found many keys at a time, and settled."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeVar

import structlog

from syncd.publishers.base import Entry, Journal, Standing, Twin
from syncd.publishers.wordpress.site import Site, SiteMedium, SitePost, own_slug

log = structlog.get_logger(__name__)

Thing = TypeVar("Thing", SitePost, SiteMedium)


def settle(site: Site, key: str, things: Sequence[Thing], keep: str = "") -> Thing | None:
    """Keep one of the things, which all bear the key and are one: the one with the id `keep`, else the oldest. None if none."""
    if not things:
        return None
    kept = next((thing for thing in things if str(thing.id) == keep), min(things, key=lambda thing: thing.id))
    for thing in things:
        if thing is not kept:
            log.warning("wordpress.twin_removed", key=key, slug=thing.slug, id=thing.id, kept=kept.id)
            site.remove(thing)
    return kept


def sweep(site: Site, journal: Journal, keys: Iterable[str]) -> tuple[Twin, ...]:
    """As base.Sweeper says. What the journal recorded is kept even if it is the younger: the post's links point to it."""
    entries = {key: journal.entries(key) for key in keys}
    owners = {slug: key for key, known in entries.items() for slug in known}
    posts = [post for post in site.posts(entries) if post.status != "trash"]
    media = site.media(slug for slug, key in owners.items() if slug.startswith(f"{key}-"))
    return (*_settled(site, posts, owners, entries), *_settled(site, media, owners, entries))


def _settled(site: Site, things: Sequence[Thing], owners: dict[str, str], entries: dict[str, dict[str, Entry]]) -> Iterable[Twin]:
    def slug_of(thing: Thing) -> str:
        return own_slug(thing.slug)

    for slug, group in groupby(sorted(things, key=slug_of), key=slug_of):
        key = owners.get(slug, "")
        same = [thing for thing in group if key and thing.bears(key)]
        if len(same) > 1:
            entry = entries[key][slug]
            kept = settle(site, key, same, entry.result.get("id", "") if entry.standing is Standing.DONE else "")
            removed = tuple(str(thing.id) for thing in same if thing is not kept)
            yield Twin(key, slug, str(kept.id) if kept else "", removed)
