"""What the rules say of a bundle, what an officer answers, and what comes of both."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from syncd.model.approval import Evidence
from syncd.model.memo import Memo
from syncd.model.office import Category


class Weight(StrEnum):
    """What a finding does to a bundle."""

    RETURN = "return"
    HOLD = "hold"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule says about a bundle, in words a unit can act on."""

    rule: str
    weight: Weight
    message: str
    """Thai, shown as is: what is wrong and what to do. Never a personal number in full."""
    file: str | None = None

    @property
    def key(self) -> str:
        """Names the finding in a release: rule, and the file if there is one."""
        return self.rule if self.file is None else f"{self.rule}:{self.file}"

    @property
    def names_file(self) -> bool:
        """Whether the message itself says which file it is about; that its letters occur somewhere in it is not enough."""
        return self.file is not None and (f"“{self.file}”" in self.message or self.message.startswith(f"{self.file} "))


@dataclass(frozen=True, slots=True)
class Release:
    """ตรวจแล้ว ให้เผยแพร่: an ICT officer's answer to named findings of one version."""

    version: str
    findings: tuple[str, ...]
    """Finding.key of each finding answered."""
    officer: str
    at: dt.datetime
    approver: str | None = None
    number: str | None = None
    """As read by eye; "ไม่มีเลข" allowed."""
    date: dt.date | None = None
    """The approval's date as read by eye."""
    memo_date: dt.date | None = None
    """The memo's own date as read by eye; it may stay open."""
    category: str | None = None
    """For undecided bundles: the code chosen."""
    memo: str | None = None
    """For bundles where it is open which file is the memo: its name."""
    title: str | None = None
    """For bundles whose own names say nothing."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Publish:
    """The rules found nothing against it."""

    evidence: Evidence
    category: Category
    memo: Memo | None
    approval_date: dt.date | None
    findings: tuple[Finding, ...] = ()
    """Notes only, and what a release answered."""


@dataclass(frozen=True, slots=True)
class Return:
    """The unit must mend it."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """A person must look at it."""

    findings: tuple[Finding, ...]


Decision = Publish | Return | Hold
