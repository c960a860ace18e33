"""What must be true: of the site at every moment, and of everything when it has been quiet for long enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from sqlalchemy import func, select

from syncd.ledger import Case
from syncd.ledger import tables as t
from syncd.litter import is_reply
from syncd.model.decision import Weight
from syncd.model.state import OPEN_STATES, STATE_THAI, State
from tests.walks.clerks import Bundle, Files, theirs
from tests.walks.sites import Shown

if TYPE_CHECKING:
    from tests.walks.life import Life


# --- at every moment ------------------------------------------------------------------------------------------------


def check_shown(now: Shown, landed: Collection[str] = ()) -> None:
    """Nothing stands twice, and a post is there with all its files or not at all.

    A post whose request `landed` late may come when its files are already gone again: no publisher can call a request back.
    """
    assert all(count == 1 for count in now.posts.values()), f"a post stands twice: {now.posts}"
    assert all(count == 1 for count in now.files.values()), f"a file stands twice: {now.files}"
    for key, linked in now.linked.items():
        assert linked, f"the post {key} has no files"
        if key in landed:
            continue
        assert linked <= {digest for owner, digest in now.files if owner == key}, f"the post {key} links to what is not there"


def check_landed(life: Life, before: Shown, now: Shown) -> None:
    """What lands late was to be published when it was sent; whether it still is, is looked at when the doubt is over."""
    for key in now.linked:
        if before.linked.get(key) != now.linked[key]:
            life.landed.add(key)
    for key, digest in now.files.keys() - before.files.keys():
        assert any(digest in files for files in life.ever), f"a file of {key} landed that was never to be published"


def check_new(life: Life, before: Shown, now: Shown, lying: list[Bundle]) -> None:
    """What has just become public lies approved in a folder of its unit, whose share is there and whose unit is not paused."""
    fresh = {key: linked for key, linked in now.linked.items() if before.linked.get(key) != linked}
    files = now.files.keys() - before.files.keys()
    if not fresh and not files:
        return
    units = {case.key: case.unit for case in life.cases()}
    released, paused = life.granted("release"), life.ledger.paused()
    for key in sorted({*fresh, *(key for key, _ in files)}):
        wanted = fresh.get(key)
        mine = {digest for owner, digest in files if owner == key}
        may = [life.clerks.to_publish(one.files) for one in lying if one.unit == units[key] and _may(life, key, one, released)]
        assert any(mine <= each for each in may), f"files of {key} became public, and lie approved in no folder"
        assert wanted is None or wanted in may, f"{key} became public, and lies approved in no folder"
        assert not paused & {"", units[key]} or wanted is None, f"{key} became public while {units[key]} was paused"
        assert units[key] not in life.shares, f"{key} became public while the share was {life.shares[units[key]]}"


def _may(life: Life, key: str, bundle: Bundle, released: set[tuple[str, str, Files]]) -> bool:
    """The director approved it, or left it unclear and an officer released this very folder with these very contents."""
    word = life.clerks.memo_word(bundle.files)
    return word == "approved" or (word == "unclear" and (key.rpartition("-")[0], bundle.path, bundle.files) in released)


# --- at the end -----------------------------------------------------------------------------------------------------


def check_end(life: Life, *, held: bool = True) -> None:
    """All has been quiet: every case is told and where it belongs; `held` cases may be left only until an officer has looked."""
    cases, ledger = life.cases(), life.ledger
    assert ledger.audit() is None
    with ledger.reading() as conn:
        rows = {row[0]: row[1] for row in conn.execute(select(t.cases.c.state, func.count()).group_by(t.cases.c.state))}
    assert {state: count for state, count in ledger.counts().items() if count} == rows
    assert [case.number for case in cases] == [f"2570-{number:04d}" for number in range(1, len(cases) + 1)]
    assert not ledger.requests()
    assert all(ledger.request(number).answer for _, number, _ in life.decided)
    assert list(life.desk.syncd.spool.iterdir()) == []
    for case in cases:
        assert case.news == case.told, f"{case.number} was not told"
    _check_public(life, [case for case in cases if case.state is State.PUBLISHED])
    assert not [case.number for case in cases if case.on_site != (case.state is State.PUBLISHED)]
    _check_folders(life, {case.path: case for case in cases if case.state in OPEN_STATES}, held=held)
    for case in cases:
        if case.filed_path:
            _check_told(life, life.desk.root / case.filed_path, case)


def _check_public(life: Life, published: list[Case]) -> None:
    now, released = life.site.shown(), life.granted("release")
    assert now.posts == Counter(case.key for case in published), "public is not what is published"
    files = {case.key: _files(life, case) for case in published}
    assert now.files == Counter((key, digest) for key, read in files.items() for digest in life.clerks.to_publish(read))
    assert now.linked == {key: life.clerks.to_publish(read) for key, read in files.items()}
    on_words: Counter[str | None] = Counter()
    for case in published:
        memo, word = life.clerks.memo_of(files[case.key]), life.clerks.memo_word(files[case.key])
        by_officer = {(number, read) for number, _, read in released}
        if case.evidence == "release":
            assert (case.number, files[case.key]) in by_officer, f"{case.number} says that an officer released it"
        else:
            on_words[memo] += 1
        assert word == "approved" or (word == "unclear" and case.evidence == "release"), f"{case.number} was not approved"
        assert case.filed_path is not None, f"{case.number} was not filed"
        kept = life.desk.syncd.archive / case.number[:4] / case.number
        assert [path.stem for path in kept.iterdir()] == [memo], f"the memo of {case.number} was not kept"
    assert all(count == 1 for count in on_words.values()), "one approval was used twice, and no officer looked"


def _check_folders(life: Life, open_cases: dict[str, Case], *, held: bool) -> None:
    """Every folder in an inbox has its case, and a true reason why it is still there."""
    folders = {str(folder.relative_to(life.desk.root)): folder for folder in life.clerks.folders() if theirs(folder)}
    assert sorted(open_cases) == sorted(folders)
    for path, folder in folders.items():
        case = open_cases[path]
        assert case.state in ((State.RETURNED, State.HELD) if held else (State.RETURNED,)), (
            f"{case.number} is stuck: {case.state}"
        )
        _check_told(life, folder, case)
        if case.state is State.HELD and case.cause:
            assert life.faults, f"{case.number} is held for {case.cause}, and the site was never at fault"
            continue
        weight = Weight.HOLD if case.state is State.HELD else Weight.RETURN
        reasons = {one.rule for one in life.ledger.versions(case.number)[-1].findings if one.weight is weight}
        assert reasons, f"{case.number} is {case.state}, and nobody is told why"
        for reason in reasons:
            assert _is_true(reason, life, case), f"{case.number} is {case.state} for {reason}, which is not true"


def _is_true(reason: str, life: Life, case: Case) -> bool:
    files = life.clerks.contents(life.desk.root / case.path)
    word, memo = life.clerks.memo_word(files), life.clerks.memo_of(files)
    names = Counter(normalize("NFC", path.name) for path in theirs(life.desk.root / case.path))
    others = [other for other in life.cases() if other.number != case.number]
    match reason:
        case "refused":
            return word == "refused"
        case "approval_missing" | "approval_uncertain":
            return word == "unclear"
        case "no_memo":
            return memo is None
        case "only_memo":
            return not life.clerks.to_publish(files)
        case "file_not_taken":
            return max(names.values()) > 1
        case "undecided_category":
            return "ไม่แน่ใจหมวด" in case.path
        case "auto_off":
            return life.was_manual
        case "sent_back":
            return (case.number, files) in {(number, read) for number, _, read in life.granted("return")}
        case "identical":
            return any(other.published_at and _files(life, other) == files for other in others)
        case "same_memo_elsewhere":
            return any((memo_name, memo) in _ever(life, other) for other in others for memo_name in ["memo.pdf"])
        case "same_name_published":
            return any(other.published_at and other.name == case.name for other in others)
        case _:
            return False


def _check_told(life: Life, folder: Path, case: Case) -> None:
    """The folder holds what was read last, and one reply, of its own case, naming its state."""
    replies = [path for path in folder.iterdir() if is_reply(path.name)]
    assert len(replies) == 1, f"{case.number} has {len(replies)} replies"
    (reply,) = replies
    found, read = life.clerks.contents(folder), _files(life, case)
    assert read <= found
    assert {name for name, _ in read} == {name for name, _ in found}, f"{case.number} was not read as it lies there"
    already = "identical" in {one.rule for one in life.ledger.versions(case.number)[-1].findings}
    assert reply.name == f"_{STATE_THAI[case.state]}.txt" or (already and case.state is State.RETURNED), reply.name
    words = reply.read_text(encoding="utf-8-sig")
    assert case.number in words, f"the reply in {case.number} is another's: {words[:200]}"


def _files(life: Life, case: Case) -> Files:
    """What was read of the case last."""
    records = life.ledger.versions(case.number)
    return frozenset((file["name"], file["sha256"]) for file in records[-1].files) if records else frozenset()


def _ever(life: Life, case: Case) -> Files:
    """What was read of the case at any time."""
    return frozenset((file["name"], file["sha256"]) for record in life.ledger.versions(case.number) for file in record.files)
