"""The part of the box that scrolls where a step is higher than the terminal lets the box be."""

from __future__ import annotations

from textual.containers import Vertical
from textual.message import Message


class Body(Vertical):
    """Holds the steps, and tells when there is more or less of the shown one below."""

    class Moved(Message):
        """It was scrolled, or has another size."""

    @property
    def has_more(self) -> bool:
        """Whether something lies below what is shown."""
        return self.scroll_offset.y < self.max_scroll_y

    def on_resize(self) -> None:
        """Tell it."""
        self.post_message(self.Moved())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell it."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())
