"""The life of a text as a table of states, with no step outside it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """Where a text is in its life; the words that `--json` prints."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"
    READ = "read"
    RECEIVED = "received"


STEPS: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.QUEUED, State.SCHEDULED, State.HELD}),
    State.SCHEDULED: frozenset({State.QUEUED, State.HELD, State.DRAFT, State.CANCELED}),
    State.HELD: frozenset({State.QUEUED, State.SCHEDULED, State.DRAFT, State.CANCELED}),
    State.QUEUED: frozenset({State.SENDING, State.HELD, State.CANCELED}),
    State.SENDING: frozenset({State.SENT, State.FAILED, State.QUEUED, State.UNCONFIRMED}),
    State.UNCONFIRMED: frozenset({State.SENT, State.FAILED}),
    State.SENT: frozenset({State.DELIVERED, State.UNDELIVERED, State.FAILED}),
    State.DELIVERED: frozenset({State.READ}),
    State.UNDELIVERED: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELED: frozenset(),
    State.READ: frozenset(),
    State.RECEIVED: frozenset(),
}

WAITING = frozenset({State.SCHEDULED, State.HELD, State.QUEUED})
"""Not on the wire yet: an opt-out cancels these."""

IN_DOUBT = frozenset({State.SENDING, State.UNCONFIRMED})
"""May be with the provider: only its own record, or the user's word, settles these."""

FINAL = frozenset(
    {State.DELIVERED, State.UNDELIVERED, State.FAILED, State.CANCELED, State.READ, State.RECEIVED}
)
"""No delivery receipt is expected any more."""

TROUBLED = frozenset({State.UNDELIVERED, State.FAILED, State.UNCONFIRMED, State.HELD})
"""What a person should look at."""

WITH_THE_PROVIDER = frozenset({State.SENT, State.DELIVERED, State.READ})
"""On its way or there: nothing is wrong so far."""

TAKEN_BACK = "taken back"
"""The reason of a canceled text that went back into the draft: no list shows it as a text."""


def is_taken_back(state: State, reason: str | None) -> bool:
    """Whether a text in this state, for this reason, is a draft again."""
    return state is State.CANCELED and reason == TAKEN_BACK


class ForbiddenStepError(ValueError):
    """A step that the table does not have."""

    def __init__(self, current: State, to: State) -> None:
        super().__init__(f"a text that is {current} cannot become {to}")
        self.current = current
        self.to = to


def advance(current: State, to: State) -> State:
    """Return `to` if a text may go there from `current`; raise `ForbiddenStepError` otherwise."""
    if to not in STEPS[current]:
        raise ForbiddenStepError(current, to)
    return to


class Receipt(Struct, frozen=True):
    """What a delivery receipt does to a text: its state afterwards, and a failure that came too late."""

    state: State
    late_failure: bool = False


_BAD_ENDS = frozenset({State.UNDELIVERED, State.FAILED})


def apply_receipt(current: State, reported: State) -> Receipt:
    """Move a text that the provider has forward to `reported`, never back.

    Receipts arrive out of order, so one that says less than we know changes nothing. A failure after
    delivery is kept as a flag. Steps may be skipped: `sent` to `read` passes `delivered`.
    """
    if reported is State.CANCELED:
        reported = State.FAILED  # the provider had it, and somebody stopped it there
    if reported in STEPS[current]:
        return Receipt(reported)
    if current is State.SENT and reported is State.READ:
        return Receipt(State.READ)
    if current in {State.DELIVERED, State.READ} and reported in _BAD_ENDS:
        return Receipt(current, late_failure=True)
    return Receipt(current)
