"""What commands leave for the one writer: requests, pauses; and the settle clocks it keeps for itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from syncd.clock import Moment
from syncd.ledger import statements as q
from syncd.ledger import tables as t
from syncd.ledger.chain import canonical
from syncd.ledger.events import EventLog, stamp


@dataclass(frozen=True, slots=True)
class Request:
    """What a command asks of the daemon."""

    id: int
    kind: str
    number: str
    details: dict[str, Any]
    actor: str
    answer: str | None = None
    refused: bool = False


class Orders(EventLog):
    """Requests, pauses and settle clocks of one office."""

    def ask(self, kind: str, number: str, details: Mapping[str, Any], actor: str, moment: Moment) -> int:
        """Record a request for the writer to carry out; returns its id."""
        asked = {"kind": kind, "number": number, "details": canonical(dict(details)), "actor": actor, "refused": 0}
        new = insert(t.requests).values(office=self.office, **asked, asked_at=stamp(moment.wall))
        with self.writing() as conn:
            return int(conn.execute(new.returning(t.requests.c.id)).scalar_one())

    def requests(self) -> tuple[Request, ...]:
        """Requests not answered yet, oldest first."""
        with self.reading() as conn:
            rows = conn.execute(q.OPEN_REQUESTS, q.at(office=self.office)).mappings().all()
        return tuple(_request(row) for row in rows)

    def request(self, request_id: int) -> Request:
        """One request with its answer."""
        with self.reading() as conn:
            return _request(conn.execute(select(t.requests).where(t.requests.c.id == request_id)).mappings().one())

    def answer(self, request: Request, answer: str, *, refused: bool = False) -> None:
        """Say what became of a request."""
        with self.writing() as conn:
            self._answer(conn, request, answer, refused=refused)

    def _answer(self, conn: Connection, request: Request, answer: str, *, refused: bool = False) -> None:
        conn.execute(update(t.requests).where(t.requests.c.id == request.id).values(answer=answer, refused=int(refused)))

    def pause(self, unit: str, moment: Moment, actor: str) -> None:
        """Hold back a unit's publications; "" means all units'."""
        with self.telling() as conn:
            conn.execute(delete(t.pauses).where(t.pauses.c.office == self.office, t.pauses.c.unit == unit))
            conn.execute(insert(t.pauses).values(office=self.office, unit=unit, since=stamp(moment.wall), actor=actor))
            self.append(conn, "publishing.paused", moment, "", actor, {"unit": unit})

    def resume(self, unit: str, moment: Moment, actor: str) -> None:
        """Take a pause back; "" takes back every pause."""
        with self.telling() as conn:
            mine = t.pauses.c.office == self.office
            conn.execute(delete(t.pauses).where(mine if unit == "" else mine & (t.pauses.c.unit == unit)))
            self.append(conn, "publishing.resumed", moment, "", actor, {"unit": unit})

    def paused(self) -> frozenset[str]:
        """Units whose publications are held back; "" among them means all."""
        with self.reading() as conn:
            return frozenset(conn.execute(q.PAUSED, q.at(office=self.office)).scalars())

    # --- settle clocks ----------------------------------------------------------------------------------------------

    def seen(self) -> dict[str, str]:
        """The stored settle clocks: path → JSON."""
        with self.reading() as conn:
            return {row.path: row.value for row in conn.execute(select(t.seen).where(t.seen.c.office == self.office))}

    def remember_seen(self, changed: Mapping[str, str | None]) -> None:
        """Store settle clocks; None forgets one."""
        if not changed:
            return
        kept = [{"office": self.office, "path": path, "value": value} for path, value in changed.items() if value is not None]
        with self.writing() as conn:
            conn.execute(q.FORGET_SEEN, [q.at(office=self.office, path=path) for path in changed])
            if kept:
                conn.execute(insert(t.seen), kept)


def _request(row: RowMapping) -> Request:
    return Request(
        row["id"], row["kind"], row["number"], json.loads(row["details"]), row["actor"], row["answer"], bool(row["refused"])
    )
