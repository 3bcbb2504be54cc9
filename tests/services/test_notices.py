"""What a person is told: what came in, what failed, who opted out; each once, and nothing of history."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from builders import ANA, BO, MAIN, NOON, World, a_world
from smstui.domain.models import Direction, Suppression
from smstui.domain.remote import RemoteText
from smstui.domain.states import State
from smstui.ports.records import TextChange
from smstui.providers.simulator import Fault
from smstui.services.accounts import Link
from smstui.services.dispatch import Dispatcher
from smstui.services.outbox import settle
from smstui.services.receive import receive
from smstui.services.recover import recover

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

LANDLINE, UNDELIVERED, FAILED = "+14155550192", "+14155550193", "+14155550194"
"""What always becomes of a text to these numbers."""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        await made.sync()
        yield made


async def told(world: World) -> list[tuple[str, str | None]]:
    """Return the kind and the words of every notice, oldest first."""
    found = await world.store.read(lambda reader: reader.notices_after(0, limit=10_000))
    return [(notice.kind.value, notice.text.body) for notice in found]


async def drain(world: World) -> None:
    """Send what is due."""
    await world.until(Dispatcher(Link(world.plan, world.clock), world.desk).drain())


async def take(world: World, key: str, state: State, body: str = "hello", **more: Any) -> None:
    """File a text of ours as an ordinary pass does that finds it in the provider's list."""
    what: dict[str, Any] = {"direction": Direction.OUTBOUND, "at": NOON + timedelta(seconds=1)}
    text = RemoteText(
        provider_id=key,
        line=MAIN,
        peer=ANA,
        body=body,
        state=state,
        provider_status=state.value,
        segments=1,
        **(what | more),
    )
    await receive(
        "work",
        [text],
        store=world.store,
        locks=world.locks,
        clock=world.clock,
        provider=await world.plan.connect(),
    )


async def test_f126_imported_history_makes_no_notice_and_what_comes_then_does(tmp_path: Path) -> None:
    async with a_world(tmp_path, history=1500, jumping=True) as world:
        await world.sync()
        assert any(text.state is State.UNDELIVERED for text in await world.texts())
        assert any(text.body == "STOP" for text in await world.texts())
        assert await told(world) == []
        world.carrier.say(ANA, MAIN, "news")
        await world.sync()
        await world.sync(full=True)
        assert await told(world) == [("arrived", "news")]


async def test_a_text_that_fails_after_it_was_sent_is_told_once(world: World) -> None:
    await world.write_to(UNDELIVERED, "to nobody")
    await world.write_to(FAILED, "to a line that may not")
    await world.write_to(BO, "arrives")
    await drain(world)
    await world.pass_time(120)
    for _ in range(3):
        await world.sync()
    assert sorted(await told(world)) == [("failed", "to a line that may not"), ("undelivered", "to nobody")]


async def test_a_text_that_the_provider_refuses_is_told(world: World) -> None:
    await world.write_to(LANDLINE, "to a wall")
    await drain(world)
    assert await told(world) == [("failed", "to a wall")]


async def test_a_text_in_doubt_is_told_and_what_becomes_of_it_where_that_is_bad(world: World) -> None:
    world.carrier.faults.order(Fault.CUT_BEFORE)
    await world.write_to(ANA, "lost on the way")
    await drain(world)
    assert await told(world) == [("unconfirmed", "lost on the way")]
    await take(world, "SM1", State.UNDELIVERED, "lost on the way")
    assert (await told(world))[1:] == [("undelivered", "lost on the way")]


async def test_a_doubt_that_ends_well_is_no_further_news(world: World) -> None:
    world.carrier.faults.order(Fault.CUT_AFTER)
    await world.write_to(ANA, "it got there")
    await drain(world)
    await world.sync()
    [text] = await world.texts()
    assert text.state is State.SENT
    assert await told(world) == [("unconfirmed", "it got there")]


async def test_what_a_person_says_themselves_is_no_news_to_them(world: World) -> None:
    world.carrier.faults.order(Fault.CUT_BEFORE)
    text = await world.write_to(ANA, "hm")
    await drain(world)
    await settle(text.id, State.FAILED, store=world.store, clock=world.clock)
    assert await told(world) == [("unconfirmed", "hm")]
    await take(world, "SM1", State.SENT, "hm")
    assert await told(world) == [("unconfirmed", "hm")], "though they erred"


async def test_what_was_on_the_wire_in_a_crash_is_told(world: World) -> None:
    text = await world.write_to(ANA, "cut off")
    await world.store.write(lambda tx: tx.change_text(text.id, TextChange(state=State.SENDING)))
    await recover(store=world.store, clock=world.clock)
    await recover(store=world.store, clock=world.clock)
    assert await told(world) == [("unconfirmed", "cut off")]


async def test_what_a_gate_holds_at_the_last_moment_is_told(world: World) -> None:
    await world.write_to(ANA, "x" * 400)
    world.rules = type(world.rules)(region="US", max_segments=1)
    await drain(world)
    [text] = await world.texts()
    assert text.state is State.HELD
    assert await told(world) == [("held", text.body)]


async def test_a_failure_after_delivery_is_told_once(world: World) -> None:
    await take(world, "SM1", State.DELIVERED)
    for _ in range(2):
        await take(world, "SM1", State.FAILED, error_code="30003")
    assert await told(world) == [("late failure", "hello")]


async def test_a_text_sent_from_elsewhere_that_failed_is_told_if_it_is_no_history(world: World) -> None:
    await take(world, "SM1", State.FAILED, "long ago", at=NOON - timedelta(days=3))
    await take(world, "SM2", State.FAILED, "just now")
    assert await told(world) == [("failed", "just now")]


async def test_who_opts_out_is_told_once_until_they_come_back(world: World) -> None:
    for at, words in enumerate(("STOP", "Stop", "START", "STOP")):
        world.clock.move(60)
        await take(
            world,
            f"SM{at}",
            State.RECEIVED,
            words,
            direction=Direction.INBOUND,
            at=world.clock.now(),
        )
    found = await told(world)
    assert [words for kind, words in found if kind == "opted out"] == ["STOP", "STOP"]
    assert [words for kind, words in found if kind == "arrived"] == ["STOP", "Stop", "START", "STOP"]


async def test_an_opt_out_of_history_is_kept_and_not_told(world: World) -> None:
    await take(world, "SM1", State.RECEIVED, "STOP", direction=Direction.INBOUND, at=NOON - timedelta(days=3))
    assert isinstance(await world.store.read(lambda reader: reader.suppression(ANA)), Suppression)
    assert await told(world) == []


async def test_an_opt_out_that_only_the_provider_knows_of_is_told_with_the_text_it_refused(
    world: World,
) -> None:
    await take(world, "SM1", State.FAILED, "hello", error_code="21610")
    assert sorted(await told(world)) == [("failed", "hello"), ("opted out", "hello")]
