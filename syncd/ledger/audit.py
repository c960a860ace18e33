"""Walks the whole ledger as it lies in the database and names the first thing that is not as it was written."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from syncd.ledger import tables as t
from syncd.ledger.anchor import Head
from syncd.ledger.chain import Break, Event, verify
from syncd.ledger.events import EventLog
from syncd.ledger.states import Told, after


def audit(ledger: EventLog, kept: Iterable[Head] = ()) -> Break | None:
    """Hold the chain against its head, its anchor and the `kept` heads, then each case's row against its events.

    Whoever adds events meanwhile does not matter. Of a case, its state and its key are compared; its other columns (titles,
    dates, times) are not. None when all holds.
    """
    told: dict[str, Told] = {}

    def watch(event: Event) -> None:
        if event.number and (known := after(told.get(event.number), event)):
            told[event.number] = known

    anchor = ledger.anchor.read()
    heads = [*kept, *([anchor] if anchor is not None else [])]
    if broken := chain(ledger, heads, watch):
        return broken
    with ledger.reading() as conn:
        return _cases(conn, ledger, told)


def chain(ledger: EventLog, kept: Iterable[Head] = (), watch: Callable[[Event], None] = lambda _: None) -> Break | None:
    """The same of the chain alone, held against its own head and the `kept` ones."""
    reached = 0

    def seen(event: Event) -> None:
        nonlocal reached
        reached = event.seq
        watch(event)

    with ledger.reading() as conn:
        try:
            newest = conn.execute(select(func.max(t.events.c.seq)).where(t.events.c.office == ledger.office)).scalar()
            head = _head(conn, ledger.office)  # after the others, so that none of them can know of more than it
            return verify(_events(conn, ledger.office, newest, head), head, kept, seen)
        except DBAPIError as error:
            return Break(reached + 1, f"event {reached + 1} cannot be read: {error.orig}")


def _head(conn: Connection, office: str) -> Head | None:
    """The ledger's own head; None when there is none, or none that can be one."""
    row = conn.execute(select(t.heads.c.seq, t.heads.c.hash).where(t.heads.c.office == office)).first()
    return (row.seq, row.hash) if row is not None and isinstance(row.seq, int) else None


def _events(conn: Connection, office: str, newest: Any, head: Head | None) -> Iterator[Event]:
    """The events up to the head as it was asked for; all, where there is one that cannot be compared with it.

    What has no place in a chain (a seq below 1, a fraction, a text) comes last: a gap is named where it is.
    """
    seq, mine = t.events.c.seq, t.events.c.office == office
    known = seq >= 1
    if isinstance(newest, int) and head is not None:
        known &= seq <= max(newest, head[0])
    strays = []
    for part in (known, seq < 1):
        for row in conn.execute(select(t.events).where(mine, part).order_by(seq)).mappings():
            event = Event(**row)
            if isinstance(event.seq, int) and event.seq > 0:
                yield event
            else:
                strays.append(event)
    yield from strays


def _cases(conn: Connection, ledger: EventLog, told: dict[str, Told]) -> Break | None:
    """The first case whose row says other than its events."""
    rows = conn.execute(select(t.cases.c.number, t.cases.c.state, t.cases.c.key).where(t.cases.c.office == ledger.office))
    unseen = set(told)
    for number, state, key in rows:
        unseen.discard(number)
        if not _agree(told.get(number), state, key) and (broken := _looked_at_again(conn, ledger, number)):
            return broken
    return next(filter(None, (_looked_at_again(conn, ledger, number) for number in sorted(unseen))), None)


def _looked_at_again(conn: Connection, ledger: EventLog, number: str) -> Break | None:
    """The same of one case, which may have moved on between the chain's reading and its row's."""
    query = select(t.cases.c.state, t.cases.c.key, t.cases.c.revision).where(
        t.cases.c.office == ledger.office, t.cases.c.number == number
    )
    row = conn.execute(query).first()
    events = ledger.events(number)
    if conn.execute(query).first() != row:
        return None
    known: Told | None = None
    for event in events:
        known = after(known, event)
    last = events[-1] if events else None
    if row is None and known is not None and last is not None:
        return Break(last.seq, f"the row of case {number} is missing", last.event, number)
    if row is not None and not _agree(known, row.state, row.key):
        says = f"{known.state}" if known else "nothing"
        what = f"the row of case {number} was changed: it says {row.state}, its events say {says}"
        if known is not None and known.state == row.state:
            what = f"the row of case {number} was changed: its key is not the one that was drawn for it"
        return Break(last.seq if last else 0, what, last.event if last else "", number)
    return None


def _agree(told: Told | None, state: str, key: str) -> bool:
    return told is not None and told.state == state and told.key in (None, key)
