"""How often the officer decided as syncd would have: what `publish.auto: true` would change."""

import json
from dataclasses import dataclass

from sqlalchemy import select

from syncd.ledger import Ledger
from syncd.ledger import tables as t
from syncd.ledger.findings import findings_in
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
    mine = t.releases.c.office == ledger.office
    releases = select(t.releases.c.value).where(mine).order_by(t.releases.c.number.desc()).limit(LATEST)
    versions = (
        select(t.versions.c.findings)
        .where(t.versions.c.office == ledger.office)
        .order_by(t.versions.c.number.desc(), t.versions.c.version_no.desc())
        .limit(LATEST)
    )
    with ledger.reading() as conn:
        released = [json.loads(value)["findings"] for value in conn.execute(releases).scalars()]
        found = [findings_in(text) for text in conn.execute(versions).scalars() if SENT_BACK in text]
    agreed = sum(answered == [_AUTO_OFF] for answered in released)
    returned = sum(
        any(one.rule == SENT_BACK for one in findings)
        and {one.rule for one in findings if one.weight is Weight.HOLD} == {_AUTO_OFF}
        for findings in found
    )
    return Agreement(agreed, agreed + returned)
