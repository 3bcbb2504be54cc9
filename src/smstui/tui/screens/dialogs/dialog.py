"""What all dialogs share: no key is lost while they open, esc closes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

from smstui.tui.background import background
from smstui.tui.keymap import key_name
from smstui.tui.screens.keyboard import KeepsKeyboard
from smstui.tui.widgets.line_field import has_its_keys

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget

Result = TypeVar("Result")


class Dialog(
    KeepsKeyboard["Result | None"], ModalScreen["Result | None"], Generic[Result], inherit_bindings=False
):
    """A question over the screen; None is the answer of whoever presses esc."""

    AUTO_FOCUS = ""
    CSS_PATH = Path(__file__).parent / "dialogs.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.early: list[events.Key] | None = []
        """Keys pressed before there was a field to take them; None once there is."""
        self._is_answered = False

    def first(self) -> Widget:
        """Return what has the keyboard at the beginning."""
        raise TypeError(self)

    def on_mount(self) -> None:
        """Take the keyboard, and the keys that were pressed meanwhile."""
        self.set_focus(self.first())
        self._take_early()

    @background("early")
    async def _take_early(self) -> None:
        """Take these keys in turn, and those that come until that is done; who asked gets the rest back."""
        try:
            while self.early and not self._is_answered:
                key = self.early.pop(0)
                if not await self.take(key_name(key.key, key.character)):
                    target = self.focused or self
                    target.post_message(key)
                    await has_its_keys(target)
                    await has_its_keys(self)
        finally:  # whatever went wrong: keys that were held for ever would be a dead keyboard
            if not self._is_answered:
                self.early = None

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with this answer; a second key that came together with the first closes nothing else."""
        if not self.is_active:
            return AwaitComplete()
        self._is_answered = True
        return super().dismiss(result)

    def on_key(self, event: events.Key) -> None:
        """Close on esc."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
