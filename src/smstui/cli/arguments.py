"""Words on the command line that mean more than a text: counts and times."""

from __future__ import annotations

import argparse
import re
from datetime import datetime, timedelta

_AGO = re.compile(r"([0-9]+)\s*([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def whole(text: str) -> int:
    """Return a whole number from 0; raises what argparse tells as a wrong flag."""
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0")
    return int(text)


def positive(text: str) -> int:
    """Return a whole number from 1; raises what argparse tells as a wrong flag."""
    if not (number := whole(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return number


def moment(text: str, now: datetime) -> datetime:
    """Read `2026-11-25`, `2026-11-25T09:00Z`, or how long ago, `2h`; raises ValueError.

    A time without a zone is in that of `now`, which is aware.
    """
    if ago := _AGO.fullmatch(text.strip()):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    found = datetime.fromisoformat(text.strip())
    return found if found.tzinfo else found.replace(tzinfo=now.tzinfo)
