"""What all dialogs share: no key is lost while they open, esc closes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

from smstui.tui.keymap import key_name
from smstui.tui.screens.keyboard import KeepsKeyboard

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

    def first(self) -> Widget:
        """Return what has the keyboard at the beginning."""
        raise TypeError(self)

    async def on_mount(self) -> None:
        """Take the keyboard, and the keys that were pressed meanwhile, also while these are taken."""
        first = self.first()
        self.set_focus(first)
        while self.early:
            key = self.early.pop(0)
            if not await self.take(key_name(key.key, key.character)):
                (self.focused or first).post_message(key)
        self.early = None

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with this answer; a second key that came together with the first closes nothing else."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def on_key(self, event: events.Key) -> None:
        """Close on esc."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
