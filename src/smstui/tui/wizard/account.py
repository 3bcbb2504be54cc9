"""The second step: the account and its secret, with what is wrong named while it is typed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal
from textual.widgets import Static

from smstui.admission import check_name
from smstui.bootstrap import read_options
from smstui.config.credentials import already_given, variable
from smstui.config.secrecy import Secret
from smstui.config.settings import Account as AccountSettings
from smstui.config.validation import Source
from smstui.ports.account_form import Flaw, FormField
from smstui.ports.errors import SmstuiError, UsageError
from smstui.tui.formatting import CleanText, cleaned_line, content
from smstui.tui.wizard.answers import Account
from smstui.tui.wizard.caption import Caption
from smstui.tui.wizard.fields import FormRow
from smstui.tui.wizard.note import Note
from smstui.tui.wizard.one_of import OneOf
from smstui.tui.wizard.step import Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget

    from smstui.config.settings import Settings
    from smstui.tui.wizard.answers import Answers, Provider

_NAME = FormField("account_name", "Account name", "Your own word for this account: a to z, 0 to 9 and _.")
_KIND = "What you have: the auth token of the account, or an API key with its secret. ← and → choose."


class AsTyped(Source):
    """The form as a source of settings."""

    def wrong(self, key: tuple[str, ...], expected: str) -> SmstuiError:
        """Return the error for what was typed into a field."""
        return UsageError(f"{key[-1].replace('_', ' ')}: {expected}.")


class AccountStep(Step):
    """The fields of one provider's form; the note says what is wrong with the one that has the keyboard."""

    def __init__(self, answers: Answers, provider: Provider, settings: Settings) -> None:
        super().__init__(answers)
        self.provider = provider
        self._settings = settings
        self._called = FormRow(_NAME, value="work")
        fields = provider.form.fields
        self._rows = {field.name: FormRow(field) for field in fields}
        self._kind = OneOf([cleaned_line(way, 20) for way in provider.form.ways])
        self._kind_caption = Caption(CleanText("Kind of secret"))
        self._kind_row = Horizontal(self._kind_caption, self._kind, classes="row")
        self._given = Static(classes="indented")
        self._note = Note()
        self._complaint = ""
        """What kept the person from going on, until something is typed or another field is looked at."""
        self._last: Widget = self._called.field

    @property
    def title(self) -> str:
        """What stands over the box."""
        return f"Your {self.provider.form.title} account"

    @property
    def note(self) -> Note:
        """What to say of the field that has the keyboard."""
        return self._note

    def compose(self) -> ComposeResult:
        """Yield the rows: secrets, and what kind they are, between the account and what is rare."""
        yield self._called
        after = [row for row in self._rows.values() if row.asked.stand_in]
        secret = {name for names in self.provider.alternatives for name in names}
        yield from (row for name, row in self._rows.items() if name not in secret and row not in after)
        yield from (self._rows[name] for name in self._rows if name in secret)
        yield self._given
        yield self._kind_row
        yield from after

    def arrive(self) -> Widget | None:
        """Return the first field that is empty, else the one that had the keyboard before."""
        self._show_rows()
        empty = (row.field for row in self._shown_rows() if not row.value and not row.asked.stand_in)
        return next(empty, self._last if self._last in self._stops() else self._called.field)

    # what is typed
    @property
    def _typed(self) -> dict[str, str]:
        return {row.asked.name: row.value for row in self._shown_rows()}

    def _shown_rows(self) -> Iterator[FormRow]:
        """Yield the rows that count: one set of secrets, or none where the environment has them."""
        wanted = () if self._variables else self.provider.alternatives[self._kind.at]
        secret = {name for names in self.provider.alternatives for name in names}
        yield self._called
        yield from (row for name, row in self._rows.items() if name not in secret or name in wanted)

    @property
    def _variables(self) -> tuple[str, ...]:
        """The variables of the environment that hold the secrets of an account of this name."""
        name = self._called.value
        given = already_given(name, self.provider.alternatives, None) if name.isascii() else {}
        return tuple(variable(name, each) for each in given)

    def _flaws(self) -> Mapping[str, Flaw]:
        typed = self._typed
        found = dict(self.provider.form.flaws(typed))
        try:
            if typed[_NAME.name]:
                check_name(typed[_NAME.name], self._settings)
        except UsageError as error:
            found[_NAME.name] = Flaw(f"{error.message} {error.hint}".strip())
        return found

    # what is shown
    def on_input_changed(self) -> None:
        """Look at it while it is typed."""
        self._complaint = ""
        self._show_rows()

    def on_one_of_changed(self) -> None:
        """Ask for the other secrets."""
        self._show_rows()

    def on_descendant_focus(self) -> None:
        """Say what the field that has the keyboard is for."""
        self._last = self.screen.focused or self._last
        self._show_marks()

    def _show_rows(self) -> None:
        shown, variables = set(self._shown_rows()), self._variables
        for row in self._rows.values():
            row.display = row in shown
        self._kind_row.display = not variables and len(self.provider.alternatives) > 1
        self._given.display = bool(variables)
        self._given.update(content(f"  The secret is taken from the environment: {' and '.join(variables)}."))
        self._show_marks()

    def _show_marks(self) -> None:
        flaws, focused = self._flaws(), self.screen.focused
        note, style = (_KIND, "$faint") if focused is self._kind else ("", "")
        for row in self._shown_rows():
            flaw, here = flaws.get(row.asked.name), focused is row.field
            row.caption.show(has_keyboard=here, is_wrong=flaw is not None and flaw.blocks)
            if here:
                note, style = _note_of(row, flaw)
        self._kind_caption.show(has_keyboard=focused is self._kind)
        if self._complaint:
            note, style = f"✗ {self._complaint}", "$error"
        self._note.say(note, style)
        self.post_message(self.Changed())

    def _complain(self, words: str) -> None:
        self._complaint = words
        self._show_marks()

    # moving and finishing
    def take(self, key: str) -> bool:
        """Move between the fields, and choose the kind of secret."""
        if key in {"tab", "down"}:
            return self._move(1)
        if key in {"shift+tab", "up"}:
            return self._move(-1)
        return self.screen.focused is self._kind and self._kind.take(key)

    def _move(self, steps: int) -> bool:
        stops = self._stops()
        focused = self.screen.focused
        at = stops.index(focused) + steps if focused in stops else 0
        self._complaint = ""
        self.screen.set_focus(stops[at % len(stops)])
        return True

    def _stops(self) -> Sequence[Widget]:
        """Return what can have the keyboard, from top to bottom."""
        stops: list[Widget] = [row.field for row in self._shown_rows() if not row.asked.stand_in]
        if self._kind_row.display:
            stops.append(self._kind)
        return [*stops, *(row.field for row in self._shown_rows() if row.asked.stand_in)]

    def finish(self) -> bool:
        """Take the account over, or give the keyboard to the first field that is not right yet."""
        flaws = self._flaws()
        for row in self._shown_rows():
            flaw = flaws.get(row.asked.name)
            if (flaw is not None and flaw.blocks) or not (row.value or row.asked.stand_in):
                self.screen.set_focus(row.field)
                self._complain(flaw.words if flaw is not None else f"{row.asked.label} is missing.")
                return False
        try:
            self.answers.account = self._account()
        except SmstuiError as error:
            self._complain(error.message)
            return False
        return True

    def _account(self) -> Account:
        """Return what was typed; raises `UsageError` where the provider's settings refuse it."""
        alternatives = self.provider.alternatives
        secret = {name for names in alternatives for name in names}
        typed, name = self._typed, self._called.value
        options: dict[str, Any] = {
            key: value for key, value in typed.items() if value and key != _NAME.name and key not in secret
        }
        settings = AccountSettings(self.provider.name, options=options)
        _, understood = read_options(name, settings, AsTyped(Path("the form")))
        secrets = already_given(name, alternatives, None) or {
            key: Secret(value) for key, value in typed.items() if key in secret
        }
        return Account(self.provider, name, options, understood, secrets, self._variables)


def _note_of(row: FormRow, flaw: Flaw | None) -> tuple[str, str]:
    """Return what to say of a field that has the keyboard."""
    if flaw is None:
        return row.asked.hint, "$faint"
    return (f"✗ {flaw.words}", "$error") if flaw.blocks else (f"! {flaw.words}", "$warning")
