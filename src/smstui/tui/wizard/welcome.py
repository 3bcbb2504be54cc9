"""The first step: what smstui is, and whose account it shall use; or the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from smstui.tui.formatting import CleanText, cleaned_line, content
from smstui.tui.widgets.choices import Choice, ChoiceList
from smstui.tui.wizard.step import Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget

    from smstui.tui.wizard.answers import Answers, Provider
    from smstui.tui.wizard.ways import Way

DEMO = "the demo"
_WORDS = (
    "All the texts of your numbers in one terminal: read, search and answer with the keyboard. "
    "Nothing is sent twice, and never to someone who said no. "
    "Which company carries your texts?"
)


class Welcome(Step):
    """One provider of those that there are, or the demo."""

    TITLE = "Welcome to smstui"

    def __init__(self, answers: Answers, providers: Mapping[str, Provider]) -> None:
        super().__init__(answers)
        self._providers = providers
        offered = [
            Choice(name, cleaned_line(provider.form.title, 30), cleaned_line(provider.form.about, 80))
            for name, provider in providers.items()
        ]
        demo = Choice(
            DEMO, CleanText("Look around first"), CleanText("the demo: nothing leaves this machine")
        )
        self._list = ChoiceList([*offered, demo])

    def compose(self) -> ComposeResult:
        """Yield words and choices."""
        yield Static(content(_WORDS), classes="words")
        yield self._list

    def arrive(self) -> Widget | None:
        """Return the list."""
        return self._list

    @property
    def ways(self) -> Sequence[Way]:
        """What enter does."""
        return (("enter", "Choose"),)

    @property
    def wants_demo(self) -> bool:
        """Whether the cursor stands on the demo."""
        return self._list.current is not None and self._list.current.key == DEMO

    def finish(self) -> bool:
        """Take the provider under the cursor."""
        current = self._list.current
        self.answers.provider = self._providers.get(current.key) if current is not None else None
        return self.answers.provider is not None

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Go on with what was clicked."""
        event.stop()
        self.post_message(self.Finished())
