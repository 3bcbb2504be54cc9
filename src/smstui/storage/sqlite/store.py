"""The store: a thread that writes, a thread that reads, and the feed."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import TYPE_CHECKING, TypeVar

from smstui.ports.errors import StoreReadOnlyError
from smstui.storage.refusals import read_only
from smstui.storage.sqlite.connector import BUSY_SECONDS, lacks_a_place, open_reader, open_writer
from smstui.storage.sqlite.faults import in_words, replaced
from smstui.storage.sqlite.feed import Feed
from smstui.storage.sqlite.files import can_write, identity, prepare
from smstui.storage.sqlite.reader import SqliteReader
from smstui.storage.sqlite.schema import is_current, latest, too_new, version_of
from smstui.storage.sqlite.worker import Worker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from smstui.domain.models import Change
    from smstui.ports.clock import Clock
    from smstui.ports.store import Reader, Writer

T = TypeVar("T")

_PAUSE = 0.0005
"""Seconds between two tries to begin while another process writes."""
_BREATH = 0.0015
"""Seconds that the file is left to other processes between two transactions of this one."""


def open_sqlite(path: Path, clock: Clock) -> SqliteStore:
    """Open the file, made and brought to this version's schema where that is needed.

    What cannot be written, for its folder is closed or the disk is full, can still be read.
    Raises `StoreError` and its kin, and `LockedError` when another process migrates for longer than 10 s.
    """
    writable = prepare(path)
    with in_words(path):
        connection, writable = _connect(path, writable=writable)
        try:
            _bring_up_to_date(connection, path, writable=writable)
        except BaseException:
            connection.close()
            raise
    return SqliteStore(path, clock, connection, writable=writable)


def _connect(path: Path, *, writable: bool) -> tuple[sqlite3.Connection, bool]:
    """Return a connection, and whether it writes."""
    if writable:
        try:
            return open_writer(path), True
        except sqlite3.OperationalError as error:
            if not lacks_a_place(error):
                raise
    return open_reader(path), False


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, *, writable: bool) -> None:
    if is_current(connection, path, newest=latest()):
        return
    if not writable:
        raise StoreReadOnlyError(
            f"{path} was written by an older smstui, and cannot be brought up to date because it cannot be "
            "written. It was left as it is.",
            hint="Make room, or make the file and its folder writable for you, and start smstui again.",
        )
    from smstui.storage.sqlite.migrate import migrate

    migrate(connection, path)


class SqliteStore:
    """One SQLite file, shared with other processes: see `ports.store.Store`."""

    def __init__(self, path: Path, clock: Clock, connection: sqlite3.Connection, *, writable: bool) -> None:
        self._path = path
        self._clock = clock
        self._version = version_of(connection)
        self._file = identity(path)
        self._writing = connection if writable else None
        self._reading = None if writable else connection
        self._write_worker = Worker("smstui-write")
        self._read_worker = Worker("smstui-read")
        self._reads_anew = False
        self._wrote_at = 0.0
        self._feed = Feed(lambda: open_reader(path), self._changes_after, self._is_there)

    async def read(self, ask: Callable[[Reader], T]) -> T:
        """Run `ask` in the reading thread against one consistent view, and return what it returns."""
        return await self._read_worker.run(lambda: self._ask(ask))

    async def write(self, change: Callable[[Writer], T]) -> T:
        """Run `change` in the writing thread as one durable transaction; what it raises undoes all of it."""
        return await self._write_worker.run(lambda: self._transact(change))

    def watch(self, since: int) -> AsyncIterator[Sequence[Change]]:
        """Yield what is written after change `since`, by this process at once, by others within 250 ms."""
        return self._feed.watch(since)

    async def backup(self, target: Path) -> None:
        """Write a complete copy, readable by nobody else, while others go on; never over an existing file."""
        from smstui.storage.sqlite.backup import back_up

        await asyncio.to_thread(back_up, self._path, target)

    async def check(self) -> str | None:
        """Return None where the file is sound, else what is wrong with it."""
        from smstui.storage.sqlite.backup import find_damage

        return await asyncio.to_thread(find_damage, self._path)

    def close(self) -> None:
        """Finish what is being written and let go of the file."""
        self._feed.close()
        self._read_worker.close()
        self._write_worker.close()
        # The writer last: it moves the log into the file and takes it away.
        for connection in (self._reading, self._writing):
            if connection is not None:
                connection.close()
        self._reading = self._writing = None

    async def _changes_after(self, seq: int) -> Sequence[Change]:
        return await self.read(lambda reader: reader.changes_after(seq))

    def _ask(self, ask: Callable[[Reader], T]) -> T:
        self._check_place()
        with in_words(self._path):
            if self._reads_anew and self._reading is not None:
                self._reading.close()
                self._reading, self._reads_anew = None, False
            if self._reading is None:
                self._reading = open_reader(self._path)
            connection = self._reading
            connection.execute("BEGIN")
            try:
                return ask(SqliteReader(connection, self._clock))
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def _transact(self, change: Callable[[Writer], T]) -> T:
        self._check_place()
        from smstui.storage.sqlite.writer import SqliteWriter

        with in_words(self._path):
            connection = self._writing or self._begin_to_write()
            self._leave_room()
            _begin(connection)
            try:
                self._check_version(connection)
                writer = SqliteWriter(connection, self._clock)
                result = change(writer)
                writer.flush()
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            self._wrote_at = time.monotonic()
        self._feed.ring()
        return result

    def _leave_room(self) -> None:
        """Let others in: who has one text after the other to write would keep them waiting for a tenth of a
        second, for SQLite gives the file to whoever asks in the right moment.
        """
        left = self._wrote_at + _BREATH - time.monotonic()
        if left > 0:
            time.sleep(left)

    def _begin_to_write(self) -> sqlite3.Connection:
        """Open the connection that could not be opened at the start: room may have been made since."""
        if not can_write(self._path):
            raise read_only(self._path)
        self._writing = open_writer(self._path)
        self._reads_anew = True  # what it has open takes the file to be unchanging
        return self._writing

    def _check_place(self) -> None:
        """Refuse a file that is not there any more: what is written to it would be gone with this process."""
        if not self._is_there():
            raise replaced(self._path)

    def _is_there(self) -> bool:
        try:
            return identity(self._path) == self._file
        except OSError:
            return True  # a folder was closed; what is open goes on working

    def _check_version(self, connection: sqlite3.Connection) -> None:
        """Refuse to write where another process has migrated the file under us."""
        version = version_of(connection)
        if version != self._version:
            raise too_new(self._path, version, self._version)


def _begin(connection: sqlite3.Connection) -> None:
    """Begin to write, waiting for other processes.

    SQLite's own waiting backs off to 100 ms, and a busy writer makes others starve; this asks again at once.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        end = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(_PAUSE)
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
