"""Exactly once on a WordPress site: note the intent, look if in doubt, create, compare the answer, note the result."""

from __future__ import annotations

from datetime import UTC
from html import escape, unescape
from typing import TYPE_CHECKING

import structlog

from syncd.errors import PermanentPublishError, UnclearPublishError
from syncd.mark import mark_of, read_mark, write_mark
from syncd.model.post import PlacedFile, Post, Receipt
from syncd.publishers.base import Entry, Standing, with_links
from syncd.publishers.wordpress import ours, removal, twins
from syncd.publishers.wordpress.client import Client
from syncd.publishers.wordpress.doctor import examine
from syncd.publishers.wordpress.doubt import change_slug, has_all, is_change, stands, tried, wait_for
from syncd.publishers.wordpress.intents import Intents
from syncd.publishers.wordpress.media import Media
from syncd.publishers.wordpress.site import Site, SitePost, own_slug
from syncd.publishers.wordpress.terms import SiteTerms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from syncd.clock import Moment
    from syncd.model.office import Category
    from syncd.publishers.base import Check, FoundMedium, FoundPost, Journal, Swept
    from syncd.settings import Settings

log = structlog.get_logger(__name__)


class WordPressPublisher:
    """A publisher for one WordPress site. Two threads may use it at once, for different keys."""

    name = "wordpress"
    lands_late = True
    """A site finishes what a vanished client began."""

    def __init__(
        self,
        client: Client,
        categories: Iterable[Category],
        journal: Journal,
        clock: Callable[[], Moment],
        max_file_mb: float = 64,
    ) -> None:
        self._client = client
        self._max_file_mb = max_file_mb
        self._categories = tuple(categories)
        self._journal = journal
        self._site = Site(client)
        self._intents = Intents(client, self._site, journal)
        self._media = Media(self._site, self._intents, journal)
        self.terms = SiteTerms(client, clock)
        """The site's own categories, for `syncd site`."""

    @classmethod
    def from_settings(cls, settings: Settings, journal: Journal, clock: Callable[[], Moment]) -> WordPressPublisher:
        """The publisher of the office's site."""
        site = settings.publisher
        password = site.password.reveal() if site.password else ""
        client = Client(
            site.url,
            site.username,
            password,
            clock=clock,
            timeout=site.timeout_seconds,
            max_per_minute=site.max_requests_per_minute,
        )
        return cls(client, settings.taxonomy.categories, journal, clock, site.max_file_mb)

    def check(self) -> tuple[Check, ...]:
        """What `doctor` says of the site."""
        return examine(self._client, self.terms, self._categories, self._max_file_mb)

    def sweep(self, keys: Iterable[str]) -> Swept:
        """Settle what stands twice and tell what strayed, as base.Sweeper says."""
        return twins.sweep(self._site, self._journal, keys)

    def find_ours(self) -> tuple[FoundPost | FoundMedium, ...]:
        """As base.Recoverer says."""
        return tuple(ours.find_ours(self._site, self.terms.current(), self._categories))

    def publish(self, post: Post) -> Receipt:
        """Upload what is new, make or change the post, remove what it no longer names.

        F files and a post cost F + 1 requests: what the journal knows nothing of is created without looking.
        """
        entries = self._journal.entries(post.key)
        terms = [] if stands(post, entries) else self.terms.ids(post.category)
        last = self._standing(post, terms, entries)  # before any file becomes public: what a person did stops it all
        files = {file.slug: file for file in post.attachments}
        there = self._media.still_there(post, entries)
        media = {slug: there.get(slug) or self._media.place(post.key, file, entries.get(slug)) for slug, file in files.items()}
        placed = tuple(PlacedFile(slug, it["id"], it["url"], files[slug].sha256) for slug, it in media.items())
        urls, ids = ({slug: it[part] for slug, it in media.items()} for part in ("url", "id"))
        post = with_links(post, urls, {slug: it["shown"] for slug, it in media.items() if it.get("shown")}, ids)
        current = last is not None and last["version"] == post.version and has_all(post, entries)
        result = last if last and current else self._show(post, terms, last, int(ids.get(post.featured, 0)))
        removal.clear(self._site, self._journal, post.key, {slug: entry for slug, entry in entries.items() if slug not in files})
        return Receipt(self.name, post.key, post.version, result["id"], result["url"], placed)

    def withdraw(self, receipt: Receipt) -> None:
        """Remove the post and every medium of the key for good."""
        removal.withdraw(self._site, self._journal, receipt)

    def _standing(self, post: Post, terms: list[int], entries: Mapping[str, Entry]) -> Mapping[str, str] | None:
        """What stands of the key, as the journal has it from now on; None when nothing does."""
        entry = entries.get(post.key)
        if stands(post, entries):
            return entries[post.key].result
        if entry and entry.standing is Standing.DONE:
            return self._untouched(post.key, entry.result, entries)
        if tried(entry):
            shown = self._find(post.key)
            wait_for(entry, shown)
            return self._accept(post, terms, shown) if shown else None
        return None

    def _show(self, post: Post, terms: list[int], last: Mapping[str, str] | None, featured: int) -> Mapping[str, str]:
        """`featured`: the id of the medium that stands for the post in lists; 0 leaves it to the site."""
        if last is not None:
            return self._change(post, last, featured)
        last = self._accept(post, terms, self._create_post(post, terms, featured))
        return last if last["version"] == post.version else self._change(post, last, featured)

    def _find(self, key: str) -> SitePost | None:
        """The key's post after an uncertain answer; WordPress may have made it although we never heard."""
        found = [post for post in self._site.posts([key]) if self._site.is_ours(post, key)]
        standing = [post for post in found if post.status != "trash"]
        if found and not standing:
            raise _held(key, "was moved to the trash by hand")
        public = [post for post in standing if post.status not in ("draft", "pending", "private")]
        if standing and not public:
            raise _held(key, "was unpublished by hand")
        return twins.settle(self._site, key, public)

    def _create_post(self, post: Post, terms: list[int], featured: int) -> SitePost:
        payload = {**_content(post, featured), "slug": post.key, "status": "publish", "categories": terms}
        if post.published_at <= self._client.site_now:  # a post dated ahead of the site's clock would wait unseen
            payload["date_gmt"] = post.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        shown = self._intents.create(post.key, post.key, lambda: self._site.create_post(payload))
        _look_at_featured(post, shown, featured)
        return shown if shown.slug == post.key else self._find(post.key) or shown

    def _accept(self, post: Post, terms: list[int], shown: SitePost) -> Mapping[str, str]:
        """Record what came to stand. WordPress drops what it does not know without a word: what came out otherwise is removed."""
        version = shown.mark.version if shown.mark else ""
        wrong = _differences(post, shown) if version in ("", post.version) else []
        if set(terms) <= set(shown.categories) and not wrong:
            return self._record(post.key, version, shown, str(terms[0]))
        self.terms.distrust()
        self._intents.undo(post.key, post.key, shown)
        if wrong:
            raise PermanentPublishError(
                f"publish {post.key}: the site changed {', '.join(wrong)}",
                hint="A plugin or the user's role changes posts when they are saved; syncd has removed the post again.",
            )
        raise UnclearPublishError(
            f"publish {post.key}: the site did not put the post in its category; syncd has removed it again",
            hint="The category may have been deleted: run `syncd site map`.",
        )

    def _untouched(self, key: str, last: Mapping[str, str], entries: Mapping[str, Entry]) -> Mapping[str, str]:
        """What stands, if it is still what we last wrote; changes of ours with unknown answers are settled."""
        shown = self._site.post(last["id"])
        if shown is None or not self._site.is_ours(shown, key):
            raise _held(key, "was removed from the site by hand")
        if shown.status != "publish" or shown.mark is None or own_slug(shown.slug) != key:
            raise _held(key, "was unpublished, trashed or renamed by hand")
        if int(last["category"]) not in shown.categories:
            raise _held(key, "was moved to another category by hand")
        pending = {slug: entry for slug, entry in entries.items() if is_change(slug)}
        if shown.written != last["written"]:
            if change_slug(key, shown.mark.version) not in pending:
                raise _held(key, "was edited by hand")
            last = self._record(key, shown.mark.version, shown, last["category"])
        for slug, entry in pending.items():
            wait_for(entry, slug == change_slug(key, last["version"]) or None)
            self._journal.forget(key, slug)
        return last

    def _change(self, post: Post, last: Mapping[str, str], featured: int) -> Mapping[str, str]:
        """Bring the standing post to post.version. Date, slug and categories stay as they are."""
        slug = change_slug(post.key, post.version)
        shown = self._intents.create(post.key, slug, lambda: self._site.change_post(last["id"], _content(post, featured)))
        _look_at_featured(post, shown, featured)
        if wrong := _differences(post, shown):
            log.warning("wordpress.post_altered", key=post.key, parts=wrong)
        result = self._record(post.key, post.version, shown, last["category"])
        self._journal.forget(post.key, slug)
        return result

    def _record(self, key: str, version: str, shown: SitePost, category: str) -> Mapping[str, str]:
        result = {"id": str(shown.id), "url": shown.url, "version": version, "written": shown.written, "category": category}
        self._journal.done(key, key, result)
        return result


def _look_at_featured(post: Post, shown: SitePost, featured: int) -> None:
    if featured not in (0, shown.featured):  # the page is right all the same
        log.warning("wordpress.not_featured", key=post.key, next_step="nothing, or choose the post's picture on the site")


def _content(post: Post, featured: int) -> dict[str, object]:
    marked = read_mark(post.body) == mark_of(post)  # the office's own template may leave the mark out
    return {
        "title": escape(post.title, quote=False),
        "content": post.body if marked else f"{post.body}\n\n{write_mark(mark_of(post))}",
        "excerpt": escape(post.excerpt, quote=False),
        **({"featured_media": featured} if featured else {}),
    }


def _differences(post: Post, shown: SitePost) -> list[str]:
    found = {
        "slug": shown.slug != post.key,
        "status": shown.status != "publish",
        "title": unescape(shown.title).split() != post.title.split(),
        "content": shown.mark != mark_of(post),
    }
    return [part for part, differs in found.items() if differs]


def _held(key: str, why: str) -> PermanentPublishError:
    return PermanentPublishError(
        f"{key}: the post {why}; held",
        hint="Decide on the site what is to stand: restore what syncd wrote, or withdraw the case and publish it anew.",
        nothing_done=True,
    )
