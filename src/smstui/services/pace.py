"""How often an account's list is read: quickly while people write, slowly when nobody does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from smstui.domain.models import AccountState

FAST = 2.0
SLOW = 60.0
LIVELY = timedelta(minutes=1)
QUIET = timedelta(minutes=10)


def interval(active_at: datetime | None, now: datetime, poll_interval: float) -> float:
    """Return the seconds between two passes: 2 for a minute after activity, 60 after ten idle minutes."""
    idle = now - active_at if active_at is not None else QUIET
    if idle < -LIVELY:
        idle = QUIET  # the clock went back: what was noted before says nothing
    if idle < LIVELY:
        return min(FAST, poll_interval)
    if idle >= QUIET:
        return max(SLOW, poll_interval)
    return poll_interval


def until_next_pass(state: AccountState | None, now: datetime, poll_interval: float) -> float:
    """Return the seconds until the next pass is due; every process sees the same times."""
    if state is None or state.last_pass_at is None:
        return 0.0
    since = (now - state.last_pass_at).total_seconds()
    if since < 0:
        return 0.0  # the clock went back: what was noted before says nothing
    return max(0.0, interval(state.active_at, now, poll_interval) - since)
