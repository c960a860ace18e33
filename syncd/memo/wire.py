"""Documents as JSON between the worker and its parent: plain data, so that a worker can send nothing that runs."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from syncd.model import Approval, Concern, Document, Fault, FaultKind, FieldPlace, Memo, Source, Spot, Word


def dump(document: Document) -> str:
    """One line."""
    return json.dumps(asdict(document), default=date.isoformat, ensure_ascii=True)


def load(line: str | bytes) -> Document:
    """The document again. Raises ValueError, KeyError or TypeError for anything else."""
    fields: dict[str, Any] = json.loads(line)
    return Document(
        **fields
        | {
            "faults": tuple(Fault(FaultKind(fault["kind"]), fault["detail"]) for fault in fields["faults"]),
            "memos": tuple(_memo(memo) for memo in fields["memos"]),
            "spots": tuple(Spot(Concern(spot["concern"]), spot["place"], spot["shown"]) for spot in fields["spots"]),
        }
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _memo(fields: dict[str, Any]) -> Memo:
    return Memo(
        **fields
        | {
            "date": _date(fields["date"]),
            "approvals": tuple(
                Approval(**item | {"word": Word(item["word"]), "date": _date(item["date"])}) for item in fields["approvals"]
            ),
            "source": Source(fields["source"]),
            "doubts": tuple(fields["doubts"]),
            "uncertain": tuple(fields["uncertain"]),
            "marks": tuple(FieldPlace(**item) for item in fields["marks"]),
        }
    )
