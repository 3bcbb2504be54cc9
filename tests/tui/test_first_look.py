"""What one sees on opening smstui, how one moves through it, and what counts as read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import AppBlur, AppFocus

from builders import ANA, BO
from smstui.domain.models import Direction
from smstui.domain.states import State
from smstui.ports.records import NewText
from tui.stage import a_stage, say, small_talk

if TYPE_CHECKING:
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer


async def test_f103_inbox_lists_conversations_the_newest_first_and_new_ones_marked(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        shown = stage.list
        assert shown.index("● Ana Reyes") < shown.index("Bo Lindqvist") < shown.index("+1 415 555 0103")
        assert "yes, 9 is fine" in shown
        assert "✓✓ I will" in shown
        assert "3 · 1 unread" in shown


async def test_f104_all_texts_stand_on_the_screen_of_the_composer(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        for words in (
            "Can we move to 9?",
            "of course",
            "✓✓",
            "yes, 9 is fine",
            "new",
            "Today",
            "GSM-7 0/160",
        ):
            assert words in stage.reading


async def test_a_text_whose_words_nobody_tells_says_so_in_the_list_too(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        newest = say(tx, world, ANA, ["?"], minutes_ago=1)[0]
        tx.add_text(
            NewText(
                conversation_id=newest.conversation_id,
                direction=Direction.INBOUND,
                body=None,
                state=State.RECEIVED,
                at=newest.at,
                segments=1,
            )
        )

    async with a_stage(tmp_path, talk=talk, size=(140, 30)) as stage:
        assert "(the provider does not tell the w" in stage.list
        assert "(the provider does not tell the words)" in stage.reading


async def test_the_conversation_under_the_cursor_is_shown_after_80_ms(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        assert "of course" in stage.reading
        await stage.press("j")
        assert "Call me" not in stage.reading
        await stage.pass_time(0.08)
        assert "Call me" in stage.reading


async def test_below_100_columns_one_pane_is_shown_at_a_time(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(80, 24)) as stage:
        assert "of course" not in stage.picture
        await stage.press("l")
        assert "of course" in stage.picture
        assert "Bo Lindqvist" not in stage.picture
        await stage.press("h")
        assert "Bo Lindqvist" in stage.picture


async def test_browsing_never_marks_read(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.pass_time(10)
        await stage.press("j", "k")
        await stage.pass_time(10)
        assert "1 unread" in stage.list


async def test_an_opened_conversation_is_read_after_two_seconds(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        await stage.pass_time(1.9)
        assert "1 unread" in stage.list
        await stage.pass_time(0.2)
        assert "unread" not in stage.list


async def test_nothing_is_read_while_the_terminal_is_not_in_front(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        await stage.pass_time(1.9)
        await stage.burst(AppBlur())
        await stage.pass_time(60)
        assert "1 unread" in stage.list
        await stage.burst(AppFocus())
        await stage.pass_time(1.9)
        assert "1 unread" in stage.list
        await stage.pass_time(0.2)
        assert "unread" not in stage.list


async def test_next_unread(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("G")
        await stage.press("N")
        current = stage.inbox.listing.widget.current
        assert current is not None
        assert current.peer == ANA


async def test_older_texts_come_while_one_scrolls_up(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, BO, [f"text {at}." for at in range(300)], minutes_ago=400)

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter")
        assert "text 299." in stage.reading
        for _ in range(12):
            await stage.press("g", "g")
        assert "text 0." in stage.reading
        await stage.press("G")
        assert "text 299." in stage.reading


async def test_a_long_list_is_walked_to_its_end_and_back(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        for at in range(450):
            say(tx, world, f"+1415556{at:04}", [f"hello {at}."], minutes_ago=1000 - at)

    async with a_stage(tmp_path, talk=talk) as stage:
        assert "hello 449." in stage.list
        await stage.press("G")
        assert "hello 0." in stage.list
        await stage.press("k", "k")
        await stage.press("g", "g")
        assert "hello 449." in stage.list
        for _ in range(6):
            await stage.press(*["ctrl+d"] * 4)
        current = stage.inbox.listing.widget.current
        assert current is not None
        assert current.preview in stage.list


async def test_what_comes_in_appears_and_says_so_below_what_is_in_view(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, [f"text {at}." for at in range(80)], minutes_ago=200)

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter")
        await stage.world.store.write(lambda tx: say(tx, stage.world, ANA, ["are you there?"], minutes_ago=1))
        await stage.pass_time(0.3)
        assert "are you there?" in stage.reading
        await stage.press("pageup", "pageup")
        await stage.world.store.write(lambda tx: say(tx, stage.world, ANA, ["hello?"], minutes_ago=0.5))
        await stage.pass_time(0.3)
        assert "1 new ↓" in stage.reading
        await stage.press("G")
        assert "hello?" in stage.reading
        assert "new ↓" not in stage.reading


async def test_an_empty_home_explains_itself(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        assert "Reading what your provider has" in stage.list
        await stage.press("2")
        assert "Nothing is unread" in stage.list


async def test_help_opens_and_closes(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("question_mark")
        assert "Next unread conversation" in stage.picture
        await stage.press("escape")
        assert "Next unread conversation" not in stage.picture
