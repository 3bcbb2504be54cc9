"""What is in view of a conversation: nothing moves under the eyes, and nothing is missed."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from builders import ANA, BO, CLEO
from smstui.domain.states import TAKEN_BACK, State
from smstui.ports.errors import StoreError
from smstui.ports.records import TextChange
from smstui.storage.sqlite.texts import TextReader
from tui.news import add_arrival, add_own, popup, write
from tui.stage import a_stage, say, small_talk
from tui.test_busy_store import busy, give, typed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from builders import World
    from smstui.domain.models import TextMessage
    from smstui.ports.store import Writer
    from tui.stage import Stage

Talk = tuple["Callable[[Writer, World], None]", "list[TextMessage]"]


def numbered(count: int, *, unread: int = 1, own_every: int = 2) -> Talk:
    """Return what writes so many texts, each with its number, and where they are found then."""
    texts: list[TextMessage] = []

    def talk(tx: Writer, world: World) -> None:
        bodies = [f"text {at}." for at in range(count)]
        texts.extend(
            say(tx, world, ANA, bodies, minutes_ago=2 * count + 10, unread=unread, own_every=own_every)
        )

    return talk, texts


def view(stage: Stage) -> list[str]:
    """Return the lines in view, without the column of the scrollbar."""
    return [line[:-1].rstrip() for line in stage.text_of(stage.inbox.conversation.texts).splitlines()]


async def unread(stage: Stage, peer: str = ANA) -> int:
    """Return how many texts of somebody are unread."""
    [conversation] = await stage.world.store.read(lambda reader: reader.conversations_of([peer], limit=1))
    return conversation.unread


async def land_on(stage: Stage, text: TextMessage) -> None:
    """Show a text as a hit of the search is shown."""
    found = await stage.world.store.read(lambda reader: reader.conversation(text.conversation_id))
    assert found is not None
    stage.inbox.land_on(found, text)
    await stage.settle()


# what is in view stays there
async def test_a_text_that_changes_above_moves_nothing(tmp_path: Path) -> None:
    talk, texts = numbered(59)
    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter", "pageup", "pageup")
        before = view(stage)
        own = texts[7]
        await stage.world.store.write(
            lambda tx: tx.change_text(own.id, TextChange(state=State.UNDELIVERED, reason="The phone is off."))
        )
        await stage.pass_time(0.5)
        assert view(stage) == before
        await stage.press("g", "g", "pagedown", "pageup")
        assert "The phone is off." in stage.reading


async def test_texts_that_go_above_move_nothing(tmp_path: Path) -> None:
    talk, texts = numbered(59)
    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter", "pageup", "pageup")
        before = view(stage)

        def take_back(tx: Writer) -> None:
            for own in (texts[1], texts[3]):
                tx.change_text(own.id, TextChange(state=State.CANCELED, reason=TAKEN_BACK))

        await stage.world.store.write(take_back)
        await stage.pass_time(0.5)
        assert view(stage) == before
        assert len(stage.inbox.conversation.texts.texts) == 57


async def test_pages_that_come_and_go_move_nothing(tmp_path: Path) -> None:
    """Older pages while one scrolls up, newer ones while one scrolls down."""
    talk, _ = numbered(960)
    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter")
        texts = stage.inbox.conversation.texts

        async def scroll(step: int) -> None:
            """Scroll by so many lines; what stays in view moves by just as many."""
            y, height, before = texts.scroll_offset.y, texts.size.height, view(stage)
            aim = max(y + step, 0)
            texts.scroll_to(y=aim, animate=False, immediate=True)
            moved = texts.scroll_offset.y - y
            await stage.settle()
            kept = before[moved:] if moved >= 0 else before[:moved]
            now = view(stage)
            assert (now[: len(kept)] if moved >= 0 else now[height - len(kept) :]) == kept

        page = texts.size.height - 3
        while "text 0." not in stage.reading:
            await scroll(-page)
        assert texts.has_newer, "the newest texts were let go"
        while not texts.at_newest:
            await scroll(page)
        assert texts.has_older, "the oldest texts were let go"


async def test_what_comes_while_one_reads_at_the_top_of_a_full_window_moves_nothing(tmp_path: Path) -> None:
    talk, _ = numbered(880)
    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter")
        texts = stage.inbox.conversation.texts
        while "text 0." not in stage.reading:
            texts.scroll_to(y=0, animate=False, immediate=True)
            await stage.settle()
        assert not texts.has_newer, "all are loaded"
        before = view(stage)
        await stage.world.store.write(
            lambda tx: say(tx, stage.world, ANA, [f"new {at}" for at in range(50)], minutes_ago=5)
        )
        await stage.pass_time(0.5)
        assert "new ↓" in stage.reading, "on a line of its own, below"
        assert view(stage) == before[:-1]
        await stage.press("G")
        assert "new 49" in stage.reading


# nothing is missed
async def test_a_text_that_is_older_than_the_newest_is_shown_in_its_place(tmp_path: Path) -> None:
    """A poll brings a text that was sent before our answer only after it."""
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        await stage.world.store.write(lambda tx: add_own(tx, stage.world, ANA, "see you then"))
        await stage.pass_time(5)
        await stage.world.store.write(lambda tx: add_arrival(tx, stage.world, ANA, "no wait", seconds_ago=8))
        await stage.pass_time(1.5)
        bodies = [text.body for text in stage.inbox.conversation.texts.texts]
        assert bodies[-2:] == ["no wait", "see you then"]
        assert "no wait" in stage.reading
        assert popup(stage) == "", "it is in view"


async def test_older_texts_that_a_sync_brings_are_reached(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        await stage.world.store.write(
            lambda tx: say(tx, stage.world, ANA, ["from yesterday"], minutes_ago=1440)
        )
        await stage.pass_time(1)
        assert "from yesterday" in stage.reading


async def test_where_more_come_at_once_than_are_read_the_newest_is_followed(tmp_path: Path) -> None:
    talk, _ = numbered(20)
    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter")
        await stage.world.store.write(
            lambda tx: say(tx, stage.world, ANA, [f"new {at}" for at in range(150)], minutes_ago=160)
        )
        await stage.pass_time(1)
        assert "new 149" in stage.reading
        assert stage.inbox.conversation.texts.at_newest


async def test_on_a_tall_terminal_older_texts_come_by_themselves(tmp_path: Path) -> None:
    talk, _ = numbered(200, own_every=0)
    async with a_stage(tmp_path, talk=talk, size=(120, 130)) as stage:
        await stage.press("enter")
        await stage.settle()
        assert stage.text_of(stage.inbox.conversation.texts).count("text ") > 60


async def test_older_texts_are_asked_for_again_where_they_could_not_be_read(tmp_path: Path) -> None:
    talk, _ = numbered(200)
    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter")
        before = len(stage.inbox.conversation.texts.texts)
        stage.world.store.read_fates = [StoreError("The store is busy.", hint="")]
        for key in ("pageup", "pagedown", "pageup"):
            await stage.press(*[key] * 8)
        assert len(stage.inbox.conversation.texts.texts) > before


async def test_where_just_a_page_of_texts_is_there_no_more_of_them_are_asked_for(tmp_path: Path) -> None:
    talk, texts = numbered(61)
    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter")
        await stage.pass_time(1)
        await land_on(stage, texts[0])
        asked = [StoreError("The store is busy.", hint="")]
        stage.world.store.read_fates = [*asked]
        await stage.press("G")
        assert any("text 60." in line for line in view(stage))
        await stage.press("g", "g")
        assert any("text 0." in line for line in view(stage))
        assert stage.world.store.read_fates == asked


async def test_a_pass_that_brings_nothing_reads_no_text_again_and_moves_the_time_of_the_health_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk, _ = numbered(100)
    again: list[TextMessage] = []
    messages = TextReader.messages

    def noted(self: TextReader, conversation_id: int, **asked: Any) -> Sequence[TextMessage]:
        found = messages(self, conversation_id, **asked)
        again.extend(found)
        return found

    async with a_stage(tmp_path, talk=talk, size=(160, 36)) as stage:
        await stage.world.sync()
        await stage.press("enter")
        await stage.pass_time(60)
        monkeypatch.setattr(TextReader, "messages", noted)
        for _ in range(3):
            await stage.pass_time(120)
            await stage.world.sync()
            await stage.pass_time(1)
            assert f"synced {stage.world.clock.now():%H:%M}" in stage.status
        assert len(again) < 10


# the newest text
async def test_walking_down_to_the_newest_text_is_being_there(tmp_path: Path) -> None:
    talk, _ = numbered(80)
    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter", "pageup")
        await stage.world.store.write(lambda tx: add_arrival(tx, stage.world, ANA, "hello?"))
        await stage.pass_time(0.3)
        assert "1 new ↓" in stage.reading
        await stage.press(*["j"] * 40)
        current = stage.inbox.conversation.texts.current
        assert current is not None
        assert current.body == "hello?"
        assert "new ↓" not in stage.reading
        await stage.world.store.write(lambda tx: add_arrival(tx, stage.world, ANA, "anybody?"))
        await stage.pass_time(0.3)
        assert "anybody?" in stage.reading


async def test_the_first_key_goes_to_the_oldest_text_and_the_last_one_back(tmp_path: Path) -> None:
    talk, texts = numbered(1000)
    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter", "g", "g")
        assert "text 0." in stage.reading
        assert stage.inbox.conversation.texts.current == texts[0]
        await stage.press(*["j"] * 150)
        current = stage.inbox.conversation.texts.current
        assert current is not None
        assert current.body == "text 150."
        await stage.press("G")
        assert "text 999." in stage.reading


async def test_the_last_key_goes_to_the_newest_text_however_many_are_unread(tmp_path: Path) -> None:
    talk, texts = numbered(300, unread=55)
    async with a_stage(tmp_path, talk=talk) as stage:
        await land_on(stage, texts[50])
        assert stage.inbox.conversation.texts.has_newer
        await stage.press("G")
        assert "text 299." in stage.reading


@pytest.mark.parametrize("style", ["bubbles", "plain"])
async def test_what_is_new_begins_at_the_first_unread_text_however_far_back_that_is(
    tmp_path: Path, style: str
) -> None:
    talk, _ = numbered(300, unread=100)
    async with a_stage(tmp_path, talk=talk, conversation_style=style) as stage:
        await stage.press("enter")
        await stage.pass_time(5)
        seen = view(stage)
        assert seen.index(next(line for line in seen if " new " in line)) < 3
        assert "text 199." not in stage.reading
        assert "text 200." in stage.reading
        assert await unread(stage) == 100, "what came last is not in view"
        await stage.press("pageup")
        assert "text 199." in stage.reading
        await stage.press("G")
        assert "text 299." in stage.reading
        assert " new " not in stage.reading
        texts = stage.inbox.conversation.texts
        while "text 199." not in stage.reading:
            texts.scroll_to(y=max(texts.scroll_offset.y - 20, 0), animate=False, immediate=True)
            await stage.settle()
            assert (" new " in stage.reading) <= ("text 200." in stage.reading)
        assert " new " in stage.reading


async def test_a_text_that_came_late_is_what_is_new_and_not_the_read_one_below_it(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["one", "two", "three"], own_every=0)
        add_arrival(tx, world, ANA, "late", seconds_ago=3_590)

    async with a_stage(tmp_path, talk=talk) as stage:
        lines = [line.strip(" ▐▌─") for line in stage.text_of(stage.inbox.conversation.texts).splitlines()]
        words = [line.split()[0] for line in lines if line]
        assert words[words.index("new") + 1] == "late", words
        assert words[-1] == "three"


async def test_what_one_sends_from_far_back_is_in_view(tmp_path: Path) -> None:
    talk, texts = numbered(300, unread=55)
    async with a_stage(tmp_path, talk=talk, send_delay=0) as stage:
        await land_on(stage, texts[50])
        await stage.press("i")
        await stage.type_and_send("my answer")
        await stage.pass_time(0.5)
        assert "my answer" in stage.text_of(stage.inbox.conversation.texts)


# counting as read
async def test_it_counts_as_read_although_something_is_written_each_second(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        for _ in range(3):
            await stage.world.store.write(lambda tx: add_own(tx, stage.world, BO, "elsewhere"))
            await stage.pass_time(1.0)
        assert await unread(stage) == 0


async def test_a_text_that_just_came_into_view_has_its_own_two_seconds(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        await stage.pass_time(1.5)
        await stage.world.store.write(lambda tx: add_arrival(tx, stage.world, ANA, "one more"))
        await stage.pass_time(1.0)
        assert await unread(stage) > 0
        await stage.pass_time(1.5)
        assert await unread(stage) == 0


async def test_looking_away_and_back_begins_the_seconds_anew(tmp_path: Path) -> None:
    talk, _ = numbered(80)
    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter")
        await stage.pass_time(1.5)
        await stage.press("pageup")
        await stage.pass_time(0.2)
        await stage.press("G")
        await stage.pass_time(1.0)
        assert await unread(stage) == 1
        await stage.pass_time(1.5)
        assert await unread(stage) == 0


async def test_sending_marks_nothing_as_read_that_came_later(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        store, world = stage.world.store, stage.world
        await stage.press("enter")
        await stage.pass_time(3)
        write = store.write

        async def write_and_hear(change: Callable[[Writer], object]) -> object:
            """Have a text come in right behind one that is recorded."""
            found = await write(change)
            if any(text.body == "hi" for text in await world.texts(State.QUEUED)):
                store.write = write  # type: ignore[method-assign]
                await write(lambda tx: add_arrival(tx, world, ANA, "unseen"))
                stage.app.app_focus = False
            return found

        store.write = write_and_hear  # type: ignore[method-assign,assignment]
        await stage.press("r")
        await stage.type_and_send("hi")
        await stage.pass_time(1)
        assert await unread(stage) == 1


async def test_sending_marks_nothing_as_read_that_came_before_it_was_recorded(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r")
        await stage.type("hi")
        await stage.pass_time(5)
        async with busy(stage.world.store.write):
            comes = asyncio.ensure_future(
                stage.world.store.write(lambda tx: add_arrival(tx, stage.world, ANA, "unseen"))
            )
            await asyncio.sleep(0)
            await give(stage, "enter")
            await stage.until(lambda: not typed(stage))
            await give(stage, "escape", "h", "down", "enter")
        await comes
        await stage.settle()
        assert [text.body for text in await stage.world.texts(State.QUEUED)] == ["hi"]
        assert await unread(stage) == 1


async def test_sending_marks_as_read_what_was_seen_however_quickly_one_answers(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter", "r")
        await stage.type_and_send("hi")
        await stage.press("escape", "h", "j", "enter")
        assert await unread(stage) == 0


async def test_sending_marks_nothing_as_read_that_came_below_what_was_in_view(tmp_path: Path) -> None:
    talk, _ = numbered(50)
    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter")
        await stage.pass_time(3)
        await stage.press("g", "g")
        await write(stage, lambda tx: add_arrival(tx, stage.world, ANA, "unseen"), wait=1)
        assert "1 new ↓" in stage.reading
        await stage.press("r")
        await stage.type_and_send("hi")
        assert [text.body for text in await stage.world.texts(State.QUEUED)] == ["hi"]
        assert await unread(stage) == 1, "it is in view only now"
        await stage.pass_time(3)
        assert await unread(stage) == 0


# its title, its days
@pytest.mark.parametrize("style", ["bubbles", "plain"])
async def test_its_title_and_its_texts_have_the_name_that_was_given(tmp_path: Path, style: str) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, CLEO, ["Is this the workshop?"], minutes_ago=3)

    async with a_stage(tmp_path, talk=talk, conversation_style=style) as stage:
        await stage.press("enter")
        await stage.world.store.write(lambda tx: tx.add_contact("Cleo Sand", [CLEO]))
        await stage.pass_time(0.5)
        title, *rest = stage.reading.splitlines()
        assert "Cleo Sand" in title
        assert any("Cleo" in line for line in rest) is (style == "plain")


async def test_after_midnight_yesterday_is_no_longer_today(tmp_path: Path) -> None:
    """Also where something was written between midnight and the next look at the clock."""
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        assert "Today" in stage.reading
        now = stage.world.clock.now()
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        stage.world.clock.turn(1.0)  # so that no look at the clock is at midnight itself
        await stage.pass_time((midnight - now).total_seconds() - 1.5)
        await stage.pass_time(0.6)
        await stage.world.store.write(lambda tx: add_own(tx, stage.world, BO, "elsewhere"))
        await stage.pass_time(0.2)
        await stage.pass_time(60)
        assert "Today" not in stage.reading
        assert "Yesterday" in stage.reading


# landing, and the mouse
async def test_landing_on_a_text_that_is_gone_shows_where_it_was(tmp_path: Path) -> None:
    talk, texts = numbered(300)

    def talks(tx: Writer, world: World) -> None:
        talk(tx, world)
        say(tx, world, BO, ["one"], minutes_ago=900)

    async with a_stage(tmp_path, talk=talks) as stage:
        await stage.press("j")
        await stage.pass_time(0.2)
        gone = TextChange(state=State.CANCELED, reason=TAKEN_BACK)
        await stage.world.store.write(lambda tx: tx.change_text(texts[51].id, gone))
        await land_on(stage, texts[51])
        assert "text 50." in stage.reading
        assert "text 52." in stage.reading
        assert stage.inbox.conversation.texts.current is None


async def test_a_click_above_a_few_texts_chooses_none(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        await stage.pilot.click(stage.inbox.conversation.texts, offset=(5, 1))
        await stage.settle()
        assert stage.inbox.conversation.texts.current is None


async def test_what_stops_a_text_is_told_although_something_was_written_meanwhile(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        store, read, go_on = stage.world.store, stage.world.store.read, asyncio.Event()

        async def read_late(ask: Callable[[object], object]) -> object:
            """Have it take long to find out whether the text may go."""
            found = await read(ask)
            if "judge" in repr(ask):
                await go_on.wait()
            return found

        await stage.press("r")
        store.read = read_late  # type: ignore[method-assign,assignment]
        await stage.paste("x" * 1800)
        await stage.pass_time(0.5)
        await store.write(lambda tx: add_own(tx, stage.world, ANA, "elsewhere"))
        await stage.pass_time(0.5)
        go_on.set()
        await stage.pass_time(1)
        assert "1,800 characters" in stage.reading


async def test_a_text_higher_than_the_view_is_read_on_where_it_is(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["before", "\n".join(f"line {at}." for at in range(60))], minutes_ago=5)

    async with a_stage(tmp_path, talk=talk, size=(80, 24)) as stage:

        def words() -> list[str]:
            return [line.strip(" ▌▐") for line in view(stage)]

        await stage.press("enter")
        end = words()
        assert "line 59." in " ".join(end)
        for _ in range(3):
            await stage.press("j")
            assert words() == end
        await stage.press("k")
        middle = words()
        assert "line 30." in middle
        await stage.press("ctrl+d", "ctrl+u")
        await stage.pilot.click(stage.inbox.conversation.texts, offset=(10, 8))
        assert words() == middle
        await stage.press("k", "k", "k", "k", "k")
        assert "before" in " ".join(words())
        await stage.press("j")
        assert "line 0." in words(), "from above it begins at its top"
