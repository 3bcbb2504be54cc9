"""Which pieces of a text's lines are addresses of the web: marked, and never more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from smstui.tui.formatting import CleanText, pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.links import Span

Pieces: TypeAlias = "Sequence[tuple[CleanText, bool]]"
"""A line cut up, each piece with whether it belongs to an address."""


def link_pieces(body: CleanText, lines: Sequence[CleanText]) -> list[Pieces]:
    """Return the lines that a text was broken into, cut where an address begins or ends in them."""
    if "://" not in body and "www." not in body.lower():
        return [((line, False),) for line in lines]
    # Imported with the first address: its patterns take a while to compile.
    from smstui.domain.links import links

    left = list(reversed(links(body)))
    cut: list[Pieces] = []
    at = 0
    for line in lines:
        start = body.find(line, at)  # only blanks between lines were left out
        if start < 0:
            cut.append(((line, False),))  # the words about what a very long text leaves out
        else:
            at = start + len(line)
            cut.append(pieces(line, _within(left, start, at)))
    return cut


def _within(left: list[Span], start: int, end: int) -> list[Span]:
    """Return the spans in a line, from its own beginning; `left` keeps those that go on behind it."""
    found = []
    while left and left[-1][0] < end:
        span = left[-1]
        found.append((max(span[0], start) - start, min(span[1], end) - start))
        if span[1] > end:
            break
        left.pop()
    return found
