"""What enter was pressed on leaves as it was then, once, to whom it was for; what is typed after it stays."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import pytest
from textual import events

from builders import ANA, BO
from smstui.domain.models import Suppression
from smstui.domain.states import State
from smstui.tui.widgets import text_field
from tui.events import click, key_event
from tui.stage import a_stage, small_talk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from textual.events import Key

    from builders import World
    from smstui.ports.store import Reader, Writer
    from tui.stage import Stage

T = TypeVar("T")


def after(enter: Key, key: str, seconds: float) -> Key:
    """Return a key that was pressed some time after an enter."""
    event = key_event(key)
    event.time = enter.time + seconds
    return event


async def bodies(stage: Stage, peer: str) -> list[str | None]:
    return [text.body for text in await stage.world.texts(State.QUEUED) if text.peer == peer]


async def drafts(stage: Stage) -> dict[str, str]:
    def read(reader: Reader) -> dict[str, str]:
        found = reader.conversations_of([ANA, BO], limit=9)
        return {each.peer: each.draft for each in found}

    return await stage.world.store.read(read)


@contextmanager
def slow(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[asyncio.Event]:
    """Let no write of this process begin before the event is set, as on a disk that is busy."""
    store = stage.world.store
    go_on, write = asyncio.Event(), store.write

    async def wait_and_write(change: Callable[[Writer], T]) -> T:
        await go_on.wait()
        return await write(change)

    with monkeypatch.context() as patch:
        patch.setattr(store, "write", wait_and_write)
        yield go_on


async def test_what_is_typed_while_an_enter_is_weighed_is_not_sent_with_it(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type("on my way")
        enter = key_event("enter")
        await stage.burst(enter, after(enter, "x", 0.01), after(enter, "y", 0.03))
        await stage.until_sent()
        assert await bodies(stage, ANA) == ["on my way"]
        assert stage.inbox.conversation.composer.text == "xy"
        await stage.pass_time(0.3)
        assert (await drafts(stage))[ANA] == "xy"


@pytest.mark.parametrize(("seconds", "sent", "kept"), [(0.01, ["hi"], "pasted"), (0.001, [], "hi\npasted")])
async def test_a_paste_behind_an_enter_is_not_sent_with_it(
    tmp_path: Path, seconds: float, sent: list[str], kept: str
) -> None:
    """Right behind it nobody's hand was that quick: the enter was a part of what is pasted."""
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type("hi")
        enter, paste = key_event("enter"), events.Paste("pasted")
        paste.time = enter.time + seconds
        await stage.burst(enter, paste)
        await stage.until_sent()
        assert await bodies(stage, ANA) == sent
        assert stage.inbox.conversation.composer.text == kept


async def test_two_texts_in_one_breath_go_in_their_order(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        first = key_event("enter")
        second = after(first, "enter", 0.03)
        await stage.burst(key_event("a"), first, after(first, "b", 0.015), second, after(second, "c", 0.02))
        await stage.until_sent()
        assert await bodies(stage, ANA) == ["a", "b"]
        assert stage.inbox.conversation.composer.text == "c"


@pytest.mark.parametrize("keys", [("ctrl+z",), ("ctrl+o", "u"), ("escape", "u")], ids=" ".join)
@pytest.mark.parametrize("seconds", [0.01, 0.08], ids=["weighed", "sent"])
async def test_what_is_taken_back_right_behind_an_enter_is_what_it_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...], seconds: float
) -> None:
    async with a_stage(tmp_path, talk=small_talk, send_delay=60.0) as stage:
        await stage.press("r")
        await stage.type_and_send("older")
        await stage.type("hello")
        monkeypatch.setattr(text_field, "_HOLD", 1.0)  # no slow moment decides what the enter was
        enter = key_event("enter")
        await stage.burst(enter, *(after(enter, key, seconds) for key in keys))
        await stage.until_sent()
        assert await bodies(stage, ANA) == ["older"]
        assert stage.inbox.conversation.composer.text == "hello"


