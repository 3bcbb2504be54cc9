"""How a text stands to the one before it, and what is drawn between the two: a day, news, air."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from smstui.domain.models import Direction
from smstui.tui.formatting import CleanText, cells, day
from smstui.tui.widgets.receipts import words_below

if TYPE_CHECKING:
    from datetime import date, datetime

    from smstui.domain.models import TextMessage
    from smstui.tui.widgets.styled import Run

Rows = tuple[tuple["Run", ...], ...]

_TOGETHER = 600.0
"""Seconds within which texts of one side stand close together."""


class Surroundings(Struct, frozen=True):
    """What decides how a text is drawn, besides the text itself."""

    width: int
    today: datetime
    """The beginning of the day, in the person's zone."""
    name: CleanText
    """Who writes to us."""
    starts_day: bool
    starts_news: bool
    is_close: bool
    """Follows a short text of the same side."""
    is_last: bool
    """The newest of ours: its state is told in words."""


class Scene(NamedTuple):
    """What the texts of one conversation have around them in common."""

    width: int
    now: datetime
    name: CleanText
    first_unread: int | None
    last_own: int | None

    def around(self, text: TextMessage, previous: TextMessage | None) -> Surroundings:
        """Return how a text stands to the one before it."""
        return Surroundings(
            self.width,
            self.now.replace(hour=0, minute=0, second=0, microsecond=0),
            self.name,
            starts_day=previous is None or _day_of(previous, self.now) != _day_of(text, self.now),
            starts_news=text.id == self.first_unread,
            is_close=previous is not None and _are_close(previous, text),
            is_last=text.id == self.last_own,
        )


def _day_of(text: TextMessage, now: datetime) -> date:
    return text.at.astimezone(now.tzinfo).date()


def _are_close(previous: TextMessage, text: TextMessage) -> bool:
    same_side = previous.direction is text.direction
    short = "\n" not in (previous.body or "") and not words_below(previous)
    return same_side and short and (text.at - previous.at).total_seconds() < _TOGETHER


def separators(text: TextMessage, around: Surroundings) -> list[tuple[Run, ...]]:
    """Return the rows that say that a day begins, and that what follows is new."""
    rows: list[tuple[Run, ...]] = []
    if around.starts_day:
        rows += [(), _rule(day(text.at, around.today), around.width, "day")]
    if around.starts_news:
        rows += [(), _rule(CleanText("new"), around.width, "new")]
    return rows


def _rule(words: CleanText, width: int, role: str) -> tuple[Run, ...]:
    """Return a line across with words in its middle."""
    side = max((width - cells(words) - 4) // 2, 0)
    line = CleanText("─" * side)
    return ((CleanText(" "), ""), (line, "rule"), (CleanText(f" {words} "), role), (line, "rule"))


def is_own(text: TextMessage) -> bool:
    """Say whether a text is one of ours."""
    return text.direction is Direction.OUTBOUND
