"""From what was found to what each case is: nothing is changed here, so that it can be read, tested, and done in any pieces."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from syncd.ledger import Case
from syncd.model.post import Receipt
from syncd.model.state import OPEN_STATES, State
from syncd.numbering import is_believable, number_of
from syncd.publishers.base import FoundMedium, FoundPost
from syncd.rebuild.survey import Lying, Survey
from syncd.traces import Filed


class What(StrEnum):
    """What becomes of a case."""

    PUBLISHED = "published"
    """Its post stands on the site."""
    REOPENED = "reopened"
    """Its folder waits in the inbox: it is read again, under the number and key it bears."""
    TO_REMOVE = "to_remove"
    """Of it stands on the site what is not to be public: the daemon takes it off."""
    ABSENT = "absent"
    """Filed as published, and not on the site."""
    KNOWN = "known"
    """The ledger knows it as it is; only the journal learns what stands there."""


@dataclass(frozen=True, slots=True)
class Step:
    """One case, with all that was found of it."""

    what: What
    number: str | None
    """None: the number it bears is another case's, and it gets a new one."""
    key: str | None = None
    """None: nothing of it stands on the site."""
    case: Case | None = None
    """As the ledger knows it; None: not at all."""
    post: FoundPost | None = None
    media: tuple[FoundMedium, ...] = ()
    lying: Lying | None = None
    filed: Filed | None = None


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """What a person must look at."""

    kind: str
    number: str
    what: str = ""
    """A title, a path, a key: what it is about."""


class Known(Protocol):
    """What the ledger knows."""

    def case(self, number: str) -> Case | None:
        """The case of this number."""

    def case_of_key(self, key: str) -> Case | None:
        """The case of this key."""

    def receipt(self, number: str) -> Receipt | None:
        """Proof of the case's publication."""

    def on_site(self) -> Iterator[Case]:
        """Cases that are public, as far as the ledger knows."""


@dataclass(slots=True)
class Plan:
    """The steps, in the order in which they are to be taken, and what a person must look at."""

    steps: list[Step] = field(default_factory=list)
    loose_ends: list[LooseEnd] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    """Numbers and paths of folders that a step has."""

    def add(self, step: Step) -> None:
        """Take the step."""
        self.steps.append(step)
        self.taken |= {one for one in (step.number, step.case and step.case.number) if one}
        self.taken |= {one.path for one in (step.filed, step.lying and step.lying.sighting) if one}


Digests = Callable[[str], frozenset[str]]
"""Path of a folder → the sha256 of each file in it."""


def make(found: Survey, known: Known, digests: Digests) -> Plan:
    """What each case is. A folder's name and a reply are hints: they name cases, and never make anything public."""
    plan = Plan()
    media: dict[str, list[FoundMedium]] = defaultdict(list)
    for medium in found.media:
        media[medium.key].append(medium)
    posts = _one_for_each(plan, found.posts)
    for post in posts:
        _standing(plan, found, known, digests, post, tuple(media.pop(post.key, ())))
    for key, left in sorted(media.items()):
        _without_post(plan, found, known, key, tuple(left))
    for one in found.filed:
        _without_place(plan, found, known, one)
    for bundle in found.lying:
        _waiting(plan, found, known, bundle)
    if found.site_asked:
        there = {post.key for post in posts}
        plan.loose_ends += [LooseEnd("not_on_site", case.number, case.title) for case in known.on_site() if case.key not in there]
    plan.loose_ends += [LooseEnd("number_not_ours", number) for number in found.unbelievable]
    return plan


def _one_for_each(plan: Plan, posts: Iterable[FoundPost]) -> list[FoundPost]:
    """One post for each key, oldest first: the one whose slug is the key's, else the oldest. The others are said."""
    by_key: dict[str, list[FoundPost]] = defaultdict(list)
    for post in posts:
        by_key[post.key].append(post)
    for key, same in by_key.items():
        same.sort(key=lambda post: (bool(post.hidden), key not in post.url, _id(post)))
        plan.loose_ends += [LooseEnd("twin", number_of(key), post.url) for post in same[1:]]
    first = (same[0] for same in by_key.values())
    return sorted(first, key=lambda post: (post.published_at is None, str(post.published_at), _id(post)))


def _id(post: FoundPost) -> tuple[int, str]:
    return (int(post.remote_id) if post.remote_id.isdigit() else 0, post.remote_id)


# --- what stands on the site ----------------------------------------------------------------------------------------------


