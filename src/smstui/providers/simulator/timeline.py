"""What happens later: events in the order of their times, run when somebody looks or waits for them."""

from __future__ import annotations

import asyncio
import heapq
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Timeline:
    """Events with a due time, in seconds since the epoch."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Callable[[float], object]]] = []
        self._added = 0
        self._woken: asyncio.Event | None = None

    def add(self, due: float, event: Callable[[float], object]) -> None:
        """Let something happen later; `event` gets the time it was due at."""
        self._added += 1
        heapq.heappush(self._heap, (due, self._added, event))
        if self._woken is not None:
            self._woken.set()

    def run(self, until: float) -> None:
        """Let everything happen that is due, what the events add too, in order."""
        while self._heap and self._heap[0][0] <= until:
            due, _, event = heapq.heappop(self._heap)
            event(due)

    async def wait(self, now: Callable[[], float]) -> None:
        """Return when the next event is due, or when one was added that may come before it."""
        self._woken = asyncio.Event()
        left = max(self._heap[0][0] - now(), 0.001) if self._heap else None
        with suppress(TimeoutError):
            async with asyncio.timeout(left):
                await self._woken.wait()
