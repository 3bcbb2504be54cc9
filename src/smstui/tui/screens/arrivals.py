"""What just came in: the pop-up of the inbox, one for however many texts, and what is green of it in view."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from smstui.domain.notices import NoticeKind
from smstui.tui.formatting import CleanText
from smstui.tui.notice_words import Came, card_words
from smstui.tui.widgets.popup import Card

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from smstui.domain.notices import Notice

STAYS = 10.0
"""Seconds in view after which the pop-up goes."""
FRESH = 5.0
"""Seconds in view for which a conversation in which something came is green."""
_NAMES = 40
"""Names at most: more than the pop-up has room for."""


class _Told:
    """The newest of each conversation, with sums over all: one text more costs as much as the first did."""

    def __init__(self) -> None:
        self.newest: dict[int, Notice] = {}
        """Of each conversation, in the order in which they came."""
        self.counts: dict[int, int] = {}
        """How many texts came in each."""
        self._people: dict[str, list[int]] = {}
        """The conversations of each person, both in the order in which something came last."""
        self._texts = self._writers = self._gone = 0

    def add(self, notice: Notice) -> None:
        """Tell of this too."""
        key, peer = notice.text.conversation_id, notice.text.peer
        self._sum(peer, -1)
        self.newest.pop(key, None)
        self.newest[key] = notice
        self.counts[key] = self.counts.get(key, 0) + (notice.kind is NoticeKind.ARRIVED)
        self._people[peer] = [each for each in self._people.pop(peer, ()) if each != key] + [key]
        self._sum(peer, 1)

    def forget(self, key: int) -> None:
        """Say no more of a conversation."""
        peer = self.newest[key].text.peer
        self._sum(peer, -1)
        del self.newest[key], self.counts[key]
        self._people[peer].remove(key)
        self._sum(peer, 1)
        if not self._people[peer]:
            del self._people[peer]

    def _sum(self, peer: str, sign: int) -> None:
        """Add a person to the sums, or take them out."""
        keys = self._people.get(peer)
        if keys:
            texts = sum(self.counts[key] for key in keys)
            self._texts += sign * texts
            self._writers += sign * bool(texts)
            self._gone += sign * (self.newest[keys[-1]].kind is NoticeKind.OPTED_OUT)

    @property
    def came(self) -> Came:
        """What is told, summed up."""
        last = islice(reversed(self._people.values()), _NAMES)
        newest = [self.newest[keys[-1]] for keys in last]
        return Came(newest, len(self._people), self._texts, self._writers, self._gone)


class Arrivals:
    """The texts that the pop-up tells of: those that came, until somebody saw them."""

    def __init__(self) -> None:
        self._waiting: list[Notice] = []
        """What came within this second."""
        self._told = _Told()
        self._unseen: dict[int, int] = {}
        """The oldest notice of each conversation that nobody saw yet, the oldest of them first."""
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
            self._unseen.setdefault(notice.text.conversation_id, notice.id)
            self._told.add(notice)
        self._left = STAYS
        return any(notice.kind is NoticeKind.ARRIVED for notice in burst)

    def drop(self, key: int | None) -> None:
        """Say no more of the conversation that is in view, but that it is fresh."""
        if key in self._told.newest:
            if self._told.counts[key]:
                self._fresh, self._fresh_left = key, FRESH
            self._forget(key)

    def see(self) -> None:
        """Note that the person sees what the pop-up says."""
        self._unseen.clear()

    def clear(self, *, through: int) -> None:
        """Say no more of conversations in which nothing came after this notice."""
        for key in [key for key, notice in self._told.newest.items() if notice.id <= through]:
            self._forget(key)

    def _forget(self, key: int) -> None:
        self._told.forget(key)
        self._unseen.pop(key, None)

    # what stands
    @property
    def is_empty(self) -> bool:
        """Whether nothing is told just now."""
        return not self._told.newest and self._fresh is None

    @property
    def fresh(self) -> int | None:
        """The conversation that was in view when something came in it, or came into view with that."""
        return self._fresh

    @property
    def unseen(self) -> Collection[int]:
        """The oldest notices that nobody saw yet, of those that are told and of those that will be."""
        return [*islice(self._unseen.values(), 1), *(notice.id for notice in self._waiting[:1])]

    def pass_time(self, seconds: float, *, is_seen: bool) -> None:
        """Let the pop-up and the green go once they were in view long enough."""
        if is_seen:
            self._fresh_left -= seconds
            if self._fresh_left <= 0:
                self._fresh = None
            self._left -= seconds
            if self._left <= 0:
                self._told = _Told()
                self._unseen.clear()

    @property
    def only(self) -> Notice | None:
        """The newest notice where all are of one conversation."""
        newest = self._told.newest
        return next(iter(newest.values())) if len(newest) == 1 else None

    def card(self, *, list_key: CleanText) -> Card | None:
        """Return what the pop-up says."""
        return Card(*card_words(self._told.came), list_key) if self._told.newest else None
