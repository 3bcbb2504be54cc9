"""A few lines at the top right, over everything and moving nothing: who wrote just now, and what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.strip import Strip

from smstui.tui.formatting import CleanText, cells, fit, wrap
from smstui.tui.widgets.styled import StyledLines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

WIDEST = 48
_MOST_WORDS = 2
"""Lines of words at most."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the pop-up says."""

    title: CleanText
    """With a mark: green alone would not be seen by everybody."""
    words: CleanText
    hint: CleanText
    """The key that shows more, beside the title."""


class Popup(StyledLines):
    """The card; it never takes the keyboard."""

    DEFAULT_CSS = """
    Popup { layer: told; dock: right; margin: 1 1 0 0; display: none; overflow: hidden hidden; }
    """

    class Pressed(Message):
        """The card was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.card: Card | None = None
        self._lines: Sequence[CleanText] = ()

    def show(self, card: Card | None, *, room: int) -> None:
        """Say this where so many columns are free; None takes the card away."""
        width = max(min(WIDEST, room - 2), 1)
        if card == self.card and self.styles.width is not None and self.styles.width.value == width:
            return
        self.card = card
        if card is not None:
            self._lines = _cut(wrap(card.words, width - 2), width - 2)
            self.styles.width, self.styles.height = width, len(self._lines) + 1
        self.display = card is not None
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Ask for what the card tells of."""
        event.stop()
        self.post_message(self.Pressed())

    def render_line(self, y: int) -> Strip:
        """Draw a line of the card."""
        width, card = self.size.width, self.card
        if card is None or y > len(self._lines):
            return Strip.blank(width, self.rich_style)
        if y:
            return self.strip([(CleanText(f" {self._lines[y - 1]}"), "told-words")], width, "cursor")
        hint = CleanText(f" {card.hint} ")
        title = fit(card.title, max(width - 1 - cells(hint), 0))
        return self.strip([(CleanText(f" {title}{hint}"), "told-sent")], width)


def _cut(lines: Sequence[CleanText], width: int) -> Sequence[CleanText]:
    """Return the first lines, the last with an ellipsis where more would follow."""
    if len(lines) <= _MOST_WORDS:
        return lines
    last = CleanText(f"{lines[_MOST_WORDS - 1]}…")
    return (*lines[: _MOST_WORDS - 1], fit(last, width))
