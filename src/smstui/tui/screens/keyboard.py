"""A screen on which the keyboard is always with something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import ScreenResultType

from smstui.tui.screens.steady import SteadyScreen

if TYPE_CHECKING:
    from textual.widget import Widget


class KeepsKeyboard(SteadyScreen[ScreenResultType], inherit_bindings=False):
    """Lets nothing take the keyboard from a widget but another one that is to have it.

    Textual takes the focus away where the mouse is over nothing, where a small terminal hides it, and in a
    terminal that is not in front, to which multiplexers and remote controls send keys all the same.
    """

    async def take(self, key: str) -> bool:
        """Do what a key does on this screen; False where it is for the widget that has the keyboard."""
        del key
        return False

    async def at_stake(self) -> str:
        """Return in a sentence what is lost of this where smstui ends; empty where nothing is."""
        return ""

    def gives_up(self) -> bool:
        """Leave before anything came of the last key; False where that cannot be."""
        return False

    def set_focus(
        self,
        widget: Widget | None,
        scroll_visible: bool = True,
        from_app_focus: bool = False,
    ) -> None:
        """Give a widget the keyboard; from then on something has it."""
        if widget is not None:
            super().set_focus(widget, scroll_visible, from_app_focus)
