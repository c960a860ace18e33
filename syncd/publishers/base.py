"""The contract every publisher keeps; tests/publishers/contract.py runs it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from html import escape
from io import StringIO
from typing import Protocol, runtime_checkable

from syncd.errors import PermanentPublishError
from syncd.mark import Mark
from syncd.model.post import FILE_ID, FILE_URL, SHOWN_URL, Attachment, Post, Receipt


@dataclass(frozen=True, slots=True)
class Check:
    """One thing `doctor` looked at."""

    name: str
    """English, constant: "reachable", "authorised", "category 1.9" …"""
    ok: bool
    message: str
    """Thai: what was seen."""
    remedy: str = ""
    """Thai: what to do when it is not ok."""
    fatal: bool = True
    """False: worth saying, but a publish could still work."""


class Standing(StrEnum):
    """What the journal knows about creating one thing on the site."""

    FRESH = "fresh"
    """Never tried: create it without looking."""
    DOUBTFUL = "doubtful"
    """Tried, no answer known, and a late request may still land: look; if not there, wait (TemporaryPublishError)."""
    SETTLED = "settled"
    """Tried, no answer known, but no late request can land any more: look; if not there, create it."""
    DONE = "done"
    """Created; `result` says as what."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was to be created on the site."""

    slug: str
    standing: Standing
    result: dict[str, str]
    """What was recorded with `done`; empty before."""
    wait: float = 0.0
    """Seconds until DOUBTFUL becomes SETTLED."""


class Journal(Protocol):
    """The durable memory of creating requests, kept by the ledger: intent before, result after.

    Every call is on disk when it returns. Entries belong to a key (a case) and a slug.
    """

    def entries(self, key: str) -> dict[str, Entry]:
        """Everything ever begun for the key, by slug. Things forgotten are not in it."""

    def begin(self, key: str, slug: str) -> None:
        """Say that a creating request for the slug is about to be sent; call right before each such request."""

    def done(self, key: str, slug: str, result: dict[str, str]) -> None:
        """Record what the site answered."""

    def forget(self, key: str, slug: str) -> None:
        """Record that the thing was removed from the site, or was surely never created."""


class Publisher(Protocol):
    """A place posts are published to. Knows nothing of bundles, memos or the ledger's cases."""

    name: str

    def check(self) -> tuple[Check, ...]:
        """Look whether a publish could work now: reachable, authorised, categories present.

        Changes nothing and never raises PublishError: what is wrong is a Check.
        """

    def publish(self, post: Post) -> Receipt:
        """Make the site show exactly this post for post.key: create it, or bring the one bearing the key to post.version.

        Calling it again with the same post leaves exactly one post and one medium per attachment, and returns an equal receipt.
        Media of the key that the post no longer names are removed. Raises PublishError; the post is then not visible half-made.
        """

    def withdraw(self, receipt: Receipt) -> None:
        """Make post and media of receipt.key unreachable to the public, whatever of them came to stand.

        Withdrawing what is already gone is not an error. Raises TemporaryPublishError while a late creating request may
        still land.
        """


def with_links(
    post: Post, urls: Mapping[str, str], shown: Mapping[str, str] | None = None, ids: Mapping[str, str] | None = None
) -> Post:
    """The post with what its body could not know of its attachments in place, as Post.body says.

    `urls` must hold every slug named there. Where a picture is to be shown, `shown` may name a smaller one; `ids` are the site's
    own numbers, 0 where it has none.
    """
    known = {FILE_URL: urls, SHOWN_URL: {**urls, **(shown or {})}, FILE_ID: {**dict.fromkeys(urls, "0"), **(ids or {})}}
    body, end = StringIO(), 0  # put together as it comes: of thousands of files the pieces would weigh far more
    for found in re.finditer(rf"({'|'.join(known)})([\w-]+)", post.body):
        body.write(post.body[end : found.start()])
        body.write(escape(known[found[1]][found[2]]))
        end = found.end()
    body.write(post.body[end:])
    return replace(post, body=body.getvalue())


def spoilt_copy(file: Attachment, why: str) -> PermanentPublishError:
    """What to raise when a private copy is no longer what was checked, or cannot be read."""
    return PermanentPublishError(
        f"{file.filename}: the private copy {why}", hint="Check the disk of state_dir; `syncd retry` copies the folder anew."
    )


NOT_AS_CHECKED = "is not what was checked"


@dataclass(frozen=True, slots=True)
class Twin:
    """One thing that stood on the site more than once, and now stands once."""

    key: str
    slug: str
    kept: str
    """remote_id of the one that stays."""
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stray:
    """What stands of a key is no longer what was written there: somebody or a restored backup has changed it."""

    key: str
    what: tuple[str, ...]
    """English, for ICT: "the post is gone", "the post was edited" …"""

    @property
    def is_gone(self) -> bool:
        """Whether something is not there any more, as after a restored backup."""
        return any("gone" in one for one in self.what)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a look round found."""

    twins: tuple[Twin, ...]
    """Settled."""
    strays: tuple[Stray, ...]
    """Left as they are: a person decides."""


@runtime_checkable
class Sweeper(Protocol):
    """A publisher whose site others change, and which can come to hold the same thing twice. Optional beside Publisher."""

    def sweep(self, keys: Iterable[str]) -> Swept:
        """Look up everything the journal knows of these keys, many in one request; settle what stands twice, tell what strayed.

        Keeps what the journal names, else the oldest; removes nothing that is not surely a twin of ours. Raises PublishError.
        """


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post on the site that bears a key of ours, in whatever state people left it."""

    key: str
    remote_id: str
    url: str
    title: str
    category: str | None
    """Code of the office's category that it stands in; None when it stands in none of them."""
    published_at: datetime | None
    """Aware; None when the site does not say."""
    mark: Mark | None
    """What it says of itself; None when somebody has removed that."""
    hidden: str = ""
    """English: why the public does not see it (trash, draft …); "" when it does."""
    result: Mapping[str, str] | None = None
    """What the journal must hold of it, so that it can be changed; None for publishers without a journal."""


@dataclass(frozen=True, slots=True)
class FoundMedium:
    """A medium on the site whose slug is of ours."""

    key: str
    slug: str
    remote_id: str
    url: str
    result: Mapping[str, str] | None = None
    """As in FoundPost."""


@runtime_checkable
class Recoverer(Protocol):
    """A publisher that can say what of ours stands on the site, whatever the ledger knows. Optional beside Publisher."""

    lands_late: bool
    """Whether what a dead process sent may still come to stand there."""

    def find_ours(self) -> tuple[FoundPost | FoundMedium, ...]:
        """Everything that bears a key of ours: shown, hidden or in the trash, twins included. Changes nothing.

        What is returned is all there is: raises PublishError when the site does not show everything.
        """


def take_over(journal: Journal, found: Iterable[FoundPost | FoundMedium]) -> None:
    """Let the journal know what stands there, so that it is changed or removed later, not made again."""
    for thing in found:
        slug = thing.key if isinstance(thing, FoundPost) else thing.slug
        if thing.result is not None:
            journal.done(thing.key, slug, dict(thing.result))
