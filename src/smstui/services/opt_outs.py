"""What happens when a person says STOP or START, or when the provider says that they did."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from smstui.domain.keywords import Keyword
from smstui.domain.models import Suppression
from smstui.domain.notices import NoticeKind
from smstui.services.steps import OPTED_OUT, cancel_waiting

if TYPE_CHECKING:
    from datetime import datetime

    from smstui.ports.store import Writer

CLOCK_SLACK = timedelta(minutes=15)
"""A provider's refusal is stamped by our clock, which may be wrong; to lift it too soon harms nobody, for the
provider refuses again."""


def apply_word(
    tx: Writer,
    peer: str,
    word: Keyword,
    *,
    at: datetime,
    said: str,
    message_id: int,
    conversation_id: int,
    now: datetime,
    is_news: bool,
) -> None:
    """Keep the word for ever and do what it asks, unless a newer word is known already.

    Texts arrive out of order, so only the newest word by the time of its text decides; in the same second
    STOP wins. `said` is the text as written; `is_news` says that it came now and is no history. The peer's
    lock is held by the caller.
    """
    newest = tx.last_word(peer)
    tx.record_word(peer, word, at=at, message_id=message_id)
    if word is Keyword.STOP and (newest is None or at >= newest):
        _suppress(
            tx,
            Suppression(peer, since=at, source="keyword", word=said, message_id=message_id),
            conversation_id,
            now,
            is_news=is_news,
        )
        _stop(tx, peer, message_id, conversation_id, now, detail=said)
    elif word is Keyword.START and (newest is None or at > newest):
        _start(tx, peer, at, message_id, conversation_id, now)


def apply_refusal(
    tx: Writer,
    peer: str,
    *,
    since: datetime,
    message_id: int,
    conversation_id: int,
    now: datetime,
    is_news: bool,
) -> None:
    """Believe the provider that this person opted out; the peer's lock is held by the caller."""
    known = Suppression(peer, since=since, source="provider", message_id=message_id)
    _suppress(tx, known, conversation_id, now, is_news=is_news)
    _stop(tx, peer, message_id, conversation_id, now, detail="the provider says so")


def _suppress(
    tx: Writer, suppression: Suppression, conversation_id: int, now: datetime, *, is_news: bool
) -> None:
    """Record that this person said no, and tell it the first time; an earlier record stays."""
    if tx.suppression(suppression.peer) is not None:
        return
    tx.suppress(suppression)
    if is_news and suppression.message_id is not None:
        tx.add_notice(
            NoticeKind.OPTED_OUT, at=now, conversation_id=conversation_id, message_id=suppression.message_id
        )


def _stop(
    tx: Writer, peer: str, message_id: int, conversation_id: int, now: datetime, *, detail: str
) -> None:
    cancel_waiting(tx, peer, reason=OPTED_OUT, now=now, actor=peer)
    tx.log(
        "opted out",
        at=now,
        conversation_id=conversation_id,
        message_id=message_id,
        actor=peer,
        detail=detail,
    )


def _start(tx: Writer, peer: str, at: datetime, message_id: int, conversation_id: int, now: datetime) -> None:
    known = tx.suppression(peer)
    # A mark made by a person here is theirs to lift.
    if known is None or known.source == "user":
        return
    if known.source == "provider" and known.since - CLOCK_SLACK > at:
        return
    tx.lift_suppression(peer)
    tx.log(
        "opted in",
        at=now,
        conversation_id=conversation_id,
        message_id=message_id,
        actor=peer,
    )
