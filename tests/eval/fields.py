"""Fields that were taken as certain and are not what a person sees."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from syncd.model.approval import Word
from syncd.model.memo import Memo, Source
from syncd.thai import arabic, squeeze
from tests.eval.judging import Seen

_WORDS = {"approved": Word.APPROVED, "not_approved": Word.REFUSED, "needs_revision": Word.CORRECT, None: Word.NONE}


def wrong_fields(seen: Seen) -> Iterator[str]:
    """Each with what was read and what stands there. What is doubted or unread is not taken as certain."""
    document = seen.document
    if document.unread is not None:
        return
    for memo, expected in zip(document.memos, seen.sample.memos, strict=False):
        if not memo.doubts:
            yield from _wrong(memo, expected)


def _wrong(memo: Memo, expected: dict[str, Any]) -> Iterator[str]:
    number = expected["memo_no"]
    blank = number is None or not any(letter.isdigit() for letter in number)
    read_and_seen = [
        ("unit", memo.unit, expected["unit"]),
        ("number", memo.number, None if blank else number),
        ("subject", memo.subject, expected["subject"]),
        ("addressee", memo.addressee, expected["to"]),
    ]
    for name, read, there in read_and_seen:
        if name not in memo.uncertain and _bare(read) != _bare(there):
            yield f"{name}: {read!r}, not {there!r}"
    if memo.sure_date is not None and memo.sure_date != _day(expected["date"]):
        yield f"date: {memo.sure_date}, not {expected['date']}"
    if memo.source is not Source.OCR and memo.asks_publication and not expected["publish_request"]:
        yield "asks_publication: it does not ask for publication"
    there_by_name = {_bare(block["name"]): block for block in expected["approvals"]}
    for approval in memo.approvals:
        block = there_by_name.get(_bare(approval.name))
        if not approval.certain or block is None or "approval" in memo.uncertain:
            continue
        word = _WORDS.get(block["decision"])
        decides = approval.word in {Word.APPROVED, Word.REFUSED, Word.CORRECT}
        if decides and approval.word is not word:
            yield f"decision of {approval.name}: {approval.word}, not {block['decision']}"
        if approval.date is not None and approval.date != _day(block["date"]):
            yield f"date of {approval.name}: {approval.date}, not {block['date']}"


def _bare(text: str | None) -> str:
    return arabic(squeeze(text or ""))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
