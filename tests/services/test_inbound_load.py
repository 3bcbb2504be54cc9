"""R8, small: incoming texts listed more than once, out of order and late are each kept exactly once."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import MAIN, NOON, WORKSHOP, a_world
from smstui.domain.models import Direction
from smstui.domain.remote import RemoteText
from smstui.domain.states import State
from smstui.ports.records import AccountChange
from smstui.services.receive import receive

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 5000
PASS = 100
"""Texts that arrive between two passes."""


def arriving(number: int) -> RemoteText:
    return RemoteText(
        provider_id=f"SM{number:06}",
        direction=Direction.INBOUND,
        line=(MAIN, WORKSHOP)[number % 2],
        peer=f"+1415555{number % 97:04}",
        body=f"text {number}",
        state=State.RECEIVED,
        provider_status="received",
        at=NOON + timedelta(seconds=number // 3),
        segments=1,
    )


@pytest.mark.parametrize("seed", [1, 2])
async def test_r8_rows_are_exact(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with a_world(tmp_path, jumping=True) as world:
        await world.line()
        await world.store.write(lambda tx: tx.change_account("work", AccountChange(complete=True)))
        for number in (MAIN, WORKSHOP):
            line = await world.line(number)
            await world.store.write(lambda tx, key=line.id: tx.set_cursor(key, NOON))  # type: ignore[misc]
        late: list[RemoteText] = []
        passes: list[list[RemoteText]] = []
        for start in range(0, COUNT, PASS):
            fresh = [arriving(number) for number in range(start, start + PASS)]
            kept_back = [text for text in fresh if chance.random() < 0.05]
            shown = [text for text in fresh if text not in kept_back]
            again = [text for earlier in passes[-2:] for text in earlier if chance.random() < 0.5]
            listed = shown + again + late
            late = kept_back
            listed.sort(key=lambda text: text.at, reverse=True)
            for place in range(len(listed) - 1):
                if chance.random() < 0.1:
                    listed[place], listed[place + 1] = listed[place + 1], listed[place]
            passes.append(shown)
            await receive_all(world, listed)
        await receive_all(world, late)
        texts = await world.texts()
        assert len(texts) == COUNT
        assert {text.provider_id for text in texts} == {arriving(n).provider_id for n in range(COUNT)}
        assert [text.at for text in texts] == sorted(text.at for text in texts)
        unread = await world.store.read(
            lambda reader: [
                reader.conversation(key).unread  # type: ignore[union-attr]
                for key in {text.conversation_id for text in texts}
            ]
        )
        assert sum(unread) == COUNT


async def receive_all(world: object, texts: list[RemoteText]) -> None:
    from builders import World

    assert isinstance(world, World)
    provider = await world.plan.connect()
    await receive("work", texts, store=world.store, locks=world.locks, clock=world.clock, provider=provider)
