"""What is written about conversations: made, filed, read, drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.numbers import display
from smstui.ports.errors import StoreError
from smstui.storage.sqlite.conversations import ConversationReader
from smstui.storage.sqlite.noting import NotingSession
from smstui.storage.sqlite.slots import Slots
from smstui.storage.sqlite.times import LATEST, micros

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from smstui.domain.models import Conversation, Filing

_NOTED_ONE_BY_ONE = 500
"""Above so many conversations, a change says only that something changed."""


class ConversationWriter(ConversationReader, NotingSession):
    """Writes conversations."""

    def ensure_conversation(self, line_id: int, peer: str, *, at: datetime, filing: Filing) -> Conversation:
        """Return the conversation of this line with this peer, made now where there is none."""
        made = self.ensure_conversations([(line_id, peer)], at=at, filing=filing)
        conversation = self.conversation(made[line_id, peer])
        if conversation is None:
            raise StoreError("A conversation that was just kept is not there.")
        return conversation

    def ensure_conversations(
        self, pairs: Collection[tuple[int, str]], *, at: datetime, filing: Filing
    ) -> Mapping[tuple[int, str], int]:
        """Return the ids of many conversations, by (line id, peer), made where there are none."""
        slots = Slots(self)
        found: dict[tuple[int, str], int] = {}
        for line_id, peer in pairs:
            known = self.value("conversation_id", line_id=line_id, peer=peer)
            found[line_id, peer] = known or self._add(line_id, peer, slots.hold(micros(at)), at, filing)
        return found

    def _add(self, line_id: int, peer: str, position: int, at: datetime, filing: Filing) -> int:
        made: int | None = self.value(
            "conversation_add",
            line_id=line_id,
            peer=peer,
            peer_display=display(peer),
            filing=filing,
            at=micros(at),
            position=position,
        )
        if made is None:
            raise StoreError(f"There is no line with the id {line_id}.")
        self._note(made)
        return made

    def file(self, conversation_id: int, filing: Filing) -> None:
        """File a conversation."""
        self.file_many([conversation_id], filing)

    def file_many(self, conversation_ids: Collection[int], filing: Filing) -> None:
        """File many conversations alike."""
        self._note_all(
            [
                key
                for key in conversation_ids
                if self._run("conversation_file", conversation_id=key, filing=filing)
            ]
        )

    def mark_read(self, conversation_id: int, *, through: int | None = None) -> None:
        """Mark as read the texts up to position `through`, all of them with None."""
        bound = LATEST if through is None else through
        if self._run("conversation_read", conversation_id=conversation_id, through=bound):
            self._run("conversation_recount", conversation_id=conversation_id)
            self._note(conversation_id)

    def set_draft(self, conversation_id: int, draft: str, *, at: datetime) -> None:
        """Keep what is typed and not sent; empty takes it away."""
        if self._run("conversation_draft", conversation_id=conversation_id, draft=draft, at=micros(at)):
            self._note(conversation_id)

    def _note_all(self, conversation_ids: Collection[int]) -> None:
        if len(conversation_ids) > _NOTED_ONE_BY_ONE:
            self._note()
            return
        for conversation_id in conversation_ids:
            self._note(conversation_id)
