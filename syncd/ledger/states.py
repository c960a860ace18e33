"""What a case's events come to: pure, so that a case's row can be held against the chain."""

from dataclasses import dataclass

from syncd.ledger.chain import Event, details_of
from syncd.model.state import State

_MEANS = {
    "case.received": State.RECEIVED,
    "case.changed": State.RECEIVED,
    "case.moved": State.RECEIVED,
    "case.reread": State.RECEIVED,
    "case.released": State.RECEIVED,
    "case.retried": State.RECEIVED,
    **{f"case.{state.value}": state for state in State},
}
"""An event → the state it leaves its case in. Events that are not here leave it as it was."""
_TAKEN_BACK = frozenset({State.SCHEDULED, State.DEFERRED})
"""A case in one of these whose folder is missing waits for it as received."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the events say of one case."""

    state: State
    key: str | None
    """None: written by a syncd that did not put the key into its events."""


def after(before: Told | None, event: Event) -> Told | None:
    """What is known of the event's case after it; None while nothing is."""
    details = details_of(event)
    if event.event == "case.recovered":
        return Told(State(str(details["state"])), str(details["key"]))
    if event.event == "case.received":
        key = details.get("key")
        return Told(State.RECEIVED, str(key) if key else None)
    if before is None:
        return None
    if event.event == "case.missing":
        return Told(State.RECEIVED, before.key) if before.state in _TAKEN_BACK else before
    return Told(_MEANS.get(event.event, before.state), before.key)