def _standing(plan: Plan, found: Survey, known: Known, digests: Digests, post: FoundPost, media: tuple[FoundMedium, ...]) -> None:
    case, number = known.case_of_key(post.key), number_of(post.key)
    lying, filed = _folder_of(plan, found, digests, post, case)
    if case is not None:
        plan.add(
            Step(
                _known_post(case, known.receipt(case.number), post, filed), case.number, post.key, case, post, media, lying, filed
            )
        )
        if case.state is State.WITHDRAWN and not case.on_site:
            plan.loose_ends.append(LooseEnd("withdrawn_was_there", case.number, post.url))
    else:
        is_free = number not in plan.taken and known.case(number) is None
        plan.add(Step(What.PUBLISHED, number if is_free else None, post.key, None, post, media, lying, filed))
        if lying is None and filed is None and post.mark is not None and post.mark.unit not in found.units:
            plan.loose_ends.append(LooseEnd("unit_unknown", number, post.mark.unit))
    if post.hidden:
        plan.loose_ends.append(LooseEnd(f"hidden_{'trash' if post.hidden == 'trash' else 'draft'}", number, post.url))
    if post.mark is None:
        plan.loose_ends.append(LooseEnd("mark_lost", number, post.url))


def _known_post(case: Case, receipt: Receipt | None, post: FoundPost, filed: Filed | None) -> What:
    version = post.mark.version if post.mark else ""
    if case.state is State.PUBLISHED and receipt is not None and version in ("", receipt.version):
        return What.KNOWN
    if case.state in (State.WITHDRAWN, State.CANCELLED):
        return What.TO_REMOVE
    if case.state in (State.RETURNED, State.HELD) and case.on_site and version == case.version and filed is None:
        return What.TO_REMOVE  # decided otherwise after it was sent: its removal was under way
    return What.PUBLISHED


def _folder_of(
    plan: Plan, found: Survey, digests: Digests, post: FoundPost, case: Case | None
) -> tuple[Lying | None, Filed | None]:
    """The folder that was published: in the inbox only if it is just that, else among the filed ones of its number."""
    mark = post.mark
    for one in found.by_version.get(mark.version, ()) if mark is not None else ():
        if one.sighting.path not in plan.taken:
            return one, None
    numbers = {number_of(post.key), *([case.number] if case else [])}
    there = [one for number in sorted(numbers) for one in found.filed_as.get(number, ()) if one.path not in plan.taken]
    if mark is not None and mark.unit in found.units:
        there = [one for one in there if one.unit.name == mark.unit]
    if len(there) > 1 and mark is not None:
        there.sort(key=lambda one: len(frozenset(mark.media) - digests(one.path)))
    return None, there[0] if there else None


def _without_post(plan: Plan, found: Survey, known: Known, key: str, media: tuple[FoundMedium, ...]) -> None:
    """Killed between its files and its post; or the post was removed by hand."""
    case, number = known.case_of_key(key), number_of(key)
    if case is not None:
        closed = case.state in (State.WITHDRAWN, State.CANCELLED, State.RETURNED, State.HELD)
        plan.add(Step(What.TO_REMOVE if closed else What.KNOWN, case.number, key, case, None, media))
        return
    is_free = number not in plan.taken and known.case(number) is None
    lying = _claimant(plan, found, number) if is_free else None
    filed = next((one for one in found.filed_as.get(number, ()) if one.path not in plan.taken), None) if is_free else None
    what = What.REOPENED if lying is not None else What.ABSENT if filed is not None else What.TO_REMOVE
    plan.add(Step(what, number if is_free else None, key, None, None, media, lying, None if lying else filed))


def _claimant(plan: Plan, found: Survey, number: str) -> Lying | None:
    return next((one for one in found.by_claim.get(number, ()) if one.sighting.path not in plan.taken), None)


# --- what lies in folders only ----------------------------------------------------------------------------------------------


def _without_place(plan: Plan, found: Survey, known: Known, filed: Filed) -> None:
    if filed.path in plan.taken or not found.site_asked or not is_believable(filed.number, found.numbers):
        return
    case = known.case(filed.number)
    if filed.number in plan.taken or (case is not None and not _has_left_its_inbox(found, case)):
        if case is None or case.filed_path != filed.path:
            plan.loose_ends.append(LooseEnd("filed_twice", filed.number, filed.path))
        return
    plan.add(Step(What.ABSENT, filed.number, None, case, filed=filed))


def _has_left_its_inbox(found: Survey, case: Case) -> bool:
    """Whether the ledger knows an open case whose folder is gone: it was decided after the ledger's last event."""
    return case.state in OPEN_STATES and all(one.sighting.path != case.path for one in found.lying)


def _waiting(plan: Plan, found: Survey, known: Known, lying: Lying) -> None:
    number, path = lying.sighting.claims, lying.sighting.path
    if number is None or path in plan.taken:
        return
    case = known.case(number)
    if case is not None:
        if case.path == path and case.state in OPEN_STATES and lying.said is State.RETURNED and case.state is not State.RETURNED:
            plan.add(Step(What.REOPENED, number, case.key, case, lying=lying))
        return
    if number not in plan.taken and is_believable(number, found.numbers):
        plan.add(Step(What.REOPENED, number, lying=lying))
