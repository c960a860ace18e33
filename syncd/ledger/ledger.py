"""The ledger itself: every change of a case and the event that tells of it are one transaction."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from syncd.clock import Moment
from syncd.errors import LedgerError
from syncd.ledger import statements as q
from syncd.ledger import tables as t
from syncd.ledger.anchor import Head
from syncd.ledger.audit import audit
from syncd.ledger.cases import READ_AGAIN, Case, case_of, new_key, new_row, plain
from syncd.ledger.chain import Break, canonical
from syncd.ledger.database import open_engine
from syncd.ledger.events import stamp
from syncd.ledger.known import RELEASE, Known, portions
from syncd.ledger.orders import Orders, Request
from syncd.ledger.versions import VersionRecord, row_of
from syncd.model.decision import Release
from syncd.model.office import Route
from syncd.model.state import OPEN_STATES, State
from syncd.screening import discreet
from syncd.thai import fiscal_year


class Ledger(Known, Orders):
    """One office's part of the ledger database. Safe to use from several threads."""

    @classmethod
    def open(cls, url: str, office: str, moment: Moment, anchor: Path | None = None, *, even_behind: bool = False) -> "Ledger":
        """Open the ledger, create or upgrade its tables, and check it against its anchor; not so for reading `even_behind` it.

        Raises LedgerError when it cannot be opened, is newer than this syncd, or is behind its anchor.
        """
        ledger = cls(open_engine(url), office, anchor, moment)
        if not even_behind:
            try:
                ledger.check_anchor()
            except LedgerError:
                ledger.close()
                raise
        return ledger

    def audit(self, kept: Collection[Head] = ()) -> Break | None:
        """Walk the whole ledger; None when it holds. `kept` are heads from the journal, which an attacker could not rewrite."""
        return audit(self, kept)

    def open_case(self, moment: Moment, *, unit: str, path: str, name: str, category: str | None, route: Route) -> Case:
        """Draw the next number and key and open a case for a folder."""
        year = fiscal_year(moment.local.date())
        with self.telling() as conn:
            number = self.draw(conn, year)
            place = {"unit": unit, "path": path, "name": name, "category": category, "route": route}
            row = {**new_row(moment), **place, "office": self.office, "number": number, "key": new_key(number)}
            row["title"] = discreet(name)
            conn.execute(insert(t.cases), row)
            self.count(conn, f"state:{State.RECEIVED}", +1)
            self.append(
                conn,
                "case.received",
                moment,
                number,
                "syncd",
                {"unit": unit, "path": discreet(path), "category": category, "key": row["key"]},
            )
            return self._case(conn, number)

    def advance(
        self,
        case: Case,
        what: str,
        moment: Moment,
        *,
        actor: str = "syncd",
        details: Mapping[str, Any] | None = None,
        record: VersionRecord | None = None,
        placed: Collection[tuple[str, str]] = (),
        answers: tuple[Request, str] | None = None,
        tell: bool = True,
        **changes: Any,
    ) -> Case:
        """Change a case and record the event in one transaction; the unit will be told unless `tell` is false.

        `record` is stored beside it, `placed` are the (sha256, name) pairs that its publication carries, and the request that
        `answers` names is answered: what was done and what is said of it cannot part. Raises LedgerError when the case was
        changed by somebody else since `case` was read.
        """
        with self.telling() as conn:
            changed = self._change(conn, case, {**changes, "news": case.news + int(tell), "updated_at": stamp(moment.wall)})
            if record is not None:
                self.store_version(conn, case.number, record)
            self.carries(conn, case.number, placed)
            if answers is not None:
                self._answer(conn, *answers)
            self.append(conn, what, moment, case.number, actor, details or {})
            return changed

    def touch(self, case: Case, **changes: Any) -> Case:
        """Change bookkeeping that is no event (a remembered signature, a told answer)."""
        with self.writing() as conn:
            return self._change(conn, case, changes)

    def _change(self, conn: Connection, case: Case, changes: Mapping[str, Any]) -> Case:
        values = {name: plain(value) for name, value in changes.items()}
        state = State(changes.get("state", case.state))
        values["open"] = int(state in OPEN_STATES)
        known = q.at(office=self.office, number=case.number, revision=case.revision)
        row = conn.execute(q.CHANGE_CASE, {**known, **values, "revision": case.revision + 1}).mappings().first()
        if row is None:
            raise LedgerError(f"case {case.number} was changed by somebody else meanwhile")
        if state is not case.state:
            self.count(conn, f"state:{case.state}", -1)
            self.count(conn, f"state:{state}", +1)
        return case_of(row)

    def store_version(self, conn: Connection, number: str, version: VersionRecord) -> None:
        """Write down what was read of a version, in place of what was."""
        key = {"office": self.office, "number": number, "version_no": version.version_no}
        conn.execute(q.FORGET_VERSION, q.at(**key))
        conn.execute(insert(t.versions), {**key, **row_of(version)})

    def carries(self, conn: Connection, number: str, placed: Collection[tuple[str, str]]) -> None:
        """Write down which contents, as (sha256, name), a publication carries."""
        if names := dict(placed):
            mine = (t.files.c.office == self.office) & (t.files.c.number == number)
            for some in portions(names):
                conn.execute(delete(t.files).where(mine, t.files.c.sha256.in_(some)))
                rows = [{"office": self.office, "sha256": sha, "number": number, "name": names[sha]} for sha in some]
                conn.execute(insert(t.files), rows)

    def draw(self, conn: Connection, year: int) -> str:
        """The next number of a fiscal year."""
        return f"{year}-{self.count(conn, f'number:{year}', +1):04d}"

    def count(self, conn: Connection, name: str, by: int) -> int:
        """Move a running number; where it stands then."""
        value = conn.execute(q.COUNT, {**q.at(office=self.office, name=name), "by": by}).scalar()
        if value is None:
            conn.execute(insert(t.counters), {"office": self.office, "name": name, "value": by})
            return by
        return int(value)

    def wake_deferred(self, moment: Moment) -> int:
        """The site answers again: let every deferred case be tried now. Returns how many were waiting."""
        with self.writing() as conn:
            mine = (t.cases.c.office == self.office) & (t.cases.c.state == State.DEFERRED) & t.cases.c.due_at.is_not(None)
            values = {"due_at": stamp(moment.wall), "due_boot": moment.boot, "due_boot_id": moment.boot_id}
            return conn.execute(update(t.cases).where(mine).values(**values)).rowcount

    def release(self, case: Case, release: Release, moment: Moment, answers: tuple[Request, str]) -> Case:
        """Record an officer's release of the case's present version, let it be read again, and answer the request."""
        value = RELEASE.dump_python(release, mode="json") | {"at": stamp(release.at)}
        with self.telling() as conn:
            key = {"office": self.office, "number": case.number, "version": release.version}
            conn.execute(delete(t.releases).where(*(t.releases.c[name] == item for name, item in key.items())))
            conn.execute(insert(t.releases).values(**key, value=canonical(value)))
            again = {**READ_AGAIN, "cause": "", "news": case.news + 1, "updated_at": stamp(moment.wall)}
            changed = self._change(conn, case, again)
            self._answer(conn, *answers)
            self.append(conn, "case.released", moment, case.number, release.officer, value)
            return changed
