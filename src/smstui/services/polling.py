"""Reading one account's list again and again, at the pace that its activity asks for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from smstui.services.lines import adopt_lines
from smstui.services.pace import until_next_pass
from smstui.services.sync import sync_link
from smstui.services.waiting import until_set

if TYPE_CHECKING:
    from smstui.services.accounts import Link
    from smstui.services.desk import Desk
    from smstui.services.trouble import Tell

FIRST_REST = 2.0
LONGEST_REST = 30.0
"""Seconds between two passes while they fail."""


class Poller:
    """The poller of one account; never two of its passes at the same time."""

    def __init__(self, link: Link, desk: Desk) -> None:
        self.link = link
        link.is_polled = True
        self.wake = asyncio.Event()
        self.busy = False
        self._desk = desk
        self._now = False
        self._failed = 0
        self._not_before = 0.0

    def read_now(self) -> None:
        """Begin a pass now, whatever the pace says; only what the provider asked for is respected."""
        self._now = True
        self.wake.set()

    async def run(self, tell: Tell | None = None) -> None:
        """Poll until cancelled; `tell` learns of every round that went well.

        Raises the family of `StoreError`.
        """
        await adopt_lines(self.link.plan, store=self._desk.store)
        while True:
            wait = await self._until_due()
            if wait > 0:
                await until_set(self.wake, wait, self._desk.clock)
                continue
            await self._read()
            if tell is not None:
                tell(None)

    async def _read(self) -> None:
        self.busy, self._now = True, False
        try:
            report = await sync_link(self.link, desk=self._desk)
        finally:
            self.busy = False
        if report.error is None:
            self._failed = 0
            return
        rest = min(LONGEST_REST, FIRST_REST * 2.0**self._failed)
        self._failed = min(self._failed + 1, 10)
        self._not_before = self._desk.clock.monotonic() + rest

    async def _until_due(self) -> float:
        clock = self._desk.clock
        told = max(0.0, self.link.told_to_wait - clock.monotonic())
        if self._now:
            return told
        now = clock.now()
        state = await self._desk.store.read(lambda reader: reader.account(self.link.name))
        paced = until_next_pass(state, now, self.link.plan.poll_interval)
        return max(paced, told, self._not_before - clock.monotonic())
