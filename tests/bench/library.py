"""A home with as many texts as wanted: invented words, names and numbers, the same for the same seed."""

from __future__ import annotations

import asyncio
import itertools
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from smstui.bootstrap import SystemClock
from smstui.domain.models import Direction, Encoding, Filing
from smstui.domain.remote import RemoteLine
from smstui.domain.states import State
from smstui.ports.records import AccountChange, NewText
from smstui.storage import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from smstui.ports.store import Store, Writer

LINE = "+15005550006"
LONG_ONE = "Long Conversation"
"""The contact whose conversation is the long one; it is the newest, so it stands first."""
BATCH = 5_000
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeo"]
SETTINGS = """
send_delay = 0
[accounts.work]
provider = "twilio"
account_sid = "AC00000000000000000000000000000000"
base_url = "{base_url}"
poll_interval = 15
"""


@dataclass(frozen=True)
class Size:
    """How much is in a library."""

    texts: int
    conversations: int
    longest: int = 10_000


def vocabulary() -> list[str]:
    """Return 8,000 words, the frequent ones first."""
    words = ["".join(parts) for parts in itertools.product(SYLLABLES, repeat=3)]
    random.Random(1).shuffle(words)
    return words[:8_000]


class Words:
    """Bodies of texts, in which words are as unevenly frequent as they are in a language."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._words = vocabulary()
        self._weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(self._words))))

    def body(self) -> str:
        """Return 3 to 25 words."""
        count = self._random.randint(3, 25)
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=count))


def build(home: Path, size: Size, base_url: str = "http://127.0.0.1:9") -> Path:
    """Make a home with settings and a store of this size; return it."""
    home.mkdir(mode=0o700, parents=True)
    (home / "config.toml").write_text(SETTINGS.format(base_url=base_url))
    asyncio.run(_fill(home / "smstui.db", size))
    return home


async def _fill(path: Path, size: Size) -> None:
    clock = SystemClock()
    store = open_store(path, clock=clock)
    try:
        ids = await store.write(lambda tx: _people(tx, size, clock.now()))
        for batch in _batches(ids, size, clock.now()):
            await _keep(store, batch)
        await store.write(lambda tx: _settle(tx, clock.now()))
    finally:
        store.close()


async def _keep(store: Store, batch: Sequence[NewText]) -> None:
    await store.write(lambda tx: tx.add_texts("work", batch))


def _people(tx: Writer, size: Size, now: datetime) -> list[int]:
    tx.ensure_account("work", "twilio")
    tx.save_lines("work", [RemoteLine(LINE, "Main", can_mms=True, can_voice=True, kind="local")])
    line = tx.line_numbered(LINE)
    assert line is not None
    peers = [f"+1{415 + place // 10_000}{5550000 + place % 10_000:07}" for place in range(size.conversations)]
    tx.add_contact(LONG_ONE, [peers[0]])
    for place in range(1, size.conversations, 10):
        tx.add_contact(f"Person {place:05}", [peers[place]])
    found = tx.ensure_conversations([(line.id, peer) for peer in peers], at=now, filing=Filing.OPEN)
    return [found[line.id, peer] for peer in peers]


def _batches(ids: list[int], size: Size, now: datetime) -> Iterator[list[NewText]]:
    """Yield texts oldest first; the first conversation has the newest text and `size.longest` in all."""
    words, choose = Words(2), random.Random(3)
    first = now - timedelta(days=720)
    step = (now - first - timedelta(minutes=5)) / size.texts
    every = max(size.texts // min(size.longest, size.texts), 1)
    batch: list[NewText] = []
    for number in range(size.texts):
        long_one = number % every == every - 1 or number == size.texts - 1
        conversation = ids[0] if long_one else ids[choose.randrange(1, len(ids))]
        batch.append(_text(number, conversation, first + step * number, words.body(), choose))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _text(number: int, conversation: int, at: datetime, body: str, choose: random.Random) -> NewText:
    inbound = choose.random() < 0.6
    return NewText(
        conversation_id=conversation,
        direction=Direction.INBOUND if inbound else Direction.OUTBOUND,
        body=body,
        state=State.RECEIVED if inbound else State.DELIVERED,
        at=at.replace(microsecond=0),
        segments=1,
        encoding=Encoding.GSM7,
        provider_id=f"SM{number:032x}",
        provider_status="received" if inbound else "delivered",
        sent_at=at,
        raw=b'{"sid":"SM%032x","status":"received"}' % number,
        unread=inbound and choose.random() < 0.0005,
    )


def _settle(tx: Writer, now: datetime) -> None:
    tx.change_account(
        "work",
        AccountChange(
            complete=True,
            last_pass_at=now - timedelta(hours=1),
            lines_asked_at=now,
            active_at=now - timedelta(hours=1),
        ),
    )
    for line in tx.lines("work"):
        tx.set_cursor(line.id, now.astimezone(UTC))


def queries(count: int) -> list[str]:
    """Return what people search for: frequent and rare words, two together, beginnings, a sender."""
    choose, words = random.Random(4), vocabulary()
    found = []
    for place in range(count):
        rank = int(len(words) ** choose.random())
        word = words[min(rank, len(words) - 1)]
        other = words[min(int(len(words) ** choose.random()), len(words) - 1)]
        found.append(
            [word, f"{word} {other}", f"{word[:3]}*", f'"{word} {other}"', f"{word[:2]}*"][place % 5]
        )
    return found
