"""The ledger's most frequent statements, built once: SQLAlchemy takes longer to build one than SQLite to carry it out."""

from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, insert, select, union, update

from syncd.ledger import tables as t
from syncd.model.state import State


def at(**key: Any) -> dict[str, Any]:
    """Values for a statement's key columns."""
    return {f"at_{name}": value for name, value in key.items()}


def _at(table: Table, *names: str) -> ColumnElement[bool]:
    """The office's rows, or the one with this key: values as `at` gives them."""
    return and_(*(table.c[name] == bindparam(f"at_{name}") for name in ("office", *names)))


HEAD = select(t.heads.c.seq, t.heads.c.hash).where(_at(t.heads)).with_for_update()
MOVE_HEAD = update(t.heads).where(_at(t.heads))
ADD_EVENT = insert(t.events)

COUNT = (
    update(t.counters)
    .where(_at(t.counters, "name"))
    .values(value=t.counters.c.value + bindparam("by"))
    .returning(t.counters.c.value)
)
_CASE = [column for column in t.cases.c if column is not t.cases.c.receipt]
"""All of a case but what stands where on the site: of thousands of files that is megabytes, and seldom asked for."""
CHANGE_CASE = update(t.cases).where(_at(t.cases, "number", "revision")).returning(*_CASE)
FORGET_VERSION = delete(t.versions).where(_at(t.versions, "number", "version_no"))
VERSIONS = select(t.versions).where(_at(t.versions, "number")).order_by(t.versions.c.version_no)
VERSION = VERSIONS.where(t.versions.c.version_no == bindparam("at_version_no"))
FOUND = (
    select(t.versions.c.findings)
    .where(_at(t.versions, "number"), t.versions.c.version == bindparam("version"))
    .order_by(t.versions.c.version_no)
)

CASES = select(*_CASE).where(_at(t.cases))
CASE = CASES.where(t.cases.c.number == bindparam("at_number"))
RECEIPT = select(t.cases.c.receipt).where(_at(t.cases, "number"))
OPEN_CASES = CASES.where(t.cases.c.open == 1)  # ORDER BY number would walk all numbers ever given
UNTOLD = CASES.where(t.cases.c.news > t.cases.c.told).order_by(t.cases.c.updated_at)
UNFILED = CASES.where(
    t.cases.c.state.in_([State.PUBLISHED, State.WITHDRAWN]), t.cases.c.filed_path.is_(None), t.cases.c.published_at.is_not(None)
).order_by(t.cases.c.updated_at)
WAITING = CASES.where(t.cases.c.state.in_(bindparam("states", expanding=True)), t.cases.c.due_at.is_not(None)).order_by(
    t.cases.c.opened_at
)
TO_REMOVE = CASES.where(
    t.cases.c.on_site == 1,
    # The list of states stands by itself, so that the index finds them among all that stand on the site.
    t.cases.c.state.in_([State.RETURNED, State.HELD, State.CANCELLED, State.WITHDRAWN, State.RECEIVED]),
    (t.cases.c.state != State.RECEIVED) | t.cases.c.missing_since.is_not(None),  # received: only when taken back
    # What was published goes only when an officer withdraws it, whatever becomes of a later version.
    t.cases.c.published_at.is_(None) | (t.cases.c.state == State.WITHDRAWN),
)

_OTHERS = and_(t.cases.c.office == bindparam("at_office"), t.cases.c.number != bindparam("at_number"))
_ALIVE = and_(_OTHERS, t.cases.c.state.not_in([State.CANCELLED, State.RETURNED]))
SAME_MEMO = union(  # SQLite answers the same with OR by walking all cases; equal to nothing is nothing
    select(t.cases.c.number).where(_ALIVE, t.cases.c.memo_sha256 == bindparam("sha256")),
    select(t.cases.c.number).where(_ALIVE, t.cases.c.memo_identity == bindparam("identity")),
)
_PUBLISHED = select(*_CASE).where(_OTHERS, t.cases.c.state == State.PUBLISHED)
PUBLISHED_AS = _PUBLISHED.where(
    t.cases.c.unit == bindparam("unit"),
    t.cases.c.name == bindparam("name"),
    t.cases.c.fiscal_year == bindparam("year"),
    t.cases.c.category.is_not_distinct_from(bindparam("category")),  # of two without a category, too
)
PUBLISHED_IN = _PUBLISHED.where(
    t.cases.c.on_site == 1, t.cases.c.fiscal_year == bindparam("year"), t.cases.c.category == bindparam("category")
)
PUBLISHED_WITH = _PUBLISHED.where(t.cases.c.contents == bindparam("contents")).limit(1)
SAME_FILES = select(t.files.c.sha256, t.files.c.number).where(
    t.files.c.office == bindparam("at_office"),
    t.files.c.number != bindparam("at_number"),
    t.files.c.sha256.in_(bindparam("hashes", expanding=True)),
)
NEWEST_FINDINGS = (
    select(t.versions.c.number, t.versions.c.findings)
    .where(t.versions.c.office == bindparam("at_office"), t.versions.c.number.in_(bindparam("numbers", expanding=True)))
    .order_by(t.versions.c.version_no)
)
LATEST_FINDINGS = (
    select(t.versions.c.findings)
    .where(_at(t.versions))
    .order_by(t.versions.c.number.desc(), t.versions.c.version_no.desc())
    .limit(bindparam("most"))
)
LATEST_RELEASES = select(t.releases.c.value).where(_at(t.releases)).order_by(t.releases.c.number.desc()).limit(bindparam("most"))
RELEASED = select(t.releases.c.value).where(_at(t.releases, "number"), t.releases.c.version == bindparam("version"))

OPEN_REQUESTS = select(t.requests).where(_at(t.requests), t.requests.c.answer.is_(None)).order_by(t.requests.c.id)
PAUSED = select(t.pauses.c.unit).where(_at(t.pauses))
FORGET_SEEN = delete(t.seen).where(_at(t.seen, "path"))

JOURNAL = select(t.journal).where(_at(t.journal, "key"))
FORGET_INTENT = delete(t.journal).where(_at(t.journal, "key", "slug"))
RECORD_RESULT = update(t.journal).where(_at(t.journal, "key", "slug"))
"""Which rows; an update's and an insert's own values are given with it."""
