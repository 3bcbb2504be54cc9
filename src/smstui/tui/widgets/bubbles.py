"""Texts as bubbles: theirs left, ours right with a mark for every state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.tui.formatting import CleanText, body_of, cells, clock_time, joined, wrap
from smstui.tui.linking import link_pieces
from smstui.tui.widgets.receipts import mark_of, role_below, words_below, words_beside
from smstui.tui.widgets.surroundings import is_own, separators

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.models import TextMessage
    from smstui.tui.linking import Pieces
    from smstui.tui.widgets.styled import Run
    from smstui.tui.widgets.surroundings import Rows, Surroundings

_NONE = CleanText("")
_WIDEST = 76


def lay_out(text: TextMessage, around: Surroundings) -> tuple[Rows, Rows]:
    """Return the rows above a text (days, news, air) and the rows of the text itself."""
    above = separators(text, around)
    if above or not around.is_close:
        above.append(())
    return tuple(above), tuple(_bubble(text, around) + _rows_below(text, around.width))


def _bubble(text: TextMessage, around: Surroundings) -> list[tuple[Run, ...]]:
    width = around.width
    room = max(min(width - 8, _WIDEST, width * 4 // 5), 6)
    body = body_of(text)
    wrapped = wrap(body, room)
    lines = _with_meta(link_pieces(body, wrapped), _meta(text, around), room)
    inner = max(_length(pieces) + (cells(meta) + 2 if meta else 0) for pieces, meta in lines)
    side = "own" if is_own(text) else "peer"
    left = CleanText(" " * (max(width - inner - 3, 0) if side == "own" else 1))
    return [_bubble_line(pieces, meta, inner, side, left) for pieces, meta in lines]


def _meta(text: TextMessage, around: Surroundings) -> CleanText:
    at = clock_time(text.at, around.today.tzinfo)
    if not is_own(text):
        return at
    return joined([at, mark_of(text), words_beside(text, is_last=around.is_last)], " ")


def _with_meta(lines: Sequence[Pieces], meta: CleanText, room: int) -> list[tuple[Pieces, CleanText]]:
    """Put time and mark behind the last line, or under it where there is no room."""
    placed = [(line, _NONE) for line in lines]
    if _length(lines[-1]) + 2 + cells(meta) <= room:
        placed[-1] = (lines[-1], meta)
    else:
        placed.append(((), meta))
    return placed


def _length(pieces: Pieces) -> int:
    return sum(cells(piece) for piece, _ in pieces)


def _bubble_line(pieces: Pieces, meta: CleanText, inner: int, side: str, left: CleanText) -> tuple[Run, ...]:
    air = CleanText(" " * (inner - cells(meta) - _length(pieces)))
    return (
        (left, ""),
        (CleanText("▐"), f"{side}-edge"),
        *((piece, f"{side}-link" if is_link else side) for piece, is_link in pieces),
        (air, side),
        (meta, f"{side}-meta"),
        (CleanText("▌"), f"{side}-edge"),
    )


def _rows_below(text: TextMessage, width: int) -> list[tuple[Run, ...]]:
    words = words_below(text)
    if not words:
        return []
    lines = wrap(words, max(width - 8, 6))
    return [
        ((CleanText(" " * max(width - cells(line) - 2, 0)), ""), (line, role_below(text))) for line in lines
    ]
