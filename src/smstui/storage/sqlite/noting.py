"""The feed's side of writing: what a transaction changed, written once at its end, and what is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.storage.sqlite.queries import sql
from smstui.storage.sqlite.session import Session
from smstui.storage.sqlite.times import micros

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from smstui.domain.notices import NoticeKind
    from smstui.ports.clock import Clock

KEPT_CHANGES = 20_000
"""How many changes the feed remembers one by one."""
_TRIM_EVERY = 1_000
KEPT_NOTICES = 5_000
"""How many notices are kept: months of them for one person, and quick to count."""
_TRIM_NOTICES_EVERY = 250


class NotingSession(Session):
    """A writing session that remembers what it changed."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        super().__init__(connection, clock)
        self._noted: dict[tuple[int | None, int | None, bool], bool] = {}

    def _note(
        self,
        conversation_id: int | None = None,
        message_id: int | None = None,
        *,
        arrived: bool = False,
        accounts_only: bool = False,
    ) -> None:
        """Remember a change for the feed; the same one twice is one."""
        key = conversation_id, message_id, accounts_only
        self._noted[key] = self._noted.get(key, False) or arrived

    def add_notice(self, kind: NoticeKind, *, at: datetime, conversation_id: int, message_id: int) -> None:
        """Tell whoever looks at the screen next, once."""
        self._run(
            "notice_add", at=micros(at), kind=kind, conversation_id=conversation_id, message_id=message_id
        )
        self._note(conversation_id, message_id)
        self._trim_notices(1)

    def _notice_arrivals(self, arrivals: Sequence[tuple[int, int, int]]) -> None:
        """Tell of texts that came in, as (time, message id, conversation id), where nothing is muted."""
        if arrivals:
            self._connection.executemany(sql("arrival_add"), arrivals)
            self._trim_notices(len(arrivals))

    def _trim_notices(self, added: int) -> None:
        last = self.value("last_notice")
        if last % _TRIM_NOTICES_EVERY < added:
            self._run("notice_trim", last=last - KEPT_NOTICES)

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
