"""Keys pressed while the store is busy do what they do else, and nothing turns under the fingers."""

from __future__ import annotations

import asyncio
import threading
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from textual.drivers.headless_driver import HeadlessDriver

from builders import ANA, BO, CLEO, MAIN, WORKSHOP
from smstui.domain.models import Contact, Suppression
from smstui.domain.states import State
from smstui.ports.errors import StoreError
from smstui.services.drafts import save_drafts
from smstui.tui.actions import Place
from smstui.tui.screens.notifications import NotificationsScreen
from smstui.tui.screens.standing import LOOK_AGAIN
from tui.events import click, key_event
from tui.news import add_arrival, arrive, popup, write
from tui.stage import a_stage, say, small_talk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer
    from tui.stage import Stage

WIDE = (200, 48)
"""List, conversation and panel side by side."""
PREVIEWED = 0.1
"""Seconds after which what the cursor stands on is shown."""


@asynccontextmanager
async def busy(do: Callable[[Callable[[object], bool]], Awaitable[bool]]) -> AsyncIterator[None]:
    """Have the store's reading thread, or its writing one, at something long: what is asked now waits."""
    gate = threading.Event()
    job = asyncio.ensure_future(do(lambda _: gate.wait(30)))
    await asyncio.sleep(0)
    try:
        yield
    finally:
        gate.set()
        await job


@asynccontextmanager
async def busy_threads() -> AsyncIterator[None]:
    """Have all threads at something long in which other work is done than the store's."""
    gate = threading.Event()
    jobs = [asyncio.ensure_future(asyncio.to_thread(gate.wait, 30)) for _ in range(64)]
    await asyncio.sleep(0)
    try:
        yield
    finally:
        gate.set()
        await asyncio.gather(*jobs)


@asynccontextmanager
async def unreadable(stage: Stage) -> AsyncIterator[None]:
    """Have the store's file away: whatever is read meanwhile fails."""
    path, away = stage.world.folder / "smstui.db", stage.world.folder / "away.db"
    path.rename(away)
    try:
        yield
    finally:
        away.rename(path)


async def give(stage: Stage, *keys: str) -> None:
    """Press these keys at once, and go on as soon as they did what can be done without the store."""
    driver = stage.app._driver
    assert driver is not None
    for key in keys:
        driver.process_message(key_event(key))
    for _ in range(5):
        await stage.pilot.pause()


async def move(stage: Stage, seconds: float) -> None:
    """Let time pass without waiting for the store."""
    stage.world.clock.move(seconds)
    for _ in range(5):
        await stage.pilot.pause()


def shown(stage: Stage) -> str | None:
    """Return whose conversation is shown."""
    conversation = stage.inbox.reading.conversation
    return None if conversation is None else conversation.peer


def at_cursor(stage: Stage) -> str:
    """Return whose row the cursor is on."""
    current = stage.inbox.listing.widget.current
    assert current is not None
    return current.peer


def typed(stage: Stage) -> str:
    """Return what stands in the composer."""
    return stage.inbox.conversation.composer.text


async def drafts(stage: Stage) -> dict[str, str]:
    """Return the draft of each conversation that has one, as the store has it."""
    await stage.pass_time(1)
    found = await stage.world.store.read(
        lambda reader: reader.conversations_of([ANA, BO, CLEO, *CROWD], limit=50)
    )
    return {each.peer: each.draft for each in found if each.draft}


async def somebody_writes(stage: Stage, peer: str, draft: str) -> None:
    """Have another program write a draft."""
    store, clock = stage.world.store, stage.world.clock
    [found] = await store.read(lambda reader: reader.conversations_of([peer], limit=1))
    await save_drafts({found.id: draft}, store=store, clock=clock)


CROWD = [f"+1415555020{number}" for number in range(6)]


def crowd(tx: Writer, world: World) -> None:
    """Write six conversations, of which the fourth has news."""
    for at, peer in enumerate(CROWD):
        say(tx, world, peer, [f"text {at}"], minutes_ago=100 + at * 10, unread=int(at == 3))


