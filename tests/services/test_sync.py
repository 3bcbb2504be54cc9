"""Reading the provider's list without a gap: first everything, then what is new."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import ANA, BO, MAIN, NOON, VOICE_ONLY, WORKSHOP, World, a_world
from smstui.domain.models import Filing, View
from smstui.domain.states import State
from smstui.ports.errors import CredentialsError, OfflineError
from smstui.providers.simulator import OwnLine
from smstui.services.sync import sync_account

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from smstui.ports.store import Writer


async def accounts_state(world: World) -> tuple[bool, object]:
    state = await world.store.read(lambda reader: reader.account("work"))
    assert state is not None
    return state.complete, state.through


async def test_the_first_sync_reads_everything_quietly(tmp_path: Path) -> None:
    async with a_world(tmp_path, history=1500, jumping=True) as world:
        report = await world.sync()
        assert report.error is None
        assert report.new == len(await world.texts()) == report.fetched - report.skipped
        assert report.new > 1000
        complete, through = await accounts_state(world)
        assert complete
        assert through is not None
        counts = await world.store.read(lambda reader: reader.counts())
        assert counts.unread == 0
        open_ = await world.store.read(lambda reader: reader.conversations(View.INBOX, limit=1000))
        done = await world.store.read(lambda reader: reader.conversations(View.DONE, limit=1000))
        week = world.clock.now() - timedelta(days=7)
        assert all(conversation.last_at >= week for conversation in open_)
        assert done
        assert all(conversation.last_at < week for conversation in done)


async def test_a_second_pass_brings_only_what_is_new(tmp_path: Path) -> None:
    async with a_world(tmp_path, history=300, jumping=True) as world:
        await world.sync()
        assert (await world.sync()).new == 0
        world.carrier.say(ANA, MAIN, "news")
        report = await world.sync()
        assert report.new == 1
        (text,) = [text for text in await world.texts() if text.body == "news"]
        conversation = await world.store.read(lambda reader: reader.conversation(text.conversation_id))
        assert conversation is not None
        assert conversation.unread == 1


HISTORY = 2300
"""Three pages."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[str | None]:
    """Return what a first sync finds that nothing interrupts."""

    async def read() -> list[str | None]:
        async with a_world(tmp_path_factory.mktemp("whole"), history=HISTORY, jumping=True) as world:
            await world.sync()
            return [text.body for text in await world.texts()]

    return asyncio.run(read())


@pytest.mark.parametrize("survived", range(11))
async def test_b8_a_first_sync_that_is_killed_goes_on_where_it_was(
    tmp_path: Path, survived: int, whole: list[str | None]
) -> None:
    async with a_world(tmp_path, history=HISTORY, jumping=True) as world:
        with pytest.raises(_KilledError):
            await asyncio.ensure_future(_sync(world, writes=survived))
        state = await world.store.read(lambda reader: reader.account("work"))
        assert state is None or not state.complete
        kept = len(await world.texts())
        asked = len(world.wire.requests)
        again = await world.beside().sync()
        assert again.error is None
        texts = await world.texts()
        assert len({text.provider_id for text in texts}) == len(texts) == kept + again.new
        assert [text.body for text in texts] == whole
        # Whole pages that were kept are not read again.
        assert again.fetched < len(whole) + 150 - max(0, kept - 1000)
        assert len(world.wire.requests) <= asked + 6


class _KilledError(BaseException):
    """The process is gone."""


async def _sync(world: World, *, writes: int) -> None:
    """Sync, and die when so many transactions are done."""
    write = world.store.write
    left = writes

    async def write_or_die(change: Callable[[Writer], object]) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise _KilledError
        return await write(change)

    world.store.write = write_or_die  # type: ignore[method-assign, assignment]
    try:
        await sync_account(world.plan, store=world.store, locks=world.locks, clock=world.clock)
    finally:
        world.store.write = write  # type: ignore[method-assign]


async def test_b8_the_cursors_of_all_lines_move_together_and_only_without_a_gap(tmp_path: Path) -> None:
    async with a_world(tmp_path, jumping=True) as world:
        await world.sync()
        lines = await world.store.read(lambda reader: reader.lines("work"))
        world.clock.move(60)
        world.wire.offline = True
        report = await world.sync()
        assert isinstance(report.error, OfflineError)
        before = report.through
        assert before is not None
        assert before < world.clock.now() - timedelta(seconds=50)
        world.wire.offline = False
        world.clock.move(60)
        report = await world.sync()
        assert report.through is not None
        assert report.through > before + timedelta(seconds=60)
        cursors = {await world.store.read(lambda reader, key=line.id: reader.cursor(key)) for line in lines}  # type: ignore[misc]
        assert cursors == {report.through}


