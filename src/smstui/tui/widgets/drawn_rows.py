"""Rows of a list drawn as far as they are visible; those that stay the same are not drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from smstui.tui.formatting import CleanText, wrap
from smstui.tui.widgets.styled import StyledLines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from smstui.tui.widgets.styled import Run

T = TypeVar("T")

MOST_ROWS = 600
"""Rows of one list that are loaded at most, and whose drawing is remembered."""


class DrawnRows(StyledLines, Generic[T]):
    """The lines of the rows in view, one of them under the cursor."""

    ROW_HEIGHT = 1

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.cursor = 0
        self.empty = CleanText("")
        """What is said where there is no row."""
        self._loaded = False
        self._drawn: dict[T, Sequence[Strip]] = {}
        """The lines of rows without the cursor: a row that moves is the same row, and Textual keeps what
        it made of a `Strip` with it."""
        self._drawn_size = (0, 0)

    # what subclasses say
    @property
    def count(self) -> int:
        """How many rows the whole list has."""
        raise TypeError(self)

    def item(self, index: int) -> T | None:
        """Return a row; None where it is not loaded."""
        raise TypeError(index)

    def draw(self, item: T, width: int, *, selected: bool) -> Sequence[Sequence[Run]]:
        """Return the lines of a row, at most `width` cells wide."""
        raise TypeError(item, width, selected)

    @property
    def has_keyboard(self) -> bool:
        """Whether the keys that move the cursor come here."""
        return self.has_focus

    # drawing anew
    def draw_again(self) -> None:
        """Draw every row anew: something that all of them show has changed."""
        self._drawn.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw every row anew in the new styles."""
        super().notify_style_update()
        self._drawn.clear()

    def _as_drawn(self) -> Sequence[tuple[T | None, bool, bool]] | None:
        """Return the rows that are drawn, with what else shows of each; None where there are none."""
        if not self.count:
            return None
        first = self.scroll_offset.y // self.ROW_HEIGHT
        places = range(first, first + self.size.height // self.ROW_HEIGHT + 2)
        return [(self.item(at), at == self.cursor, at < self.count) for at in places]

    def _refresh_changed(self, drawn: Sequence[tuple[T | None, bool, bool]] | None) -> None:
        """Draw the rows anew that were drawn otherwise; a list that was scrolled is drawn anew anyway."""
        now = self._as_drawn()
        if drawn is None or now is None:
            self.refresh()
            return
        first = self.scroll_offset.y // self.ROW_HEIGHT
        for at, (old, new) in enumerate(zip(drawn, now, strict=True)):
            if old != new:
                self.refresh_lines((first + at) * self.ROW_HEIGHT, self.ROW_HEIGHT)

    def on_focus(self) -> None:
        """Show where the keyboard is."""
        self.refresh_lines(self.cursor * self.ROW_HEIGHT, self.ROW_HEIGHT)

    def on_blur(self) -> None:
        """Show where the keyboard is not."""
        self.refresh_lines(self.cursor * self.ROW_HEIGHT, self.ROW_HEIGHT)

    # drawing
    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        width = self.size.width
        if not self.count:
            return self._empty_line(y, width)
        if (width, self.ROW_HEIGHT) != self._drawn_size:  # Textual draws in a new size before it tells of it
            self._drawn, self._drawn_size = {}, (width, self.ROW_HEIGHT)
        index, line = divmod(y + self.scroll_offset.y, self.ROW_HEIGHT)
        if index >= self.count:
            return self.blank(width)
        item = self.item(index)
        if index == self.cursor or item is None:
            ground = "" if index != self.cursor else "cursor-focus" if self.has_keyboard else "cursor"
            return self._draw_row(item, width, ground)[line]
        if item not in self._drawn:
            if len(self._drawn) >= MOST_ROWS:
                self._drawn.clear()
            self._drawn[item] = self._draw_row(item, width, "")
        return self._drawn[item][line]

    def _draw_row(self, item: T | None, width: int, ground: str) -> Sequence[Strip]:
        if item is None:
            return [self.strip([(CleanText("  ·"), "empty")], width, ground)] * self.ROW_HEIGHT
        bar = (CleanText("▌" if ground == "cursor-focus" else " "), "bar")
        lines = self.draw(item, width - 1, selected=bool(ground))
        return [self.strip([bar, *runs], width, ground) for runs in lines]

    def _empty_line(self, y: int, width: int) -> Strip:
        lines = wrap(self.empty, min(width - 4, 72)) if self._loaded else []
        text = lines[y - 1] if 1 <= y <= len(lines) else ""
        return self.strip([(CleanText("  " + text), "empty")], width)
