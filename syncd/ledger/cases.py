"""A case as the ledger knows it, and as its table holds it."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from pydantic_core import to_json
from sqlalchemy import RowMapping

from syncd.clock import Moment
from syncd.ledger.events import stamp
from syncd.model.office import Route
from syncd.model.post import PlacedFile, Receipt
from syncd.model.state import OPEN_STATES, State


@dataclass(frozen=True, slots=True)
class Case:
    """คำขอเผยแพร่: a bundle's life under one number, as of one revision of its row."""

    number: str
    key: str
    revision: int
    unit: str
    path: str
    name: str
    category: str | None
    route: Route
    title: str
    """For people to know it by; a person's number in it is masked."""
    state: State
    version_no: int
    """0 before it was first read."""
    version: str
    """Hash of contents and placement; what a release binds to."""
    contents: str
    """Hash of the contents alone."""
    signature: str
    """The folder's signature when this version was read; "" forces a new reading."""
    opened_at: datetime
    updated_at: datetime
    due_at: datetime | None
    due_boot: float | None
    due_boot_id: str | None
    attempts: int
    cause: str
    on_site: bool
    """Something of the case may stand on the site."""
    url: str
    published_at: datetime | None
    evidence: str | None
    memo_date: date | None
    approval_date: date | None
    filed_path: str | None
    """None: filing is not settled yet; "": the folder stays where it is."""
    news: int
    told: int
    missing_since: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether the case may still change by what happens in its folder."""
        return self.state in OPEN_STATES

    def is_due(self, moment: Moment) -> bool:
        """Whether the wait of a scheduled or deferred case is over: on the boot clock, or the wall clock after a reboot."""
        if self.due_at is None or self.due_boot is None:
            return False
        if self.due_boot_id == moment.boot_id:
            return moment.boot >= self.due_boot
        return moment.wall >= self.due_at


_TIMES = ("opened_at", "updated_at", "due_at", "published_at", "missing_since")
_DATES = ("memo_date", "approval_date")


READ_AGAIN: Mapping[str, Any] = {"state": State.RECEIVED, "signature": "", "due_at": None}
"""What changes of a case whose folder is to be read anew."""


def case_of(row: RowMapping) -> Case:
    """A row of the cases table as a value."""
    value: dict[str, Any] = {field.name: row[field.name] for field in fields(Case)}
    for name in _TIMES:
        value[name] = datetime.fromisoformat(value[name]) if value[name] else None
    for name in _DATES:
        value[name] = date.fromisoformat(value[name]) if value[name] else None
    value["state"], value["route"], value["on_site"] = State(value["state"]), Route(value["route"]), bool(value["on_site"])
    return Case(**value)


def receipt_of(text: str) -> Receipt:
    """A receipt from its JSON."""
    raw = json.loads(text)
    return Receipt(**{**raw, "files": tuple(PlacedFile(**file) for file in raw["files"])})


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
