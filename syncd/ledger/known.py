"""What the ledger knows, for whoever asks: cases, what was read of them, and what of a bundle was met before."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, func, select

from syncd.errors import RequestError
from syncd.ledger import statements as q
from syncd.ledger import tables as t
from syncd.ledger.cases import Case, case_of, receipt_of
from syncd.ledger.events import EventLog, stamp
from syncd.ledger.findings import findings_in
from syncd.ledger.versions import VersionRecord, version_of
from syncd.model.decision import Finding, Release
from syncd.model.post import Receipt
from syncd.model.state import State

RELEASE = TypeAdapter(Release)
PORTION = 500
"""Values in one statement's list."""


class Known(EventLog):
    """The cases of one office, to be asked for; nothing here changes them."""

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
        asked = {**q.at(office=self.office), "numbers": list(numbers)}
        with self.reading() as conn:
            newest = {row.number: row.findings for row in conn.execute(q.NEWEST_FINDINGS, asked)}
        return {number: findings_in(found) for number, found in newest.items()}

    def latest_findings(self, limit: int) -> tuple[tuple[Finding, ...], ...]:
        """What was found of each of the newest versions, those of the newest cases first."""
        with self.reading() as conn:
            rows = conn.execute(q.LATEST_FINDINGS, {**q.at(office=self.office), "most": limit}).scalars().all()
        return tuple(map(findings_in, rows))

    def latest_releases(self, limit: int) -> tuple[Release, ...]:
        """The releases of the newest cases that have any."""
        with self.reading() as conn:
            rows = conn.execute(q.LATEST_RELEASES, {**q.at(office=self.office), "most": limit}).scalars().all()
        return tuple(map(RELEASE.validate_json, rows))

    # --- what is already known of a bundle --------------------------------------------------------------------------

    def same_memo(self, number: str, sha256: str | None, identity: str | None) -> tuple[str, ...]:
        """Other cases, published or on their way, that stand on the same memo: its bytes, or its unit, number and date."""
        same = {"sha256": sha256 or None, "identity": identity or None}
        with self.reading() as conn:
            return tuple(sorted(conn.execute(q.SAME_MEMO, {**q.at(office=self.office, number=number), **same}).scalars()))

    def same_files(self, number: str, hashes: Collection[str]) -> dict[str, str]:
        """Contents among `hashes` that another case has published: sha256 → its number."""
        others = q.at(office=self.office, number=number)
        with self.reading() as conn:
            found = (conn.execute(q.SAME_FILES, {**others, "hashes": some}) for some in portions(hashes))
            return {row.sha256: row.number for rows in found for row in rows}

    def published_as(self, number: str, *, unit: str, name: str, category: str | None, year: int) -> str | None:
        """The unit's published case of the same folder name, category and fiscal year."""
        named = self._all(q.PUBLISHED_AS, **q.at(number=number), unit=unit, name=name, category=category, year=year)
        return max((case.number for case in named), default=None)

    def published_in(self, number: str, *, category: str, year: int) -> tuple[tuple[str, datetime], ...]:
        """Titles and moments of what others have brought on the site in this category and fiscal year."""
        found = self._all(q.PUBLISHED_IN, **q.at(number=number), category=category, year=year)
        return tuple((case.title, case.published_at) for case in found if case.published_at is not None)

    def published_with(self, number: str, contents: str) -> Case | None:
        """Another published case with exactly these contents."""
        found = self._all(q.PUBLISHED_WITH, **q.at(number=number), contents=contents)
        return found[0] if found else None

    def released(self, number: str, version: str) -> Release | None:
        """The release of this very version, if an officer gave one."""
        with self.reading() as conn:
            value = conn.execute(q.RELEASED, {**q.at(office=self.office, number=number), "version": version}).scalar()
        return RELEASE.validate_json(value) if value is not None else None


def findings_of(ledger: Known, case: Case) -> tuple[Finding, ...]:
    """What was found of the case's present version."""
    return ledger.findings([case.number]).get(case.number, ())


def portions(values: Iterable[str]) -> Iterator[list[str]]:
    """The values, so many at a time as a statement carries well."""
    left = iter(values)
    while some := list(islice(left, PORTION)):
        yield some
