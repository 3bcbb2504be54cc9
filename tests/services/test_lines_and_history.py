"""Lines that the provider does not tell, and lines that come while a history is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from builders import ANA, BO, MAIN, WORKSHOP, World, a_world
from smstui.domain.models import Filing, View
from smstui.ports.errors import OfflineError
from smstui.services.accounts import Link
from smstui.services.lines import adopt_lines
from smstui.services.sync import LINES_AGAIN, sync_link

from .wiretap import cut_off, stand_between

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import httpx

    from smstui.services.reports import SyncReport

    from .wiretap import Exchange

HOUR = 3600
DAY = 24 * HOUR


async def trouble(world: World) -> str | None:
    state = await world.store.read(lambda reader: reader.account("work"))
    assert state is not None
    assert state.offline_since is None
    return state.error


@pytest.mark.parametrize(
    "configured", [(), (MAIN,)], ids=["lines the provider told", "lines of the settings"]
)
async def test_where_only_the_lines_cannot_be_asked_for_texts_are_read_all_the_same(
    tmp_path: Path, configured: Sequence[str]
) -> None:
    async with a_world(tmp_path, configured=configured, jumping=True) as world:
        link = Link(world.plan, world.clock)

        async def sync() -> SyncReport:
            return await sync_link(link, desk=world.desk)

        assert (await sync()).error is None
        world.clock.move(HOUR + 100)
        mended = cut_off(world, "IncomingPhoneNumbers")
        for n in range(3):
            world.carrier.say(ANA, MAIN, f"text {n}")
            world.clock.move(2)
            report = await sync()
            assert (report.new, report.error) == (1, None)
            assert "numbers" in (await trouble(world) or "")
        mended()
        world.clock.move(LINES_AGAIN)
        await sync()
        assert await trouble(world) is None
        state = await world.store.read(lambda reader: reader.account("work"))
        assert state is not None
        assert state.lines_asked_at is not None
        assert (world.clock.now() - state.lines_asked_at).total_seconds() < 60


async def test_lines_that_cannot_be_asked_for_are_not_asked_for_in_every_pass(tmp_path: Path) -> None:
    async with a_world(tmp_path, jumping=True) as world:
        link = Link(world.plan, world.clock)
        asked: list[str] = []

        async def handle(request: httpx.Request, carry: Exchange) -> httpx.Response:
            asked.append(str(request.url))
            return await carry(request)

        cut_off(world, "IncomingPhoneNumbers")
        stand_between(world, handle)
        for _ in range(10):
            world.clock.move(2)
            await sync_link(link, desk=world.desk)
        assert len([address for address in asked if "IncomingPhoneNumbers" in address]) <= 3


async def test_where_no_line_is_known_their_absence_is_what_stands_in_the_way(tmp_path: Path) -> None:
    async with a_world(tmp_path, configured=(), jumping=True) as world:
        cut_off(world, "IncomingPhoneNumbers")
        assert isinstance((await world.sync()).error, OfflineError)


async def test_a_line_that_another_process_adopts_during_a_first_sync_gets_its_own_history(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path, configured=(MAIN,), jumping=True) as world:
        for n in range(1500):
            world.carrier.say(ANA, MAIN, f"main {n}")
            world.carrier.say(BO, WORKSHOP, f"workshop {n}")
            world.clock.move(60)
        both = replace(world.plan, configured=(MAIN, WORKSHOP))
        other = world.beside()

        async def handle(request: httpx.Request, carry: Exchange) -> httpx.Response:
            if "PageToken" in str(request.url):
                await adopt_lines(both, store=other.store)
            return await carry(request)

        stand_between(world, handle)
        assert (await world.sync()).error is None
        world.plan = both
        await world.sync()
        assert len(await world.texts()) == 3000


async def test_a_line_that_comes_later_leaves_open_what_was_left_open(tmp_path: Path) -> None:
    async with a_world(tmp_path, configured=(MAIN,), jumping=True) as world:
        await world.sync()
        world.carrier.say(ANA, MAIN, "call me back some day")
        await world.sync()
        [kept] = await world.store.read(lambda reader: reader.conversations(View.ALL, limit=9))
        await world.store.write(lambda tx: tx.mark_read(kept.id))
        world.carrier.say(BO, WORKSHOP, "of a line that is not ours yet")
        world.clock.move(8 * DAY)
        world.plan = replace(world.plan, configured=(MAIN, WORKSHOP))
        assert (await world.sync()).new == 1
        filings = {
            conversation.peer: conversation.filing
            for conversation in await world.store.read(lambda reader: reader.conversations(View.ALL, limit=9))
        }
        assert filings == {ANA: Filing.OPEN, BO: Filing.DONE}
