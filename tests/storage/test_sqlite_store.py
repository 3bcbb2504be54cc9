"""The SQLite store keeps the contract of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract.store import StoreContract
from smstui.storage import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from smstui.ports.clock import Clock
    from smstui.ports.store import Store


class TestSqliteStore(StoreContract):
    """The contract, on SQLite."""

    def open(self, folder: Path, clock: Clock) -> Store:
        return open_store(folder / "smstui.db", clock=clock)
