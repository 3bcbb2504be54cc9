"""SQLite's errors in words for the person who meets them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from smstui.ports.errors import (
    SmstuiError,
    StoreCorruptError,
    StoreError,
    StoreLockedError,
)
from smstui.storage.refusals import full, read_only

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PRIMARY = 0xFF
_LITTLE_ROOM = 1 << 20
"""With less room than this on the disk, an input/output error means that it is full."""


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite raises inside into a `StoreError` that names the file."""
    try:
        yield
    except sqlite3.Error as error:
        raise translate(error, path) from error


def translate(error: sqlite3.Error, path: Path) -> SmstuiError:
    """Return the error that a person is told, for one that SQLite raised."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(path)):
        return full(path)
    if code == sqlite3.SQLITE_READONLY:
        return read_only(path)
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return corrupt(path)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return locked(path)
    return StoreError(
        f"{path} could not be read or written ({error}). Nothing new was kept; everything before is.",
        hint="Try again; `smstui doctor` examines the file.",
    )


def corrupt(path: Path) -> StoreCorruptError:
    """Return the error for a damaged file; it names the newest copy."""
    copies = sorted(path.parent.glob(f"{path.name}.before-*"), key=lambda copy: copy.stat().st_mtime)
    newest = f" The newest copy that smstui made is {copies[-1]}." if copies else ""
    return StoreCorruptError(
        f"{path} is damaged, or is no store of smstui. It was left as it is.{newest}",
        hint="Move it away and put a copy from `smstui backup` in its place, or start anew and sync.",
    )


def locked(path: Path) -> StoreLockedError:
    """Return the error for a store that another process does not let go of."""
    return StoreLockedError(
        f"Another process has been writing {path} for longer than 10 s. Nothing new was kept.",
        hint="Wait until it has finished, or end it, and try again.",
    )


def replaced(path: Path) -> StoreError:
    """Return the error for a store whose file is not the one that was opened."""
    return StoreError(
        f"{path} was removed or replaced while smstui had it open, so nothing new was kept.",
        hint="Start smstui again.",
    )


def _is_full(path: Path) -> bool:
    try:
        room = os.statvfs(path.parent)
    except (OSError, AttributeError):
        return False
    return room.f_bavail * room.f_frsize < _LITTLE_ROOM
