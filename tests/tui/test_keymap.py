"""The table of keys: help and palette have every action, `[keys]` changes it, clashes are told at once."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Input, Static, TextArea

from smstui.ports.errors import NotConfiguredError
from smstui.tui.actions import ACTIONS, Place
from smstui.tui.app import SmstuiApp
from smstui.tui.formatting import cells
from smstui.tui.key_table import key_table
from smstui.tui.keymap import Keymap, key_name, spoken
from smstui.tui.screens.dialogs.help import help_text
from smstui.tui.widgets.choices import ChoiceList
from smstui.tui.widgets.outside_keys import OutsideKeys
from tui.events import key_event
from tui.stage import a_runtime, a_stage, small_talk

if TYPE_CHECKING:
    from pathlib import Path

    from tui.stage import Stage


def test_help_and_readme_have_every_action() -> None:
    shown, table = help_text(Keymap(), width=400).plain, key_table()
    for action in ACTIONS:
        assert action.help in shown
        assert f"| {action.help} | `{action.name}` |" in table


async def test_palette_has_every_action_that_is_more_than_typing(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("ctrl+p")
        offered = {choice.title for choice in stage.app.screen.query_one(ChoiceList).choices}
        here = {action for action in ACTIONS if action.places - {Place.QUERY, Place.HITS}}
        typing = {"send", "newline", "outside_key"}
        assert offered == {action.help for action in here if action.name not in typing}
        assert ACTIONS[0].help in stage.picture


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
async def test_each_command_can_be_seen_while_it_is_chosen(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=size) as stage:
        await stage.press("ctrl+p")
        choices = stage.app.screen.query_one(ChoiceList)
        for choice in choices.choices:
            assert choice is choices.current
            assert f"▌ {choice.title[:20]}" in stage.text_of(choices)
            await stage.press("down")


async def test_palette_runs_what_is_chosen(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("colon", *"drafts", "enter")
        assert "There are no drafts" in stage.list


async def test_palette_says_that_no_command_has_these_words(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(80, 24)) as stage:
        await stage.press("ctrl+p", *"drafx")
        choices = stage.app.screen.query_one(ChoiceList)
        assert stage.text_of(choices).strip() == "Nothing here has what you typed in its name."
        await stage.press("enter")
        assert "Nothing here has" in stage.picture
        await stage.press("backspace")
        assert "Drafts" in stage.text_of(choices)
        assert "Nothing here has" not in stage.picture


def test_each_key_does_one_thing_in_each_place() -> None:
    keymap = Keymap()
    assert keymap.find(["n"], Place.LIST) is keymap.action("next_unread")
    assert keymap.find(["g", "i"], Place.READING) is keymap.action("view_inbox")
    assert keymap.begins(["g"], Place.LIST)
    assert keymap.find(["enter"], Place.LIST) is keymap.action("open")
    assert keymap.find(["enter"], Place.COMPOSER) is keymap.action("send")
    assert keymap.find([":"], Place.COMPOSER) is None


def test_q_alone_quits_nothing() -> None:
    assert all(Keymap().find(["q"], place) is None for place in Place)


EATEN = {"ctrl+s", "ctrl+b", "ctrl+a", "shift+enter", "ctrl+enter", "f10", "f11"}
"""By flow control, by tmux and screen, or by the window around the terminal."""
OTHER_KEYS = {"ctrl+m", "ctrl+i", "ctrl+h"}
"""Which a terminal sends as enter, tab and backspace."""


@pytest.mark.parametrize("profile", ["vim", "plain"])
def test_no_action_needs_a_key_that_terminals_eat(profile: str) -> None:
    actions = Keymap(profile=profile).actions
    assert [action.name for action in actions if set(action.keys) <= EATEN] == []
    assert not OTHER_KEYS & {chord for action in actions for chord in action.keys}


def test_the_plain_profile_has_no_letters_and_no_chords() -> None:
    kinds = re.compile(
        r"up|down|left|right|home|end|pageup|pagedown|((shift|alt)\+)?enter|escape|(shift\+)?tab|f\d+|ctrl\+[a-z]|[0-9?!<>]"
    )
    keys = {chord for action in ACTIONS for chord in action.plain}
    assert {key for key in keys if not kinds.fullmatch(key)} == set()
    assert not keys & {"ctrl+z", "ctrl+c"}


def test_no_sentence_names_a_key_of_an_action_that_is_not_there() -> None:
    from architecture.source import PACKAGE, modules

    sources = [path.read_text() for path in modules(PACKAGE / "tui")]
    said = {name for source in sources if ".said(" in source for name in re.findall(r"\{(\w+)\}", source)}
    there = {action.name for action in ACTIONS}
    assert {"quit", "reply", "last", "new_conversation", "take_back_here"} <= said & there
    for profile in ("vim", "plain"):
        keymap = Keymap({"reply": "x"}, profile=profile)
        assert keymap.said("{reply} to reply, {quit} quits") == "x to reply, ctrl+q quits"


async def test_the_plain_profile_is_what_the_screen_says_and_does(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, key_profile="plain") as stage:
        assert "F4 reply" in stage.status
        assert "F4 to reply" in stage.reading
        await stage.press("j", "c", "r", "slash", "G")
        assert stage.app.screen is stage.inbox
        assert stage.inbox.place == "list"
        await stage.press("f1")
        assert "pgdn" in stage.picture
        assert "ctrl+d" not in stage.picture
        await stage.press("escape", "ctrl+p")
        offered = {choice.key: choice.detail for choice in stage.app.screen.query_one(ChoiceList).choices}
        assert (offered["reply"], offered["next_unread"]) == ("F4, ctrl+r", "F8")
        await stage.press("escape", "down", "f4")
        assert stage.inbox.place == "composer"
        assert "Bo Lindqvist" in stage.reading
        await stage.type("j c r")
        assert stage.inbox.conversation.composer.text == "j c r"
        await stage.press("f3")
        assert "Search" in stage.picture


async def test_a_function_key_is_no_text_so_it_works_where_one_types(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r", "h", "i", "f1")
        assert "Next unread conversation" in stage.picture
        await stage.press("escape")
        assert stage.inbox.conversation.composer.text == "hi"
        await stage.press("escape", "slash", "f1")
        assert "Next unread conversation" in stage.picture


def test_a_field_keeps_a_function_key_of_its_own() -> None:
    keymap = Keymap({"editor": "f1"})
    assert keymap.find(["f1"], Place.COMPOSER) is keymap.action("editor")
    assert keymap.find(["f1"], Place.READING) is keymap.action("help")


FIELDS = {
    "the composer": ("r",),
    "the search": ("slash",),
    "the contacts": ("h", "f"),
    "the palette": ("ctrl+p",),
    "a new conversation": ("c",),
    "a contact": ("C",),
}
NO_FIELDS = {
    "the list": (),
    "the conversation": ("enter",),
    "the hits": ("slash", "tab"),
    "the notifications": ("g", "n"),
    "the themes": ("ctrl+t",),
}


@pytest.mark.parametrize("keys", FIELDS.values(), ids=FIELDS)
async def test_a_character_that_quits_is_text_in_a_field(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with a_stage(tmp_path, talk=small_talk, keys={"quit": "q"}) as stage:
        await stage.burst(*map(key_event, (*keys, *"qu")))
        await stage.until(lambda: isinstance(stage.app.focused, OutsideKeys))
        await stage.press("q")
        field = stage.app.focused
        assert isinstance(field, TextArea | Input)
        assert (field.text if isinstance(field, TextArea) else field.value) == "quq"
        assert not stage.app.is_quitting


@pytest.mark.parametrize("keys", NO_FIELDS.values(), ids=NO_FIELDS)
@pytest.mark.parametrize("at_once", [False, True])
async def test_a_character_that_quits_does_so_where_there_is_no_field(
    tmp_path: Path, keys: tuple[str, ...], at_once: bool
) -> None:
    async with a_stage(tmp_path, talk=small_talk, keys={"quit": "q"}) as stage:
        if at_once:
            await stage.burst(*map(key_event, (*keys, "q")))
        else:
            await stage.press(*keys)
            await stage.press("q")
        await stage.until(lambda: not stage.app.is_running)
        assert stage.app.return_code == 0


@pytest.mark.parametrize("keys", [("r",), ("slash",)])
async def test_a_character_that_quits_does_so_behind_the_key_that_leads_out_of_a_field(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    async with a_stage(tmp_path, talk=small_talk, keys={"quit": "q"}) as stage:
        await stage.press(*keys, "ctrl+o", "q")
        await stage.until(lambda: not stage.app.is_running)
        assert stage.app.return_code == 0


@pytest.mark.parametrize("keys", [*FIELDS.values(), *NO_FIELDS.values()], ids=[*FIELDS, *NO_FIELDS])
async def test_a_key_that_is_no_text_quits_everywhere(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.burst(*map(key_event, (*keys, "ctrl+q")))
        await stage.until(lambda: not stage.app.is_running)
        assert stage.app.return_code == 0


def test_settings_change_a_key() -> None:
    keymap = Keymap({"next_unread": "g  m", "reply": "a"})
    assert keymap.find(["g", "m"], Place.LIST) is keymap.action("next_unread")
    assert keymap.find(["n"], Place.LIST) is None
    assert keymap.find(["a"], Place.READING) is keymap.action("reply")
    assert Keymap({"reply": "c"}, profile="plain").find(["c"], Place.LIST) is not None


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        ({}, Place.LIST, "S asks"),
        ({}, Place.COMPOSER, "ctrl+o S asks"),
        ({"sync_now": "f7"}, Place.COMPOSER, "F7 asks"),
        ({"sync_now": "g s", "outside_key": "ctrl+x"}, Place.NARROW, "ctrl+x gs asks"),
    ],
)
def test_a_sentence_names_keys_as_they_work_where_the_keyboard_is(
    changes: dict[str, str], place: Place, said: str
) -> None:
    assert Keymap(changes).said("{sync_now} asks", place) == said


async def test_where_a_key_is_text_the_profiles_own_goes_on_working(tmp_path: Path) -> None:
    keys = {"open": "o", "down": "s", "palette": "p"}
    async with a_stage(tmp_path, talk=small_talk, size=(160, 36), keys=keys) as stage:
        await stage.press("slash")
        await stage.type("o")
        assert "enter open" in stage.picture
        await stage.press("down", "enter")
        assert stage.where() is Place.READING
        await stage.press("r")
        assert "ctrl+p commands" in stage.status
        await stage.press("ctrl+p")
        assert "Commands" in stage.picture


@pytest.mark.parametrize(
    ("changes", "hint"), [({"palette": "p"}, " p commands"), ({"quit": "ctrl+x q"}, "ctrl+x q quit")]
)
async def test_no_key_is_hinted_at_where_it_is_text(
    tmp_path: Path, changes: dict[str, str], hint: str
) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 36), keys=changes) as stage:
        assert hint in stage.status
        await stage.press("r")
        assert stage.where() == Place.COMPOSER
        assert "enter send" in stage.status
        assert hint not in stage.status
        await stage.press("escape")
        assert hint in stage.status


@pytest.mark.parametrize(
    ("profile", "changes", "words"),
    [
        ("vim", {"reply": "c"}, '"c" of new_conversation clashes'),
        ("vim", {"reply": "g"}, "clashes"),
        ("vim", {"new_unread": "n"}, "keys.new_unread: there is no such action"),
        ("vim", {"reply": " "}, "keys.reply: no key is given"),
        ("vim", {"leave": "x"}, 'keys.leave: leave is done where one types, and "x" is text there'),
        ("vim", {"send": "space"}, '"space" is text there; expected one key that types nothing'),
        ("vim", {"newline": "ctrl+x n"}, '"ctrl+x n" is text there; expected one key that types nothing'),
        ("vim", {"outside_key": ":"}, 'as "ctrl+x" or "f5"'),
        ("vim", {"widen": "x"}, "keys.widen: "),
        ("plain", {"reply": "ctrl+n"}, '"ctrl+n" of new_conversation clashes'),
        ("plain", {"help": "f5 x"}, '"f5 x" of help clashes with "f5" of sync_now'),
        ("plain", {"new_unread": "n"}, "keys.new_unread: there is no such action"),
    ],
)
def test_wrong_keys_are_told_before_anything_is_shown(
    profile: str, changes: dict[str, str], words: str
) -> None:
    with pytest.raises(NotConfiguredError) as told:
        Keymap(changes, profile=profile)
    assert words in told.value.message
    assert told.value.hint
    assert told.value.exit_code == 6


async def test_screen_does_not_open_on_clashing_keys(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        runtime = a_runtime(stage.world, keys={"reply": "c"})
        with pytest.raises(NotConfiguredError):
            SmstuiApp(runtime)


@pytest.mark.parametrize(
    ("key", "character", "name"),
    [("question_mark", "?", "?"), ("G", "G", "G"), ("space", " ", "space"), ("ctrl+j", "\n", "ctrl+j")],
)
def test_keys_are_named_as_in_the_table(key: str, character: str, name: str) -> None:
    assert key_name(key, character) == name


@pytest.mark.parametrize(
    ("chord", "words"), [("g g", "gg"), ("escape", "esc"), ("ctrl+p", "ctrl+p"), ("f5", "F5")]
)
def test_chords_are_spoken(chord: str, words: str) -> None:
    assert spoken(chord) == words


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 10)])
async def test_help_tears_no_word_however_small_the_screen_is(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_stage(tmp_path, size=size) as stage:
        await stage.press("?")
        shown = stage.app.screen.query_one(Static)
        rows = str(shown.content).partition("From a shell")[0].splitlines()
        assert max(map(cells, rows)) <= shown.size.width
        told = " ".join(" ".join(rows).split())
        assert [action.help for action in ACTIONS if action.help not in told] == []


@pytest.mark.parametrize("size", [(160, 48), (80, 24), (40, 10)])
async def test_help_is_read_by_space_without_a_line_left_out(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_stage(tmp_path, size=size) as stage:
        await stage.press("?")
        shown = stage.app.screen.query_one(Static)
        box = shown.parent
        assert isinstance(box, VerticalScroll)
        tops: list[int] = []
        while box.scroll_offset.y not in tops:
            tops.append(box.scroll_offset.y)
            await stage.press("space")
        height = box.content_region.height
        assert all(below - top < height for top, below in pairwise(tops))
        assert tops[-1] + height >= shown.size.height


def help_box(stage: Stage) -> VerticalScroll:
    box = stage.app.screen.query_one(Static).parent
    assert isinstance(box, VerticalScroll)
    return box


@pytest.mark.parametrize("profile", ["vim", "plain"])
async def test_help_is_read_with_the_keys_of_a_pager(tmp_path: Path, profile: str) -> None:
    async with a_stage(tmp_path, size=(80, 24), key_profile=profile) as stage:
        await stage.press("?")
        box = help_box(stage)
        end = box.max_scroll_y
        assert end > 2 * box.content_region.height

        async def after(*keys: str) -> int:
            await stage.press(*keys)
            return box.scroll_offset.y

        page = box.content_region.height - 1
        assert await after("G") == end
        assert await after("g", "g") == 0
        assert await after("end") == end
        assert await after("home") == 0
        assert [await after("j"), await after("j"), await after("k")] == [1, 2, 1]
        assert [await after("space"), await after("b")] == [1 + page, 1]
        assert [await after("ctrl+f"), await after("ctrl+b")] == [1 + page, 1]
        await stage.press("g", "q")
        assert not stage.app.screen.is_modal, "g leads nowhere with q, which closes"


async def test_help_scrolls_by_the_keys_that_it_names(tmp_path: Path) -> None:
    keys = {"down": "m", "up": "j", "last": "g e", "page_down": "M"}
    async with a_stage(tmp_path, size=(80, 24), keys=keys) as stage:
        await stage.press("?")
        box = help_box(stage)
        assert "m j scroll" in stage.picture
        await stage.press("m", "m", "j")
        assert box.scroll_offset.y == 1
        await stage.press("M")
        assert box.scroll_offset.y == box.content_region.height
        await stage.press("g", "e")
        assert box.scroll_offset.y == box.max_scroll_y


@pytest.mark.parametrize("key", ["/", "x", "r"])
async def test_a_key_that_does_nothing_in_the_help_says_so(tmp_path: Path, key: str) -> None:
    async with a_stage(tmp_path, size=(80, 24)) as stage:
        await stage.press("?")
        await stage.press(key)
        assert f"{key} does nothing here; esc closes the keys." in stage.picture
        await stage.press("escape")
        assert not stage.app.screen.is_modal
