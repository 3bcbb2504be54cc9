"""Times as Twilio writes them, and as others do who speak its API."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

_SANE_YEARS = range(2000, 2100)
_USUAL = re.compile(r"\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) \+0000", re.ASCII)
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: month for month, name in enumerate(_NAMES, 1)}


def read_time(value: object) -> datetime | None:
    """Return an RFC 2822 or ISO 8601 time in UTC; None for anything else, and outside 2000 to 2099."""
    return _read(value) if isinstance(value, str) and len(value) < 64 else None


@lru_cache(maxsize=4096)
def _read(value: str) -> datetime | None:
    for parse in (_usual, parsedate_to_datetime, datetime.fromisoformat):
        with suppress(ValueError, TypeError, IndexError, OverflowError):
            time = parse(value)
            if str(time.year) not in value:
                continue  # the mail format makes 2001 of the year 1
            time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
            if time.year in _SANE_YEARS:
                return time
    return None


def _usual(value: str) -> datetime:
    # As Twilio writes all of its times: a page of a thousand texts has three thousand.
    found = _USUAL.fullmatch(value)
    if found is None or found[2] not in _MONTHS:
        raise ValueError
    hour, minute, second = int(found[4]), int(found[5]), int(found[6])
    return datetime(int(found[3]), _MONTHS[found[2]], int(found[1]), hour, minute, second, tzinfo=UTC)
