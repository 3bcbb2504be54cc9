"""Times as the store keeps them: integer microseconds since the epoch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import overload

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
LATEST = 2**62
"""A position after every text there can be."""
_MICROSECOND = timedelta(microseconds=1)


@overload
def micros(at: datetime) -> int: ...
@overload
def micros(at: None) -> None: ...
def micros(at: datetime | None) -> int | None:
    """Return an aware time as microseconds; None stays None."""
    return None if at is None else (at - EPOCH) // _MICROSECOND


def moment(kept: int) -> datetime:
    """Return kept microseconds as a time in UTC."""
    return EPOCH + timedelta(0, 0, kept)


def moment_or_none(kept: int | None) -> datetime | None:
    """Return kept microseconds as a time in UTC; None stays None."""
    return None if kept is None else EPOCH + timedelta(0, 0, kept)
