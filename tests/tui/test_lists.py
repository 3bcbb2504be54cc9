"""Lists keep what is in view in its place, whatever is written, and load what a wheel brings into view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import MouseScrollDown

from smstui.domain.models import View
from smstui.ports.errors import StoreError
from smstui.tui.queries import first_page
from smstui.tui.widgets.paged_list import PAGE, Page
from tui.events import mouse_event
from tui.news import add_own, write
from tui.stage import a_stage, say
from tui.test_busy_store import busy, give

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builders import World
    from smstui.domain.models import Conversation
    from smstui.ports.store import Writer
    from smstui.tui.panes.conversations import ConversationList
    from tui.stage import Stage

SIZE = (80, 24)


def peer(number: int) -> str:
    """Return who is in this row of a crowd."""
    return f"+1415556{number:04}"


def crowd(number: int) -> Callable[[Writer, World], None]:
    """Return what writes so many conversations."""

    def talk(tx: Writer, world: World) -> None:
        for at in range(number):
            say(tx, world, peer(at), [f"hello {at}"], minutes_ago=10 + at)

    return talk


def rows_of(stage: Stage) -> ConversationList:
    """Return the list of conversations."""
    return stage.inbox.conversations.list


def in_view(stage: Stage) -> list[str]:
    """Return what the rows say that are in view, but for the scrollbar."""
    return [line[:-1].strip(" ▌") for line in stage.text_of(rows_of(stage)).splitlines()]


async def go_up(stage: Stage, number: int) -> None:
    """Write to the one who was in this row: their conversation goes to the top."""
    await write(stage, lambda tx: add_own(tx, stage.world, peer(number), "hey"), wait=0.5)


async def scroll(stage: Stage, row: int) -> None:
    """Bring this row to the top of the view, as one drags the scrollbar."""
    rows_of(stage).scroll_to(y=row * rows_of(stage).ROW_HEIGHT, animate=False)
    await stage.settle()
    await stage.settle()


async def written_unseen(stage: Stage) -> Page[Conversation]:
    """Have the last of 300 go to the top; return the rows as they are then, before the list knows of it."""
    store = stage.world.store
    await store.write(lambda tx: tx.set_draft(1, "x", at=stage.world.clock.now()))
    await stage.settle()  # the list rests now, and does not see what follows
    await store.write(lambda tx: add_own(tx, stage.world, peer(299), "hey"))
    return await store.read(lambda reader: first_page(reader, View.INBOX))


async def test_what_a_wheel_brought_into_view_stays_there_whatever_is_written(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=crowd(60), size=SIZE) as stage:
        rows = rows_of(stage)
        at = (rows.region.x + 3, rows.region.y + 3)
        await stage.burst(*(mouse_event(MouseScrollDown, at) for _ in range(15)))
        await stage.until(lambda: rows.scroll_y == rows.scroll_target_y > rows.size.height)
        before = in_view(stage)
        await write(stage, lambda tx: tx.set_draft(60, "x", at=stage.world.clock.now()), wait=0.5)
        assert in_view(stage) == before
        await go_up(stage, 59)
        assert in_view(stage) == before, "though all rows are one further down"
        current = rows.current
        assert current is not None
        assert current.peer == peer(0), "the cursor stays on its row"


async def test_a_row_that_goes_to_the_top_takes_the_view_not_along(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=crowd(60), size=SIZE) as stage:
        await scroll(stage, 20)
        before = in_view(stage)
        await go_up(stage, 20)
        assert in_view(stage)[2:] == before[2:]


async def test_a_scrollbar_that_is_dragged_far_shows_what_is_there(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=crowd(500), size=SIZE) as stage:
        await scroll(stage, 350)
        assert "hello 350" in in_view(stage)[1]
        await go_up(stage, 499)
        assert "hello 350" in in_view(stage)[1]
        await stage.press("enter")
        shown = stage.inbox.reading.conversation
        assert shown is not None
        assert shown.peer == peer(0), "what the cursor stands on is opened, however far away it is"


async def test_a_key_goes_on_from_the_cursor_wherever_a_wheel_went(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=crowd(500), size=SIZE) as stage:
        for keys, number in ((("g", "g"), 0), (("j",), 1)):
            await scroll(stage, 350)
            await stage.press(*keys)
            current = rows_of(stage).current
            assert current is not None
            assert current.peer == peer(number)
            assert f"hello {number}" in "".join(in_view(stage))


async def test_a_changed_size_leaves_the_view_where_a_wheel_took_it(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=crowd(60), size=SIZE) as stage:
        await scroll(stage, 20)
        await stage.resize(80, 20)
        assert "hello 20" in in_view(stage)[1]
        await stage.press("G")
        await stage.resize(80, 16)
        assert "hello 59" in in_view(stage)[-1], "a cursor that is in view stays so"


async def test_the_row_of_the_cursor_keeps_its_place_on_the_screen(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=crowd(60), size=SIZE) as stage:
        await stage.press(*["j"] * 30, *["k"] * 4)
        before = in_view(stage)
        assert "hello 26" in before[-9]
        await go_up(stage, 59)
        assert in_view(stage) == before
        await go_up(stage, 28)
        assert in_view(stage)[:-8] == before[:-8], "from the top down to the cursor"


async def test_the_cursor_stays_on_its_row_where_that_is_not_loaded_for_a_moment(tmp_path: Path) -> None:
    """What changed may be read before further rows come, and be shown behind them."""
    async with a_stage(tmp_path, talk=crowd(300), size=SIZE) as stage:
        rows = rows_of(stage)
        for _ in range(15):
            await stage.press("pagedown")
        await stage.pass_time(0.5)
        current, before = rows.current, in_view(stage)
        assert current is not None
        page = await written_unseen(stage)
        assert rows.cursor > len(page.items)
        rows.show(page, stay_on=current.id)
        await stage.settle()
        assert rows.current == current == rows.item(rows.cursor)
        assert in_view(stage) == before


async def test_further_rows_come_also_after_a_reading_that_failed(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=crowd(300), size=SIZE) as stage:
        await stage.press(*["j"] * 40)
        stage.world.store.read_fates = [StoreError("The store is busy.", hint="")]
        await stage.press("j")
        assert not stage.world.store.read_fates
        assert len(rows_of(stage).page.items) == PAGE
        await stage.press("j")
        assert len(rows_of(stage).page.items) == 2 * PAGE


async def test_rows_that_come_when_others_moved_meanwhile_are_those_behind_them(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=crowd(300), size=SIZE) as stage:
        rows, store = rows_of(stage), stage.world.store
        await stage.press(*["j"] * 40)
        page = await written_unseen(stage)
        async with busy(store.read):
            await give(stage, "j")  # further rows are asked for
            rows.show(page, stay_on=rows.page.items[41].id)
        await stage.settle()
        assert [each.peer for each in rows.page.items] == [peer(299), *map(peer, range(199))]


async def test_another_row_that_comes_under_the_cursor_is_shown(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=crowd(60), size=(160, 40)) as stage:
        await stage.pass_time(1)
        page = await stage.world.store.read(lambda reader: first_page(reader, View.INBOX))
        rows_of(stage).show(Page(page.items[1:], 0, 59))
        await stage.pass_time(0.1)
        shown = stage.inbox.reading.conversation
        assert shown is not None
        assert shown.peer == peer(1)


@pytest.mark.parametrize("view", [View.UNREAD, View.INBOX])
async def test_the_next_unread_one_is_that_below_the_one_that_was_read(tmp_path: Path, view: View) -> None:
    """Also where that one is listed no more, and the cursor on the one below it already."""

    def all_unread(tx: Writer, world: World) -> None:
        for at in range(3):
            say(tx, world, peer(at), ["hello"], minutes_ago=10 + at, unread=1)

    async with a_stage(tmp_path, talk=all_unread) as stage:
        stage.inbox.listing.choose(view)
        await stage.settle()
        await stage.press("enter")
        for at in range(3):
            conversation = stage.inbox.reading.conversation
            assert conversation is not None
            assert conversation.peer == peer(at)
            await stage.pass_time(3)
            await stage.press("n")
        assert "No unread conversation further down" in stage.picture
