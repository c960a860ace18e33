"""What a detector answers with: the concern, what may be shown of it, and what tells it from others."""

import hashlib
from dataclasses import dataclass

from syncd.model.document import Concern


@dataclass(frozen=True, slots=True)
class Found:
    """One thing of concern in a text."""

    concern: Concern
    shown: str
    """Masked."""
    mark: str = ""
    """Of a number: equal for equal numbers however they are written, so that the office's own may pass; "" else."""


def mark(digits: str) -> str:
    """Tells one number from others without saying it."""
    return hashlib.sha256(digits.encode()).hexdigest()[:16]


def numbered(concern: Concern, digits: str, shown: str) -> Found:
    """A number of concern."""
    return Found(concern, shown, mark(digits))
