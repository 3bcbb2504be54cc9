"""Histories that are served as they are: none, and the lines of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smstui.providers.simulator.text import Text


class NoHistory:
    """An account on which nobody has texted yet."""

    def __len__(self) -> int:
        return 0

    def created(self, seq: int) -> int:
        raise IndexError(seq)

    def pair(self, seq: int) -> tuple[str, str]:
        raise IndexError(seq)

    def text(self, seq: int) -> Text:
        raise IndexError(seq)

    def find(self, sid: str) -> int | None:
        return None

    def said(self) -> Iterator[tuple[str, str, str]]:
        return iter(())


NO_HISTORY = NoHistory()
