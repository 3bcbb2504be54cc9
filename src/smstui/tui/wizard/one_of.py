"""One of two or three, side by side on a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from smstui.tui.formatting import CleanText, cells
from smstui.tui.widgets.styled import StyledLines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.strip import Strip

    from smstui.tui.widgets.styled import Run

_STEPS = {"right": 1, "l": 1, "space": 1, "left": -1, "h": -1}
_CHOSEN, _OTHER, _GAP = CleanText("(•) "), CleanText("( ) "), CleanText("  ")


class OneOf(StyledLines, can_focus=True):
    """The chosen one has a dot in its brackets."""

    class Changed(Message):
        """Another one was chosen."""

    def __init__(self, names: Sequence[CleanText]) -> None:
        super().__init__(classes="one-of")
        self._names = names
        self.at = 0

    def take(self, key: str) -> bool:
        """Choose another one; False where the key does nothing here."""
        steps = _STEPS.get(key, 0)
        if steps:
            self._choose((self.at + steps) % len(self._names))
        return bool(steps)

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        start = 0
        for at, name in enumerate(self._names):
            end = start + cells(name) + len(_CHOSEN)
            if start <= event.x < end:
                self._choose(at)
            start = end + len(_GAP)

    def _choose(self, at: int) -> None:
        self.at = at
        self.refresh()
        self.post_message(self.Changed())

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        runs: list[Run] = []
        for at, name in enumerate(self._names) if y == 0 else ():
            role = "unread" if at == self.at else "faint"
            runs += [(_CHOSEN if at == self.at else _OTHER, role), (name, role), (_GAP, "")]
        return self.strip(runs, self.size.width)
