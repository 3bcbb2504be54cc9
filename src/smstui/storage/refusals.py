"""What a file or folder refuses, in words for the person who meets it."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from smstui.ports.errors import StoreError, StoreFullError, StoreReadOnlyError

if TYPE_CHECKING:
    from pathlib import Path


def read_only(path: Path) -> StoreReadOnlyError:
    """Return the error for a file or folder that cannot be written."""
    return StoreReadOnlyError(
        f"{path} cannot be written, so nothing new was kept. What is there can be read.",
        hint="Make the file and its folder writable for you, and start smstui again.",
    )


def full(path: Path) -> StoreFullError:
    """Return the error for a disk without room."""
    return StoreFullError(
        "The disk is full. Nothing new was kept; everything before is safe.",
        hint=f"Free some space where {path} is, and try again.",
    )


def refusal(error: OSError, path: Path) -> StoreError:
    """Return the error that a person is told, for one that the system raised about this path."""
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return read_only(path)
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return full(path)
    return StoreError(
        f"{path} could not be made ({error.strerror}).", hint="Choose another folder with SMSTUI_HOME."
    )
