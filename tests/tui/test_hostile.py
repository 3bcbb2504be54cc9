"""T1, T2, T3, T6: what strangers write stands on the screen as it is, steers and imitates nothing."""

from __future__ import annotations

import os
import random
import re
from typing import TYPE_CHECKING

import pytest
from textual import events

from builders import ANA, BO
from smstui.domain.models import ContactPoint
from smstui.domain.numbers import display
from smstui.domain.states import State
from smstui.ports.errors import SmstuiError
from smstui.tui.background import tell
from smstui.tui.columns import Pane
from tui.events import key_event, mouse_event
from tui.every_screen import VISITS, leave, visit
from tui.hostile_home import Words, write_hostile
from tui.news import add_own, add_trouble, arrive, write
from tui.stage import a_stage, say, small_talk

if TYPE_CHECKING:
    from pathlib import Path

    from textual.widget import Widget

    from builders import World
    from smstui.ports.store import Writer
    from tui.stage import Stage

LONG = os.environ.get("SMSTUI_TRIALS") == "long"
HOMES = [(1, 160), (19, 60), (7, 120), (13, 80)][: 4 if LONG else 2]
"""The first of six seeds each, and the columns of the screen."""

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
BRACKETS = [
    "[STOP]",
    "[1/3] part",
    '{"a": [1, 2]}',
    "[/]",
    "[/b] and [b]",
    "a[0] = [x]",
    "[@click=app.quit]x[/]",
]


def assert_harmless(stage: Stage) -> None:
    for strip in stage.app.screen._compositor.render_strips():
        assert not OBEYED.search(strip.text), repr(strip.text)
        for part in strip:
            assert part.style is None or not part.style.link
            assert part.style is None or "@click" not in part.style.meta


@pytest.mark.parametrize(("seed", "width"), HOMES)
async def test_t1_t2_hostile_words_steer_nothing_and_cannot_be_clicked_on_any_screen(
    tmp_path: Path, seed: int, width: int
) -> None:
    def talk(tx: Writer, world: World) -> None:
        write_hostile(tx, range(seed, seed + 6), world.clock.now())

    async with a_stage(tmp_path, talk=talk, size=(width, 40)) as stage:
        assert_harmless(stage)
        for name, place in VISITS.items():
            await visit(stage, place)
            try:
                assert_harmless(stage)
            except AssertionError as error:
                error.add_note(name)
                raise
            await leave(stage)
        words = Words(seed)
        await arrive(stage, (BO, words.long()), (ANA, words.long()))
        assert_harmless(stage)
        own = await stage.world.store.write(lambda tx: add_own(tx, stage.world, BO, words.long()))
        await write(stage, lambda tx: add_trouble(tx, stage.world, own, State.FAILED, words.short()))
        assert_harmless(stage)
        await visit(stage, VISITS["notifications"])
        assert_harmless(stage)


async def test_t2_words_of_a_provider_in_a_notice_are_no_markup(tmp_path: Path) -> None:
    words = "[@click=app.quit]x[/] [link=http://evil.example/]y[/link] [/b] \x1b]0;owned\x07"
    async with a_stage(tmp_path, talk=small_talk, size=(120, 36)) as stage:
        tell(stage.inbox, SmstuiError(words, hint=words))
        await stage.settle()
        assert "[@click=app.quit]x[/]" in stage.picture
        assert_harmless(stage)


def with_brackets(chance: random.Random) -> str:
    """Return a text such as people and machines write: markup, JSON, regular expressions, counters."""
    inside = chance.choice(["STOP", "1/3", "/", "/b", "b", "@click=app.quit", "0-9", "", "[x]", "a, b"])
    shapes = ["[{}]", "[{}] ok", "x[{}]", '{{"k": [{}]}}', "^[{}]+$", "[[{}]]", "\\[{}]", "[{}", "{}]"]
    shape = chance.choice(shapes)
    return f"{chance.randrange(1000)} {shape.format(inside)}"


async def test_t3_500_texts_with_brackets_are_shown_character_for_character(tmp_path: Path) -> None:
    chance = random.Random(3)
    peers = [f"+1415555{number:04}" for number in range(50)]
    texts = {peer: [with_brackets(chance) for _ in range(10)] for peer in peers}

    def talk(tx: Writer, world: World) -> None:
        for minute, peer in enumerate(peers):
            say(tx, world, peer, texts[peer], minutes_ago=1000 - minute)

    async with a_stage(tmp_path, talk=talk, size=(200, 48)) as stage:
        await move_panel(stage, 150)
        for peer in reversed(peers):
            await stage.pass_time(0.1)
            for words in texts[peer]:
                assert words in stage.reading
            assert texts[peer][-1] in stage.list
            assert texts[peer][-1] in stage.text_of(stage.inbox.contact)
            await stage.press("j")
        await stage.press("/")
        await stage.type("after:2020-01-01")
        await stage.pass_time(0.2)
        found = stage.lines
        while "500 of 500" not in stage.status:
            await stage.burst(key_event("pagedown"))
            found += stage.lines
        shown = "\n".join(found)
        for peer in peers:
            for words in texts[peer]:
                assert words in shown


async def move_panel(stage: Stage, to: int) -> None:
    """Drag the divider left of the contact panel to a column."""
    divider = stage.inbox.columns.dividers[Pane.CONVERSATION].region
    press, move, drop = events.MouseDown, events.MouseMove, events.MouseUp
    await stage.burst(mouse_event(press, (divider.x, 3), 1))
    await stage.burst(mouse_event(move, (to, 3), 1), mouse_event(drop, (to, 3), 1))


async def test_t3_brackets_are_shown_character_for_character(tmp_path: Path) -> None:
    async with a_stage(
        tmp_path, talk=lambda tx, world: say(tx, world, ANA, BRACKETS), size=(120, 40)
    ) as stage:
        await stage.press("enter")
        for words in BRACKETS:
            assert words in stage.reading
        assert BRACKETS[-1] in stage.list


