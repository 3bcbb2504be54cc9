"""Never to someone who said no, whenever and however they said it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import ANA, BO, MAIN, WORKSHOP, World, a_world, stop_meanwhile
from smstui.domain.gates import Gate
from smstui.domain.models import Direction, Suppression
from smstui.domain.remote import RemoteText
from smstui.domain.states import State
from smstui.services.accounts import Link
from smstui.services.dispatch import Dispatcher
from smstui.services.outbox import GatesRefusedError
from smstui.services.receive import receive

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path

    from smstui.services.filing import Tally


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        await made.sync()
        yield made


async def hear(
    world: World, body: str, *, at: datetime, key: str, peer: str = ANA, line: str = MAIN
) -> Tally:
    """File a text as a list would bring it, with any time."""
    text = RemoteText(
        provider_id=key,
        direction=Direction.INBOUND,
        line=line,
        peer=peer,
        body=body,
        state=State.RECEIVED,
        provider_status="received",
        at=at,
        segments=1,
    )
    return await receive(
        "work",
        [text],
        store=world.store,
        locks=world.locks,
        clock=world.clock,
        provider=await world.plan.connect(),
    )


async def suppression(world: World, peer: str = ANA) -> Suppression | None:
    return await world.store.read(lambda reader: reader.suppression(peer))


async def test_stop_cancels_everything_that_waits_for_that_person_from_any_line(world: World) -> None:
    waiting = [
        await world.write_to(ANA, "one", delay=60),
        await world.write_to(ANA, "two", delay=60, line=WORKSHOP),
    ]
    other = await world.write_to(BO, "three", delay=60)
    world.carrier.say(ANA, MAIN, "Stop.")
    await world.sync()
    for text in waiting:
        canceled = await world.text(text.id)
        assert (canceled.state, canceled.reason) == (State.CANCELED, "opted out")
    assert (await world.text(other.id)).state is State.QUEUED
    with pytest.raises(GatesRefusedError) as refused:
        await world.write_to(ANA, "but")
    assert [ruling.gate for ruling in refused.value.verdict.refusals] == [Gate.OPT_OUT]
    said = await suppression(world)
    assert said is not None
    assert (said.source, said.word) == ("keyword", "Stop.")


async def test_c1_a_stop_between_queueing_and_sending_wins(world: World) -> None:
    text = await world.write_to(ANA, "hello")
    world.carrier.say(ANA, MAIN, "STOP")
    await world.sync()
    await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
    assert world.wire.posts == 0
    assert (await world.text(text.id)).reason == "opted out"


async def test_c1_a_stop_while_a_text_is_on_the_wire_waits_for_it_and_nothing_leaves_after(
    world: World,
) -> None:
    first = await world.write_to(ANA, "one")
    second = await world.write_to(ANA, "two")
    held_up = asyncio.Event()
    order: list[str] = []

    async def freeze() -> None:
        await held_up.wait()
        order.append("posted")

    world.wire.before_post = freeze
    dispatcher = Dispatcher(Link(world.plan, world.clock), world.desk)
    draining = asyncio.ensure_future(dispatcher.drain())
    await world.settle()
    assert (await world.text(first.id)).state is State.SENDING
    hearing = asyncio.ensure_future(hear(world, "STOP", at=world.clock.now(), key="SMstop"))
    await world.settle()
    # The word waits for the lock that the sender holds from its last look at the opt-outs.
    assert not hearing.done()
    assert await suppression(world) is None
    held_up.set()
    await hearing
    order.append("opted out")
    await draining
    assert order == ["posted", "opted out"]
    assert (await world.text(first.id)).state is State.SENT
    assert (await world.text(second.id)).reason == "opted out"
    assert world.wire.posts == 1


async def test_a_stop_recorded_between_the_look_around_and_the_intent_wins(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = await world.write_to(ANA, "hello")
    peers = world.locks.peers

    def heard_meanwhile(wanted: list[str]) -> object:
        async def say_no() -> None:
            await world.store.write(lambda tx: tx.suppress(Suppression(ANA, world.clock.now(), "user")))

        class Held:
            async def __aenter__(self) -> None:
                await say_no()
                self.real = peers(wanted)
                await self.real.__aenter__()

            async def __aexit__(self, *error: object) -> None:
                await self.real.__aexit__(None, None, None)

        return Held()

    monkeypatch.setattr(world.locks, "peers", heard_meanwhile)
    await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
    assert world.wire.posts == 0
    assert (await world.text(text.id)).state is State.CANCELED


async def test_the_providers_refusal_is_believed(world: World) -> None:
    text = await world.write_to(ANA, "hello")
    waiting = await world.write_to(ANA, "later", delay=60)
    world.wire.before_post = stop_meanwhile(world)
    await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
    failed = await world.text(text.id)
    assert (failed.state, failed.error_code) == (State.FAILED, "21610")
    assert (await world.text(waiting.id)).reason == "opted out"
    said = await suppression(world)
    assert said is not None
    assert said.source == "provider"


async def test_start_lifts_what_a_keyword_or_the_provider_said_but_not_a_persons_mark(
    world: World,
) -> None:
    now = world.clock.now()
    await hear(world, "STOP", at=now, key="SM1")
    await hear(world, "start", at=now + timedelta(seconds=10), key="SM2")
    assert await suppression(world) is None
    await world.store.write(lambda tx: tx.suppress(Suppression(BO, now, "provider")))
    await hear(world, "UNSTOP", at=now + timedelta(seconds=20), key="SM3", peer=BO)
    assert await suppression(world, BO) is None
    await world.store.write(lambda tx: tx.suppress(Suppression(BO, now, "user")))
    await hear(world, "START", at=now + timedelta(seconds=30), key="SM4", peer=BO)
    assert await suppression(world, BO) is not None


async def test_a_late_start_does_not_undo_a_newer_stop(world: World) -> None:
    now = world.clock.now()
    await hear(world, "STOP", at=now, key="SM2")
    await hear(world, "START", at=now - timedelta(minutes=5), key="SM1")
    assert await suppression(world) is not None


async def test_a_late_stop_that_is_older_than_a_start_changes_nothing(world: World) -> None:
    now = world.clock.now()
    await hear(world, "START", at=now, key="SM2")
    text = await world.write_to(ANA, "welcome back", delay=60)
    await hear(world, "STOP", at=now - timedelta(minutes=5), key="SM1")
    assert await suppression(world) is None
    assert (await world.text(text.id)).state is State.QUEUED


async def test_in_the_same_second_stop_wins(world: World) -> None:
    now = world.clock.now()
    await hear(world, "STOP", at=now, key="SM1")
    await hear(world, "START", at=now, key="SM2")
    assert await suppression(world) is not None
    await hear(world, "START", at=now, key="SM3", peer=BO)
    await hear(world, "STOP", at=now, key="SM4", peer=BO)
    assert await suppression(world, BO) is not None


async def test_a_start_that_the_provider_stamps_by_a_slower_clock_still_lifts(tmp_path: Path) -> None:
    async with a_world(tmp_path, carrier_ahead=-600) as world:
        await world.sync()
        await world.write_to(ANA, "hello")
        world.carrier.say(ANA, MAIN, "STOP")
        await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
        assert await suppression(world) is not None
        world.clock.move(30)
        world.carrier.say(ANA, MAIN, "START")
        await world.sync()
        assert await suppression(world) is None


async def test_help_and_stop_in_a_sentence_change_nothing(world: World) -> None:
    for body in ("HELP", "please don't stop by", "I'll cancel my 3pm", "start without me"):
        world.carrier.say(ANA, MAIN, body)
    await world.sync()
    assert await suppression(world) is None


async def test_before_the_first_sync_is_complete_a_peers_own_list_is_read_first(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        world.carrier.say(ANA, WORKSHOP, "STOP")
        text = await world.write_to(ANA, "hello")
        other = await world.write_to(BO, "hello")
        await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
        assert (await world.text(text.id)).reason == "opted out"
        assert (await world.text(other.id)).state is State.SENT
        assert [line["to"] for line in world.ledger()] == [BO]


async def test_after_five_minutes_without_a_pass_the_peers_list_is_read_first(world: World) -> None:
    world.clock.move(301)
    world.carrier.say(ANA, MAIN, "STOP")
    text = await world.write_to(ANA, "hello")
    await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
    assert (await world.text(text.id)).reason == "opted out"
    assert world.wire.posts == 0


async def test_with_a_fresh_pass_no_list_is_read_before_sending(world: World) -> None:
    before = len(world.wire.requests)
    await world.write_to(ANA, "hello")
    link = Link(world.plan, world.clock, is_polled=True)
    await world.until(Dispatcher(link, world.desk).drain())
    assert world.wire.requests[before:] == ["POST"]


async def test_whoever_does_not_go_on_reading_hears_a_stop_right_after_a_pass_too(world: World) -> None:
    text = await world.write_to(ANA, "hello")
    world.carrier.say(ANA, MAIN, "STOP")
    await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
    assert (await world.text(text.id)).state is State.CANCELED
    assert world.wire.posts == 0


async def test_of_a_long_conversation_only_what_is_new_is_read_before_sending(world: World) -> None:
    for n in range(2500):
        world.carrier.say(ANA, MAIN, f"{n}")
    for _ in range(2):
        await world.pass_time(3600)
        await world.sync()
    await world.pass_time(3600)
    before = len(world.wire.requests)
    await world.write_to(ANA, "hello")
    await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
    assert len(world.wire.requests) - before <= 3


async def test_what_cannot_be_checked_waits(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        text = await world.write_to(ANA, "hello")
        world.wire.offline = True
        await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
        waiting = await world.text(text.id)
        assert (waiting.state, waiting.reason) == (State.QUEUED, "waiting for the network")


async def test_words_of_the_first_sync_decide_by_their_times(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        for body in ("STOP", "START"):
            world.carrier.say(ANA, MAIN, body)
            world.clock.move(60)
        for body in ("START", "STOP"):
            world.carrier.say(BO, MAIN, body)
            world.clock.move(60)
        await world.sync()
        assert await suppression(world, ANA) is None
        said = await suppression(world, BO)
        assert said is not None
        assert said.message_id is not None
