"""What runs while smstui is open: each account on its own, one sender for all, nothing that stops."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from copy import copy
from typing import TYPE_CHECKING, Any, cast

import pytest
from msgspec.structs import replace

from builders import ANA, BO, MAIN, World, a_world
from smstui.domain.states import State
from smstui.ports.errors import (
    CredentialsError,
    NotConfiguredError,
    OfflineError,
    ProviderError,
    RefusedError,
)
from smstui.providers.simulator import Fault
from smstui.services.accounts import Link
from smstui.services.dispatch import Dispatcher
from smstui.services.engine import Engine
from smstui.services.plan import AccountPlan
from smstui.services.receipts import ask_receipts
from smstui.storage.refusals import full

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from smstui.domain.remote import RemoteText
    from smstui.ports.provider import Provider


def an_engine(world: World, *more: AccountPlan) -> Engine:
    return Engine(
        store=world.store,
        locks=world.locks,
        clock=world.clock,
        plans=[*more, world.plan],
        rules=world.rules,
    )


def fetching(plan: AccountPlan, fails: Callable[[str], ProviderError | None]) -> AccountPlan:
    """Return the plan with a provider that shows no text for which `fails` has an error."""

    async def connect() -> Provider:
        provider: Any = copy(await plan.connect())
        fetch = provider.fetch

        async def picky(key: str) -> RemoteText | None:
            error = fails(key)
            if error is not None:
                raise error
            found: RemoteText | None = await fetch(key)
            return found

        provider.fetch = picky
        return cast("Provider", provider)

    return replace(plan, connect=connect)


@asynccontextmanager
async def running(world: World, *more: AccountPlan) -> AsyncIterator[Engine]:
    engine = an_engine(world, *more)
    task = asyncio.ensure_future(engine.run())
    await world.settle()
    try:
        yield engine
    finally:
        await world.until(engine.stop())
        await task


async def test_it_brings_what_comes_and_sends_what_is_written(tmp_path: Path) -> None:
    async with a_world(tmp_path, peers_answer=True) as world, running(world) as engine:
        await world.pass_time(1)
        assert engine.status.dispatching
        text = await world.write_to(ANA, "how are you?")
        await world.pass_time(60)
        assert (await world.text(text.id)).state is State.DELIVERED
        answers = await world.texts(State.RECEIVED)
        assert answers
        assert answers[0].peer == ANA


async def test_f130_a_text_written_offline_is_shown_as_waiting_and_leaves_once(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        world.wire.offline = True
        async with running(world):
            text = await world.write_to(ANA, "from the train")
            await world.pass_time(900)
            waiting = await world.text(text.id)
            assert (waiting.state, waiting.reason) == (State.QUEUED, "waiting for the network")
            state = await world.store.read(lambda reader: reader.account("work"))
            assert state is not None
            assert state.offline_since is not None
            assert (world.clock.now() - state.offline_since).total_seconds() > 890
            world.wire.offline = False
            await world.pass_time(90)
            assert (await world.text(text.id)).state is State.DELIVERED
            assert [line["body"] for line in world.ledger()] == ["from the train"]
            state = await world.store.read(lambda reader: reader.account("work"))
            assert state is not None
            assert state.offline_since is None
            await world.pass_time(900)
        assert world.wire.posts == 1


async def test_back_online_a_poll_that_succeeds_sends_at_once(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world, running(world) as engine:
        await world.pass_time(1)
        world.wire.offline = True
        text = await world.write_to(ANA, "hello")
        await world.pass_time(600)
        world.wire.offline = False
        engine.sync_soon()
        await world.pass_time(1)
        assert (await world.text(text.id)).state is State.SENT


async def test_f130_who_opens_smstui_learns_at_once_that_nothing_can_be_reached(tmp_path: Path) -> None:
    """However quiet the account was: a pass just now would otherwise be good for a minute."""
    async with a_world(tmp_path) as world:
        async with running(world):
            await world.pass_time(900)
        world.wire.offline = True
        engine = an_engine(world)
        task = asyncio.ensure_future(engine.run())
        engine.sync_soon()
        await world.settle()
        await world.pass_time(10)  # a list is asked for again before it counts as out of reach
        [state] = await world.store.read(lambda reader: reader.accounts())
        assert state.offline_since is not None
        await world.until(engine.stop())
        await task


async def test_r6_a_second_process_takes_over_within_five_seconds(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        other = world.beside()
        async with running(world) as first, running(other) as second:
            await world.pass_time(5)
            assert (first.status.dispatching, second.status.dispatching) == (True, False)
            assert (first.status.elsewhere, second.status.elsewhere) == (False, True)
            await world.until(first.stop())
            await world.pass_time(2.5)
            assert second.status.dispatching
            text = await other.write_to(ANA, "hello")
            await world.pass_time(1)
            assert (await world.text(text.id)).state is State.SENT
        assert world.wire.posts == 1


async def test_one_dead_account_does_not_stop_the_others(tmp_path: Path) -> None:
    async def none() -> Provider:
        raise NotConfiguredError("There is no secret for home.", hint="smstui accounts login home")

    async def broken() -> Provider:
        raise ZeroDivisionError

    dead = AccountPlan(name="home", provider_name="twilio", configured=("+15005550001",), connect=none)
    sick = AccountPlan(name="lab", provider_name="twilio", configured=("+15005550002",), connect=broken)
    async with a_world(tmp_path) as world, running(world, dead, sick) as engine:
        await world.pass_time(5)
        stuck = await world.write_to(BO, "from home", line="+15005550001")
        text = await world.write_to(ANA, "from work")
        world.carrier.say(BO, MAIN, "hello")
        await world.pass_time(30)
        assert (await world.text(text.id)).state is State.DELIVERED
        assert (await world.text(stuck.id)).state is State.QUEUED
        assert [text.body for text in await world.texts(State.RECEIVED)] == ["hello"]
        state = await world.store.read(lambda reader: reader.account("home"))
        assert state is not None
        assert "no secret" in (state.error or "")
        assert "ZeroDivisionError" in engine.status.trouble


async def test_an_error_of_ours_is_logged_without_words_and_the_rest_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_world(tmp_path) as world:

        async def stumble() -> Provider:
            raise ValueError("secret body")

        good = world.plan
        world.plan = replace(world.plan, connect=stumble)
        with caplog.at_level(logging.DEBUG, "smstui.services"):
            async with running(world):
                await world.pass_time(20)
        assert "ValueError" in caplog.text
        assert "secret body" not in caplog.text
        world.plan = good


async def test_the_countdown_is_kept_by_whoever_sends(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world, running(world):
        await world.pass_time(1)
        text = await world.write_to(ANA, "hello", delay=5)
        await world.pass_time(4.5)
        assert (await world.text(text.id)).state is State.QUEUED
        await world.pass_time(1)
        assert (await world.text(text.id)).state is State.SENT


async def test_stopping_gives_a_request_in_flight_its_time(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        async with running(world):
            await world.pass_time(1)
            world.wire.after_post = lambda: world.clock.sleep(4)
            text = await world.write_to(ANA, "hello")
            await world.pass_time(1)
            assert (await world.text(text.id)).state is State.SENDING
        assert (await world.text(text.id)).state is State.SENT


async def test_it_can_be_started_again_and_stopped_twice(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        engine = an_engine(world)
        await engine.stop()
        for _ in range(2):
            task = asyncio.ensure_future(engine.run())
            await world.pass_time(1)
            assert engine.status.dispatching
            await world.until(engine.stop())
            await task
            await engine.stop()
            assert not engine.status.running
            assert not engine.status.dispatching


async def test_once_syncs_sends_and_settles(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        world.carrier.say(BO, MAIN, "hello")
        sure = await world.write_to(ANA, "one")
        doubtful = await world.write_to(BO, "two")
        world.carrier.faults.order(Fault.ERROR_AFTER)
        (report,) = await world.until(an_engine(world).once())
        assert report.new == 1
        states = {(await world.text(text.id)).state for text in (sure, doubtful)}
        assert states <= {State.SENT, State.DELIVERED}
        assert len(world.ledger()) == world.wire.posts == 2


async def test_once_leaves_sending_to_whoever_dispatches(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        lock = world.beside().locks.dispatcher()
        assert lock.acquire()
        text = await world.write_to(ANA, "one")
        await world.until(an_engine(world).once())
        assert (await world.text(text.id)).state is State.QUEUED
        lock.release()
        await world.until(an_engine(world).once())
        assert (await world.text(text.id)).state is State.SENT


async def test_interrupting_one_pass_waits_for_the_answer_to_what_has_left(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        text = await world.write_to(ANA, "hello")
        world.wire.after_post = lambda: world.clock.sleep(3)
        once = asyncio.ensure_future(an_engine(world).once())
        while not world.wire.in_flight:
            await world.pass_time(0.1)
        once.cancel()
        await world.pass_time(4)
        assert once.cancelled()
        assert (await world.text(text.id)).state is State.SENT


# what keeps the engine itself from working


def fill_the_disk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(change: object) -> None:
        raise full(world.folder / "smstui.db")

    monkeypatch.setattr(world.store, "write", fail)


async def test_a_full_disk_is_told_until_there_is_room_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_world(tmp_path) as world, running(world) as engine:
        await world.pass_time(5)
        assert engine.status.trouble == ""
        with monkeypatch.context() as patch:
            fill_the_disk(world, patch)
            await world.pass_time(90)
            assert engine.status.trouble.startswith("The disk is full.")
            assert engine.status.trouble.count("Free some space") == 1
        await world.pass_time(90)
        assert engine.status.trouble == ""


async def test_one_task_that_does_well_hides_no_trouble_of_another(tmp_path: Path) -> None:
    broken = [True]

    async def connect() -> Provider:
        if broken:
            raise ZeroDivisionError
        return await world.plan.connect()

    sick = AccountPlan(name="lab", provider_name="twilio", configured=("+15005550002",), connect=connect)
    async with a_world(tmp_path) as world, running(world, sick) as engine:
        for _ in range(20):
            await world.pass_time(7)
            assert "ZeroDivisionError" in engine.status.trouble
        broken.clear()
        await world.pass_time(7)
        assert engine.status.trouble == ""


async def test_a_text_that_cannot_be_sent_because_of_the_store_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_world(tmp_path) as world:
        async with running(world):
            await world.pass_time(60)
        async with running(world) as engine:
            await world.settle()
            await world.write_to(ANA, "hello", delay=0.5)
            with monkeypatch.context() as patch:
                fill_the_disk(world, patch)
                engine.nudge()
                for _ in range(10):
                    await world.pass_time(0.7)
                    assert "The disk is full." in engine.status.trouble
            await world.pass_time(10)
            assert len(world.ledger()) == 1
            assert engine.status.trouble == ""


# L3: the pace


async def test_l3_polls_are_quick_after_activity_and_seldom_when_nobody_writes(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world, running(world):
        await world.pass_time(700)
        world.wire.requests.clear()
        await world.pass_time(600)
        assert 9 <= len(world.wire.requests) <= 11
        world.carrier.say(ANA, MAIN, "hello")
        while not await world.texts():
            await world.pass_time(1)
        world.wire.requests.clear()
        await world.pass_time(30)
        assert 14 <= len(world.wire.requests) <= 16
        await world.pass_time(60)
        world.wire.requests.clear()
        await world.pass_time(300)
        assert 18 <= len(world.wire.requests) <= 22


async def test_l3_two_processes_poll_no_more_than_one(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        other = world.beside()
        async with running(world), running(other):
            await world.pass_time(700)
            world.wire.requests.clear()
            await world.pass_time(600)
            assert len(world.wire.requests) <= 12


async def test_l3_a_slow_provider_never_has_two_polls_in_flight(tmp_path: Path) -> None:
    async with a_world(tmp_path, faults="slow=1:10") as world, running(world) as engine:
        for _ in range(60):
            world.carrier.say(ANA, MAIN, "hello")
            engine.sync_soon()
            await world.pass_time(3)
        assert world.wire.most_in_flight == 1


async def test_an_answer_is_there_within_the_pace(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world, running(world):
        await world.pass_time(5)
        await world.write_to(ANA, "hello")
        await world.pass_time(3)
        world.carrier.say(ANA, MAIN, "hi")
        await world.pass_time(2)
        assert [text.body for text in await world.texts(State.RECEIVED)] == ["hi"]


# receipts without a webhook


async def test_the_fate_of_a_sent_text_is_asked_for_until_it_is_known(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        text = await world.write_to(ANA, "hello")
        engine = an_engine(world)
        await world.until(engine.once())
        assert (await world.text(text.id)).state is State.SENT
        world.clock.move(3600)
        await world.until(engine.once())
        assert (await world.text(text.id)).state is State.DELIVERED


async def test_receipts_that_never_come_are_asked_for_ever_more_seldom_and_not_for_ever(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        began = world.clock.now()
        text = await world.write_to(ANA, "hello")
        link = Link(world.plan, world.clock)
        await world.until(Dispatcher(link, world.desk).drain())
        world.clock.move(20)
        world.carrier.delete(world.ledger()[0]["sid"])  # delivered, but nothing is ever learnt of it
        asked: list[int] = []
        while len(asked) < 200:
            due = await world.store.read(lambda reader: reader.next_receipt("work"))
            if due is None:
                break
            world.clock.move((due - world.clock.now()).total_seconds())
            assert await world.until(ask_receipts(link, desk=world.desk)) == 1
            asked.append(round((world.clock.now() - began).total_seconds() / 60))
        assert asked[:7] == [1, 5, 15, 60, 120, 180, 240]
        assert asked[-1] == 72 * 60
        assert (await world.text(text.id)).state is State.SENT


async def test_a_receipt_that_the_provider_refuses_keeps_no_other_waiting(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        refused, other = [await world.write_to(peer, "hello") for peer in (ANA, BO)]
        link = Link(world.plan, world.clock)
        await world.until(Dispatcher(link, world.desk).drain())
        world.clock.move(120)
        wrong = (await world.text(refused.id)).provider_id
        world.plan = fetching(world.plan, lambda key: RefusedError("Not this one.") if key == wrong else None)
        link = Link(world.plan, world.clock)
        assert await world.until(ask_receipts(link, desk=world.desk)) == 2
        assert (await world.text(other.id)).state is State.DELIVERED
        assert (link.failures, link.trouble) == (0, None)
        assert await world.until(ask_receipts(link, desk=world.desk)) == 0
        world.clock.move(300)
        assert await world.until(ask_receipts(link, desk=world.desk)) == 1


@pytest.mark.parametrize("error", [OfflineError("no network"), CredentialsError("wrong")])
async def test_what_concerns_the_account_ends_a_round_of_receipts(
    tmp_path: Path, error: ProviderError
) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        for peer in (ANA, BO):
            await world.write_to(peer, "hello")
        await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
        world.clock.move(120)
        asked: list[str] = []

        def fail(key: str) -> ProviderError:
            asked.append(key)
            return error

        link = Link(fetching(world.plan, fail), world.clock)
        with pytest.raises(type(error)):
            await world.until(ask_receipts(link, desk=world.desk))
        assert len(asked) == 1


async def test_receipts_stay_within_their_budget(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        for n in range(25):
            await world.write_to(f"+141555502{n:02}", "hello")
        link = Link(world.plan, world.clock)
        await world.until(Dispatcher(link, world.desk).drain())
        world.clock.move(120)
        world.wire.requests.clear()
        assert await world.until(ask_receipts(link, desk=world.desk, budget=10)) == 10
        assert len(world.wire.requests) == 10
