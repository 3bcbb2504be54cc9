"""What follows a send: looking for texts in doubt, and asking for receipts, within a budget."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from smstui.ports.errors import SmstuiError, StoreError
from smstui.services.accounts import note_trouble
from smstui.services.receipts import ROUND, ask_receipts
from smstui.services.reconcile import in_doubt, reconcile, until_next_look
from smstui.services.waiting import until_set

if TYPE_CHECKING:
    from smstui.services.accounts import Link
    from smstui.services.desk import Desk
    from smstui.services.trouble import Tell


class Aftercare:
    """The looking after of one account; only the dispatcher's process does it, so that it is done once."""

    def __init__(self, link: Link, desk: Desk) -> None:
        self.link = link
        self.wake = asyncio.Event()
        self._desk = desk
        self._receipts_at = 0.0
        """Monotonic time of the next round of receipts."""

    async def run(self, tell: Tell | None = None) -> None:
        """Look and ask as it becomes due, until cancelled; `tell` learns of every round that went well.

        Raises the family of `StoreError`.
        """
        while True:
            if not self.link.blocked and self.link.pause == 0:
                await self.round()
            wait = await self._until_next()
            if tell is not None:
                tell(None)
            await until_set(self.wake, wait, self._desk.clock)

    async def round(self) -> None:
        """Do what is due now; an account that cannot be reached is noted and left for later."""
        try:
            await reconcile(self.link, desk=self._desk)
            if self._desk.clock.monotonic() >= self._receipts_at:
                await ask_receipts(self.link, desk=self._desk)
                self._receipts_at = self._desk.clock.monotonic() + ROUND
        except StoreError:
            raise
        except SmstuiError as error:
            await note_trouble(self.link, error, store=self._desk.store)

    async def _until_next(self) -> float | None:
        clock = self._desk.clock
        cases = await in_doubt(self.link, self._desk)
        receipt = await self._desk.store.read(lambda reader: reader.next_receipt(self.link.name))
        waits = []
        look = until_next_look(self.link, cases, clock.now())
        if look is not None:
            waits.append(look)
        if receipt is not None:
            due = (receipt - clock.now()).total_seconds()
            waits.append(max(due, self._receipts_at - clock.monotonic()))
        if not waits:
            return None
        # The floor keeps a look that fails at once from turning round and round.
        return max(0.5, min(waits), self.link.pause)
