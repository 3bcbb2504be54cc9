"""Recording texts that shall be sent, and taking them back while nothing has left."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from smstui.domain.cleaning import clean
from smstui.domain.models import Direction, Draft, Filing
from smstui.domain.segments import measure
from smstui.domain.states import TAKEN_BACK, WAITING, State
from smstui.ports.errors import SmstuiError
from smstui.ports.records import AccountChange, NewText, TextChange
from smstui.services.drafts import above
from smstui.services.steps import note, step
from smstui.services.verdicts import verdict_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from smstui.domain.gates import SendingRules, Verdict
    from smstui.domain.models import Conversation, TextMessage
    from smstui.ports.clock import Clock
    from smstui.ports.store import Reader, Store, Writer


class GatesRefusedError(SmstuiError):
    """A gate said no: nothing was recorded, and `verdict` names every gate."""

    exit_code = 3

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason, hint=verdict.remedy)
        self.verdict = verdict


class TooLateError(SmstuiError):
    """The text is not waiting any more, so it cannot be taken back or changed in this way."""


async def judge_draft(draft: Draft, *, store: Store, rules: SendingRules) -> Verdict:
    """Return what every gate says about a draft; nothing is written."""
    return await store.read(lambda reader: _judge(reader, draft, rules))


async def queue(
    draft: Draft,
    *,
    store: Store,
    clock: Clock,
    rules: SendingRules,
    delay: float = 0.0,
    actor: str = "me",
    draft_left: str | None = None,
    seen_through: int | None = None,
) -> TextMessage:
    """Record a text, frozen as it will go on the wire; nobody sends it before `delay` seconds have passed.

    The conversation is made or opened again. Its kept draft becomes `draft_left`, what whoever wrote there
    typed since; without that it is cleared where the text is the same. Where it answers what the writer has
    seen, through that position everything counts as read. Raises `GatesRefusedError`; then nothing was
    written.
    """
    # Asked outside the transaction first: loading the numbering plans must not hold up other writers.
    verdict = await judge_draft(draft, store=store, rules=rules)
    if not verdict.passed:
        raise GatesRefusedError(verdict)
    now = clock.now()
    return await store.write(
        lambda tx: _record(
            tx,
            draft,
            now=now,
            rules=rules,
            delay=delay,
            actor=actor,
            draft_left=draft_left,
            seen_through=seen_through,
        )
    )


async def take_back(message_id: int, *, store: Store, clock: Clock) -> str:
    """Cancel a text that waits and put its words above its conversation's draft; return that.

    Raises `TooLateError`.
    """
    now = clock.now()

    def undo(tx: Writer) -> str:
        row = find(tx, message_id)
        if row.state not in WAITING:
            raise TooLateError(
                "It is too late to take this text back.", hint="It is with the provider, or on its way there."
            )
        step(tx, row, TextChange(state=State.CANCELED, reason=TAKEN_BACK))
        conversation = tx.conversation(row.conversation_id)
        draft = above(row.body or "", conversation.draft if conversation else "")
        tx.set_draft(row.conversation_id, draft, at=now)
        note(tx, "taken back", row, now=now, actor="me")
        return draft

    return await store.write(undo)


async def cancel(
    message_id: int, *, store: Store, clock: Clock, reason: str = "canceled", actor: str = "me"
) -> bool:
    """Cancel a text that waits; False where it is too late, for the table has no such step."""
    now = clock.now()

    def stop(tx: Writer) -> bool:
        row = find(tx, message_id)
        if row.state not in WAITING:
            return False
        step(tx, row, TextChange(state=State.CANCELED, reason=reason))
        note(tx, "canceled", row, now=now, actor=actor, detail=reason)
        return True

    return await store.write(stop)


AGAIN = frozenset({State.FAILED, State.UNDELIVERED, State.UNCONFIRMED, State.CANCELED})
"""What may be sent anew, as a new text."""
RESENT = "resent"
"""What the activity log says of a text that was sent anew."""


async def resend(
    message_id: int, *, store: Store, clock: Clock, rules: SendingRules, actor: str = "me"
) -> TextMessage:
    """Send a text again as a new one that cites it; a held one is let go itself.

    Raises `GatesRefusedError`, and `TooLateError` where the text is with the provider or still on its way.
    """
    now = clock.now()

    def again(tx: Writer) -> TextMessage:
        row = find(tx, message_id)
        draft = Draft(line_id=row.line_id, peer=row.peer, body=row.body or "", media=row.media)
        if row.state is State.HELD:
            return _release(tx, row, draft, rules, now, actor)
        if row.direction is Direction.INBOUND or not (row.state in AGAIN or row.late_failure):
            raise TooLateError("This text cannot be sent again.", hint="Write it anew if it shall go twice.")
        note(tx, RESENT, row, now=now, actor=actor)
        return _record(tx, draft, now=now, rules=rules, delay=0.0, actor=actor, resend_of=row.id)

    return await store.write(again)


def sent_again(reader: Reader, conversation_id: int) -> Mapping[int, datetime]:
    """Return the texts of a conversation that were sent anew, by id, and when that was done last."""
    said = reader.activity(conversation_id)
    return {of: at for at, kind, of, _ in said if kind == RESENT and of is not None}


async def settle(message_id: int, state: State, *, store: Store, clock: Clock, actor: str = "me") -> None:
    """Write the user's word on an unconfirmed text: it was `sent`, or it `failed`; raises `TooLateError`."""
    now = clock.now()

    def write(tx: Writer) -> None:
        row = find(tx, message_id)
        if row.state is not State.UNCONFIRMED or state not in {State.SENT, State.FAILED}:
            raise TooLateError("This text is not in doubt.", hint="Only an unconfirmed text can be settled.")
        word = "sent" if state is State.SENT else "not sent"
        sent_at = now if state is State.SENT else None
        step(tx, row, TextChange(state=state, reason=f"marked as {word} by {actor}", sent_at=sent_at))
        note(tx, "settled", row, now=now, actor=actor, detail=word)

    await store.write(write)


