"""The table of keys: help and palette have every action, `[keys]` changes it, clashes are told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from smstui.ports.errors import NotConfiguredError
from smstui.tui.app import SmstuiApp
from smstui.tui.key_table import key_table
from smstui.tui.keymap import ACTIONS, Keymap, Place, key_name, spoken
from smstui.tui.screens.dialogs.help import help_text
from smstui.tui.widgets.choices import ChoiceList
from tui.stage import a_runtime, a_stage, small_talk

if TYPE_CHECKING:
    from pathlib import Path


def test_help_and_readme_have_every_action() -> None:
    shown, table = help_text(Keymap()).plain, key_table()
    for action in ACTIONS:
        assert action.help in shown
        assert f"| {action.help} | `{action.name}` |" in table


async def test_palette_has_every_action_that_is_more_than_typing(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("ctrl+p")
        offered = {choice.title for choice in stage.app.screen.query_one(ChoiceList).choices}
        here = {action for action in ACTIONS if action.places - {Place.QUERY, Place.HITS}}
        assert offered == {
            action.help for action in here if action.name not in {"send", "newline", "text_contact"}
        }
        assert ACTIONS[0].help in stage.picture


async def test_palette_runs_what_is_chosen(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("colon", *"drafts", "enter")
        assert "There are no drafts" in stage.list


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


def test_no_action_needs_a_key_that_terminals_eat() -> None:
    eaten = {"ctrl+s", "ctrl+q+shift", "shift+enter", "ctrl+b", "ctrl+a", "ctrl+z+shift", "ctrl+enter"}
    assert not eaten & {chord for action in ACTIONS for chord in action.keys}


def test_settings_change_a_key() -> None:
    keymap = Keymap({"next_unread": "g  m", "reply": "a"})
    assert keymap.find(["g", "m"], Place.LIST) is keymap.action("next_unread")
    assert keymap.find(["n"], Place.LIST) is None
    assert keymap.find(["a"], Place.READING) is keymap.action("reply")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reply": "c"}, '"c" of new_conversation clashes'),
        ({"reply": "g"}, "clashes"),
        ({"new_unread": "n"}, "keys.new_unread: there is no such action"),
        ({"reply": " "}, "keys.reply: no key is given"),
    ],
)
def test_wrong_keys_are_told_before_anything_is_shown(
    tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    with pytest.raises(NotConfiguredError) as told:
        Keymap(changes)
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


@pytest.mark.parametrize(("chord", "words"), [("g g", "gg"), ("escape", "esc"), ("ctrl+p", "ctrl+p")])
def test_chords_are_spoken(chord: str, words: str) -> None:
    assert spoken(chord) == words
