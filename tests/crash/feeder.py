"""Queues texts as the screen does, many a second: a JSON line in, the id of the recorded text out."""

from __future__ import annotations

import asyncio
import json
import sys

from smstui.bootstrap import open_runtime
from smstui.domain.models import Draft
from smstui.services.outbox import queue


async def main() -> None:
    """Read `{"line","to","body"}` until the input ends."""
    runtime = open_runtime()
    lines = {line.number: line.id for line in await runtime.store.read(lambda reader: reader.lines())}
    while row := await asyncio.to_thread(sys.stdin.readline):
        wanted = json.loads(row)
        draft = Draft(lines[wanted["line"]], wanted["to"], wanted["body"])
        text = await queue(draft, store=runtime.store, clock=runtime.clock, rules=runtime.rules)
        sys.stdout.write(f"{text.id}\n")
        sys.stdout.flush()
    await runtime.aclose()


if __name__ == "__main__":
    asyncio.run(main())
