"""Opening conversations and marking them as read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.models import Filing
from smstui.services.outbox import GatesRefusedError
from smstui.services.reaching import WHO
from smstui.services.verdicts import verdict_on

if TYPE_CHECKING:
    from smstui.domain.gates import SendingRules
    from smstui.domain.models import Conversation
    from smstui.ports.clock import Clock
    from smstui.ports.store import Store, Writer


async def mark_read(conversation_id: int, *, store: Store, through: int | None = None) -> None:
    """Mark a conversation's texts as read, up to position `through`, or all of them."""
    await store.write(lambda tx: tx.mark_read(conversation_id, through=through))


async def start_conversation(
    line_id: int, peer_typed: str, *, store: Store, clock: Clock, rules: SendingRules
) -> Conversation:
    """Return the conversation of a line with a number as typed, made where there is none.

    A new one is no work to be done before something was written in it: it comes into the inbox with its
    first text. Raises `GatesRefusedError` where no text could ever go from this line to that number.
    """
    now = clock.now()

    def open_with(tx: Writer) -> Conversation:
        verdict = verdict_on(tx, line_id=line_id, peer=peer_typed, body="?", media_count=0, rules=rules)
        if verdict.address is None or any(ruling.gate in WHO for ruling in verdict.refusals):
            raise GatesRefusedError(verdict)
        return tx.ensure_conversation(line_id, verdict.address.value, at=now, filing=Filing.DONE)

    return await store.write(open_with)
