"""One line along the top edge, over everything and moving nothing: what became of a text of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.strip import Strip

from smstui.tui.formatting import CleanText, cells, fit
from smstui.tui.widgets.styled import StyledLines

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOTHING = CleanText("")


@dataclass(frozen=True, slots=True)
class Told:
    """What the banner says."""

    words: Sequence[CleanText]
    """The longest first; the first that fits is shown, and the last is cut where none does."""
    role: str
    """`told-sent`, `told-doubt`, `told-trouble` or `told-away`; the words tell it too, by a mark."""
    hint: CleanText = _NOTHING
    """The key that helps, behind the words; it is never cut."""


class Banner(StyledLines):
    """The line; it never takes the keyboard."""

    DEFAULT_CSS = """
    Banner { layer: told; dock: top; width: 100%; height: 1; display: none; overflow: hidden hidden; }
    """

    class Pressed(Message):
        """The line was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.told: Told | None = None

    def show(self, told: Told | None) -> None:
        """Say this; None takes the line away."""
        if told != self.told:
            self.told = told
            self.display = told is not None
            self.refresh()

    def on_click(self) -> None:
        """Ask for what the line tells of."""
        self.post_message(self.Pressed())

    def render_line(self, y: int) -> Strip:
        """Draw the line: its words give way to the hint."""
        width, told = self.size.width, self.told
        if told is None or y:
            return Strip.blank(width, self.rich_style)
        hint = CleanText(f" · {told.hint}" if told.hint else "")
        room = max(width - 2 - cells(hint), 0)
        words = next((each for each in told.words if cells(each) <= room), fit(told.words[-1], room))
        return self.strip([(fit(CleanText(f" {words}{hint}"), width), told.role)], width)
