"""Clocks that are wrong, ours or the provider's: nothing that comes is lost, and all of it is news."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from builders import ANA, BO, MAIN, World, a_world
from smstui.services.accounts import Link
from smstui.services.catching_up import read_peer
from smstui.services.reports import Progress

from .wiretap import stand_between

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from .wiretap import Exchange

HOURS_2 = 7200.0


async def unread(world: World) -> list[str | None]:
    """Return what came, oldest first; each is news in its conversation."""
    texts = [text for text in await world.texts() if (text.body or "").startswith("news")]
    counts: dict[int, int] = {}
    for text in texts:
        counts[text.conversation_id] = counts.get(text.conversation_id, 0) + 1
    for key, count in counts.items():
        conversation = await world.store.read(lambda reader, key=key: reader.conversation(key))  # type: ignore[misc]
        assert conversation is not None
        assert conversation.unread == count
    return [text.body for text in texts]


def both_clocks(world: World, seconds: float) -> None:
    """Set our clock, and with it the carrier's."""
    world.clock.turn(seconds)


def ours_alone(world: World, seconds: float) -> None:
    """Set our clock; the carrier's stays."""
    world.clock.turn(seconds)
    world.carrier.advance(-seconds)


def let_date_be(world: World, ahead: dict[str, float]) -> None:
    """Let the Date header of answers be wrong by what `ahead` says at that time."""

    async def handle(request: httpx.Request, carry: Exchange) -> httpx.Response:
        response = await carry(request)
        date = datetime.fromtimestamp(world.carrier.now + ahead["by"], tz=world.clock.now().tzinfo)
        response.headers["date"] = format_datetime(date).replace("+0000", "GMT")
        return response

    stand_between(world, handle)


async def hear(world: World, count: int, *, every: float = 600.0) -> list[str]:
    """Let a text come every ten minutes, and read the list after each; return their words."""
    words = [f"news {n}" for n in range(count)]
    for word in words:
        world.clock.move(every - 10)
        world.carrier.say(ANA, MAIN, word)
        world.clock.move(10)
        await world.sync()
    return words


async def test_a_clock_of_ours_that_is_set_back_while_the_list_is_asked_for_loses_nothing(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path, jumping=True) as world:
        await world.sync()
        world.clock.move(86_400)
        ours_alone(world, HOURS_2)
        wrong = [True]

        async def handle(request: httpx.Request, carry: Exchange) -> httpx.Response:
            if wrong and "Messages" in str(request.url):
                wrong.clear()
                ours_alone(world, -HOURS_2)
            return await carry(request)

        stand_between(world, handle)
        report = await world.sync()
        assert report.through is not None
        assert report.through <= world.clock.now()
        said = await hear(world, 14)
        assert await unread(world) == said


async def test_one_date_header_in_the_future_loses_nothing(tmp_path: Path) -> None:
    async with a_world(tmp_path, jumping=True) as world:
        await world.sync()
        ahead = {"by": HOURS_2}
        let_date_be(world, ahead)
        world.clock.move(60)
        await world.sync()
        ahead["by"] = 0.0
        world.carrier.say(BO, MAIN, "news while nobody reads")
        world.clock.move(2 * HOURS_2)
        said = await hear(world, 3)
        assert await unread(world) == ["news while nobody reads", *said]


async def test_a_first_sync_with_a_date_in_the_future_loses_nothing(tmp_path: Path) -> None:
    async with a_world(tmp_path, jumping=True, history=30) as world:
        ahead = {"by": HOURS_2}
        let_date_be(world, ahead)
        await world.sync()
        ahead["by"] = 0.0
        said = await hear(world, 14)
        assert await unread(world) == said


async def test_a_clock_of_ours_that_is_slow_lets_the_cursor_keep_up_with_what_is_listed(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path, carrier_ahead=5 * 86_400, jumping=True) as world:
        await world.sync()
        world.clock.move(3600)
        text = world.carrier.say(ANA, MAIN, "news")
        report = await world.sync()
        assert report.through is not None
        assert report.through.timestamp() == text.created
        assert (await world.sync()).fetched == 1
        assert await unread(world) == ["news"]


async def test_a_cursor_from_the_future_is_not_believed(tmp_path: Path) -> None:
    """Both clocks were wrong when it was set: what came since is found by the next pass, as news."""
    async with a_world(tmp_path, jumping=True) as world:
        world.carrier.say(ANA, MAIN, "long known")
        await world.sync()
        world.clock.move(86_400)
        both_clocks(world, HOURS_2)
        await world.sync()
        both_clocks(world, -HOURS_2)
        world.carrier.say(ANA, MAIN, "news of Ana")
        world.clock.move(1200)
        world.carrier.say(BO, MAIN, "news of Bo")
        # A look at Bo alone keeps a text that is newer than what is missing of Ana.
        await read_peer(Link(world.plan, world.clock), BO, Progress(), desk=world.desk)
        world.clock.move(60)
        report = await world.sync()
        assert report.through is not None
        assert report.through <= world.clock.now()
        bodies = [text.body for text in await world.texts()]
        assert bodies == ["long known", "news of Ana", "news of Bo"]
        said = await hear(world, 14)
        assert [text.body for text in await world.texts()][3:] == said


async def test_a_cursor_from_the_future_is_not_believed_where_no_text_ever_came(tmp_path: Path) -> None:
    async with a_world(tmp_path, jumping=True) as world:
        both_clocks(world, HOURS_2)
        await world.sync()
        both_clocks(world, -HOURS_2)
        world.carrier.say(ANA, MAIN, "news")
        world.clock.move(1200)
        await world.sync()
        assert await unread(world) == ["news"]


async def test_reading_everything_tells_news_by_a_cursor_that_is_believed(tmp_path: Path) -> None:
    async with a_world(tmp_path, jumping=True) as world:
        world.carrier.say(BO, MAIN, "long known")
        world.clock.move(86_400)
        both_clocks(world, HOURS_2)
        await world.sync()
        both_clocks(world, -HOURS_2)
        world.carrier.say(ANA, MAIN, "news")
        world.clock.move(1200)
        report = await world.sync(full=True)
        assert report.new == 1
        assert report.through is not None
        assert report.through >= world.clock.now() - timedelta(minutes=1)
        assert await unread(world) == ["news"]
