"""People: contacts and their numbers, who said no, and what was done with them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from smstui.domain.models import Contact, ContactPoint
from smstui.storage.sqlite import rows
from smstui.storage.sqlite.session import Session, as_json
from smstui.storage.sqlite.times import moment, moment_or_none

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from smstui.domain.models import Suppression


def sought(name: str) -> str:
    """Return a name as it is looked up: folded, without accents and signs, with a space before each word."""
    return "".join(f" {word}" for word in words_of(name))


def words_of(name: str) -> list[str]:
    """Return the words of a name, folded and without accents; what a sign joins are two: O'Brien."""
    letters = (each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    apart = (" " if unicodedata.category(each).startswith("P") else each for each in letters)
    return "".join(apart).casefold().split() or name.casefold().split()


def digits_of(text: str) -> str:
    """Return the digits of a number as typed; empty where the text is no number."""
    bare = text.strip().lstrip("+")
    if any(not (letter.isdecimal() or letter in " ()-./") for letter in bare):
        return ""
    return "".join(letter for letter in bare if letter.isdecimal())


def _wanted(like: str) -> dict[str, str]:
    """Return what parts of a name or of a number are looked up by; without words, everybody is found."""
    return {"words": as_json(words_of(like)), "digits": digits_of(like)}


class PeopleReader(Session):
    """Questions about people."""

    def names(self, numbers: Collection[str]) -> Mapping[str, str]:
        """Return the contact's name of each number that has one."""
        return dict(self._all("names", numbers=as_json(numbers)))

    def contacts(self, like: str = "", *, limit: int, skip: int = 0) -> Sequence[Contact]:
        """Return contacts by name that `like` is about, from the `skip`th on; see `ports.store.Reader`."""
        return self._with_points(self._all("contacts", **_wanted(like), limit=limit, skip=skip))

    def contact_count(self, like: str = "") -> int:
        """Return how many contacts are found so."""
        count: int = self.value("contact_count", **_wanted(like))
        return count

    def contact(self, contact_id: int) -> Contact | None:
        """Return one contact."""
        return next(iter(self._with_points(self._all("contact_by_id", contact_id=contact_id))), None)

    def contact_with(self, number: str) -> Contact | None:
        """Return the contact that has this number."""
        return next(iter(self._with_points(self._all("contact_with", number=number))), None)

    def _with_points(self, found: Sequence[rows.Row]) -> Sequence[Contact]:
        points: dict[int, list[ContactPoint]] = {contact_id: [] for contact_id, _ in found}
        for contact_id, *point in self._all("contact_points", contact_ids=as_json(points)):
            points[contact_id].append(ContactPoint(*point))
        return [Contact(contact_id, name, tuple(points[contact_id])) for contact_id, name in found]

    def suppression(self, peer: str) -> Suppression | None:
        """Return the record that this person said no, if they did."""
        row = self._one("suppression", peer=peer)
        return None if row is None else rows.suppression(row)

    def last_word(self, peer: str) -> datetime | None:
        """Return when this person last said STOP or START, by the time of that text."""
        return moment_or_none(self.value("last_word", peer=peer))

    def activity(self, conversation_id: int) -> Sequence[tuple[datetime, str, int | None, str]]:
        """Return (when, kind, message id, detail) of a conversation, oldest first."""
        found = self._all("activity", conversation_id=conversation_id)
        return [(moment(at), kind, message_id, detail) for at, kind, message_id, detail in found]
