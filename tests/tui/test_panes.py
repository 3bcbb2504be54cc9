"""The panes of the inbox: which are on the screen, where the keyboard goes, how wide they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import ANA, BO, CLEO, MAIN, WORKSHOP
from smstui.config.memory import Memory
from smstui.domain.models import ContactPoint, Suppression, View
from smstui.domain.remote import RemoteLine
from smstui.tui.actions import Place
from smstui.tui.columns import Pane
from smstui.tui.panes.contact import Act
from smstui.tui.screens.standing import LOOK_AGAIN
from tui.events import click, key_event
from tui.news import add_arrival, write
from tui.stage import Stage, a_stage, say, small_talk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer


def panes(stage: Stage) -> list[str]:
    """Return the panes that have room on the screen, from left to right."""
    found = [(pane, widget.region) for pane, widget in stage.inbox.columns.panes.items()]
    return [pane.value for pane, region in sorted(found, key=lambda each: each[1].x) if region.area]


async def move_divider(stage: Stage, left: Pane, to: int) -> None:
    divider = stage.inbox.columns.dividers[left]
    await stage.pilot.mouse_down(divider)
    await stage.pilot.hover(offset=(to, 5))
    await stage.pilot.mouse_up(offset=(to, 5))
    await stage.settle()


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (200, ["views", "list", "conversation", "contact"]),
        (160, ["views", "list", "conversation", "contact"]),
        (120, ["views", "list", "conversation"]),
        (100, ["list", "conversation"]),
        (80, ["list"]),
        (60, ["list"]),
    ],
)
async def test_what_is_shown_follows_the_width(tmp_path: Path, width: int, shown: list[str]) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(width, 30)) as stage:
        assert panes(stage) == shown


async def test_resizing_keeps_the_pane_with_the_keyboard_on_the_screen(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(200, 40)) as stage:
        for keys, pane in ((["h"], "views"), (["tab", "tab"], "conversation"), (["tab", "tab"], "contact")):
            await stage.press(*keys)
            for width in (60, 100, 130, 99, 161, 80, 200):
                await stage.resize(width, 30)
                assert pane in panes(stage), width
                focused = stage.app.focused
                assert focused is not None
                assert focused.region.area > 0


async def test_tab_goes_round_all_panes_and_back(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 40)) as stage:
        there = []
        for _ in range(5):
            there.append(stage.where())
            await stage.press("tab")
        assert there == [Place.LIST, Place.READING, Place.COMPOSER, Place.CONTACT, Place.VIEWS]
        assert stage.where() is Place.LIST
        back = []
        for _ in range(5):
            await stage.press("shift+tab")
            back.append(stage.where())
        assert back == [Place.VIEWS, Place.CONTACT, Place.COMPOSER, Place.READING, Place.LIST]


async def test_the_views_are_a_key_away_where_there_is_no_room_for_them(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(80, 24)) as stage:
        await stage.press("h")
        assert panes(stage) == ["views"]
        assert "All conversations" in stage.picture
        await stage.press("j", "enter")
        assert panes(stage) == ["list"]
        assert "Unread" in stage.lines[0]
        assert "Ana Reyes" in stage.picture
        assert "Bo Lindqvist" not in stage.picture


async def test_the_views_show_how_much_there_is_and_which_one_is_listed(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(120, 30)) as stage:
        rows = stage.text_of(stage.inbox.views).splitlines()
        assert rows[1].split() == ["▸", "Inbox", "3"]
        assert rows[2].split() == ["Unread", "1"]
        await stage.press("2")
        assert "▸ Unread" in stage.text_of(stage.inbox.views)


@pytest.mark.parametrize("size", [(160, 40), (80, 24)])
async def test_the_view_that_is_listed_is_the_one_to_go_on_from(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=size) as stage:
        await stage.press("2", "h", "j", "enter")
        assert stage.inbox.listing.view is View.DRAFTS
        await stage.press("g", "c", "9", "escape", "escape", "h")
        assert stage.inbox.views.list.current is stage.inbox.listing.view


async def test_a_click_on_a_view_lists_it_and_one_on_a_text_goes_there(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 40)) as stage:
        await stage.pilot.click(stage.inbox.views.list, offset=(3, 1))
        await stage.pilot.click(stage.inbox.views.list, offset=(3, 1))
        await stage.settle()
        assert "▸ Unread" in stage.picture
        await stage.pilot.click(stage.inbox.conversation.texts, offset=(5, 20))
        await stage.settle()
        assert stage.where() is Place.READING
        assert "-has-keyboard" in stage.inbox.conversation.classes


async def test_a_dragged_divider_stays_where_it_is_put_also_the_next_time(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 40)) as stage:
        await move_divider(stage, Pane.VIEWS, 30)
        await move_divider(stage, Pane.LIST, 80)
        await move_divider(stage, Pane.CONVERSATION, 130)
        widths = {pane: widget.region.width for pane, widget in stage.inbox.columns.panes.items()}
        assert widths == {Pane.VIEWS: 30, Pane.LIST: 49, Pane.CONVERSATION: 49, Pane.CONTACT: 29}
    kept = Memory(tmp_path / "screen.json").now
    assert (kept.views_width, kept.list_width, kept.contact_width) == (30, 49, 29)
    (tmp_path / "again").mkdir()
    (tmp_path / "screen.json").rename(tmp_path / "again" / "screen.json")
    async with a_stage(tmp_path / "again", talk=small_talk, size=(160, 40)) as stage:
        assert stage.inbox.views.region.width == 30
        assert stage.inbox.contact.region.width == 29


async def test_keys_move_dividers_too(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 40)) as stage:
        before = stage.inbox.conversations.region.width
        await stage.press(">")
        assert stage.inbox.conversations.region.width == before + 4
        await stage.press("enter", ">", ">")
        assert stage.inbox.conversations.region.width == before - 4
        for _ in range(60):
            await stage.press("<")
        assert stage.inbox.conversation.region.width >= 34
        await stage.burst(*map(key_event, [">"] * 10))
        kept = Memory(tmp_path / "screen.json")
        assert kept.now.list_width == stage.inbox.conversations.region.width, "the last one is remembered"
        await stage.resize(80, 24)
        await stage.press("<", ">")
        assert panes(stage) == ["conversation"]


async def test_the_contact_panel_is_put_away_and_stays_away(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 40)) as stage:
        await stage.press("K")
        assert panes(stage) == ["views", "list", "conversation"]
        assert stage.where() is Place.LIST
        await stage.press("K")
        assert panes(stage)[-1] == "contact"
        assert "Ana Reyes" in stage.text_of(stage.inbox.contact)
        await stage.press("K")
    assert Memory(tmp_path / "screen.json").now.contact_shown is False


@pytest.mark.parametrize("size", [(140, 36), (110, 30), (80, 24), (60, 20)])
async def test_f115_the_panel_comes_and_goes_by_one_key_at_every_width(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """F115: the card of the person beside the thread."""
    async with a_stage(tmp_path, talk=small_talk, size=size) as stage:
        await stage.press("enter", "K")
        assert stage.where() is Place.CONTACT
        card = stage.text_of(stage.inbox.contact)
        assert "Ana Reyes" in card
        assert "+1 415 555 0101" in card
        assert "local" in card
        await stage.press("K")
        assert stage.where() is Place.READING


@pytest.mark.parametrize("leaves", ["tab", "mouse"])
async def test_the_panel_is_left_for_the_conversation_once_it_was_left_for_the_list(
    tmp_path: Path, leaves: str
) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(130, 36)) as stage:
        await stage.press("K")
        assert stage.where() is Place.CONTACT
        await stage.resize(170, 36)
        if leaves == "tab":
            await stage.press("tab", "tab", "tab", "tab", "tab")
        else:
            await stage.pilot.click(stage.inbox.conversation.texts, offset=(3, 3))
            await stage.press("tab", "tab")
        assert stage.where() is Place.CONTACT
        await stage.press("escape")
        assert stage.where() is Place.READING


@pytest.mark.parametrize("width", [80, 130])
@pytest.mark.parametrize("keys", [("h", "f"), ("g", "c")])
async def test_the_panel_of_a_contact_is_gone_to_and_come_back_from(
    tmp_path: Path, keys: Sequence[str], width: int
) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(width, 36)) as stage:
        await stage.press(*keys)
        await stage.type("bo")
        await stage.press("ctrl+o", "K")
        assert stage.where() is Place.CONTACT
        assert "Bo Lindqvist" in stage.text_of(stage.inbox.contact)
        await stage.pass_time(LOOK_AGAIN)
        assert "Bo Lindqvist" in stage.text_of(stage.inbox.contact)
        await stage.press("K")
        assert stage.where() in {Place.VIEWS, Place.NARROW}


@pytest.mark.parametrize("keys", [("h",), ("g", "c", "tab")])
async def test_the_keyboard_goes_into_the_panel_of_the_contact_it_was_with(
    tmp_path: Path, keys: Sequence[str]
) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 40)) as stage:
        await stage.press(*keys, "G")
        assert "Bo Lindqvist" in stage.text_of(stage.inbox.contact)
        await stage.press("shift+tab")
        assert stage.where() is Place.CONTACT
        assert "Bo Lindqvist" in stage.text_of(stage.inbox.contact)
        await stage.press("enter")
        assert stage.inbox.reading.conversation is not None
        assert stage.inbox.reading.conversation.peer == BO


async def test_a_click_into_the_panel_is_for_whom_it_shows(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 40)) as stage:
        await stage.press("h", "G")
        view = stage.inbox.contact.view
        await stage.pilot.mouse_down(view, offset=(4, 1))
        await stage.settle()
        await stage.pilot.mouse_up(view, offset=(4, 1))
        await stage.pilot.click(view, offset=(4, 1))
        await stage.settle()
        assert stage.inbox.reading.conversation is not None
        assert stage.inbox.reading.conversation.peer == BO


async def test_an_unknown_person_is_previewed_until_the_cursor_moves_on(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 40)) as stage:
        assert "Ana Reyes" in stage.text_of(stage.inbox.contact)
        await stage.press("j", "j")
        await stage.pass_time(0.1)
        card = stage.text_of(stage.inbox.contact)
        assert "Name this number" in card
        assert "Ana Reyes" not in card


async def test_the_hour_in_the_panel_goes_on(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 40)) as stage:
        assert "local 04:00" in stage.text_of(stage.inbox.contact)
        await stage.pass_time(60)
        await stage.pass_time(LOOK_AGAIN)
        assert "local 04:01" in stage.text_of(stage.inbox.contact)


@pytest.mark.parametrize(
    ("peer", "downs", "act"), [(CLEO, 1, Act.NAME), (ANA, 1, Act.EDIT), (ANA, 2, Act.OPEN)]
)
async def test_the_cursor_in_the_panel_stays_on_its_row(
    tmp_path: Path, peer: str, downs: int, act: Act
) -> None:
    """A contact and its conversation have the same id here, the row that texts and the one that names both
    the number."""

    def talk(tx: Writer, world: World) -> None:
        say(tx, world, peer, ["hello"])

    async with a_stage(tmp_path, talk=talk, size=(160, 40)) as stage:
        await stage.press("enter", "tab", "tab", *["j"] * downs)
        assert stage.where() is Place.CONTACT
        view = stage.inbox.contact.view
        assert view.current is not None
        assert view.current.act is act
        await stage.pass_time(60)
        await stage.pass_time(LOOK_AGAIN)
        assert view.current.act is act
        await write(stage, lambda tx: add_arrival(tx, stage.world, peer, "news"))
        assert view.current.act is act


def two_teams(tx: Writer, world: World) -> None:
    """Write two contacts with more numbers than a panel shows at once."""
    say(tx, world, ANA, ["hello"])
    for team in range(2):
        numbers = [f"+1415555{team}{at:03}" for at in range(30)]
        tx.add_contact(f"Team {team}", numbers)


async def test_the_panel_of_another_person_begins_at_its_top(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=two_teams, size=(160, 24)) as stage:
        await stage.press("h", "G", "k", "shift+tab", "G")
        panel = stage.inbox.contact
        assert "Change name" in stage.text_of(panel)
        await stage.press("tab", "j")
        assert "Team 1" in stage.text_of(panel)
        assert "+1 415 555 1000" in stage.text_of(panel)


async def test_the_row_under_the_cursor_of_the_panel_stays_where_it_is(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=two_teams, size=(160, 24)) as stage:
        await stage.press("h", "G", "k", "shift+tab", "G")
        row = next(at for at, line in enumerate(stage.lines) if "Change name" in line)
        first = Suppression("+14155550000", stage.world.clock.now(), "keyword", "STOP")
        await stage.world.store.write(lambda tx: tx.suppress(first))
        await write(stage, lambda tx: add_arrival(tx, stage.world, first.peer, "STOP"))
        assert "Change name" in stage.lines[row]
        stage.inbox.contact.view.jump(0)
        await stage.pass_time(60)
        await stage.pass_time(LOOK_AGAIN)
        assert "said STOP" in stage.text_of(stage.inbox.contact), "what was scrolled to"


def chosen(stage: Stage) -> object:
    """Return what the cursor of the left pane stands on."""
    return stage.inbox.side.widget.current


async def test_the_last_row_is_the_last_view_where_there_is_no_contact(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=lambda tx, world: say(tx, world, CLEO, ["hi"])) as stage:
        await stage.press("h", "G", "j")
        assert chosen(stage) is View.ALL
        await stage.press("k", "G")
        assert chosen(stage) is View.ALL
        await stage.press("g", "g")
        assert chosen(stage) is View.INBOX


async def test_many_contacts_are_paged_through(tmp_path: Path) -> None:
    def crowd(tx: Writer, world: World) -> None:
        for at in range(450):
            tx.add_contact(f"Person {at:03}", [f"+1415556{at:04}"])
        say(tx, world, ANA, ["hello"])

    async with a_stage(tmp_path, talk=crowd, size=(120, 30)) as stage:
        await stage.press("h", "G")
        assert "Person 449" in stage.text_of(stage.inbox.views)
        await stage.press("g", "g")
        assert "▸ Inbox" in stage.text_of(stage.inbox.views)
        for _ in range(20):
            await stage.press("ctrl+d")
        assert "Person 4" in stage.text_of(stage.inbox.views)


@pytest.mark.parametrize("keys", [("1",), ("2", "1"), ("escape", "1")])
async def test_a_view_that_is_chosen_again_has_one_cursor(tmp_path: Path, keys: Sequence[str]) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(80, 24)) as stage:
        await stage.press("j", "j", *keys)
        await stage.press("j")
        marked = [row for row, line in enumerate(stage.list.split("\n")) if line.startswith("▌")]
        assert marked == [3, 4]


def a_number_called(label: str) -> Callable[[Writer, World], None]:
    """Return what writes a conversation with Ana, whose number has this label."""

    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["hello"])
        ana = tx.contact_with(ANA)
        assert ana is not None
        tx.save_contact(ana.name, [ContactPoint(ANA, "+1 415 555 0101", label)], contact_id=ana.id)

    return talk


@pytest.mark.parametrize(
    ("label", "shown"),
    [("会社の携帯", "会社の携帯"), ("mobile of the night shi", "mobile"), ("mobile", "mobile")],
)
async def test_beside_a_number_its_label_gets_the_room_that_is_left(
    tmp_path: Path, label: str, shown: str
) -> None:
    async with a_stage(tmp_path, talk=a_number_called(label), size=(160, 36)) as stage:
        assert f"+1 415 555 0101 {shown}" in " ".join(stage.text_of(stage.inbox.contact).split())


async def test_a_label_of_a_line_in_wide_characters_is_whole(tmp_path: Path) -> None:
    label = "営業部の窓口"

    def talk(tx: Writer, world: World) -> None:
        tx.save_lines("work", [RemoteLine(MAIN, label=label), RemoteLine(WORKSHOP)])
        say(tx, world, ANA, ["a long text " * 20])

    async with a_stage(tmp_path, talk=talk) as stage:
        assert label in stage.list


async def test_what_is_unread_is_marked_in_the_panel_under_the_cursor_too(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 36)) as stage:
        assert "●" in stage.text_of(stage.inbox.contact)
        await stage.press("h", "shift+tab", "G")
        assert stage.where() is Place.CONTACT
        assert "▌● " in stage.text_of(stage.inbox.contact)


@pytest.mark.parametrize("at", ["text", "hit", "notice"])
async def test_f115_a_click_on_a_text_shows_the_thread_and_the_card_beside_it(
    tmp_path: Path, at: str
) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 40)) as stage:
        if at == "text":
            await stage.press("j")
            await stage.pass_time(0.2)
            await stage.pilot.click(stage.inbox.conversation.texts, offset=(3, 34))
        else:
            await stage.press(*(("/", *"Call") if at == "hit" else ("g", "n")))
            await stage.pass_time(0.5)
            words = "Call me"
            if at == "notice":
                await stage.press("escape")
                await write(stage, lambda tx: add_arrival(tx, stage.world, BO, "I call back"))
                await stage.press("g", "n")
                words = "I call back"
            row = next(y for y, line in enumerate(stage.lines) if words in line and y > 0)
            await stage.burst(*click((30, row)))
        await stage.pass_time(0.2)
        assert stage.where() is Place.READING
        assert "Call me" in stage.reading
        card = stage.text_of(stage.inbox.contact)
        assert "Bo Lindqvist" in card
        assert "+1 415 555 0102" in card
