"""What the screen tells by itself: texts that left or did not, texts that came in, and what was missed."""

from __future__ import annotations

import random
import re
import signal
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from textual.events import AppBlur, AppFocus
from textual.widgets._toast import Toast

from builders import ANA, BO, CLEO
from smstui.domain.notices import NoticeKind
from smstui.domain.states import State
from smstui.ports.errors import StoreError
from smstui.ports.records import TextChange
from smstui.providers.simulator import Fault
from smstui.services.outbox import cancel, settle
from smstui.tui.actions import Place
from smstui.tui.feed import AGAIN
from smstui.tui.formatting import CleanText
from smstui.tui.screens.arrivals import FRESH, STAYS, Arrivals
from smstui.tui.screens.notifications import NotificationsScreen
from smstui.tui.screens.outcomes import AWAY_STAYS, SENT_STAYS, TROUBLE_STAYS
from smstui.tui.screens.telling import Telling
from smstui.tui.widgets.banner import Banner
from smstui.tui.widgets.popup import Popup
from tui.news import (
    LANDLINE,
    UNDELIVERED,
    add_arrival,
    add_own,
    add_trouble,
    arrive,
    banner,
    count_bells,
    grounds,
    popup,
    write,
)
from tui.stage import NAMES, Stage, a_stage, say, small_talk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from builders import World
    from smstui.domain.notices import Notice
    from smstui.ports.store import Writer


def only(peer: str) -> Any:
    """Return what writes one conversation with this peer, and one with Ana below it."""

    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["Can we move to 9?"], minutes_ago=30)
        say(tx, world, peer, ["hello"], minutes_ago=5)

    return talk


def regions(stage: Stage) -> list[tuple[str, object]]:
    """Return where each part of the inbox is."""
    told = (Banner, Popup)
    parts = [part for part in stage.inbox.query("*") if not isinstance(part, told)]
    return [(f"{type(part).__name__} {part.id}", part.region) for part in parts]


def is_green_and_says_sent(stage: Stage) -> bool:
    return "✓" in banner(stage) or "Sent to" in banner(stage) or "success" in grounds(stage, Banner)


def title_of(stage: Stage) -> str:
    """Return the title of the conversation."""
    return stage.text_of(stage.inbox.conversation.title_line).rstrip()


def title_ground(stage: Stage) -> str:
    """Return the theme's name of the colour that all of that title is drawn on."""
    line = stage.inbox.conversation.title_line.region
    strip = stage.app.screen._compositor.render_strips()[line.y].crop(line.x, line.right)
    [drawn] = {part.style.bgcolor.name for part in strip if part.style and part.style.bgcolor}
    names = ("success", "panel", "surface")
    return next(name for name in names if stage.app.theme_variables[name].lower() == drawn)


# a text that was sent
async def test_f86_a_sent_text_is_told_in_green_along_the_top_and_then_no_more(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, runs_engine=True) as stage:
        await stage.press("r")
        await stage.type_and_send("on my way")
        before = regions(stage)
        await stage.pass_time(4.5)
        assert banner(stage) == "", "the countdown still runs"
        await stage.pass_time(1.0)
        [text] = await stage.world.texts(State.SENT)
        assert banner(stage) == "✓ Sent to Ana Reyes  “on my way”"
        assert stage.lines[0].strip() == banner(stage)
        assert grounds(stage, Banner) == {"success"}
        assert text.body == "on my way"
        assert regions(stage) == before, "it moves nothing"
        assert stage.inbox.place is Place.COMPOSER
        await stage.pass_time(SENT_STAYS)
        assert banner(stage) == ""


async def test_f86_as_much_of_a_long_text_as_fits(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, runs_engine=True, send_delay=0, size=(60, 20)) as stage:
        await stage.press("r")
        await stage.type_and_send("a long text " * 10)
        await stage.pass_time(1)
        assert banner(stage).startswith("✓ Sent to Ana Reyes  “a long text a long")
        assert banner(stage).endswith("…")


async def test_f86_what_waits_for_the_network_is_told_when_it_has_left(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, runs_engine=True, send_delay=0) as stage:
        stage.world.wire.offline = True
        await stage.press("r")
        await stage.type_and_send("when I can")
        await stage.pass_time(30)
        assert banner(stage) == ""
        stage.world.wire.offline = False
        for _ in range(60):
            await stage.pass_time(2)
            if banner(stage):
                break
        assert banner(stage) == "✓ Sent to Ana Reyes  “when I can”"


