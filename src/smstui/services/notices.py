"""What a person is told of: own texts that come into trouble, and people who opt out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.notices import TROUBLES, NoticeKind

if TYPE_CHECKING:
    from datetime import datetime

    from smstui.domain.models import TextMessage
    from smstui.domain.states import State
    from smstui.ports.records import Known
    from smstui.ports.store import Writer


def notice_state(tx: Writer, text: TextMessage | Known, state: State | None, *, now: datetime) -> None:
    """Tell that a text of ours came into this state, where that is trouble; call it in the same transaction.

    What a person did themselves, as settling a doubt, is no news.
    """
    kind = TROUBLES.get(state) if state is not None else None
    if kind is not None:
        _add(tx, kind, text, now)


def notice_late_failure(tx: Writer, text: TextMessage | Known, *, now: datetime) -> None:
    """Tell that a text was reported failed after it was delivered."""
    _add(tx, NoticeKind.LATE_FAILURE, text, now)


def _add(tx: Writer, kind: NoticeKind, text: TextMessage | Known, now: datetime) -> None:
    tx.add_notice(kind, at=now, conversation_id=text.conversation_id, message_id=text.id)
