"""Files that are locked: the one module that knows how this system does it."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from typing import TYPE_CHECKING

from smstui.ports.errors import StoreError
from smstui.storage.private import open_private

if TYPE_CHECKING:
    from pathlib import Path

_TAKEN = {errno.EACCES, errno.EAGAIN}
_PAUSE = 0.05


class FileLock:
    """A whole file, locked until it is released or the process dies; two objects exclude each other too."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take it if it is free, without waiting; True also when this object holds it already.

        Raises `StoreReadOnlyError` where its file cannot be made.
        """
        if self._descriptor is not None:
            return True
        descriptor = open_private(self._path)
        try:
            while not _lock(descriptor, fcntl.LOCK_EX):
                if not _lock(descriptor, fcntl.LOCK_SH):
                    os.close(descriptor)
                    return False
                # Shared with us: whoever else has it only asks, and is gone before this goes round again.
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return True

    def wait(self, seconds: float) -> bool:
        """Take it, waiting so long at most; blocks the thread."""
        end = time.monotonic() + seconds
        while not self.acquire():
            if time.monotonic() > end:
                return False
            time.sleep(_PAUSE)
        return True

    def release(self) -> None:
        """Let go; nothing happens when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def is_taken(self) -> bool:
        """Whether anybody holds it; raises `StoreError` where its file cannot be read.

        The system answers no other question than whether it can be shared. That is undone at once, and
        `acquire` does not take it for being held.
        """
        if self._descriptor is not None:
            return True
        try:
            descriptor = os.open(self._path, os.O_RDONLY)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StoreError(
                f"{self._path} cannot be looked at: {error.strerror}.",
                hint="Make it yours again: chown, and chmod u+rw.",
            ) from None
        try:
            return not _lock(descriptor, fcntl.LOCK_SH)
        finally:
            os.close(descriptor)

    @property
    def held(self) -> bool:
        """Whether this object holds it."""
        return self._descriptor is not None


def _lock(descriptor: int, kind: int) -> bool:
    """Lock a whole file if nobody has it in another way."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        raise
    return True


def try_byte(descriptor: int, offset: int) -> bool:
    """Take one byte of a file for this process if no other has it."""
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, offset)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        raise
    return True


def free_byte(descriptor: int, offset: int) -> None:
    """Let go of one byte of a file."""
    fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, offset)
