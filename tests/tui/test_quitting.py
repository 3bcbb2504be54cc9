"""What is finished before smstui ends, and what it says where it would leave something undone."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import pytest

from builders import ANA, MAIN, a_world
from smstui.domain.models import Suppression
from smstui.tui.app import SmstuiApp
from tui.events import key_event
from tui.stage import a_runtime, a_stage, small_talk
from tui.test_busy_store import busy, drafts, give, typed
from tui.test_leaving import after, bodies

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer
    from tui.stage import Stage

    Do = Callable[[Callable[[object], bool]], Awaitable[bool]]

WAITS = "A text waits to be sent, and nothing is sent until smstui runs again. ctrl+q again leaves now."


def said(stage: Stage) -> list[str]:
    """Return what stands in notices."""
    return [each.message for each in stage.app._notifications]


async def quit_behind_enter(stage: Stage, words: str, do: Do) -> None:
    """Press enter on a text while the store is busy doing this, and quit."""
    await stage.press("enter", "r")
    await stage.type(words)
    await stage.pass_time(1)
    async with busy(do):
        await give(stage, "enter")
        await stage.until(lambda: not typed(stage))
        await give(stage, "ctrl+q")
        assert stage.app.is_quitting
        assert stage.app.is_running
    await stage.settle()


# a text that is just being sent
async def test_it_is_said_of_a_text_that_is_being_recorded_that_it_waits(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await quit_behind_enter(stage, "hello", stage.world.store.write)
        await stage.until(lambda: WAITS in said(stage))
        assert stage.app.is_running
        assert await bodies(stage, ANA) == ["hello"]
        assert await drafts(stage) == {}


async def test_it_is_said_of_a_text_that_enter_was_just_pressed_on_that_it_waits(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r")
        await stage.type("hello")
        enter = key_event("enter")
        await stage.burst(enter, after(enter, "ctrl+q", 0.08))
        await stage.until(lambda: WAITS in said(stage))
        assert await bodies(stage, ANA) == ["hello"]


async def test_it_is_said_of_a_text_that_comes_back_that_it_is_a_draft(tmp_path: Path) -> None:
    def said_no(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        tx.suppress(Suppression(peer=ANA, since=world.clock.now(), source="keyword", word="STOP"))

    async with a_stage(tmp_path, talk=said_no) as stage:
        await quit_behind_enter(stage, "hello", stage.world.store.read)
        words = "A text was not sent, and is a draft again. ctrl+q again leaves now."
        await stage.until(lambda: words in said(stage))
        assert await drafts(stage) == {ANA: "hello"}
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running)


async def test_what_is_sent_while_the_engine_ends_keeps_smstui_and_leaves_then(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, runs_engine=True, send_delay=0) as stage:
        on_its_way = asyncio.Event()

        async def hold() -> None:
            await on_its_way.wait()

        stage.world.wire.before_post = hold
        await stage.pass_time(3)
        await stage.press("enter", "r")
        await stage.type_and_send("first")
        await stage.until(lambda: stage.world.wire.posts == 1)
        await give(stage, "ctrl+q")
        await give(stage, *"second", "enter")
        await stage.until(lambda: not typed(stage))
        assert stage.app.is_quitting
        on_its_way.set()
        await stage.until(lambda: WAITS in said(stage))
        assert stage.app.is_running
        await stage.until(lambda: stage.world.wire.posts == 2)
        await stage.settle()
        assert await bodies(stage, ANA) == [], "syncing and sending have begun again"


async def test_a_fault_of_ours_in_keeping_a_draft_is_said(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r")
        await stage.type("words")
        stage.world.store.refuses = RuntimeError("words")
        await stage.press("ctrl+q")
        words = "Something went wrong inside smstui (RuntimeError). What you wrote is not kept."
        assert f"{words} ctrl+q again leaves now." in said(stage)
        assert stage.app.is_running
        stage.world.store.refuses = None
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running)
        assert (await draft_of_ana(stage)) == "words"


async def draft_of_ana(stage: Stage) -> str:
    [ana] = await stage.world.store.read(lambda reader: reader.conversations_of([ANA], limit=1))
    return ana.draft


# a contact's form
FORM = "What you typed about a contact is not kept. ctrl+q again leaves now."


async def half_a_contact(stage: Stage) -> None:
    await stage.press("C")
    await stage.type("Dora")
    await stage.press("tab")


async def test_it_is_said_of_a_form_that_it_is_not_kept(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await half_a_contact(stage)
        await stage.press("ctrl+q")
        assert FORM in said(stage)
        assert stage.app.is_running
        await stage.type("415 555 0177")
        assert "415 555 0177" in stage.picture, "it stands as it was"
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running)


async def test_a_form_in_which_nothing_was_typed_keeps_nobody(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("C")
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running)


@pytest.mark.parametrize("number", ["415 555 0177", "none"])
async def test_a_form_that_is_being_kept_is_waited_for(tmp_path: Path, number: str) -> None:
    """What is refused is there to be read then."""
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await half_a_contact(stage)
        await stage.type(number)
        async with busy(stage.world.store.write):
            await give(stage, "enter", "ctrl+q")
            await stage.until(lambda: stage.app.is_quitting or not stage.app.is_running)
        if number == "none":
            await stage.until(lambda: FORM in said(stage))
            assert "✗" in stage.picture
        else:
            await stage.until(lambda: not stage.app.is_running)
            kept = await stage.world.store.read(lambda reader: reader.contacts("Dora", limit=5))
            assert [contact.name for contact in kept] == ["Dora"]


# signals
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_while_quitting_is_not_asked_back(tmp_path: Path, number: signal.Signals) -> None:
    """The terminal may be gone: nobody would see why smstui stays."""
    async with a_stage(tmp_path, talk=small_talk, send_delay=60.0) as stage:
        await stage.press("enter", "r")
        await stage.type_and_send("hello")
        await give(stage, "x")
        async with busy(stage.world.store.write):
            await give(stage, "ctrl+q")
            assert stage.app.is_quitting
            stage.app.end(number)
        await stage.until(lambda: not stage.app.is_running)
        assert stage.app.return_code == 128 + number
        assert await draft_of_ana(stage) == "x"


async def test_a_second_ctrl_q_behind_a_signal_leaves_at_once_as_the_signal_would(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r", "x")
        async with busy(stage.world.store.write):
            stage.app.end(signal.SIGTERM)
            await give(stage, "ctrl+q")
            await stage.until(lambda: not stage.app.is_running)
        assert stage.app.return_code == 128 + signal.SIGTERM


async def test_a_signal_ahead_of_the_first_picture_ends(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.line(MAIN)
        app = SmstuiApp(a_runtime(world), runs_engine=False)
        async with busy(world.store.read):
            running = asyncio.ensure_future(app.run_async(headless=True))
            for _ in range(100):
                await asyncio.sleep(0)
            assert app.is_running
            app.end(signal.SIGTERM)
        await asyncio.wait_for(running, 20)
        assert app.return_code == 128 + signal.SIGTERM
