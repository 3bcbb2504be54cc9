"""Fields of the form: what is pasted loses the blanks around it, and a secret is never seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal

from smstui.tui.formatting import cleaned_line
from smstui.tui.widgets.line_field import LineField
from smstui.tui.wizard.caption import Caption

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from smstui.ports.account_form import FormField


class PlainField(LineField):
    """A field into which things are pasted that somebody copied with a line break before or after them."""

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        line = next((line.strip() for line in event.text.splitlines() if line.strip()), "")
        self.replace(line, *sorted(self.selection))


class SecretField(PlainField):
    """Shows dots, and gives nothing of what it holds to the clipboard."""

    def action_copy(self) -> None:
        """Copy nothing."""

    def action_cut(self) -> None:
        """Cut nothing."""


class FormRow(Horizontal):
    """A name and its field."""

    def __init__(self, asked: FormField, *, value: str = "") -> None:
        super().__init__(classes="row")
        self.asked = asked
        self.caption = Caption(cleaned_line(asked.label))
        kind = SecretField if asked.secret else PlainField
        self.field = kind(cleaned_line(asked.stand_in))
        self.field.password = asked.secret
        self._value = value

    def on_mount(self) -> None:
        """Put in what is there from the beginning: a field needs its screen for that."""
        self.field.value = self._value

    def compose(self) -> ComposeResult:
        """Yield both."""
        yield self.caption
        yield self.field

    @property
    def value(self) -> str:
        """What was typed, without blanks around it."""
        return self.field.value.strip()
