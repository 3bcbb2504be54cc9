"""Texts as bubbles: theirs left, ours right with a mark for every state, days and news between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smstui.domain.models import Direction
from smstui.domain.states import State
from smstui.tui.formatting import (
    MARKS,
    CleanText,
    body_of,
    cells,
    clock_time,
    day,
    fit,
    joined,
    state_words,
    wrap,
)

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

    from smstui.domain.models import TextMessage
    from smstui.tui.widgets.styled import Run

Rows = tuple[tuple["Run", ...], ...]

_TOGETHER = 600.0
"""Seconds within which texts of one side stand close together."""
_NONE = CleanText("")
_WIDEST = 76
_SHORT = frozenset({State.QUEUED, State.SENDING})
"""States whose words stand inside the bubble: they pass, and nothing should jump."""
_TROUBLE = frozenset({State.UNDELIVERED, State.FAILED, State.UNCONFIRMED, State.HELD})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decides the lines above a bubble."""

    width: int
    today: datetime
    """The beginning of the day, in the person's zone."""
    starts_day: bool
    starts_news: bool
    is_close: bool
    """Follows a short text of the same side."""


def surroundings(
    text: TextMessage, previous: TextMessage | None, *, width: int, now: datetime, first_unread: int | None
) -> Surroundings:
    """Return how a text stands to the one before it."""
    return Surroundings(
        width,
        now.replace(hour=0, minute=0, second=0, microsecond=0),
        starts_day=previous is None or _day_of(previous, now) != _day_of(text, now),
        starts_news=text.id == first_unread,
        is_close=previous is not None and _are_close(previous, text),
    )


def _day_of(text: TextMessage, now: datetime) -> date:
    return text.at.astimezone(now.tzinfo).date()


def _are_close(previous: TextMessage, text: TextMessage) -> bool:
    same_side = previous.direction is text.direction
    short = "\n" not in (previous.body or "") and not _words_below(previous)
    return same_side and short and (text.at - previous.at).total_seconds() < _TOGETHER


def lay_out(text: TextMessage, around: Surroundings) -> tuple[Rows, Rows]:
    """Return the rows above a text (days, news, air) and the rows of the text itself."""
    above: list[tuple[Run, ...]] = []
    if around.starts_day:
        above += [(), rule(day(text.at, around.today), around.width, "day")]
    if around.starts_news:
        above += [(), rule(CleanText("new"), around.width, "new")]
    if around.starts_day or around.starts_news or not around.is_close:
        above.append(())
    return tuple(above), _bubble(text, around.width, around.today.tzinfo)


def rule(words: CleanText, width: int, role: str) -> tuple[Run, ...]:
    """Return a line across with words in its middle."""
    side = max((width - cells(words) - 4) // 2, 0)
    line = CleanText("─" * side)
    return ((CleanText(" "), ""), (line, "rule"), (CleanText(f" {words} "), role), (line, "rule"))


def _words_below(text: TextMessage) -> CleanText:
    """Return what is said under the bubble."""
    if text.direction is Direction.INBOUND or (text.state in _SHORT and not text.reason):
        return CleanText("")
    return state_words(text)


def _meta(text: TextMessage, zone: tzinfo | None) -> CleanText:
    at = clock_time(text.at, zone)
    if text.direction is Direction.INBOUND:
        return at
    mark = MARKS.get(text.state, _NONE)
    words = state_words(text) if text.state in _SHORT and not text.reason else _NONE
    late = "✗" if text.late_failure else ""
    return joined([f"{at} {mark}", words, late], " ")


def _bubble(text: TextMessage, width: int, zone: tzinfo | None) -> Rows:
    own = text.direction is Direction.OUTBOUND
    room = max(min(width - 8, _WIDEST, width * 4 // 5), 6)
    lines = _with_meta(wrap(body_of(text), room), _meta(text, zone), room)
    inner = max(cells(line) + (cells(meta) + 2 if meta else 0) for line, meta in lines)
    side = "own" if own else "peer"
    left = CleanText(" " * (max(width - inner - 3, 0) if own else 1))
    rows = [_bubble_line(line, meta, inner, side, left) for line, meta in lines]
    return tuple(rows + _rows_below(text, width))


def _with_meta(lines: list[CleanText], meta: CleanText, room: int) -> list[tuple[CleanText, CleanText]]:
    """Put time and mark behind the last line, or under it where there is no room."""
    placed = [(line, CleanText("")) for line in lines]
    if cells(lines[-1]) + 2 + cells(meta) <= room:
        placed[-1] = (lines[-1], meta)
    else:
        placed.append((CleanText(""), meta))
    return placed


def _bubble_line(line: CleanText, meta: CleanText, inner: int, side: str, left: CleanText) -> tuple[Run, ...]:
    filled = fit(line, inner - cells(meta))
    return (
        (left, ""),
        (CleanText("▐"), f"{side}-edge"),
        (filled, side),
        (meta, f"{side}-meta"),
        (CleanText("▌"), f"{side}-edge"),
    )


def _rows_below(text: TextMessage, width: int) -> list[tuple[Run, ...]]:
    words = _words_below(text)
    if not words:
        return []
    role = "trouble" if text.state in _TROUBLE or text.late_failure else "faint"
    mark = CleanText("✗") if text.late_failure else MARKS.get(text.state, _NONE)
    lines = wrap(joined([mark, words], " "), max(width - 8, 6))
    return [((CleanText(" " * max(width - cells(line) - 2, 0)), ""), (line, role)) for line in lines]
