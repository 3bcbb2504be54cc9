"""The fourth step: which of the numbers that the provider lists are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from smstui.domain.numbers import display, normalise
from smstui.tui.formatting import CleanText, cells, cleaned_line, content, fit, joined
from smstui.tui.widgets.choices import Choice, ChoiceList
from smstui.tui.wizard.step import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget

    from smstui.domain.remote import RemoteLine
    from smstui.tui.wizard.answers import Answers
    from smstui.tui.wizard.ways import Way

_MARKED, _UNMARKED, _GAP = CleanText("[x] "), CleanText("[ ] "), CleanText("  ")
_ORDINARY_KINDS = {"local", "mobile", "unknown"}


class LinesStep(Step):
    """All of them at first; each can be left out."""

    TITLE = "Your numbers"

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self._words = Static(classes="words")
        self._list = ChoiceList()
        self._left_out: set[str] = set()
        self._complains = False

    def compose(self) -> ComposeResult:
        """Yield words and list."""
        yield self._words
        yield self._list

    def arrive(self) -> Widget | None:
        """Return the list, where there is something to choose."""
        self._complains = False
        self._show()
        return self._list if self._texting else None

    @property
    def _texting(self) -> list[str]:
        return [line.number for line in self.answers.offered if line.can_sms]

    @property
    def ways(self) -> Sequence[Way]:
        """What can be done; without a number that texts, looking again."""
        if not self._texting:
            return (("enter", "Go on, read only"), ("r", "Ask again"))
        return (("enter", "Go on"), ("space", "Mark"))

    def take(self, key: str) -> bool:
        """Move, and use a number or leave it out."""
        if key == "space" and self._list.current is not None:
            self._toggle(self._list.current.key)
            return True
        return False

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Use what was clicked, or leave it out."""
        event.stop()
        self._toggle(event.choice.key)

    def _toggle(self, number: str) -> None:
        self._left_out ^= {number}
        self._complains = False
        self._show()

    def _show(self) -> None:
        kept = self._list.current.key if self._list.current is not None else ""
        self._list.show([self._choice(line) for line in self.answers.offered], chosen=kept)
        self._list.display = bool(self.answers.offered)
        if self._complains:
            self._words.update(
                content("✗ One number is needed at least: space, or a click, marks it.", "$error")
            )
        else:
            self._words.update(content(self._explanation()))

    def _explanation(self) -> str:
        if self._texting:
            return "smstui uses the marked numbers. What goes to and from the others is not shown."
        account = self.answers.account
        buy = account.provider.form.without_numbers if account is not None else ""
        what = (
            "None of the account's numbers can text."
            if self.answers.offered
            else "The account has no number."
        )
        return (
            f"{what} {buy} Then press r.\n\nOr go on: smstui shows what the account has, and sends nothing."
        )

    def _choice(self, line: RemoteLine) -> Choice:
        shown = cleaned_line(display(normalise(line.number)), 40)
        label = cleaned_line(line.label, 40)
        box = _UNMARKED if not line.can_sms or line.number in self._left_out else _MARKED
        number = fit(shown, max(cells(shown), 16))
        return Choice(
            line.number, CleanText(box + number + _GAP + label), _abilities(line), enabled=line.can_sms
        )

    def finish(self) -> bool:
        """Take the chosen ones over; all of them need not be named."""
        texting = self._texting
        chosen = tuple(number for number in texting if number not in self._left_out)
        if texting and not chosen:
            self._complains = True
            self._show()
            self.call_after_refresh(self._words.scroll_visible, animate=False)
            return False
        self.answers.lines = () if len(chosen) == len(texting) else tuple(map(normalise, chosen))
        return True

    def fit(self, height: int) -> None:
        """Leave room for the words."""
        self._list.styles.max_height = max(height - 4, 3)


def _abilities(line: RemoteLine) -> CleanText:
    """Return what a number can do, or why it cannot be used."""
    if not line.can_sms:
        return CleanText("cannot text, only call" if line.can_voice else "cannot text")
    kind = "" if line.kind in _ORDINARY_KINDS else line.kind
    return joined(
        [kind, "texts", "pictures" if line.can_mms else "", "calls" if line.can_voice else ""], ", "
    )
