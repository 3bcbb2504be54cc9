"""Complete copies of a store that is in use, and looking for damage."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from smstui.ports.errors import StoreError
from smstui.storage.sqlite.connector import lacks_a_place, open_reader, open_writer
from smstui.storage.sqlite.faults import in_words
from smstui.storage.sqlite.files import can_write
from smstui.storage.sqlite.queries import sql

if TYPE_CHECKING:
    from pathlib import Path


def back_up(path: Path, target: Path) -> None:
    """Write a complete, compact copy, 0600, while others go on; never over an existing file.

    The copy has its name only once it is complete and on the disk. Raises `StoreError`.
    """
    if target.exists() or target.is_symlink():
        raise _refusal(target)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        _write(path, unfinished)
        # A link never replaces what another process put there meanwhile.
        os.link(unfinished, target)
    except FileExistsError:
        raise _refusal(target) from None
    except OSError as error:
        raise StoreError(
            f"The copy {target} could not be written ({error.strerror}). Nothing was left there.",
            hint="Choose another place.",
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _write(path: Path, unfinished: Path) -> None:
    descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        with in_words(unfinished), closing(open_reader(path)) as source:
            # The connection can still only read: it was opened so.
            source.execute("PRAGMA query_only = OFF")
            source.execute("VACUUM INTO ?", (str(unfinished),))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refusal(target: Path) -> StoreError:
    return StoreError(
        f"{target} is there already; it was left as it is.", hint="Choose another name for the copy."
    )


def find_damage(path: Path) -> str | None:
    """Return None where the file is sound, else what is wrong with it; reads all of it."""
    try:
        with closing(open_reader(path)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            if found != ["ok"]:
                return "; ".join(found)
            orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(3)
            if orphans:
                return f"rows of {', '.join(sorted({row[0] for row in orphans}))} point at nothing"
    except sqlite3.DatabaseError as error:
        return str(error)
    try:
        return _index_damage(path) if can_write(path) else None
    except sqlite3.OperationalError as error:
        if lacks_a_place(error):
            return None  # looking at the index takes a write, and the disk is full
        raise


def _index_damage(path: Path) -> str | None:
    with closing(open_writer(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute(sql("index_check"))
        except sqlite3.DatabaseError as error:
            return f"the search index is damaged ({error})"
        finally:
            connection.execute("ROLLBACK")
    return None
