"""Positions: a place for each text in the order of the whole store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.storage.sqlite.times import LATEST, SECOND

if TYPE_CHECKING:
    from smstui.storage.sqlite.session import Session


class Slots:
    """Gives out positions inside one transaction.

    A text's own microsecond where it is free; else the place after all that is in its second already, because
    providers stamp whole seconds and the order in which texts are given is the best that is known. A second
    that is full spills over into the next. Where nothing is kept between two texts, no look-up is made.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ends: dict[int, int] = {}
        """The last taken position of each second that was looked at; one before the second if it is empty."""
        self._taken: set[int] = set()
        self._free = (0, 0)
        """From here until there, nothing is kept."""

    def take(self, at: int, own: int | None = None) -> int:
        """Return a free position for microsecond `at`, and keep it; `own` is kept for this one already."""
        second = at - at % SECOND
        end = self._end(second)
        if at > end or (at not in self._taken and (at == own or not self._kept(at))):
            position = at
        else:
            position = end + 1
            while position == second + SECOND:
                second = position
                end = self._end(second)
                position = max(end + 1, second)
        self._taken.add(position)
        self._ends[second] = max(self._ends[second], position)
        return position

    def _end(self, second: int) -> int:
        if second not in self._ends:
            self._ends[second] = second - 1 if self._empty(second) else self._last_before(second + SECOND)
        return self._ends[second]

    def _empty(self, second: int) -> bool:
        start, stop = self._free
        if not (start <= second and second + SECOND <= stop):
            self._free = second, self._first_from(second)
        return second + SECOND <= self._free[1]

    def _kept(self, at: int) -> bool:
        return self._first_from(at) == at

    def _first_from(self, position: int) -> int:
        ask = self._session.value
        return min(
            ask("first_taken_by_text", position=position) or LATEST,
            ask("first_taken_by_conversation", position=position) or LATEST,
        )

    def _last_before(self, position: int) -> int:
        ask = self._session.value
        return max(
            ask("last_taken_by_text", position=position) or 0,
            ask("last_taken_by_conversation", position=position) or 0,
        )
