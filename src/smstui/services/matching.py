"""Which listed text is the one that we sent without learning its id."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.domain.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.models import Attempt, TextMessage
    from smstui.services.incoming import Incoming

BEFORE = timedelta(seconds=3)
"""Providers stamp whole seconds, and their clock is known to about a second."""
AFTER = timedelta(seconds=15)
"""A provider may take a text a while after we gave up waiting; less than `TWIN_WAIT`, so twins stay apart."""
TWIN_WAIT = timedelta(seconds=20)
"""How long an identical text waits behind one in doubt, so that their windows do not overlap."""


def same_words(one: str | None, other: str | None) -> bool:
    """Whether a provider's list could show one text for the other: blanks at the ends may be lost there."""
    return (one or "").strip() == (other or "").strip()


class Doubt(Struct, frozen=True):
    """A text of ours that the provider may have, and when, by its clock, it would have got it."""

    text: TextMessage
    earliest: datetime
    latest: datetime | None
    """None while the request is in flight."""

    @property
    def in_flight(self) -> bool:
        """Whether a live process is sending it just now."""
        return self.text.state is State.SENDING

    def between(self, item: Incoming) -> bool:
        """Whether the item goes from this text's line to its peer, not before this text was sent."""
        same_line = item.line in {self.text.line, ""}
        return same_line and item.peer == self.text.peer and item.remote.at >= self.earliest

    def fits(self, item: Incoming) -> bool:
        """Whether the item can be this text."""
        if self.latest is not None and item.remote.at > self.latest:
            return False
        return self.between(item) and same_words(item.body, self.text.body)


def doubt(text: TextMessage, attempts: Sequence[Attempt], offset: float) -> Doubt | None:
    """Return the window of a text's last attempt; `offset` is how far the provider's clock is ahead now.

    None for a text that was never tried, and for one whose fate the provider's answer told.
    """
    if not attempts or attempts[-1].outcome not in {None, "ambiguous"}:
        return None
    last = attempts[-1]
    ahead = timedelta(seconds=last.server_offset or offset)
    latest = None if last.ended_at is None else last.ended_at + ahead + AFTER
    return Doubt(text, last.started_at + ahead - BEFORE, latest)


def pair(doubts: Sequence[Doubt], items: Sequence[Incoming]) -> dict[int, Incoming]:
    """Give each text in doubt, oldest first, the oldest listed item that fits; return items by message id.

    What is in flight takes nothing: its own answer will come.
    """
    left = list(items)
    found: dict[int, Incoming] = {}
    for case in sorted(doubts, key=lambda case: case.earliest):
        if case.in_flight:
            continue
        match = next((item for item in left if case.fits(item)), None)
        if match is not None:
            left.remove(match)
            found[case.text.id] = match
    return found
