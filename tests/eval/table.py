"""What was seen, as lines of text for a person."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.eval.fields import wrong_fields
from tests.eval.flags import planted
from tests.eval.judging import Seen

SAID = ("publish", "hold", "return")


def report(all_seen: Sequence[Seen]) -> Iterator[str]:
    """Unsafe publications first, then wrong certain values, the confusion table, shares, and what reading cost."""
    yield from _named("UNSAFE PUBLICATIONS", [_why(seen) for seen in all_seen if seen.is_unsafe])
    wrong = [f"{seen.sample.path.name}: {what}" for seen in all_seen for what in wrong_fields(seen)]
    yield from _named("WRONG VALUES TAKEN AS CERTAIN", wrong)
    yield ""
    yield from _confusion(all_seen)
    yield ""
    yield from _shares(all_seen)
    yield ""
    yield from _flags(all_seen)
    yield ""
    yield from _cost(all_seen)


def _named(what: str, lines: list[str]) -> Iterator[str]:
    yield f"{what}: {len(lines) or 'none'}"
    yield from (f"  {line}" for line in lines)


def _why(seen: Seen) -> str:
    part = "as the memo" if seen.sample.is_memo and seen.as_memo.said == "publish" else "beside a clear memo"
    return f"{seen.sample.path.name} ({seen.sample.kind}): expected {seen.sample.outcome}, published {part}"


def _confusion(all_seen: Sequence[Seen]) -> Iterator[str]:
    counted = Counter((seen.sample.row, seen.sample.outcome, seen.verdict.said) for seen in all_seen)
    width = max(len(row) for row, _, _ in counted) + 2
    yield f"{'class':{width}}{'expected':10}" + "".join(f"{said:>9}" for said in SAID)
    for row, outcome in sorted({(row, outcome) for row, outcome, _ in counted}):
        yield f"{row:{width}}{outcome:10}" + "".join(f"{counted[row, outcome, said] or '·':>9}" for said in SAID)


def _shares(all_seen: Sequence[Seen]) -> Iterator[str]:
    clear = [seen for seen in all_seen if seen.sample.is_clear]
    held = [seen for seen in clear if seen.as_memo.said != "publish"]
    yield _share("clear text memos decided without a person", len(clear) - len(held), len(clear))
    yield from (f"  {seen.sample.path.name}: {_rules(seen)}" for seen in held)
    no = [seen for seen in all_seen if seen.sample.is_memo and any(_decided_against(memo) for memo in seen.sample.memos)]
    yield _share(
        "refusals and corrections sent back without a person", sum(seen.as_memo.said == "return" for seen in no), len(no)
    )
    scans = [seen for seen in all_seen if seen.sample.kind == "memo_scan"]
    yield _share("scans read as far as a memo", sum(bool(seen.document.memos) for seen in scans), len(scans))
    ordinary = [seen for seen in all_seen if seen.sample.is_ordinary]
    alarms = [seen for seen in ordinary if seen.beside.said != "publish"]
    yield _share("false alarms on ordinary files to publish", len(alarms), len(ordinary))
    yield from (f"  {seen.sample.path.name}: {_rules(seen)}" for seen in alarms)


def _decided_against(memo: dict[str, object]) -> bool:
    return memo.get("overall") in {"not_approved", "needs_revision"}


def _share(what: str, part: int, whole: int) -> str:
    return f"{what}: {part} of {whole}" + (f" ({part / whole:.1%})" if whole else "")


def _rules(seen: Seen) -> str:
    weighty = [finding for finding in seen.verdict.findings if finding.weight != "note"]
    return "; ".join(f"{finding.rule} “{finding.message[:90]}”" for finding in weighty)


def _flags(all_seen: Sequence[Seen]) -> Iterator[str]:
    results = [(flag, said, seen) for seen in all_seen for flag, said in planted(seen).items()]
    counted = Counter(said for _, said, _ in results)
    yield "planted: " + ", ".join(f"{counted[said]} {said}" for said in ("found", "stopped", "missed"))
    yield from (f"  {said}: {flag} in {seen.sample.path.name}" for flag, said, seen in results if said != "found")


def _cost(all_seen: Sequence[Seen]) -> Iterator[str]:
    yield "reading          files  pages   s/page   most s/page   CPU s/page   worker MB"
    for row in sorted({_how(seen) for seen in all_seen}):
        group = [seen for seen in all_seen if _how(seen) == row]
        pages = [seen.document.pages or 1 for seen in group]
        most = max(seen.seconds / count for seen, count in zip(group, pages, strict=True))
        mean, busy = sum(seen.seconds for seen in group) / sum(pages), sum(seen.busy for seen in group) / sum(pages)
        peak = max(seen.megabytes for seen in group)
        yield f"{row:15}{len(group):7}{sum(pages):7}{mean:9.3f}{most:14.3f}{busy:13.3f}{peak:12.0f}"


def _how(seen: Seen) -> str:
    scanned = " (scan)" if seen.sample.kind == "memo_scan" else ""
    return seen.document.kind + scanned
