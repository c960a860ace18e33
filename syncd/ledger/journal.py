"""The ledger's journal of creating requests, as publishers use it."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import insert

from syncd.clock import Moment
from syncd.ledger import statements as q
from syncd.ledger import tables as t
from syncd.ledger.ledger import Ledger
from syncd.publishers.base import Entry, Standing


class LedgerJournal:
    """publishers.base.Journal on the ledger's tables.

    A doubt lasts `doubt_seconds` on the boot clock from the request; for requests of an earlier process, from this process's
    start, since nobody knows when that one's last request was really sent (a site finishes what a vanished client began).
    """

    def __init__(self, ledger: Ledger, doubt_seconds: float, clock: Callable[[], Moment]) -> None:
        self.ledger = ledger
        self.doubt_seconds = doubt_seconds
        self.clock = clock

    def entries(self, key: str) -> dict[str, Entry]:
        """Everything ever begun for the key, by slug."""
        moment = self.clock()
        with self.ledger.reading() as conn:
            rows = conn.execute(q.JOURNAL, q.at(office=self.ledger.office, key=key)).mappings().all()
        found = {}
        for row in rows:
            since = row["begun_boot"] if row["process"] == self.ledger.process else self.ledger.started_boot
            wait = max(0.0, since + self.doubt_seconds - moment.boot)
            standing = Standing.DONE if row["result"] else Standing.DOUBTFUL if wait > 0 else Standing.SETTLED
            result = json.loads(row["result"]) if row["result"] else {}
            found[row["slug"]] = Entry(row["slug"], standing, result, wait if standing is Standing.DOUBTFUL else 0.0)
        return found

    def begin(self, key: str, slug: str) -> None:
        """The intent, durable when this returns."""
        with self.ledger.writing() as conn:
            conn.execute(q.FORGET_INTENT, self._at(key, slug))
            conn.execute(insert(t.journal), self._row(key, slug))

    def done(self, key: str, slug: str, result: dict[str, str]) -> None:
        """The result of an intent."""
        answer = json.dumps(result, ensure_ascii=False)
        with self.ledger.writing() as conn:
            known = conn.execute(q.RECORD_RESULT, {**self._at(key, slug), "result": answer}).rowcount
            if not known:
                conn.execute(insert(t.journal), {**self._row(key, slug), "result": answer})

    def forget(self, key: str, slug: str) -> None:
        """The thing is not on the site."""
        with self.ledger.writing() as conn:
            conn.execute(q.FORGET_INTENT, self._at(key, slug))

    def _row(self, key: str, slug: str) -> dict[str, Any]:
        moment = self.clock()
        begun = {"begun_at": moment.wall.isoformat(), "begun_boot": moment.boot, "process": self.ledger.process}
        return {"office": self.ledger.office, "key": key, "slug": slug, **begun}

    def _at(self, key: str, slug: str) -> dict[str, Any]:
        return q.at(office=self.ledger.office, key=key, slug=slug)
