"""Positions: a place for each text, and each empty conversation, in the order of the whole store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.storage.sqlite.times import LATEST, SECOND

if TYPE_CHECKING:
    from smstui.storage.sqlite.session import Session

_HALF = SECOND // 2


class Slots:
    """Gives out positions inside one transaction, to texts in the order of their times.

    A text gets its own microsecond where it is free; else the place after all texts of its second, because
    providers stamp whole seconds and the order in which texts are given is the best that is known. A second
    that is full spills over into the next.

    An empty conversation holds a place at the end of its second, which it leaves with its first text: there
    it is hardly ever in a text's way. Each look-up costs O(log n); where nothing is kept, there is none.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._given: set[int] = set()
        self._ends: dict[int, int] = {}
        """The last text's position of each second looked at; one before the second if there is none."""
        self._lowest: dict[int, int] = {}
        """The lowest place that an empty conversation holds in the upper half of a second."""
        self._no_text = (0, 0)
        """From here until there, no text is kept."""
        self._no_conversation = (0, 0)

    def take(self, at: int) -> int:
        """Return a position for a text of microsecond `at`, and keep it."""
        second = at - at % SECOND
        end = self._end(second)
        if (at > end or not self._has_text(at)) and not self._is_held(at):
            position = at
        else:
            position = max(end, at) + 1
            while (overflows := position >= second + SECOND) or self._is_held(position):
                if overflows:
                    second += SECOND
                    position = max(position, self._end(second) + 1)
                else:
                    position += 1
        self._given.add(position)
        self._ends[second] = max(self._ends[second], position)
        return position

    def hold(self, at: int) -> int:
        """Return a position for an empty conversation of microsecond `at`, and keep it."""
        second = at - at % SECOND
        while True:
            floor, stop = second + _HALF, second + SECOND
            lowest = self._lowest.get(second) or min(self._first_conversation(floor), stop)
            position = lowest - 1
            while position >= floor and self._has_text(position):
                position -= 1
            if position >= floor:
                self._lowest[second] = position
                return position
            second = stop

    def _end(self, second: int) -> int:
        if second not in self._ends:
            is_empty = second + SECOND <= self._next_text(second)
            self._ends[second] = second - 1 if is_empty else self._last_text(second + SECOND)
        return self._ends[second]

    def _has_text(self, at: int) -> bool:
        return at in self._given or self._ask("first_taken_by_text", at) == at

    def _is_held(self, at: int) -> bool:
        """Tell whether an empty conversation, or the newest text of one, is there."""
        start, stop = self._no_conversation
        if not start <= at < stop:
            self._no_conversation = at, self._first_conversation(at)
        return at == self._no_conversation[1]

    def _next_text(self, at: int) -> int:
        start, stop = self._no_text
        if not start <= at < stop:
            self._no_text = at, self._ask("first_taken_by_text", at)
        return self._no_text[1]

    def _first_conversation(self, at: int) -> int:
        return self._ask("first_taken_by_conversation", at)

    def _last_text(self, before: int) -> int:
        return self._session.value("last_taken_by_text", position=before) or 0

    def _ask(self, query: str, at: int) -> int:
        return self._session.value(query, position=at) or LATEST
