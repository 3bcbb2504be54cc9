"""The feed as rows: what was written since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.models import Change
from smstui.storage.sqlite.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_AT_ONCE = 2_000
"""A reader further behind reads everything anew: that is less work than so many changes."""


class ChangeReader(Session):
    """Questions about the feed."""

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
        return [Change(number, about, text, bool(arrived)) for number, about, text, arrived in found]
