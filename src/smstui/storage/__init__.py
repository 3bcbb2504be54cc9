"""Where texts are kept: SQL lives here and nowhere else."""

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
    """Return the locks of the store in this folder: 0600 files in `locks`, made when they are taken."""
    from smstui.storage.locks import FileLocks

    return FileLocks(folder / "locks")
