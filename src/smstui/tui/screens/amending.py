"""Naming numbers and changing contacts: the question, and keeping its answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from smstui.domain.models import Contact, ContactPoint
from smstui.tui.actions import Place

if TYPE_CHECKING:
    from smstui.ports.store import Reader
    from smstui.tui.screens.inbox import InboxScreen


class Amending:
    """The questions about contacts."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen

    def edit(self) -> None:
        """Change the contact under the cursor, or whose conversation it is; name a number of nobody."""
        self.screen.asking.begin(self._edit)

    async def _edit(self) -> None:
        screen = self.screen
        conversation, contact = screen.chosen, screen.person.contact
        if screen.place in {Place.VIEWS, Place.NARROW}:
            contact = await screen.side.looked_up()
            if contact is None:
                screen.say("Choose a contact first.")
            else:
                await self.ask(contact)
        elif contact is not None:
            await self.ask(contact)
        elif conversation is None:
            screen.say("Choose a conversation or a contact first.")
        else:
            await self._ask_of(conversation.peer)

    def edit_contact(self, contact_id: int) -> None:
        """Change this contact."""
        self.screen.asking.begin(partial(self._edit_contact, contact_id))

    async def _edit_contact(self, contact_id: int) -> None:
        contact = await self.screen.runtime.store.read(lambda reader: reader.contact(contact_id))
        if contact is not None:
            await self.ask(contact)

    def name_number(self, number: str) -> None:
        """Name this number, or change the contact that has it."""
        self.screen.asking.begin(partial(self._ask_of, number))

    async def _ask_of(self, number: str) -> None:
        def find(reader: Reader) -> Contact | None:
            return reader.contact_with(number)

        contact = await self.screen.runtime.store.read(find)
        await self.ask(contact or Contact(0, "", (ContactPoint(number, number),)))

    def new_contact(self) -> None:
        """Ask for a new contact's name and numbers."""
        self.screen.asking.begin(self._new_contact)

    async def _new_contact(self) -> None:
        typed = self.screen.side.like
        await self.ask(Contact(0, "" if any(map(str.isdecimal, typed)) else typed))

    async def ask(self, contact: Contact, *, adds_number: bool = False) -> Contact | None:
        """Let the person change a contact; return it as it is kept, None where nothing was.

        One with the id 0 is new.
        """
        from smstui.tui.screens.dialogs.contact import ContactDialog

        runtime = self.screen.runtime
        dialog = ContactDialog(contact, runtime.store, runtime.rules.region, adds_number=adds_number)
        kept = await self.screen.asking.ask(dialog)
        if kept is None:
            return None
        return await runtime.store.read(lambda reader: reader.contact(kept))
