"""Reads a strace of a program that sends texts: was each on the disk before the first byte left?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CALLS = "pwrite64,pwritev,write,writev,fdatasync,fsync,sendto,sendmsg"
_WAL = re.compile(r"\b(?:pwrite64|pwritev|write)\(\d+<[^>]*smstui\.db-wal>")
_SYNC = re.compile(r"\b(?:fdatasync|fsync)\(\d+<[^>]*smstui\.db-wal>")
_SYNC_UNFINISHED = re.compile(r"\b(?:fdatasync|fsync)\(\d+<[^>]*smstui\.db-wal> <unfinished")
_SYNC_RESUMED = re.compile(r"<\.\.\. (?:fdatasync|fsync) resumed")
_POST = re.compile(r"\b(?:sendto|sendmsg|write)\(.*\"POST [^\"]*Messages\.json")


@dataclass(frozen=True)
class Sending:
    """One POST: how many WAL writes came since the one before, and whether the last of them was synced."""

    wal_writes: int
    durable: bool


def sendings(lines: Iterable[str]) -> list[Sending]:
    """Return every POST in the order of a strace made with `-f -y` and `CALLS`.

    A sync counts when it has returned, and only for what was written before it began.
    """
    found: list[Sending] = []
    writes = unsynced = 0
    waiting = 0
    for line in lines:
        if _WAL.search(line):
            writes += 1
            unsynced += 1
        elif _SYNC_UNFINISHED.search(line):
            waiting = unsynced
        elif _SYNC_RESUMED.search(line):
            unsynced -= waiting
            waiting = 0
        elif _SYNC.search(line):
            unsynced = 0
        elif _POST.search(line):
            found.append(Sending(writes, durable=writes > 0 and unsynced == 0))
            writes = 0
    return found
