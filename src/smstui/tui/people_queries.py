"""What the left pane and the contact panel read from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.models import ContactPoint
from smstui.services.previews import with_previews
from smstui.tui.widgets.paged_list import PAGE, Page

if TYPE_CHECKING:
    from smstui.domain.models import Contact, Conversation
    from smstui.ports.store import Reader
    from smstui.tui.panes.contact import Acquaintance

_TALKS = 20
"""Conversations with one person that the panel lists."""


def contacts_page(reader: Reader, like: str, start: int, limit: int = PAGE) -> Page[Contact]:
    """Return contacts whose name or number begins so, from the `start`th on."""
    count = reader.contact_count(like)
    first = max(min(start, count - 1), 0)
    return Page(reader.contacts(like, limit=limit, skip=first), first, count)


def with_peer(reader: Reader, conversation: Conversation) -> Acquaintance:
    """Return what is known of the person at the other end."""
    contact = reader.contact_with(conversation.peer)
    return _known(reader, contact, ContactPoint(conversation.peer, conversation.peer_display))


def with_contact(reader: Reader, contact_id: int) -> Acquaintance | None:
    """Return what is known of a contact; None where it is gone."""
    contact = reader.contact(contact_id)
    return None if contact is None else _known(reader, contact, None)


def _known(reader: Reader, contact: Contact | None, alone: ContactPoint | None) -> Acquaintance:
    from smstui.tui.panes.contact import Acquaintance

    points = contact.points if contact is not None else (alone,) if alone is not None else ()
    numbers = [point.number for point in points]
    found = ((number, reader.suppression(number)) for number in numbers)
    return Acquaintance(
        contact,
        points,
        {number: said_no for number, said_no in found if said_no is not None},
        with_previews(reader, reader.conversations_of(numbers, limit=_TALKS)),
        {},
    )
