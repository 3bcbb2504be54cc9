"""What runs while smstui is open: polling, sending, looking for what is in doubt, each on its own."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.ports.errors import SmstuiError
from smstui.services.accounts import Link
from smstui.services.aftercare import Aftercare
from smstui.services.desk import SendingDesk
from smstui.services.dispatch import Dispatcher
from smstui.services.lines import adopt_lines
from smstui.services.plan import AccountPlan
from smstui.services.polling import Poller
from smstui.services.recover import recover
from smstui.services.sync import sync_link
from smstui.services.trouble import Troubles, log_words
from smstui.services.waiting import drop

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from smstui.domain.gates import SendingRules
    from smstui.ports.clock import Clock
    from smstui.ports.locks import Locks
    from smstui.ports.store import Store
    from smstui.services.reports import SyncReport
    from smstui.services.trouble import Tell

__all__ = ["AccountPlan", "Engine", "EngineStatus"]

log = logging.getLogger(__name__)

LOCK_AGAIN = 2.0
"""Seconds between two tries for the dispatcher's lock: how soon a dead holder is replaced."""
AFTER_A_FAULT = 5.0
"""Seconds that a task rests after an error of ours, before it goes on."""


class EngineStatus(Struct, frozen=True):
    """How the engine of this process is doing."""

    running: bool = False
    dispatching: bool = False
    """This process sends."""
    elsewhere: bool = False
    """Another process sends. Where neither holds nobody does: not yet, or `trouble` says why."""
    polling: frozenset[str] = frozenset()
    """Accounts whose list is being read just now."""
    trouble: str = ""
    """What keeps the engine itself from working, such as a full disk, and what to do; empty when nothing."""


class Engine:
    """The pollers of all accounts, and the dispatcher where no other process has its lock."""

    def __init__(
        self,
        *,
        store: Store,
        locks: Locks,
        clock: Clock,
        plans: Sequence[AccountPlan],
        rules: SendingRules,
    ) -> None:
        self._desk = SendingDesk(store, locks, clock, rules)
        self._links = [Link(plan, clock) for plan in plans]
        self._pollers: list[Poller] = []
        self._dispatchers: list[Dispatcher] = []
        self._aftercare: list[Aftercare] = []
        self._stopping: asyncio.Event | None = None
        self._running: asyncio.Task[None] | None = None
        self._grace = 5.0
        self._read_first = False
        self._dispatching = False
        self._elsewhere = False
        self._troubles = Troubles()

    @property
    def status(self) -> EngineStatus:
        """How it is doing just now."""
        return EngineStatus(
            running=self._running is not None,
            dispatching=self._dispatching,
            elsewhere=self._elsewhere,
            polling=frozenset(poller.link.name for poller in self._pollers if poller.busy),
            trouble=self._troubles.words,
        )

    async def run(self) -> None:
        """Poll and send until `stop`; errors are shown on the account they concern and never end it."""
        self._stopping = asyncio.Event()
        self._running = asyncio.ensure_future(self._run(self._stopping))
        try:
            await self._running
        finally:
            self._running = None

    async def stop(self, grace: float = 5.0) -> None:
        """End `run`; a request in flight has `grace` seconds, then its text is left to recovery."""
        self._grace = grace
        if self._stopping is not None and self._running is not None:
            self._stopping.set()
            await asyncio.wait([self._running])

    def nudge(self) -> None:
        """Look at once whether something is to be sent."""
        for dispatcher in self._dispatchers:
            dispatcher.wake.set()

    def sync_soon(self) -> None:
        """Read every account's list now; before `run`, as soon as it begins."""
        self._read_first = not self._pollers
        for poller in self._pollers:
            poller.read_now()

    async def once(self) -> Sequence[SyncReport]:
        """Sync every account, send everything that is due, settle what is in doubt; return the reports.

        Where another process dispatches, sending is left to it. Raises the family of `StoreError`.
        """
        reports = await asyncio.gather(*(sync_link(link, desk=self._desk) for link in self._links))
        lock = self._desk.locks.dispatcher()
        if lock.acquire():
            try:
                await recover(store=self._desk.store, clock=self._desk.clock)
                await asyncio.gather(*(self._serve_once(link) for link in self._links))
            finally:
                lock.release()
        return reports

    async def _serve_once(self, link: Link) -> None:
        await Dispatcher(link, self._desk).drain(grace=self._grace)
        await Aftercare(link, self._desk).round()

    async def _run(self, stopping: asyncio.Event) -> None:
        seen = await self._desk.store.read(lambda reader: reader.last_change())
        self._pollers = [Poller(link, self._desk) for link in self._links]
        if self._read_first:
            self.sync_soon()
        tasks = [
            asyncio.ensure_future(self._keep_going("dispatcher", self._dispatch_while_held)),
            asyncio.ensure_future(self._keep_going("feed", partial(self._watch, seen))),
            *(self._begin("poller", poller.link, poller.run) for poller in self._pollers),
        ]
        try:
            await stopping.wait()
            await asyncio.gather(*(dispatcher.stop(self._grace) for dispatcher in self._dispatchers))
        finally:
            await drop(tasks)
            self._pollers = []

    def _begin(self, kind: str, link: Link, work: Callable[[Tell], Awaitable[None]]) -> asyncio.Task[None]:
        return asyncio.ensure_future(self._keep_going(f"{kind} of {link.name}", work))

    async def _keep_going(self, name: str, work: Callable[[Tell], Awaitable[None]]) -> None:
        """Do this for ever: an error is noted until a round goes well, and after a rest it begins again."""
        tell = self._troubles.teller(name)
        try:
            while True:
                try:
                    await work(tell)
                    tell(None)
                except Exception as error:  # noqa: BLE001 - one task must not end the others
                    tell(error)
                    level = logging.WARNING if isinstance(error, SmstuiError) else logging.ERROR
                    log.log(level, "%s: %s", name, log_words(error))
                await self._desk.clock.sleep(AFTER_A_FAULT)
        finally:
            tell(None)

    async def _watch(self, since: int, tell: Tell) -> None:
        """Wake everybody when something was written, here or by another process."""
        async for changes in self._desk.store.watch(since):
            tell(None)
            if changes:
                since = changes[-1].seq
            self.nudge()
            for poller in self._pollers:
                poller.wake.set()
            for aftercare in self._aftercare:
                aftercare.wake.set()

    async def _dispatch_while_held(self, tell: Tell) -> None:
        """Take the dispatcher's lock when it is free, and send until the end."""
        lock = self._desk.locks.dispatcher()
        try:
            while not lock.acquire():
                self._elsewhere = True
                tell(None)
                await self._desk.clock.sleep(LOCK_AGAIN)
        finally:
            self._elsewhere = False
        try:
            await self._dispatch(tell)
        finally:
            self._dispatching = False
            self._dispatchers, self._aftercare = [], []
            lock.release()

    async def _dispatch(self, tell: Tell) -> None:
        for link in self._links:
            await adopt_lines(link.plan, store=self._desk.store)
        await recover(store=self._desk.store, clock=self._desk.clock)
        self._dispatchers = [Dispatcher(link, self._desk) for link in self._links]
        self._aftercare = [Aftercare(link, self._desk) for link in self._links]
        self._dispatching = True
        tell(None)
        workers = [
            *(self._begin("sender", each.link, each.run) for each in self._dispatchers),
            *(self._begin("aftercare", each.link, each.run) for each in self._aftercare),
        ]
        try:
            await asyncio.gather(*workers)
        finally:
            await drop(workers)
