"""Keeping things, in SQLite or PostgreSQL, behind one Store."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from smstui.ports.clock import Clock
    from smstui.ports.locks import Locks
    from smstui.ports.store import Store


def open_store(path: Path, *, clock: Clock) -> Store:
    """Open the store in this file, made (0600, in a 0700 folder) and migrated where that is needed.

    Raises `StoreTooNewError`, `StoreCorruptError`, `StoreReadOnlyError`, `StoreFullError`, another
    `StoreError`, or `LockedError` when another process migrates it for longer than 10 s. A file that can
    only be read opens; what is written then raises `StoreReadOnlyError`.
    """
    from smstui.storage.sqlite.store import open_sqlite

    return open_sqlite(path, clock)


def open_locks(folder: Path) -> Locks:
    """Return the locks of the store in this folder, as 0600 files in its subfolder `locks`."""
    from smstui.storage.locks import FileLocks
    from smstui.storage.sqlite.files import make_private_folder

    make_private_folder(folder / "locks")
    return FileLocks(folder / "locks")
