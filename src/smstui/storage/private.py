"""Files and folders that nobody else can read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from smstui.storage.refusals import refusal

if TYPE_CHECKING:
    from pathlib import Path

_CLOSED_IN_CHILDREN = getattr(os, "O_CLOEXEC", 0)


def make_private_folder(folder: Path) -> None:
    """Make a folder and those above it, 0700 where they are new."""
    if folder.is_dir():
        return
    make_private_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Make an empty 0600 file where there is none, and take others' rights from one that is there.

    Never opens a file that exists: closing it would let go of the locks that SQLite may hold on it in this
    very process.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | _CLOSED_IN_CHILDREN, 0o600))
    except FileExistsError:
        if path.stat().st_mode & 0o077 and os.access(path, os.W_OK):
            path.chmod(0o600)


def open_private(path: Path) -> int:
    """Open a 0600 file for writing, made with its folder where there is none; return its descriptor.

    Raises `StoreReadOnlyError`, `StoreFullError` or another `StoreError`.
    """
    try:
        make_private_folder(path.parent)
        return os.open(path, os.O_CREAT | os.O_RDWR | _CLOSED_IN_CHILDREN, 0o600)
    except OSError as error:
        raise refusal(error, path) from error
