"""The two transactions around a send: intent before the wire, outcome after it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.domain.gates import Gate
from smstui.domain.remote import OutgoingText
from smstui.domain.states import IN_DOUBT, TAKEN_BACK, State
from smstui.ports.errors import StoreError
from smstui.ports.records import AccountChange, TextChange
from smstui.services.accounts import mark_reached, mark_trouble
from smstui.services.matching import same_words
from smstui.services.notices import notice_state
from smstui.services.opt_outs import apply_refusal
from smstui.services.outcome import Outcome
from smstui.services.steps import OPTED_OUT, note, step
from smstui.services.verdicts import verdict_on

if TYPE_CHECKING:
    from collections.abc import Collection

    from smstui.domain.gates import SendingRules
    from smstui.domain.models import TextMessage
    from smstui.ports.store import Reader, Writer

ACTOR = "dispatcher"


class Ticket(Struct, frozen=True):
    """The right to send one text, once: its intent is on disk."""

    text: TextMessage
    attempt_id: int
    outgoing: OutgoingText


def twins_of(reader: Reader, text: TextMessage) -> list[TextMessage]:
    """Return the texts in doubt with the same line, peer and words, which the list could mistake for it."""
    return [
        row
        for row in reader.in_states(IN_DOUBT, account=text.account, peer=text.peer)
        if row.id != text.id and row.line_id == text.line_id and same_words(row.body, text.body)
    ]


def claim(
    tx: Writer, message_id: int, *, now: datetime, rules: SendingRules, cleared: Collection[int]
) -> Ticket | None:
    """Write that a text is about to be sent, after asking every gate again; None where it may not go now.

    A text that its peer's opt-out forbids is canceled, one that another gate refuses is held. `cleared` are
    the twins in doubt that it has waited for. The caller holds the peer's lock.
    """
    text = tx.message(message_id)
    if text is None or text.state is not State.QUEUED or (text.not_before and text.not_before > now):
        return None
    if any(twin.id not in cleared for twin in twins_of(tx, text)):
        return None
    verdict = verdict_on(
        tx,
        line_id=text.line_id,
        peer=text.peer,
        body=text.body or "",
        media_count=len(text.media),
        rules=rules,
    )
    if not verdict.passed:
        opted_out = any(ruling.gate is Gate.OPT_OUT for ruling in verdict.refusals)
        _park(tx, text, State.CANCELED if opted_out else State.HELD, verdict.reason, now)
        return None
    step(tx, text, TextChange(state=State.SENDING, reason="" if text.reason else None))
    attempt_id = tx.start_attempt(text.id, at=now)
    outgoing = OutgoingText(
        line=text.line,
        peer=text.peer,
        body=text.body or "",
        media_urls=tuple(media.url for media in text.media),
    )
    return Ticket(text, attempt_id, outgoing)


def record(tx: Writer, ticket: Ticket, outcome: Outcome, *, now: datetime, offset: float) -> None:
    """Write how an attempt ended: in the text, in the account, and for the person where they opted out."""
    text = tx.message(ticket.text.id)
    if text is None:
        raise StoreError(f"The text {ticket.text.id} is gone from the store.")
    tx.end_attempt(
        ticket.attempt_id,
        at=now,
        outcome=outcome.word,
        detail=outcome.detail,
        server_offset=outcome.offset if outcome.offset is not None else offset,
    )
    _absorb_copy(tx, text, outcome.change.provider_id)
    step(tx, text, outcome.change)
    if outcome.further is not None:
        tx.change_text(text.id, TextChange(state=outcome.further))
    notice_state(tx, text, outcome.further or outcome.change.state, now=now)
    if outcome.change.state is not State.QUEUED:
        detail = outcome.change.reason or outcome.detail
        note(tx, str(outcome.change.state), text, now=now, actor=ACTOR, detail=detail)
    if outcome.opted_out:
        apply_refusal(
            tx,
            text.peer,
            since=now + timedelta(seconds=offset),
            message_id=text.id,
            conversation_id=text.conversation_id,
            now=now,
            is_news=True,
        )
    if outcome.trouble is not None:
        mark_trouble(tx, text.account, outcome.trouble, now)
    elif outcome.word in {"accepted", "refused"}:
        mark_reached(tx, text.account)
        tx.change_account(text.account, AccountChange(active_at=now))


def _absorb_copy(tx: Writer, text: TextMessage, provider_id: str | None) -> None:
    """Take the provider's id from a row that was filed as sent from elsewhere while this text was in flight.

    That happens where our clock was set in that time, so that the list did not look like this text.
    """
    copy = tx.known(text.account, [provider_id]).get(provider_id) if provider_id else None
    if copy is not None and copy.id != text.id:
        tx.change_text(copy.id, TextChange(state=State.CANCELED, reason=TAKEN_BACK, provider_id=""))


def wait_for(tx: Writer, message_id: int, reason: str) -> None:
    """Say in a queued text what it waits for."""
    text = tx.message(message_id)
    if text is not None and text.state is State.QUEUED and text.reason != reason:
        tx.change_text(text.id, TextChange(reason=reason))


def _park(tx: Writer, text: TextMessage, to: State, reason: str, now: datetime) -> None:
    words = OPTED_OUT if to is State.CANCELED else reason
    step(tx, text, TextChange(state=to, reason=words))
    note(tx, str(to), text, now=now, actor=ACTOR, detail=words)
    notice_state(tx, text, to, now=now)
