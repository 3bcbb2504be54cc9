"""Texts without bubbles: time, who wrote and the words, one below the other, to be read aloud or copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.tui.formatting import CleanText, body_of, cells, clock_time, fit, joined, wrap
from smstui.tui.linking import link_pieces
from smstui.tui.widgets.receipts import mark_of, role_below, words_below, words_beside
from smstui.tui.widgets.surroundings import is_own, separators

if TYPE_CHECKING:
    from smstui.domain.models import TextMessage
    from smstui.tui.linking import Pieces
    from smstui.tui.widgets.styled import Run
    from smstui.tui.widgets.surroundings import Rows, Surroundings

_NONE = CleanText("")
_OURS = CleanText("me")
_TIME = 6
"""Cells of the time, with a blank before it."""
_GAP = 2
_EDGE = 2
"""Cells at the right: the scrollbar covers the last one."""
_RECEIPT = 4
"""Cells that every line of ours leaves free at the right, for the mark and a blank."""


def lay_out(text: TextMessage, around: Surroundings) -> tuple[Rows, Rows]:
    """Return the rows above a text (days, news) and the rows of the text itself."""
    above = separators(text, around)
    if above:
        above.append(())
    return tuple(above), tuple(_lines(text, around) + _rows_below(text, around))


def _name_width(around: Surroundings) -> int:
    return max(min(cells(around.name), around.width // 5, 16), cells(_OURS))


def _indent(around: Surroundings) -> int:
    return _TIME + _GAP + _name_width(around) + _GAP


def _lines(text: TextMessage, around: Surroundings) -> list[tuple[Run, ...]]:
    own = is_own(text)
    room = max(around.width - _indent(around) - _EDGE - (_RECEIPT if own else 0), 6)
    body = body_of(text)
    lines = link_pieces(body, wrap(body, room))
    at = clock_time(text.at, around.today.tzinfo)
    name = fit(_OURS if own else around.name, _name_width(around))
    first: tuple[Run, ...] = ((CleanText(f" {at}  "), "when"), (name, "own-name" if own else "peer-name"))
    blank: tuple[Run, ...] = ((CleanText(" " * (_indent(around) - _GAP)), ""),)
    rows = [
        (*(blank if at_line else first), (CleanText(" " * _GAP), ""), *_words(line))
        for at_line, line in enumerate(lines)
    ]
    return _with_receipt(rows, text, around) if own else rows


def _words(pieces: Pieces) -> list[Run]:
    return [(piece, "link" if is_link else "title") for piece, is_link in pieces]


def _with_receipt(
    rows: list[tuple[Run, ...]], text: TextMessage, around: Surroundings
) -> list[tuple[Run, ...]]:
    """Put mark and word at the right of the last line, or below it where there is no room."""
    receipt = joined([words_beside(text, is_last=around.is_last), mark_of(text)], " ")
    free = around.width - _EDGE - sum(cells(words) for words, _ in rows[-1])
    if free > cells(receipt):
        return [*rows[:-1], (*rows[-1], (CleanText(" " * (free - cells(receipt))), ""), (receipt, "when"))]
    air = CleanText(" " * max(around.width - _EDGE - cells(receipt), 0))
    return [*rows, ((air, ""), (receipt, "when"))]


def _rows_below(text: TextMessage, around: Surroundings) -> list[tuple[Run, ...]]:
    words = words_below(text)
    if not words:
        return []
    indent = _indent(around)
    lines = wrap(words, max(around.width - indent - _EDGE, 6))
    return [((CleanText(" " * indent), ""), (line, role_below(text))) for line in lines]
