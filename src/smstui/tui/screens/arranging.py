"""Which panes the inbox shows, how wide they are, and which of them has the keyboard."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from smstui.tui.actions import Place
from smstui.tui.background import background
from smstui.tui.columns import FOUR_PANES, Pane, Wanted, columns, dragged, panes_shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.widget import Widget

    from smstui.config.memory import Memory, Remembered
    from smstui.tui.screens.inbox import InboxScreen

_STEP = 4
"""Cells that a key moves a divider by."""
_FIELDS = {Pane.VIEWS: "views_width", Pane.LIST: "list_width", Pane.CONTACT: "contact_width"}
_PANE_OF = {
    Place.VIEWS: Pane.VIEWS,
    Place.NARROW: Pane.VIEWS,
    Place.LIST: Pane.LIST,
    Place.READING: Pane.CONVERSATION,
    Place.COMPOSER: Pane.CONVERSATION,
    Place.CONTACT: Pane.CONTACT,
}


def remembered(memory: Remembered) -> Wanted:
    """Return what the person wanted to see last time."""
    widths = {pane: getattr(memory, name) for pane, name in _FIELDS.items()}
    return Wanted(
        contact=memory.contact_shown,
        widths={pane: width for pane, width in widths.items() if width is not None},
    )


class Arranging:
    """The panes of the inbox."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self._panel_from: Pane | None = None
        """Where the contact panel was asked for, where it took the place of everything."""

    @property
    def wanted(self) -> Wanted:
        """What the person wants to see."""
        return self.screen.columns.wanted

    @property
    def _memory(self) -> Memory:
        return self.screen.runtime.memory

    @property
    def shown(self) -> tuple[Pane, ...]:
        """The panes on the screen, from left to right."""
        return panes_shown(self.screen.app.size.width, self.wanted)

    def shows(self, pane: Pane) -> bool:
        """Whether a pane is on the screen."""
        return pane in self.shown

    # the keyboard
    def go(self, pane: Pane, *, focus: Widget | None = None) -> None:
        """Give a pane the keyboard, and room where it has none; contacts that were looked for are found."""
        contacts = self.wanted.contacts and pane in {Pane.VIEWS, Pane.CONTACT}
        is_found = self.screen.side.is_narrowed and pane in {Pane.LIST, Pane.CONVERSATION}
        if pane is Pane.CONTACT:
            self.screen.person.look()  # it goes into the panel of whom it is with now
        else:
            self._panel_from = None
        self.screen.columns.show(replace(self.wanted, at=pane, contacts=contacts))
        self.screen.set_focus(focus or self._first_of(pane))
        if is_found:
            self.screen.side.widen()

    def _first_of(self, pane: Pane) -> Widget:
        screen = self.screen
        first: dict[Pane, Widget] = {
            Pane.VIEWS: screen.views.list,
            Pane.LIST: screen.conversations.list,
            Pane.CONVERSATION: screen.conversation.texts,
            Pane.CONTACT: screen.contact.view,
        }
        return first[pane]

    def show_keyboard(self) -> None:
        """Show which pane has the keyboard, and what its keys do; Textual is late with `:focus-within`."""
        at = _PANE_OF[self.screen.place]
        self.screen.status.show_place(self.screen.place)
        for pane, widget in self.screen.columns.panes.items():
            widget.set_class(pane is at, "-has-keyboard")
        if at is not self.wanted.at:  # a mouse gave it
            self._panel_from = None
            self.screen.columns.show(replace(self.wanted, at=at))

    def beside(self, steps: int) -> Pane:
        """Return the pane to the right or left of the keyboard, round the screen."""
        shown, at = self.shown, _PANE_OF[self.screen.place]
        return shown[((shown.index(at) if at in shown else 0) + steps) % len(shown)]

    # the contact panel, and the contacts at full size
    def toggle_contact(self) -> None:
        """Show or hide the contact panel; without room for it beside the others, go there and back."""
        wide = self.screen.app.size.width >= FOUR_PANES
        if self.screen.place is Place.CONTACT:
            self.leave_contact()
            if not wide:
                return
        elif not wide:
            self._panel_from = _PANE_OF[self.screen.place]
            if self.screen.chosen is not None:
                self.screen.reading.show(self.screen.chosen)
            self.go(Pane.CONTACT)
            self.screen.person.look()
            return
        contact = not self.wanted.contact
        self.screen.columns.show(replace(self.wanted, contact=contact))
        self._memory.change(contact_shown=contact)
        self._keep_memory()
        self.screen.person.look()

    def leave_contact(self) -> None:
        """Go from the panel to where it was asked for, else to the conversation."""
        if self._panel_from is Pane.VIEWS:
            self.go(Pane.VIEWS)
        elif self._panel_from is Pane.LIST or self.screen.reading.conversation is None:
            self.screen.leave_conversation()
        else:
            self.go(Pane.CONVERSATION)

    async def show_contacts(self) -> None:
        """Show the contacts at full size, where typing narrows them."""
        await self.screen.views.ready()  # first of all: until it is there, the keyboard stays where it is
        self.screen.columns.show(replace(self.wanted, contacts=True, at=Pane.VIEWS))
        await self.screen.side.narrow()
        self.screen.side.look_up()

    def leave_contacts(self) -> None:
        """Show the inbox again."""
        self.go(Pane.LIST)
        self.screen.person.look()

    # widths
    def drag(self, left: Pane, x: int) -> None:
        """Move the divider right of a pane to a column of the screen."""
        self._widen(dragged(self.screen.app.size.width, self.wanted, left, x))

    def nudge(self, steps: int) -> None:
        """Make the pane with the keyboard wider or narrower; the conversation takes from the list."""
        width = self.screen.app.size.width
        now = columns(width, self.wanted)
        at = _PANE_OF[self.screen.place]
        if len(now) < 2 or at not in now:
            return
        pane = at if at in _FIELDS else Pane.LIST if Pane.LIST in now else Pane.CONTACT
        if Pane.CONVERSATION not in now:
            pane = Pane.CONTACT
        cells = now[pane] + (steps if pane is at else -steps) * _STEP
        self._place(pane, cells)
        self.dropped()

    def _place(self, pane: Pane, cells: int) -> None:
        width = self.screen.app.size.width
        now = columns(width, self.wanted)
        order = list(now)
        if pane is Pane.CONTACT:
            self._widen(dragged(width, self.wanted, order[-2], width - cells - 1))
        else:
            start = sum(now[each] + 1 for each in order[: order.index(pane)])
            self._widen(dragged(width, self.wanted, pane, start + cells))

    def _widen(self, widths: Mapping[Pane, int]) -> None:
        self.screen.columns.show(replace(self.wanted, widths=widths))

    def dropped(self) -> None:
        """Remember the widths."""
        widths = self.wanted.widths
        self._memory.change(**{name: widths[pane] for pane, name in _FIELDS.items() if pane in widths})
        self._keep_memory()

    @background("memory")
    async def _keep_memory(self) -> None:
        await asyncio.to_thread(self._memory.keep)
