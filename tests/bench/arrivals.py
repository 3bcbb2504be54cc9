"""Texts that come in, ten a second, until somebody ends this: `python arrivals.py DATABASE`."""

from __future__ import annotations

import asyncio
import itertools
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from smstui.bootstrap import SystemClock
from smstui.domain.models import Direction, View
from smstui.domain.states import State
from smstui.ports.records import NewText
from smstui.storage import open_store

if TYPE_CHECKING:
    from smstui.ports.store import Writer

PAUSE = 0.1


def _add(tx: Writer, *, text: NewText) -> None:
    tx.add_text(text)


async def main(path: Path) -> None:
    """Add a text to one conversation after the other, as a sync does; a line tells of the first."""
    clock = SystemClock()
    store = open_store(path, clock=clock)
    ids = [each.id for each in await store.read(lambda reader: reader.conversations(View.ALL, limit=40))]
    for number, conversation_id in enumerate(itertools.cycle(ids[1:])):
        text = NewText(
            conversation_id=conversation_id,
            direction=Direction.INBOUND,
            body=f"arrival {number}",
            state=State.RECEIVED,
            at=clock.now(),
            segments=1,
            unread=True,
            arrived=True,
        )
        await store.write(partial(_add, text=text))
        if not number:
            sys.stdout.write("begun\n")
            sys.stdout.flush()
        await asyncio.sleep(PAUSE)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
