"""Contacts on the screen: found by typing, named, given numbers, texted (F11, F72, F76, F131)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import ANA, BO, CLEO, MAIN, WORKSHOP
from smstui.domain.models import Contact, ContactPoint
from smstui.domain.numbers import display
from smstui.domain.remote import RemoteLine
from smstui.domain.states import State
from smstui.tui.actions import Place
from tui.events import key_event
from tui.news import add_arrival, write
from tui.stage import Stage, a_stage, say, small_talk

if TYPE_CHECKING:
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer

NEW = "+14155550133"


def people(tx: Writer, world: World) -> None:
    """Write three conversations, a contact nobody has talked with, one with two numbers, one without any."""
    small_talk(tx, world)
    tx.add_contact("Dana Untalked", ["+14155550150"])
    tx.save_contact(
        "Eli Two",
        [
            ContactPoint("+14155550160", display("+14155550160"), "mobile"),
            ContactPoint("+14155550161", display("+14155550161"), "work"),
        ],
    )
    tx.add_contact("Flo Numberless", [])


def a_failure(tx: Writer, world: World) -> None:
    """Write three conversations; the last text to Ana failed."""
    small_talk(tx, world)
    say(tx, world, ANA, ["hello", "never arrived"], minutes_ago=5, state=State.FAILED)


async def kept(stage: Stage, name: str) -> Contact | None:
    found = await stage.world.store.read(lambda reader: reader.contacts(name, limit=5))
    return next(iter(found), None)


async def from_the_first_line(stage: Stage) -> None:
    assert "Send from which number?" in stage.picture
    await stage.press("enter")


@pytest.mark.parametrize("size", [(160, 40), (120, 30), (80, 24), (60, 20)])
async def test_f131_contacts_are_listed_at_full_size_and_narrowed_by_typing(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with a_stage(tmp_path, talk=people, size=size) as stage:
        await stage.press("g", "c")
        assert stage.where() is Place.NARROW
        assert "Contacts 5" in stage.picture
        await stage.type("bo l")
        shown = stage.text_of(stage.inbox.views)
        assert "Bo Lindqvist" in shown
        assert "Ana Reyes" not in shown
        await stage.press("escape")
        assert stage.where() is Place.LIST
        await stage.press("g", "c")
        assert "Ana Reyes" in stage.text_of(stage.inbox.views), "a new look is not narrowed"


@pytest.mark.parametrize(
    ("keys", "peer"),
    [
        (["down"], BO),
        (["ctrl+n", "ctrl+n", "ctrl+p"], BO),
        (["a", "n", "backspace", "backspace", "down"], BO),
        (["e", "l", "down"], "+14155550161"),
        (["e", "l", "down", "up"], "+14155550160"),
    ],
)
@pytest.mark.parametrize("at_once", [False, True])
async def test_the_suggestion_under_the_cursor_is_written_to(
    tmp_path: Path, keys: list[str], peer: str, at_once: bool
) -> None:
    async with a_stage(tmp_path, talk=people) as stage:
        if at_once:
            await stage.burst(*map(key_event, ["c", *keys, "enter"]))
        else:
            await stage.press("c", *keys)
            await stage.press("enter")
        await from_the_first_line(stage)
        assert stage.where() is Place.COMPOSER
        assert display(peer) in stage.reading


async def test_a_contact_without_a_number_is_shown_in_the_panel(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=people, size=(200, 48)) as stage:
        await stage.press("g", "c")
        await stage.type("flo")
        await stage.pass_time(1)
        shown = stage.text_of(stage.inbox.contact)
        assert "Flo Numberless" in shown
        assert "no number yet" in shown
        assert "Change name and numbers" in shown


async def test_f131_a_contact_of_many_numbers_keeps_them_all(tmp_path: Path) -> None:
    numbers = [f"+141555502{at:02}" for at in range(20)]

    async with a_stage(tmp_path, talk=lambda tx, _: tx.add_contact("Big Team", numbers)) as stage:
        await stage.press("h", "f")
        await stage.type("big")
        await stage.press("tab", "E")
        assert "enter keeps it" in stage.picture
        await stage.press("tab", "enter")
        assert "enter keeps it" not in stage.picture
        found = await kept(stage, "Big")
        assert found is not None
        assert [point.number for point in found.points] == numbers


async def test_enter_behind_quick_typing_texts_whom_was_typed(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=people, size=(120, 30)) as stage:
        await stage.press("g", "c")
        await stage.pilot.press(*"eli", "enter")
        await stage.settle()
        assert "Text which number?" in stage.picture
        await stage.press("j", "enter")
        await from_the_first_line(stage)
        assert stage.where() is Place.COMPOSER
        assert "+1 415 555 0161" in stage.reading


@pytest.mark.parametrize("width", [170, 120, 80])
@pytest.mark.parametrize("into_panel", [False, True])
async def test_r_on_a_contact_writes_to_that_contact(tmp_path: Path, width: int, into_panel: bool) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(width, 36)) as stage:
        await stage.press("enter", "h", "g", "c")
        await stage.type("bo")
        await stage.press("tab")
        assert stage.where() is Place.VIEWS
        if into_panel:
            await stage.press("K" if width < 160 else "tab")
            assert stage.where() is Place.CONTACT
        await stage.press("r")
        assert "to +1 415 555 0102" in stage.reading
        assert "Call me" in stage.reading


@pytest.mark.parametrize("keys", [["F"], ["T"], ["!"], ["tab", "F"], ["tab", "!"]])
async def test_no_key_acts_on_a_conversation_that_contacts_hide(tmp_path: Path, keys: list[str]) -> None:
    async with a_stage(tmp_path, talk=a_failure, size=(120, 36)) as stage:
        await stage.press("enter", "escape", "g", "c")
        await stage.type("bo")
        await stage.press("tab", *keys)
        assert "Choose a conversation first." in stage.picture
        assert "Bo Lindqvist" in stage.picture


async def test_in_the_panel_of_a_contact_e_changes_that_contact(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(120, 36)) as stage:
        await stage.press("enter", "h", "g", "c")
        await stage.type("bo")
        await stage.press("tab", "K", "E")
        await stage.type(" the second")
        await stage.press("enter")
        bo = await kept(stage, "bo")
        assert bo is not None
        assert bo.name == "Bo Lindqvist the second"


async def test_the_panel_of_a_conversation_stands_for_it(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(80, 24)) as stage:
        await stage.press("j", "K", "r")
        assert stage.where() is Place.COMPOSER
        assert "to +1 415 555 0102" in stage.reading


async def test_f72_a_contact_that_was_talked_with_opens_its_conversation(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=people, size=(120, 30)) as stage:
        await stage.press("h", "f")
        await stage.type("ana")
        await stage.press("enter")
        assert "Can we move to 9?" in stage.reading
        assert stage.where() is Place.COMPOSER


@pytest.mark.parametrize("keys", [["h", "f", *"ana", "enter"], ["enter", "tab", "tab", "enter"]])
async def test_f72_a_person_is_texted_from_a_number_that_is_still_ours(
    tmp_path: Path, keys: list[str]
) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["hello"], line=MAIN)
        tx.save_lines("work", [RemoteLine(WORKSHOP)])

    async with a_stage(tmp_path, talk=talk, size=(160, 40)) as stage:
        await stage.press(*keys)
        assert stage.where() is Place.COMPOSER
        await stage.type_and_send("from the workshop")
        assert [text.line for text in await stage.world.texts(State.QUEUED)] == [WORKSHOP]


async def test_where_no_number_of_ours_can_send_what_was_talked_is_read(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["hello"], line=MAIN)
        tx.save_lines("work", [])

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("h", "f", *"ana", "enter")
        assert "hello" in stage.reading
        assert stage.where() is Place.READING
        assert "is no longer one of your lines" in stage.picture


async def test_f11_who_has_only_a_senders_name_is_not_texted_and_gets_a_number(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, "MYBANK", ["Your code is 12"], own_every=0)
        tx.save_contact("My bank", [ContactPoint("MYBANK", "MYBANK")])

    async with a_stage(tmp_path, talk=talk, size=(170, 40)) as stage:
        await stage.press("r")
        assert stage.where() is Place.LIST
        assert "A sender's name cannot" in stage.picture
        await stage.press("h", "f", *"my", "enter")
        assert "Your code is 12" in stage.reading
        assert stage.where() is Place.READING
        await stage.press("E", "tab", "tab", "tab")
        await stage.type("415 555 0133")
        await stage.press("enter", "h", "h", "f", *"my", "enter")
        if "Send from which number?" in stage.picture:
            await stage.press("enter")
        assert stage.where() is Place.COMPOSER
        assert "to +1 415 555 0133" in stage.reading


def power(tx: Writer, world: World) -> None:
    """Write a contact with a sender's name and a number, and one with a sender's name alone."""
    small_talk(tx, world)
    say(tx, world, "HARBOR-PWR", ["planned outage"], minutes_ago=1, own_every=0)
    tx.save_contact(
        "Harbor Power", [ContactPoint("HARBOR-PWR", "HARBOR-PWR"), ContactPoint(NEW, display(NEW), "desk")]
    )
    tx.save_contact("My bank", [ContactPoint("MYBANK", "MYBANK")])


async def test_f11_a_senders_name_in_the_panel_says_at_once_that_it_cannot_be_texted(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=power, size=(170, 30)) as stage:
        await stage.press("enter", "tab", "tab", "enter")
        assert stage.where() is Place.CONTACT
        await stage.until(lambda: "A sender's name cannot" in stage.picture)
        assert "Send from which number?" not in stage.picture
        assert "E adds a number" in " ".join(stage.picture.split())
        await stage.press("down", "enter")
        await from_the_first_line(stage)
        assert "to +1 415 555 0133" in stage.reading


async def test_f11_a_senders_name_is_not_offered_to_be_written_to(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=power) as stage:
        await stage.press("c")
        await stage.type("harbor")
        rows = [line for line in stage.lines if "Harbor Power " in line and "│" in line][-2:]
        assert ["▌ " in row for row in rows] == [True, False]
        assert "⊘ HARBOR-PWR: a sender's name cannot be texted" in rows[1]
        await stage.press("enter")
        await from_the_first_line(stage)
        assert "to +1 415 555 0133" in stage.reading


async def test_f11_who_has_only_a_senders_name_is_asked_for_a_number(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=power) as stage:
        await stage.press("c")
        await stage.type("my b")
        assert "no number yet: enter adds one" in stage.picture
        assert "⊘ MYBANK" in stage.picture
        await stage.press("enter")
        await stage.type("+14155550134")
        await stage.press("enter")
        await from_the_first_line(stage)
        assert stage.where() is Place.COMPOSER


async def test_f72_from_the_panel_a_number_is_texted(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=people, size=(160, 40)) as stage:
        await stage.press("enter", "tab", "tab", "enter")
        assert stage.where() is Place.COMPOSER
        await stage.type_and_send("from the panel")
        assert "from the panel" in stage.reading


async def test_f11_a_contact_without_a_number_gets_one_before_it_is_texted(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=people, size=(120, 30)) as stage:
        await stage.press("g", "c")
        await stage.type("flo")
        await stage.press("enter")
        assert "needs a number" in stage.picture
        await stage.type("415 555 0133")
        await stage.press("enter")
        await from_the_first_line(stage)
        assert stage.where() is Place.COMPOSER
        assert "Flo Numberless" in stage.reading
        flo = await kept(stage, "flo")
        assert flo is not None
        assert [point.number for point in flo.points] == [NEW]


async def test_f11_a_number_that_is_not_valid_says_so_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=people, size=(120, 30)) as stage:
        await stage.press("C")
        await stage.type("Gil")
        await stage.press("tab")
        await stage.type("12345678901234")
        await stage.press("enter")
        assert "✗" in stage.picture
        assert "Gil" in stage.picture
        assert await kept(stage, "gil") is None
        await stage.press("ctrl+u")
        await stage.type("+1 415 555 0133")
        await stage.press("tab")
        await stage.type("mobile")
        await stage.press("enter")
        gil = await kept(stage, "gil")
        assert gil is not None
        assert gil.points == (ContactPoint(NEW, "+1 415 555 0133", "mobile"),)


@pytest.mark.parametrize("looks_for", [["h", "f"], ["g", "c"]])
async def test_once_a_contact_is_found_the_views_are_there_again(
    tmp_path: Path, looks_for: list[str]
) -> None:
    async with a_stage(tmp_path, talk=people, size=(160, 40)) as stage:
        for _ in range(2):
            await stage.press(*looks_for)
            await stage.type("an")
            await stage.press("enter")
            conversation = stage.inbox.reading.conversation
            assert conversation is not None
            assert conversation.peer == ANA
            views = stage.text_of(stage.inbox.views)
            assert "Inbox" in views
            assert "Bo Lindqvist" in views
            await stage.press("escape")


@pytest.mark.parametrize("opens_alone", [True, False])
async def test_f131_quick_typing_goes_into_the_field_it_was_meant_for(
    tmp_path: Path, opens_alone: bool
) -> None:
    async with a_stage(tmp_path, talk=people, size=(120, 30)) as stage:
        typed = [*"Gil Ray", "tab", *"+14155550133", "tab", *"mobile", "enter"]
        if opens_alone:
            await stage.press("C")
        else:
            typed.insert(0, "C")
        await stage.burst(*map(key_event, typed))
        await stage.pass_time(0.1)
        gil = await kept(stage, "gil")
        assert gil is not None
        assert (gil.name, gil.points) == ("Gil Ray", (ContactPoint(NEW, "+1 415 555 0133", "mobile"),))


async def test_f131_a_number_is_named_and_the_name_is_everywhere_at_once(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=people, size=(160, 40)) as stage:
        await stage.press("G", "E")
        await stage.type("Cleo Park")
        await stage.press("enter")
        await stage.pass_time(0.3)
        assert "Cleo Park" in stage.list
        assert "Cleo Park" in stage.text_of(stage.inbox.views)
        cleo = await kept(stage, "cleo")
        assert cleo is not None
        assert [point.number for point in cleo.points] == [CLEO]
        await stage.press("enter")
        assert "Cleo Park" in stage.reading
        assert "Cleo Park" in stage.text_of(stage.inbox.contact)


async def test_a_number_that_was_added_elsewhere_while_the_form_stood_is_kept(tmp_path: Path) -> None:
    def add(tx: Writer) -> None:
        ana = tx.contact_with(ANA)
        assert ana is not None
        tx.save_contact(ana.name, [*ana.points, ContactPoint(NEW, display(NEW))], contact_id=ana.id)

    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("E")
        await stage.world.store.write(add)
        await stage.type(" de Soto")
        await stage.press("enter")
        ana = await kept(stage, "ana")
        assert ana is not None
        assert ana.name == "Ana Reyes de Soto"
        assert [point.number for point in ana.points] == [ANA, NEW]


async def test_a_number_of_somebody_else_stays_there(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=people, size=(120, 30)) as stage:
        await stage.press("C")
        await stage.type("Impostor")
        await stage.press("tab")
        await stage.type(BO)
        await stage.press("enter")
        assert "belongs to Bo Lindqvist" in stage.picture
        await stage.press("escape")
        assert "esc again" in stage.picture
        await stage.press("escape")
        assert await kept(stage, "impostor") is None
        assert stage.where() is Place.LIST


@pytest.mark.parametrize("peer", ["SHOP", "+447700900123", "whatsapp:+14155550101"])
async def test_who_wrote_from_what_nobody_can_text_is_named_and_changed(tmp_path: Path, peer: str) -> None:
    def talk(tx: Writer, world: World) -> None:
        say(tx, world, peer, ["We have news"])

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("E")
        await stage.type("Corner")
        await stage.press("enter")
        assert "Corner" in stage.list
        await stage.press("E")
        await stage.type(" Shop")
        await stage.press("enter")
        await stage.pass_time(0.3)
        assert "Corner Shop" in stage.list
        shop = await kept(stage, "corner")
        assert shop is not None
        assert [point.number for point in shop.points] == [peer]


async def test_f131_a_third_number_fits_behind_two(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=people, size=(80, 24)) as stage:
        await stage.press("g", "c")
        await stage.type("eli")
        await stage.press("tab", "E")
        for _ in range(5):
            await stage.press("tab")
        await stage.type("+1 415 555 0162")
        await stage.press("enter")
        eli = await kept(stage, "eli")
        assert eli is not None
        assert [point.number for point in eli.points] == ["+14155550160", "+14155550161", "+14155550162"]
        assert [point.label for point in eli.points] == ["mobile", "work", ""]


@pytest.mark.parametrize("typed", ["dana", "415 555 0150", "+14155550150"])
async def test_f76_a_new_conversation_is_begun_by_name_or_number(tmp_path: Path, typed: str) -> None:
    async with a_stage(tmp_path, talk=people, size=(120, 30)) as stage:
        await stage.press("c")
        await stage.type(typed)
        await stage.press("enter")
        await from_the_first_line(stage)
        assert stage.where() is Place.COMPOSER
        assert "Dana Untalked" in stage.reading


@pytest.mark.parametrize("keys", [("g", "c"), ("h", "f")])
async def test_f76_a_number_that_nobody_has_is_texted_from_the_contacts(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    async with a_stage(tmp_path, talk=people, size=(160, 40)) as stage:
        await stage.press(*keys)
        assert "Ana Reyes" in stage.text_of(stage.inbox.contact)
        await stage.type("(415) 555-0133")
        assert "nobody has this" in stage.text_of(stage.inbox.views)
        assert stage.text_of(stage.inbox.contact).split() == ["Contact"], "the panel shows nobody else"
        await stage.press("enter")
        await from_the_first_line(stage)
        assert stage.where() is Place.COMPOSER
        assert stage.inbox.reading.conversation is not None
        assert stage.inbox.reading.conversation.peer == NEW


@pytest.mark.parametrize(
    ("typed", "says"),
    [("zzz", "No contact has this name, and it is no number."), ("99", "99 is not a valid number.")],
)
async def test_what_is_neither_a_contact_nor_a_number_is_said_to_be_so(
    tmp_path: Path, typed: str, says: str
) -> None:
    async with a_stage(tmp_path, talk=people) as stage:
        await stage.press("g", "c")
        await stage.type(typed)
        await stage.press("enter")
        assert says in " ".join(stage.picture.split())
        assert stage.where() is Place.NARROW


async def test_where_there_is_no_contact_yet_the_list_says_how_to_add_one(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=(160, 40), keys={"new_contact": "f12"}) as stage:
        await stage.press("g", "c")
        said = stage.text_of(stage.inbox.views)
        assert "F12 adds one" in said
        assert "ctrl+o" not in said, "it is no text"
        await stage.press("f12")
        assert "New contact" in stage.picture
    (tmp_path / "other").mkdir()
    async with a_stage(tmp_path / "other", size=(160, 40)) as stage:
        assert "C adds one" in stage.text_of(stage.inbox.views)
        await stage.press("g", "c")
        assert "ctrl+o C adds one" in stage.text_of(stage.inbox.views)
        assert "nobody has this" not in stage.picture
        await stage.press("ctrl+o", "C")
        assert "New contact" in stage.picture


async def test_f76_a_contact_without_a_number_is_offered_and_asks_for_one(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=people, size=(120, 30)) as stage:
        await stage.press("c")
        await stage.type("flo")
        assert "no number yet" in stage.picture
        await stage.press("enter")
        assert "Flo Numberless" in stage.picture
        await stage.type(NEW)
        await stage.press("enter")
        await from_the_first_line(stage)
        assert stage.where() is Place.COMPOSER


async def test_a_short_code_that_is_also_a_contacts_place_in_the_store_is_written_to(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        while tx.save_contact("Aaron Numberless", []) < 611:
            pass

    async with a_stage(tmp_path, talk=talk) as stage:
        await stage.press("c")
        await stage.type("611")
        assert "▌ 611" in stage.picture
        await stage.press("enter")
        await from_the_first_line(stage)
        assert stage.where() is Place.COMPOSER
        assert "to 611" in stage.reading


async def test_the_panel_says_who_said_no(tmp_path: Path) -> None:
    from smstui.domain.models import Suppression

    def said_no(tx: Writer, world: World) -> None:
        people(tx, world)
        tx.suppress(Suppression(ANA, world.clock.now(), "keyword", "STOP"))

    async with a_stage(tmp_path, talk=said_no, size=(160, 40)) as stage:
        said_at = f"⊘ said STOP at {stage.world.clock.now():%H:%M}"
        assert said_at in stage.text_of(stage.inbox.contact)


async def test_a_change_of_the_contacts_reaches_the_list_while_it_is_looked_at(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=people, size=(120, 30)) as stage:
        await stage.press("h", "j", "j", "j", "j", "j", "j")
        before = stage.inbox.side.contact
        await stage.world.store.write(lambda tx: tx.add_contact("Aaron First", ["+14155550170"]))
        await stage.pass_time(0.3)
        assert "Aaron First" in stage.text_of(stage.inbox.views)
        assert stage.inbox.side.contact == before


async def test_a_first_text_of_whoever_is_in_the_panel_is_listed_there(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=people, size=(160, 40)) as stage:
        await stage.press("h", "f")
        await stage.type("dana")
        assert "Conversations" not in stage.text_of(stage.inbox.contact)
        await write(stage, lambda tx: add_arrival(tx, stage.world, "+14155550150", "It is me"))
        await stage.pass_time(1)
        card = stage.text_of(stage.inbox.contact)
        assert "Dana Untalked" in card
        assert "It is me" in card


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 10)])
async def test_what_is_wrong_in_a_long_form_is_said_beside_the_field_it_is_in(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with a_stage(tmp_path, talk=people, size=size) as stage:
        await stage.press("C")
        await stage.type("Gil")
        for at in range(8):
            await stage.press("tab")
            await stage.type("bad" if at == 1 else f"+1415555013{at}")
            await stage.press("tab")
        await stage.press("enter")
        assert "✗ bad" in stage.picture
        assert any("bad" in line and "✗" not in line for line in stage.lines)
        await stage.press("escape")
        assert "esc again drops" in stage.picture


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
@pytest.mark.parametrize("is_wrong", [False, True])
@pytest.mark.parametrize("key", ["tab", "shift+tab"])
async def test_in_a_long_form_the_field_with_the_keyboard_is_in_view(
    tmp_path: Path, size: tuple[int, int], is_wrong: bool, key: str
) -> None:
    def talk(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        known = tx.contact_with(ANA)
        assert known is not None
        numbers = [ContactPoint(f"+1415555{n:04}", f"+1 415 555 {n:04}") for n in (101, *range(203, 211))]
        tx.save_contact(known.name, numbers, contact_id=known.id)

    async with a_stage(tmp_path, size=size, talk=talk) as stage:
        await stage.press("E")
        if is_wrong:
            await stage.press("tab")
            await stage.type("bad")
            await stage.press("enter")
        assert ("✗ " in stage.picture) is is_wrong
        for _ in range(22):
            await stage.press(key)
            field = stage.app.screen.focused
            assert field is not None
            assert stage.app.get_widget_at(*field.region.offset)[0] is field, stage.picture
