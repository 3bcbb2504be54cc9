"""A screen on which the keyboard is always with something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen, ScreenResultType

if TYPE_CHECKING:
    from textual.widget import Widget


class KeepsKeyboard(Screen[ScreenResultType], inherit_bindings=False):
    """Textual takes the focus away where the mouse is over nothing, and where a small terminal hides it."""

    async def take(self, key: str) -> bool:
        """Do what a key does on this screen; False where it is for the widget that has the keyboard."""
        del key
        return False

    def set_focus(
        self,
        widget: Widget | None,
        scroll_visible: bool = True,
        from_app_focus: bool = False,
    ) -> None:
        """Give a widget the keyboard; nobody else gets it while the terminal has it."""
        if widget is not None or not self.app.app_focus:
            super().set_focus(widget, scroll_visible, from_app_focus)
