"""The themes to choose from; the one under the cursor is worn meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.tui.screens.dialogs.choose import ChooseDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult

    from smstui.tui.widgets.choices import Choice, ChoiceList


class ThemeDialog(ChooseDialog):
    """All themes, with what is wrong with those that cannot be worn."""

    def __init__(self, choices: Sequence[Choice], *, chosen: str, wear: Callable[[str], object]) -> None:
        super().__init__("Theme", choices, chosen=chosen)
        self._wear = wear

    def compose(self) -> ComposeResult:
        """Yield the box, narrow where it need not say what is wrong."""
        yield from super().compose()
        self.set_class(all(choice.enabled for choice in self._all), "-narrow")

    def on_choice_list_moved(self, event: ChoiceList.Moved) -> None:
        """Show what the screen looks like in it."""
        self._wear(event.choice.key)
