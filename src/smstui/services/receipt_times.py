"""When the fate of a sent text is asked for, where no webhook tells it."""

from __future__ import annotations

from datetime import datetime, timedelta

from smstui.domain.states import State

CHECKS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""How long after sending the first checks come; then one an hour."""
HOURLY = timedelta(hours=1)
PATIENCE = timedelta(hours=72)


def first_check(state: State, sent_at: datetime, now: datetime) -> datetime | None:
    """Return when to ask first about a text in this state; None where nothing more is to be learnt."""
    if state is not State.SENT or now - sent_at >= PATIENCE:
        return None
    return max(now, sent_at) + CHECKS[0]


def next_check(checks: int, sent_at: datetime, now: datetime) -> datetime | None:
    """Return when to ask again after so many checks, the one just made included; None where no more."""
    age = now - sent_at
    if age >= PATIENCE:
        return None
    planned = sent_at + CHECKS[checks] if checks < len(CHECKS) else now + HOURLY
    # After an outage the planned time may be long past: not all at once then.
    return max(planned, now + CHECKS[0])
