"""The agent: the engine without a screen, until it is told to stop, or for one pass."""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from smstui.ports.errors import LockedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smstui.bootstrap import Runtime
    from smstui.ports.locks import Lock
    from smstui.services.reports import SyncReport


async def run(runtime: Runtime) -> int:
    """Sync and send until SIGTERM or SIGINT; raises `LockedError` where another agent runs."""
    with only_one(runtime.locks.agent()):
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, stop.set)
        engine = asyncio.create_task(runtime.engine.run())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({engine, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not engine.done():
            await runtime.engine.stop()
        stopping.cancel()
        await engine
    return 0


async def once(runtime: Runtime) -> Sequence[SyncReport]:
    """Make one pass over everything that is due, for cron; return what each account's sync did."""
    reports: Sequence[SyncReport] = await runtime.engine.once()
    return reports


@contextmanager
def only_one(lock: Lock) -> Iterator[None]:
    """Hold the agent's lock while inside; the system lets go of it when the process dies."""
    if not lock.acquire():
        raise LockedError(
            "An agent is running already for these texts; this one did not start.",
            hint="One is enough: it serves all accounts.",
        )
    try:
        yield
    finally:
        lock.release()
