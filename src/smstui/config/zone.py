"""The zone in which this person reads times: a name, a rule of POSIX, or what the machine says."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from struct import pack
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import tzinfo


def local_zone() -> tzinfo:
    """Return the zone in which this person reads times: `TZ`, else the machine's, else UTC."""
    wanted = os.environ.get("TZ", "").removeprefix(":")
    system = Path("/etc/localtime")
    try:
        if wanted:
            return ZoneInfo(wanted)
        _, inside, key = str(system.resolve()).partition("/zoneinfo/")
        if inside:
            return ZoneInfo(key)
        with system.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError, LookupError):
        return _zone_of_rule(wanted) or _zone_of_the_c_library()


def _zone_of_rule(rule: str) -> tzinfo | None:
    """Return the zone of a rule such as CET-1CEST,M3.5.0,M10.5.0/3 (POSIX, TZ); None where it is none.

    zoneinfo reads rules only at the end of a zone file (RFC 9636): this is one with nothing else in it.
    """
    counts = pack(">6l", 0, 0, 0, 0, 1, 1)  # one kind of time, which no moment is of, and its name
    empty = b"TZif2" + bytes(15) + counts + pack(">lbb", 0, 0, 0) + b"\0"
    try:
        zone = ZoneInfo.from_file(BytesIO(empty * 2 + f"\n{rule}\n".encode("ascii"))) if rule else None
        for month in range(1, 13):  # it may be a day off, or more, in a part of the year
            datetime(2026, month, 1, tzinfo=UTC).astimezone(zone).utcoffset()
    except (ValueError, LookupError):
        return None
    return zone


def _zone_of_the_c_library() -> tzinfo:
    """Return what the C library makes of `TZ` today; UTC for what is no time of day."""
    try:
        return datetime.now(UTC).astimezone().tzinfo or UTC
    except (OSError, ValueError):  # a day off, or more
        return UTC
