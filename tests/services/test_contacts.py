"""Keeping contacts (F131, F11): what is refused says why and which number, and keeps what there was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import ANA, BO, CLEO, MAIN, a_world
from smstui.domain.models import Contact, Filing
from smstui.services.contacts import ContactRefusedError, TypedNumber, save_contact

if TYPE_CHECKING:
    from pathlib import Path

NEW, GONE = "+14155550188", "+14155550189"


async def test_numbers_are_kept_in_one_form_however_they_were_typed(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        typed = [TypedNumber("(415) 555-0101", " mobile "), TypedNumber("  "), TypedNumber("+1 415 555 0102")]
        kept = await save_contact("  Ana\nReyes ", typed, store=world.store, region="US")
        contact = await world.store.read(lambda r: r.contact(kept))
        assert contact is not None
        assert contact.name == "Ana Reyes"
        assert [(each.number, each.label) for each in contact.points] == [(ANA, "mobile"), (BO, "")]


async def test_f11_a_contact_without_a_number_is_kept_and_gets_one_later(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        kept = await save_contact("Ana", [], store=world.store, region="US")
        same = await save_contact("Ana", [TypedNumber(ANA)], store=world.store, region="US", contact_id=kept)
        assert same == kept
        assert await world.store.read(lambda r: r.names([ANA])) == {ANA: "Ana"}


@pytest.mark.parametrize(
    ("name", "numbers", "at", "says"),
    [
        (" \u200b\n ", [ANA], None, "needs a name"),
        ("Cleo", [ANA, "12"], 1, "12"),
        ("Cleo", ["", "call me"], 1, "sender's name"),
        ("Cleo", ["911"], 0, "emergency"),
        ("Cleo", ["+14155550109", BO], 1, "belongs to Bo"),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_kept(
    tmp_path: Path, name: str, numbers: list[str], at: int | None, says: str
) -> None:
    async with a_world(tmp_path) as world:
        await save_contact("Bo", [TypedNumber(BO)], store=world.store, region="US")
        with pytest.raises(ContactRefusedError) as refused:
            await save_contact(name, [TypedNumber(each) for each in numbers], store=world.store, region="US")
        assert refused.value.at == at
        assert says in refused.value.message
        assert refused.value.hint
        assert await world.store.read(lambda r: r.contact_count()) == 1


async def test_what_changed_elsewhere_while_a_contact_was_changed_here_stays(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:

        async def save(
            name: str, numbers: list[tuple[str, str]], was: Contact | None = None, kept: int | None = None
        ) -> Contact:
            typed = [TypedNumber(*each) for each in numbers]
            kept = await save_contact(name, typed, store=world.store, region="US", contact_id=kept, was=was)
            found = await world.store.read(lambda r: r.contact(kept))
            assert found is not None
            return found

        was = await save("Ana", [(ANA, "mobile"), (BO, "work"), (GONE, "old")])
        await save("Ana Reyes", [(ANA, "mobile"), (BO, "office"), (NEW, "home")], was, was.id)
        now = await save("Ana", [(ANA, "private"), (BO, "work"), (GONE, "old"), (CLEO, "")], was, was.id)
        assert now.name == "Ana Reyes"
        assert {(each.number, each.label) for each in now.points} == {
            (ANA, "private"),
            (BO, "office"),
            (CLEO, ""),
            (NEW, "home"),
        }


async def test_a_contact_keeps_its_own_number_when_it_changes(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        kept = await save_contact("Bo", [TypedNumber(BO)], store=world.store, region="US")
        await save_contact("Bo L", [TypedNumber(BO)], store=world.store, region="US", contact_id=kept)
        assert await world.store.read(lambda r: r.names([BO])) == {BO: "Bo L"}


@pytest.mark.parametrize(
    ("peer", "typed"),
    [
        ("SHOP", "SHOP"),
        ("+447700900123", "+44 7700 900123"),
        ("whatsapp:+14155550101", "WhatsApp: +1 415 555 0101"),
        ("12", "12"),
    ],
)
async def test_who_wrote_to_us_is_named_though_nobody_can_text_them(
    tmp_path: Path, peer: str, typed: str
) -> None:
    async with a_world(tmp_path) as world:

        async def name(who: str, contact_id: int | None = None) -> int:
            numbers = [TypedNumber(typed, " the shop ")]
            return await save_contact(who, numbers, store=world.store, region="US", contact_id=contact_id)

        with pytest.raises(ContactRefusedError):
            await name("Corner Shop")
        line = await world.line(MAIN)
        await world.store.write(
            lambda tx: tx.ensure_conversation(line.id, peer, at=world.clock.now(), filing=Filing.OPEN)
        )
        kept = await name("Corner Shop")
        await name("The Corner Shop", kept)
        contact = await world.store.read(lambda r: r.contact_with(peer))
        assert contact is not None
        assert (contact.name, contact.points[0].label) == ("The Corner Shop", "the shop")
        assert await world.store.read(lambda r: r.names([peer])) == {peer: "The Corner Shop"}
        with pytest.raises(ContactRefusedError, match="belongs to The Corner Shop"):
            await name("Somebody Else")
