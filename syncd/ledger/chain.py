"""The hash chain over the ledger's events: pure, so that an auditor can check it with this page alone."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

GENESIS = "0" * 64
"""The hash before the first event."""


def canonical(value: object) -> str:
    """One spelling for one value: sorted keys, no spaces, UTF-8 kept."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    office: str
    seq: int
    """1, 2, 3 … without a gap within an office."""
    at: str
    event: str
    """Constant name, e.g. "case.published"."""
    number: str
    """The case; "" where none is concerned."""
    actor: str
    details: str
    """Canonical JSON."""
    hash: str = ""


def link(previous: str, event: Event) -> str:
    """The event's hash: sha256 over the hash before it and every field of the row."""
    row = [event.office, event.seq, event.at, event.event, event.number, event.actor, event.details]
    return hashlib.sha256((previous + canonical(row)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold."""

    seq: int
    what: str
    event: str = ""
    """What the event there is called; "" where none is left that could tell."""
    number: str = ""
    """The case it is about; "" where none is concerned or known."""


def verify(
    events: Iterable[Event],
    head: tuple[int, str] | None,
    anchors: Iterable[tuple[int, str]] = (),
    watch: Callable[[Event], None] = lambda _: None,
) -> Break | None:
    """Walk the chain once and name the first broken link; None when it holds.

    `events` in order of seq; `head` is the ledger's own (seq, hash), None when it has lost it; `anchors` are copies of earlier
    heads kept outside the ledger: they show a tail cut off together with the head, and a chain written anew from some event on.
    `watch` sees every event that holds.
    """
    previous, expected, last = GENESIS, 1, None
    kept: dict[int, set[str]] = {}
    for seq, digest in anchors:
        kept.setdefault(seq, set()).add(digest)
    kept.pop(0, None)
    for event in events:
        if head is not None and expected > head[0]:
            what = f"event {event.seq} stands beyond the ledger's head ({head[0]} events): it was added from outside"
            return Break(expected, what, str(event.event), str(event.number))
        if event.seq != expected:
            return Break(expected, f"event {expected} is missing (the next one found is {event.seq})")
        if _link(previous, event) != event.hash:
            return _at(event, f"event {event.seq} was changed, or one before it was replaced")
        if kept.pop(event.seq, {event.hash}) != {event.hash}:
            return _at(
                event, f"event {event.seq} differs from what is kept of it outside the ledger: it or one before it is another"
            )
        watch(event)
        previous, expected, last = event.hash, expected + 1, event
    there = expected - 1
    if head is None and last is not None:
        return _at(last, f"the ledger has lost its head; the chain ends with event {there}")
    if head is not None and head[0] > there:
        return Break(expected, f"event {expected} is missing: the ledger's head says {head[0]} events, the chain has {there}")
    if head is not None and head[1] != previous:
        return (
            Break(there, f"the ledger's head differs from event {there}, which should be its last")
            if last is None
            else _at(last, f"the ledger's head differs from event {there}, its last")
        )
    if kept:
        return Break(
            expected,
            f"event {expected} is missing: outside the ledger {max(kept)} are known, the chain has {there}: its tail was cut",
        )
    return None


def _at(event: Event, what: str) -> Break:
    return Break(event.seq, what, str(event.event), str(event.number))


def _link(previous: str, event: Event) -> str | None:
    try:
        return link(previous, event)
    except (TypeError, ValueError):  # a database made to hold what is no text
        return None


def details_of(event: Event) -> Mapping[str, object]:
    """The event's details as a mapping."""
    value: Mapping[str, object] = json.loads(event.details)
    return value
