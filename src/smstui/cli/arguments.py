"""Words on the command line that mean more than a text: counts and times."""

from __future__ import annotations

import argparse
import re
from datetime import datetime, timedelta

_AGO = re.compile(r"([0-9]+)\s*([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


_DIGITS = 15
"""More make no number of anything that is counted here."""


def whole(text: str, *, least: int = 0) -> int:
    """Return a whole number from `least`; raises what argparse tells as a wrong flag."""
    is_number = text.isascii() and text.isdigit()
    if is_number and len(text) > _DIGITS:
        raise argparse.ArgumentTypeError(f"{text!r} is too large")
    if not is_number or int(text) < least:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least}")
    return int(text)


def positive(text: str) -> int:
    """Return a whole number from 1; raises what argparse tells as a wrong flag."""
    return whole(text, least=1)


def moment(text: str, now: datetime) -> datetime:
    """Read `2026-11-25`, `2026-11-25T09:00Z`, or how long ago, `2h`; raises ValueError.

    A time without a zone is in that of `now`, which is aware.
    """
    if ago := _AGO.fullmatch(text.strip()):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    found = datetime.fromisoformat(text.strip())
    return found if found.tzinfo else found.replace(tzinfo=now.tzinfo)
