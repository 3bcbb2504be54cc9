"""Searching: live hits with their words marked, what a wrong or empty query says, and landing on a hit."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from builders import ANA, BO, CLEO, MAIN, NOON
from hostile import HOSTILE
from smstui.domain.models import Direction, Filing
from smstui.domain.query import parse_query
from smstui.domain.states import TAKEN_BACK, State
from smstui.ports.errors import StoreError
from smstui.ports.records import NewText, TextChange
from smstui.storage.sqlite import indexing
from smstui.tui import marking, search_queries
from smstui.tui.actions import Place
from smstui.tui.feed import AGAIN
from smstui.tui.formatting import CleanText, cells, cleaned_line
from smstui.tui.marking import marks
from smstui.tui.panes.hits import excerpt
from smstui.tui.screens import finding
from smstui.tui.screens.finding import ASK_AFTER
from smstui.tui.screens.search import SearchScreen
from smstui.tui.screens.standing import LOOK_AGAIN
from tui.events import key_event
from tui.news import add_arrival, write
from tui.stage import NAMES, Stage, a_stage, say, small_talk
from tui.test_busy_store import busy, give, move
from tui.test_hostile import BRACKETS, assert_harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from builders import World
    from smstui.domain.models import TextMessage
    from smstui.ports.store import Reader, Writer

BUSY = StoreError("The store is busy.", hint="")
SIZES = [(160, 48), (100, 30), (80, 24), (60, 20)]


def screen_of(stage: Stage) -> SearchScreen:
    """Return the search screen, which must be there."""
    screen = stage.app.screen
    assert isinstance(screen, SearchScreen)
    return screen


async def search(stage: Stage, words: str) -> SearchScreen:
    """Open the search, type and wait for the answer."""
    await stage.press("slash")
    return await search_on(stage, words)


async def search_on(stage: Stage, words: str) -> SearchScreen:
    """Type and wait for the answer."""
    await stage.type(words)
    await stage.pass_time(ASK_AFTER)
    return screen_of(stage)


def rows(stage: Stage) -> str:
    """Return what the list of hits shows."""
    return stage.text_of(screen_of(stage).hits)


def marked(stage: Stage) -> list[str]:
    """Return the pieces of the hits that are drawn as found, from the top."""
    hits = screen_of(stage).hits
    found = hits.app.theme_variables["accent"].lower()
    strips = [hits.render_line(y) for y in range(hits.size.height)]
    colours = [(part.text, part.style.color) for strip in strips for part in strip if part.style]
    return [text for text, colour in colours if colour and colour.name == found and text.strip()]


def selected(stage: Stage) -> str | None:
    """Return the words of the selected text, where they are in view."""
    text = stage.inbox.conversation.texts.current
    return text.body if text is not None and text.body and text.body in stage.reading else None


def many(number: int, peer: str = ANA) -> Callable[[Writer, World], None]:
    """Return what writes a conversation of so many texts, a minute apart."""

    def talk(tx: Writer, world: World) -> None:
        say(tx, world, BO, ["Call me"], minutes_ago=2)
        row = tx.line_numbered(MAIN)
        assert row is not None
        tx.add_contact(NAMES[peer], [peer])
        start = world.clock.now() - timedelta(minutes=number + 10)
        there = tx.ensure_conversation(row.id, peer, at=start, filing=Filing.OPEN)
        texts = [
            NewText(
                conversation_id=there.id,
                direction=Direction.INBOUND,
                body=f"text number{at}.",
                state=State.RECEIVED,
                at=start + timedelta(minutes=at),
                segments=1,
                provider_id=f"SM{at}",
            )
            for at in range(number)
        ]
        tx.add_texts("work", texts)

    return talk


# hits
async def test_hits_come_while_one_types_with_their_words_marked(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("slash")
        assert "from: to:" in stage.picture
        assert '"a phrase"' in stage.picture
        await search(stage, "9")
        assert "2 texts" in stage.picture
        assert rows(stage).index("yes, 9 is fine") < rows(stage).index("Can we move to 9?")
        assert marked(stage) == ["9", "9"]
        await stage.type(" fine")
        await stage.pass_time(ASK_AFTER)
        assert "1 text" in stage.picture
        assert "Can we move" not in rows(stage)
        assert marked(stage) == ["9", "fine"]


async def test_a_half_typed_word_finds_what_begins_so_where_it_is_no_word_itself(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["call me", "the caller hung up"])

    async with a_stage(tmp_path, talk=talk) as stage:
        await search(stage, "cal")
        assert "2 texts" in stage.picture
        assert "no word “cal”, but words that begin so: cal*" in stage.picture
        assert marked(stage) == ["cal", "cal"]
        await stage.type("l")
        await stage.pass_time(ASK_AFTER)
        assert "1 text" in stage.picture
        assert "hung up" not in rows(stage)


async def test_fields_and_their_hints(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, "from:")
        assert "expected a name or a number" in stage.picture
        await stage.type("me")
        await stage.pass_time(ASK_AFTER)
        assert "who wrote it" in stage.picture
        assert "of course" in rows(stage)
        assert "yes, 9 is fine" not in rows(stage)


@pytest.mark.parametrize("words", ["ın:", "lıne:main", "İn:ana", "haſ:media", "ſtate:"])
async def test_a_letter_that_only_looks_like_a_fields_is_text(tmp_path: Path, words: str) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, words)
        assert f"“{words}”" in rows(stage)
        assert "from: to: in: line:" in stage.lines[2]


async def test_a_wrong_query_says_what_is_wrong_and_the_last_good_hits_stay(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(120, 36)) as stage:
        await search(stage, "fine")
        await stage.type(" state:lost")
        await stage.pass_time(ASK_AFTER)
        assert "✗ state:lost means nothing: expected one of draft" in stage.picture
        assert "1 text of the query before" in stage.picture
        assert "yes, 9 is fine" in rows(stage)
        await stage.press("enter")
        assert isinstance(stage.app.screen, SearchScreen), "it is not clear what was meant"
        await stage.press(*["backspace"] * len(" state:lost"))
        await stage.pass_time(ASK_AFTER)
        assert "means nothing" not in stage.picture


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("zebra", "No text has this:"),
        ("zebra", "invoi*"),
        ("zebra from:ana", "“zebra”"),
        ("zebra from:ana", "from ana"),
        ("zebra before:2026-03-01", "before Sunday 1 March 00:00"),
        ("state:failed zebra*", "in the state failed"),
    ],
)
async def test_an_empty_result_reads_the_query_back(tmp_path: Path, words: str, told: str) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, words)
        assert told in stage.picture
        assert "0 texts" in stage.picture
        assert "still being read" in stage.picture, "no first sync has ended in this world"


async def test_more_hits_than_are_read_are_not_counted_as_all(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=many(130)) as stage:
        found = await search(stage, "text")
        assert "the newest 50, more below" in stage.picture
        assert "1 of 50+" in stage.status
        for _ in range(4):
            await stage.press("tab", "G", "tab")
        assert "130 texts" in stage.picture
        assert "130 of 130" in stage.status
        assert found.hits.current is not None
        assert found.hits.current.message.body == "text number0."


async def test_a_text_that_was_taken_back_is_no_hit(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        texts = say(tx, world, ANA, ["a zebra", "my zebra"])
        tx.change_text(texts[1].id, TextChange(state=State.CANCELED, reason=TAKEN_BACK))

    async with a_stage(tmp_path, talk=talk) as stage:
        await search(stage, "zebra")
        assert "1 text" in stage.picture
        assert "my zebra" not in stage.picture


# keys
async def test_keys_move_while_the_field_has_the_keyboard_and_after_tab(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=many(60)) as stage:
        found = await search(stage, "text")
        await stage.press("down", "down", "up")
        assert found.hits.cursor == 1
        await stage.press("pagedown")
        assert found.hits.cursor > 10
        await stage.press("pageup")
        await stage.press("j")
        assert found.field.value == "textj", "in the field a character is text"
        await stage.press("backspace", "tab", "j", "n", "N", "k", "j")
        assert found.field.value == "text"
        assert found.hits.cursor == 2
        await stage.press("g", "g")
        assert found.hits.cursor == 0
        await stage.press("slash", "s")
        assert found.field.value == "texts"


async def test_keys_typed_at_once_all_arrive(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.pilot.press("slash", *"fine", "enter")
        await stage.pass_time(ASK_AFTER)
        assert selected(stage) == "yes, 9 is fine"


async def test_enter_waits_for_the_answer_to_what_is_typed(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, "9")
        await stage.burst(*map(key_event, " move"), key_event("enter"))
        assert selected(stage) == "Can we move to 9?"


async def test_typing_asks_the_store_once_and_drops_what_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("slash")
        reads: list[object] = []
        answers: list[object] = []
        read = stage.world.store.read

        async def slow_read(ask: Callable[[Reader], Any]) -> Any:
            reads.append(ask)
            answers.append(await read(ask))
            await stage.world.clock.sleep(1.0)
            return answers[-1]

        monkeypatch.setattr(stage.world.store, "read", slow_read)
        found = screen_of(stage)
        await stage.pilot.press(*"fine")
        await stage.pilot.pause()
        assert reads == []
        stage.world.clock.move(ASK_AFTER)
        await stage.pilot.pause()
        assert len(reads) == 1
        await stage.pilot.press("backspace", "backspace", "backspace", "backspace", *"call")
        await stage.pilot.pause()
        stage.world.clock.move(ASK_AFTER)
        await stage.pilot.pause()
        assert len(reads) == 1, "one question at a time"
        assert found.field.value == "call", "keys are answered meanwhile"
        await stage.until(lambda: len(answers) == 1)
        stage.world.clock.move(1.0)
        await stage.until(lambda: len(reads) == 2)
        assert found.finding.found.hits == (), "the answer to what is no longer typed is not shown"
        await stage.until(lambda: len(answers) == 2)
        stage.world.clock.move(1.0)
        await stage.until(lambda: bool(found.finding.found.hits))
        assert "Call me" in rows(stage)
        monkeypatch.undo()


async def test_what_is_typed_while_a_question_fails_is_asked(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        found = await search(stage, "cal")
        async with busy(stage.world.store.read):
            stage.world.store.read_fates = [BUSY]
            for key in ("l", "space"):
                await give(stage, key)
                await move(stage, ASK_AFTER)
        await stage.settle()
        assert found.finding.is_answered
        assert "1 text" in stage.picture
        assert "The store is busy." not in stage.picture, "nobody waits for that answer any more"


async def test_further_hits_come_also_after_a_reading_that_failed(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=many(130)) as stage:
        found = await search(stage, "text")
        stage.world.store.read_fates = [BUSY]
        await stage.press("tab", "G")
        assert found.hits.page.count == 50
        await stage.press("k")
        assert found.hits.page.count == 100


async def test_an_enter_whose_answer_could_not_be_read_opens_nothing_later(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, "fine")
        await arrive(stage, "fine by me")
        stage.world.store.read_fates = [BUSY]
        await stage.press("up")
        stage.world.store.read_fates = [BUSY]
        await stage.press("enter")
        assert not stage.world.store.read_fates
        await stage.press("up")
        assert "fine by me" in rows(stage)
        assert screen_of(stage).is_current, "the person asked for the newer ones, and no more for the hit"


async def test_help_opens_over_the_hits(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, "fine")
        await stage.press("tab", "question_mark")
        assert "Search all texts" in stage.picture
        await stage.press("escape")
        assert "yes, 9 is fine" in rows(stage)


async def test_the_palette_and_the_composer_reach_it(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("ctrl+p", *"search", "enter")
        assert isinstance(stage.app.screen, SearchScreen)
        await stage.press("escape", "r", "h", "i", "ctrl+o", "slash")
        assert isinstance(stage.app.screen, SearchScreen)
        await stage.press("escape")
        assert stage.inbox.conversation.composer.text == "hi"


@pytest.mark.parametrize("keys", [["ctrl+p"], ["tab", "colon"]])
async def test_the_palette_opens_over_the_hits_with_what_can_be_done_there(
    tmp_path: Path, keys: list[str]
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, "fine")
        await stage.press(*keys)
        assert "Commands" in stage.picture
        assert "Next text that was found" in stage.picture
        assert "Contacts at full size" not in stage.picture
        await stage.press("escape")
        assert "yes, 9 is fine" in rows(stage)
        await stage.press(keys[-1], *"open", "enter")
        assert selected(stage) == "yes, 9 is fine"


async def test_keys_behind_a_command_are_for_what_it_opens(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, "fine")
        await stage.burst(*map(key_event, ["ctrl+p", *"reply", "enter", *"hi"]))
        await stage.until(lambda: stage.inbox.conversation.composer.text == "hi")


# back to where one was
async def test_esc_goes_back_with_everything_unchanged(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, BO, ["Call me"], minutes_ago=2)
        say(tx, world, ANA, [f"text {at}." for at in range(80)], minutes_ago=200, unread=1)

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("j", "enter")
        await stage.press("k", "k", "pageup", "k", "k")
        before = stage.picture
        was = stage.inbox.conversation.texts.selected
        await search(stage, "text")
        await stage.press("down", "down", "escape")
        assert stage.picture == before
        assert stage.inbox.conversation.texts.selected == was is not None
        assert stage.inbox.focused is stage.inbox.conversation.texts


async def test_searching_marks_nothing_as_read(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        await search(stage, "9")
        await stage.pass_time(10)
        await stage.press("escape")
        assert "1 unread" in stage.list
        await stage.pass_time(2.1)
        assert "unread" not in stage.list


async def test_the_last_search_is_there_again(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=many(60)) as stage:
        await search(stage, "text")
        await stage.press("down", "down", "enter")
        assert selected(stage) == "text number57."
        await stage.press("slash")
        await stage.pass_time(ASK_AFTER)
        found = screen_of(stage)
        assert found.field.value == "text"
        assert found.hits.current is not None
        assert found.hits.current.message.body == "text number57."
        await stage.type("call")
        assert found.field.value == "call", "typing replaces it"


# landing
def numbers_of(stage: Stage) -> list[int]:
    """Return the numbers of the texts that are loaded."""
    texts = stage.inbox.conversation.texts.texts
    return [int(re.findall(r"\d+", text.body or "")[0]) for text in texts]


@pytest.mark.parametrize("size", SIZES)
async def test_enter_lands_on_a_hit_5000_texts_back(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_stage(tmp_path, talk=many(6_000), size=size) as stage:
        await search(stage, "number900")
        await stage.press("enter")
        assert selected(stage) == "text number900."
        assert stage.inbox.place is Place.READING
        assert "text number899." in stage.reading
        assert "text number901." in stage.reading
        assert len(numbers_of(stage)) <= 240, "not all that lies between is loaded"
        await stage.press("k", "k", "k", "j")
        assert selected(stage) == "text number898."
        await stage.press("G")
        assert "text number5999." in stage.reading
        assert stage.inbox.conversation.texts.at_newest
        await stage.press("escape")
        assert stage.inbox.listing.widget.has_focus


async def test_pages_load_both_ways_from_where_one_landed(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=many(6_000), size=(100, 30)) as stage:
        await search(stage, "number900")
        await stage.press("enter")
        for _ in range(14):
            await stage.press("pageup")
        assert numbers_of(stage)[0] < 770
        for _ in range(34):
            await stage.press("pagedown")
        numbers = numbers_of(stage)
        assert numbers[0] < 770
        assert numbers[-1] > 1030
        assert numbers == list(range(numbers[0], numbers[-1] + 1)), "nothing is missing, nothing twice"
        shown = [int(number) for number in re.findall(r"number(\d+)", stage.reading)]
        assert shown == list(range(shown[0], shown[-1] + 1))
        assert shown[0] > 1000


async def test_landing_in_the_conversation_that_is_open_already(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=many(400)) as stage:
        await stage.press("j", "enter")
        await stage.pass_time(0.1)
        assert "text number399." in stage.reading
        await search(stage, "number33")
        await stage.press("enter")
        assert selected(stage) == "text number33."


async def test_landing_on_the_newest_and_on_the_oldest(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=many(200)) as stage:
        await search(stage, "number199")
        await stage.press("enter")
        assert selected(stage) == "text number199."
        assert stage.inbox.conversation.texts.at_newest
        await search(stage, "number0")
        await stage.press("enter")
        assert selected(stage) == "text number0."
        assert not stage.inbox.conversation.texts.has_older


async def test_a_text_higher_than_the_screen_is_landed_on_at_its_top(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        long = "zebra first. " + "and on and on " * 400
        say(tx, world, ANA, ["before", long, "after"], own_every=0)

    async with a_stage(tmp_path, talk=talk, size=(80, 24)) as stage:
        await search(stage, "zebra")
        await stage.press("enter")
        assert "zebra first." in stage.reading
        for size in ((80, 20), (64, 20), (80, 24)):
            await stage.resize(*size)
            assert "zebra first." in stage.reading, "the first line in view stays the first"


async def test_in_a_text_higher_than_the_screen_what_was_looked_for_is_in_view(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        long = "and on and on " * 200 + "the zebra comes late " + "and on and on " * 200
        say(tx, world, ANA, ["before", long, "after"], own_every=0)

    async with a_stage(tmp_path, talk=talk, size=(80, 24)) as stage:
        await search(stage, "zebra late")
        await stage.press("enter")
        assert "zebra" in stage.reading


async def test_a_size_changed_after_landing_keeps_the_text_in_view(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=many(400), size=(80, 24)) as stage:
        await search(stage, "number200")
        await stage.press("enter")
        for size in ((140, 40), (80, 14), (60, 40), (140, 24)):
            await stage.resize(*size)
            assert selected(stage) == "text number200."
            assert "text number200." in stage.reading, size


async def test_a_size_changed_where_one_scrolled_to_keeps_the_first_line(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=many(400), size=(80, 24)) as stage:
        await search(stage, "number200")
        await stage.press("enter")
        texts = stage.inbox.conversation.texts
        texts.scroll_to(y=texts.scroll_offset.y - 60, animate=False, immediate=True)
        await stage.settle()
        first = stage.text_of(texts).splitlines()[1]
        assert "text number200." not in stage.reading
        for size in ((80, 14), (80, 40), (80, 24)):
            await stage.resize(*size)
            assert stage.text_of(texts).splitlines()[1] == first, size


async def test_texts_that_come_while_one_reads_far_back_are_counted_and_move_nothing(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=many(400)) as stage:
        await search(stage, "number100")
        await stage.press("enter")
        before = stage.text_of(stage.inbox.conversation.texts)
        conversation = stage.inbox.reading.conversation
        assert conversation is not None
        now = stage.world.clock.now()
        await stage.world.store.write(lambda tx: tx.set_draft(conversation.id, "half", at=now))
        await stage.pass_time(0.3)
        assert "new ↓" not in stage.reading, "what was there before is no news"
        await stage.world.store.write(lambda tx: say(tx, stage.world, ANA, ["hello?"], minutes_ago=0.5))
        await stage.pass_time(0.3)
        assert "1 new ↓" in stage.reading
        after = stage.text_of(stage.inbox.conversation.texts)
        assert after.splitlines()[:5] == before.splitlines()[:5]
        await stage.press("G")
        assert "hello?" in stage.reading


async def test_f111_r_on_a_hit_opens_the_box_to_reply_in(tmp_path: Path) -> None:
    """F111: replying from a list, here that of what was found."""
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, "workshop")
        await stage.press("tab", "r")
        composer = stage.inbox.conversation.composer
        assert stage.inbox.focused is composer.field
        assert "Is this the workshop?" in stage.reading
        await stage.type_and_send("yes, it is")
        [text] = await stage.world.texts(State.QUEUED)
        assert (text.peer, text.body) == (CLEO, "yes, it is")


async def test_f111_r_in_the_list_of_conversations_opens_the_box_to_reply_in(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("j", "r")
        assert stage.inbox.focused is stage.inbox.conversation.composer.field
        await stage.type_and_send("now")
        [text] = await stage.world.texts(State.QUEUED)
        assert text.peer == BO


# what comes in meanwhile
async def arrive(stage: Stage, *bodies: str) -> list[TextMessage]:
    """Let texts come in from Bo, now."""
    texts = await stage.world.store.write(
        lambda tx: say(tx, stage.world, BO, list(bodies), minutes_ago=0.5, own_every=0)
    )
    await stage.pass_time(0.5)
    return texts


async def test_a_new_hit_does_not_move_what_is_read_and_up_shows_it(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, "fine")
        before = rows(stage)
        await arrive(stage, "fine by me")
        assert rows(stage) == before
        assert "↑ 1 newer" in stage.picture
        await stage.press("up")
        assert "fine by me" in rows(stage)
        assert "newer" not in stage.picture
        await arrive(stage, "something else")
        assert "newer" not in stage.picture


async def test_a_search_that_stays_open_over_midnight_says_whose_day_it_was(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, "fine")
        cursor, *before = rows(stage).split()
        yesterday = f"{stage.world.clock.now():%a}"
        stage.world.clock.move(13 * 3600)
        await stage.pass_time(LOOK_AGAIN)
        assert rows(stage).split() == [cursor, yesterday, *before]


async def test_a_first_hit_appears_by_itself(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, "zebra")
        await arrive(stage, "a zebra!")
        assert "a zebra!" in rows(stage)
        assert marked(stage) == ["zebra"]


async def test_hits_keep_up_also_where_the_store_could_not_be_read_at_the_beginning(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        stage.world.store.read_fates = [BUSY]
        await stage.press("slash")
        assert not stage.world.store.read_fates
        await search_on(stage, "zebra")
        await stage.pass_time(AGAIN)
        await arrive(stage, "a zebra!")
        assert "a zebra!" in rows(stage)


async def test_a_new_hit_above_the_view_comes_in_unseen(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=many(120)) as stage:
        found = await search(stage, "text")
        await stage.press("pagedown", "pagedown", "pagedown")
        before = [row[:-2] for row in rows(stage).splitlines()]
        await arrive(stage, "one more text")
        assert [row[:-2] for row in rows(stage).splitlines()] == before, "but for the scrollbar"
        assert found.finding.found.hits[0].message.body == "one more text"


@pytest.mark.parametrize("begins", [0, 60])
async def test_very_many_new_hits_at_once_are_all_there(tmp_path: Path, begins: int) -> None:
    async with a_stage(tmp_path, talk=many(begins)) as stage:
        found = await search(stage, "text")
        await stage.press("tab", *["j"] * 40)
        await arrive(stage, *(f"newer text {number}." for number in range(70)))
        for _ in range(3):
            await stage.press("G")
        bodies = [hit.message.body for hit in found.finding.found.hits]
        expected = [f"newer text {number}." for number in range(70)]
        expected[:0] = [f"text number{number}." for number in range(begins)]
        assert bodies == expected[::-1]


async def test_more_new_hits_than_are_read_leave_no_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_queries, "NEWER", 5)
    async with a_stage(tmp_path, talk=many(60)) as stage:
        found = await search(stage, "text")
        await stage.press("tab", *["j"] * 40)
        await arrive(stage, *(f"newer text {number}." for number in range(6)))
        assert "↑ 5+ newer" in stage.picture
        assert found.finding.found.hits[0].message.body == "text number59."
        await stage.press("g", "g", "k")
        assert found.finding.found.hits[0].message.body == "newer text 5."
        assert found.finding.found.hits[6].message.body == "text number59."
        assert "newer" not in stage.lines[0]


def file_late(stage: Stage, number: int, *, minutes_ago: float) -> Callable[[Writer], None]:
    """Return what files so many texts of Cleo at once, a second apart, as a sync reads what lay unread."""

    def work(tx: Writer) -> None:
        row = tx.line_numbered(MAIN)
        assert row is not None
        start = stage.world.clock.now() - timedelta(minutes=minutes_ago)
        there = tx.ensure_conversation(row.id, CLEO, at=start, filing=Filing.OPEN)
        late = [
            NewText(
                conversation_id=there.id,
                direction=Direction.INBOUND,
                body=f"late text {at}.",
                state=State.RECEIVED,
                at=start + timedelta(seconds=at),
                segments=1,
                provider_id=f"SL{at}",
            )
            for at in range(number)
        ]
        tx.add_texts("work", late)

    return work


@pytest.mark.parametrize("minutes_ago", [11.5, 1000])
async def test_an_older_text_that_is_filed_late_is_among_the_hits(tmp_path: Path, minutes_ago: float) -> None:
    async with a_stage(tmp_path, talk=many(3)) as stage:
        found = await search(stage, "text")
        await stage.press("tab", "j")
        await write(stage, file_late(stage, 1, minutes_ago=minutes_ago), wait=1)
        assert "4 texts" in stage.lines[0]
        expected = [f"text number{number}." for number in (2, 1, 0)]
        expected.insert(1 if minutes_ago < 12 else 3, "late text 0.")
        assert re.findall(r"(?:text number|late text )\d\.", rows(stage)) == expected
        assert found.hits.current is not None
        assert found.hits.current.message.body == "text number1.", "the cursor stays on its text"
        await write(
            stage, lambda tx: add_arrival(tx, stage.world, BO, "last text", seconds_ago=90_000), wait=1
        )
        assert "5 texts" in stage.lines[0]
        assert "last text" in rows(stage)


async def test_very_many_texts_that_are_filed_late_leave_no_gap_among_the_hits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_queries, "NEWER", 5)
    async with a_stage(tmp_path, talk=many(60)) as stage:
        found = await search(stage, "text")
        await write(stage, file_late(stage, 20, minutes_ago=11.5), wait=1)
        assert "more below" in stage.lines[0]
        for _ in range(3):
            await stage.press("tab", "G")
        bodies = [hit.message.body for hit in found.finding.found.hits]
        expected = [f"text number{number}." for number in range(60)]
        expected[59:59] = [f"late text {number}." for number in range(20)]
        assert bodies == expected[::-1]
        assert "80 texts" in stage.lines[0]


def add_newer(world: World, at: int, tx: Writer) -> None:
    """Write nine texts that come in now."""
    for number in range(9):
        add_arrival(tx, world, CLEO, f"newer text {at} {number}.")


async def test_a_search_that_stays_open_keeps_no_more_than_so_many_new_hits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_queries, "MOST", 80)
    monkeypatch.setattr(finding, "MOST", 80)
    async with a_stage(tmp_path, talk=many(60)) as stage:
        found = await search(stage, "text")
        await stage.press("tab", "pagedown", "pagedown")
        before = [row[:-2] for row in rows(stage).splitlines()]
        for at in range(6):
            await write(stage, partial(add_newer, stage.world, at))
            assert [row[:-2] for row in rows(stage).splitlines()] == before, "but for the scrollbar"
        assert len(found.finding.found.hits) <= 80
        assert re.search(r"↑ \d+ newer", stage.lines[0])
        await stage.press("g", "g", "k")
        assert "newer text 5 8." in rows(stage).splitlines()[0]
        assert "newer" not in stage.lines[0]
        for _ in range(3):
            await stage.press("G")
        assert len({hit.message.id for hit in found.finding.found.hits}) == 114, "all are there"


async def test_hits_that_come_late_push_out_only_what_is_not_in_view_and_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_queries, "MOST", 50)
    monkeypatch.setattr(search_queries, "NEWER", 5)
    async with a_stage(tmp_path, talk=many(60)) as stage:
        found = await search(stage, "text")
        await stage.press("tab", "G", "G")
        assert found.hits.page.count == 60
        before = [row[:-2] for row in rows(stage).splitlines()]
        await write(stage, file_late(stage, 3, minutes_ago=11.5), wait=1)
        assert [row[:-2] for row in rows(stage).splitlines()] == before, "the end is in view"
        assert found.hits.page.count == 63
        await stage.press("g", "g")
        await write(stage, lambda tx: add_arrival(tx, stage.world, CLEO, "a text", seconds_ago=700), wait=1)
        assert found.hits.page.count == 50
        assert "1 of 50+" in stage.status
        await stage.press("G", "G")
        assert found.hits.page.count == 64
        assert "64 texts" in stage.lines[0]


async def test_that_older_texts_will_be_found_later_is_said_until_all_are_read(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await search(stage, "nowhere")
        assert "history is still being read" in stage.picture
        await stage.world.sync()
        await stage.pass_time(1)
        assert "No text has this" in stage.picture
        assert "history is still being read" not in stage.picture


async def test_a_pass_that_brings_nothing_asks_nothing_again(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.world.sync()
        found = await search(stage, "workshop")
        await stage.pass_time(1)
        answer = found.finding.found
        for _ in range(3):
            await stage.world.sync()
            await stage.pass_time(1)
        assert found.finding.found is answer


async def test_a_hit_changes_its_state_in_place(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["Here?", "it is here"], state=State.SENT)

    async with a_stage(tmp_path, talk=talk) as stage:
        found = await search(stage, "here")
        text = found.finding.found.hits[0].message
        assert "✓  it is here" in rows(stage)
        await stage.world.store.write(lambda tx: tx.change_text(text.id, TextChange(state=State.DELIVERED)))
        await stage.pass_time(0.5)
        assert "✓✓ it is here" in rows(stage)


# strangers' words, sizes
@pytest.mark.parametrize("seed", range(2))
async def test_t1_t2_hostile_hits_steer_nothing(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    words = [word.encode("utf-8", "replace").decode() for word in chance.sample(HOSTILE, 24)]
    monkeypatch.setitem(NAMES, ANA, words[0])

    def talk(tx: Writer, world: World) -> None:
        say(tx, world, BO, [f"{word} mark {word}" for word in words[1:12]], minutes_ago=90)
        say(tx, world, ANA, [f"mark {word}" for word in words[12:]], minutes_ago=30, unread=1)

    async with a_stage(tmp_path, talk=talk, size=chance.choice(SIZES)) as stage:
        found = await search(stage, "mark")
        for _ in range(8):
            assert_harmless(stage)
            assert stage.lines
            await stage.press("pagedown")
        await stage.press("enter")
        assert_harmless(stage)
        assert stage.app.is_running
        assert found.finding.found.hits


@pytest.mark.parametrize("seed", range(2))
async def test_t1_t2_hostile_queries_steer_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with a_stage(tmp_path, talk=small_talk, size=chance.choice(SIZES)) as stage:
        await stage.press("slash")
        for word in chance.sample(HOSTILE, 12):
            await stage.paste(word.encode("utf-8", "replace").decode())
            await stage.pass_time(ASK_AFTER)
            assert_harmless(stage)
            assert stage.lines
            assert isinstance(stage.app.screen, SearchScreen)
            await stage.press("end", "ctrl+u")


async def test_t3_brackets_in_hits_are_shown_character_for_character(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, [f"mark {words}" for words in BRACKETS])

    async with a_stage(tmp_path, talk=talk) as stage:
        await search(stage, "mark")
        for words in BRACKETS:
            assert words in rows(stage)


@pytest.mark.parametrize("size", [*SIZES, (119, 24), (41, 10), (10, 4), (1, 1)])
async def test_every_size_keeps_columns_straight(tmp_path: Path, size: tuple[int, int]) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["mark 日本語のテキスト mark", "👨‍👩‍👧 mark 🇩🇪🇫🇷 ❤️ mark", "mark e\u0301te\u0301"])
        say(tx, world, BO, ["日本語" * 60 + " mark " + "テキスト" * 60])

    async with a_stage(tmp_path, talk=talk, size=(80, 24)) as stage:
        await search(stage, "mark")
        await stage.resize(*size)
        assert stage.lines, "every line is as wide as the screen"
        await stage.press("down", "tab", "question_mark", "escape", "enter")
        assert stage.lines


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_shows_the_field_the_hits_and_the_way_back(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=size) as stage:
        await search(stage, "fine")
        assert "/ fine" in stage.picture
        assert "Ana Reyes" in rows(stage)
        assert "yes, 9 is fine" in rows(stage)
        assert "esc back" in stage.status
        await stage.press(*["backspace"] * 4, *"state", "colon", *"no")
        await stage.pass_time(ASK_AFTER)
        assert "means nothing" in stage.picture


async def test_a_width_that_gives_hits_a_second_line_keeps_the_first_one_in_view(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=many(50), size=(130, 30)) as stage:
        found = await search(stage, "text")
        found.hits.scroll_to(y=15, animate=False)
        await stage.settle()
        for width in (100, 130):
            await stage.resize(width, 30)
            assert "number34." in "".join(rows(stage).splitlines()[: found.hits.ROW_HEIGHT])
        await stage.press("tab", "G")
        await stage.resize(100, 30)
        assert "number0." in rows(stage), "the cursor stays in view"


# marking
@pytest.mark.parametrize(
    ("body", "query", "found"),
    [
        ("Call me later", "later call", ["Call", "later"]),
        ("recall the call", "call", ["call"]),
        ("call me, call us", '"call us"', ["call us"]),
        ("Caller ID", "call*", ["Call"]),
        ("see you to-morrow", '"to mor"*', ["to-mor"]),
        ("Zoë, wörld", "zoe world", ["Zoë", "wörld"]),
        ("cafe\u0301 au lait", "café", ["cafe\u0301"]),
        ("我们明天见面", "明天", ["明天"]),
        ("see you \U0001f600\U0001f44d", "\U0001f44d see", ["see", "\U0001f44d"]),
        ("why?!", "?!", ["?!"]),
        ("it's here", "it's", ["it's"]),
        ("100% sure", "100 from:ana", ["100"]),
        ("STRASSE", "strasse", ["STRASSE"]),
        ("nothing", "else", []),
    ],
)
def test_what_the_index_finds_is_marked(body: str, query: str, found: Sequence[str]) -> None:
    assert [body[start:end] for start, end in marks(body, parse_query(query, now=NOON).terms)] == found


def test_words_are_cut_as_the_index_cuts_them() -> None:
    """The screen may not read what the store knows of words, so this holds the two together."""
    alone_here = re.compile(f"[{marking._ALONE}]")
    for point in (*range(0x20, 0xD800), *range(0xE000, 0xF0000)):
        character = chr(point)
        alone = indexing._UNSPACED.match(character) or indexing._EMOJI.match(character)
        assert bool(alone_here.match(character)) == bool(alone), hex(point)


@pytest.mark.parametrize("room", [1, 2, 7, 20, 41, 80])
def test_an_excerpt_has_exactly_its_room_and_nothing_torn(room: int) -> None:
    terms = parse_query("mark", now=NOON).terms
    for word in HOSTILE:
        shown = excerpt(cleaned_line(f"{word} mark {word} mark", 20_000), terms, room)
        assert cells("".join(text for text, _ in shown)) == room, repr(word[:20])
        assert sum(cells(text) for text, _ in shown) == room, repr(word[:20])


def test_an_excerpt_shows_the_first_mark_and_fills_its_room() -> None:
    body = CleanText("so " * 100 + "a zebra ran")
    shown = excerpt(body, parse_query("zebra", now=NOON).terms, 40)
    assert ("zebra", True) in shown
    words = "".join(text for text, _ in shown)
    assert words.startswith("…so so")
    assert len(words.rstrip()) > 34
