"""A store with an account and two lines, and short ways to fill it, for the tests of the store's contract."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from smstui.domain.models import Direction, Filing
from smstui.domain.query import parse_query
from smstui.domain.remote import RemoteLine
from smstui.domain.states import State
from smstui.ports.records import NewText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.models import Conversation, Hit, TextMessage, View
    from smstui.ports.records import TextChange
    from smstui.ports.store import Store

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
MAIN, SECOND = "+15005550006", "+15005550007"
ANA, BO, CLEO = "+14155550101", "+14155550102", "+442079460103"


def after(seconds: float) -> datetime:
    """Return a time so long after noon."""
    return NOON + timedelta(seconds=seconds)


class StillClock:
    """Time that stands still until it is set."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return (self.time - NOON).total_seconds()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


def a_text(conversation_id: int, body: str | None = "hello", **more: Any) -> NewText:
    """Return a received text, or what `more` makes of it; `out=True` is one that we sent at noon."""
    outgoing = more.pop("out", False)
    values: dict[str, Any] = {
        "direction": Direction.OUTBOUND if outgoing else Direction.INBOUND,
        "state": State.SENT if outgoing else State.RECEIVED,
        "at": NOON,
        "segments": 1,
    } | more
    return NewText(conversation_id=conversation_id, body=body, **values)


@dataclass(slots=True)
class Desk:
    """A store in use."""

    store: Store
    clock: StillClock
    line: int = 0
    second: int = 0

    async def furnish(self) -> None:
        """Make the account `work` with its two lines."""
        await self.store.write(lambda tx: tx.ensure_account("work", "twilio"))
        remote = [RemoteLine(MAIN, "Main", can_mms=True), RemoteLine(SECOND, "Workshop", can_sms=False)]
        await self.store.write(lambda tx: tx.save_lines("work", remote))
        self.line, self.second = [line.id for line in await self.store.read(lambda r: r.lines())]

    async def talk(
        self, peer: str = ANA, *, at: datetime = NOON, filing: Filing = Filing.OPEN, line: int | None = None
    ) -> int:
        """Return the id of a conversation."""
        where = self.line if line is None else line
        made = await self.store.write(
            lambda tx: tx.ensure_conversation(where, peer, at=at, filing=filing),
        )
        return made.id

    async def say(self, conversation_id: int, body: str | None = "hello", **more: Any) -> TextMessage:
        """Keep one text."""
        return await self.store.write(lambda tx: tx.add_text(a_text(conversation_id, body, **more)))

    async def keep(self, *texts: NewText, account: str = "work") -> int:
        """Keep many texts."""
        return await self.store.write(lambda tx: tx.add_texts(account, texts))

    async def change(self, message_id: int, change: TextChange) -> None:
        """Change a text."""
        await self.store.write(lambda tx: tx.change_text(message_id, change))

    async def entry(self, conversation_id: int) -> Conversation:
        """Return what the list shows of a conversation."""
        found = await self.store.read(lambda r: r.conversation(conversation_id))
        assert found is not None
        return found

    async def texts(self, conversation_id: int, **page: Any) -> Sequence[TextMessage]:
        """Return a page of a conversation."""
        limits = {"limit": 100} | page
        return await self.store.read(lambda r: r.messages(conversation_id, **limits))

    async def bodies(self, conversation_id: int, **page: Any) -> list[str | None]:
        """Return the bodies of a conversation, newest first."""
        return [text.body for text in await self.texts(conversation_id, **page)]

    async def entries(self, view: View, **page: Any) -> Sequence[Conversation]:
        """Return a page of a view."""
        limits = {"limit": 100} | page
        return await self.store.read(lambda r: r.conversations(view, **limits))

    async def listed(self, view: View, **page: Any) -> list[int]:
        """Return the ids of a view's conversations."""
        return [entry.id for entry in await self.entries(view, **page)]

    async def rank(self, view: View, position: int) -> int:
        """Return how many conversations stand above."""
        return await self.store.read(lambda r: r.conversation_rank(view, position))

    async def count(self, view: View) -> int:
        """Return how many conversations a view has."""
        return await self.store.read(lambda r: r.conversation_count(view))

    async def hits(self, query: str, *, limit: int = 50, before: int | None = None) -> Sequence[Hit]:
        """Search as a person does."""
        wanted = parse_query(query, now=NOON)
        return await self.store.read(lambda r: r.search(wanted, limit=limit, before=before))

    async def search(self, query: str, **page: Any) -> list[str | None]:
        """Return the bodies that a search finds, newest first."""
        return [hit.message.body for hit in await self.hits(query, **page)]
