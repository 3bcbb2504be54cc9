"""One thing of several, by the arrows or by typing a part of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from smstui.tui.formatting import CleanText, cleaned_line, line_content
from smstui.tui.keymap import spoken
from smstui.tui.screens.dialogs.dialog import Dialog
from smstui.tui.widgets.choices import Choice, ChoiceBox, ChoiceList
from smstui.tui.widgets.line_field import LineField
from smstui.tui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.widgets import Input

    from smstui.tui.actions import Action

_STEPS = {"down": 1, "up": -1, "ctrl+n": 1, "ctrl+p": -1, "pagedown": 10, "pageup": -10}
_LETTER_STEPS = {"j": 1, "k": -1}


class ChooseDialog(Dialog[str]):
    """Choices under a title, with words about them above and a filter where there are many."""

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        chosen: str = "",
        words: str = "",
        filters: bool = False,
    ) -> None:
        super().__init__()
        self._title = title
        self._words = words
        self._all = tuple(choices)
        self._chosen = chosen
        self._list = ChoiceList(self._all)
        self._filter = LineField(CleanText("Type a part of the name")) if filters else None
        if filters:
            self._list.empty = CleanText("Nothing here has what you typed in its name.")

    def compose(self) -> ComposeResult:
        """Yield the box."""
        with ChoiceBox(classes="dialog") as box:
            box.border_title = line_content(self._title)
            box.border_subtitle = Content("enter chooses · esc closes")
            if self._words:
                yield Words(self._words, classes="dialog-words")
            if self._filter is not None:
                yield self._filter
            yield self._list

    def first(self) -> Widget:
        """Return the filter, else the list."""
        self._list.show(self._all, chosen=self._chosen)
        return self._filter or self._list

    def acts_on(self, key: str) -> bool:
        """Say whether a key moves, chooses or closes."""
        return key == "enter" or bool(self._steps(key)) or super().acts_on(key)

    def act(self, key: str) -> None:
        """Move, choose or close."""
        if steps := self._steps(key):
            self._list.move(steps)
        elif key == "enter":
            self._choose()
        else:
            super().act(key)

    def _steps(self, key: str) -> int:
        return _STEPS.get(key, 0) or (0 if self._filter else _LETTER_STEPS.get(key, 0))

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Choose what was clicked."""
        event.stop()
        self.dismiss(event.choice.key)

    def _choose(self) -> None:
        current = self._list.current
        if current is not None:
            self.dismiss(current.key)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the choices that have every word typed."""
        words = event.value.casefold().split()
        self._list.show([choice for choice in self._all if _has(choice, words)])


def palette(actions: Sequence[Action]) -> ChooseDialog:
    """Return the question for one of these actions; the answer is its name."""
    return ChooseDialog("Commands", [_as_choice(action) for action in actions], filters=True)


def _as_choice(action: Action) -> Choice:
    keys = ", ".join(spoken(key) for key in action.keys)
    return Choice(action.name, cleaned_line(action.help), cleaned_line(keys))


def _has(choice: Choice, words: Sequence[str]) -> bool:
    named = f"{choice.title} {choice.detail} {choice.key}".casefold()
    return all(word in named for word in words)
