"""What can be done now, at the bottom of the box: each key is a button too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from smstui.tui.formatting import CleanText, cells, cleaned_line
from smstui.tui.keymap import spoken
from smstui.tui.widgets.styled import StyledLines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.strip import Strip

Way = tuple[str, str]
"""A key, and what it does."""

_GAP = 2


class Ways(StyledLines):
    """Keys with their words; what does not fit is left out from the end."""

    class Clicked(Message):
        """Somebody did with the mouse what this key does."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self) -> None:
        super().__init__(id="ways")
        self._ways: Sequence[Way] = ()
        self._drawn: list[tuple[range, str]] = []
        """The cells of each button that is drawn, and its key."""

    def show(self, ways: Sequence[Way]) -> None:
        """Offer these."""
        if ways != self._ways:
            self._ways = ways
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        for cells_of_button, key in self._drawn:
            if event.x in cells_of_button:
                self.post_message(self.Clicked(key))

    def render_line(self, y: int) -> Strip:
        """Draw the buttons."""
        width = self.size.width
        if y:
            return self.blank(width)
        runs: list[tuple[CleanText, str]] = []
        self._drawn, start = [], 0
        for key, words in self._ways:
            end = start + _width(key, words)
            if end > width:
                break
            self._drawn.append((range(start, end), key))
            runs.append((CleanText(f" {cleaned_line(spoken(key))}"), "button-key"))
            runs.append((CleanText(f" {cleaned_line(words)} "), "button"))
            runs.append((CleanText(" " * _GAP), ""))
            start = end + _GAP
        return self.strip(runs, width)


def _width(key: str, words: str) -> int:
    return cells(spoken(key)) + cells(words) + 3
