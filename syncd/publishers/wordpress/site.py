"""What stands on the site as values, and the few requests that look it up, make it, change it or remove it."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any, BinaryIO, TypeVar

from syncd.errors import PublishError, TemporaryPublishError
from syncd.mark import Mark, read_mark
from syncd.model.post import Attachment
from syncd.publishers.wordpress.answer import Answer
from syncd.publishers.wordpress.answers import error_of, may_concern_all
from syncd.publishers.wordpress.client import Client, Params

_POSTS, _MEDIA, _ME = "/wp/v2/posts", "/wp/v2/media", "/wp/v2/users/me"
_POST_FIELDS = "id,slug,status,author,link,title.raw,content.raw,excerpt.raw,categories,date_gmt,featured_media"
_MEDIUM_FIELDS = "id,slug,source_url,media_details"
_EVERY_STATUS = "publish,future,draft,pending,private,trash"
_PAGE = 100
_ATTEMPTS = 3
_SAID = 200
"""Characters of a text sent with a file: with longer ones the request's first line would not fit into what servers take."""
_SHOWN = "large"
"""WordPress's name for the size that its editor puts into pages; small screens are offered smaller ones by WordPress itself."""
_SUFFIXES = ("", "-2", "-3")
"""What WordPress makes of a slug that is taken."""
_SUFFIX = re.compile(r"(__trashed)?(-\d{1,2})?(__trashed)?$")
_ADDRESS = re.compile(r'(href|src)="[^"]*"|wp-image-\d+|"id":\d+')
_DERIVED = re.compile(r"-(scaled|rotated)\.\w+$")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SitePost:
    """A post as the site holds it, trashed ones included."""

    id: int
    slug: str
    status: str
    author: int
    url: str
    title: str
    content: str
    excerpt: str
    categories: tuple[int, ...]
    date: datetime | None
    """UTC; None for drafts, which have none yet."""
    featured: int = 0
    """The id of the medium that stands for it in lists; 0 for none."""

    @property
    def written(self) -> str:
        """Hash of what a person could edit: differs from the recorded one when somebody did."""
        return hashlib.sha256("\0".join((self.title, self.content, self.excerpt)).encode()).hexdigest()

    @property
    def mark(self) -> Mark | None:
        """The comment block in it."""
        return read_mark(self.content)

    def is_twin_of(self, other: "SitePost") -> bool:
        """Whether the same request made both: public, and the same to the letter, but for where files lie.

        A copy that a person made bears our mark, too; it is his.
        """
        return self.status == other.status == "publish" and self._said == other._said

    @property
    def _said(self) -> tuple[str, ...]:
        return self.title, _ADDRESS.sub("", self.content), self.excerpt


@dataclass(frozen=True, slots=True)
class SiteMedium:
    """A medium as the site holds it."""

    id: int
    slug: str
    url: str
    """Of the very bytes that were uploaded, also where WordPress made a smaller picture its main one."""
    size: int | None
    """Bytes; None where the site does not say or speaks of a derived picture."""
    shown: str = ""
    """Of a picture that was made of it to be shown in a page; "" when there is none."""

    def is_twin_of(self, other: "SiteMedium") -> bool:
        """Whether the same request made both. Nobody else's medium comes to a slug with the key and the hash in it."""
        return own_slug(self.slug) == own_slug(other.slug)


def own_slug(slug: str) -> str:
    """The slug as it was asked for, before WordPress marked it as taken or trashed."""
    return _SUFFIX.sub("", slug)


