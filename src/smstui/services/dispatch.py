"""Sending what is due, once and in order: only for the holder of the dispatcher's lock."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from smstui.services.delivering import Delivery, deliver
from smstui.services.trouble import log_words
from smstui.services.waiting import drop, finished, until_set

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from smstui.domain.models import TextMessage
    from smstui.services.accounts import Link
    from smstui.services.desk import SendingDesk
    from smstui.services.trouble import Tell

log = logging.getLogger(__name__)

PARALLEL = 8
"""Conversations of one account that are served at the same time."""
AFTER_TROUBLE = 1.0
"""Seconds that a conversation rests when the store failed under it."""


class Dispatcher:
    """The sender of one account: per conversation one text at a time, in order."""

    def __init__(self, link: Link, desk: SendingDesk) -> None:
        self.link = link
        self.wake = asyncio.Event()
        self._desk = desk
        self._running: dict[int, asyncio.Task[Delivery]] = {}
        self._resting: dict[int, float] = {}
        """Conversations whose next text waits for something, until this monotonic time."""
        self._handled: set[int] = set()
        self._failure: BaseException | None = None
        """What failed here last, and not at the provider, since a text had its turn."""
        self._stopping = False

    async def run(self, tell: Tell | None = None) -> None:
        """Send what is due, as it becomes due, until `stop`; `tell` learns how each round went."""
        async with self._leaving_nothing_running():
            while not self._stopping:
                await self._start_due()
                wait = await self._until_next()
                if not self._running and not self._resting:
                    self._failure = None  # nothing is left that could fail again
                if tell is not None:
                    tell(self._failure)
                await self._wait(wait)

    async def drain(self, *, until: int | None = None, grace: float = 0.0) -> None:
        """Send what is due now and can go, and return; with `until`, begin nothing after that text's turn.

        Where this is cancelled, nothing more begins and requests in flight have `grace` seconds.
        """
        self._handled.clear()
        async with self._leaving_nothing_running(grace):
            while not self._stopping:
                if until is None or until not in self._handled:
                    await self._start_due()
                if not self._running:
                    return
                await self._wait(None)

    async def stop(self, grace: float) -> None:
        """Begin nothing more, wait `grace` seconds for requests in flight, then leave them to recovery."""
        self._stopping = True
        self.wake.set()
        try:
            await finished(self._running.values(), grace, self._desk.clock)
        finally:
            await drop(self._running.values())
            self._reap()

    @asynccontextmanager
    async def _leaving_nothing_running(self, grace: float = 0.0) -> AsyncIterator[None]:
        """End what is in flight too when this is cancelled: it holds locks that others wait for."""
        try:
            yield
        except asyncio.CancelledError:
            await self.stop(grace)
            raise

    async def _start_due(self) -> None:
        room = self._room()
        if room == 0:
            return
        heads = await self._heads(room)
        # Asked again: while the store was read, this may have been stopped, or the account got into trouble.
        for text in heads[: self._room()]:
            task = asyncio.create_task(deliver(text, self.link, self._desk))
            task.add_done_callback(lambda _: self.wake.set())
            self._running[text.conversation_id] = task

    def _room(self) -> int:
        """Return how many texts may be begun now."""
        if self._stopping or self.link.blocked or self.link.pause > 0:
            return 0
        return max(0, (1 if self.link.failures else PARALLEL) - len(self._running))

    async def _heads(self, limit: int) -> Sequence[TextMessage]:
        """Return the text that is next in each conversation, where none is on its way or rests."""
        now, busy = self._desk.clock.now(), self._running.keys() | self._still_resting().keys()
        return await self._desk.store.read(
            lambda reader: reader.due(self.link.name, now=now, limit=limit, without=busy)
        )

    def _still_resting(self) -> dict[int, float]:
        """Return the conversations that rest, and forget those whose rest is over."""
        elapsed = self._desk.clock.monotonic()
        self._resting = {key: until for key, until in self._resting.items() if until > elapsed}
        return self._resting

    async def _wait(self, seconds: float | None) -> None:
        await until_set(self.wake, seconds, self._desk.clock)
        self._reap()

    async def _until_next(self) -> float | None:
        """Return the seconds until something may be due that is not now; None where only news can tell."""
        clock = self._desk.clock
        due = await self._desk.store.read(lambda reader: reader.next_due())
        waits = [until - clock.monotonic() for until in self._still_resting().values()]
        if due is not None:
            waits.append((due - clock.now()).total_seconds())
        if self.link.pause > 0:
            waits.append(self.link.pause)
        return max(0.01, min(waits)) if waits else None

    def _reap(self) -> None:
        for conversation_id, task in list(self._running.items()):
            if not task.done():
                continue
            del self._running[conversation_id]
            if task.cancelled():
                continue
            error = task.exception()
            if error is None:
                self._note(conversation_id, task.result())
                continue
            log.error("sending failed here: %s", log_words(error))
            self._failure = error
            self._resting[conversation_id] = self._desk.clock.monotonic() + AFTER_TROUBLE

    def _note(self, conversation_id: int, delivery: Delivery) -> None:
        if delivery.wait > 0:
            self._resting[conversation_id] = self._desk.clock.monotonic() + delivery.wait
        self._handled.add(delivery.message_id)
        self._failure = None
