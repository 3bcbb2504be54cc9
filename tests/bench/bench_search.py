"""200 queries through the store, against FTS5 asked for the same rows with nothing around it."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import time
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from bench.figures import Figure, milliseconds, p95, say
from bench.library import queries
from smstui.bootstrap import SystemClock
from smstui.domain.query import parse_query
from smstui.storage import open_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from smstui.domain.models import Hit
    from smstui.domain.query import SearchQuery
    from smstui.ports.store import Reader

LIMIT = 50
ROUNDS = 5


def raw_fts5(connection: sqlite3.Connection, table: str, words: str) -> float:
    """Return the seconds that FTS5 takes to name the newest rows that match."""
    match = " ".join(
        part if part.startswith('"') or part.endswith("*") else f'"{part}"' for part in _parts(words)
    )
    at = time.perf_counter()
    connection.execute(
        f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT {LIMIT}",  # noqa: S608  read off the schema
        (match,),
    ).fetchall()
    return time.perf_counter() - at


def _parts(words: str) -> list[str]:
    return [words] if words.startswith('"') else words.split()


def fts_table(connection: sqlite3.Connection) -> str:
    """Return the name of the store's FTS5 table."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'").fetchall()
    assert len(found) == 1, found
    return str(found[0][0])


async def _ask_both(path: Path, texts: list[str]) -> list[tuple[float, float]]:
    """Return (ours, floor) in seconds for each query, one right after the other, the median of some rounds.

    A single one of 4 ms is as long as what else the machine does; the first round only warms the cache.
    """
    store = open_store(path, clock=SystemClock())
    raw = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    table = fts_table(raw)
    now = datetime.now(UTC)
    rounds: list[list[tuple[float, float]]] = []
    try:
        for _ in range(ROUNDS + 1):
            times = []
            for words in texts:
                floor = raw_fts5(raw, table, words)
                at = time.perf_counter()
                ask = partial(_search, parse_query(words, now=now))
                await store.read(ask)
                times.append((time.perf_counter() - at, floor))
            rounds.append(times)
    finally:
        raw.close()
        store.close()
    ours, floors = (
        [statistics.median(each[place] for each in query) for query in zip(*rounds[1:], strict=True)]
        for place in range(2)
    )
    return list(zip(ours, floors, strict=True))


def _search(query: SearchQuery, reader: Reader) -> Sequence[Hit]:
    return reader.search(query, limit=LIMIT)


def measure(large: Path, count: int) -> list[Figure]:
    """Ask every query both ways, from a warm cache."""
    texts = queries(count)
    times = asyncio.run(_ask_both(large / "smstui.db", texts))
    ours, floor = ([pair[place] for pair in times] for place in range(2))
    slowest = max(range(count), key=lambda place: ours[place])
    say(f"slowest: {texts[slowest]!r} {milliseconds(ours[slowest])}, floor {milliseconds(floor[slowest])}")
    ratio = p95(ours) / p95(floor)
    return [
        Figure(
            f"a search query in the store, p95 over {count}",
            milliseconds(p95(ours)),
            f"{milliseconds(p95(floor))} (raw FTS5)",
            f"{ratio:.2f}x, {milliseconds(p95(ours))}",
            "<= 1.5x, <= 40 ms",
            ratio <= 1.5 and p95(ours) <= 0.040,
        )
    ]
