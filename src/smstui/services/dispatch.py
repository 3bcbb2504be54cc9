"""Sending what is due, once and in order: only for the holder of the dispatcher's lock."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from smstui.ports.errors import SmstuiError, StoreError
from smstui.services.delivering import Delivery, deliver
from smstui.services.waiting import drop, finished

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from smstui.domain.models import TextMessage
    from smstui.services.accounts import Link
    from smstui.services.desk import SendingDesk

log = logging.getLogger(__name__)

PARALLEL = 8
"""Conversations of one account that are served at the same time."""
LOOK_AHEAD = 200
"""Due texts that are looked at when choosing the next of each conversation."""
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
        self._stopping = False

    async def run(self) -> None:
        """Send what is due, as it becomes due, until `stop`."""
        async with self._leaving_nothing_running():
            while not self._stopping:
                await self._start_due()
                await self._wait(await self._until_next())

    async def drain(self, *, until: int | None = None) -> None:
        """Send what is due now and can go, and return; with `until`, begin nothing after that text's turn."""
        self._handled.clear()
        async with self._leaving_nothing_running():
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
        await finished(self._running.values(), grace, self._desk.clock)
        await drop(self._running.values())
        self._reap()

    @asynccontextmanager
    async def _leaving_nothing_running(self) -> AsyncIterator[None]:
        """End what is in flight too when this is cancelled: it holds locks that others wait for."""
        try:
            yield
        except asyncio.CancelledError:
            await drop(self._running.values())
            raise

    async def _start_due(self) -> None:
        room = (1 if self.link.failures else PARALLEL) - len(self._running)
        if room <= 0 or self.link.blocked or self.link.pause > 0:
            return
        for text in (await self._heads())[:room]:
            task = asyncio.create_task(deliver(text, self.link, self._desk))
            task.add_done_callback(lambda _: self.wake.set())
            self._running[text.conversation_id] = task

    async def _heads(self) -> Sequence[TextMessage]:
        """Return the text that is next in each conversation, where none is on its way or rests."""
        now, elapsed = self._desk.clock.now(), self._desk.clock.monotonic()
        due = await self._desk.store.read(
            lambda reader: reader.due(self.link.name, now=now, limit=LOOK_AHEAD)
        )
        heads: dict[int, TextMessage] = {}
        for text in due:
            heads.setdefault(text.conversation_id, text)
        self._resting = {key: until for key, until in self._resting.items() if until > elapsed}
        return [text for key, text in heads.items() if key not in self._running and key not in self._resting]

    async def _wait(self, seconds: float | None) -> None:
        clock = self._desk.clock
        waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(self.wake.wait())]
        if seconds is not None:
            waits.append(asyncio.ensure_future(clock.sleep(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await drop(waits)
        self.wake.clear()
        self._reap()

    async def _until_next(self) -> float | None:
        """Return the seconds until something may be due that is not now; None where only news can tell."""
        clock = self._desk.clock
        due = await self._desk.store.read(lambda reader: reader.next_due())
        waits = [until - clock.monotonic() for until in self._resting.values()]
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
            log.error("sending failed here: %s", _describe(error))
            self._resting[conversation_id] = self._desk.clock.monotonic() + AFTER_TROUBLE

    def _note(self, conversation_id: int, delivery: Delivery) -> None:
        if delivery.wait > 0:
            self._resting[conversation_id] = self._desk.clock.monotonic() + delivery.wait
        self._handled.add(delivery.message_id)


def _describe(error: BaseException) -> str:
    """Name an error without what may be private in it."""
    if isinstance(error, StoreError | SmstuiError):
        return error.message
    return type(error).__name__
