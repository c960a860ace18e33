"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("office", sa.String(64), primary_key=True),
        sa.Column("number", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.String(16)),
        sa.Column("route", sa.String(16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("contents", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.String(40), nullable=False),
        sa.Column("updated_at", sa.String(40), nullable=False),
        sa.Column("due_at", sa.String(40)),
        sa.Column("due_boot", sa.Float()),
        sa.Column("due_boot_id", sa.String(64)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("on_site", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text()),
        sa.Column("published_at", sa.String(40)),
        sa.Column("fiscal_year", sa.Integer()),
        sa.Column("evidence", sa.String(16)),
        sa.Column("officer", sa.String(128)),
        sa.Column("memo_sha256", sa.String(64)),
        sa.Column("memo_identity", sa.String(64)),
        sa.Column("memo_date", sa.String(10)),
        sa.Column("approval_date", sa.String(10)),
        sa.Column("filed_path", sa.Text()),
        sa.Column("news", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("missing_since", sa.String(40)),
        sa.UniqueConstraint("office", "key"),
    )
    op.create_index("cases_contents", "cases", ["office", "contents"])
    op.create_index("cases_memo_identity", "cases", ["office", "memo_identity"])
    op.create_index("cases_memo_sha256", "cases", ["office", "memo_sha256"])
    op.create_index("cases_name", "cases", ["office", "fiscal_year", "category", "name"])
    op.create_index("cases_on_site", "cases", ["office", "on_site", "state"])
    op.create_index("cases_open", "cases", ["office", "open", "updated_at", "number"])
    op.create_index("cases_published", "cases", ["office", "published_at"])
    op.create_index("cases_unit", "cases", ["office", "unit", "open", "updated_at", "number"])
    for name, column, condition in (
        ("cases_unfiled", "updated_at", "filed_path IS NULL AND published_at IS NOT NULL"),
        ("cases_untold", "updated_at", "news > told"),
        ("cases_waiting", "opened_at", "due_at IS NOT NULL"),
    ):
        op.create_index(name, "cases", ["office", column], sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))
    op.create_table(
        "counters",
        sa.Column("office", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.Integer(), nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("office", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("events_of_case", "events", ["office", "number", "seq"])
    op.create_table(
        "files",
        sa.Column("office", sa.String(64), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("number", sa.String(16), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
    )
    op.create_table(
        "heads",
        sa.Column("office", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "journal",
        sa.Column("office", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("slug", sa.String(64), primary_key=True),
        sa.Column("begun_at", sa.String(40), nullable=False),
        sa.Column("begun_boot", sa.Float(), nullable=False),
        sa.Column("process", sa.String(64), nullable=False),
        sa.Column("result", sa.Text()),
    )
    op.create_table(
        "pauses",
        sa.Column("office", sa.String(64), primary_key=True),
        sa.Column("unit", sa.String(200), primary_key=True),
        sa.Column("since", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
    )
    op.create_table(
        "releases",
        sa.Column("office", sa.String(64), primary_key=True),
        sa.Column("number", sa.String(16), primary_key=True),
        sa.Column("version", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("office", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("asked_at", sa.String(40), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("refused", sa.Integer(), nullable=False),
    )
    op.create_index("requests_open", "requests", ["office", "answer"])
    op.create_table(
        "seen",
        sa.Column("office", sa.String(64), primary_key=True),
        sa.Column("path", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "versions",
        sa.Column("office", sa.String(64), primary_key=True),
        sa.Column("number", sa.String(16), primary_key=True),
        sa.Column("version_no", sa.Integer(), primary_key=True),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("read_at", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("memo", sa.Text()),
        sa.Column("files", sa.Text(), nullable=False),
    )
