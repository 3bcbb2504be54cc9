"""What the mouse does: a click on a hint does what its key does, one on the news shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events

from builders import ANA, BO, CLEO
from smstui.domain.states import State
from smstui.tui.actions import Place
from smstui.tui.columns import Pane
from smstui.tui.panes.status import StatusLine
from smstui.tui.widgets.choices import ChoiceList
from smstui.tui.widgets.paged_list import Page, PagedList
from tui.events import click, mouse_event
from tui.stage import a_stage, say, small_talk
from tui.test_search import screen_of, search

if TYPE_CHECKING:
    from pathlib import Path

    from textual.message import Message

    from builders import World
    from smstui.ports.store import Writer
    from tui.stage import Stage


async def click_hint(stage: Stage, words: str) -> None:
    """Click on the last letter of a hint of the status line."""
    at = stage.status.index(words) + len(words) - 1
    await stage.pilot.click(stage.app.screen.query_one(StatusLine), offset=(at, 0))
    await stage.settle()


async def test_a_hint_is_clicked_and_the_keyboard_stays_where_it_was(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await click_hint(stage, "enter open")
        assert stage.inbox.place == "conversation"
        await click_hint(stage, "h back")
        assert stage.inbox.place == "list"
        await click_hint(stage, "reading your")
        assert stage.inbox.place == "list", "words are no hint"
        await stage.press("j")
        await click_hint(stage, "r reply")
        assert stage.inbox.place == "composer"
        assert "Call me" in stage.reading
        await click_hint(stage, "esc keep draft")
        assert stage.inbox.place == "conversation"
        await click_hint(stage, "? help")
        assert "Next unread conversation" in stage.picture


async def test_what_is_written_is_sent_with_a_click_where_it_should_be(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r", "a")
        await click_hint(stage, "ctrl+j new line")
        await stage.press("b")
        assert stage.inbox.conversation.composer.text == "a\nb"
        await click_hint(stage, "enter send")
        [text] = await stage.world.texts(State.QUEUED)
        assert (text.body, text.peer) == ("a\nb", ANA)


async def test_the_hints_of_the_search_are_clicked(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, "9")
        assert screen_of(stage).place is Place.QUERY
        await click_hint(stage, "enter open")
        await stage.pass_time(0.3)
        assert stage.app.screen is stage.inbox
        assert "yes, 9 is fine" in stage.reading
        await stage.press("slash")
        await click_hint(stage, "esc back")
        assert stage.app.screen is stage.inbox


async def test_the_hints_of_the_notifications_are_clicked(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("g", "n")
        await stage.until(lambda: stage.app.screen is not stage.inbox)
        await click_hint(stage, "h back")
        assert stage.app.screen is stage.inbox


@pytest.mark.parametrize("keys", [(), ("slash",), ("g", "n")])
async def test_quit_is_clicked_on_any_screen_and_once_is_enough(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press(*keys)
        await click_hint(stage, "ctrl+q quit")
        await stage.until(lambda: not stage.app.is_running)
        assert stage.app.return_code == 0


@pytest.mark.parametrize("size", [(160, 48), (80, 24), (60, 20)])
async def test_every_hint_that_is_drawn_is_there_to_be_clicked(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=size) as stage:
        for keys in ((), ("enter",), ("r",)):
            await stage.press(*keys)
            line = stage.status
            shown = stage.inbox.status._shown
            assert shown, line
            for place, name in shown:
                hint = stage.inbox.keymap.action(name).hint
                assert line[place.start : place.stop].endswith(hint), (line, name)


async def test_the_news_are_clicked(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, [f"text {at}." for at in range(80)], minutes_ago=200)

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter", "pageup", "pageup")
        await stage.world.store.write(lambda tx: say(tx, stage.world, ANA, ["hello?"], minutes_ago=0.5))
        await stage.pass_time(0.3)
        assert "1 new ↓" in stage.reading
        assert "hello?" not in stage.reading
        await stage.pilot.click(stage.inbox.conversation.news)
        await stage.settle()
        assert "hello?" in stage.reading
        assert "new ↓" not in stage.reading


async def test_who_was_clicked_is_who_is_texted_whatever_list_comes_behind_the_click(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["hello"], minutes_ago=20)
        say(tx, world, BO, ["hello too"], minutes_ago=30)

    def answer_late(message: Message) -> None:
        if isinstance(message, ChoiceList.Chosen):
            suggestions = stage.app.screen.query_one(ChoiceList)
            suggestions.show(suggestions.choices)  # as an answer of the store does

    async with a_stage(tmp_path, talk=talk, hook=answer_late) as stage:
        await stage.press("c")
        await stage.pilot.click(ChoiceList, offset=(3, 1))
        await stage.settle()
        if "Send from which number?" in stage.picture:
            await stage.press("enter")
        assert stage.inbox.reading.conversation is not None
        assert stage.inbox.reading.conversation.peer == BO


async def test_the_row_that_was_clicked_is_opened_though_it_goes_meanwhile(tmp_path: Path) -> None:
    def drop_it(message: Message) -> None:
        if isinstance(message, PagedList.Opened):
            rows = stage.inbox.conversations.list
            rows.show(Page(rows.page.items[1:], 0, rows.page.count - 1))  # somebody else marked it as done

    async with a_stage(tmp_path, talk=small_talk, hook=drop_it) as stage:
        await stage.pilot.click(stage.inbox.conversations.list, offset=(3, 0))
        await stage.settle()
        assert stage.where() is Place.READING
        assert "yes, 9 is fine" in stage.reading


@pytest.mark.parametrize("opened", [["enter"], ["enter", "r"]], ids=" ".join)
async def test_a_click_in_the_list_leaves_the_conversation_for_what_is_under_the_cursor(
    tmp_path: Path, opened: list[str]
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        inbox = stage.inbox

        def in_view() -> tuple[str, ...]:
            of = inbox.listing.widget.current, inbox.reading.conversation
            return tuple(each.peer for each in of if each is not None)

        await stage.press(*opened)
        await stage.pilot.click(inbox.conversations.list, offset=(5, 2))
        await stage.pass_time(0.1)
        assert (stage.where(), in_view()) == (Place.LIST, (BO, BO))
        await stage.press("j")
        await stage.pass_time(0.1)
        assert in_view() == (CLEO, CLEO)
        await stage.press("r")
        assert in_view() == (CLEO, CLEO)


OTHER_BUTTONS = pytest.mark.parametrize("button", [2, 3])
"""The middle one pastes in many terminals, the right one in PuTTY; elsewhere it opens a menu."""


def place_of(stage: Stage, words: str) -> tuple[int, int]:
    """Return where words are on the screen."""
    return next((line.index(words), y) for y, line in enumerate(stage.lines) if words in line)


@OTHER_BUTTONS
async def test_a_click_to_paste_or_for_a_menu_chooses_nothing(tmp_path: Path, button: int) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["hi", "failed one"], minutes_ago=60, state=State.FAILED)

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("!")
        await stage.burst(*click(place_of(stage, "Send it again"), button))
        assert "Send it again" in stage.picture
        assert not await stage.world.texts(State.QUEUED)


@OTHER_BUTTONS
async def test_of_the_inbox_only_the_left_button_does_something(tmp_path: Path, button: int) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        before = stage.picture
        for words in ("ctrl+q quit", "Contacts", "Is this the workshop?", "Can we move to 9?", "r to reply"):
            await stage.burst(*click(place_of(stage, words), button))
            assert stage.picture == before, words
        divider = stage.inbox.columns.dividers[Pane.LIST].region
        await stage.burst(
            mouse_event(events.MouseDown, (divider.x, 3), button),
            mouse_event(events.MouseMove, (divider.x + 9, 3), button),
            mouse_event(events.MouseUp, (divider.x + 9, 3), button),
        )
        assert stage.inbox.columns.dividers[Pane.LIST].region == divider
        assert stage.app.is_running
        await stage.burst(*click(place_of(stage, "r to reply")))
        assert stage.where() is Place.COMPOSER
