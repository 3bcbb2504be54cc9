"""The contact panel's side of the inbox: whom it shows, and what its rows do."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from smstui.ports.errors import StoreError
from smstui.tui.actions import Place
from smstui.tui.background import background
from smstui.tui.columns import Pane
from smstui.tui.panes.views import Heading
from smstui.tui.people_queries import with_contact, with_peer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, tzinfo

    from smstui.domain.models import Contact, Conversation
    from smstui.ports.store import Reader
    from smstui.tui.panes.contact import Acquaintance, Act, ContactPane, ContactView
    from smstui.tui.screens.inbox import InboxScreen


class Person:
    """Who is shown in the panel."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self._wanted: int | str | None = None
        """Whoever is shown, or will be once they are read: a contact's id, or the number of a peer."""
        self._drawn: int | str | None = None
        """Whoever is shown."""
        self._is_at_side = False
        """Whether the keyboard is with the contacts, or went from there into the panel."""
        self._is_told = False
        """Whether it was told that the store cannot be read: it is tried again without a word."""

    @property
    def pane(self) -> ContactPane:
        """Where it is drawn."""
        return self.screen.contact

    @property
    def widget(self) -> ContactView:
        """Its rows."""
        return self.pane.view

    @property
    def _is_there(self) -> bool:
        """Whether the panel has been made: the first picture does not wait for it."""
        return Pane.CONTACT in self.screen.columns.panes

    # showing
    def look(self) -> None:
        """Show whoever the keyboard is with: the contact under the cursor, else the conversation's peer.

        In the panel it is with whom it was with before: nobody turns into another under a click.
        """
        self._is_at_side = self._goes_by_side
        if not self._is_seen:
            return
        contact, conversation = self.contact, self.screen.reading.conversation
        if contact is not None:
            self._show(contact.id, partial(with_contact, contact_id=contact.id))
        elif self._is_with_nobody:
            self._show_nobody()
        elif self.screen.arranging.wanted.contacts:
            return
        elif conversation is not None:
            self._show(conversation.peer, partial(with_peer, conversation=conversation))
        else:
            self._show_nobody()

    def _show_nobody(self) -> None:
        self._wanted = self._drawn = None
        self.pane.show(None, self.screen.now)

    @property
    def _is_seen(self) -> bool:
        return self._is_there and self.screen.arranging.shows(Pane.CONTACT)

    @property
    def _goes_by_side(self) -> bool:
        place = self.screen.place
        return self._is_at_side if place is Place.CONTACT else place in {Place.VIEWS, Place.NARROW}

    @property
    def contact(self) -> Contact | None:
        """The contact that the keyboard is with: among the others, or in the panel it was taken to."""
        return self.screen.side.contact if self._goes_by_side else None

    def is_peer_of(self, conversation: Conversation) -> bool:
        """Say whether the keyboard is in the panel of whom this conversation is with."""
        return self.screen.place is Place.CONTACT and self._wanted == conversation.peer

    @property
    def _is_with_nobody(self) -> bool:
        """Whether the keyboard is with contacts of which there is none."""
        return self._is_at_side and isinstance(self.screen.side.widget.current, Heading)

    async def read_peer(self, conversation: Conversation) -> Acquaintance | None:
        """Return who a conversation is with; None where the panel does not change with the conversation."""
        at_side = self.contact is not None or self._is_with_nobody
        if not self._is_seen or at_side or self.screen.arranging.wanted.contacts:
            return None
        return await self._find(partial(with_peer, conversation=conversation))

    def put_peer(self, conversation: Conversation, known: Acquaintance) -> None:
        """Show who a conversation is with."""
        self._wanted = conversation.peer
        self._put(conversation.peer, known)

    def renew(self) -> None:
        """Read the person again: a change does not tell whose it is, nor that it begins a conversation."""
        if self._is_there:
            self._wanted = None
            self.look()

    def _show(self, key: int | str, ask: Callable[[Reader], Acquaintance | None]) -> None:
        if key != self._wanted:
            self._wanted = key
            self._load(key, ask)

    @background("person", exclusive=True)
    async def _load(self, key: int | str, ask: Callable[[Reader], Acquaintance | None]) -> None:
        try:
            found = await self._find(ask)
        except StoreError:
            is_news, self._is_told = not self._is_told, True
            if key == self._wanted:
                self._miss(key)
            if is_news:
                raise
        else:
            if key == self._wanted:
                self._put(key, found)

    def _miss(self, key: int | str) -> None:
        """Show nobody rather than somebody else, and try again with the next look."""
        if key != self._drawn:
            self._show_nobody()
        self._wanted = None

    async def _find(self, ask: Callable[[Reader], Acquaintance | None]) -> Acquaintance | None:
        found = await self.screen.runtime.store.read(ask)
        if found is None:
            return None
        return replace(found, zones=await asyncio.to_thread(_zones, found, self.screen.now))

    def _put(self, key: int | str, found: Acquaintance | None) -> None:
        self._drawn, self._is_told = key, False
        if found != self.widget.known:
            self.pane.show(found, self.screen.now)

    def tick(self) -> None:
        """Draw the hours as they are now, and whoever could not be read before."""
        if not self._is_there:
            return
        self.look()
        if self.screen.now.minute != self.widget.now.minute and self.widget.known is not None:
            self.widget.show(self.widget.known, self.screen.now)

    # choosing
    def chosen(self, act: Act, value: str) -> None:
        """Do what a row of the panel says."""
        from smstui.tui.panes.contact import Act

        match act:
            case Act.TEXT:
                self.screen.addressing.text_number(value)
            case Act.OPEN:
                self.screen.asking.begin(partial(self._open, int(value)), keeps_keys=True)
            case Act.EDIT:
                self.screen.amending.edit_contact(int(value))
            case Act.NAME:
                self.screen.amending.name_number(value)

    async def _open(self, conversation_id: int) -> None:
        found = await self.screen.runtime.store.read(lambda reader: reader.conversation(conversation_id))
        if found is not None:
            self.screen.open_conversation(found)


def _zones(known: Acquaintance, now: datetime) -> dict[str, Sequence[tzinfo | None]]:
    """Return where each number may be; in a thread, for it loads much the first time."""
    from smstui.domain.zones import local_times

    return {
        point.number: tuple(there.tzinfo for there in local_times(point.number, now))
        for point in known.points
    }
