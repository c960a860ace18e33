"""Publishes into dicts: the publisher for tests, and the shortest one to read."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from html import escape

from syncd.errors import PublishError
from syncd.mark import mark_of
from syncd.model.post import Attachment, PlacedFile, Post, Receipt
from syncd.publishers.base import NOT_AS_CHECKED, Check, FoundMedium, FoundPost, spoilt_copy, with_links


def _nothing(step: str) -> None:
    """Let every step pass."""


class MemoryPublisher:
    """Keeps posts and files in `posts` and `files`, whole, in memory.

    `before` is called with a step's name ("check", "find", "upload SLUG", "post KEY", "remove URL") before that step is taken;
    what it raises is what the step fails with, so that a test can let any step fail, or die there.
    """

    name = "memory"
    lands_late = False

    def __init__(self, before: Callable[[str], None] = _nothing) -> None:
        self._before = before
        self.posts: dict[str, Post] = {}
        """What the public sees, by key; links in it are real."""
        self.files: dict[str, bytes] = {}
        """What the public can fetch, by URL."""

    def check(self) -> tuple[Check, ...]:
        """Say what the hook says."""
        try:
            self._before("check")
        except PublishError as error:
            return (Check("reachable", False, error.message, error.hint or "แก้ไขตามข้อความแล้วลองใหม่"),)
        return (Check("reachable", True, "พร้อมเผยแพร่"),)

    def publish(self, post: Post) -> Receipt:
        """Upload what is missing, show the post, remove what it no longer names."""
        urls = {file.slug: f"{_url(post.key)}/{file.slug}/{file.filename}" for file in post.attachments}
        for file in post.attachments:
            if urls[file.slug] not in self.files:
                self._before(f"upload {file.slug}")
                self.files[urls[file.slug]] = _read(file)
        self._before(f"post {post.key}")
        first = self.posts.get(post.key, post).published_at
        self.posts[post.key] = replace(with_links(post, urls), published_at=first)
        self._remove(post.key, keep=frozenset(urls.values()))
        placed = {file.slug: PlacedFile(file.slug, urls[file.slug], urls[file.slug], file.sha256) for file in post.attachments}
        return Receipt(self.name, post.key, post.version, _url(post.key), _url(post.key), tuple(placed.values()))

    def withdraw(self, receipt: Receipt) -> None:
        """Remove the post and its files."""
        if receipt.key in self.posts:
            self._before(f"remove {_url(receipt.key)}")
            del self.posts[receipt.key]
        self._remove(receipt.key, keep=frozenset())

    def find_ours(self) -> tuple[FoundPost | FoundMedium, ...]:
        """Everything there is."""
        self._before("find")
        posts = [
            FoundPost(key, _url(key), _url(key), post.title, post.category.code, post.published_at, mark_of(post))
            for key, post in self.posts.items()
        ]
        media = []
        for url in self.files:
            _, key, slug, _ = url.split("/")
            media.append(FoundMedium(key, slug, url, url))
        return (*posts, *media)

    def get(self, url: str) -> tuple[int, bytes]:
        """Answer as a site would: status and contents of a page or a file."""
        if url in self.files:
            return 200, self.files[url]
        for key, post in self.posts.items():
            if url == _url(key):
                return 200, f"<h1>{escape(post.title)}</h1>{post.body}".encode()
        return 404, b""

    def _remove(self, key: str, keep: frozenset[str]) -> None:
        for url in [url for url in self.files if url.startswith(f"{_url(key)}/") and url not in keep]:
            self._before(f"remove {url}")
            del self.files[url]


def _url(key: str) -> str:
    return f"memory:/{key}"


def _read(file: Attachment) -> bytes:
    try:
        contents = file.path.read_bytes()
    except OSError as error:
        raise spoilt_copy(file, f"cannot be read: {error.strerror}") from error
    if hashlib.sha256(contents).hexdigest() != file.sha256:
        raise spoilt_copy(file, NOT_AS_CHECKED)
    return contents
