"""Opening connections: one that writes, one that only reads, one that watches."""

from __future__ import annotations

import sqlite3
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path

BUSY_SECONDS = 10.0
"""How long a process waits for another that writes."""
_MAC_SYNC = "fullfsync = ON", "checkpoint_fullfsync = ON"
_WRITER_CACHE_KIB = 8_000
_READER_CACHE_KIB = 4_000


def open_writer(path: Path) -> sqlite3.Connection:
    """Open the connection that writes; the file is there already."""
    # Intent must be on the disk before the wire, and costs nothing here.
    synced = ("synchronous = FULL", *_MAC_SYNC) if sys.platform == "darwin" else ("synchronous = FULL",)
    return _open(
        path,
        "mode=rw",
        *synced,
        "foreign_keys = ON",
        f"cache_size = -{_WRITER_CACHE_KIB}",
        "journal_size_limit = 16777216",
    )


def open_reader(path: Path) -> sqlite3.Connection:
    """Open a connection that can only read, on a file system that can only be read too."""
    pragmas = "query_only = ON", f"cache_size = -{_READER_CACHE_KIB}"
    try:
        return _open(path, "mode=ro", *pragmas)
    except sqlite3.OperationalError as error:
        if not lacks_a_place(error) or _has_log(path):
            raise
    # WAL wants a -shm file beside; where none can be made and nothing waits in the log, nobody writes.
    return _open(path, "mode=ro&immutable=1", *pragmas)


def lacks_a_place(error: sqlite3.Error) -> bool:
    """Whether SQLite could not make its files beside the store: a folder that is closed, or a full disk."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in {
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
    }


def _open(path: Path, how: str, *pragmas: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?{how}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        for pragma in ("temp_store = MEMORY", *pragmas):
            connection.execute(f"PRAGMA {pragma}")
        # SQLite opens the file only when it is read: what is wrong with it comes out here.
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0