async def test_another_conversation_opened_in_the_same_breath_gets_nothing(tmp_path: Path) -> None:
    def with_draft(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        [bo] = tx.conversations_of([BO], limit=1)
        tx.set_draft(bo.id, "not yet for Bo", at=world.clock.now())

    async with a_stage(tmp_path, talk=with_draft, size=(120, 36)) as stage:
        await stage.press("r")
        await stage.type("for Ana")
        row = stage.inbox.conversations.list.region
        at = (row.x + 5, row.y + 2)
        await stage.burst(key_event("enter"), *click(at), *click(at))
        await stage.until_sent()
        await stage.pass_time(0.3)
        assert stage.inbox.reading.conversation is not None
        assert stage.inbox.reading.conversation.peer == BO, "it was opened"
        assert await bodies(stage, BO) == []
        assert stage.inbox.conversation.composer.text == "not yet for Bo"
        sent, kept = await bodies(stage, ANA), (await drafts(stage))[ANA]
        assert (sent, kept) in ((["for Ana"], ""), ([], "for Ana"))


async def test_a_sent_text_does_not_come_back_into_the_composer_while_the_disk_is_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type("only once")
        await stage.pass_time(0.3)
        assert (await drafts(stage))[ANA] == "only once"
        with slow(stage, monkeypatch) as go_on:
            await stage.burst(key_event("enter"))
            await stage.until_sent()
            beside = stage.world.beside()
            await beside.store.write(lambda tx: tx.add_contact("Dana", ["+14155550150"]))
            await stage.pass_time(1.0)
            assert stage.inbox.conversation.composer.text == "", "a second enter would send it twice"
            go_on.set()
            await stage.settle()
        assert await bodies(stage, ANA) == ["only once"]
        assert (await drafts(stage))[ANA] == ""


async def test_what_is_typed_while_a_send_waits_for_the_disk_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type("first")
        with slow(stage, monkeypatch) as go_on:
            await stage.burst(key_event("enter"))
            await stage.until_sent()
            await stage.type("second")
            await stage.pass_time(0.5)
            await stage.press("escape", "h", "j", "enter")
            go_on.set()
            await stage.settle()
        await stage.pass_time(0.5)
        assert await bodies(stage, ANA) == ["first"]
        assert (await drafts(stage))[ANA] == "second"


async def test_a_text_refused_after_its_conversation_was_left_keeps_what_was_typed_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type("first")
        no = Suppression(peer=ANA, since=stage.world.clock.now(), source="user")
        with slow(stage, monkeypatch) as go_on:
            await stage.burst(key_event("enter"))
            await stage.until_sent()
            await stage.type("second")
            await stage.press("escape", "h", "j", "enter")
            await stage.world.beside().store.write(lambda tx: tx.suppress(no))
            go_on.set()
            await stage.settle()
        await stage.pass_time(0.5)
        assert await bodies(stage, ANA) == []
        assert (await drafts(stage))[ANA] == "first\nsecond"


async def test_what_is_taken_back_is_the_newest_also_while_that_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type_and_send("first")
        with slow(stage, monkeypatch) as go_on:
            await stage.type_and_send("second")
            await stage.press("ctrl+z")
            go_on.set()
            await stage.settle()
        await stage.pass_time(1)
        assert stage.inbox.conversation.composer.text == "second"
        assert (await drafts(stage))[ANA] == "second"
        assert await bodies(stage, ANA) == ["first"]


async def test_a_draft_that_was_changed_elsewhere_is_what_one_goes_on_with(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r", "a", "b", "escape", "h")
        await stage.pass_time(0.5)
        ana = stage.inbox.listing.widget.current
        assert ana is not None
        await stage.press("j", "enter")
        now = stage.world.clock.now()
        await stage.world.store.write(lambda tx: tx.set_draft(ana.id, "theirs", at=now))
        await stage.pass_time(0.5)
        await stage.burst(*map(key_event, ("h", "k", "enter", "r", "d")))
        await stage.pass_time(0.5)
        assert (await drafts(stage))[ANA] == "theirsd"
