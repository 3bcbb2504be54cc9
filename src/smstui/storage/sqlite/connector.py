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
_WRITER_CACHE_KIB = 8_000
_READER_CACHE_KIB = 8_000


def open_writer(path: Path) -> sqlite3.Connection:
    """Open the connection that writes; the file is there already."""
    connection = _open(path, "mode=rw")
    # Intent must be on the disk before the wire, and costs nothing here.
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        f"cache_size = -{_WRITER_CACHE_KIB}",
        "journal_size_limit = 16777216",
        *(("fullfsync = ON", "checkpoint_fullfsync = ON") if sys.platform == "darwin" else ()),
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """Open a connection that can only read, on a file system that can only be read too."""
    connection = _open(path, "mode=ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CANTOPEN or _has_log(path):
            raise
        # WAL wants a -shm file beside; where none can be made and nothing waits in the log, nobody writes.
        connection = _open(path, "mode=ro&immutable=1")
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA cache_size = -{_READER_CACHE_KIB}")
    return connection


def _open(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?{how}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0
