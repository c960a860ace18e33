"""One version of a case as the ledger knows it: what was read, and what was decided of it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import RowMapping

from syncd.ledger.chain import canonical
from syncd.ledger.events import stamp
from syncd.ledger.findings import findings_in, text_of
from syncd.model.decision import Finding
from syncd.model.memo import Memo

_MEMO = TypeAdapter(Memo)


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


def version_of(row: RowMapping) -> VersionRecord:
    """A row of the versions table as a value."""
    return VersionRecord(
        row["version_no"],
        row["version"],
        datetime.fromisoformat(row["read_at"]),
        row["outcome"],
        findings_in(row["findings"]),
        _MEMO.validate_json(row["memo"]) if row["memo"] else None,
        tuple(json.loads(row["files"])),
    )


def row_of(version: VersionRecord) -> dict[str, Any]:
    """A version as the versions table holds it, but for whose it is."""
    return {
        "version_no": version.version_no,
        "version": version.version,
        "read_at": stamp(version.read_at),
        "outcome": version.outcome,
        "findings": text_of(version.findings),
        "memo": canonical(_MEMO.dump_python(version.memo, mode="json")) if version.memo is not None else None,
        "files": to_json(version.files).decode(),  # many of them: the standard library would hold each word by itself
    }
