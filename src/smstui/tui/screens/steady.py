"""A screen that has the size of the terminal, however quickly that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen, ScreenResultType

if TYPE_CHECKING:
    from textual.geometry import Size


class SteadyScreen(Screen[ScreenResultType], inherit_bindings=False):
    """Textual tells a screen of each of its layouts as of a new size.

    Of two sizes that come at once, each would be told after the other was laid out, and so on for ever.
    """

    def _screen_resized(self, size: Size) -> None:
        """Lay out for the terminal as it is now."""
        del size
        super()._screen_resized(self.app.size)
