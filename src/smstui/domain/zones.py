"""What time it is where a number is from, as far as its digits tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_MOST = 3
"""Different times of day; a number that is from more places than that (toll-free) is from nowhere."""


def local_times(number: str, now: datetime) -> tuple[datetime, ...]:
    """Return the times of day it may be where this E.164 number is from, earliest first; empty if unknown.

    Only a guess: numbers move with their people, and phonenumbers knows some exchanges by one zone too few.
    """
    import phonenumbers
    from phonenumbers.timezone import time_zones_for_number

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ()
    times: dict[object, datetime] = {}
    for zone in time_zones_for_number(parsed):
        there = _in_zone(zone, now)
        if there is not None:
            times[there.utcoffset()] = there
    if len(times) > _MOST:
        return ()
    return tuple(sorted(times.values(), key=lambda there: there.replace(tzinfo=None)))


def _in_zone(zone: str, now: datetime) -> datetime | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):  # "Etc/Unknown", or a machine without this zone
        return None