async def test_f86_several_at_once_are_one_line_that_counts(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, runs_engine=True) as stage:
        await stage.press("r")
        for words in ("one", "two", "three"):
            await stage.type_and_send(words)
        await stage.pass_time(8)
        assert banner(stage) == "✓ 3 sent"
        assert grounds(stage, Banner) == {"success"}


async def test_a_text_that_was_taken_back_is_told_by_nobody(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type_and_send("too soon")
        await stage.press("escape", "u")
        await stage.pass_time(1)
        assert banner(stage) == ""


async def test_what_others_send_is_not_told_and_what_fails_of_it_is(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        text = await stage.world.store.write(lambda tx: add_own(tx, stage.world, BO, "from a script"))
        await stage.pass_time(1)
        assert banner(stage) == ""
        await write(stage, lambda tx: add_trouble(tx, stage.world, text, State.UNDELIVERED))
        assert banner(stage).startswith("✗ Not delivered to Bo Lindqvist: The phone is off. · ! mends it")


# and one that was not
@pytest.mark.parametrize(
    ("peer", "told"),
    [(LANDLINE, "✗ Not sent to +1 415 555 0192: "), (UNDELIVERED, "✗ Not delivered to +1 415 555 0193: ")],
)
async def test_f87_what_the_provider_refuses_or_loses_is_told_with_its_reason_and_the_key(
    tmp_path: Path, peer: str, told: str
) -> None:
    async with a_stage(tmp_path, talk=only(peer), runs_engine=True, send_delay=0, size=(160, 40)) as stage:
        await stage.press("r")
        await stage.type_and_send("hello?")
        for _ in range(40):
            await stage.pass_time(3)
            if banner(stage).startswith("✗"):
                break
        assert banner(stage).startswith(told)
        assert banner(stage).endswith(" · ctrl+o ! mends it"), "in the composer ! is text"
        assert len(banner(stage).removeprefix(told).split()) > 6, "the reason in words"
        assert grounds(stage, Banner) == {"error"}
        await stage.press("escape")
        assert banner(stage).endswith(". · ! mends it")
        assert "What shall become" not in stage.picture
        await stage.press("!")
        assert "What shall become of this text?" in stage.picture


async def test_f87_a_text_nobody_knows_about_never_looks_sent_until_it_is_found(tmp_path: Path) -> None:
    faults = {"faults": "lag=6"}
    async with a_stage(
        tmp_path, talk=small_talk, runs_engine=True, send_delay=0, world_options=faults
    ) as stage:
        stage.world.carrier.faults.order(Fault.CUT_AFTER)
        await stage.press("r")
        await stage.type_and_send("hm")
        for _ in range(20):
            assert not is_green_and_says_sent(stage)
            await stage.pass_time(0.1)
            if banner(stage):
                break
        assert banner(stage).startswith("? Nobody knows whether it was sent to Ana Reyes: ")
        assert grounds(stage, Banner) == {"warning"}
        for _ in range(60):
            await stage.pass_time(0.5)
            if "✓" in banner(stage):
                break
        assert [text.body for text in await stage.world.texts() if text.provider_id] == ["hm"]
        assert banner(stage) == "✓ Sent to Ana Reyes  “hm”"


@pytest.mark.parametrize(
    ("state", "mark"),
    [(State.FAILED, "✗"), (State.UNDELIVERED, "✗"), (State.UNCONFIRMED, "?"), (State.HELD, "‖")],
)
async def test_f87_every_kind_of_trouble_has_its_mark_and_stays_longer(
    tmp_path: Path, state: State, mark: str
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type_and_send("hello")
        [text] = await stage.world.texts(State.QUEUED)
        await write(stage, lambda tx: add_trouble(tx, stage.world, text, state))
        assert banner(stage).startswith(f"{mark} ")
        assert "to Ana Reyes: The phone is off." in banner(stage)
        assert not is_green_and_says_sent(stage)
        await stage.pass_time(TROUBLE_STAYS - 2)
        assert banner(stage).startswith(f"{mark} ")
        await stage.pass_time(3)
        assert banner(stage) == ""


async def test_f87_a_text_that_an_opt_out_stopped_is_told(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type_and_send("hello")
        [text] = await stage.world.texts(State.QUEUED)
        await cancel(text.id, store=stage.world.store, clock=stage.world.clock, reason="opted out")
        await stage.pass_time(0.5)
        assert banner(stage) == "⊘ Not sent to Ana Reyes: opted out"
        assert grounds(stage, Banner) == {"error"}


async def test_f87_what_a_person_calls_sent_is_not_told_as_sent(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        await stage.type_and_send("hello")
        [text] = await stage.world.texts(State.QUEUED)
        await write(stage, lambda tx: add_trouble(tx, stage.world, text, State.UNCONFIRMED))
        await settle(text.id, State.SENT, store=stage.world.store, clock=stage.world.clock)
        await stage.pass_time(0.5)
        assert banner(stage) == ""


async def test_trouble_takes_the_line_from_what_went_well(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        for words in ("one", "two", "three", "four"):
            await stage.type_and_send(words)
        texts = await stage.world.texts(State.QUEUED)

        def end(tx: Writer) -> None:
            tx.change_text(texts[0].id, TextChange(state=State.SENT, provider_id="SM1"))
            add_trouble(tx, stage.world, texts[1], State.FAILED)
            add_trouble(tx, stage.world, texts[2], State.FAILED)
            add_trouble(tx, stage.world, texts[3], State.UNCONFIRMED)

        await write(stage, end)
        assert banner(stage) == "✗ 2 not sent · ? 1 unconfirmed · ✓ 1 sent · ctrl+o gn shows them"
        assert grounds(stage, Banner) == {"error"}


async def test_mend_mends_what_the_line_speaks_of_wherever_the_person_is(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        text = await stage.world.store.write(lambda tx: add_own(tx, stage.world, BO, "for Bo"))
        await write(stage, lambda tx: add_trouble(tx, stage.world, text, State.FAILED))
        await stage.press("j")
        await stage.pass_time(0.2)
        await stage.press("!")
        assert "What shall become of this text?" in stage.picture
        assert "“for Bo”" in stage.picture
        await stage.press("j", "enter")
        assert [each.body for each in await stage.world.texts(State.QUEUED)] == ["for Bo"]
        assert banner(stage) == "", "it is dealt with"


async def test_a_selected_text_is_mended_before_what_the_line_speaks_of(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["Did it arrive?", "Here it comes"], state=State.FAILED)

    async with a_stage(tmp_path, talk=talk) as stage:
        text = await stage.world.store.write(lambda tx: add_own(tx, stage.world, ANA, "another"))
        await write(stage, lambda tx: add_trouble(tx, stage.world, text, State.FAILED))
        await stage.press("enter", "k", "k", "!")
        assert "“Here it comes”" in stage.picture


async def test_a_click_on_the_line_shows_the_text(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        text = await stage.world.store.write(lambda tx: add_own(tx, stage.world, BO, "for Bo"))
        await write(stage, lambda tx: add_trouble(tx, stage.world, text, State.FAILED))
        await stage.pilot.click(Banner)
        await stage.settle()
        assert stage.inbox.conversation.texts.selected == text.id
        assert banner(stage) == ""


async def test_what_nobody_can_see_waits_until_somebody_can(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        text = await stage.world.store.write(lambda tx: add_own(tx, stage.world, BO, "for Bo"))
        await stage.press("slash")
        await write(stage, lambda tx: add_trouble(tx, stage.world, text, State.FAILED))
        await arrive(stage, (CLEO, "hello?"))
        await stage.pass_time(60)
        await stage.press("escape")
        assert banner(stage).startswith("✗ Not sent to Bo Lindqvist")
        assert "hello?" in popup(stage)
        stage.app.post_message(AppBlur())
        await stage.pass_time(60)
        assert banner(stage).startswith("✗ Not sent to Bo Lindqvist")
        stage.app.post_message(AppFocus())
        await stage.pass_time(TROUBLE_STAYS + 1)
        assert (banner(stage), popup(stage)) == ("", "")


@pytest.mark.parametrize("keys", [("r",), ("h", "f")], ids=["the composer", "the field over the contacts"])
async def test_where_one_types_the_pop_up_names_the_key_that_leads_out_first(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press(*keys)
        await arrive(stage, (BO, "one"), (CLEO, "two"))
        assert "2 new texts" in popup(stage)
        assert "ctrl+o gn" in popup(stage)
        await stage.press("ctrl+o", "g", "n")
        assert isinstance(stage.app.screen, NotificationsScreen)


# what comes in
async def test_f122_f125_who_wrote_pops_up_at_the_top_right_in_green_with_a_mark(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        before = stage.picture
        await arrive(stage, (BO, "Where are you? I have been waiting for half an hour, and it rains"))
        assert popup(stage).splitlines()[0].split() == ["●", "Bo", "Lindqvist", "gn"]
        assert "Where are you? I have been waiting for half" in popup(stage)
        assert grounds(stage, Popup) == {"success"}
        [card] = stage.inbox.query(Popup)
        assert (card.region.y, card.region.right) == (1, stage.app.size.width - 1)
        assert len(popup(stage).splitlines()) == 3
        await stage.pass_time(STAYS + 0.5)
        assert popup(stage) == ""
        assert stage.picture.splitlines()[0].split()[:1] == before.split()[:1]


@pytest.mark.parametrize("theme", ["smstui-night", "smstui-day", "smstui-contrast"])
@pytest.mark.parametrize("size", [(120, 36), (41, 12)])
@pytest.mark.parametrize("keys", [("enter",), ("r",)], ids=["reading", "writing"])
async def test_f125_the_conversation_in_view_turns_green_with_a_mark_and_nothing_moves(
    tmp_path: Path, theme: str, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with a_stage(tmp_path, talk=small_talk, theme=theme, size=size) as stage:
        await stage.press(*keys)
        before, title = regions(stage), title_of(stage)
        assert (title.startswith(" Ana Reyes"), "●" in title, title_ground(stage)) == (True, False, "panel")
        await arrive(stage, (ANA, "and one more"))
        assert title_of(stage).startswith(" Ana Reyes")
        assert title_of(stage).endswith("  ●")
        assert title_ground(stage) == "success"
        assert regions(stage) == before
        await stage.pass_time(FRESH + 1)
        assert (title_of(stage), title_ground(stage)) == (title, "panel")


async def test_f125_a_long_name_gives_way_to_the_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NAMES, ANA, "Ana de los Ángeles Reyes y Fernández de Córdoba")
    async with a_stage(tmp_path, talk=small_talk, size=(41, 12)) as stage:
        await stage.press("enter")
        await arrive(stage, (ANA, "and one more"))
        assert title_of(stage).startswith(" Ana de los Ángeles Reyes y")
        assert title_of(stage).endswith("…  ●")


async def test_f125_only_the_conversation_in_which_something_came_is_green_and_it_waits_for_eyes(
    tmp_path: Path,
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        stage.app.post_message(AppBlur())
        await arrive(stage, (ANA, "here?"))
        await stage.pass_time(60)
        stage.app.post_message(AppFocus())
        await stage.pass_time(0.1)
        assert title_ground(stage) == "success"
        await stage.press("j")
        await stage.pass_time(0.2)
        assert (title_of(stage).split()[0], title_ground(stage)) == ("Bo", "surface")
        await arrive(stage, (CLEO, "elsewhere"))
        assert title_ground(stage) == "surface"


async def test_f122_a_click_on_it_opens_the_thread_at_that_text(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        [text] = await arrive(stage, (BO, "Where are you?"))
        await stage.pilot.click(Popup)
        await stage.settle()
        assert stage.inbox.place is Place.READING
        assert stage.inbox.conversation.texts.selected == text.id
        assert "Where are you?" in stage.reading
        assert "Bo Lindqvist" in stage.reading
        assert popup(stage) == ""


async def test_f122_a_key_opens_it_too(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        [text] = await arrive(stage, (BO, "Where are you?"))
        await stage.press("g", "n", "enter")
        assert stage.inbox.conversation.texts.selected == text.id
        assert popup(stage) == ""


async def test_what_is_in_view_does_not_pop_up_unless_nobody_looks(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await arrive(stage, (ANA, "here?"))
        assert "here?" in stage.reading
        assert popup(stage) == ""
        stage.app.post_message(AppBlur())
        await arrive(stage, (ANA, "still here?"))
        assert "still here?" in popup(stage)
        stage.app.post_message(AppFocus())
        await stage.pass_time(0.1)
        assert popup(stage) == "", "it is in view"


async def test_where_one_pane_is_shown_the_other_is_not_in_view(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(80, 24)) as stage:
        await stage.press("enter", "h")
        await arrive(stage, (ANA, "here?"))
        assert "here?" in popup(stage)
        await stage.press("enter")
        assert popup(stage) == "", "it is in view now"
        await arrive(stage, (ANA, "and now?"))
        assert popup(stage) == ""


async def test_f123_a_burst_is_one_notice_and_one_bell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bells = count_bells(monkeypatch)
    async with a_stage(tmp_path, talk=small_talk) as stage:
        for at in range(4):
            await arrive(stage, (BO, f"text {at}"), wait=0.2)
        await arrive(stage, (CLEO, "hello?"), (ANA, "in view"))
        assert len(bells) == 1
        assert popup(stage).splitlines()[0].startswith("● 5 new texts from 2 people")
        assert popup(stage).splitlines()[1] == "+1 415 555 0103, Bo Lindqvist"
        await stage.pass_time(5)
        await arrive(stage, (BO, "one more"))
        assert len(stage.inbox.query(Popup)) == 1
        assert popup(stage).splitlines()[0].startswith("● 6 new texts from 2 people"), "the same one"
        assert len(bells) == 2


async def test_f123_a_stream_of_texts_does_not_ring_all_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bells = count_bells(monkeypatch)
    async with a_stage(tmp_path, talk=small_talk) as stage:
        for at in range(10):
            await arrive(stage, (BO, f"text {at}"), wait=1.2)
        assert popup(stage).startswith("● Bo Lindqvist · 10 new texts")
        assert 2 <= len(bells) <= 4


async def test_f123_what_comes_while_the_bell_rests_rings_when_that_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bells = count_bells(monkeypatch)
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await arrive(stage, (BO, "one"))
        assert bells == [1]
        await arrive(stage, (CLEO, "another person"))
        assert bells == [1], "not again at once"
        await arrive(stage, (CLEO, "and once more"), wait=30)
        assert bells == [1, 1]


async def test_f124_the_bell_rings_when_the_terminal_is_not_in_front(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bells = count_bells(monkeypatch)
    async with a_stage(tmp_path, talk=small_talk) as stage:
        stage.app.post_message(AppBlur())
        await stage.settle()
        assert not stage.app.app_focus
        await arrive(stage, (BO, "elsewhere"))
        assert bells == [1]
        await stage.pass_time(5)
        await arrive(stage, (ANA, "in the open conversation"))
        assert bells == [1, 1]


async def test_several_of_one_person_are_counted_with_the_newest_words(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        texts = await arrive(stage, (BO, "one"), (BO, "two"), (BO, "three"))
        assert popup(stage).splitlines()[0].startswith("● Bo Lindqvist · 3 new texts")
        assert popup(stage).splitlines()[1] == "three"
        await stage.pilot.click(Popup)
        await stage.settle()
        assert stage.inbox.conversation.texts.selected == texts[-1].id


@pytest.mark.parametrize("seed", range(5))
async def test_whoever_comes_and_goes_the_pop_up_counts_those_who_are_left(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with a_stage(tmp_path) as stage:
        await arrive(stage, (CLEO, "a text"))
        [sample] = await stage.world.store.read(lambda reader: reader.notices(limit=1))
    arrivals = Arrivals()
    left: dict[int, list[Notice]] = {}
    for number in range(300):
        key = chance.randrange(12)  # two conversations with each of six people
        if chance.random() < 0.4:
            arrivals.drop(key)
            left.pop(key, None)
        else:
            kind = chance.choice([NoticeKind.ARRIVED, NoticeKind.OPTED_OUT])
            text = replace(sample.text, conversation_id=key, peer=f"+1415555010{key % 6}")
            notice = replace(sample, id=number, kind=kind, text=text, peer_display=text.peer)
            arrivals.take([notice])
            arrivals.tell()
            left[key] = [*left.get(key, ()), notice]
        assert list(arrivals.unseen) == ([min(each[0].id for each in left.values())] if left else [])
        card = arrivals.card(list_key=CleanText("gn"))
        assert (card is None) is (not left)
        every = sorted((notice for each in left.values() for notice in each), key=lambda each: each.id)
        last = {notice.text.peer: notice for notice in every}
        if card is None or len(last) < 2:
            continue
        texts = [notice for notice in every if notice.kind is NoticeKind.ARRIVED]
        writers = len({notice.text.peer for notice in texts})
        gone = sum(notice.kind is NoticeKind.OPTED_OUT for notice in last.values())
        assert re.findall(r"\d+", card.title) == [
            str(count) for count in (len(texts), writers, gone) if count
        ]
        assert sorted(card.words.split(", ")) == sorted(last)


async def test_of_very_many_people_only_those_are_named_who_may_fit(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        stage.app.post_message(AppBlur())
        await arrive(stage, *((f"+1415555{at}", "one of many") for at in range(1000, 1400)), wait=2)
        assert popup(stage).startswith("● 400 new texts from 400 people")
        assert "+1 415 555 1399, +1 415 555 1398" in popup(stage)
        assert popup(stage).endswith("…")


async def test_a_click_on_several_peoples_texts_opens_the_list(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await arrive(stage, (BO, "one"), (CLEO, "two"))
        await stage.pilot.click(Popup)
        await stage.settle()
        assert isinstance(stage.app.screen, NotificationsScreen)


async def test_f123_the_bell_rings_for_what_arrives_and_for_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bells = count_bells(monkeypatch)
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await write(stage, lambda tx: say(tx, stage.world, BO, ["history"]), wait=2)
        await write(stage, lambda tx: add_own(tx, stage.world, BO, "mine"), wait=2)
        assert (bells, popup(stage)) == ([], "")
        await arrive(stage, (ANA, "in view"))
        assert bells == [1]


async def test_f123_what_really_comes_from_the_carrier_rings_and_pops_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bells = count_bells(monkeypatch)
    async with a_stage(tmp_path, talk=small_talk, runs_engine=True) as stage:
        await stage.pass_time(5)
        assert bells == []
        stage.world.carrier.say(BO, "+15005550006", "from afar")
        await stage.pass_time(70)
        assert bells == [1]
        assert "from afar" in stage.picture


async def test_news_takes_no_key_and_no_keyboard(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("r")
        field = stage.inbox.focused
        for at, word in enumerate(("I", " am", " writing")):
            await stage.type(word)
            await arrive(stage, (BO, f"text {at}"), wait=1.2)
        await stage.type(" this")
        assert popup(stage)
        assert stage.inbox.focused is field is stage.inbox.conversation.composer.field
        assert stage.inbox.conversation.composer.text == "I am writing this"
        assert not stage.inbox.query_one(Popup).can_focus
        assert not stage.inbox.query_one(Banner).can_focus


async def test_who_opts_out_is_told(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, runs_engine=True, size=(120, 36)) as stage:
        await stage.pass_time(5)
        stage.world.carrier.say(BO, "+15005550006", "STOP")
        await stage.pass_time(1)
        for _ in range(70):
            await stage.pass_time(1)
            if popup(stage):
                break
        assert popup(stage).startswith("⊘ Bo Lindqvist opted out")
        assert "“STOP”: nobody here can text them now" in popup(stage)


# with notices
@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 10)])
@pytest.mark.parametrize("keys", [(), ("r", "a"), ("r", *["ctrl+j"] * 9)])
async def test_a_notice_never_stands_where_the_pop_up_does(
    tmp_path: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=size) as stage:
        await stage.press(*keys)
        for at in range(5):
            words = f"Notice number {at}, which is so long that it takes more lines than only one."
            stage.app.notify(words, timeout=60, markup=False)
        await stage.settle()
        await arrive(stage, (BO, "Where are you? I have been waiting for half an hour, and it rains"))
        assert popup(stage).startswith("● Bo Lindqvist")
        assert "Notice" not in popup(stage)
        assert "Notice number 0" in stage.picture


async def test_a_notice_stands_over_the_status_line_and_covers_nothing_that_is_typed(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(80, 24)) as stage:
        await stage.press("S")
        [notice] = stage.inbox.query(Toast)
        assert (notice.region.bottom, notice.region.right) == (23, 80)
        assert "Asking for new texts." in stage.lines[22]
        await stage.press("r", "a", "ctrl+j", "b", "ctrl+o", "S")
        composer = stage.inbox.conversation.composer.region
        [notice] = stage.inbox.query(Toast)
        assert notice.region.bottom == composer.y


async def test_the_same_words_are_shown_once_while_they_stand(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        for words in ("One thing.", "Another thing.", "One thing.", "One thing."):
            stage.inbox.say(words)
        await stage.settle()
        assert stage.picture.count("One thing.") == 1
        assert stage.picture.count("Another thing.") == 1
        assert stage.picture.index("Another thing.") < stage.picture.index("One thing."), "it is the newest"


# the window's title
async def test_f124_the_window_is_named_with_how_many_conversations_are_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NAMES, BO, "Bo \x1b]0;owned\x07")
    async with a_stage(tmp_path, talk=small_talk) as stage:
        assert stage.app.title == "(1) smstui"
        await arrive(stage, (BO, "\x1b]2;hello\x07"), (BO, "again"), wait=0.3)
        assert stage.app.title == "(2) smstui"
        await stage.press("enter")
        await stage.pass_time(2.3)
        assert stage.app.title == "(1) smstui"
        await stage.press("escape", "k", "enter")
        await stage.pass_time(2.5)
        assert stage.app.title == "smstui"


async def test_of_many_texts_in_trouble_that_nobody_saw_only_what_changes_is_read_again(
    tmp_path: Path,
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        stage.app.post_message(AppBlur())

        def lose(tx: Writer) -> list[int]:
            texts = [add_own(tx, stage.world, f"+1415555{at:04}", "bulk") for at in range(1000, 1150)]
            for text in texts:
                add_trouble(tx, stage.world, text, State.UNCONFIRMED)
            return [text.id for text in texts]

        lost = await stage.world.store.write(lose)
        await stage.pass_time(0.3)
        assert banner(stage).startswith("? 150 unconfirmed")

        async def touched(work: Callable[[Writer], object]) -> Collection[int]:
            seen = await stage.world.store.read(lambda reader: reader.last_change())
            await write(stage, work)
            changes = await stage.world.store.read(lambda reader: reader.changes_after(seen))
            return stage.inbox.telling.outcomes.touched(changes)

        assert not await touched(lambda tx: add_arrival(tx, stage.world, CLEO, "something else"))
        found = await touched(lambda tx: tx.change_text(lost[0], TextChange(reason="who knows")))
        assert found == {lost[0]}
        await touched(lambda tx: tx.change_text(lost[1], TextChange(state=State.SENT)))
        assert banner(stage).startswith("? 149 unconfirmed")
        assert len(await touched(lambda tx: tx.add_contact("Bulk", ["+14155551002"]))) == 149


# what was missed
def one_of_each(tx: Writer, world: World) -> None:
    """Write what comes while nobody looks: seven texts in three conversations, one failure."""
    for at in range(5):
        add_arrival(tx, world, ANA, f"text {at}")
    add_arrival(tx, world, BO, "and you?")
    add_arrival(tx, world, CLEO, "Is this the workshop?")
    add_trouble(tx, world, add_own(tx, world, BO, "lost"), State.FAILED)


async def quit_soon(stage: Stage) -> None:
    await stage.press("ctrl+q")
    await stage.until(lambda: not stage.app.is_running)


async def test_f126_what_was_missed_is_told_once_at_the_start(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        assert banner(stage) == "", "a first run missed nothing"
        await quit_soon(stage)
    async with a_stage(tmp_path) as stage:
        assert banner(stage) == "", "nothing came"
        await quit_soon(stage)
    async with a_stage(tmp_path, talk=one_of_each) as stage:
        assert banner(stage) == ("While you were away: 7 texts in 3 conversations, 1 failed · gn shows them")
        assert popup(stage) == ""
        await stage.pass_time(AWAY_STAYS + 1)
        assert banner(stage) == ""
        await quit_soon(stage)
    async with a_stage(tmp_path) as stage:
        assert banner(stage) == "", "it was told"


async def test_f126_what_came_before_the_first_run_is_no_news(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=one_of_each) as stage:
        assert banner(stage) == ""


async def test_f126_what_the_agent_received_counts_too(tmp_path: Path) -> None:
    async with a_stage(tmp_path, runs_engine=True) as stage:
        await stage.pass_time(10)
        await quit_soon(stage)

    async def receive(stage_world: World) -> None:
        await stage_world.sync()

    from builders import a_world

    async with a_world(tmp_path, start=stage.world.clock.now(), jumping=True) as world:
        world.carrier.say(ANA, "+15005550006", "while you were out")
        await receive(world)
    async with a_stage(tmp_path, world_options={"start": world.clock.now()}) as stage:
        assert banner(stage).startswith("While you were away: 1 text in 1 conversation · gn shows them")


async def test_f126_the_words_fit_a_narrow_terminal(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(60, 20)) as stage:
        await quit_soon(stage)
    async with a_stage(tmp_path, talk=one_of_each, size=(60, 20)) as stage:
        assert banner(stage) == "7 texts in 3 conversations, 1 failed · gn shows them"
        await stage.press("g", "n")
        assert isinstance(stage.app.screen, NotificationsScreen)
        await stage.press("escape")
        assert banner(stage) == "", "the person has seen the list"


async def test_f126_what_was_told_is_remembered_without_quitting_in_order(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await arrive(stage, (BO, "seen"))
        await stage.pass_time(6)
    async with a_stage(tmp_path) as stage:
        assert banner(stage) == ""


async def close_the_terminal(stage: Stage) -> None:
    stage.app.end(signal.SIGHUP)
    await stage.until(lambda: not stage.app.is_running)


async def test_f126_what_nobody_saw_is_missed_however_long_it_stood_there(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        text = await stage.world.store.write(lambda tx: add_own(tx, stage.world, BO, "for Bo"))
        await arrive(stage, (BO, "seen"))
        await stage.pass_time(1)
        stage.app.post_message(AppBlur())
        await arrive(stage, (BO, "while nobody looked"), (ANA, "and in the open conversation"))
        await write(stage, lambda tx: add_trouble(tx, stage.world, text, State.FAILED))
        await arrive(stage, (CLEO, "behind that"))
        await stage.pass_time(60)
        await close_the_terminal(stage)
    async with a_stage(tmp_path, size=(30, 8)) as stage:
        await stage.pass_time(60)  # in a window that has no room for it
        await close_the_terminal(stage)
    async with a_stage(tmp_path) as stage:
        assert banner(stage) == "While you were away: 3 texts in 3 conversations, 1 failed · gn shows them"
        await stage.pass_time(6)
        await close_the_terminal(stage)
    async with a_stage(tmp_path) as stage:
        assert banner(stage) == ""


async def test_f126_what_one_comes_back_to_is_seen(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        stage.app.post_message(AppBlur())
        await arrive(stage, (BO, "pops up"), (ANA, "is in view"))
        text = await stage.world.store.write(lambda tx: add_own(tx, stage.world, BO, "for Bo"))
        await write(stage, lambda tx: add_trouble(tx, stage.world, text, State.FAILED))
        stage.app.post_message(AppFocus())
        await stage.pass_time(1)
        await close_the_terminal(stage)
    async with a_stage(tmp_path) as stage:
        assert banner(stage) == ""


async def test_f126_what_was_missed_waits_behind_trouble_for_its_own_seconds(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        text = await stage.world.store.write(lambda tx: add_own(tx, stage.world, BO, "for Bo"))
        await quit_soon(stage)
    async with a_stage(tmp_path, talk=lambda tx, world: add_arrival(tx, world, CLEO, "hello?")) as stage:
        await write(stage, lambda tx: add_trouble(tx, stage.world, text, State.FAILED))
        assert banner(stage).startswith("✗ Not sent to Bo Lindqvist")
        await stage.pass_time(TROUBLE_STAYS + 1)
        assert banner(stage).startswith("While you were away: 1 text")
        await stage.pass_time(AWAY_STAYS)
        assert banner(stage) == ""


async def test_very_many_at_once_are_one_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bells = count_bells(monkeypatch)
    async with a_stage(tmp_path, talk=small_talk) as stage:
        peers = [f"+1415555{number:04}" for number in range(1000, 1040)]
        await arrive(stage, *((peers[at % 40], f"text {at}") for at in range(450)))
        assert popup(stage).startswith("● 450 new texts from 40 people")
        assert len(bells) == 1


@pytest.mark.parametrize("size", [(160, 48), (80, 24), (41, 10)])
async def test_a_size_changed_under_the_pop_up_keeps_it_in_its_corner(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await arrive(stage, (BO, "Where are you? " * 10), (CLEO, "hello?"))
        await stage.resize(*size)
        card, line = stage.inbox.query_one(Popup), stage.inbox.query_one(Banner)
        assert stage.lines
        assert popup(stage)
        assert (card.region.y, card.region.right) == (1, size[0] - 1)
        assert card.region.x >= 0
        assert not line.display


async def test_f126_who_leaves_before_anything_was_told_is_told_the_next_time(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=one_of_each) as stage:
        memory = stage.app.runtime.memory
        memory.change(told_through=3)
        await Telling(stage.inbox).keep()
        assert memory.now.told_through == 3
    async with a_stage(tmp_path) as stage:
        assert banner(stage).startswith("While you were away: 4 texts in 3 conversations, 1 failed")


async def test_a_store_that_began_anew_is_told_from(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        stage.app.runtime.memory.change(told_through=500)
        stage.app.runtime.memory.keep()
    async with a_stage(tmp_path) as stage:
        assert banner(stage) == ""
        await arrive(stage, (BO, "one"))
        await quit_soon(stage)
    async with a_stage(tmp_path, talk=lambda tx, world: add_arrival(tx, world, BO, "two")) as stage:
        assert banner(stage).startswith("While you were away: 1 text in 1 conversation")


async def test_what_comes_in_is_told_also_where_the_store_could_not_be_read_at_the_beginning(
    tmp_path: Path,
) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        busy = StoreError("The store is busy.", hint="")
        world.store.read_fates = [None, busy, busy]  # behind the first picture

    async with a_stage(tmp_path, talk=talk) as stage:
        assert not stage.world.store.read_fates
        assert stage.inbox.telling._told_through is None, "the beginning was among them"
        await stage.pass_time(AGAIN)
        await arrive(stage, (BO, "news"))
        assert "news" in popup(stage)
