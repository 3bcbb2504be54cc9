"""Waiting for whichever comes first, by the clock that tests can move."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smstui.ports.clock import Clock


async def until_set(event: asyncio.Event, seconds: float | None, clock: Clock) -> bool:
    """Wait for the event, at most `seconds` (None: for ever); clear it, and tell whether it was set."""
    waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(event.wait())]
    if seconds is not None:
        waits.append(asyncio.ensure_future(clock.sleep(seconds)))
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await drop(waits)
    happened = event.is_set()
    event.clear()
    return happened


async def finished(tasks: Iterable[asyncio.Future[Any]], seconds: float, clock: Clock) -> None:
    """Wait until all tasks have ended, at most `seconds`; they go on, and their errors stay theirs."""
    running = [task for task in tasks if not task.done()]
    if not running:
        return
    both = asyncio.ensure_future(asyncio.wait(running))
    timer = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait([both, timer], return_when=asyncio.FIRST_COMPLETED)
    finally:
        await drop([both, timer])


async def drop(waits: Iterable[asyncio.Future[Any]]) -> None:
    """Cancel these and wait until they are gone."""
    pending = [wait for wait in waits if not wait.done()]
    for wait in pending:
        wait.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
