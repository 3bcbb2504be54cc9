"""The list of notifications: what is in it, what is new in it, how it keeps up, and where it leads."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from textual.events import Key

from builders import ANA, BO, CLEO
from hostile import HOSTILE
from smstui.domain.notices import NoticeKind
from smstui.domain.states import State
from smstui.ports.errors import StoreError
from smstui.ports.records import TextChange
from smstui.tui.actions import Place
from smstui.tui.feed import AGAIN
from smstui.tui.notice_queries import NOTICES
from smstui.tui.screens.notifications import NotificationsScreen
from smstui.tui.screens.standing import LOOK_AGAIN
from smstui.tui.widgets.popup import Popup
from tui.events import key_event
from tui.news import add_arrival, add_own, add_trouble, arrive, banner, popup, write
from tui.stage import NAMES, a_stage, say, small_talk
from tui.test_hostile import BRACKETS, assert_harmless

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer
    from tui.stage import Stage

BUSY = StoreError("The store is busy.", hint="")
SIZES = [(160, 48), (120, 36), (80, 24), (60, 20)]


def screen_of(stage: Stage) -> NotificationsScreen:
    """Return the list of notifications, which must be there."""
    screen = stage.app.screen
    assert isinstance(screen, NotificationsScreen)
    return screen


def rows(stage: Stage) -> list[str]:
    """Return what the list shows, without blanks at the ends."""
    shown = stage.text_of(screen_of(stage).list).splitlines()
    return [" ".join(row.replace("▌", "").split()) for row in shown if row.strip(" ▌")]


def every_kind(tx: Writer, world: World) -> None:
    """Write one notice of each kind, a minute apart."""
    small_talk(tx, world)
    add_arrival(tx, world, BO, "call me back", seconds_ago=420)
    for state in (State.FAILED, State.UNDELIVERED, State.UNCONFIRMED, State.HELD):
        add_trouble(tx, world, add_own(tx, world, ANA, f"my {state} text"), state, f"why {state}")
    late = add_own(tx, world, ANA, "delivered, then not", State.DELIVERED)
    tx.change_text(late.id, TextChange(late_failure=True, reason="why late"))
    now = world.clock.now()
    stop = add_arrival(tx, world, CLEO, "STOP")
    for kind, text in ((NoticeKind.LATE_FAILURE, late), (NoticeKind.OPTED_OUT, stop)):
        tx.add_notice(kind, at=now, conversation_id=text.conversation_id, message_id=text.id)


async def test_f121_each_kind_has_its_mark_when_who_and_what(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=every_kind, size=(140, 30)) as stage:
        await stage.press("g", "n")
        assert rows(stage) == [
            "12:00 ⊘ +1 415 555 0103 opted out “STOP”: nobody here can text them now",
            "12:00 ✗ Ana Reyes reported failed after it was delivered: why late “delivered, then not”",
            "12:00 ● +1 415 555 0103 STOP",
            "12:00 ‖ Ana Reyes held: why held “my held text”",
            "12:00 ? Ana Reyes unconfirmed: why unconfirmed “my unconfirmed text”",
            "12:00 ✗ Ana Reyes undelivered: why undelivered “my undelivered text”",
            "12:00 ✗ Ana Reyes failed: why failed “my failed text”",
            "11:53 ● Bo Lindqvist call me back",
        ]


async def test_what_has_become_better_since_says_so(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=every_kind, size=(140, 30)) as stage:
        [text] = await stage.world.texts(State.UNCONFIRMED)
        await write(stage, lambda tx: tx.change_text(text.id, TextChange(state=State.SENT)))
        await stage.press("g", "n")
        assert "12:00 ? Ana Reyes was unconfirmed, now ✓ sent “my unconfirmed text”" in rows(stage)


@pytest.mark.parametrize("keys", ["enter", "l", "right"])
async def test_f121_a_key_opens_the_thread_at_that_text(tmp_path: Path, keys: str) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        [text, _] = await arrive(stage, (BO, "the one"), (CLEO, "another"))
        await stage.press("g", "n", "j", keys)
        assert stage.inbox.place is Place.READING
        assert stage.inbox.conversation.texts.selected == text.id
        assert "the one" in stage.reading


@pytest.mark.parametrize("size", SIZES)
async def test_f121_a_click_on_name_or_words_opens_the_thread(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=size) as stage:
        [text, _] = await arrive(stage, (BO, "the one"), (CLEO, "another"))
        await stage.press("g", "n")
        [row] = [at for at, line in enumerate(stage.lines) if "Bo Lindqvist" in line]
        await stage.pilot.click(offset=(stage.lines[row].index("Bo Lind"), row))
        await stage.settle()
        assert stage.inbox.conversation.texts.selected == text.id
        await stage.press("escape", "g", "n")
        [row] = [at for at, line in enumerate(stage.lines) if "the one" in line]
        await stage.pilot.click(offset=(stage.lines[row].index("the one") + 3, row))
        await stage.settle()
        assert stage.inbox.place is Place.READING
        assert stage.inbox.conversation.texts.selected == text.id


async def test_r_answers_and_mend_mends(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=every_kind) as stage:
        await stage.press("g", "n", "G", "r")
        assert stage.inbox.focused is stage.inbox.conversation.composer.field
        assert "call me back" in stage.reading
        await stage.press("escape", "escape", "g", "n", "G", "k", "!")
        assert "What shall become of this text?" in stage.picture
        assert "my failed text" in stage.picture
        await stage.press("escape", "escape", "g", "n", "G", "!")
        assert "Nothing is wrong with this text." in stage.picture
        assert "Notifications" in stage.lines[0], "one goes on where one was"


async def test_esc_goes_back_with_everything_unchanged(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("j", "enter")
        before = stage.picture
        for key in ("escape", "h", "left"):
            await stage.press("g", "n")
            assert isinstance(stage.app.screen, NotificationsScreen)
            await stage.press(key)
            assert stage.picture == before


@pytest.mark.parametrize("keys", [("g", "n", "escape"), ("slash", "escape"), ("question_mark", "escape")])
async def test_it_can_be_opened_and_closed_as_quickly_as_one_types(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        before = stage.picture
        await stage.burst(*map(key_event, keys * 5))
        await stage.pass_time(0.5)
        assert stage.picture == before


async def test_an_empty_list_says_so(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(60, 20)) as stage:
        await stage.press("g", "n")
        assert "Nothing has happened yet." in stage.picture
        assert "the newest first." in " ".join(stage.picture.split())
        await stage.press("enter", "j", "G", "!", "r")
        assert isinstance(stage.app.screen, NotificationsScreen)
        assert stage.app.is_running


# new, and keeping up
async def test_what_the_person_was_not_told_before_is_marked_until_they_looked(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=lambda tx, world: add_arrival(tx, world, ANA, "old")) as stage:
        await stage.press("g", "n")
        assert not any("new" in row for row in rows(stage)), "a first run"
        await stage.press("escape")
        await arrive(stage, (BO, "fresh"))
        await stage.press("g", "n")
        assert ["new" in row for row in rows(stage)] == [True, False]
        assert "1 new" in stage.lines[0]
        await stage.press("escape")
        assert popup(stage) == "", "they have seen it"
        await stage.press("g", "n")
        assert not any("new" in row for row in rows(stage))


async def test_f126_what_came_while_nobody_looked_is_marked_new(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=lambda tx, world: add_arrival(tx, world, ANA, "old")) as stage:
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running)
    async with a_stage(tmp_path, talk=lambda tx, world: add_arrival(tx, world, ANA, "missed")) as stage:
        assert "While you were away: 1 text" in banner(stage)
        await stage.press("g", "n")
        assert [row.split()[-1] for row in rows(stage) if "new" in row] == ["missed"]


async def test_it_keeps_up_while_it_is_open_and_the_cursor_stays_on_its_row(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=every_kind, size=(140, 30)) as stage:
        await stage.press("g", "n", "j", "j")
        current = screen_of(stage).list.current
        await arrive(stage, (BO, "just now"))
        assert rows(stage)[0] == "12:00 new ● Bo Lindqvist just now"
        assert screen_of(stage).list.current == current
        [text] = await stage.world.texts(State.UNCONFIRMED)
        await write(stage, lambda tx: tx.change_text(text.id, TextChange(state=State.SENT)), wait=0.5)
        assert any("now ✓ sent" in row for row in rows(stage))


async def test_a_day_that_begins_says_so_in_every_row(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=every_kind, size=(140, 30)) as stage:
        await stage.press("g", "n", "j")
        assert all("12:00" in row for row in rows(stage)[:-1])
        stage.world.clock.move(24 * 3600)
        own = await stage.world.store.write(lambda tx: add_own(tx, stage.world, BO, "mine"))
        await write(stage, lambda tx: add_trouble(tx, stage.world, own, State.FAILED), wait=0.5)
        weekday = f"{stage.world.clock.now() - timedelta(days=1):%a} 12:00"
        assert all(row.startswith(weekday) for row in rows(stage)[1:-1])


async def test_what_is_read_again_of_a_list_that_stays_open_is_what_reading_all_of_it_would_bring(
    tmp_path: Path,
) -> None:
    async with a_stage(tmp_path, talk=every_kind) as stage:
        [doubtful], [held] = await stage.world.texts(State.UNCONFIRMED), await stage.world.texts(State.HELD)
        sent = TextChange(state=State.SENT)
        await stage.press("g", "n")
        for work in (
            lambda tx: add_arrival(tx, stage.world, CLEO, "one more"),
            lambda tx: tx.change_text(doubtful.id, sent),
            lambda tx: (tx.change_text(held.id, sent), add_arrival(tx, stage.world, CLEO, "and one more")),
            lambda tx: tx.mark_read(doubtful.conversation_id),
            lambda tx: tx.add_contact("Cleo", [CLEO]),
            lambda tx: [add_arrival(tx, stage.world, CLEO, f"text {at}") for at in range(NOTICES)],
        ):
            await write(stage, work, wait=0.5)
            everything = await stage.world.store.read(lambda reader: reader.notices(limit=500))
            assert screen_of(stage).list.page.items == tuple(everything)


async def test_a_list_that_stays_open_over_midnight_says_whose_day_it_was(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=every_kind, size=(140, 30)) as stage:
        await stage.press("g", "n", "j")
        before, yesterday = rows(stage), f"{stage.world.clock.now():%a}"
        await stage.pass_time(3600)
        assert rows(stage) == before
        stage.world.clock.move(12 * 3600)
        await stage.pass_time(LOOK_AGAIN)
        assert rows(stage) == [f"{yesterday} {row}" for row in before]


async def test_an_empty_list_fills_itself(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("g", "n")
        [text] = await arrive(stage, (BO, "first"))
        assert "Bo Lindqvist first" in rows(stage)[0]
        await stage.press("enter")
        assert stage.inbox.conversation.texts.selected == text.id


async def test_a_list_that_could_not_be_read_says_so_and_fills_itself_once_it_can(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await arrive(stage, (BO, "came before"))
        stage.world.store.read_fates = [BUSY]
        await stage.press("g", "n")
        assert "The store is busy." in stage.picture
        await stage.press("j")
        await stage.pass_time(AGAIN)
        assert "came before" in rows(stage)[0]
        await arrive(stage, (BO, "came later"))
        assert "came later" in rows(stage)[0]
        stage.world.store.read_fates = [BUSY]
        await stage.press("escape")
        await stage.burst(*map(key_event, ["g", "n", "escape"]))
        assert stage.app.screen is stage.inbox, "there is a way back"


async def test_a_list_that_could_not_be_read_was_not_looked_at(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await arrive(stage, (BO, "one"), (CLEO, "two"))
        told = popup(stage)
        stage.world.store.read_fates = [BUSY]
        await stage.press("g", "n", "escape")
        assert popup(stage) == told
        stage.world.store.read_fates = [BUSY]
        await stage.pilot.click(Popup)
        await stage.settle()
        await stage.press("escape")
        assert stage.app.screen is stage.inbox
        assert popup(stage) == told
        await stage.press("g", "n", "escape")
        assert popup(stage) == ""


async def test_what_came_after_the_list_was_read_was_not_looked_at(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await arrive(stage, (BO, "one"), (CLEO, "two"))
        [_, read] = await stage.world.store.read(lambda reader: reader.notices(limit=2))
        stage.inbox.telling.looked(read)
        await stage.settle()
        assert "two" in popup(stage)
        assert "Bo Lindqvist" not in popup(stage)


async def test_a_long_list_is_read_in_pages(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        for at in range(350):
            add_arrival(tx, world, BO, f"text {at}.")

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("g", "n")
        shown = screen_of(stage)
        assert shown.list.page.count == 100
        assert "1 of 100+" in stage.status
        for _ in range(4):
            await stage.press("G")
        assert shown.list.page.count == 350
        assert "350 of 350" in stage.status
        assert "text 0." in rows(stage)[-1]
        await arrive(stage, (ANA, "on top"))
        assert "text 0." in rows(stage)[-1], "it does not move what is read"
        await stage.press("g", "g")
        assert "on top" in rows(stage)[0]


@pytest.mark.parametrize(("came", "told"), [(99, "99 new"), (100, "100+ new"), (250, "100+ new")])
async def test_how_many_are_new_is_no_less_than_it_says(tmp_path: Path, came: int, told: str) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await arrive(stage, *((ANA, f"seen {at}.") for at in range(5)))
        await stage.press("g", "n", "escape")
        await arrive(stage, *((BO, f"text {at}.") for at in range(came)))
        await stage.press("g", "n")
        assert stage.lines[0].strip() == f"Notifications  {told}"
        await stage.press("G")
        await stage.press("G")
        await stage.press("G")
        assert stage.lines[0].strip() == f"Notifications  {came} new"


async def test_further_notices_come_also_after_a_reading_that_failed(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        for at in range(150):
            add_arrival(tx, world, BO, f"text {at}.")

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("g", "n")
        stage.world.store.read_fates = [BUSY]
        await stage.press("G")
        assert "100 of 100+" in stage.status
        await stage.press("k")
        assert "99 of 150" in stage.status


async def test_keys_typed_at_once_all_arrive(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        texts = await arrive(stage, (BO, "one"), (BO, "two"), (CLEO, "three"))
        await stage.pilot.press("g", "n", "j", "j", "enter")
        await stage.settle()
        assert stage.inbox.conversation.texts.selected == texts[0].id


@pytest.mark.parametrize("opens", [("g", "n"), ("slash",), ("ctrl+p",), ("question_mark",)])
async def test_two_keys_at_once_close_one_screen_only(tmp_path: Path, opens: tuple[str, ...]) -> None:
    async with a_stage(tmp_path, talk=every_kind) as stage:
        for key in ("escape", "enter"):
            await stage.press(*opens)
            for _ in range(3):
                stage.app.post_message(Key(key, "\r" if key == "enter" else None))
            await stage.settle()
            assert stage.app.is_running


async def test_help_palette_and_composer_reach_it(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("ctrl+p", *"notif", "enter")
        assert isinstance(stage.app.screen, NotificationsScreen)
        await stage.press("question_mark")
        assert "─ Keys ─" in stage.picture
        await stage.press("escape", "escape", "r", "h", "i", "ctrl+o", "g", "n")
        assert isinstance(stage.app.screen, NotificationsScreen)
        await stage.press("escape")
        assert stage.inbox.conversation.composer.text == "hi"


@pytest.mark.parametrize("key", ["ctrl+p", "colon"])
async def test_the_palette_opens_over_the_list_with_what_can_be_done_there(tmp_path: Path, key: str) -> None:
    async with a_stage(tmp_path, talk=every_kind) as stage:
        await stage.press("g", "n", key)
        assert "Commands" in stage.picture
        assert "Contacts at full size" not in stage.picture
        await stage.press(*"help", "enter")
        assert "─ Keys ─" in stage.picture
        await stage.press("escape", key, *"back", "enter")
        assert stage.where() is Place.LIST
        assert stage.app.screen is stage.inbox


async def test_looking_at_the_list_marks_nothing_as_read(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        await stage.press("g", "n")
        await stage.pass_time(10)
        await stage.press("escape")
        assert "1 unread" in stage.list


# strangers' words, sizes
def hostile_words(seed: int, count: int) -> Sequence[str]:
    """Return what services would leave of so many atoms: SQLite takes no lone surrogates."""
    return [word.encode("utf-8", "replace").decode() for word in random.Random(seed).sample(HOSTILE, count)]


@pytest.mark.parametrize("seed", range(3))
async def test_t1_t2_hostile_names_words_and_reasons_steer_nothing(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = hostile_words(seed, 30)
    monkeypatch.setitem(NAMES, ANA, words[0])
    monkeypatch.setitem(NAMES, BO, words[1])
    size = random.Random(seed).choice([*SIZES, (41, 10)])
    async with a_stage(tmp_path, talk=small_talk, size=size) as stage:
        for word in words[2:8]:
            await arrive(stage, (BO, word))
            assert_harmless(stage)
            assert popup(stage) or size == (41, 10)
        await arrive(stage, *((peer, words[8]) for peer in (ANA, BO, CLEO)))
        assert_harmless(stage)
        for at, word in enumerate(words[9:20]):
            own = await stage.world.store.write(lambda tx, at=at: add_own(tx, stage.world, BO, words[at]))  # type: ignore[misc]  # mypy infers no type for a lambda with a default
            state = (State.FAILED, State.UNDELIVERED, State.UNCONFIRMED, State.HELD)[at % 4]
            await write(
                stage,
                lambda tx, own=own, state=state, word=word: add_trouble(tx, stage.world, own, state, word),  # type: ignore[misc]  # the same
            )
            assert banner(stage)
            assert_harmless(stage)
            await stage.pass_time(16 if at % 2 else 0)
        await stage.press("r")
        await stage.type_and_send("x")
        [text] = await stage.world.texts(State.QUEUED)
        sent = TextChange(state=State.SENT, provider_id="SM1")
        await write(stage, lambda tx: tx.change_text(text.id, sent))
        assert_harmless(stage)
        await stage.press("escape", "escape", "g", "n")
        for _ in range(8):
            assert_harmless(stage)
            assert stage.lines
            await stage.press("pagedown")
        await stage.press("enter")
        assert_harmless(stage)
        assert stage.app.is_running


async def test_t3_brackets_are_shown_character_for_character(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(120, 40)) as stage:
        for words in BRACKETS:
            await arrive(stage, (BO, words))
            assert words in popup(stage)
        own = await stage.world.store.write(lambda tx: add_own(tx, stage.world, BO, "mine"))
        await write(stage, lambda tx: add_trouble(tx, stage.world, own, State.FAILED, BRACKETS[-1]))
        assert BRACKETS[-1] in banner(stage)
        await stage.press("g", "n")
        for words in BRACKETS:
            assert any(row.endswith(f"● Bo Lindqvist {words}") for row in rows(stage))


@pytest.mark.parametrize("size", [*SIZES, (119, 24), (41, 10), (10, 4), (1, 1)])
async def test_every_size_keeps_columns_straight(tmp_path: Path, size: tuple[int, int]) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["Can we move to 9?"])
        for words in ("日本語のテキスト" * 20, "👨‍👩‍👧 🇩🇪🇫🇷 ❤️", "e\u0301te\u0301"):
            add_arrival(tx, world, BO, words)
            add_trouble(tx, world, add_own(tx, world, BO, words), State.FAILED, words)

    async with a_stage(tmp_path, talk=talk, size=size) as stage:
        await arrive(stage, (CLEO, "日本語のテキスト" * 20), (BO, "❤️ " * 50))
        assert stage.lines, "every line is as wide as the screen"
        await stage.press("ctrl+p")
        assert stage.lines, "though a dialog stands over half an emoji"
        await stage.press("escape", "g", "n")
        assert stage.lines
        await stage.press("down", "question_mark", "escape", "enter")
        assert stage.lines


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_shows_who_what_and_the_way_back(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_stage(tmp_path, talk=every_kind, size=size) as stage:
        await stage.press("g", "n")
        assert "h back" in stage.status
        assert "enter open" in stage.status
        for words in ("Bo Lindqvist", "call me back", "failed: why failed", "11:53"):
            assert words in stage.picture


async def test_too_small_a_terminal_shows_neither_line_nor_pop_up(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(30, 8)) as stage:
        await arrive(stage, (BO, "hello"))
        assert "smstui needs" in stage.picture
        assert (banner(stage), popup(stage)) == ("", "")
