"""Keeping what is being written, so that it survives everything."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from smstui.domain.cleaning import clean

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from smstui.ports.clock import Clock
    from smstui.ports.store import Store

T = TypeVar("T")


async def save_draft(conversation_id: int, text: str, *, store: Store, clock: Clock) -> None:
    """Keep the draft of a conversation, durably; an empty text removes it."""
    now = clock.now()
    words = clean(text)
    await store.write(lambda tx: tx.set_draft(conversation_id, words, at=now))


def above(text: str, typed: str) -> str:
    """Return a text that came back, above what was typed in its place."""
    return "\n".join(part for part in (text, typed) if part)


class Drafts:
    """The drafts that are written here, ahead of the store, which follows.

    What was sent stays in its draft there until it is recorded, which takes it out in the same
    transaction: a program that is killed leaves a text that waits, or a draft, and never neither.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._texts: dict[int, str] = {}
        """What each draft is by now, cleaned, where what was read of it may be older."""
        self._sent: defaultdict[int, list[str]] = defaultdict(list)
        """What was sent and is not recorded yet, of each conversation, cleaned."""
        self._owed: dict[int, None] = {}
        """The conversations whose drafts in the store are older, the first changed first."""
        self.generation = 0
        """Grows with what the store gets from here: what was begun to be read of a draft before is stale."""
        self.in_order = asyncio.Lock()
        """Held while something is written: a text is recorded before what was typed behind it is kept."""

    @property
    def is_owing(self) -> bool:
        """Whether the store has something older than what was written here."""
        return bool(self._owed)

    def _is_ahead(self, conversation_id: int) -> bool:
        return conversation_id in self._owed or bool(self._sent[conversation_id])

    def _whole(self, conversation_id: int, *, but: str | None = None) -> str:
        """Return what the store should have as the draft, with all texts sent `but` this one."""
        sent = self._sent[conversation_id].copy()
        if but is not None:
            sent.remove(but)
        return above("\n".join(sent), self._texts[conversation_id])

    # what is written
    def begin(self, conversation_id: int, stored: str) -> str:
        """Return the draft to go on with: the store's, unless something newer was written here."""
        return self._texts.setdefault(conversation_id, stored)

    def put(self, conversation_id: int, text: str) -> None:
        """Have this as the draft from now on, empty for none; `keep` writes it to the store."""
        text = clean(text)
        if self._texts.get(conversation_id) != text:
            self._texts[conversation_id] = text
            self._owed[conversation_id] = None

    def send(self, conversation_id: int, body: str, *, left: str) -> None:
        """Note what is sent, and what is left of the draft; `record` or `came_back` follows."""
        before = self._whole(conversation_id)
        self._sent[conversation_id].append(clean(body))
        self._texts[conversation_id] = clean(left)
        if self._whole(conversation_id) != before:  # something was typed behind it that was not put
            self._owed[conversation_id] = None

    async def record(self, conversation_id: int, body: str, record: Callable[[str], Awaitable[T]]) -> T:
        """Record a text that was sent with `record`, called with what its draft in the store is to become.

        Raises what that raises; then the text counts as sent still.
        """
        body = clean(body)
        async with self.in_order:
            left = self._whole(conversation_id, but=body)
            found = await record(left)
            self._sent[conversation_id].remove(body)
            self._is_kept(conversation_id, left)
            return found

    def came_back(self, conversation_id: int, body: str) -> str:
        """Put a text that could not be recorded above what was typed since; return the draft."""
        self._sent[conversation_id].remove(clean(body))
        self.put(conversation_id, above(clean(body), self._texts[conversation_id]))
        return self._texts[conversation_id]

    def taken_back(self, conversation_id: int, body: str, stored: str) -> str:
        """Put a text that was taken back, which the store's draft has by now, above what was typed since.

        Returns the draft.
        """
        self.generation += 1
        if conversation_id in self._texts:
            self.put(conversation_id, above(body, self._texts[conversation_id]))
        return self.begin(conversation_id, stored)

    # what the store has
    def hear(self, conversation_id: int, stored: str, *, generation: int) -> str:
        """Return the draft, which is what the store has where that was read at the present generation."""
        if generation == self.generation and not self._is_ahead(conversation_id):
            self._texts[conversation_id] = stored
        return self._texts[conversation_id]

    def trust(self, *, generation: int, but: int | None) -> None:
        """Forget what the store has too, if what it has was read at the present generation.

        The conversation `but` is being written in: its draft stays known.
        """
        if generation == self.generation:
            for each in [each for each in self._texts if each != but and not self._is_ahead(each)]:
                del self._texts[each]

    async def keep(self) -> None:
        """Write to the store what it does not have yet.

        Raises `StoreError`; then what was not written is owed still.
        """
        async with self.in_order:
            for each in list(self._owed):
                whole = self._whole(each)
                await save_draft(each, whole, store=self._store, clock=self._clock)
                self._is_kept(each, whole)

    def _is_kept(self, conversation_id: int, text: str) -> None:
        """Note what the store has as the draft now: it may have changed here meanwhile."""
        self.generation += 1
        if self._whole(conversation_id) == text:
            self._owed.pop(conversation_id, None)
        else:
            self._owed[conversation_id] = None
