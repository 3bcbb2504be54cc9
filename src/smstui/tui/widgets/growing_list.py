"""A list that is read from its top, and whose end is known only once it has been read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from smstui.tui.formatting import CleanText
from smstui.tui.widgets.paged_list import MARGIN, Page, PagedList

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual import events

T = TypeVar("T")

WIDE = 120
"""Cells from which a row stands on one line."""
WHEN = 11
"""Cells of the widest time, as 13 Mar 2025."""
WHO = 24
"""Cells of a name that stands beside words."""


class GrowingList(PagedList[T]):
    """Rows in one line each, or two where there is little room; more of them come as one goes down."""

    def __init__(self, *, now: datetime, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.now = now
        self.has_more = False

    @property
    def place_words(self) -> CleanText:
        """Which of the rows the cursor stands on; empty where there is none."""
        at: int = self.cursor + 1
        count = len(self.page.items)
        return CleanText(f"{at:,} of {count:,}{CleanText('+' if self.has_more else '')}" if count else "")

    def show_day(self, now: datetime) -> None:
        """Draw the times as they read from now on."""
        if now.date() != self.now.date():
            self.now = now
            self.draw_again()

    def show_read(self, items: Sequence[T], *, has_more: bool, now: datetime, stay_on: object) -> None:
        """Draw what has been read so far; the times as they read now."""
        self.show_day(now)
        self.has_more = has_more
        self.show(Page(items, 0, len(items)), stay_on=stay_on)

    def on_resize(self, _event: events.Resize) -> None:
        """Give each row a second line where one is too short; the first row in view stays the first."""
        # Before the other lists' own, which Textual calls besides and behind this: it needs the new height of
        # a row, and this one the lines that were in view before, which that replaces.
        height = 1 if self.size.width >= WIDE else 2
        if height == self.ROW_HEIGHT:
            return
        first, is_seen = self.scroll_offset.y // self.ROW_HEIGHT, self._is_in_view(self._height)
        self.ROW_HEIGHT = height
        self._resize_content()
        self.jump(first * height)
        if is_seen:
            self._keep_visible()
        self.refresh()

    def _ask_ahead(self) -> None:
        """Ask for the next page before the cursor comes to the end of this one."""
        self._ask_below(self.cursor)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for it too where a wheel brought the end near."""
        super().watch_scroll_y(old_value, new_value)
        self._ask_below(int(new_value) // self.ROW_HEIGHT + self.rows_visible)

    def _ask_below(self, row: int) -> None:
        if self.has_more and self.page.count - row < MARGIN // 2:
            self._ask(self.page.count)
