"""Opens the ledger's database: SQLite with full durability by default, PostgreSQL by URL; tables are created and upgraded."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from syncd.errors import LedgerDamagedError, LedgerError

SCHEMA = "0001"
"""The migration this code needs."""


def open_engine(url: str) -> Engine:
    """The database at the URL, its tables as this code needs them.

    Raises LedgerError when it cannot be opened or is newer than this syncd.
    """
    try:
        engine = _engine(url)
        _upgrade(engine)
    except (DBAPIError, OSError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        if getattr(reason, "sqlite_errorcode", 0) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise LedgerDamagedError(
                f"the ledger cannot be opened: {reason}", hint="restore the newest copy, then `syncd ledger rebuild`"
            ) from error
        raise LedgerError(
            f"the ledger cannot be opened: {reason}", hint="check ledger.url, the disk and the permissions"
        ) from error
    return engine


def file_of(url: str) -> Path | None:
    """The file of an SQLite ledger; None for others."""
    parsed = make_url(url)
    in_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    return Path(parsed.database or "") if in_file else None


def is_sound(engine: Engine) -> bool:
    """Whether the database itself holds together, as far as it can say."""
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect().execution_options(syncd_reading=True) as conn:
        try:
            return conn.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok"
        except DBAPIError:
            return False


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": 60, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def _on_begin(conn: Connection) -> None:
        if not conn.get_execution_options().get("syncd_reading", False):  # a single SELECT sees one moment without it
            conn.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _upgrade(engine: Engine) -> None:
    """Bring the tables to this code's schema; costs one look when they already are."""
    with engine.connect().execution_options(syncd_reading=True) as conn:
        version = None
        if inspect(conn).has_table("alembic_version"):
            version = conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if version == SCHEMA:
        return
    if version is not None and version > SCHEMA:
        raise LedgerError(
            f"the ledger is newer (schema {version}) than this syncd (schema {SCHEMA})", hint="install a newer syncd"
        )
    from alembic import command  # noqa: PLC0415 -- slow to import, and needed only when the schema changes
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
