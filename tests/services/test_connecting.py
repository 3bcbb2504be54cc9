"""The way to a provider: opened once, and let go of without cutting off what is under way."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from builders import ANA, BO, MAIN, ManualClock, Wire, World, a_world
from providers.servers import http, serve
from smstui.domain.remote import OutgoingText
from smstui.domain.states import State
from smstui.ports.errors import CredentialsError
from smstui.providers.twilio import Options, connect
from smstui.services.accounts import Link, slow_down
from smstui.services.connecting import Connection
from smstui.services.dispatch import Dispatcher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from smstui.ports.provider import Provider
    from smstui.providers.simulator import Carrier

TAKEN = {"sid": "SM1", "status": "queued", "direction": "outbound-api", "from": MAIN, "to": ANA, "body": "hi"}


class NotedWire(Wire):
    """A wire that notes how many requests were on it whenever it was let go of."""

    def __init__(self, carrier: Carrier) -> None:
        super().__init__(carrier)
        self.cut: list[int] = []

    async def aclose(self) -> None:
        self.cut.append(self.in_flight)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        await made.sync()
        yield made


def a_connection(world: World, wire: Wire) -> Connection:
    account = world.carrier.account

    def build() -> Provider:
        secrets = {"auth_token": account.auth_token}
        return connect(Options(account_sid=account.sid), secrets, transport=wire, clock=world.clock)

    return Connection(build)


async def test_letting_go_cuts_off_no_send_that_is_on_the_wire() -> None:
    came, may_answer = asyncio.Event(), asyncio.Event()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.set()
        await may_answer.wait()
        writer.write(http(201, TAKEN))
        await writer.drain()

    async with serve(answer) as server:
        options = Options(account_sid="AC" + "0" * 32, base_url=server.url)
        way = Connection(lambda: connect(options, {"auth_token": "x" * 32}, clock=ManualClock()))
        provider = await way()
        sending = asyncio.ensure_future(provider.send(OutgoingText(MAIN, ANA, "hi")))
        await came.wait()
        await way.forget()
        may_answer.set()
        assert (await sending).provider_id == "SM1"


async def test_refused_credentials_leave_what_is_on_the_wire_to_its_answer(world: World) -> None:
    wire = NotedWire(world.carrier)
    way = a_connection(world, wire)
    link = Link(replace(world.plan, connect=way, forget=way.forget), world.clock, is_polled=True)
    wire.after_post = lambda: world.clock.sleep(3)
    texts = [await world.write_to(peer, "hello") for peer in (ANA, BO)]
    first = await way()
    draining = asyncio.ensure_future(Dispatcher(link, world.desk).drain())
    await world.pass_time(1)
    assert wire.in_flight == 2
    await slow_down(link, CredentialsError("The credentials are not accepted."))
    assert await way() is not first  # they are read anew at once
    assert wire.cut == []
    await world.pass_time(4)
    await draining
    assert {(await world.text(text.id)).state for text in texts} == {State.SENT}
    assert wire.cut == [0]


async def test_whoever_still_has_a_provider_that_was_let_go_of_may_use_it(world: World) -> None:
    wire = NotedWire(world.carrier)
    way = a_connection(world, wire)
    provider = await way()
    await provider.lines()
    await way.forget()
    assert wire.cut == [0]
    assert (await provider.send(OutgoingText(MAIN, ANA, "late"))).provider_id
    assert wire.cut == [0, 0]  # nothing is held afterwards


async def test_a_list_is_read_to_its_end(world: World) -> None:
    for n in range(150):
        world.carrier.say(ANA, MAIN, f"{n}")
    wire = NotedWire(world.carrier)
    way = a_connection(world, wire)
    found = []
    async with aclosing((await way()).pages(peer=ANA)) as pages:
        async for page in pages:
            await way.forget()
            found += [text.body for text in page.texts]
            assert wire.cut == []
    assert len(found) == 150
    assert wire.cut == [0]


async def test_closing_lets_go_at_once_and_the_next_call_opens_anew(world: World) -> None:
    wire = NotedWire(world.carrier)
    way = a_connection(world, wire)
    first = await way()
    assert await way() is first
    await first.lines()
    await way.aclose()
    assert wire.cut == [0]
    assert await way() is not first
