"""A store that fails in the worst moments: nothing is stuck, nothing goes twice, and the words say so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from builders import ANA, BO, MAIN, a_world
from smstui.domain.models import Draft
from smstui.domain.states import State
from smstui.ports.errors import StoreError, StoreFullError, StoreLockedError
from smstui.services.accounts import Link
from smstui.services.dispatch import Dispatcher
from smstui.services.engine import Engine
from smstui.services.sending import OutOfReachError, send_now

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path

    from builders import World
    from smstui.domain.models import TextMessage

LOCKED = StoreLockedError("Another process has been writing for longer than 10 s.")
FULL = StoreFullError("The disk is full.")
BROKEN = StoreError("disk I/O error")


def send(world: World, line_id: int) -> Coroutine[None, None, TextMessage]:
    return world.until(
        send_now(
            Draft(line_id, ANA, "hello"),
            store=world.store,
            locks=world.locks,
            clock=world.clock,
            rules=world.rules,
            plan=world.plan,
        )
    )


async def send_and_refuse(world: World, fates: list[StoreError | None]) -> TextMessage:
    """Send a text; once the provider has it, the store does this with what is written."""
    await world.sync()
    text = await world.write_to(ANA, "hello")

    async def refuse() -> None:
        world.store.fates = fates

    world.wire.after_post = refuse
    await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
    world.wire.after_post = None
    assert world.wire.posts == 1
    return await world.text(text.id)


@pytest.mark.parametrize("trouble", [LOCKED, FULL])
async def test_an_outcome_that_cannot_be_written_now_is_written_later(
    tmp_path: Path, trouble: StoreError
) -> None:
    async with a_world(tmp_path) as world:
        sent = await send_and_refuse(world, [trouble] * 30)
        assert (sent.state, sent.provider_id) == (State.SENT, world.ledger()[0]["sid"])


async def test_an_outcome_that_cannot_be_kept_leaves_a_doubt_that_the_list_ends(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        text = await send_and_refuse(world, [BROKEN] * 12)
        assert text.state is State.UNCONFIRMED
        await world.sync()
        assert (await world.text(text.id)).provider_id == world.ledger()[0]["sid"]
        assert world.wire.posts == 1


async def test_send_cancels_its_text_where_the_store_fails_so_that_trying_again_sends_one(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        line = await world.line()
        world.store.fates, world.store.refuses = [None], FULL  # the disk is full once the text is recorded

        async def make_room() -> None:
            await world.clock.sleep(62)
            world.store.refuses = None

        room = asyncio.ensure_future(make_room())
        with pytest.raises(StoreError, match="was canceled"):
            await send(world, line.id)
        await room
        assert [text.state for text in await world.texts()] == [State.CANCELED]
        assert world.wire.posts == 0


async def test_send_says_that_the_text_is_recorded_where_it_cannot_be_canceled(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        line = await world.line()
        world.store.fates, world.store.refuses = [None], FULL
        with pytest.raises(OutOfReachError) as told:
            await send(world, line.id)
        assert told.value.exit_code == 4
        assert "Do not send it again" in told.value.hint
        world.store.refuses = None
        assert [text.state for text in await world.texts()] == [State.QUEUED]


async def test_a_copy_filed_while_the_clock_was_set_back_becomes_the_text_itself(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path, carrier_ahead=-3600) as world:
        await world.sync()
        answered = asyncio.Event()
        world.wire.after_post = answered.wait  # type: ignore[assignment]  # what it returns is not looked at
        engine = Engine(
            store=world.store, locks=world.locks, clock=world.clock, plans=[world.plan], rules=world.rules
        )
        running = asyncio.ensure_future(engine.run())
        await world.pass_time(2)
        text = await world.write_to(ANA, "hello")
        await world.pass_time(1)
        world.clock.turn(-3600)
        world.carrier.advance(3600)
        await world.pass_time(20)
        assert len(await world.texts()) == 2, "the list did not show it as another text"
        answered.set()
        world.wire.after_post = None
        await world.pass_time(60)
        sent = await world.text(text.id)
        assert sent.provider_id == world.ledger()[0]["sid"]
        shown = await world.store.read(lambda reader: reader.messages(sent.conversation_id, limit=10))
        assert [each.id for each in shown] == [text.id]
        # And nobody waits behind it: what people say is heard.
        world.carrier.say(BO, MAIN, "anybody there?")
        world.carrier.say(ANA, MAIN, "STOP")
        await world.pass_time(60)
        assert await world.store.read(lambda reader: reader.suppression(ANA)) is not None
        assert "anybody there?" in [each.body for each in await world.texts()]
        await world.until(engine.stop())
        await running
