"""What all dialogs share: no key is lost while they open, esc closes them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

from smstui.tui.background import background
from smstui.tui.columns import is_too_small
from smstui.tui.keymap import key_name
from smstui.tui.screens.keyboard import KeepsKeyboard
from smstui.tui.widgets.in_turn import wait_for_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.widget import Widget
    from textual.widgets import Input

_LOW = 16
"""Lines below which a box has no margins."""

Result = TypeVar("Result")


class Dialog(
    KeepsKeyboard["Result | None"], ModalScreen["Result | None"], Generic[Result], inherit_bindings=False
):
    """A question over the screen; None is the answer of whoever presses esc."""

    AUTO_FOCUS = ""
    CSS_PATH = Path(__file__).parent / "dialogs.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.early: list[events.Key | events.Paste] | None = []
        """What was typed and waits: for the first field, for what comes of a key, for what is behind this."""
        self.typed = ""
        """What stands in the field that was typed in last: whoever comes back finds it there again."""
        self._is_answered = False
        self._holds = 0
        self._turn = asyncio.Lock()

    def first(self) -> Widget:
        """Return what has the keyboard at the beginning."""
        raise TypeError(self)

    def on_resize(self) -> None:
        """Give the box all lines where there are few; where there are too few, what lies behind says so."""
        self.set_class(self.app.size.height < _LOW, "-low")
        self.set_class(is_too_small(self.app.size), "-too-small")

    def on_mount(self) -> None:
        """Take the keyboard, and the keys that were pressed meanwhile."""
        self.set_focus(self.first())
        self._take_early()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Remember what is typed; Textual calls this besides what a dialog of its own does."""
        self.typed = event.value

    # keys
    async def take(self, key: str) -> bool:
        """Do what a key does here; False where it is for the widget that has the keyboard."""
        if not self.acts_on(key):
            return False
        await wait_for_keys(self.focused or self)
        if not self._is_answered:
            self.act(key)
        return True

    def acts_on(self, key: str) -> bool:
        """Say whether a key does something here, and is no text."""
        return key == "escape"

    def act(self, _key: str) -> None:
        """Do what it does."""
        self.dismiss(None)

    # keys that are pressed too early
    def hold(self) -> None:
        """Let the keys that follow wait for what comes of this one; whoever holds them releases them once."""
        self._holds += 1
        self.early = self.early or []

    def release(self) -> None:
        """Take the keys that were held, unless they wait for something else or for what is behind this."""
        self._holds -= 1
        if not self._keeps_early:
            self._take_early()

    @background("early")
    async def _take_early(self) -> None:
        """Take these keys in turn, and those that come until that is done; who asked gets the rest back."""
        try:
            async with self._turn:
                while self.early and not self._keeps_early:
                    typed = self.early.pop(0)
                    if not await self._takes(typed):
                        (self.focused or self)._forward_event(typed)
                        await wait_for_keys(self.focused or self)
        finally:  # whatever went wrong: keys that were held for ever would be a dead keyboard
            if not self._keeps_early:
                self.early = None

    async def _takes(self, typed: events.Key | events.Paste) -> bool:
        return not isinstance(typed, events.Paste) and await self.take(key_name(typed.key, typed.character))

    @property
    def _keeps_early(self) -> bool:
        return self._holds > 0 or self._is_answered

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with this answer; the keys behind the one that closed it are for what is behind this."""
        if not self.is_active:
            return AwaitComplete()
        self._is_answered, self.early = True, self.early or []
        return super().dismiss(result)

    def show_over(self, dialog: Dialog[Any], then: Callable[[Any], object] | None = None) -> None:
        """Show another one over this, and do what its answer asks for.

        It gets the keys that wait, and this those behind its end.
        """
        if not self.is_active:
            return  # a second click came together with the first
        self.hold()
        dialog.early, self.early = self.early, []

        def go_on(answer: object) -> None:
            self.early = [*(dialog.early or ()), *(self.early or ())]
            if then is not None and answer is not None:
                then(answer)
            self.release()

        self.app.push_screen(dialog, go_on)