# whose conversation it is
async def test_a_preview_that_comes_late_does_not_turn_what_was_opened_meanwhile(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=WIDE, talk=small_talk) as stage:
        assert (shown(stage), at_cursor(stage)) == (ANA, ANA)
        async with busy(stage.world.store.read):
            await give(stage, "down")
            await move(stage, PREVIEWED)
            await give(stage, "up", "enter", "r", "h", "i")
            assert (shown(stage), typed(stage)) == (ANA, "hi")
        await stage.settle()
        await stage.type(" there")
        assert (shown(stage), typed(stage), at_cursor(stage)) == (ANA, "hi there", ANA)
        assert await drafts(stage) == {ANA: "hi there"}


async def test_a_preview_that_comes_late_does_not_turn_what_was_clicked_into(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=WIDE, talk=small_talk) as stage:
        field = stage.inbox.conversation.composer.field
        assert field is not None
        driver = stage.app._driver
        assert driver is not None
        async with busy(stage.world.store.read):
            await give(stage, "down")
            await move(stage, PREVIEWED)
            for each in click((field.region.x + 3, field.region.y + 1)):
                driver.process_message(each)
            await give(stage, *"hel")
            assert (shown(stage), typed(stage)) == (ANA, "hel")
        await stage.settle()
        await stage.type("lo")
        assert (shown(stage), at_cursor(stage)) == (ANA, ANA)
        assert await drafts(stage) == {ANA: "hello"}


@pytest.mark.parametrize("begins", [[], ["enter"]], ids=["list", "conversation"])
async def test_what_is_typed_behind_n_is_for_the_unread_conversation(
    tmp_path: Path, begins: list[str]
) -> None:
    async with a_stage(tmp_path, talk=crowd) as stage:
        await stage.press(*begins)
        async with busy(stage.world.store.read):
            await give(stage, "n", "r", *"hel")
            await give(stage, *"lo")
        await stage.settle()
        assert (shown(stage), at_cursor(stage), typed(stage)) == (CROWD[3], CROWD[3], "hello")
        assert await drafts(stage) == {CROWD[3]: "hello"}


async def test_a_key_behind_n_in_a_conversation_leaves_the_one_that_was_gone_to(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=crowd) as stage:
        await stage.press("enter")
        async with busy(stage.world.store.read):
            await give(stage, "n")
            await give(stage, "h")
        await stage.settle()
        assert (stage.where(), at_cursor(stage)) == (Place.LIST, CROWD[3])
        await stage.press("down")
        await stage.pass_time(PREVIEWED)
        assert (at_cursor(stage), shown(stage)) == (CROWD[4], CROWD[4]), "what is browsed is shown"


async def test_n_finds_the_unread_one_also_where_the_list_is_older_than_the_store(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=crowd) as stage:
        for peer in (ANA, BO):  # the list rests after the first, and is not read again for the second
            await stage.world.store.write(lambda tx, peer=peer: add_arrival(tx, stage.world, peer, "hey"))  # type: ignore[misc]
            await stage.settle()
        await stage.press("n")
        assert at_cursor(stage) == CROWD[3]
        await stage.pass_time(1)
        assert (at_cursor(stage), shown(stage)) == (CROWD[3], CROWD[3])


