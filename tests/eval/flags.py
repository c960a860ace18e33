"""What was planted in the documents, and which findings show that it was found."""

from collections.abc import Mapping

from syncd.model.document import WITHIN
from tests.eval.judging import Seen

FOUND_BY: Mapping[str, frozenset[str]] = {
    flag: frozenset(rules)
    for flag, *rules in (
        ("encrypted", "file_encrypted"),
        ("damaged", "file_damaged"),
        ("macro", "file_macros"),
        ("wrong_extension", "file_wrong_type", "file_forbidden_type"),
        ("script", "file_forbidden_type", "file_active"),
        ("zip_bomb", "file_bomb"),
        ("pdf_javascript", "file_active"),
        ("pdf_openaction", "file_active"),
        ("pdf_launch", "file_active"),
        ("pdf_action", "file_active", "file_linked"),
        ("pdf_xfa", "file_active"),
        ("pdf_embedded_file", "file_active"),
        ("embedded_object", "file_active"),
        ("activex", "file_active", "file_macros"),
        ("external_link", "file_linked", "file_active"),
        ("executable", "file_forbidden_type", "file_wrong_type"),
        ("polyglot", "file_forbidden_type", "file_wrong_type", "file_active", "file_damaged"),
        ("empty", "file_empty"),
        ("eicar", "file_malware", "file_forbidden_type"),
        ("student_list", "pupils"),
        ("text_layer_mismatch", "memo_doubts", "file_unread", "memo_may_be_unread"),
        ("signed_then_changed", "file_signature"),
        ("signed_tampered", "file_signature"),
        ("signed_untrusted", "signature_uncertain"),
        ("hidden_sheet", "file_concealed"),
        ("no_memo", "no_memo", "asks_something_else"),
    )
}
"""Flag → rules. A flag that is not here counts as found by a rule of its own name."""

NOT_PLANTED = frozenset({"signed", "gps"})
"""Said of a document, and nothing to be found by a rule: a valid signature; GPS is dropped when a photo is made ready."""


def planted(seen: Seen) -> dict[str, str]:
    """Flag → `found`, `stopped` (by another finding: it does not go out, but nobody is told of this) or `missed`."""
    findings = (*seen.as_memo.findings, *seen.beside.findings)
    named = {None, seen.sample.path.name}  # a file within it is told with its name before
    rules = {finding.rule for finding in findings if (finding.file and finding.file.split(WITHIN)[0]) in named}
    stopped = seen.verdict.said != "publish"
    return {
        flag: "found" if rules & FOUND_BY.get(flag, frozenset({flag})) else "stopped" if stopped else "missed"
        for flag in seen.sample.flags
        if flag not in NOT_PLANTED
    }
