"""Bringing a file to this version's schema, one numbered step after the other."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from smstui.storage.filelock import FileLock
from smstui.storage.sqlite.connector import BUSY_SECONDS
from smstui.storage.sqlite.faults import locked
from smstui.storage.sqlite.schema import APPLICATION_ID, FOLDER, is_current, latest, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_COPIES_KEPT = 3


def steps(folder: Path = FOLDER) -> Mapping[int, str]:
    """Return the migrations' SQL by number, in order."""
    return {
        int(path.name.split("_")[0]): path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.sql"))
    }


def migrate(
    connection: sqlite3.Connection, path: Path, *, folder: Path = FOLDER, patience: float = BUSY_SECONDS
) -> None:
    """Apply the steps that the file lacks, each in a transaction of its own, with a copy before each.

    One process at a time; raises `LockedError` when another takes longer than `patience` seconds.
    """
    lock = FileLock(path.with_name(f"{path.name}.migrating"))
    if not lock.wait(patience):
        raise locked(path)
    try:
        newest = latest(folder)
        if is_current(connection, path, newest=newest):
            return
        connection.execute("PRAGMA journal_mode = WAL")
        have = version_of(connection)
        for number, script in steps(folder).items():
            if number > have:
                if have:
                    copy_aside(connection, path, number)
                _apply(connection, number, script)
    finally:
        lock.release()


def _apply(connection: sqlite3.Connection, number: int, script: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements(script):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def statements(script: str) -> Iterator[str]:
    """Cut a script into statements; `executescript` would commit in between."""
    gathered = ""
    for line in script.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""


def copy_aside(connection: sqlite3.Connection, path: Path, number: int) -> Path:
    """Write a copy beside the file before migration `number`, and drop all but the newest few."""
    target = path.with_name(f"{path.name}.before-{number:04d}")
    unfinished = path.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.backup(copy)
    unfinished.replace(target)
    for old in sorted(path.parent.glob(f"{path.name}.before-????"))[:-_COPIES_KEPT]:
        old.unlink()
    return target
