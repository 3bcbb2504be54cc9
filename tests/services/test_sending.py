"""The command line's `send`: it waits for the answer, and leaves nothing behind that goes later."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from builders import ANA, BO, World, a_world, stop_meanwhile
from smstui.domain.models import Draft
from smstui.domain.states import State
from smstui.ports.errors import CredentialsError, NotConfiguredError
from smstui.providers.simulator import Fault
from smstui.services.engine import Engine
from smstui.services.outbox import GatesRefusedError
from smstui.services.sending import SendInterrupted, send_now

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from smstui.domain.models import TextMessage
    from smstui.ports.provider import Provider
    from smstui.ports.store import Writer


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        await made.sync()
        yield made


async def send(world: World, body: str = "hello", *, peer: str = ANA, wait: float = 60.0) -> TextMessage:
    line = await world.line()
    return await send_now(
        Draft(line.id, peer, body),
        store=world.store,
        locks=world.locks,
        clock=world.clock,
        rules=world.rules,
        plan=world.plan,
        wait=wait,
    )


async def test_it_sends_itself_where_nobody_does(world: World) -> None:
    row = await world.until(send(world))
    assert row.state is State.SENT
    assert row.provider_id == world.ledger()[0]["sid"]
    lock = world.locks.dispatcher()
    assert lock.acquire()  # it was let go
    lock.release()


async def test_it_sends_what_was_left_for_it_too(world: World) -> None:
    left = await world.write_to(BO, "from yesterday")
    await world.until(send(world))
    assert (await world.text(left.id)).state is State.SENT


async def test_where_an_engine_dispatches_that_one_sends(world: World) -> None:
    other = world.beside()
    engine = Engine(
        store=other.store, locks=other.locks, clock=world.clock, plans=[other.plan], rules=world.rules
    )
    running = asyncio.ensure_future(engine.run())
    await world.pass_time(3)
    # The feed notices another process's writes within a quarter of a second of the machine's time.
    row_task = asyncio.ensure_future(send(world))
    while not row_task.done():
        await world.pass_time(0.1)
        await asyncio.sleep(0.01)
        engine.nudge()
    assert (await row_task).state in {State.SENT, State.DELIVERED}
    assert world.wire.posts == 1
    await world.until(engine.stop())
    await running


async def test_offline_to_the_end_the_text_is_canceled_and_never_goes(world: World) -> None:
    world.wire.offline = True
    row = await world.until(send(world))
    assert row.state is State.CANCELED
    assert "network" in (row.reason or "")
    world.wire.offline = False
    await world.until(send(world, "another"))
    assert [line["body"] for line in world.ledger()] == ["another"]


async def test_back_online_within_the_time_it_leaves(world: World) -> None:
    world.wire.offline = True
    sending = asyncio.ensure_future(send(world))
    await world.pass_time(5)
    world.wire.offline = False
    assert (await world.until(_wait(sending))).state is State.SENT
    assert len(world.ledger()) == 1


async def test_rate_limited_to_the_end_it_is_canceled(world: World) -> None:
    world.carrier.faults.order(Fault.RATE_LIMIT, seconds=3600)
    row = await world.until(send(world))
    assert row.state is State.CANCELED
    assert world.wire.posts == 1


async def test_an_ambiguous_answer_is_looked_up_for_ten_seconds(world: World) -> None:
    world.carrier.faults.order(Fault.ERROR_AFTER)
    row = await world.until(send(world))
    assert row.state in {State.SENT, State.DELIVERED}
    assert world.wire.posts == 1


async def test_what_the_list_does_not_show_comes_back_unconfirmed(world: World) -> None:
    world.carrier.faults.order(Fault.CUT_BEFORE)
    began = world.clock.monotonic()
    row = await world.until(send(world))
    assert row.state is State.UNCONFIRMED
    assert 9 < world.clock.monotonic() - began < 20


async def test_a_refusal_comes_back_as_failed_with_the_providers_reason(world: World) -> None:
    world.wire.before_post = stop_meanwhile(world)
    row = await world.until(send(world))
    assert (row.state, row.error_code) == (State.FAILED, "21610")


async def test_a_gate_refuses_before_anything_is_kept(world: World) -> None:
    with pytest.raises(GatesRefusedError):
        await world.until(send(world, "   "))
    assert await world.texts() == []


async def test_wrong_credentials_cancel_and_say_so(world: World) -> None:
    account = world.carrier.account
    world.carrier.account = type(account)(seed=99, lines=account.lines)
    with pytest.raises(CredentialsError):
        await world.until(send(world))
    (text,) = await world.texts()
    assert text.state is State.CANCELED
    world.carrier.account = account
    await world.until(send(world, "another"))
    assert [line["body"] for line in world.ledger()] == ["another"]


async def test_missing_credentials_cancel_and_say_so(world: World) -> None:
    from msgspec.structs import replace

    async def none() -> Provider:
        raise NotConfiguredError("There is no secret for work.", hint="smstui accounts login work")

    world.plan = replace(world.plan, connect=none)
    with pytest.raises(NotConfiguredError):
        await world.until(send(world))
    (text,) = await world.texts()
    assert text.state is State.CANCELED


async def test_a_holder_that_dies_is_replaced_while_it_waits(world: World) -> None:
    lock = world.beside().locks.dispatcher()
    assert lock.acquire()
    sending = asyncio.ensure_future(send(world))
    await world.pass_time(10)
    assert not sending.done()
    lock.release()
    await world.pass_time(1)
    assert (await sending).state is State.SENT


async def test_a_holder_that_does_nothing_leaves_a_canceled_text(world: World) -> None:
    lock = world.beside().locks.dispatcher()
    assert lock.acquire()
    row = await world.until(send(world))
    assert row.state is State.CANCELED
    lock.release()


async def test_giving_up_in_the_moment_of_leaving_waits_for_the_answer(world: World) -> None:
    """The table refuses to cancel a text that is on the wire."""
    world.wire.before_post = lambda: world.clock.sleep(30)
    row = await world.until(send(world, wait=5))
    assert row.state is State.SENT
    assert len(world.ledger()) == 1


async def test_a_twin_of_a_text_in_doubt_waits_and_goes(world: World) -> None:
    world.carrier.faults.order(Fault.CUT_BEFORE)
    first = await world.until(send(world))
    second = await world.until(send(world))
    assert (first.state, second.state) == (State.UNCONFIRMED, State.SENT)
    assert second.provider_id == world.ledger()[0]["sid"]


async def test_whoever_interrupts_waits_for_the_answer_to_what_has_left(world: World) -> None:
    world.wire.after_post = lambda: world.clock.sleep(1)
    sending = asyncio.ensure_future(send(world))
    await world.pass_time(0.5)
    sending.cancel()
    await world.settle()
    assert not sending.done()
    await world.pass_time(1)
    assert sending.cancelled()
    (text,) = await world.texts()
    assert (text.state, text.provider_id) == (State.SENT, world.ledger()[0]["sid"])


async def test_whoever_interrupts_twice_or_for_long_does_not_wait(world: World) -> None:
    world.wire.after_post = lambda: world.clock.sleep(30)
    for wait, again in ((5.1, False), (0.0, True)):
        sending = asyncio.ensure_future(send(world, f"{wait}"))
        await world.pass_time(0.5)
        sending.cancel()
        await world.pass_time(wait)
        if again:
            sending.cancel()
            await world.settle()
        assert sending.cancelled()
        assert world.wire.in_flight == 0
        lock = world.locks.dispatcher()
        assert lock.acquire()  # it was let go
        lock.release()


async def test_whoever_interrupts_learns_what_became_of_it(world: World) -> None:
    async def interrupted(after: float) -> State | None:
        sending = asyncio.ensure_future(send(world, f"{after}"))
        await world.pass_time(0.5)
        sending.cancel()
        await world.pass_time(after)
        with pytest.raises(SendInterrupted) as told:
            await sending
        assert (await world.text(told.value.message_id)).body == f"{after}"
        return told.value.state

    world.wire.offline = True
    assert await interrupted(7) is State.CANCELED
    world.wire.offline = False
    world.wire.after_post = lambda: world.clock.sleep(1)
    assert await interrupted(2) is State.SENT
    world.wire.after_post = lambda: world.clock.sleep(30)
    assert await interrupted(6) is State.SENDING


async def test_whoever_interrupts_while_it_is_recorded_leaves_nothing_behind(world: World) -> None:
    written: list[asyncio.Task[TextMessage]] = []
    keep = world.store.write

    async def interrupt_and_keep(change: Callable[[Writer], object]) -> object:
        if written:
            written.pop().cancel()
        return await keep(change)

    await world.line()
    sending = asyncio.ensure_future(send(world))
    written.append(sending)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.store, "write", interrupt_and_keep)
        with pytest.raises(SendInterrupted) as told:
            await sending
    assert told.value.state is State.CANCELED
    (text,) = await world.texts()
    assert (text.state, text.reason) == (State.CANCELED, "interrupted")
    assert world.wire.posts == 0


async def _wait(task: asyncio.Task[TextMessage]) -> TextMessage:
    return await task
