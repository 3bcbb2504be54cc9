"""What happens later: events in the order of their times, run when somebody looks or waits for them."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Timeline:
    """Events with a due time, in seconds since the epoch."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Callable[[float], object]]] = []
        self._added = 0

    def add(self, due: float, event: Callable[[float], object]) -> None:
        """Let something happen later; `event` gets the time it was due at."""
        self._added += 1
        heapq.heappush(self._heap, (due, self._added, event))

    def run(self, until: float) -> None:
        """Let everything happen that is due, what the events add too, in order."""
        while self._heap and self._heap[0][0] <= until:
            due, _, event = heapq.heappop(self._heap)
            event(due)

    @property
    def next_due(self) -> float | None:
        """When the next event is due; None where none is planned."""
        return self._heap[0][0] if self._heap else None
