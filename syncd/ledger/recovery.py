"""Writes into the ledger what a rebuild found outside it: cases under the numbers and keys that they already bear."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from syncd.clock import Moment
from syncd.ledger import statements as q
from syncd.ledger import tables as t
from syncd.ledger.cases import Case, case_of, new_key, new_row, plain
from syncd.ledger.ledger import Ledger
from syncd.ledger.versions import VersionRecord
from syncd.model.post import Receipt
from syncd.model.state import OPEN_STATES, State
from syncd.thai import fiscal_year


@dataclass(frozen=True, slots=True)
class Recovery:
    """One rebuild's pen."""

    ledger: Ledger
    moment: Moment
    actor: str

    def case(self, number: str) -> Case | None:
        """The case of this number, if the ledger knows it."""
        return self._one(t.cases.c.number == number)

    def case_of_key(self, key: str) -> Case | None:
        """The case of this key, if the ledger knows it."""
        return self._one(t.cases.c.key == key)

    def receipt(self, number: str) -> Receipt | None:
        """Proof of the case's publication."""
        return self.ledger.receipt(number)

    def on_site(self) -> Iterator[Case]:
        """Cases that are public, as far as the ledger knows."""
        query = q.CASES.where(t.cases.c.on_site == 1, t.cases.c.state == State.PUBLISHED)
        with self.ledger.reading() as conn:
            for row in conn.execute(query, q.at(office=self.ledger.office)).mappings():
                yield case_of(row)

    def has_open_intents(self) -> bool:
        """Whether a request was begun of which no answer is known."""
        query = select(func.count()).where(t.journal.c.office == self.ledger.office, t.journal.c.result.is_(None))
        with self.ledger.reading() as conn:
            return bool(conn.execute(query).scalar())

    def open(
        self,
        number: str | None,
        key: str | None,
        columns: Mapping[str, Any],
        *,
        details: Mapping[str, Any],
        placed: Collection[tuple[str, str]] = (),
        record: VersionRecord | None = None,
    ) -> Case:
        """Put a case into the ledger as it was found; the event tells its state and key.

        Without a number the next one is drawn: the one it bears is another case's. Without a key one is drawn.
        """
        with self.ledger.telling() as conn:
            number = number or self.ledger.draw(conn, fiscal_year(self.moment.local.date()))
            row = {**new_row(self.moment), **{name: plain(value) for name, value in columns.items()}}
            state = State(row["state"])
            row |= {"office": self.ledger.office, "number": number, "key": key or new_key(number)}
            conn.execute(insert(t.cases), {**row, "open": int(state in OPEN_STATES)})
            self.ledger.count(conn, f"state:{state}", +1)
            self.ledger.carries(conn, number, placed)
            if record is not None:
                self.ledger.store_version(conn, number, record)
            told = {"state": state.value, "key": row["key"], **details}
            self.ledger.append(conn, "case.recovered", self.moment, number, self.actor, told)
            return case_of(conn.execute(q.CASE, q.at(office=self.ledger.office, number=number)).mappings().one())

    def change(
        self,
        case: Case,
        changes: Mapping[str, Any],
        *,
        details: Mapping[str, Any],
        tell: bool = True,
        placed: Collection[tuple[str, str]] = (),
        record: VersionRecord | None = None,
    ) -> Case:
        """Bring a case that the ledger knows to what was found; the event tells its state and key."""
        told = {"state": State(changes.get("state", case.state)).value, "key": case.key, **details}
        with_it: dict[str, Any] = {"details": told, "tell": tell, "placed": placed, "record": record, **changes}
        return self.ledger.advance(case, "case.recovered", self.moment, actor=self.actor, **with_it)

    def number_from(self, highest: Mapping[int, int]) -> dict[int, int]:
        """Let every fiscal year's numbers go on above the highest one seen; what had to be raised, by fiscal year."""
        raised: dict[int, int] = {}
        with self.ledger.telling() as conn:
            for year, running in sorted(highest.items()):
                short = running - self.ledger.count(conn, f"number:{year}", 0)
                if short > 0:
                    self.ledger.count(conn, f"number:{year}", short)
                    raised[year] = running
            if raised:
                seen = {str(year): running for year, running in raised.items()}
                self.ledger.append(conn, "ledger.numbers_raised", self.moment, "", self.actor, seen)
        return raised

    def _one(self, is_it: Any) -> Case | None:
        with self.ledger.reading() as conn:
            row = conn.execute(q.CASES.where(is_it), q.at(office=self.ledger.office)).mappings().first()
        return case_of(row) if row is not None else None
