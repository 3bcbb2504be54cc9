"""Keeping what is being written, so that it survives everything."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from smstui.domain.cleaning import clean

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from smstui.ports.clock import Clock
    from smstui.ports.store import Store, Writer

T = TypeVar("T")


async def save_drafts(texts: Mapping[int, str], *, store: Store, clock: Clock) -> None:
    """Keep drafts by the ids of their conversations, durably, all or none; an empty text removes one."""
    now = clock.now()
    drafts = {conversation_id: clean(text) for conversation_id, text in texts.items()}

    def save(tx: Writer) -> None:
        for conversation_id, text in drafts.items():
            tx.set_draft(conversation_id, text, at=now)

    await store.write(save)


def above(text: str, typed: str) -> str:
    """Return a text that came back, above what was typed in its place."""
    return "\n".join(part for part in (text, typed) if part)


class Drafts:
    """The drafts that are written here, ahead of the store, which follows.

    What was sent stays in its draft there until it is recorded, which takes it out in the same
    transaction: what was once kept is either a draft or a text that waits, whenever the program is killed.
    Where two programs write to one draft the last one that keeps it wins.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._texts: dict[int, str] = {}
        """What each draft is, cleaned, where it was written here or is shown."""
        self._sent: dict[int, list[str]] = {}
        """What was sent and is not recorded yet, of each conversation, cleaned."""
        self._owed: set[int] = set()
        """The conversations whose drafts in the store are older."""
        self._kept_at: dict[int, int] = {}
        """The moment at which the store got each draft from here last."""
        self.moment = 0
        """Grows with what the store gets from here; what is read is of the one when it was asked for."""
        self.in_order = asyncio.Lock()
        """Held while something is written: a text is recorded before what was typed behind it is kept."""
        self._all_landed = asyncio.Event()
        self._all_landed.set()
        self.returned = 0
        """How many texts came back since the beginning."""

    @property
    def is_owing(self) -> bool:
        """Whether the store has something older than what was written here."""
        return bool(self._owed)

    @property
    def is_recording(self) -> bool:
        """Whether something was sent that is not recorded yet."""
        return not self._all_landed.is_set()

    async def be_recorded(self) -> None:
        """Wait until everything that was sent is recorded, or came back."""
        await self._all_landed.wait()

    def _is_ahead(self, conversation_id: int) -> bool:
        return conversation_id in self._owed or conversation_id in self._sent

    def is_stale(self, conversation_id: int, *, since: int) -> bool:
        """Whether what was asked for at that moment may be older than what the store got from here."""
        return self._kept_at.get(conversation_id, 0) > since

    def _whole(self, conversation_id: int, *, but: str | None = None) -> str:
        """Return what the store should have as the draft, with all texts sent `but` this one."""
        sent = self._sent.get(conversation_id, []).copy()
        if but is not None:
            sent.remove(but)
        return above("\n".join(sent), self._texts[conversation_id])

    # what is written
    def begin(self, conversation_id: int, stored: str) -> str:
        """Return the draft to go on with: the one that is known here, else the store's."""
        return self._texts.setdefault(conversation_id, stored)

    def put(self, conversation_id: int, text: str) -> None:
        """Have this as the draft from now on, empty for none; `keep` writes it to the store."""
        text = clean(text)
        if self._texts.get(conversation_id) != text:
            self._texts[conversation_id] = text
            self._owed.add(conversation_id)

    def move(self, here: int, there: int) -> bool:
        """Go on with the draft of one conversation in another that has none; say whether there was one."""
        if not self._texts[here] or self._texts[there]:
            return False
        self.put(there, self._texts[here])
        self.put(here, "")
        return True

    def send(self, conversation_id: int, body: str, *, left: str) -> None:
        """Note what is sent, and what is left of the draft; `record` or `came_back` follows."""
        before = self._whole(conversation_id)
        self._sent.setdefault(conversation_id, []).append(clean(body))
        self._all_landed.clear()
        self._texts[conversation_id] = clean(left)
        if self._whole(conversation_id) != before:  # something was typed behind it that was not put
            self._owed.add(conversation_id)

    async def record(self, conversation_id: int, body: str, record: Callable[[str], Awaitable[T]]) -> T:
        """Record a text that was sent with `record`, called with what its draft in the store is to become.

        Raises what that raises; then the text counts as sent still.
        """
        async with self.in_order:
            if self._owed - {conversation_id}:
                await self._keep()  # words may have gone from one draft to another
            left = self._whole(conversation_id, but=clean(body))
            found = await record(left)
            self._land(conversation_id, body)
            self._is_kept({conversation_id: left})
            return found

    def came_back(self, conversation_id: int, body: str) -> str:
        """Put a text that could not be recorded above what was typed since; return the draft."""
        self._land(conversation_id, body)
        self.returned += 1
        self.put(conversation_id, above(clean(body), self._texts[conversation_id]))
        return self._texts[conversation_id]

    def _land(self, conversation_id: int, body: str) -> None:
        sent = self._sent[conversation_id]
        sent.remove(clean(body))
        if not sent:
            del self._sent[conversation_id]
        if not self._sent:
            self._all_landed.set()

    def taken_back(self, conversation_id: int, body: str, stored: str) -> str:
        """Note that a text was taken back, which made the draft in the store this; return the draft.

        Where something newer was written here the text stands above that.
        """
        if self._is_ahead(conversation_id):
            self.put(conversation_id, above(clean(body), self._texts[conversation_id]))
        else:
            self._texts[conversation_id] = stored
            self._note_kept(conversation_id)
        return self._texts[conversation_id]

    # what the store has
    def hear(self, conversation_id: int, stored: str, *, since: int) -> str:
        """Take over what was read, asked for at that moment, unless it is newer here; return the draft."""
        is_newer = self._is_ahead(conversation_id) or self.is_stale(conversation_id, since=since)
        if not is_newer or conversation_id not in self._texts:
            self._texts[conversation_id] = stored
        return self._texts[conversation_id]

    def forget(self, *, since: int, but: int | None) -> None:
        """Forget the drafts of which what was asked for at that moment tells all.

        The conversation `but` is being written in: its draft stays known.
        """
        for each in [each for each in self._texts if each != but and not self._is_ahead(each)]:
            if not self.is_stale(each, since=since):
                del self._texts[each]

    async def keep(self) -> None:
        """Write to the store what it does not have yet.

        Raises `StoreError`; then it is owed still.
        """
        async with self.in_order:
            await self._keep()

    async def _keep(self) -> None:
        texts = {each: self._whole(each) for each in self._owed}
        if texts:
            await save_drafts(texts, store=self._store, clock=self._clock)
            self._is_kept(texts)

    def _is_kept(self, texts: Mapping[int, str]) -> None:
        """Note what the store has as drafts now: they may have changed here meanwhile."""
        for each, text in texts.items():
            self._note_kept(each)
            if self._whole(each) == text:
                self._owed.discard(each)
            else:
                self._owed.add(each)

    def _note_kept(self, conversation_id: int) -> None:
        self.moment += 1
        self._kept_at[conversation_id] = self.moment
