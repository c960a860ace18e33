"""The site's own categories: listing them, finding the one that is meant, proposing matches, making missing ones."""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

from syncd.clock import Moment
from syncd.errors import PermanentPublishError, TemporaryPublishError
from syncd.model.office import Category
from syncd.publishers.wordpress.client import Client
from syncd.publishers.wordpress.site import error_at
from syncd.taxonomy import bare
from syncd.thai import arabic

_ROUTE = "/wp/v2/categories"
_FIELDS = "id,slug,name,count,parent"
_PAGE = 100
_FRESH_SECONDS = 3600.0
_NEAR = 0.6
"""Below this likeness of names a proposal would be a guess."""
_CODE = re.compile(r"\W*(\d+)\.0*(\d+)(?![.\d])")


@dataclass(frozen=True, slots=True)
class SiteTerm:
    """One category of the site."""

    id: int
    slug: str
    """Decoded and NFC: Thai letters, not %e0…"""
    name: str
    """Plain text."""
    count: int
    """How many posts are in it."""
    parent: int
    """0: none."""


class Confidence(StrEnum):
    """How sure a proposed match is."""

    SLUG = "slug"
    """The slug or id that taxonomy.yaml names."""
    NAME = "name"
    """The same name or code, blanks and case aside."""
    NEAR = "near"
    """A similar name: ask."""
    NONE = "none"
    """Nothing like it on the site."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Which category of the site may be meant by one of ours."""

    term: SiteTerm | None
    confidence: Confidence


def find(wanted: str | int, terms: Iterable[SiteTerm]) -> SiteTerm | None:
    """The term with this id, or this slug in any spelling."""
    if isinstance(wanted, int):
        return next((term for term in terms if term.id == wanted), None)
    slug = _slug(wanted)
    return next((term for term in terms if term.slug == slug), None)


def wanted_term(category: Category) -> str | int:
    """How the category's own term is named: as taxonomy.yaml says, else by our slug."""
    return category.slug if category.term is None else category.term


def propose(categories: Iterable[Category], terms: Sequence[SiteTerm]) -> dict[str, Proposal]:
    """For each category's code the best match on the site; the sure ones first, and no term for two categories."""
    found: dict[str, Proposal] = {}
    waiting = list(categories)
    steps: tuple[tuple[Confidence, Callable[[Category, Sequence[SiteTerm]], SiteTerm | None]], ...] = (
        (Confidence.SLUG, lambda category, free: find(wanted_term(category), free)),
        (Confidence.NAME, _same_name),
        (Confidence.NEAR, _near_name),
    )
    for confidence, match in steps:
        for category in tuple(waiting):
            taken = {proposal.term for proposal in found.values()}
            if term := match(category, [term for term in terms if term not in taken]):
                found[category.code] = Proposal(term, confidence)
                waiting.remove(category)
    return found | {category.code: Proposal(None, Confidence.NONE) for category in waiting}


class SiteTerms:
    """The categories of one site, remembered for an hour. Safe to use from several threads."""

    def __init__(self, client: Client, clock: Callable[[], Moment]) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[SiteTerm, ...] = ()
        self._read_at: float | None = None

    def current(self) -> tuple[SiteTerm, ...]:
        """Every category of the site, as it is now. Raises PublishError."""
        with self._lock:
            return self._read()

    def ids(self, category: Category) -> list[int]:
        """The ids of the terms that a post of this category stands in, its own first.

        Raises PermanentPublishError when the site lacks one, and what listing them raises.
        """
        wanted = (wanted_term(category), *category.also)
        with self._lock:
            stale = self._read_at is None or self._clock().boot - self._read_at > _FRESH_SECONDS
            terms = self._read() if stale else self._known
            if not stale and any(find(one, terms) is None for one in wanted):
                terms = self._read()
        found = [find(one, terms) for one in wanted]
        missing = [str(one) for one, term in zip(wanted, found, strict=True) if term is None]
        if missing:
            raise PermanentPublishError(
                f"category {category.code}: the site has no category {', '.join(missing)}",
                hint="Match it with `syncd site map`, or let `syncd site prepare` create it; then retry the case.",
                nothing_done=True,
            )
        return list(dict.fromkeys(term.id for term in found if term is not None))

    def distrust(self) -> None:
        """Look again at next use: the site has just contradicted what is remembered."""
        with self._lock:
            self._read_at = None

    def create(self, category: Category) -> SiteTerm:
        """The category's own term, made if the site lacks it. Raises PublishError.

        One at a time: WordPress makes true twins of terms that are created in parallel.
        """
        slug = wanted_term(category)
        with self._lock:
            if term := find(slug, self._read()):
                return term
            if isinstance(slug, int):
                raise PermanentPublishError(f"category {category.code}: the site has no category with the id {slug}")
            answer = self._client.post(_ROUTE, {"name": escape(category.name, quote=False), "slug": slug}, {"_fields": _FIELDS})
            if not answer.ok and answer.code != "term_exists":
                raise error_at(self._client, answer, f"create category {category.code}")
            made = answer.json["data"]["term_id"] if answer.code else answer.json["id"]
            if term := find(int(made), self._read()):
                return term
        raise TemporaryPublishError(f"category {category.code}: created, but the site does not list it yet")

    def _read(self) -> tuple[SiteTerm, ...]:
        terms: list[SiteTerm] = []
        pages, page = 1, 1
        while page <= pages:
            answer = self._client.get(_ROUTE, {"per_page": _PAGE, "page": page, "_fields": _FIELDS})
            if not answer.ok or not isinstance(answer.json, list):
                raise error_at(self._client, answer, "list categories")
            terms += [_term(row) for row in answer.json]
            pages = int(answer.headers.get("X-WP-TotalPages", "1"))
            page += 1
        self._known, self._read_at = tuple(terms), self._clock().boot
        return self._known


def _term(row: dict[str, Any]) -> SiteTerm:
    return SiteTerm(int(row["id"]), _slug(row["slug"]), unescape(row["name"]), int(row["count"]), int(row["parent"]))


def _slug(text: str) -> str:
    return unicodedata.normalize("NFC", unquote(text)).casefold()


def _plain(name: str) -> str:
    """A name's letters and digits, without the code in front."""
    text = arabic(unicodedata.normalize("NFC", name))
    return bare(text[code.end() :] if (code := _CODE.match(text)) else text)


def _code(name: str) -> str:
    code = _CODE.match(arabic(name))
    return f"{code[1]}.{code[2]}" if code else ""


def _names(category: Category) -> tuple[str, ...]:
    return tuple(_plain(name) for name in (category.name, category.label, *category.aliases))


def _same_name(category: Category, terms: Sequence[SiteTerm]) -> SiteTerm | None:
    names = _names(category)
    same = (term for term in terms if _plain(term.name) in names or _code(term.name) == category.code)
    return max(same, key=lambda term: term.count, default=None)


def _near_name(category: Category, terms: Sequence[SiteTerm]) -> SiteTerm | None:
    def likeness(term: SiteTerm) -> float:
        return max(SequenceMatcher(None, _plain(term.name), name).ratio() for name in _names(category))

    best = max(terms, key=likeness, default=None)
    return best if best is not None and likeness(best) >= _NEAR else None
