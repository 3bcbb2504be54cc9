"""The left pane's side of the inbox: which view is listed, and the contacts, whole or narrowed by typing."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from smstui.domain.models import Contact, View
from smstui.ports.errors import StoreError
from smstui.tui.actions import Place
from smstui.tui.background import background, be_done
from smstui.tui.columns import Pane
from smstui.tui.formatting import cleaned_line
from smstui.tui.panes.views import above, rows_of
from smstui.tui.people_queries import contacts_page
from smstui.tui.typed_number import read_number
from smstui.tui.widgets.paged_list import PAGE, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.worker import Worker

    from smstui.domain.models import Change
    from smstui.tui.panes.views import Row, ViewsList, ViewsPane
    from smstui.tui.queries import Overview
    from smstui.tui.screens.inbox import InboxScreen


class Side:
    """Views and contacts."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self.like = ""
        """What the contacts are narrowed by."""
        self._answered: str | None = ""
        """What the contacts that are shown were narrowed by."""
        self._work: Worker[None] | None = None
        """What looks for what is typed."""
        self._turn = asyncio.Lock()
        """Contacts are read one after the other: what was read before a change never comes behind it, and
        rows that touch those that are loaded still do when they are there."""

    @property
    def pane(self) -> ViewsPane:
        """Where it is drawn."""
        return self.screen.views

    @property
    def widget(self) -> ViewsList:
        """Its rows."""
        return self.pane.list

    @property
    def is_narrowed(self) -> bool:
        """Whether only contacts are shown: at full size, and while one types a name or number."""
        return bool(self.like) or self.screen.arranging.wanted.contacts

    # showing
    def put(self, contacts: Page[Contact], *, stay_on: object = None) -> None:
        """Draw the rows as they were just read."""
        words = f"Contacts  {contacts.count:,}" if self.screen.arranging.wanted.contacts else "smstui"
        self.pane.show_title(words)
        rows = self._rows(contacts)
        if rows != self.widget.page:  # an account that was polled is no reason to draw them again
            self.widget.show(rows, stay_on=stay_on)

    def _rows(self, contacts: Page[Contact]) -> Page[Row]:
        place = Place.NARROW if self.screen.arranging.wanted.contacts else Place.VIEWS
        adds = self.screen.keymap.said("{new_contact} adds one", place)
        empty = "nobody has this" if self.like else adds
        return rows_of(contacts, narrowed=self.is_narrowed, empty=cleaned_line(empty))

    def go_to(self, view: View) -> None:
        """Put the cursor on the view that is listed from now on."""
        if not self.is_narrowed:
            self.widget.go_to_view(view)

    def show_counts(self, found: Overview) -> None:
        """Draw the figures of the views."""
        self.widget.show_counts(found.views, self.screen.listing.view)

    def renew(self, changes: Sequence[Change]) -> None:
        """Read the contacts again where one of them may have changed, or they could not be read before."""
        may_be_one = (change.conversation_id is None and not change.accounts_only for change in changes)
        if self._answered != self.like or any(may_be_one):
            self._read_again()

    @background("contacts changed", exclusive=True)
    async def _read_again(self) -> None:
        def loaded() -> tuple[int, int]:
            page, head = self.widget.page, len(above(narrowed=self.is_narrowed))
            return max(page.start - head, 0), max(len(page.items), PAGE)

        await self._show(loaded, stay_on=self._at_cursor)
        self.moved()

    def _at_cursor(self) -> object:
        current = self.widget.current
        return self.widget.key_of(current) if current is not None else None

    @background("contacts")
    async def load(self, start: int) -> None:
        """Read the rows that the list asked for."""
        await self._extend(start)

    def reach(self) -> None:
        """Read the row that the cursor went to, where it is not loaded: the next key may be for it."""
        if self.widget.page.count and self.widget.current is None:
            self.screen.asking.begin(lambda: self._extend(self.widget.cursor - PAGE // 2), keeps_keys=True)

    async def _extend(self, start: int) -> None:
        async with self._turn:
            like, head = self.like, len(above(narrowed=self.is_narrowed))
            if like != self._answered:
                return  # these rows were asked for below others
            try:
                found = await self.screen.runtime.store.read(
                    lambda reader: contacts_page(reader, like, max(start - head, 0))
                )
            except StoreError:
                self.widget.not_coming()
                raise
            if like == self.like == self._answered:
                self.widget.extend(self._rows(found))

    async def _show(
        self,
        which: Callable[[], tuple[int, int]] = lambda: (0, PAGE),
        *,
        stay_on: Callable[[], object] = lambda: None,
    ) -> None:
        """Read rows and draw them; which, and where the cursor stays, is asked when that is known."""
        async with self._turn:
            like, (start, size) = self.like, which()
            found = await self.screen.runtime.store.read(
                lambda reader: contacts_page(reader, like, start, size)
            )
            if like != self.like:
                return
            self._answered = like
            self.put(found, stay_on=stay_on())

    # narrowing
    async def narrow(self) -> None:
        """Let the person type the beginning of a name or number."""
        self.screen.arranging.go(Pane.VIEWS, focus=await self.pane.ready())

    def typed(self, words: str) -> None:
        """Show the contacts that begin so, the first of them under the cursor."""
        if words.strip() != self.like:
            self.like = words.strip()
            self.look_up()

    def look_up(self) -> None:
        """Read the contacts that begin as is typed."""
        self._work = self._look_up()

    @background("narrowing", exclusive=True)
    async def _look_up(self) -> None:
        self._answered = None
        self.widget.start_over()
        await self._show()
        self.moved()

    def submit(self) -> None:
        """Text the contact under the cursor, as soon as it is one of those that were typed for."""
        self.screen.asking.begin(self._submit, keeps_keys=True)

    async def _submit(self) -> None:
        """Text the contact, or the number that was typed where nobody has it."""
        contact, typed = await self.looked_up(), self.like
        if contact is not None and self.screen.place in {Place.VIEWS, Place.NARROW}:
            self.screen.addressing.text_contact(contact)
            return
        number, trouble = await asyncio.to_thread(read_number, typed, self.screen.runtime.rules.region)
        if number is not None and typed == self.like == self._answered:
            self.screen.addressing.text_number(number.value)
        else:
            self.screen.say(trouble or "No contact is under the cursor.")

    async def looked_up(self) -> Contact | None:
        """Return the contact under the cursor, once it is one of those that were typed for."""
        await be_done(lambda: self._work)
        if self._answered != self.like and self.is_narrowed:  # the store could not be read then
            self.look_up()
            await be_done(lambda: self._work)
        return self.contact if self._answered == self.like else None

    def widen(self) -> None:
        """Show all contacts again, and the views above them."""
        if self.pane.field is not None:
            self.pane.field.value = ""
        self.pane.put_field_away()
        self.like, self._answered = "", None
        self.screen.asking.begin(
            partial(self._show, stay_on=lambda: self.screen.listing.view.value), keeps_keys=True
        )

    # choosing
    def moved(self) -> None:
        """Show the contact under the cursor in the panel."""
        self.screen.person.look()

    @property
    def contact(self) -> Contact | None:
        """The contact under the cursor."""
        row: Row | None = self.widget.current
        return row if isinstance(row, Contact) else None

    def open(self) -> None:
        """List the view under the cursor, or text the contact, as soon as it is one of those typed for."""
        self.screen.asking.begin(self._open, keeps_keys=True)

    async def _open(self) -> None:
        contact, row = await self.looked_up(), self.widget.current
        self.take(contact if isinstance(row, Contact) else row)

    def take(self, row: object) -> None:
        """List this view, or text this contact."""
        if isinstance(row, Contact):
            self.screen.addressing.text_contact(row)
        elif isinstance(row, View):
            self.screen.listing.choose(row)
