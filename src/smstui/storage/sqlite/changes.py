"""The feed and the notices as rows: what was written since, and what a person is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.models import Change
from smstui.storage.sqlite import rows
from smstui.storage.sqlite.session import Session
from smstui.storage.sqlite.times import LATEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.notices import Notice, NoticeCounts

_MOST_AT_ONCE = 2_000
"""A reader further behind reads everything anew: that is less work than so many changes."""


class ChangeReader(Session):
    """Questions about the feed and the notices."""

    def last_change(self) -> int:
        """Return the number of the newest change, 0 where there is none."""
        last: int = self.value("last_change")
        return last

    def changes_after(self, seq: int) -> Sequence[Change]:
        """Return what was written since; one change without ids where that is no longer known one by one."""
        found = self._all("changes_after", seq=seq, limit=_MOST_AT_ONCE + 1)
        if not found:
            return []
        if len(found) > _MOST_AT_ONCE or found[0][0] != seq + 1:
            return [Change(self.last_change(), None, None)]
        return [
            Change(number, about, text, bool(arrived), bool(accounts_only))
            for number, about, text, arrived, accounts_only in found
        ]

    def last_notice(self) -> int:
        """Return the id of the newest notice, 0 where there is none."""
        last: int = self.value("last_notice")
        return last

    def notices(self, *, limit: int, before: int | None = None) -> Sequence[Notice]:
        """Return notices newest first, older than the one with the id `before`."""
        found = self._all("notices_before", before=LATEST if before is None else before, limit=limit)
        return [rows.notice(row) for row in found]

    def notices_after(self, notice_id: int, *, limit: int) -> Sequence[Notice]:
        """Return the next notices newer than this one, oldest first."""
        return [rows.notice(row) for row in self._all("notices_after", after=notice_id, limit=limit)]

    def notice_counts(self, notice_id: int) -> NoticeCounts:
        """Return what came after this notice, summed up."""
        return rows.notice_counts(self._all("notice_counts", after=notice_id)[0])
