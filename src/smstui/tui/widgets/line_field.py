"""One line that a person types or pastes: nothing in it is obeyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from smstui.tui.formatting import cleaned_typed
from smstui.tui.widgets.in_turn import edited, joins
from smstui.tui.widgets.outside_keys import OutsideKeys

if TYPE_CHECKING:
    from textual import events

    from smstui.tui.actions import Place
    from smstui.tui.formatting import CleanText
    from smstui.tui.keymap import Keymap

LONGEST = 1_000
"""Characters; more is a paste gone astray."""


class LineField(OutsideKeys, Input):
    """An `Input` without a box, in which what is pasted is cleaned; over a list or hits, ctrl+o leads out."""

    def __init__(
        self,
        placeholder: CleanText,
        keymap: Keymap | None = None,
        place: Place | None = None,
        *,
        id: str | None = None,  # noqa: A002 (Textual's name)
    ) -> None:
        super().__init__(placeholder=placeholder, compact=True, select_on_focus=False, id=id)
        # A blinking cursor would draw, and send over SSH, twice a second while nobody types.
        self.cursor_blink = False
        self.keymap, self.place = keymap, place

    async def _on_key(self, event: events.Key) -> None:
        """Take ctrl+o, and edit; what is text Textual gives to Input's own handler next."""
        if self.takes(event):
            return
        if joins(event, self.value[: min(self.selection)]):
            self.replace(event.character or "", *self.selection)
        else:
            await edited(self, event)

    def _on_paste(self, event: events.Paste) -> None:
        """Put in what is pasted, all its lines on this one."""
        event.stop()
        event.prevent_default()
        self.replace(event.text.strip("\r\n"), *self.selection)

    def validate_value(self, value: str) -> str:
        """Clean whatever becomes the value, by whichever way."""
        return _harmless(value)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put something in; cleaned first, so that the cursor stands behind it."""
        super().replace(_harmless(text, self.value[: min(start, end)]), start, end)

    def put(self, value: str) -> None:
        """Show this, all of it selected: what is typed next replaces it."""
        self.value = value
        self.action_select_all()


def _harmless(text: str, before: str = "") -> str:
    return cleaned_typed(text, before).replace("\n", " ")[:LONGEST]
