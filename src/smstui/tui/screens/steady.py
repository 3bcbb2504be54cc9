"""A screen that has the size of the terminal, however quickly that changes, and one button of the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.screen import Screen, ScreenResultType

if TYPE_CHECKING:
    from textual.geometry import Size

_LEFT = 1


class SteadyScreen(Screen[ScreenResultType], inherit_bindings=False):
    """Textual tells a screen of each of its layouts as of a new size.

    Of two sizes that come at once, each would be told after the other was laid out, and so on for ever.
    """

    def _screen_resized(self, size: Size) -> None:
        """Lay out for the terminal as it is now."""
        del size
        super()._screen_resized(self.app.size)

    def _forward_event(self, event: events.Event) -> None:
        """Let the left button do something only: the others paste in a terminal, or open its menu."""
        if isinstance(event, events.MouseDown | events.MouseUp | events.Click) and event.button > _LEFT:
            return
        super()._forward_event(event)
