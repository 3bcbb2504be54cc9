"""The texts of one conversation, drawn line by line, older ones loaded while one scrolls up."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from smstui.domain.models import Direction
from smstui.tui.formatting import CleanText, wrap
from smstui.tui.panes.window import TextsWindow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual import events

    from smstui.domain.models import TextMessage
    from smstui.domain.query import Term
    from smstui.tui.widgets.stack import Block


class Landing(NamedTuple):
    """A text to be shown, and what was looked for in it."""

    text: TextMessage
    terms: Sequence[Term] = ()


class TextsView(TextsWindow, can_focus=True):
    """A conversation's texts, drawn, with one that keys act on."""

    class NewestSeen(Message):
        """The newest text came into view, or left it."""

    def __init__(self, *, now: datetime, plain: bool = False, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(now=now, plain=plain, id=id)
        self.selected: int | None = None
        self.greeting = CleanText("")
        self._plain = plain
        self._strips: dict[tuple[int, int, int, bool], Strip] = {}
        """Lines as they were drawn: Textual draws in a new size before it tells of it."""
        self._lands_on: Landing | None = None
        """A text to be brought into view as soon as there is a size to do it in."""

    # what is there
    def show_around(
        self,
        landing: Landing,
        texts: Sequence[TextMessage],
        *,
        has_older: bool,
        has_newer: bool,
        first_unread: int | None,
    ) -> None:
        """Draw another conversation from anywhere in it, one text selected and in the middle of the view.

        Where it is not among the texts any more, the one before it is in the middle.
        """
        self._put(texts, has_older=has_older, has_newer=has_newer, first_unread=first_unread)
        self._lands_on = landing
        self._land()

    def _put(
        self, texts: Sequence[TextMessage], *, has_older: bool, has_newer: bool, first_unread: int | None
    ) -> None:
        self.selected, self._lands_on = None, None
        super()._put(texts, has_older=has_older, has_newer=has_newer, first_unread=first_unread)

    def _lay_out(self) -> None:
        self._strips.clear()
        super()._lay_out()

    def _land(self) -> None:
        """Select the text that was landed on; without a size yet, the first resize does it."""
        landing, height = self._lands_on, self.size.height
        if landing is None or not height or not self.texts:
            return
        text = landing.text
        self._follows, self._lands_on = False, None
        found = self._stack.index_of(text.id)
        index = found if found is not None else self._before(text)
        # Whoever answers at once is in the composer already, where no key acts on it.
        self.selected = text.id if found is not None and self.screen.focused is self else None
        top, bottom = self._stack.extent(index)
        if bottom - top > height:
            self.jump(top + max(self._row_with(index, landing.terms) - height // 2, 0))
        else:
            self.jump(top - (height - (bottom - top)) // 2)
        # Where nothing had to be scrolled no watcher was called: the window may still end in view.
        self._follows = self.at_newest
        self._ask_ahead()
        self.refresh()

    def _row_with(self, index: int, terms: Sequence[Term]) -> int:
        """Return which row of a text has what was looked for first; its first one where none has."""
        if not terms:
            return 0
        from smstui.tui.marking import marks

        rows = ("".join(text for text, _ in row) for row in self._stack.blocks[index].rows)
        return next((at for at, row in enumerate(rows) if marks(row, terms)), 0)

    def _before(self, text: TextMessage) -> int:
        """Return which text comes before one that is not there, or the first."""
        return max(bisect_right(self.texts, text.position, key=lambda each: each.position) - 1, 0)

    # the text that keys act on
    @property
    def current(self) -> TextMessage | None:
        """The selected text; None where none is."""
        return next((text for text in self.texts if text.id == self.selected), None)

    def move(self, steps: int) -> None:
        """Select the next text up or down; a text higher than the view is scrolled through first."""
        if not self.texts:
            return
        index = self._stack.index_of(self.selected)
        if index is None:
            at_end = steps > 0 and self.at_newest
            self._select(len(self.texts) - 1 if at_end else self._lowest_visible())
        elif not self._scroll_within(index, steps):
            following = max(0, min(index + steps, len(self.texts) - 1))
            if following != index:
                self._select(following, from_above=steps > 0)

    def page(self, pages: int) -> None:
        """Scroll by so many screens."""
        self.jump(self.scroll_offset.y + pages * max(self.size.height - 2, 1))
        self.selected = None
        self.refresh()

    def to_oldest_loaded(self) -> None:
        """Select the first text that is loaded, and scroll to its top."""
        self._select(0)
        self.jump(0)

    def unselect(self) -> None:
        """Select no text."""
        if self.selected is not None:
            self.selected = None
            self.refresh()

    def _select(self, index: int, *, from_above: bool = False) -> None:
        """Select a text and bring it into view; one higher than the view is read on where it is in view.

        Whoever comes from above begins at its top.
        """
        if not self.texts:
            return
        self.selected = self.texts[index].id
        top, bottom = self._stack.extent(index)
        y, height = self.scroll_offset.y, self.size.height
        if bottom - top > height:
            if from_above:
                self.jump(max(top - 1, 0))
            elif not (top < y + height and y < bottom):
                self.jump(bottom - height)
        elif top < y:
            self.jump(max(top - 1, 0))
        elif bottom > y + height:
            self.jump(bottom - height)
        self.refresh()

    def _lowest_visible(self) -> int:
        index = self._stack.index_at(self.scroll_offset.y + self.size.height - 1)
        return min(index, len(self.texts) - 1)

    def _scroll_within(self, index: int, steps: int) -> bool:
        """Scroll inside a text that is higher than the view; say whether there was something to scroll."""
        top, bottom = self._stack.extent(index)
        y, height = self.scroll_offset.y, self.size.height
        if bottom - top <= height or (steps < 0 and y <= top) or (steps > 0 and y + height >= bottom):
            return False
        self.jump(max(top, min(y + steps * (height - 2), bottom - height)))
        return True

    # events
    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for more near the edges, and tell whether the newest text is in view."""
        super().watch_scroll_y(old_value, new_value)
        self._follows = self.at_newest
        self.post_message(self.NewestSeen())
        self._ask_ahead()

    def on_resize(self, _event: events.Resize) -> None:
        """Break the lines anew; what is read stays, and the selected text in view."""
        place, seen = None if self._follows else self._place(), self._selected_in_view(self._height)
        self._height = self.size.height
        if self.size.width != self._broken_at:
            self._lay_out()
        if self._lands_on is not None:
            self._land()
        elif place is None:
            self.to_newest()
        else:
            self._return_to(place)
            if seen is not None:
                self._keep_in_view(seen)
        self._ask_ahead()

    def _selected_in_view(self, height: int) -> int | None:
        """Return which text is selected and seen in a view so high; None where none is."""
        index = self._stack.index_of(self.selected)
        if index is None:
            return None
        top, bottom = self._stack.extent(index)
        y = self.scroll_offset.y
        return index if top < y + height and y < bottom else None

    def _keep_in_view(self, index: int) -> None:
        """Scroll no farther than needed to see all of a text, unless it is higher than the view."""
        top, bottom = self._stack.extent(index)
        height = self.size.height
        if bottom - top <= height:
            self.jump(max(min(self.scroll_offset.y, top), bottom - height))

    def notify_style_update(self) -> None:
        """Draw in the new colours."""
        super().notify_style_update()
        self._strips.clear()

    def on_click(self, event: events.Click) -> None:
        """Select the text under the pointer."""
        line = self._line_at(event.y)
        index = self._stack.index_at(line)
        if line >= 0 and index < len(self.texts):
            self._select(index)

    def on_blur(self) -> None:
        """Select nothing where no key acts on it."""
        self.unselect()

    # drawing
    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in view; of an empty view, one again and again."""
        if self._stack.blocks or self.greeting:
            return super().render_lines(crop)
        return super().render_lines(Region(crop.x, crop.y, crop.width, 1)) * crop.height

    def _line_at(self, y: int) -> int:
        """Return which line of the content is drawn there: few texts stand at the bottom."""
        return y + self.scroll_offset.y - max(self.size.height - self._stack.height, 0)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        width = self.size.width
        if not self._stack.blocks:
            return self._greeting_line(y, width)
        line = self._line_at(y)
        index = self._stack.index_at(line)
        if line < 0 or index >= len(self._stack.blocks):
            return self.blank(width)
        block = self._stack.blocks[index]
        row = line - self._stack.top(index)
        key = (width, index, row, block.text.id == self.selected)
        if key not in self._strips:
            self._strips[key] = self._draw(block, row, width, selected=key[3])
        return self._strips[key]

    def _draw(self, block: Block, row: int, width: int, *, selected: bool) -> Strip:
        if row < len(block.above):
            return self.strip(block.above[row], width)
        runs = block.rows[row - len(block.above)]
        if not selected:
            return self.strip(runs, width)
        line = self.strip(runs, width)
        bar = self.strip([(CleanText("▌"), "bar")], 1)
        if block.text.direction is Direction.OUTBOUND and not self._plain:
            # On the edge of the bubble: the scrollbar covers the last cell.
            own_bar = self.strip([(CleanText("▐"), "bar")], 2)
            return Strip.join([line.crop(0, max(width - 2, 0)), own_bar])
        return Strip.join([bar, line.crop(1, width)])

    def _greeting_line(self, y: int, width: int) -> Strip:
        lines = wrap(self.greeting, min(width - 4, 60)) if self.greeting else []
        at = y - max((self.size.height - len(lines)) // 2, 0)
        text = lines[at] if 0 <= at < len(lines) else CleanText("")
        return self.strip([(CleanText(" " * max((width - len(text)) // 2, 0)), ""), (text, "faint")], width)
