"""What the reading commands print for programs: stable shapes, plain values."""

import json
from collections.abc import Iterable
from datetime import datetime

from syncd.heartbeat import Heartbeat
from syncd.ledger import Case, Ledger, VersionRecord
from syncd.ledger.chain import Event
from syncd.model.decision import Finding, Release
from syncd.model.memo import Memo


def row_of(case: Case) -> dict[str, object]:
    """One case for programs; the keys and their meaning never change.

    `state` is State's value, `version` counts from 1 (0: not read yet), `updated` is ISO 8601 UTC; `url` and `category` may be
    null.
    """
    return {
        "case": case.number,
        "unit": case.unit,
        "category": case.category,
        "title": case.title,
        "state": case.state.value,
        "url": case.url or None,
        "version": case.version_no,
        "updated": case.updated_at.isoformat(timespec="seconds"),
    }


def pass_of(beat: Heartbeat | None, unit: str | None) -> dict[str, object] | None:
    """The last good pass for programs: when, and which units (or whether this one) gave no answer since when; null: none yet."""
    if beat is None:
        return None
    silent = [(name, silence) for name, silence in sorted(beat.silent.items()) if unit in (None, name)]
    no_answer = [{"unit": name, "since": _iso(silence.since), "why": silence.why} for name, silence in silent]
    return {"at": _iso(beat.at), "no_answer": no_answer}


def story_of(ledger: Ledger, case: Case, versions: Iterable[VersionRecord], events: Iterable[Event]) -> dict[str, object]:
    """The case for programs: the row of `status` and all that belongs to it."""
    receipt = ledger.receipt(case.number)
    return {
        **row_of(case),
        "name": case.name,
        "path": case.path,
        "filed": case.filed_path or None,
        "route": case.route.value,
        "opened": case.opened_at.isoformat(timespec="seconds"),
        "due": _iso(case.due_at),
        "published": _iso(case.published_at),
        "evidence": case.evidence,
        "memo_date": case.memo_date.isoformat() if case.memo_date else None,
        "approval_date": case.approval_date.isoformat() if case.approval_date else None,
        "attempts": case.attempts,
        "cause": case.cause,
        "files": [{"url": file.url, "sha256": file.sha256} for file in receipt.files] if receipt else [],
        "versions": [_version_json(version, ledger.released(case.number, version.version)) for version in versions],
        "events": [event_of(event) for event in events],
    }


def memo_of(memo: Memo) -> dict[str, object]:
    """A memo for programs: number and dates only where they are certain, and under `uncertain` what a scan seems to say."""
    seems = {"number": memo.number, "date": memo.date.isoformat() if memo.date else None}
    return {
        "file": memo.file,
        "unit": memo.unit,
        "number": memo.sure_number,
        "date": memo.sure_date.isoformat() if memo.sure_date else None,
        "subject": memo.subject,
        "source": memo.source.value,
        "uncertain": {field: seems.get(field) for field in memo.uncertain},
        "approvals": [
            {
                "word": block.word.value,
                "words": block.words,
                "name": block.name,
                "position": block.position,
                "date": block.date.isoformat() if block.date and "approval" not in memo.uncertain else None,
                "certain": block.certain,
            }
            for block in memo.approvals
        ],
        "signatures": [
            {
                "soundness": one.soundness.value,
                "why": one.why or None,
                "signer": one.signer,
                "subject": one.subject,
                "sha256": one.fingerprint,
                "covers_all": one.covers_all,
                "at": _iso(one.at),
                "timestamped": one.is_timestamped,
                "reason": one.reason or None,
            }
            for one in memo.signatures
        ],
    }


def finding_of(finding: Finding) -> dict[str, object]:
    """A finding for programs."""
    return {"rule": finding.rule, "weight": finding.weight.value, "file": finding.file, "message": finding.message}


def event_of(event: Event) -> dict[str, object]:
    """An event for programs."""
    return {
        "seq": event.seq,
        "at": event.at,
        "event": event.event,
        "case": event.number or None,
        "actor": event.actor,
        "details": json.loads(event.details),
    }


def _version_json(version: VersionRecord, release: Release | None) -> dict[str, object]:
    return {
        "version": version.version_no,
        "hash": version.version,
        "read": version.read_at.isoformat(timespec="seconds"),
        "outcome": version.outcome,
        "memo": memo_of(version.memo) if version.memo else None,
        "findings": [finding_of(finding) for finding in version.findings],
        "files": [{name: file[name] for name in ("name", "size", "sha256", "memo")} for file in version.files],
        "release": _release_json(release) if release else None,
    }


def _release_json(release: Release) -> dict[str, object]:
    return {
        "officer": release.officer,
        "at": release.at.isoformat(timespec="seconds"),
        "findings": list(release.findings),
        "approver": release.approver,
        "number": release.number,
        "date": release.date.isoformat() if release.date else None,
        "memo_date": release.memo_date.isoformat() if release.memo_date else None,
        "category": release.category,
        "note": release.note,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
