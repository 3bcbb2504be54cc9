"""Texts whose fate nobody knows: shown as such, looked for, never sent again by themselves."""

from __future__ import annotations

import asyncio
from copy import copy
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from msgspec.structs import replace

from builders import ANA, BO, MAIN, NOON, World, a_world
from smstui.domain.cleaning import clean
from smstui.domain.models import Attempt, Direction, TextMessage
from smstui.domain.remote import RemoteText
from smstui.domain.states import State
from smstui.ports.errors import RefusedError
from smstui.providers.simulator import Fault
from smstui.services.accounts import Link
from smstui.services.dispatch import Dispatcher
from smstui.services.engine import Engine
from smstui.services.incoming import make_ready
from smstui.services.matching import Doubt, doubt, pair
from smstui.services.outbox import resend, settle
from smstui.services.receive import receive
from smstui.services.reconcile import HOURLY, PACE, in_doubt, reconcile, until_look
from smstui.services.recover import recover

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from datetime import datetime
    from pathlib import Path

    from smstui.ports.provider import Page, Provider


def an_engine(world: World) -> Engine:
    return Engine(
        store=world.store, locks=world.locks, clock=world.clock, plans=[world.plan], rules=world.rules
    )


@pytest.mark.parametrize("lag", [0, 6, 60])
@pytest.mark.parametrize("fault", [Fault.ERROR_AFTER, Fault.CUT_AFTER])
async def test_r2_b7_an_ambiguous_send_is_found_in_the_list_and_never_posted_again(
    tmp_path: Path, lag: int, fault: Fault
) -> None:
    async with a_world(tmp_path, faults=f"lag={lag}") as world:
        await world.sync()
        text = await world.write_to(ANA, "hello")
        world.carrier.faults.order(fault)
        engine = an_engine(world)
        running = asyncio.ensure_future(engine.run())
        await world.pass_time(max(0, lag - 1))
        if lag:
            assert (await world.text(text.id)).state is State.UNCONFIRMED
        # Two polls after the provider shows it: quick ones in the first minute, then at the middle pace.
        await world.pass_time(1 + 2 * (15 if lag >= 60 else 2) + 2)
        found = await world.text(text.id)
        assert found.state in {State.SENT, State.DELIVERED}
        assert found.provider_id == world.ledger()[0]["sid"]
        assert not found.reason
        await world.pass_time(600)
        assert world.wire.posts == 1
        assert len(await world.texts()) == 1
        await world.until(engine.stop())
        await running


