"""Sending what is due: once, in order, and only when it may go."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from builders import ANA, BO, CLEO, World, a_world, stop_meanwhile
from smstui.domain.states import State
from smstui.providers.simulator import Fault
from smstui.services.accounts import Link
from smstui.services.dispatch import Dispatcher
from smstui.services.outcome import WAITS_FOR_TWIN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        await made.sync()
        yield made


def a_dispatcher(world: World) -> Dispatcher:
    return Dispatcher(Link(world.plan, world.clock), world.desk)


async def test_b7_what_is_due_leaves_exactly_once(world: World) -> None:
    texts = [await world.write_to(peer, f"hello {n}") for n in range(5) for peer in (ANA, BO, CLEO)]
    dispatcher = a_dispatcher(world)
    await world.until(dispatcher.drain())
    await world.until(dispatcher.drain())
    assert sorted(line["body"] for line in world.ledger()) == sorted(text.body or "" for text in texts)
    assert {text.state for text in await world.texts()} == {State.SENT}


async def test_texts_of_one_conversation_keep_their_order(world: World) -> None:
    for n in range(12):
        await world.write_to((ANA, BO)[n % 2], f"{n}")
        world.clock.move(0.01)
    await world.until(a_dispatcher(world).drain())
    for peer in (ANA, BO):
        sent = [int(line["body"]) for line in world.ledger() if line["to"] == peer]
        assert sent == sorted(sent)


async def test_nothing_leaves_before_its_time(world: World) -> None:
    text = await world.write_to(ANA, "in five seconds", delay=5)
    dispatcher = a_dispatcher(world)
    await world.until(dispatcher.drain())
    assert world.wire.posts == 0
    running = asyncio.ensure_future(dispatcher.run())
    await world.pass_time(4.9)
    assert world.wire.posts == 0
    await world.pass_time(0.2)
    assert (await world.text(text.id)).state is State.SENT
    await world.until(dispatcher.stop(5))
    await running


async def test_r11_a_clock_that_was_set_back_keeps_nothing_waiting(world: World) -> None:
    text = await world.write_to(ANA, "written while the clock was an hour ahead")
    world.clock.turn(-3600)
    await world.until(a_dispatcher(world).drain())
    assert (await world.text(text.id)).state is State.SENT


async def test_many_texts_to_one_person_do_not_keep_others_waiting(world: World) -> None:
    for n in range(210):
        await world.write_to(ANA, f"row {n}")
    await world.write_to(BO, "answer")
    world.wire.after_post = lambda: world.clock.sleep(1)
    dispatcher = a_dispatcher(world)
    running = asyncio.ensure_future(dispatcher.run())
    await world.pass_time(0.5)
    assert sorted(line["body"] for line in world.ledger()) == ["answer", "row 0"]
    await world.until(dispatcher.stop(5))
    await running


async def test_a_blocked_account_is_left_alone_when_a_twin_has_waited_long_enough(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.write_to(ANA, "same words")
    twin = await world.write_to(ANA, "same words")
    world.carrier.faults.order(Fault.CUT_BEFORE)
    link = Link(world.plan, world.clock)
    dispatcher = Dispatcher(link, world.desk)
    running = asyncio.ensure_future(dispatcher.run())
    await world.pass_time(1)
    assert (await world.text(twin.id)).reason == f"{WAITS_FOR_TWIN} (#1)"
    link.blocked = True
    pauses: list[float] = []
    sleep = world.clock.sleep

    async def count(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(seconds)

    monkeypatch.setattr(world.clock, "sleep", count)
    await world.pass_time(60)
    assert len(pauses) <= 3
    await world.until(dispatcher.stop(5))
    await running


async def test_nothing_begins_after_stopping_while_the_store_is_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = await world.write_to(ANA, "hello")
    read, asked, may_answer = world.store.read, asyncio.Event(), asyncio.Event()

    async def slow(ask: Any) -> Any:
        answer = await read(ask)
        asked.set()
        await may_answer.wait()
        return answer

    monkeypatch.setattr(world.store, "read", slow)
    dispatcher = a_dispatcher(world)
    running = asyncio.ensure_future(dispatcher.run())
    await asked.wait()
    await dispatcher.stop(5)
    may_answer.set()
    await running
    monkeypatch.setattr(world.store, "read", read)
    await world.settle()
    assert world.wire.posts == 0
    assert (await world.text(text.id)).state is State.QUEUED


async def test_intent_is_kept_before_the_wire_and_the_outcome_after(world: World) -> None:
    text = await world.write_to(ANA, "hello")
    seen: list[State] = []

    async def look() -> None:
        seen.append((await world.text(text.id)).state)
        (attempt,) = await world.store.read(lambda reader: reader.attempts(text.id))
        assert attempt.outcome is None

    world.wire.before_post = look
    await world.until(a_dispatcher(world).drain())
    assert seen == [State.SENDING]
    (attempt,) = await world.store.read(lambda reader: reader.attempts(text.id))
    assert attempt.outcome == "accepted"


async def test_f88_a_successful_send_is_in_the_activity_log(world: World) -> None:
    text = await world.write_to(ANA, "hello")
    await world.until(a_dispatcher(world).drain())
    done = await world.store.read(lambda reader: reader.activity(text.conversation_id))
    assert [(kind, key) for _, kind, key, _ in done] == [("queued", text.id), ("sent", text.id)]


async def test_f87_a_refusal_is_visible_with_its_reason(world: World) -> None:
    text = await world.write_to(ANA, "hello")
    world.wire.before_post = stop_meanwhile(world)
    await world.until(a_dispatcher(world).drain())
    failed = await world.text(text.id)
    assert failed.state is State.FAILED
    assert failed.error_code == "21610"
    assert failed.reason


async def test_a_line_that_went_away_holds_the_text_with_the_reason(world: World) -> None:
    text = await world.write_to(ANA, "hello")
    await world.store.write(lambda tx: tx.save_lines("work", []))
    await world.until(a_dispatcher(world).drain())
    held = await world.text(text.id)
    assert held.state is State.HELD
    assert "no longer one of your lines" in (held.reason or "")
    assert world.wire.posts == 0


async def test_l2_after_a_429_nothing_is_asked_until_the_time_has_passed(world: World) -> None:
    texts = [await world.write_to(peer, "hello") for peer in (ANA, BO, CLEO)]
    world.carrier.faults.order(Fault.RATE_LIMIT, seconds=30)
    world.carrier.faults.order(Fault.RATE_LIMIT, seconds=30)
    world.carrier.faults.order(Fault.RATE_LIMIT, seconds=30)
    dispatcher = a_dispatcher(world)
    running = asyncio.ensure_future(dispatcher.run())
    await world.pass_time(1)
    tried = world.wire.posts
    assert {text.state for text in await world.texts()} == {State.QUEUED}
    await world.pass_time(28.5)
    assert world.wire.posts == tried
    await world.pass_time(5)
    assert {(await world.text(text.id)).state for text in texts} == {State.SENT}
    assert len(world.ledger()) == 3
    await world.until(dispatcher.stop(5))
    await running


async def test_offline_one_text_probes_for_all(world: World) -> None:
    for n in range(20):
        await world.write_to(f"+141555502{n:02}", "hello")
    world.wire.offline = True
    dispatcher = a_dispatcher(world)
    running = asyncio.ensure_future(dispatcher.run())
    await world.pass_time(600)
    attempts = 0
    for text in await world.texts():
        attempts += len(await world.store.read(lambda reader, key=text.id: reader.attempts(key)))  # type: ignore[misc]
    # Eight at once at first, then one at a time, a minute apart in the end.
    assert attempts <= 8 + 6 + 15
    world.wire.offline = False
    await world.pass_time(120)
    assert {text.state for text in await world.texts()} == {State.SENT}
    assert len(world.ledger()) == 20
    await world.until(dispatcher.stop(5))
    await running


async def test_a_twin_waits_until_the_first_ones_fate_can_be_told(world: World) -> None:
    first = await world.write_to(ANA, "same words")
    twin = await world.write_to(ANA, "same words")
    other = await world.write_to(BO, "same words")
    world.carrier.faults.order(Fault.ERROR_BEFORE)
    dispatcher = a_dispatcher(world)
    running = asyncio.ensure_future(dispatcher.run())
    await world.pass_time(15)
    assert (await world.text(first.id)).state is State.UNCONFIRMED
    waiting = await world.text(twin.id)
    assert (waiting.state, waiting.reason) == (State.QUEUED, f"{WAITS_FOR_TWIN} (#{first.id})")
    assert (await world.text(other.id)).state is State.SENT
    await world.pass_time(10)
    gone = await world.text(twin.id)
    assert (gone.state, gone.reason) == (State.SENT, None)
    # Absence from the list proves nothing about the first.
    assert (await world.text(first.id)).state is State.UNCONFIRMED
    await world.until(dispatcher.stop(5))
    await running


async def test_a_twin_goes_after_the_first_was_found(world: World) -> None:
    first = await world.write_to(ANA, "same words")
    twin = await world.write_to(ANA, "same words")
    world.carrier.faults.order(Fault.ERROR_AFTER)
    dispatcher = a_dispatcher(world)
    running = asyncio.ensure_future(dispatcher.run())
    await world.pass_time(30)
    one, two = await world.text(first.id), await world.text(twin.id)
    assert (one.state, two.state) == (State.DELIVERED, State.SENT)
    sids = [line["sid"] for line in world.ledger()]
    assert [one.provider_id, two.provider_id] == sids
    await world.until(dispatcher.stop(5))
    await running


async def test_what_stands_behind_a_waiting_twin_keeps_its_place(world: World) -> None:
    await world.write_to(ANA, "same")
    await world.write_to(ANA, "same")
    await world.write_to(ANA, "after the two")
    world.carrier.faults.order(Fault.ERROR_BEFORE)
    dispatcher = a_dispatcher(world)
    running = asyncio.ensure_future(dispatcher.run())
    await world.pass_time(40)
    assert [line["body"] for line in world.ledger()] == ["same", "after the two"]
    await world.until(dispatcher.stop(5))
    await running


async def test_wrong_credentials_send_nothing_more_until_a_pass_succeeds(world: World) -> None:
    text = await world.write_to(ANA, "hello")
    right = world.carrier.account
    world.carrier.account = type(right)(seed=99, lines=right.lines)
    link = Link(world.plan, world.clock, is_polled=True)
    dispatcher = Dispatcher(link, world.desk)
    running = asyncio.ensure_future(dispatcher.run())
    await world.pass_time(300)
    assert world.wire.posts == 1
    assert (await world.text(text.id)).state is State.QUEUED
    account = await world.store.read(lambda reader: reader.account("work"))
    assert account is not None
    assert "credentials" in (account.error or "")
    world.carrier.account = right
    link.reached()
    dispatcher.wake.set()
    await world.pass_time(1)
    assert (await world.text(text.id)).state is State.SENT
    await world.until(dispatcher.stop(5))
    await running


async def test_quitting_waits_for_the_request_in_flight(world: World) -> None:
    text = await world.write_to(ANA, "hello")
    world.wire.after_post = lambda: world.clock.sleep(3)
    dispatcher = a_dispatcher(world)
    running = asyncio.ensure_future(dispatcher.run())
    await world.pass_time(1)
    await world.until(dispatcher.stop(5))
    await running
    assert (await world.text(text.id)).state is State.SENT


async def test_quitting_leaves_a_request_that_hangs_to_recovery(world: World) -> None:
    text = await world.write_to(ANA, "hello")
    world.wire.after_post = lambda: world.clock.sleep(30)
    dispatcher = a_dispatcher(world)
    running = asyncio.ensure_future(dispatcher.run())
    await world.pass_time(1)
    await world.until(dispatcher.stop(5))
    await running
    assert (await world.text(text.id)).state is State.SENDING


async def test_the_store_failing_after_an_answer_does_not_lose_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smstui.ports.errors import StoreFullError

    text = await world.write_to(ANA, "hello")
    write, full = world.store.write, [True]

    async def fill_up() -> None:
        async def fail(change: object) -> None:
            if full:
                raise StoreFullError("The disk is full.")
            await write(change)  # type: ignore[arg-type]

        monkeypatch.setattr(world.store, "write", fail)

    world.wire.after_post = fill_up
    dispatcher = a_dispatcher(world)
    running = asyncio.ensure_future(dispatcher.run())
    await world.pass_time(10)
    assert (await world.text(text.id)).state is State.SENDING
    full.clear()
    await world.pass_time(2)
    assert (await world.text(text.id)).state is State.SENT
    assert len(world.ledger()) == 1
    await world.until(dispatcher.stop(5))
    await running


async def test_r7_without_a_durable_intent_nothing_is_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smstui.ports.errors import StoreFullError

    text = await world.write_to(ANA, "hello")

    async def fail(change: object) -> None:
        raise StoreFullError("The disk is full.")

    dispatcher = a_dispatcher(world)
    with monkeypatch.context() as full:
        full.setattr(world.store, "write", fail)
        running = asyncio.ensure_future(dispatcher.run())
        await world.pass_time(10)
        assert world.wire.posts == 0
    await world.pass_time(10)
    assert (await world.text(text.id)).state is State.SENT
    await world.until(dispatcher.stop(5))
    await running
