"""Writing and sending: what enter does, what is kept, what is refused, and from and to whom."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from builders import ANA, BO, MAIN, WORKSHOP, World
from smstui.config.settings import Compliance
from smstui.domain.models import Suppression
from smstui.domain.remote import RemoteLine
from smstui.domain.states import State
from smstui.services.reading import start_conversation
from smstui.tui.actions import Place
from tui.events import key_event
from tui.news import arrive
from tui.stage import a_stage, say, small_talk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from smstui.ports.store import Writer
    from tui.stage import Stage


def said_no(tx: Writer, world: World) -> None:
    say(tx, world, ANA, ["STOP"])
    tx.suppress(Suppression(peer=ANA, since=world.clock.now(), source="keyword", word="STOP"))


async def draft_of(stage: Stage, peer: str) -> str:
    def ask(reader: object) -> str:
        line = reader.line_numbered(MAIN)  # type: ignore[attr-defined]  # a Reader
        return str(reader.conversation_with(line.id, peer).draft)  # type: ignore[attr-defined]  # a Reader

    return await stage.world.store.read(ask)


async def test_f77_enter_sends(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type_and_send("on my way")
        [text] = await stage.world.texts(State.QUEUED)
        assert (text.body, text.peer, text.line) == ("on my way", ANA, MAIN)
        assert "on my way" in stage.reading
        assert "… waiting" in stage.reading
        assert "GSM-7 0/160" in stage.reading
        assert "sending in 5 s, ctrl+z takes it back" in stage.status


async def test_the_list_is_drawn_anew_between_two_words_and_after_two_seconds_at_the_latest(
    tmp_path: Path,
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")

        async def type_on(seconds: float) -> None:
            for _ in range(round(seconds / 0.1)):
                await stage.press("x")
                await stage.pass_time(0.1)

        await type_on(0.3)
        await arrive(stage, (BO, "first news"), wait=0)
        await type_on(1.5)
        assert "first news" not in stage.list
        await type_on(0.8)
        assert "first news" in stage.list
        await arrive(stage, (BO, "second news"), wait=0)
        await type_on(0.3)
        assert "second news" not in stage.list
        await stage.pass_time(0.4)
        assert "second news" in stage.list, "a pause between two words is enough"


async def test_a_text_is_taken_back_during_the_countdown(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type_and_send("too soon")
        await stage.press("escape", "u")
        assert await stage.world.texts(State.QUEUED) == []
        assert stage.inbox.conversation.composer.text == "too soon"
        assert await draft_of(stage, ANA) == "too soon"
        await stage.pass_time(1)
        assert "waiting" not in stage.reading
        bodies = [text.body for text in stage.inbox.conversation.texts.texts]
        assert bodies == ["Can we move to 9?", "of course", "yes, 9 is fine"]


async def test_a_text_that_waits_for_the_network_is_taken_back_as_well(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type_and_send("first")
        await stage.pass_time(6)
        await stage.type_and_send("second")
        await stage.press("escape", "u")
        assert [text.body for text in await stage.world.texts(State.QUEUED)] == ["first"]
        assert stage.inbox.conversation.composer.text == "second", "whose countdown runs comes first"
        await stage.press("escape", "u")
        assert await stage.world.texts(State.QUEUED) == []
        assert stage.inbox.conversation.composer.text == "first\nsecond"


async def test_the_key_that_is_named_takes_it_back_whatever_is_typed(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type_and_send("too soon")
        await stage.type("then")
        await stage.pass_time(1)
        assert "ctrl+o u takes it back" in stage.status
        await stage.press("ctrl+o", "u")
        assert await stage.world.texts(State.QUEUED) == []
        assert stage.inbox.conversation.composer.text == "too soon\nthen"


@pytest.mark.parametrize(
    ("way", "key"),
    [
        (("escape", "g", "n"), "u"),
        (("escape", "/", *"yes"), "ctrl+o u"),
        (("escape", "/", *"yes", "tab"), "u"),
        (("escape", "g", "c"), "ctrl+o u"),
    ],
)
async def test_it_is_taken_back_wherever_the_countdown_is_said(
    tmp_path: Path, way: tuple[str, ...], key: str
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r")
        await stage.type_and_send("too soon")
        await stage.press(*way)
        assert f"sending in 5 s, {key} takes it back" in stage.status
        await stage.pass_time(1.1)
        assert f"sending in 4 s, {key} takes it back" in stage.status
        await stage.press(*key.split(), *"er")
        assert await stage.world.texts(State.QUEUED) == []
        assert stage.where() is Place.COMPOSER
        assert stage.inbox.conversation.composer.text == "too sooner"


async def test_a_list_says_nothing_more_of_a_countdown_that_is_over(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r")
        await stage.type_and_send("on my way")
        await stage.press("escape", "g", "n")
        await stage.pass_time(7)
        assert "sending in" not in stage.status
        assert "Notifications" in stage.picture


async def test_quitting_asks_once_more_where_a_text_waits_and_nobody_else_would_send_it(
    tmp_path: Path,
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type_and_send("on my way")
        await stage.press("ctrl+q")
        assert stage.app.is_running
        assert "A text waits to be sent, and nothing" in stage.picture
        await stage.pass_time(30)
        await stage.press("ctrl+q")
        assert stage.app.is_running, "who stayed may have forgotten"
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running)
        assert [text.body for text in await stage.world.texts(State.QUEUED)] == ["on my way"]


async def test_the_line_that_is_typed_in_is_always_in_view(tmp_path: Path) -> None:
    """The cursor, whatever makes the line: keys, the end of a long line, a paste."""
    async with a_stage(tmp_path, talk=small_talk, size=(80, 24)) as stage:
        await stage.press("r")
        field = stage.inbox.conversation.composer.field
        assert field is not None

        def is_in_view() -> bool:
            row = field.wrapped_document.location_to_offset(field.cursor_location).y
            return field.scroll_offset.y <= row < field.scroll_offset.y + field.content_size.height

        for _ in range(14):
            await stage.press("x", "ctrl+j")
            assert is_in_view()
        for _ in range(20):
            await stage.type("words " * 2)
            assert is_in_view()
        await stage.paste("one\ntwo\nthree\n")
        assert is_in_view()


@pytest.mark.parametrize("size", [(40, 10), (60, 14), (80, 24)])
async def test_a_long_draft_leaves_something_of_a_small_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=size) as stage:
        await stage.press("enter", "r")
        await stage.paste("\n".join(f"line {at}" for at in range(30)))
        composer = stage.inbox.conversation.composer
        assert composer.field is not None
        assert composer.field.region.bottom == size[1] - 1, "above the status line"
        assert "line 29" in stage.reading
        assert "GSM-7" in stage.reading
        assert composer.region.height <= size[1] // 2
        await stage.resize(40, 10)
        assert composer.field.region.bottom == 9
        assert "line 29" in stage.reading


async def test_keys_do_nothing_where_nothing_can_be_seen(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r", "a")
        await stage.resize(39, 9)
        await stage.press("b", "enter")
        await stage.paste("c")
        await stage.resize(80, 24)
        assert stage.inbox.conversation.composer.text == "a"
        assert await stage.world.texts(State.QUEUED) == []
        await stage.resize(39, 9)
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running)


@pytest.mark.parametrize(("quits", "keys"), [("q", "q"), ("g q", "gq"), ("g q", "xgq"), ("f10", ["ctrl+q"])])
async def test_whatever_key_quits_does_so_where_nothing_can_be_seen(
    tmp_path: Path, quits: str, keys: Sequence[str]
) -> None:
    async with a_stage(tmp_path, talk=small_talk, keys={"quit": quits}) as stage:
        await stage.press("r", "a")
        await stage.resize(36, 8)
        await stage.press(*"g", "n")
        assert not stage.app.is_quitting
        await stage.press(*keys)
        await stage.until(lambda: not stage.app.is_running)


@pytest.mark.parametrize("pieces", [[70_000], [60_000, 6_000], [65_536, 1]])
async def test_of_a_paste_that_no_draft_can_hold_it_is_said_once_that_the_rest_was_left_out(
    tmp_path: Path, pieces: list[int]
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        for length in pieces:
            assert "65,536 characters" not in stage.picture
            await stage.paste("x" * length)
        await stage.until(lambda: "65,536 characters" in stage.picture)
        await stage.type("yz")
        assert stage.picture.count("65,536 characters") == 1
        await stage.pass_time(0.3)
        assert await draft_of(stage, ANA) == stage.inbox.conversation.composer.text == "x" * 65_536
        await stage.press("backspace")
        await stage.type("z")
        assert stage.inbox.conversation.composer.text.endswith("xz"), "there is room for one more again"


async def test_ctrl_j_is_a_new_line_and_a_paste_never_sends(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r", "a", "ctrl+j", "b")
        await stage.paste("\nc\r\nd\x1b[2J\n")
        assert stage.inbox.conversation.composer.text == "a\nb\nc\nd␛[2J\n"
        assert await stage.world.texts(State.QUEUED) == []


_PRESSED = {"\t": "tab", "\n": "enter", " ": "space"}


@pytest.mark.parametrize(
    ("pasted", "text"), [("Mon\t9 to 6", "Mon    9 to 6"), ("a\t\tb\nc\td\n\te", "a        b\nc    d\n    e")]
)
async def test_a_table_is_pasted_as_text_where_the_terminal_does_not_say_that_it_is_a_paste(
    tmp_path: Path, pasted: str, text: str
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.burst(*(key_event(_PRESSED.get(key, key)) for key in pasted))
        assert stage.where() is Place.COMPOSER
        assert stage.inbox.conversation.composer.text == text
        assert await stage.world.texts(State.QUEUED) == []


async def test_f78_counter_shows_segments_and_what_forces_ucs2(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.paste("x" * 160)
        assert "GSM-7 160/160" in stage.reading
        await stage.paste("x" * 10)
        assert "GSM-7 170/306 · 2 segments" in stage.reading
        await stage.paste("’")
        assert "UCS-2 171/201 because of ’ · 3 segments" in stage.reading


async def test_f78_of_too_many_segments_the_counter_says_so_first(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.paste("x" * 1_531)
        assert "✗ 11 segments, at most 10 · GSM-7 1531/1683" in stage.reading


async def test_f78_a_draft_that_is_there_at_the_start_is_counted(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        line = tx.line_numbered(MAIN)
        assert line is not None
        ana = tx.conversation_with(line.id, ANA)
        assert ana is not None
        tx.set_draft(ana.id, "term draft", at=world.clock.now())

    async with a_stage(tmp_path, talk=talk, size=(100, 30)) as stage:
        await stage.until(lambda: stage.inbox.conversation.composer.field is not None)
        await stage.settle()
        assert "term draft" in stage.reading
        assert "GSM-7 10/160" in stage.reading


async def test_f87_a_refused_text_stays_with_the_reason(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=said_no) as stage:
        await stage.press("r")
        assert f"said STOP at {stage.world.clock.now():%H:%M}" in stage.reading
        assert "cannot be texted" in stage.reading
        await stage.type_and_send("but")
        assert "✗ Not sent:" in stage.reading
        assert stage.inbox.conversation.composer.text == "but"
        assert await stage.world.texts(State.QUEUED) == []


async def test_a_draft_is_on_disk_within_250_ms_and_listed(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type("half a thought")
        await stage.pass_time(0.25)
        assert await draft_of(stage, ANA) == "half a thought"
        await stage.pass_time(0.2)
        assert "Draft: half a thought" in stage.list


async def test_a_draft_is_on_disk_within_250_ms_however_long_one_types(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        typed = ""
        for letter in "without a pause":
            await stage.type(letter)
            typed += letter
            await stage.pass_time(0.1)
            kept = await draft_of(stage, ANA)
            assert typed.startswith(kept)
            assert len(typed) - len(kept) <= 2


async def test_a_draft_changed_elsewhere_appears(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        conversation = stage.inbox.reading.conversation
        assert conversation is not None
        now = stage.world.clock.now()
        await stage.world.store.write(lambda tx: tx.set_draft(conversation.id, "from the shell", at=now))
        await stage.pass_time(0.3)
        assert stage.inbox.conversation.composer.text == "from the shell"


async def test_f9_the_sender_is_chosen_among_our_lines(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.world.sync()
        await stage.press("r")
        await stage.type("hello")
        await stage.press("escape", "F")
        await stage.until(lambda: "Send from which number?" in stage.picture)
        await stage.press("j", "enter")
        await stage.until(lambda: stage.inbox.reading.conversation is not None)
        await stage.pass_time(0.3)
        conversation = stage.inbox.reading.conversation
        assert conversation is not None
        assert (conversation.line, conversation.peer) == (WORKSHOP, ANA)
        assert stage.inbox.conversation.composer.text == "hello"


def no_line(tx: Writer, world: World) -> None:
    """Write three conversations, on a line that is gone."""
    small_talk(tx, world)
    tx.save_lines("work", [])


def mute(tx: Writer, world: World) -> None:
    """Write three conversations, on a line that cannot send."""
    small_talk(tx, world)
    tx.save_lines("work", [RemoteLine(MAIN, "Main", can_sms=False)])


@pytest.mark.parametrize(
    ("talk", "settings", "keys", "asks"),
    [
        (no_line, {}, ["c"], "S asks now"),
        (no_line, {"key_profile": "plain"}, ["f2"], "F5 asks now"),
        (no_line, {"keys": {"sync_now": "ctrl+y"}}, ["c"], "ctrl+y asks now"),
        (mute, {"key_profile": "plain"}, ["f6"], "F5 asks for the numbers"),
        (mute, {}, ["r", "ctrl+o", "F"], "ctrl+o S asks for the numbers"),
    ],
)
async def test_where_no_number_can_send_the_key_that_asks_again_is_the_one_in_force(
    tmp_path: Path,
    talk: Callable[[Writer, World], None],
    settings: dict[str, Any],
    keys: list[str],
    asks: str,
) -> None:
    async with a_stage(tmp_path, talk=talk, **settings) as stage:
        await stage.press(*keys)
        assert asks in " ".join(word for word in stage.picture.split() if word not in "│▌")
        assert "what you typed" not in stage.picture, "nothing can be typed there"


async def test_f9_where_the_other_line_has_a_draft_of_its_own_both_stay_and_it_is_said(
    tmp_path: Path,
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.world.sync()
        line = await stage.world.store.read(lambda reader: reader.line_numbered(WORKSHOP))
        assert line is not None
        there = await start_conversation(
            line.id, ANA, store=stage.world.store, clock=stage.world.clock, rules=stage.world.rules
        )
        now = stage.world.clock.now()
        await stage.world.store.write(lambda tx: tx.set_draft(there.id, "other words", at=now))
        await stage.press("r")
        await stage.type("hello")
        await stage.press("escape", "F")
        await stage.until(lambda: "Send from which number?" in stage.picture)
        await stage.press("j", "enter")
        await stage.until(lambda: stage.inbox.conversation.composer.text == "other words")
        await stage.until(lambda: "what you typed is kept" in stage.picture)
        await stage.pass_time(0.3)
        assert await draft_of(stage, ANA) == "hello"


async def test_f10_the_recipient_is_shown_and_changed_among_the_contacts_numbers(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        tx.add_contact("Ana Reyes", [ANA, "+14155550999"])
        say(tx, world, ANA, ["hello"])

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter")
        assert "to +1 415 555 0101" in stage.reading
        await stage.press("T")
        await stage.until(lambda: "Text which number?" in stage.picture)
        await stage.press("j", "enter")
        await stage.pass_time(0.3)
        assert "to +1 415 555 0999" in stage.reading


async def test_f120_a_new_conversation_with_a_number_as_people_write_it(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, world_options={"configured": (MAIN,)}) as stage:
        await stage.press("c")
        await stage.until(lambda: "New conversation" in stage.picture)
        await stage.type("(415) 555-0177")
        await stage.until(lambda: "this number" in stage.picture)
        await stage.press("enter")
        await stage.until(lambda: "to +1 415 555 0177" in stage.picture)
        await stage.pass_time(0.3)
        assert "+1 415 555 0177" not in stage.list, "nobody wrote anything yet"
        await stage.type_and_send("hi")
        [text] = await stage.world.texts(State.QUEUED)
        assert text.peer == "+14155550177"
        await stage.pass_time(0.5)
        assert "+1 415 555 0177" in stage.list


@pytest.mark.parametrize("opens", ["/call\t", "gn"])
async def test_f120_a_new_conversation_from_the_hits_and_from_the_notifications(
    tmp_path: Path, opens: str
) -> None:
    world: dict[str, Any] = {"configured": (MAIN,)}
    async with a_stage(tmp_path, talk=small_talk, world_options=world) as stage:
        await stage.burst(*(key_event("tab" if key == "\t" else key) for key in f"{opens}c415"))
        await stage.until(lambda: "New conversation: to whom?" in stage.picture)
        await stage.type("-555-0177")
        await stage.until(lambda: "this number" in stage.picture)
        await stage.press("escape")
        assert stage.app.screen is stage.inbox
        await stage.burst(*(key_event("tab" if key == "\t" else key) for key in f"{opens}c"))
        await stage.until(lambda: "New conversation: to whom?" in stage.picture)
        await stage.type("(415) 555-0177")
        await stage.until(lambda: "this number" in stage.picture)
        await stage.press("enter")
        await stage.until(lambda: "to +1 415 555 0177" in stage.picture)
        await stage.type_and_send("hi")
        [text] = await stage.world.texts(State.QUEUED)
        assert text.peer == "+14155550177"


async def test_esc_in_the_choice_of_the_line_leads_back_to_whom_it_goes_to(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.world.sync()
        await stage.press("c")
        await stage.until(lambda: "New conversation" in stage.picture)
        await stage.type("(415) 555-0177")
        await stage.until(lambda: "this number" in stage.picture)
        await stage.press("enter")
        await stage.until(lambda: "Send from which number?" in stage.picture)
        await stage.press("escape")
        await stage.until(lambda: "New conversation" in stage.picture)
        await stage.until(lambda: "(415) 555-0177" in stage.picture and "this number" in stage.picture)
        await stage.press("backspace", "8", "enter")
        await stage.until(lambda: "Send from which number?" in stage.picture)
        await stage.press("j", "enter")
        await stage.until(lambda: "to +1 415 555 0178" in stage.picture)
        await stage.press("escape", "c")
        await stage.type("ana")
        await stage.until(lambda: "▌ Ana Reyes" in stage.picture)
        await stage.press("enter")
        await stage.until(lambda: "Send from which number?" in stage.picture)
        await stage.press("escape", "escape")
        await stage.until(lambda: not stage.app.screen.is_modal)
        assert "New conversation" not in stage.picture, "a second esc leaves it"


async def test_f130_offline_is_told_and_the_text_waits_and_leaves_once(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, runs_engine=True, send_delay=0) as stage:
        stage.world.wire.offline = True
        await stage.until(lambda: stage.app.has_engine)
        stage.app.runtime.engine.sync_soon()  # the first pass may have been over before
        await stage.pass_time(30)
        assert "offline since 12:00" in stage.status
        await stage.press("r")
        await stage.type_and_send("when I can")
        await stage.pass_time(5)
        assert "1 waiting" in stage.status
        stage.world.wire.offline = False
        await stage.pass_time(120)
        assert [line["body"] for line in stage.world.ledger()] == ["when I can"]
        assert "offline" not in stage.status
        assert "✓" in stage.reading


def in_trouble(state: State) -> Callable[[Writer, World], None]:
    """Return what writes a conversation whose last text, ours, is in this state."""

    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["Did it arrive?", "Here it comes"], state=state)

    return talk


async def states(stage: Stage) -> list[tuple[str | None, State]]:
    return [(text.body, text.state) for text in await stage.world.texts() if text.direction == "out"]


@pytest.mark.parametrize("after", ["j", "1", "!", "e"])
async def test_a_key_behind_the_one_that_leaves_the_composer_is_no_text(tmp_path: Path, after: str) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.burst(*map(key_event, ["r", "h", "i", "escape", after]))
        await stage.pass_time(0.3)
        assert await draft_of(stage, ANA) == "hi"


async def test_a_text_typed_again_while_the_first_is_kept_and_sent_is_a_draft(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type("ok")
        writing, driver = stage.inbox.writing, stage.app._driver
        field = writing.composer.field
        assert field is not None
        assert driver is not None
        with closing(sqlite3.connect(stage.world.folder / "smstui.db")) as other:
            other.execute("BEGIN IMMEDIATE")  # while somebody else writes, keeping the draft takes a while
            kept = asyncio.create_task(writing.flush())
            driver.process_message(key_event("enter"))
            await stage.until(lambda: not field.text)
            field.insert("ok")
            await stage.until(lambda: field.text == "ok")
            other.rollback()
            await kept
        await stage.settle()
        await stage.pass_time(0.5)
        assert ("ok", State.QUEUED) in await states(stage)
        assert await draft_of(stage, ANA) == "ok"


async def test_a_long_paste_can_be_undone_and_redone(tmp_path: Path) -> None:
    words = "\n".join(f"line {number}" for number in range(40))
    async with a_stage(tmp_path, talk=small_talk, size=(120, 40)) as stage:
        await stage.press("r")
        await stage.paste(words)
        assert "line 39" in stage.reading
        await stage.press("ctrl+z")
        assert "line 39" not in stage.reading
        await stage.press("ctrl+y")
        assert "line 39" in stage.reading
        await stage.pass_time(0.3)
        assert await draft_of(stage, ANA) == words


async def test_what_was_deleted_is_brought_back_and_nothing_is_taken_back_instead(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.world.write_to(BO, "waits for the network")
        await stage.press("r")
        await stage.type_and_send("on my way")
        await stage.type("precious words")
        await stage.press("ctrl+u")
        await stage.pass_time(1)
        assert "ctrl+o u takes it back" in stage.status
        await stage.press("ctrl+z")
        assert "precious words" in stage.reading
        await stage.pass_time(1)
        assert await draft_of(stage, ANA) == "precious words"
        assert {body for body, state in await states(stage) if state is State.QUEUED} == {
            "waits for the network",
            "on my way",
        }


async def test_a_warning_goes_with_its_conversation(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, compliance=Compliance(max_segments=1)) as stage:

        def warned() -> bool:
            return "your limit is 1" in " ".join(stage.reading.split())

        await stage.press("r")
        await stage.type("x" * 170)
        await stage.pass_time(1)
        assert warned()
        await stage.press("escape", "h", "j")
        await stage.pass_time(1)
        assert "Call me" in stage.reading
        assert not warned()


async def test_a_warning_goes_once_its_reason_is_gone(tmp_path: Path) -> None:
    said = "no longer one of your lines"

    async with a_stage(tmp_path, talk=small_talk) as stage:
        lines = [RemoteLine(WORKSHOP), RemoteLine(MAIN)]
        await stage.world.store.write(lambda tx: tx.save_lines("work", lines[:1]))
        await stage.press("r")
        await stage.type("hello")
        await stage.pass_time(1)
        assert said in " ".join(stage.reading.split())
        await stage.world.store.write(lambda tx: tx.save_lines("work", lines))
        await stage.pass_time(1)
        assert said not in " ".join(stage.reading.split())
        assert "hello" in stage.reading


async def test_the_key_that_mends_may_come_right_behind_the_one_that_opens(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=in_trouble(State.FAILED), size=(80, 24)) as stage:
        await stage.burst(key_event("enter"), key_event("!"))
        assert "What shall become of this text?" in stage.picture


@pytest.mark.parametrize("state", [State.FAILED, State.UNDELIVERED, State.UNCONFIRMED])
async def test_a_text_in_trouble_is_sent_again_only_when_asked_to(tmp_path: Path, state: State) -> None:
    async with a_stage(tmp_path, talk=in_trouble(state)) as stage:
        await stage.press("enter", "!")
        assert "What shall become of this text?" in stage.picture
        assert "Here it comes" in stage.picture
        await stage.press("escape")
        assert await states(stage) == [("Here it comes", state)]
        await stage.press("!", "enter")
        assert await states(stage) == [("Here it comes", state)], "the first answer is not to send"
        await stage.press("!", "j", "j", "j", "enter")
        assert await states(stage) == [("Here it comes", state), ("Here it comes", State.QUEUED)]


async def test_what_was_sent_again_is_not_offered_once_more_unless_it_is_chosen(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=in_trouble(State.FAILED)) as stage:
        await stage.press("enter", "!")
        assert "to Ana Reyes" in stage.picture
        await stage.press("j", "enter")
        once = [("Here it comes", State.FAILED), ("Here it comes", State.QUEUED)]
        assert await states(stage) == once
        await stage.press("!")
        assert "What failed here was sent again." in " ".join(stage.picture.split())
        assert "What shall become" not in stage.picture
        await stage.press("k", "k", "!")
        assert "You sent it again at" in stage.picture
        await stage.press("enter")
        assert await states(stage) == once


@pytest.mark.parametrize(("keys", "settled"), [("j", State.SENT), ("jj", State.FAILED)])
async def test_an_unconfirmed_text_is_settled_by_the_persons_word(
    tmp_path: Path, keys: str, settled: State
) -> None:
    async with a_stage(tmp_path, talk=in_trouble(State.UNCONFIRMED)) as stage:
        await stage.press("enter", "!", *keys, "enter")
        assert await states(stage) == [("Here it comes", settled)]


async def test_where_nothing_is_in_trouble_nothing_is_asked(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "!")
        assert "Nothing here failed or is unconfirmed." in stage.picture


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_what_is_mended_and_who_is_shown_is_of_the_row_under_the_cursor(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with a_stage(tmp_path, talk=in_trouble(State.FAILED), size=size) as stage:
        await stage.world.store.write(lambda tx: say(tx, stage.world, BO, ["Call me"], minutes_ago=1))
        await stage.pass_time(1)
        await stage.press("g", "g")
        await stage.burst(key_event("enter"), key_event("h"), key_event("j"), key_event("!"))
        assert "What shall become of this text?" in stage.picture
        assert "Here it comes" in stage.picture
        await stage.press("escape", "k")
        await stage.burst(key_event("!"))
        assert "Nothing here failed or is" in stage.picture, "in that one"


@pytest.mark.parametrize("keys", [["K", "escape"], ["K", "K"], ["K", "h"]])
async def test_the_panel_on_a_narrow_terminal_is_left_for_where_it_was_asked_for(
    tmp_path: Path, keys: list[str]
) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(80, 24)) as stage:
        await stage.press(*keys)
        assert stage.where() is Place.LIST
        await stage.press("enter", *keys)
        assert stage.where() is Place.READING


async def test_a_key_that_does_nothing_says_so(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("f")
        assert "f does nothing here; ? shows the keys." in stage.picture
        await stage.press("g", "n", "x")
        assert "x does nothing here; ? shows the keys." in stage.picture
        await stage.press("escape", "/")
        await stage.type("y")
        assert "y does nothing" not in stage.picture
        await stage.press("escape", "r")
        await stage.type("f")
        assert stage.inbox.conversation.composer.text == "f"


async def test_on_a_narrow_terminal_the_panel_shows_who_is_under_the_cursor(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(80, 24)) as stage:
        await stage.press("enter", "h", "j", "K")
        assert "Bo Lindqvist" in stage.text_of(stage.inbox.contact)
