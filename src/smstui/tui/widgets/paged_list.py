"""A list of any length that keeps a few pages of it and draws only what is visible."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.message import Message

from smstui.tui.widgets.drawn_rows import MOST_ROWS, DrawnRows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events

T = TypeVar("T")

PAGE = 100
"""Rows loaded at a time."""
MARGIN = 60
"""Rows from the edge of what is loaded at which the next page is asked for."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of a list one after the other: where they begin, and how many rows the whole list has."""

    items: Sequence[T]
    start: int
    count: int


class PagedList(DrawnRows[T], can_focus=True):
    """The window of a long list: rows, a cursor, and messages that ask for what is missing."""

    class Wanted(Message):
        """Rows from `start` on are needed."""

        def __init__(self, start: int) -> None:
            super().__init__()
            self.start = start

    class Moved(Message):
        """The cursor stands on another row."""

        def can_replace(self, message: Message) -> bool:
            """Say that only the last place matters."""
            return isinstance(message, type(self))

    class Opened(Message):
        """A row was clicked; `item` is that row, whatever stands there by the time this is heard."""

        def __init__(self, item: object) -> None:
            super().__init__()
            self.item = item

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.page: Page[T] = Page((), 0, 0)
        self._current: T | None = None
        self._asked: int | None = None
        self._height = 0
        """Lines in view before the size changed."""

    # what subclasses say
    def key_of(self, item: T) -> object:
        """Return what stays the same when a row changes; rows that are equal look the same."""
        raise TypeError(item)

    # what is there
    @property
    def count(self) -> int:
        """How many rows the whole list has."""
        return self.page.count

    @property
    def current(self) -> T | None:
        """The row under the cursor; None while nothing is known of it, and in an empty list.

        Where a wheel took it so far away that it is no longer loaded, the row as it was.
        """
        return self._current

    def item(self, index: int) -> T | None:
        """Return a row; None where it is not loaded."""
        place = index - self.page.start
        return self.page.items[place] if 0 <= place < len(self.page.items) else None

    def show(self, page: Page[T], *, stay_on: object = None) -> None:
        """Draw these rows; the cursor goes to the row with this key, and the screen does not jump.

        Where a wheel took the cursor out of view, the rows that are in view stay where they are.
        """
        was, before, drawn, y = self._current, self.cursor, self._as_drawn(), self.scroll_offset.y
        leads = stay_on is not None and (was is None or self.key_of(was) != stay_on)
        follows, seen = leads or self._is_in_view(self.size.height), self._places_in_view()
        self.page, self._asked, self._loaded = page, None, True
        found = self._place_of(stay_on)
        self.cursor = min(before, max(page.count - 1, 0)) if found is None else found
        self._resize_content()
        if y > 0:
            moved = self.cursor - before if found is not None else 0
            self._scroll_rows((moved if follows else self._most_moved(seen)) * self.ROW_HEIGHT + y)
        if follows:
            self._keep_visible()
        self._refresh_changed(drawn)
        self._ask_ahead()
        self._know_current()

    def _place_of(self, key: object) -> int | None:
        """Return where the row with this key is; None where it is not loaded."""
        found = (at for at, item in enumerate(self.page.items, self.page.start) if self.key_of(item) == key)
        return None if key is None else next(found, None)

    def _places_in_view(self) -> Mapping[object, int]:
        """Return where the rows are that are in view and loaded."""
        first = self.scroll_offset.y // self.ROW_HEIGHT
        places = range(first, first + self.rows_visible + 1)
        return {self.key_of(item): at for at in places if (item := self.item(at)) is not None}

    def _most_moved(self, seen: Mapping[object, int]) -> int:
        """Return by how many rows most of those moved that were seen: one of them may have gone by itself."""
        places = enumerate(map(self.key_of, self.page.items), self.page.start)
        moved = Counter(at - seen[key] for at, key in places if key in seen)
        return moved.most_common(1)[0][0] if moved else 0

    def _know_current(self) -> None:
        """Keep the row under the cursor, and tell where it is another one."""
        was, now = self._current, self.item(self.cursor)
        if now is None and self.page.count:
            return
        self._current = now
        if now is not None and (was is None or self.key_of(was) != self.key_of(now)):
            self.post_message(self.Moved())

    def extend(self, page: Page[T]) -> None:
        """Add rows that touch those that are loaded, on either side, and forget what is far away.

        The cursor stays on its row, which may not have been loaded before.
        """
        key = None if self._current is None else self.key_of(self._current)
        if not self.page.items or not self._touches(page):
            self.show(page, stay_on=key)
            return
        items = list(self.page.items)
        start = self.page.start
        if page.start < start:
            items[:0] = page.items[: start - page.start]
            start = page.start
            items = items[:MOST_ROWS]
        else:
            items.extend(page.items[start + len(items) - page.start :])
            dropped = max(len(items) - MOST_ROWS, 0)
            items, start = items[dropped:], start + dropped
        joined = Page(items, start, page.count)
        if self.item(self.cursor) is None:
            self.show(joined, stay_on=key)
            return
        self.page, self._asked = joined, None
        self._resize_content()
        self.refresh()

    def _touches(self, page: Page[T]) -> bool:
        end = self.page.start + len(self.page.items)
        return page.start <= end and page.start + len(page.items) >= self.page.start

    # moving
    def move(self, rows: int) -> None:
        """Move the cursor by so many rows."""
        self.move_to(self.cursor + rows)

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, counted from the top of the whole list."""
        target = max(0, min(index, self.page.count - 1))
        if target == self.cursor:
            self._keep_visible()  # a wheel may have taken it away
            self._ask_ahead()
            return
        previous, self.cursor = self.cursor, target
        self._current = self.item(target)
        self.refresh_lines(previous * self.ROW_HEIGHT, self.ROW_HEIGHT)
        self.refresh_lines(target * self.ROW_HEIGHT, self.ROW_HEIGHT)
        self._keep_visible()
        self._ask_ahead()
        self.post_message(self.Moved())

    def start_over(self) -> None:
        """Put the cursor on the first row of what will be shown next."""
        for row in {self.cursor, 0}:
            self.refresh_lines(row * self.ROW_HEIGHT, self.ROW_HEIGHT)
        self.cursor, self._current = 0, self.item(0)
        self.jump(0)

    @property
    def rows_visible(self) -> int:
        """How many rows fit."""
        return max(self.size.height // self.ROW_HEIGHT, 1)

    def _is_in_view(self, height: int) -> bool:
        """Say whether the whole row under the cursor is among so many lines, or nothing is laid out yet."""
        top = self.cursor * self.ROW_HEIGHT - self.scroll_offset.y
        return not height or 0 <= top <= max(height - self.ROW_HEIGHT, 0)

    def _keep_visible(self) -> None:
        top, height = self.cursor * self.ROW_HEIGHT, self.size.height
        if not height:
            return  # not laid out yet
        if top < self.scroll_offset.y:
            self._scroll_rows(top)
        elif top + self.ROW_HEIGHT > self.scroll_offset.y + height:
            self._scroll_rows(top + self.ROW_HEIGHT - height)

    def _scroll_rows(self, y: int) -> None:
        self.jump(max(y, 0))

    def _ask_ahead(self) -> None:
        """Ask for the page that the cursor is about to need, or the view where that is elsewhere."""
        if not self._is_in_view(self.size.height):
            self._ask_for_view()
            return
        start, end = self.page.start, self.page.start + len(self.page.items)
        if self.cursor < start or self.cursor >= end:
            self._ask(max(self.cursor - PAGE // 2, 0))
        elif self.cursor - start < MARGIN and start > 0:
            self._ask(max(start - PAGE, 0))
        elif end - self.cursor < MARGIN and end < self.page.count:
            self._ask(end)

    def _ask(self, start: int) -> None:
        if self.page.count and self._asked != start:
            self._asked = start
            self.post_message(self.Wanted(start))

    def not_coming(self) -> None:
        """Know that the rows that were asked for could not be read: they are asked for again when needed."""
        self._asked = None

    def _resize_content(self) -> None:
        self.size_content(self.page.count * self.ROW_HEIGHT)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for rows that a wheel or the scrollbar brought into view."""
        super().watch_scroll_y(old_value, new_value)
        self._ask_for_view()

    def _ask_for_view(self) -> None:
        first = self.scroll_offset.y // self.ROW_HEIGHT
        if self.item(first) is None:
            self._ask(max(first - PAGE // 4, 0))
        elif self.item(min(first + self.rows_visible, self.page.count - 1)) is None:
            self._ask(self.page.start + len(self.page.items))

    def on_resize(self, _event: events.Resize) -> None:
        """Keep the cursor in view, unless a wheel had taken it away."""
        if self._is_in_view(self._height):
            self._keep_visible()
        self._height = self.size.height

    def on_click(self, event: events.Click) -> None:
        """Put the cursor there; a click on the row under the cursor opens it."""
        index = (event.y + self.scroll_offset.y) // self.ROW_HEIGHT
        if index < self.page.count:
            opens = index == self.cursor
            self.move_to(index)
            if opens and self._current is not None:
                self.post_message(self.Opened(self._current))