async def test_f130_offline_is_noted_with_its_time_and_forgotten_after(tmp_path: Path) -> None:
    async with a_world(tmp_path, jumping=True) as world:
        world.wire.offline = True
        began = world.clock.now()
        for _ in range(3):
            await world.sync()
        state = await world.store.read(lambda reader: reader.account("work"))
        assert state is not None
        assert state.offline_since is not None
        assert began <= state.offline_since <= began + timedelta(minutes=5)
        world.wire.offline = False
        await world.sync()
        state = await world.store.read(lambda reader: reader.account("work"))
        assert state is not None
        assert state.offline_since is None


async def test_wrong_credentials_are_an_error_of_the_account_in_words(tmp_path: Path) -> None:
    async with a_world(tmp_path, jumping=True) as world:
        right = world.carrier.account
        world.carrier.account = type(right)(seed=99, lines=right.lines)
        report = await world.sync()
        assert isinstance(report.error, CredentialsError)
        state = await world.store.read(lambda reader: reader.account("work"))
        assert state is not None
        assert "credentials" in (state.error or "")
        world.carrier.account = right
        assert (await world.sync()).error is None
        state = await world.store.read(lambda reader: reader.account("work"))
        assert state is not None
        assert not state.error


async def test_what_appears_late_in_the_list_is_found_by_the_overlap(tmp_path: Path) -> None:
    async with a_world(tmp_path, faults="lag=600", jumping=True) as world:
        await world.sync()
        await world.wire.handle_async_request(_post_from_elsewhere(world))
        for _ in range(12):
            world.clock.move(60)
            await world.sync()
        assert [text.body for text in await world.texts()] == ["sent from elsewhere"]


def _post_from_elsewhere(world: World):  # type: ignore[no-untyped-def]
    import httpx

    account = world.carrier.account
    return httpx.Request(
        "POST",
        f"https://api.twilio.com/2010-04-01/Accounts/{account.sid}/Messages.json",
        data={"From": MAIN, "To": ANA, "Body": "sent from elsewhere"},
        headers={"Authorization": httpx.BasicAuth(account.sid, account.auth_token)._auth_header},
    )


async def test_a_text_sent_from_elsewhere_is_filed_as_ours(tmp_path: Path) -> None:
    async with a_world(tmp_path, jumping=True) as world:
        await world.sync()
        await world.wire.handle_async_request(_post_from_elsewhere(world))
        world.clock.move(5)
        report = await world.sync()
        assert report.new == 1
        (text,) = await world.texts()
        assert text.state in {State.SENT, State.DELIVERED}
        counts = await world.store.read(lambda reader: reader.counts())
        assert counts.unread == 0


async def test_full_reads_everything_again_and_changes_nothing(tmp_path: Path) -> None:
    async with a_world(tmp_path, history=400, jumping=True) as world:
        first = await world.sync()
        again = await world.sync(full=True)
        assert again.fetched == first.fetched
        assert again.new == 0
        assert len(await world.texts()) == first.new


async def test_a_line_that_is_added_later_gets_its_history(tmp_path: Path) -> None:
    async with a_world(tmp_path, configured=(MAIN,), jumping=True) as world:
        world.carrier.say(ANA, MAIN, "one")
        world.carrier.say(BO, WORKSHOP, "two")
        world.clock.move(86_400)
        report = await world.sync()
        assert (report.new, report.skipped) == (1, 1)
        from msgspec.structs import replace

        world.plan = replace(world.plan, configured=(MAIN, WORKSHOP))
        world.carrier.say(ANA, MAIN, "three")
        report = await world.sync()
        assert report.new == 2
        assert {text.body for text in await world.texts()} == {"one", "two", "three"}
        counts = await world.store.read(lambda reader: reader.counts())
        assert counts.unread == 1  # three is news, two is history