TURNED = "pay \u202e00.01$ to \u2067me\u2069"
PLAIN_TURNED = "pay <202E>00.01$ to <2067>me<2069>"


@pytest.mark.parametrize("width", [200, 120, 80])
async def test_t6_what_turns_words_round_is_seen_wherever_they_stand(tmp_path: Path, width: int) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, BO, [TURNED, "ok", TURNED], minutes_ago=5)
        tx.save_contact(TURNED, [ContactPoint(ANA, display(ANA), "\u202eknow")])
        say(tx, world, ANA, [TURNED], minutes_ago=1)

    async with a_stage(tmp_path, talk=talk, size=(width, 40)) as stage:
        assert stage.list.count("pay <202E>00.01$") == 3
        await stage.press("enter")
        assert PLAIN_TURNED in stage.lines[0]
        assert PLAIN_TURNED in stage.reading
        await stage.press("/")
        await stage.type("pay")
        await stage.pass_time(0.2)
        assert stage.picture.count(PLAIN_TURNED) >= 3
        await stage.press("escape", "E")
        assert PLAIN_TURNED in stage.picture
        await stage.press("escape", "g", "c")
        assert PLAIN_TURNED in stage.picture
        assert not OBEYED.search(stage.picture)


async def test_t6_a_number_between_words_from_right_to_left_keeps_its_order(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        tx.save_contact("\u0645\u0631\u064a\u0645", [ContactPoint(ANA, display(ANA), "\u05d1\u05d9\u05ea")])
        say(tx, world, ANA, ["\u0634\u0643\u0631\u0627"], minutes_ago=1)

    async with a_stage(tmp_path, talk=talk, size=(200, 40)) as stage:
        await stage.press("r")
        assert display(ANA) in stage.lines[0]
        assert display(ANA) in stage.text_of(stage.inbox.conversation.composer)
        assert display(ANA) in stage.text_of(stage.inbox.contact)


async def test_t6_a_contact_named_like_a_number_stands_beside_its_real_one(tmp_path: Path) -> None:
    """Also where letters and digits of other scripts look like ours."""
    names = {ANA: "+1 800 555 0100", BO: "\uff0b1 \u0668\u0660\u0660 555 0100"}

    def talk(tx: Writer, world: World) -> None:
        for minute, (peer, name) in enumerate(names.items()):
            tx.save_contact(name, [ContactPoint(peer, display(peer))])
            say(tx, world, peer, ["send me the code"], minutes_ago=10 - minute)

    async with a_stage(tmp_path, talk=talk, size=(200, 40)) as stage:
        for peer in (BO, ANA):
            await stage.pass_time(0.1)
            assert display(peer) in stage.lines[0], "over the texts"
            assert display(peer) in stage.text_of(stage.inbox.conversation.composer)
            assert display(peer) in stage.text_of(stage.inbox.contact)
            await stage.press("j")


IMITATIONS = (
    "\u25b8Inbox 99",
    "\u25cf Unread",
    "! \u2717 failed",
    "99+",
    "\u2713\u2713",
    "\u25b8",
    "\u25cf",
    "Contacts  7",
)


async def test_t6_a_name_stands_in_its_own_column_and_never_in_that_of_a_mark(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        for minute, name in enumerate(IMITATIONS):
            peer = f"+1415555{minute + 200:04}"
            tx.save_contact(name, [ContactPoint(peer, display(peer), IMITATIONS[minute - 1])])
            say(tx, world, peer, ["hi"], minutes_ago=10 - minute, own_every=0)

    async with a_stage(tmp_path, talk=talk, size=(200, 40)) as stage:
        bar, plain = (stage.app.theme_variables[name].lower() for name in ("primary", "foreground"))
        rows = drawn(stage, stage.inbox.views)
        marked = [row for row in rows if row[1][0] == "\u25b8"]
        assert [text(row).split()[:2] for row in marked] == [["\u25b8", "Inbox"]], "the view that is listed"
        assert marked[0][1][1] == bar
        heading = next(at for at, row in enumerate(rows) if text(row).strip().startswith("Contacts"))
        people = [row for row in rows[heading + 1 :] if text(row).strip()]
        assert sorted(text(row).strip() for row in people) == sorted(
            " ".join(name.split()) for name in IMITATIONS
        )
        for row in people:
            assert text(row)[:3] == "   ", "nothing stands where marks do"
            assert {colour for sign, colour in row if sign.strip()} == {plain}

        unread = [row for row in drawn(stage, stage.inbox.conversations)[1:] if text(row).strip()][::2]
        assert len(unread) == len(IMITATIONS)
        for row in unread:
            assert text(row)[:3].strip(" \u258c") == "", "read: no dot before a name"
            assert text(row).rstrip()[-5:].replace(":", "").isdecimal(), (
                "the time, and no count or mark behind it"
            )

        card = drawn(stage, stage.inbox.contact)
        dots = [row for row in card if text(row)[:2] == "\u25cf "]
        assert dots == [], "nothing is unread"


Row = list[tuple[str, str]]


def drawn(stage: Stage, widget: Widget) -> list[Row]:
    """Return the characters of a widget with their colours, line by line."""
    region = widget.region
    found: list[Row] = []
    for strip in stage.app.screen._compositor.render_strips()[region.y : region.bottom]:
        row: Row = []
        for piece in strip.crop(region.x, region.right):
            colour = piece.style.color if piece.style else None
            row += [(sign, colour.get_truecolor().hex if colour else "") for sign in piece.text]
        found.append(row)
    return found


def text(row: Row) -> str:
    return "".join(sign for sign, _ in row)
