"""The first sync over HTTP from the carrier, and storing alone against a bare `executemany`."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.figures import Figure, say
from bench.library import BATCH, Size, _batches, _people
from crash.processes import Carrier, Home
from smstui.bootstrap import SystemClock
from smstui.storage import open_store
from smstui.storage.sqlite.indexing import entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.ports.records import NewText
    from smstui.ports.store import Store


def measure_first_sync(folder: Path, count: int) -> list[Figure]:
    """Serve `count` texts and sync them into an empty home; the whole command counts, its start too."""
    carrier = Carrier(folder / "bench.ledger", options=["--seed", "5", "--history", str(count)])
    with carrier:
        home = Home(folder / "sync-home").use(carrier)
        at = time.perf_counter()
        done = home.run("sync", "--json", timeout=600)
        took = time.perf_counter() - at
        assert done.code == 0, done
        new = int(done.rows[0]["new"])
    say(f"first sync: {done.rows} in {took:.1f} s")
    rate = new / took
    return [
        Figure(
            f"first sync of {count:,} texts over HTTP",
            f"{new:,} in {took:.1f} s",
            "",
            f"{rate:,.0f}/s",
            ">= 3,000/s",
            rate >= 3_000 and new >= count,
        )
    ]


def measure_storing(count: int, rounds: int) -> list[Figure]:
    """Store `count` texts through the store, and their rows by `executemany` into the same schema."""
    ratios, ours, floors = [], 0.0, 0.0
    for turn in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "ours" / "smstui.db"
            ours = asyncio.run(_through_the_store(path, count))
            floors = _bare(path, Path(name) / "bare.db")
        ratios.append(floors / ours)
        say(f"storing {turn + 1}/{rounds}: ours {count / ours:,.0f}/s, bare {count / floors:,.0f}/s")
    ratio = sorted(ratios)[len(ratios) // 2]
    return [
        Figure(
            f"storing {count:,} alone",
            f"{count / ours:,.0f}/s",
            f"{count / floors:,.0f}/s (bare executemany)",
            f"{ratio:.2f}",
            ">= 0.5",
            ratio >= 0.5,
        )
    ]


async def _through_the_store(path: Path, count: int) -> float:
    size = Size(count, max(count // 50, 1))
    clock = SystemClock()
    store = open_store(path, clock=clock)
    try:
        ids = await store.write(lambda tx: _people(tx, size, clock.now()))
        batches = list(_batches(ids, size, clock.now()))
        at = time.perf_counter()
        for batch in batches:
            await _keep(store, batch)
        return time.perf_counter() - at
    finally:
        store.close()


async def _keep(store: Store, batch: Sequence[NewText]) -> None:
    await store.write(lambda tx: tx.add_texts("work", batch))


def _bare(source: Path, target: Path) -> float:
    """Return the seconds that `executemany` takes for the same rows, indexes, search index and commits."""
    old = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    new = sqlite3.connect(target, isolation_level=None)
    new.execute("PRAGMA journal_mode = WAL")
    new.execute("PRAGMA synchronous = FULL")
    for (statement,) in old.execute(_SCHEMA).fetchall():
        new.execute(statement)
    for table in ("account", "line", "conversation"):
        _insert(new, table, old.execute(f"SELECT * FROM {table}").fetchall())  # noqa: S608  our own names
    messages = old.execute("SELECT * FROM message ORDER BY position").fetchall()
    payloads = old.execute(
        "SELECT p.* FROM payload p JOIN message m ON m.id = p.message_id ORDER BY position"
    ).fetchall()
    entries = old.execute(_ENTRIES).fetchall()
    index = [
        (
            position,
            entry(body, conversation_id=conversation, line_id=line, outgoing=way == "out", media=False),
        )
        for position, body, conversation, line, way in entries
    ]
    old.close()
    at = time.perf_counter()
    for start in range(0, len(messages), BATCH):
        new.execute("BEGIN IMMEDIATE")
        _insert(new, "message", messages[start : start + BATCH])
        _insert(new, "payload", payloads[start : start + BATCH])
        new.executemany("INSERT INTO text_index (rowid, words) VALUES (?, ?)", index[start : start + BATCH])
        new.execute("COMMIT")
    took = time.perf_counter() - at
    new.close()
    return took


_SCHEMA = """
SELECT sql FROM sqlite_master
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'text_index_%' ORDER BY type DESC
"""
_ENTRIES = """
SELECT position, body, conversation_id, line_id, direction FROM message
JOIN conversation ON conversation.id = conversation_id ORDER BY position
"""


def _insert(connection: sqlite3.Connection, table: str, rows: list[tuple[object, ...]]) -> None:
    holes = ", ".join("?" * len(rows[0]))
    connection.executemany(f"INSERT INTO {table} VALUES ({holes})", rows)  # noqa: S608  our own names
