"""A name before a field or a list, which shows whether that has the keyboard, and whether it is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from smstui.tui.formatting import CleanText


class Caption(Static):
    """A bar before the name says that it has the keyboard, a cross that something is wrong there."""

    def __init__(self, name: CleanText) -> None:
        super().__init__(Content(f"  {name}"), classes="caption")
        self._words = name

    def show(self, *, has_keyboard: bool, is_wrong: bool = False) -> None:
        """Draw the mark."""
        mark = "▌" if has_keyboard else "✗" if is_wrong else " "
        style = "bold $primary" if has_keyboard else "$error" if is_wrong else "$foreground"
        self.update(Content.styled(f"{mark} {self._words}", style))