async def test_a_changed_set_of_lines_is_seen_without_the_network(tmp_path: Path) -> None:
    async with a_world(tmp_path, configured=(MAIN, WORKSHOP), jumping=True) as world:
        await world.sync()
        from msgspec.structs import replace

        world.wire.offline = True
        world.plan = replace(world.plan, configured=(MAIN,))
        await world.line(MAIN)
        gone = await world.store.read(lambda reader: reader.line_numbered(WORKSHOP))
        assert gone is not None
        assert gone.gone
        world.plan = replace(world.plan, configured=(MAIN, WORKSHOP, "+15005550009"))
        back = await world.line(WORKSHOP)
        new = await world.line("+15005550009")
        assert not back.gone
        assert new.can_sms  # until the provider was asked


async def test_f4_the_provider_says_which_lines_can_text(tmp_path: Path) -> None:
    async with a_world(tmp_path, configured=(), jumping=True) as world:
        await world.sync()
        lines = await world.store.read(lambda reader: reader.lines("work"))
        assert {line.number: line.can_sms for line in lines} == {
            MAIN: True,
            WORKSHOP: True,
            VOICE_ONLY: False,
        }


async def test_a_line_of_the_settings_that_the_provider_does_not_have_cannot_send(tmp_path: Path) -> None:
    async with a_world(tmp_path, configured=(MAIN, "+15005550009"), jumping=True) as world:
        assert (await world.line("+15005550009")).can_sms
        await world.sync()
        assert not (await world.line("+15005550009")).can_sms


async def test_lines_are_asked_for_at_most_hourly(tmp_path: Path) -> None:
    async with a_world(tmp_path, jumping=True) as world:
        await world.sync()
        world.carrier.account = type(world.carrier.account)(
            seed=1, lines=(*world.carrier.account.lines, OwnLine("+15005550009", "New"))
        )
        from msgspec.structs import replace

        world.plan = replace(world.plan, configured=())
        await world.sync()
        assert len(await world.store.read(lambda reader: reader.lines("work"))) == 2
        world.clock.move(3601)
        await world.sync()
        assert len(await world.store.read(lambda reader: reader.lines("work"))) == 4


async def test_where_another_process_polls_its_pass_is_waited_for(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        other = world.beside()
        lock = other.locks.polling("work")
        assert lock.acquire()
        asked = len(world.wire.requests)
        waiting = asyncio.ensure_future(
            sync_account(world.plan, store=world.store, locks=world.locks, clock=world.clock)
        )
        await world.pass_time(3)
        assert not waiting.done()
        lock.release()
        report = await world.until(other.sync())
        assert report.error is None
        await world.pass_time(1)
        assert (await waiting).error is None
        assert len(world.wire.requests) <= asked + 2


async def test_where_the_other_process_died_in_its_pass_this_one_reads(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.sync()
        lock = world.beside().locks.polling("work")
        assert lock.acquire()
        world.carrier.say(ANA, MAIN, "news")
        waiting = asyncio.ensure_future(
            sync_account(world.plan, store=world.store, locks=world.locks, clock=world.clock)
        )
        await world.pass_time(1)
        lock.release()
        await world.pass_time(1)
        assert (await waiting).new == 1


async def test_a_wrong_clock_of_ours_does_not_lose_texts(tmp_path: Path) -> None:
    """The cursor is the provider's time, by its Date header: R11."""
    async with a_world(tmp_path, carrier_ahead=-3600, jumping=True) as world:
        await world.sync()
        for n in range(4):
            world.carrier.say(ANA, MAIN, f"{n}")
            world.clock.move(30)
            assert (await world.sync()).new == 1
        world.clock.turn(7200)
        world.carrier.advance(-7200)
        world.carrier.say(ANA, MAIN, "after the clock was set")
        assert (await world.sync()).new == 1


async def test_a_reopened_conversation_is_open(tmp_path: Path) -> None:
    async with a_world(tmp_path, jumping=True) as world:
        world.carrier.say(ANA, MAIN, "long ago")
        world.clock.move(86_400 * 10)
        await world.sync()
        (text,) = await world.texts()
        conversation = await world.store.read(lambda reader: reader.conversation(text.conversation_id))
        assert conversation is not None
        assert conversation.filing is Filing.DONE
        world.carrier.say(ANA, MAIN, "now")
        await world.sync()
        conversation = await world.store.read(lambda reader: reader.conversation(text.conversation_id))
        assert conversation is not None
        assert conversation.filing is Filing.OPEN
        assert conversation.last_at > NOON