class Site:
    """The site's posts and media. Every method raises PublishError as answers.error_of says."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._me: int | None = None

    @property
    def me(self) -> int:
        """The id of the user who we are there."""
        if self._me is None:
            answer = self._client.get(_ME, {"_fields": "id"})
            self._me = self._read(answer, "ask who we are", lambda row: int(row["id"]))
        return self._me

    def is_ours(self, thing: "SitePost | SiteMedium", key: str) -> bool:
        """Whether it shows that we made it for the key: by its mark; by its slug alone only if we are the author, too.

        Somebody may put a page of his own at an address of ours.
        """
        if isinstance(thing, SiteMedium):
            return thing.slug.startswith(f"{key}-")
        if thing.mark is not None:
            return thing.mark.key == key
        return own_slug(thing.slug) == key and thing.author == self.me

    def posts(self, slugs: Iterable[str]) -> list[SitePost]:
        """Every post of any status asked for under one of the slugs, twins included, oldest first."""
        spelled = [slug + suffix for slug in slugs for suffix in (*_SUFFIXES, "__trashed")]
        return sorted(
            self._list(_POSTS, _POST_FIELDS, {"status": _EVERY_STATUS}, "slug[]", spelled, _post), key=lambda post: post.id
        )

    def post(self, number: str) -> SitePost | None:
        """The post with this id, whoever it belongs to now."""
        answer = self._client.get(f"{_POSTS}/{number}", {"context": "edit", "_fields": _POST_FIELDS})
        if answer.code == "rest_post_invalid_id":
            return None
        return self._read(answer, f"read post {number}", _post)

    def posts_by_id(self, numbers: Iterable[str]) -> list[SitePost]:
        """Those of the posts that still exist, trashed ones too, whoever they belong to now."""
        return list(self._list(_POSTS, _POST_FIELDS, {"status": _EVERY_STATUS}, "include[]", numbers, _post))

    def media(self, slugs: Iterable[str]) -> list[SiteMedium]:
        """Every medium asked for under one of the slugs, twins included, oldest first."""
        spelled = [slug + suffix for slug in slugs for suffix in _SUFFIXES]
        return sorted(self._list(_MEDIA, _MEDIUM_FIELDS, {}, "slug[]", spelled, _medium), key=lambda medium: medium.id)

    def media_by_id(self, numbers: Iterable[str]) -> list[SiteMedium]:
        """Those of the media that still exist, whoever they belong to now."""
        return list(self._list(_MEDIA, _MEDIUM_FIELDS, {}, "include[]", numbers, _medium))

    def every_post(self, wanted: Callable[[SitePost], bool]) -> list[SitePost]:
        """Those wanted of all posts of any status, oldest first; one page of them is in memory at a time."""
        return self._every(_POSTS, _POST_FIELDS, {"status": _EVERY_STATUS}, _post, wanted)

    def every_medium(self, wanted: Callable[[SiteMedium], bool]) -> list[SiteMedium]:
        """Those wanted of all media, oldest first."""
        return self._every(_MEDIA, _MEDIUM_FIELDS, {}, _medium, wanted)

    def create_post(self, payload: Mapping[str, object]) -> SitePost:
        """Make a post."""
        answer = self._client.post(_POSTS, payload, {"_fields": _POST_FIELDS})
        return self._read(answer, f"create post {payload['slug']}", _post)

    def change_post(self, number: str, payload: Mapping[str, object]) -> SitePost:
        """Change a post; only after reading that it is ours."""
        answer = self._client.post(f"{_POSTS}/{number}", payload, {"_fields": _POST_FIELDS})
        return self._read(answer, f"change post {number}", _post)

    def upload(self, file: Attachment, body: BinaryIO) -> SiteMedium:
        """Make a medium of the open file; the site itself checks that its bytes are those that were hashed."""
        title = escape(file.title[:_SAID], quote=False)
        headers = {
            "Content-Type": file.media_type,
            "Content-Disposition": f'attachment; filename="{file.filename}"',
            "Content-MD5": file.md5,
        }
        params = {"slug": file.slug, "title": title, "_fields": _MEDIUM_FIELDS}
        if file.media_type.startswith("image/"):
            params["alt_text"] = escape(file.alt[:_SAID], quote=False) if file.alt else title
        if file.caption:
            params["caption"] = escape(file.caption[:_SAID], quote=False)
        return self._read(self._client.upload(body, headers, params), f"upload {file.filename}", _medium)

    def remove(self, thing: SitePost | SiteMedium) -> None:
        """Remove for good; no error when it is gone already."""
        route = _POSTS if isinstance(thing, SitePost) else _MEDIA
        answer = self._client.delete(f"{route}/{thing.id}")
        if not answer.ok and answer.code not in ("rest_post_invalid_id", "rest_already_trashed"):
            raise self._error(answer, f"remove {thing.slug}")

    def _list(
        self, route: str, fields: str, params: Params, name: str, values: Iterable[str], make: Callable[[Any], T]
    ) -> Iterator[T]:
        """Context edit makes an anonymous request fail: an empty list must mean that there is nothing."""
        wanted = list(values)
        for start in range(0, len(wanted), _PAGE):
            some = wanted[start : start + _PAGE]
            query = {**params, name: some, "context": "edit", "per_page": _PAGE, "_fields": fields}
            answer = self._client.get(route, query)
            yield from self._read(answer, "look up", lambda rows: [make(row) for row in _rows(rows)])

    def _every(self, route: str, fields: str, params: Params, make: Callable[[Any], T], wanted: Callable[[T], bool]) -> list[T]:
        """Page through all there is. What is removed meanwhile lets the rest move up a page, and something may be overlooked:
        then fewer came than the site counts, and it is begun anew."""
        query = {**params, "context": "edit", "per_page": _PAGE, "orderby": "id", "order": "asc", "_fields": fields}
        for _ in range(_ATTEMPTS):
            found: list[T] = []
            page, seen, total = 0, 0, 0
            while page == 0 or page * _PAGE < total:
                page += 1
                answer = self._client.get(route, {**query, "page": page})
                if answer.code == "rest_post_invalid_page_number":
                    break
                rows = self._read(answer, "list", lambda rows: [make(row) for row in _rows(rows)])
                found += filter(wanted, rows)
                seen += len(rows)
                total = int(answer.headers.get("X-WP-Total", seen + (len(rows) == _PAGE)))
            if seen >= total:
                return found
        raise TemporaryPublishError(
            f"list: the site counts {total} and shows {seen}",
            hint="The syncd user must see everything: give it the role Editor; or something is being removed, then try again.",
        )

    def _read(self, answer: Answer, doing: str, make: Callable[[Any], T]) -> T:
        if not answer.ok:
            raise self._error(answer, doing)
        try:
            return make(answer.json)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise TemporaryPublishError(
                f"{doing}: the answer lacks what WordPress's answers hold", hint="Something between changes or caches answers."
            ) from error

    def _error(self, answer: Answer, doing: str) -> PublishError:
        return error_at(self._client, answer, doing)


def error_at(client: Client, answer: Answer, doing: str) -> PublishError:
    """The error that the answer amounts to, after asking who we are where it may concern one request or all.

    A firewall may dislike one text, PHP may fail at one; a site that cannot even say who we are is down for every post.
    """
    error = error_of(answer, doing)
    if may_concern_all(answer) and not client.get(_ME, {"_fields": "id"}).ok:
        hint = f"Nothing works there now: the site is down, or shuts us out. {error.hint}"
        return TemporaryPublishError(error.message, hint=hint, site_down=True)
    return error


def _rows(json: Any) -> list[Any]:
    if not isinstance(json, list):  # an empty object is no proof that there is nothing
        raise TypeError("no list")
    return json


def _post(row: Mapping[str, Any]) -> SitePost:
    return SitePost(
        id=int(row["id"]),
        slug=str(row["slug"]),
        status=str(row["status"]),
        author=int(row["author"]),
        url=str(row["link"]),
        title=str(row["title"]["raw"]),
        content=str(row["content"]["raw"]),
        excerpt=str(row["excerpt"]["raw"]),
        categories=tuple(int(one) for one in row["categories"]),
        date=datetime.fromisoformat(row["date_gmt"]).replace(tzinfo=UTC) if row.get("date_gmt") else None,
        featured=int(row.get("featured_media") or 0),
    )


def _medium(row: Mapping[str, Any]) -> SiteMedium:
    url, details = str(row["source_url"]), row.get("media_details") or {}
    derived = bool(_DERIVED.search(url)) and "original_image" in details
    if derived:
        url = f"{url.rpartition('/')[0]}/{details['original_image']}"
    size = details.get("filesize")
    shown = str((details.get("sizes") or {}).get(_SHOWN, {}).get("source_url", ""))
    return SiteMedium(int(row["id"]), str(row["slug"]), url, int(size) if size and not derived else None, shown)
