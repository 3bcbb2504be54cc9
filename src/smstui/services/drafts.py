"""Keeping what is being written, so that it survives everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.cleaning import clean

if TYPE_CHECKING:
    from smstui.ports.clock import Clock
    from smstui.ports.store import Store


async def save_draft(conversation_id: int, text: str, *, store: Store, clock: Clock) -> None:
    """Keep the draft of a conversation, durably; an empty text removes it."""
    now = clock.now()
    words = clean(text)
    await store.write(lambda tx: tx.set_draft(conversation_id, words, at=now))
