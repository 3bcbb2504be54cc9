"""A contact's name and numbers: what is wrong is said at the field it is in, and nothing typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from smstui.domain.numbers import normalise
from smstui.tui.background import background, be_done
from smstui.tui.formatting import CleanText, cleaned_line, line_content
from smstui.tui.screens.dialogs.dialog import Dialog
from smstui.tui.widgets.giving_way import GivingWay
from smstui.tui.widgets.line_field import LineField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.layout import Layout
    from textual.widget import Widget
    from textual.widgets import Input
    from textual.worker import Worker

    from smstui.domain.models import Contact, ContactPoint
    from smstui.ports.store import Store

_STEPS = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}


class ContactDialog(Dialog[int]):
    """A form; its answer is the id of the contact that was kept."""

    def __init__(self, contact: Contact, store: Store, region: str, *, adds_number: bool = False) -> None:
        super().__init__()
        self._contact = contact
        self._store = store
        self._region = region
        self._adds_number = adds_number
        self._who = LineField(CleanText("Name"))
        self._who.value = cleaned_line(contact.name)
        self._rows = [_NumberRow(_as_typed(point), point.label) for point in contact.points]
        self._rows.append(_NumberRow("", ""))
        self._form = VerticalScroll(classes="form", can_focus=False)
        self._trouble = Static(classes="dialog-trouble")
        self._trouble.display = False
        self._was = self._typed
        self._warned = False
        self._saves = False
        self._saving: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """Yield the box."""
        new = not self._contact.id
        with _Box(self._form) as box:
            box.border_title = Content("New contact" if new else "Contact")
            box.border_subtitle = Content("enter keeps it · tab next · esc closes")
            with self._form:
                yield self._who
                yield from self._rows
            yield self._trouble

    def first(self) -> Widget:
        """Return the name where it is missing, else the empty number where one is to be added."""
        return self._rows[-1].number if self._adds_number else self._who

    @property
    def _typed(self) -> tuple[str, ...]:
        numbers = [value for row in self._rows for value in row.values if any(row.values)]
        return (self._who.value, *numbers)

    @property
    def _fields(self) -> Sequence[LineField]:
        return [self._who, *(field for row in self._rows for field in (row.number, row.called))]

    # keys
    def acts_on(self, key: str) -> bool:
        """Say whether a key goes from field to field, keeps it, or closes."""
        return key in _STEPS or key == "enter" or super().acts_on(key)

    def act(self, key: str) -> None:
        """Go from field to field, keep it, or close."""
        if steps := _STEPS.get(key, 0):
            self._go(steps)
        elif key == "enter":
            self._keep()
        else:
            self._close()

    def _go(self, steps: int) -> None:
        fields = self._fields
        at = next((at for at, field in enumerate(fields) if field is self.focused), 0)
        self.set_focus(fields[(at + steps) % len(fields)])

    def _close(self) -> None:
        """Close; what was typed is dropped only by the second esc."""
        if self._typed == self._was or self._warned:
            self.dismiss(None)
        else:
            self._warned = True
            self._say("esc again drops what you typed; enter keeps it.", "$accent")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer one more number as soon as the last one is begun."""
        event.stop()
        self._warned = False
        self._say("")
        if any(self._rows[-1].values):
            row = _NumberRow("", "")
            self._rows.append(row)
            self._form.mount(row)

    def _keep(self) -> None:
        if not self._saves:
            self._saves = True
            self.hold()
            self._saving = self._save()

    async def at_stake(self) -> str:
        """Say that what was typed is lost, unless it is kept just now."""
        await be_done(lambda: self._saving)
        is_left = self._typed != self._was and not self._is_answered
        return "What you typed about a contact is not kept." if is_left else ""

    @background("contact")
    async def _save(self) -> None:
        from smstui.services.contacts import ContactRefusedError, TypedNumber, save_contact

        numbers = [TypedNumber(*row.values) for row in self._rows]
        try:
            kept = await save_contact(
                self._who.value,
                numbers,
                store=self._store,
                region=self._region,
                contact_id=self._contact.id or None,
                was=self._contact,
            )
        except ContactRefusedError as error:
            self.set_focus(self._who if error.at is None else self._rows[error.at].number)
            self._say(f"✗ {error.message} {error.hint}", "$error")
        else:
            self.dismiss(kept)
        finally:
            self._saves = False
            self.release()

    def _say(self, words: str, style: str = "") -> None:
        self._trouble.display = bool(words)
        self._trouble.update(line_content(words, style))
        if self.focused is not None:  # it may take the line of the field that it is about
            self.call_after_refresh(self.focused.scroll_visible, animate=False)


def _as_typed(point: ContactPoint) -> str:
    """Return a number as people write it where that leads back to it, else in the form that we keep."""
    return point.display if normalise(point.display) == point.number else point.number


class _Box(Vertical):
    """What is said stays in view below the form, however far that is scrolled."""

    def __init__(self, form: Widget) -> None:
        super().__init__(classes="dialog")
        self._layout = GivingWay(lambda: [(form, 1)])

    @property
    def layout(self) -> Layout:
        """How the children are placed; a stylesheet knows none by this name."""
        return self._layout


class _NumberRow(Horizontal):
    """One number and what the person calls it."""

    def __init__(self, number: str, label: str) -> None:
        super().__init__(classes="form-row")
        self.number = LineField(CleanText("Number, in any spelling"))
        self.called = LineField(CleanText("mobile, work …"))
        self.number.value = cleaned_line(number, 64)
        self.called.value = cleaned_line(label, 24)

    def compose(self) -> ComposeResult:
        """Yield the two fields."""
        yield self.number
        yield self.called

    @property
    def values(self) -> tuple[str, str]:
        """What is typed."""
        return self.number.value.strip(), self.called.value.strip()
