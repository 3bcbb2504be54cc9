"""The file and its folder: readable by nobody else, and not on a network."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from smstui.ports.errors import StoreError
from smstui.storage.sqlite.faults import full, read_only

_NETWORKED = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "davfs"}
    | {"fuse.sshfs", "fuse.davfs", "fuse.rclone", "fuse.s3fs"}
)


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
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600))
    except FileExistsError:
        _close_to_others(path)


def prepare(path: Path) -> bool:
    """Make the folder and the file; return whether the file can be written.

    Raises `StoreReadOnlyError` or `StoreFullError` where they cannot be made, `StoreError` on a network.
    """
    try:
        make_private_folder(path.parent)
        refuse_network(path.parent)
        make_private_file(path)
    except OSError as error:
        raise _in_words(error, path) from error
    return os.access(path, os.W_OK)


def _in_words(error: OSError, path: Path) -> StoreError:
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return read_only(path)
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return full(path)
    return StoreError(
        f"{path} could not be made ({error.strerror}).", hint="Choose another folder with SMSTUI_HOME."
    )


def _close_to_others(path: Path) -> None:
    if path.stat().st_mode & 0o077 and os.access(path, os.W_OK):
        path.chmod(0o600)


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
