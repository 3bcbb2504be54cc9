"""What is written about people: contacts, what they said about being texted, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.models import ContactPoint
from smstui.domain.numbers import display
from smstui.ports.errors import StoreError
from smstui.storage.sqlite.noting import NotingSession
from smstui.storage.sqlite.people import PeopleReader, sought
from smstui.storage.sqlite.times import micros

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smstui.domain.models import Suppression


class PeopleWriter(PeopleReader, NotingSession):
    """Writes people."""

    def add_contact(self, name: str, numbers: Sequence[str]) -> int:
        """Keep a contact with E.164 numbers; a number that another contact has stays with that one."""
        return self.save_contact(name, [ContactPoint(number, display(number)) for number in numbers])

    def save_contact(
        self, name: str, points: Sequence[ContactPoint], *, contact_id: int | None = None
    ) -> int:
        """Keep a contact with these numbers and no others; see `ports.store.Writer`."""
        kept: int
        if contact_id is None:
            kept, before = self.value("contact_add", name=name, sought=sought(name)), set()
        else:
            kept = contact_id
            if not self._run("contact_change", contact_id=kept, name=name, sought=sought(name)):
                raise StoreError(f"There is no contact with the id {kept}.")
            before = {number for (number,) in self._all("contact_points_drop", contact_id=kept)}
        for point in points:
            if self._run(
                "contact_point_add",
                contact_id=kept,
                number=point.number,
                display=point.display,
                label=point.label,
            ):
                before.discard(point.number)
                self._run("conversations_named", number=point.number, name=name)
        for number in before:
            self._run("conversations_named", number=number, name=None)
        self._note()
        return kept

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
