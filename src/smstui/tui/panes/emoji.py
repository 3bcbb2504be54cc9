"""The emoji whose names fit what is being typed: a short list above the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from smstui.tui.formatting import CleanText, cleaned_line
from smstui.tui.widgets.choices import Choice, ChoiceList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from smstui.domain.completion import Named

_STEPS = {"down": 1, "up": -1}


class EmojiList(ChoiceList, can_focus=False):
    """Emoji with their names, and the key that takes one; the keyboard stays in the field."""

    DEFAULT_CSS = """
    EmojiList { height: auto; margin: 0 1; background: $surface; overflow: hidden hidden; }
    """

    class Clicked(Message):
        """An emoji was clicked."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self._named: Sequence[Named] = ()
        self._moved = False

    @property
    def is_open(self) -> bool:
        """Whether there is something to choose."""
        return self.display

    def offer(self, named: Sequence[Named]) -> None:
        """Show these, the cursor on the first; none closes the list."""
        self._named, self._moved, self.cursor = named, False, 0
        self.display = bool(named)
        self._show()

    def _show(self) -> None:
        key = CleanText("enter") if self._moved else CleanText("tab")
        self.show(
            [
                Choice(
                    character,
                    cleaned_line(f"{character} {name.replace('_', ' ')}", 60),
                    key if at == self.cursor else CleanText(""),
                )
                for at, (name, character) in enumerate(self._named)
            ],
            chosen=self._named[self.cursor][1] if self._named else "",
        )

    def answer(self, key: str) -> str | None:
        """Do what a key does to the list; return the emoji it takes, None where it is for the field."""
        if not self.is_open:
            return None
        if key in _STEPS:
            self._moved = True
            self.move(_STEPS[key])
            self._show()
            return ""
        if key == "tab" or (key == "enter" and self._moved):
            taken = self._named[self.cursor][1]
            self.offer(())
            return taken
        if key == "escape":
            self.offer(())
            return ""
        return None

    def on_click(self, event: events.Click) -> None:
        """Tell which one was clicked."""
        event.stop()
        event.prevent_default()
        at = self.choice_at(event.y)
        if at < len(self._named):
            self.post_message(self.Clicked(self._named[at][1]))
