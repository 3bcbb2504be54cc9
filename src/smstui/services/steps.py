"""The one way in which services change a text's state: along the table, with the change that goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.states import WAITING, State, advance
from smstui.ports.records import TextChange

if TYPE_CHECKING:
    from datetime import datetime

    from smstui.domain.models import TextMessage
    from smstui.ports.store import Writer

OPTED_OUT = "opted out"
"""The reason that a text carries when its peer said no before it left."""


def step(tx: Writer, text: TextMessage, change: TextChange) -> None:
    """Write `change`, whose state must be one that the table allows next; raises `ForbiddenStepError`."""
    if change.state is not None:
        advance(text.state, change.state)
    tx.change_text(text.id, change)


def cancel_waiting(tx: Writer, peer: str, *, reason: str, now: datetime, actor: str) -> int:
    """Cancel everything that waits to be sent to this person, from any line; return how many."""
    rows = tx.in_states(WAITING, peer=peer)
    for row in rows:
        step(tx, row, TextChange(state=State.CANCELED, reason=reason))
        note(tx, "canceled", row, now=now, actor=actor, detail=reason)
    return len(rows)


def note(tx: Writer, kind: str, text: TextMessage, *, now: datetime, actor: str, detail: str = "") -> None:
    """Append what happened to a text to the activity log of its conversation."""
    tx.log(
        kind,
        at=now,
        conversation_id=text.conversation_id,
        message_id=text.id,
        actor=actor,
        detail=detail,
    )
