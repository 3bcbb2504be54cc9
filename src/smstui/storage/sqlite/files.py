"""Where the file is: in a folder of one's own, and not on a network."""

from __future__ import annotations

import os
from pathlib import Path

from smstui.ports.errors import StoreError
from smstui.storage.private import make_private_file, make_private_folder
from smstui.storage.refusals import refusal

_NETWORKED = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "davfs"}
    | {"fuse.sshfs", "fuse.davfs", "fuse.rclone", "fuse.s3fs"}
)


def prepare(path: Path) -> bool:
    """Make the folder and the file; return whether both can be written.

    Raises `StoreReadOnlyError` or `StoreFullError` where they cannot be made, `StoreError` on a network.
    """
    try:
        make_private_folder(path.parent)
        refuse_network(path.parent)
        make_private_file(path)
    except OSError as error:
        raise refusal(error, path) from error
    return can_write(path)


def can_write(path: Path) -> bool:
    """Return whether the file and its folder can be written."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def identity(path: Path) -> tuple[int, int] | None:
    """Return which file is there, None for none: another one of the same name is another store.

    Raises `OSError` where the folder cannot be looked into.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


def refuse_network(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> None:
    """Raise `StoreError` for a folder on a network, where SQLite's shared memory does not work."""
    kind = _file_system(folder.resolve(), mounts)
    if kind in _NETWORKED:
        raise StoreError(
            f"{folder} is on a network file system ({kind}), where several processes cannot share a store "
            "safely. Nothing was written.",
            hint="Set SMSTUI_HOME to a folder on a local disk.",
        )


def _file_system(folder: Path, mounts: Path) -> str:
    """Return the type of the file system that a folder is on; empty where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    here, kind = "", ""
    for line in lines:
        _, point, kind_there, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        # Later mounts cover earlier ones at the same place.
        if len(point) >= len(here) and folder.is_relative_to(point):
            here, kind = point, kind_there
    return kind
