"""What only one process may do at a time, as locked files in one folder."""

from __future__ import annotations

import asyncio
import zlib
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from smstui.storage.filelock import FileLock, free_byte, try_byte
from smstui.storage.private import open_private

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

SLOTS = 4096
_PAUSE = 0.02

_OPEN: dict[Path, PeerSlots] = {}
"""One for each file of this process: closing any descriptor of a file drops all POSIX locks on it."""


class FileLocks:
    """The locks of one store: see `ports.locks.Locks`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def dispatcher(self) -> FileLock:
        """Return the lock of whoever sends texts."""
        return FileLock(self._folder / "dispatcher.lock")

    def agent(self) -> FileLock:
        """Return the lock that an agent holds."""
        return FileLock(self._folder / "agent.lock")

    def polling(self, account: str) -> FileLock:
        """Return the lock of whoever reads the account's list."""
        return FileLock(self._folder / f"polling-{account}.lock")

    @asynccontextmanager
    async def peers(self, peers: Iterable[str]) -> AsyncIterator[None]:
        """Hold the locks of these people while inside; cancelled while waiting, nothing stays held."""
        path = (self._folder / "peers.lock").resolve()
        slots = _OPEN.setdefault(path, PeerSlots(path))
        async with AsyncExitStack() as held:
            for number in sorted({zlib.crc32(peer.encode("utf-8", "replace")) % SLOTS for peer in peers}):
                await held.enter_async_context(slots.hold(number))
            yield


class PeerSlots:
    """The people of a store by the hash of their number, so that the file does not grow.

    A byte of the file excludes other processes, an asyncio lock other tasks of this one: POSIX locks do not.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._tasks: dict[int, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def hold(self, number: int) -> AsyncIterator[None]:
        """Hold one slot."""
        if self._descriptor is None:
            self._descriptor = open_private(self._path)
        descriptor = self._descriptor
        async with self._among_tasks(number):
            while not try_byte(descriptor, number):  # noqa: ASYNC110 - another process rings no bell
                await asyncio.sleep(_PAUSE)
            try:
                yield
            finally:
                free_byte(descriptor, number)

    @asynccontextmanager
    async def _among_tasks(self, number: int) -> AsyncIterator[None]:
        """Exclude other tasks; a lock that nobody wants is forgotten, because it belongs to an event loop."""
        lock, wanting = self._tasks.get(number, (asyncio.Lock(), 0))
        self._tasks[number] = lock, wanting + 1
        try:
            async with lock:
                yield
        finally:
            lock, wanting = self._tasks.pop(number)
            if wanting > 1:
                self._tasks[number] = lock, wanting - 1
