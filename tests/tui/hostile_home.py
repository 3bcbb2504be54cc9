"""A home in whose store every field that others fill is hostile, for as many seeds as wanted."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bench.library import SETTINGS
from hostile import HOSTILE
from smstui.bootstrap import SystemClock
from smstui.domain.models import ContactPoint, Direction, Filing, Media, Suppression
from smstui.domain.remote import RemoteLine
from smstui.domain.states import State
from smstui.ports.records import AccountChange, NewText
from smstui.services.notices import notice_state
from smstui.storage import open_store
from tui.every_screen import NEEDLE, OWNED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from smstui.domain.models import Line
    from smstui.ports.store import Writer

LINES = ("+15005550006", "+14155550142", "+14155550143")


@dataclass
class Words:
    """Strings put together from hostile atoms, the same for the same seed."""

    seed: int

    def __post_init__(self) -> None:
        self._choose = random.Random(self.seed)

    def short(self) -> str:
        """Return one atom, or the ends of two."""
        first, second = (self._kept(self._choose.choice(HOSTILE)) for _ in range(2))
        return first[:200] if self._choose.random() < 0.7 else first[:40] + second[-40:]

    def long(self) -> str:
        """Return a few atoms, with harmless words between."""
        atoms = [self._kept(self._choose.choice(HOSTILE)) for _ in range(self._choose.randint(1, 5))]
        return self._choose.choice(("", " ", "\n", " and ")).join([*atoms, NEEDLE])

    def _kept(self, atom: str) -> str:
        # SQLite takes no lone surrogates: whoever writes into the store has replaced them.
        return atom.encode("utf-8", "replace").decode()


def build(home: Path, seeds: Sequence[int], base_url: str = "http://127.0.0.1:9") -> Path:
    """Make the home; what stands in its store was never cleaned."""
    home.mkdir(mode=0o700, parents=True)
    (home / "config.toml").write_text(SETTINGS.format(base_url=base_url))
    (home / "config.toml").chmod(0o600)
    asyncio.run(_fill(home / "smstui.db", seeds))
    return home


async def _fill(path: Path, seeds: Sequence[int]) -> None:
    clock = SystemClock()
    store = open_store(path, clock=clock)
    try:
        await store.write(lambda tx: write_hostile(tx, seeds, clock.now()))
    finally:
        store.close()


def write_hostile(tx: Writer, seeds: Sequence[int], now: datetime) -> None:
    """Write what the worst of strangers, and the provider, may have made of each field."""
    words = Words(seeds[0])
    tx.ensure_account("work", "twilio")
    tx.save_lines("work", [RemoteLine(line, words.short(), kind=words.short()[:30]) for line in LINES])
    tx.save_contact(
        words.short() or "x", [ContactPoint(OWNED.replace(" ", ""), words.short(), words.short())]
    )
    lines = tx.lines("work")
    for place, seed in enumerate(seeds):
        _write_seed(tx, Words(seed), lines, place, now - timedelta(minutes=5 * place + 5))
    error = " ".join(Words(seed).short()[:60] for seed in seeds[:8])
    change = AccountChange(complete=True, last_pass_at=now, lines_asked_at=now, active_at=now, error=error)
    tx.change_account("work", change)
    for line in lines:
        tx.set_cursor(line.id, now)


def _write_seed(tx: Writer, words: Words, lines: Sequence[Line], place: int, at: datetime) -> None:
    """Write a person with a name, somebody known by a name only, a contact without a number."""
    line = lines[place % len(lines)]
    number = f"+1415556{place:04}"
    points = [
        ContactPoint(number, words.short(), words.short()),
        ContactPoint(f"+1415557{place:04}", words.short()),
    ]
    tx.save_contact(words.short() or "x", points)
    tx.save_contact(words.short() or "y", ())
    named = tx.ensure_conversation(line.id, number, at=at, filing=Filing.OPEN).id
    sender = tx.ensure_conversation(line.id, words.short() or "z", at=at, filing=Filing.OPEN).id
    _write_texts(tx, words, named, at)
    _write_texts(tx, words, sender, at - timedelta(minutes=2))
    tx.set_draft(named if words.seed % 2 else sender, words.long(), at=at)
    if words.seed % 3 == 0:
        tx.suppress(Suppression(peer=number, since=at, source="keyword", word=words.short()))


def _write_texts(tx: Writer, words: Words, conversation: int, at: datetime) -> None:
    for minute, state in enumerate((State.RECEIVED, State.FAILED, State.UNCONFIRMED, State.RECEIVED)):
        inbound = state is State.RECEIVED
        text = tx.add_text(
            NewText(
                conversation_id=conversation,
                direction=Direction.INBOUND if inbound else Direction.OUTBOUND,
                body=words.long(),
                state=state,
                at=at + timedelta(seconds=10 * minute),
                segments=1,
                provider_status=words.short(),
                error_code=None if inbound else words.short(),
                reason=None if inbound else words.short(),
                media=(Media(f"https://x.example/{words.short()}", words.short()),) if minute != 2 else (),
                unread=minute == 3,
                arrived=minute == 3,
            )
        )
        if not inbound:
            notice_state(tx, text, state, now=at)
