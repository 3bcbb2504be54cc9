"""Waiting until things are quiet, or for a little while, by the clock that tests can move."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smstui.ports.clock import Clock


class Pause:
    """One waiter at a time, who goes on once nothing has happened for some seconds."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._touched_at = 0.0
        self._waits = False

    def touch(self, at: float | None = None) -> bool:
        """Note that something happened, now or at a moment of the monotonic clock; True where nobody waits
        for quiet yet.
        """
        self._touched_at = self._clock.monotonic() if at is None else at
        first, self._waits = not self._waits, True
        return first

    async def settle(self) -> None:
        """Wait until it has been quiet; whoever got True from `touch` calls this."""
        try:
            while (left := self._touched_at + self._seconds - self._clock.monotonic()) > 0:
                await self._clock.sleep(left)
        finally:
            self._waits = False
