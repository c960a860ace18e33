"""The rules: one ordered list. To add one, write a function in the fitting file here, give it a row, and a row in its test table.

A rule looks at the bundle and the office and says what it has to say; it never looks at another rule, so none can hide another.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from syncd.approval import Objection
from syncd.model.bundle import Bundle
from syncd.model.decision import Finding, Weight
from syncd.model.document import Concern, FaultKind
from syncd.model.office import Route
from syncd.office import Office
from syncd.rules import concerns, consistency, files, folder, memo, photos
from syncd.rules.said import Said
from syncd.screening import discreet


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    name: str
    """Constant, English: goes to logs, the ledger and releases."""
    weight: Weight
    """The least it weighs; settings may make it stricter."""
    look: Callable[[Bundle, Office], Iterable[Said]]


_RETURN, _HOLD, _NOTE = Weight.RETURN, Weight.HOLD, Weight.NOTE

FILE_RULES = (
    Rule("file_not_taken", _RETURN, files.file_not_taken),
    Rule("file_empty", _RETURN, files.faulty(FaultKind.EMPTY)),
    Rule("file_damaged", _RETURN, files.faulty(FaultKind.DAMAGED)),
    Rule("file_encrypted", _RETURN, files.faulty(FaultKind.ENCRYPTED)),
    Rule("file_wrong_type", _RETURN, files.faulty(FaultKind.WRONG_TYPE)),
    Rule("file_forbidden_type", _RETURN, files.faulty(FaultKind.FORBIDDEN_TYPE)),
    Rule("file_macros", _RETURN, files.faulty(FaultKind.MACROS)),
    Rule("file_active", _RETURN, files.faulty(FaultKind.ACTIVE)),
    Rule("file_linked", _HOLD, files.faulty(FaultKind.LINKED)),
    Rule("file_concealed", _NOTE, files.concealed),
    Rule("file_signature", _RETURN, files.faulty(FaultKind.SIGNATURE)),
    Rule("file_bomb", _RETURN, files.faulty(FaultKind.BOMB)),
    Rule("file_malware", _RETURN, files.faulty(FaultKind.MALWARE)),
    Rule("file_unscanned", _HOLD, files.faulty(FaultKind.UNSCANNED)),
    Rule("scanner_away", _HOLD, files.faulty(FaultKind.SCANNER_AWAY)),
    Rule("file_too_big", _RETURN, files.faulty(FaultKind.TOO_BIG)),
    Rule("only_archives", _RETURN, files.only_archives),
    Rule("too_big", _RETURN, files.too_big),
    Rule("second_details", _RETURN, files.second_details),
    Rule("details_problems", _RETURN, folder.details_problems),
    Rule("conflict_copies", _NOTE, files.conflict_copies),
)
"""For every bundle."""

SCREENING_RULES = (
    Rule("file_unread", _HOLD, files.file_unread),
    Rule("file_by_ocr", _HOLD, files.file_by_ocr),
)
"""What could not be looked into."""

CONCERN_RULES = tuple(Rule(concern.value, _HOLD, concerns.concerning(concern)) for concern in Concern)
"""What must not come before the public unseen: one rule for each concern, so that each is released by itself."""

MEMO_RULES = (
    Rule("no_memo", _RETURN, memo.no_memo),
    Rule("named_memo_missing", _RETURN, memo.named_memo_missing),
    Rule("only_memo", _RETURN, memo.only_memo),
    Rule("several_memos", _HOLD, memo.several_memos),
    Rule("another_memo", _HOLD, memo.another_memo),
    Rule("memo_may_be_unread", _HOLD, memo.memo_may_be_unread),
    Rule("memo_scanned", _HOLD, memo.memo_scanned),
    Rule("refused", _RETURN, memo.objection(Objection.REFUSED)),
    Rule("to_be_corrected", _RETURN, memo.objection(Objection.TO_BE_CORRECTED)),
    Rule("approval_missing", _HOLD, memo.objection(Objection.MISSING)),
    Rule("approval_uncertain", _HOLD, memo.objection(Objection.UNCERTAIN)),
    Rule("approver_unknown", _HOLD, memo.objection(Objection.UNKNOWN)),
    Rule("approver_out_of_dates", _HOLD, memo.objection(Objection.OUT_OF_DATES)),
    Rule("signature_uncertain", _HOLD, memo.objection(Objection.SIGNATURE)),
    Rule("impossible_dates", _HOLD, memo.impossible_dates),
    Rule("evidence_not_accepted", _HOLD, memo.evidence_not_accepted),
    Rule("asks_something_else", _HOLD, memo.asks_something_else),
    Rule("memo_date_missing", _HOLD, memo.memo_date_missing),
    Rule("memo_doubts", _HOLD, memo.memo_doubts),
    Rule("memo_addressed_elsewhere", _HOLD, memo.memo_addressed_elsewhere),
    Rule("memo_unit_not_allowed", _HOLD, memo.memo_unit_not_allowed),
    Rule("memo_unit_differs", _NOTE, memo.memo_unit_differs),
    Rule("unit_director_missing", _NOTE, memo.unit_director_missing),
    Rule("memo_number_blank", _NOTE, memo.memo_number_blank),
    Rule("memo_age", _NOTE, memo.memo_age),
    Rule("year_mismatch", _NOTE, memo.year_mismatch),
)
"""For what is published on a memo."""

SITE_RULES = (
    Rule("category_not_valid", _RETURN, folder.category_not_valid),
    Rule("category_not_yours", _HOLD, folder.category_not_yours),
    Rule("identical", _RETURN, folder.identical),
    Rule("same_name_published", _HOLD, folder.same_name_published),
    Rule("same_memo_elsewhere", _HOLD, folder.same_memo_elsewhere),
    Rule("same_file_elsewhere", _NOTE, folder.same_file_elsewhere),
)
"""Where it is to stand, and what stands there already."""

PLACE_RULES = (
    Rule("unknown_category", _RETURN, folder.unknown_category),
    Rule("undecided_category", _HOLD, folder.undecided_category),
    Rule("no_title", _HOLD, folder.no_title),
)
"""What a clerk may leave to others to say."""

CONSISTENCY_RULES = (
    Rule("period_mismatch", _NOTE, consistency.period_mismatch),
    Rule("same_file_twice", _NOTE, consistency.same_file_twice),
    Rule("category_suggested", _NOTE, consistency.category_suggested),
    Rule("enclosures_missing", _NOTE, consistency.enclosures_missing),
    Rule("pieces_missing", _NOTE, consistency.pieces_missing),
)
"""Whether title, memo, files and category tell the same story."""

PHOTO_RULES = (
    Rule("photos_only", _RETURN, photos.photos_only),
    Rule("no_photos", _RETURN, photos.no_photos),
    Rule("no_paragraph", _RETURN, photos.no_paragraph),
    Rule("photos_title", _RETURN, photos.photos_title),
    Rule("photo_moves", _RETURN, photos.photo_moves),
    Rule("memo_among_photos", _RETURN, photos.memo_among_photos),
    Rule("photo_looks_like_page", _HOLD, photos.photo_looks_like_page),
    Rule("words_of_paper", _HOLD, photos.words_of_paper),
    Rule("photos_release", _HOLD, photos.photos_release),
)
"""For photos of activities, which need no memo."""

_ON_MEMO = MEMO_RULES + FILE_RULES + SCREENING_RULES + CONCERN_RULES + PLACE_RULES + SITE_RULES + CONSISTENCY_RULES

ROUTE_RULES: Mapping[Route, tuple[Rule, ...]] = {
    Route.MEMO: _ON_MEMO,
    Route.REGULATED: _ON_MEMO,
    Route.PHOTOS: PHOTO_RULES + FILE_RULES + SCREENING_RULES + CONCERN_RULES + SITE_RULES,
}

RULES: Mapping[str, Rule] = {rule.name: rule for rules in ROUTE_RULES.values() for rule in rules}
"""Every rule by its name."""

_SEVERITY = (Weight.NOTE, Weight.HOLD, Weight.RETURN)


def examine(bundle: Bundle, office: Office, stricter: Mapping[str, Weight] | None = None) -> tuple[Finding, ...]:
    """Everything the rules of the bundle's route have to say: returns, holds, notes; within a weight in the list's order.
    No message gives a person's number in full, whatever names and titles it repeats.

    `stricter` maps names of rules to a weight; a laxer one than the table's changes nothing.
    """
    stricter = stricter or {}
    findings = [
        Finding(rule.name, _heavier(rule.weight, stricter.get(rule.name)), discreet(said.message), said.file)
        for rule in ROUTE_RULES[bundle.route]
        for said in rule.look(bundle, office)
    ]
    return tuple(sorted(findings, key=lambda finding: -_SEVERITY.index(finding.weight)))


def _heavier(weight: Weight, other: Weight | None) -> Weight:
    return max(weight, other or weight, key=_SEVERITY.index)
