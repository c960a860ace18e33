"""The ledger itself: every change of a case and the event that tells of it are one transaction."""

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, union, update

from syncd.clock import Moment
from syncd.errors import LedgerError, RequestError
from syncd.ledger import statements as q
from syncd.ledger import tables as t
from syncd.ledger.anchor import Head
from syncd.ledger.audit import audit
from syncd.ledger.cases import Case, case_of, receipt_of
from syncd.ledger.chain import Break, canonical
from syncd.ledger.database import open_engine
from syncd.ledger.events import stamp
from syncd.ledger.findings import findings_in, text_of
from syncd.ledger.orders import Orders, Request
from syncd.model.decision import Finding, Release
from syncd.model.memo import Memo
from syncd.model.office import Route
from syncd.model.post import Receipt
from syncd.model.state import OPEN_STATES, State
from syncd.thai import fiscal_year

MEMO = TypeAdapter(Memo)
RELEASE = TypeAdapter(Release)
PORTION = 500
"""Values in one statement's list."""


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """What was read and decided of one version of a case."""

    version_no: int
    version: str
    read_at: datetime
    outcome: str
    """publish, hold or return."""
    findings: tuple[Finding, ...]
    memo: Memo | None
    files: tuple[dict[str, Any], ...]


class Ledger(Orders):
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

    # --- cases ----------------------------------------------------------------------------------------------------

    def open_case(self, moment: Moment, *, unit: str, path: str, name: str, category: str | None, route: Route) -> Case:
        """Draw the next number and key and open a case for a folder."""
        year = fiscal_year(moment.local.date())
        with self.telling() as conn:
            number = self.draw(conn, year)
            place = {"unit": unit, "path": path, "name": name, "category": category, "route": route}
            row = {**new_row(moment), **place, "office": self.office, "number": number, "key": new_key(number), "title": name}
            conn.execute(insert(t.cases), row)
            self.count(conn, f"state:{State.RECEIVED}", +1)
            self.append(
                conn,
                "case.received",
                moment,
                number,
                "syncd",
                {"unit": unit, "path": path, "category": category, "key": row["key"]},
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
        row = {
            **key,
            "version": version.version,
            "read_at": stamp(version.read_at),
            "outcome": version.outcome,
            "findings": text_of(version.findings),
            "memo": canonical(MEMO.dump_python(version.memo, mode="json")) if version.memo is not None else None,
            "files": to_json(version.files).decode(),  # many of them: the standard library would hold each word by itself
        }
        conn.execute(insert(t.versions), row)

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

    def _case(self, conn: Connection, number: str) -> Case:
        row = conn.execute(q.CASE, q.at(office=self.office, number=number)).mappings().first()
        if row is None:
            raise RequestError(f"ไม่มีคำขอเลขที่ {number}", hint="ดูรายการด้วย syncd status")
        return case_of(row)

    def _all(self, query: Select[Any], **values: Any) -> tuple[Case, ...]:
        with self.reading() as conn:
            return tuple(case_of(row) for row in conn.execute(query, {**q.at(office=self.office), **values}).mappings())

    def case(self, number: str) -> Case:
        """One case by its number. Raises RequestError when there is none."""
        with self.reading() as conn:
            return self._case(conn, number)

    def receipt(self, number: str) -> Receipt | None:
        """Proof of the case's publication; None when it never came to stand."""
        with self.reading() as conn:
            text = conn.execute(q.RECEIPT, q.at(office=self.office, number=number)).scalar()
        return receipt_of(text) if text else None

    def open_cases(self) -> tuple[Case, ...]:
        """All that may still change by themselves, oldest first."""
        return tuple(sorted(self._all(q.OPEN_CASES), key=lambda case: case.number))

    def recent(self, limit: int, unit: str | None = None) -> tuple[Case, ...]:
        """The open cases and the `limit` newest others, newest first."""
        query = q.CASES if unit is None else q.CASES.where(t.cases.c.unit == unit)
        opened = self._all(query.where(t.cases.c.open == 1).order_by(t.cases.c.updated_at.desc(), t.cases.c.number.desc()))
        closed = self._all(
            query.where(t.cases.c.open == 0).order_by(t.cases.c.updated_at.desc(), t.cases.c.number.desc()).limit(limit)
        )
        return tuple(sorted((*opened, *closed), key=lambda case: (case.updated_at, case.number), reverse=True))

    def counts(self, unit: str | None = None) -> dict[str, int]:
        """How many cases are in each state, of the office or, counted one by one, of a unit; every state is named."""
        if unit is None:
            query = select(t.counters.c.name, t.counters.c.value).where(t.counters.c.office == self.office)
        else:
            mine = (t.cases.c.office == self.office) & (t.cases.c.unit == unit)
            query = select("state:" + t.cases.c.state, func.count()).where(mine).group_by(t.cases.c.state)
        with self.reading() as conn:
            known = {row[0]: row[1] for row in conn.execute(query)}
        return {state.value: known.get(f"state:{state.value}", 0) for state in State}

    def numbers(self) -> dict[int, int]:
        """Fiscal year → the last running number drawn or seen."""
        query = select(t.counters.c.name, t.counters.c.value).where(
            t.counters.c.office == self.office, t.counters.c.name.like("number:%")
        )
        with self.reading() as conn:
            return {int(row.name.partition(":")[2]): row.value for row in conn.execute(query)}

    def untold(self) -> tuple[Case, ...]:
        """Cases whose unit does not know yet what became of them."""
        return self._all(q.UNTOLD)

    def unfiled(self) -> tuple[Case, ...]:
        """Cases published, or withdrawn since, whose folder has not been moved away yet."""
        return self._all(q.UNFILED)

    def waiting(self, states: Collection[State]) -> tuple[Case, ...]:
        """Cases in these states that wait for their time, oldest first."""
        return self._all(q.WAITING, states=[state.value for state in states])

    def to_remove(self) -> tuple[Case, ...]:
        """Cases that are not to be public but of which something may stand on the site."""
        return self._all(q.TO_REMOVE)

    def wake_deferred(self, moment: Moment) -> int:
        """The site answers again: let every deferred case be tried now. Returns how many were waiting."""
        with self.writing() as conn:
            mine = (t.cases.c.office == self.office) & (t.cases.c.state == State.DEFERRED) & t.cases.c.due_at.is_not(None)
            values = {"due_at": stamp(moment.wall), "due_boot": moment.boot, "due_boot_id": moment.boot_id}
            return conn.execute(update(t.cases).where(mine).values(**values)).rowcount

    def published_since(self, since: datetime) -> dict[str, int]:
        """Unit → how many of its cases were first published after `since`."""
        mine = (t.cases.c.office == self.office) & (t.cases.c.published_at > stamp(since))
        with self.reading() as conn:
            query = select(t.cases.c.unit, func.count()).where(mine).group_by(t.cases.c.unit)
            return {row[0]: row[1] for row in conn.execute(query)}

    def keys_published_since(self, since: datetime) -> dict[str, str]:
        """Key → number of cases first published after `since` that still stand; a rebuilt ledger's key may bear another's."""
        mine = (t.cases.c.office == self.office) & (t.cases.c.published_at > stamp(since)) & (t.cases.c.on_site == 1)
        with self.reading() as conn:
            found = conn.execute(select(t.cases.c.key, t.cases.c.number).where(mine).order_by(t.cases.c.number))
            return {row.key: row.number for row in found}

    def versions(self, number: str) -> tuple[VersionRecord, ...]:
        """Every version of a case that was read, oldest first."""
        with self.reading() as conn:
            rows = conn.execute(q.VERSIONS, q.at(office=self.office, number=number)).mappings().all()
        return tuple(version_of(row) for row in rows)

    def version(self, number: str, version_no: int) -> VersionRecord:
        """One version of a case that was read."""
        with self.reading() as conn:
            row = conn.execute(q.VERSION, q.at(office=self.office, number=number, version_no=version_no)).mappings().one()
        return version_of(row)

    def found(self, number: str, version: str) -> tuple[Finding, ...]:
        """All that was ever found of this very version of a case, in whatever order it came."""
        with self.reading() as conn:
            rows = conn.execute(q.FOUND, {**q.at(office=self.office, number=number), "version": version}).scalars().all()
        return tuple(finding for row in rows for finding in findings_in(row))

    def findings(self, numbers: Collection[str]) -> dict[str, tuple[Finding, ...]]:
        """Case number → what was found of its present version; cases that were never read are left out."""
        mine = (t.versions.c.office == self.office) & t.versions.c.number.in_(numbers)
        query = select(t.versions.c.number, t.versions.c.findings).where(mine).order_by(t.versions.c.version_no)
        with self.reading() as conn:
            newest = {row.number: row.findings for row in conn.execute(query)}
        return {number: findings_in(found) for number, found in newest.items()}

    # --- what is already known of a bundle --------------------------------------------------------------------------

    def same_memo(self, number: str, sha256: str | None, identity: str | None) -> tuple[str, ...]:
        """Other cases, published or on their way, that stand on the same memo: its bytes, or its unit, number and date."""
        alive = t.cases.c.state.not_in([State.CANCELLED, State.RETURNED])
        others = (t.cases.c.office == self.office) & alive & (t.cases.c.number != number)
        known = ((t.cases.c.memo_sha256, sha256), (t.cases.c.memo_identity, identity))
        same = [select(t.cases.c.number).where(others, column == value) for column, value in known if value]
        if not same:
            return ()
        with self.reading() as conn:  # a union, for SQLite answers the same with OR by walking all cases
            return tuple(sorted(conn.execute(union(*same)).scalars()))

    def same_files(self, number: str, hashes: Collection[str]) -> dict[str, str]:
        """Contents among `hashes` that another case has published: sha256 → its number."""
        others = select(t.files.c.sha256, t.files.c.number).where(t.files.c.office == self.office, t.files.c.number != number)
        with self.reading() as conn:
            found = (conn.execute(others.where(t.files.c.sha256.in_(some))) for some in portions(hashes))
            return {row.sha256: row.number for rows in found for row in rows}

    def published_as(self, number: str, *, unit: str, name: str, category: str | None, year: int) -> str | None:
        """The unit's published case of the same folder name, category and fiscal year."""
        mine = q.CASES.where(t.cases.c.state == State.PUBLISHED, t.cases.c.number != number, t.cases.c.unit == unit)
        named = mine.where(t.cases.c.name == name, t.cases.c.category == category, t.cases.c.fiscal_year == year)
        return max((case.number for case in self._all(named)), default=None)

    def published_in(self, number: str, *, category: str, year: int) -> tuple[tuple[str, datetime], ...]:
        """Titles and moments of what others have brought on the site in this category and fiscal year."""
        mine = q.CASES.where(t.cases.c.state == State.PUBLISHED, t.cases.c.number != number, t.cases.c.on_site == 1)
        found = self._all(mine.where(t.cases.c.fiscal_year == year, t.cases.c.category == category))
        return tuple((case.title, case.published_at) for case in found if case.published_at is not None)

    def published_with(self, number: str, contents: str) -> Case | None:
        """Another published case with exactly these contents."""
        same = q.CASES.where(t.cases.c.state == State.PUBLISHED, t.cases.c.number != number, t.cases.c.contents == contents)
        found = self._all(same.limit(1))
        return found[0] if found else None

    # --- releases, requests, pauses -----------------------------------------------------------------------------------

    def release(self, case: Case, release: Release, moment: Moment, answers: tuple[Request, str]) -> Case:
        """Record an officer's release of the case's present version, let it be read again, and answer the request."""
        value = RELEASE.dump_python(release, mode="json") | {"at": stamp(release.at)}
        with self.telling() as conn:
            key = {"office": self.office, "number": case.number, "version": release.version}
            conn.execute(delete(t.releases).where(*(t.releases.c[name] == item for name, item in key.items())))
            conn.execute(insert(t.releases).values(**key, value=canonical(value)))
            changes = {
                "state": State.RECEIVED,
                "signature": "",
                "cause": "",
                "news": case.news + 1,
                "updated_at": stamp(moment.wall),
            }
            changed = self._change(conn, case, changes)
            self._answer(conn, *answers)
            self.append(conn, "case.released", moment, case.number, release.officer, value)
            return changed

    def released(self, number: str, version: str) -> Release | None:
        """The release of this very version, if an officer gave one."""
        mine = (t.releases.c.office == self.office) & (t.releases.c.number == number) & (t.releases.c.version == version)
        with self.reading() as conn:
            value = conn.execute(select(t.releases.c.value).where(mine)).scalar()
        return RELEASE.validate_json(value) if value is not None else None


def version_of(row: RowMapping) -> VersionRecord:
    """A row of the versions table as a value."""
    return VersionRecord(
        row["version_no"],
        row["version"],
        datetime.fromisoformat(row["read_at"]),
        row["outcome"],
        findings_in(row["findings"]),
        MEMO.validate_json(row["memo"]) if row["memo"] else None,
        tuple(json.loads(row["files"])),
    )


def findings_of(ledger: Ledger, case: Case) -> tuple[Finding, ...]:
    """What was found of the case's present version."""
    return ledger.findings([case.number]).get(case.number, ())


def portions(values: Iterable[str]) -> Iterator[list[str]]:
    """The values, so many at a time as a statement carries well."""
    left = iter(values)
    while some := list(islice(left, PORTION)):
        yield some


def new_key(number: str) -> str:
    """A key of the case, drawn at random."""
    return f"{number}-{secrets.token_hex(4)}"


def new_row(moment: Moment) -> dict[str, Any]:
    """The columns of a case that has just begun, but for whose it is and where it lies."""
    return {
        "revision": 1,
        "state": State.RECEIVED,
        "open": 1,
        "version_no": 0,
        "version": "",
        "contents": "",
        "signature": "",
        "opened_at": stamp(moment.wall),
        "updated_at": stamp(moment.wall),
        "attempts": 0,
        "cause": "",
        "on_site": 0,
        "url": "",
        "news": 1,
        "told": 0,
    }


def receipt_text(receipt: Receipt) -> str:
    """A receipt as the ledger stores it."""
    return to_json(receipt).decode()


def plain(value: object) -> object:
    """A value as a column holds it."""
    if isinstance(value, Receipt):
        return receipt_text(value)
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
