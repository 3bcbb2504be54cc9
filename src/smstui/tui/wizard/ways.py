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

    def show(self, ways: Sequence[Way]) -> None:
        """Offer these."""
        if ways != self._ways:
            self._ways = ways
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        end = 0
        for key, words in self._ways:
            end += _width(key, words)
            if event.x < end:
                self.post_message(self.Clicked(key))
                return
            end += _GAP

    def render_line(self, y: int) -> Strip:
        """Draw the buttons."""
        runs: list[tuple[CleanText, str]] = []
        left = self.size.width
        for key, words in self._ways if y == 0 else ():
            left -= _width(key, words) + _GAP
            if left < -_GAP:
                break
            runs.append((CleanText(f" {cleaned_line(spoken(key))}"), "button-key"))
            runs.append((CleanText(f" {cleaned_line(words)} "), "button"))
            runs.append((CleanText(" " * _GAP), ""))
        return self.strip(runs, self.size.width)


def _width(key: str, words: str) -> int:
    return cells(spoken(key)) + cells(words) + 3
