"""The ledger's tables: cases and what happened to them, and what must not be forgotten across a crash.

Every row carries the office's code. Times are ISO 8601 UTC text, so that a row reads the same in SQLite and PostgreSQL and in an
auditor's eyes. Paths are relative to the office's root.
"""

from typing import Any

from sqlalchemy import Column, Float, Index, Integer, MetaData, String, Table, Text, UniqueConstraint, text

metadata = MetaData()


def _table(name: str, *parts: Column[Any] | Index | UniqueConstraint) -> Table:
    """A table whose rows are told apart within their office."""
    return Table(name, metadata, Column("office", String(64), primary_key=True), *parts)


def _few(name: str, column: str, condition: str) -> Index:
    """An index of the few rows that still want something: a question about them costs the same in an old ledger."""
    return Index(name, "office", column, sqlite_where=text(condition), postgresql_where=text(condition))


heads = _table(
    "heads",
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""The end of each office's chain of events; locked by every transaction that adds one."""

events = _table(
    "events",
    Column("seq", Integer, primary_key=True),
    Column("at", String(40), nullable=False),
    Column("event", String(64), nullable=False),
    Column("number", String(16), nullable=False),
    Column("actor", String(128), nullable=False),
    Column("details", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Index("events_of_case", "office", "number", "seq"),
)
"""What happened, for ever. `details` is canonical JSON; `hash` covers the row and the hash before it."""

counters = _table(
    "counters",
    Column("name", String(64), primary_key=True),
    Column("value", Integer, nullable=False),
)
"""Running numbers: `number:2570` the last case number of a fiscal year, `state:held` how many cases are in a state."""

cases = _table(
    "cases",
    Column("number", String(16), primary_key=True),
    Column("key", String(32), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("unit", String(200), nullable=False),
    Column("path", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("category", String(16)),
    Column("route", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("open", Integer, nullable=False),
    Column("version_no", Integer, nullable=False),
    Column("version", String(64), nullable=False),
    Column("contents", String(64), nullable=False),
    Column("signature", String(64), nullable=False),
    Column("opened_at", String(40), nullable=False),
    Column("updated_at", String(40), nullable=False),
    Column("due_at", String(40)),
    Column("due_boot", Float),
    Column("due_boot_id", String(64)),
    Column("attempts", Integer, nullable=False),
    Column("cause", Text, nullable=False),
    Column("on_site", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("receipt", Text),
    Column("published_at", String(40)),
    Column("fiscal_year", Integer),
    Column("evidence", String(16)),
    Column("officer", String(128)),
    Column("memo_sha256", String(64)),
    Column("memo_identity", String(64)),
    Column("memo_date", String(10)),
    Column("approval_date", String(10)),
    Column("filed_path", Text),
    Column("news", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    Column("missing_since", String(40)),
    UniqueConstraint("office", "key"),
    Index("cases_open", "office", "open", "updated_at", "number"),
    Index("cases_unit", "office", "unit", "open", "updated_at", "number"),
    Index("cases_on_site", "office", "on_site", "state"),
    _few("cases_untold", "updated_at", "news > told"),
    _few("cases_unfiled", "updated_at", "filed_path IS NULL AND published_at IS NOT NULL"),
    _few("cases_waiting", "opened_at", "due_at IS NOT NULL"),
    Index("cases_published", "office", "published_at"),
    Index("cases_contents", "office", "contents"),
    Index("cases_memo_sha256", "office", "memo_sha256"),
    Index("cases_memo_identity", "office", "memo_identity"),
    Index("cases_name", "office", "fiscal_year", "category", "name"),
)
"""One row per case. `open` is 1 while the case may still change by itself; `news` > `told` while the unit has not been told;
`filed_path` is NULL until filing is settled ("" when the folder stays where it is)."""

versions = _table(
    "versions",
    Column("number", String(16), primary_key=True),
    Column("version_no", Integer, primary_key=True),
    Column("version", String(64), nullable=False),
    Column("read_at", String(40), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("findings", Text, nullable=False),
    Column("memo", Text),
    Column("files", Text, nullable=False),
)
"""What was read and decided of each version."""

files = _table(
    "files",
    Column("sha256", String(64), primary_key=True),
    Column("number", String(16), primary_key=True),
    Column("name", Text, nullable=False),
)
"""Which published case carries which contents."""

seen = _table(
    "seen",
    Column("path", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""The settle clock of each folder, kept so that a single pass (`once`) can go on where the last one stopped."""

journal = _table(
    "journal",
    Column("key", String(32), primary_key=True),
    Column("slug", String(64), primary_key=True),
    Column("begun_at", String(40), nullable=False),
    Column("begun_boot", Float, nullable=False),
    Column("process", String(64), nullable=False),
    Column("result", Text),
)
"""Creating requests: the intent before, the result after."""

releases = _table(
    "releases",
    Column("number", String(16), primary_key=True),
    Column("version", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
"""An officer's release of one version of a case."""

requests = Table(
    "requests",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("office", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("number", String(16), nullable=False),
    Column("details", Text, nullable=False),
    Column("actor", String(128), nullable=False),
    Column("asked_at", String(40), nullable=False),
    Column("answer", Text),
    Column("refused", Integer, nullable=False),
    Index("requests_open", "office", "answer"),
)
"""What commands ask of the daemon; `answer` is NULL until it was carried out or refused."""

pauses = _table(
    "pauses",
    Column("unit", String(200), primary_key=True),
    Column("since", String(40), nullable=False),
    Column("actor", String(128), nullable=False),
)
"""Units whose publications are held back; "" means all."""
