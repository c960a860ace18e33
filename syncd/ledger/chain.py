"""The hash chain over the ledger's events: pure, so that an auditor can check it with this page alone."""

import hashlib
import json
from collections.abc import Iterable, Mapping
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


def verify(events: Iterable[Event], head: tuple[int, str], anchor: tuple[int, str] | None) -> Break | None:
    """Walk the chain once and name the first broken link; None when it holds.

    `events` in order of seq; `head` is the ledger's own (seq, hash); `anchor` the copy kept outside the ledger, which shows
    a tail that was cut off together with the head.
    """
    previous, expected = GENESIS, 1
    anchor_seen = anchor is None or anchor[0] == 0
    for event in events:
        if event.seq != expected:
            return Break(expected, f"event {expected} is missing (the next one found is {event.seq})")
        if link(previous, event) != event.hash:
            return Break(
                event.seq, f"event {event.seq} ({event.event} {event.number}) was changed, or one before it was replaced"
            )
        if anchor is not None and event.seq == anchor[0]:
            anchor_seen = True
            if event.hash != anchor[1]:
                return Break(event.seq, f"event {event.seq} differs from the anchor kept outside the ledger")
        previous, expected = event.hash, expected + 1
    if (expected - 1, previous) != head:
        return Break(expected, f"the ledger's head says {head[0]} events, the chain has {expected - 1}")
    if not anchor_seen and anchor is not None:
        return Break(
            expected, f"the anchor kept outside the ledger says {anchor[0]} events, the chain has {expected - 1}: a tail was cut"
        )
    return None


def details_of(event: Event) -> Mapping[str, object]:
    """The event's details as a mapping."""
    value: Mapping[str, object] = json.loads(event.details)
    return value
