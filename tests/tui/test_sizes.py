"""Any size of terminal: no crash, and words where there is no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import ANA
from smstui.domain.states import State
from smstui.ports.records import AccountChange, TextChange
from smstui.tui.formatting import CleanText
from smstui.tui.screens.dialogs.choose import ChooseDialog
from smstui.tui.widgets.choices import Choice, ChoiceList
from smstui.tui.widgets.words import Words
from tui.stage import a_stage, say, small_talk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (2, 30), (80, 1), (39, 9), (41, 5), (300, 3)])
async def test_too_small_a_terminal_is_told(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=size) as stage:
        await stage.press("enter", "r")
        assert stage.inbox.has_class("-too-small")


async def test_in_too_small_a_terminal_a_dialog_takes_no_key_but_the_one_that_closes_it(
    tmp_path: Path,
) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["failed"], own_every=1, state=State.UNDELIVERED)

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter", "!")
        await stage.until(lambda: "Send it again" in stage.picture)
        await stage.resize(30, 8)
        assert "smstui needs 40 columns" in stage.picture
        assert "Send it again" not in stage.picture
        await stage.press("down", "enter")
        await stage.resize(80, 24)
        assert "Send it again" in stage.picture
        assert await stage.world.texts(State.QUEUED) == []
        await stage.resize(30, 8)
        await stage.press("escape")
        assert stage.app.screen is stage.inbox


async def test_a_choice_is_seen_whole_on_a_small_terminal(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        tx.add_contact("Mara Bontempelli", ["+14155550177"])
        tx.add_contact("Max Nowak", ["+14155550178"])

    async with a_stage(tmp_path, size=(40, 10), talk=talk) as stage:
        await stage.press("c")
        await stage.until(lambda: "New conversation" in stage.picture)
        await stage.type("ma")
        for name, number in (("Mara Bontempelli", "0177"), ("Max Nowak", "0178")):
            assert f"▌ {name}" in stage.picture
            assert f"▌ +1 415 555 {number}" in stage.picture
            await stage.press("down")


LONG = CleanText("a reason that takes more than one line of a box as narrow as this")


async def test_each_choice_takes_the_lines_that_its_own_words_need(tmp_path: Path) -> None:
    choices = [
        Choice("a", CleanText("First"), CleanText("few words")),
        Choice("b", CleanText("Second"), LONG),
        Choice("c", CleanText("Third")),
        Choice("d", CleanText("Fourth"), CleanText("few words")),
    ]
    async with a_stage(tmp_path, size=(40, 14)) as stage:
        chosen: list[str | None] = []
        stage.app.push_screen(ChooseDialog("Which?", choices), chosen.append)
        await stage.settle()
        shown = stage.text_of(stage.app.screen.query_one(ChoiceList)).splitlines()
        drawn = [line.strip("▌ ") for line in shown]
        assert drawn[:3] == ["First", "few words", "Second"]
        assert drawn[5:] == ["Third", "Fourth", "few words"]
        await stage.press("j", "j")
        assert "▌ Third" in stage.picture
        y = next(at for at, line in enumerate(stage.lines) if "Fourth" in line)
        await stage.pilot.click(offset=(10, y + 1))
        await stage.settle()
        assert chosen == ["d"]


async def test_of_a_choice_that_is_higher_than_the_list_the_name_is_seen(tmp_path: Path) -> None:
    choices = [Choice(name, CleanText(name), LONG) for name in ("First", "Second", "Third")]
    async with a_stage(tmp_path, size=(40, 10)) as stage:
        stage.app.push_screen(ChooseDialog("Which?", choices, words="a\n" * 5))
        await stage.settle()
        for name in ("First", "Second", "Third"):
            assert f"▌ {name}" in stage.picture
            await stage.press("j")
        await stage.press("k")
        assert "▌ Second" in stage.picture


def those_that_can(able: Collection[int], count: int) -> list[Choice]:
    """Return so many choices, of which only these can be chosen."""
    return [
        Choice(str(at), CleanText(f"Name {at}."), CleanText(f"reason {at}."), enabled=at in able)
        for at in range(count)
    ]


@pytest.mark.parametrize("able", [(), (0,), (3,), (0, 39)])
async def test_what_cannot_be_chosen_is_read_by_whoever_goes_down_and_up_again(
    tmp_path: Path, able: tuple[int, ...]
) -> None:
    async with a_stage(tmp_path, size=(80, 24)) as stage:
        stage.app.push_screen(ChooseDialog("Which?", those_that_can(able, 40)))
        await stage.settle()
        for key in ("down", "up"):
            seen = stage.picture
            for _ in range(45):
                await stage.pilot.press(key)
                seen += stage.picture
            assert all(f"reason {at}." in seen for at in range(40))
        assert "Name 0." in stage.picture


async def test_a_page_stops_at_the_first_and_the_last_that_can_be_chosen(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=(80, 24)) as stage:
        stage.app.push_screen(ChooseDialog("Which?", those_that_can(range(2, 43), 44)))
        await stage.settle()
        choices = stage.app.screen.query_one(ChoiceList)
        places = []
        for key in ["pagedown"] * 5 + ["pageup"] * 5:
            await stage.press(key)
            places.append(choices.cursor)
        assert places == [12, 22, 32, 42, 42, 32, 22, 12, 2, 2]


LOW = pytest.mark.parametrize("size", [(40, 10), (46, 10), (60, 12)])


def in_trouble(tx: Writer, world: World) -> None:
    """Write small talk of an account of which nothing can be fetched."""
    small_talk(tx, world)
    error = "Twilio says that the credentials are wrong, so nothing is fetched and nothing is sent."
    tx.change_account("work", AccountChange(complete=True, error=error))


@LOW
@pytest.mark.parametrize("talk", [small_talk, in_trouble])
async def test_on_a_low_screen_what_is_typed_is_in_view_below_the_names_of_emoji(
    tmp_path: Path, size: tuple[int, int], talk: Callable[[Writer, World], None]
) -> None:
    async with a_stage(tmp_path, size=size, talk=talk) as stage:
        await stage.press("r")
        await stage.type("hi :na")
        await stage.until(lambda: stage.inbox.conversation.composer.is_completing)
        await stage.settle()
        for name in ("nail care", "name badge", "nazar amulet", "national park", "nauseated face"):
            assert f"{name}  " in stage.reading
            assert "│ hi :na" in stage.reading
            assert "Ana Reyes" in stage.reading
            await stage.press("down")


@LOW
@pytest.mark.parametrize("talk", [small_talk, in_trouble])
async def test_on_a_low_screen_a_text_that_was_refused_is_in_view_below_the_reason(
    tmp_path: Path, size: tuple[int, int], talk: Callable[[Writer, World], None]
) -> None:
    async with a_stage(tmp_path, size=size, talk=talk, send_delay=0) as stage:
        await stage.press("r")
        await stage.paste("long words " * 400)
        await stage.press("enter")
        await stage.until_sent()
        assert "✗ Not sent: The text has 4,400" in stage.reading
        assert "│ long words" in stage.reading
        assert "✗ 29 segments, at most 10" in stage.reading


BODY = (
    "Hi Ana, your Raleigh is ready: new chain, both tyres and the brake pads, $96 altogether. "
    "We are open until 6 today and from 10 to 4 tomorrow. Reply here if you cannot make it."
)
REASON = (
    "Nobody knows whether the text was accepted: api.twilio.com took too long to answer. It may have been "
    "sent; smstui looks for it in the provider's list and never sends it again by itself."
)


def unconfirmed(tx: Writer, world: World) -> None:
    """Write a text of which there is very much to say."""
    text = say(tx, world, ANA, [BODY], own_every=1, state=State.UNCONFIRMED)[0]
    tx.change_text(text.id, TextChange(state=State.UNCONFIRMED, reason=REASON))


@pytest.mark.parametrize("size", [(80, 24), (80, 16), (80, 12), (60, 20), (60, 16), (40, 20), (40, 10)])
async def test_words_are_cut_before_the_choice_that_enter_takes(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with a_stage(tmp_path, talk=unconfirmed, size=size) as stage:
        await stage.press("enter", "!")
        for choice in ("Wait", "Mark as sent", "Mark as not sent", "Send it again"):
            assert f"▌ {choice}" in stage.picture
            await stage.press("down")
        assert "to Ana Reyes" in stage.picture
        assert "…" in stage.text_of(stage.app.screen.query_one(Words))


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 24)])
async def test_that_a_text_was_sent_again_is_seen_however_much_else_there_is_to_say(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with a_stage(tmp_path, talk=unconfirmed, size=size) as stage:
        await stage.press("enter", "!", "down", "down", "down", "enter")
        await stage.press("up", "up", "!")
        assert "What shall become" in stage.picture
        assert "You sent it again at" in stage.picture


async def test_words_that_were_cut_are_whole_again_where_there_is_room(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=unconfirmed, size=(80, 16)) as stage:
        await stage.press("enter", "!")
        assert "“Hi Ana" not in stage.text_of(stage.app.screen.query_one(Words))
        await stage.resize(80, 24)
        assert "“Hi Ana" in stage.text_of(stage.app.screen.query_one(Words))
