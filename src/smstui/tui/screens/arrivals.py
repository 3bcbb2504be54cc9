"""What just came in: the pop-up of the inbox, one for however many texts, and what is green of it in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.notices import NoticeKind
from smstui.tui.formatting import CleanText
from smstui.tui.notice_words import card_words
from smstui.tui.widgets.popup import Card

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from smstui.domain.notices import Notice

STAYS = 10.0
"""Seconds in view after which the pop-up goes."""
FRESH = 5.0
"""Seconds in view for which a conversation in which something came is green."""


class Arrivals:
    """The texts that the pop-up tells of: those that came, until somebody saw them."""

    def __init__(self) -> None:
        self._waiting: list[Notice] = []
        """What came within this second."""
        self._newest: dict[int, Notice] = {}
        """The newest of each conversation, in the order in which they came."""
        self._counts: dict[int, int] = {}
        self._unseen: dict[int, int] = {}
        """The oldest notice of each that nobody saw yet."""
        self._left = 0.0
        self._fresh: int | None = None
        self._fresh_left = 0.0

    # what happens
    def take(self, notices: Sequence[Notice]) -> bool:
        """Note what came; True where that begins a burst."""
        begins = not self._waiting
        came = [each for each in notices if not each.is_trouble]
        self._waiting += came
        return bool(came) and begins

    def tell(self) -> bool:
        """Let the pop-up tell of the burst; True where there was a text in it."""
        burst, self._waiting = self._waiting, []
        for notice in burst:
            key = notice.text.conversation_id
            self._unseen.setdefault(key, notice.id)
            self._newest.pop(key, None)
            self._newest[key] = notice
            self._counts[key] = self._counts.get(key, 0) + (notice.kind is NoticeKind.ARRIVED)
        self._left = STAYS
        return any(notice.kind is NoticeKind.ARRIVED for notice in burst)

    def drop(self, is_in_view: Callable[[int], bool]) -> None:
        """Say no more of conversations that are in view, but that they are fresh."""
        for key in [key for key in self._newest if is_in_view(key)]:
            if self._counts[key]:
                self._fresh, self._fresh_left = key, FRESH
            self._forget(key)

    def see(self) -> None:
        """Note that the person sees what the pop-up says."""
        self._unseen.clear()

    def clear(self, *, through: int) -> None:
        """Say no more of conversations in which nothing came after this notice."""
        for key in [key for key, notice in self._newest.items() if notice.id <= through]:
            self._forget(key)

    def _forget(self, key: int) -> None:
        del self._newest[key], self._counts[key]
        self._unseen.pop(key, None)

    # what stands
    @property
    def is_empty(self) -> bool:
        """Whether nothing is told just now."""
        return not self._newest and self._fresh is None

    @property
    def fresh(self) -> int | None:
        """The conversation that was in view when something came in it, or came into view with that."""
        return self._fresh

    @property
    def unseen(self) -> Collection[int]:
        """The oldest notices that nobody saw yet."""
        return [*self._unseen.values(), *(notice.id for notice in self._waiting)]

    def pass_time(self, seconds: float, *, is_seen: bool) -> None:
        """Let the pop-up and the green go once they were in view long enough."""
        if is_seen:
            self._fresh_left -= seconds
            if self._fresh_left <= 0:
                self._fresh = None
            self._left -= seconds
            if self._left <= 0:
                for key in list(self._newest):
                    self._forget(key)

    @property
    def only(self) -> Notice | None:
        """The newest notice where all are of one conversation."""
        return next(iter(self._newest.values())) if len(self._newest) == 1 else None

    def card(self, *, list_key: CleanText) -> Card | None:
        """Return what the pop-up says."""
        if not self._newest:
            return None
        came = [(notice, self._counts[key]) for key, notice in self._newest.items()]
        return Card(*card_words(came), list_key)
