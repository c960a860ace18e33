"""Opens the ledger's database: SQLite with full durability by default, PostgreSQL by URL; tables are created and upgraded."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from syncd.errors import BusyError, LedgerDamagedError, LedgerError

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


@contextmanager
def only_writer(url: str, office: str) -> Iterator[None]:
    """Be the one who publishes from this ledger for the office while inside, whichever state_dir the others have.

    Raises BusyError when another process is; LedgerError when the ledger's place cannot be used.
    """
    parsed = make_url(url)
    lock = _locked_file if parsed.get_backend_name() == "sqlite" else _locked_database
    with lock(url, office) as mine:
        if not mine:
            raise BusyError(
                f"another syncd is at work on this ledger ({parsed.render_as_string()})",
                hint="มี syncd อีกตัวใช้ทะเบียนคุมนี้อยู่ ให้หยุดตัวหนึ่ง หรือตั้ง ledger.url แยกกัน",
            )
        yield


@contextmanager
def _locked_file(url: str, office: str) -> Iterator[bool]:
    database = file_of(url)
    if database is None:
        yield True
        return
    path = database.resolve()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(f"{path}.{office}.writer", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LedgerError(
            f"the ledger cannot be locked: {error}", hint="check ledger.url, the disk and the permissions"
        ) from error
    try:
        yield _is_locked(descriptor)
    finally:
        os.close(descriptor)


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _locked_database(url: str, office: str) -> Iterator[bool]:
    """PostgreSQL's own lock, kept by a connection of its own until it ends."""
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            yield bool(conn.execute(text("SELECT pg_try_advisory_lock(hashtext(:name))"), {"name": f"syncd {office}"}).scalar())
    except DBAPIError as error:
        raise LedgerError(f"the ledger cannot be opened: {error.orig}", hint="check ledger.url") from error


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
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
