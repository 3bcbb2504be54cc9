"""Sending one text and waiting for what becomes of it: the command line's `send`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from smstui.domain.states import State
from smstui.ports.errors import ProviderError, SmstuiError, StoreError
from smstui.services.accounts import Link
from smstui.services.desk import SendingDesk
from smstui.services.dispatch import Dispatcher
from smstui.services.lines import adopt_lines
from smstui.services.outbox import cancel, find, queue
from smstui.services.reconcile import in_doubt, look
from smstui.services.recover import recover

if TYPE_CHECKING:
    from smstui.domain.gates import SendingRules
    from smstui.domain.models import Draft, TextMessage
    from smstui.ports.clock import Clock
    from smstui.ports.locks import Locks
    from smstui.ports.store import Store
    from smstui.services.plan import AccountPlan

TICK = 0.1
"""Seconds between two looks at the text."""
LOOKS = 10
"""How often, once a second, the provider's list is searched for a text in doubt."""
IN_FLIGHT = 120.0
"""Seconds that a request which another process has begun may still take."""
GRACE = 5.0
"""Seconds that a request in flight gets when the person interrupts."""

CANCEL_TRIES = 5
"""How often, once a second, canceling is tried where the store failed under a recorded text."""

ON_ITS_WAY = frozenset({State.QUEUED, State.SENDING})


class SendInterrupted(asyncio.CancelledError):
    """Whoever waited for a text gave up; `state` is what became of it, None where the store does not tell."""

    def __init__(self, message_id: int, state: State | None) -> None:
        super().__init__()
        self.message_id = message_id
        self.state = state


class OutOfReachError(SmstuiError):
    """The text is recorded, and the store cannot be asked or told what becomes of it."""

    exit_code = 4


async def send_now(
    draft: Draft,
    *,
    store: Store,
    locks: Locks,
    clock: Clock,
    rules: SendingRules,
    plan: AccountPlan,
    wait: float = 60.0,
) -> TextMessage:
    """Record a text and wait, at most `wait` seconds, until the provider took or refused it; return the row.

    Whoever holds the dispatcher's lock sends it; this process does where nobody holds it. What is still
    waiting at the end is canceled, so that it does not leave later. Raises `GatesRefusedError`, and
    `CredentialsError` or `NotConfiguredError` after canceling the text. Where the store fails after the text
    was recorded: `StoreError` if it could be canceled, else `OutOfReachError`. Where this is cancelled after
    that: `SendInterrupted`.
    """
    await adopt_lines(plan, store=store)
    desk, link = SendingDesk(store, locks, clock, rules), Link(plan, clock)
    recording = asyncio.ensure_future(queue(draft, store=store, clock=clock, rules=rules))
    try:
        row = await asyncio.shield(recording)
    except asyncio.CancelledError:
        # The store finishes what it has begun: the text would be there, and would leave later.
        row = await recording
        raise await _Turn(row.id, link, desk).give_up() from None
    return await _Turn(row.id, link, desk).take(wait)


class _Turn:
    """One text's way, as the process that waits for it sees it."""

    def __init__(self, message_id: int, link: Link, desk: SendingDesk) -> None:
        self._id = message_id
        self._link = link
        self._desk = desk

    async def take(self, wait: float) -> TextMessage:
        try:
            return await self._settle(wait)
        except asyncio.CancelledError:
            raise await self.give_up() from None
        except StoreError as error:
            raise await self._store_failed(error) from error

    async def give_up(self) -> SendInterrupted:
        """Cancel the text, so that it does not leave later when nobody thinks of it any more."""
        try:
            await cancel(self._id, store=self._desk.store, clock=self._desk.clock, reason="interrupted")
            return SendInterrupted(self._id, (await self._row()).state)
        except StoreError:
            return SendInterrupted(self._id, None)

    async def _store_failed(self, error: StoreError) -> SmstuiError:
        """Cancel the text, so that whoever tries again does not send it twice; return what to tell."""
        for _ in range(CANCEL_TRIES):
            try:
                if await cancel(
                    self._id, store=self._desk.store, clock=self._desk.clock, reason="the store failed"
                ):
                    return type(error)(f"{error.message} The text was canceled.", hint=error.hint)
                break
            except StoreError:
                await self._desk.clock.sleep(1.0)
        return OutOfReachError(
            f"{error.message} Before that the text was recorded as {self._id}: it has left, or it will.",
            hint=f"Do not send it again. Later, `smstui messages --id {self._id}` says what became of it.",
        )

    async def _settle(self, wait: float) -> TextMessage:
        row = await self._until_settled(wait)
        if row.state in {State.QUEUED, State.HELD}:
            row = await self._give_up(row)
        if row.state is State.UNCONFIRMED:
            row = await self._look_for_it(row)
        if self._link.blocked and row.state is State.CANCELED and self._link.trouble is not None:
            raise self._link.trouble
        return row

    async def _row(self) -> TextMessage:
        return await self._desk.store.read(lambda reader: find(reader, self._id))

    async def _until_settled(self, wait: float) -> TextMessage:
        clock = self._desk.clock
        deadline = clock.monotonic() + wait
        lock = self._desk.locks.dispatcher()
        dispatcher: Dispatcher | None = None
        try:
            row = await self._row()
            while row.state in ON_ITS_WAY and not self._is_over(row, deadline):
                if dispatcher is None and lock.acquire():
                    await recover(store=self._desk.store, clock=clock)
                    dispatcher = Dispatcher(self._link, self._desk)
                if dispatcher is not None:
                    await dispatcher.drain(until=self._id, grace=GRACE)
                row = await self._row()
                if row.state in ON_ITS_WAY:
                    await clock.sleep(TICK)
            return row
        finally:
            if dispatcher is not None:
                await dispatcher.stop(GRACE)
            lock.release()

    def _is_over(self, row: TextMessage, deadline: float) -> bool:
        """Whether waiting has an end: later where the text is on the wire, at once where it cannot go."""
        now = self._desk.clock.monotonic()
        if row.state is State.SENDING:
            return now >= deadline + IN_FLIGHT
        return now >= deadline or self._link.blocked

    async def _give_up(self, row: TextMessage) -> TextMessage:
        """Cancel the text, unless it has left in this very moment: then wait for what becomes of it."""
        why = row.reason or (self._link.trouble.message if self._link.trouble else "nobody sent it in time")
        if not await cancel(self._id, store=self._desk.store, clock=self._desk.clock, reason=why):
            return await self._until_settled(IN_FLIGHT)
        return await self._row()

    async def _look_for_it(self, row: TextMessage) -> TextMessage:
        for _ in range(LOOKS):
            await self._desk.clock.sleep(1.0)
            try:
                cases = [
                    case for case in await in_doubt(self._link, self._desk) if case.message_id == self._id
                ]
                if cases:
                    await look(self._link, cases, desk=self._desk)
            except StoreError:
                raise
            except ProviderError:
                continue  # it may answer the next time
            row = await self._row()
            if row.state is not State.UNCONFIRMED:
                break
        return row
