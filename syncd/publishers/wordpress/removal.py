"""Takes things away from the site, and only what shows that it is ours."""

from collections.abc import Iterable, Mapping

import structlog

from syncd.errors import PermanentPublishError
from syncd.model.post import Receipt
from syncd.publishers.base import Entry, Journal, Standing
from syncd.publishers.wordpress.doubt import is_change, wait_for
from syncd.publishers.wordpress.site import Site, SiteMedium, SitePost

log = structlog.get_logger(__name__)


def withdraw(site: Site, journal: Journal, receipt: Receipt) -> None:
    """As base.Publisher says, past the trash: nobody who is not asked can bring it back, and the slug is free again.

    Raises PermanentPublishError, after everything else is gone, when the receipt's post no longer shows that it is ours.
    """
    key = receipt.key
    entries = journal.entries(key)
    recorded = site.post(receipt.remote_id) if receipt.remote_id else None
    found: list[SitePost | SiteMedium] = [*site.posts([key]), *_media(site, receipt, entries)]
    if recorded and recorded not in found:
        found.append(recorded)
    for thing in found:
        if site.is_ours(thing, key):
            site.remove(thing)
    for slug in filter(is_change, entries):
        journal.forget(key, slug)  # there is nothing left that it could change
    _forget(journal, key, {slug: entry for slug, entry in entries.items() if not is_change(slug)})
    if recorded and not site.is_ours(recorded, key) and not _is_anothers(site, recorded):
        raise PermanentPublishError(
            f"withdraw {key}: post {recorded.id} no longer shows that it is ours",
            hint="It was edited by hand: look at it and remove it there if it is ours.",
        )


def _is_anothers(site: Site, post: SitePost) -> bool:
    """Whether a restored site gave the id that was ours to another post."""
    another = post.mark is not None or post.author != site.me
    if another:
        log.warning("wordpress.id_of_another", id=post.id, next_step="nothing: the post is left alone")
    return another


def clear(site: Site, journal: Journal, key: str, unnamed: Mapping[str, Entry]) -> None:
    """Remove the media among the entries, which the post does not name any more."""
    entries = {slug: entry for slug, entry in unnamed.items() if _is_medium(key, slug)}
    if not entries:
        return
    for medium in site.media(entries):
        if site.is_ours(medium, key):
            site.remove(medium)
    _forget(journal, key, entries)


def _media(site: Site, receipt: Receipt, entries: Iterable[str]) -> list[SiteMedium]:
    """By slug, and those whose slug was changed: their ids are looked at, too."""
    slugs = {file.slug for file in receipt.files} | {slug for slug in entries if _is_medium(receipt.key, slug)}
    found = site.media(sorted(slugs))
    known = {str(medium.id) for medium in found}
    return [*found, *site.media_by_id(file.remote_id for file in receipt.files if file.remote_id not in known)]


def _is_medium(key: str, slug: str) -> bool:
    return slug.startswith(f"{key}-")


def _forget(journal: Journal, key: str, entries: Mapping[str, Entry]) -> None:
    """What may still land is not forgotten: raises TemporaryPublishError for it, after forgetting the rest."""
    for slug, entry in entries.items():
        if entry.standing is not Standing.DOUBTFUL:
            journal.forget(key, slug)
    for entry in sorted(entries.values(), key=lambda entry: -entry.wait):
        wait_for(entry)
