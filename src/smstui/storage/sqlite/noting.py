"""The feed's side of writing: what a transaction changed, written once at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.storage.sqlite.queries import sql
from smstui.storage.sqlite.session import Session

if TYPE_CHECKING:
    import sqlite3

    from smstui.ports.clock import Clock

KEPT_CHANGES = 20_000
"""How many changes the feed remembers one by one."""
_TRIM_EVERY = 1_000


class NotingSession(Session):
    """A writing session that remembers what it changed."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        super().__init__(connection, clock)
        self._noted: dict[tuple[int | None, int | None], bool] = {}

    def _note(
        self, conversation_id: int | None = None, message_id: int | None = None, *, arrived: bool = False
    ) -> None:
        """Remember a change for the feed; the same one twice is one."""
        key = conversation_id, message_id
        self._noted[key] = self._noted.get(key, False) or arrived

    def flush(self) -> None:
        """Write what was noted into the feed: the last thing before the commit."""
        if not self._noted:
            return
        self._connection.executemany(
            sql("change_add"), [(*key, arrived) for key, arrived in self._noted.items()]
        )
        last = self.value("last_change")
        if last % _TRIM_EVERY < len(self._noted):
            self._run("change_trim", seq=last - KEPT_CHANGES)
        self._noted = {}
