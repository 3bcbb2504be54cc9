"""A store such as people have it: the real texts with 200 peers, half of them contacts, on two lines."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import MAIN, WORKSHOP
from crash.processes import REAL_TEXTS
from smstui.domain.cleaning import clean
from smstui.domain.models import ContactPoint, Direction, Filing
from smstui.domain.numbers import display
from smstui.domain.states import State
from smstui.ports.records import NewText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builders import World
    from smstui.ports.store import Writer

PEERS = tuple(f"+1{415 + at // 100}555{at % 100 + 100:04}" for at in range(200))
_BUILT = (
    "Ana",
    "Bo",
    "Chloé",
    "Dmitri",
    "李",
    "Eli ❤️",
    "🇩🇪 Fritz",
    "Gül",
    "مريم",
    "👨‍👩‍👧 Home",
    "Ines",
    "Zoë",
)
_STATES = (State.DELIVERED, State.DELIVERED, State.DELIVERED, State.SENT, State.FAILED, State.UNCONFIRMED)


def real_texts() -> list[str]:
    """Return the bodies of the file of real texts; skip where it is not there."""
    if not REAL_TEXTS.exists():
        pytest.skip(f"{REAL_TEXTS.name} is not there: it is used for trials and not shipped")
    return [line.partition("\t")[2] for line in REAL_TEXTS.read_bytes().decode().rstrip("\n").split("\n")]


def settle_in(tx: Writer, world: World, bodies: Sequence[str], *, seed: int = 1) -> None:
    """Write these texts, the newest first in the list, with contacts, drafts, news and trouble among them."""
    choose = random.Random(seed)
    now = world.clock.now()
    lines = [line.id for line in tx.lines() if line.number in {MAIN, WORKSHOP}]
    pairs = [(choose.choice(lines), peer) for peer in PEERS]
    ids = list(tx.ensure_conversations(pairs, at=now, filing=Filing.OPEN).values())
    texts = []
    for at, body in enumerate(bodies):
        own = at % 4 == 3
        texts.append(
            NewText(
                conversation_id=choose.choice(ids),
                direction=Direction.OUTBOUND if own else Direction.INBOUND,
                body=clean(body),
                state=choose.choice(_STATES) if own else State.RECEIVED,
                at=now - timedelta(minutes=20 * (len(bodies) - at)),
                segments=1,
                provider_id=f"SM{at:032x}",
                provider_status="delivered" if own else "received",
                unread=not own and choose.random() < 0.02,
            )
        )
    tx.add_texts("work", texts)
    _name_some(tx, choose)
    for conversation in choose.sample(ids, 12):
        tx.set_draft(conversation, clean(choose.choice(bodies)[:60]), at=now)
    for conversation in choose.sample(ids, 20):
        tx.file(conversation, Filing.DONE)


def _name_some(tx: Writer, choose: random.Random) -> None:
    for at in range(0, len(PEERS), 2):
        numbers = [PEERS[at], f"+1212555{at + 100:04}"] if at % 10 == 0 else [PEERS[at]]
        points = tuple(
            ContactPoint(number, display(number), choose.choice(["", "work"])) for number in numbers
        )
        tx.save_contact(f"{choose.choice(_BUILT)} {at:03}", points)
    tx.save_contact("Nobody Numberless", ())
