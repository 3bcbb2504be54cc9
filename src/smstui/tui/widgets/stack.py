"""Texts laid out one above the other: which lines each takes, and which text a line belongs to."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.tui.formatting import CleanText
from smstui.tui.widgets.surroundings import Rows, Scene, Surroundings, is_own

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from smstui.domain.models import TextMessage

    Look = Callable[[TextMessage, Surroundings], tuple[Rows, Rows]]

_AIR = 1
"""Empty lines below the newest text."""
_NARROWEST = 20


class Block(Struct, frozen=True):
    """One text: the rows above it (a day, news, air) and its own."""

    text: TextMessage
    around: Surroundings
    above: Rows
    rows: Rows

    @property
    def height(self) -> int:
        """How many lines it takes."""
        return len(self.above) + len(self.rows)


class Stack:
    """The blocks of a conversation, oldest first."""

    def __init__(self, *, plain: bool = False) -> None:
        self.name = CleanText("")
        """Who writes to us."""
        self._look = _look(plain=plain)
        self.blocks: list[Block] = []
        self._ends: list[int] = []

    def lay_out(
        self, texts: Sequence[TextMessage], *, width: int, now: datetime, first_unread: int | None
    ) -> None:
        """Lay out these texts; what has not changed is taken over."""
        known = {block.text.id: block for block in self.blocks}
        self.blocks, self._ends = [], []
        last_own = next((text.id for text in reversed(texts) if is_own(text)), None)
        scene = Scene(max(width, _NARROWEST), now, self.name, first_unread, last_own)
        previous: TextMessage | None = None
        end = 0
        for text in texts:
            around = scene.around(text, previous)
            block = known.get(text.id)
            if block is None or block.text != text or block.around != around:
                block = Block(text, around, *self._look(text, around))
            end += block.height
            self.blocks.append(block)
            self._ends.append(end)
            previous = text

    @property
    def height(self) -> int:
        """How many lines all of them take, and the air below them."""
        return self.end + _AIR if self._ends else 0

    @property
    def end(self) -> int:
        """The line below the newest text."""
        return self._ends[-1] if self._ends else 0

    def index_of(self, text_id: int | None) -> int | None:
        """Return which block is this text's; None where it is not there."""
        return next((at for at, block in enumerate(self.blocks) if block.text.id == text_id), None)

    def index_at(self, line: int) -> int:
        """Return which block a line belongs to; their number for a line below all."""
        return bisect_right(self._ends, line)

    def extent(self, index: int) -> tuple[int, int]:
        """Return the first line of a text itself, and the line below its last."""
        bottom = self._ends[index]
        return bottom - len(self.blocks[index].rows), bottom

    def top(self, index: int) -> int:
        """Return the first line of what stands above a text."""
        return self._ends[index] - self.blocks[index].height


def _look(*, plain: bool) -> Look:
    if plain:
        from smstui.tui.widgets import plain as look

        return look.lay_out
    from smstui.tui.widgets import bubbles

    return bubbles.lay_out
