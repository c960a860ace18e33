"""How often the officer decided as syncd would have: what `publish.auto: true` would change."""

from dataclasses import dataclass

from syncd.ledger import Ledger
from syncd.model.decision import Weight
from syncd.officer import SENT_BACK

LATEST = 200
_AUTO_OFF = "auto_off"
"""The hold of a case that syncd would have published by itself."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the latest cases that only `publish.auto` held back."""

    agreed: int
    """Released as they were."""
    decided: int
    """Released or returned by an officer."""


def agreement(ledger: Ledger) -> Agreement:
    """Look at the latest decisions; costs the same however long the ledger is."""
    agreed = sum(release.findings == (_AUTO_OFF,) for release in ledger.latest_releases(LATEST))
    found = [findings for findings in ledger.latest_findings(LATEST) if any(one.rule == SENT_BACK for one in findings)]
    returned = sum({one.rule for one in findings if one.weight is Weight.HOLD} == {_AUTO_OFF} for findings in found)
    return Agreement(agreed, agreed + returned)
