"""What stands on the site otherwise than we wrote it: removed or edited by hand, or taken back by a restored backup."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from syncd.publishers.base import Entry, Standing, Stray
from syncd.publishers.wordpress.doubt import is_change
from syncd.publishers.wordpress.site import Site, SiteMedium, SitePost, own_slug

_NAMED = 3
"""So many missing files are named, more are counted."""


def find_strays(
    site: Site, entries: Mapping[str, Mapping[str, Entry]], posts: Sequence[SitePost], media: Iterable[SiteMedium]
) -> tuple[Stray, ...]:
    """One for each key whose post or files are not as the journal has them. What is still under way is not looked at.

    `posts` and `media` are what was found under the keys' own slugs.
    """
    known = {post.id: post for post in posts}
    settled = {key: of_key for key, of_key in entries.items() if _is_settled(key, of_key)}
    moved = [of_key[key].result["id"] for key, of_key in settled.items() if int(of_key[key].result["id"]) not in known]
    known |= {post.id: post for post in site.posts_by_id(moved)}
    there = {own_slug(medium.slug) for medium in media}
    found = (Stray(key, (*_post(site, key, of_key[key], known), *_files(key, of_key, there))) for key, of_key in settled.items())
    return tuple(stray for stray in found if stray.what)


def _is_settled(key: str, entries: Mapping[str, Entry]) -> bool:
    all_known = all(entry.standing is Standing.DONE and not is_change(slug) for slug, entry in entries.items())
    return key in entries and all_known


def _post(site: Site, key: str, entry: Entry, known: Mapping[int, SitePost]) -> Iterator[str]:
    post = known.get(int(entry.result["id"]))
    if post is None or not site.is_ours(post, key):
        yield "the post is gone"
    elif post.status == "trash":
        yield "the post is in the trash"
    elif post.status != "publish":
        yield "the post is not public"
    else:
        if own_slug(post.slug) != key:
            yield "the post has another address"
        if post.written != entry.result["written"]:
            yield "the post was edited"
        if int(entry.result["category"]) not in post.categories:
            yield "the post was moved to another category"


def _files(key: str, entries: Mapping[str, Entry], there: set[str]) -> Iterator[str]:
    gone = sorted(slug for slug in entries if slug != key and slug not in there)
    if len(gone) > _NAMED:
        yield f"{len(gone)} files are gone"
    else:
        yield from (f"a file is gone: {slug}" for slug in gone)
