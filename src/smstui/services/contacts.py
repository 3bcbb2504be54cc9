"""Keeping contacts: every number can be texted, or has written to us, and belongs to one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.domain.cleaning import one_line
from smstui.domain.models import Contact, ContactPoint
from smstui.domain.numbers import InvalidNumberError, NumberKind, display, normalise, parse_peer
from smstui.ports.errors import SmstuiError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from smstui.ports.store import Store, Writer

LONGEST_NAME = 120
LONGEST_LABEL = 24


class TypedNumber(Struct, frozen=True):
    """A number as a person typed it, and what they call it."""

    number: str
    label: str = ""


class ContactRefusedError(SmstuiError):
    """A contact that is not kept; `at` is which of its numbers is to blame, None the name."""

    def __init__(self, message: str, *, hint: str = "", at: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.at = at


async def save_contact(
    name: str,
    numbers: Sequence[TypedNumber],
    *,
    store: Store,
    region: str,
    contact_id: int | None = None,
    was: Contact | None = None,
) -> int:
    """Keep a contact, a new one or the one with this id, and return its id; blank numbers are left out.

    With `was`, the contact as the person had it before them, only what differs from that is their change:
    what was changed elsewhere since then stays, and where both changed the same, theirs holds.

    Raises `ContactRefusedError` where it has no name, a number is not valid (in `region`, ISO alpha-2,
    where it has no country code) and nobody has a conversation with it, or another contact has it.
    """
    kept = one_line(name, LONGEST_NAME)
    if not kept:
        raise ContactRefusedError("A contact needs a name.", hint="Type one.")
    points = {at: _point(each, region, at) for at, each in enumerate(numbers) if each.number.strip()}

    def save(tx: Writer) -> int:
        for at, (point, trouble) in points.items():
            owner = tx.contact_with(point.number)
            if owner is not None and owner.id != contact_id:
                raise ContactRefusedError(
                    f"{point.display} belongs to {owner.name}.",
                    hint="Take it out there first, or leave it out here.",
                    at=at,
                )
            if trouble is not None and owner is None and not tx.conversations_of([point.number], limit=1):
                raise trouble
        mine = Contact(contact_id or 0, kept, tuple(point for point, _ in points.values()))
        now = tx.contact(contact_id) if contact_id is not None else None
        merged = mine if was is None or now is None else _merged(mine, was, now)
        return tx.save_contact(merged.name, merged.points, contact_id=contact_id)

    return await store.write(save)


def _merged(mine: Contact, was: Contact, now: Contact) -> Contact:
    """Return what there is now with the person's own changes to what they had before them."""
    before = {point.number: point for point in was.points}
    there = {point.number: point for point in now.points}
    points = [there.get(point.number) if _is_untouched(point, before) else point for point in mine.points]
    named = {point.number for point in mine.points} | before.keys()
    added = [point for point in now.points if point.number not in named]
    name = now.name if mine.name == was.name else mine.name
    return Contact(now.id, name, (*(point for point in points if point is not None), *added))


def _is_untouched(point: ContactPoint, before: Mapping[str, ContactPoint]) -> bool:
    known = before.get(point.number)
    return known is not None and known.label == point.label


def _point(typed: TypedNumber, region: str, at: int) -> tuple[ContactPoint, ContactRefusedError | None]:
    """Return a number as it is kept, and why it cannot be texted: it is named if it wrote to us."""
    label = one_line(typed.label, LONGEST_LABEL)
    try:
        address = parse_peer(typed.number, region)
    except InvalidNumberError as error:
        trouble = ContactRefusedError(error.message, hint=error.hint, at=at)
    else:
        if address.kind is not NumberKind.ALPHANUMERIC:
            return ContactPoint(address.value, address.display, label), None
        trouble = ContactRefusedError(
            f"{address.display} is a sender's name and no number.", hint="Nobody can text it.", at=at
        )
    as_it_is = normalise(typed.number)
    return ContactPoint(as_it_is, display(as_it_is), label), trouble