async def test_what_is_typed_behind_a_contact_that_was_narrowed_to_is_for_their_conversation(
    tmp_path: Path,
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("h", "f")
        await stage.type("bo")
        async with busy(stage.world.store.read):
            await give(stage, "enter", "h", "i")
        await stage.settle()
        assert (stage.where(), shown(stage), typed(stage)) == (Place.COMPOSER, BO, "hi")


async def test_esc_behind_enter_in_the_contacts_leaves_the_composer_that_opens(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("g", "c")
        async with busy(stage.world.store.read):
            await give(stage, "b", "o", "enter", "escape")
        await stage.settle()
        assert (stage.where(), shown(stage)) == (Place.READING, BO)


async def test_a_text_that_is_recorded_late_moves_no_other_conversation(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, BO, [f"bo {at}" for at in range(50)], minutes_ago=60, unread=40)
        say(tx, world, ANA, ["ana"], minutes_ago=1)

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter", "r")
        await stage.type("hello")
        async with busy(stage.world.store.write):
            await give(stage, "enter")
            await stage.until(lambda: not typed(stage))
            await give(stage, "escape", "n")
            for _ in range(20):
                await stage.pilot.pause()
            assert shown(stage) == BO
            at = stage.inbox.conversation.texts.scroll_offset.y
        await stage.settle()
        assert stage.inbox.conversation.texts.scroll_offset.y == at
        await stage.pass_time(5)
        [bo] = await stage.world.store.read(lambda reader: reader.conversations_of([BO], limit=1))
        assert bo.unread == 40
        sent = await stage.world.store.read(lambda reader: reader.in_states({State.QUEUED}))
        assert [(text.peer, text.body) for text in sent] == [(ANA, "hello")]


# what is written
async def test_what_is_typed_while_a_text_is_taken_back_stands_behind_it(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, send_delay=60.0) as stage:
        await stage.press("enter", "r")
        await stage.type_and_send("first words")
        async with busy(stage.world.store.write):
            await give(stage, "ctrl+z")
            await give(stage, *", more")
        await stage.settle()
        assert typed(stage) == "first words, more"
        assert await drafts(stage) == {ANA: "first words, more"}


async def test_a_text_that_is_refused_while_the_editor_is_open_stands_above_what_was_written_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor, done = tmp_path / "editor", tmp_path / "done"
    editor.write_text(f'#!/bin/sh\nuntil [ -e {done} ]; do sleep 0.01; done\nprintf "the next one" > "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    monkeypatch.setattr(HeadlessDriver, "can_suspend", True)
    long = "🙂" * 900
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r")
        await stage.paste(long)
        async with busy(stage.world.store.read):
            await give(stage, "enter")
            await stage.until(lambda: not typed(stage))
            await give(stage, "ctrl+g")
        await stage.until(lambda: typed(stage) == long)
        done.touch()
        await stage.until(lambda: typed(stage) == f"{long}\nthe next one")
        await stage.type("!")
        assert await drafts(stage) == {ANA: f"{long}\nthe next one!"}


async def test_a_draft_that_is_still_being_written_is_not_the_one_that_was_read(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=WIDE, talk=small_talk) as stage:
        await stage.press("enter", "r")
        await stage.type("abc")
        await stage.pass_time(1)
        async with AsyncExitStack() as waits:
            async with busy(stage.world.store.write):
                await give(stage, "d", "ctrl+o", "h", "down")
                await move(stage, PREVIEWED)
                await stage.until(lambda: shown(stage) == BO)
                await waits.enter_async_context(busy_threads())  # its texts come with the hours of who it is
                await give(stage, "up")
                await move(stage, PREVIEWED)
            for _ in range(20):
                await stage.pilot.pause(0.01)
        await stage.settle()
        await stage.press("enter", "r")
        assert (shown(stage), typed(stage)) == (ANA, "abcd")
        await stage.type("e")
        assert await drafts(stage) == {ANA: "abcde"}


async def test_a_text_that_is_refused_while_another_is_open_stands_where_it_was_written(
    tmp_path: Path,
) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        tx.suppress(Suppression(peer=ANA, since=world.clock.now(), source="keyword", word="STOP"))

    async with a_stage(tmp_path, size=WIDE, talk=talk) as stage:
        await stage.press("enter", "r")
        await stage.type("abc")
        async with busy(stage.world.store.write):
            async with busy(stage.world.store.read):
                await give(stage, "enter")
                await stage.until(lambda: not typed(stage))
                await give(stage, "escape", "h", "down", "enter")
                assert shown(stage) == BO
            await stage.until(lambda: "Not done" in stage.picture)
            await give(stage, "h", "up", "enter")
            await stage.until(lambda: shown(stage) == ANA)
        await stage.settle()
        assert typed(stage) == "abc"
        await stage.press("r")
        await stage.type("d")
        assert await drafts(stage) == {ANA: "abcd"}


async def test_a_text_that_is_taken_back_stands_there_once(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, send_delay=60.0) as stage:
        await stage.press("enter", "r")
        await stage.type_and_send("first words")
        await stage.pass_time(5)
        await give(stage, "left")  # somebody is at the keys: news elsewhere waits for a pause
        await stage.world.store.write(lambda tx: add_arrival(tx, stage.world, BO, "hey"))
        await stage.settle()
        async with AsyncExitStack() as reading:
            async with busy(stage.world.store.write):
                await give(stage, "ctrl+z")
                await reading.enter_async_context(busy(stage.world.store.read))
                await move(
                    stage, 0.3
                )  # the pause: what changed is asked for, and read when it was taken back
            for _ in range(20):
                await stage.pilot.pause(0.01)
        await stage.settle()
        assert typed(stage) == "first words"
        assert await drafts(stage) == {ANA: "first words"}


async def test_a_draft_of_somebody_else_is_below_a_text_that_is_taken_back(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, send_delay=60.0) as stage:
        await stage.press("enter", "r")
        await stage.type_and_send("first words")
        await stage.pass_time(5)
        await give(stage, "left")  # somebody is at the keys: what only the list tells waits for a pause
        await somebody_writes(stage, ANA, "theirs")
        assert typed(stage) == ""
        await stage.press("ctrl+z")
        assert await drafts(stage) == {ANA: "first words\ntheirs"}


async def test_the_draft_that_is_taken_along_is_the_one_that_is_there(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=(80, 30), talk=small_talk) as stage:
        await stage.world.line(WORKSHOP)
        await somebody_writes(stage, ANA, "old")
        await stage.pass_time(2)
        await stage.press("F")
        await somebody_writes(stage, ANA, "new, by a teammate")
        await stage.pass_time(2)
        await stage.press("down", "enter")
        assert typed(stage) == "new, by a teammate"
        assert await drafts(stage) == {ANA: "new, by a teammate"}


async def test_a_draft_that_is_taken_along_stays_in_the_store_until_it_is_there(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.world.line(WORKSHOP)
        await stage.press("enter", "r")
        await stage.type("hello")
        await stage.pass_time(1)
        store = stage.world.store
        store.refuses = StoreError("The disk is full.", hint="Make room.")
        await stage.press("!")
        await stage.pass_time(1)
        store.refuses = None
        await stage.press("escape", "F")
        store.fates, store.refuses = [None, None], StoreError("The disk is full.", hint="Make room.")
        await stage.press("down", "enter")
        assert typed(stage) == "hello!"
        await stage.pass_time(3)
        found = await store.read(lambda reader: reader.conversations_of([ANA], limit=5))
        assert any("hello" in each.draft for each in found), "killed now it would be lost"
        store.refuses = None
        assert await drafts(stage) == {ANA: "hello!"}


async def test_a_draft_of_somebody_else_is_heard_of_also_while_another_is_kept(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=WIDE, talk=small_talk) as stage:
        await stage.press("enter", "r")
        await stage.pass_time(5)
        await give(stage, "x")
        await give(stage, "backspace", "escape", "h", "down", "enter", "r")
        assert shown(stage) == BO
        await stage.world.settle()
        await give(stage, "left")
        await somebody_writes(stage, BO, "theirs")
        await stage.settle()
        async with busy(stage.world.store.read):
            await move(stage, 0.3)
            for _ in range(10):
                await stage.pilot.pause(0.01)
        await stage.settle()
        await stage.pass_time(30)
        assert typed(stage) == "theirs"


async def test_what_is_typed_right_behind_a_failure_is_kept_in_a_moment(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r")
        stage.world.store.fates = [StoreError("The disk is full.", hint="Make room.")]
        await stage.press("h")
        await stage.pass_time(0.25)
        await stage.press("i")
        await stage.pass_time(0.25)
        [ana] = await stage.world.store.read(lambda reader: reader.conversations_of([ANA], limit=1))
        assert ana.draft == "hi"


async def test_why_a_text_was_not_sent_stays_said_until_the_next_key(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        tx.suppress(Suppression(peer=ANA, since=world.clock.now(), source="keyword", word="STOP"))

    async with a_stage(tmp_path, size=WIDE, talk=talk) as stage:
        await stage.press("enter", "r")
        await stage.type("abc")
        async with busy(stage.world.store.read):
            await give(stage, "enter")
            await stage.until(lambda: not typed(stage))
        await stage.settle()
        assert "Not sent" in stage.reading
        await stage.type("d")
        assert "Not sent" not in stage.reading


async def test_quitting_keeps_what_is_typed_while_it_waits_for_the_store(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r")
        async with busy(stage.world.store.write):
            await give(stage, "h", "ctrl+q")
            await give(stage, "i")
            assert typed(stage) == "hi"
        await stage.until(lambda: not stage.app.is_running)
        [ana] = await stage.world.store.read(lambda reader: reader.conversations_of([ANA], limit=1))
        assert ana.draft == "hi"


async def test_quitting_waits_for_a_second_word_where_what_was_written_cannot_be_kept(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r", "h", "i")
        stage.world.store.refuses = StoreError("The disk is full.", hint="Make room.")
        await stage.press("ctrl+q")
        assert stage.app.is_running
        assert "The disk is full. What you wrote is not kept" in " ".join(stage.picture.split())
        assert "finishing" not in stage.status
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running)
        stage.world.store.refuses = None


async def test_quitting_says_what_the_store_says_whatever_its_file_is_called(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r", "h", "i")
        stage.world.store.refuses = StoreError("/home/{ana}/{quit}/smstui.db is full.", hint="Make room.")
        await stage.press("ctrl+q")
        told = [each.message for each in stage.app._notifications]
        words = "/home/{ana}/{quit}/smstui.db is full. What you wrote is not kept."
        assert f"{words} ctrl+q again leaves now." in told
        assert "finishing" not in stage.status
        stage.world.store.refuses = None


async def test_an_error_while_quitting_is_told_and_leaves_the_next_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r", "h", "i")
        with monkeypatch.context() as patch:
            # An error of our own: none is known that could be brought about.
            patch.setattr(stage.app.leaving, "_reason_to_stay", None)
            await stage.press("ctrl+q")
        assert stage.app.is_running
        assert "Something went wrong inside smstui" in " ".join(stage.picture.split())
        assert "finishing" not in stage.status
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running)


async def test_texts_of_a_conversation_that_is_being_opened_are_its_own_in_their_order(
    tmp_path: Path,
) -> None:
    bodies = [f"bo {number}" for number in range(300)]

    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["ana"], minutes_ago=900)
        say(tx, world, BO, bodies, minutes_ago=400)

    async with a_stage(tmp_path, size=(80, 30), talk=talk) as stage:
        await stage.press("down", "enter", "r", "x")
        assert shown(stage) == ANA
        await stage.world.store.write(lambda tx: add_arrival(tx, stage.world, CLEO, "hey"))
        await stage.settle()  # the list waits for a pause between two words
        async with busy(stage.world.store.read):
            await give(stage, "escape", "escape", "up", "enter")
            assert shown(stage) == BO
            await move(stage, 3.0)
        await stage.settle()
        texts = stage.inbox.conversation.texts
        assert [text.body for text in texts.texts] == bodies[-len(texts.texts) :]
        assert not texts.has_newer


async def test_a_conversation_that_is_come_back_to_before_it_was_read_is_read(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=WIDE, talk=small_talk) as stage:
        async with busy(stage.world.store.read):
            await give(stage, "down", "enter")
            assert shown(stage) == BO
            await give(stage, "escape", "down")
            await move(stage, PREVIEWED)
            await give(stage, "up")
            await move(stage, PREVIEWED)
        await stage.settle()
        assert shown(stage) == BO
        assert [text.body for text in stage.inbox.conversation.texts.texts] == ["Call me", "I will"]


@pytest.mark.parametrize("keys", [["tab", "enter"], ["ctrl+o", "enter"], ["enter"]])
async def test_a_contact_is_opened_once_it_is_one_of_those_that_were_typed_for(
    tmp_path: Path, keys: list[str]
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("g", "c")
        async with busy(stage.world.store.read):
            await give(stage, "b", "o", *keys)
        await stage.settle()
        assert (stage.where(), shown(stage)) == (Place.COMPOSER, BO)


async def test_a_contact_far_down_is_opened_once_it_is_read(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        for number in range(2_000):
            tx.add_contact(f"Person {number:04}", [f"+1415555{number:04}"])

    async with a_stage(tmp_path, talk=talk, world_options={"configured": (MAIN,)}) as stage:
        await stage.press("h")
        async with busy(stage.world.store.read):
            await give(stage, "G", "k", "enter", "h", "i")
        await stage.until(lambda: shown(stage) == "+14155551998")
        await stage.settle()
        assert typed(stage) == "hi"


async def test_a_new_contact_is_listed_also_where_one_scrolls_before_it_was_read(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        for number in range(450):
            tx.add_contact(f"Person {number:03}", [f"+1415556{number:04}"])

    async with a_stage(tmp_path, talk=talk) as stage:
        rows, store = stage.inbox.views.list, stage.world.store
        await stage.press("h", "f")
        await give(stage, "left")  # somebody is at the keys: what changed is read again after a pause
        await store.write(lambda tx: tx.add_contact("Aaron First", ["+14155550170"]))
        await stage.settle()
        async with AsyncExitStack() as contacts:
            async with busy(store.read):
                await move(stage, 0.3)
                await contacts.enter_async_context(busy(store.read))
            for _ in range(20):
                await stage.pilot.pause(0.01)
            rows.scroll_to(y=90, animate=False)
            for _ in range(5):
                await stage.pilot.pause()
        await stage.settle()
        listed = [row.name for row in rows.page.items if isinstance(row, Contact)]
        assert "Aaron First" in listed
        assert "Person 110" in listed, "what was scrolled to"


async def test_what_comes_while_the_panel_is_made_is_in_it(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=WIDE, talk=small_talk) as stage:
        await stage.press("enter", "h")
        async with busy_threads():  # the hours of who it is are found out in one
            await give(stage, "G", "enter")
            await stage.until(lambda: stage.world.threads.busy == 65)
            await stage.world.store.write(lambda tx: add_arrival(tx, stage.world, CLEO, "fresh words"))
            for _ in range(5):
                await move(stage, 0.3)
        await stage.settle()
        card = stage.text_of(stage.inbox.contact)
        assert "+1 415 555 0103" in card
        assert "fresh words" in card


async def test_leaving_the_contacts_does_not_hold_up_quitting(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("h", "f")
        await stage.type("bo")
        async with busy(stage.world.store.read):
            await give(stage, "escape", "ctrl+q")
            assert stage.app.is_quitting


async def test_what_is_typed_behind_a_row_of_the_panel_is_for_what_it_opens(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=WIDE, talk=small_talk) as stage:
        await stage.press("enter", "tab", "tab")
        assert stage.where() is Place.CONTACT
        await stage.burst(*map(key_event, ["enter", *"jolly"]))
        assert (stage.where(), shown(stage), typed(stage)) == (Place.COMPOSER, ANA, "jolly")


# dialogs
@pytest.mark.parametrize("words", ["Change name and numbers", "Eli Two"])
async def test_a_double_click_on_a_row_asks_once(tmp_path: Path, words: str) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        tx.add_contact("Eli Two", ["+14155550160", "+14155550161"])

    async with a_stage(tmp_path, size=WIDE, talk=talk) as stage:
        [row] = [line for line in stage.lines if words in line]
        at = (row.index(words) + 1, stage.lines.index(row))
        await stage.burst(*click(at))  # a first one moves the cursor there
        await stage.burst(*click(at), *click(at))
        assert len(stage.app.screen_stack) == 2


async def test_a_double_click_asks_once(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        at = (stage.status.index("/ search") + 2, stage.app.size.height - 1)
        await stage.burst(*click(at), *click(at))
        assert len(stage.app.screen_stack) == 2
        await stage.press("escape")
        assert stage.app.screen is stage.inbox


async def test_esc_leaves_a_list_of_notifications_that_is_still_being_read(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await arrive(stage, (BO, "LOOK HERE"))
        async with busy(stage.world.store.read):
            await give(stage, "g", "n")
            await stage.until(lambda: isinstance(stage.app.screen, NotificationsScreen))
            await give(stage, "escape")
            await stage.until(lambda: stage.app.screen is stage.inbox)
        await stage.settle()
        assert "LOOK HERE" in popup(stage), "nobody has looked at the list"
        await stage.press("k", "enter")
        assert shown(stage) == BO


# a store that cannot be read
async def test_a_view_that_could_not_be_read_when_it_was_chosen_is_listed_once_it_can(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=crowd) as stage:
        async with unreadable(stage):
            await give(stage, "2")
        await stage.pass_time(5)
        await stage.world.store.write(lambda tx: add_arrival(tx, stage.world, ANA, "hello"))
        await stage.pass_time(1)
        listed = [each.peer for each in stage.inbox.listing.widget.page.items]
        assert listed == [ANA, CROWD[3]], "what is unread"


async def test_a_store_that_is_gone_ends_nothing_where_the_contacts_are_left(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("h", "f")
        await stage.type("bo")
        async with unreadable(stage):
            await give(stage, "escape", "j")
        await stage.settle()
        assert stage.app.is_running
        await stage.press("escape", "r", "h", "i")
        assert typed(stage) == "hi"


async def test_a_conversation_that_could_not_be_read_is_shown_with_the_next_change(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=WIDE, talk=small_talk) as stage:
        async with unreadable(stage):
            await give(stage, "j")
            await move(stage, PREVIEWED)
        await stage.settle()
        assert (shown(stage), at_cursor(stage)) == (ANA, BO)
        await write(stage, lambda tx: add_arrival(tx, stage.world, CLEO, "news"), wait=5)
        assert (shown(stage), at_cursor(stage)) == (BO, BO)
        assert "Call me" in stage.reading


async def test_texts_of_another_do_not_stand_under_the_name_of_one_that_could_not_be_read(
    tmp_path: Path,
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        assert "yes, 9 is fine" in stage.reading
        async with unreadable(stage):
            await give(stage, "j", "enter")
            await stage.until(lambda: "could not be read" in stage.reading)
            assert (shown(stage), stage.inbox.reading.is_read) == (BO, False)
            assert "yes, 9 is fine" not in stage.reading
            assert "G tries again" in " ".join(stage.reading.split())
        await give(stage, "G")
        await stage.until(lambda: "Call me" in stage.reading)
        assert stage.inbox.reading.is_read


@pytest.mark.parametrize(
    ("previewed", "behind"),
    [(["down"], ["enter"]), (["down", "enter", "h", "down"], [])],
    ids=["one and the same", "another"],
)
async def test_texts_of_another_do_not_stand_under_a_name_where_a_preview_could_not_be_read(
    tmp_path: Path, previewed: Sequence[str], behind: Sequence[str]
) -> None:
    """For the preview the reading of the one that is shown is given up, or is not begun anew."""
    async with a_stage(tmp_path, size=WIDE, talk=small_talk) as stage:
        assert "yes, 9 is fine" in stage.reading
        async with busy(stage.world.store.read):
            await give(stage, *previewed)
            stage.world.store.read_fates = [StoreError("The store is busy.", hint="")] * 9
            await move(stage, PREVIEWED)
            await give(stage, *behind)
        await stage.settle()
        assert (shown(stage), stage.inbox.reading.is_read) == (BO, False)
        assert "yes, 9 is fine" not in stage.reading
        assert "could not be read" in stage.reading


@pytest.mark.parametrize(
    ("to_ana", "to_bo"),
    [([], ["j", "enter"]), (["h", *["j"] * 5], ["j"])],
    ids=["conversation", "contact"],
)
async def test_whom_the_panel_could_not_read_it_shows_as_soon_as_it_can(
    tmp_path: Path, to_ana: Sequence[str], to_bo: Sequence[str]
) -> None:
    async with a_stage(tmp_path, size=WIDE, talk=small_talk) as stage:
        await stage.press(*to_ana)
        assert "Ana Reyes" in stage.text_of(stage.inbox.contact)
        async with unreadable(stage):
            await give(stage, *to_bo)
            assert "Ana Reyes" not in stage.text_of(stage.inbox.contact), "beside another's texts"
            for _ in range(20):
                await move(stage, 0.5)
            told = [each for each in stage.app._notifications if "removed" in each.message]
            assert 0 < len(told) < 5, "once by each that asks, and not again and again"
        await stage.pass_time(LOOK_AGAIN)
        assert "Bo Lindqvist" in stage.text_of(stage.inbox.contact)


async def test_contacts_that_could_not_be_read_when_they_were_typed_for_are_looked_for_again(
    tmp_path: Path,
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("g", "c")
        async with unreadable(stage):
            await give(stage, "b", "o")
        await stage.press("enter")
        assert (stage.where(), shown(stage)) == (Place.COMPOSER, BO)


@pytest.mark.parametrize("keys", [("b", "o"), ("escape",)], ids=["narrowed", "all"])
async def test_contacts_that_could_not_be_read_are_listed_with_the_next_change(
    tmp_path: Path, keys: Sequence[str]
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("h", "f")
        await stage.type("" if "b" in keys else "an")
        async with unreadable(stage):
            await give(stage, *keys)
        await write(stage, lambda tx: add_arrival(tx, stage.world, CLEO, "news"), wait=5)
        listed = stage.text_of(stage.inbox.views)
        assert "Bo Lindqvist" in listed
        assert ("Ana Reyes" in listed) == ("escape" in keys)


async def test_a_draft_that_was_left_while_the_store_was_gone_is_kept_once_it_is_back(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r")
        async with unreadable(stage):
            await give(stage, "h", "i", "escape", "h", "down", "enter")
            for _ in range(20):
                await move(stage, 0.5)
            assert shown(stage) == BO
            told = [each for each in stage.app._notifications if "removed" in each.message]
            assert 0 < len(told) < 5, "once by each that asks, and not again and again"
        await stage.pass_time(5)
        assert await drafts(stage) == {ANA: "hi"}


async def test_what_arrives_is_shown_again_once_the_store_can_be_read_again(tmp_path: Path) -> None:
    from builders import a_world

    async with a_stage(tmp_path, talk=small_talk) as stage:
        path, away = tmp_path / "smstui.db", tmp_path / "away.db"
        path.rename(away)
        await stage.until(lambda: "was removed or replaced" in stage.picture)
        away.rename(path)
        await stage.pass_time(5)
        async with a_world(tmp_path, start=stage.world.clock.now()) as elsewhere:
            await elsewhere.store.write(lambda tx: add_arrival(tx, elsewhere, BO, "Back at five"))
        await stage.until(lambda: "Back at five" in stage.list)


async def test_what_cannot_be_read_is_not_mended_and_no_other_in_its_place(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, BO, ["Call me", "I will"], minutes_ago=120)
        say(tx, world, ANA, ["Can we move?", "to nine?"], minutes_ago=30, state=State.FAILED)

    async with a_stage(tmp_path, talk=talk) as stage:
        async with unreadable(stage):
            await give(stage, "j", "enter")
            await stage.until(lambda: "Bo Lindqvist" in stage.reading)
            await give(stage, "!")
            await stage.until(lambda: "not known" in " ".join(stage.picture.split()))
        assert "What shall become" not in stage.picture


async def test_a_text_that_takes_long_to_record_is_said_to_be_on_its_way(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r")
        async with busy(stage.world.store.write):
            await give(stage, *"hello", "enter")
            stage.world.clock.move(1.5)
            await stage.until(lambda: "recording your text" in stage.status)
        await stage.until(lambda: "sending in" in stage.status)
        assert [text.body for text in await stage.world.texts(State.QUEUED)] == ["hello"]