def find(reader: Reader, message_id: int) -> TextMessage:
    """Return the text; raises `SmstuiError` for an id that is not there."""
    row = reader.message(message_id)
    if row is None:
        raise SmstuiError(f"There is no text {message_id}.", hint="`smstui messages` lists them.")
    return row


def _judge(reader: Reader, draft: Draft, rules: SendingRules) -> Verdict:
    return verdict_on(
        reader,
        line_id=draft.line_id,
        peer=draft.peer,
        body=clean(draft.body),
        media_count=len(draft.media),
        rules=rules,
    )


def _record(
    tx: Writer,
    draft: Draft,
    *,
    now: datetime,
    rules: SendingRules,
    delay: float,
    actor: str,
    resend_of: int | None = None,
    draft_left: str | None = None,
    seen_through: int | None = None,
) -> TextMessage:
    verdict = _judge(tx, draft, rules)
    if not verdict.passed or verdict.address is None:
        raise GatesRefusedError(verdict)
    body = clean(draft.body)
    size = measure(body)
    conversation = tx.ensure_conversation(draft.line_id, verdict.address.value, at=now, filing=Filing.OPEN)
    row = tx.add_text(
        NewText(
            conversation_id=conversation.id,
            direction=Direction.OUTBOUND,
            body=body,
            state=State.QUEUED,
            at=now,
            segments=size.segments,
            encoding=size.encoding,
            media=draft.media,
            not_before=now + timedelta(seconds=delay) if delay > 0 else None,
            resend_of=resend_of,
        )
    )
    _open(tx, conversation)
    if draft_left is None and clean(conversation.draft).strip() == body.strip():
        draft_left = ""
    if draft_left is not None and (left := clean(draft_left)) != conversation.draft:
        tx.set_draft(conversation.id, left, at=now)
    if seen_through is not None:
        tx.mark_read(conversation.id, through=seen_through)
    tx.change_account(row.account, AccountChange(active_at=now))
    note(tx, "queued", row, now=now, actor=actor)
    return row


def _open(tx: Writer, conversation: Conversation) -> None:
    if conversation.filing is Filing.DONE:
        tx.file(conversation.id, Filing.OPEN)


def _release(
    tx: Writer, row: TextMessage, draft: Draft, rules: SendingRules, now: datetime, actor: str
) -> TextMessage:
    verdict = _judge(tx, draft, rules)
    if not verdict.passed:
        raise GatesRefusedError(verdict)
    step(tx, row, TextChange(state=State.QUEUED, reason=""))
    note(tx, "released", row, now=now, actor=actor)
    return find(tx, row.id)
