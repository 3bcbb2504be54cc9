"""Which schema a file has, and whether this smstui knows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from smstui.ports.errors import StoreTooNewError
from smstui.storage.sqlite.faults import corrupt

if TYPE_CHECKING:
    import sqlite3

FOLDER = Path(__file__).with_name("migrations")
APPLICATION_ID = 0x534D5354
"""`SMST` in the file's header: it is ours."""


def latest(folder: Path = FOLDER) -> int:
    """Return the newest version that this smstui knows."""
    return max(int(path.name.split("_")[0]) for path in folder.glob("*.sql"))


def version_of(connection: sqlite3.Connection) -> int:
    """Return the schema's version that the file has, 0 for an empty one."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def is_current(connection: sqlite3.Connection, path: Path, *, newest: int) -> bool:
    """Tell whether the file has this version's schema.

    Raises `StoreTooNewError` for a newer file and `StoreCorruptError` for one that is not ours.
    """
    version = version_of(connection)
    ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    if not ours and connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
        raise corrupt(path)
    if version > newest:
        raise too_new(path, version, newest)
    return version == newest and ours


def too_new(path: Path, version: int, newest: int) -> StoreTooNewError:
    """Return the error for a file that a newer smstui wrote."""
    return StoreTooNewError(
        f"{path} was written by a newer smstui: it has schema version {version}, this smstui knows {newest}. "
        "Nothing was changed.",
        hint="Update smstui, or start this one with another SMSTUI_HOME.",
    )
