"""The ledger's events: a chain that every change appends to in its own transaction, with its head kept outside as an anchor."""

import contextlib
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import DBAPIError

from syncd.clock import Moment
from syncd.errors import LedgerError
from syncd.ledger import statements as q
from syncd.ledger import tables as t
from syncd.ledger.anchor import Anchor, Head
from syncd.ledger.chain import GENESIS, Event, canonical, link

_HEAD = "syncd_head"
"""The chain's end as the `telling` transaction on a connection has locked and moved it."""


class EventLog:
    """One office's events and the transactions they belong to. Safe to use from several threads."""

    def __init__(self, engine: Engine, office: str, anchor: Path | None, moment: Moment) -> None:
        self.engine = engine
        self.office = office
        self.anchor = Anchor(anchor)
        self.started_boot = moment.boot
        self.process = f"{moment.boot_id}:{os.getpid()}:{secrets.token_hex(4)}"

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
        self.anchor.follow(after)

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

    def note(self, name: str, moment: Moment, *, actor: str = "syncd", details: Mapping[str, Any]) -> None:
        """Add an event that concerns no case."""
        with self.telling() as conn:
            self.append(conn, name, moment, "", actor, details)

    def events(self, number: str | None = None, after: int = 0, limit: int | None = None) -> tuple[Event, ...]:
        """Events in order, of one case or of all."""
        query = select(t.events).where(t.events.c.office == self.office, t.events.c.seq > after).order_by(t.events.c.seq)
        if number is not None:
            query = query.where(t.events.c.number == number)
        with self.reading() as conn:
            return tuple(Event(**row) for row in conn.execute(query.limit(limit)).mappings())

    def head(self) -> Head:
        """(seq, hash) of the last event; (0, GENESIS) before the first."""
        with self.reading() as conn:
            row = conn.execute(select(t.heads.c.seq, t.heads.c.hash).where(t.heads.c.office == self.office)).first()
        return (row.seq, row.hash) if row else (0, GENESIS)

    def behind(self) -> str | None:
        """How the anchor knows better than the ledger: an old copy, or a cut-off end; None when it does not."""
        anchor = self.anchor.read()
        if anchor is None or anchor[0] == 0:
            return None
        found = self.events(after=anchor[0] - 1, limit=1)
        if found and (found[0].seq, found[0].hash) == anchor:
            return None
        there = self.head()[0]
        if there < anchor[0]:
            return f"the ledger is behind its anchor: the anchor knows {anchor[0]} events, the ledger {there}"
        return f"the ledger is behind its anchor: event {anchor[0]} is not the one that the anchor knows"

    def check_anchor(self) -> None:
        """Raises LedgerError when the anchor knows more than the ledger."""
        if behind := self.behind():
            raise LedgerError(
                behind,
                hint="ทะเบียนคุมเก่ากว่าที่เคยบันทึก (คืนสำเนาเก่า หรือถูกตัดท้าย) syncd ไม่เผยแพร่จนกว่าจะแก้: ถ้ามีสำเนาใหม่กว่าให้คืนก่อน "
                "แล้วสั่ง syncd ledger rebuild (syncd audit verify บอกว่าขาดตรงไหน)",
            )


def stamp(at: datetime) -> str:
    """A time as the ledger writes it."""
    return at.isoformat(timespec="microseconds")