async def test_r2_what_the_list_never_shows_stays_unconfirmed(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        text = await world.write_to(ANA, "hello")
        world.carrier.faults.order(Fault.CUT_BEFORE)
        engine = an_engine(world)
        running = asyncio.ensure_future(engine.run())
        await world.pass_time(5)
        assert (await world.text(text.id)).state is State.UNCONFIRMED
        await world.pass_time(3600 * 2)
        still = await world.text(text.id)
        assert still.state is State.UNCONFIRMED
        assert "never sends it again" in (still.reason or "")
        assert world.wire.posts == 1
        await world.until(engine.stop())
        await running


async def test_a_list_that_the_provider_refuses_keeps_no_other_text_in_doubt(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        other, refused = [await world.write_to(peer, "hello") for peer in (BO, ANA)]
        for _ in range(2):
            world.carrier.faults.order(Fault.ERROR_AFTER)
        await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
        provider: Any = copy(await world.plan.connect())
        pages, asked = provider.pages, 0

        async def picky(**wanted: Any) -> AsyncGenerator[Page, None]:
            nonlocal asked
            if wanted["peer"] == ANA:
                asked += 1
                raise RefusedError("Not this list.")
            async for page in pages(**wanted):
                yield page

        async def connect() -> Provider:
            return cast("Provider", provider)

        provider.pages = picky
        link = Link(replace(world.plan, connect=connect), world.clock)
        assert await world.until(reconcile(link, desk=world.desk)) == 1
        assert (await world.text(other.id)).state is not State.UNCONFIRMED
        assert (await world.text(refused.id)).state is State.UNCONFIRMED
        assert refused.id not in link.looks  # nothing was seen, so a twin goes on waiting
        for _ in range(3600):
            await world.until(reconcile(link, desk=world.desk))
            world.clock.move(1)
        assert asked <= len(PACE) + 1


async def test_looking_becomes_seldom_and_ends_after_three_days(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        text = await world.write_to(ANA, "hello")
        world.carrier.faults.order(Fault.CUT_BEFORE)
        link = Link(world.plan, world.clock)
        await world.until(Dispatcher(link, world.desk).drain())
        (case,) = await in_doubt(link, world.desk)
        now = world.clock.now()
        waits = []
        for _ in range(len(PACE) + 3):
            wait = until_look(link, case, now)
            assert wait is not None
            waits.append(wait)
            link.look_done(text.id)
        assert waits == [0.0, *PACE, HOURLY, HOURLY]
        assert until_look(link, case, now + timedelta(hours=73)) is None


async def test_the_persons_resend_goes_as_a_new_text_beside_the_one_in_doubt(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        text = await world.write_to(ANA, "hello")
        world.carrier.faults.order(Fault.CUT_BEFORE)
        engine = an_engine(world)
        running = asyncio.ensure_future(engine.run())
        await world.pass_time(60)
        new = await resend(text.id, store=world.store, clock=world.clock, rules=world.rules)
        await world.pass_time(5)
        assert (await world.text(new.id)).state is not State.QUEUED
        assert (await world.text(text.id)).state is State.UNCONFIRMED
        assert (await world.text(new.id)).provider_id == world.ledger()[0]["sid"]
        await world.until(engine.stop())
        await running


async def test_an_item_that_may_be_a_text_in_flight_waits_for_the_next_pass(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        before = await world.store.read(lambda reader: reader.account("work"))
        text = await world.write_to(ANA, "hello")
        answered = asyncio.Event()

        async def wait() -> None:
            await answered.wait()

        world.wire.after_post = wait
        lock = world.locks.dispatcher()
        assert lock.acquire()
        draining = asyncio.ensure_future(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
        await world.pass_time(3)
        report = await world.sync()
        assert report.new == 0
        assert before is not None
        assert report.through == before.through  # no cursor passes it
        assert len(await world.texts()) == 1
        answered.set()
        await draining
        assert (await world.sync()).new == 0
        (only,) = await world.texts()
        assert only.id == text.id
        assert only.provider_id == world.ledger()[0]["sid"]


@pytest.mark.parametrize("taken", [True, False])
async def test_after_a_crash_what_was_on_the_wire_is_in_doubt_not_sent_again(
    tmp_path: Path, taken: bool
) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        text = await world.write_to(ANA, "hello")

        async def die() -> None:
            await world.clock.sleep(10_000)

        if taken:
            world.wire.after_post = die
        else:
            world.wire.before_post = die
        draining = asyncio.ensure_future(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
        await world.pass_time(1)
        draining.cancel()
        await asyncio.gather(draining, return_exceptions=True)
        await world.pass_time(1)
        world.wire.after_post = world.wire.before_post = None
        assert (await world.text(text.id)).state is State.SENDING
        other = world.beside()
        posts = world.wire.posts
        engine = an_engine(other)
        running = asyncio.ensure_future(engine.run())
        await world.pass_time(30)
        after = await world.text(text.id)
        assert world.wire.posts == posts
        if taken:
            assert after.state in {State.SENT, State.DELIVERED}
        else:
            assert after.state is State.UNCONFIRMED
        assert len(world.ledger()) == int(taken)
        await world.until(engine.stop())
        await running


async def test_only_where_nobody_dispatches_does_a_sync_put_a_text_in_doubt(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        text = await world.write_to(ANA, "hello")
        lock = world.beside().locks.dispatcher()
        assert lock.acquire()
        world.wire.before_post = lambda: world.clock.sleep(10_000)
        draining = asyncio.ensure_future(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
        await world.pass_time(1)
        await world.sync()
        assert (await world.text(text.id)).state is State.SENDING
        draining.cancel()
        await asyncio.gather(draining, return_exceptions=True)
        lock.release()
        await world.sync()
        assert (await world.text(text.id)).state is State.UNCONFIRMED


async def test_recovery_ends_the_attempt_that_nobody_ended(tmp_path: Path) -> None:
    async with a_world(tmp_path, jumping=True) as world:
        text = await world.write_to(ANA, "hello")
        from smstui.ports.records import TextChange

        await world.store.write(lambda tx: tx.start_attempt(text.id, at=world.clock.now()))
        await world.store.write(lambda tx: tx.change_text(text.id, TextChange(state=State.SENDING)))
        assert await recover(store=world.store, clock=world.clock) == 1
        (attempt,) = await world.store.read(lambda reader: reader.attempts(text.id))
        assert attempt.outcome == "ambiguous"
        assert attempt.ended_at is not None


# which listed text is whose


def row(key: int, body: str = "same", peer: str = ANA, state: State = State.UNCONFIRMED) -> TextMessage:
    return TextMessage(key, key, 1, "work", 1, MAIN, peer, Direction.OUTBOUND, body, state, NOON, 1, None)


def window(text: TextMessage, start: float, end: float | None, offset: float = 0.0) -> Doubt:
    ended = None if end is None else at(end)
    case = doubt(text, [Attempt(1, text.id, at(start), ended, "ambiguous", "", offset)], 0.0)
    assert case is not None
    return case


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def item(key: str, seconds: float, body: str = "same", peer: str = ANA, line: str = MAIN) -> RemoteText:
    return RemoteText(key, Direction.OUTBOUND, line, peer, body, State.SENT, "sent", at(seconds), 1)


def match(doubts: list[Doubt], *items: RemoteText) -> dict[int, str]:
    return {key: found.remote.provider_id for key, found in pair(doubts, make_ready(items)[0]).items()}


def test_a_listed_text_matches_by_line_peer_words_and_time() -> None:
    case = window(row(1), 10.7, 40)
    assert match([case], item("SM1", 10)) == {1: "SM1"}  # whole seconds
    assert match([case], item("SM1", 50)) == {1: "SM1"}  # taken after we gave up
    for other in (
        item("SM1", 2),
        item("SM1", 70),
        item("SM1", 10, body="other"),
        item("SM1", 10, peer=BO),
        item("SM1", 10, line="+14155550142"),
    ):
        assert match([case], other) == {}
    assert match([case], item("SM1", 10, line="")) == {1: "SM1"}  # a service that has not chosen yet


async def test_twins_that_differ_in_blanks_at_the_end_wait_for_each_other(tmp_path: Path) -> None:
    async with a_world(tmp_path, faults="lag=6") as world:
        await world.sync()
        first = await world.write_to(ANA, "On my way")
        world.carrier.faults.order(Fault.CUT_BEFORE)
        dispatcher = Dispatcher(Link(world.plan, world.clock), world.desk)
        await world.until(dispatcher.drain())
        await world.pass_time(3)
        second = await world.write_to(ANA, "On my way ")
        world.carrier.faults.order(Fault.CUT_AFTER)
        await world.until(dispatcher.drain())
        assert (await world.text(second.id)).state is State.QUEUED
        await world.pass_time(30)
        await world.until(dispatcher.drain())
        await world.pass_time(30)
        await world.sync()
        assert (await world.text(first.id)).state is State.UNCONFIRMED
        assert (await world.text(second.id)).provider_id == world.ledger()[0]["sid"]


async def test_after_a_crash_what_is_sent_elsewhere_hours_later_is_another_text(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        text = await world.write_to(ANA, "same")
        world.wire.before_post = asyncio.Event().wait  # type: ignore[assignment]  # it never gets further
        sending = asyncio.ensure_future(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
        await world.pass_time(1)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await world.pass_time(6 * 3600)
        await recover(store=world.store, clock=world.clock)
        later = item("SM1", (world.clock.now() - NOON).total_seconds())
        await take(world, later)
        assert (await world.text(text.id)).state is State.UNCONFIRMED
        assert [each.provider_id for each in await world.texts(State.SENT)] == ["SM1"]


@pytest.mark.parametrize(
    ("word", "state", "reason"),
    [
        (State.SENT, State.DELIVERED, ""),
        (State.FAILED, State.FAILED, "marked as not sent by me; but the provider has it: delivered"),
    ],
)
async def test_what_a_person_settled_is_still_found_in_the_list(
    tmp_path: Path, word: State, state: State, reason: str
) -> None:
    async with a_world(tmp_path, faults="lag=60") as world:
        await world.sync()
        text = await world.write_to(ANA, "hello")
        world.carrier.faults.order(Fault.CUT_AFTER)
        await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
        await settle(text.id, word, store=world.store, clock=world.clock)
        await world.pass_time(61)
        await world.sync()
        assert [each.id for each in await world.texts()] == [text.id]
        found = await world.text(text.id)
        assert (found.state, found.reason or "") == (state, reason)
        assert found.provider_id == world.ledger()[0]["sid"]


async def test_a_doubt_that_ends_in_a_refusal_because_of_an_opt_out_is_an_opt_out(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        text = await world.write_to(ANA, "same")
        world.carrier.faults.order(Fault.CUT_BEFORE)
        await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())
        waiting = await world.write_to(ANA, "more", delay=300)
        await take(world, replace(item("SM1", 0), state=State.FAILED, error_code="21610"))
        assert (await world.text(text.id)).state is State.FAILED
        assert await world.store.read(lambda reader: reader.suppression(ANA)) is not None
        assert (await world.text(waiting.id)).state is State.CANCELED


async def take(world: World, listed: RemoteText) -> None:
    """Receive a text as the provider's list shows it."""
    provider = await world.plan.connect()
    await receive(
        "work", [listed], store=world.store, locks=world.locks, clock=world.clock, provider=provider
    )


def test_the_window_is_by_the_providers_clock() -> None:
    case = window(row(1), 0, 5, offset=3600.0)
    assert match([case], item("SM1", 3601)) == {1: "SM1"}
    assert match([case], item("SM1", 1)) == {}


def test_twins_are_told_apart_by_their_windows() -> None:
    doubts = [window(row(2), 40, 45), window(row(1), 0, 5)]
    assert match(doubts, item("SMb", 41), item("SMa", 1)) == {1: "SMa", 2: "SMb"}
    assert match(doubts, item("SMb", 41)) == {2: "SMb"}
    assert match(doubts, item("SMa", 1)) == {1: "SMa"}


def test_the_oldest_row_takes_the_oldest_item_and_each_item_goes_once() -> None:
    doubts = [window(row(1), 0, 30), window(row(2), 1, 30)]
    assert match(doubts, item("SMb", 3), item("SMa", 2)) == {1: "SMa", 2: "SMb"}
    assert match(doubts, item("SMa", 2)) == {1: "SMa"}


def test_what_is_in_flight_takes_nothing() -> None:
    assert match([window(row(1, state=State.SENDING), 0, None)], item("SM1", 1)) == {}


def test_words_are_compared_as_we_keep_them() -> None:
    raw = "caf\u00e9 \u202ex\x07"
    case = window(row(1, clean(raw)), 0, 5)
    assert clean(raw) != raw
    assert match([case], item("SM1", 1, body=raw)) == {1: "SM1"}
