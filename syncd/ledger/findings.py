"""Findings as a row of the ledger holds them: what is said alike of many files is written once."""

import json
from collections.abc import Iterable
from itertools import groupby

from syncd.ledger.chain import canonical
from syncd.model.decision import Finding, Weight


def text_of(findings: Iterable[Finding]) -> str:
    """The findings as JSON, in their order."""
    alike = groupby(findings, key=lambda one: (one.rule, one.weight, one.message))
    return canonical(
        [
            {"rule": rule, "weight": weight, "message": message, "files": [one.file for one in some]}
            for (rule, weight, message), some in alike
        ]
    )


def findings_in(text: str) -> tuple[Finding, ...]:
    """The findings again; also from rows of an older syncd, which wrote one `file` for each."""
    return tuple(
        Finding(one["rule"], Weight(one["weight"]), one["message"], file)
        for one in json.loads(text)
        for file in one.get("files", [one.get("file")])
    )
