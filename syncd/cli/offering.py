"""The commands that decide a held case, to be pasted as they are shown: what only an officer can read is left open in them."""

from shlex import quote

from syncd.cli import deciding
from syncd.decide import NEVER_RELEASED
from syncd.ledger import Case, VersionRecord
from syncd.model.decision import Release
from syncd.model.office import Route

OPEN = "…"
"""Where the officer writes. A command in which it was left standing is refused."""


def commands_for(case: Case, version: VersionRecord, before: Release | None) -> tuple[str, ...]:
    """First the one that asks for all it needs; then, in one line each, release or retry, and return.

    `before`: what an officer said of this version before.
    """
    walk, send_back = f"syncd review {case.number}", f'syncd return {case.number} --reason "{OPEN}"'
    if case.cause:
        return (walk, f"syncd retry {case.number}", send_back)
    return (walk, *_release(case, version, before), send_back)


def _release(case: Case, version: VersionRecord, before: Release | None) -> tuple[str, ...]:
    """The release of this version, with every finding that must be answered by name and every field that must be read by eye."""
    holds = deciding.holds_in(version)
    if any(finding.rule in NEVER_RELEASED and finding.rule not in deciding.OPEN_ELSEWHERE for finding in holds):
        return ()
    words = [f"syncd release {case.number}"]
    words += [f"--version {version.version_no}"] if version.version_no > 1 else []
    words += ["--all-findings"] if any(finding.rule not in deciding.ONE_BY_ONE for finding in holds) else []
    words += [f"--finding {quote(finding.key)}" for finding in holds if finding.rule in deciding.ONE_BY_ONE]
    fields = dict.fromkeys(deciding.OPEN_ELSEWHERE[one.rule] for one in holds if one.rule in deciding.OPEN_ELSEWHERE)
    if case.route is not Route.PHOTOS:
        fields |= dict.fromkeys(field for field, known in deciding.known_of(version, before).items() if not known)
    words += [f'--{field} "{OPEN}"' for field in fields]
    return (" ".join(words),)
