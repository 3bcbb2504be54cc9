"""How a conversation is drawn: bubbles or plain, links, files, receipts and reasons, and the news below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import ANA, BO
from smstui.domain.links import links
from smstui.domain.models import Direction, Media
from smstui.domain.states import State
from smstui.ports.records import NewText, TextChange
from smstui.services.outcome import WAITS_FOR_TWIN
from smstui.tui.formatting import CleanText, cleaned, wrap
from smstui.tui.linking import link_pieces
from tui.news import add_arrival, write
from tui.stage import a_stage, say, small_talk
from tui.test_formatting import TRICKY
from tui.test_hostile import BRACKETS, assert_harmless

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer
    from tui.stage import Stage

ADDRESS = "https://example.org/a/long/way/to/the/menu_(of_today).html?day=monday&for=two"


def talk_of(*bodies: str, **fields: object) -> Callable[[Writer, World], None]:
    """Return what writes a conversation of these texts, every second one ours."""

    def talk(tx: Writer, world: World) -> None:
        texts = say(tx, world, ANA, bodies, minutes_ago=30)
        if fields:
            tx.change_text(texts[-1].id, TextChange(**fields))  # type: ignore[arg-type]  # named by the tests

    return talk


def underlined(stage: Stage) -> list[str]:
    """Return what is drawn underlined in the conversation, piece by piece."""
    texts = stage.inbox.conversation.texts
    strips = [texts.render_line(y) for y in range(texts.size.height)]
    return [part.text for strip in strips for part in strip if part.style and part.style.underline]


# bubbles or plain
@pytest.mark.parametrize("size", [(160, 48), (120, 36), (80, 24), (60, 20)])
async def test_plain_texts_stand_in_columns_without_a_bubble(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=size, conversation_style="plain") as stage:
        await stage.press("enter")
        lines = [line.lstrip(" ▏") for line in stage.text_of(stage.inbox.conversation).splitlines()]
        rows = [line for line in lines if line.startswith("11:")]
        assert [row.split()[1] for row in rows] == ["Ana", "me", "Ana"]
        assert [row.index(words) for row, words in zip(rows, ("Can", "of", "yes,"), strict=True)] == [
            18,
            18,
            18,
        ]
        assert rows[1].rstrip().endswith("delivered ✓✓")
        assert not {"▐", "▌"} & set("".join(rows))
        texts = stage.inbox.conversation.texts
        grounds = {
            part.style.bgcolor
            for y in range(texts.size.height)
            for part in texts.render_line(y)
            if part.style
        }
        assert len(grounds) == 1, "no text has a ground of its own"


async def test_plain_texts_are_indented_where_a_line_is_broken_and_say_what_is_wrong_below(
    tmp_path: Path,
) -> None:
    words = "one two three four five six seven eight nine ten eleven twelve"
    talk = talk_of("hello", words, state=State.UNDELIVERED, reason="the phone is off")
    async with a_stage(tmp_path, talk=talk, size=(60, 20), conversation_style="plain") as stage:
        await stage.press("enter")
        assert "\n                   eight nine ten eleven twelve" in stage.reading
        assert "\n                   ✗ undelivered: the phone is off" in stage.reading
        await stage.press("k")
        assert "▌11:31  me" in stage.reading, "the selected text has its bar where no bubble has an edge"


@pytest.mark.parametrize("style", ["bubbles", "plain"])
async def test_t3_brackets_are_shown_in_either_style(tmp_path: Path, style: str) -> None:
    async with a_stage(tmp_path, talk=talk_of(*BRACKETS), conversation_style=style) as stage:
        await stage.press("enter")
        for words in BRACKETS:
            assert words in stage.reading


# links
@pytest.mark.parametrize("style", ["bubbles", "plain"])
@pytest.mark.parametrize("size", [(160, 48), (60, 20)])
async def test_addresses_are_underlined_and_are_no_live_links(
    tmp_path: Path, style: str, size: tuple[int, int]
) -> None:
    talk = talk_of(f"The menu ({ADDRESS}), as you asked.", "and www.example.com!", "no link here")
    async with a_stage(tmp_path, talk=talk, size=size, conversation_style=style) as stage:
        await stage.press("enter")
        assert "".join(underlined(stage)) == ADDRESS + "www.example.com"
        assert_harmless(stage)


words_and_addresses = st.lists(
    st.sampled_from(["a", "word", *TRICKY, ADDRESS, "www.example.com,", "(http://b.example/c)", "\n", "  "]),
    max_size=12,
)


@given(words_and_addresses, st.integers(4, 40))
def test_breaking_lines_keeps_what_is_marked(parts: list[str], width: int) -> None:
    body = cleaned(" ".join(parts))
    lines = wrap(body, width)
    cut = link_pieces(body, lines)
    assert [CleanText("".join(piece for piece, _ in pieces)) for pieces in cut] == lines
    marked = "".join(piece for pieces in cut for piece, is_link in pieces if is_link)
    assert marked == "".join(body[start:end] for start, end in links(body))


def test_what_a_very_long_text_leaves_out_is_no_link() -> None:
    body = cleaned("www.a.example " * 5 + "x " * 9_955 + "http://a.example " * 40)
    cut = link_pieces(body, wrap(body, 60))
    assert all(not is_link for piece, is_link in cut[-1] if "more characters" in piece)
    assert any(is_link for pieces in cut for _, is_link in pieces)


# files
async def test_f76_files_are_named_in_the_conversation_and_in_the_list(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        for peer, media in (
            (ANA, (Media("https://x.example/ME1", "image/jpeg"),)),
            (
                BO,
                (
                    Media("https://x.example/menu.pdf", "application/pdf"),
                    Media("https://x.example/2", "text/vcard"),
                ),
            ),
        ):
            newest = say(tx, world, peer, ["?"], minutes_ago=2)[0]
            tx.add_text(
                NewText(
                    conversation_id=newest.conversation_id,
                    direction=Direction.INBOUND,
                    body="",
                    state=State.RECEIVED,
                    at=newest.at,
                    segments=1,
                    media=media,
                )
            )

    async with a_stage(tmp_path, talk=talk, size=(160, 48)) as stage:
        assert "⧉ picture (image/jpeg)" in stage.list
        assert "⧉ file menu.pdf (applica" in stage.list
        await stage.press("enter")
        assert "⧉ picture (image/jpeg)" in stage.reading or "⧉ contact card" in stage.reading
        await stage.press("h", "j", "enter")
        await stage.pass_time(0.1)
        seen = stage.reading
        await stage.press("h", "k", "enter")
        await stage.pass_time(0.1)
        for words in ("⧉ picture (image/jpeg)", "⧉ file menu.pdf (application/pdf)", "⧉ contact card"):
            assert words in seen + stage.reading


# receipts and reasons
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (TextChange(state=State.READ), "✓✓ read"),
        (TextChange(state=State.UNDELIVERED, reason="The phone is off."), "✗ undelivered: The phone is off."),
        (TextChange(state=State.FAILED, error_code="30007"), "✗ failed: error 30007"),
        (TextChange(state=State.CANCELED, reason="canceled"), "⊘ canceled"),
        (TextChange(state=State.CANCELED, reason="opted out"), "⊘ canceled: opted out"),
        (TextChange(state=State.HELD, reason="Quiet hours."), "‖ held: Quiet hours."),
        (TextChange(state=State.UNCONFIRMED), "? unconfirmed: it may have been sent"),
        (
            TextChange(state=State.UNCONFIRMED, reason="smstui ended; it may have gone out"),
            "? unconfirmed: smstui ended; it may have gone out",
        ),
        (TextChange(state=State.QUEUED), "… waiting"),
        (TextChange(state=State.QUEUED, reason="waiting for the network"), "… waiting for the network"),
        (TextChange(state=State.QUEUED, reason=f"{WAITS_FOR_TWIN} (#1)"), f"… {WAITS_FOR_TWIN} (#1)"),
        (TextChange(state=State.QUEUED, reason="Too fast."), "… waiting: Too fast."),
        (TextChange(state=State.SENT, reason="marked as sent by me"), "✓ marked as sent by me"),
        (TextChange(late_failure=True), "✗ reported failed after it was delivered"),
    ],
)
@pytest.mark.parametrize("style", ["bubbles", "plain"])
async def test_the_state_of_our_text_is_told_in_words_once(
    tmp_path: Path, style: str, change: TextChange, words: str
) -> None:
    def talk(tx: Writer, world: World) -> None:
        texts = say(tx, world, ANA, ["Did it arrive?", "Here it comes"])
        tx.change_text(texts[-1].id, change)

    async with a_stage(tmp_path, talk=talk, size=(160, 40), conversation_style=style) as stage:
        await stage.press("enter")
        plain = "read ✓✓" if words == "✓✓ read" else "waiting …" if words == "… waiting" else words
        shown = " ".join(stage.reading.replace("▏", " ").replace("▌", " ").replace("▐", " ").split())
        assert (words if style == "bubbles" else plain) in shown
        assert shown.count(words.rsplit(":", maxsplit=1)[-1].strip("…✓✗⊘‖? ")) == 1


async def test_how_far_our_newest_text_came_is_told_in_a_word(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=talk_of("a", "one", "b", "two", "c")) as stage:
        await stage.press("enter")
        lines = [line for line in stage.reading.splitlines() if "✓✓" in line]
        assert ["delivered" in line for line in lines] == [False, True]
        conversation = stage.inbox.reading.conversation
        assert conversation is not None
        await stage.world.store.write(
            lambda tx: tx.add_text(
                NewText(
                    conversation_id=conversation.id,
                    direction=Direction.OUTBOUND,
                    body="three",
                    state=State.SENT,
                    at=stage.world.clock.now(),
                    segments=1,
                )
            )
        )
        await stage.pass_time(0.3)
        lines = [line for line in stage.reading.splitlines() if "✓" in line]
        assert ["delivered" in line for line in lines] == [False, False, False]
        assert "✓ sent" in lines[-1]


# what came meanwhile
async def test_what_came_is_counted_right_while_older_pages_are_loaded(tmp_path: Path) -> None:
    """Also where the newest texts were let go for older ones, and where many are filed at once."""

    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, [f"text {at}." for at in range(1500)], minutes_ago=2000)

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter")
        for _ in range(20):
            await stage.press("g", "g")
        texts = stage.inbox.conversation.texts
        assert texts.has_newer, "the newest texts were let go"

        async def arrive(*bodies: str, own_every: int = 0) -> None:
            await stage.world.store.write(
                lambda tx: say(tx, stage.world, ANA, bodies, minutes_ago=1, unread=0, own_every=own_every)
            )
            await stage.pass_time(0.3)

        await arrive("one")
        assert "1 new ↓" in stage.reading
        await stage.press("g", "g")
        assert "1 new ↓" in stage.reading
        await arrive("two", "mine", "three", own_every=2)
        assert "3 new ↓" in stage.reading
        # A receipt of a text that was let go is no news, nor is what one has read.
        newest = (await stage.world.texts())[1400]

        def touch(tx: Writer) -> None:
            tx.change_text(newest.id, TextChange(reason="?"))
            tx.mark_read(newest.conversation_id)

        await stage.world.store.write(touch)
        await stage.pass_time(0.3)
        assert "3 new ↓" in stage.reading
        await arrive(*(f"many {at}." for at in range(30)))
        assert "33 new ↓" in stage.reading
        await arrive(*(f"more {at}." for at in range(80)))
        assert "99+ new ↓" in stage.reading
        await stage.press("G")
        assert "more 79." in stage.reading
        assert "new ↓" not in stage.reading
        await arrive("last")
        assert "new ↓" not in stage.reading


async def test_more_than_a_page_that_comes_at_once_is_counted(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, [f"text {at}." for at in range(80)], minutes_ago=300)

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter", "pageup", "pageup")

        def write(tx: Writer) -> None:
            say(tx, stage.world, ANA, [f"many {at}." for at in range(90)], minutes_ago=100, own_every=0)

        await stage.world.store.write(write)
        await stage.pass_time(0.3)
        assert "90 new ↓" in stage.reading


async def test_whoever_scrolls_down_to_the_newest_has_seen_them(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, [f"text {at}." for at in range(80)], minutes_ago=300)

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("enter", "pageup")
        await stage.world.store.write(lambda tx: say(tx, stage.world, ANA, ["hello?"], minutes_ago=1))
        await stage.pass_time(0.3)
        assert "1 new ↓" in stage.reading
        await stage.press("pagedown", "pagedown")
        assert "new ↓" not in stage.reading
        await stage.press("pageup")
        await stage.world.store.write(lambda tx: say(tx, stage.world, ANA, ["still?"], minutes_ago=0.5))
        await stage.pass_time(0.3)
        assert "1 new ↓" in stage.reading


async def test_what_shows_the_news_is_named_as_it_works_where_the_keyboard_is(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        say(tx, world, ANA, [f"text {at}." for at in range(80)], minutes_ago=200)

    async with a_stage(tmp_path, talk=talk) as stage:
        stage.inbox.conversation.texts.scroll_relative(y=-40, animate=False, immediate=True)  # a wheel
        await stage.settle()
        await write(stage, lambda tx: add_arrival(tx, stage.world, ANA, "hello?"), wait=0.5)
        assert "1 new ↓ a click shows them" in stage.reading, "G goes to the end of the list"
        await stage.press("enter")
        assert "1 new ↓ G shows them" in stage.reading
        await stage.press("r")
        assert "1 new ↓ ctrl+o G shows them" in stage.reading
        await stage.press("h")
        assert stage.inbox.conversation.composer.text == "h"
        await stage.press("escape", "h")
        assert "1 new ↓ a click shows them" in stage.reading
        await stage.press("r", "ctrl+o", "G")
        assert "new ↓" not in stage.reading


def test_a_body_with_no_address_is_not_searched_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening a long conversation lays out many texts: what has no address must cost nothing."""
    from smstui.domain import links as rule

    monkeypatch.setattr(rule, "links", lambda _text: 1 / 0)
    body = cleaned("Can we move to 9? Mail ana@example.org, 10:30 or //x")
    assert link_pieces(body, [body]) == [((body, False),)]
