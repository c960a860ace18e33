"""Has every file looked through by the office's virus scanner, where there is one: what it did not see is not clean."""

from collections.abc import Collection

import structlog

from syncd import progress
from syncd.app import Syncd
from syncd.clamd import AwayError
from syncd.clock import Moment
from syncd.copies import empty_spool
from syncd.ledger import READ_AGAIN
from syncd.model.claim import SpooledFile
from syncd.model.document import Document, Fault, FaultKind
from syncd.model.state import State

log = structlog.get_logger(__name__)

AWAY = "scanner_away"
"""The finding of a case that waits for the scanner to answer again."""


def scanned(syncd: Syncd, file: SpooledFile, document: Document) -> Document:
    """The document with what the scanner says of its bytes; as it was when the office has none."""
    if syncd.scanner is None:
        return document
    try:
        verdict = syncd.scanner.scan(file.path)
    except AwayError as error:
        log.warning(
            "scanner.away", cause=str(error), address=syncd.scanner.address, next_step="start clamav-daemon; looked at again"
        )
        return _with(document, Fault(FaultKind.SCANNER_AWAY))  # why, is nothing to its unit
    finally:
        progress.made()
    if verdict.malware is not None:
        log.warning(
            "scanner.found", signature=verdict.malware, sha256=file.sha256, next_step="the bundle is returned; warn the unit"
        )
        return _with(document, Fault(FaultKind.MALWARE, verdict.malware))
    if verdict.unscanned is not None:
        log.warning(
            "scanner.unscanned", cause=verdict.unscanned, next_step="raise clamd's limits, or look at the file and release"
        )
        return _with(document, Fault(FaultKind.UNSCANNED, verdict.unscanned))
    return document


def look_again(syncd: Syncd, moment: Moment, busy: Collection[str]) -> None:
    """The scanner answers again: have what went unscanned meanwhile read once more. Asks it only while something may have."""
    scanner = syncd.scanner
    if scanner is not None and scanner.was_away and scanner.is_there():
        _read_again(syncd, moment, busy)
        scanner.was_away = False


def wait_for_none(syncd: Syncd, moment: Moment) -> None:
    """After a start or a change of settings: what waits for a scanner that the office no longer has is read once more."""
    if syncd.scanner is None:
        _read_again(syncd, moment, ())


def _read_again(syncd: Syncd, moment: Moment, busy: Collection[str]) -> None:
    held = [case for case in syncd.ledger.open_cases() if case.state is State.HELD and case.number not in busy]
    found = syncd.ledger.findings([case.number for case in held])
    for case in held:
        if any(finding.rule == AWAY for finding in found.get(case.number, ())):
            again = {**READ_AGAIN, "cause": ""}
            syncd.ledger.advance(case, "case.retried", moment, details={"cause": "scanner"}, tell=False, **again)
            empty_spool(syncd, case)
            log.info("scanner.back", case=case.number)


def _with(document: Document, fault: Fault) -> Document:
    return document.with_faults(fault)
