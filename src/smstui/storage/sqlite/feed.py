"""Telling watchers what was written: by this process at once, by others as SQLite's data_version moves."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from smstui.domain.models import Change

LIVELY_SECONDS = 10.0
"""So long after any activity, the file is looked at more often."""
LIVELY_PAUSE = 0.1
IDLE_PAUSE = 0.2


class Feed:
    """Shares one look at the file among all watchers; costs nothing while nobody watches."""

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        changes_after: Callable[[int], Awaitable[Sequence[Change]]],
        is_there: Callable[[], bool],
    ) -> None:
        """`connect` opens a connection to look with; `is_there` says whether the file still is the one."""
        self._connect = connect
        self._changes_after = changes_after
        self._is_there = is_there
        self._watchers: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self._connection: sqlite3.Connection | None = None
        self._version = 0
        self._looking: asyncio.Task[None] | None = None
        self._lively_until = 0.0
        self._closed = False

    async def watch(self, since: int) -> AsyncIterator[Sequence[Change]]:
        """Yield what is written after change `since` until the store is closed."""
        loop = asyncio.get_running_loop()
        bell = asyncio.Event()
        watcher = loop, bell
        self._watchers.append(watcher)
        try:
            self._start_looking(loop)
            while not self._closed:
                bell.clear()
                changes = await self._changes_after(since)
                if changes:
                    since = changes[-1].seq
                    self._lively_until = loop.time() + LIVELY_SECONDS
                    yield changes
                await bell.wait()
        finally:
            self._watchers.remove(watcher)
            self._stop_looking()

    def ring(self) -> None:
        """Wake the watchers; from any thread."""
        for loop, bell in tuple(self._watchers):
            if not loop.is_closed():
                loop.call_soon_threadsafe(bell.set)

    def close(self) -> None:
        """End all watching."""
        self._closed = True
        self.ring()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _start_looking(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._looking is None:
            # Before the watcher's first reading, so that no change falls between the two.
            self._version = self._data_version()
            self._looking = loop.create_task(self._look(loop), name="smstui-feed")

    def _stop_looking(self) -> None:
        if not self._watchers and self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        while not self._closed:
            await asyncio.sleep(LIVELY_PAUSE if loop.time() < self._lively_until else IDLE_PAUSE)
            version = self._data_version()
            if version != self._version:
                self._version = version
                self._lively_until = loop.time() + LIVELY_SECONDS
                self.ring()

    def _data_version(self) -> int:
        """Return a number that moves with every commit of another connection; reads shared memory only."""
        if self._closed:
            return self._version
        if not self._is_there():
            return self._version + 1  # whoever reads is told
        try:
            if self._connection is None:
                self._connection = self._connect()
            version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error:
            # Whatever is wrong with the file is told to those who read it: let them.
            return self._version + 1
        return version
