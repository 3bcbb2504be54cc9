"""After ctrl+o in a text field, keys do what they do outside it; what is typed stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key

from smstui.domain.models import View
from smstui.tui.actions import ACTIONS, OUT_OF, TYPED_IN, Place
from smstui.tui.keymap import Keymap
from tui.stage import a_stage, small_talk
from tui.test_search import rows, screen_of, search

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("profile", ["vim", "plain"])
@pytest.mark.parametrize("place", sorted(OUT_OF))
def test_every_text_field_has_a_way_out_and_loses_no_character_to_it(profile: str, place: Place) -> None:
    keymap = Keymap(profile=profile)
    assert keymap.find(["ctrl+o"], place) is keymap.action("outside_key")
    assert keymap.action("outside_key").places == TYPED_IN
    typed = {
        chord for action in ACTIONS for chord in (*action.vim, *action.plain) if len(chord.split()[0]) == 1
    }
    assert [key for key in typed if keymap.find(key.split(), place)] == []


async def test_in_the_composer_a_key_and_a_chord_reach_out(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r", "h", "i", "ctrl+o")
        assert "ctrl+o…" in stage.status
        await stage.press("g")
        assert "ctrl+o g…" in stage.status
        await stage.press("d")
        assert stage.inbox.listing.view is View.DRAFTS
        assert stage.inbox.conversation.composer.text == "hi"
        assert "ctrl+o" not in stage.status


async def test_keys_typed_at_once_after_ctrl_o_are_a_chord_and_no_text(tmp_path: Path) -> None:
    """The screen may be slower than the fingers: the field itself knows that a chord goes on."""
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        for key, character in (("ctrl+o", None), ("g", "g"), ("d", "d"), ("x", "x")):
            stage.app.post_message(Key(key, character))
        await stage.settle()
        assert stage.inbox.listing.view is View.DRAFTS
        assert "g" not in stage.inbox.conversation.composer.text


@pytest.mark.parametrize("keys", [["ctrl+o", "escape"], ["ctrl+o", "g", "escape"], ["ctrl+o", "w"]])
async def test_esc_and_a_key_without_a_meaning_end_it(tmp_path: Path, keys: list[str]) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r", *keys)
        assert stage.inbox.place is Place.COMPOSER
        assert "ctrl+o" not in stage.status
        await stage.press("i", "d")
        assert stage.inbox.conversation.composer.text == "id"


async def test_whoever_goes_elsewhere_meanwhile_types_text_again(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r", "ctrl+o")
        stage.inbox.set_focus(stage.inbox.conversation.texts)
        await stage.press("r", "N")
        assert stage.inbox.conversation.composer.text == "N"


async def test_in_the_search_field_keys_do_what_they_do_among_the_hits(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        screen = await search(stage, "9")
        assert "1 of 2" in stage.status
        await stage.press("ctrl+o")
        assert "ctrl+o…" in stage.status
        await stage.press("n")
        assert "2 of 2" in stage.status
        await stage.press("ctrl+o", "g", "g")
        assert "1 of 2" in stage.status
        await stage.press("ctrl+o", "escape", "ctrl+o", "N")
        assert screen_of(stage) is screen
        assert screen.field.value == "9"
        assert screen.place is Place.QUERY
        await stage.type("z")
        assert screen.field.value == "9z"


async def test_in_the_search_field_a_reply_is_one_key_away(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, "workshop")
        assert "Is this the workshop?" in rows(stage)
        await stage.press("ctrl+o", "r")
        await stage.pass_time(0.3)
        assert stage.inbox.place is Place.COMPOSER
        assert "to +1 415 555 0103" in stage.reading


async def test_in_the_field_over_the_contacts_keys_do_what_they_do_below_it(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("h", "f", "b")
        assert stage.inbox.place == "narrow"
        await stage.press("ctrl+o", "2")
        assert stage.inbox.listing.view is View.UNREAD
        field = stage.inbox.views.field
        assert field is not None
        assert field.value == "", "who leaves for the list looks for nobody any more"
        await stage.press("h", "f", "f1")
        assert "Next conversation, text or contact" in stage.picture


async def test_in_a_dialog_there_is_no_outside(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("ctrl+p", "ctrl+o", "d", "r", "a", "f", "t", "s")
        await stage.press("enter")
        assert stage.inbox.listing.view is View.DRAFTS
