"""What all readers and writers stand on: one connection inside one transaction."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from smstui.storage.sqlite.queries import sql

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from smstui.ports.clock import Clock
    from smstui.storage.sqlite.rows import Row


def as_json(values: Iterable[object]) -> str:
    """Return a list as a query takes it, for `json_each`."""
    return json.dumps(list(values))


class Session:
    """Runs named queries; lives as long as its transaction."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def _run(self, name: str, /, **values: object) -> int:
        """Run a query for what it does; return how many rows it changed."""
        return self._connection.execute(sql(name), values).rowcount

    def _all(self, name: str, /, **values: object) -> list[Row]:
        return self._connection.execute(sql(name), values).fetchall()

    def _one(self, name: str, /, **values: object) -> Row | None:
        row: Row | None = self._connection.execute(sql(name), values).fetchone()
        return row

    def value(self, name: str, /, **values: object) -> Any:
        """Return the first column of the first row; None where there is no row."""
        row = self._one(name, **values)
        return None if row is None else row[0]
