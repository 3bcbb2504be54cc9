"""The third step: whether the provider lets us in, said in its own words where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from smstui.tui.formatting import content
from smstui.tui.wizard.step import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget

    from smstui.tui.wizard.answers import Answers
    from smstui.tui.wizard.ways import Way


class TrialStep(Step):
    """Says how the test goes; the screen makes it."""

    TITLE = "A test of the account"

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self._words = Static(classes="words")
        self.is_asking = False
        self.is_passed = False

    def compose(self) -> ComposeResult:
        """Yield the words."""
        yield self._words

    def arrive(self) -> Widget | None:
        """Nothing is typed here."""
        return None

    @property
    def ways(self) -> Sequence[Way]:
        """What can be done depends on how the test went."""
        if self.is_asking:
            return ()
        return (("enter", "Go on"), ("r", "Test again")) if self.is_passed else (("enter", "Test again"),)

    def finish(self) -> bool:
        """Let nobody on whom the provider did not let in."""
        return self.is_passed

    def ask(self) -> None:
        """Say that the provider is being asked."""
        self.is_asking, self.is_passed = True, False
        self._put(
            f"Asking {self._title} for your numbers…",
            "Nothing is saved yet, and nothing is sent.",
        )

    def fail(self, words: str, advice: str) -> None:
        """Say what went wrong, what was kept and what to do."""
        self.is_asking, self.is_passed = False, False
        self._put(
            f"✗ {words}", f"{advice}\n\nNothing was saved; what you typed is still there.", style="$error"
        )

    def succeed(self) -> None:
        """Say that the provider let us in."""
        self.is_asking, self.is_passed = False, True
        count = len(self.answers.offered)
        numbers = f"{count} numbers" if count > 1 else "one number" if count else "no number yet"
        self._put(f"✓ {self._title} lets us in, and lists {numbers}.", style="$success")

    @property
    def _title(self) -> str:
        return self.answers.account.provider.form.title if self.answers.account is not None else ""

    def _put(self, first: str, rest: str = "", *, style: str = "") -> None:
        parts = [content(first, style), content(f"\n\n{rest}" if rest else "")]
        self._words.update(Content.assemble(*parts))
        self.post_message(self.Changed())
