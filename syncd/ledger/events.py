"""The ledger's events: a chain that every change appends to in its own transaction, with its head kept outside as an anchor."""

import contextlib
import os
import secrets
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import DBAPIError

from syncd.clock import Moment
from syncd.errors import LedgerError
from syncd.ledger import statements as q
from syncd.ledger import tables as t
from syncd.ledger.chain import GENESIS, Break, Event, canonical, link, verify

_HEAD = "syncd_head"
"""The chain's end as the `telling` transaction on a connection has locked and moved it."""

log = structlog.get_logger(__name__)


class EventLog:
    """One office's events and the transactions they belong to. Safe to use from several threads."""

    def __init__(self, engine: Engine, office: str, anchor: Path | None, moment: Moment) -> None:
        self.engine = engine
        self.office = office
        self.anchor = anchor
        self.started_boot = moment.boot
        self.process = f"{moment.boot_id}:{os.getpid()}:{secrets.token_hex(4)}"
        self._anchor_lock = threading.Lock()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    # --- transactions ---------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction; durable when it ends. Raises LedgerError when the database does not take it."""
        try:
            with self.engine.begin() as conn:
                yield conn
        except DBAPIError as error:
            raise LedgerError(f"the ledger does not take it: {error.orig}", hint="check the disk of the ledger") from error

    @contextlib.contextmanager
    def telling(self) -> Iterator[Connection]:
        """One transaction with the office's head locked, so that events follow each other; the anchor is written after it."""
        with self.writing() as conn:
            head = conn.execute(q.HEAD, q.at(office=self.office)).first()
            if head is None:
                conn.execute(insert(t.heads).values(office=self.office, seq=0, hash=GENESIS))
            conn.info[_HEAD] = (head.seq, head.hash) if head else (0, GENESIS)
            yield conn
            after = conn.info[_HEAD]
        self._write_anchor(*after)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that takes no lock. Raises LedgerError when the database does not answer."""
        try:
            with self.engine.connect().execution_options(syncd_reading=True) as conn:
                yield conn
        except DBAPIError as error:
            raise LedgerError(f"the ledger does not answer: {error.orig}", hint="check ledger.url and its disk") from error

    def append(self, conn: Connection, name: str, moment: Moment, number: str, actor: str, details: Mapping[str, Any]) -> None:
        """Add the next event, inside a `telling` transaction."""
        seq, last = conn.info[_HEAD]
        new = Event(self.office, seq + 1, stamp(moment.wall), name, number, actor, canonical(dict(details)))
        digest = link(last, new)
        conn.execute(q.ADD_EVENT, {**asdict(new), "hash": digest})
        conn.execute(q.MOVE_HEAD, {**q.at(office=self.office), "seq": new.seq, "hash": digest})
        conn.info[_HEAD] = (new.seq, digest)

    def note(
        self, name: str, moment: Moment, *, number: str = "", actor: str = "syncd", details: Mapping[str, Any] | None = None
    ) -> None:
        """Add an event that changes no case."""
        with self.telling() as conn:
            self.append(conn, name, moment, number, actor, details or {})

    def events(self, number: str | None = None, after: int = 0, limit: int | None = None) -> tuple[Event, ...]:
        """Events in order, of one case or of all."""
        query = select(t.events).where(t.events.c.office == self.office, t.events.c.seq > after).order_by(t.events.c.seq)
        if number is not None:
            query = query.where(t.events.c.number == number)
        with self.reading() as conn:
            return tuple(Event(**row) for row in conn.execute(query.limit(limit)).mappings())

    def head(self) -> tuple[int, str]:
        """(seq, hash) of the last event; (0, GENESIS) before the first."""
        with self.reading() as conn:
            row = conn.execute(select(t.heads.c.seq, t.heads.c.hash).where(t.heads.c.office == self.office)).first()
        return (row.seq, row.hash) if row else (0, GENESIS)

    def audit(self) -> Break | None:
        """Walk the whole chain as it is now, whoever adds to it meanwhile; None when it holds."""
        mine = t.events.c.office == self.office
        with self.reading() as conn:
            anchor, last = self._read_anchor(), conn.execute(select(func.max(t.events.c.seq)).where(mine)).scalar() or 0
            head = self.head()  # after the others, so that none of them can know of more than it
            known = mine & (t.events.c.seq <= max(last, head[0]))
            rows = conn.execute(select(t.events).where(known).order_by(t.events.c.seq)).mappings()
            return verify((Event(**row) for row in rows), head, anchor)

    def _read_anchor(self) -> tuple[int, str] | None:
        """(seq, hash); None when there is none, or when a power cut left none that can be read: the next event writes it anew."""
        try:
            seq, digest = self.anchor.read_text(encoding="ascii").split() if self.anchor is not None else ("0", GENESIS)
            return int(seq), digest
        except FileNotFoundError:
            return None
        except ValueError:
            log.error("anchor.unreadable", path=str(self.anchor), next_step="`syncd audit verify`, and compare with the journal")
            return None

    def _write_anchor(self, seq: int, digest: str) -> None:
        """Keep the head outside the ledger. An anchor left behind the ledger, by a crash or a full disk, is harmless."""
        if self.anchor is None:
            return
        with self._anchor_lock:
            held = self._read_anchor()
            if held is None or held[0] < seq:
                beside = self.anchor.with_name(self.anchor.name + ".new")
                try:
                    beside.write_text(f"{seq} {digest}\n", encoding="ascii")
                    beside.replace(self.anchor)
                except OSError as error:
                    log.error("anchor.not_written", cause=error.strerror, next_step="make room on the disk of state_dir")

    def check_anchor(self) -> None:
        """Raises LedgerError when the anchor knows more than the ledger: an old copy, or a cut-off end."""
        anchor = self._read_anchor()
        if anchor is None or anchor[0] == 0:
            return
        found = self.events(after=anchor[0] - 1, limit=1)
        if not found or found[0].seq != anchor[0] or found[0].hash != anchor[1]:
            raise LedgerError(
                f"the ledger is behind its anchor: the anchor knows {anchor[0]} events, the ledger {self.head()[0]}",
                hint="an old copy of the ledger was restored, or its end was cut off; nothing is published until it is put right",
            )


def stamp(at: datetime) -> str:
    """A time as the ledger writes it."""
    return at.isoformat(timespec="microseconds")
