"""What the screen remembers from one time to the next: widths, and how far its person was told."""

from __future__ import annotations

import logging
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta, Struct

from smstui.config.writing import write_private
from smstui.ports.errors import NotConfiguredError

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

Cells = Annotated[int, Meta(ge=8, le=500)]


class Remembered(Struct, frozen=True):
    """Widths in cells, None where the person never moved a divider."""

    views_width: Cells | None = None
    list_width: Cells | None = None
    contact_width: Cells | None = None
    contact_shown: bool = True
    """Whether the contact panel is wanted where there is room for it."""
    told_through: Annotated[int, Meta(ge=0)] | None = None
    """The newest notice that the person saw with all before it; None where nobody was told yet."""


class Memory:
    """The file of it: nothing depends on it, so a broken one is as good as none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.now = self._read()
        self._kept = self.now
        """What is in the file."""
        self._writing = Lock()

    def _read(self) -> Remembered:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Remembered)
        except FileNotFoundError:
            return Remembered()
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            log.warning("%s is not read: %s", self._path.name, error)
            return Remembered()

    def change(self, **changes: Any) -> None:
        """Remember this until the end; `keep` writes it. For one thread only: the last change is the last."""
        self.now = msgspec.structs.replace(self.now, **changes)

    def keep(self) -> None:
        """Write what is remembered now; blocks for the disk, and one that refuses is only logged.

        For any thread: each writes what is the last by its turn.
        """
        with self._writing:
            now = self.now
            if now == self._kept:
                return
            try:
                write_private(self._path, msgspec.json.encode(now).decode())
                self._kept = now
            except NotConfiguredError as error:
                log.warning("not remembered: %s", error.message)
