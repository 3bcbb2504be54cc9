"""Texts: pages of a conversation, what waits, what is in doubt, what is known already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.storage.sqlite import rows
from smstui.storage.sqlite.session import Session, as_json
from smstui.storage.sqlite.times import LATEST, micros, moment_or_none

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from smstui.domain.models import Attempt, TextMessage
    from smstui.domain.states import State
    from smstui.ports.records import Known, ReceiptDue


class TextReader(Session):
    """Questions about texts."""

    def messages(
        self, conversation_id: int, *, limit: int, before: int | None = None, after: int | None = None
    ) -> Sequence[TextMessage]:
        """Return texts newest first, older than position `before`, or the next ones newer than `after`.

        A text that was taken back is not among them.
        """
        where = {"conversation_id": conversation_id, "limit": limit}
        if after is None:
            found = self._all("messages_before", before=LATEST if before is None else before, **where)
        else:
            found = self._all("messages_after", after=after, **where)[::-1]
        return [rows.text(row) for row in found]

    def first_unread(self, conversation_id: int) -> TextMessage | None:
        """Return the oldest unread text of a conversation."""
        row = self._one("first_unread", conversation_id=conversation_id)
        return None if row is None else rows.text(row)

    def message(self, message_id: int) -> TextMessage | None:
        """Return one text."""
        row = self._one("message_by_id", message_id=message_id)
        return None if row is None else rows.text(row)

    def raw(self, message_id: int) -> bytes:
        """Return the provider's payload of a text, empty where there is none."""
        kept: bytes | None = self.value("raw", message_id=message_id)
        return kept or b""

    def in_states(
        self,
        states: Collection[State],
        *,
        account: str | None = None,
        conversation_id: int | None = None,
        peer: str | None = None,
        unlisted: bool = False,
    ) -> Sequence[TextMessage]:
        """Return our texts in these states (few: waiting, in doubt, in trouble), oldest first.

        With `unlisted` only those whose provider's id is not known.
        """
        found = self._all(
            "in_states",
            states=as_json(states),
            account=account,
            conversation_id=conversation_id,
            peer=peer,
            unlisted=unlisted,
        )
        return [rows.text(row) for row in found]

    def due(
        self, account: str, *, now: datetime, limit: int, without: Collection[int] = ()
    ) -> Sequence[TextMessage]:
        """Return the next `queued` text of each conversation whose time has come, the longest due first.

        Conversations in `without` are passed over.
        """
        found = self._all("due", account=account, now=micros(now), limit=limit, without=as_json(without))
        return [rows.text(row) for row in found]

    def next_due(self) -> datetime | None:
        """Return when the next `queued` text is due that may not leave before a time still to come."""
        return moment_or_none(self.value("next_due", now=micros(self._clock.now())))

    def attempts(self, message_id: int) -> Sequence[Attempt]:
        """Return every try at sending a text, oldest first."""
        return [rows.attempt(row) for row in self._all("attempts", message_id=message_id)]

    def known(self, account: str, provider_ids: Collection[str]) -> Mapping[str, Known]:
        """Return those of these texts that the store has, by the provider's id."""
        found = self._all("known", account=account, provider_ids=as_json(provider_ids))
        return {provider_id: rows.known(tuple(rest)) for provider_id, *rest in found}

    def receipts_due(self, account: str, *, now: datetime, limit: int) -> Sequence[ReceiptDue]:
        """Return `sent` texts whose `next_receipt_at` has come, the longest due first."""
        found = self._all("receipts_due", account=account, now=micros(now), limit=limit)
        return [rows.receipt_due(row) for row in found]

    def next_receipt(self, account: str) -> datetime | None:
        """Return when the next receipt of the account should be asked for."""
        return moment_or_none(self.value("next_receipt", account=account))
