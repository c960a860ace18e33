"""The static site's pages as texts: what stands on the site goes in, paths and HTML come out; no disk is touched."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from markupsafe import Markup

from syncd import thai
from syncd.clock import BANGKOK
from syncd.html import template
from syncd.model.office import Category
from syncd.model.post import Post

LATEST = 10
"""Titles on the front page."""
_PIECE = 1 << 16
"""Characters of a body handled at once: that of a post of thousands of files has millions."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A category as a post's file remembers it, so that one struck off the office's list can still be shown."""

    code: str
    name: str
    label: str
    slug: str


@dataclass(frozen=True, slots=True)
class PublicPost:
    """One post as it stands on the site; post.json is this, and every page is made from it."""

    key: str
    version: str
    title: str
    body: str
    """HTML; links are relative to the post's page."""
    heading: Heading
    unit: str
    published: str
    """ISO 8601, in Thailand."""
    files: tuple[str, ...]
    """Relative to the post's page, "/" between parts."""

    @property
    def day(self) -> date:
        """The day of publication in Thailand."""
        return date.fromisoformat(self.published[:10])

    @property
    def fiscal_year(self) -> int:
        """The fiscal year (BE) of publication."""
        return thai.fiscal_year(self.day)


def _heading(category: Category) -> Heading:
    return Heading(category.code, category.name, category.label, category.slug)


def public_post(post: Post, published_at: datetime, files: Iterable[str]) -> PublicPost:
    """The post, whose links are in place, as it is to stand."""
    category = _heading(post.category)
    published = published_at.astimezone(BANGKOK).isoformat()
    return PublicPost(post.key, post.version, post.title, post.body, category, post.unit.name, published, tuple(files))


def to_json(post: PublicPost) -> Iterator[str]:
    """The text of post.json, piece by piece."""
    yield from json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(asdict(post))
    yield "\n"


def from_json(text: str) -> PublicPost:
    """The post that post.json holds. Raises ValueError, KeyError or TypeError if it holds none."""
    fields = json.loads(text)
    return PublicPost(**fields | {"heading": Heading(**fields["heading"]), "files": tuple(fields["files"])})


@dataclass(frozen=True, slots=True)
class Pages:
    """Makes the pages of one office's site."""

    office: str
    categories: tuple[Category, ...]
    newest: int
    """Titles on a category's page; a category with more gets a page for each fiscal year besides."""

    def post(self, post: PublicPost) -> Iterator[str]:
        """The post's own page, piece by piece; so are all pages."""
        starts = range(0, len(post.body), _PIECE)
        body = (Markup(post.body[start : start + _PIECE]) for start in starts)  # noqa: S704 - compose escapes
        return self._render("site_post.html.j2", root="../../", post=post, body=body)

    def look(self) -> str:
        """Changes when posts' pages would be made otherwise than before: another office name, another template."""
        sample = PublicPost("", "", "", "", Heading("", "", "", ""), "", "2026-01-01", ())
        return hashlib.sha256("".join(self.post(sample)).encode()).hexdigest()

    def front(self, posts: Sequence[PublicPost]) -> Iterator[str]:
        """The front page; posts are newest first."""
        counts = Counter(post.heading.code for post in posts)
        headings = self.headings(posts)
        return self._render(
            "site_index.html.j2", root="", headings=headings, counts=counts, posts=posts[:LATEST], total=len(posts)
        )

    def category_names(self, heading: Heading, posts: Sequence[PublicPost]) -> set[str]:
        """The file names of a category's pages; posts are all of the site's."""
        years = self._years(_of(heading, posts))
        return {"index.html", *(year_name(year) for year in years)}

    def category(self, heading: Heading, posts: Sequence[PublicPost], name: str) -> Iterator[str]:
        """One of a category's pages; posts are all of the site's, newest first."""
        mine = _of(heading, posts)
        years = self._years(mine)
        year = next((year for year in years if year_name(year) == name), None)
        shown = [post for post in mine if post.fiscal_year == year] if year else mine[: self.newest]
        return self._render(
            "site_category.html.j2", root="../../", heading=heading, posts=shown, years=years, year=year, total=len(mine)
        )

    def headings(self, posts: Sequence[PublicPost]) -> list[Heading]:
        """The office's categories in its order, then those that only old posts know."""
        known = {category.code: _heading(category) for category in self.categories}
        strange = {post.heading.code: post.heading for post in posts if post.heading.code not in known}
        return [*known.values(), *(strange[code] for code in sorted(strange))]

    def _years(self, mine: Sequence[PublicPost]) -> list[int]:
        return sorted({post.fiscal_year for post in mine}, reverse=True) if len(mine) > self.newest else []

    def _render(self, name: str, **values: object) -> Iterator[str]:
        return template(name).generate(office=self.office, **values)


def year_name(year: int) -> str:
    """The file name of a category's page for a fiscal year (BE)."""
    return f"{year}.html"


def _of(heading: Heading, posts: Sequence[PublicPost]) -> list[PublicPost]:
    return [post for post in posts if post.heading.code == heading.code]
