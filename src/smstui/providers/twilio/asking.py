"""The filters of Twilio's list of texts, as query parameters."""

from __future__ import annotations

import math
from datetime import UTC, datetime


def ends_filter(sender: str | None, recipient: str | None) -> list[tuple[str, str]]:
    """Return the filter on who wrote to whom; None stands for everybody."""
    return [(name, value) for name, value in (("From", sender), ("To", recipient)) if value is not None]


def date_filter(since: datetime | None, until: datetime | None) -> list[tuple[str, str]]:
    """Return the filter on DateSent; both ends count in, so `until` may bring a second too much.

    The names hold the signs, and times are written as Twilio's own libraries write them.
    """
    dates = []
    if since is not None:
        dates.append(("DateSent>", _second(since)))
    if until is not None:
        dates.append(("DateSent<", _second(until)))
    return dates


def _second(time: datetime) -> str:
    return datetime.fromtimestamp(math.floor(time.timestamp()), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
