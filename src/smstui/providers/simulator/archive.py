"""All texts of the account, newest first: a history that is made when asked for, and what came since."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from smstui.providers.simulator.seeded import hex_of
from smstui.providers.simulator.text import INBOUND, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smstui.providers.simulator.persons import Person

_SLACK = 3600
"""Seconds by which a text may be sent after it was created."""


class History(Protocol):
    """Texts from before the carrier started; number 0 is the oldest."""

    def __len__(self) -> int: ...
    def created(self, seq: int) -> int:
        """Return when a text was created, in seconds since the epoch; never falls as `seq` grows."""
        ...

    def near(self, numbers: set[str], *, top: int, bottom: int) -> Iterator[int]:
        """Yield from under `top` down to `bottom`, at least the texts that all of `numbers` are part of."""
        ...

    def text(self, seq: int) -> Text:
        """Return one text; made anew each time."""
        ...

    def find(self, sid: str) -> int | None:
        """Return the number of the text with this sid."""
        ...

    def people(self) -> Sequence[Person]:
        """Return those with whom it was, where they have names."""
        ...

    def said(self) -> Iterator[tuple[str, str, str]]:
        """Yield (line, peer, body) of the incoming texts that may be a keyword, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Query:
    """What a list should hold; times are seconds since the epoch, both inclusive."""

    sender: str | None = None
    recipient: str | None = None
    sent_from: int | None = None
    sent_to: int | None = None

    def takes(self, text: Text) -> bool:
        """Return whether a text belongs in the list; one not sent yet has no time to filter by."""
        if self.sender not in {None, text.sender} or self.recipient not in {None, text.recipient}:
            return False
        if self.sent_from is None and self.sent_to is None:
            return True
        if text.sent is None:
            return False
        return (self.sent_from or 0) <= text.sent and (self.sent_to is None or text.sent <= self.sent_to)


class Archive:
    """Finds texts by sid and lists them; what was changed or deleted in the history is kept aside."""

    def __init__(self, history: History, *, seed: int) -> None:
        self._history = history
        self._old = len(history)
        self._seed = seed
        self._new: list[Text] = []
        self._by_sid: dict[str, int] = {}
        self._changed: dict[int, Text] = {}
        self._deleted: set[int] = set()

    def __len__(self) -> int:
        return self._old + len(self._new) - len(self._deleted)

    def add(
        self,
        sender: str,
        recipient: str,
        body: str,
        *,
        direction: str,
        at: float,
        media: tuple[str, ...] = (),
        service_sid: str | None = None,
    ) -> Text:
        """Keep a new text: one that came in is received, one of ours is queued, or accepted by a service."""
        created, seq = int(at), self._old + len(self._new)
        inbound = direction == INBOUND
        text = Text(
            seq,
            ("MM" if media else "SM") + hex_of(self._seed, created, seq),
            sender,
            recipient,
            body,
            direction,
            status="received" if inbound else "accepted" if service_sid else "queued",
            created=created,
            sent=created if inbound else None,
            media=media,
            service_sid=service_sid,
        )
        self._new.append(text)
        self._by_sid[text.sid] = seq
        return text

    def get(self, sid: str) -> Text | None:
        """Return one text, None for an unknown or deleted one."""
        seq = self._by_sid.get(sid)
        if seq is None:
            seq = self._history.find(sid)
        return None if seq is None or seq in self._deleted else self._at(seq)

    def own(self, text: Text) -> Text:
        """Return the kept text that may be changed: one from the history is made anew each time."""
        return text if text.seq >= self._old else self._changed.setdefault(text.seq, text)

    def delete(self, text: Text) -> None:
        """Forget a text."""
        self._deleted.add(text.seq)

    def page(self, query: Query, *, below: int | None, limit: int, now: float) -> tuple[list[Text], bool]:
        """Return up to `limit` texts with numbers under `below`, newest first, and whether more follow.

        A page begins under a number, not at an offset, so a list that grows meanwhile skips nothing.
        """
        found: list[Text] = []
        for text in self._below(query, below, now):
            if len(found) == limit:
                return found, True
            found.append(text)
        return found, False

    def _below(self, query: Query, below: int | None, now: float) -> Iterator[Text]:
        top = self._old + len(self._new) if below is None else min(below, self._old + len(self._new))
        floor = None if query.sent_from is None else query.sent_from - _SLACK
        for seq in range(top - 1, self._old - 1, -1):
            text = self._new[seq - self._old]
            if floor is not None and text.created < floor:
                return
            if text.listed_from <= now and seq not in self._deleted and query.takes(text):
                yield text
        yield from self._old_below(query, min(top, self._old), floor)

    def _old_below(self, query: Query, top: int, floor: int | None) -> Iterator[Text]:
        history = self._history
        if query.sent_to is not None:
            top = min(top, bisect.bisect_right(range(self._old), query.sent_to, key=history.created))
        bottom = 0 if floor is None else bisect.bisect_left(range(self._old), floor, key=history.created)
        numbers = {number for number in (query.sender, query.recipient) if number is not None}
        for seq in history.near(numbers, top=top, bottom=bottom):
            if seq not in self._deleted and query.takes(text := self._at(seq)):
                yield text

    def _at(self, seq: int) -> Text:
        if seq >= self._old:
            return self._new[seq - self._old]
        return self._changed.get(seq) or self._history.text(seq)
