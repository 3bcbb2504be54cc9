"""People: contacts and their numbers, who said no, and what was done."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from smstui.domain.numbers import display
from smstui.storage.sqlite import rows
from smstui.storage.sqlite.noting import NotingSession
from smstui.storage.sqlite.session import Session, as_json
from smstui.storage.sqlite.times import micros, moment, moment_or_none

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from smstui.domain.models import Suppression


def sought(name: str) -> str:
    """Return a name as it is looked up: folded, without accents, with a space before each word."""
    bare = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return "".join(f" {word}" for word in "".join(bare).casefold().split())


def digits_of(text: str) -> str:
    """Return the digits of a number as typed; empty where the text is no number."""
    bare = text.strip().lstrip("+")
    if any(not (letter.isdecimal() or letter in " ()-./") for letter in bare):
        return ""
    return "".join(letter for letter in bare if letter.isdecimal())


class PeopleReader(Session):
    """Questions about people."""

    def names(self, numbers: Collection[str]) -> Mapping[str, str]:
        """Return the contact's name of each number that has one."""
        return dict(self._all("names", numbers=as_json(numbers)))

    def numbers_like(self, text: str, *, limit: int) -> Sequence[tuple[str, str, str]]:
        """Return (name, number, display) of contacts whose name, or a word of it, or number begins so."""
        found = self._all("numbers_like", sought=sought(text) or " ", digits=digits_of(text), limit=limit)
        return [(name, number, shown) for name, number, shown in found]

    def numbers_beside(self, number: str) -> Sequence[tuple[str, str]]:
        """Return (number, display) of all numbers of the contact that has this one, this one too."""
        return [(other, shown) for other, shown in self._all("numbers_beside", number=number)]

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


class PeopleWriter(PeopleReader, NotingSession):
    """Writes people."""

    def add_contact(self, name: str, numbers: Sequence[str]) -> int:
        """Keep a contact with E.164 numbers; a number that another contact has stays with that one."""
        contact_id: int = self.value("contact_add", name=name, sought=sought(name))
        for number in numbers:
            point = {"contact_id": contact_id, "number": number, "display": display(number)}
            if self._run("contact_point_add", **point):
                self._run("conversations_named", number=number, name=name)
        self._note()
        return contact_id

    def suppress(self, suppression: Suppression) -> None:
        """Record that this person said no; an earlier record stays."""
        added = self._run(
            "suppression_add",
            peer=suppression.peer,
            since=micros(suppression.since),
            source=suppression.source,
            word=suppression.word,
            message_id=suppression.message_id,
        )
        if added:
            self._note_person(suppression.peer)

    def lift_suppression(self, peer: str) -> None:
        """Take the record away that this person said no; what they said is kept."""
        if self._run("suppression_lift", peer=peer):
            self._note_person(peer)

    def record_word(self, peer: str, word: str, *, at: datetime, message_id: int | None) -> None:
        """Keep, for ever, that this person said STOP, START or HELP."""
        self._run("word_add", peer=peer, word=word, at=micros(at), message_id=message_id)

    def log(
        self,
        kind: str,
        *,
        at: datetime,
        conversation_id: int | None,
        message_id: int | None,
        actor: str,
        detail: str = "",
    ) -> None:
        """Append to the activity log: what was done, by whom."""
        self._run(
            "action_add",
            at=micros(at),
            kind=kind,
            conversation_id=conversation_id,
            message_id=message_id,
            actor=actor,
            detail=detail,
        )
        self._note(conversation_id, message_id)

    def _note_person(self, peer: str) -> None:
        for (conversation_id,) in self._all("conversations_of_peer", peer=peer):
            self._note(conversation_id)
