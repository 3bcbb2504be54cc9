"""R10: what a write of the screen waits for while another process sends, reads receipts and polls."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from bench.figures import Figure, milliseconds, say
from crash.processes import Carrier, Home
from smstui.bootstrap import SystemClock
from smstui.domain.gates import SendingRules
from smstui.domain.models import Draft, View
from smstui.services.drafts import save_drafts
from smstui.services.outbox import queue
from smstui.storage import open_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from smstui.domain.models import Conversation
    from smstui.ports.store import Reader, Store

PAUSE = 0.02
"""Seconds between two writes: a quick typist's drafts."""


def measure(folder: Path, texts: int) -> list[Figure]:
    """Queue so many texts, let an agent send them, and keep drafts meanwhile in this process."""
    carrier = Carrier(folder / "contention.ledger", options=["--seed", "7", "--history", "400"])
    with carrier:
        home = Home(folder / "contention-home").use(carrier, send_delay=0)
        assert home.run("sync", "--json").code == 0
        waits, sent, took = asyncio.run(_compete(home, texts))
    ordered = sorted(waits)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    say(f"contention: {len(waits)} writes, {sent} sent in {took:.1f} s ({sent / took:.0f}/s)")
    return [
        Figure(
            f"a write of the screen while {sent / took:.0f} texts/s are sent, p99",
            f"{milliseconds(p99)} (median {milliseconds(ordered[len(ordered) // 2])}, {len(waits)} writes)",
            "",
            milliseconds(p99),
            "<= 20 ms",
            p99 <= 0.020,
        )
    ]


async def _compete(home: Home, texts: int) -> tuple[Sequence[float], int, float]:
    clock = SystemClock()
    store = open_store(home.path / "smstui.db", clock=clock)
    try:
        talks = await _fill(store, clock, texts)
        agent = home.start("agent")
        at = time.perf_counter()
        try:
            waits = await _write(store, clock, talks)
        finally:
            agent.terminate()
            agent.communicate()
        left = await _queued(store)
        return waits, texts - left, time.perf_counter() - at
    finally:
        store.close()


async def _fill(store: Store, clock: SystemClock, texts: int) -> list[int]:
    """Queue the texts, spread over the conversations; return the conversations."""
    talks = await store.read(_reachable)
    for number in range(texts):
        talk = talks[number % len(talks)]
        draft = Draft(talk.line_id, talk.peer, f"number {number}")
        await queue(draft, store=store, clock=clock, rules=SendingRules(region="US"), delay=0)
    return [each.id for each in talks]


def _reachable(reader: Reader) -> list[Conversation]:
    """Return conversations with people who can be texted."""
    found = reader.conversations(View.ALL, limit=60)
    return [each for each in found if each.peer.startswith("+1") and reader.suppression(each.peer) is None]


async def _write(store: Store, clock: SystemClock, talks: Sequence[int]) -> list[float]:
    """Keep a draft again and again while texts leave; return what each took, in seconds."""
    waits: list[float] = []
    before = await _queued(store)
    async for _ in store.watch(await store.read(lambda reader: reader.last_change())):
        if await _queued(store) < before:  # the agent has begun
            break
    while await _queued(store) > before // 20 and len(waits) < 3_000:
        at = time.perf_counter()
        await save_drafts({talks[len(waits) % len(talks)]: f"draft {len(waits)}"}, store=store, clock=clock)
        waits.append(time.perf_counter() - at)
        await asyncio.sleep(PAUSE)
    return waits


async def _queued(store: Store) -> int:
    return (await store.read(lambda reader: reader.counts())).waiting
