"""The texts of one conversation, drawn line by line, older ones loaded while one scrolls up."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from smstui.domain.models import Direction
from smstui.tui.formatting import CleanText, wrap
from smstui.tui.widgets.bubbles import Rows, Surroundings, lay_out, surroundings
from smstui.tui.widgets.styled import StyledLines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual import events

    from smstui.domain.models import TextMessage

PAGE = 60
"""Texts loaded at a time."""
KEPT = 900
"""Texts kept at most; farther ones are read again when they are needed."""
_AIR = 1
"""Empty lines below the newest text."""
_NEAR = 30
"""Lines from the edge of what is loaded at which more is asked for."""


@dataclass(frozen=True, slots=True)
class _Block:
    text: TextMessage
    around: Surroundings
    above: Rows
    rows: Rows

    @property
    def height(self) -> int:
        return len(self.above) + len(self.rows)


class TextsView(StyledLines, can_focus=True):
    """A window of a conversation's texts, oldest first, with a text that keys act on."""

    class OlderWanted(Message):
        """Texts older than those loaded are needed."""

    class NewerWanted(Message):
        """Texts newer than those loaded are needed."""

    class NewestSeen(Message):
        """The newest text came into view, or left it."""

    def __init__(self, *, now: datetime, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.now = now
        self.texts: list[TextMessage] = []
        self.has_older = False
        self.has_newer = False
        self.selected: int | None = None
        self.greeting = CleanText("")
        self._first_unread: int | None = None
        self._blocks: list[_Block] = []
        self._ends: list[int] = []
        self._strips: dict[tuple[int, int, bool], Strip] = {}
        self._asked = False
        self._broken_at = 0
        """The width at which lines were broken last."""
        self._follows = True
        """The newest text was in view when the person last scrolled: it stays there when the size changes."""

    # what is there
    @property
    def at_newest(self) -> bool:
        """Whether the newest text is in view."""
        return not self.has_newer and self.scroll_offset.y >= self._content_height - self.size.height

    @property
    def _content_height(self) -> int:
        return self._ends[-1] + _AIR if self._ends else 0

    def clear(self) -> None:
        """Draw no conversation."""
        self.show((), has_older=False, first_unread=None)

    def show(self, texts: Sequence[TextMessage], *, has_older: bool, first_unread: int | None) -> None:
        """Draw another conversation from its newest text, or the first unread one where that is higher."""
        self.texts = list(texts)
        self.has_older, self.has_newer = has_older, False
        self._first_unread, self.selected = first_unread, None
        self._lay_out()
        self.to_newest()
        top = self._top_of(first_unread)
        if top is not None and top < self.scroll_offset.y:
            self.jump(top)

    def prepend(self, texts: Sequence[TextMessage], *, has_older: bool) -> None:
        """Add older texts above; what is in view stays where it is."""
        height = self._content_height
        self.texts[:0] = texts
        self.has_older = has_older
        dropped = len(self.texts) - KEPT
        if dropped > 0:
            del self.texts[-dropped:]
            self.has_newer = True
        below = sum(block.height for block in self._blocks[-dropped:]) if dropped > 0 else 0
        y = self.scroll_offset.y
        self._lay_out()
        self.jump(y + self._content_height - height + below)

    def append(self, texts: Sequence[TextMessage], *, has_newer: bool = False) -> None:
        """Add newer texts below; the view follows when the newest was in it."""
        follows = self.at_newest
        self.texts.extend(texts)
        self.has_newer = has_newer
        dropped = len(self.texts) - KEPT
        above = sum(block.height for block in self._blocks[:dropped]) if dropped > 0 else 0
        if dropped > 0:
            del self.texts[:dropped]
            self.has_older = True
        y = self.scroll_offset.y
        self._lay_out()
        self.jump(self._content_height if follows and not has_newer else y - above)

    def change(self, texts: Sequence[TextMessage]) -> None:
        """Draw these texts as they are now."""
        changed = {text.id: text for text in texts}
        follows = self.at_newest
        self.texts = [changed.get(text.id, text) for text in self.texts]
        self._lay_out()
        if follows:
            self.to_newest()

    def show_day(self, now: datetime) -> None:
        """Draw the days as they read from now on."""
        self.now = now
        self._lay_out()

    def to_newest(self) -> None:
        """Scroll to the end of what is loaded."""
        self.jump(max(self._content_height - self.size.height, 0))
        self._follows = True

    # laying out
    def _lay_out(self) -> None:
        known = {block.text.id: block for block in self._blocks}
        self._broken_at = self.size.width
        self._blocks, self._ends, self._asked = [], [], False
        previous: TextMessage | None = None
        end = 0
        for text in self.texts:
            block = self._block(text, previous, known.get(text.id))
            end += block.height
            self._blocks.append(block)
            self._ends.append(end)
            previous = text
        self._strips.clear()
        size = Size(1, self._content_height)
        if size != self.virtual_size:
            self.virtual_size = size
        self.refresh()

    def _block(self, text: TextMessage, previous: TextMessage | None, known: _Block | None) -> _Block:
        around = surroundings(
            text, previous, width=max(self.size.width, 20), now=self.now, first_unread=self._first_unread
        )
        if known is not None and known.text == text and known.around == around:
            return known
        above, rows = lay_out(text, around)
        return _Block(text, around, above, rows)

    def _top_of(self, text_id: int | None) -> int | None:
        for block, end in zip(self._blocks, self._ends, strict=True):
            if block.text.id == text_id:
                return end - block.height
        return None

    # the text that keys act on
    @property
    def current(self) -> TextMessage | None:
        """The selected text; None where none is."""
        return next((text for text in self.texts if text.id == self.selected), None)

    def move(self, steps: int) -> None:
        """Select the next text up or down; a text higher than the view is scrolled through first."""
        if not self.texts:
            return
        index = next((at for at, text in enumerate(self.texts) if text.id == self.selected), None)
        if index is None:
            self._select(self._lowest_visible() if steps < 0 else len(self.texts) - 1)
        elif not self._scroll_within(index, steps):
            self._select(max(0, min(index + steps, len(self.texts) - 1)))

    def page(self, pages: int) -> None:
        """Scroll by so many screens."""
        self.jump(self.scroll_offset.y + pages * max(self.size.height - 2, 1))
        self.selected = None
        self.refresh()

    def to_oldest_loaded(self) -> None:
        """Scroll to the top of what is loaded, which asks for more."""
        self._select(0)
        self.jump(0)

    def unselect(self) -> None:
        """Select no text."""
        if self.selected is not None:
            self.selected = None
            self.refresh()

    def _select(self, index: int) -> None:
        if not self.texts:
            return
        self.selected = self.texts[index].id
        bottom = self._ends[index]
        top = bottom - len(self._blocks[index].rows)
        if top < self.scroll_offset.y or bottom - top > self.size.height:
            self.jump(max(top - 1, 0))
        elif bottom > self.scroll_offset.y + self.size.height:
            self.jump(bottom - self.size.height)
        self.refresh()

    def _lowest_visible(self) -> int:
        index = bisect_right(self._ends, self.scroll_offset.y + self.size.height - 1)
        return min(index, len(self.texts) - 1)

    def _scroll_within(self, index: int, steps: int) -> bool:
        """Scroll inside a text that is higher than the view; say whether there was something to scroll."""
        bottom = self._ends[index]
        top = bottom - len(self._blocks[index].rows)
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
        if self._asked:
            return
        if self.has_older and new_value < _NEAR:
            self._asked = True
            self.post_message(self.OlderWanted())
        elif self.has_newer and new_value > self._content_height - self.size.height - _NEAR:
            self._asked = True
            self.post_message(self.NewerWanted())

    def on_resize(self, _event: events.Resize) -> None:
        """Break the lines anew; what was at the bottom stays there."""
        bottom = self._lowest_visible() if self.texts else 0
        kept = self.texts[bottom].id if self.texts and not self._follows else None
        follows = kept is None
        if self.size.width != self._broken_at:
            self._lay_out()
        if follows:
            self.to_newest()
        else:
            index = next(at for at, text in enumerate(self.texts) if text.id == kept)
            self.jump(max(self._ends[index] - self.size.height, 0))

    def notify_style_update(self) -> None:
        """Draw in the new colours."""
        super().notify_style_update()
        self._strips.clear()

    def on_click(self, event: events.Click) -> None:
        """Select the text under the pointer."""
        index = bisect_right(self._ends, self._line_at(event.y))
        if 0 <= index < len(self.texts):
            self._select(index)

    def on_blur(self) -> None:
        """Select nothing where no key acts on it."""
        self.unselect()

    # drawing
    def _line_at(self, y: int) -> int:
        """Return which line of the content is drawn there: few texts stand at the bottom."""
        return y + self.scroll_offset.y - max(self.size.height - self._content_height, 0)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        width = self.size.width
        if not self._blocks:
            return self._greeting_line(y, width)
        line = self._line_at(y)
        if not 0 <= line < self._ends[-1]:
            return Strip.blank(width, self.rich_style)
        index = bisect_right(self._ends, line)
        block = self._blocks[index]
        row = line - (self._ends[index] - block.height)
        key = (index, row, block.text.id == self.selected)
        if key not in self._strips:
            self._strips[key] = self._draw(block, row, width, selected=key[2])
        return self._strips[key]

    def _draw(self, block: _Block, row: int, width: int, *, selected: bool) -> Strip:
        if row < len(block.above):
            return self.strip(block.above[row], width)
        runs = block.rows[row - len(block.above)]
        if not selected:
            return self.strip(runs, width)
        line = self.strip(runs, width)
        bar = self.strip([(CleanText("▌"), "bar")], 1)
        if block.text.direction is Direction.OUTBOUND:
            return Strip.join([line.crop(0, width - 1), self.strip([(CleanText("▐"), "bar")], 1)])
        return Strip.join([bar, line.crop(1, width)])

    def _greeting_line(self, y: int, width: int) -> Strip:
        lines = wrap(self.greeting, min(width - 4, 60)) if self.greeting else []
        at = y - max((self.size.height - len(lines)) // 2, 0)
        text = lines[at] if 0 <= at < len(lines) else CleanText("")
        return self.strip([(CleanText(" " * max((width - len(text)) // 2, 0)), ""), (text, "faint")], width)
