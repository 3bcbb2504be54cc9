"""To whom a new conversation goes: a number in any spelling, or a contact's name."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from smstui.domain.models import Contact
from smstui.domain.numbers import is_name
from smstui.tui.background import background
from smstui.tui.formatting import CleanText, cleaned_line, joined, line_content
from smstui.tui.screens.dialogs.dialog import Dialog
from smstui.tui.typed_number import read_number
from smstui.tui.widgets.choices import Choice, ChoiceBox, ChoiceList
from smstui.tui.widgets.line_field import LineField

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.widgets import Input

    from smstui.domain.models import ContactPoint
    from smstui.ports.store import Store

_STEPS = {"down": 1, "up": -1, "ctrl+n": 1, "ctrl+p": -1}
_SUGGESTED = 8


class _Numberless(Choice, frozen=True, kw_only=True):
    """A contact without a number that can be texted; its key is no number either."""

    contact: Contact


class RecipientDialog(Dialog["str | Contact"]):
    """A field with suggestions; what is wrong with a number is said while it is typed.

    The answer is a number, or a contact that has none that can be texted.
    """

    def __init__(self, store: Store, region: str) -> None:
        super().__init__()
        self._store = store
        self._region = region
        self._field = LineField(CleanText("A number in any spelling, or a name"))
        self._trouble = Static(classes="dialog-trouble")
        self._list = ChoiceList()
        self._wanted = ""
        self._answered: str | None = None
        """What the suggestions that are shown were asked for."""
        self._then: Callable[[], object] | None = None
        """What a key does as soon as they are those of what is typed."""

    def compose(self) -> ComposeResult:
        """Yield the box."""
        with ChoiceBox(classes="dialog") as box:
            box.border_title = Content("New conversation: to whom?")
            box.border_subtitle = Content("enter writes · esc closes")
            yield self._field
            yield self._trouble
            yield self._list

    def first(self) -> Widget:
        """Return the field."""
        self._look_up("")
        return self._field

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for contacts and for what is wrong."""
        self._wanted = event.value
        self._look_up(event.value)

    @background("recipient", exclusive=True)
    async def _look_up(self, typed: str) -> None:
        """Show what this may mean, and do what was asked for meanwhile."""
        try:
            await self._suggest(typed)
        except Exception:
            self._stop_waiting()
            raise
        if self._wanted == typed:
            if self._then is not None:
                self._then()
            self._stop_waiting()

    async def _suggest(self, typed: str) -> None:
        """Show the number that was typed, if it is one, and the contacts that begin so."""
        number, trouble = await asyncio.to_thread(read_number, typed, self._region)
        found = await self._store.read(lambda reader: reader.contacts(typed, limit=_SUGGESTED))
        choices = [choice for contact in found for choice in _choices_of(contact)]
        choices.sort(key=lambda choice: not choice.enabled)
        if number is not None:
            as_typed = Choice(number.value, cleaned_line(number.display, 40), CleanText("this number"))
            choices = [as_typed, *(choice for choice in choices if choice.key != number.value)]
        self._answered = typed
        self._list.show(choices)
        says = trouble if typed.strip() and not choices else ""
        self._trouble.update(line_content(says and f"✗ {says}", "$error"))

    def acts_on(self, key: str) -> bool:
        """Say whether a key moves among the suggestions, takes one, or closes."""
        return key in _STEPS or key == "enter" or super().acts_on(key)

    def act(self, key: str) -> None:
        """Move among the suggestions, take the one under the cursor as soon as it is known, or close."""
        if steps := _STEPS.get(key, 0):
            self._do_soon(partial(self._list.move, steps))
        elif key == "enter":
            self._do_soon(self._go)
        else:
            super().act(key)

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Take what was clicked."""
        event.stop()
        self._take(event.choice)

    def _do_soon(self, then: Callable[[], object]) -> None:
        """Do this once the suggestions are those of what is typed; the keys behind it wait, too."""
        if self._answered == self._wanted:
            then()
        elif self._then is None:
            self._then = then
            self.hold()
            self._look_up(self._wanted)

    def _stop_waiting(self) -> None:
        if self._then is not None:
            self._then = None
            self.release()

    def _go(self) -> None:
        current = self._list.current
        if current is not None:
            self._take(current)

    def _take(self, choice: Choice) -> None:
        self.dismiss(choice.contact if isinstance(choice, _Numberless) else choice.key)


def _choices_of(contact: Contact) -> list[Choice]:
    """Return a contact's numbers; a sender's name is shown as what nobody can text."""
    name = cleaned_line(contact.name, 40)
    choices = [_choice_of(name, point) for point in contact.points]
    if not any(choice.enabled for choice in choices):
        detail = CleanText("no number yet: enter adds one")
        choices.append(_Numberless(key=f"#{contact.id}", title=name, detail=detail, contact=contact))
    return choices


def _choice_of(name: CleanText, point: ContactPoint) -> Choice:
    if is_name(point.number):
        words = joined([point.display, "a sender's name cannot be texted"], ": ")
        return Choice(point.number, name, words, enabled=False)
    return Choice(point.number, name, joined([point.display, point.label], "  "))
