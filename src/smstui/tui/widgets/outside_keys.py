"""What text fields share: after ctrl+o, keys are no text but do what they do outside the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from smstui.tui.actions import OUT_OF
from smstui.tui.keymap import key_name

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget

    from smstui.tui.actions import Place
    from smstui.tui.keymap import Keymap

    _Beside = Widget
else:
    _Beside = object  # a Widget would hide the style sheet of the field that it stands before


class OutsideKeys(_Beside):
    """Stands before the class of a field, which asks `takes` for each key."""

    class Pressed(Message):
        """The keys after ctrl+o do this."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Waits(Message):
        """The field waits for another key, or no longer does."""

    keymap: Keymap | None = None
    place: Place | None = None
    """Which field this is; None where there is no outside, as in a dialog."""
    chord: tuple[str, ...] = ()
    """Ctrl+o and what was pressed since; empty where keys are text."""

    def takes(self, event: events.Key) -> bool:
        """Take ctrl+o and the keys after it, esc ends it; False where the key is for the field."""
        if self.keymap is None or self.place is None:
            return False
        key = key_name(event.key, event.character)
        if not self.chord and not self._leads_out(self.keymap, key):
            return False
        event.stop()
        event.prevent_default()
        keys = [*self.chord[1:], key] if self.chord else []
        self._take(self.keymap, OUT_OF[self.place], keys, (*self.chord, key))
        return True

    def _leads_out(self, keymap: Keymap, key: str) -> bool:
        action = keymap.find([key], self.place) if self.place is not None else None
        return action is not None and action.name == "outside_key"

    def _take(self, keymap: Keymap, outside: Place, keys: list[str], chord: tuple[str, ...]) -> None:
        action = keymap.find(keys, outside) if keys[-1:] != ["escape"] else None
        goes_on = not keys or (action is None and keymap.begins(keys, outside))
        self._wait(chord if goes_on else ())
        if action is not None:
            self.post_message(self.Pressed(action.name))

    def _wait(self, chord: tuple[str, ...]) -> None:
        if chord != self.chord:
            self.chord = chord
            self.post_message(self.Waits())

    def _on_blur(self, _event: events.Blur) -> None:
        """Wait for no key that is meant for something else."""
        self._wait(())
