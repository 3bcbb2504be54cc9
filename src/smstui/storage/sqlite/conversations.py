"""Conversations as the list shows them: pages, counts, and what is filed where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.models import Counts, View
from smstui.domain.states import State
from smstui.storage.sqlite import rows
from smstui.storage.sqlite.queries import sql
from smstui.storage.sqlite.session import Session, as_json
from smstui.storage.sqlite.times import LATEST

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from smstui.domain.models import Conversation


class ConversationReader(Session):
    """Questions about conversations; each costs what it returns, however many there are."""

    def conversations(
        self, view: View, *, limit: int, before: int | None = None, after: int | None = None
    ) -> Sequence[Conversation]:
        """Return a page of a view, newest first: see `ports.store.Reader`."""
        if after is None:
            bound = {"before": LATEST if before is None else before, "limit": limit}
            found = self._view("conversations_before", view, bound)
        else:
            found = self._view("conversations_after", view, {"after": after, "limit": limit})[::-1]
        return [rows.conversation(row) for row in found]

    def conversation_count(self, view: View) -> int:
        """Return how many conversations a view has."""
        count: int = self._view("conversation_count", view, {})[0][0]
        return count

    def conversation_rank(self, view: View, position: int) -> int:
        """Return how many conversations of the view stand above this position."""
        count: int = self._view("conversation_rank", view, {"position": position})[0][0]
        return count

    def conversation(self, conversation_id: int) -> Conversation | None:
        """Return one conversation."""
        row = self._one("conversation_by_id", conversation_id=conversation_id)
        return None if row is None else rows.conversation(row)

    def conversation_with(self, line_id: int, peer: str) -> Conversation | None:
        """Return the conversation of this line with this peer, if there is one."""
        row = self._one("conversation_with", line_id=line_id, peer=peer)
        return None if row is None else rows.conversation(row)

    def conversations_of(self, peers: Collection[str], *, limit: int) -> Sequence[Conversation]:
        """Return what was talked with these numbers, on every line of ours, newest first."""
        found = self._all("conversations_of", peers=as_json(peers), limit=limit)
        return [rows.conversation(row) for row in found]

    def next_unread(self, view: View, *, position: int, older: bool) -> Conversation | None:
        """Return the nearest unread conversation below (`older`) or above this position."""
        found = self._view("unread_older" if older else "unread_newer", view, {"position": position})
        return rows.conversation(found[0]) if found else None

    def counts(self) -> Counts:
        """Return the figures of the status line."""
        return Counts(
            unread=self.value("unread_conversations"),
            waiting=self.value("state_count", state=State.QUEUED),
            sending=self.value("state_count", state=State.SENDING),
            unconfirmed=self.value("state_count", state=State.UNCONFIRMED),
            held=self.value("state_count", state=State.HELD),
        )

    def _view(self, name: str, view: View, values: dict[str, int]) -> list[rows.Row]:
        return self._connection.execute(sql(name, view=f"view_{view}"), values).fetchall()
