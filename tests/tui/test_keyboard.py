"""The keyboard is always with something, whatever the terminal, the mouse and impatient people do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events

from smstui.domain.states import State
from smstui.tui.actions import Place
from smstui.tui.columns import Pane
from tui.events import click, key_event, mouse_event
from tui.stage import a_stage, small_talk

if TYPE_CHECKING:
    from pathlib import Path


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
            await stage.pilot.resize_terminal(*size)
            await stage.until(lambda: stage.app.screen.size == stage.app.size)
            await stage.settle()
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
