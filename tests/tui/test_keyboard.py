"""The keyboard is always with something, whatever the terminal, the mouse and impatient people do."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest
from textual import events

from builders import ANA, BO, CLEO
from smstui.domain.states import State
from smstui.ports.errors import StoreFullError
from smstui.services.contacts import TypedNumber, save_contact
from smstui.tui.actions import Place
from smstui.tui.columns import Pane
from smstui.tui.widgets.line_field import LineField
from tui.events import click, key_event, mouse_event
from tui.news import add_arrival
from tui.stage import a_stage, say, small_talk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer


@pytest.mark.parametrize("opens", ["/", "c", "?", "ctrl+p", "C"])
async def test_impatient_escapes_close_one_screen_and_break_nothing(tmp_path: Path, opens: str) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press(opens)
        assert len(stage.app.screen_stack) == 2
        await stage.burst(*(key_event("escape") for _ in range(3)))
        assert stage.app.screen_stack == [stage.inbox]
        assert stage.app.is_running
        await stage.press("j")
        assert "Bo Lindqvist" in stage.reading or stage.inbox.conversations.list.cursor == 1


@pytest.mark.parametrize(
    "opens", [(), ("r",), ("/",), ("g", "n"), ("?",), ("c",), ("C",), ("ctrl+p",), ("g", "c")]
)
async def test_whoever_presses_ctrl_c_is_told_how_to_quit(tmp_path: Path, opens: tuple[str, ...]) -> None:
    async with a_stage(tmp_path, talk=small_talk, keys={"quit": "f10"}) as stage:
        await stage.press(*opens, "ctrl+c")
        assert "F10 quits smstui." in stage.picture
        assert stage.app.is_running


@pytest.mark.parametrize("opens", [("/",), ("g", "c")])
async def test_in_a_line_ctrl_u_and_ctrl_d_delete_what_was_typed(
    tmp_path: Path, opens: tuple[str, ...]
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press(*opens)
        await stage.type("zzz")
        field = stage.app.screen.query_one(LineField)
        await stage.press("home", "ctrl+d")
        assert field.value == "zz"
        await stage.press("end", "ctrl+u")
        assert field.value == ""


async def test_two_quick_clicks_on_a_choice_choose_once(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("F")
        row = stage.app.screen.query_one("ChoiceList").region
        await stage.burst(*click((row.x + 4, row.y + 1)), *click((row.x + 4, row.y + 1)))
        assert stage.app.screen is stage.inbox
        assert stage.app.is_running


async def test_a_terminal_that_was_too_small_for_a_moment_leaves_the_keyboard_where_it_was(
    tmp_path: Path,
) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(120, 36)) as stage:
        await stage.press("r")
        await stage.type("half a ")
        for size in ((1, 1), (150, 5), (120, 36)):
            await stage.resize(*size)
        assert stage.where() is Place.COMPOSER
        await stage.type("thought")
        assert stage.inbox.conversation.composer.text == "half a thought"


async def test_a_key_in_a_terminal_without_the_focus_goes_where_the_keyboard_was(tmp_path: Path) -> None:
    """Multiplexers and remote controls send keys to terminals that nobody looks at."""
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.burst(events.AppBlur())
        await stage.type("june")
        assert stage.inbox.conversation.composer.text == "june"
        await stage.burst(events.AppFocus())
        assert stage.where() is Place.COMPOSER
        assert await stage.world.texts(State.QUEUED) == []


@pytest.mark.parametrize("opens", ["F", "/", "?", "c"])
async def test_a_dialog_that_opens_in_a_terminal_without_the_focus_gives_the_keyboard_back(
    tmp_path: Path, opens: str
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        await stage.burst(key_event(opens), events.AppBlur())
        assert len(stage.app.screen_stack) == 2
        await stage.burst(events.AppFocus())
        await stage.press("escape")
        assert stage.app.screen is stage.inbox
        assert stage.where() is Place.READING
        await stage.press("h")
        assert stage.where() is Place.LIST


async def test_a_divider_that_is_held_while_a_dialog_opens_lets_go(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 40)) as stage:
        divider = stage.inbox.columns.dividers[Pane.LIST].region
        await stage.burst(mouse_event(events.MouseDown, (divider.x, 5), 1), key_event("/"))
        await stage.burst(mouse_event(events.MouseMove, (40, 9), 1), mouse_event(events.MouseUp, (40, 9), 1))
        await stage.type("9 is")
        assert "/ 9 is" in stage.picture, "the field still has the keyboard"
        await stage.press("escape")
        assert stage.inbox.columns.dividers[Pane.LIST].region == divider
        await stage.burst(*click((stage.inbox.views.list.region.x + 3, 2)))
        assert stage.where() is Place.VIEWS, "the mouse still works"


_AHEAD = [
    *["g c", "g c b o", "h f", "h f b o enter h i", "c", "C", "/ m o v e", "?", "ctrl+p", "ctrl+t", "g n"],
    *["F", "T", "K", "K enter", "E", "!", "S", "r h i", "enter tab h i", "shift+tab", "tab tab tab"],
    *["j j enter", "n", "7 1", "> <", "l escape", "r ctrl+g escape", "u", "h G enter", "x escape j"],
]


@pytest.mark.parametrize(
    ("size", "keys"),
    [*(((170, 40), keys) for keys in _AHEAD), *(((80, 24), keys) for keys in _AHEAD[::3])],
)
async def test_keys_before_the_first_picture_do_what_they_do_later(
    tmp_path: Path, size: tuple[int, int], keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    typed, seen = [key_event(key) for key in keys.split()], []
    for name, ahead in (("later", ()), ("ahead", keys.split())):
        folder = tmp_path / name
        await asyncio.to_thread(folder.mkdir)
        async with a_stage(folder, talk=small_talk, size=size, ahead=ahead) as stage:
            await stage.burst(*([] if ahead else typed))
            await stage.pass_time(1)
            stage.app.clear_notifications()  # they go by the real clock, which differs
            await stage.settle()
            seen.append((stage.where(), stage.picture))
    assert seen[1] == seen[0]


async def test_who_would_leave_before_the_first_picture_and_stays_has_the_whole_screen(
    tmp_path: Path,
) -> None:
    def waiting(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["hello", "on my way"], state=State.QUEUED)

    async with a_stage(tmp_path, talk=waiting, size=(170, 40), ahead=["ctrl+q", "r"]) as stage:
        assert stage.app.is_running, "a text waits, and nobody else would send it"
        await stage.type("hi")
        assert stage.inbox.conversation.composer.text == "hi"
        await stage.world.store.write(lambda tx: add_arrival(tx, stage.world, BO, "news"))
        await stage.pass_time(0.3)
        assert "news" in stage.list


@pytest.mark.parametrize(
    "keys",
    [
        "r tab tab j",
        "r tab r shift+tab j",
        "? escape j",
        "/ f i n e escape j",
        "/ f i n e enter r h i",
        "/ f i n e r escape j l",
        "/ m o v e tab ? escape escape j",
        "/ z z z z enter 9 backspace backspace backspace backspace backspace f i n e enter h j",
        "ctrl+p b e l o w escape j",
        "ctrl+p r e p l y enter h i",
        "ctrl+p h e l p enter escape j l",
        "/ f i n e f1 escape escape j l",
        "g n escape j l",
        "g n enter escape j",
        "g n enter r h i",
        "g n ? escape escape j l",
        "F escape j l",
        "c B o enter escape escape h j",
        "c 4 1 5 5 5 5 0 1 7 7 enter h i escape escape h j",
        "c n o b o d y enter backspace backspace escape j",
        "C Z o e tab 4 1 5 5 5 5 0 1 7 7 enter j j",
        "C Z o e tab 1 2 enter backspace 4 1 5 5 5 5 0 1 7 7 tab tab enter j j",
        "ctrl+t escape j l",
        "r h i escape h j",
        "h f b o escape j escape j l",
        "r a b c escape h j enter h k enter r d",
        "r a b c escape h j enter h k enter",
        "r a b c escape h j enter r x escape h k enter r d escape h j enter",
        "K escape j",
        "r h i ctrl+o h j j",
        "r h i ctrl+o c B o enter h i escape escape h j",
        "r h i ctrl+o g d j",
        "r h i ctrl+o g c b o enter h i",
        "/ f i n e ctrl+o j enter j",
        "h f b o enter r h i escape h",
        "h f b o x enter backspace enter r h i",
        "c down enter h i escape escape h j",
        "c a n down up enter h i escape escape h j",
        "r escape g c b o",
        "r tab g d j",
        "2 r h i escape h",
        "2 enter r h i escape h",
        "r f1 q escape h j",
        "h f b o tab enter r h i",
        "h f b o ctrl+o enter r h i",
    ],
)
async def test_keys_of_one_packet_do_what_they_do_one_by_one(tmp_path: Path, keys: str) -> None:
    await both_ways(tmp_path, keys)


@pytest.mark.parametrize(
    "keys",
    [
        "f4 f2 B o enter enter h i escape",
        "f4 f3 f i n e escape escape",
        "f4 a f8 h i escape",
    ],
)
async def test_keys_of_one_packet_in_the_plain_profile(tmp_path: Path, keys: str) -> None:
    await both_ways(tmp_path, keys, key_profile="plain")


@pytest.mark.parametrize("keys", ["G r h i escape h", "G enter r h i escape h", "G E escape"])
async def test_keys_of_one_packet_in_a_long_list(tmp_path: Path, keys: str) -> None:
    def many(tx: Writer, world: World) -> None:
        for at in range(250):
            say(tx, world, f"+1415555{1000 + at}", [f"text {at}"], minutes_ago=100 + at * 10)

    await both_ways(tmp_path, keys, talk=many)


@pytest.mark.parametrize(
    "keys",
    [
        "r a b c ctrl+o F j enter d escape h",
        "F j enter ctrl+o F k enter a b c ctrl+o F j enter d escape h",
        "r a b c ctrl+o F j enter escape h j j enter r x escape h k k enter r d escape h",
    ],
)
async def test_keys_of_one_packet_where_a_draft_goes_to_another_line(tmp_path: Path, keys: str) -> None:
    await both_ways(tmp_path, keys)


async def test_keys_of_one_packet_in_the_contact_panel(tmp_path: Path) -> None:
    await both_ways(tmp_path, "K shift+tab down enter end x y enter", size=(200, 40))


@pytest.mark.parametrize("keys", ["escape j", "escape 1 j", "escape escape 1 j j", "tab j"])
async def test_a_key_behind_a_paste_does_what_it_does_later(tmp_path: Path, keys: str) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 48)) as stage:
        await stage.burst(key_event("r"), events.Paste("abc"), *map(key_event, keys.split()))
        await stage.pass_time(0.5)
        assert stage.inbox.conversation.composer.text.strip("j") in {"abc", ""}
        assert stage.where() is not Place.COMPOSER
        found = await stage.world.store.read(lambda reader: reader.conversations_of([ANA], limit=1))
        assert [each.draft for each in found] == ["abc"]


_BETWEEN = 0.15
"""Seconds between two keys: a preview comes meanwhile, and nothing counts as read as it would not at once."""


async def both_ways(
    tmp_path: Path,
    keys: str,
    *,
    talk: Callable[[Writer, World], object] = small_talk,
    **options: Any,
) -> None:
    """Press these keys one by one and in one packet, and compare the screens; they leave every dialog."""

    async def screen_after(folder: Path, bursts: Sequence[Sequence[str]]) -> tuple[Place, str]:
        async with a_stage(folder, talk=talk, **options) as stage:
            for burst in bursts:
                await stage.burst(*map(key_event, burst))
                await stage.pass_time(_BETWEEN)
            await stage.pass_time(10)
            stage.app.clear_notifications()  # they go by the real clock, which differs
            await stage.settle()
            assert stage.app.screen is stage.inbox
            return stage.where(), stage.picture

    slow_folder, quick_folder = tmp_path / "slow", tmp_path / "quick"
    for folder in (slow_folder, quick_folder):
        await asyncio.to_thread(folder.mkdir)
    slowly = await screen_after(slow_folder, [[key] for key in keys.split()])
    at_once = await screen_after(quick_folder, [keys.split()])
    assert at_once == slowly


async def test_a_key_pressed_while_the_lists_are_read_again_is_not_undone(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 36)) as stage:
        await stage.press("h", *"jjjjj")
        store, listing, side = stage.world.store, stage.inbox.listing.widget, stage.inbox.side
        await save_contact("Aaron", [TypedNumber(CLEO, "")], store=store, region="US")
        gate = threading.Event()
        slow = asyncio.create_task(store.read(lambda _reader: gate.wait(60)))
        await store.write(lambda tx: add_arrival(tx, stage.world, CLEO, "hello"))
        for _ in range(3):
            await stage.pilot.pause()
        await stage.pilot.press("j", "escape", "j")
        gate.set()
        await slow
        await stage.pass_time(10)
        assert side.contact is not None
        assert side.contact.name == "Bo Lindqvist"
        assert listing.current is not None
        assert listing.current.peer == BO


@pytest.mark.parametrize("opens", [("g", "n"), ("/",)])
async def test_a_help_that_was_clicked_twice_leaves_the_keyboard_alive(
    tmp_path: Path, opens: tuple[str, ...]
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press(*opens, "tab")
        line = stage.app.size.height - 1
        at = (stage.status.index("? help"), line)
        await stage.burst(*click(at), *click(at))
        for _ in range(4):
            await stage.press("escape")
        assert stage.app.screen is stage.inbox
        await stage.press("enter")
        assert stage.where() is Place.READING


async def test_what_was_typed_for_a_question_that_cannot_be_asked_is_no_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        store, read = stage.world.store, stage.world.store.read

        async def fails_once(_ask: object) -> None:
            monkeypatch.setattr(store, "read", read)
            raise StoreFullError("The disk is full.")

        monkeypatch.setattr(store, "read", fails_once)
        await stage.burst(*map(key_event, ("E", *"Mary Smith", "enter")))
        await stage.pass_time(10)
        assert await stage.world.texts(State.QUEUED) == []
        assert stage.where() is Place.LIST
        await stage.press("enter")
        assert stage.where() is Place.READING
